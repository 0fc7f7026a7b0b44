"""What is out of the ordinary on a landing day: volume, share held back, share undated, each against the weeks before.

The rule is robust, so that one bad day does not spoil the yardstick of the next. A day's centre is the median of the same
weekday over the eight weeks before, where there are four of them, else of all days. Its spread is the median absolute deviation
of those weeks from their own centres, times 1.4826 (which makes it a standard deviation for normal noise), and never less than
the noise of counting. A day is marked when it lies more than STRICT spreads from its centre and the change also matters.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from copydesk.overview.shelf import Book

BEFORE = timedelta(days=56)
LEAST_DAYS, LEAST_WEEKDAYS = 10, 4
STRICT = 5.0
MAD_TO_SIGMA = 1.4826
LEAST_SPREAD = 0.02
"""No day is so steady that less than two in a hundred is a change."""


@dataclass(frozen=True, slots=True)
class Point:
    """A day's value with what was to be expected, None where there are too few days before; `odd` says why it is marked."""

    day: date
    value: float | None
    low: float | None = None
    high: float | None = None
    odd: str = ""


@dataclass(frozen=True, slots=True)
class Measure:
    """One number of a day: how it is told, how many things it counts, and the least change that matters.

    `scale` and `back` turn the number into what is compared (a logarithm for volume) and back; `noise` is the spread of mere
    counting at a centre, given how many things were counted.
    """

    name: str
    title: str
    value: Callable[[Book], float | None]
    matters: float
    told: Callable[[float], str]
    noise: Callable[[float, int], float]
    counted: Callable[[Book], int]
    scale: Callable[[float], float] = lambda value: value
    back: Callable[[float], float] = lambda value: value


def _share(part: int, whole: int, least: int = 20) -> float | None:
    return part / whole if whole >= least else None


def _of_share(centre: float, counted: int) -> float:
    return math.sqrt(max(centre * (1 - centre), 0.01) / max(counted, 1))


def percent(share: float) -> str:
    """A share as people read it: 3.1 %."""
    return f"{100 * share:.1f} %"


MEASURES = (
    Measure(
        "volume",
        "Records",
        lambda book: float(book.records),
        math.log(1.3),
        lambda value: f"{value:,.0f} records",
        lambda centre, _: max(1 / math.sqrt(max(math.expm1(centre), 1.0)), LEAST_SPREAD),
        lambda book: book.records,
        math.log1p,
        math.expm1,
    ),
    Measure(
        "rejected",
        "Share rejected or unreadable",
        lambda book: _share(book.fate("rejected") + book.fate("unreadable"), book.records),
        0.03,
        percent,
        _of_share,
        lambda book: book.records,
    ),
    Measure(
        "undated",
        "Share undated (known by the landing day alone)",
        lambda book: _share(book.tallies.get("date_sources", {}).get("landing-day", 0), book.articles),
        0.03,
        percent,
        _of_share,
        lambda book: book.articles,
    ),
)
"""What is watched of each day, in the order of the page."""


def trend(books: Sequence[Book], measure: Measure, first: date) -> list[Point]:
    """A measure over the days from `first`, each held against the days before it. Days in order, one book a day."""
    known = [(book, value) for book in books if (value := measure.value(book)) is not None]
    scaled = [(book.day, measure.scale(value)) for book, value in known]
    judged = {
        book.day: _judged(measure, book, value, [pair for pair in scaled if book.day - BEFORE <= pair[0] < book.day])
        for book, value in known
        if book.day >= first
    }
    return [judged.get(book.day) or Point(book.day, None) for book in books if book.day >= first]


def _judged(measure: Measure, book: Book, value: float, before: Sequence[tuple[date, float]]) -> Point:
    if len(before) < LEAST_DAYS:
        return Point(book.day, value)
    centre = _centre(before, book.day)
    deviation = median(abs(number - _centre(before, day)) for day, number in before)
    spread = max(
        MAD_TO_SIGMA * deviation, measure.noise(centre, measure.counted(book)), LEAST_SPREAD * (measure.name == "volume")
    )
    reach = max(STRICT * spread, measure.matters)
    low, high = measure.back(centre - reach), measure.back(centre + reach)
    odd = ""
    if not centre - reach <= measure.scale(value) <= centre + reach:
        what = "more" if measure.scale(value) > centre else "less"
        odd = f"{measure.told(value)}: {what} than usual ({measure.told(measure.back(centre))})"
    return Point(book.day, value, max(low, 0.0), high, odd)


def _centre(before: Sequence[tuple[date, float]], day: date) -> float:
    same = [number for other, number in before if other.weekday() == day.weekday()]
    return median(same if len(same) >= LEAST_WEEKDAYS else [number for _, number in before])
