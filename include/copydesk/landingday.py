"""Which landing day a run of the DAG means, and which days can be landing days: the rules of all that have to do with either."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

FIRST = date(1990, 1, 1)
"""Nothing was scraped before there was a web: an older landing day is a slip of the hand, or a date of publication."""


def of_run(landing_date: str | None, logical_date: datetime | None, run_after: datetime) -> date:
    """The landing day that a run means: its parameter landing_date, else its logical date, else when it was due, by UTC.

    The logical date, not the data interval, decides: for nightly runs and backfills the interval starts on it, but
    Airflow starts the interval of a run triggered by hand a day earlier. Raises ValueError for a landing_date that is
    not YYYY-MM-DD.
    """
    if landing_date:
        return date.fromisoformat(str(landing_date))
    return (logical_date or run_after).astimezone(UTC).date()


def wrong_with(day: date, now: datetime) -> str:
    """What is wrong with a landing day, in a sentence or two without a cure; empty where nothing is. `now` is in UTC."""
    if day > (now + timedelta(days=1)).date():  # tomorrow has begun in some places
        return f"Landing day {day} has not come yet: today is {now:%Y-%m-%d} (UTC)."
    if day < FIRST:
        told = "A landing day is the day when files were scraped, not when the articles appeared."
        return f"Landing day {day} lies before {FIRST}. {told}"
    return ""
