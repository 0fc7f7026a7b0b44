"""A landing day from end to end: plan its batches, run the stages in this process, report."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from copydesk import report
from copydesk.errors import MissingError
from copydesk.pipeline import habits, stages
from copydesk.pipeline.history import drift_of
from copydesk.pipeline.planning import Progress, plan
from copydesk.pipeline.publish import file_day, write_parquet
from copydesk.pipeline.summary import summarise
from copydesk.pipeline.work import Work, root_of
from copydesk.pipeline.workers import Each, pool
from copydesk.settings import Settings
from copydesk.store import desk, paths

STAGES: tuple[Callable[..., Work], ...] = (
    stages.ingest_files,
    stages.detect_language,
    stages.strip_boilerplate,
    stages.date_and_topic,
    stages.validate_schema,
)
"""The stages of a batch, in order; the DAG has a task for each, by the same name."""

_SHARED_RECORDS, _BYTES_PER_RECORD = 2_000, 8_000
"""A batch's records where several processes share a day, and what a record weighs."""

_LARGE = 8
"""Batches from which a day is published in processes of its own, even by one worker: what the stages remember of lines and words,
and what is held ready for more, is then no part of the memory that publishing takes."""

LOOK_AROUND = {stages.strip_boilerplate, stages.date_and_topic}
"""Stages that are also given the works of the whole day, since they learn from a site's other pages."""


def run_day(
    settings: Settings, day: date, progress: Progress | None = None, *, force: bool = False, workers: int = 1
) -> dict[str, Any]:
    """Run one landing day from landing to lake on this machine: the steps of the DAG, batches and dates in `workers` processes.

    Returns the day's report, with `changed`, the publication dates that this run changed. A day that has not changed
    since it was run is not read again, unless `force` is given; then the files of its dates are looked at too. How many workers
    there are changes no byte of the lake.
    """
    tell = progress or (lambda what, done, of: None)
    began, seconds = time.monotonic(), dict[str, float]()

    def clock(stage: str) -> None:
        seconds[stage] = round(time.monotonic() - began - sum(seconds.values()), 1)

    works = plan(_shared(settings, workers), day, force=force, progress=tell)
    clock("plan_batches")
    with pool(workers, tell) as each:
        works = through_stages(settings, works, each, clock)
    dates = file_day(settings, day, works, force=force)
    clock("file_day")
    is_large = len(works) >= _LARGE
    if is_large or (len(works) > 1 and workers > 1):
        shares = [(settings, own) for start in range(workers) if (own := dates[start::workers])]
        with pool(workers, tell, apart=is_large) as each:
            results = list(each("write_parquet", write_parquet, shares))
    else:  # a small day: another process takes longer to start
        tell("write_parquet", 0, len(dates))
        results = [write_parquet(settings, dates, lambda done: tell("write_parquet", done, len(dates)))]
    clock("write_parquet")
    return report_day(settings, day, results, seconds=seconds)


def through_stages(
    settings: Settings, works: Sequence[Work], each: Each, clock: Callable[[str], None] = lambda stage: None
) -> list[Work]:
    """The works of one landing day, or of many, after all stages; `clock` is told of each stage that is over.

    Every stage is one round of calls over the batches of all days, so that many small days fill a wide engine. A round ends
    before the next begins: a stage that looks around reads what the stage before it wrote for all batches of the day.
    """
    for stage in STAGES:
        day = _by_day(works)
        if stage is stages.strip_boilerplate:  # the batches of a day would learn the same, all at once
            together = [(settings, own) for own in day.values() if len(own) > 1]
            list(each("learn_chrome", habits.learn_chrome, together) if together else ())
        calls = [(settings, work, day[work["day"]]) if stage in LOOK_AROUND else (settings, work) for work in works]
        works = list(each(stage.__name__, stage, calls))
        clock(stage.__name__)
    return list(works)


def _by_day(works: Sequence[Work]) -> dict[str, tuple[Work, ...]]:
    days: dict[str, list[Work]] = {}
    for work in works:
        days.setdefault(work["day"], []).append(work)
    return {day: tuple(own) for day, own in days.items()}


def _shared(settings: Settings, workers: int) -> Settings:
    """The settings with batches small enough that each worker gets some."""
    if workers == 1:
        return settings
    return replace(
        settings,
        batch_records=min(settings.batch_records, _SHARED_RECORDS),
        batch_bytes=min(settings.batch_bytes, _SHARED_RECORDS * _BYTES_PER_RECORD),
    )


def report_day(
    settings: Settings, day: date, results: Sequence[dict[str, Any]] = (), **more: Sequence[str] | Mapping[str, Any]
) -> dict[str, Any]:
    """Write the report of a landing day, as JSON and as a page, and return it.

    `results` are what write_parquet returned in this run; `more` is what the report also says, such as `remarks`, sentences for
    its top, and `seconds`; see report.render. `drift` tells how the day differs from those before it. Raises MissingError for
    a day that was never committed.
    """
    found = {**_found(settings, day, results), **more}
    return _written(settings, {"drift": drift_of(settings, found), **found})


def summarise_day(settings: Settings, day: date, changed: Sequence[str]) -> dict[str, Any]:
    """Write the report of a landing day without its drift, for compare_day() to add when the days before have theirs.

    Returns its counts: `records` and `fates`. Raises MissingError for a day that was never committed.
    """
    found = _written(settings, _found(settings, day, [{"changed": changed}]))
    return {"records": found["records"], "fates": found["fates"]}


def compare_day(settings: Settings, day: date) -> None:
    """Write into a landing day's report how the day differs from those before it."""
    found = json.loads(root_of(settings).read(paths.report(day, "report.json")))
    _written(settings, found | {"drift": drift_of(settings, found)})


def _found(settings: Settings, day: date, results: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """What a report says of its landing day alone."""
    root = root_of(settings)
    manifest = desk.read_manifest(root, day)
    if manifest is None:
        raise MissingError(f"landing day {day} has no manifest under {root.uri}/{paths.desk(day)}: run the day first.")
    return summarise(root, manifest) | {
        "listing": manifest.listing,
        "changed": sorted({published for result in results for published in result["changed"]}),
        "path": paths.report(day, "report.json"),
        "page": paths.report(day, "report.html"),
    }


def _written(settings: Settings, found: dict[str, Any]) -> dict[str, Any]:
    """A report, put in place as JSON and as a page."""
    root = root_of(settings)
    root.write(found["path"], (json.dumps(found, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode())
    root.write(found["page"], report.render(found).encode())
    return found
