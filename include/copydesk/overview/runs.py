"""Runs of the DAG as the page tells of them: which landing day a run means, and which of its tasks were slow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Tried:
    """One task instance of a run: task, map index, state, tries, seconds (None while it has not ended)."""

    task: str
    state: str
    tries: int
    seconds: float | None


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the DAG."""

    run_id: str
    day: date
    state: str
    kind: str
    seconds: float | None = None
    tasks: tuple[Tried, ...] = ()


@dataclass(frozen=True, slots=True)
class Slow:
    """A task over all its instances: how many, how many failed, tries beyond the first, seconds in all and of the longest."""

    task: str
    instances: int
    failed: int
    retries: int
    seconds: float
    longest: float
    states: Mapping[str, int]


def landing_day(conf: Mapping[str, Any] | None, logical_date: datetime | None, run_after: datetime) -> date:
    """The landing day that a run means: its parameter landing_date, else its logical date, else when it was due.

    The same rule as dags/clean_news.py, read from outside the run. Raises ValueError for a parameter that is no date.
    """
    if named := (conf or {}).get("landing_date"):
        return date.fromisoformat(str(named))
    return (logical_date or run_after).astimezone(UTC).date()


def by_task(tasks: Iterable[Tried]) -> list[Slow]:
    """The tasks of a run, those that took the most time first."""
    grouped: dict[str, list[Tried]] = {}
    for tried in tasks:
        grouped.setdefault(tried.task, []).append(tried)
    found = []
    for task, own in grouped.items():
        spent = [tried.seconds or 0.0 for tried in own]
        states: dict[str, int] = {}
        for tried in own:
            states[tried.state] = states.get(tried.state, 0) + 1
        retries = sum(max(tried.tries - 1, 0) for tried in own)
        found.append(Slow(task, len(own), states.get("failed", 0), retries, sum(spent), max(spent), states))
    return sorted(found, key=lambda slow: (-slow.seconds, slow.task))
