"""A run that is killed at any file operation leaves nothing behind that the next run does not put right."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from copydesk import pipeline
from copydesk.store.local import TEMPORARY
from tests.laws import newsroom as news

REPOSITORY = Path(__file__).parents[2]
EARLIER, DAY = news.DAYS[:2]
NOBODY = 65534


class Crasher:
    """The process that forks a child for each thing to do; see crashes.py."""

    def __init__(self) -> None:
        path = os.pathsep.join(str(REPOSITORY / part) for part in ("include", "."))
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.laws.crashes"],
            cwd=REPOSITORY,
            env={**os.environ, "PYTHONPATH": path},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __call__(self, root: Path, what: dict[str, Any], kill_at: int = 0) -> Any:
        """Do one thing; True if the child was killed, else what it answered."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"root": str(root), "kill_at": kill_at, **what}) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        assert "error" not in answer, answer["error"]
        return answer.get("killed") or answer["said"]

    def close(self) -> None:
        """Let the process end."""
        self._process.communicate()


@pytest.fixture(scope="module")
def do() -> Iterator[Crasher]:
    crasher = Crasher()
    yield crasher
    crasher.close()


def run(*days: date) -> dict[str, Any]:
    return {"do": "run", "days": [day.isoformat() for day in days]}


def first_run(root: Path, do: Crasher) -> dict[str, Any]:
    """A day with three articles, of which one repeats an article of the day before, and a file that cannot be read."""
    news.land(root, EARLIER, "a", news.page("library", news.DATES[1], "World"))
    do(root, run(EARLIER))
    news.land(root, DAY, "b", news.page("library", news.DATES[1], "World", longer=True))
    news.land(root, DAY, "c", news.page("pool", news.DATES[1], "Sport"))
    news.land(root, DAY, "bad", "")
    return run(DAY)


def rerun(root: Path, do: Crasher) -> dict[str, Any]:
    """One article changes its topic, one its date, one goes, so that what it hid comes up."""
    news.land(root, DAY, "a", news.page("library", news.DATES[1], "World"))
    news.land(root, DAY, "b", news.page("library", news.DATES[1], "World", longer=True))
    news.land(root, DAY, "c", news.page("pool", news.DATES[1], "Sport"))
    news.land(root, DAY, "d", news.page("orchard", news.DATES[1], "Sport"))
    do(root, run(DAY))
    news.land(root, DAY, "c", news.page("pool", news.DATES[1], "World"))
    news.land(root, DAY, "d", news.page("orchard", news.DATES[2], "Sport"))
    news.remove(root, DAY, "a")
    return run(DAY)


def takedown(root: Path, do: Crasher) -> dict[str, Any]:
    """An article that hides another one is taken down; it was the last of its section."""
    news.land(root, DAY, "a", news.page("library", news.DATES[1], "World", longer=True))
    news.land(root, DAY, "b", news.page("library", news.DATES[1], "Sport"))
    do(root, run(DAY))
    return {"do": "take_down", "id": pipeline.record_id(DAY, "a.txt", "")}


def emptied(root: Path, do: Crasher) -> dict[str, Any]:
    """The only file of a day goes, and with it a whole date of the lake."""
    news.land(root, DAY, "a", news.page("library", news.DATES[1], "World"))
    do(root, run(DAY))
    news.remove(root, DAY, "a")
    return run(DAY)


def moments(tmp_path: Path, before: Path, what: dict[str, Any], do: Crasher) -> list[Path]:
    """The root as each file operation of a run found it: what a run that is killed there leaves; nothing of the run but that."""
    folder, root = tmp_path / "moments", shutil.copytree(before, tmp_path / "root")
    assert do(root, {**what, "moments": str(folder)}) is None
    shutil.rmtree(root)
    return sorted(folder.iterdir(), key=lambda path: int(path.name))


def everything(root: Path) -> dict[str, tuple[int, bytes] | None]:
    """Every folder and file below a root, with time and bytes."""
    found = {str(path.relative_to(root)): path for path in root.rglob("*")}
    return {name: (path.stat().st_mtime_ns, path.read_bytes()) if path.is_file() else None for name, path in found.items()}


@pytest.mark.timeout(300)
@pytest.mark.parametrize("prepare", [first_run, rerun, takedown, emptied])
def test_killed_anywhere_and_started_again(
    tmp_path: Path, do: Crasher, prepare: Callable[[Path, Crasher], dict[str, Any]]
) -> None:
    """Killed at any file operation, a run that is started again leaves the undisturbed lake, a clean audit, no temporaries."""
    before = tmp_path / "before"
    what = prepare(before, do)
    undisturbed = shutil.copytree(before, tmp_path / "undisturbed")
    assert do(undisturbed, what) is None
    wanted, last, number = news.files(undisturbed), {}, 0
    for number, moment in enumerate(moments(tmp_path, before, what, do), 1):
        root = moment.rename(tmp_path / "root")
        if (found := everything(root)) != last:  # a lock changes nothing
            assert do(root, {**what, "audit": True}) == [], f"killed at operation {number}"
            assert news.differences(news.files(root), wanted) == [], f"killed at operation {number}"
            assert news.temporaries(root) == [], f"killed at operation {number}"
            if prepare is takedown:
                shown = [p for p in root.rglob("*") if p.is_file() and news.shows(p, "lying in a drawer")]
                assert not shown, f"killed at operation {number}"
        last = found
        shutil.rmtree(root)
    assert number > 20, "the hook saw the operations"


@pytest.mark.timeout(300)
def test_a_moment_is_what_a_kill_leaves(tmp_path: Path, do: Crasher) -> None:
    """A process that dies at an operation leaves the files that the operation found, but for the random names of temporaries."""
    before = tmp_path / "before"
    what = emptied(before, do)
    for number, moment in enumerate(moments(tmp_path, before, what, do), 1):
        root = shutil.copytree(before, tmp_path / "root")
        assert do(root, what, kill_at=number) is True
        assert named(root) == named(moment), f"killed at operation {number}"
        shutil.rmtree(root)
    root = shutil.copytree(before, tmp_path / "root")
    assert do(root, what, kill_at=number + 1) is None, "there was no operation behind the last moment"


def named(root: Path) -> list[tuple[str, bytes]]:
    """Names and bytes of all below a root, a temporary under the name that all have; of reports, which tell times, the names."""
    files = [(path.relative_to(root), path) for path in root.rglob("*")]
    return sorted(
        (
            str(name.with_name(TEMPORARY) if name.name.startswith(TEMPORARY) else name),
            path.read_bytes() if path.is_file() and name.parts[0] != "reports" else b"",
        )
        for name, path in files
    )


def half_published(root: Path) -> list[str]:
    """Files of the lake that no Parquet reader can read, and half-written ones."""
    return [name for name in news.files(root) if name.endswith(".parquet") and not news.readable(root / name)] + news.temporaries(
        root
    )


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own that can be made larger; skips where nobody may mount one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=8m", "copydesk-test", str(disk)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"cannot mount a small disk: {mounted.stderr.decode().strip()}")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


@pytest.mark.timeout(300)
def test_full_disk_is_told_and_nothing_is_half_published(small_disk: Path, tmp_path: Path, do: Crasher) -> None:
    """Whenever the disk fills up, the error names the file and the cause, no file is broken, and with space the run succeeds."""
    root, failures = small_disk / "root", 0
    what = rerun(tmp_path / "before", do)
    undisturbed = shutil.copytree(tmp_path / "before", tmp_path / "undisturbed")
    do(undisturbed, what)
    shutil.copytree(tmp_path / "before", root)
    used = shutil.disk_usage(small_disk).used // 1024
    for size in range(used, used + 2000, 12):
        subprocess.run(["mount", "-o", f"remount,size={size}k", str(small_disk)], check=True)
        try:
            do(root, what)
            break
        except AssertionError as error:
            failures += 1
            assert f"LakeError: {root}/" in str(error)
            assert "No space left on device" in str(error)
        assert half_published(root) == []
    assert failures >= 3, "the disk was full at several points of the run"
    assert news.differences(news.files(root), news.files(undisturbed)) == []
    assert do(root, {**what, "audit": True}) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root, to become a user who may not write")
@pytest.mark.parametrize(
    "folder",
    ["desk", "desk/_locks", "desk/_dates", "desk/landed=2024-10-30", "lake", "lake/_manifests", "lake/_fates", "reports"],
)
def test_folder_that_may_not_be_written_is_named(tmp_path: Path, do: Crasher, folder: str) -> None:
    """Where the desk may not write, the error names the path; nothing is half-published; once it may, the run succeeds."""
    root = tmp_path / "root"
    what = rerun(root, do)
    undisturbed = shutil.copytree(root, tmp_path / "undisturbed")
    do(undisturbed, what)
    for above in (*tmp_path.parents[:-2], tmp_path):
        above.chmod(above.stat().st_mode | 0o011)
    for path in (root, *root.rglob("*")):
        os.chown(path, NOBODY, NOBODY)
    closed = [root / folder, *(root / folder).rglob("*")]
    for path in closed:
        os.chown(path, 0, 0)
    with pytest.raises(AssertionError, match=rf"LakeError: {root}/{folder}.*(Permission denied)"):
        do(root, {**what, "user": NOBODY})
    assert half_published(root) == []
    for path in closed:
        os.chown(path, NOBODY, NOBODY)
    assert do(root, {**what, "user": NOBODY, "audit": True}) == []
    assert news.differences(news.files(root), news.files(undisturbed)) == []
