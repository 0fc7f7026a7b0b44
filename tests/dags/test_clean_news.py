"""The DAG as it is written: what loads, in which order, with which promises; nothing runs here."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise
from typing import Any

import pytest

from tests.dags.conftest import REPOSITORY

STAGES = ["ingest_files", "detect_language", "strip_boilerplate", "date_and_topic", "validate_schema"]
ORDER = ["plan_batches", *STAGES, "file_day", "write_parquet", "report_day", "announce"]
MIDNIGHT = datetime(2024, 10, 30, tzinfo=UTC)


@pytest.fixture(scope="session")
def dag(dagbag: Any) -> Any:
    """The DAG clean_news."""
    return dagbag.dags["clean_news"]


def test_dag_files_load_without_errors_and_without_warnings(dagbag: Any) -> None:
    """Law: every file in dags/ loads, and nothing in it is deprecated."""
    assert dagbag.import_errors == {}
    assert dagbag.captured_warnings == {}
    assert sorted(dagbag.dags) == ["clean_news", "daily_digest"]


@pytest.mark.parametrize("name", ["clean_news", "daily_digest"])
def test_parsing_imports_nothing_heavy(name: str) -> None:
    """Law: a DAG file is parsed again for each task, so it imports no pandas, no Arrow, no Great Expectations, nor our stages."""
    heavy = "{'pandas', 'pyarrow', 'numpy', 'great_expectations', 'langdetect', 'ftfy', 'copydesk'}"
    file = str(REPOSITORY / "dags" / f"{name}.py")
    program = f"import sys, runpy; runpy.run_path({file!r}); print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize(
    ("landing_date", "logical_date", "run_after", "day"),
    [
        pytest.param(None, MIDNIGHT, MIDNIGHT + timedelta(days=1), date(2024, 10, 30), id="nightly-or-backfill"),
        pytest.param(None, MIDNIGHT + timedelta(hours=15), MIDNIGHT, date(2024, 10, 30), id="by-hand"),
        pytest.param(None, None, MIDNIGHT, date(2024, 10, 30), id="by-hand-without-a-logical-date"),
        pytest.param("2024-01-02", MIDNIGHT, MIDNIGHT, date(2024, 1, 2), id="parameter-wins"),
        pytest.param("2024-01-02", None, MIDNIGHT, date(2024, 1, 2), id="parameter-alone"),
        pytest.param("", MIDNIGHT, MIDNIGHT, date(2024, 10, 30), id="emptied-in-the-form"),
        pytest.param(
            None,
            datetime(2024, 10, 31, 2, tzinfo=timezone(timedelta(hours=5, minutes=30))),
            MIDNIGHT,
            date(2024, 10, 30),
            id="days-are-utc",
        ),
    ],
)
def test_which_landing_day_a_run_means(
    landing_date: str | None, logical_date: datetime | None, run_after: datetime, day: date
) -> None:
    """Law: the parameter, else the logical date's day, else the day of the trigger."""
    from dags.clean_news import landing_day

    assert landing_day(landing_date, logical_date, run_after) == day


def test_a_landing_date_that_is_no_date_is_refused() -> None:
    """Law: a wrong parameter fails the run; it never means another day."""
    from dags.clean_news import landing_day

    with pytest.raises(ValueError, match=r"31\.10\.2024"):
        landing_day("31.10.2024", MIDNIGHT, MIDNIGHT)


def test_tasks_stand_in_the_order_of_the_stages(dag: Any) -> None:
    """Law: one line of tasks from plan to announcement; each stage leads to the next and is mapped over batches."""
    assert [task.task_id for task in dag.topological_sort()] == ORDER
    for task, following in pairwise(ORDER):
        assert following in dag.get_task(task).downstream_task_ids
    assert [task for task in ORDER if dag.get_task(task).is_mapped] == [*STAGES, "write_parquet"]


def test_the_stages_are_those_of_the_package(dag: Any) -> None:
    """Law: the DAG and the command line run the same steps by the same names."""
    from copydesk import pipeline

    assert [stage.__name__ for stage in pipeline.STAGES] == STAGES


def test_every_task_is_retried_with_growing_pauses_and_has_an_owner(dag: Any) -> None:
    """Law: two retries or more, for the cold start and for a passing fault, with exponential backoff."""
    for task in dag.tasks:
        assert (task.retries, task.retry_exponential_backoff, task.owner) == (2, 2.0, "copydesk"), task.task_id


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
    assert dag.start_date <= datetime(2000, 1, 1, tzinfo=UTC)
    assert {"copydesk", "news"} <= set(dag.tags)


def test_the_parameter_is_empty_by_default_and_must_be_a_date(dag: Any) -> None:
    """Law: the backfill dialog does not send edited parameters, so the default must mean the run's own day."""
    parameter = dag.params.get_param("landing_date")
    assert parameter.resolve() is None
    assert parameter.resolve("2024-10-31") == "2024-10-31"
    assert parameter.description
    with pytest.raises(Exception, match="date"):
        parameter.resolve("tomorrow")


@pytest.mark.parametrize("name", ["clean_news", "daily_digest"])
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
