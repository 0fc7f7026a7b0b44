"""The date score counts what it says, and on the gold dates are found and right as often as they were."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from pathlib import Path

import pytest

from benchmarks import date_score, gold
from benchmarks.date_score import Dated, Shares
from benchmarks.gold import GoldLine, Page
from copydesk.model import Guess
from tests.shared_data import shared

FLOORS = tomllib.loads((Path(__file__).parent / "floors.toml").read_text("utf-8"))["dates"]
DAY = date(2024, 10, 30)
TEXT = "The repair crew reached the old bridge before noon and found two of its five beams cracked right through the middle."


def page(*lines: tuple[str, str], lang: str = "en", day: str = "2024-10-30T23:10:00+05:30") -> Page:
    return Page("small", "one", "ledger", lang, tuple(GoldLine(*line) for line in lines), meta={"date": day})


@pytest.mark.parametrize(
    ("line", "lang"),
    [
        ("30 October 2024", "en"),
        ("Published: Oct. 30th, 2024 | World", "en"),
        ("10/30/24 10:15", "en"),
        ("30.10.2024, 10:15 Uhr", "de"),
        ("३० अक्टूबर २०२४", "hi"),
        ("2024年10月30日", "ja"),
    ],
)
def test_a_day_that_is_shown_is_seen(line: str, lang: str) -> None:
    """A short line with the day in any common form shows it; the day before is not shown, nor what running text says."""
    assert date_score.is_visible(page((line, "date"), lang=lang), DAY)
    assert not date_score.is_visible(page((line, "date"), lang=lang), DAY - timedelta(days=1))
    assert not date_score.is_visible(page((line, "content"), lang=lang), DAY)


def test_a_longer_number_is_no_day() -> None:
    """A day inside a longer number is not shown."""
    assert not date_score.is_visible(page(("Ref 130/10/2024", "boilerplate"), ("30/10/20245", "boilerplate")), DAY)


def test_gold_days_are_those_of_the_publishers_zone() -> None:
    """The day is the metadata's own, and impossible or very old ones are none."""
    assert date_score.gold_day(page()) == DAY
    assert date_score.gold_day(page(day="1970-01-19")) is date_score.gold_day(page(day="soon")) is None
    assert 0 <= (date_score.landing_day(page(), DAY) - DAY).days <= 2


def test_planted_errors_move_the_shares() -> None:
    """A right day, a neighbour, a wrong one, a relative one and none are counted where they belong."""
    days = [DAY, DAY - timedelta(days=1), DAY - timedelta(days=9)]
    told = [Dated(page(), DAY, True, Guess(day, 1.0, "dateline-iso")) for day in days]
    told += [Dated(page(), DAY, True, Guess(DAY, 1.0, "dateline-relative")), Dated(page(), DAY, True, None)]
    assert Shares.of(told) == Shares(5, 5, 2, 3, 3, 1, 2, 1)
    assert date_score.errors(told).count("\n") == 3


def test_a_day_that_the_page_prints_is_told_from_a_misread_one() -> None:
    """A wrong answer is counted by whether the page shows it, shows the gold's day, both or neither; right ones are not."""
    told = [
        Dated(page(("31 October 2024", "date")), DAY, False, Guess(DAY + timedelta(days=1), 1.0, "dateline-month-name")),
        Dated(page(("30 October 2024", "date")), DAY, True, Guess(DAY - timedelta(days=9), 1.0, "dateline-month-name")),
        Dated(page(("30 October 2024", "date")), DAY, True, Guess(DAY, 1.0, "dateline-month-name")),
    ]
    assert [row[1:] for row in date_score.disagreements(told).rows[1:]] == [["1", "1"], ["0", "0"], ["1", "0"], ["0", "0"]]


def test_the_desk_is_asked_about_the_text_alone() -> None:
    """A page is dated by what it prints, and None says that it prints nothing."""
    lines = ("Old bridge closes to lorries after crew finds cracks", "title"), ("30 October 2024", "date"), (TEXT, "content")
    dated = date_score.ours(page(*lines), DAY)
    assert dated is not None and dated.value == DAY
    assert date_score.ours(page(lines[0], lines[2]), DAY) is None


def test_dates_stay_above_the_floors() -> None:
    """On the gold's news sources dates are found where they are shown, and are right, as often as they were."""
    pages = [page for page in gold.read(shared("gold")) if page.source != "wcxb_article_dev"]
    found = Shares.of(date_score.run(pages, date_score.ours))
    assert found.exact / found.visible >= FLOORS["visible_exact"]
    assert found.right_within_one / found.given >= FLOORS["given_near"]
