"""Drift: a landing day held by Great Expectations against the landing days before it. It warns, and never stops a run.

The day is a table of one row with a column for each measure; the suite has an expectation for each column, that the value is in
the band that measures.band() gives for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import pyarrow as pa

from copydesk.validate import engine, measures, thresholds
from copydesk.validate.engine import Expectation, Suite
from copydesk.validate.measures import Band, Day, Measure

NAME = "expect_column_values_to_be_between"


def days_before(day: date) -> list[date]:
    """The landing days whose reports a day needs, the earliest first: those that it is held against, and those of habits."""
    return [day - timedelta(days=back) for back in range(thresholds.load().drift.habit_days, 0, -1)]


def check(day: Day, before: Sequence[Day]) -> dict[str, Any]:
    """What has drifted: {"days": how many landing days it was held against, "expectations": one for each measure}.

    Each has `measure`, `title`, `expectation`, `severity`, `met` (None where it is not judged), `said`, and, as far as they are
    known, `found`, `usual`, `low` and `high`. The order of the days before does not matter.
    """
    rules = thresholds.load().drift
    past = [each for each in before if day.day - timedelta(days=rules.habit_days) <= each.day < day.day]
    first = day.day - timedelta(days=rules.days)
    bands: dict[str, Band] = {}
    found: dict[str, dict[str, Any]] = {}
    for measure in (*measures.FIXED, *measures.languages([day], [each for each in past if each.day >= first])):
        number = measure.number(day)
        own = [(each.day, measure.scale(known[0])) for each in past if (known := measure.number(each))]
        band = measures.band(measure, day.day, number[1], own) if number else None
        if band:
            bands[measure.name] = band
        found[measure.name] = _told(measure, number[0] if number else None, band, sum(other >= first for other, _ in own))
    met = _met({name: found[name]["found"] for name in bands}, bands, {name: found[name]["severity"] for name in bands})
    for name, is_met in met.items():
        found[name]["met"] = is_met
    return {"days": sum(each.day >= first for each in past), "expectations": list(found.values())}


def _met(values: Mapping[str, float], bands: Mapping[str, Band], severities: Mapping[str, str]) -> dict[str, bool]:
    """Whether each value is in its band, as the engine finds it; nothing to judge is nothing to ask."""
    if not values:
        return {}
    suite = Suite(
        [
            Expectation(NAME, {"column": name, "min_value": band.low, "max_value": band.high}, severities[name])
            for name, band in bands.items()
        ]
    )
    row = pa.table({name: pa.array([value], pa.float64()) for name, value in values.items()})
    return {outcome.expectation.column: not outcome.unexpected for outcome in engine.run(suite, row, [])}


def _told(measure: Measure, value: float | None, band: Band | None, days: int) -> dict[str, Any]:
    told: dict[str, Any] = {
        "measure": measure.name,
        "title": measure.title,
        "expectation": NAME,
        "severity": measure.limit.severity,
        "met": None,
    }
    rules = thresholds.load().drift
    if value is None:
        return told | {"said": f"not judged: fewer than {rules.fewest_counted} to count on this day"}
    told |= {"found": value}
    if band is None:
        return told | {"said": f"not judged: only {days} of the {rules.days} days before tell it, {rules.fewest_days} are needed"}
    span = measure.span(band.low, band.high)
    return told | {
        "usual": band.usual,
        "low": band.low,
        "high": band.high,
        "said": f"{measure.told(value)}, usually {measure.told(band.usual)} ({span} would be no surprise)",
    }


def moved(drift: Mapping[str, Any], severity: str = "") -> list[str]:
    """A sentence for each expectation that was not met, of one severity if one is given."""
    return [
        f"{found['title']}: {found['said']}"
        for found in drift.get("expectations", ())
        if found.get("met") is False and severity in ("", found.get("severity"))
    ]
