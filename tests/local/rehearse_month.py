"""A month by clicking: a backfill with a run in between, paused, with a task that fails and is cleared, then all of it again.

    .venv/bin/python -m pytest tests/local/rehearse_month.py -s

It takes a quarter to half an hour and needs Chromium. SHOTS=<folder> keeps pictures of what was clicked; DAYS=8 makes a
short month.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.laws import newsroom as news
from tests.local.conftest import wait_for
from tests.local.stack import Stack, files_of, land_day, run_plainly, running
from tests.local.test_ui import FLAGS, choose_days, sign_in

pytestmark = [
    pytest.mark.airflow,
    pytest.mark.browser,
    pytest.mark.timeout(3600),
    pytest.mark.skipif(not shutil.which("chromium"), reason="no chromium on this machine (Debian: apt-get install chromium)"),
]
DAYS = [date(2024, 9, 1) + timedelta(days=number) for number in range(int(os.environ.get("DAYS", "30")))]
BROKEN, BETWEEN, ELSEWHERE = DAYS[-3], DAYS[4], date(2024, 7, 15)
MONTH = 3000  # seconds for thirty days: two busy cores need a third of it


def land_month(root: Path, seed: int = 11) -> None:
    """2 to 6 files a day, of the three days before it: several landing days share each date, and tell some stories twice."""
    rng = random.Random(seed)
    for day in DAYS:
        for place in range(rng.randint(2, 6)):
            told = day - timedelta(days=rng.randint(0, 3))
            story, section, longer = rng.choice(news.STORIES), rng.choice(news.SECTIONS), rng.random() < 0.5
            witness = f"{rng.choice('abc')}{told:%d}x"
            news.land(root, day, f"s{place}", news.page(story, f"{told:%B %d, %Y}", section, longer=longer, witness=witness))


class Clicker:
    """Somebody at the page of clean_news."""

    def __init__(self, page: Any, stack: Stack) -> None:
        self.page, self.stack, self.start = page, stack, time.monotonic()
        page.set_default_timeout(60_000)
        sign_in(page, stack)

    def shot(self, name: str) -> None:
        """A picture, where somebody wants one; and a line of when."""
        self.tell(name)
        if folder := os.environ.get("SHOTS"):
            self.page.screenshot(path=Path(folder) / f"{name}.png")

    def tell(self, what: str) -> None:
        """One line for the person who reads along."""
        print(f"  {time.monotonic() - self.start:6.1f} s  {what}", flush=True)  # noqa: T201 - this is what rehearsals are for

    def backfill(self, again: bool) -> None:
        """Starts a backfill of the month from the dialog, two runs at a time."""
        page = self.page
        page.goto(f"{self.stack.url}/dags/clean_news")
        page.get_by_role("button", name="Trigger Dag").click()
        dialog = page.get_by_role("dialog").filter(has_text="Backfill")
        dialog.get_by_text("Backfill", exact=True).click()
        choose_days(page, dialog, DAYS[0], DAYS[-1])
        if again:
            dialog.get_by_text("All Runs", exact=True).click()
        dialog.get_by_label(re.compile("Max Active Runs")).or_(dialog.get_by_role("spinbutton")).first.fill("2")
        dialog.get_by_text(re.compile(f"{len(DAYS)} runs")).wait_for()
        self.shot("again" if again else "dialog")
        dialog.get_by_role("button", name="Run Backfill").click()
        dialog.wait_for(state="hidden")

    def press(self, name: str) -> None:
        """Presses a button of the banner over the page."""
        self.page.get_by_role("button", name=name).first.click()
        self.shot(name.replace(" ", "-").lower())

    def rest(self) -> None:
        """Leaves the page, which asks the API server for news every few seconds."""
        self.page.goto("about:blank")

    def clear(self, run_id: str, task: str) -> None:
        """Clears a failed task and what follows from the page of the task."""
        page = self.page
        page.goto(f"{self.stack.url}/dags/clean_news/runs/{run_id}/tasks/{task}")
        page.get_by_text(re.compile("LakeError")).first.wait_for()
        self.shot("failed")
        page.get_by_role("button", name=re.compile("to clear")).click()  # its name is its key: shift+c
        dialog = page.get_by_role("dialog").filter(has_text="Clear Task Instance")
        dialog.get_by_text(re.compile("Affected Tasks: [1-9]")).wait_for()
        self.shot("clear")
        with page.expect_response(lambda answer: clears(answer.request)) as answer:  # who leaves earlier takes the click back
            dialog.get_by_role("button", name="Confirm").click()
        assert answer.value.ok, answer.value.text()
        dialog.wait_for(state="hidden")
        self.rest()


def clears(request: Any) -> bool:
    """Whether a request of the page clears tasks; before, the page asks which ones it would be."""
    return bool(request.url.endswith("/clearTaskInstances") and not request.post_data_json.get("dry_run", True))


def ended(stack: Stack, *states: str) -> int:
    """Runs of the backfill in these states."""
    wanted = ", ".join(f"'{state}'" for state in states)
    return int(stack.sql(f"select count(*) from dag_run where run_type = 'backfill' and state in ({wanted})")[0][0])


def over_after(stack: Stack) -> float:
    """Seconds between the end of the one backfill's last run and when Airflow counts it as over; until then none may follow."""
    last = "select max(end_date) from dag_run where run_type = 'backfill'"
    query = f"select extract(epoch from completed_at - ({last})) from backfill where completed_at is not null"
    wait_for(lambda: stack.sql(query), lambda: stack.sql("select * from backfill"), 120)
    return float(stack.sql(query)[0][0])


def pause_and_go_on(clicker: Clicker, stack: Stack) -> None:
    """Pauses the backfill: runs that are on end, none begins; and goes on."""
    clicker.press("Pause backfill")
    wait_for(lambda: ended(stack, "running") == 0, lambda: ended(stack, "running"), 300)
    before = ended(stack, "queued")
    time.sleep(15)
    assert (ended(stack, "running"), ended(stack, "queued")) == (0, before)
    assert before > 0
    clicker.press("Unpause backfill")
    clicker.rest()


def test_a_month_by_clicking(tmp_path: Path) -> None:
    """Law: whatever is clicked, and whatever runs beside it, the lake is that of plain runs in another order; what nobody
    touched keeps inode and time; all of it again writes nothing.
    """
    from playwright.sync_api import sync_playwright

    with running() as stack, sync_playwright() as playwright:
        with stack.client() as api:  # an example reader, which takes as much of the machine as the month
            api.patch("/dags/daily_digest", json={"is_paused": True}).raise_for_status()
        land_day(stack.root, ELSEWHERE)
        run_plainly(stack.root, ELSEWHERE)
        untouched = files_of(stack.root)
        land_month(stack.root)
        obstacle = stack.root / f"desk/landed={BROKEN}"
        obstacle.write_text("a file where a folder must be")
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        context = browser.new_context(viewport={"width": 1400, "height": 1000}, timezone_id="UTC", locale="en-GB")
        clicker = Clicker(context.new_page(), stack)
        try:
            clicker.backfill(again=False)
            wait_for(lambda: ended(stack, "success") >= 2, lambda: ended(stack, "success"), 300)
            stack.trigger("between", landing_date=BETWEEN.isoformat(), force=True)
            pause_and_go_on(clicker, stack)
            wait_for(lambda: ended(stack, "success", "failed") == len(DAYS), lambda: ended(stack, "success", "failed"), MONTH)
            clicker.tell("the month is done")
            clicker.tell(f"the backfill counts as over, {over_after(stack):.0f} s after its last run")
            [[broken]] = stack.sql("select run_id from dag_run where state = 'failed'")
            obstacle.unlink()
            clicker.clear(broken, "plan_batches")
            wait_for(lambda: stack.state(broken) != "failed", lambda: stack.states(broken))
            stack.finish(broken)
            assert news.differences(news.files(stack.root), backwards(stack.root, tmp_path / "plain")) == []
            assert news.audited(stack.root) == []
            whole = files_of(stack.root)
            clicker.backfill(again=True)
            wait_for(lambda: ended(stack, "queued", "running") > 0, lambda: "no run was started again")
            clicker.rest()
            wait_for(lambda: ended(stack, "success") == len(DAYS), lambda: ended(stack, "success"), MONTH)
            clicker.tell("all of it was run again")
            done = "select count(*) from task_instance where task_id = 'file_day' and state = 'success' and try_number > 1"
            assert int(stack.sql(done)[0][0]) >= len(DAYS), "each day was really run again"
            assert files_of(stack.root) == whole
            assert {name: whole[name] for name in untouched} == untouched
            assert news.audited(stack.root) == []
        except Exception:
            clicker.page.screenshot(path=tmp_path / "failed.png")
            print(f"screenshot: {tmp_path / 'failed.png'}")  # noqa: T201 - pytest shows it beside the failure
            raise
        finally:
            browser.close()


def backwards(root: Path, fresh: Path) -> dict[str, bytes]:
    """The lake of plain runs of the same landing days, the last one first."""
    shutil.copytree(root / "landing", fresh / "landing")
    news.run(fresh, reversed([*DAYS, ELSEWHERE]))
    return news.files(fresh)
