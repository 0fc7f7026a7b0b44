"""What a backfill of a year of small days costs, day by day: whether the last days cost what the first ones did.

    python -m benchmarks.backfill
    python -m benchmarks.backfill --days 90 --articles 40

The first and the last thirty landing days are run as the command line and Airflow's tasks do, each by a process of its own;
those between by one process, day after day. Every day is run for real, in order, held against the reports of the days before it.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import pages, results
from copydesk import pipeline
from copydesk.settings import Settings

DAYS, ARTICLES, SHOWN = 365, 20, 30
"""Landing days, articles of each, and days at either end that are held against each other."""


@dataclass(frozen=True, slots=True)
class Day:
    """What one landing day cost: seconds by the clock and of CPU, and most megabytes of its process so far."""

    seconds: float
    cpu: float
    megabytes: int


def run_days(settings: Settings, first: int, last: int, *, apart: bool = False) -> list[Day]:
    """Run landing days by number, from first to before last, which have landed; `apart` each in a process of its own.

    Raises CalledProcessError for a process that fails.
    """
    return [(_apart if apart else _here)(settings, n) for n in range(first, last)]


def _here(settings: Settings, n: int) -> Day:
    wall, cpu = time.perf_counter(), time.process_time()
    pipeline.run_day(settings, pages.nth(n))
    return Day(time.perf_counter() - wall, time.process_time() - cpu, _megabytes(resource.RUSAGE_SELF))


def _apart(settings: Settings, n: int) -> Day:
    wall, cpu = time.perf_counter(), _children()
    command = "from copydesk.cli import main; main()"
    told = [sys.executable, "-c", command, "run", settings.root, "--day", pages.nth(n).isoformat(), "--workers", "1"]
    environ = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    subprocess.run(told, check=True, capture_output=True, env=environ)
    return Day(time.perf_counter() - wall, _children() - cpu, _megabytes(resource.RUSAGE_CHILDREN))


def _children() -> float:
    """CPU seconds of all processes that this one has started and that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _megabytes(who: int) -> int:
    return resource.getrusage(who).ru_maxrss // 1024


def measure(settings: Settings, days: int, count: int, shown: int = SHOWN) -> dict[str, list[Day]]:
    """Land and run so many days; returns what those cost that are held against each other, in order."""
    for n in range(days):
        pages.land(settings, n, count)
    begun = run_days(settings, 0, shown, apart=True)
    between = run_days(settings, shown, days - shown)
    ended = run_days(settings, days - shown, days, apart=True)
    within = between[1:]  # the first one imports
    return {
        f"first {shown}, a process a day": begun,
        f"last {shown}, a process a day": ended,
        f"first {shown} of one process": within[:shown],
        f"last {shown} of one process": within[-shown:],
    }


def main() -> None:
    """Run the backfill and replace the section of the page."""
    parser = argparse.ArgumentParser(description="Measure a backfill of small days, at its beginning and at its end.")
    parser.add_argument("--days", type=int, default=DAYS)
    parser.add_argument("--articles", type=int, default=ARTICLES, help="articles a landing day")
    parser.add_argument("--folder", type=Path, help="where the lake is made and kept; without it, it is removed at the end")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as spare:
        settings = Settings(root=str(chosen.folder or spare))
        results.put("backfill", section(chosen.days, chosen.articles, measure(settings, chosen.days, chosen.articles)))


def section(days: int, articles: int, measured: Mapping[str, Sequence[Day]]) -> str:
    """The whole section of the page."""
    rows = [[name, *_figures(own)] for name, own in measured.items()]
    begun, ended, young, old = (statistics.median(day.cpu for day in own) for own in measured.values())
    rate, alone = (3600 / statistics.mean(day.cpu for day in list(measured.values())[place]) for place in (3, 1))
    head = ["landing days", "CPU s, median", "CPU s, most", "seconds, median", "most MB"]
    return f"""## A backfill of {days} small days

`python -m benchmarks.backfill --days {days} --articles {articles}`: {articles} pages a landing day, all run for real, in order.
What such a day costs is its fixed part: plan, stages, contract, dates to look at and to publish, report; and where it has a
process of its own, that process's start and imports.

{results.table(head, rows)}

At its end the backfill runs {rate:,.0f} days in an hour of one core in one process, {alone:,.0f} with a process a day. Last to
first, by medians of CPU: {old / young:.2f} in one process, {ended / begun:.2f} with a process a day."""


def _figures(days: Sequence[Day]) -> list[str]:
    cpu = [day.cpu for day in days]
    seconds = statistics.median(day.seconds for day in days)
    return [
        f"{statistics.median(cpu):.2f}",
        f"{max(cpu):.2f}",
        f"{seconds:.2f}",
        f"{max(day.megabytes for day in days):,}",
    ]


if __name__ == "__main__":
    main()
