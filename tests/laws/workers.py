"""What the processes of test_concurrency.py do: writers that run landing days, readers that poll the lake as people do."""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from glob import glob
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event
from pathlib import Path

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.dataset as ds
import pytest

import copydesk
from copydesk.store.local import LocalRoot
from tests.laws import newsroom as news

Rows = list[tuple[str, str, str]]
"""Date, topic and id of every row that a reader saw."""

GLOB = "lake/date=*/topic=*/*.parquet"

NO_FILE = ("No files found that match", "expanded paths were empty")
"""How a reader says that a lake has no file at all; what stays is missing then, too."""


def writer(orders: Connection, root: Path) -> None:
    """Run the landing days that are asked for; answers None, or how it failed."""
    news.light(pytest.MonkeyPatch())
    news.edition(pytest.MonkeyPatch(), 0)
    while days := orders.recv():
        try:
            news.run(root, days)
            orders.send(None)
        except Exception:  # noqa: BLE001 - the test shows it
            orders.send(traceback.format_exc())


def _with_pyarrow(root: Path) -> Rows:
    lake = ds.dataset(root / "lake", partitioning="hive", exclude_invalid_files=False)
    table = lake.to_table(["date", "topic", "id"]) if lake.files else pa.table({})
    return [(str(row["date"]), row["topic"], row["id"]) for row in table.to_pylist()]


def _with_duckdb(root: Path) -> Rows:
    with duckdb.connect() as connection:
        query = f"select date::varchar, topic, id from read_parquet('{root / GLOB}', hive_partitioning = true)"
        return connection.execute(query).fetchall()


def _with_polars(root: Path) -> Rows:
    frame = pl.scan_parquet(root / GLOB, hive_partitioning=True).select("date", "topic", "id").collect()
    return [(str(day), topic, id) for day, topic, id in frame.rows()]


READERS: dict[str, Callable[[Path], Rows]] = {"pyarrow": _with_pyarrow, "duckdb": _with_duckdb, "polars": _with_polars}


def _held(root: Path) -> list[tuple[str, int]]:
    """The lake's files with their inodes: a replaced file has another one."""
    held = []
    for path in sorted(glob(str(root / GLOB))):  # noqa: PTH207 - Path.glob would stop at a folder that goes away while it looks
        with suppress(FileNotFoundError):
            held.append((path, Path(path).stat().st_ino))
    return held


def reader(name: str, root: Path, stop: Event, answers: Connection) -> None:
    """Poll by plain path until told to stop: [(when begun, when ended, whether files changed, rows or the error's text)]."""
    seen, last = [], False
    while not last:
        last = stop.is_set()  # and once more, when nobody writes any longer
        begun, held = time.monotonic(), _held(root)
        try:
            found: Rows | str = READERS[name](root)
        except BaseException as error:  # noqa: BLE001 - the test looks at it; Polars panics with what is no Exception
            found = [] if any(text in str(error) for text in NO_FILE) else f"{type(error).__name__}: {error}"
        seen.append((begun, time.monotonic(), held != _held(root), found))
        if len(seen) == 1:
            answers.send("ready")
    answers.send(seen)


def snapshots(root: Path, stop: Event, answers: Connection) -> None:
    """Poll copydesk.read, each date by itself: [(when begun, when ended, date, [(topic, id)] or the error's text)].

    From a slow disk, so that a date is often published while some of its files are read already and some are not.
    """
    real, seen = LocalRoot.read, []

    def slow(self: LocalRoot, path: str) -> bytes:
        time.sleep(0.004)
        return real(self, path)

    pytest.MonkeyPatch().setattr(LocalRoot, "read", slow)
    dates = [datetime.strptime(day, "%m/%d/%Y").date() for day in news.DATES]  # noqa: DTZ007 - a day, not a moment
    while not stop.is_set():
        for day in dates:
            begun = time.monotonic()
            try:
                table = copydesk.read(str(root), [day], columns=["topic", "id"])
                found: list[tuple[str, str]] | str = [(row["topic"], row["id"]) for row in table.to_pylist()]
            except Exception as error:  # noqa: BLE001 - the test looks at it
                found = f"{type(error).__name__}: {error}"
            seen.append((begun, time.monotonic(), day.isoformat(), found))
        if len(seen) == len(dates):
            answers.send("ready")
    answers.send(seen)
