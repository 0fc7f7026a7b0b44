"""The section of benchmarks/RESULTS.md on what Airflow adds to a night."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from benchmarks import results
from benchmarks.task_times import Share, shares

if TYPE_CHECKING:
    from benchmarks.airflow_night import Night

TIMES, MORE = 1.4, 30
"""What is allowed: so many times the command's wall time, and so many seconds more."""

ROUNDS = ["round", "`copydesk run`, s", "clean_news, s", "ratio", "allowed, s", "target"]


def section(nights: Sequence[tuple[Night, Night]], files: int, records: int, imports: Mapping[str, float]) -> str:
    """The whole section; `nights` are rounds of the command and the DAG, `files` how many the lake has."""
    plain, flow = min(nights, key=lambda pair: pair[1].seconds)
    rounds = [_round(number, *pair) for number, pair in enumerate(nights, 1)]
    return f"""## Airflow's own cost: {records:,} records

`python -m benchmarks.airflow_night --records {records} --rounds {len(nights)}`: one landing day of {records:,} files of
plain text, one record each, by `copydesk run --workers 2` and by the DAG clean_news on the local Airflow (LocalExecutor with
four places, PostgreSQL), in turn, on fresh roots, on two cores. The night is from the trigger to the run's success; Airflow was
up and idle. All {files} files of the two lakes are the same, byte for byte, in each round.

{results.table(ROUNDS, rounds)}

The target, at most {TIMES} times the command + {MORE} s: **{_met(nights)}**.

Where the wall time of the faster run went ({flow.seconds:.1f} s; its command took {plain.seconds:.1f} s). Each moment belongs to
one row: *waiting*, nothing of the run had a process; *starting*, processes were starting up or ending and no task's function
ran; *working*, some function ran, its imports included. Sums are over the tasks of a row, which run beside each other.

{_where(shares(flow.tasks, flow.seconds), plain)}

CPU seconds of the same night, on two cores:

{_cpu(plain, flow)}

Imports, once in each task's process: {", ".join(f"{name} {took:.1f} s" for name, took in imports.items())}."""


def _round(number: int, plain: Night, flow: Night) -> list[str]:
    allowed = TIMES * plain.seconds + MORE
    return [
        str(number),
        f"{plain.seconds:.1f}",
        f"{flow.seconds:.1f}",
        f"{flow.seconds / plain.seconds:.2f}",
        f"{allowed:.1f}",
        "met" if flow.seconds <= allowed else "missed",
    ]


def _met(nights: Sequence[tuple[Night, Night]]) -> str:
    plain, flow = (statistics.median(pair[side].seconds for pair in nights) for side in (0, 1))
    return (
        f"{'met' if flow <= TIMES * plain + MORE else 'missed'} ({flow:.1f} s, allowed {TIMES * plain + MORE:.1f} s, by medians)"
    )


def _where(found: Sequence[Share], plain: Night) -> str:
    sums = ["sum until started", "sum starting", "sum working"]
    head = ["task", "tasks", "command, s", "DAG, s", "waiting", "starting", "working", *sums]
    rows = [_row(one.name, one, plain.stages.get(one.name)) for one in found]
    waiting, starting, working = (sum(getattr(one, name) for one in found) for name in ("waiting", "starting", "working"))
    queued, ready, busy = map(sum, zip(*(one.sums for one in found), strict=True))
    whole = Share("all", sum(one.tasks for one in found), waiting, starting, working, (queued, ready, busy))
    rest = plain.seconds - sum(plain.stages.values())
    rows.append(["start, report", "", f"{rest:.1f}", *[""] * 7])
    return results.table(head, [*rows, _row("**all**", whole, plain.seconds)])


def _row(name: str, one: Share, command: float | None) -> list[str]:
    spent = (one.waiting + one.starting + one.working, one.waiting, one.starting, one.working, *one.sums)
    return [name, str(one.tasks), "" if command is None else f"{command:.1f}", *(f"{seconds:.1f}" for seconds in spent)]


def _cpu(plain: Night, flow: Night) -> str:
    rows = [["`copydesk run`, whole", f"{plain.cpu['copydesk']:.1f}"]]
    rows += [["the DAG: " + name, f"{used:.1f}"] for name, used in sorted(flow.cpu.items(), key=lambda item: -item[1])]
    return results.table(["", "CPU s"], [*rows, ["the DAG, whole", f"{sum(flow.cpu.values()):.1f}"]])
