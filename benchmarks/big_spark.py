"""The landing day of benchmarks/big_night.py on Spark, two Python workers killed: the lake must be the same, byte for byte.

    python -m benchmarks.big_night FOLDER --records 20000
    python -m benchmarks.big_spark FOLDER --master 'local[4,4]'

FOLDER is where the night was made before; what Spark makes of the same files goes into FOLDER/spark. The largest Python worker is
killed once amid each step of AMID.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil

from benchmarks import big_night, results
from benchmarks.airflow_night import lake_of
from benchmarks.big_night import DAY

AMID = {"learn_chrome": "strip_boilerplate", "file_day": "write_parquet"}
"""Steps in which a worker is killed, by the step before."""

_TOLD = re.compile(r"^(\w+): ([\d,]+) of ([\d,]+)$", re.MULTILINE)


class Deaths:
    """Kills a Python worker in each step of AMID, two seconds after that began."""

    def __init__(self, log: Path) -> None:
        self._log = log
        self._seconds = dict.fromkeys(AMID.values(), 0)
        self.done: list[str] = []

    def look(self, driver: int) -> None:
        """See which step is under way, and kill where it is time."""
        step = self._step()
        if step not in self._seconds or step in self.done:
            return
        self._seconds[step] += 1
        if self._seconds[step] > 2 and (workers := sorted(_workers(driver), key=lambda each: each.memory_info().rss)):
            workers[-1].kill()
            self.done.append(step)

    def _step(self) -> str | None:
        """What Spark is at, by what the command has told."""
        told = _TOLD.findall(self._log.read_text("utf-8", "replace"))
        step, done, of = told[-1] if told else ("", "", "")
        return AMID.get(step) if done == of else step


def _workers(driver: int) -> Iterator[psutil.Process]:
    """The Python workers below a process: what the daemons of PySpark have forked."""
    for process in big_night.below(driver):
        with suppress(psutil.NoSuchProcess):
            if "pyspark.daemon" in process.cmdline() and "pyspark.daemon" in psutil.Process(process.ppid()).cmdline():
                yield process


def main() -> None:
    """Run, compare, and replace the section of the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="where benchmarks.big_night was run")
    parser.add_argument("--master", default="local[4,4]")
    given = parser.parse_args()
    here, there, log = given.folder / "root", given.folder / "spark", given.folder / "spark.log"
    shutil.rmtree(there, ignore_errors=True)
    there.mkdir()
    subprocess.run(["cp", "-r", "--reflink=auto", str(here / "landing"), str(there)], check=True)
    summary = given.folder / "spark.json"
    command = ["spark", str(there), "--from", DAY, "--to", DAY, "--master", given.master, "--summary", str(summary)]
    deaths = Deaths(log)
    wall, _, samples = big_night.run(command, log, deaths.look)
    if missing := set(AMID.values()) - set(deaths.done):
        raise RuntimeError(f"No worker was there to be killed in {', '.join(sorted(missing))}: that proved nothing.")
    ours, theirs = lake_of(here), lake_of(there)
    if ours != theirs:
        raise RuntimeError(f"The lakes differ: {sorted(set(ours.items()) ^ set(theirs.items()))[:6]}")
    records = sum(json.loads(summary.read_text("utf-8"))["fates"].values())
    largest, together = max(each.largest for each in samples), max(each.together for each in samples)
    results.put(
        "big_spark",
        f"""## The same landing day on Spark: {records:,} records

`python -m benchmarks.big_spark FOLDER --master '{given.master}'`: the files of the night above, on the same two cores.

**{wall / 60:.1f} minutes**, though a Python worker was killed amid `{"` and one amid `".join(deaths.done)}`. All {len(ours):,}
files of the lake are those of `copydesk run`, byte for byte. The largest process held {largest:,.0f} MiB, all together
{together:,.0f} MiB, Java among them.""",
    )


if __name__ == "__main__":
    main()
