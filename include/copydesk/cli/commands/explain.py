"""`copydesk explain`: a file or the articles of a day, line by line."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from copydesk.cli import options
from copydesk.cli.console import complain, many, out, plainly, printable, refuse_closed, say, writing
from copydesk.errors import UnreadableError
from copydesk.settings import Settings

if TYPE_CHECKING:
    from copydesk.explain import Explained


def explain(
    what: Annotated[str, typer.Argument(metavar="FILE", help="A file as it was scraped; with --day, the ROOT of a lake.")],
    day: Annotated[
        datetime | None,
        options.day_option("--day", "Explain articles of this landing day."),
    ] = None,
    record: Annotated[
        str | None, typer.Option("--record", help="A record of a container, as the ledger names it; without it, the first.")
    ] = None,
    html: Annotated[Path | None, typer.Option("--html", help="Write one page for a browser there, and open nothing.")] = None,
    sample: Annotated[int, typer.Option("--sample", min=1, help="How many articles of the day, the most doubtful first.")] = 25,
) -> None:
    """Show what the desk makes of a file, or made of a day, line by line: kept, joined, lifted or cut, by which rule and why."""
    from copydesk.explain import page, terminal

    if day is None and not Path(what).is_file():
        name = printable(what)
        raise typer.BadParameter(f"{name} is no file. To explain a day of a lake: copydesk explain {name} --day YYYY-MM-DD")
    if day is not None and record is not None:
        raise typer.BadParameter("--record is for a FILE, and --day explains articles of a whole day: leave one of the two out.")
    if html is not None:
        refuse_closed("--html", html)
    records = _explained(what, day, record, sample)
    if html is None:
        for explained in records:
            out.print(terminal.render(explained))
        return
    told = page.render(records, printable(Path(what).name) if day is None else f"landing day {day.date()}")
    with plainly(), writing(html):
        html.write_text(told, "utf-8")
    say(Text(f"{many(len(records), 'article')} explained in {html}. Red lines were cut by place and look: read those first."))


def _explained(what: str, day: datetime | None, record: str | None, sample: int) -> list[Explained]:
    """The file, or `sample` articles of the day; a file that cannot be read ends the command with the reason."""
    from copydesk import explain as explaining
    from copydesk.store import open_there

    with plainly():
        try:
            if day is None:
                return [explaining.of_file(Path(what), Settings.from_env(), record=record)]
            settings = Settings.from_env(root=what)
            open_there(settings.root)
            return explaining.of_day(settings, day.date(), sample)
        except UnreadableError as error:
            complain("unreadable", error)
            raise typer.Exit(1) from error
