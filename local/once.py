"""Runs `clean_news` for some landing days in this process and tells run.py what happens, one JSON object a line.

A process of its own, so that Airflow's many log lines have a place of their own: run.py sends its output to a file.
"""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from datetime import UTC, datetime
from typing import IO, Any

from airflow.listeners import hookimpl


class Teller:
    """An Airflow listener that writes each task's start and end to the pipe."""

    def __init__(self, pipe: IO[str]) -> None:
        self._pipe = pipe
        self.day = ""

    def tell(self, event: str, **facts: object) -> None:
        """One event for run.py."""
        self._pipe.write(json.dumps({"event": event, "day": self.day, **facts}) + "\n")
        self._pipe.flush()

    @hookimpl
    def on_task_instance_running(self, previous_state: object, task_instance: Any) -> None:
        """A task begins."""
        self.tell("begins", task=task_instance.task_id)

    @hookimpl
    def on_task_instance_failed(self, previous_state: object, task_instance: Any, error: object) -> None:
        """A task failed; its error goes to the person at the terminal."""
        self.tell("failed", task=task_instance.task_id, error=f"{type(error).__name__}: {error}")


def run(days: list[str], teller: Teller) -> None:
    """Runs the DAG for each landing day, oldest first, and stops at the first that fails."""
    from airflow.dag_processing.dagbag import DagBag
    from airflow.sdk.listener import get_listener_manager
    from airflow.utils.db import upgradedb

    upgradedb()
    get_listener_manager().add_listener(teller)  # type: ignore[no-untyped-call]
    bag = DagBag(os.environ["AIRFLOW__CORE__DAGS_FOLDER"])
    if bag.import_errors:
        raise RuntimeError("\n".join(f"{file} cannot be loaded: {error}" for file, error in bag.import_errors.items()))
    dag = bag.get_dag("clean_news")
    dag.deadline = None  # dag.test() breaks on it (Airflow 3.3.2), and here nobody is to be woken
    for task in dag.tasks:
        if task.is_mapped:
            task.partial_kwargs["retries"] = 0
        else:
            task.retries = 0  # somebody is waiting and can try again: show the first error at once
    for day in days:
        teller.day = day
        # The parameter, not the logical date: a run before the DAG's start date would do nothing and report success.
        done = dag.test(logical_date=datetime.now(UTC), run_conf={"landing_date": day})
        tasks = done.get_task_instances()
        states = {task.task_id: Counter[str]() for task in tasks}
        for task in tasks:
            states[task.task_id][str(task.state)] += 1
        report = done.get_task_instance("report_day").xcom_pull(task_ids="report_day")
        teller.tell("ends", state=str(done.state), tasks=states, report=report)
        if done.state != "success":
            return


if __name__ == "__main__":
    with os.fdopen(int(sys.argv[1]), "w", encoding="utf-8") as pipe:
        run(sys.argv[2:], Teller(pipe))
