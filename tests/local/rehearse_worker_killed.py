"""Each task of a run killed once, on the whole Airflow: the run ends well by itself, and the lake does not show it."""

from __future__ import annotations

import os
import signal
import time
from datetime import date
from pathlib import Path

import pytest

from tests.dags.test_clean_news import LINE
from tests.laws import newsroom as news
from tests.local.stack import LONG, Stack, land_day, running, undisturbed

pytestmark = [pytest.mark.airflow, pytest.mark.timeout(900)]
DAY = date(2024, 10, 30)
PIDS = (
    "select task_id, map_index, pid from task_instance where run_id = 'struck' and state = 'running' and try_number = 1 "
    "and pid is not null"
)


def strike(stack: Stack, run_id: str) -> dict[str, int]:
    """Kills the process of each task instance in its first try, until the run has ended; gives the kills of each task."""
    struck: dict[tuple[str, str], int] = {}
    deadline = time.monotonic() + LONG
    while stack.state(run_id) in ("queued", "running"):
        assert time.monotonic() < deadline, stack.states(run_id)
        for task, index, pid in stack.sql(PIDS):
            if (task, index) in struck:
                continue
            try:
                os.kill(int(pid), signal.SIGKILL)
            except ProcessLookupError:
                continue  # it has just ended
            struck[task, index] = int(pid)
        time.sleep(0.1)
    return {task: sum(name == task for name, _ in struck) for task, _ in struck}


def test_each_task_killed_once_is_run_again_and_the_lake_is_the_same(tmp_path: Path) -> None:
    """Law: whichever task's process is killed, Airflow runs it again by itself; the lake and the audit show nothing of it."""
    with running() as stack:
        land_day(stack.root, DAY)
        stack.trigger("struck", landing_date=DAY.isoformat())
        struck = strike(stack, "struck")
        stack.finish("struck")
        assert set(LINE) - set(struck) == set(), "every task was killed once"
        assert "SIGKILL" in stack.log("struck", "validate_schema")
        assert news.audited(stack.root) == []
        assert news.temporaries(stack.root) == []
        assert news.differences(news.files(stack.root), undisturbed(stack, tmp_path / "plain")) == []
