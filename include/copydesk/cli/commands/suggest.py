"""`copydesk suggest`: rules that the lexicons lack."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from copydesk.cli import options
from copydesk.cli.console import plainly
from copydesk.settings import Settings


def suggest(
    root: options.Root,
    day: options.Day,
    least: Annotated[int, typer.Option("--least", min=2, help="Different articles that must carry a line.")] = 4,
) -> None:
    """Print rules that the lexicons lack, as TOML: lines that many articles of a day lost without a phrase that explains it."""
    from copydesk import suggest as suggesting
    from copydesk.store import open_there

    with plainly():
        settings = Settings.from_env(root=root)
        open_there(settings.root)
        sys.stdout.write(suggesting.of_day(settings, day.date(), least))
