"""Days of other calendars are the days that others count, and the year tells which calendar it is."""

from __future__ import annotations

from datetime import date, timedelta

import convertdate
import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk import calendars

ANCHORS = [
    # New Year of Nepal, and days of its constitution, of a census and of a seed of this project
    ("bikram-sambat", (2047, 1, 1), date(1990, 4, 14)),
    ("bikram-sambat", (2057, 1, 1), date(2000, 4, 13)),
    ("bikram-sambat", (2072, 6, 3), date(2015, 9, 20)),
    ("bikram-sambat", (2081, 1, 1), date(2024, 4, 13)),
    ("bikram-sambat", (2081, 7, 14), date(2024, 10, 30)),
    ("saka", (1946, 8, 8), date(2024, 10, 30)),
    ("saka", (1921, 10, 11), date(2000, 1, 1)),
    ("solar-hijri", (1403, 1, 1), date(2024, 3, 20)),
    ("solar-hijri", (1399, 12, 30), date(2021, 3, 20)),
    ("solar-hijri", (1403, 8, 9), date(2024, 10, 30)),
    ("lunar-hijri", (1446, 4, 27), date(2024, 10, 30)),
    ("lunar-hijri", (1445, 9, 1), date(2024, 3, 11)),
    ("lunar-hijri", (1420, 9, 24), date(2000, 1, 1)),
    ("ethiopian", (2017, 2, 20), date(2024, 10, 30)),
    ("ethiopian", (2000, 1, 1), date(2007, 9, 12)),
    ("bengali", (1431, 1, 1), date(2024, 4, 14)),
    ("bengali", (1431, 7, 14), date(2024, 10, 30)),
    ("bengali", (1426, 6, 31), date(2019, 10, 16)),
]


@pytest.mark.parametrize(("calendar", "printed", "day"), ANCHORS)
def test_anchors_are_where_they_are(calendar: str, printed: tuple[int, int, int], day: date) -> None:
    """Days that calendars and newspapers print side by side are the same day."""
    assert calendars.gregorian(calendar, *printed) == day


@pytest.mark.parametrize("calendar", ["saka", "solar-hijri", "ethiopian"])
def test_every_day_agrees_with_another_library(calendar: str) -> None:
    """Days from 1990 to 2060 are those that convertdate counts: its Coptic year is the Ethiopian one less 276, and its Persian
    one is found by the equinox, which takes so long that only some days are asked for, by a step that meets every day of a year.
    """
    theirs = {"saka": convertdate.indian_civil, "solar-hijri": convertdate.persian, "ethiopian": convertdate.coptic}[calendar]
    wrong = []
    for number in range(0, (date(2060, 1, 1) - date(1990, 4, 1)).days, 71 if calendar == "solar-hijri" else 1):
        day = date(1990, 4, 1) + timedelta(days=number)
        year, month, last = theirs.from_gregorian(day.year, day.month, day.day)
        if calendars.gregorian(calendar, year + 276 * (calendar == "ethiopian"), month, last) != day:
            wrong.append(day)
    assert wrong == []


def test_the_lunar_year_is_within_two_days_of_the_reckoned_one() -> None:
    """The almanac follows the moon: against the arithmetic calendar of convertdate no month begins more than two days off."""
    for year in range(1411, 1471):
        for month in range(1, 13):
            day = calendars.gregorian("lunar-hijri", year, month, 1)
            assert day is not None
            assert abs((date(*convertdate.islamic.to_gregorian(year, month, 1)) - day).days) <= 2, (year, month)


@pytest.mark.parametrize("calendar", calendars.NAMES)
def test_a_calendar_has_no_hole(calendar: str) -> None:
    """Its days follow one another: behind the last day of a month comes the first of the next, and no day has two names."""
    last: date | None = None
    for year in list(calendars.YEARS[calendar])[:60]:
        for month in range(1, 14):
            for number in range(1, 33):
                day = calendars.gregorian(calendar, year, month, number)
                assert day is None or last is None or day == last + timedelta(days=1), (year, month, number)
                last = day or last
    assert last is not None


@given(st.sampled_from(calendars.NAMES), st.integers(-5, 9999), st.integers(-1, 99), st.integers(-1, 99))
def test_a_day_that_is_none_is_refused(calendar: str, year: int, month: int, day: int) -> None:
    """Whatever the numbers, the answer is None or a day within fifteen years of 1990-2100."""
    found = calendars.gregorian(calendar, year, month, day)
    assert found is None or date(1989, 1, 1) <= found <= date(2101, 12, 31)


def test_the_year_tells_the_calendar() -> None:
    """A month's name that two calendars share is of the one that has the year; no year in figures is of two."""
    assert calendars.of_year(["bikram-sambat", "saka"], 2081) == "bikram-sambat"
    assert calendars.of_year(["bikram-sambat", "saka"], 1946) == "saka"
    assert calendars.of_year(["bikram-sambat", "saka"], 2024) is None
    assert [calendars.of_figures(year) for year in (1403, 1446, 2024, 300)] == ["solar-hijri", "lunar-hijri", None, None]
