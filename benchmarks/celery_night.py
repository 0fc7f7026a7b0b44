"""A night on Celery workers: docker-compose.yaml for real, the lake in a bucket, 2 and 4 workers, one of them killed amid a task.

    python -m benchmarks.celery_night
    python -m benchmarks.celery_night --records 5000 --workers 2 4

Needs an engine and the image of the desk, as `make compose-night` does, and builds that image unless --no-build is given. Each
lake must be, byte for byte, the one that `copydesk run` makes of the same files on this machine.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from benchmarks import corpus, results
from benchmarks.airflow_night import lake_of
from deploy.night import HASH, RUNS, say, step
from deploy.stack import REPOSITORY, NightError, Stack, engine_is_there, until

RECORDS, PER_FILE, BATCHES = 20_000, 500, 4
STAGE = "detect_language"
DAY = corpus.DAY.isoformat()

LAND = """
import sys
from datetime import date
from pathlib import Path
from copydesk import pipeline
from copydesk.settings import Settings
pipeline.land(Settings.from_env(), Path("/opt/copydesk/lakehouse/corpus"), date.fromisoformat(sys.argv[1]))
print("null")
"""
CLEAR = """
import os
from pyarrow import fs
store, root = fs.FileSystem.from_uri(os.environ["COPYDESK_ROOT"])
for entry in store.get_file_info(fs.FileSelector(root)):
    if entry.base_name != "landing":
        store.delete_dir(entry.path) if entry.type == fs.FileType.Directory else store.delete_file(entry.path)
print("null")
"""
COMMAND = """
import os, sys, time
import subprocess
began = time.monotonic()
words = ["copydesk", "run", os.environ["COPYDESK_ROOT"], "--day", sys.argv[1], "--workers", "2"]
subprocess.run(words, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
print(time.monotonic() - began)
"""


@dataclass(frozen=True, slots=True)
class Night:
    """How a night was made, its seconds by the clock, tasks by worker, and what is to be said of it."""

    how: str
    seconds: float
    tasks: str = ""
    remark: str = ""


def plain(root: Path, environ: dict[str, str]) -> float:
    """Seconds of `copydesk run` in a folder of this machine. Raises CalledProcessError if it fails."""
    words = ["run", str(root), "--day", DAY, "--workers", "2"]
    began = time.monotonic()
    command = [sys.executable, "-c", "from copydesk.cli import main; main()", *words]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environ)
    return time.monotonic() - began


def by_workers(stack: Stack, workers: int, run_id: str, kill: bool) -> Night:
    """A night on so many workers, from its trigger to its success. Raises NightError if it does not end well."""
    stack.compose("up", "--detach", "--no-build", "--wait", "--wait-timeout", "300", "--scale", f"worker={workers}")
    stack.python("worker", CLEAR)
    stack.ask("POST", RUNS, {"dag_run_id": run_id, "logical_date": None, "conf": {"landing_date": DAY}})
    victim = _kill(stack, run_id) if kill else None
    run = stack.wait(f"{RUNS}/{run_id}", "success", "failed")
    if run["state"] != "success":
        raise NightError(f"{run_id} ended as {run['state']}.")
    own = [ti for ti in stack.tasks() if ti["dag_run_id"] == run_id and ti["state"] == "success" and ti["start_date"]]
    counts = sorted(Counter(ti["hostname"] for ti in own).values(), reverse=True)
    remark = _told(victim, own) if victim else ""
    seconds = _moment(run["end_date"]) - _moment(run["queued_at"])
    return Night(f"{workers} workers{', one killed' if kill else ''}", seconds, " + ".join(map(str, counts)), remark)


def _kill(stack: Stack, run_id: str) -> dict[str, Any]:
    """Kills the worker that does a task of STAGE; gives the task and when it was."""
    victim = stack.wait(f"{RUNS}/{run_id}/taskInstances?task_id={STAGE}&limit=100", "running")
    time.sleep(1)  # into the middle of it
    stack.docker("kill", victim["hostname"])
    return {**victim, "killed": time.time()}


def _told(victim: dict[str, Any], tasks: Sequence[dict[str, Any]]) -> str:
    """When the killed task was tried again; raises NightError if it was not: then the night proved nothing."""
    again = next(ti for ti in tasks if ti["task_id"] == victim["task_id"] and ti["map_index"] == victim["map_index"])
    if again["try_number"] <= victim["try_number"]:
        raise NightError(f"{STAGE} was done before its worker was killed. Try again.")
    waited = _moment(again["start_date"]) - victim["killed"]
    tries = sum(ti["try_number"] > 1 for ti in tasks)
    return f"{STAGE}[{victim['map_index']}] began again after {waited:.0f} s; {tries} task{'s' * (tries != 1)} tried twice"


def _moment(text: str) -> float:
    return datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


def configure(folder: Path, records: int) -> Stack:
    """A project of its own with the profile s3: four batches, one task at a time on each worker."""
    stack = Stack(folder, ["s3"])
    (folder / "settings.env").write_text(f"COPYDESK_BATCH_RECORDS={records // BATCHES}\n", "utf-8")
    env = (folder / "env").read_text("utf-8")
    (folder / "env").write_text(env.replace("WORKER_CONCURRENCY=2", "WORKER_CONCURRENCY=1"), "utf-8")
    return stack


def measure(folder: Path, records: int, workers: Sequence[int], build: bool) -> tuple[list[Night], int]:
    """All nights, and how many files each lake has. Raises NightError where a night fails or a lake differs."""
    day = folder / "lakehouse" / "corpus"
    corpus.write(day, records, per_file=PER_FILE)
    here = folder / "here"
    (here / "landing").mkdir(parents=True)
    for path in day.iterdir():
        (here / "landing" / DAY).mkdir(exist_ok=True)
        os.link(path, here / "landing" / DAY / path.name)
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("COPYDESK_", "AWS_"))}
    with step("copydesk run on this machine"):
        nights = [
            Night("`copydesk run --workers 2`, a folder", plain(here, environ | {"PYTHONPATH": str(REPOSITORY / "include")}))
        ]
    lake = {path.removeprefix("lake/"): digest for path, digest in lake_of(here).items()}
    stack = configure(folder, records)
    try:
        if build:
            with step("Building the image"):
                stack.compose("build", "--quiet")
        with step("Bringing the stack up"):
            stack.compose("up", "--detach", "--no-build", "--wait", "--wait-timeout", "600")
            stack.python("worker", LAND, DAY)
            _switch_on(stack)
        with step("copydesk run in a container, the bucket"):
            seconds = float(stack.python("worker", COMMAND, DAY))
            nights.append(Night("`copydesk run --workers 2`, the bucket", seconds))
            _same(stack, lake)
        for number, (count, kill) in enumerate([*((count, False) for count in workers), (max(workers), True)]):
            with step(f"{count} workers{', one killed' if kill else ''}"):
                nights.append(by_workers(stack, count, f"night-{number}", kill))
                _same(stack, lake)
                say(f"    {nights[-1]}")
    finally:
        with step("Taking everything down"):
            stack.compose("down", "--volumes", "--remove-orphans", "--timeout", "20")
    return nights, len(lake)


def _switch_on(stack: Stack) -> None:
    """Switches the DAG on and waits for the run that this starts, of an empty day."""
    until(lambda: "clean_news" in [dag["dag_id"] for dag in stack.ask("GET", "/api/v2/dags")["dags"]], 180, "the DAG is read")
    stack.ask("PATCH", "/api/v2/dags/clean_news", {"is_paused": False})
    until(lambda: [run for run in stack.ask("GET", RUNS)["dag_runs"] if run["state"] == "success"], 300, "the empty day ends")


def _same(stack: Stack, lake: dict[str, str]) -> None:
    found = stack.python("worker", HASH)
    if wrong := sorted(path for path in {*found, *lake} if found.get(path) != lake.get(path)):
        raise NightError(f"{len(wrong)} of {len(lake)} files of the lake differ: {wrong[:5]}")


def section(nights: Sequence[Night], files: int, records: int, workers: Sequence[int]) -> str:
    """The section of the page."""
    head = ["night", "records a second", "seconds", "times the folder", "tasks by worker", "remark"]
    rows = [_row(night, nights[0], records) for night in nights]
    counts = " ".join(map(str, workers))
    return f"""## Celery workers, the lake in a bucket: {records:,} records

`python -m benchmarks.celery_night --records {records} --workers {counts}`: docker-compose.yaml on an engine of this machine, a
run of each. {records:,} records in files of {PER_FILE} (JSON Lines), four batches, one task at a time on each worker; the
bucket's store is the test server moto, one process. From the trigger to the run's success; the stack was up and idle. All
{files} files of each lake are those of the first row, byte for byte.

{results.table(head, rows)}

This machine has two cores, which workers, scheduler, database and store share: four workers cannot be twice as fast as two
here. What the table shows is what the way through Airflow, Celery and a bucket costs, and that no number of workers, and no
loss of one, changes a byte."""


def _row(night: Night, first: Night, records: int) -> list[str]:
    figures = (f"{records / night.seconds:.0f}", f"{night.seconds:.1f}", f"{night.seconds / first.seconds:.2f}")
    return [night.how, *figures, night.tasks, night.remark]


def main() -> int:
    """Measure and replace the section of the page; 1 where a night went wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=RECORDS)
    parser.add_argument("--workers", type=int, nargs="+", default=[2, 4])
    parser.add_argument("--no-build", action="store_true", help="take the image COPYDESK_IMAGE as it is")
    parser.add_argument("--page", type=Path, default=results.PAGE)
    asked = parser.parse_args()
    if not engine_is_there():
        sys.stderr.write("No engine: `docker info` and `docker compose version` must answer.\n")
        return 1
    with tempfile.TemporaryDirectory(prefix="celery-night-") as name:
        try:
            nights, files = measure(Path(name), asked.records, asked.workers, not asked.no_build)
        except NightError as error:
            sys.stderr.write(f"{error}\n")
            return 1
    results.put("celery-night", section(nights, files, asked.records, asked.workers), asked.page)
    return 0


if __name__ == "__main__":
    sys.exit(main())
