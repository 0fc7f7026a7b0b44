"""Days of other calendars as days of ours.

A calendar that follows a rule is counted here. Two follow a table: the months of Bikram Sambat are set by astronomers year by
year, those of the lunar Hijri year by the Umm al-Qura almanac; well-kept libraries carry these tables.

>>> gregorian("bikram-sambat", 2081, 7, 14), gregorian("saka", 1946, 8, 8), gregorian("solar-hijri", 1403, 8, 9)
(datetime.date(2024, 10, 30), datetime.date(2024, 10, 30), datetime.date(2024, 10, 30))
>>> gregorian("solar-hijri", 1403, 13, 1) is None
True
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, timedelta

YEARS: Mapping[str, range] = {
    "bengali": range(1397, 1508),
    "bikram-sambat": range(2047, 2101),
    "ethiopian": range(1982, 2093),
    "lunar-hijri": range(1410, 1501),
    "saka": range(1912, 1990),
    "solar-hijri": range(1369, 1479),
}
"""Years of each calendar that are read: those that lie in 1990-2100, or that its table knows, and are no year of ours."""

UNSURE = frozenset({"bengali", "lunar-hijri"})
"""Calendars whose day is known to within one: a month begins with the moon seen there, or differs across a border."""

_LUNAR_FROM = 1410
"""A year in figures alone is of the solar Hijri calendar below this and of the lunar one from it on: so until March 2031."""


def of_year(calendars: Iterable[str], year: int) -> str | None:
    """The one calendar of these in which the year is read, or None."""
    found = [calendar for calendar in sorted(calendars) if year in YEARS[calendar]]
    return found[0] if len(found) == 1 else None


def of_figures(year: int) -> str | None:
    """The calendar of a day in figures alone, year first, such as 1403/08/09; None where it cannot be one."""
    if year not in YEARS["solar-hijri"]:
        return None
    return "lunar-hijri" if year >= _LUNAR_FROM else "solar-hijri"


def gregorian(calendar: str, year: int, month: int, day: int) -> date | None:
    """The day in our calendar; None where that calendar has no such day, or the year is not one of YEARS."""
    if year not in YEARS[calendar] or not 1 <= month <= 13 or not 1 <= day <= 32:
        return None
    if calendar in _TABLES:
        return _TABLES[calendar](year, month, day)
    first, lengths = _RULES[calendar](year)
    if month > len(lengths) or day > lengths[month - 1]:
        return None
    return first + timedelta(days=sum(lengths[: month - 1]) + day - 1)


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _saka(year: int) -> tuple[date, list[int]]:
    """First day and months of a year of India's national calendar, by the report of its Calendar Reform Committee (1955)."""
    is_leap = _is_leap(year + 78)
    return date(year + 78, 3, 21 if is_leap else 22), [31 if is_leap else 30, *[31] * 5, *[30] * 6]


def _solar_hijri(year: int) -> tuple[date, list[int]]:
    """The year of Iran and Afghanistan; eight leap years in 33, which is true to the equinox from 1343 to 1472 and beyond."""
    leaps = [number for number in range(1369, year) if _is_solar_leap(number)]
    first = date(1990, 3, 21) + timedelta(days=365 * (year - 1369) + len(leaps))
    return first, [*[31] * 6, *[30] * 5, 30 if _is_solar_leap(year) else 29]


def _is_solar_leap(year: int) -> bool:
    return year % 33 in (1, 5, 9, 13, 17, 22, 26, 30)


def _ethiopian(year: int) -> tuple[date, list[int]]:
    """Twelve months of 30 days and a short one; every fourth year, with the remainder 3, has a day more."""
    first = date(2024, 9, 11) + timedelta(days=365 * (year - 2017) + year // 4 - 2017 // 4)
    return first, [*[30] * 12, 6 if year % 4 == 3 else 5]


def _bengali(year: int) -> tuple[date, list[int]]:
    """The calendar of Bangladesh as the Bangla Academy set it, with the sixth month of 31 days since 1426 (2019)."""
    is_leap = _is_leap(year + 594)
    sixth, eleventh = (31, 29) if year >= 1426 else (30, 30)
    return date(year + 593, 4, 14), [*[31] * 5, sixth, *[30] * 4, eleventh + is_leap, 30]


def _bikram_sambat(year: int, month: int, day: int) -> date | None:
    import nepali_datetime

    try:
        found: date = nepali_datetime.date(year, month, day).to_datetime_date()
    except ValueError:
        return None
    return found


def _lunar_hijri(year: int, month: int, day: int) -> date | None:
    import hijridate

    try:
        found = hijridate.Hijri(year, month, day).to_gregorian()
    except ValueError:
        return None
    return date(found.year, found.month, found.day)


_TABLES: Mapping[str, Callable[[int, int, int], date | None]] = {"bikram-sambat": _bikram_sambat, "lunar-hijri": _lunar_hijri}
_RULES: Mapping[str, Callable[[int], tuple[date, list[int]]]] = {
    "bengali": _bengali,
    "ethiopian": _ethiopian,
    "saka": _saka,
    "solar-hijri": _solar_hijri,
}
NAMES = tuple(sorted({*_TABLES, *_RULES}))
"""Every calendar by its slug, which is also its evidence: `dateline-bikram-sambat`."""


def since_1970(text: str) -> datetime | None:
    """The moment, in UTC, that ten digits name in seconds since 1970, or thirteen in milliseconds; None for any other text.

    >>> since_1970("1730246400"), since_1970("20241030")
    (datetime.datetime(2024, 10, 30, 0, 0, tzinfo=datetime.timezone.utc), None)
    """
    return datetime.fromtimestamp(int(text[:10]), UTC) if text.isdecimal() and len(text) in (10, 13) else None
