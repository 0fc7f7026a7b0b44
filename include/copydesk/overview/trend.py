"""What is out of the ordinary on a landing day, for the desk's page: the measures of drift, each day against the days before.

The rule and its numbers are those of the report's drift (copydesk.validate.measures and its thresholds), here for many days at
once and from the books as they now are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from copydesk.overview.shelf import SITE_COUNTS, Book
from copydesk.validate import measures, thresholds
from copydesk.validate.measures import Day, Measure

MEASURES = measures.FIXED
"""What has a curve on the page, in its order."""

BEFORE = timedelta(days=thresholds.load().drift.habit_days)
"""How far before its first day the page reads."""


@dataclass(frozen=True, slots=True)
class Point:
    """A day's value with what was to be expected, None where there are too few days before; `odd` says why it is marked."""

    day: date
    value: float | None
    low: float | None = None
    high: float | None = None
    odd: str = ""


def _day(book: Book) -> Day:
    """The counts of a book that are watched."""
    fates, languages, topics, date_sources = (
        book.tallies.get(name, {}) for name in ("fates", "languages", "topics", "date_sources")
    )
    totals = (
        sum(counts[SITE_COUNTS.index(name)] for counts in book.sites.values()) for name in ("articles", "words", "cut_lines")
    )
    return Day(book.day, book.records, fates, languages, topics, date_sources, *totals)


def trends(books: Sequence[Book], first: date) -> dict[str, list[Point]]:
    """Every measure by its name over the days from `first`, the main languages too, each day held against those before it.

    Days in order, one book a day.
    """
    days = [_day(book) for book in books]
    shown, before = [day for day in days if day.day >= first], [day for day in days if day.day < first]
    return {measure.name: _trend(measure, days, first) for measure in (*MEASURES, *measures.languages(shown, before))}


def _trend(measure: Measure, days: Sequence[Day], first: date) -> list[Point]:
    known = {each.day: number for each in days if (number := measure.number(each))}
    scaled = [(day, measure.scale(value)) for day, (value, _) in known.items()]
    return [_point(measure, each.day, known.get(each.day), scaled) for each in days if each.day >= first]


def _point(measure: Measure, day: date, number: measures.Number | None, scaled: Sequence[tuple[date, float]]) -> Point:
    if number is None:
        return Point(day, None)
    value, counted = number
    band = measures.band(measure, day, counted, scaled)
    if band is None:
        return Point(day, value)
    odd = ""
    if not band.low <= value <= band.high:
        what = "more" if value > band.usual else "less"
        odd = f"{measure.told(value)}: {what} than usual ({measure.told(band.usual)})"
    return Point(day, value, band.low, band.high, odd)
