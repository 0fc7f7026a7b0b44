"""What is wrong with a publication date of the lake: whether it is up to date, and its manifest, its files, its rows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from copydesk.audit import files, rows
from copydesk.audit.finding import Finding, repair_of
from copydesk.errors import LakeError
from copydesk.pipeline import root_of
from copydesk.pipeline.edition import publisher
from copydesk.pipeline.work import source_of
from copydesk.settings import Settings
from copydesk.store import FileEntry, LakeManifest, Root, desk, lake, paths, publishing, read_lake


def check_date(settings: Settings, published: date) -> Iterator[Finding]:
    """What is wrong with one publication date of the lake: its manifest, its files, its rows, and whether it is up to date."""
    root = root_of(settings)
    for mark in publishing.abandoned(root, published, settings.keep_hours):
        what = "who left this mark may have written over what others had finished"
        yield Finding("publisher-never-ended", mark, what, repair_of(root))
    wanted, damaged = _wanted(settings, published)
    yield from damaged
    try:
        manifest = read_lake(root, paths.lake_manifest(published))
    except LakeError as error:
        yield Finding("manifest-damaged", paths.lake_manifest(published), str(error), repair_of(root))
        return
    if wanted and not lake.is_current(root, wanted):
        what = "the desk has moved on since it was published, or publishing was broken off"
        yield Finding("date-not-current", paths.lake_date(published), what, _publishes(root, wanted) or repair_of(root))
        return
    yield from _published(root, published, manifest, wanted)


def _wanted(settings: Settings, published: date) -> tuple[lake.Inputs | None, list[Finding]]:
    """What a date depends on; or None, and the damaged manifests of landing days for which nobody can tell."""
    root = root_of(settings)
    try:
        return lake.inputs(root, published, settings.window_days, publisher(settings)), []
    except LakeError:
        damaged = {}
        for day in lake.landings(root, published, settings.window_days):
            try:
                desk.read_manifest(root, day)
            except LakeError as error:
                damaged[day] = files.damaged(root, day, error)
        if not damaged:
            raise
        return None, list(damaged.values())


def _publishes(root: Root, wanted: lake.Inputs) -> str:
    """The run that publishes a date that is not current; nothing where no landing day holds articles of it."""
    landings = sorted({day for found in wanted.landings.values() for day in found})
    return f"copydesk run {root.uri} --day {landings[0]}" if landings else ""


def _published(root: Root, published: date, manifest: LakeManifest | None, wanted: lake.Inputs | None) -> Iterator[Finding]:
    """What is wrong with the files of a date, and where they are whole, with their rows."""
    entries = manifest.files if manifest else ()
    broken = list(files.broken(root, entries, repair_of(root)))
    yield from broken
    yield from _unnamed(root, published, entries)
    if broken or manifest is None or wanted is None:
        return
    try:
        yield from rows.check(root, published, entries, wanted)
    except LakeError as error:
        yield Finding("cannot-be-checked", paths.lake_date(published), str(error), repair_of(root))


def _unnamed(root: Root, published: date, entries: tuple[FileEntry, ...]) -> Iterator[Finding]:
    """The files of a date that its manifest does not name; without a manifest, all."""
    there = {entry.path for entry in root.files(paths.lake_date(published))}
    if root.entry(paths.fates(published)):
        there.add(paths.fates(published))
    for path in sorted(there - {entry.path for entry in entries}):
        yield Finding("file-not-in-manifest", source_of(path), "nobody vouches for it", repair_of(root))
