"""What the tasks of clean_news do when they are done again: after a try that died, and in a run that was cleared."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from airflow.sdk.exceptions import AirflowFailException

from copydesk import pipeline
from copydesk.settings import Settings

DAY = date(2024, 10, 30)
TEXT = "The ferry was late again on Tuesday, and the owners said that a new one would come from the yard by the end of March.\n"


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A root with one landing day that has been run."""
    root = tmp_path_factory.mktemp("again")
    (root / f"landing/{DAY}").mkdir(parents=True)
    (root / f"landing/{DAY}/ferry.txt").write_text("A new ferry in March\n\n" + TEXT * 4, "utf-8")
    settings = Settings(root=str(root))
    pipeline.run_day(settings, DAY)
    return settings


@pytest.fixture
def tasks(lake: Settings, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The DAG file, with a task at its first try; `tasks.ti` is the task instance."""
    from dags import clean_news

    ti = SimpleNamespace(dag_id="clean_news", run_id="manual__1", try_number=1, task=None, get_ti_count=lambda **_: 0)
    params = {"landing_date": str(DAY), "force": False}
    context = {"ti": ti, "params": params, "dag_run": SimpleNamespace(run_after=datetime(2024, 10, 31, tzinfo=UTC))}
    monkeypatch.setattr(clean_news, "get_current_context", lambda: context)
    monkeypatch.setenv("COPYDESK_ROOT", lake.root)
    return SimpleNamespace(ti=ti, dates=[DAY.isoformat()], dag=clean_news)


def test_a_second_try_of_a_writer_announces_all_its_dates(tasks: Any) -> None:
    """Law: what a try that died has published is announced by the next, which finds it unchanged."""
    write = tasks.dag.write_parquet.function
    assert write(tasks.dates, 0) == []
    tasks.ti.try_number = 2
    assert write(tasks.dates, 0) == tasks.dates


def test_a_cleared_plan_plans_all_batches_again(tasks: Any) -> None:
    """Law: a day that has not changed is not planned at the first try, and in full where somebody has cleared the run."""
    plan = tasks.dag.plan_batches.function
    assert plan() == []
    tasks.ti.try_number = 2
    assert len(plan()) == 1


@pytest.mark.parametrize("done", [0, 1, 3])
def test_no_day_is_filed_unless_each_planned_batch_was_done(tasks: Any, lake: Settings, done: int) -> None:
    """Law: a mapped task that a cleared run lost stays lost, and better no night than half of one."""
    planned = [pipeline.plan(lake, DAY, force=True)[0]] * 2
    tasks.ti.get_ti_count = lambda **asked: (
        done if asked["task_ids"] == ["validate_schema"] and asked["states"] == ["success"] else 2
    )
    manifest = next(Path(lake.root).glob(f"desk/landed={DAY}/manifest*"))
    before = manifest.read_bytes()
    with pytest.raises(AirflowFailException, match=f"{done} of 2 batches were done"):
        tasks.dag.file_day.function(planned, planned)
    assert manifest.read_bytes() == before
