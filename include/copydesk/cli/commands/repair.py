"""`copydesk repair`: what the audit finds wrong, made anew."""

from __future__ import annotations

from copydesk.cli import options, progress
from copydesk.cli.commands.audit import audit
from copydesk.cli.console import many, plainly, say
from copydesk.settings import Settings


def repair(root: options.Root) -> None:
    """Audit, then make anew from landing whatever is found wrong, and audit again."""
    from copydesk import audit as auditing

    with plainly(), progress.bars() as tell:
        days, dates = auditing.mend(Settings.from_env(root=root), tell)
    made = f"{many(len(days), 'landing day')} and {many(len(dates), 'date')} were made anew."
    say(made if days or dates else "Nothing to repair.")
    audit(root)
