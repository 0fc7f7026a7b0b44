"""How a run may be asked for: what is wrong is told in words, and never means another day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

NOW = datetime(2024, 10, 31, 20, tzinfo=UTC)
TODAY = NOW.date()


@pytest.mark.parametrize(
    ("conf", "run_type", "day", "words"),
    [
        pytest.param({"landing_day": "2024-10-30"}, "manual", TODAY, ["no parameter landing_day", "landing_date"], id="misspelt"),
        pytest.param(
            {"landing_date": "2024-01-02"}, "backfill", date(2024, 1, 2), ["Errored", "empty", "Override"], id="backfill"
        ),
        pytest.param({}, "manual", TODAY + timedelta(2), ["has not come yet", "today is 2024-10-31 (UTC)"], id="future"),
        pytest.param({}, "manual", date(1700, 1, 1), ["when files were scraped"], id="before-the-web"),
    ],
)
def test_what_no_schema_can_know_is_refused_with_a_cure(conf: dict[str, Any], run_type: str, day: date, words: list[str]) -> None:
    """Law: each refusal names the day or the name that is wrong, and what to do."""
    from dags.clean_news import wrong_with

    said = wrong_with(conf, run_type, day, NOW)
    assert [word for word in words if word not in said] == []
    assert said.endswith(("trigger again.", "that you mean.", "a single run."))


@pytest.mark.parametrize(
    ("conf", "run_type", "day"),
    [
        pytest.param({}, "scheduled", TODAY - timedelta(1), id="the-night"),
        pytest.param({"landing_date": None, "force": False, "sweep": False}, "backfill", date(2000, 1, 1), id="the-dialog"),
        pytest.param({"landing_date": "2024-01-02", "force": True}, "manual", date(2024, 1, 2), id="by-hand"),
        pytest.param({"landing_date": "2024-01-02", "openlineage": {}}, "manual", date(2024, 1, 2), id="triggered-with-lineage"),
        pytest.param({}, "manual", TODAY + timedelta(1), id="a-place-where-tomorrow-has-begun"),
    ],
)
def test_what_people_ask_for_is_let_through(conf: dict[str, Any], run_type: str, day: date) -> None:
    """Law: no sensible run is refused."""
    from dags.clean_news import wrong_with

    assert wrong_with(conf, run_type, day, NOW) == ""
