"""Tables to Parquet bytes and back. Equal tables give equal bytes: nothing in a file varies with time, order or threads."""

from __future__ import annotations

import io
from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from copydesk.errors import LakeError
from copydesk.store.root import Root

ROWS_PER_GROUP = 20_000


def encode(table: pa.Table, metadata: Mapping[str, str], *, level: int = 3) -> bytes:
    """The table as one Parquet file: zstd, statistics, page checksums, a Bloom filter on `id` where there is one.

    `metadata` goes into the footer, beside the schema.
    """
    table = table.combine_chunks().replace_schema_metadata({**metadata})
    blooms = {"id": {"ndv": max(table.num_rows, 1), "fpp": 0.01}} if "id" in table.column_names else None
    sink = io.BytesIO()
    pq.write_table(
        table,
        sink,
        compression="zstd",
        compression_level=level,
        row_group_size=ROWS_PER_GROUP,
        use_dictionary=[
            f.name for f in table.schema if pa.types.is_string(f.type) and f.name not in ("id", "text", "content_sha256")
        ],
        write_page_checksum=True,
        bloom_filter_options=blooms,
    )
    return sink.getvalue()


def decode(data: bytes, columns: list[str] | None = None, where: pc.Expression | None = None) -> pa.Table:
    """The table in Parquet bytes, or some columns and rows of it."""
    return pq.read_table(io.BytesIO(data), columns=columns, filters=where, partitioning=None)


def read(root: Root, path: str, columns: list[str] | None = None, where: pc.Expression | None = None) -> pa.Table:
    """A Parquet file below the root as a table. Raises LakeError naming a file that is no sound Parquet."""
    try:
        return decode(root.read(path), columns, where)
    except (pa.ArrowException, OSError) as error:
        raise LakeError(f"{root.uri}/{path} is not a sound Parquet file: {error}. Run `copydesk audit {root.uri}`.") from error
