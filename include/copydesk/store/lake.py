"""The lake's side of the disk: what a publication date depends on, and how it is published.

A date is published from the desk's articles of that date and of the window before it, and from nothing else. Its
manifest keeps a digest of all that went in; where the digest is the same, nothing is read and nothing is written.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pyarrow as pa
import pyarrow.compute as pc

from copydesk import schema
from copydesk.errors import LakeError, MissingError
from copydesk.store import manifest, parquet, paths
from copydesk.store.draft import FileDraft, merged
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
            landed = paths.day_of(landing)
            found = manifest.read_desk(root, paths.desk_manifest(landed)) if landed else None
            if found is None or day not in found.dates:
                continue
            landings.setdefault(day, {})[landing] = found.dates[day]
            files |= {entry.path for entry in found.files if entry.kind == "articles"}
            for name, version in found.versions.items():
                met.setdefault(name, set()).add(version)
    return Inputs(
        published, landings, tuple(sorted(files)), {name: " ".join(sorted(found)) for name, found in sorted(met.items())}
    )


def landings(root: Root, published: date, window_days: int) -> list[date]:
    """The landing days that hold, or ever held, articles of a date or of the window before it."""
    days = [published - timedelta(days=back) for back in range(window_days + 1)]
    return sorted({landed for day in days for name in root.names(paths.by_date(day)) if (landed := paths.day_of(name))})


def dates(root: Root) -> list[date]:
    """Every publication date that has a manifest, in order."""
    return [day for name in root.names(f"{paths.LAKE}/_manifests") if (day := paths.day_of(name))]


def is_current(root: Root, wanted: Inputs) -> bool:
    """Whether the lake already holds what these inputs give; with a damaged manifest, which is made anew, it does not."""
    try:
        found = manifest.read_lake(root, paths.lake_manifest(wanted.published))
    except LakeError:
        return False
    return wanted.is_empty if found is None else (not wanted.is_empty and found.inputs == wanted.digest)


def is_whole(root: Root, day: date) -> bool:
    """Whether a date's files are those that its manifest names, byte for byte; without a manifest, whether there are none."""
    found = manifest.read_lake(root, paths.lake_manifest(day))
    named = {entry.path: entry.sha256 for entry in found.files} if found else {}
    there = [*(entry.path for entry in root.files(paths.lake_date(day))), paths.fates(day)]
    return {path: sha256 for path in there if (sha256 := _sha256(root, path))} == named


def _sha256(root: Root, path: str) -> str | None:
    """The digest of a file, None where there is none: where nothing locks, another publisher may just have removed it."""
    try:
        return hashlib.sha256(root.read(path)).hexdigest()
    except MissingError:
        return None


def articles(
    root: Root, wanted: Inputs, columns: Sequence[str], nulls: pa.Schema | None = None
) -> Iterator[tuple[str, pa.Table]]:
    """Some columns of the desk's articles of a date and its window, desk file by desk file, in each file's order.

    Columns of `nulls`, those of an article row by default, are null in the rows of a desk day that is older than they are.
    """
    where = pc.field("published_on").isin(pa.array(map(date.fromisoformat, wanted.landings), pa.date32()))
    for path in wanted.files:
        yield path, parquet.read(root, path, list(columns), where, nulls=nulls or schema.arrow(in_lake=False))


def publish(root: Root, wanted: Inputs, drafts: Mapping[str, FileDraft], fates: pa.Table) -> dict[str, int]:
    """Make the lake hold exactly these files for a date, and `fates` beside them; returns the rows of each file written.

    The manifest is marked unfinished first and written last. New files come before old ones go, so an article that moves
    between topics is never missing. A file that would not change is not written. One file is held at a time.
    """
    day = wanted.published
    distrust(root, day)
    arriving, leaving = _moves(drafts, sound(root, day, ["id"]))
    for path in sorted(leaving.keys() & arriving):
        rows = [draft.rows_of(leaving[path]) for draft in drafts.values()]
        put(root, merged(drafts[path], pa.concat_tables(rows)), wanted)
    written: dict[str, int] = {}
    entries = []
    for path in sorted(drafts, key=lambda path: (path in leaving, path)):
        entry, is_new = put(root, drafts[path], wanted)
        entries.append(entry)
        if is_new:
            written[path] = entry.rows
    _remove(root, day, keep=set(drafts))
    entries.append(_put(root, paths.fates(day), len(fates), parquet.encode(fates, _told(wanted)))[0])
    published = sum(len(draft.ids) for draft in drafts.values())
    counts = {"published": published, "duplicate": fates.num_rows - published}
    done = LakeManifest(day.isoformat(), wanted.digest, wanted.landings, counts, tuple(sorted(entries)), wanted.versions)
    root.write(paths.lake_manifest(day), manifest.to_json(done))
    return dict(sorted(written.items()))


def put(root: Root, draft: FileDraft, wanted: Inputs) -> tuple[FileEntry, bool]:
    """Write a file of the lake unless it is there as it is to be; returns the entry that vouches for it, and whether it was."""
    columns = schema.arrow(in_lake=True)
    slices = (table.cast(columns) for table in draft.tables())
    return _put(root, draft.path, len(draft.ids), parquet.encode_slices(slices, columns, len(draft.ids), _told(wanted)))


def _put(root: Root, path: str, rows: int, data: bytes) -> tuple[FileEntry, bool]:
    entry = FileEntry(path, rows, len(data), hashlib.sha256(data).hexdigest())
    if is_new := _sha256(root, path) != entry.sha256:
        root.write(path, data)
    return entry, is_new


def _told(wanted: Inputs) -> dict[str, str]:
    """What the footer of each file says of how it was made."""
    return {f"copydesk.{name}": version for name, version in wanted.versions.items()}


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
    found = {entry.path: shown(root, entry.path, columns) for entry in root.files(paths.lake_date(day))}
    return {path: table for path, table in found.items() if table is not None}


def shown(root: Root, path: str, columns: list[str] | None = None) -> pa.Table | None:
    """The table, or some columns of it, in a file of the lake; None where there is no sound file."""
    try:
        data = root.read(path)
        return parquet.decode(data, columns)
    except MissingError:
        return None  # where nothing locks, another publisher may just have removed it
    except (pa.ArrowException, OSError, KeyError):
        log.warning("%s is damaged and will be replaced", path)
        return None


def sweep(root: Root, day: date) -> None:
    """Remove what dead runs left half-written beside the files of a date."""
    folders = [path.rpartition("/")[0] for path in (paths.fates(day), paths.lake_manifest(day))]
    for folder in (*folders, paths.lake_date(day), paths.by_date(day)):
        root.sweep(folder)


def _moves(drafts: Mapping[str, FileDraft], old: Mapping[str, pa.Table]) -> tuple[set[str], dict[str, pa.Array]]:
    """Which files get articles from another one, and the ids of those that leave a file for another one."""
    home = pa.concat_tables([_NOWHERE, *(_at(path, draft.ids) for path, draft in drafts.items())])
    was = pa.concat_tables([_NOWHERE, *(_at(path, table["id"]) for path, table in old.items())])
    known = pc.index_in(home["id"], was["id"].combine_chunks())
    moved = home.append_column("from", was["path"].take(known)).filter(pc.is_valid(known))
    moved = moved.filter(pc.not_equal(moved["path"], moved["from"]))
    leaving = {
        path: moved["id"].filter(pc.equal(moved["from"], path)).combine_chunks() for path in set(moved["from"].to_pylist())
    }
    return set(moved["path"].to_pylist()), leaving


_NOWHERE = pa.table({"id": pa.array([], pa.string()), "path": pa.array([], pa.string())})


def _at(path: str, ids: pa.Array | pa.ChunkedArray) -> pa.Table:
    return pa.table({"id": ids.cast(pa.string()), "path": pa.repeat(pa.scalar(path), len(ids))})


def _remove(root: Root, day: date, keep: set[str]) -> None:
    for entry in root.files(paths.lake_date(day)):
        if entry.path not in keep:
            root.delete(entry.path)
