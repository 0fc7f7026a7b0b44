"""What a program left: its articles by the place of their record, and the records that any file or log of it names."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.dataset as ds

PLACE = re.compile(r"[A-Za-z]+/[0-9]{7}\.txt")
"""How benchmarks/corpus.py names a record."""

LOG = "log.txt"
"""What a program said, beside what it left."""

FIELDS = ("text", "language", "published_on", "topic")


@dataclass(frozen=True, slots=True)
class Article:
    """What was published of a record; None where the program has no such column."""

    text: str
    language: str | None = None
    published_on: str | None = None
    topic: str | None = None


@dataclass(frozen=True, slots=True)
class Left:
    """Articles by place, places named anywhere else, and places that are said to be duplicates (None: not told apart)."""

    articles: Mapping[str, Article]
    named: frozenset[str] = frozenset()
    duplicates: frozenset[str] | None = None


Reader = Callable[[Path], Left]
"""From the folder that a program wrote to what it left."""


def plain(out: Path) -> Left:
    """A lake of Parquet below `lake`, with the place in `source`; what is named in JSON Lines and in the log is accounted for."""
    table = ds.dataset(out / "lake", format="parquet", partitioning="hive").to_table()
    files = [path for path in sorted(out.rglob("*")) if re.search(r"\.json[l]?(\.gz)?$|\.txt$", path.name)]
    return Left(_articles(table), frozenset(place for path in files for place in PLACE.findall(_text(path))))


def copydesk(out: Path) -> Left:
    """A root of copydesk: its lake, its ledger, and the fates of what the ledger calls accepted."""
    published = ds.dataset(out / "lake", format="parquet", partitioning="hive", exclude_invalid_files=False)
    table = published.to_table(columns=["source", "text", "language", "date", "topic"]).rename_columns(["source", *FIELDS])
    ledgers = [str(path) for path in out.glob("desk/*/ledger-*.parquet")]
    ledger = ds.dataset(ledgers, format="parquet").to_table(["id", "source", "fate"]).to_pylist()
    fates = ds.dataset([str(path) for path in out.glob("lake/_fates/*.parquet")], format="parquet").to_table(["id", "fate"])
    fate = {row["id"]: row["fate"] for row in fates.to_pylist()}
    told = {row["source"] for row in ledger if row["fate"] != "accepted" or row["id"] in fate}
    return Left(
        _articles(table), frozenset(told), frozenset(row["source"] for row in ledger if fate.get(row["id"]) == "duplicate")
    )


def _articles(table: pa.Table) -> dict[str, Article]:
    columns = [name for name in FIELDS if name in table.column_names]
    rows = zip(*(table[name].to_pylist() for name in ["source", *columns]), strict=True)
    return {
        place: Article(**{name: str(v) for name, v in zip(columns, row, strict=True) if v is not None}) for place, *row in rows
    }


def _text(path: Path) -> str:
    data = path.read_bytes()
    return (gzip.decompress(data) if path.name.endswith(".gz") else data).decode("utf-8", "replace")
