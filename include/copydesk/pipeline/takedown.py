"""Taking an article down, from landing to lake, for good."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pyarrow.compute as pc

from copydesk.errors import LakeError, MissingError
from copydesk.pipeline.day import run_day
from copydesk.pipeline.publish import dates_in_reach
from copydesk.pipeline.work import Row, root_of
from copydesk.settings import Settings
from copydesk.store import DeskManifest, Root, desk, lake, parquet, paths

_TRIES = 5
"""How often an article is taken down again because an older run, where nothing locks, has filed the day after that."""


def find(settings: Settings, id: str) -> tuple[date, Row]:
    """The landing day and the ledger row of a record. Raises MissingError for an id that no ledger holds."""
    root = root_of(settings)
    for name in reversed([name for name in root.names(paths.DESK) if name.startswith("landed=")]):
        day = paths.day_of(name)
        if day and (manifest := desk.read_manifest(root, day)) and (row := _in_ledger(root, manifest, id)):
            return day, row
    raise MissingError(f"no ledger under {root.uri}/{paths.DESK} holds record {id!r}: ids are the 32 digits of the column `id`.")


def _in_ledger(root: Root, manifest: DeskManifest, id: str) -> Row | None:
    for entry in manifest.files:
        if entry.kind == "ledger":
            rows: list[Row] = parquet.read(root, entry.path, where=pc.field("id") == id).to_pylist()
            if rows:
                return rows[0]
    return None


def takedown(settings: Settings, id: str, why: str) -> dict[str, Any]:
    """Remove a record from landing, desk and lake, and keep a tombstone of it in the ledger; returns the day's report.

    To the report it adds what a takedown leaves: `kept_in`, the path of the landed container that still holds the record (empty
    where none does), and `came_up`, the ids of articles that repeated it and are published now.

    The order to take it down is written first, beside the landing zone, so that a crash or the same file landing again
    cannot bring the article back. Files of older manifests, which hold its text, are removed at once.
    """
    root = root_of(settings)
    day, row = find(settings, id)
    order = {name: row[name] for name in ("id", "source", "record", "sha256", "bytes")} | {"why": why}
    repeats = _repeats(settings, day)
    root.write(f"{paths.takedowns(day)}/{id}.json", (json.dumps(order, sort_keys=True, ensure_ascii=False) + "\n").encode())
    for _ in range(_TRIES):
        report = run_day(settings, day)
        manifest = desk.read_manifest(root, day)
        if manifest and (filed := _in_ledger(root, manifest, id)) and filed["fate"] == "taken-down":
            desk.sweep(root, day, manifest, keep_hours=0)
            container = f"{paths.landing(day)}/{row['source']}" if row["record"] else ""
            now = _repeats(settings, day)
            return report | {
                "kept_in": container if container and root.entry(container) else "",
                "record": row["record"],
                "came_up": sorted(of for of, what in repeats.items() if what == id and now.get(of, id) is None),
            }
    raise LakeError(f"{id} was taken down {_TRIES} times and older runs kept filing day {day}; stop them and try again.")


def _repeats(settings: Settings, day: date) -> dict[str, str | None]:
    """Which article each one repeats, None where it is published, for all that the lake tells of the dates of a landing day."""
    root, found = root_of(settings), dict[str, str | None]()
    for published in dates_in_reach(settings, day):
        if fates := lake.shown(root, paths.fates(published), ["id", "duplicate_of"]):
            found |= dict(zip(fates["id"].to_pylist(), fates["duplicate_of"].to_pylist(), strict=True))
    return found
