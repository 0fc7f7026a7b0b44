"""Where the command line's words go, and how it tells of mistakes."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer
from rich.console import Console
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from copydesk import errors
from copydesk.errors import NO_MEMORY, CopydeskError, LakeError

out, err = Console(), Console(stderr=True)

_UNBOUND = 10_000
"""More columns than a table has in a pipe, where none is cut or folded."""

_NO_ROOM = ("failed to map segment", "cannot allocate memory", "can't start new thread")
"""What the system says where there is no memory for a library or a thread; Python makes an ImportError or RuntimeError of it."""


def spell_out() -> None:
    """Have letters that the terminal's charset lacks written out, as \\u0905, instead of ending the command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


@contextmanager
def writing(file: Path) -> Iterator[None]:
    """A file that cannot be written is told in one sentence."""
    try:
        yield
    except OSError as error:
        raise LakeError(f"{file} cannot be written: {error.strerror}. Name a file in a folder that is there.") from error


def refuse_closed(option: str, file: Path) -> None:
    """End the command, before hours of work, where the file that an option names cannot be written."""
    if file.is_dir() or not os.access(file.parent, os.W_OK):
        raise typer.BadParameter(f"{option} {file} cannot be written: name a file in a folder that is there and is yours.")


@contextmanager
def plainly() -> Iterator[None]:
    """Errors that copydesk raises on purpose are told in one sentence, without a traceback."""
    try:
        yield
    except CopydeskError as error:
        complain("error", error)
        raise typer.Exit(1) from error


@contextmanager
def unfit() -> Iterator[None]:
    """A machine that lacks memory, file handles or room for what is printed is told in one sentence, without a traceback."""
    try:
        yield
    except (MemoryError, OSError, ImportError, RuntimeError) as error:
        if isinstance(error, ImportError | RuntimeError) and not any(words in str(error).lower() for words in _NO_ROOM):
            raise
        if isinstance(error, OSError):
            where = f"{error.filename}: " if error.filename else ""
            told = f"{where}{error.strerror or error}. Put that right and run this again: what is published stays as it is."
        else:
            told = NO_MEMORY
        try:
            complain("error", told)
        except MemoryError:  # not even to print in colour
            os.write(sys.stderr.fileno(), f"error: {told}\n".encode("ascii", "backslashreplace"))
        try:
            sys.stdout.flush()
        except OSError:  # what is left of the output would be refused once more at the very end, with a traceback
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(1) from error


def many(count: int, what: str) -> str:
    """How many there are of a thing, in words.

    >>> many(1, "row"), many(1200, "row")
    ('1 row', '1,200 rows')
    """
    return f"{count:,} {what}{'s' * (count != 1)}"


def say(what: str | Text) -> None:
    """Print a sentence; in a pipe on one line, so that paths in it can be searched for and copied."""
    out.print(what, soft_wrap=not out.is_terminal)


def show(table: Table) -> None:
    """Print a table; in a pipe as wide as it is."""
    if not out.is_terminal:
        table.width = Measurement.get(out, out.options.update(max_width=_UNBOUND), table).maximum
    out.print(table, crop=False)


def complain(of: str, what: object) -> None:
    """Say on stderr what went wrong, behind a word that says what kind of thing it is."""
    err.print(Text(f"{of}: ", style="bold red") + Text(printable(what)), soft_wrap=not err.is_terminal)


def printable(what: object) -> str:
    """Words with names of files in them as a terminal may have them; line ends stay."""
    return "\n".join(map(errors.printable, str(what).split("\n")))
