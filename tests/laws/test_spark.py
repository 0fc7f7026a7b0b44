"""Spark makes the lake that this machine makes alone, though its Python workers die.

PySpark runs in a process of its own and from a folder of its own, .venv/spark; see requirements-spark.in.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from benchmarks import corpus
from copydesk import pipeline
from copydesk.settings import Settings
from copydesk.store import paths
from tests.laws import newsroom as news
from tests.laws.on_spark import DIES

REPOSITORY = Path(__file__).resolve().parents[2]
DAYS = [corpus.DAY + timedelta(days=ahead) for ahead in (0, 1, 3)]

needs_spark = pytest.mark.skipif(
    not (Path(sys.prefix) / "spark/pyspark").is_dir() or not shutil.which("java"),
    reason="PySpark or java is not there: `touch requirements-spark.txt` and run `make test` with Java 17 on the PATH",
)


def landing(root: Path) -> Path:
    """Three landing days that share dates of publication, copies and near-duplicates."""
    for number, day in enumerate(DAYS):
        corpus.write(root / "landing" / day.isoformat(), 24, seed=number // 2)
    for truth in (root / "landing").glob("*.jsonl"):
        truth.unlink()
    return root


def copydesk(*arguments: object, deaths: Path) -> subprocess.CompletedProcess[str]:
    """The command line in a process of its own; the folder of `deaths` knows which steps somebody has died in."""
    deaths.mkdir(exist_ok=True)
    environ = os.environ | {"PYTHONPATH": os.pathsep.join([str(REPOSITORY / "include"), str(REPOSITORY)])}
    command = [sys.executable, "-m", "tests.laws.on_spark", str(deaths), *map(str, arguments)]
    return subprocess.run(command, env=environ, cwd=deaths, capture_output=True, text=True, check=False, timeout=400)


@needs_spark
def test_spark_makes_the_same_lake_though_its_workers_die(tmp_path: Path) -> None:
    """Law: an archive on two Spark cores, a Python worker killed in each of two steps, is byte for byte that of local runs.

    Nothing is lost, Great Expectations finds the same, progress is told, and no mark or half-written file is left.
    """
    here, there = landing(tmp_path / "here"), tmp_path / "there"
    shutil.copytree(here / "landing", there / "landing")
    for day in DAYS:
        pipeline.run_day(Settings(root=str(here), batch_records=10), day)
    deaths, summary = tmp_path / "deaths", tmp_path / "summary.json"
    os.environ["COPYDESK_BATCH_RECORDS"] = "10"
    try:
        done = copydesk(
            "spark", os.path.relpath(there, deaths), "--from", DAYS[0], "--to", DAYS[-1],
            "--master", "local[2,3]", "--summary", summary, deaths=deaths,
        )  # fmt: skip
    finally:
        del os.environ["COPYDESK_BATCH_RECORDS"]
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in deaths.iterdir()) == sorted(DIES), "no worker was killed"
    assert news.differences(news.files(here), news.files(there)) == []
    assert len(news.files(there)) > 10
    told = json.loads(summary.read_text("utf-8"))
    assert (told["days"], told["refused"]) == ([day.isoformat() for day in DAYS], {})
    assert sum(told["fates"].values()) == 24 * len(DAYS)
    assert news.audited(there) == []
    assert validated(there) == validated(here)
    assert "strip_boilerplate: 9 of 9" in done.stderr
    assert not list((there / "desk/_engines").glob("*"))
    assert news.temporaries(there) == []


def validated(root: Path) -> list[Any]:
    """What Great Expectations said of each landing day."""
    return [json.loads((root / paths.report(day, "report.json")).read_text("utf-8"))["validation"] for day in DAYS]
