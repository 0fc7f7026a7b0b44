"""Where the command line's words go, and how it tells of mistakes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import typer
from rich.console import Console
from rich.text import Text

from copydesk.errors import CopydeskError

out, err = Console(), Console(stderr=True)


@contextmanager
def plainly() -> Iterator[None]:
    """Errors that copydesk raises on purpose are told in one sentence, without a traceback."""
    try:
        yield
    except CopydeskError as error:
        complain("error", error)
        raise typer.Exit(1) from error


def complain(of: str, what: object) -> None:
    """Say on stderr what went wrong, behind a word that says what kind of thing it is."""
    err.print(Text(f"{of}: ", style="bold red") + Text(printable(what)))


def printable(what: object) -> str:
    """Words with names of files in them as a terminal may have them; line ends stay."""
    from copydesk.inbox import printable

    return "\n".join(map(printable, str(what).split("\n")))
