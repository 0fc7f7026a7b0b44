"""Nights that go wrong, on real Airflow: the scraper is late, files came late, a run fails; and what those on duty hear of it."""

from __future__ import annotations

import asyncio
import errno
import json
import logging
import os
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from copydesk import alerts, inbox, pipeline
from copydesk.alerts import Alert
from copydesk.errors import LakeError
from copydesk.settings import Settings
from tests import newsyear
from tests.dags.conftest import REPOSITORY, Hook, Runs, run_days

SAMPLES = REPOSITORY / "include" / "copydesk" / "samples" / "landing"
LATE, UNTOUCHED, NIGHT, AFTER = "2024-10-28", "2024-10-29", "2024-10-30", "2024-10-31"


def story(number: int) -> str:
    """A page that the desk accepts."""
    sentence = f"The ferry number {number} carried its first cars across the bay on Monday morning, to the joy of all. "
    return f"Ferry {number} back in service\n\n{sentence * 3}\n"


def drop(root: Path, path: str, text: str) -> None:
    """Put a file below the root."""
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory, hook: Hook) -> Runs:
    """A night whose scraper never finishes, with late files of an earlier day; and the night after, without any file.

    Before them lies a month of reports of hundreds of records each.
    """
    folder = tmp_path_factory.mktemp("nights")
    root = folder / "the root"
    for report in newsyear.year(30, 5, first=date(2024, 9, 26)):
        drop(root, f"reports/landed={report['day']}/report.json", json.dumps(report))
    drop(root, f"landing/{UNTOUCHED}/done.txt", story(1))
    pipeline.run_day(Settings(root=str(root)), date.fromisoformat(UNTOUCHED))
    drop(root, f"landing/{LATE}/late.txt", story(2))
    drop(root, "inbox/harbour/whole.txt", story(3))
    drop(root, "inbox/harbour/half.txt.part", "Ferry 4 ba")
    (root / "inbox/harbour/link.txt").symlink_to("/etc/hostname")
    return run_days(
        folder,
        root,
        [NIGHT, AFTER],
        module="tests.dags.night",
        COPYDESK_WAIT_UNTIL=str(1 + 30 / 3600),
        COPYDESK_INBOX_QUIET_SECONDS="0",
        COPYDESK_ALERT_URL=hook.url,
    )


@pytest.mark.airflow
def test_a_late_scraper_is_waited_for_until_the_deadline_and_then_the_night_goes_on(nights: Runs, hook: Hook) -> None:
    """Law: the wait holds no slot and ends at its deadline; the run takes what is there, and log, report and alert say so."""
    assert nights.code == 0, nights.log[-3000:]
    assert [end["state"] for end in nights.ends] == ["success", "success"]
    assert nights.ask("select count(*) from task_reschedule")[0][0] >= 2
    assert "not complete, 1 in all: harbour/half.txt.part (half.txt.part ends in .part: not finished)" in nights.log
    report = json.loads((nights.root / f"reports/landed={NIGHT}/report.json").read_text("utf-8"))
    assert report["remarks"][0].startswith("Waited until ")
    assert report["remarks"][0].endswith("The run went on with what was there.")
    [alert] = [post for post in hook.posts if post["day"] == NIGHT and post["task"] == "wait_for_files"]
    assert alert["what"] == report["remarks"][0]


@pytest.mark.airflow
def test_the_night_sweeps_the_inbox_and_leaves_what_is_not_complete(nights: Runs) -> None:
    """Law: complete files of the inbox are in the night's landing day and its lake, the others where they were."""
    assert (nights.root / f"landing/{NIGHT}/harbour/whole.txt").read_text("utf-8") == story(3)
    assert sorted(os.listdir(nights.root / "inbox/harbour")) == ["half.txt.part", "link.txt"]  # noqa: PTH208 - names, not paths
    [(counts,)] = nights.ask("select value from xcom where task_id = 'sweep_inbox' order by timestamp limit 1")
    assert json.loads(counts) == {"moved": 1, "renamed": 0, "known": 0, "waiting": 1, "refused": 1}
    assert "harbour/link.txt refused: a link: links are not followed" in nights.log
    report = json.loads((nights.root / f"reports/landed={NIGHT}/report.json").read_text("utf-8"))
    assert "Files of the inbox that were not complete and stayed there: 1." in report["remarks"]


@pytest.mark.airflow
def test_days_with_late_files_get_a_run_of_their_own_once(nights: Runs) -> None:
    """Law: the changed day is run again, the untouched one is not, and the second night of an evening starts no second run."""
    runs = nights.ask("select run_id, run_type, conf from dag_run where run_id like 'late%' order by run_id")
    assert [(run_id.split("__")[1], run_type, json.loads(conf)["landing_date"]) for run_id, run_type, conf in runs] == [
        (LATE, "operator_triggered", LATE)
    ] * len(runs)
    assert len(runs) == 1, "the second night of the same evening must not start the same run again"
    assert nights.ends[0]["tasks"]["run_late_days"] == {"success": 1}


@pytest.mark.airflow
def test_a_night_unlike_the_month_before_is_told_once_and_published(nights: Runs, hook: Hook) -> None:
    """Law: drift raises one alert in the night's own run and stops nothing; a late day's run tells nobody."""
    alerts_of = {
        day: [post for post in hook.posts if (post["day"], post["task"]) == (day, "report_day")] for day in (LATE, NIGHT)
    }
    assert alerts_of[LATE] == []
    [alert] = alerts_of[NIGHT]
    assert "before it. Records: 1, usually " in alert["what"]
    report = json.loads((nights.root / f"reports/landed={NIGHT}/report.json").read_text("utf-8"))
    assert [one["measure"] for one in report["drift"]["expectations"] if one["met"] is False] == ["volume"]
    assert report["fates"]["published"] == 1


@pytest.mark.airflow
def test_the_report_is_linked_from_its_task(nights: Runs) -> None:
    """Law: report_day has a button that leads to the desk's page of its own run."""
    links = nights.ask("select value, run_id from xcom where key = '_link_TheReport' order by timestamp")
    runs = [quote(run_id, safe="") for _, run_id in links]
    assert [json.loads(link) for link, _ in links] == [f"/copydesk/run?dag=clean_news&run={run}" for run in runs]
    assert len(set(runs)) >= 2


@pytest.mark.airflow
def test_an_empty_night_says_that_nothing_landed_and_wakes_nobody(nights: Runs) -> None:
    """Law: an empty day is a success that says so plainly, skips the stages, and announces nothing."""
    assert f"Landing day {AFTER} is empty: nothing landed" in nights.log
    assert nights.ends[1]["tasks"]["announce"] == {"skipped": 1}
    assert nights.ends[1]["tasks"]["ingest_files"] == {"skipped": 1}
    assert nights.ends[1]["report"]["records"] == 0


@pytest.mark.airflow
def test_the_announcement_tells_readers_what_changed(nights: Runs) -> None:
    """Law: the events carry rows, topics, languages and checksums, the same on both assets."""
    extras = [json.loads(extra) for (extra,) in nights.ask("select extra from asset_event order by id")]
    assert len(extras) == 2
    for extra in extras:
        assert extra["dates"] == [NIGHT]
        assert extra["rows"] == {NIGHT: 1}
        assert extra["languages"] == {"en": 1}
        assert sum(extra["topics"].values()) == 1
        assert extra["removed"] == []
        assert extra["checksums"] == pipeline.announced(Settings(root=str(nights.root)), [NIGHT])["checksums"]


@pytest.mark.airflow
def test_a_run_that_fails_is_told_once_with_day_task_and_link(tmp_path: Path, hook: Hook) -> None:
    """Law: those on duty get one message for a failed run: which day, which task, what happened, where to look."""
    root = tmp_path / "root"
    drop(root, f"landing/{NIGHT}/story.txt", story(5))
    drop(root, "desk", "a file where a folder must be")
    before = len(hook.posts)
    runs = run_days(tmp_path, root, [NIGHT], COPYDESK_ALERT_URL=hook.url, AIRFLOW__API__BASE_URL="https://airflow.example/news")
    assert [end["state"] for end in runs.ends] == ["failed"]
    [alert] = hook.posts[before:]
    assert (alert["day"], alert["task"]) == (NIGHT, "plan_batches")
    assert alert["what"].startswith("The run failed")
    assert alert["link"].startswith("https://airflow.example/news/dags/clean_news/runs/manual__")
    assert all(alert[name] in alert["text"] for name in ("day", "task", "what", "link"))


ALERT = Alert("2024-10-30", "announce", "It broke.", "https://airflow.example/run")


def test_an_alert_is_a_line_in_the_log_where_no_hook_is_set(caplog: pytest.LogCaptureFixture) -> None:
    """Law: without a hook nothing is posted, and the log still has the day, the task, what happened and the link."""
    assert alerts.send(ALERT, Settings()) is False
    assert "ALERT copydesk, 2024-10-30, task announce: It broke. https://airflow.example/run" in caplog.text


@pytest.mark.parametrize(("answers", "taken", "posts"), [([500, 502], True, 3), ([404], False, 1), ([500] * 3, False, 3)])
def test_a_hook_that_stumbles_is_tried_again(
    answers: list[int], taken: bool, posts: int, caplog: pytest.LogCaptureFixture
) -> None:
    """Law: a passing fault is tried three times in all; a refusal is not repeated; neither raises, and the log says so."""
    hook = Hook()
    hook.answers = list(answers)
    assert alerts.send(ALERT, Settings(alert_url=hook.url)) is taken
    hook.close()
    assert len(hook.posts) == posts
    assert hook.posts[0]["what"] == "It broke."
    assert ("was not taken" in caplog.text) is not taken


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:9/secret-token", "http://no address/secret-token", "http://127.0.0.1:port/secret-token"]
)
def test_a_hook_that_is_not_there_fails_nothing_and_keeps_its_secret(url: str, caplog: pytest.LogCaptureFixture) -> None:
    """Law: an alert never fails what it is about, and its address, which may hold a secret, is never logged."""
    caplog.set_level(logging.DEBUG, logger="copydesk")
    assert alerts.send(ALERT, Settings(alert_url=url)) is False
    assert "was not taken" in caplog.text
    assert "secret-token" not in caplog.text


def test_a_link_leads_to_its_run_whatever_its_name() -> None:
    """The name of a run is one part of the address: what has a meaning there is written out."""
    link = alerts.link_to("https://airflow.example/", "clean_news", "by hand/2024-10-30T00:00+00:00?")
    assert link == "https://airflow.example/dags/clean_news/runs/by%20hand%2F2024-10-30T00%3A00%2B00%3A00%3F"
    assert alerts.link_to("", "clean_news", "by hand") == ""


@pytest.mark.parametrize(("run_type", "posted"), [("scheduled", 1), ("manual", 1), ("backfill", 0)])
def test_a_missed_deadline_is_told_but_for_backfills(run_type: str, posted: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Law: a late night is told; a month of backfilled days that queue for hours is not thirty messages."""
    hook = Hook()
    monkeypatch.setenv("COPYDESK_ALERT_URL", hook.url)
    run: dict[str, Any] = {"dag_id": "clean_news", "dag_run_id": "night 1", "run_type": run_type, "state": "running"}
    run |= {"conf": {}, "logical_date": "2024-10-30T00:00:00Z", "run_after": "2024-10-31T00:00:00Z"}
    said = asyncio.run(alerts.late_run({"dag_run": run}, base_url="https://airflow.example/", hours=6.5))
    hook.close()
    assert said == (
        "copydesk, 2024-10-30: The run is not done 6.5 hours after it was queued; its state is running. "
        "https://airflow.example/dags/clean_news/runs/night%201"
    )
    assert [post["day"] for post in hook.posts] == ["2024-10-30"] * posted


def test_what_a_night_waits_for(tmp_path: Path) -> None:
    """Law: a day is there once some file is, in the inbox or landed, and none of them is unfinished or still being written."""
    settings = Settings(root=str(tmp_path), inbox_quiet_seconds=60)
    day = date.fromisoformat(NIGHT)
    assert inbox.missing(settings, day, now=4e9) == f"nothing has come, neither to inbox nor to landing/{NIGHT}"
    drop(tmp_path, "inbox/a.txt", "x")
    assert inbox.missing(settings, day, now=4e9) == ""
    assert "written" in inbox.missing(settings, day, now=(tmp_path / "inbox/a.txt").stat().st_mtime + 59)
    drop(tmp_path, f"landing/{NIGHT}/b.txt.part", "x")
    assert inbox.missing(settings, day, now=4e9).startswith("not complete, 1 in all: b.txt.part (")


def test_late_days_are_those_that_changed(tmp_path: Path) -> None:
    """Law: a day is late if files came, went or changed since its run, or came and it was never run; code is no matter."""
    settings = Settings(root=str(tmp_path), look_back_days=3)
    days = [date(2024, 10, number) for number in (26, 27, 28, 29, 30)]
    for day in days[:4]:
        drop(tmp_path, f"landing/{day}/story.txt", story(day.day))
        if day.day != 27:
            pipeline.run_day(settings, day)
    assert pipeline.late_days(settings, days[4]) == [days[1]]
    pipeline.run_day(settings, days[1])
    assert pipeline.late_days(Settings(root=str(tmp_path), look_back_days=3, fewest_words=2), days[4]) == []
    drop(tmp_path, f"landing/{days[3]}/more.txt", story(99))
    (tmp_path / f"landing/{days[2]}/story.txt").unlink()
    drop(tmp_path, f"landing/{days[0]}/more.txt", story(98))  # before the look-back
    assert pipeline.late_days(settings, days[4]) == [days[2], days[3]]
    assert pipeline.late_days(Settings(root=str(tmp_path), look_back_days=0), days[4]) == []


def test_a_day_with_a_closed_folder_is_late_and_its_own_run_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Law: a closed folder of an earlier day stops no look-back; the run of that day names folder, user and cure."""
    settings = Settings(root=str(tmp_path), look_back_days=3)
    days = [date(2024, 10, number) for number in (27, 28, 29, 30)]
    for day in days[:3]:
        drop(tmp_path, f"landing/{day}/harbour/story.txt", story(day.day))
        pipeline.run_day(settings, day)
    assert pipeline.late_days(settings, days[3]) == []
    closed, scandir = tmp_path / f"landing/{days[1]}/harbour", os.scandir

    def guarded(path: Any) -> Any:
        if Path(path) == closed:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", guarded)
    assert pipeline.late_days(settings, days[3]) == [days[1]]
    with pytest.raises(LakeError) as refusal:
        pipeline.plan(settings, days[1])
    assert str(refusal.value) == (
        f"{closed} cannot be listed: Permission denied. Let user {os.geteuid()} read and enter it (chmod a+rx, for instance), "
        "and run this again."
    )
