"""The root: whole files or none, on a disk as on an object store."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from copydesk.errors import LakeError, MissingError
from copydesk.store import local, open_root
from copydesk.store.local import TEMPORARY, LocalRoot


@pytest.fixture
def root(tmp_path: Path) -> LocalRoot:
    return LocalRoot(tmp_path)


def test_written_file_is_read_back_and_replaced(root: LocalRoot) -> None:
    """write() makes folders, puts the bytes in place, and replaces older bytes."""
    root.write("a/b/c.bin", b"one")
    root.write("a/b/c.bin", b"two")
    assert root.read("a/b/c.bin") == b"two"
    assert [entry.path for entry in root.files("")] == ["a/b/c.bin"]


def test_failed_write_leaves_the_old_file_and_no_temporary(root: LocalRoot, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that fills up leaves the old bytes in place, and the error names the file and the cause."""
    root.write("a/file", b"old")

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(LakeError, match=r"a/file cannot be written: No space left on device"):
        root.write("a/file", b"new")
    assert root.read("a/file") == b"old"
    assert os.listdir(root.local("a")) == ["file"]  # noqa: PTH208 - names, not paths


def test_sweep_takes_only_what_dead_writers_left(root: LocalRoot) -> None:
    """A temporary whose writer is alive stays; one whose writer is gone goes."""
    folder = root.local("x")
    folder.mkdir()
    dead, alive = folder / f"{TEMPORARY}1-0", folder / f"{TEMPORARY}2-0"
    dead.write_bytes(b"")
    with alive.open("wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        assert root.sweep("x") == 1
    assert [path.name for path in folder.iterdir()] == [alive.name]


def test_sweep_passes_over_a_folder_that_goes_away_meanwhile(root: LocalRoot, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that another process takes away while it is listed does not stop the sweep of the others."""
    for name in ("x/gone", "x/here"):
        root.local(name).mkdir(parents=True)
        (root.local(name) / f"{TEMPORARY}1-0").write_bytes(b"")
    scandir = os.scandir

    def late(path: str | Path) -> object:
        if str(path).endswith("gone"):
            shutil.rmtree(path, ignore_errors=True)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", late)
    assert root.sweep("x") == 1


def test_deleting_leaves_no_empty_folders(root: LocalRoot) -> None:
    """Folders that a deletion empties go with it; others and the root stay; deleting twice is no error."""
    root.write("a/b/c", b"1")
    root.write("a/d", b"2")
    root.delete("a/b/c")
    root.delete("a/b/c")
    assert root.names("a") == ["d"]
    root.delete("a/d")
    assert root.names("") == []
    assert root.folder.is_dir()


def test_missing_file_is_named(root: LocalRoot) -> None:
    """Reading what is not there raises MissingError with the full path; listing it gives nothing."""
    with pytest.raises(MissingError, match="nowhere/file"):
        root.read("nowhere/file")
    assert root.files("nowhere") == []
    assert root.names("nowhere") == []


def test_links_are_named_but_never_followed(root: LocalRoot, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A symbolic link is listed as no plain file, and a linked folder is not walked into."""
    outside = tmp_path_factory.mktemp("outside")
    (outside / "secret").write_text("x")
    root.write("in/real", b"1")
    root.local("in/link").symlink_to(outside / "secret")
    root.local("in/folder").symlink_to(outside)
    assert {entry.path: entry.plain for entry in root.files("in")} == {"in/real": True, "in/link": False, "in/folder": False}


def test_who_waits_for_a_lock_says_so(root: LocalRoot, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """Law: a run that is kept waiting by another process names the lock's file in the log, and one that is not says nothing."""
    monkeypatch.setattr(local, "_PATIENCE_SECONDS", 0.1)
    with root.lock("free"):
        time.sleep(0.3)
    assert caplog.text == ""
    held, path = threading.Event(), root.folder / "desk/_locks/landed=2024-10-29"

    def hold() -> None:
        with root.lock("landed=2024-10-29"):
            held.set()
            end = time.monotonic() + 5
            while not caplog.text and time.monotonic() < end:
                time.sleep(0.01)

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait()
    with root.lock("landed=2024-10-29"):
        holder.join()
    assert f"{path} is held by another process" in caplog.text
    assert len(caplog.records) == 1


def test_lock_of_a_dead_process_is_free(root: LocalRoot) -> None:
    """A process that dies while it holds a lock lets go of it."""
    code = f"import os; from copydesk.store import open_root\nwith open_root({str(root.folder)!r}).lock('x'): os._exit(0)"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
    with root.lock("x"):
        pass


def test_uri_chooses_the_kind_of_root(tmp_path: Path) -> None:
    """A path and a file:// URI are the same local folder."""
    assert open_root(str(tmp_path)).uri == open_root(f"file://{tmp_path}").uri


def test_names_from_a_first_one_on_are_the_end_of_all_names(root: LocalRoot) -> None:
    """names() with a first name gives what it gives without one, less what comes before; the name need not be there."""
    for name in ("2024-10-29", "2024-10-30", "2024-11-01", "_marks"):
        root.write(f"landing/{name}/a", b"1")
    assert root.names("landing") == ["2024-10-29", "2024-10-30", "2024-11-01", "_marks"]
    assert root.names("landing", "2024-10-30") == ["2024-10-30", "2024-11-01", "_marks"]
    assert root.names("landing", "2024-10-31") == ["2024-11-01", "_marks"]
    assert root.names("nowhere", "2024") == []


def test_what_is_behind_a_loose_link_is_not_nothing(root: LocalRoot) -> None:
    """Law: where a folder is a link whose target is not there, nobody is told that it is empty; one never made is."""
    root.local("landing").symlink_to(root.local("not mounted"))
    for folder in ("landing", "landing/2024-10-30"):
        with pytest.raises(LakeError, match=r"landing is a link to .*not mounted, which is not there"):
            root.files(folder)
    assert root.files("desk") == []


def test_a_link_that_is_called_like_a_temporary_is_nobodys_half_file(root: LocalRoot) -> None:
    """Law: a link of such a name is not ours: it is named among the files, and no sweep removes it or what it leads to."""
    root.write("elsewhere", b"whole")
    root.local("x").mkdir()
    link = root.local(f"x/{TEMPORARY}1-0")
    link.symlink_to(root.local("elsewhere"))
    assert [(entry.path, entry.plain) for entry in root.files("x")] == [(f"x/{link.name}", False)]
    assert root.sweep("x") == 0
    assert link.is_symlink()


def test_a_lock_that_was_had_in_time_is_not_waited_for(
    root: LocalRoot, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Law: the log tells of a lock only while somebody waits for it, and never once it is held."""
    monkeypatch.setattr(local, "_PATIENCE_SECONDS", 0.5)
    first = root.lock("date=x")
    first.__enter__()
    release = threading.Timer(0.1, first.__exit__, (None, None, None))
    release.start()
    with root.lock("date=x"):
        time.sleep(0.8)
    release.join()
    assert "is held by another process" not in caplog.text


def test_a_sweep_leaves_alone_what_is_just_written(root: LocalRoot, monkeypatch: pytest.MonkeyPatch) -> None:
    """Law: a sweep of the folder that comes while a file of it is written takes nothing away."""
    swept: list[int] = []
    pour = local.pour

    def swept_amid(*given: object) -> None:
        if not swept:
            swept.append(root.sweep("x"))
        pour(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(local, "pour", swept_amid)
    root.write("x/file", b"whole")
    assert swept == [0]
    assert root.read("x/file") == b"whole"
