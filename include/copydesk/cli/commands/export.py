"""`copydesk export`: published articles in one file."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from copydesk.cli import options
from copydesk.cli.console import many, plainly, refuse_closed, say
from copydesk.errors import LakeError


def export(
    root: options.Root,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write: .parquet, .csv or .jsonl.")],
    first: Annotated[datetime | None, options.date_option("--from", "First publication date.")] = None,
    last: Annotated[datetime | None, options.date_option("--to", "Last publication date.")] = None,
    topic: Annotated[
        list[str] | None, typer.Option("--topic", metavar="TOPIC", help="A topic; may be given more than once.")
    ] = None,
    column: Annotated[
        list[str] | None, typer.Option("--column", metavar="COLUMN", help="A column; may be given more than once.")
    ] = None,
) -> None:
    """Write published articles to one file, each date as it was at one moment."""
    from copydesk import reader

    asked = (file, first and first.date(), last and last.date(), topic or None, column or None)
    try:
        reader.refuse(*asked)
    except LakeError as error:
        raise typer.BadParameter(str(error)) from error
    refuse_closed("FILE", file)
    with plainly():
        count = reader.export(root, *asked)
    say(Text(f"{many(count, 'article')} written to {file}."))
