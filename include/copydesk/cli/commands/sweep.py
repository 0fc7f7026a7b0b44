"""`copydesk sweep`: what scrapers have finished, from the inbox into a landing day."""

from __future__ import annotations

from typing import Annotated

import typer

from copydesk.cli import options, showing
from copydesk.cli.console import plainly
from copydesk.settings import Settings


def sweep(
    root: options.Root,
    day: options.Day,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be moved, and move nothing.")] = False,
) -> None:
    """Move the complete files of ROOT/inbox into a landing day; what is not complete stays and is told with the reason.

    Exit code 1 where a file was refused (a link, a device, something that cannot be moved); files that wait are no error.
    """
    from copydesk import inbox
    from copydesk.store import open_there

    with plainly():
        settings = Settings.from_env(root=root)
        open_there(settings.root, inbox.INBOX)  # a misspelt root would be made, and its inbox is empty
        swept = inbox.sweep(settings, day.date(), dry_run=dry_run)
    showing.sweep(swept, "would be moved" if dry_run else "moved")
    raise typer.Exit(1 if swept.refused else 0)
