"""What a report says of its landing day alone: counts over the day's files, batch by batch, so that no day is too large."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from copydesk.errors import MissingError
from copydesk.pipeline import sites
from copydesk.pipeline.work import FATES
from copydesk.report.markup import ranked
from copydesk.store import DeskManifest, Root, parquet, paths, read_lake

_COUNTED = {
    "languages": "language",
    "topics": "topic",
    "date_sources": "date_source",
    "topic_sources": "topic_source",
    "published_on": "published_on",
    "repairs": "repairs",
}
"""What is counted of the articles, and the column that it is in."""

_COLUMNS = {
    "articles": ["id", *_COUNTED.values(), "site", "url", "words", "paragraphs", "cut_lines"],
    "ledger": ["id", "source", "fate", "reason"],
    "cuts": ["id", "rule"],
}


def summarise(root: Root, manifest: DeskManifest) -> dict[str, Any]:
    """The counts of a landing day, from its files and from the fates of the dates that it touches.

    Raises MissingError, which says what to do, where a file is gone that a manifest vouches for.
    """
    try:
        return _summary(root, manifest)
    except MissingError as error:
        raise MissingError(f"{error} A manifest vouches for it: `copydesk repair {root.uri}` makes it anew.") from error


def _summary(root: Root, manifest: DeskManifest) -> dict[str, Any]:
    counts: dict[str, Counter[str]] = {name: Counter() for name in (*_COUNTED, "reasons", "cuts")}
    by_site: dict[str, Counter[str]] = {}
    for tables in _batches(root, manifest):
        for name, column in _COUNTED.items():
            counts[name].update(_counted(tables["articles"][column]))
        counts["reasons"].update(_counted(tables["ledger"]["reason"]))
        counts["cuts"].update(_counted(tables["cuts"]["rule"]))
        for site, found in sites.count(tables["ledger"], tables["articles"], tables["cuts"]).items():
            by_site.setdefault(site, Counter()).update(found)
    validations = [json.loads(root.read(entry.path)) for entry in manifest.files if entry.kind == "validation"]
    fates, partitions = _published(root, manifest)
    rows = sum(validation["rows"] for validation in validations)
    return {
        "day": manifest.landed,
        "versions": dict(manifest.versions),
        "records": manifest.records,
        "fates": fates | {fate: manifest.fates.get(fate, 0) for fate in FATES if fate != "accepted"},
        **{name: dict(ranked(found)) for name, found in counts.items()},
        "repairs": dict(sorted(counts["repairs"].items())),
        "partitions": partitions,
        "validated": rows,
        "validation": {"rows": rows, "expectations": _merged(validations)},
        "sites": sites.bounded(by_site),
    }


def _batches(root: Root, manifest: DeskManifest) -> Iterator[dict[str, pa.Table]]:
    """The tables of each batch, by kind."""
    batches: dict[str, dict[str, str]] = {}
    for entry in manifest.files:
        kind, _, batch = entry.path.rpartition("/")[2].rpartition("-")[0].partition("-")
        if kind in _COLUMNS:
            batches.setdefault(batch, {})[kind] = entry.path
    for _, found in sorted(batches.items()):
        yield {kind: parquet.read(root, path, _COLUMNS[kind]) for kind, path in found.items()}


def _counted(column: pa.ChunkedArray) -> dict[str, int]:
    """How often each value is there, each of a list counted by itself; null is none."""
    flat = pc.list_flatten(column) if pa.types.is_list(column.type) else column
    found = pc.value_counts(flat.drop_null())
    return {str(each["values"]): each["counts"] for each in found.to_pylist()}


def _published(root: Root, manifest: DeskManifest) -> tuple[dict[str, int], dict[str, int]]:
    """How many of the day's accepted articles the lake holds and how many repeat others; rows of the day per partition."""
    fates = {"published": 0, "duplicate": 0}
    partitions: Counter[str] = Counter()
    landed = pc.field("landed_on") == pa.scalar(date.fromisoformat(manifest.landed))
    for published in manifest.dates:
        day = date.fromisoformat(published)
        if read_lake(root, paths.lake_manifest(day)) is None:
            continue
        table = parquet.read(root, paths.fates(day), ["fate", "topic"], landed)
        for row in table.group_by(["fate", "topic"]).aggregate([([], "count_all")]).to_pylist():
            fates[row["fate"]] += row["count_all"]
            if row["fate"] == "published":
                partitions[f"date={published}/topic={row['topic']}"] += row["count_all"]
    return fates, dict(sorted(partitions.items()))


def _merged(validations: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The statistics of all batches, one entry for each expectation and column."""
    merged: dict[tuple[str, str], dict[str, Any]] = {}
    for found in (statistic for validation in validations for statistic in validation["expectations"]):
        into = merged.setdefault((found["expectation"], found["column"]), {**found, "evaluated": 0, "unexpected": 0})
        into["evaluated"] += found["evaluated"]
        into["unexpected"] += found["unexpected"]
    return [merged[key] for key in sorted(merged)]
