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

    with plainly():
        sys.stdout.write(suggesting.of_day(Settings.from_env(root=root), day.date(), least))
