"""A night that goes wrong, on the whole Airflow: the scheduler's own run waits, is late, is told of, and ends well."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from local.postgres import BINARIES
from tests.dags.conftest import Hook
from tests.local.conftest import LocalAirflow, folder_of_its_own, wait_for

pytestmark = [pytest.mark.airflow, pytest.mark.timeout(1200)]
LONG = 300  # seconds: runs share two busy cores


def story(what: str) -> str:
    """A page that the desk accepts."""
    return f"The {what} is back\n\n" + f"The {what} opened again on Monday morning, and the whole street had come to see it. " * 3


def drop(path: Path, text: str) -> Path:
    """Put a file in place."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def hook() -> Iterator[Hook]:
    """A web hook on this machine that really receives."""
    made = Hook()
    yield made
    made.close()


def sql(airflow: LocalAirflow, query: str) -> str:
    """The answer of the embedded PostgreSQL, bare."""
    command = airflow.component("postgres").cmdline()
    socket = command[command.index("-k") + 1]
    ask = [str(BINARIES / "psql"), "-XAt", "-h", socket, "-U", "postgres", "-c", query]
    return subprocess.run(ask, capture_output=True, text=True, check=True).stdout.strip()


def runs(api: httpx.Client) -> dict[str, str]:
    """Runs of clean_news by id, with their states."""
    found = api.get("/dags/clean_news/dagRuns").raise_for_status().json()["dag_runs"]
    return {run["dag_run_id"]: run["state"] for run in found}


def test_a_night_that_is_late_is_told_and_takes_its_files_when_they_come(monkeypatch: pytest.MonkeyPatch, hook: Hook) -> None:
    """Law: the night waits without a slot; its missed deadline reaches those on duty; files that come are swept, run and
    published, and so are the late files of the day before.
    """
    now = datetime.now(UTC)
    yesterday = (now - timedelta(days=1)).date()
    until = (now + timedelta(seconds=LONG) - datetime(now.year, now.month, now.day, tzinfo=UTC)) / timedelta(hours=1)
    if until > 23:
        pytest.skip("a night cannot wait into the next one: not in the last hour of a day (UTC)")
    monkeypatch.setenv("COPYDESK_WAIT_UNTIL", str(until))
    monkeypatch.setenv("COPYDESK_INBOX_QUIET_SECONDS", "0")
    monkeypatch.setenv("COPYDESK_ALERT_URL", hook.url)
    with folder_of_its_own() as folder:
        airflow = LocalAirflow(folder)
        try:
            earlier = yesterday - timedelta(days=1)
            drop(airflow.root / f"landing/{earlier}/late.txt", story("ferry"))
            half = drop(airflow.root / "inbox/harbour/story.txt.part", story("library"))
            airflow.wait_until_it_says("Airflow is up")
            with airflow.client() as api:
                api.patch("/dags/clean_news", json={"is_paused": False}).raise_for_status()
                state = "select state from task_instance where task_id = 'wait_for_files'"
                wait_for(lambda: sql(airflow, state) == "up_for_reschedule", lambda: (runs(api), sql(airflow, state)), LONG)
                sql(airflow, "update deadline set deadline_time = now()")  # six hours pass
                wait_for(lambda: hook.posts, lambda: sql(airflow, "select missed, deadline_time from deadline"), LONG)
                half.rename(half.with_suffix(""))
                late = f"late__{earlier}__found_{now:%Y-%m-%d}"
                wait_for(lambda: set(runs(api).values()) == {"success"} and late in runs(api), lambda: runs(api), LONG)
                assert len(runs(api)) == 2
                assert api.get(f"/dags/clean_news/dagRuns/{late}").json()["note"].startswith("Late files, found by")
        finally:
            airflow.stop()
        [alert] = hook.posts
        assert alert["day"] == yesterday.isoformat()
        assert "is not done" in alert["what"]
        assert alert["link"].startswith(f"{airflow.url}/dags/clean_news/runs/scheduled__")
        assert (airflow.root / f"landing/{yesterday}/harbour/story.txt").is_file()
        for day in (earlier, yesterday):
            assert list((airflow.root / f"lake/date={day}").rglob("*.parquet")) != [], day
