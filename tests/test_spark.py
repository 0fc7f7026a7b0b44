"""Spark as an engine, as far as it shows without Spark: what is asked of it, what is refused, how its failures are told."""

from __future__ import annotations

import importlib.util
import sys
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from typer.testing import CliRunner

from copydesk import pipeline, spark
from copydesk.cli import app
from copydesk.errors import EngineError, LakeError, MissingError
from copydesk.pipeline import Archive
from copydesk.settings import Settings
from copydesk.validate import engine

FIRST, LAST = date(2024, 10, 1), date(2024, 10, 31)
DONE = Archive(days=["2024-10-30"], read=["2024-10-30"], fates={"published": 2}, changed=["2024-10-29"], refused={})


def call(*arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(app, ["spark", *arguments], env={"COLUMNS": "200"})
    assert result.exit_code == code, result.output
    return result.output


def test_the_command_hands_on_what_it_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Range, master and Spark's own properties reach the engine, and the summary is written."""
    asked: list[Any] = []
    monkeypatch.setattr(spark, "run", lambda *positional, **named: asked.append((*positional, named)) or DONE)
    summary = tmp_path / "summary.json"
    said = call(
        str(tmp_path), "--from", "2024-10-01", "--to", "2024-10-31", "--master", "yarn", "--conf", "spark.executor.memory=3g",
        "--conf", "spark.x=a=b", "--summary", str(summary),
    )  # fmt: skip
    [(settings, first, last, _, named)] = asked
    assert (settings.root, first, last) == (str(tmp_path), FIRST, LAST)
    assert named == {"master": "yarn", "options": {"spark.executor.memory": "3g", "spark.x": "a=b"}, "force": False}
    assert "1 date changed" in said
    assert '"changed": [\n  "2024-10-29"' in summary.read_text("utf-8")


def test_what_was_refused_is_named_and_exits_with_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A day that broke the contract is an error for scripts, though all others went well."""
    refused = Archive(
        **{name: getattr(DONE, name) for name in ("days", "read", "fates", "changed")}, refused={"2024-10-30": "why"}
    )
    monkeypatch.setattr(spark, "run", lambda *positional, **named: refused)
    assert "refused: 2024-10-30: why" in call(str(tmp_path), "--from", "2024-10-01", "--to", "2024-10-31", code=1)


def test_what_became_of_an_archive_is_told_though_its_summary_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Law: a summary that could be written when the archive began and cannot when it ends costs a sentence, not the result."""
    folder = tmp_path / "gone"
    folder.mkdir()
    monkeypatch.setattr(spark, "run", lambda *positional, **named: folder.rmdir() or DONE)
    said = call(str(tmp_path), "--from", "2024-10-01", "--to", "2024-10-31", "--summary", str(folder / "s.json"), code=1)
    told = "".join(said.split())  # a console breaks lines amid long paths
    assert told.index("1datechanged") < told.index("s.jsoncannotbewritten")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--from", "2024-10-01"], 2, "--to"),
        (["--from", "2024-10-01", "--to", "2024-10-31", "--conf", "spark.x"], 2, "--conf spark.x has no value"),
        (["--from", "2024-10-31", "--to", "2024-10-01"], 2, "exchange the two"),
        (["--from", "2024-10-01", "--to", "2024-10-31", "--summary", "/nonexistent/s.json"], 2, "cannot be written"),
        (["--from", "2024-10-01", "--to", "2024-10-31", "--summary", "/"], 2, "cannot be written"),
        (["--from", "2024-10-01", "--to", "2024-10-31"], 1, "no landing day from 2024-10-01 to 2024-10-31"),
    ],
)
def test_mistakes_are_told_in_a_sentence(arguments: list[str], code: int, said: str, tmp_path: Path) -> None:
    """Wrong usage exits with 2, a range without a landing day with 1, before Java is started."""
    assert said in call(str(tmp_path), *arguments, code=code)


def test_without_pyspark_or_java_the_cure_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Law: what Spark lacks is said before anything is started."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(spark, "_HOME", tmp_path)
    with pytest.raises(EngineError, match=r"pip install 'copydesk\[spark\]'"):
        spark.check()
    (tmp_path / "pyspark").mkdir()
    monkeypatch.setattr(sys, "path", sys.path.copy())
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(EngineError, match="Java 17"):
        spark.check()


def test_an_executor_of_another_place_or_version_is_refused(tmp_path: Path) -> None:
    """Law: an executor that does not see the driver's root, or has another code, does nothing but say so."""
    settings = Settings(root=str(tmp_path))
    (tmp_path / "mark").write_bytes(b"")
    spark.agree(spark.Place(settings, "mark", pipeline.made_by(settings)))
    with pytest.raises(LakeError, match="put it on storage that both see"):
        spark.agree(spark.Place(settings, "no mark", pipeline.made_by(settings)))
    with pytest.raises(LakeError, match="another copydesk than the driver"):
        spark.agree(spark.Place(settings, "mark", "another digest"))


def test_executors_are_given_whole_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Law: where the driver stands decides what a relative path means; a URI is left as it is."""
    monkeypatch.chdir(tmp_path)
    found = spark.absolute(Settings(root="lakehouse", topic_model="topics.npz"))
    assert (found.root, found.topic_model) == (str(tmp_path / "lakehouse"), str(tmp_path / "topics.npz"))
    assert spark.absolute(Settings(root="s3://news/lake")) == Settings(root="s3://news/lake")


PAGE = """An error occurred while calling z:org.apache.spark.api.python.PythonRDD.collectAndServe.
: org.apache.spark.SparkException: Job aborted due to stage failure: Task 0 in stage 7.0 failed 3 times, most recent failure:
{}
	at org.apache.spark.api.python.BasePythonRunner.scala:581
"""


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("copydesk.errors.LakeError: /data/x cannot be read: Input/output error.", "/data/x cannot be read: Input/output error."),
        ("ModuleNotFoundError: No module named 'copydesk'", "No module named 'copydesk'"),
        ("org.apache.spark.SparkException: Python worker exited unexpectedly (crashed)", "a Python worker died each time"),
        ("java.lang.IllegalStateException: Cannot call methods on a stopped SparkContext.", "its master cannot be reached"),
        ("something else", "org.apache.spark.SparkException: Job aborted"),
    ],
)
def test_a_page_of_java_becomes_a_sentence(line: str, said: str) -> None:
    """Law: what an executor raised is told in its own words, without the trace around it."""
    found = spark._cause(RuntimeError(PAGE.format(line)))
    assert said in found
    assert "\n" not in found


def test_a_range_without_a_landing_day_is_an_error(tmp_path: Path) -> None:
    """A slip in the range costs no start of Java."""
    with pytest.raises(MissingError, match="no landing day from 2024-10-01 to 2024-10-31"):
        spark.run(Settings(root=str(tmp_path)), FIRST, LAST, lambda what, done, of: None)


def test_great_expectations_cannot_see_pyspark_and_its_worker_can(monkeypatch: pytest.MonkeyPatch) -> None:
    """Law: a package that is hidden cannot be imported, nor any part of it, and is afterwards what it was before."""
    package, part = ModuleType("pyspark"), ModuleType("pyspark.sql")
    monkeypatch.setitem(sys.modules, "pyspark", package)
    monkeypatch.setitem(sys.modules, "pyspark.sql", part)
    with engine._hidden("pyspark"):
        for name in ("pyspark", "pyspark.sql"):
            with pytest.raises(ImportError):
                importlib.import_module(name)
    assert (sys.modules["pyspark"], sys.modules["pyspark.sql"]) == (package, part)
