"""The DAG as it is written: what loads, in which order, with which promises; nothing runs here."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from typing import Any

import pytest

from copydesk import landingday
from tests.dags.conftest import REPOSITORY

STAGES = ["ingest_files", "detect_language", "strip_boilerplate", "date_and_topic", "validate_schema"]
NIGHT = ["wait_for_files", "sweep_inbox"]
LINE = [*NIGHT, "plan_batches", *STAGES, "file_day", "write_parquet", "report_day", "announce"]
LATE = ["sweep_inbox", "find_late_files", "run_late_days"]
DAGS = ["clean_news", "corpus_snapshot", "daily_digest", "spark_archive"]
MIDNIGHT = datetime(2024, 10, 30, tzinfo=UTC)


@pytest.fixture(scope="session")
def dag(dagbag: Any) -> Any:
    """The DAG clean_news."""
    return dagbag.dags["clean_news"]


def test_dag_files_load_without_errors_and_without_warnings(dagbag: Any) -> None:
    """Law: every file in dags/ loads, and nothing in it is deprecated."""
    assert dagbag.import_errors == {}
    assert dagbag.captured_warnings == {}
    assert sorted(dagbag.dags) == DAGS


@pytest.mark.parametrize("name", DAGS)
def test_parsing_imports_nothing_heavy(name: str) -> None:
    """Law: a DAG file is parsed again for each task, so it imports no pandas, no Arrow, no Great Expectations, nor our stages."""
    heavy = "{'pandas', 'pyarrow', 'numpy', 'great_expectations', 'langdetect', 'ftfy'}"
    light = "{'copydesk', 'copydesk.alerts', 'copydesk.errors', 'copydesk.settings', 'copydesk.version'}"
    file = str(REPOSITORY / "dags" / f"{name}.py")
    ours = f"{{name for name in sys.modules if name.split('.')[0] == 'copydesk'}} - {light}"
    program = f"import sys, runpy; runpy.run_path({file!r}); print(sorted({heavy} & set(sys.modules) | {ours}))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_tasks_stand_in_the_order_of_the_stages(dag: Any) -> None:
    """Law: one line of tasks from the wait to the announcement, each stage mapped over batches; the late days hang beside it."""
    assert {task.task_id for task in dag.tasks} == {*LINE, *LATE}
    for task, following in [*pairwise(LINE), *pairwise(LATE)]:
        assert following in dag.get_task(task).downstream_task_ids
    assert {task for task in LINE if dag.get_task(task).is_mapped} == {*STAGES, "write_parquet"}


def test_what_becomes_of_late_days_does_not_decide_the_night(dag: Any) -> None:
    """Law: the run is judged by its announcement too: a failed stage fails the night, whatever the branch of late days does."""
    assert {task.task_id for task in dag.tasks if not task.downstream_task_ids} == {"announce", "run_late_days"}
    assert "run_late_days" not in {name for task in dag.tasks for name in task.upstream_task_ids}


NIGHT_ENDS = MIDNIGHT + timedelta(days=1)


@pytest.mark.parametrize(
    ("run_type", "landing_date", "interval_end", "now", "is_night"),
    [
        pytest.param("scheduled", None, NIGHT_ENDS, NIGHT_ENDS, True, id="the-night"),
        pytest.param("scheduled", None, NIGHT_ENDS, NIGHT_ENDS + timedelta(hours=23), True, id="cleared-the-same-day"),
        pytest.param("scheduled", None, NIGHT_ENDS, NIGHT_ENDS + timedelta(hours=24), False, id="cleared-the-day-after"),
        pytest.param("scheduled", "2024-10-30", NIGHT_ENDS, NIGHT_ENDS, False, id="another-day-was-named"),
        pytest.param("backfill", None, NIGHT_ENDS, NIGHT_ENDS, False, id="backfill"),
        pytest.param("manual", None, NIGHT_ENDS, NIGHT_ENDS, False, id="by-hand"),
        pytest.param("manual", "2024-10-30", None, NIGHT_ENDS, False, id="a-late-day"),
    ],
)
def test_which_run_waits_sweeps_and_looks_back(
    run_type: str, landing_date: str | None, interval_end: datetime | None, now: datetime, is_night: bool
) -> None:
    """Law: only the night's own run, and only while it is its night: a backfill never sweeps today's inbox into an old day."""
    from dags.clean_news import night_of

    assert night_of(run_type, landing_date, interval_end, now) == (interval_end if is_night else None)


def test_a_run_has_a_deadline_from_when_it_was_queued(dag: Any) -> None:
    """Law: a backfill's logical date is long past, so a deadline counts from the queue; it leaves room for the wait for files."""
    [alert] = dag.deadline if isinstance(dag.deadline, list) else [dag.deadline]
    assert alert.reference.reference_name == "DagRunQueuedAtDeadline"
    assert alert.interval == 6 * 3600, "a number: see the DAG"
    assert alert.callback.path == "copydesk.alerts.late_run"


def test_the_stages_are_those_of_the_package(dag: Any) -> None:
    """Law: the DAG and the command line run the same steps by the same names."""
    from copydesk import pipeline

    assert [stage.__name__ for stage in pipeline.STAGES] == STAGES


def test_every_task_is_retried_with_growing_pauses_and_has_an_owner(dag: Any) -> None:
    """Law: two retries or more, for the cold start and for a passing fault, with exponential backoff."""
    for task in dag.tasks:
        assert (min(task.retries, 2), task.retry_exponential_backoff, task.owner) == (2, 2.0, "copydesk"), task.task_id


def test_a_night_survives_an_empty_day_but_not_a_failed_stage(dag: Any) -> None:
    """Law: filing, report and announcement run after skipped tasks, never after failed ones."""
    rules = {task.task_id: task.trigger_rule.value for task in dag.tasks}
    assert {name for name, rule in rules.items() if rule == "none_failed"} == {"file_day", "report_day", "announce"}
    assert {rule for name, rule in rules.items() if name not in ("file_day", "report_day", "announce")} == {"all_success"}


def test_the_dag_runs_nightly_without_catching_up_and_takes_any_early_day(dag: Any) -> None:
    """Law: an interval is one UTC day, missed nights are not made up by themselves, and old archives can be backfilled."""
    from airflow.sdk import CronDataIntervalTimetable

    assert isinstance(dag.timetable, CronDataIntervalTimetable)
    assert (dag.timetable.expression, dag.catchup, dag.max_active_runs) == ("0 0 * * *", False, 2)
    assert dag.start_date == datetime.combine(landingday.FIRST, time(), UTC), "Airflow passes over what lies before it"
    assert {"copydesk", "news"} <= set(dag.tags)


def test_the_parameter_is_empty_by_default_and_must_be_a_date(dag: Any) -> None:
    """Law: the backfill dialog does not send edited parameters, so the default must mean the run's own day."""
    parameter = dag.params.get_param("landing_date")
    assert parameter.resolve() is None
    assert parameter.resolve("2024-10-31") == "2024-10-31"
    assert parameter.description
    with pytest.raises(Exception, match="date"):
        parameter.resolve("tomorrow")


@pytest.mark.parametrize("name", DAGS)
def test_the_dag_and_each_task_explain_themselves(dagbag: Any, name: str) -> None:
    """Law: whoever looks at the page finds what the DAG and each of its tasks are for."""
    dag = dagbag.dags[name]
    assert len(dag.doc_md) > 200
    assert dag.description
    for task in dag.tasks:
        assert task.doc_md, task.task_id
        assert len(task.doc_md) > 30, task.task_id


def test_the_announcement_carries_both_assets(dag: Any) -> None:
    """Law: readers may wait for any change or for a date; keyed events never wake plain readers, so there are two assets."""
    assert [asset.name for asset in dag.get_task("announce").outlets] == ["news", "news_by_date"]
    assert [task.task_id for task in dag.tasks if task.outlets] == ["announce"]


def test_the_scheduler_can_store_and_read_the_dags(dagbag: Any) -> None:
    """Law: what the scheduler reads from its database is the DAG that was written."""
    from airflow.serialization.serialized_objects import DagSerialization

    for dag in dagbag.dags.values():
        assert DagSerialization.deserialize_dag(DagSerialization.serialize_dag(dag)).task_ids == dag.task_ids


def test_a_setting_that_cannot_be_used_is_told_where_the_dag_would_be() -> None:
    """Law: a wrong setting shows as an import error of the DAG, in words that name the variable and what would do."""
    program = f"import runpy; runpy.run_path({str(REPOSITORY / 'dags' / 'clean_news.py')!r})"
    env = {**os.environ, "COPYDESK_WAIT_UNTIL": "30"}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, env=env)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].endswith("COPYDESK_WAIT_UNTIL=30.0 is out of range: at least 0, at most 23.")
