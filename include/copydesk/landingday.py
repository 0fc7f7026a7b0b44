"""Which days can be landing days: the rule of the DAGs and of the command line."""

from __future__ import annotations

from datetime import date, datetime, timedelta

FIRST = date(1990, 1, 1)
"""Nothing was scraped before there was a web: an older landing day is a slip of the hand, or a date of publication."""


def wrong_with(day: date, now: datetime) -> str:
    """What is wrong with a landing day, in a sentence or two without a cure; empty where nothing is. `now` is in UTC."""
    if day > (now + timedelta(days=1)).date():  # tomorrow has begun in some places
        return f"Landing day {day} has not come yet: today is {now:%Y-%m-%d} (UTC)."
    if day < FIRST:
        told = "A landing day is the day when files were scraped, not when the articles appeared."
        return f"Landing day {day} lies before {FIRST}. {told}"
    return ""
