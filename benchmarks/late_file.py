"""What one late file costs, and a rerun with nothing new, in a lake of a month and in a lake of three years.

    python -m benchmarks.late_file

A few landing days, and the one that the late file comes to, go through the real pipeline. The rest of the years are copies
of the desk's tables of those days under other dates and ids, committed and published by the store's and pipeline's own
functions, so that the lake has the files, marks and manifests that as many nights would have left.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from unittest.mock import patch

import pyarrow as pa

from benchmarks import labelled, results
from copydesk import pipeline
from copydesk.pipeline import work
from copydesk.settings import Settings
from copydesk.store import DeskManifest, Entry, Root, desk, digest, open_root, parquet, paths, read_lake

FIRST = date(2021, 11, 1)
CYCLE = 8
"""Days after which texts come again: well outside the window of dedup."""

AGES = {"1 month": 31, "3 years": 1096}


@dataclass(slots=True)
class Cost:
    """What a run did: seconds, names that listings returned, files and bytes read, manifests among them, files written."""

    seconds: float = 0.0
    listed: int = 0
    read: int = 0
    manifests: int = 0
    bytes: int = 0
    written: int = 0


class CountingRoot:
    """A root that counts what is asked of it and passes it on."""

    def __init__(self, root: Root) -> None:
        self._root, self.cost = root, Cost()

    def __getattr__(self, name: str) -> object:
        return getattr(self._root, name)

    def read(self, path: str) -> bytes:
        """The bytes of a file, counted; a file that is not there counts as one read."""
        self.cost.read += 1
        self.cost.manifests += path.endswith("/manifest.json") or path.startswith(f"{paths.LAKE}/_manifests/")
        data = self._root.read(path)
        self.cost.bytes += len(data)
        return data

    def write(self, path: str, data: bytes) -> None:
        """Put a file in place, counted."""
        self.cost.written += 1
        self._root.write(path, data)

    def files(self, folder: str) -> list[Entry]:
        """Every file below a folder, counted."""
        found = self._root.files(folder)
        self.cost.listed += len(found)
        return found

    def names(self, folder: str) -> list[str]:
        """Names right in a folder, counted."""
        found = self._root.names(folder)
        self.cost.listed += len(found)
        return found


def land(root: Root, day: date, count: int, seed: int) -> None:
    """Articles that land on a day: most of that day, each fifth of the day before."""
    for n in range(count):
        root.write(f"{paths.landing(day)}/site{n % 7}/{n:05}.txt", page(day - timedelta(days=n % 5 == 4), f"{seed} {n}").encode())


def page(published: date, seed: str) -> str:
    """A landed page: headline, dateline with section, a short body, a line of chrome."""
    text, writer = labelled.base("en", random.Random(seed))
    section = writer.chooser.choice(["World", "Sports", "Business", "Health"])
    body = "\n\n".join(text.split("\n\n")[:6])
    return f"{writer.draw('headline')}\n\n{published:%B %d, %Y} {section}\n\n{body}\n\nLeave a Reply\n"


def build(settings: Settings, days: int, count: int) -> date:
    """Fill an empty root with landing days and publish them; returns the day that is to get late files."""
    root = open_root(settings.root)
    late = FIRST + timedelta(days=late_day(days))
    for n in range(CYCLE):
        land(root, FIRST + timedelta(days=n), count, n)
        pipeline.run_day(settings, FIRST + timedelta(days=n))
    land(root, late, count, late_day(days) % CYCLE)
    pipeline.run_day(settings, late)
    for n in range(CYCLE, days):
        if (day := FIRST + timedelta(days=n)) != late:
            _copy(root, FIRST + timedelta(days=n % CYCLE), day)
    dates = [(FIRST + timedelta(days=n)).isoformat() for n in range(-1, days + settings.window_days + 1)]
    pipeline.write_parquet(settings, dates)
    return late


def late_day(days: int) -> int:
    """Which landing day gets the late files: one in the middle, with the same texts around it in every lake."""
    return (days // 2 // CYCLE) * CYCLE


def _copy(root: Root, of: date, day: date) -> None:
    """Commit a desk day that holds another's articles under new ids and dates."""
    ahead = (day - of).days
    found = desk.read_manifest(root, of)
    assert found is not None
    entries = []
    dates: dict[str, list[str]] = {}
    for entry in found.files:
        kind = Path(entry.path).name.split("-")[0]
        if kind == "validation":
            continue
        table = _moved(parquet.read(root, entry.path), day, ahead)
        entries.append(desk.put(root, paths.desk(day), f"{kind}-0000", table, found.versions))
        if kind == "articles":
            for published, row in zip(table["published_on"].to_pylist(), table["row_sha256"].to_pylist(), strict=True):
                dates.setdefault(published.isoformat(), []).append(row)
    digests = {published: digest(sorted(rows)) for published, rows in sorted(dates.items())}
    manifest = DeskManifest(day.isoformat(), "", "", found.records, found.fates, digests, tuple(sorted(entries)), found.versions)
    desk.commit(root, day, manifest)


def _moved(table: pa.Table, day: date, ahead: int) -> pa.Table:
    """The table with ids, row digests and dates of another landing day."""
    for name in ("id", "row_sha256", "landed_on", "published_on"):
        if name not in table.column_names:
            continue
        old = table[name].to_pylist()
        values = (
            [value + timedelta(days=ahead) for value in old]
            if name.endswith("_on")
            else [digest([value, day.isoformat()])[: len(value)] for value in old]
        )
        place = table.column_names.index(name)
        table = table.set_column(place, table.schema.field(name), pa.array(values, table.schema.field(name).type))
    return table


def counted(settings: Settings, run: Callable[[], object]) -> Cost:
    """What a run of the pipeline asks of its root."""
    root = CountingRoot(open_root(settings.root))
    work.root_of.cache_clear()
    with patch.object(work, "open_root", lambda uri: root):
        start = time.perf_counter()
        run()
        root.cost.seconds = time.perf_counter() - start
    work.root_of.cache_clear()
    return root.cost


def measure(lakes: Mapping[str, tuple[Settings, date]], rounds: int) -> dict[str, tuple[Cost, Cost]]:
    """By lake, medians over some rounds: a late file of its own each, and behind it a rerun with nothing new.

    The lakes take turns, so that what else the machine does falls on all of them.
    """
    added: dict[str, list[Cost]] = {age: [] for age in lakes}
    unchanged: dict[str, list[Cost]] = {age: [] for age in lakes}
    for n in range(rounds):
        for age, (settings, late) in lakes.items():
            path = f"{paths.landing(late)}/late/{n:05}.txt"
            open_root(settings.root).write(path, page(late, f"late {n}").encode())
            added[age].append(counted(settings, partial(pipeline.run_day, settings, late)))
            unchanged[age].append(counted(settings, partial(pipeline.run_day, settings, late)))
    return {age: (_median(added[age]), _median(unchanged[age])) for age in lakes}


def _median(costs: list[Cost]) -> Cost:
    return Cost(**{f.name: statistics.median(getattr(cost, f.name) for cost in costs) for f in fields(Cost)})


def lake_size(settings: Settings) -> tuple[int, int]:
    """Files below the root, and articles in the lake."""
    root = open_root(settings.root)
    names = root.names(f"{paths.LAKE}/_manifests")
    found = [read_lake(root, f"{paths.LAKE}/_manifests/{name}") for name in names]
    return len(root.files("")), sum(manifest.fates["published"] for manifest in found if manifest)


def main() -> None:
    """Build both lakes, measure, and replace the section of the page."""
    parser = argparse.ArgumentParser(description="Measure what a late file costs, by the age of the lake.")
    parser.add_argument("--articles", type=int, default=40, help="articles a landing day")
    parser.add_argument("--rounds", type=int, default=7)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rows, lakes = [], {}
        for age, days in AGES.items():
            settings = Settings(root=str(Path(folder) / age))
            start = time.perf_counter()
            lakes[age] = (settings, build(settings, days, chosen.articles))
            files, articles = lake_size(settings)
            rows.append([age, f"{days:,}", f"{articles:,}", f"{files:,}", f"{time.perf_counter() - start:.0f} s"])
        costs = measure(lakes, chosen.rounds)
    sizes = results.table(["age", "landing days", "articles in the lake", "files", "built in"], rows)
    results.put("late_file", section(chosen.articles, chosen.rounds, sizes, costs))


def section(articles: int, rounds: int, sizes: str, costs: dict[str, tuple[Cost, Cost]]) -> str:
    """The whole section of the page."""
    names = [f.name for f in fields(Cost)]
    tables = []
    for place in (0, 1):
        rows = [[age, *(f"{getattr(cost[place], name):,.3g}" if name == "seconds" else f"{getattr(cost[place], name):,}"
                        for name in names)] for age, cost in costs.items()]  # fmt: skip
        young, old = (cost[place] for cost in costs.values())
        ratios = [f"{getattr(old, name) / getattr(young, name):.2f}" if getattr(young, name) else "-" for name in names]
        tables.append(results.table(["lake", *names], [*rows, ["**ratio**", *ratios]]))
    return f"""## One late file

`python -m benchmarks.late_file --articles {articles} --rounds {rounds}`: {articles} articles a landing day; all but
{CYCLE + 1} days are copies under other dates. Median of {rounds} rounds; `listed` counts names that listings returned.

{sizes}

One file added to a landing day in the middle, and the day run again:

{tables[0]}

The same day run again with nothing new:

{tables[1]}"""


if __name__ == "__main__":
    main()
