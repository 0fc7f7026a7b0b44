"""Taking an article down, from landing to lake, for good."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pyarrow.compute as pc

from copydesk.errors import FileError, LakeError, MissingError
from copydesk.pipeline.day import run_day
from copydesk.pipeline.publish import dates_in_reach
from copydesk.pipeline.rereading import landed_records
from copydesk.pipeline.tombstones import Order, address_of
from copydesk.pipeline.work import TAKEN_DOWN, Row, root_of
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
    where none does), `record`, its place there, and `came_up`, the ids of articles that repeated it and are published now.

    The order to take it down is written first, beside the landing zone, so that a crash or the same file landing again
    cannot bring the article back. Files of older manifests, which hold its text, are removed at once. Of a record that was taken
    down before, the order keeps the reasons that were given then. Raises LakeError for what is no record of its own: that a
    container cannot be read to its end; MissingError where the files of its landing day are gone.
    """
    root = root_of(settings)
    day, row = find(settings, id)
    _refuse_container(settings, day, row)
    _see_files(settings, day, row)
    repeats = _repeats(settings, day)
    with root.lock(f"taken={day.isoformat()}"):  # two who give their reasons at once keep both
        order = _order(settings, day, row, why)
        data = (json.dumps(order, sort_keys=True, ensure_ascii=False) + "\n").encode()
        root.write(f"{paths.takedowns(day)}/{id}.json", data)
    for _ in range(_TRIES):
        report = run_day(settings, day)
        manifest = desk.read_manifest(root, day)
        if manifest and (filed := _in_ledger(root, manifest, id)) and filed["fate"] == "taken-down":
            desk.sweep(root, day, manifest, keep_hours=0)
            left = [record for record, _, is_it in _of_file(settings, day, order) if is_it]
            now = _repeats(settings, day)
            return report | {
                "kept_in": f"{paths.landing(day)}/{row['source']}" if left else "",
                "record": left[0] if left else "",
                "came_up": sorted(of for of, what in repeats.items() if what == id and now.get(of, id) is None),
            }
    raise LakeError(f"{id} was taken down {_TRIES} times and older runs kept filing day {day}; stop them and try again.")


def _refuse_container(settings: Settings, day: date, row: Row) -> None:
    """Raise LakeError for the row of a whole container: with its file all the other records would go."""
    manifest = desk.read_manifest(root_of(settings), day)
    if row["record"] or manifest is None:
        return
    where = (pc.field("source") == row["source"]) & (pc.field("record") != "") & (pc.field("fate") != TAKEN_DOWN)
    ledgers = (entry.path for entry in manifest.files if "/ledger-" in entry.path)
    if others := sum(parquet.read(root_of(settings), path, ["id"], where).num_rows for path in ledgers):
        what = f"{row['id']} is no article: it says what is wrong with {row['source']} of {day}, which holds {others} other"
        raise LakeError(
            f"{what} record{'s' * (others > 1)}. Take these down by their own ids, or the file out of the landing day."
        )


def _see_files(settings: Settings, day: date, row: Row) -> None:
    """Raise MissingError where the files of a landing day are gone and other records are not: a run would take them along."""
    root = root_of(settings)
    fates = found.fates if (found := desk.read_manifest(root, day)) else {}
    others = sum(count for fate, count in fates.items() if fate != TAKEN_DOWN) - (row["fate"] != TAKEN_DOWN)
    if others > 0 and not desk.landed(root, day):
        what = f"{root.uri}/{paths.landing(day)} holds no file, and the desk has {others} other record{'s' * (others > 1)} of it"
        cure = f"Bring the files back, and run this again. Where all of it is to go: copydesk run {root.uri} --day {day}."
        raise MissingError(f"{what}, which would leave the lake. {cure}")


def _order(settings: Settings, day: date, row: Row, why: str) -> dict[str, Any]:
    """The order to take a record down, with what it is known by; one that was given before, with one more reason."""
    try:
        known = desk.takedowns(root_of(settings), day).get(row["id"])
    except FileError:
        known = None  # a damaged one is written anew; its reasons are in the ledger
    order = known or {name: row[name] for name in ("id", "source", "record", "sha256", "bytes")}
    if not known and (own := _address(settings, day, order)):
        order["address"] = own
    before = [known["why"], *known.get("then", ())] if known else _reasons_of(row)
    given = before if why in before else [*before, why]
    return order | {"why": given[0]} | ({"then": given[1:]} if given[1:] else {})


def _reasons_of(row: Row) -> list[str]:
    """Why a record was taken down before, by its row in the ledger."""
    return row["detail"].split(desk.THEN) if row["fate"] == TAKEN_DOWN else []


def _address(settings: Settings, day: date, order: Order) -> str:
    """The digest of the address of a container's record; empty where it has none or shares it with another record there."""
    own = next((address for _, address, is_it in _of_file(settings, day, order) if is_it), "")
    return own if own and sum(address == own for _, address, _ in _of_file(settings, day, order)) == 1 else ""


def _of_file(settings: Settings, day: date, order: Order) -> Iterator[tuple[str, str, bool]]:
    """The records of the container that an order is for, as it stands now: place, digest of the address, whether it is that one.

    None where the order is for a file by itself.
    """
    if order["record"]:
        for standing, _, found in landed_records(settings, day, order["source"], {order["id"]: order}):
            yield found.record, address_of(found), standing.order is not None


def _repeats(settings: Settings, day: date) -> dict[str, str | None]:
    """Which article each one repeats, None where it is published, for all that the lake tells of the dates of a landing day."""
    root, found = root_of(settings), dict[str, str | None]()
    for published in dates_in_reach(settings, day):
        if fates := lake.shown(root, paths.fates(published), ["id", "duplicate_of"]):
            found |= dict(zip(fates["id"].to_pylist(), fates["duplicate_of"].to_pylist(), strict=True))
    return found
