"""Upgrade and way back, with the code of an older commit: some minutes, only when somebody asks, in a clone with its history.

OLD=<commit> .venv/bin/python -m pytest tests/local/rehearse_upgrade.py -s
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from local.home import REPOSITORY
from local.landing import land_samples
from tests.laws import newsroom as news
from tests.local.stack import land_day

OLD = os.environ.get("OLD", "af6a878")
"""The last commit with version 1 of the schema."""

pytestmark = pytest.mark.timeout(1200)


class Code:
    """The command line of one version."""

    def __init__(self, tree: Path) -> None:
        self.tree = tree

    def __call__(self, root: Path, command: str, *more: str) -> subprocess.CompletedProcess[str]:
        """`copydesk COMMAND ROOT …`."""
        program = [sys.executable, "-c", "from copydesk.cli import main; main()", command, str(root), *more]
        env = {**os.environ, "PYTHONPATH": str(self.tree / "include"), "COLUMNS": "250"}
        return subprocess.run(program, env=env, capture_output=True, text=True, check=False)

    def run_all(self, root: Path) -> dict[str, bytes]:
        """Runs every landing day, as a backfill of *All Runs* does, and gives the lake."""
        for day in sorted(path.name for path in (root / "landing").iterdir()):
            done = self(root, "run", "--day", day)
            assert done.returncode == 0, done.stderr[-2000:]
        assert self(root, "audit").returncode == 0
        return news.files(root)

    def from_scratch(self, root: Path, fresh: Path) -> dict[str, bytes]:
        """The lake that this version makes of a root's landing zone."""
        shutil.copytree(root / "landing", fresh / "landing")
        return self.run_all(fresh)


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Code:
    """The code of the older commit."""
    tree = tmp_path_factory.mktemp("old")
    archive = subprocess.run(["git", "archive", OLD], cwd=REPOSITORY, capture_output=True, check=False)
    if archive.returncode:
        pytest.skip(f"{OLD} is not in this clone")
    subprocess.run(["tar", "x", "-C", str(tree)], input=archive.stdout, check=True)
    return Code(tree)


def test_an_upgrade_and_the_way_back(old: Code, tmp_path: Path) -> None:
    """Law: over another version's lake the audit names each date as not current and nothing else; a day that is run again is
    renewed with its window alone; when all were, the lake is what the version makes from scratch. The same holds on the way back.
    """
    new, root = Code(REPOSITORY), tmp_path / "root"
    for number in range(13, 17):
        land_day(root, date(2024, 10, number))
    land_samples(root)
    before = old.run_all(root)
    for code in (new, old):
        findings = code(root, "audit")
        rules = {line.split("│")[1].strip() for line in findings.stdout.splitlines() if line.startswith("│")} - {""}
        assert (findings.returncode, rules) == (1, {"date-not-current"})
        was = news.files(root)
        done = code(root, "run", "--day", "2024-10-14")
        changed = sorted(
            {name.split("/")[1].split(".")[0] for name in news.differences(was, news.files(root)) if "/topic=" in name}
        )
        print(f"one day run by {code.tree.name}: {changed} changed")  # noqa: T201 - rehearsals are read along
        assert (done.returncode, changed[0]) == (0, "date=2024-10-14")
        assert set(changed) <= {f"date=2024-10-{day}" for day in range(14, 18)}, "the date and its window"
        assert news.differences(code.run_all(root), code.from_scratch(root, tmp_path / f"fresh {code is new}")) == []
    assert news.differences(news.files(root), before) == []
