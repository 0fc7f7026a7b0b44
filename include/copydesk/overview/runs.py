"""Runs of the DAG as the page tells of them, and which of their tasks were slow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date


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
    """A task over all its instances: tries beyond the first, seconds in all and of the longest, how many are in which state."""

    task: str
    retries: int
    seconds: float
    longest: float
    states: Mapping[str, int]


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
        found.append(Slow(task, retries, sum(spent), max(spent), states))
    return sorted(found, key=lambda slow: (-slow.seconds, slow.task))
