"""Bad Parquet and Arrow files."""

from __future__ import annotations

import pyarrow as pa

from tests.ingest.bad.case import case
from tests.ingest.packing import TEXT, arrow, changed, parquet


def corrupt():
    d = parquet(
        pa.table({"text": [f"{TEXT} {n}" for n in range(9)]}), row_group_size=3, compression="snappy", use_dictionary=False
    )
    at = d.find(TEXT[:8].encode())
    at = d.find(TEXT[:8].encode(), at + 200)
    return changed(d, at - 30, b"\xff" * 30)


# columnar
case("parquet-good", "1 | 2 | 3", parquet)
case("parquet-cut", '"": truncated', lambda: parquet()[:-10])
case("parquet-magic-alone", '"": truncated', lambda: b"PAR1")
case("parquet-no-footer", '"": broken-container', lambda: b"PAR1" + bytes(100) + b"PAR1")
case("parquet-footer-lies", '"": truncated', lambda: changed(parquet(), -8, b"\xff\xff\xff\x7f"))
case("parquet-footer-garbled", '"": broken-container', lambda: changed(parquet(), -60, b"\xff" * 40))
case("parquet-empty", '"": empty', lambda: parquet(pa.table({"text": pa.array([], pa.string())})))
case("parquet-no-text", "1: no-text-field | 2: no-text-field", lambda: parquet(pa.table({"a": [1, 2]})))
case("parquet-text-is-number", "1: no-text-field | 2: no-text-field", lambda: parquet(pa.table({"text": [1, 2]})))
case("parquet-text-is-nested", "1: no-text-field", lambda: parquet(pa.table({"text": [{"a": "b"}]})))
case("parquet-text-is-list", "1: no-text-field", lambda: parquet(pa.table({"text": [["b"]]})))
case("parquet-nulls", "1 | 2: empty | 3: empty", lambda: parquet(pa.table({"text": ["a b", None, ""]})))
case("parquet-bytes", "1 | 2", lambda: parquet(pa.table({"text": [b"a b", b"\xff\xfe"]})))
case(
    "parquet-doubled-columns",
    '"": broken-container',
    lambda: parquet(pa.Table.from_arrays([pa.array(["a"]), pa.array(["b"])], ["text", "text"])),
)
case("parquet-corrupt-page", "1-3: broken-row | 4-6: broken-row | 7 | 8 | 9", corrupt)
case(
    "parquet-dictionary-bomb",
    " | ".join(map(str, range(1, 26))) + ' | "": expands-too-much',
    lambda: parquet(pa.table({"text": pa.array(["a" * 4_000_000] * 26)}), compression="zstd"),
)
case("arrow-good", "1 | 2 | 3", arrow)
case("arrow-cut", '"": truncated', lambda: arrow()[:-20])
case("arrow-cut-early", '"": truncated', lambda: arrow()[:300])
case("arrow-stream-good", "1 | 2 | 3", lambda: arrow(stream=True))
case("arrow-stream-cut", '1 | 2 | "": truncated', lambda: arrow(stream=True)[:-300])
case("arrow-stream-cut-at-batch", "1 | 2 | 3", lambda: arrow(stream=True)[:-8])
case("arrow-stream-huge-length", '"": truncated', lambda: b"\xff\xff\xff\xff\xff\xff\xff\x7f\x10\0\0\0" + arrow(stream=True)[12:])
case(
    "arrow-doubled",
    '"": broken-container',
    lambda: arrow(pa.Table.from_arrays([pa.array(["a"]), pa.array(["b"])], ["text", "text"])),
)
