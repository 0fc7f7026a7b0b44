"""What is read from a dateline: dates as they were printed, times before the landing day, and what stands beside them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from copydesk.sketch import EARLIEST, LATEST


@dataclass(frozen=True, slots=True)
class Reading:
    """One date as it was printed.

    `form` is "iso" (year first), "name" (the month is a word), "numeric" (day and month could be either way round) or a calendar
    of calendars.NAMES, whose day then stands here as one of ours. But for "numeric", where it is the pair as printed, `numbers`
    is (month, day). `year` is None only where a name form has none, or an agency's opening: there month and day are those of the
    calendar. `kind` is "published", "updated" or "plain", by the lead-in, or "filed" in such an opening. `months` are by language
    where the name is another month in another one, as "listopada" is October in Croatian and November in Polish.
    """

    form: str
    year: int | None
    numbers: tuple[int, int]
    kind: str = "plain"
    months: tuple[tuple[str, int], ...] = ()

    def dates(self, year: int | None = None) -> dict[str, date]:
        """The calendar days that this can mean: under "fixed", or under "dmy" and "mdy", or under codes of languages.

        `year` stands in for a missing one.
        """
        first, second = self.numbers
        ways = {"dmy": (second, first), "mdy": (first, second)} if self.form == "numeric" else {"fixed": (first, second)}
        ways = {language: (month, second) for language, month in self.months} or ways
        days = {way: _day(self.year or year, month, day) for way, (month, day) in ways.items()}
        return {way: day for way, day in days.items() if day}

    def of(self, language: str) -> Reading | None:
        """The reading with the month that its name is in this language; None where that knows no such name."""
        if not self.months:
            return self
        named = dict(self.months)
        month = named.get(language) or named.get(language.partition("-")[0])
        return replace(self, numbers=(month, self.numbers[1]), months=()) if month else None


@dataclass(frozen=True, slots=True)
class Ago:
    """A time before the page was scraped: `count` of "minute", "hour", "day" or "week", and the kind by its lead-in."""

    count: int
    unit: str
    kind: str = "plain"

    @property
    def days(self) -> int:
        """How many days back it most likely was: at an hour that nobody knows, "12 hours ago" is the same day and "13" is not."""
        return (self.count * _MINUTES[self.unit] + 719) // 1440

    def day(self, landed_on: date) -> date:
        """The likeliest day, counted back from the landing day."""
        return landed_on - timedelta(days=self.days)


_MINUTES = {"minute": 1, "hour": 60, "day": 1440, "week": 10080}


@dataclass(frozen=True, slots=True)
class Dateline:
    """A line read as a dateline: its dates in order, and what else it says, as printed, its parts set apart by " | ".

    `ago` are its times before the landing day; a line has either or both.
    """

    dates: tuple[Reading, ...]
    rest: str
    ago: tuple[Ago, ...] = ()


def _day(year: int | None, month: int, day: int) -> date | None:
    if year is None or not EARLIEST <= year <= LATEST:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
