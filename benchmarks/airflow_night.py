"""What Airflow adds to a night: the same landing day by `copydesk run` and by the DAG clean_news, in turn, on fresh roots.

    python -m benchmarks.airflow_night
    python -m benchmarks.airflow_night --records 2000 --rounds 1 --page /tmp/page.md

Airflow is the one of `make ui`: LocalExecutor and PostgreSQL on this machine. Its start is not part of the night: the clock runs
from the trigger to the run's success. The two lakes must be the same, byte for byte.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import logging
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psutil

from benchmarks import airflow_page, corpus, results
from benchmarks.task_times import Task, body_of
from local.home import REPOSITORY, Home
from local.ui import Airflow, free_port

RECORDS, ROUNDS, WORKERS = 20_000, 2, 2
TASKS = """select task_id, map_index, extract(epoch from scheduled_dttm), extract(epoch from start_date),
  extract(epoch from end_date), try_number from task_instance
  where run_id = 'night' and dag_id = 'clean_news' and start_date is not null"""
SHOWN = ("postgres", "api-server", "scheduler", "dag-processor", "triggerer")

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Night:
    """One night: seconds by the clock, of CPU by whom, the command line's seconds by stage, Airflow's tasks."""

    seconds: float
    cpu: Mapping[str, float]
    stages: Mapping[str, float] = field(default_factory=dict)
    tasks: Sequence[Task] = ()


def fresh(folder: Path, day: Path) -> Path:
    """An empty root with the files of a landing day, as links."""
    shutil.rmtree(folder, ignore_errors=True)
    for path in day.rglob("*.txt"):
        landed = folder / "landing" / corpus.DAY.isoformat() / path.relative_to(day)
        landed.parent.mkdir(parents=True, exist_ok=True)
        os.link(path, landed)
    return folder


def lake_of(root: Path) -> dict[str, str]:
    """SHA-256 of each file of the lake, by its path."""
    files = sorted(path for path in (root / "lake").rglob("*") if path.is_file())
    return {str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def by_command(root: Path) -> Night:
    """The night by `copydesk run`. Raises CalledProcessError if it fails."""
    environ = {**os.environ, "PYTHONPATH": str(REPOSITORY / "include")}
    words = ["run", str(root), "--day", corpus.DAY.isoformat(), "--workers", str(WORKERS)]
    before, began = os.times(), time.monotonic()
    subprocess.run(
        [sys.executable, "-c", "from copydesk.cli import main; main()", *words],
        env=environ,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    seconds, after = time.monotonic() - began, os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return Night(seconds, {"copydesk": cpu}, stages=_report(root)["seconds"])


def _report(root: Path) -> dict[str, dict[str, float]]:
    (found,) = (root / "reports").rglob("report.json")
    report: dict[str, dict[str, float]] = json.loads(found.read_text("utf-8"))
    return report


@contextmanager
def airflow_on(home: Home, root: Path) -> Iterator[Airflow]:
    """The whole local Airflow with nothing to do, clean_news switched on; stopped afterwards."""
    airflow = Airflow(home, root, free_port(None))
    home.password()
    try:
        for step in airflow.start():
            _log.info("Starting Airflow: %s", step)
        with _client(airflow) as api:
            api.patch("/dags/clean_news", json={"is_paused": False}).raise_for_status()
        # Switched on, the DAG runs the day that has just ended: an empty one, which must not fall into the night.
        _until(lambda: airflow.postgres.ask("select count(*) from dag_run where state = 'success'") != "0", 300)
        _until(lambda: airflow.postgres.ask("select count(*) from dag_run where state in ('queued', 'running')") == "0", 300)
        yield airflow
    finally:
        airflow.stop()


def _client(airflow: Airflow) -> httpx.Client:
    user = {"username": "admin", "password": airflow.home.password()}
    token = httpx.post(f"{airflow.url}/auth/token", json=user, timeout=60).raise_for_status().json()["access_token"]
    return httpx.Client(base_url=f"{airflow.url}/api/v2", headers={"Authorization": f"Bearer {token}"}, timeout=60)


def _until(ready: Callable[[], bool], seconds: float) -> None:
    """Returns when `ready` is true; raises TimeoutError when the seconds are over."""
    end = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > end:
            raise TimeoutError(f"Waited {seconds:.0f} seconds in vain.")
        time.sleep(0.5)


def by_airflow(home: Home, root: Path) -> Night:
    """The night by the DAG, from its trigger to its success. Raises RuntimeError if the run fails."""
    with airflow_on(home, root) as airflow, _client(airflow) as api:
        before, zero = _cpu(airflow), time.time()
        body = {"dag_run_id": "night", "logical_date": None, "conf": {"landing_date": corpus.DAY.isoformat()}}
        api.post("/dags/clean_news/dagRuns", json=body).raise_for_status()
        state = "select state from dag_run where run_id = 'night'"
        _until(lambda: airflow.postgres.ask(state) in ("success", "failed"), 3600)
        after = _cpu(airflow)
        if airflow.postgres.ask(state) != "success":
            raise RuntimeError(f"The night failed; its logs are in {home.logs}.")
        end = float(airflow.postgres.ask("select extract(epoch from end_date) from dag_run where run_id = 'night'")) - zero
        tasks = [_task(line.split("|"), home, zero) for line in airflow.postgres.ask(TASKS).splitlines()]
    return Night(end, {name: after[name] - before.get(name, 0) for name in after}, tasks=tasks)


def _task(row: Sequence[str], home: Home, zero: float) -> Task:
    name, index, scheduled, started, ended, tries = row
    mapped = f"map_index={index}/" if index != "-1" else ""
    log = home.logs / f"dag_id=clean_news/run_id=night/task_id={name}/{mapped}attempt={tries}.log"
    began, returned = body_of(log, zero)
    return Task(name, float(scheduled) - zero, float(started) - zero, began, returned, float(ended) - zero)


def _cpu(airflow: Airflow) -> dict[str, float]:
    """CPU seconds so far of each component, children that have ended included; the tasks are the scheduler's children."""
    found = dict.fromkeys((*SHOWN, "tasks"), 0.0)
    for process in airflow.processes:
        above = psutil.Process(process.pid)
        for one in [above, *above.children(recursive=True)]:
            with suppress(psutil.NoSuchProcess):
                used = one.cpu_times()
                own, below = used.user + used.system, used.children_user + used.children_system
                is_task = process.name == "scheduler" and one.pid != above.pid
                found["tasks" if is_task else process.name] += own
                found["tasks" if process.name == "scheduler" else process.name] += below
    return found


def imports() -> dict[str, float]:
    """Seconds that imports take in a task's process, medians of three."""
    found = {}
    for what, words in (
        ("copydesk", "from copydesk import pipeline"),
        ("Great Expectations", "import pandas, great_expectations"),
    ):
        took = []
        for _ in range(3):
            began = time.monotonic()
            subprocess.run(
                [sys.executable, "-c", words], env={**os.environ, "PYTHONPATH": str(REPOSITORY / "include")}, check=True
            )
            took.append(time.monotonic() - began)
        found[what] = statistics.median(took)
    return found


def measure(folder: Path, records: int, rounds: int) -> tuple[list[tuple[Night, Night]], int]:
    """Nights by the command and by Airflow, in turn, and the number of the lake's files. Raises RuntimeError if lakes differ."""
    day, files = folder / "day", 0
    corpus.write(day, records)
    nights = []
    for number in range(rounds):
        plain = by_command(fresh(folder / "plain", day))
        _log.info("round %d: copydesk run %.1f s", number + 1, plain.seconds)
        home = Home(folder / f"home-{number}")
        flow = by_airflow(home, fresh(folder / "flow", day))
        _log.info("round %d: clean_news %.1f s %s", number + 1, flow.seconds, flow.cpu)
        ours, theirs = lake_of(folder / "plain"), lake_of(folder / "flow")
        if ours != theirs:
            raise RuntimeError(f"The lakes differ: {sorted(set(ours.items()) ^ set(theirs.items()))[:6]}")
        nights.append((plain, flow))
        files = len(ours)
    return nights, files


def main() -> None:
    """Measure and replace the section of the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=RECORDS)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--folder", type=Path, help="where roots and Airflow's homes go, instead of a folder that is removed")
    parser.add_argument("--page", type=Path, default=results.PAGE)
    asked = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)
    with tempfile.TemporaryDirectory(prefix="airflow-night-", ignore_cleanup_errors=True) as spare:
        nights, files = measure(asked.folder or Path(spare), asked.records, asked.rounds)
    results.put("airflow-night", airflow_page.section(nights, files, asked.records, imports()), asked.page)


if __name__ == "__main__":
    main()
