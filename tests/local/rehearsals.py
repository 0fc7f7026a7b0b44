"""Nights that go wrong, rehearsed on the whole Airflow: half an hour, so only when somebody asks for it.

    .venv/bin/python -m pytest tests/local/rehearsals.py -s

Each tells what an operator would see, and after how long; docs/operations.md was written from that. Needs root, to mount a disk.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import psutil
import psycopg2
import pytest

from tests.laws import newsroom as news
from tests.local.conftest import wait_for
from tests.local.stack import LONG, Stack, land_day, running, undisturbed

pytestmark = [pytest.mark.airflow, pytest.mark.timeout(1800)]
DAYS = iter(date(2024, month, day) for month in range(1, 11) for day in range(13, 29))  # dates that read only one way
MIDDLE = "strip_boilerplate"


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    """One Airflow for all rehearsals, its root on a disk of its own, days cut into two batches."""
    with running(disk="400m", database="1g", COPYDESK_BATCH_RECORDS="4") as stack:
        yield stack


def tell(what: str, since: float) -> None:
    """One line for the person who reads along."""
    print(f"  {time.monotonic() - since:6.1f} s  {what}", flush=True)  # noqa: T201 - this is what rehearsals are for


def begin(stack: Stack, run_id: str) -> float:
    """A run of a new landing day, until it is in the middle; gives the time."""
    day = next(DAYS)
    land_day(stack.root, day)
    stack.trigger(run_id, landing_date=day.isoformat())
    stack.wait_for_task(run_id, MIDDLE, "running")
    return time.monotonic()


def ends_well(stack: Stack, run_id: str, since: float, tmp_path: Path) -> None:
    """Returns when the run has succeeded, the lake is that of plain runs, the audit is clean, nothing half-written is left."""
    stack.finish(run_id)
    again = [task for task in stack.states(run_id) if not task.endswith((" 1", " 0"))]
    tell(f"the run succeeds; tasks with a second try: {again or 'none'}", since)
    assert news.audited(stack.root) == []
    assert news.temporaries(stack.root) == []
    assert news.differences(news.files(stack.root), undisturbed(stack, tmp_path / "plain")) == []


def test_half_of_the_files_are_bad(stack: Stack, tmp_path: Path) -> None:
    """Law: bad files stop no night; each has a row that says why, and the desk's page counts them."""
    start, day = time.monotonic(), next(DAYS)
    land_day(stack.root, day)
    folder = stack.root / f"landing/{day}/broken"
    folder.mkdir()
    bad = {
        "empty.txt": b"",
        "binary.txt": bytes(range(256)) * 40,
        "undecodable.txt": b"\xff\xfe\xfd" + b"\x81\x8d\x8f\x90\x9d" * 200,
        "cut-off.gz": b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xcb\x48",
        "no-page.html": b"<html><script>app()</script></html>",
        "short.txt": b"Please log in\n",
        "picture.txt": b"\x89PNG\r\n\x1a\n" + bytes(400),
    }
    for name, data in bad.items():
        (folder / name).write_bytes(data)
    stack.trigger("half-bad", landing_date=day.isoformat())
    ends_well(stack, "half-bad", start, tmp_path)
    with stack.client() as api:
        page = api.get(f"{stack.url}/copydesk/days/{day}")
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text))
    for part in ("records came in", "Why records were held back"):
        tell(words[words.index(part) - 4 :][:170], start)
    assert "The books balance: 15 records in, 15 accounted for." in words
    assert [reason for reason in ("binary", "empty", "no-body", "undecodable") if reason not in words] == []


def test_the_disk_is_full(stack: Stack, tmp_path: Path) -> None:
    """Law: the run fails and names file and cause; the lake stays readable and as it was; with room, a click ends it well."""
    day = next(DAYS)
    land_day(stack.root, day, count=12)
    before = news.files(stack.root)
    start = time.monotonic()
    resize(stack, room=24)
    try:
        stack.trigger("full", landing_date=day.isoformat())
        stack.finish("full", "failed")
        failed = [task for task in stack.states("full") if " failed " in task]
        tell(f"the run fails: {failed}", start)
        said = re.findall(r"[^\"\n]*No space left on device[^\"\n]*", stack.log("full", failed[0].split()[0]))
        tell(said[0], start)
        assert str(stack.root) in said[0]
        assert news.temporaries(stack.root) == []
        assert [
            name for name in news.files(stack.root) if name.endswith(".parquet") and not news.readable(stack.root / name)
        ] == []
        assert news.differences(news.files(stack.root), before) == []
    finally:
        subprocess.run(["mount", "-o", "remount,size=400m", str(stack.root)], check=True)
    with stack.client() as api:  # as "Clear Run" does, with "Only failed tasks"
        api.post("/dags/clean_news/dagRuns/full/clear", json={"dry_run": False, "only_failed": True}).raise_for_status()
    wait_for(lambda: stack.state("full") != "failed", lambda: stack.states("full"))
    ends_well(stack, "full", start, tmp_path)


def test_the_disk_of_airflows_logs_is_full(stack: Stack, tmp_path: Path) -> None:
    """Law: what Airflow cannot log costs the run at the most; with room, it ends well."""
    day, logs = next(DAYS), stack.home / "logs" / "dag_id=clean_news"
    land_day(stack.root, day)
    logs.mkdir(exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "copydesk-test", str(logs)], check=True)
    start = time.monotonic()
    try:
        (logs / "full").write_bytes(bytes(65536))
        stack.trigger("no-logs", landing_date=day.isoformat())
        wait_for(lambda: stack.state("no-logs") in ("success", "failed"), lambda: stack.states("no-logs"), LONG)
        tell(
            f"the run ends as {stack.state('no-logs')}: {stack.states('no-logs')[-3:]}; ended: {stack.revive() or 'nothing'}",
            start,
        )
        with stack.client() as api:
            log = api.get("/dags/clean_news/dagRuns/no-logs/taskInstances/wait_for_files/logs/1")
        tell(f"the page shows as log: {log.text[:400]}", start)
    finally:
        subprocess.run(["umount", "-l", str(logs)], check=True)
    if stack.state("no-logs") == "failed":
        with stack.client() as api:
            api.post("/dags/clean_news/dagRuns/no-logs/clear", json={"dry_run": False, "only_failed": True}).raise_for_status()
        wait_for(lambda: stack.state("no-logs") != "failed", lambda: stack.states("no-logs"))
    ends_well(stack, "no-logs", start, tmp_path)


@pytest.mark.parametrize("lacking", ["tables", "log"])
def test_the_disk_of_airflows_database_is_full(stack: Stack, tmp_path: Path, lacking: str) -> None:
    """Law: a database without room, for tables or its log, costs time and nothing of the lake; with room the run ends well."""
    run_id = f"no-room-{lacking}"
    start = begin(stack, run_id)
    ballast = stack.airflow.postgres.data / "ballast"
    with closing(psycopg2.connect(host=str(stack.airflow.postgres.socket), user="postgres", dbname="postgres")) as before:
        before.autocommit = True
        fill(ballast)
        try:
            if lacking == "log":
                tell(f"PostgreSQL begins new files of its log until it cannot: {use_up_the_log(before)}", start)
            for _ in range(6):
                time.sleep(10)
                tell(f"without room: {asked(stack, run_id)}; ended: {ended(stack) or 'nothing'}", start)
        finally:
            ballast.unlink()
    log = stack.airflow.postgres.log.read_text("utf-8", errors="replace")
    for line in dict.fromkeys(
        re.sub(r"^.*?(ERROR|PANIC|FATAL|LOG)", r"\1", each) for each in log.splitlines() if "space left" in each
    ):
        tell(f"PostgreSQL says: {line[:200]}", start)
    assert "No space left on device" in log
    for _ in range(20):
        if names := stack.revive():
            tell(f"with room again, started again: {names}", start)
        time.sleep(1)
    look_after(stack, run_id, start)
    if stack.state(run_id) == "failed":
        tell(f"the run has failed: {[task for task in stack.states(run_id) if ' failed ' in task]}", start)
        with stack.client() as api:
            api.post(f"/dags/clean_news/dagRuns/{run_id}/clear", json={"dry_run": False, "only_failed": True}).raise_for_status()
        wait_for(lambda: stack.state(run_id) != "failed", lambda: stack.states(run_id))
    ends_well(stack, run_id, start, tmp_path)


def use_up_the_log(before: Any) -> str:
    """Has PostgreSQL begin new files of its write-ahead log until it finds no room; gives what it says then."""
    try:
        with before.cursor() as ask:
            for number in range(200):
                ask.execute(f"create temporary table so_that_something_is_written_{number} (); select pg_switch_wal()")
    except psycopg2.Error as error:
        return " ".join(str(error).split())[:200]
    return "it never lacked room"


def fill(ballast: Path) -> None:
    """Takes all the room that its disk has left."""
    left = os.statvfs(ballast.parent)
    ballast.write_bytes(b"")
    with ballast.open("r+b") as file:
        os.posix_fallocate(file.fileno(), 0, left.f_bavail * left.f_frsize)


def asked(stack: Stack, run_id: str) -> str:
    """What Airflow's page and its database answer, in a line."""
    try:
        tasks = [task for task in stack.states(run_id) if " None " not in task and " success " not in task]
    except psycopg2.Error as error:
        tasks = [" ".join(str(error).split())[:150]]
    try:
        health = httpx.get(f"{stack.url}/api/v2/monitor/health", timeout=10)
        told = {name: part["status"] for name, part in health.json().items() if part["status"] != "healthy"} or "all healthy"
    except (httpx.HTTPError, ValueError) as error:
        told = repr(error)
    return f"tasks {tasks}; health {told}"


def resize(stack: Stack, room: int) -> None:
    """Leaves so many kilobytes on the disk of the root."""
    used = int(subprocess.run(["df", "--output=used", "-k", str(stack.root)], capture_output=True, check=True).stdout.split()[-1])
    subprocess.run(["mount", "-o", f"remount,size={used + room}k", str(stack.root)], check=True)


def test_a_worker_is_gone_with_its_task(stack: Stack, tmp_path: Path) -> None:
    """Law: a task whose supervisor died is missed after a minute and run again by itself."""
    start = begin(stack, "lost")
    [[pid], *_] = stack.sql("select pid from task_instance where run_id = 'lost' and state = 'running' and pid is not null")
    task = psutil.Process(int(pid))
    for one in (task.parent(), task):
        one.send_signal(signal.SIGKILL)
    query = "select 1 from task_instance where run_id = 'lost' and (state = 'up_for_retry' or try_number > 1)"
    wait_for(lambda: stack.sql(query), lambda: stack.states("lost"), LONG)
    tell(f"the loss is noticed; ended meanwhile: {stack.revive() or 'nothing'}", start)
    ends_well(stack, "lost", start, tmp_path)


def test_the_database_is_away_for_half_a_minute(stack: Stack, tmp_path: Path) -> None:
    """Law: what the database takes with it comes back when it does, and the run ends well."""
    start = begin(stack, "no-database")
    stack.shut("postgres")
    time.sleep(30)
    tell(f"30 s without the database; ended meanwhile: {ended(stack) or 'nothing'}", start)
    stack.bring_back("postgres")
    for _ in range(20):
        if names := stack.revive():
            tell(f"started again: {names}", start)
        time.sleep(1)
    look_after(stack, "no-database", start)
    ends_well(stack, "no-database", start, tmp_path)


@pytest.mark.parametrize("seconds", [10, 30])
def test_the_api_server_is_away(stack: Stack, tmp_path: Path, seconds: int) -> None:
    """Law: tasks wait for the API server or are tried again; the run ends well."""
    run_id = f"no-api-{seconds}"
    start = begin(stack, run_id)
    stack.kill("api-server")
    time.sleep(seconds)
    tell(f"{seconds} s without the API server: {[task for task in stack.states(run_id) if ' None ' not in task]}", start)
    stack.bring_back("api-server")
    look_after(stack, run_id, start)
    ends_well(stack, run_id, start, tmp_path)


def test_the_scheduler_is_killed_with_its_tasks(stack: Stack, tmp_path: Path) -> None:
    """Law: LocalExecutor's tasks die with their scheduler; the next one finds them and runs them again."""
    start = begin(stack, "no-scheduler")
    stack.kill("scheduler")
    time.sleep(20)
    tell(f"20 s without: {[task for task in stack.states('no-scheduler') if ' None ' not in task][-3:]}", start)
    stack.bring_back("scheduler")
    look_after(stack, "no-scheduler", start)
    ends_well(stack, "no-scheduler", start, tmp_path)


def test_the_dag_processor_is_away(stack: Stack, tmp_path: Path) -> None:
    """Law: runs go on without it; only changes of DAG files and alerts of failed runs wait for it."""
    stack.kill("dag-processor")
    try:
        start = begin(stack, "no-processor")
        ends_well(stack, "no-processor", start, tmp_path)
        with stack.client() as api:
            health = api.get("/monitor/health").json()["dag_processor"]
        tell(f"health says of it: {health}", start)
    finally:
        stack.bring_back("dag-processor")


def test_the_triggerer_is_away(stack: Stack, tmp_path: Path) -> None:
    """Law: runs go on without it; only the alert of a run that is not done in time waits for it, and comes when it is back."""
    stack.kill("triggerer")
    start = begin(stack, "no-triggerer")
    late = "update deadline set deadline_time = now() where dagrun_id in (select id from dag_run where run_id = 'no-triggerer')"
    assert stack.sql(f"{late} returning 1") == [["1"]]  # six hours pass
    ends_well(stack, "no-triggerer", start, tmp_path)
    with stack.client() as api:
        tell(f"health says of it: {api.get('/monitor/health').json()['triggerer']}", start)
    missed = "select missed from deadline where dagrun_id in (select id from dag_run where run_id = 'no-triggerer')"
    tell(f"the deadline is marked as missed: {stack.sql(missed)}", start)
    stack.bring_back("triggerer")
    log = stack.component("triggerer").log
    wait_for(lambda: "ALERT" in log.read_text("utf-8", errors="replace"), lambda: log.read_text("utf-8")[-3000:], 300)
    [alert, *_] = [line for line in log.read_text("utf-8").splitlines() if "ALERT" in line]
    tell(f"back: {alert[-250:]}", start)


def ended(stack: Stack) -> list[str]:
    """Names of the components that have ended by themselves."""
    return [process.name for process in stack.airflow.processes if not psutil.pid_exists(process.pid) or _gone(process.pid)]


def _gone(pid: int) -> bool:
    return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def look_after(stack: Stack, run_id: str, since: float) -> None:
    """Starts again what ends, until the run has ended; tells each change of a task's state that is out of the ordinary."""
    seen: set[str] = set()
    deadline = time.monotonic() + LONG
    while stack.state(run_id) == "running" and time.monotonic() < deadline:
        if names := stack.revive():
            tell(f"started again: {names}", since)
        for task in set(stack.states(run_id)) - seen:
            seen.add(task)
            if "up_for" in task or "failed" in task or not task.endswith((" 1", " 0")):
                tell(task, since)
        time.sleep(0.5)


if os.geteuid() != 0:
    pytest.skip("rehearsals mount a disk: they need root", allow_module_level=True)
