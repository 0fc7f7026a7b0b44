"""`make ui` for real: PostgreSQL, scheduler, web page, a backfill by clicking, runs cleared, everything stopped."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from copydesk import pipeline
from copydesk.settings import Settings
from tests.local.conftest import LocalAirflow, folder_of_its_own, lake_hashes, wait_for

DAYS = [date(2024, 10, 29), date(2024, 10, 30), date(2024, 10, 31)]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
pytestmark = pytest.mark.airflow


@pytest.fixture(scope="module")
def airflow() -> Iterator[LocalAirflow]:
    """One Airflow for the tests of this file, with the sample days landed."""
    with folder_of_its_own() as folder:
        airflow = LocalAirflow(folder)
        try:
            airflow.wait_until_it_says("Airflow is up")
            yield airflow
        finally:
            airflow.stop()


def plain_lake(root: Path, landing: Path, days: list[date]) -> dict[str, str]:
    """The lake that the same steps give without Airflow."""
    settings = Settings(root=str(root))
    shutil.copytree(landing, root / "landing")
    for day in days:
        pipeline.run_day(settings, day)
    return lake_hashes(root)


def runs(api: httpx.Client, **where: str) -> dict[str, str]:
    """Runs of clean_news by id, with their states."""
    found = api.get("/dags/clean_news/dagRuns", params={"limit": "100", **where}).raise_for_status().json()["dag_runs"]
    return {run["dag_run_id"]: run["state"] for run in found}


def finish(api: httpx.Client, run_id: str) -> None:
    """Returns when the run has succeeded."""
    wait_for(lambda: runs(api).get(run_id) in ("success", "failed"), lambda: states(api, run_id))
    assert runs(api)[run_id] == "success", states(api, run_id)


def tasks(api: httpx.Client, run_id: str) -> dict[tuple[str, int], dict[str, Any]]:
    """Task instances of a run by task and map index."""
    found = api.get(f"/dags/clean_news/dagRuns/{run_id}/taskInstances", params={"limit": 200}).raise_for_status().json()
    return {(task["task_id"], task["map_index"]): task for task in found["task_instances"]}


def states(api: httpx.Client, run_id: str) -> dict[tuple[str, int], str | None]:
    """States of the task instances of a run."""
    return {key: task["state"] for key, task in tasks(api, run_id).items()}


def clear(api: httpx.Client, run_id: str, **what: Any) -> None:
    """Clears tasks of a finished run and waits until they have run again."""
    body = {"dry_run": False, "dag_run_id": run_id, "only_failed": False, "reset_dag_runs": True, **what}
    api.post("/dags/clean_news/clearTaskInstances", json=body).raise_for_status()
    finish(api, run_id)


@pytest.fixture(scope="module")
def run_of_30(airflow: LocalAirflow) -> str:
    """A finished run of the landing day 2024-10-30, by the parameter."""
    with airflow.client() as api:
        api.patch("/dags/clean_news", json={"is_paused": False}).raise_for_status()
        body = {"dag_run_id": "by-hand", "logical_date": None, "conf": {"landing_date": "2024-10-30", "force": True}}
        api.post("/dags/clean_news/dagRuns", json=body).raise_for_status()
        finish(api, "by-hand")
    return "by-hand"


@pytest.mark.browser
@pytest.mark.skipif(not shutil.which("chromium"), reason="no chromium on this machine (Debian: apt-get install chromium)")
def test_a_backfill_clicked_in_the_browser_fills_the_same_lake_as_the_plain_steps(airflow: LocalAirflow, tmp_path: Path) -> None:
    """Law: the lake is a function of the landing zone, whoever runs the steps."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        page = browser.new_context(viewport={"width": 1400, "height": 1000}, timezone_id="UTC", locale="en-GB").new_page()
        page.set_default_timeout(60_000)
        try:
            click_backfill(page, airflow)
        except Exception:
            page.screenshot(path=tmp_path / "failed.png")
            print(f"screenshot: {tmp_path / 'failed.png'}")  # noqa: T201 - pytest shows it beside the failure
            raise
        finally:
            browser.close()
    with airflow.client() as api:
        wait_for(lambda: len(runs(api, run_type="backfill")) == len(DAYS), lambda: runs(api))
        for run_id in runs(api, run_type="backfill"):
            finish(api, run_id)
    assert lake_hashes(airflow.root) == plain_lake(tmp_path / "plain", airflow.root / "landing", DAYS)


def click_backfill(page: Any, airflow: LocalAirflow) -> None:
    """Logs in and runs a backfill of clean_news over the sample days, as a person would."""
    page.goto(airflow.url)
    page.get_by_label("Username").fill("admin")
    page.get_by_label("Password").fill(airflow.password())
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="Dags").first.click()
    page.get_by_role("link", name="clean_news").first.click()
    page.wait_for_url("**/dags/clean_news**")
    page.get_by_text("Backfills", exact=True).wait_for()
    page.get_by_role("button", name="Trigger Dag").click()
    dialog = page.get_by_role("dialog").filter(has_text="Backfill")
    dialog.get_by_text("Backfill", exact=True).click()
    for number, day in enumerate((DAYS[0], DAYS[-1])):
        dialog.get_by_test_id("datetime-input").nth(number).click()
        field = page.get_by_placeholder("YYYY/MM/DD").locator("visible=true")
        field.fill(day.strftime("%Y/%m/%d"))
        page.get_by_placeholder("HH:mm").locator("visible=true").fill("00:00")
        page.keyboard.press("Escape")
        field.wait_for(state="hidden")  # on a busy machine the next calendar may else open beside this one
    dialog.get_by_text(re.compile("3 runs")).wait_for()
    if not dialog.get_by_label(re.compile("Unpause clean_news")).is_checked():
        dialog.get_by_text(re.compile("Unpause clean_news")).click()
    dialog.get_by_role("button", name="Run Backfill").click()
    dialog.wait_for(state="hidden")


def test_clearing_a_middle_task_and_what_follows_gives_the_same_lake(airflow: LocalAirflow, run_of_30: str) -> None:
    """Law: strip_boilerplate and downstream may be cleared in a finished run; the lake keeps its bytes, and nobody is told."""
    before = lake_hashes(airflow.root)
    with airflow.client() as api:
        tried = tasks(api, run_of_30)
        clear(api, run_of_30, task_ids=["strip_boilerplate"], include_downstream=True)
        again = tasks(api, run_of_30)
    assert lake_hashes(airflow.root) == before
    assert [again["strip_boilerplate", 0]["try_number"], again["announce", -1]["state"]] == [2, "skipped"]
    assert again["ingest_files", 0]["try_number"] == tried["ingest_files", 0]["try_number"]


def test_a_run_cleared_again_publishes_what_has_changed_since(airflow: LocalAirflow, run_of_30: str, tmp_path: Path) -> None:
    """Law: also after a clear that changed nothing, a cleared run publishes: no writer of partitions is lost on the way."""
    landed = airflow.root / "landing" / "2024-10-30"
    gone = sorted(path for path in landed.rglob("*.txt") if path.stat().st_size > 500)[0]
    kept = gone.read_bytes()
    gone.unlink()
    try:
        with airflow.client() as api:
            clear(api, run_of_30)
        done = sorted(path.name for path in (airflow.root / "desk").iterdir())
        days = [day for day in DAYS if f"landed={day}" in done]
        assert lake_hashes(airflow.root) == plain_lake(tmp_path / "plain", airflow.root / "landing", days)
    finally:
        gone.write_bytes(kept)


@pytest.mark.parametrize("path", ["", "days", "days/2024-10-30"])
def test_the_page_of_landing_days_is_for_those_who_have_logged_in(airflow: LocalAirflow, run_of_30: str, path: str) -> None:
    """Law: a stranger sees nothing of the plugin, not even its documentation; a user sees each day that was run."""
    address = f"{airflow.url}/copydesk/{path}"
    assert httpx.get(address).status_code == 401
    assert [httpx.get(f"{airflow.url}/copydesk/{name}").status_code for name in ("docs", "openapi.json")] == [404, 404]
    with airflow.client() as api:
        answer = api.get(address).raise_for_status()
    assert "2024-10-30" in answer.text or (path == "" and "Landing days" in answer.text)
    assert "http://" not in answer.text.replace("http://www.w3.org", "")
    assert "https://" not in answer.text


def test_ctrl_c_stops_everything_and_leaves_no_process(airflow: LocalAirflow, run_of_30: str) -> None:
    """Law: after Ctrl-C no process of the local Airflow lives, and it says so."""
    family = airflow.family()
    assert len(family) > 5
    assert airflow.stop() == 0
    assert "Everything is stopped." in airflow.said()
    assert [process for process in family if process.is_running() and process.status() != psutil.STATUS_ZOMBIE] == []


@pytest.mark.parametrize("component", ["postgres", "dag-processor"])
def test_when_a_component_dies_everything_stops_and_its_name_is_said(component: str) -> None:
    """Law: a component that dies takes all others with it; the words name it, show its last lines and where its log is."""
    with folder_of_its_own() as folder:
        airflow = LocalAirflow(folder)
        try:
            airflow.wait_until_it_says("Starting: DAGs" if component == "dag-processor" else "Starting: API server")
            wait_for(lambda: len(airflow.family()) > 1, airflow.said)
            family = airflow.family()
            airflow.component(component).kill()
            assert airflow.process.wait(60) == 1
        finally:
            airflow.stop()
        said = airflow.said()
    assert f"{component} was killed by SIGKILL" in said
    assert str(airflow.home / "logs" / f"{component}.log") in said.replace("\n", "")
    assert [process for process in family if process.is_running() and process.status() != psutil.STATUS_ZOMBIE] == []
