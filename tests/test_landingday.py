"""Which landing day a run of the DAG means, and which days can be one."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from copydesk import landingday

MIDNIGHT = datetime(2024, 10, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("landing_date", "logical_date", "run_after", "day"),
    [
        pytest.param(None, MIDNIGHT, MIDNIGHT + timedelta(days=1), date(2024, 10, 30), id="nightly-or-backfill"),
        pytest.param(None, MIDNIGHT + timedelta(hours=15), MIDNIGHT, date(2024, 10, 30), id="by-hand"),
        pytest.param(None, None, MIDNIGHT, date(2024, 10, 30), id="by-hand-without-a-logical-date"),
        pytest.param("2024-01-02", MIDNIGHT, MIDNIGHT, date(2024, 1, 2), id="parameter-wins"),
        pytest.param("2024-01-02", None, MIDNIGHT, date(2024, 1, 2), id="parameter-alone"),
        pytest.param(
            None,
            datetime(2024, 10, 1, 23, 30, tzinfo=timezone(-timedelta(hours=2))),
            MIDNIGHT,
            date(2024, 10, 2),
            id="days-are-utc-west",
        ),
        pytest.param("", MIDNIGHT, MIDNIGHT, date(2024, 10, 30), id="emptied-in-the-form"),
        pytest.param(
            None,
            datetime(2024, 10, 31, 2, tzinfo=timezone(timedelta(hours=5, minutes=30))),
            MIDNIGHT,
            date(2024, 10, 30),
            id="days-are-utc",
        ),
    ],
)
def test_which_landing_day_a_run_means(
    landing_date: str | None, logical_date: datetime | None, run_after: datetime, day: date
) -> None:
    """Law: the parameter, else the logical date's day, else the day of the trigger."""
    assert landingday.of_run(landing_date, logical_date, run_after) == day


def test_a_landing_date_that_is_no_date_is_refused() -> None:
    """Law: a wrong parameter fails the run; it never means another day."""
    with pytest.raises(ValueError, match=r"31\.10\.2024"):
        landingday.of_run("31.10.2024", MIDNIGHT, MIDNIGHT)


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2024, 10, 30), ""),
        (date(2024, 10, 31), ""),
        (date(2024, 11, 1), "Landing day 2024-11-01 has not come yet: today is 2024-10-30 (UTC)."),
        (date(1990, 1, 1), ""),
        (date(1989, 12, 31), "Landing day 1989-12-31 lies before 1990-01-01."),
    ],
)
def test_days_from_1990_to_tomorrow_can_be_landing_days(day: date, said: str) -> None:
    """Law: a landing day is no earlier than 1990 and no later than tomorrow, by UTC; else it is told what is wrong."""
    found = landingday.wrong_with(day, MIDNIGHT + timedelta(hours=9))
    assert found.startswith(said) and bool(found) == bool(said)
