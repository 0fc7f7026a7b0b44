"""Dates of the news: lines that tell when something happens or is held, which say nothing of when the page was published.

>>> from copydesk.sketch import draw
>>> is_event(draw("Last date to apply: 10 December 2025")), is_event(draw("Deadline | 3 May 2024"))
(True, False)
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise

from copydesk.dateline.reading import Reading
from copydesk.sketch import Line
from copydesk.text import char_script

LONGEST_TAG = 4
"""Letters of a Japanese particle and its word that may be written on to a day: 30日に更新 may be, 30日に開かれた祭り not."""

_LEAP = 2000  # a year in which 29 February exists
_EVENT = re.compile(r"^[^A-Za-z]*[A-Za-z]{0,3}V(?![^A-Za-z]*\|)")
"""A word of an event near the beginning; in "Deadline | 3 May 2024" it is a site's name."""
_TWO_DAYS = re.compile(r"_[-w]_")
_TO_A_DAY = re.compile(r"^(?:(?P<first>N)o?[-!]|[wlF](?P<first_led>N)o?\.?[-wsW])_|_[-!w](?P<last>N)d")
"""A number before a day, or behind one of East Asia: "12 - 14 October 2024", "Du 12 au 20 octobre", "10月12日~20日"."""


def is_event(line: Line) -> bool:
    """Whether the line begins with the word for what happens on its day."""
    return _EVENT.match(line.sketch) is not None


def is_held(line: Line, found: Sequence[tuple[int, Reading]]) -> bool:
    """Whether the days that were found, and are taken out of the line, are those from which to which something is held.

    So it is where an earlier and a later one stand side by side without a lead-in, or the day of the month alone stands for one.
    """
    if {"P", "U"}.isdisjoint(line.sketch):
        joined = _TWO_DAYS.search(line.sketch)
        days = [reading.dates(found[-1][1].year or _LEAP) for _, reading in found]
        if joined and any(first < last for one, other in pairwise(days) for first, last in _both_ways(one, other)):
            return True
    part = _TO_A_DAY.search(line.sketch)
    if not part or not found:
        return False
    name = part.lastgroup or ""
    number, day = int(line.tokens[part.start(name)][2]), found[0][1].numbers[1]
    return 0 < number < day if name != "last" else day < number < 32


def _both_ways(one: Mapping[str, date], other: Mapping[str, date]) -> list[tuple[date, date]]:
    """Two days as each way has them both; one that is the same whatever the way stands beside every one of the other's."""
    ways = one.keys() | other.keys()
    days = [(one.get(way, one.get("fixed")), other.get(way, other.get("fixed"))) for way in sorted(ways)]
    return [(first, last) for first, last in days if first and last]


def is_told(line: Line) -> bool:
    """Whether Japanese running text goes on from a day that was taken out of the line."""
    for before, after in pairwise(range(len(line.tokens))):
        start, end, _ = line.tokens[after]
        is_glued = line.sketch[before] == "_" and line.sketch[after] == "w" and line.tokens[before][1] == start
        if is_glued and end - start > LONGEST_TAG and char_script(line.text[start]) == "Hira":
            return True
    return False
