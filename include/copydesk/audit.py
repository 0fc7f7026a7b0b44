"""Proof from the files alone that nothing was lost: every record has one fate, every line one place, every file its hash."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import unquote

import pyarrow as pa
import pyarrow.compute as pc

from copydesk import pipeline, schema
from copydesk.boilerplate.repairs import joined, mend
from copydesk.errors import LakeError
from copydesk.ingest import Unpacked
from copydesk.pipeline import rereading, root_of
from copydesk.pipeline.edition import publisher
from copydesk.pipeline.rereading import landed_records
from copydesk.pipeline.work import source_of
from copydesk.settings import Settings
from copydesk.store import DeskManifest, FileEntry, Root, Spool, desk, drafts, lake, parquet, paths, publishing, read_lake


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing that is not as it must be: the rule it breaks, where, what was found, and what to do."""

    rule: str
    where: str
    what: str
    cure: str


def days(root: Root, since: date = date.min) -> list[date]:
    """Every day, from `since` on, that has a landing or a desk folder."""
    landed = set(root.names(paths.LANDING, since.isoformat()))
    desked = {name.removeprefix("landed=") for name in root.names(paths.DESK, f"landed={since}") if name.startswith("landed=")}
    return [day for name in sorted(landed | desked) if (day := _day(name))]


def dates(root: Root, since: date = date.min) -> list[date]:
    """Every publication date, from `since` on, that the lake has a partition, fates or a manifest of, or a publisher's mark, and
    every one that the desk has a mark of or, for a landing day from `since` on, names in its manifest.
    """
    first = f"date={since}"
    names = {name.removeprefix("date=") for name in root.names(paths.LAKE, first) if name.startswith("date=")}
    for folder in ("_fates", "_manifests"):
        names |= {name.removeprefix("date=").rsplit(".", 1)[0] for name in root.names(f"{paths.LAKE}/{folder}", first)}
    names |= {day.isoformat() for day in publishing.dates(root) if day >= since}
    names |= set(root.names(paths.DATES, since.isoformat()))
    names |= {name for landed in days(root, since) for name in _filed_under(root, landed) if name >= since.isoformat()}
    return [day for name in sorted(names) if (day := _day(name))]


def _filed_under(root: Root, day: date) -> list[str]:
    """The publication dates that a landing day's manifest names; none where it is damaged, which check_day() says."""
    try:
        manifest = desk.read_manifest(root, day)
    except LakeError:
        return []
    return list(manifest.dates) if manifest else []


def dates_since(settings: Settings, since: date) -> list[date]:
    """The publication dates from `since` on, and those before it that landing days from `since` on may have changed.

    A landing day may change the dates that it holds, or ever held, articles of, and the dates in whose window these are.
    """
    root = root_of(settings)
    touched = pipeline.dates_touched(settings, days(root, since))
    return sorted({*dates(root, since), *map(date.fromisoformat, touched)})


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(name)
    except ValueError:
        return None


def check_day(settings: Settings, day: date) -> Iterator[Finding]:
    """What is wrong with one landing day: its manifest, its files, its ledger, its lines."""
    root, where = root_of(settings), paths.desk(day)
    try:
        manifest = desk.read_manifest(root, day)
    except LakeError as error:
        yield _damaged(root, day, error)
        return
    again = _again(settings, day)
    if manifest is None:
        yield Finding("day-not-run", where, "landed, but the desk never finished it", again)
        return
    yield from _unmarked(root, day, manifest)
    broken = list(_files(root, manifest.files, again))
    yield from broken
    if broken:
        return
    ledger = _all(root, manifest, "ledger")
    landed, misplaced = _landed(settings, day, ledger, _all(root, manifest, "articles"), _all(root, manifest, "cuts"), again)
    yield from _ledger(root, day, manifest, ledger, landed, again)
    yield from misplaced


def _again(settings: Settings, day: date) -> str:
    """What has a landing day read again: a run of it, or repair where a run would not, since no listing shows what is wrong."""
    root = root_of(settings)
    return f"copydesk run {root.uri} --day {day}" if pipeline.has_work(settings, day) else f"copydesk repair {root.uri}"


def _damaged(root: Root, day: date, error: LakeError) -> Finding:
    return Finding("manifest-damaged", paths.desk_manifest(day), str(error), f"copydesk repair {root.uri}")


def _unmarked(root: Root, day: date, manifest: DeskManifest) -> Iterator[Finding]:
    """The marks that lead from a date to its landing days and back: without them its articles are not published."""
    cure = f"copydesk repair {root.uri}"
    for mark in desk.marks(day, manifest):
        if root.entry(mark) is None:
            yield Finding("mark-missing", mark, "without it the day's articles of this date are not found", cure)


def _files(root: Root, entries: tuple[FileEntry, ...], cure: str) -> Iterator[Finding]:
    for entry in entries:
        try:
            data = root.read(entry.path)
        except LakeError as error:
            yield Finding("file-missing", entry.path, source_of(str(error)), cure)
            continue
        if hashlib.sha256(data).hexdigest() != entry.sha256:
            yield Finding("file-changed", entry.path, "its bytes are not those that the manifest vouches for", cure)


def _all(root: Root, manifest: DeskManifest, kind: str) -> pa.Table | None:
    files = [entry.path for entry in manifest.files if f"/{kind}-" in entry.path]
    return pa.concat_tables([parquet.read(root, path) for path in files]) if files else None


def _ledger(
    root: Root, day: date, manifest: DeskManifest, ledger: pa.Table | None, landed: dict[str, str], cure: str
) -> Iterator[Finding]:
    """Hold the ledger to the records that are `landed`, by id."""
    ids = ledger["id"].to_pylist() if ledger is not None else []
    for id, order in desk.takedowns(root, day).items():
        if id in landed and not order["record"]:  # a container is never edited: what was taken down in it stays there
            yield Finding("taken-down-file-is-back", landed[id], "was taken down and landed again", cure)
        landed[id] = f"{paths.landing(day)}/{order['source']}"
    for id in sorted(landed.keys() - set(ids)):
        yield Finding("record-without-fate", landed[id], "landed, but not in the ledger", cure)
    if ledger is not None:
        gone = {row["id"]: row["source"] for row in ledger.select(["id", "source"]).to_pylist() if row["id"] not in landed}
        for source in sorted(gone.values()):
            yield Finding("fate-without-record", f"{paths.landing(day)}/{source}", "in the ledger, but no longer landed", cure)
    for id, count in Counter(ids).items():
        if count > 1:
            yield Finding("record-with-two-fates", id, f"stands {count} times in the ledger", cure)
    fates = Counter(ledger["fate"].to_pylist()) if ledger is not None else Counter()
    rows = sum(entry.rows for entry in manifest.files if "/articles-" in entry.path)
    if (
        len(ids) != manifest.records
        or dict(+fates) != {k: v for k, v in manifest.fates.items() if v}
        or fates["accepted"] != rows
    ):
        what = f"manifest: {manifest.records} records, {dict(manifest.fates)}; ledger: {dict(fates)}; articles: {rows}"
        yield Finding("counts-do-not-balance", paths.desk(day), what, cure)


def _landed(
    settings: Settings, day: date, ledger: pa.Table | None, articles: pa.Table | None, cuts: pa.Table | None, cure: str
) -> tuple[dict[str, str], list[Finding]]:
    """Where each landed record is, by id; and what is wrong with its bytes, and with the lines of those that became articles.

    Each is read again from landing: its bytes must be those of the ledger, kept and cut lines its lines, each in one place.
    """
    filed = {row["id"]: row for row in ledger.select(_FILED).to_pylist()} if ledger is not None else {}
    rows = {row["id"]: row for row in articles.select(["id", "lines", "text"]).to_pylist()} if articles is not None else {}
    taken: dict[str, list[tuple[int, str]]] = {}
    for cut in cuts.to_pylist() if cuts is not None else ():
        taken.setdefault(cut["id"], []).append((cut["line"], cut["text"]))
    landed: dict[str, str] = {}
    findings = []
    for id, source, found in landed_records(settings, day):
        landed[id] = f"{paths.landing(day)}/{source}" + (f"!{found.record}" if found.record else "")
        if id not in filed or filed[id]["fate"] == "taken-down":
            continue
        if what := _changed(found, filed[id]):
            findings.append(Finding("record-changed", landed[id], what, cure))
            continue
        if (row := rows.get(id)) is None:
            continue
        lines = rereading.read(found, settings, source=source, landed_on=day).text.split("\n")
        if what := _misplaced(lines, row["lines"], row["text"].split("\n\n"), taken.get(id, [])):
            findings.append(Finding("lines-do-not-balance", landed[id], what, cure))
    return landed, findings


_FILED = ["id", "fate", "reason", "sha256"]
"""What the ledger says of a record that its bytes are held to."""


def _changed(found: Unpacked, filed: Mapping[str, str | None]) -> str | None:
    """How a landed record differs from what its row in the ledger says of it, or None. What was never read has no hash."""
    if found.fault:
        is_known = filed["sha256"] is None and filed["reason"] == found.fault.reason
        return None if is_known else f"cannot be read as the desk read it: {found.fault}"
    if filed["sha256"] is None:
        return "could not be read by the desk and can be now"
    return None if hashlib.sha256(found.data).hexdigest() == filed["sha256"] else "not the bytes that the desk read"


def _misplaced(lines: list[str], kept: list[list[int]], paragraphs: list[str], cuts: list[tuple[int, str]]) -> str | None:
    """What is wrong with the places of a record's lines, or None."""
    numbers = Counter([number for paragraph in kept for number in paragraph] + [number for number, _ in cuts])
    if twice := [number for number, count in numbers.items() if count > 1]:
        return f"line {twice[0]} has two places"
    if lost := [number for number, line in enumerate(lines) if number not in numbers and mend(line)[0]]:
        return f"line {lost[0]} is neither kept nor cut"
    if changed := [number for number, text in cuts if lines[number] != text]:
        return f"line {changed[0]} was cut as another text"
    if paragraphs != [joined([mend(lines[number])[0] for number in paragraph]) for paragraph in kept]:
        return "the text is not what its lines say"
    return None


def check_date(settings: Settings, published: date) -> Iterator[Finding]:
    """What is wrong with one publication date of the lake: its manifest, its files, its rows, and whether it is up to date."""
    root = root_of(settings)
    where, cure = paths.lake_date(published), f"copydesk repair {root.uri}"
    for mark in publishing.abandoned(root, published, settings.keep_hours):
        yield Finding("publisher-never-ended", mark, "who left this mark may have written over what others had finished", cure)
    wanted, damaged = _wanted(settings, published)
    yield from damaged
    try:
        manifest = read_lake(root, paths.lake_manifest(published))
    except LakeError as error:
        yield Finding("manifest-damaged", paths.lake_manifest(published), str(error), cure)
        return
    if wanted and not lake.is_current(root, wanted):
        what = "the desk has moved on since it was published, or publishing was broken off"
        yield Finding("date-not-current", where, what, _publishes(root, wanted) or cure)
        return
    files = manifest.files if manifest else ()
    broken = list(_files(root, files, cure))
    yield from broken
    yield from _unnamed(root, published, files, cure)
    if broken or manifest is None or wanted is None:
        return
    try:
        yield from _rows(root, published, files, wanted, cure)
    except LakeError as error:
        yield Finding("cannot-be-checked", where, str(error), cure)


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
                damaged[day] = _damaged(root, day, error)
        if not damaged:
            raise
        return None, list(damaged.values())


def _publishes(root: Root, wanted: lake.Inputs) -> str:
    """The run that publishes a date that is not current; nothing where no landing day holds articles of it."""
    landings = sorted({day for found in wanted.landings.values() for day in found})
    return f"copydesk run {root.uri} --day {landings[0]}" if landings else ""


def _unnamed(root: Root, published: date, files: tuple[FileEntry, ...], cure: str) -> Iterator[Finding]:
    """The files of a date that its manifest does not name; without a manifest, all."""
    there = {entry.path for entry in root.files(paths.lake_date(published))}
    if root.entry(paths.fates(published)):
        there.add(paths.fates(published))
    for path in sorted(there - {entry.path for entry in files}):
        yield Finding("file-not-in-manifest", source_of(path), "nobody vouches for it", cure)


def _rows(root: Root, published: date, files: tuple[FileEntry, ...], wanted: lake.Inputs, cure: str) -> Iterator[Finding]:
    """What is wrong with the rows of a date; some thousand of them are held at a time."""
    where = paths.lake_date(published)
    fates = parquet.read(root, paths.fates(published))
    parts = [entry.path for entry in files if "/topic=" in entry.path]
    shown = [id for path in parts for id in parquet.read(root, path, ["id"])["id"].to_pylist()]
    for id, count in Counter(shown).items():
        if count > 1:
            yield Finding("id-twice", where, f"article {id} stands {count} times", cure)
    if set(shown) != set(fates.filter(pc.field("fate") == "published")["id"].to_pylist()):
        yield Finding("rows-and-fates-differ", where, "the published rows are not those of _fates", cure)
    known = [table for _, table in lake.articles(root, wanted, ["id", "topic", "published_on"])]
    window = pa.concat_tables(known)
    own = window.filter(pc.equal(window["published_on"], pa.scalar(published, pa.date32())))
    if set(own["id"].to_pylist()) != set(fates["id"].to_pylist()):
        yield Finding("fates-do-not-balance", paths.fates(published), "the desk's articles of the date and _fates differ", cure)
        return
    ids = pa.array(sorted(set(shown)), pa.string())
    own = own.filter(pc.is_in(own["id"], ids))
    desked = drafts(published, own, _desked(root, wanted, own["id"].combine_chunks()), Spool())
    names = window["id"].combine_chunks()
    for path in parts:
        expected = desked[path].tables() if path in desked else iter(())
        for rows in parquet.slices(root, path):
            ours = next(expected, None)
            if ours is None or not ours["id"].equals(rows["id"]):  # a row stands in another topic's file, or is gone
                ours = pa.concat_tables(list(_desked(root, wanted, rows["id"].combine_chunks())))
            yield from _differing(path, rows, ours, names, cure)


def _desked(root: Root, wanted: lake.Inputs, ids: pa.Array) -> Iterator[pa.Table]:
    """The desk's rows of some articles, file by file."""
    for _, table in lake.articles(root, wanted, [*schema.arrow(in_lake=True).names, "topic"]):
        yield table.filter(pc.is_in(table["id"], ids))


def _differing(path: str, shown: pa.Table, desked: pa.Table, window: pa.Array, cure: str) -> Iterator[Finding]:
    """The rows of a file that are not those of the desk, and those that tell a story of no article of the window."""
    names = [name for name in shown.column_names if name != "story"]
    topic = unquote(path.partition("/topic=")[2].partition("/")[0])
    desked = desked if "topic" in desked.column_names else desked.append_column("topic", pa.repeat(pa.scalar(topic), len(desked)))
    known = {**{name: shown[name] for name in names}, "topic": pa.chunked_array([pa.repeat(pa.scalar(topic), len(shown))])}
    if not all(name in desked.column_names and own.cast(desked[name].type).equals(desked[name]) for name, own in known.items()):
        of_desk = {row["id"]: row for row in desked.to_pylist()}
        for row in pa.table(known).to_pylist():
            own = of_desk.get(row["id"], {})
            if any(own.get(name) != value for name, value in row.items()):
                yield Finding("row-differs", path, f"article {row['id']} is not what the desk made of its record", cure)
    if "story" in shown.column_names:
        for row in shown.filter(pc.invert(pc.is_in(shown["story"], window))).select(["id", "story"]).to_pylist():
            what = f"article {row['id']} tells the story of {row['story']}, not of its window"
            yield Finding("story-unknown", path, what, cure)
