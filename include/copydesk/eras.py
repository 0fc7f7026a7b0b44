"""Years counted from another beginning than ours, and months of calendars that no day is read from.

>>> year("令和", 6), year("民國", 113), year("พ ศ", 2567), buddhist("ตุลาคม", 2567), buddhist("october", 2567)
(2024, 2024, 2024, 2024, None)
"""

from __future__ import annotations

from collections.abc import Mapping

from copydesk.text import char_script, fold

_BEFORE = {"令和": 2018, "平成": 1988, "民國": 1911, "民国": 1911, "中華民國": 1911, "พ.ศ": -543, "พศ": -543, "ค.ศ": 0, "คศ": 0}
"""What is added to a year behind each era's name. The names are plain in no other language."""

_OTHER_MONTHS = (
    "فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند محرم صفر رجب شعبان رمضان شوال",
    "ربيع الأول|ربيع الثاني|ربيع الآخر|جمادى الأولى|جمادى الأول|جمادى الثانية|جمادى الآخرة|ذو القعدة|ذي القعدة|ذو الحجة|ذي الحجة",
)
"""The Solar Hijri year of Iran and the lunar year, as both are printed beside a Gregorian date; the second by "|"."""

HIJRI = range(1300, 1500)
"""The years of both calendars that can stand beside 1990-2100 or little before."""


def names() -> Mapping[tuple[str, ...], str]:
    """The folded words of each name with its letter in a dateline's sketch: E for an era, X for a month of another calendar."""
    months = _OTHER_MONTHS[0].split() + _OTHER_MONTHS[1].split("|")
    return {tuple(fold(name).split()): letter for letter, listed in (("E", _BEFORE), ("X", months)) for name in listed}


_ADDED = {fold(name): added for name, added in _BEFORE.items()}


def year(era: str, number: int) -> int:
    """The Gregorian year of a year of an era, by the era's folded name."""
    return _ADDED[era] + number


def buddhist(month: str, number: int) -> int | None:
    """The Gregorian year behind a Thai month's name, printed in full (2567) or short (67); None behind any other name.

    A short year below 43 is left alone: as one of the Buddhist era it would lie before 2000.
    """
    if char_script(month[0]) != "Thai" or number < 43:
        return None
    return number + (2500 if number < 100 else 0) - 543
