"""How far a run is, on stderr: bars for a person, lines for a log."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from copydesk.cli.console import err

if TYPE_CHECKING:
    from copydesk.pipeline import Progress as Tell

_LINE_SECONDS = 10


@contextmanager
def bars() -> Iterator[Tell]:
    """A callback for pipeline progress that draws one bar a step."""
    columns = (TextColumn("{task.description:<18}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=False) as drawn:
        tasks: dict[str, TaskID] = {}

        def tell(what: str, done: int, of: int) -> None:
            if what not in tasks:
                tasks[what] = drawn.add_task(what, total=max(of, 1))
            drawn.update(tasks[what], completed=done if of else 1, total=max(of, 1))

        yield tell


@contextmanager
def lines() -> Iterator[Tell]:
    """A callback for pipeline progress that writes a line at the end of each step, and every ten seconds of it."""
    last: dict[str, float] = {}

    def tell(what: str, done: int, of: int) -> None:
        if done == of or time.monotonic() - last.setdefault(what, time.monotonic()) >= _LINE_SECONDS:
            last[what] = time.monotonic()
            err.print(f"{what}: {done:,} of {of:,}")

    yield tell
