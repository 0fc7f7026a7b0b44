"""Years of our own calendar that are counted from another beginning.

>>> year("令和", 6), year("民國", 113), year("พ ศ", 2567), buddhist("ตุลาคม", 2567), buddhist("october", 2567)
(2024, 2024, 2024, 2024, None)
"""

from __future__ import annotations

from copydesk.text import char_script, fold

_BEFORE = {"令和": 2018, "平成": 1988, "民國": 1911, "民国": 1911, "中華民國": 1911, "พ.ศ": -543, "พศ": -543, "ค.ศ": 0, "คศ": 0}
"""What is added to a year behind each era's name. The names are plain in no other language."""

NAMES = frozenset(tuple(fold(name).split()) for name in _BEFORE)
"""The folded words of each era's name."""

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
