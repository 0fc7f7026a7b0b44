"""One landing day of a million records through `copydesk run`: how long, in how much memory, and whether the ledger balances.

    python -m benchmarks.big_night FOLDER
    python -m benchmarks.big_night FOLDER --records 20000 --workers 2

The corpus is that of benchmarks/corpus.py in JSON Lines of 5,000 records, made in FOLDER unless it is there from before. While
the command runs, the memory of each of its processes is looked at every second; steps are told apart by how long each took.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
import pyarrow.parquet as pq

from benchmarks import corpus, results

DAY = "2024-10-31"
_PER_FILE = 5_000
_STEP = re.compile(r"^(\w+) +━+ +([\d/]+) +(\d+):(\d\d):(\d\d)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Sample:
    """What the processes of a run held at a moment, in mebibytes: seconds since it began, the largest one, all together."""

    at: float
    largest: float
    together: float


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a run: its name, how many units of work it has, its seconds by the clock, and its peaks in mebibytes."""

    name: str
    units: str
    seconds: int
    largest: float
    together: float


def run(command: Sequence[str], log: Path, look: Callable[[int], None] = lambda pid: None) -> tuple[float, float, list[Sample]]:
    """Run a command of copydesk to its end; returns seconds by the clock and of CPU, and the samples.

    `look` is called every second with the number of the process. Raises RuntimeError where the command fails.
    """
    started, samples, cpu = time.perf_counter(), list[Sample](), dict[int, float]()
    with log.open("wb") as said:
        words = [str(Path(sys.executable).with_name("copydesk")), *command]
        process = subprocess.Popen(words, stdout=said, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
        while process.poll() is None:
            found = list(_held(process.pid))
            held = [mebibytes for _, mebibytes, _ in found]
            cpu |= {pid: seconds for pid, _, seconds in found}
            samples.append(Sample(time.perf_counter() - started, max(held, default=0.0), sum(held)))
            look(process.pid)
            time.sleep(1)
    if process.returncode:
        raise RuntimeError(f"{' '.join(words)} ended with {process.returncode}: {log.read_text('utf-8', 'replace')[-2_000:]}")
    return time.perf_counter() - started, sum(cpu.values()), samples


def below(pid: int) -> list[psutil.Process]:
    """The processes that a process has started, and those that they have; none where it is gone."""
    with suppress(psutil.NoSuchProcess):
        return psutil.Process(pid).children(recursive=True)
    return []


def _held(pid: int) -> Iterator[tuple[int, float, float]]:
    """Number, mebibytes in memory and seconds of CPU of a process and of each below it; one that ends meanwhile is left out."""
    with suppress(psutil.NoSuchProcess):
        for process in [psutil.Process(pid), *below(pid)]:
            with suppress(psutil.NoSuchProcess):
                spent = process.cpu_times()
                yield process.pid, process.memory_info().rss / 2**20, spent.user + spent.system


def steps(said: str, samples: Sequence[Sample]) -> Iterator[Step]:
    """The steps that the command told of, in their order, each with the peaks of its time."""
    begin = 0.0
    for name, units, hours, minutes, seconds in _STEP.findall(said):
        took = 3600 * int(hours) + 60 * int(minutes) + int(seconds)
        own = [sample for sample in samples if begin <= sample.at < begin + took + 1] or [Sample(0, 0, 0)]
        begin += took
        yield Step(name, units, took, max(each.largest for each in own), max(each.together for each in own))


def balance(root: Path, truth: Path) -> dict[str, int]:
    """Records by fate, from the files. Raises AssertionError where they do not add up to what was landed, each once."""
    landed = sum(1 for _ in truth.open("rb"))
    fates: Counter[str] = Counter()
    ids = 0
    for path in sorted((root / f"desk/landed={DAY}").glob("ledger-*.parquet")):
        table = pq.read_table(path, columns=["id", "fate"])
        fates.update(table["fate"].to_pylist())
        ids += len(set(table["id"].to_pylist()))
    for path in sorted((root / "lake/_fates").glob("date=*.parquet")):
        told = Counter(pq.read_table(path, columns=["fate"])["fate"].to_pylist())
        fates.update(told)
        fates["accepted"] -= told.total()
    shown = sum(pq.read_metadata(path).num_rows for path in (root / "lake").glob("date=*/topic=*/*.parquet"))
    assert ids == fates.total() == landed, (ids, fates, landed)
    assert fates["accepted"] == 0, fates
    assert fates["published"] == shown, (fates, shown)
    return dict(+fates)


def main() -> None:
    """Build what is not there, run, look, and replace the section of the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    root, landing = given.folder / "root", given.folder / DAY
    truth = landing.with_name(f"{DAY}.truth.jsonl")
    if not truth.exists():
        corpus.write(landing, given.records, per_file=_PER_FILE)
    (root / "landing").mkdir(parents=True, exist_ok=True)
    place = root / "landing" / DAY
    if not place.exists():
        subprocess.run(["cp", "-r", "--reflink=auto", str(landing), str(place)], check=True)
    log = given.folder / "run.log"
    wall, cpu, samples = run(["run", str(root), "--day", DAY, "--workers", str(given.workers)], log)
    fates = balance(root, truth)
    found = list(steps(log.read_text("utf-8"), samples))
    size = sum(path.stat().st_size for path in landing.iterdir()) / 1e9
    lake = sum(path.stat().st_size for path in (root / "lake").rglob("*.parquet")) / 1e9
    rows = [[each.name, each.units, f"{each.seconds:,}", f"{each.largest:,.0f}", f"{each.together:,.0f}"] for each in found]
    records = sum(fates.values())
    told = ", ".join(f"{count:,} {fate}" for fate, count in sorted(fates.items()))
    largest, together = max(each.largest for each in samples), max(each.together for each in samples)
    results.put(
        "big_night",
        f"""## A landing day of {records:,} records

`python -m benchmarks.big_night FOLDER --records {given.records} --workers {given.workers}`: {size:.1f} GB of JSON Lines in
{-(-records // _PER_FILE)} files, through `copydesk run` with {given.workers} workers on a machine of two cores.

**{wall / 60:.0f} minutes**, {cpu / 60:.0f} of CPU, {1000 * cpu / records:.2f} ms a record, for a lake of {lake:.1f} GB.
The largest process held {largest:,.0f} MiB, all together {together:,.0f} MiB. The ledger balances:
{told} are all records that were landed, each once, and the lake's files hold as many
rows as were published.

{results.table(["step", "units of work", "seconds", "MiB, largest process", "MiB, all processes"], rows)}""",
    )


if __name__ == "__main__":
    main()
