"""What is watched of a landing day, and the band in which each number of it is to be expected from the days before.

The rule is robust, so that one bad day does not spoil the yardstick of the next. A weekday's habit is how far the median of its
days lies from that of all days, over eight weeks: a month has only four Mondays, and two bad ones would be half of them. A day's
centre is the median of the last 30 days, habits taken away, with its own habit put back. The spread is the median absolute
deviation of these days, times 1.4826 (which makes it a standard deviation for normal noise), and never less than the noise of
counting. The band reaches as many spreads as drift.strict to each side, and at least as far as a change must be to matter.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from statistics import median
from typing import Any

from copydesk import lexicon
from copydesk.validate import thresholds

MAD_TO_SIGMA = 1.4826
_WORDS_OF_ONE = 1.0  # how far single articles lie from their mean, as a share of it: lengths spread widely


@dataclass(frozen=True, slots=True)
class Day:
    """The counts of a landing day that are watched: those of a report, added up where they are by site."""

    day: date
    records: int = 0
    fates: Mapping[str, int] = field(default_factory=dict)
    languages: Mapping[str, int] = field(default_factory=dict)
    topics: Mapping[str, int] = field(default_factory=dict)
    date_sources: Mapping[str, int] = field(default_factory=dict)
    measured: int = 0
    words: int = 0
    cut_lines: int = 0

    @property
    def articles(self) -> int:
        """Records that were accepted."""
        return self.fates.get("published", 0) + self.fates.get("duplicate", 0)


def of_report(report: Mapping[str, Any]) -> Day:
    """The counts of a report. Raises KeyError, TypeError, ValueError or AttributeError for one that is not of its shape."""
    fates, languages, topics, date_sources = (
        {key: int(count) for key, count in report.get(name, {}).items()}
        for name in ("fates", "languages", "topics", "date_sources")
    )
    sites = report.get("sites", {}).values()
    totals = (sum(int(own.get(name, 0)) for own in sites) for name in ("articles", "words", "cut_lines"))
    day = date.fromisoformat(report["day"])
    return Day(day, int(report["records"]), fates, languages, topics, date_sources, *totals)


Number = tuple[float, int]
"""A number of a day, and how many things it was counted over."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One number of a day: how it is named and told, and how it is got; None where too little was counted.

    `figure` writes a number, and `sign` is what stands behind it, behind a span of two once. A `factor` is
    compared by ratio, a `share` by difference; `noise` is the spread of mere counting at a centre.
    """

    name: str
    title: str
    number: Callable[[Day], Number | None]
    figure: Callable[[float], str]
    noise: Callable[[float, int], float]
    unit: str
    sign: str = ""

    @property
    def limit(self) -> thresholds.Limit:
        """The least change that matters, and how grave one is."""
        found: thresholds.Limit = getattr(thresholds.load().watched, self.name.partition("-")[0])
        return found

    def told(self, value: float) -> str:
        """The number as people read it."""
        return self.figure(value) + self.sign

    def span(self, low: float, high: float) -> str:
        """From one number to another as people read it."""
        return f"{self.figure(low)} to {self.told(high)}"

    def scale(self, value: float) -> float:
        """The number as it is compared."""
        return math.log1p(value) if self.unit == "factor" else value

    def back(self, scaled: float) -> float:
        """The number as it is told; none is below zero."""
        return max(math.expm1(scaled) if self.unit == "factor" else scaled, 0.0)

    @property
    def matters(self) -> float:
        """The least change that matters, as it is compared."""
        return math.log(self.limit.value) if self.unit == "factor" else self.limit.value


def _share(part: int, whole: int) -> Number | None:
    return (part / whole, whole) if whole >= thresholds.load().drift.fewest_counted else None


def _noise_of_share(centre: float, counted: int) -> float:
    return math.sqrt(max(centre * (1 - centre), 0.01) / max(counted, 1))


def _noise_of_count(centre: float, _: int) -> float:
    return max(1 / math.sqrt(max(math.expm1(centre), 1.0)), thresholds.load().drift.steady)


def _noise_of_mean(_: float, counted: int) -> float:
    return max(_WORDS_OF_ONE / math.sqrt(max(counted, 1)), thresholds.load().drift.steady)


def _of_share(name: str, title: str, number: Callable[[Day], Number | None]) -> Measure:
    return Measure(name, title, number, lambda share: f"{100 * share:.1f}", _noise_of_share, "share", " %")


def _mean(name: str, title: str, of: str) -> Measure:
    return Measure(name, title, lambda day: _share(getattr(day, of), day.measured), "{:,.1f}".format, _noise_of_mean, "factor")


FIXED: tuple[Measure, ...] = (
    Measure(
        "volume",
        "Records",
        lambda day: (float(day.records), day.records),
        "{:,.0f}".format,
        _noise_of_count,
        "factor",
    ),
    _of_share(
        "rejected",
        "Share rejected or unreadable",
        lambda day: _share(day.fates.get("rejected", 0) + day.fates.get("unreadable", 0), day.records),
    ),
    _of_share(
        "undated",
        "Share undated (known by the landing day alone)",
        lambda day: _share(day.date_sources.get("landing-day", 0), day.articles),
    ),
    _of_share("uncategorised", "Share uncategorised", lambda day: _share(day.topics.get("uncategorised", 0), day.articles)),
    _mean("words", "Words an article", "words"),
    _mean("cut_lines", "Cut lines an article", "cut_lines"),
)
"""What is watched of every day, in the order of report and page; the languages come after it."""


def of_language(code: str) -> Measure:
    """The share of a language."""
    known = lexicon.load().get(code)
    title = f"Share in {known.name} ({code})" if known else f"Share in {code}"
    return _of_share(f"language-{code}", title, lambda day: _share(day.languages.get(code, 0), day.articles))


def title(name: str) -> str:
    """What a measure is called for people, by its name."""
    fixed = {measure.name: measure.title for measure in FIXED}
    return fixed.get(name) or of_language(name.removeprefix("language-")).title


def languages(days: Sequence[Day], before: Sequence[Day] = ()) -> list[Measure]:
    """The share of each main language: one that is so large on one of the days, or usually was on the days before."""
    least = thresholds.load().drift.main_language
    codes = sorted({code for each in (*days, *before) for code in each.languages})
    found = []
    for measure in map(of_language, codes):
        values = [number[0] for each in days if (number := measure.number(each))]
        past = [number[0] for each in before if (number := measure.number(each))]
        if any(value >= least for value in values) or (past and median(past) >= least):
            found.append(measure)
    return found


@dataclass(frozen=True, slots=True)
class Band:
    """Where a number of a day was to be expected: the centre, and the ends, which are inside."""

    usual: float
    low: float
    high: float


def band(measure: Measure, day: date, counted: int, before: Sequence[tuple[date, float]]) -> Band | None:
    """The band of a day's number from the scaled numbers of days before it; None where these are too few.

    Days that lie too far back are left out here, whatever is given, and the order of the days does not matter.
    """
    rules = thresholds.load().drift
    past = [(other, number) for other, number in before if day - timedelta(days=rules.habit_days) <= other < day]
    habits = _habits(past)
    recent = [number - habits[other.weekday()] for other, number in past if other >= day - timedelta(days=rules.days)]
    if len(recent) < rules.fewest_days:
        return None
    level = median(recent)
    centre, deviation = level + habits[day.weekday()], median(abs(number - level) for number in recent)
    reach = max(rules.strict * max(MAD_TO_SIGMA * deviation, measure.noise(centre, counted)), measure.matters)
    return Band(measure.back(centre), measure.back(centre - reach), measure.back(centre + reach))


def _habits(past: Sequence[tuple[date, float]]) -> list[float]:
    """How far each weekday usually is from all days, Monday first; zero where too few are known."""
    found = [0.0] * 7
    for weekday in {day.weekday() for day, _ in past}:
        own = [number for day, number in past if day.weekday() == weekday]
        if len(own) >= thresholds.load().drift.fewest_weekdays:
            found[weekday] = median(own) - median(number for _, number in past)
    return found
