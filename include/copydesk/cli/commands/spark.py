"""`copydesk spark`: many landing days on Spark."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from copydesk.cli import options, progress, showing
from copydesk.cli.console import err, plainly, refuse_closed, writing
from copydesk.settings import Settings


def spark(
    root: options.Root,
    first: Annotated[datetime, options.day_option("--from", "First landing day.")],
    last: Annotated[datetime, options.day_option("--to", "Last landing day.")],
    master: Annotated[
        str | None,
        typer.Option("--master", help="Where Spark is: local[4,4], spark://host:7077, yarn, k8s://…", show_default=False),
    ] = None,
    conf: Annotated[
        list[str] | None, typer.Option("--conf", metavar="NAME=VALUE", help="A property of Spark; may be given more than once.")
    ] = None,
    force: options.Force = False,
    summary: Annotated[
        Path | None, typer.Option("--summary", metavar="FILE", help="Write there as JSON what became of days and dates.")
    ] = None,
) -> None:
    """Run all landing days of a range on Spark, the same bytes as day by day. ROOT is storage that all its workers share."""
    from copydesk import spark as engine

    properties = _properties(conf or [])
    if first > last:
        told = f"The first landing day {first.date()} lies behind the last, {last.date()}: exchange the two."
        raise typer.BadParameter(told)
    if summary:
        refuse_closed("--summary", summary)
    with plainly():
        settings = Settings.from_env(root=root)
        with progress.bars() if err.is_terminal else progress.lines() as tell:
            done = engine.run(settings, first.date(), last.date(), tell, master=master or "", options=properties, force=force)
    showing.archive(done)
    if summary:
        with plainly(), writing(summary):
            summary.write_text(json.dumps(asdict(done), indent=1) + "\n", "utf-8")
    raise typer.Exit(1 if done.refused else 0)


def _properties(conf: list[str]) -> dict[str, str]:
    """Properties of Spark by name, if each that was given has a value."""
    properties = {name: value for name, _, value in (each.partition("=") for each in conf)}
    if wrong := [name for name, value in properties.items() if not value]:
        raise typer.BadParameter(f"--conf {wrong[0]} has no value: write --conf {wrong[0]}=VALUE.")
    return properties
