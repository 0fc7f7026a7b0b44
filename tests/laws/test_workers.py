"""Several processes make the same lake as one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from benchmarks import corpus
from copydesk import audit, pipeline
from copydesk.errors import EngineError
from copydesk.pipeline import day
from copydesk.pipeline.workers import pool
from copydesk.settings import Settings
from copydesk.store import open_root


def _lake(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in (root / "lake").rglob("*") if path.is_file()}


def test_the_lake_is_the_same_whether_one_process_made_it_or_two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Batches and dates shared by two processes give every byte that one process gives, and nothing is lost on the way.

    So they do where the day is a large one, which is published by other processes than those of its stages, or by another one.
    """
    lakes, steps, apart = [], set[str](), list[bool]()

    def watched(*args: Any, **more: Any) -> Any:
        apart.append(more.get("apart", False))
        return pool(*args, **more)

    monkeypatch.setattr(day, "pool", watched)
    for workers, large in ((1, 99), (2, 99), (1, 2)):
        monkeypatch.setattr(day, "_LARGE", large)
        root = tmp_path / f"{workers}-{large}"
        corpus.write(root / "landing" / corpus.DAY.isoformat(), 60)
        settings = Settings(root=str(root), batch_records=13)
        report = pipeline.run_day(settings, corpus.DAY, lambda what, done, of: steps.add(what), workers=workers)
        assert report["records"] == 60
        assert {"ingest_files", "write_parquet"} <= steps
        assert not list(audit.check_day(settings, corpus.DAY))
        assert not [found for day in audit.dates(open_root(str(root))) for found in audit.check_date(settings, day)]
        lakes.append(_lake(root))
    assert lakes[0] == lakes[1] == lakes[2]
    assert apart == [False, False, False, False, True]
    assert len(lakes[0]) > 5


def _has_imported(*names: str) -> bool:
    return set(names) <= sys.modules.keys()


def test_workers_begin_with_what_they_need() -> None:
    """A new worker need not import the stages and Great Expectations, which takes seconds."""
    with pool(2, lambda what, done, of: None) as each:
        assert list(each("look", _has_imported, [("great_expectations", "copydesk.pipeline.stages")] * 2)) == [True, True]


def test_work_that_is_to_be_done_apart_is() -> None:
    """One worker does its work in this process, unless it is to be done apart from it: then in another, also for one call."""
    for apart in (False, True):
        with pool(1, lambda what, done, of: None, apart=apart) as each:
            assert (list(each("look", os.getpid, [()])) == [os.getpid()]) is not apart


def _die(number: int) -> int:
    if number:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def test_a_killed_worker_is_told_in_a_sentence() -> None:
    """Where the system kills a worker the run ends with what happened and what to do, not with a page of Python."""
    with (
        pytest.raises(EngineError, match=r"worker process was killed.*fewer --workers"),
        pool(2, lambda what, done, of: None) as each,
    ):
        list(each("die", _die, [(0,), (1,)]))


RUN = """
import os, time
from copydesk.pipeline.workers import pool
def sleep(number):
    print(os.getpid(), flush=True)
    time.sleep(300)
if __name__ == "__main__":
    with pool(2, lambda what, done, of: None) as each:
        list(each("sleep", sleep, [(0,), (1,)]))
"""


def test_workers_end_with_a_run_that_is_killed(tmp_path: Path) -> None:
    """A run that is killed leaves no process behind."""
    script = tmp_path / "run.py"
    script.write_text(RUN)
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        workers = [int(process.stdout.readline()) for _ in range(2)]
        process.kill()
    until = time.monotonic() + 30
    while time.monotonic() < until and any(Path(f"/proc/{worker}").exists() for worker in workers):
        time.sleep(0.1)
    assert [worker for worker in workers if Path(f"/proc/{worker}").exists()] == []
