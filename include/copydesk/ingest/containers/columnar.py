"""Parquet and Arrow files: one record a row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from copydesk.errors import UnreadableError
from copydesk.ingest.containers import fields
from copydesk.ingest.containers.member import Format, Member
from copydesk.ingest.streams import is_disks
from copydesk.settings import Settings

_ROWS = 64
"""Rows that are held at once: a few hundred MB where each is as large as a record may be."""

_PAGES = 1 << 20
"""Bytes of a column that are read at once; without it the whole of a row group's."""


def _parquet(stream: BinaryIO, settings: Settings) -> Iterator[Member]:
    """Members are the rows, numbered from 1. Where a row group is broken, its rows from there on are lost and no others."""
    file = pq.ParquetFile(stream, buffer_size=_PAGES)
    columns = _columns(file.schema_arrow, settings)
    wanted = list(dict.fromkeys(columns.values())) or None
    first = 0
    for group in range(file.num_row_groups):
        rows = file.metadata.row_group(group).num_rows
        read = 0
        try:
            for read, member in enumerate(_members(file.iter_batches(_ROWS, [group], wanted), columns, first), 1):  # noqa: B007
                yield member
        except (OSError, pa.ArrowException) as error:
            why = " ".join(str(error).split()).rstrip(".")
            told = f"rows {first + read + 1:,} to {first + rows:,}, the rest of a row group, cannot be read: {why}."
            name = f"{first + read + 1}-{first + rows}"
            yield Member(
                name,
                fault=UnreadableError("unreadable-file", told) if is_disks(error) else UnreadableError("broken-row", told),
            )
        first += rows


def _arrow_file(stream: BinaryIO, settings: Settings) -> Iterator[Member]:
    file = pa.ipc.open_file(stream)
    columns = _columns(file.schema, settings)
    yield from _members((file.get_batch(number) for number in range(file.num_record_batches)), columns)


def _arrow_stream(stream: BinaryIO, settings: Settings) -> Iterator[Member]:
    file = pa.ipc.open_stream(stream)
    yield from _members(file, _columns(file.schema, settings))


def _columns(schema: pa.Schema, settings: Settings) -> dict[str, str]:
    """The column of each field. Raises UnreadableError where two columns have its name."""
    columns = fields.chosen(schema.names, fields.mapping(settings.fields))
    if doubled := sorted({name for name in columns.values() if schema.names.count(name) > 1}):
        raise UnreadableError("broken-container", f"columns {doubled} stand more than once.")
    return columns


def _members(batches: Iterable[pa.RecordBatch], columns: dict[str, str], before: int = 0) -> Iterator[Member]:
    """Members are the rows, numbered on from `before`. A row without any known column says which columns there are."""
    number = before
    for batch in batches:
        own = _sound(batch.select(list(dict.fromkeys(columns.values()))) if columns else batch)
        for start in range(0, own.num_rows, _ROWS):
            for row in own.slice(start, _ROWS).to_pylist():
                number += 1
                yield fields.member(str(number), row, columns)


def _sound(batch: pa.RecordBatch) -> pa.RecordBatch:
    """The batch with texts as bytes, whatever they are in, and checked: Arrow reads past its memory where offsets lie.

    Raises pyarrow.ArrowInvalid for one that is not what its schema says.
    """
    binary = {pa.string(): pa.binary(), pa.large_string(): pa.large_binary()}
    arrays = [array.view(binary[array.type]) if array.type in binary else array for array in batch.columns]
    own = pa.RecordBatch.from_arrays(arrays, names=batch.schema.names)
    own.validate(full=True)
    return own


PARQUET = Format("parquet", lambda head: head.startswith(b"PAR1"), _parquet, seeks=True, expands=True)
ARROW_FILE = Format("arrow", lambda head: head.startswith(b"ARROW1\0\0"), _arrow_file, seeks=True, expands=True)
ARROW_STREAM = Format(
    "arrow-stream", lambda head: head.startswith(b"\xff\xff\xff\xff") and head[8:12] == b"\x10\0\0\0", _arrow_stream, expands=True
)
