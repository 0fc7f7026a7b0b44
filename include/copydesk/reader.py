"""Reading the lake as of one moment: what a date's manifest vouches for, and never a mixture of two publications.

Any Parquet reader can read the lake by path and never sees half a file. Between two files of a date it may see an article
that is just moving between topics in both. Whoever cannot stand that reads through here.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pyarrow import csv

from copydesk import schema
from copydesk.errors import LakeError, MissingError
from copydesk.store import LakeManifest, Root, lake, open_known, open_root, parquet, paths, read_lake

WAIT_SECONDS = 60.0
"""How long to wait for a date that is being published."""


def read(
    root: str,
    dates: Iterable[date | str] | None = None,
    topics: Iterable[str] | None = None,
    columns: Sequence[str] | None = None,
    *,
    wait_seconds: float = WAIT_SECONDS,
) -> pa.Table:
    """The published articles of some dates and topics as an Arrow table; each date as it was at one moment.

    `root` is the folder or URI above `lake/`; `dates` are days or ISO strings, `topics` slugs; None means all. `columns`
    are names from schema.COLUMNS, in order; None means all. Rows are sorted by published_on, topic and id. A date that was
    never published gives no rows. Raises LakeError for an unknown column or topic, and for a date that is still being
    published, or was left damaged, after `wait_seconds`.
    """
    wanted = _columns(columns)
    chosen = sorted(schema.TOPICS) if topics is None else _known_topics(topics)
    place = open_root(root)
    days = lake.dates(place) if dates is None else sorted({_day(value) for value in dates})
    tables = [table for day in days for table in _date(place, day, chosen, wanted, wait_seconds)]
    return pa.concat_tables([wanted.empty_table(), *tables], promote_options="default")


def export(
    root: str, file: Path, first: date | None, last: date | None, topics: Sequence[str] | None, columns: Sequence[str] | None
) -> int:
    """Write the articles of a range of dates (None: no end) as .parquet, .csv or .jsonl; returns how many.

    Raises LakeError for another ending and for a range that is backwards, MissingError for what is no root, and as read() does.
    The file appears whole or not at all.
    """
    if first and last and first > last:
        raise LakeError(f"The first date {first} lies behind the last, {last}: exchange the two.")
    if file.suffix not in _WRITERS:
        raise LakeError(f"{file} ends in {file.suffix or 'nothing'}; it must end in one of {sorted(_WRITERS)}.")
    days = [day for day in lake.dates(open_known(root)) if (first or day) <= day <= (last or day)]
    table = read(root, days, topics, columns)
    part = file.with_name(f".{file.name}.part")
    try:
        _WRITERS[file.suffix](table, part)
        part.replace(file)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise LakeError(f"{file} cannot be written: {error.strerror}.") from error
    return int(table.num_rows)


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


def _columns(names: Sequence[str] | None) -> pa.Schema:
    known = schema.arrow(in_lake=False)
    if unknown := sorted(set(names or ()) - set(known.names)):
        raise LakeError(f"the lake has no column {unknown}; it has {known.names}.")
    return known if names is None else pa.schema([known.field(name) for name in names])


def _known_topics(topics: Iterable[str]) -> list[str]:
    chosen = sorted(set(topics))
    if unknown := [topic for topic in chosen if topic not in schema.TOPICS]:
        raise LakeError(f"{unknown} are no topics; topics are {sorted(schema.TOPICS)}.")
    return chosen


def _day(value: date | str) -> date:
    try:
        return value if isinstance(value, date) else date.fromisoformat(value)
    except ValueError:
        raise LakeError(f"{value!r} is no day: write it as 2024-10-31.") from None


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
