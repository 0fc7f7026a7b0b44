"""Tables to Parquet bytes and back. Equal tables give equal bytes: nothing in a file varies with time, order or threads."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping

import pyarrow as pa
import pyarrow.acero as acero
import pyarrow.compute as pc
import pyarrow.parquet as pq

from copydesk.errors import LakeError
from copydesk.store.root import Root

ROWS_PER_GROUP = 20_000


def encode(table: pa.Table, metadata: Mapping[str, str], *, level: int = 3) -> bytes:
    """The table as one Parquet file: zstd, statistics, page checksums, a Bloom filter on `id` where there is one.

    `metadata` goes into the footer, beside the schema.
    """
    return encode_slices([table], table.schema, table.num_rows, metadata, level=level)


def encode_slices(
    slices: Iterable[pa.Table], like: pa.Schema, rows: int, metadata: Mapping[str, str], *, level: int = 3
) -> bytes:
    """The bytes that encode() gives of tables one behind the other, `rows` rows in all; each but the last fills a row group."""
    told = like.with_metadata({**metadata})
    blooms = {"id": {"ndv": max(rows, 1), "fpp": 0.01}} if "id" in like.names else None
    strings = [f.name for f in like if pa.types.is_string(f.type) and f.name not in ("id", "text", "content_sha256")]
    sink = io.BytesIO()
    with pq.ParquetWriter(
        sink,
        told,
        compression="zstd",
        compression_level=level,
        use_dictionary=strings,
        write_page_checksum=True,
        bloom_filter_options=blooms,
    ) as writer:
        for table in slices:
            writer.write_table(table.combine_chunks().replace_schema_metadata(told.metadata), ROWS_PER_GROUP)
    return sink.getvalue()


def decode(data: bytes, columns: list[str] | None = None, where: pc.Expression | None = None) -> pa.Table:
    """The table in Parquet bytes, or some columns and rows of it."""
    file = _opened(data)
    if where is None:
        table = file.read(columns, use_threads=False)
    else:
        groups = [_filtered(_group(file, number), where) for number in range(file.num_row_groups)]
        table = pa.concat_tables([file.schema_arrow.empty_table(), *groups])
    return table.select(columns) if columns else table


def _opened(data: bytes) -> pq.ParquetFile:
    """Parquet bytes as a file that is read in the thread that asks, and in no other.

    A thread of Arrow's that lets go of a Python object (a BytesIO, bytes) when the interpreter is already ending aborts the whole
    program. Scanners of data sets do so: pyarrow.parquet.read_table() is one.
    """
    return pq.ParquetFile(pa.BufferReader(data), pre_buffer=False)


def _group(file: pq.ParquetFile, number: int) -> pa.Table:
    return file.read_row_group(number, use_threads=False)


def _filtered(table: pa.Table, where: pc.Expression) -> pa.Table:
    """The rows that fit, in their order. Table.filter() does the same with threads."""
    source = acero.Declaration("table_source", acero.TableSourceNodeOptions(table))
    chosen = acero.Declaration("filter", acero.FilterNodeOptions(where))
    return acero.Declaration.from_sequence([source, chosen]).to_table(use_threads=False)


def read(
    root: Root, path: str, columns: list[str] | None = None, where: pc.Expression | None = None, *, nulls: pa.Schema | None = None
) -> pa.Table:
    """A Parquet file below the root as a table. Raises LakeError naming a file that is no sound Parquet.

    Of `columns` those that the file lacks and `nulls` has are null.
    """
    try:
        data = root.read(path)
        known = set(names(data)) if nulls else set()
        lacking = [nulls.field(name) for name in columns or nulls.names if name not in known] if nulls else []
        there = columns and [name for name in columns if name not in {field.name for field in lacking}]
        table = decode(data, there, where)
    except (pa.ArrowException, OSError, KeyError) as error:
        raise _unsound(root, path, error) from error
    for field in lacking:
        table = table.append_column(field.with_nullable(True), pa.nulls(table.num_rows, field.type))
    return table.select(columns) if columns else table


def names(data: bytes) -> list[str]:
    """The columns of the table in Parquet bytes."""
    found: list[str] = _opened(data).schema_arrow.names
    return found


def slices(root: Root, path: str) -> Iterator[pa.Table]:
    """A Parquet file below the root, row group by row group. Raises LakeError naming a file that is no sound Parquet."""
    try:
        file = _opened(root.read(path))
        for number in range(file.num_row_groups):
            yield _group(file, number)
    except (pa.ArrowException, OSError) as error:
        raise _unsound(root, path, error) from error


def _unsound(root: Root, path: str, error: Exception) -> LakeError:
    told = str(error).rstrip(".")
    return LakeError(f"{root.uri}/{path} is not a sound Parquet file: {told}. Run `copydesk audit {root.uri}`.")
