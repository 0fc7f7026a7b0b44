"""Reading the lake as of one moment: what a date's manifest vouches for, and never a mixture of two publications.

Any Parquet reader can read the lake by path and never sees half a file. Between two files of a date it may see an article
that is just moving between topics in both. Whoever cannot stand that reads through here.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pyarrow import csv

from copydesk import schema
from copydesk.errors import LakeError, MissingError
from copydesk.scratch import write_whole
from copydesk.store import LakeManifest, Root, lake, open_known, open_there, parquet, paths, read_lake

WAIT_SECONDS = 60.0
"""How long to wait for a date that is being published."""

Day: TypeAlias = date | str | np.datetime64
"""A publication date as callers may name it; a datetime, and pandas' Timestamp, is a date too."""


def read(
    root: str | os.PathLike[str],
    dates: Day | Iterable[Day] | None = None,
    topics: str | Iterable[str] | None = None,
    columns: str | Iterable[str] | None = None,
    *,
    wait_seconds: float = WAIT_SECONDS,
) -> pa.Table:
    """The published articles of some dates and topics as an Arrow table; each date as it was at one moment.

    `root` is the folder or URI above `lake/`; `dates` are days, moments (their day counts) or ISO strings, `topics` slugs;
    None means all, and one alone need be in no list. `columns` are names from schema.COLUMNS, in order; None means all. Rows
    are sorted by published_on, topic and id. A date that was never published gives no rows. Raises MissingError for a root
    that is not there, LakeError for what is no day, for an unknown or doubled column, an unknown topic, and for a date that is
    still being published, or was left damaged, after `wait_seconds`.
    """
    wanted = _columns(columns)
    chosen = sorted(schema.TOPICS) if topics is None else _known_topics(topics)
    days = None if dates is None else sorted({_day(value) for value in _each(dates, "dates")})
    place = open_there(os.fspath(root))
    days = lake.dates(place) if days is None else days
    tables = [table for day in days for table in _date(place, day, chosen, wanted, wait_seconds)]
    return pa.concat_tables([wanted.empty_table(), *tables], promote_options="default")


def export(
    root: str, file: Path, first: date | None, last: date | None, topics: Sequence[str] | None, columns: Sequence[str] | None
) -> int:
    """Write the articles of a range of dates (None: no end) as .parquet, .csv or .jsonl; returns how many.

    Raises LakeError for another ending and for a range that is backwards, MissingError for what is no root, and as read() does.
    The file appears whole or not at all.
    """
    refuse(file, first, last, topics, columns)
    days = [day for day in lake.dates(open_known(root)) if (first or day) <= day <= (last or day)]
    table = read(root, days, topics, columns)
    write_whole(file, partial(_WRITERS[file.suffix], table))
    return int(table.num_rows)


def refuse(
    file: Path, first: date | None, last: date | None, topics: Sequence[str] | None, columns: Sequence[str] | None
) -> None:
    """Raise LakeError for what no export can be asked for, whatever the lake holds: ending, range, topics or columns."""
    if first and last and first > last:
        raise LakeError(f"The first date {first} lies behind the last, {last}: exchange the two.")
    if file.suffix not in _WRITERS:
        raise LakeError(f"{file} ends in {file.suffix or 'nothing'}; it must end in one of {sorted(_WRITERS)}.")
    _known_topics(topics or ())
    _columns(columns)


def _csv(table: pa.Table, path: Path) -> None:
    """Lists as text with a bar between, since CSV has no lists."""
    lists = {field.name for field in table.schema if pa.types.is_list(field.type)}
    flat = [
        pc.binary_join(column, "|") if name in lists else column
        for name, column in zip(table.column_names, table.columns, strict=True)
    ]
    csv.write_csv(pa.table(flat, names=table.column_names), path)


def _jsonl(table: pa.Table, path: Path) -> None:
    with path.open("w", encoding="utf-8") as file:
        for row in table.to_pylist():
            file.write(json.dumps(row, ensure_ascii=False, default=str) + "\n")


_WRITERS: dict[str, Callable[[pa.Table, Path], None]] = {".parquet": pq.write_table, ".csv": _csv, ".jsonl": _jsonl}


def _each(given: Any, what: str) -> list[Any]:
    """What a caller asks for, one by one: a list of any kind, or one thing alone."""
    if isinstance(given, str | date | np.datetime64):
        return [given]
    try:
        return list(given)
    except TypeError:
        raise LakeError(f"{what}={given!r} is neither one of the {what} nor a list of them.") from None


def _columns(given: str | Iterable[str] | None) -> pa.Schema:
    known = schema.arrow(in_lake=False)
    if given is None:
        return known
    names = _each(given, "columns")
    if unknown := [name for name in names if name not in known.names]:
        raise LakeError(f"the lake has no column {unknown}; it has {known.names}.")
    if doubled := [name for name in known.names if names.count(name) > 1]:
        raise LakeError(f"the columns name {doubled} more than once: name each column once.")
    return pa.schema([known.field(name) for name in names])


def _known_topics(topics: str | Iterable[str]) -> list[str]:
    chosen = _each(topics, "topics")
    if unknown := [topic for topic in chosen if topic not in schema.TOPICS]:
        raise LakeError(f"{unknown} are no topics; topics are {sorted(schema.TOPICS)}.")
    return sorted(set(chosen))


def _day(value: Any) -> date:
    """The day that a caller means; of a moment, the day as its own clock has it."""
    try:
        if isinstance(value, np.datetime64):
            day = value.astype("datetime64[D]").item()
        elif isinstance(value, str):
            day = date.fromisoformat(value)
        else:
            day = value.date() if isinstance(value, datetime) else value
    except ValueError:
        day = None
    if not isinstance(day, date) or day != day:  # pandas' NaT is a date that equals none, not even itself
        raise LakeError(f"{value!r} is no day: write it as 2024-10-31.")
    return day


def _date(root: Root, day: date, topics: Sequence[str], columns: pa.Schema, wait_seconds: float) -> list[pa.Table]:
    """The tables of a date, read until the manifest before and after agree and every byte is as it says."""
    end = time.monotonic() + wait_seconds
    while True:
        before = read_lake(root, paths.lake_manifest(day))
        tables = _snapshot(root, day, before, topics, columns)
        if tables is not None and read_lake(root, paths.lake_manifest(day)) == before:
            return tables
        if time.monotonic() > end:
            raise LakeError(
                f"date {day} under {root.uri} was still being published, or is damaged, after {wait_seconds:g} seconds. "
                f"If no run is at work, `copydesk audit {root.uri}` says what is wrong and `copydesk repair` mends it."
            )
        time.sleep(0.05)


def _snapshot(
    root: Root, day: date, manifest: LakeManifest | None, topics: Sequence[str], columns: pa.Schema
) -> list[pa.Table] | None:
    """What the manifest names, or None where the files are not, or not yet, what it says."""
    if manifest is None:
        return []
    if manifest.inputs == lake.UNFINISHED:
        return None
    named = {entry.path: entry for entry in manifest.files}
    tables = []
    for topic in topics:
        if entry := named.get(paths.partition(day, topic)):
            try:
                data = root.read(entry.path)
            except MissingError:
                return None
            if hashlib.sha256(data).hexdigest() != entry.sha256:
                return None
            tables.append(_whole(parquet.decode(data), topic, columns))
    return tables


def _whole(table: pa.Table, topic: str, columns: pa.Schema) -> pa.Table:
    """The rows with every wanted column: the topic from the folder, null for a column that is younger than the file."""
    arrays, fields = [], []
    for field in columns:
        fields.append(field)
        if field.name == "topic":
            arrays.append(pa.repeat(pa.scalar(topic, field.type), table.num_rows))
        elif field.name in table.column_names:
            arrays.append(table[field.name].cast(field.type))
        else:
            arrays.append(pa.nulls(table.num_rows, field.type))
            fields[-1] = field.with_nullable(True)
    return pa.Table.from_arrays(arrays, schema=pa.schema(fields))
