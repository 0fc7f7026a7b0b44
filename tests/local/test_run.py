"""`make run` as a person at a terminal sees it."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from local.home import REPOSITORY
from local.show import TASKS

pytestmark = pytest.mark.airflow


def test_the_samples_are_run_and_shown(tmp_path: Path) -> None:
    """The first command of the README ends well, names each task of the line once a landing day, and says where the lake is."""
    command = [sys.executable, "-m", "local.run", "--root", str(tmp_path / "lakehouse"), "--home", str(tmp_path / "home")]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    told = re.findall(r"^(\d{4}-\d\d-\d\d)  (\w+)$", done.stdout, re.MULTILINE)
    assert told == [(day, task) for day in sorted({day for day, _ in told}) for task in TASKS]
    assert len({day for day, _ in told}) == 3
    assert re.search(r"published +[1-9]\d", done.stdout)
    assert str(tmp_path / "lakehouse" / "lake") in done.stdout
