"""What readers are told about publication dates that changed: counts and a checksum, never text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any

from copydesk.pipeline.work import root_of
from copydesk.report.markup import ranked
from copydesk.settings import Settings
from copydesk.store import LakeManifest, digest, parquet, paths, read_lake


def announced(settings: Settings, dates: Iterable[str]) -> dict[str, Any]:
    """The extras of the events of some publication dates, as JSON.

    `rows` {date: articles}, `checksums` {date: digest of what the date's files hold}, `removed` [dates that hold nothing any
    more], `topics` and `languages` {slug or code: articles} over all of the dates, `checksum` of all of them together. Equal
    checksums mean equal articles, so a reader that has seen one need not read again.
    """
    root = root_of(settings)
    manifests = {day: read_lake(root, paths.lake_manifest(date.fromisoformat(day))) for day in sorted(set(dates))}
    topics: Counter[str] = Counter()
    languages: Counter[str] = Counter()
    for day, manifest in manifests.items():
        for entry in manifest.files if manifest else ():
            if topic := _topic(day, entry.path):
                topics[topic] += entry.rows
                languages.update(parquet.read(root, entry.path, ["language"])["language"].to_pylist())
    rows = {day: _rows(day, manifest) for day, manifest in manifests.items()}
    checksums = {day: _checksum(manifest) for day, manifest in manifests.items()}
    return {
        "rows": rows,
        "checksums": checksums,
        "removed": [day for day, count in rows.items() if not count],
        "topics": dict(ranked(topics)),
        "languages": dict(ranked(languages)),
        "checksum": digest(checksums)[:16],
    }


def _rows(day: str, manifest: LakeManifest | None) -> int:
    return sum(entry.rows for entry in manifest.files if _topic(day, entry.path)) if manifest else 0


def _topic(day: str, path: str) -> str:
    """The topic of a partition file; empty for a date's other files."""
    head, _, rest = path.partition("/topic=")
    return rest.partition("/")[0] if head == paths.lake_date(date.fromisoformat(day)) else ""


def _checksum(manifest: LakeManifest | None) -> str:
    return digest(sorted((entry.path, entry.sha256) for entry in manifest.files) if manifest else [])[:16]
