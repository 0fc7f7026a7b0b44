"""A landing day from end to end: land a folder, plan its batches, run the stages in this process, report."""

from __future__ import annotations

import json
import logging
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from copydesk import report
from copydesk.errors import MissingError
from copydesk.pipeline import sites, stages
from copydesk.pipeline.publish import file_day, is_unchanged, write_parquet
from copydesk.pipeline.work import FATES, Landed, Work, made_by, record_id, root_of
from copydesk.settings import Settings
from copydesk.store import DeskManifest, Root, desk, parquet, paths, read_lake

log = logging.getLogger("copydesk")

STAGES: tuple[Callable[..., Work], ...] = (
    stages.ingest_files,
    stages.detect_language,
    stages.strip_boilerplate,
    stages.date_and_topic,
    stages.validate_schema,
)
"""The stages of a batch, in order; the DAG has a task for each, by the same name."""

LOOK_AROUND = {stages.strip_boilerplate, stages.date_and_topic}
"""Stages that are also given the works of the whole day, since they learn from a site's other pages."""

Progress = Callable[[str, int, int], None]
"""Called with what is going on, how many of it are done, and how many there are."""


def land(settings: Settings, folder: Path, day: date, progress: Progress | None = None) -> dict[str, int]:
    """Copy a folder's files into a landing day, each as a whole; the originals are only read, links and devices are named.

    Returns how many files were landed new and how many were there already. Raises MissingError without a folder.
    """
    if not folder.is_dir():
        raise MissingError(f"{folder} is not a folder: name the folder that holds the files of {day}.")
    root = root_of(settings)
    there = {entry.path: entry.size for entry in desk.landed(root, day)}
    found = sorted(path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir())
    files = [path for path in found if path.is_file() and not path.is_symlink()]
    for path in sorted(set(found) - set(files)):
        log.warning("%s is a link or a device and was not landed: only plain files are.", path)
    new = 0
    for done, path in enumerate(files, 1):
        name = path.relative_to(folder).as_posix()
        target, data = f"{paths.landing(day)}/{name}", path.read_bytes()
        if there.get(name) != len(data) or root.read(target) != data:
            root.write(target, data)
            new += 1
        if progress:
            progress("landing files", done, len(files))
    return {"landed": new, "already_there": len(files) - new}


def plan(settings: Settings, day: date, *, force: bool = False) -> list[Work]:
    """The batches of a landing day: files in order of their paths, cut by count and by bytes.

    None for an empty day, and none for one that has not changed since it was run, unless `force` is given. A landed file
    whose record was taken down is removed, should it have come again. What dead runs left half-written goes too.
    """
    for folder in (paths.landing(day), paths.takedowns(day), paths.desk(day), paths.by_landing(day), paths.report(day, "")):
        root_of(settings).sweep(folder)
    if not force and is_unchanged(settings, day):
        return []
    root = root_of(settings)
    taken = desk.takedowns(root, day)
    for entry in desk.landed(root, day):
        if record_id(day, entry.path, "") in taken:
            root.delete(f"{paths.landing(day)}/{entry.path}")
    entries = desk.landed(root, day)
    listing = desk.listing(entries, taken)
    files: list[Landed] = [{"path": entry.path, "size": entry.size, "plain": entry.plain} for entry in entries]
    orders: list[Landed] = [
        {"path": taken[id]["source"], "size": taken[id]["bytes"], "takedown": taken[id]} for id in sorted(taken)
    ]
    works: list[Work] = []
    for number, batch in enumerate(_batches(settings, [*files, *orders])):
        path = desk.put_json(root, paths.work(day), f"list-{number:04}", batch)
        name, counts = f"{number:04}", {"records": len(batch)}
        works.append(
            {
                "day": day.isoformat(),
                "batch": name,
                "listing": listing,
                "made_by": made_by(settings),
                "files": {"list": path},
                "counts": counts,
            }
        )
    return works


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


def run_day(settings: Settings, day: date, progress: Progress | None = None, *, force: bool = False) -> dict[str, Any]:
    """Run one landing day from landing to lake in this process: the same steps as the DAG, one after another.

    Returns the day's report, with `changed`, the publication dates that this run changed. A day that has not changed
    since it was run is not read again, unless `force` is given.
    """
    tell = progress or (lambda what, done, of: None)
    began, seconds = time.monotonic(), dict[str, float]()

    def clock(stage: str) -> None:
        seconds[stage] = round(time.monotonic() - began - sum(seconds.values()), 1)

    works = plan(settings, day, force=force)
    clock("plan_batches")
    for stage in STAGES:
        before = tuple(works)
        for number, work in enumerate(before):
            tell(stage.__name__, number, len(works))
            works[number] = stage(settings, work, before) if stage in LOOK_AROUND else stage(settings, work)
        tell(stage.__name__, len(works), len(works))
        clock(stage.__name__)
    dates = file_day(settings, day, works)
    clock("file_day")
    results: list[dict[str, Any]] = []
    for number, published in enumerate(dates):
        tell("write_parquet", number, len(dates))
        results.append(write_parquet(settings, [published]))
    tell("write_parquet", len(dates), len(dates))
    clock("write_parquet")
    return report_day(settings, day, results, seconds=seconds)


def report_day(
    settings: Settings, day: date, results: Sequence[dict[str, Any]] = (), **more: Sequence[str] | Mapping[str, Any]
) -> dict[str, Any]:
    """Write the report of a landing day, as JSON and as a page, and return it.

    `results` are what write_parquet returned in this run; `more` is what the report also says, such as `remarks`, sentences for
    its top, `drift` and `seconds`; see report.render. Raises MissingError for a day that was never committed.
    """
    root = root_of(settings)
    manifest = desk.read_manifest(root, day)
    if manifest is None:
        raise MissingError(f"landing day {day} has no manifest under {root.uri}/{paths.desk(day)}: run the day first.")
    found = _summary(root, manifest) | more
    found["changed"] = sorted({published for result in results for published in result["changed"]})
    found["path"] = paths.report(day, "report.json")
    found["page"] = paths.report(day, "report.html")
    root.write(found["path"], (json.dumps(found, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode())
    root.write(found["page"], report.render(found).encode())
    return found


def _tables(root: Root, manifest: DeskManifest, kind: str, columns: list[str]) -> pa.Table | None:
    files = [entry.path for entry in manifest.files if f"/{kind}-" in entry.path]
    return pa.concat_tables([parquet.read(root, path, columns) for path in files]) if files else None


def _counted(table: pa.Table | None, column: str) -> dict[str, int]:
    if table is None:
        return {}
    counts = Counter(
        value.isoformat() if isinstance(value, date) else value for value in table[column].to_pylist() if value is not None
    )
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _summary(root: Root, manifest: DeskManifest) -> dict[str, Any]:
    facts = ["id", "published_on", "language", "topic", "date_source", "topic_source", "repairs"]
    measures = ["site", "url", "words", "paragraphs", "cut_lines"]
    articles = _tables(root, manifest, "articles", [*facts, *measures])
    ledger = _tables(root, manifest, "ledger", ["id", "source", "fate", "reason"])
    cuts = _tables(root, manifest, "cuts", ["id", "rule"])
    validations = [json.loads(root.read(entry.path)) for entry in manifest.files if "/validation-" in entry.path]
    fates, partitions = _published(root, manifest, articles)
    return {
        "day": manifest.landed,
        "versions": dict(manifest.versions),
        "records": manifest.records,
        "fates": fates | {fate: manifest.fates.get(fate, 0) for fate in FATES if fate != "accepted"},
        "reasons": _counted(ledger, "reason"),
        "languages": _counted(articles, "language"),
        "topics": _counted(articles, "topic"),
        "date_sources": _counted(articles, "date_source"),
        "topic_sources": _counted(articles, "topic_source"),
        "published_on": _counted(articles, "published_on"),
        "partitions": partitions,
        "validated": sum(validation["rows"] for validation in validations),
        "validation": {"rows": sum(v["rows"] for v in validations), "expectations": _merged(validations)},
        "cuts": _counted(cuts, "rule"),
        "sites": sites.count(ledger, articles, cuts),
        "repairs": dict(
            sorted(Counter(r for repairs in (articles["repairs"].to_pylist() if articles else ()) for r in repairs).items())
        ),
    }


def _published(root: Root, manifest: DeskManifest, articles: pa.Table | None) -> tuple[dict[str, int], dict[str, int]]:
    """How many of the day's accepted articles the lake holds and how many repeat others; rows of the day per partition."""
    fates = {"published": 0, "duplicate": 0}
    partitions: Counter[str] = Counter()
    for published in manifest.dates:
        day = date.fromisoformat(published)
        if articles is None or read_lake(root, paths.lake_manifest(day)) is None:
            continue
        table = parquet.read(
            root, paths.fates(day), where=pc.field("landed_on") == pa.scalar(date.fromisoformat(manifest.landed))
        )
        for fate, topic in zip(table["fate"].to_pylist(), table["topic"].to_pylist(), strict=True):
            fates[fate] += 1
            if fate == "published":
                partitions[f"date={published}/topic={topic}"] += 1
    return fates, dict(sorted(partitions.items()))


def _merged(validations: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The statistics of all batches, one entry for each expectation and column."""
    merged: dict[tuple[str, str], dict[str, Any]] = {}
    for found in (statistic for validation in validations for statistic in validation["expectations"]):
        into = merged.setdefault((found["expectation"], found["column"]), {**found, "evaluated": 0, "unexpected": 0})
        into["evaluated"] += found["evaluated"]
        into["unexpected"] += found["unexpected"]
    return [merged[key] for key in sorted(merged)]
