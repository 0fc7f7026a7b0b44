"""`make compose-night`: a night in containers, for real. Brings docker-compose.yaml up, runs the sample days on two Celery
workers, kills one of them in the middle of a task, and holds the lake against one that this machine makes from the same files.

Takes some minutes and an engine: without one it says so and ends well. When it is done nothing of it is left.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from deploy.stack import REPOSITORY, NightError, Stack, engine_is_there, until

STAGES = ("ingest_files", "detect_language", "strip_boilerplate", "date_and_topic", "validate_schema", "write_parquet")
RUNS = "/api/v2/dags/clean_news/dagRuns"

LAND = """
import copydesk, json
from datetime import date
from pathlib import Path
from copydesk import pipeline
from copydesk.settings import Settings
samples = Path(copydesk.__file__).parent / "samples" / "landing"
days = sorted(folder.name for folder in samples.iterdir() if folder.is_dir())
for day in days:
    pipeline.land(Settings.from_env(), samples / day, date.fromisoformat(day))
print(json.dumps(days))
"""
RUN = """
import json, os, sys
from copydesk.cli import app
for day in json.loads(sys.argv[1]):
    app(["run", os.environ["COPYDESK_ROOT"], "--day", day], standalone_mode=False)
print("null")
"""
HASH = """
import hashlib, json, os
from pyarrow import fs
store, root = fs.FileSystem.from_uri(os.environ["COPYDESK_ROOT"])
lake = root + "/lake/"
files = [f.path for f in store.get_file_info(fs.FileSelector(lake, recursive=True)) if f.is_file]
print(json.dumps({path.removeprefix(lake): hashlib.sha256(store.open_input_stream(path).read()).hexdigest() for path in files}))
"""


@contextmanager
def step(what: str) -> Iterator[None]:
    """Says what is done and how long it took."""
    start = time.monotonic()
    say(f"{what} …")
    yield
    say(f"    {time.monotonic() - start:6.1f} s")


def say(text: str) -> None:
    """A line for the person who waits."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def the_night(stack: Stack, stage: str) -> None:
    """Lands the samples, runs them, kills a worker at `stage` and waits for the end. Raises NightError if a run fails."""
    days = stack.python("worker", LAND)
    until(lambda: "clean_news" in _dags(stack), 180, "the DAG processor reads clean_news")
    stack.ask("PATCH", "/api/v2/dags/clean_news", {"is_paused": False})
    for day in days:
        stack.ask("POST", RUNS, {"dag_run_id": f"night__{day}", "logical_date": None, "conf": {"landing_date": day}})
    victim = stack.wait(f"/api/v2/dags/clean_news/dagRuns/~/taskInstances?task_id={stage}&limit=100", "running", seconds=600)
    stack.docker("kill", victim["hostname"])
    killed = time.time()
    say(f"    killed worker {victim['hostname']} in {_name(victim)} of {victim['dag_run_id']}")
    runs = until(lambda: _ended(stack, len(days)), 1500, "the runs end")
    if bad := {run["dag_run_id"]: run["state"] for run in runs if run["state"] != "success"}:
        raise NightError(f"These runs did not succeed: {bad}")
    _tell(stack.tasks(), victim, killed)


def _dags(stack: Stack) -> list[str]:
    return [dag["dag_id"] for dag in stack.ask("GET", "/api/v2/dags")["dags"]]


def _ended(stack: Stack, days: int) -> list[dict[str, Any]] | None:
    time.sleep(3)
    runs: list[dict[str, Any]] = stack.ask("GET", RUNS)["dag_runs"]
    return runs if len(runs) >= days and all(run["state"] in ("success", "failed") for run in runs) else None


def _name(ti: dict[str, Any]) -> str:
    return str(ti["task_id"]) + (f"[{ti['map_index']}]" if ti["map_index"] >= 0 else "")


def _tell(tasks: list[dict[str, Any]], victim: dict[str, Any], killed: float) -> None:
    """Who did what, and how long the killed task waited for its next try; raises NightError if it needed none."""
    say(f"    {'task':20}{'tasks':>6}{'tries':>6}{'mean s':>8}  by worker")
    for stage in dict.fromkeys(ti["task_id"] for ti in sorted(tasks, key=lambda ti: ti["start_date"] or "")):
        of = [ti for ti in tasks if ti["task_id"] == stage and ti["start_date"] and ti["state"] == "success"]
        if not of:
            continue
        took = sum(ti["duration"] or 0 for ti in of) / len(of)
        hosts = ", ".join(f"{host[:6]} {n}" for host, n in sorted(Counter(ti["hostname"] for ti in of).items()))
        say(f"    {stage:20}{len(of):6}{sum(ti['try_number'] for ti in of):6}{took:8.1f}  {hosts}")
    again = next(ti for ti in tasks if _same(ti, victim))
    if again["try_number"] <= victim["try_number"]:
        raise NightError(f"{_name(victim)} was done before its worker was killed: the night proved nothing. Try again.")
    waited = datetime.fromisoformat(again["start_date"]).timestamp() - killed
    say(f"    {_name(again)} began its try {again['try_number']} on {again['hostname']}, {waited:.0f} s after the kill")


def _same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return all(one[key] == other[key] for key in ("dag_run_id", "task_id", "map_index"))


def compare(stack: Stack, folder: Path) -> None:
    """Makes the same lake on this machine, without containers; raises NightError for the first file that is not the same."""
    survivor = stack.python("worker", HASH)
    env = {name: value for name, value in os.environ.items() if not name.startswith(("COPYDESK_", "AWS_"))}
    env |= {"PYTHONPATH": str(REPOSITORY / "include"), "COPYDESK_ROOT": str(folder / "local")}
    days = _python(LAND, env)
    _python(RUN, env, json.dumps(days))
    local = _python(HASH, env)
    if wrong := sorted(path for path in {*survivor, *local} if survivor.get(path) != local.get(path)):
        raise NightError(f"{len(wrong)} of {len(local)} files of the lake are not those of this machine: {wrong[:5]}")
    say(f"    {len(local)} files of the lake, byte for byte those that this machine makes")
    say("    " + " ".join(stack.compose("exec", "-T", "worker", "sh", "-c", 'copydesk audit "$COPYDESK_ROOT"').split()))


def alerts(stack: Stack) -> None:
    """Says which alerts Prometheus raises now; raises NightError if it cannot judge one, or missed the lost worker."""
    page = "http://127.0.0.1:9090/api/v1/rules"
    rules = json.loads(stack.compose("exec", "-T", "prometheus", "wget", "-q", "-O", "-", page))["data"]["groups"][0]["rules"]
    if bad := [rule["name"] for rule in rules if rule["health"] != "ok"]:
        raise NightError(f"Prometheus cannot judge these alerts: {bad}")
    raised = [rule["name"] for rule in rules if rule["state"] != "inactive"]
    say(f"    Prometheus judges {len(rules)} alerts; raised: {', '.join(raised)}")
    if "WorkerLost" not in raised:
        raise NightError("The alert WorkerLost was not raised, and a worker was lost.")


def _python(program: str, env: dict[str, str], *words: str) -> Any:
    done = subprocess.run([sys.executable, "-", *words], input=program, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NightError(done.stderr[-3000:])
    return json.loads(done.stdout.splitlines()[-1])


def main() -> int:
    """Exit code 0 if the night went as it must, or if there is no engine; 1 with the reason otherwise."""
    parser = argparse.ArgumentParser(prog="make compose-night", description=__doc__)
    parser.add_argument("--kill", choices=STAGES, default="strip_boilerplate", help="the stage whose worker is killed")
    parser.add_argument("--profiles", default="metrics", help="of docker-compose.yaml: s3, metrics or both, with a comma")
    parser.add_argument("--no-build", action="store_true", help="take the image COPYDESK_IMAGE as it is")
    given = parser.parse_args()
    if not engine_is_there():
        say("skipped: no engine (`docker info` and `docker compose version` must answer)")
        return 0
    with tempfile.TemporaryDirectory(prefix="copydesk-night-") as name:
        stack = Stack(Path(name), [profile for profile in given.profiles.split(",") if profile])
        try:
            if not given.no_build:
                with step("Building the image"):
                    stack.compose("build", "--quiet")
            with step("Bringing the stack up, with two workers"):
                stack.compose("up", "--detach", "--no-build", "--wait", "--wait-timeout", "600", "--scale", "worker=2")
            with step("The night"):
                the_night(stack, given.kill)
            with step("Making the same lake here"):
                compare(stack, Path(name))
            if "metrics" in given.profiles:
                with step("The alerts"):
                    alerts(stack)
        except NightError as error:
            say(f"FAILED: {error}\n{stack.compose('logs', '--tail', '20')}")
            return 1
        finally:
            with step("Taking everything down"):
                stack.compose("down", "--volumes", "--remove-orphans", "--timeout", "20")
    say("The night was right.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
