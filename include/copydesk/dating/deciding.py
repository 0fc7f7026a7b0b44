"""From what was printed to one day: the year that is missing, the order of day and month, and what cannot be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from copydesk import calendars
from copydesk.dateline import Reading

_DEFAULT_ORDER = "dmy"
"""What an ambiguous date is read as where nothing speaks: the order of most of the world; evidence says `dateline-ambiguous`."""

SURE = {
    "dateline-iso": 0.98,
    "dateline-month-name": 0.98,
    "dateline-day-above-12": 0.97,
    "dateline-same-either-way": 0.97,
    "dateline-agrees-with-path": 0.97,
    "dateline-not-in-future": 0.95,
    "dateline-same-order": 0.9,
    "dateline-site-order": 0.9,
    "dateline-year-from-landing": 0.85,
    "dateline-filed": 0.75,
    "dateline-language-order": 0.7,
    "dateline-ambiguous": 0.5,
    **{f"dateline-{calendar}": 0.6 if calendar in calendars.UNSURE else 0.95 for calendar in calendars.NAMES},
}
"""How sure a day is, 0 to 1, by its evidence."""

SURE_AGO = {"minute": 0.75, "hour": 0.65, "day": 0.7, "week": 0.3}
"""The same for `dateline-relative`, by its unit: "3 hours ago" may be yesterday, and sites round days and weeks as they like."""


@dataclass(frozen=True, slots=True)
class Context:
    """What helps to read an article's dates: the last possible day, its language, days named in paths, orders."""

    latest: date
    language: str
    named: frozenset[date]
    orders: tuple[tuple[str, str], ...]


def decide(readings: Iterable[Reading], context: Context) -> tuple[date, str] | None:
    """The first reading with a possible day: that day, and the evidence for it."""
    for reading in filter(None, (reading.of(context.language) for reading in readings)):
        if reading.year is None:
            said = _without_year(reading, context.latest)
        elif reading.form == "numeric":
            said = _in_order(reading, context)
        else:
            said = _fixed(reading, context.latest)
        if said and said[0] <= context.latest:
            return said
    return None


def _fixed(reading: Reading, latest: date) -> tuple[date, str]:
    """The one day that it can be; 2081-07-14, far from now, is a day of Nepal's calendar."""
    day = reading.dates()["fixed"]
    if reading.form == "iso" and day > latest:
        nepali = calendars.gregorian("bikram-sambat", day.year, *reading.numbers)
        return (nepali, "dateline-bikram-sambat") if nepali else (day, "dateline-iso")
    return day, f"dateline-{_BY_FORM.get(reading.form, reading.form)}"


_BY_FORM = {"name": "month-name"}


_AHEAD = {"bikram-sambat": 57}
"""How many years a calendar is ahead of ours at a year's end."""


def _without_year(reading: Reading, latest: date) -> tuple[date, str] | None:
    """The last such day that is not in the future; 29 February may be some years back."""
    if reading.form in calendars.NAMES:
        last = latest.year + _AHEAD[reading.form]
        days = (calendars.gregorian(reading.form, last - back, *reading.numbers) for back in range(2))
    else:
        days = (reading.dates(latest.year - back).get("fixed") for back in range(9))
    return next(((day, "dateline-year-from-landing") for day in days if day and day <= latest), None)


def _in_order(reading: Reading, context: Context) -> tuple[date, str] | None:
    """Day and month of a numeric date put in order by the strongest evidence there is."""
    ways = reading.dates()
    if len(set(ways.values())) == 1:
        return next(iter(ways.values())), "dateline-day-above-12" if len(ways) == 1 else "dateline-same-either-way"
    possible = {way: day for way, day in ways.items() if day <= context.latest}
    if len(agreed := context.named & set(possible.values())) == 1:
        return next(iter(agreed)), "dateline-agrees-with-path"
    if len(possible) < 2:
        return next(((day, "dateline-not-in-future") for day in possible.values()), None)
    way, evidence = context.orders[0] if context.orders else (_DEFAULT_ORDER, "dateline-ambiguous")
    return possible[way], evidence
