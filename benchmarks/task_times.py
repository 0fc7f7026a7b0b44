"""Where the wall time of a DAG run goes: every moment of it belongs to one task, which waited, started up or worked.

Times are seconds after the run was asked for.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path

BODY_BEGINS, BODY_ENDS = "::endgroup::", "::group::Post Execute"
"""What Airflow's log of a task says when its preparations are over, and when its function has returned."""


@dataclass(frozen=True, slots=True)
class Task:
    """One try of one task: when it was scheduled, when its process began, its function ran, and its process was done."""

    name: str
    scheduled: float
    started: float
    began: float
    returned: float
    ended: float


@dataclass(frozen=True, slots=True)
class Share:
    """What a task (all its mapped ones) has of the run's wall time; the shares of all tasks add up to the run.

    `waiting`: nothing of the run was started; `starting`: processes were, but no function ran; `working`: some function ran.
    """

    name: str
    tasks: int
    waiting: float
    starting: float
    working: float
    sums: tuple[float, float, float]
    """Seconds over its tasks, one beside another: until started, start-up and end, function."""


def body_of(log: Path, zero: float) -> tuple[float, float]:
    """When the function of a task began and returned, by its log. Raises ValueError where the log does not say."""
    began = returned = None
    for line in log.read_text("utf-8").splitlines():
        said = json.loads(line)
        if said["event"] == BODY_BEGINS and began is None:
            began = moment(said["timestamp"]) - zero
        elif said["event"] == BODY_ENDS:
            returned = moment(said["timestamp"]) - zero
    if began is None:
        raise ValueError(f"{log} does not say when the function began.")
    return began, began if returned is None else returned  # a function that skips its task does not return


def moment(text: str) -> float:
    """Seconds since 1970 of a time as Airflow writes it."""
    return datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


def shares(tasks: Sequence[Task], end: float) -> list[Share]:
    """The run's wall time, from 0 to `end`, by task in the order in which they came."""
    spent: dict[str, dict[str, float]] = {
        task.name: dict.fromkeys(("waiting", "starting", "working"), 0.0) for task in _in_order(tasks)
    }
    for begin, until in _slices(tasks, end):
        name, what = _at((begin + until) / 2, tasks)
        spent[name][what] += until - begin
    return [Share(name, len(own := [t for t in tasks if t.name == name]), **spent[name], sums=_sums(own)) for name in spent]


def _in_order(tasks: Iterable[Task]) -> list[Task]:
    return sorted(tasks, key=lambda task: (task.started, task.name))


def _slices(tasks: Sequence[Task], end: float) -> Iterator[tuple[float, float]]:
    """Stretches in which nothing changes."""
    edges = {0.0, end, *(at for task in tasks for at in (task.started, task.began, task.returned, task.ended) if 0 < at < end)}
    yield from pairwise(sorted(edges))


def _at(now: float, tasks: Sequence[Task]) -> tuple[str, str]:
    """Whose moment it is, and what that task does: works before starts up before is waited for."""
    for what, doing in (
        ("working", [task for task in tasks if task.began <= now < task.returned]),
        ("starting", [task for task in tasks if task.started <= now < task.ended]),
        ("waiting", [task for task in tasks if now < task.started]),
    ):
        if doing:
            return _in_order(doing)[0].name, what
    return max(tasks, key=lambda task: task.ended).name, "waiting"  # until the run itself is found to be over


def _sums(tasks: Sequence[Task]) -> tuple[float, float, float]:
    return (
        sum(task.started - task.scheduled for task in tasks),
        sum(task.began - task.started + task.ended - task.returned for task in tasks),
        sum(task.returned - task.began for task in tasks),
    )
