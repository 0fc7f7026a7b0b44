"""Runs that somebody asked for: wrongly, so that nothing may run; and a range of days of which one fails and is cleared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.laws import newsroom as news
from tests.local.conftest import wait_for
from tests.local.stack import Stack, files_of, land_day, running, undisturbed

pytestmark = [pytest.mark.airflow, pytest.mark.timeout(1200)]
DAYS = [date(2024, 1, 13), date(2024, 1, 14), date(2024, 1, 15)]
FIRST_TASK = "wait_for_files"


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    """One Airflow for the tests of this file, the night's own run over, the example reader asleep."""
    with running() as stack:
        with stack.client() as api:
            api.patch("/dags/daily_digest", json={"is_paused": True}).raise_for_status()
        night = "select run_id from dag_run where run_type = 'scheduled'"
        wait_for(lambda: stack.sql(night), lambda: "no night")
        stack.finish(stack.sql(night)[0][0])
        yield stack


def trigger(stack: Stack, run_id: str, conf: Mapping[str, Any]) -> httpx.Response:
    """The answer to somebody who triggers a run."""
    with stack.client() as api:
        return api.post("/dags/clean_news/dagRuns", json={"dag_run_id": run_id, "logical_date": None, "conf": dict(conf)})


def backfill(stack: Stack, first: date, last: date, conf: Mapping[str, Any] | None = None, **more: str) -> httpx.Response:
    """The answer to somebody who starts a backfill, as the dialog does, two days at a time."""
    body = {
        "dag_id": "clean_news",
        "from_date": f"{first}T00:00:00Z",
        "to_date": f"{last}T00:00:00Z",
        "max_active_runs": 2,
        "dag_run_conf": None if conf is None else dict(conf),
        **more,
    }
    with stack.client() as api:
        return api.post("/backfills", json=body)


def runs_of(stack: Stack, number: int) -> dict[date, tuple[str, str]]:
    """The runs of a backfill by landing day: run id and state."""
    rows = stack.sql(f"select (logical_date at time zone 'UTC')::date, run_id, state from dag_run where backfill_id = {number}")
    return {date.fromisoformat(day): (run_id, state) for day, run_id, state in rows}


def wait_until_over(stack: Stack, number: int) -> None:
    """Returns when Airflow no longer counts a backfill as active: its scheduler looks every 30 s.

    Its public list of backfills knows no filter for that, and passes over one that is given.
    """
    with stack.client() as api:
        wait_for(
            lambda: api.get(f"/backfills/{number}").raise_for_status().json()["completed_at"],
            lambda: runs_of(stack, number),
        )


def ends(stack: Stack, number: int) -> dict[date, str]:
    """States of a backfill's runs once all have ended and another backfill may begin."""
    wait_for(
        lambda: {state for _, state in runs_of(stack, number).values()} <= {"success", "failed"},
        lambda: [stack.states(run_id) for run_id, _ in runs_of(stack, number).values()],
        900,
    )
    wait_until_over(stack, number)
    return {day: state for day, (_, state) in runs_of(stack, number).items()}


def assert_refused_at_once(stack: Stack, run_id: str, words: str) -> None:
    """Holds that a run failed in the first try of its first task, in these words, and that nothing else of it ran."""
    stack.finish(run_id, "failed")
    begun = [task.split()[0] for task in stack.states(run_id) if not task.endswith(" 0")]
    assert begun == [FIRST_TASK], stack.states(run_id)
    assert [task for task in stack.states(run_id) if task.startswith(FIRST_TASK)] == [f"{FIRST_TASK} -1 failed 1"]
    assert words in stack.log(run_id, FIRST_TASK)


def made(stack: Stack) -> list[Path]:
    """All that runs have made."""
    return sorted(path for zone in ("desk", "lake", "reports") for path in (stack.root / zone).rglob("*"))


def asked_for(stack: Stack) -> list[list[str]]:
    """Runs and backfills that somebody asked for."""
    return stack.sql("select run_id from dag_run where run_type <> 'scheduled' union select id::text from backfill")


@pytest.mark.parametrize(
    ("conf", "words"),
    [
        ({"landing_date": "yesterday"}, "param landing_date: 'yesterday' is not a 'date'"),
        ({"landing_date": "30/10/2024"}, "param landing_date: '30/10/2024' is not a 'date'"),
        ({"landing_date": 20241030}, "param landing_date: 20241030 is not"),
        ({"force": "yes"}, "param force: 'yes' is not of type 'boolean'"),
    ],
)
def test_a_value_of_the_wrong_shape_is_refused_before_there_is_a_run(stack: Stack, conf: dict[str, Any], words: str) -> None:
    """Law: the answer names the parameter and what it was given; no run is made, of one day or of a range."""
    before = asked_for(stack)
    one, many = trigger(stack, "never", conf), backfill(stack, DAYS[0], DAYS[1], conf)
    assert (one.status_code, many.status_code) == (400, 422)
    assert words in one.json()["detail"]
    assert words in str(many.json()["detail"])
    assert asked_for(stack) == before


@pytest.mark.parametrize(
    ("run_id", "conf", "words"),
    [
        ("to-come", {"landing_date": "2999-01-01"}, "Landing day 2999-01-01 has not come yet"),
        ("of-1700", {"landing_date": "1700-01-01"}, "Landing day 1700-01-01 lies before 1990-01-01"),
        ("misspelt", {"landing_day": "2024-01-13"}, "clean_news has no parameter landing_day. It has landing_date"),
    ],
)
def test_a_senseless_run_fails_at_once_and_says_what_to_do(stack: Stack, run_id: str, conf: dict[str, Any], words: str) -> None:
    """Law: what Airflow's own check cannot know fails the first task, without another try, before anything is done."""
    before = made(stack)
    trigger(stack, run_id, conf).raise_for_status()
    assert_refused_at_once(stack, run_id, words)
    assert made(stack) == before


def test_a_backfill_asked_for_wrongly_and_one_whose_middle_day_fails_are_put_right(stack: Stack, tmp_path: Path) -> None:
    """Law: with a landing day filled in no day runs, and what the message says mends it; a day that fails then holds up no other,
    and put right and cleared, though the backfill is over, it makes the lake right.
    """
    for day in DAYS:
        land_day(stack.root, day, count=2)
    obstacle = stack.root / f"desk/landed={DAYS[1]}"
    obstacle.parent.mkdir(exist_ok=True)
    obstacle.write_text("a file where a folder must be")
    before = made(stack)
    number = backfill(stack, DAYS[0], DAYS[2], {"landing_date": f"{DAYS[0]}"}).raise_for_status().json()["id"]
    assert ends(stack, number) == dict.fromkeys(DAYS, "failed")
    for run_id, _ in runs_of(stack, number).values():
        assert_refused_at_once(stack, run_id, f"Each day of this backfill would run landing day {DAYS[0]} instead of its own")
    assert made(stack) == before

    cure = {"landing_date": None, "force": False, "sweep": False}  # as the dialog sends its defaults where the box is ticked
    number = backfill(stack, DAYS[0], DAYS[2], cure, reprocess_behavior="failed").raise_for_status().json()["id"]
    another = backfill(stack, DAYS[0], DAYS[2])
    assert (another.status_code, another.json()["detail"]) == (409, "There is already a running backfill for dag clean_news")
    assert ends(stack, number) == {DAYS[0]: "success", DAYS[1]: "failed", DAYS[2]: "success"}
    run_id, _ = runs_of(stack, number)[DAYS[1]]
    [failed] = [task.split()[0] for task in stack.states(run_id) if " failed " in task]
    assert str(obstacle) in stack.log(run_id, failed)
    others = articles(stack)
    assert others != {}

    obstacle.unlink()
    with stack.client() as api:  # as the round arrow on the failed task does
        body = {"dry_run": False, "dag_run_id": run_id, "task_ids": [failed], "only_failed": False, "include_downstream": True}
        api.post("/dags/clean_news/clearTaskInstances", json=body).raise_for_status()
    wait_for(lambda: stack.state(run_id) != "failed", lambda: stack.states(run_id))
    stack.finish(run_id)
    assert news.differences(news.files(stack.root), undisturbed(stack, tmp_path / "plain")) == []
    assert news.audited(stack.root) == []
    assert {name: file for name, file in articles(stack).items() if name in others} == others


def articles(stack: Stack) -> dict[str, tuple[int, int]]:
    """Inode and time of each Parquet file of the lake; manifests of dates nearby say that their window was looked at anew."""
    return {name: file for name, file in files_of(stack.root).items() if name.endswith(".parquet")}
