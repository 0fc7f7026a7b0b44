"""The least that any night must do with the files: read, decode, look at each line once, write the text as Parquet, zstd 1.

python -m benchmarks.night.floor IN OUT
"""

from __future__ import annotations

import os
import sys

import pyarrow as pa
import pyarrow.parquet as pq

ROWS = 20_000
"""Records of a row group: what is held at once."""

SCHEMA = pa.schema([("source", pa.string()), ("text", pa.string()), ("lines", pa.int64())])


def files(folder: str) -> list[str]:
    """Every file below a folder, in order."""
    return sorted(f"{at}/{name}" for at, _, names in os.walk(folder) for name in names)


def read(path: str) -> str:
    """The text of a file; what is no UTF-8 becomes U+FFFD."""
    opened = os.open(path, os.O_RDONLY)
    try:
        return os.read(opened, os.fstat(opened).st_size).decode("utf-8", "replace")
    finally:
        os.close(opened)


def run(folder: str, out: str) -> None:
    """Copy the texts into one file, with the number of lines that are not blank."""
    paths = files(folder)
    with pq.ParquetWriter(f"{out}/part-0.parquet", SCHEMA, compression="zstd", compression_level=1) as writer:
        for start in range(0, len(paths), ROWS):
            some = paths[start : start + ROWS]
            texts = [read(path) for path in some]
            lines = [sum(1 for line in text.split("\n") if line and not line.isspace()) for text in texts]
            writer.write_table(pa.table([[path[len(folder) + 1 :] for path in some], texts, lines], SCHEMA))


if __name__ == "__main__":
    run(*sys.argv[1:3])
