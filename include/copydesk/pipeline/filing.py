"""What the stages found of a batch's records, put together column by column, measured, and filed as the desk's own tables."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from copydesk import schema, stories
from copydesk.dedup import likeness
from copydesk.errors import LakeError
from copydesk.pipeline.work import FATES, Work, read, root_of, versions, with_file
from copydesk.settings import Settings
from copydesk.store import FileEntry, desk, digest, paths

DESK_ONLY = [
    pa.field("row_sha256", pa.string()),
    pa.field("minhash", pa.binary()),
    pa.field("features", pa.list_(pa.uint32())),
    pa.field("lines", pa.list_(pa.list_(pa.int32()))),
]
"""Columns that the desk keeps beside an article and readers do not get: digest of the row, signature, what it is about (see
stories/), lines of each paragraph."""

_GATHERED: Mapping[str, list[str] | None] = {
    "records": ["id", "source", "record", "sha256", "bytes", "encoding", "hints"],
    "language": None,
    "body": None,
    "facts": None,
}
"""The stages' tables and what is taken of them, None for all; of two columns of one name the later table's counts."""

_FATE_OF = {None: "accepted", "ingest_files": "unreadable", "takedown": "taken-down"}
"""Fate by the stage that put a record out; any other stage rejects."""


def desk_schema() -> pa.Schema:
    """The schema of the desk's articles."""
    return pa.schema([*schema.arrow(in_lake=False).remove_metadata(), *DESK_ONLY])


def gathered(settings: Settings, work: Work) -> pa.Table:
    """The batch's records with all that the stages found, a row each. Raises LakeError where the stages' tables do not fit."""
    columns: dict[str, pa.ChunkedArray] = {}
    for name, wanted in _GATHERED.items():
        table = read(settings, work, name, wanted)
        if columns and table["id"] != columns["id"]:
            raise LakeError(f"{work['files'][name]} is of other records than the table before it: clear ingest_files and on.")
        columns |= {column: table[column] for column in table.column_names}
    return pa.table({**columns, "landed_on": _same(date.fromisoformat(work["day"]), len(columns["id"]), pa.date32())})


def measured(rows: pa.Table) -> pa.Table:
    """The desk's articles: records in good standing as gathered(), with what is counted and hashed of them."""
    texts = rows["text"].to_pylist()
    signatures, said = likeness.signatures(texts)
    about = map(stories.features, rows["title"].to_pylist(), texts, rows["language"].to_pylist())
    columns = {name: rows[name] for name in rows.column_names} | {
        "url": pa.array([json.loads(hints).get("url") if hints else None for hints in rows["hints"].to_pylist()], pa.string()),
        "content_sha256": pa.array([hashlib.sha256(text.encode()).hexdigest() for text in texts], pa.string()),
        "chars": pc.utf8_length(rows["text"]),
        "words": pa.array(said),
        "paragraphs": pc.list_value_length(rows["lines"]),
        "cut_lines": _cut_lines(rows["cuts"].combine_chunks()),
        "story": rows["id"],  # until it is published beside others
        "minhash": pa.array([signature.tobytes() for signature in signatures.astype("<u4", copy=False)], pa.binary()),
        "features": _lists(list(about)),
    }
    wanted = desk_schema()
    columns = {field.name: columns[field.name].cast(field.type) for field in wanted if field.name != "row_sha256"}
    columns["row_sha256"] = _row_digests(columns)
    return pa.table([columns[name] for name in wanted.names], schema=wanted)


def filed(
    settings: Settings, work: Work, rows: pa.Table, articles: pa.Table, failures: Mapping[str, Sequence[str]], statistics: object
) -> Work:
    """The work with the batch's articles, cuts and ledger, and what validation said, put on the desk.

    `rows` are those of gathered(), `articles` of measured(); `failures` maps the ids of failing articles to what they fail.
    """
    ids = rows["id"].to_pylist()
    reasons = list(zip(*(rows[name].to_pylist() for name in ("stage", "reason", "detail")), strict=True))
    if failures:
        failed = {id: ("validate_schema", names[0], "fails " + ", ".join(names)) for id, names in failures.items()}
        reasons = [failed.get(id, reason) for id, reason in zip(ids, reasons, strict=True)]
        articles = articles.filter(pc.invert(pc.is_in(articles["id"], pa.array(list(failures), pa.string()))))
    stages = [stage for stage, _, _ in reasons]
    fates = [_FATE_OF.get(stage, "rejected") for stage in stages]
    told = {"fate": fates, "stage": stages, "reason": [r for _, r, _ in reasons], "detail": [d for _, _, d in reasons]}
    ledger = {name: rows[name] for name in rows.column_names} | {name: pa.array(own, pa.string()) for name, own in told.items()}
    tables = {
        "articles": articles.sort_by([("published_on", "ascending"), ("id", "ascending")]),
        "cuts": _cuts(rows).sort_by([("id", "ascending"), ("line", "ascending")]),
        "ledger": pa.table([ledger[name] for name in schema.LEDGER.names], schema=schema.LEDGER).sort_by("id"),
    }
    root, day, versioned = root_of(settings), date.fromisoformat(work["day"]), versions(settings)
    entries = [desk.put(root, paths.desk(day), f"{kind}-{work['batch']}", table, versioned) for kind, table in tables.items()]
    path = desk.put_json(root, paths.desk(day), f"validation-{work['batch']}", statistics)
    data = root.read(path)
    entries.append(FileEntry(path, 0, len(data), hashlib.sha256(data).hexdigest()))
    counts = {fate: fates.count(fate) for fate in FATES}
    return {**with_file(work, "ledger", entries[2].path, counts), "entries": [asdict(entry) for entry in entries]}


def _same(value: object, count: int, type: pa.DataType) -> pa.Array:
    return pa.repeat(pa.scalar(value, type), count)


def _lists(rows: Sequence[np.ndarray]) -> pa.ListArray:
    """Arrays of unsigned 32-bit numbers as one column of lists."""
    offsets = np.append(0, np.cumsum([len(row) for row in rows], dtype=np.int64)).astype(np.int32)
    return pa.ListArray.from_arrays(offsets, pa.array(np.concatenate([np.empty(0, np.uint32), *rows])))


def _cut_lines(cuts: pa.ListArray) -> pa.Array:
    """Of each row how many lines were cut out and not lifted into a column."""
    dropped = pc.invert(pc.starts_with(pc.struct_field(pc.list_flatten(cuts), "rule"), "lift-"))
    owners = pc.list_parent_indices(cuts).filter(dropped).to_numpy()
    return pa.array(np.bincount(owners, minlength=len(cuts)))


def _cuts(rows: pa.Table) -> pa.Table:
    """Every line that was cut out of the rows, as table `cuts`."""
    cuts = rows["cuts"].combine_chunks()
    flat = pc.list_flatten(cuts)
    columns = [rows["id"].take(pc.list_parent_indices(cuts)), *(pc.struct_field(flat, n) for n in ("line", "text", "rule"))]
    return pa.table(columns, schema=schema.CUTS)


def _row_digests(columns: Mapping[str, pa.ChunkedArray]) -> pa.Array:
    """Of each article the digest of what readers get of it; `content_sha256` stands for its text."""
    names = sorted(column.name for column in schema.COLUMNS if column.name != "text")
    values = zip(*(map(str, columns[name].to_pylist()) for name in names), strict=True)
    return pa.array([digest(dict(zip(names, row, strict=True))) for row in values], pa.string())
