"""copydesk.read: how a caller may name the root, dates, topics and columns, and what is told of what cannot be meant."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from copydesk import read, reader
from copydesk.errors import LakeError, MissingError
from copydesk.store import lake, open_root
from tests.laws import newsroom as news

DATE = date(2024, 10, 28)
ROWS = 2


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A lake with two articles of one date, one of each topic, and one of another date."""
    for _ in news.lightened():
        root = tmp_path_factory.mktemp("made") / "root"
        news.land(root, news.DAYS[2], "library", news.page("library", "October 28, 2024", "World"))
        news.land(root, news.DAYS[2], "pool", news.page("pool", "October 28, 2024", "Sport"))
        news.land(root, news.DAYS[2], "orchard", news.page("orchard", "October 27, 2024", "World"))
        news.run(root, [news.DAYS[2]])
        yield root


@pytest.mark.parametrize(
    "dates",
    [
        DATE, "2024-10-28", datetime(2024, 10, 28, 23, 59, tzinfo=UTC), pd.Timestamp("2024-10-28 12:00"),
        np.datetime64("2024-10-28"), [pd.Timestamp("2024-10-28")], [datetime(2024, 10, 28, 7, tzinfo=UTC)],
        (np.datetime64("2024-10-28T05:00"),),
        pd.date_range("2024-10-28", periods=3), np.array(["2024-10-28"], "datetime64[ns]"), pd.Series(["2024-10-28"]),
        iter([DATE, "2024-10-28"]),
    ],
    ids=lambda dates: type(dates).__name__,
)  # fmt: skip
def test_a_day_is_a_day_however_it_is_written(root: Path, dates: Any) -> None:
    """Law: a day, a moment of it or its name, alone or in a list of any kind, means the articles of that date."""
    rows = read(str(root), dates=dates)
    assert rows.num_rows == ROWS
    assert set(rows["published_on"].to_pylist()) == {DATE}


@pytest.mark.parametrize(
    "dates",
    [[None], 20241028, [20241028], pd.NaT, [np.datetime64("NaT")], ["28 October"], [np.datetime64("300000000000")]],
    ids=lambda dates: type(dates).__name__,
)
def test_what_is_no_day_is_told(root: Path, dates: Any) -> None:
    """Law: what names no day is told as it was given, and never read as no articles."""
    with pytest.raises(LakeError, match=r"is no day|is neither one of the dates"):
        read(str(root), dates=dates)


def test_one_alone_need_be_in_no_list(root: Path) -> None:
    """Law: one topic or column alone is read as a list of one, and the root may be a path."""
    assert read(root, topics="world").num_rows == read(str(root), topics=["world"]).num_rows == 2
    assert read(root, columns="title").column_names == ["title"]
    with pytest.raises(LakeError, match=r"\['wrld'\] are no topics"):
        read(root, topics="wrld")
    with pytest.raises(LakeError, match="topics=7 is neither"):
        read(root, topics=7)  # type: ignore[arg-type]


def test_a_column_is_asked_for_once(root: Path) -> None:
    """Law: a column that is named twice is told, before anything is read."""
    with pytest.raises(LakeError, match=r"\['title'\] more than once"):
        read(root, columns=["title", "id", "title"])


def test_a_root_that_is_not_there_is_no_empty_lake(tmp_path: Path) -> None:
    """Law: a misspelt root is told; an empty folder is a lake without articles."""
    with pytest.raises(MissingError, match="nowhere is no folder"):
        read(tmp_path / "nowhere")
    with pytest.raises(MissingError, match="nowhere is no folder"):
        read(tmp_path / "nowhere", dates="2024-10-28")
    assert not (tmp_path / "nowhere").exists()
    assert read(tmp_path).num_rows == 0
    assert read(tmp_path, dates="2024-10-28").num_rows == 0


def test_a_file_that_is_not_what_its_manifest_names_is_never_read(tmp_path: Path) -> None:
    """Law: a whole Parquet file with other articles than the manifest vouches for is no part of any answer."""
    for _ in news.lightened():
        news.land(tmp_path, news.DAYS[2], "library", news.page("library", "October 28, 2024", "World"))
        news.land(tmp_path, news.DAYS[2], "pool", news.page("pool", "October 27, 2024", "World"))
        news.run(tmp_path, [news.DAYS[2]])
    ours, other = (tmp_path / f"lake/date={day}/topic=world/part-0.parquet" for day in ("2024-10-28", "2024-10-27"))
    ours.write_bytes(other.read_bytes())
    with pytest.raises(LakeError, match="was still being published, or is damaged"):
        read(tmp_path, DATE, wait_seconds=0)
    assert read(tmp_path, "2024-10-27").num_rows == 1


def test_a_date_that_is_published_while_it_is_read_is_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Law: what is read of a date is what it held at one moment, and no older than the manifest at the end of the reading."""
    real, looks = reader._snapshot, []

    def overtaken(*given: Any) -> Any:
        found = real(*given)
        looks.append(found)
        if len(looks) == 1:
            news.land(tmp_path, news.DAYS[2], "pool", news.page("pool", "October 28, 2024", "Sport"))
            news.run(tmp_path, [news.DAYS[2]])
        return found

    for _ in news.lightened():
        news.land(tmp_path, news.DAYS[2], "library", news.page("library", "October 28, 2024", "World"))
        news.run(tmp_path, [news.DAYS[2]])
        monkeypatch.setattr(reader, "_snapshot", overtaken)
        assert sorted(read(tmp_path, DATE)["topic"].to_pylist()) == ["sport", "world"]
    assert len(looks) == 2


def test_dates_are_read_in_order_and_once(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Law: whatever the order that dates are named in, and however often, each is read once and the earliest first."""
    days = [DATE + timedelta(days=n) for n in range(12)]
    asked: list[date] = []
    monkeypatch.setattr(reader, "_date", lambda place, day, *given: asked.append(day) or [])
    read(root, [*reversed(days), *days])
    assert asked == days


def test_topics_are_read_in_order_and_once(root: Path) -> None:
    """Law: whatever the order that topics are named in, and however often, rows come by topic, each once."""
    assert read(root, DATE, ["world", "sport", "world"]).equals(read(root, DATE))
    assert read(root, DATE)["topic"].to_pylist() == ["sport", "world"]


def test_a_date_whose_publisher_is_at_work_is_not_without_articles(tmp_path: Path) -> None:
    """Law: a date that is marked unfinished is waited for and then told, also where no file of it is there yet."""
    lake.distrust(open_root(str(tmp_path)), DATE)
    with pytest.raises(LakeError, match="was still being published"):
        read(tmp_path, DATE, wait_seconds=0)


def test_one_date_alone_is_a_range(root: Path, tmp_path: Path) -> None:
    """Law: a range may begin and end with the same date, and JSON tells its days as 2024-10-31."""
    file = tmp_path / "news.jsonl"
    assert reader.export(str(root), file, DATE, DATE, None, ["id", "published_on"]) == ROWS
    told = [json.loads(line)["published_on"] for line in file.read_text("utf-8").splitlines()]
    assert told == [DATE.isoformat()] * ROWS
