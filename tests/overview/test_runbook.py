"""Entries of docs/operations.md about the desk's page, lived through on made-up months: their words are those of the page."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from copydesk.overview import pages, shelf
from copydesk.overview.answers import Answers
from copydesk.overview.desk import Desk
from copydesk.overview.frame import Place
from copydesk.settings import Settings
from copydesk.store import open_root
from tests import newsyear
from tests.html_page import Page

RUNBOOK = (Path(__file__).parents[2] / "docs" / "operations.md").read_text("utf-8")
PLACE = Place("")
DAYS = 60
LAST = newsyear.FIRST + timedelta(days=DAYS - 1)
LEFT_OUT, DAMAGED = 40, 45
TOGETHER = ("site-004", "site-007", "site-010", "site-012", "site-013", "site-014", "site-016")
PLANT = {
    **{(number, "silent"): ("site-003",) for number in range(44, 50)},
    **{(number, "silent"): TOGETHER for number in range(52, DAYS)},
    **{(number, "redesigned"): ("site-011",) for number in range(55, DAYS)},
    (56, "rejected"): 0.25,
    (57, "undated"): 0.4,
}


def on(number: int) -> date:
    """The landing day with a number."""
    return newsyear.FIRST + timedelta(days=number)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """Sixty days with all these faults, one day that was not run and one whose report is damaged."""
    root = tmp_path_factory.mktemp("month")
    place = open_root(str(root))
    reports = newsyear.year(DAYS, sites=20, plant=PLANT)
    newsyear.shelve(place, [report for number, report in enumerate(reports) if number != LEFT_OUT], {str(on(20)): str(on(39))})
    place.write(f"reports/landed={on(DAMAGED)}/report.json", b"{")
    return Desk(Settings(root=str(root)))


@pytest.fixture(scope="module")
def front(desk: Desk) -> str:
    """The words of the first page, in one line."""
    return words(Answers(desk).front(PLACE, LAST + timedelta(days=1)))


def words(html: str) -> str:
    """The words of a page, in one line."""
    return re.sub(r"\s+", " ", Page(html).text)


def day_page(desk: Desk, day: date) -> str:
    """The words of a landing day's page."""
    return words(pages.day(PLACE, shelf.read_report(desk.root, day), desk.days(), None))


def entry(title: str) -> str:
    """An entry of the runbook."""
    return RUNBOOK.split(f"## {title}\n", 1)[1].split("\n## ", 1)[0]


def test_a_site_gone_silent_is_named_with_since_when_and_how_much_was_usual(front: str) -> None:
    """Law: one site alone is told apart from several that went together, which points to the scraper."""
    assert f"{on(44)}A site is silentsite-003: nothing for 5 landing days, usually" in front
    assert "fell silent together" in front
    assert "Look at the scraper and its network, not at the sites." in front
    assert '"fell silent together"' in entry("A site has gone silent")


def test_changed_pages_lead_to_the_articles_of_the_site(desk: Desk, front: str) -> None:
    """Law: the mark names the site and what of it is not as usual, and *its articles* is behind it."""
    assert re.search(r"A site's pages changedsite-011: \d+% of its lines were cut, usually \d+% its articles", front)
    assert "*its articles*" in entry("A site's pages changed")
    assert re.search(r'"/articles\?day=2024-02-2[56]&amp;site=site-011"', Answers(desk).front(PLACE, LAST))


def test_days_of_more_rejected_and_undated_show_where_the_runbook_says(desk: Desk, front: str) -> None:
    """Law: the first page marks the day; every heading that the runbook sends to is on the day's page."""
    for number, title, mark in (
        (56, "The share of rejected jumped", "Share rejected or unreadable"),
        (57, "The share of undated jumped", "Share undated (known by the landing day alone)"),
    ):
        assert f"{on(number)}{mark}" in front
        page = day_page(desk, on(number)) + front
        named = re.findall(r"(?<!\*)\*([A-Z][^*]+)\*(?!\*)", entry(title))
        assert len(named) >= 2
        assert [heading for heading in named if heading not in page] == [], title


def test_a_damaged_report_and_a_day_left_out_are_named_with_the_cure(desk: Desk, front: str) -> None:
    """Law: the page names the file and the parameter, and the landing day to backfill; the date's own page says the same."""
    assert f"reports/landed={on(DAMAGED)}/report.json is damaged" in front
    assert "run its landing day again" in front
    assert "Read the day again" in entry("The desk's page says that a report is damaged")
    assert f"Not run, although a later day was: landing day {on(LEFT_OUT)}. Backfill it." in front
    for number, state in ((LEFT_OUT - 1, "missing"), (DAYS - 1, "open"), (20, "late"), (10, "complete")):
        assert state in words(Answers(desk).one_date(PLACE, on(number)))
        assert f"**{state}**" in entry("Is yesterday complete?")
