"""Where a DAG run's wall time goes: the shares are the whole of it, and each moment is its task's."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.task_times import Task, body_of, shares

steps = st.lists(st.floats(0.01, 50), min_size=5, max_size=5)


def _task(name: str, gaps: list[float]) -> Task:
    """A task whose times lie so far apart."""
    return Task(name, *(sum(gaps[: place + 1]) for place in range(5)))


@given(st.lists(st.tuples(st.sampled_from("abc"), steps), min_size=1, max_size=8), st.floats(0, 20))
def test_the_shares_add_up_to_the_run(told: list[tuple[str, list[float]]], more: float) -> None:
    """Law: however tasks lie beside each other, no moment is counted twice and none is missed."""
    tasks = [_task(name, gaps) for name, gaps in told]
    end = max(task.ended for task in tasks) + more
    found = shares(tasks, end)
    assert sum(one.waiting + one.starting + one.working for one in found) == pytest.approx(end)
    assert sum(one.tasks for one in found) == len(tasks)


def test_a_moment_belongs_to_who_works() -> None:
    """Law: work goes before start-up, and start-up before waiting."""
    first, second = Task("a", 0, 1, 2, 5, 6), Task("b", 4, 5.5, 7, 9, 9.5)
    a, b = shares([first, second], 10)
    assert (a.name, a.waiting, a.starting, a.working) == ("a", 1, 2, 3)
    assert (b.name, b.waiting, b.starting, b.working) == ("b", 0.5, 1.5, 2)
    assert a.sums == (1, 2, 3)


def test_the_function_is_what_lies_between_preparations_and_their_end(tmp_path: Path) -> None:
    """Law: the first end of preparations counts; a function that skips its task takes no time; a log without it is refused."""
    log = tmp_path / "attempt=1.log"
    lines = [("10", "::group::Pre Execute"), ("11", "::endgroup::"), ("14", "::group::Post Execute"), ("15", "::endgroup::")]
    said = [json.dumps({"timestamp": f"1970-01-01T00:00:{at}Z", "event": what}) for at, what in lines]
    log.write_text("\n".join(said), "utf-8")
    assert body_of(log, 10) == (1, 4)
    log.write_text("\n".join(said[:2]), "utf-8")
    assert body_of(log, 10) == (1, 1)
    log.write_text(said[0], "utf-8")
    with pytest.raises(ValueError, match="does not say"):
        body_of(log, 10)
