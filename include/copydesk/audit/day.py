"""What is wrong with a landing day: its manifest, its marks, its files, and its ledger beside the records that landed."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date

import pyarrow as pa

from copydesk import pipeline
from copydesk.audit import files, records
from copydesk.audit.finding import Finding, repair_of
from copydesk.errors import FileError, LakeError, MissingError
from copydesk.pipeline import root_of
from copydesk.settings import Settings
from copydesk.store import DeskManifest, Root, desk, paths
from copydesk.validate import measures


def check_day(settings: Settings, day: date) -> Iterator[Finding]:
    """What is wrong with one landing day: its manifest, its files, its ledger, its lines."""
    root = root_of(settings)
    try:
        manifest = desk.read_manifest(root, day)
    except LakeError as error:
        yield files.damaged(root, day, error)
        return
    try:
        desk.takedowns(root, day)
    except FileError as error:
        cure = f"copydesk takedown {root.uri} ID --why '…', with the id in the file's name"
        yield Finding("order-damaged", paths.takedowns(day), str(error), cure)
        return
    cure = _again(settings, day)
    if manifest is None:
        yield Finding("day-not-run", paths.desk(day), "landed, but the desk never finished it", cure)
        return
    yield from _unmarked(root, day, manifest)
    yield from _told(root, day, manifest)
    broken = list(files.broken(root, manifest.files, cure))
    yield from broken
    if not broken:
        yield from _filed(settings, day, manifest, cure)


def _again(settings: Settings, day: date) -> str:
    """What has a landing day read again: a run of it, or repair where a run would not, since no listing shows what is wrong."""
    root = root_of(settings)
    return f"copydesk run {root.uri} --day {day}" if pipeline.has_work(settings, day) else repair_of(root)


def _unmarked(root: Root, day: date, manifest: DeskManifest) -> Iterator[Finding]:
    """The marks that lead from a date to its landing days and back: without them its articles are not published."""
    for mark in desk.marks(day, manifest):
        if root.entry(mark) is None:
            what = "without it the day's articles of this date are not found"
            yield Finding("mark-missing", mark, what, repair_of(root))


def _told(root: Root, day: date, manifest: DeskManifest) -> Iterator[Finding]:
    """What is wrong with the report of a day: trends and the desk's page read it. A run writes it anew, whatever else it does."""
    path, cure = paths.report(day, "report.json"), f"copydesk run {root.uri} --day {day}"
    try:
        report = json.loads(root.read(path))
        told = measures.of_report(report)
    except MissingError:
        yield Finding("report-missing", path, "the day was filed, and its run ended before it told of it", cure)
        return
    except (LakeError, ValueError, TypeError, KeyError, AttributeError) as error:
        yield Finding("report-damaged", path, f"{type(error).__name__}: {error}", cure)
        return
    if told.day != day:
        yield Finding("report-damaged", path, f"it is the report of {told.day}", cure)
    elif told.records != manifest.records:
        yield Finding("report-outdated", path, f"it tells of {told.records} records, the desk has {manifest.records}", cure)
    elif root.entry(page := paths.report(day, "report.html")) is None:
        yield Finding("report-missing", page, "its run ended before it wrote the page", cure)


def _filed(settings: Settings, day: date, manifest: DeskManifest, cure: str) -> Iterator[Finding]:
    """What the whole files of a day say that its landed records do not, and the other way round."""
    root = root_of(settings)
    ledger = files.table(root, manifest, "ledger")
    landed, wrong = records.check(settings, day, manifest, ledger, cure)
    orders = desk.takedowns(root, day)
    for id, order in orders.items():
        if id in landed and not order["record"]:  # a container is never edited: what was taken down in it stays there
            yield Finding("taken-down-file-is-back", landed[id], "was taken down and landed again", cure)
    landed |= {id: f"{paths.landing(day)}/{order['source']}" for id, order in orders.items()}
    yield from _fates(day, ledger, landed, cure)
    yield from _balance(day, manifest, ledger, cure)
    yield from wrong


def _fates(day: date, ledger: pa.Table | None, landed: dict[str, str], cure: str) -> Iterator[Finding]:
    """The records, by id in `landed`, that have no fate in the ledger or two; and the fates of no record."""
    ids = ledger["id"].to_pylist() if ledger is not None else []
    for id in sorted(landed.keys() - set(ids)):
        yield Finding("record-without-fate", landed[id], "landed, but not in the ledger", cure)
    if ledger is not None:
        gone = {row["id"]: row["source"] for row in ledger.select(["id", "source"]).to_pylist() if row["id"] not in landed}
        for source in sorted(gone.values()):
            yield Finding("fate-without-record", f"{paths.landing(day)}/{source}", "in the ledger, but no longer landed", cure)
    for id, count in Counter(ids).items():
        if count > 1:
            yield Finding("record-with-two-fates", id, f"stands {count} times in the ledger", cure)


def _balance(day: date, manifest: DeskManifest, ledger: pa.Table | None, cure: str) -> Iterator[Finding]:
    """Where the manifest counts other records, fates or articles than the ledger has."""
    fates = Counter(ledger["fate"].to_pylist()) if ledger is not None else Counter()
    rows = sum(entry.rows for entry in manifest.files if entry.kind == "articles")
    counted = {fate: count for fate, count in manifest.fates.items() if count}
    if (fates.total(), dict(+fates), fates["accepted"]) != (manifest.records, counted, rows):
        what = f"manifest: {manifest.records} records, {dict(manifest.fates)}; ledger: {dict(fates)}; articles: {rows}"
        yield Finding("counts-do-not-balance", paths.desk(day), what, cure)
