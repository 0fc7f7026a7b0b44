"""The desk's pages cost what they show, not what the lake has become: no file is opened that a younger lake would not have."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from benchmarks.counting import Cost, counted
from copydesk.overview.answers import Answers
from copydesk.overview.desk import Desk
from copydesk.overview.frame import Place
from copydesk.settings import Settings
from copydesk.store import open_root, paths
from tests import newsyear

YOUNG, OLD = 100, 400
"""Landing days: more than the first page looks back."""
PLACE, LAST = Place(""), newsyear.FIRST + timedelta(days=OLD - 1)

Ask = Callable[[Answers], object]
PAGES: dict[str, Ask] = {
    "front": lambda desk: desk.front(PLACE, LAST),
    "span": lambda desk: desk.span(PLACE, None, None, LAST),
    "day": lambda desk: desk.day(PLACE, LAST),
    "date": lambda desk: desk.one_date(PLACE, LAST - timedelta(days=9)),
}


@pytest.fixture(scope="module")
def lakes(tmp_path_factory: pytest.TempPathFactory) -> list[Settings]:
    """A young lake and an old one that end with the same landing days."""
    reports, found = newsyear.year(OLD, sites=3), []
    for days in (YOUNG, OLD):
        settings = Settings(root=str(tmp_path_factory.mktemp(str(days))))
        newsyear.shelve(open_root(settings.root), reports[-days:])
        found.append(settings)
    return found


def asked(settings: Settings, ask: Ask, times: int = 1) -> Cost:
    """What a desk asks of its root when its page is called so many times."""
    answers: list[Answers] = []

    def call() -> None:
        answers.append(Answers(Desk(settings)))
        for _ in range(times):
            ask(answers[0])

    return counted(settings, call)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_opens_as_many_files_in_an_old_lake(lakes: list[Settings], name: str) -> None:
    """Law: a page reads the same number of files however many days lie before those that it shows."""
    young, old = (asked(settings, PAGES[name]) for settings in lakes)
    assert (old.read, old.bytes) == (young.read, pytest.approx(young.bytes, rel=0.01))
    assert 0 < old.read <= 150


@pytest.mark.parametrize("name", PAGES)
def test_a_page_lists_the_names_of_days_and_looks_into_few(lakes: list[Settings], name: str) -> None:
    """Law: each day before those that are shown adds its own name to what a page lists, and nothing below it."""
    young, old = (asked(settings, PAGES[name]) for settings in lakes)
    assert old.listed - young.listed <= OLD - YOUNG


def test_a_page_that_is_called_again_reads_nothing(lakes: list[Settings]) -> None:
    """Law: reports and manifests are kept while their files stay the same, in an old lake too."""
    for settings in lakes:
        assert asked(settings, PAGES["front"], 3).read == asked(settings, PAGES["front"]).read


def test_pages_of_both_lakes_tell_the_same(lakes: list[Settings]) -> None:
    """Law: what is not read could change nothing: the first page says of the same days the same, but for the times of writing."""
    young, old = (Answers(Desk(settings)) for settings in lakes)
    assert young.front(PLACE, LAST) == old.front(PLACE, LAST)
    first, last = LAST - timedelta(days=40), LAST + timedelta(days=4)
    states = [[(one.day, one.state, one.waits_for) for one in answers.desk.dates(first, last)] for answers in (young, old)]
    assert states[0] == states[1]


def test_a_folder_without_a_report_is_no_day_that_was_run(tmp_path: Path) -> None:
    """Law: a run that died before its report makes no date complete, and is not the latest or the first day."""
    settings = Settings(root=str(tmp_path))
    root = open_root(settings.root)
    reports = newsyear.year(20, sites=2)
    newsyear.shelve(root, reports)
    day = newsyear.FIRST + timedelta(days=9)
    root.delete(paths.report(day, "report.json"))
    for stray in (day, newsyear.FIRST - timedelta(days=5), newsyear.FIRST + timedelta(days=30)):
        root.write(paths.report(stray, "report.html"), b"half")
    desk = Desk(settings)
    assert (desk.days()[0], desk.days()[-1]) == (newsyear.FIRST, date(2024, 1, 20))
    [one] = desk.dates(day, day)
    assert (one.state, one.waits_for) == ("missing", (day,))
    assert len(desk.watched().books) == 19
