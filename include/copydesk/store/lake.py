"""The lake's side of the disk: what a publication date depends on, and how it is published.

A date is published from the desk's articles of that date and of the window before it, and from nothing else. Its
manifest keeps a digest of all that went in; where the digest is the same, nothing is read and nothing is written.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import pyarrow as pa
import pyarrow.compute as pc

from copydesk import schema
from copydesk.errors import MissingError
from copydesk.store import manifest, parquet, paths
from copydesk.store.manifest import FileEntry, LakeManifest
from copydesk.store.root import Root

log = logging.getLogger("copydesk")

UNFINISHED = "unfinished"
"""Inputs of a manifest whose date is being published: equal to no digest, so a run that died is done again."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """All that one publication date depends on.

    `landings` maps each publication date of the window to the landing days that hold articles of it and their digests;
    `files` are the desk's article files to read; `versions` are those of the desk days and of the publisher.
    """

    published: date
    landings: Mapping[str, Mapping[str, str]]
    files: tuple[str, ...]
    versions: Mapping[str, str]

    @property
    def digest(self) -> str:
        """Digest of everything that can change what is published."""
        return manifest.digest([self.landings, self.versions])

    @property
    def is_empty(self) -> bool:
        """Whether no article has this publication date."""
        return not self.landings.get(self.published.isoformat())


def inputs(root: Root, published: date, window_days: int, versions: Mapping[str, str]) -> Inputs:
    """What a date depends on now. `versions` are the publisher's own; those of the desk days are added."""
    landings: dict[str, dict[str, str]] = {}
    files: set[str] = set()
    met: dict[str, set[str]] = {name: {version} for name, version in versions.items()}
    for back in range(window_days + 1):
        day = (published - timedelta(days=back)).isoformat()
        for landing in root.names(paths.by_date(date.fromisoformat(day))):
            found = manifest.read_desk(root, paths.desk_manifest(date.fromisoformat(landing)))
            if found is None or day not in found.dates:
                continue
            landings.setdefault(day, {})[landing] = found.dates[day]
            files |= {entry.path for entry in found.files if entry.path.split("/")[-1].startswith("articles-")}
            for name, version in found.versions.items():
                met.setdefault(name, set()).add(version)
    return Inputs(
        published, landings, tuple(sorted(files)), {name: " ".join(sorted(found)) for name, found in sorted(met.items())}
    )


def dates(root: Root) -> list[date]:
    """Every publication date that has a manifest, in order."""
    names = root.names(f"{paths.LAKE}/_manifests")
    return [date.fromisoformat(name.removeprefix("date=").removesuffix(".json")) for name in names]


def is_current(root: Root, wanted: Inputs) -> bool:
    """Whether the lake already holds what these inputs give."""
    found = manifest.read_lake(root, paths.lake_manifest(wanted.published))
    return wanted.is_empty if found is None else (not wanted.is_empty and found.inputs == wanted.digest)


def is_whole(root: Root, day: date) -> bool:
    """Whether a date's files are those that its manifest names, byte for byte; without a manifest, whether there are none."""
    found = manifest.read_lake(root, paths.lake_manifest(day))
    named = {entry.path: entry.sha256 for entry in found.files} if found else {}
    held = _held(root, [*(entry.path for entry in root.files(paths.lake_date(day))), paths.fates(day)])
    return {path: hashlib.sha256(data).hexdigest() for path, data in held.items()} == named


def articles(root: Root, wanted: Inputs) -> pa.Table:
    """The desk's articles of a date and its window, in no order; columns younger than a desk day are null in its rows."""
    days = [date.fromisoformat(day) for day in wanted.landings]
    where = pc.field("published_on").isin(pa.array(days, pa.date32()))
    tables = [parquet.read(root, path, where=where) for path in wanted.files]
    if not tables:
        return pa.table({})
    found = pa.concat_tables(tables, promote_options="default")
    for field in schema.arrow(in_lake=False):
        if field.name not in found.column_names:
            found = found.append_column(field.with_nullable(True), pa.nulls(found.num_rows, field.type))
    return found


def publish(root: Root, wanted: Inputs, partitions: Mapping[str, pa.Table], fates: pa.Table) -> dict[str, int]:
    """Make the lake hold exactly these partitions for a date, and `fates` beside them; returns rows per partition written.

    The manifest is marked unfinished first and written last. New files come before old ones go, so an article that moves
    between topics is never missing. A file that would not change is not written.
    """
    day = wanted.published
    tables = {path: rows.cast(schema.arrow(in_lake=True)) for path, rows in partitions.items()}
    files = {path: encoded(path, rows, wanted) for path, rows in tables.items()}
    fate_file, fate_bytes = encoded(paths.fates(day), fates, wanted)
    old = _held(root, [*(entry.path for entry in root.files(paths.lake_date(day))), fate_file.path])
    changed = {path: tables[path] for path, (_, data) in files.items() if old.get(path) != data}
    distrust(root, day)
    arriving, leaving = _moves(tables, sound(root, day, ["id"]))
    for path in sorted(changed):
        if arriving[path] and (rows := leaving.get(path)) is not None:
            both = pa.concat_tables([changed[path], rows]).sort_by("id")
            root.write(path, encoded(path, both, wanted)[1])
    for path in sorted(changed, key=lambda path: (path in leaving, path)):
        root.write(path, files[path][1])
    _remove(root, day, keep=set(files))
    if old.get(fate_file.path) != fate_bytes:
        root.write(fate_file.path, fate_bytes)
    published = sum(rows.num_rows for rows in tables.values())
    counts = {"published": published, "duplicate": fates.num_rows - published}
    entries = tuple(sorted([*(entry for entry, _ in files.values()), fate_file]))
    root.write(
        paths.lake_manifest(day),
        manifest.to_json(LakeManifest(day.isoformat(), wanted.digest, wanted.landings, counts, entries, wanted.versions)),
    )
    return {path: rows.num_rows for path, rows in changed.items()}


def distrust(root: Root, day: date) -> None:
    """Mark a date as unfinished, so that the next run that looks at it publishes it, whatever the lake seems to hold."""
    root.write(paths.lake_manifest(day), manifest.to_json(LakeManifest(day.isoformat(), UNFINISHED, {}, {}, ())))


def withdraw(root: Root, day: date) -> None:
    """Take a date out of the lake whole: partitions, fates and, last, the manifest, which is marked unfinished first.

    Without the mark a withdrawal that died would pass for the old publication, should the desk hold the same articles again.
    """
    distrust(root, day)
    _remove(root, day, keep=set())
    root.delete(paths.fates(day))
    root.delete(paths.lake_manifest(day))


def sound(root: Root, day: date, columns: list[str] | None = None) -> dict[str, pa.Table]:
    """The tables, or some columns of them, in those of a date's files that are sound: a damaged one shows no article."""
    tables = {}
    for path, data in _held(root, [entry.path for entry in root.files(paths.lake_date(day))]).items():
        try:
            tables[path] = parquet.decode(data, columns).select(columns) if columns else parquet.decode(data)
        except (pa.ArrowException, OSError, KeyError):
            log.warning("%s is damaged and will be replaced", path)
    return tables


def sweep(root: Root, day: date) -> None:
    """Remove what dead runs left half-written beside the files of a date."""
    folders = [path.rpartition("/")[0] for path in (paths.fates(day), paths.lake_manifest(day))]
    for folder in (*folders, paths.lake_date(day), paths.by_date(day)):
        root.sweep(folder)


def _held(root: Root, names: Iterable[str]) -> dict[str, bytes]:
    """The bytes of those files that are there: where nothing locks, another publisher may just have removed one."""
    held = {}
    for path in names:
        try:
            held[path] = root.read(path)
        except MissingError:
            continue
    return held


def partitions(day: date, survivors: pa.Table) -> dict[str, pa.Table]:
    """The articles of a date as its files are to hold them, by path. Any column may be null here: publish() refuses it."""
    columns = pa.schema([field.with_nullable(True) for field in schema.arrow(in_lake=True)])
    return {
        paths.partition(day, topic): survivors.filter(pc.field("topic") == topic)
        .select(columns.names)
        .cast(columns)
        .sort_by("id")
        for topic in sorted(set(survivors.column("topic").to_pylist()))
    }


def encoded(path: str, table: pa.Table, wanted: Inputs) -> tuple[FileEntry, bytes]:
    """A lake file's bytes, and the entry that vouches for them."""
    data = parquet.encode(table, {f"copydesk.{name}": version for name, version in wanted.versions.items()})
    return FileEntry(path, table.num_rows, len(data), hashlib.sha256(data).hexdigest()), data


def _moves(tables: Mapping[str, pa.Table], old: Mapping[str, pa.Table]) -> tuple[dict[str, bool], dict[str, pa.Table]]:
    """Which partitions get articles from another one, and the rows of those that leave a partition for another one.

    The rows are the new ones: they have today's columns, whatever columns the old file has.
    """
    home = {id: path for path, table in tables.items() for id in table.column("id").to_pylist()}
    was = {id: path for path, table in old.items() for id in table.column("id").to_pylist()}
    moved = {id for id, path in home.items() if was.get(id, path) != path}
    arriving = {path: any(id in moved for id in table.column("id").to_pylist()) for path, table in tables.items()}
    rows = pa.concat_tables(tables.values()) if tables else schema.arrow(in_lake=True).empty_table()
    leaving = {}
    for path, table in old.items():
        if gone := sorted(id for id in table.column("id").to_pylist() if id in moved):
            leaving[path] = rows.filter(pc.field("id").isin(pa.array(gone, pa.string())))
    return arriving, leaving


def _remove(root: Root, day: date, keep: set[str]) -> None:
    for entry in root.files(paths.lake_date(day)):
        if entry.path not in keep:
            root.delete(entry.path)
