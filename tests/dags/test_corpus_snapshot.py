"""The nightly example reader: one deduplicated file a month, made anew only where the lake changed."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pyarrow.parquet as pq
import pytest
from airflow.sdk.exceptions import ParamValidationError

from copydesk import pipeline, read
from copydesk.settings import Settings
from dags.corpus_snapshot import months_of, write_month
from tests.dags.conftest import REPOSITORY

SAMPLES = REPOSITORY / "include" / "copydesk" / "samples" / "landing"
DAY = date(2024, 10, 29)
MONTH = "2024-10"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lake of one sample day."""
    root = tmp_path_factory.mktemp("root")
    settings = Settings(root=str(root))
    pipeline.land(settings, SAMPLES / DAY.isoformat(), DAY)
    pipeline.run_day(settings, DAY)
    return root


def manifest(root: Path) -> dict[str, Any]:
    """The manifest of the month's snapshot."""
    found: dict[str, Any] = json.loads((root / f"corpus/month={MONTH}/manifest.json").read_text("utf-8"))
    return found


def test_a_month_is_written_once_until_it_changes(root: Path) -> None:
    """Law: the file holds the month's articles of the languages, each text once, and its manifest the hash; again is nothing."""
    made = write_month(str(root), MONTH, ["en", "hi"])
    assert made == manifest(root)
    data = (root / made["file"]).read_bytes()
    assert made["sha256"] == hashlib.sha256(data).hexdigest()
    snapshot = pq.read_table(root / made["file"])
    lake = read(str(root)).to_pylist()
    wanted = {row["content_sha256"] for row in lake if row["language"] in ("en", "hi") and str(row["published_on"])[:7] == MONTH}
    assert sorted(snapshot["content_sha256"].to_pylist()) == sorted(wanted)
    assert made["rows"] == len(wanted) > 1
    assert write_month(str(root), MONTH, ["en", "hi"]) is None


def test_other_languages_replace_the_file_and_leave_none_behind(root: Path) -> None:
    """Law: the manifest names the one file that is there."""
    write_month(str(root), MONTH, ["en", "hi"])
    made = write_month(str(root), MONTH, ["en"])
    assert made is not None
    assert sorted(path.name for path in (root / f"corpus/month={MONTH}").iterdir()) == sorted(
        [Path(made["file"]).name, "manifest.json"]
    )
    assert set(pq.read_table(root / made["file"])["language"].to_pylist()) == {"en"}


def test_a_month_without_articles_is_an_empty_file(root: Path) -> None:
    """Law: a month that the lake does not hold has a snapshot without rows, in the same columns."""
    made = write_month(str(root), "1999-01", ["en"])
    assert made is not None
    assert made["rows"] == 0
    assert pq.read_table(root / made["file"]).schema.names[0] == "id"


def test_the_months_are_those_of_the_events() -> None:
    """Law: each month that some event's dates are in, once; an event without dates has none."""
    events = [
        SimpleNamespace(extra={"dates": ["2024-10-31", "2024-11-01"]}),
        SimpleNamespace(extra={}),
        SimpleNamespace(extra={"dates": ["2024-10-02"]}),
    ]
    assert months_of(events) == ["2024-10", "2024-11"]


@pytest.mark.parametrize("month", ["2024-13", "2024-00", "2024-10\n", "2024-1", "x2024-10", "२०२४-१०"])
def test_a_month_that_is_none_is_refused(dagbag: Any, month: str) -> None:
    """Law: what is no month of a year is refused when the run is asked for; nothing is written under its name."""
    months = dagbag.dags["corpus_snapshot"].params.get_param("months")
    assert months.resolve([MONTH, "2024-01", "2024-12"]) == [MONTH, "2024-01", "2024-12"]
    with pytest.raises(ParamValidationError):
        months.resolve([month])


def test_what_readers_are_told_of_dates(root: Path) -> None:
    """Law: rows, topics and languages are those of the lake; an empty date is removed; equal lakes, equal checksums."""
    settings = Settings(root=str(root))
    lake = read(str(root)).to_pylist()
    days = sorted({str(row["published_on"]) for row in lake})
    told = pipeline.announced(settings, [*days, "1999-01-01"])
    assert told["rows"] == {day: sum(str(row["published_on"]) == day for row in lake) for day in days} | {"1999-01-01": 0}
    assert told["removed"] == ["1999-01-01"]
    for name, column in (("topics", "topic"), ("languages", "language")):
        assert told[name] == {value: sum(row[column] == value for row in lake) for value in told[name]}
        assert sum(told[name].values()) == len(lake)
    assert told == pipeline.announced(settings, reversed([*days, "1999-01-01"]))
    assert len({*told["checksums"].values()}) == len(days) + 1
    assert len(json.dumps(told)) < 2000
