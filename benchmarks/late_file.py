"""What one late file costs, and a rerun with nothing new, in a lake of a month and in a lake of three years.

    python -m benchmarks.late_file
    python -m benchmarks.late_file --articles 10000 --rounds 5 --workers 2 --folder big

The lakes are made by copied_lake.py; the day that the late file comes to is landed and run by the real pipeline, as are the
late file and all that it makes stale. With --folder the lakes stay there, and are measured again when they are there already.
The second line makes eleven million articles: 14 GB, half an hour or less on two cores, and as long again to measure.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, fields
from functools import partial
from pathlib import Path

from benchmarks import copied_lake, pages, results
from benchmarks.copied_lake import Map
from benchmarks.counting import Clock, Cost, counted
from benchmarks.pages import CYCLE, nth
from copydesk import pipeline
from copydesk.pipeline import work
from copydesk.settings import Settings
from copydesk.store import open_root, paths, read_lake

AGES = {"1 month": 31, "3 years": 1096}
ARTICLES = 40
"""A landing day's, where nothing else is asked for: as many as take minutes."""

Row = list[str]


# The lakes


def late_day(days: int) -> int:
    """Which landing day gets the late files: one in the middle, with the same texts around it in every lake."""
    return (days // 2 // CYCLE) * CYCLE


def build(cycle: Settings, settings: Settings, days: int, count: int, each: Map = map) -> None:
    """Copy a lake of so many days from the cycle, and run the day that is to get late files for real.

    Raises RuntimeError where the real pipeline would publish anything else than what was copied.
    """
    late = late_day(days)
    copied_lake.copy_lake(cycle, settings, days, each)
    pages.land(settings, late, count)
    changed = pipeline.run_day(settings, nth(late))["changed"]
    around = range(late - 1, late + settings.window_days + 1)
    if changed or not all(each(partial(copied_lake.is_as_published, settings), around)):
        raise RuntimeError(f"the copied lake {settings.root} is not the one that the pipeline would build.")


def build_all(folder: Path, count: int, workers: int, ages: Mapping[str, int] = AGES) -> list[Row]:
    """Build the lakes of all ages below a folder, or find them there; returns a row of the page for each.

    Raises RuntimeError for lakes that other code built, or with another number of articles: they are to be removed first.
    """
    cycle, told = Settings(root=str(folder / "cycle")), folder / "built.json"
    key = [count, work.made_by(cycle), list(ages)]
    if not told.exists():
        with ExitStack() as stack:
            each: Map = stack.enter_context(copied_lake.workers(workers)).map if workers > 1 else map
            started = time.perf_counter()
            copied_lake.make_cycle(cycle, count, each)
            rows = [["cycle", f"{CYCLE}", "", "", "", "", _since(started)]]
            for age, days in ages.items():
                started = time.perf_counter()
                build(cycle, settings_of(folder, age), days, count, each)
                rows.append([age, f"{days:,}", *lake_size(settings_of(folder, age)), _since(started)])
        told.write_text(json.dumps({"key": key, "rows": rows}))
    found = json.loads(told.read_text())
    if found["key"] != key:
        raise RuntimeError(f"the lakes in {folder} are of other code or of another size: remove them.")
    return [list(map(str, row)) for row in found["rows"]]


def settings_of(folder: Path, age: str) -> Settings:
    """The settings of the lake of an age."""
    return Settings(root=str(folder / age.replace(" ", "-")))


def _since(started: float) -> str:
    return f"{time.perf_counter() - started:,.0f} s"


def lake_size(settings: Settings) -> Row:
    """Articles and duplicates in the lake, files and megabytes below the root."""
    root = open_root(settings.root)
    names = root.names(f"{paths.LAKE}/_manifests")
    found = [read_lake(root, f"{paths.LAKE}/_manifests/{name}") for name in names]
    fates = [sum(manifest.fates[fate] for manifest in found if manifest) for fate in ("published", "duplicate")]
    files = root.files("")
    return [f"{fates[0]:,}", f"{fates[1]:,}", f"{len(files):,}", f"{sum(file.size for file in files) / 1e6:,.0f}"]


# The measurement


@dataclass(frozen=True, slots=True)
class Round:
    """Cost of a late file and its CPU seconds by step, cost of a rerun with nothing new, most megabytes of the process so far."""

    added: Cost
    unchanged: Cost
    steps: Mapping[str, float]
    megabytes: int


def add_late_file(settings: Settings, late: int) -> Round:
    """Land one more file on a day, run the day, and run it again."""
    root, day = open_root(settings.root), nth(late)
    name = pages.path(9, day, 0)
    so_far = len(root.names(f"{paths.landing(day)}/{name.rpartition('/')[0]}"))
    text = pages.page(f"late {so_far}")
    root.write(f"{paths.landing(day)}/{pages.path(9, day, so_far)}", text.encode())
    clock = Clock()
    added = counted(settings, partial(pipeline.run_day, settings, day, clock))
    clock("rest", 0, 0)
    unchanged = counted(settings, partial(pipeline.run_day, settings, day))
    return Round(added, unchanged, clock.spent, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)


def measure(lakes: Mapping[str, tuple[Settings, int]], rounds: int) -> dict[str, Round]:
    """By lake, medians over some rounds: a late file of its own each, and behind it a rerun with nothing new.

    Each lake has a process of its own. They take turns, so that what else the machine does falls on all of them.
    """
    found: dict[str, list[Round]] = {age: [] for age in lakes}
    with ExitStack() as stack:
        pools = {age: stack.enter_context(copied_lake.workers(1)) for age in lakes}
        for _ in range(rounds):
            for age, (settings, late) in lakes.items():
                found[age].append(pools[age].submit(add_late_file, settings, late).result())
    return {age: _typical(each) for age, each in found.items()}


def _typical(rounds: Sequence[Round]) -> Round:
    """Medians of all but the memory, which is the most."""
    steps = {step: statistics.median(each.steps[step] for each in rounds) for step in rounds[0].steps}
    added, unchanged = _median([each.added for each in rounds]), _median([each.unchanged for each in rounds])
    return Round(added, unchanged, steps, max(each.megabytes for each in rounds))


def _median(costs: Sequence[Cost]) -> Cost:
    return Cost(**{f.name: statistics.median(getattr(cost, f.name) for cost in costs) for f in fields(Cost)})


def asked(description: str) -> argparse.Namespace:
    """The command line of a program that measures lakes of several ages."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--articles", type=int, default=ARTICLES, help="articles a landing day")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--workers", type=int, default=1, help="processes that build the lakes")
    parser.add_argument("--folder", type=Path, help="where the lakes are kept; without it they are removed at the end")
    return parser.parse_args()


def main() -> None:
    """Build both lakes, measure, and replace the section of the page; another number of articles has a section of its own."""
    chosen = asked("Measure what a late file costs, by the age of the lake.")
    with ExitStack() as stack:
        folder = chosen.folder or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        rows = build_all(folder, chosen.articles, chosen.workers)
        lakes = {age: (settings_of(folder, age), late_day(days)) for age, days in AGES.items()}
        name = "late_file" if chosen.articles == ARTICLES else f"late_file_{chosen.articles}"
        results.put(name, section(chosen.articles, chosen.rounds, rows, measure(lakes, chosen.rounds)))


def section(articles: int, rounds: int, rows: list[Row], measured: Mapping[str, Round]) -> str:
    """The whole section of the page."""
    sizes = results.table(["lake", "landing days", "articles", "duplicates", "files", "MB", "built in"], rows)
    peaks = ", ".join(f"{found.megabytes:,} MB ({age})" for age, found in measured.items())
    return f"""## One late file, {articles:,} articles a day

`python -m benchmarks.late_file --articles {articles} --rounds {rounds}`: pages of some 500 bytes, of which one in ten repeats
another. All but {CYCLE + 1} landing days are copies under other dates and ids, byte for byte what the pipeline would have made of
them (`tests/test_benchmarks.py`). Medians of {rounds} rounds in turn; `listed` counts names that listings returned.

{sizes}

One file added to a landing day in the middle, and the day run again:

{_table({age: asdict(found.added) for age, found in measured.items()})}

Its CPU seconds by step:

{_table({age: found.steps for age, found in measured.items()})}

The same day run again with nothing new:

{_table({age: asdict(found.unchanged) for age, found in measured.items()})}

Peak memory of the process that ran them: {peaks}."""


def _table(numbers: Mapping[str, Mapping[str, float]]) -> str:
    """One row a lake, and below them the last by the first."""
    young, *_, old = numbers.values()
    rows = [[age, *map(_shown, row.values())] for age, row in numbers.items()]
    ratios = [f"{old[name] / young[name]:.2f}" if young[name] else "-" for name in young]
    return results.table(["lake", *young], [*rows, ["**ratio**", *ratios]])


def _shown(number: float) -> str:
    return f"{number:,.3g}" if number < 100 else f"{number:,.0f}"


if __name__ == "__main__":
    main()
