"""`copydesk takedown`: an article removed for good."""

from __future__ import annotations

from typing import Annotated

import typer

from copydesk.cli import options, showing
from copydesk.cli.console import plainly, say
from copydesk.settings import Settings


def _reason(why: str) -> str:
    """A reason as it was given, if it says anything."""
    if not why.strip():
        raise typer.BadParameter("The reason is empty. Say why: the ledger keeps it.")
    return why


def takedown(
    root: options.Root,
    article: Annotated[str, typer.Argument(metavar="ID", help="The article's id: 32 digits, as in the lake's column `id`.")],
    why: Annotated[
        str,
        typer.Option("--why", help="The reason, kept in the ledger beside the tombstone.", show_default=False, callback=_reason),
    ],
) -> None:
    """Remove an article from landing, desk and lake for good, and keep a tombstone in the ledger.

    A file that holds other records too (an archive, a table) keeps its copy of it: it is named, and how to empty it there.
    """
    from copydesk import pipeline
    from copydesk.store import open_there

    with plainly():
        settings = Settings.from_env(root=root)
        open_there(settings.root)
        report = pipeline.takedown(settings, article, why)
    say(f"Record {article} of landing day {report['day']} is taken down.")
    showing.report(report, settings.root)
    showing.left(report, settings.root)
