"""The archive's DAG: how it may be asked for, what it starts, and one real run on Spark."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from copydesk.settings import Settings
from tests.dags.conftest import run_days
from tests.laws import newsroom as news
from tests.laws.test_spark import needs_spark

NOW = datetime(2024, 10, 31, 20, tzinfo=UTC)
DAYS = {"first": "2024-10-01", "last": "2024-10-31"}


@pytest.mark.parametrize(
    ("conf", "words"),
    [
        pytest.param({"frist": "2024-10-01"}, "no parameter frist", id="misspelt"),
        pytest.param({}, "Trigger again with both", id="nothing-given"),
        pytest.param({"first": "2024-10-01", "last": None}, "Trigger again with both", id="no-end"),
        pytest.param({"first": "2024-10-02", "last": "2024-10-01"}, "the two exchanged", id="backwards"),
        pytest.param({"first": "2024-10-02", "last": "2025-10-01"}, "has not come yet", id="future"),
        pytest.param({"first": "1024-10-02", "last": "2024-10-01"}, "when files were scraped", id="before-the-web"),
    ],
)
def test_a_range_that_makes_no_sense_is_refused_with_a_cure(conf: dict[str, Any], words: str) -> None:
    """Law: the defaults start nothing, and each refusal says what to give instead."""
    from dags.spark_archive import wrong_with

    assert words in wrong_with(conf, NOW)
    assert wrong_with(conf, NOW).endswith(".")


def test_what_people_ask_for_is_let_through() -> None:
    """Law: a range of days, and the whole dialog with its defaults, are no mistake."""
    from dags.spark_archive import wrong_with

    assert wrong_with(DAYS, NOW) == ""
    assert wrong_with(DAYS | {"master": None, "force": False, "announce": True, "openlineage": {}}, NOW) == ""


def test_a_run_is_the_command_line() -> None:
    """Law: the task says nothing that `copydesk spark` does not understand."""
    from typer.main import get_command

    from copydesk.cli import app
    from dags.spark_archive import COMMAND, command

    said = command(Settings(root="s3://news/lake"), {**DAYS, "master": "yarn", "force": True}, "to.json")
    assert said[: len(COMMAND)] == COMMAND
    found = get_command(app).commands["spark"].make_context("spark", said[len(COMMAND) :]).params  # type: ignore[attr-defined]
    assert (found["root"], found["master"], found["force"], str(found["summary"])) == ("s3://news/lake", "yarn", True, "to.json")
    assert (found["first"].date().isoformat(), found["last"].date().isoformat()) == (DAYS["first"], DAYS["last"])


def test_a_command_is_followed_and_ends_with_its_task(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    """Law: each line is in the log as it comes, and a task that is killed leaves no Spark behind."""
    from dags import spark_archive

    caplog.set_level("INFO")
    assert spark_archive.followed([sys.executable, "-c", "print('one'); print('two')"]) == ["one", "two"]
    assert [record.getMessage() for record in caplog.records][-2:] == ["one", "two"]

    def killed(*words: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(spark_archive.log, "info", killed)
    with pytest.raises(KeyboardInterrupt):
        spark_archive.followed([sys.executable, "-c", "import time; print('one', flush=True); time.sleep(300)"])


@needs_spark
@pytest.mark.airflow
def test_a_run_makes_the_lake_and_tells_readers(tmp_path: Path) -> None:
    """Law: every task ends well, the lake is that of the days run one by one, and each changed date has its event."""
    root = tmp_path / "root"
    for number, text in enumerate([*news.POOL, *news.BAD]):
        news.land(root, news.DAYS[number % 2], f"site/{number:02}", text)
    runs = run_days(tmp_path, root, [str(news.DAYS[0]), str(news.DAYS[1])], module="tests.dags.archive")
    assert runs.ends, runs.log
    assert runs.ends[0]["tasks"] == dict.fromkeys(["check_engine", "run_archive", "announce", "name_refused"], "success"), (
        runs.log
    )
    found = runs.ends[0]["found"]
    assert (found["days"], found["refused"]) == (2, {})
    assert sum(found["fates"].values()) == len(news.POOL) + len(news.BAD)
    assert news.differences(news.files(root), news.from_scratch(root, tmp_path / "fresh")) == []
    keys = runs.ask("select partition_key from asset_event where partition_key is not null order by partition_key")
    assert [key for (key,) in keys] == found["changed"]
