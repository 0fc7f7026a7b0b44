"""`copydesk dates`: which publication dates are complete."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from typing import Annotated

import typer

from copydesk.cli import options, showing
from copydesk.cli.console import plainly
from copydesk.settings import Settings

_SHOWN = 30
"""Days that a list goes back from its last date where it is given no first one."""


def dates(
    root: options.Root,
    first: Annotated[
        datetime | None, options.date_option("--from", "First publication date; else 30 days before the last.")
    ] = None,
    last: Annotated[datetime | None, options.date_option("--to", "Last publication date; else the last landing day.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Dates as JSON on stdout.")] = False,
) -> None:
    """Say which publication dates are complete, and which landing days the others wait for."""
    from copydesk.overview import completeness
    from copydesk.overview.desk import Desk
    from copydesk.store import open_known

    if first and last and first > last:
        raise typer.BadParameter(f"The first date {first.date()} lies behind the last, {last.date()}: exchange the two.")
    with plainly():
        settings = Settings.from_env(root=root)
        open_known(settings.root)
        desk = Desk(settings)
        days = desk.days()
        end = last.date() if last else max([*days[-1:], *([first.date()] if first else [])], default=None)
        begin = first.date() if first else min(end, max(days[0], completeness.moved(end, -_SHOWN))) if days and end else end
        found = desk.dates(begin, end, days) if begin and end else []
    if as_json:
        json.dump([each.told() for each in found], sys.stdout, indent=1)
        sys.stdout.write("\n")
    else:
        showing.dates(found)
