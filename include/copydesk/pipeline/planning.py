"""What a run of a landing day has to do: its files in batches, containers opened and cut to the same size."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from copydesk import ingest
from copydesk.errors import FileError, LakeError, MissingError, UnreadableError
from copydesk.pipeline.publish import is_unchanged, see_landing
from copydesk.pipeline.tombstones import Tombstones
from copydesk.pipeline.work import (
    TABLES,
    TAKEN_DOWN,
    Landed,
    Row,
    Work,
    hints_json,
    made_by,
    record_id,
    root_of,
    source_of,
    versions,
)
from copydesk.settings import Settings
from copydesk.store import Entry, Root, desk, parquet, paths

log = logging.getLogger("copydesk")

Progress = Callable[[str, int, int], None]
"""Called with what is going on, how many of it are done, and how many there are."""

_READERS = 32
"""Requests at once to an object store; a local disk is read file by file."""

_BLOCK = 1 << 20

_TOLD_EVERY = 64_000_000
"""Bytes of records between two lines of progress about one container."""


def plan(settings: Settings, day: date, *, force: bool = False, progress: Progress | None = None) -> list[Work]:
    """The batches of a landing day: files in order of their paths, cut by count and by bytes, then what is in containers.

    None for an empty day, and none for one that has no work, unless `force` is given; see has_work(). A landed file
    whose record was taken down is removed, should it have come again. What dead runs left half-written goes too.
    Raises MissingError where no landing zone is there.
    """
    for folder in (paths.landing(day), paths.takedowns(day), paths.desk(day), paths.by_landing(day), paths.report(day, "")):
        root_of(settings).sweep(folder)
    if not force and not has_work(settings, day):
        return []
    root = root_of(settings)
    see_landing(settings, day)
    taken = desk.takedowns(root, day)
    entries = _landed(root, day, taken)
    containers = _containers(root, settings, day, entries)
    packed = {entry.path for entry in containers}
    plain: list[Landed] = [
        {"path": entry.path, "size": entry.size, "plain": entry.plain} for entry in entries if entry.path not in packed
    ]
    orders: list[Landed] = [
        {"path": taken[id]["source"], "size": taken[id]["bytes"], "takedown": taken[id]} for id in sorted(taken)
    ]
    tables = [
        ("list", desk.put_json(root, paths.work(day), f"list-{number:04}", batch), len(batch))
        for number, batch in enumerate(_batches(settings, [*plain, *orders]))
    ]
    tables += _unpacked(settings, day, containers, taken, progress)
    listing = desk.listing(entries, taken)
    return [
        {
            "day": day.isoformat(),
            "batch": f"{number:04}",
            "listing": listing,
            "made_by": made_by(settings),
            "files": {kind: path},
            "counts": {"records": count},
        }
        for number, (kind, path, count) in enumerate(tables)
    ]


def _landed(root: Root, day: date, taken: Mapping[str, Any]) -> list[Entry]:
    """The landed files of a day; one whose record was taken down is removed first."""
    entries = desk.landed(root, day)
    gone = [entry for entry in entries if record_id(day, entry.path, "") in taken] if taken else []
    for entry in gone:
        root.delete(f"{paths.landing(day)}/{entry.path}")
    return desk.landed(root, day) if gone else entries


def has_work(settings: Settings, day: date) -> bool:
    """Whether a landing day is no longer what was run, or holds a file that can be read now and could not be then.

    That a file may be read again changes neither its size nor its time; so those few are tried.
    """
    return not is_unchanged(settings, day) or opens_now(settings, day)


def opens_now(settings: Settings, day: date) -> bool:
    """Whether a landing day holds a file that can be read now and could not be when the day was run."""
    root = root_of(settings)
    try:
        closed = _closed(root, day)
    except LakeError:
        return True  # a ledger that is gone is made anew
    landed = [entry for entry in desk.landed(root, day) if source_of(entry.path) in closed] if closed else []
    return any(_opens(root, f"{paths.landing(day)}/{entry.path}", settings.record_bytes) for entry in landed)


def _closed(root: Root, day: date) -> set[str]:
    """The sources of a filed day's records that could not be read for want of permission, or the like."""
    filed = desk.read_manifest(root, day)
    if filed is None or not filed.fates.get("unreadable"):
        return set()
    where = pc.field("reason") == "unreadable-file"
    ledgers = (entry.path for entry in filed.files if entry.kind == "ledger")
    return {source for path in ledgers for source in parquet.read(root, path, ["source"], where)["source"].to_pylist()}


def _opens(root: Root, path: str, most: int) -> bool:
    """Whether a file can be read as far as a record may reach, a container to its end: a damaged one may open all the same."""
    try:
        with root.open(path) as file:
            is_container = ingest.container(file.read(most)[: ingest.HEAD_BYTES])
            while is_container and file.read(_BLOCK):
                continue
    except (LakeError, OSError):
        return False
    return True


def _batches(settings: Settings, landed: Sequence[Landed]) -> list[list[Landed]]:
    batches: list[list[Landed]] = []
    weight = 0
    for entry in landed:
        if not batches or len(batches[-1]) >= settings.batch_records or weight >= settings.batch_bytes:
            batches.append([])
            weight = 0
        batches[-1].append(entry)
        weight += entry["size"]
    return batches


def _containers(root: Root, settings: Settings, day: date, entries: Sequence[Entry]) -> list[Entry]:
    """The landed files that hold or wrap others: told by their first bytes, whatever their names."""

    def is_container(entry: Entry) -> bool:
        try:
            ingest.refuse(entry.path, plain=entry.plain, settings=settings)
            with root.open(f"{paths.landing(day)}/{entry.path}") as file:
                return ingest.container(file.read(ingest.HEAD_BYTES)) is not None
        except (UnreadableError, MissingError, FileError, OSError):
            return False  # the stage that reads it says why it cannot be read; of a root that does not answer it must not

    if root.locks:
        return list(filter(is_container, entries))
    with ThreadPoolExecutor(_READERS) as pool:
        return [entry for entry, found in zip(entries, pool.map(is_container, entries), strict=True) if found]


def _unpacked(
    settings: Settings, day: date, containers: Sequence[Entry], taken: Mapping[str, Any], progress: Progress | None
) -> Iterator[tuple[str, str, int]]:
    """The records of the containers, written as tables of a batch's size: kind, path and rows of each."""
    root = root_of(settings)
    rows: list[Row] = []
    number = weight = 0

    def write() -> tuple[str, str, int]:
        table = pa.Table.from_pylist(rows, schema=TABLES["unpacked"])
        return "unpacked", desk.put(root, paths.work(day), f"unpacked-{number:04}", table, versions(settings)).path, len(rows)

    for done, entry in enumerate(containers):
        if progress:
            progress("containers", done, len(containers))
        for row in _rows(root, settings, day, entry, taken):
            if row["id"] in taken:
                continue  # its tombstone is filed with the orders
            rows.append(row)
            weight += len(row["data"] or b"")
            if len(rows) >= settings.batch_records or weight >= settings.batch_bytes:
                yield write()
                rows, number, weight = [], number + 1, 0
    if rows:
        yield write()
    if progress and containers:
        progress("containers", len(containers), len(containers))


def _rows(root: Root, settings: Settings, day: date, entry: Entry, taken: Mapping[str, Any]) -> Iterator[Row]:
    """A row of table `unpacked` for each record of a container, one that cannot be read or was taken down among them."""
    source, count, size, told = source_of(entry.path), 0, 0, _TOLD_EVERY
    tombstones = Tombstones(day, entry.path, taken)
    with root.open(f"{paths.landing(day)}/{entry.path}") as file:
        for count, found in enumerate(ingest.unpack(file, entry.size, settings), 1):
            size += len(found.data)
            if size >= told:
                log.info("%s: %s records so far, %s MB of text.", source, f"{count:,}", size // 1_000_000)
                told += _TOLD_EVERY
            standing = tombstones.of(found)
            why = found.fault and (found.fault.reason, found.fault.detail)
            if standing.order:
                why = TAKEN_DOWN, desk.reasons(standing.order)
            yield {
                "id": standing.id,
                "source": source,
                "record": standing.record,
                "data": None if why else found.data,
                "bytes": entry.size if found.fault and not found.record else len(found.data),
                "charset": found.charset,
                "hints": None if standing.order else hints_json(found.hints),
                "reason": why[0] if why else None,
                "detail": why[1] if why else None,
            }
    log.info("%s: %s records, %s MB of text.", source, f"{count:,}", size // 1_000_000)
