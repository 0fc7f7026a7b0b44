"""What several commands are given in the same way: a root, landing days, how to run."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from copydesk import landingday


def _landing_day(day: datetime | None) -> datetime | None:
    """A landing day as it was given, if it can be one: the same rule as the DAG's."""
    if day and (wrong := landingday.wrong_with(day.date(), datetime.now(UTC))):
        raise typer.BadParameter(f"{wrong} Give the day that you mean.")
    return day


def date_option(name: str, help: str, **more: Any) -> Any:
    """An option that takes a day of any kind and has no default."""
    return typer.Option(name, formats=["%Y-%m-%d"], help=help, metavar="YYYY-MM-DD", show_default=False, **more)


def day_option(name: str, help: str) -> Any:
    """An option that takes a landing day and has no default."""
    return date_option(name, help, callback=_landing_day)


Root = Annotated[str, typer.Argument(metavar="ROOT", help="Root of landing, desk and lake: a folder or an s3:// URI.")]
Day = Annotated[datetime, day_option("--day", "The landing day, as 2024-10-31.")]
Force = Annotated[
    bool, typer.Option("--force", help="Run the day even if no file of it has changed since, and look at its dates' files.")
]
Workers = Annotated[
    int, typer.Option("--workers", min=0, help="Processes that share the work; 0: one for each core.", show_default=False)
]
