"""`make ui` for real: PostgreSQL, scheduler, web page, a backfill by clicking, runs cleared, everything stopped."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import jwt
import psutil
import pytest

from copydesk import pipeline
from copydesk.settings import Settings
from local.landing import land_samples
from tests.local.conftest import LocalAirflow, Reachable, folder_of_its_own, lake_hashes, wait_for

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
            land_samples(airflow.root)
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


def sign_in(page: Any, airflow: Reachable) -> None:
    """Logs in, as a person would."""
    page.goto(airflow.url)
    page.get_by_label("Username").fill("admin")
    page.get_by_label("Password").fill(airflow.password())
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="Dags").first.wait_for()


def choose_days(page: Any, dialog: Any, first: date, last: date) -> None:
    """Fills in the range of the backfill dialog, and unpauses the DAG."""
    for number, day in enumerate((first, last)):
        dialog.get_by_test_id("datetime-input").nth(number).click()
        field = page.get_by_placeholder("YYYY/MM/DD").locator("visible=true")
        field.fill(day.strftime("%Y/%m/%d"))
        page.get_by_placeholder("HH:mm").locator("visible=true").fill("00:00")
        page.keyboard.press("Escape")
        field.wait_for(state="hidden")  # on a busy machine the next calendar may else open beside this one
    unpause = dialog.get_by_label(re.compile("Unpause clean_news"))
    if unpause.count() and not unpause.is_checked():
        dialog.get_by_text(re.compile("Unpause clean_news")).click()


def click_backfill(page: Any, airflow: LocalAirflow) -> None:
    """Logs in and runs a backfill of clean_news over the sample days, as a person would."""
    sign_in(page, airflow)
    page.get_by_role("link", name="Dags").first.click()
    page.get_by_role("link", name="clean_news").first.click()
    page.wait_for_url("**/dags/clean_news**")
    page.get_by_text("Backfills", exact=True).wait_for()
    page.get_by_role("button", name="Trigger Dag").click()
    dialog = page.get_by_role("dialog").filter(has_text="Backfill")
    dialog.get_by_text("Backfill", exact=True).click()
    choose_days(page, dialog, DAYS[0], DAYS[-1])
    dialog.get_by_text(re.compile("3 runs")).wait_for()
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


DESK = ["", "dag", "days/2024-10-30", "days/2024-10-30/report", "span", "dates?year=2024", "dates/2024-10-30", "static/desk.css"]
"""Pages of the desk without text of articles."""
FOR_READERS = ["run?dag=clean_news&run=by-hand", "articles?day=2024-10-30", f"articles/{'0' * 32}?day=2024-10-30"]
"""Pages for those who may read the DAG."""
EVIL = "<img src=x onerror=window.pwned=1><script>window.pwned=1</script>"


def token(airflow: LocalAirflow, role: str | None) -> str:
    """A login of somebody with another role: the administrator's token, signed anew by the secret of this installation."""
    with airflow.client() as api:
        claims = jwt.decode(api.headers["Authorization"].removeprefix("Bearer "), options={"verify_signature": False})
    secret = json.loads((airflow.home / "secrets.json").read_text())["jwt_secret"]
    return jwt.encode(claims | {"sub": str(role), "role": role}, secret, algorithm="HS512", headers={"kid": "not-used"})


def desk(airflow: LocalAirflow, role: str | None) -> httpx.Client:
    """A client of the desk's page, logged in with a role."""
    return httpx.Client(
        base_url=f"{airflow.url}/copydesk/", headers={"Authorization": f"Bearer {token(airflow, role)}"}, timeout=60
    )


def test_the_desk_shows_strangers_nothing(airflow: LocalAirflow, run_of_30: str) -> None:
    """Law: without a login every page is refused with words, and the app has no documentation."""
    for path in [*DESK, *FOR_READERS]:
        answer = httpx.get(f"{airflow.url}/copydesk/{path}", timeout=60)
        assert answer.status_code == 401, path
        assert "log in to Airflow" in answer.text
    assert [httpx.get(f"{airflow.url}/copydesk/{name}").status_code for name in ("docs", "redoc", "openapi.json")] == [404] * 3


def test_the_desk_shows_viewers_everything_and_lets_nobody_change_a_thing(airflow: LocalAirflow, run_of_30: str) -> None:
    """Law: who may read the DAG reads all, under a policy without inline script; no page takes anything but a question."""
    with desk(airflow, "viewer") as viewer, desk(airflow, "admin") as admin:
        for path in [*DESK, *FOR_READERS[:2]]:
            answer = viewer.get(path)
            assert answer.status_code == 200, (path, answer.text)
            if answer.headers["content-type"].startswith("text/html"):
                policy = answer.headers["Content-Security-Policy"]
                assert "default-src 'none'" in policy
                assert "unsafe" not in policy.replace("style-src 'unsafe-inline'", "" if path.endswith("report") else "unsafe")
            assert "https://" not in answer.text
            assert [admin.request(method, path).status_code for method in ("POST", "PUT", "PATCH", "DELETE")] == [405] * 4
        assert viewer.get(FOR_READERS[2]).status_code == 404
        assert "validate_schema" in viewer.get("run?dag=clean_news&run=by-hand").text.replace("<wbr>", "")
        assert "Landing day 2024-10-30" in viewer.get("run?dag=clean_news&run=by-hand").text
        wrong = {"days/1999-01-01": 404, "days/soon": 400, "run?run=none": 404, "nowhere": 404, "articles?day=soon": 400}
        assert {path: viewer.get(path).status_code for path in wrong} == wrong


def test_who_may_not_read_the_dag_reads_no_article(airflow: LocalAirflow, run_of_30: str) -> None:
    """Law: without access to the DAG there are numbers, and no text, no headline and no run."""
    with desk(airflow, None) as nobody, desk(airflow, "viewer") as viewer:
        assert [nobody.get(path).status_code for path in FOR_READERS] == [403] * 3
        assert [nobody.get(path).status_code for path in DESK] == [200] * len(DESK)
        titles = re.findall(r"articles/[0-9a-f]{32}[^>]*>([^<]+)</a>", viewer.get("articles?day=2024-10-30").text)
        assert len(titles) > 5
        assert [title for title in titles for path in DESK if title in nobody.get(path).text] == []
        assert "What was slow" in viewer.get("days/2024-10-30").text
        assert "What was slow" not in nobody.get("days/2024-10-30").text


@pytest.mark.browser
@pytest.mark.skipif(not shutil.which("chromium"), reason="no chromium on this machine (Debian: apt-get install chromium)")
@pytest.mark.parametrize("role", ["admin", "viewer"])
def test_the_desk_opens_from_the_menu_the_dag_and_the_run(airflow: LocalAirflow, run_of_30: str, role: str) -> None:
    """Law: the three ways to the desk lead there, what is in the data never runs, and nothing comes from another host."""
    from playwright.sync_api import sync_playwright

    plant_evil(airflow.root)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        context = browser.new_context(viewport={"width": 1400, "height": 1000}, timezone_id="UTC", locale="en-GB")
        context.add_cookies([{"name": "_token", "value": token(airflow, role), "url": airflow.url}])
        page = context.new_page()
        page.set_default_timeout(60_000)
        asked, refused = [], []
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: refused.append(message.text) if "Content Security Policy" in message.text else None)
        try:
            open_the_desk(page, airflow, run_of_30)
            walk_the_desk(page, airflow)
        finally:
            browser.close()
    assert [url for url in asked if not url.startswith((airflow.url, f"blob:{airflow.url}", "data:"))] == []
    assert refused == []


def plant_evil(root: Path) -> None:
    """Lays a landing day below the root whose site, remark, headline and text are hostile, and runs it."""
    folder, day = root / "landing" / "2024-11-20" / "evil<b>post", date(2024, 11, 20)
    if folder.exists():
        return
    folder.mkdir(parents=True)
    text = "\n\n".join(f"The council of ward {n} voted to keep the mill, and {EVIL} was painted on its wall." for n in range(5))
    (folder / "mill.txt").write_text(f"In the old town: {EVIL}\n\n{text}\n")  # words first, or it would be a web page
    settings = Settings(root=str(root))
    pipeline.run_day(settings, day)
    pipeline.report_day(settings, day, remarks=[EVIL])


def open_the_desk(page: Any, airflow: LocalAirflow, run_id: str) -> None:
    """Opens the desk from the menu, from the DAG's tab and from the run's tab."""
    inside = page.frame_locator("iframe")
    page.goto(airflow.url)
    page.get_by_role("button", name="Browse").click()
    page.get_by_role("menuitem", name="The desk").or_(page.get_by_role("link", name="The desk")).first.click()
    inside.get_by_role("heading", name="The latest landing day").wait_for()
    inside.locator("a.date").first.click()
    inside.get_by_role("heading", name="What became of the records").wait_for()
    page.goto(f"{airflow.url}/dags/clean_news")
    page.get_by_role("link", name="The desk").last.click()
    inside.get_by_role("heading", name="The latest landing day").wait_for()
    page.goto(f"{airflow.url}/dags/clean_news/runs/{run_id}")
    page.get_by_role("link", name="The desk").last.click()
    inside.get_by_role("heading", name="Landing day 2024-10-30").wait_for()
    inside.get_by_role("heading", name="What was slow").wait_for()


def walk_the_desk(page: Any, airflow: LocalAirflow) -> None:
    """Every page on a phone: nothing wider than the screen, nothing hostile runs, and the keyboard passes the menu."""
    page.set_viewport_size({"width": 390, "height": 800})
    day = "days/2024-11-20"
    for path in ["", day, f"{day}/report", "span?first=2024-10-01", "dates?year=2024", "articles?day=2024-11-20"]:
        page.goto(f"{airflow.url}/copydesk/{path}")
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0, path
        assert page.evaluate("window.pwned") is None, path
    page.locator("td a").first.click()
    page.get_by_role("heading", name="Record").wait_for()
    assert EVIL in page.locator("main").inner_text()
    assert page.evaluate("window.pwned") is None
    page.get_by_label("kept", exact=False).first.uncheck()
    assert not page.locator("li.kept").first.is_visible()
    page.goto(f"{airflow.url}/copydesk/dates?year=2024")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


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
