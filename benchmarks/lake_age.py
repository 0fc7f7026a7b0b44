"""What everyday work costs in a lake of a month and in a lake of three years: it should not know how old the lake is.

    python -m benchmarks.lake_age
    python -m benchmarks.lake_age --rounds 9 --folder lakes

The lakes are those of late_file.py, with the landed files and the report of every landing day beside them. Each lake has a
process of its own; they take turns. With --folder the lakes stay there, and are measured again when they are there already.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import fields
from datetime import date
from functools import partial
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.dataset as ds

from benchmarks import copied_lake, late_file, pages, results
from benchmarks.counting import Cost, counted
from benchmarks.pages import nth
from copydesk import audit, pipeline, reader
from copydesk.overview.answers import Answers
from copydesk.overview.desk import Desk
from copydesk.overview.frame import Place
from copydesk.settings import Settings
from copydesk.store import open_root, paths

AGES = {"1 month": 31, "3 months": 96, "3 years": 1096}
"""Landing days. A day is held against the 56 before it, and the desk's first page shows 30 such days: a lake of a month has no
such past, and that of three months beside it has all of it."""
WEEK = 7
KEYS = ds.partitioning(pa.schema([("date", pa.date32()), ("topic", pa.string())]), flavor="hive")
HIVE = {"date": pl.Date, "topic": pl.String}

Costs = dict[str, Cost]


# The lakes


def complete(settings: Settings, days: int, count: int) -> None:
    """Put beside a copied lake what its runs would have left too, where it is not yet: each day's landed files and its report."""
    root = open_root(settings.root)
    done = {name.removeprefix("landed=") for name in root.names(paths.REPORTS)}
    for n in range(days):
        if nth(n).isoformat() not in done:
            pages.land(settings, n, count)
            pipeline.report_day(settings, nth(n))


# What is measured: one round in a lake


def one_round(settings: Settings, days: int) -> Costs:
    """The cost of each kind of work, once, in the order of the page."""
    late = late_file.add_late_file(settings, late_file.late_day(days))
    found = {"a late file": late.added, "a rerun with nothing new": late.unchanged}
    since = nth(days - WEEK)
    found["audit --since a week ago"] = counted(settings, partial(audited, settings, since))
    answers: list[Answers] = []

    def front() -> None:
        answers[:] = answers or [Answers(Desk(settings))]
        answers[0].front(Place(""), nth(days))

    found["the desk's first page, first time"] = counted(settings, front)
    found["the desk's first page, again"] = counted(settings, front)
    found["the page of a date"] = counted(settings, lambda: Answers(Desk(settings)).one_date(Place(""), nth(days - WEEK)))
    found["the page of a landing day"] = counted(settings, lambda: Answers(Desk(settings)).day(Place(""), nth(days - WEEK)))
    for name, read in readers(Path(settings.root) / "lake", nth(days - WEEK)).items():
        found[name] = _clocked(read)
    return found


def audited(settings: Settings, since: date) -> list[audit.Finding]:
    """What `copydesk audit --since` finds. Raises RuntimeError where that is anything: the lake is not what is to be measured."""
    root = open_root(settings.root)
    findings = [finding for day in audit.days(root, since) for finding in audit.check_day(settings, day)]
    findings += [finding for day in audit.dates_since(settings, since) for finding in audit.check_date(settings, day)]
    if findings:
        raise RuntimeError(f"the lake {settings.root} is not in order: {findings[0]}.")
    return findings


def readers(lake: Path, day: date) -> dict[str, Callable[[], int]]:
    """Each way to read one date, with how many rows it gives: by the folder of the date, then by a filter over the lake."""
    folder, every, own = f"{lake}/date={day}", f"{lake}/date=*/topic=*/*.parquet", f"{lake}/date={day}/topic=*/*.parquet"
    chosen = ds.field("date") == day
    return {
        "copydesk.read, one date": lambda: reader.read(str(lake.parent), [day]).num_rows,
        "pyarrow, the date's folder": lambda: (
            ds.dataset(folder, partitioning=KEYS, partition_base_dir=str(lake)).to_table().num_rows
        ),
        "pandas, the date's folder": lambda: len(pd.read_parquet(sorted(Path(folder).rglob("*.parquet")), partitioning=KEYS)),
        "Polars, the date's folder": lambda: pl.read_parquet(own, hive_partitioning=True, hive_schema=HIVE).height,
        "DuckDB, the date's folder": lambda: _duckdb(own, ""),
        "pyarrow, a filter on the lake": lambda: ds.dataset(lake, partitioning=KEYS).to_table(filter=chosen).num_rows,
        "pandas, a filter on the lake": lambda: len(pd.read_parquet(lake, partitioning=KEYS, filters=chosen)),
        "Polars, a filter on the lake": lambda: (
            pl.scan_parquet(every, hive_partitioning=True, hive_schema=HIVE).filter(pl.col("date") == day).collect().height
        ),
        "DuckDB, a filter on the lake": lambda: _duckdb(every, f"where date = '{day}'"),
    }


def _duckdb(pattern: str, where: str) -> int:
    with duckdb.connect() as connection:
        asked = f"select * from read_parquet('{pattern}', hive_partitioning = true) {where}"
        return int(connection.sql(asked).to_arrow_table().num_rows)


def _clocked(read: Callable[[], int]) -> Cost:
    """The least of three: a read of one date takes milliseconds. Raises RuntimeError for a read that gives nothing."""
    costs = []
    for _ in range(3):
        wall, cpu = time.perf_counter(), time.process_time()
        if not read():
            raise RuntimeError("a date that is measured has no articles.")
        costs.append((time.process_time() - cpu, time.perf_counter() - wall))
    cpu, wall = min(costs)
    return Cost(seconds=wall, cpu=cpu)


def measure(lakes: Mapping[str, tuple[Settings, int]], rounds: int) -> dict[str, Costs]:
    """By lake, medians over some rounds in turn. One round more, which imports and fills the disk's cache, is not counted."""
    found: dict[str, list[Costs]] = {age: [] for age in lakes}
    with ExitStack() as stack:
        pools = {age: stack.enter_context(copied_lake.workers(1)) for age in lakes}
        for _ in range(rounds + 1):
            for age, (settings, days) in lakes.items():
                found[age].append(pools[age].submit(one_round, settings, days).result())
    return {age: {work: _median([one[work] for one in every[1:]]) for work in every[0]} for age, every in found.items()}


def _median(costs: Sequence[Cost]) -> Cost:
    return Cost(**{f.name: statistics.median(getattr(cost, f.name) for cost in costs) for f in fields(Cost)})


# The page


def main() -> None:
    """Build the lakes, measure, and replace the section of the page."""
    chosen = late_file.asked("Measure everyday work by the age of the lake.")
    with ExitStack() as stack:
        folder = chosen.folder or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        late_file.build_all(folder, chosen.articles, chosen.workers, AGES)
        lakes = {age: (late_file.settings_of(folder, age), days) for age, days in AGES.items()}
        for settings, days in lakes.values():
            complete(settings, days, chosen.articles)
        sizes = [[age, f"{days:,}", *late_file.lake_size(settings)] for age, (settings, days) in lakes.items()]
        results.put("lake_age", section(chosen.articles, chosen.rounds, sizes, measure(lakes, chosen.rounds)))


def section(articles: int, rounds: int, sizes: Sequence[Sequence[str]], measured: Mapping[str, Costs]) -> str:
    """The whole section of the page."""
    ages = list(measured)
    young = measured[ages[0]]
    seconds = [
        [work, *_compared([measured[age][work].cpu for age in ages]), *(_ms(measured[age][work].seconds) for age in ages)]
        for work in young
    ]
    asked = [
        [work, *(f"{getattr(measured[age][work], name):,.0f}" for name in ("read", "listed") for age in ages)]
        for work in young
        if young[work].read
    ]
    ratios = [f"{ages[-1]} : {age}" for age in ages[:-1]]
    head = ["work", *(f"{age}, CPU ms" for age in ages), *ratios, *(f"{age}, ms by the clock" for age in ages)]
    told = ["work", *(f"{age}, {name}" for name in ("files read", "names listed") for age in ages)]
    return f"""## The lake at age, {articles:,} articles a day

`python -m benchmarks.lake_age --articles {articles} --rounds {rounds}`: the lakes of the section on one late file, with the
landed files and reports of all their days. Medians of {rounds} rounds in turn, each lake in a process of its own. The audit is of
{WEEK} landing days and of all dates that they touch.

{results.table(["lake", "landing days", "articles", "duplicates", "files", "MB"], sizes)}

{results.table(head, seconds)}

A rerun writes a report that holds its day against the 56 before it, and the first page does so for 30 days: a lake of a month
has not had them yet. A page lists the names of all landing days, a millisecond for each thousand, and looks into none that it
does not show. A filter over the whole lake makes a reader list every folder before it leaves them out; the path of a date does
not (docs/contract.md). What the work asks of its root:

{results.table(told, asked)}"""


def _compared(seconds: Sequence[float]) -> list[str]:
    """Milliseconds of each age, and the last by each of those before."""
    return [*map(_ms, seconds), *(f"{seconds[-1] / younger:.2f}" for younger in seconds[:-1])]


def _ms(seconds: float) -> str:
    return f"{seconds * 1e3:,.3g}" if seconds < 0.1 else f"{seconds * 1e3:,.0f}"


if __name__ == "__main__":
    main()
