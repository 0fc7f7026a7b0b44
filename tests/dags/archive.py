"""Runs `spark_archive` once in this process, as local/once.py runs clean_news; test_spark_archive.py calls it."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime

from local.once import Teller


def run(first: str, last: str, teller: Teller) -> None:
    """Run the DAG on two cores of this machine, and tell how each task ended."""
    from airflow.dag_processing.dagbag import DagBag
    from airflow.sdk.listener import get_listener_manager
    from airflow.utils.db import upgradedb

    upgradedb()
    get_listener_manager().add_listener(teller)  # type: ignore[no-untyped-call]
    dag = DagBag(os.environ["AIRFLOW__CORE__DAGS_FOLDER"]).get_dag("spark_archive")
    for task in dag.tasks:
        task.retries = 0
    done = dag.test(logical_date=datetime.now(UTC), run_conf={"first": first, "last": last, "master": "local[2,2]"})
    states = {task.task_id: str(task.state) for task in done.get_task_instances()}
    found = done.get_task_instance("run_archive").xcom_pull(task_ids="run_archive")
    teller.tell("ends", state=str(done.state), tasks=states, found=found)


if __name__ == "__main__":
    with os.fdopen(int(sys.argv[1]), "w", encoding="utf-8") as pipe:
        run(sys.argv[2], sys.argv[3], Teller(pipe))
