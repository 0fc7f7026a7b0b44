"""What is marked as out of the ordinary: planted faults are found, quiet noise is left alone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from copydesk.overview import sitewatch, trend
from copydesk.overview.shelf import Book, to_book
from tests import newsyear

START = newsyear.FIRST + timedelta(days=28)


def books(plant: dict[tuple[int, str], Any] | None = None, *, days: int = 120, seed: int = 7, sites: int = 60) -> list[Book]:
    """A made-up stretch of days as books."""
    return [to_book(report) for report in newsyear.year(days, sites, seed, plant)]


def odd_days(name: str, own: list[Book]) -> list[int]:
    """Numbers of the days that are marked in a measure."""
    return [(point.day - newsyear.FIRST).days for point in trend.trends(own, START)[name] if point.odd]


@pytest.mark.parametrize(
    ("name", "fault"),
    [("volume", 0.4), ("volume", 2.5), ("rejected", 0.12), ("undated", 0.15)],
    ids=["half the files", "twice the files", "rejected", "undated"],
)
def test_a_planted_fault_of_a_day_is_marked_on_its_day_alone(name: str, fault: float) -> None:
    """A day far off is marked, with a sentence that tells both numbers; its neighbours are not."""
    own = books({(70, name): fault})
    assert odd_days(name, own) == [70]
    [point] = [point for point in trend.trends(own, START)[name] if point.odd]
    assert ("less" if fault == 0.4 else "more") + " than usual" in point.odd


def test_a_bad_day_does_not_hide_the_next_one() -> None:
    """The yardstick is robust: three bad days in three weeks are all marked."""
    assert odd_days("volume", books({(60, "volume"): 0.3, (67, "volume"): 0.3, (74, "volume"): 0.3})) == [60, 67, 74]


def test_weekends_are_held_against_weekends() -> None:
    """A paper with a third of its volume on Sundays is never marked for it, and is marked on a Sunday like a weekday."""
    weeks = [
        Book(day, records=300 if day.weekday() == 6 else 1000, tallies={"fates": {"published": 1}})
        for day in (newsyear.FIRST + timedelta(days=n) for n in range(120))
    ]
    assert odd_days("volume", weeks) == []
    sunday = max(number for number, book in enumerate(weeks) if book.day.weekday() == 6)
    weeks[sunday] = Book(weeks[sunday].day, records=1000, tallies=weeks[sunday].tallies)
    assert odd_days("volume", weeks) == [sunday]


def test_too_few_days_are_no_yardstick() -> None:
    """Without fourteen days before it no day is marked, and the page can say that it does not know."""
    points = trend.trends(books(days=15), newsyear.FIRST)["volume"]
    assert [point.low is None for point in points] == [True] * 14 + [False]
    assert not any(point.odd for point in points)


def events(own: list[Book], kind: str) -> list[tuple[str, int]]:
    """Site and day number of each event of a kind."""
    return [(e.site, (e.day - newsyear.FIRST).days) for e in sitewatch.watch(own, START) if e.kind == kind]


def test_a_silent_site_is_told_with_its_first_day() -> None:
    """A busy site that stops is told once, from its first silent day; while it lasts the event grows."""
    busy = max(books(days=40)[-1].sites.items(), key=lambda item: item[1][0])[0]
    own = books({(day, "silent"): (busy,) for day in range(80, 120)})
    assert (busy, 80) in events(own, "silent")
    [event] = [event for event in sitewatch.watch(own, START) if event.site == busy]
    assert (event.until - event.day).days == 39
    assert "nothing for 40 landing days" in event.what


def test_a_site_that_changed_its_pages_is_told() -> None:
    """A redesign that the lexicons do not know yet shows in what is cut, from its first day on."""
    last = books(days=40)[-1].sites
    busy = sorted(last, key=lambda site: -last[site][0])[:3]
    own = books({(day, "redesigned"): (busy[1],) for day in range(90, 120)})
    assert (busy[1], 90) in events(own, "changed")
    assert {site for site, _ in events(own, "changed")} <= {busy[1]}


def test_a_day_on_which_nothing_came_silences_no_site() -> None:
    """Where the scraper did not come at all the volume is marked, and not each site."""
    own = books()
    own[70] = Book(own[70].day)
    assert events(own, "silent") == []
    assert odd_days("volume", own) == [70]


def test_a_quiet_year_has_few_marks() -> None:
    """False alarms, measured: over a year of 120 sites at most one in a measure and three about sites; see the docstrings."""
    own = books(days=366, seed=1, sites=120)
    trends = trend.trends(own, START)
    assert max(sum(bool(point.odd) for point in trends[measure.name]) for measure in trend.MEASURES) <= 1
    found = sitewatch.watch(own, START)
    assert len(found) <= 3, [(event.site, event.day, event.what) for event in found]


def test_order_of_sites_does_not_matter() -> None:
    """The same days give the same events, whatever order their sites stand in."""
    own = books({(day, "silent"): ("site-003",) for day in range(80, 120)})
    turned = [Book(b.day, b.records, b.tallies, sites=dict(reversed(b.sites.items()))) for b in own]
    assert sitewatch.watch(own, START) == sitewatch.watch(turned, START)
