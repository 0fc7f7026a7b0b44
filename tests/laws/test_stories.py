"""Stories in the lake obey its laws: their ids follow from what has landed, and move only where dates are published anyway."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations
from pathlib import Path

import pyarrow as pa
import pytest

from copydesk import dedup, pipeline, read
from copydesk.pipeline import edition, window
from copydesk.settings import Settings
from tests.laws import newsroom as news

DAY = news.DAYS[0]
light = pytest.fixture(autouse=True)(news.lightened)


def stories(root: Path) -> dict[str, str]:
    """By source, and day it landed, which article names its story."""
    rows = read(str(root), columns=["id", "source", "landed_on", "story"]).to_pylist()
    named = {row["id"]: f"{row['landed_on']} {row['source']}" for row in rows}
    return {named[row["id"]]: named.get(row["story"], "gone") for row in rows}


@pytest.fixture
def root(tmp_path: Path) -> Iterator[Path]:
    """Three landing days: the event in Hindi, in Gujarati a day later, and something else."""
    news.land(tmp_path, news.DAYS[0], "hi", news.visit("hi", news.DATES[1], "World"))
    news.land(tmp_path, news.DAYS[1], "gu", news.visit("gu", news.DATES[2], "Sport"))
    news.land(tmp_path, news.DAYS[2], "other", news.page("orchard", news.DATES[2], "World"))
    return tmp_path


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_story_has_the_id_of_its_first_article_in_any_order_of_runs(root: Path, order: tuple[int, ...]) -> None:
    """Whichever landing day is run first, the articles of the event bear the id of the one that was published first."""
    news.run(root, [news.DAYS[n] for n in order])
    assert stories(root) == {
        "2024-10-29 hi.txt": "2024-10-29 hi.txt",
        "2024-10-30 gu.txt": "2024-10-29 hi.txt",
        "2024-10-31 other.txt": "2024-10-31 other.txt",
    }
    assert news.audited(root) == []


def test_takedown_and_late_file_move_a_story_as_a_fresh_build_would(root: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """When its first article goes, a story takes the id of the next; when an earlier one lands, of that one."""
    news.run(root, news.DAYS[:3])
    pipeline.takedown(news.settings_of(root), pipeline.record_id(DAY, "hi.txt", ""), "by order of a court")
    assert stories(root)["2024-10-30 gu.txt"] == "2024-10-30 gu.txt"
    news.land(root, news.DAYS[3], "late", news.visit("hi", news.DATES[1], "World"))
    news.run(root, [news.DAYS[3]])
    assert stories(root)["2024-10-30 gu.txt"] == "2024-11-01 late.txt"
    assert news.differences(news.files(root), news.from_scratch(root, tmp_path_factory.mktemp("fresh"))) == []


def test_rerun_writes_nothing_where_stories_stay(root: Path) -> None:
    """A date whose articles and their stories are as they were is left alone."""
    news.run(root, news.DAYS[:3])
    assert [pipeline.run_day(news.settings_of(root), day)["changed"] for day in news.DAYS[:3]] == [[], [], []]


def test_story_ends_with_the_window(root: Path) -> None:
    """Beyond the window an event is told anew, so that no date depends on more than its window."""
    news.land(root, news.DAYS[3], "far", news.visit("hi", "2024-11-01", "World"))
    news.run(root, news.DAYS)
    assert stories(root)["2024-10-30 gu.txt"] == "2024-10-29 hi.txt"
    assert stories(root)["2024-11-01 far.txt"] == "2024-10-30 gu.txt"


def test_audit_finds_a_story_of_no_article(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A story that no article of the window has the id of is found and named."""

    real = edition.compared

    def unknown(settings: Settings, articles: window.Articles) -> tuple[pa.Table, dedup.Duplicates]:
        rows, duplicates = real(settings, articles)
        return rows.set_column(rows.column_names.index("story"), "story", pa.array(["f" * 32] * len(rows))), duplicates

    monkeypatch.setattr(edition, "compared", unknown)
    news.run(root, news.DAYS[:1])
    assert {finding.split(" ")[0] for finding in news.audited(root)} >= {"story-unknown"}
