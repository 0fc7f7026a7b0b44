"""`copydesk repair`: what the audit finds wrong, made anew."""

from __future__ import annotations

from copydesk.cli import options, progress
from copydesk.cli.commands.audit import audit
from copydesk.cli.console import out, plainly
from copydesk.settings import Settings


def repair(root: options.Root) -> None:
    """Audit, then make anew from landing whatever is found wrong, and audit again."""
    from copydesk import audit as auditing

    with plainly(), progress.bars() as tell:
        days, dates = auditing.mend(Settings.from_env(root=root), tell)
    out.print(f"{len(days)} landing days and {len(dates)} dates were made anew." if days or dates else "Nothing to repair.")
    audit(root)
