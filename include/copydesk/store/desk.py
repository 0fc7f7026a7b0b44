"""The desk's side of the disk: files of a landing day, named by content, and the manifest that commits them."""

from __future__ import annotations

import hashlib
import json
import math
import re
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from typing import Any

import pyarrow as pa

from copydesk.errors import FileError, LakeError, MissingError
from copydesk.store import manifest, parquet, paths
from copydesk.store.manifest import DeskManifest, FileEntry
from copydesk.store.root import Entry, Root

KINDS = ("articles", "cuts", "ledger")

_ORDER = re.compile(r"[0-9a-f]{32}\.json")
"""How files of orders are named; what an editor or a file manager leaves beside them is none."""

_TOLD = {"id", "source", "record", "sha256", "bytes", "why"}
"""What an order says."""

THEN = "; then: "
"""Between the reasons of a record that was taken down again, in its row of the ledger."""

_TRIES = 20
"""How often a run puts another one's draft in place before it takes the two for versions that exclude each other."""


def landed(root: Root, day: date) -> list[Entry]:
    """The landed files of a day by path below their landing folder."""
    head = len(paths.landing(day)) + 1
    return [Entry(e.path[head:], e.size, e.written, e.plain) for e in root.files(paths.landing(day))]


def takedowns(root: Root, day: date) -> dict[str, dict[str, Any]]:
    """The orders to take records of a landing day down, by the record's id: id, source, record, sha256, bytes, why.

    Of a record of a container some hold `address`, the digest of its address; and of one that was taken down again, `then`, the
    reasons after the first. Raises FileError for a damaged one: a run that passed over it would bring back what was taken down.
    """
    names = filter(_ORDER.fullmatch, root.names(paths.takedowns(day)))
    return {(id := name.removesuffix(".json")): _order(root, f"{paths.takedowns(day)}/{name}", id) for name in names}


def _order(root: Root, path: str, id: str) -> dict[str, Any]:
    try:
        order = json.loads(root.read(path))
        is_order = isinstance(order, dict) and order.keys() >= _TOLD and isinstance(order.get("then", []), list)
        why = "" if is_order else f"not an object with {', '.join(sorted(_TOLD))}"
    except ValueError as error:
        order, why = {}, str(error)
    if why:
        told = f"{root.uri}/{path} is damaged ({why}), and its landing day does not run without what it says."
        raise FileError(f"{told} Write it anew: copydesk takedown {root.uri} {id} --why '…'.")
    return dict(order)


def reasons(order: Mapping[str, Any]) -> str:
    """Why a record was taken down: every reason that was given, the first one first."""
    return THEN.join(map(str, [order["why"], *order.get("then", ())]))


def listing(entries: Sequence[Entry], taken_down: Mapping[str, Mapping[str, Any]]) -> str:
    """Digest of the names, sizes and times of landed files, and of the orders to take records down."""
    files = [[e.path.encode("utf-8", "surrogateescape").hex(), e.size, e.written] for e in entries]
    return manifest.digest([files, [taken_down[id] for id in sorted(taken_down)]])


def put(root: Root, folder: str, stem: str, table: pa.Table, versions: Mapping[str, str]) -> FileEntry:
    """Write a table as <folder>/<stem>-<hash of its bytes>.parquet; writing the same table again changes nothing."""
    data = parquet.encode(table, {f"copydesk.{name}": version for name, version in versions.items()}, level=1)
    sha256 = hashlib.sha256(data).hexdigest()
    path = f"{folder}/{stem}-{sha256[:12]}.parquet"
    root.write(path, data)
    return FileEntry(path, table.num_rows, len(data), sha256)


def put_json(root: Root, folder: str, stem: str, value: object) -> str:
    """Write a JSON value as <folder>/<stem>-<hash>.json and return its path."""
    data = json.dumps(value, ensure_ascii=True, sort_keys=True).encode()
    path = f"{folder}/{stem}-{hashlib.sha256(data).hexdigest()[:12]}.json"
    root.write(path, data)
    return path


def read_manifest(root: Root, day: date) -> DeskManifest | None:
    """The manifest of a desk day, or None where the day was never committed."""
    return manifest.read_desk(root, paths.desk_manifest(day))


def marks(day: date, filed: DeskManifest) -> list[str]:
    """The marks that a desk day must have: one below each of its publication dates, and one of each below the day."""
    return [
        path
        for published in filed.dates
        for path in (f"{paths.by_date(date.fromisoformat(published))}/{day}", f"{paths.by_landing(day)}/{published}")
    ]


def commit(root: Root, day: date, new: DeskManifest) -> None:
    """Make a desk day's files the ones that count.

    Marks come first: should the run die between the two, they lead the next one to every date that may have changed.
    """
    known = set(root.names(paths.by_landing(day)))
    for published in new.dates:
        root.write(f"{paths.by_date(date.fromisoformat(published))}/{day.isoformat()}", b"\n")
        if published not in known:
            root.write(f"{paths.by_landing(day)}/{published}", b"\n")
    data = manifest.to_json(new)
    if not root.locks:
        root.write(_draft(day, (new.listing, new.made_by)), data)
    _replace(root, paths.desk_manifest(day), data)


def settle(root: Root, day: date, now: Callable[[], tuple[str, str]]) -> None:
    """Where nothing locks, put in place what another run has drafted for a landing day as it is now.

    That run was planned after this one and may have committed before it. `now` gives the listing and the code as they are.
    Raises LakeError where somebody keeps putting something else in place.
    """
    for _ in range(_TRIES):
        try:
            latest = root.read(_draft(day, now()))
        except MissingError:
            return
        if not _replace(root, paths.desk_manifest(day), latest):
            return
    raise LakeError(f"landing day {day} is being filed by two versions of copydesk at once; stop one and run the day again.")


def _draft(day: date, made_from: tuple[str, str]) -> str:
    return paths.draft(day, manifest.digest(made_from)[:12])


def _replace(root: Root, path: str, data: bytes) -> bool:
    """Write a file that is not there or another one; returns whether it was."""
    with suppress(MissingError):
        if root.read(path) == data:
            return False
    root.write(path, data)
    return True


def sweep(root: Root, day: date, current: DeskManifest, keep_hours: float) -> int:
    """Remove files of a desk day that its manifest does not name and that nobody wrote for `keep_hours`; returns how many.

    The wait lets a run finish that works on the same day at the same time, and lets an operator clear a stage again. Drafts
    come first in the order of paths, so none is left whose files are gone.
    """
    named = {entry.path for entry in current.files} | {paths.desk_manifest(day), _draft(day, (current.listing, current.made_by))}
    youngest = time.time() - keep_hours * 3600 if keep_hours else math.inf  # no clock is asked where nothing is kept
    stale = [e for e in root.files(paths.desk(day)) if e.path not in named and e.written < youngest]
    for entry in stale:
        root.delete(entry.path)
    return len(stale)


def dates_touched(root: Root, day: date) -> list[date]:
    """Every publication date that a landing day holds or ever held."""
    return [published for name in root.names(paths.by_landing(day)) if (published := paths.day_of(name))]
