"""The inbox: what counts as complete, where a file lands, what is refused, and what a person is told."""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from copydesk import inbox, pipeline
from copydesk.cli import app
from copydesk.errors import LakeError
from copydesk.inbox import carry, local, rules
from copydesk.inbox.outcome import Stayed
from copydesk.inbox.scan import Found
from copydesk.settings import Settings
from copydesk.store.local import LocalRoot
from copydesk.store.paths import distinct

DAY, NEXT = date(2024, 10, 30), date(2024, 10, 31)
LATER = 4e9
"""A time by which every file has been quiet for long."""


class Box:
    """A root with an inbox."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def drop(self, path: str, data: str = "x", age: float | None = None) -> Path:
        """Put a file into the inbox; `age` in seconds before LATER."""
        file = self.root / "inbox" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(data)
        if age is not None:
            os.utime(file, (LATER - age, LATER - age))
        return file

    def sweep(self, day: date = DAY, **settings: Any) -> inbox.Swept:
        return inbox.sweep(Settings(root=str(self.root), **settings), day, now=LATER)

    def landed(self, day: date = DAY) -> dict[str, str]:
        return self._files(self.root / "landing" / day.isoformat())

    def left(self) -> dict[str, str]:
        return self._files(self.root / "inbox")

    @staticmethod
    def _files(top: Path) -> dict[str, str]:
        return {str(p.relative_to(top)): p.read_text() for p in sorted(top.rglob("*")) if p.is_file() and not p.is_symlink()}


@pytest.fixture
def box(tmp_path: Path) -> Box:
    return Box(tmp_path)


def test_files_keep_their_path_and_their_bytes(box: Box) -> None:
    """Law: a complete file lands under the path that it had below the inbox, and is no longer in the inbox."""
    box.drop("harbour/story.txt", "one")
    box.drop("ledger/2024/story.txt", "two")
    swept = box.sweep()
    assert box.landed() == {"harbour/story.txt": "one", "ledger/2024/story.txt": "two"}
    assert box.left() == {}
    assert swept.moved["harbour/story.txt"] == "landing/2024-10-30/harbour/story.txt"
    assert swept.counts() == {"moved": 2, "renamed": 0, "known": 0, "waiting": 0, "refused": 0}


def test_no_inbox_is_an_empty_inbox(box: Box) -> None:
    """Law: who uses no inbox is not bothered, and no folder is made."""
    assert box.sweep().counts() == dict.fromkeys(("moved", "renamed", "known", "waiting", "refused"), 0)
    assert not (box.root / "landing").exists()


@pytest.mark.parametrize(
    "name", ["a.part", "a.txt.tmp", "a~", ".a.txt", "a.txt.crdownload", "a.partial", ".rsync/a.txt", "half.part/a.txt"]
)
def test_a_name_that_says_unfinished_waits(box: Box, name: str) -> None:
    """Law: under either rule a file whose name, or whose folder's name, says that it is not finished stays, and is told why."""
    box.drop(name)
    box.drop(name + ".done")
    for rule in ("rename", "marker"):
        assert "not finished" in box.sweep(inbox_rule=rule).waiting[name]
        assert name in box.left()


def test_a_file_that_is_still_written_waits(box: Box) -> None:
    """Law: a file is left alone until nobody has written it for the seconds that the setting says, to the second."""
    box.drop("young.txt", age=59)
    box.drop("old.txt", age=60)
    swept = box.sweep(inbox_quiet_seconds=60)
    assert set(swept.moved) == {"old.txt"}
    assert swept.waiting == {"young.txt": "written 59 s ago; 60 s of quiet are waited for"}


def test_a_time_in_the_future_does_not_keep_a_file_for_ever(box: Box) -> None:
    """Law: where the time of writing lies in the future, the time of the last change counts."""
    box.drop("clock.txt", age=-1000)
    assert set(box.sweep().moved) == {"clock.txt"}


def test_with_markers_a_file_waits_for_its_own_or_its_folders(box: Box) -> None:
    """Law: a marker beside the file, or _COMPLETE in its very folder, makes it complete; the marker goes with what it marked."""
    for path in ("a/one.txt", "a/one.txt.done", "a/two.txt", "b/three.txt", "b/_COMPLETE", "b/c/four.txt"):
        box.drop(path)
    swept = box.sweep(inbox_rule="marker")
    assert set(box.landed()) == {"a/one.txt", "b/three.txt"}
    assert set(box.left()) == {"a/two.txt", "b/c/four.txt"}
    assert swept.waiting["a/two.txt"] == "neither two.txt.done nor _COMPLETE stands beside it"


def test_a_marker_stays_while_something_it_marks_does(box: Box) -> None:
    """Law: a folder's marker outlives the sweep that had to leave one of its files behind."""
    box.drop("b/_COMPLETE", age=5)
    box.drop("b/ready.txt", age=90)
    box.drop("b/young.txt", age=5)
    box.sweep(inbox_rule="marker")
    assert set(box.left()) == {"b/_COMPLETE", "b/young.txt"}


@pytest.mark.parametrize(("age", "stays"), [(90, False), (5, True)])
def test_a_marker_of_nothing_goes_once_it_is_quiet(box: Box, age: float, stays: bool) -> None:
    """Law: the marker that a sweep which died left behind cannot vouch for the next file of that name."""
    box.drop("a/one.txt.done", age=age)
    box.sweep(inbox_rule="marker")
    assert bool(box.left()) is stays


def test_the_same_file_again_is_known_and_other_bytes_get_a_name_of_their_own(box: Box) -> None:
    """Law: nothing that landed is ever overwritten; the same bytes land once, other bytes are kept beside the first."""
    box.drop("a/story.txt", "first")
    box.sweep()
    box.drop("a/story.txt", "first")
    assert box.sweep().counts() == {"moved": 0, "renamed": 0, "known": 1, "waiting": 0, "refused": 0}
    for _ in range(2):  # the second time that name is taken too, by the same bytes
        box.drop("a/story.txt", "second")
        swept = box.sweep()
    assert swept.counts()["known"] == 1
    assert box.landed() == {"a/story.txt": "first", "a/story-16367aacb67a4a01.txt": "second"}
    assert box.left() == {}


def test_a_renamed_file_is_said(box: Box) -> None:
    """Law: who reads the summary learns that a name was taken, and which one the file has now."""
    box.drop("story.txt", "first")
    box.sweep()
    box.drop("story.txt", "second")
    assert box.sweep().renamed == {"story.txt": "landing/2024-10-30/story-16367aacb67a4a01.txt"}


@given(st.text(min_size=1, max_size=300).filter(lambda name: "/" not in name and "\0" not in name and name not in (".", "..")))
def test_a_distinct_name_is_no_longer_than_a_name_may_be(name: str) -> None:
    """Law: whatever the name, the distinct one can be made on a disk and stays in its folder."""
    name = name.encode("utf-8", "replace")[:255].decode("utf-8", "ignore") or "a"
    made = distinct(f"site/{name}", "0123456789abcdef" * 4)
    folder, _, last = made.rpartition("/")
    assert folder == "site"
    assert len(last.encode("utf-8", "surrogateescape")) <= 255
    assert "0123456789abcdef" in last


def test_links_and_devices_are_refused_and_never_followed(box: Box, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Law: only plain files land; a link, to a file or a folder, a pipe and a socket stay and are named."""
    outside = tmp_path_factory.mktemp("outside")
    (outside / "secret.txt").write_text("secret")
    box.drop("site/good.txt")
    site = box.root / "inbox" / "site"
    (site / "link.txt").symlink_to(outside / "secret.txt")
    (site / "folder").symlink_to(outside)
    (site / "loop").symlink_to(site)
    os.mkfifo(site / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as talk:
        talk.bind(str(site / "talk"))
    swept = box.sweep()
    assert set(swept.moved) == {"site/good.txt"}
    assert swept.refused == {
        "site/link.txt": "a link: links are not followed",
        "site/folder": "a link: links are not followed",
        "site/loop": "a link: links are not followed",
        "site/pipe.txt": "a pipe, not a file",
        "site/talk": "a socket, not a file",
    }
    assert (outside / "secret.txt").read_text() == "secret"


def test_a_folder_exchanged_for_a_link_after_the_look_is_not_followed(
    box: Box, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Law: what a scraper does between the look and the move cannot make the sweep take a file from outside the inbox."""
    outside = tmp_path_factory.mktemp("outside")
    box.drop("site/story.txt", "news")
    (outside / "story.txt").write_text("keys")
    os.utime(outside / "story.txt", (1, 1))
    os.utime(box.root / "inbox/site/story.txt", (1, 1))
    move = local.move

    def exchanged(*arguments: Any) -> Any:
        (box.root / "inbox/site").rename(box.root / "elsewhere")
        (box.root / "inbox/site").symlink_to(outside)
        return move(*arguments)

    monkeypatch.setattr(local, "move", exchanged)
    swept = box.sweep()
    assert "site/story.txt" in swept.refused
    assert box.landed() == {}
    assert (outside / "story.txt").read_text() == "keys"


@pytest.mark.parametrize(
    "name", [b"caf\xe9.txt", "वार्ता.txt".encode(), b"new\nline.txt", b"\x1b[2Jclear.txt", b"n" * 251 + b".txt", b" .txt"]
)
def test_any_name_that_a_disk_takes_lands(box: Box, name: bytes) -> None:
    """Law: a name that is no UTF-8, that holds control characters or that is as long as names get lands as it is."""
    (box.root / "inbox").mkdir()
    for text in (b"first", b"second"):  # the second time under a distinct name
        Path(os.fsdecode(bytes(box.root) + b"/inbox/" + name)).write_bytes(text)
        swept = box.sweep()
        assert len(swept.moved) == 1
    landed = {os.fsencode(path.name): path.read_bytes() for path in (box.root / "landing/2024-10-30").iterdir()}
    assert landed[name] == b"first"
    assert sorted(landed.values()) == [b"first", b"second"]
    assert inbox.printable(next(iter(swept.moved))).isprintable()


def test_the_inbox_itself_may_be_a_link(box: Box, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Law: an operator who keeps the inbox elsewhere makes ROOT/inbox a link; what is below it is no less strictly looked at."""
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "story.txt").write_text("x")
    (elsewhere / "link.txt").symlink_to("/etc/hostname")
    (box.root / "inbox").symlink_to(elsewhere)
    swept = box.sweep()
    assert (set(swept.moved), set(swept.refused)) == ({"story.txt"}, {"link.txt"})


@pytest.mark.skipif(os.geteuid() == 0, reason="root may list every folder")
def test_a_folder_that_cannot_be_listed_is_refused(box: Box) -> None:
    """Law: one closed folder is named with the reason and stops nobody else."""
    box.drop("open.txt")
    box.drop("closed/story.txt").parent.chmod(0)
    swept = box.sweep()
    (box.root / "inbox/closed").chmod(0o700)
    assert (set(swept.moved), swept.refused) == ({"open.txt"}, {"closed/": "cannot be listed: Permission denied"})


def test_a_closed_folder_is_named_as_it_lies_in_the_inbox(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    """Law: however deep a closed folder is, and wherever the command is typed, its name is its path below the inbox."""
    real = os.open

    def refusing(path: Any, *arguments: Any, **named: Any) -> int:
        if path == "closed":
            raise PermissionError(errno.EACCES, "Permission denied", path)
        return real(path, *arguments, **named)

    for path in ("closed/one.txt", "site/2024/closed/two.txt", "site/2024/open.txt", "site/after/open.txt", "zone/open.txt"):
        box.drop(path, path)
    monkeypatch.setattr(os, "open", refusing)
    monkeypatch.chdir("/")
    swept = box.sweep()
    assert set(swept.moved) == {"site/2024/open.txt", "site/after/open.txt", "zone/open.txt"}
    assert swept.refused == dict.fromkeys(["closed/", "site/2024/closed/"], "cannot be listed: Permission denied")


def test_a_folder_that_can_be_listed_and_not_entered_is_refused(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    """Law: of a folder that shows its names and lets nobody in, what is in it is named with the reason, and the others land."""

    def refusing(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(path: Any, *arguments: Any, **named: Any) -> Any:
            if path in ("held.txt", "deeper"):
                raise PermissionError(errno.EACCES, "Permission denied", path)
            return real(path, *arguments, **named)

        return call

    for path in ("dumb/held.txt", "dumb/deeper/story.txt", "site/held.txt", "site/open.txt", "open.txt"):
        box.drop(path, path)
    for verb in ("stat", "open"):
        monkeypatch.setattr(os, verb, refusing(getattr(os, verb)))
    swept = box.sweep()
    monkeypatch.undo()
    assert set(swept.moved) == {"open.txt", "site/open.txt"}
    told = "cannot be looked at: Permission denied"
    assert swept.refused == {"dumb/held.txt": told, "dumb/deeper/": told.replace("looked at", "listed"), "site/held.txt": told}
    assert set(box.left()) == {"dumb/held.txt", "dumb/deeper/story.txt", "site/held.txt"}


def test_a_place_that_is_taken_by_a_file_refuses_what_lies_below(box: Box) -> None:
    """Law: a file that cannot be moved stays, is named with the reason, and the others land."""
    box.drop("site", "a file where others have a folder")
    box.sweep()
    (box.root / "inbox").mkdir(exist_ok=True)
    box.drop("site/story.txt")
    box.drop("other.txt")
    swept = box.sweep()
    assert set(swept.moved) == {"other.txt"}
    assert swept.refused["site/story.txt"].startswith("cannot be moved: ")
    assert box.left() == {"site/story.txt": "x"}


def refusing(code: int, real: Callable[..., None]) -> Callable[..., None]:
    """os.link as a file system answers that cannot link from the inbox."""

    def link(source: Any, target: Any, **more: Any) -> None:
        if "src_dir_fd" in more:
            raise OSError(code, os.strerror(code))
        real(source, target, **more)

    return link


@pytest.mark.parametrize("code", [errno.EXDEV, errno.EPERM])
def test_where_nothing_can_be_linked_files_are_copied(box: Box, monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    """Law: an inbox on another file system, or of another user, gives the same result, times included; nothing is left over."""
    box.drop("a/story.txt", "first", age=900)
    box.sweep()
    monkeypatch.setattr(os, "link", refusing(code, os.link))
    for text, outcome in (("first", "known"), ("second", "renamed")):
        box.drop("a/story.txt", text, age=700)
        assert box.sweep().counts()[outcome] == 1
    landed = box.root / "landing/2024-10-30/a"
    assert sorted(path.name for path in landed.iterdir()) == ["story-16367aacb67a4a01.txt", "story.txt"]
    assert (landed / "story-16367aacb67a4a01.txt").stat().st_mtime == LATER - 700
    assert box.left() == {}


def test_a_full_disk_leaves_the_file_in_the_inbox(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    """Law: where a copy cannot be finished nothing of it is in place, and the reason is told."""
    box.drop("story.txt", "first")
    monkeypatch.setattr(os, "link", refusing(errno.EXDEV, os.link))

    def full(*arguments: Any) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(local.shutil, "copyfileobj", full)
    assert box.sweep().refused == {"story.txt": "cannot be moved: No space left on device"}
    assert (box.left(), box.landed()) == ({"story.txt": "first"}, {})
    assert list((box.root / "landing").rglob(".*")) == []


def test_a_file_that_may_not_be_taken_out_does_not_land(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    """Law: a folder that forbids removal refuses its files; they would otherwise land again every night."""
    box.drop("story.txt")
    unlink = os.unlink

    def forbidden(path: Any, **more: Any) -> None:
        if more:
            raise PermissionError(errno.EACCES, "Permission denied")
        unlink(path)

    monkeypatch.setattr(os, "unlink", forbidden)
    assert box.sweep().refused == {"story.txt": "cannot be moved: Permission denied"}
    assert box.landed() == {}


def test_a_file_written_to_during_the_move_waits(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    """Law: bytes that come while a file is moved never make half a file land."""
    file = box.drop("story.txt", "half")
    link = os.link

    def late(source: Any, target: Any, **more: Any) -> None:
        file.write_text("half and the other half")
        link(source, target, **more)

    monkeypatch.setattr(os, "link", late)
    assert box.sweep().waiting == {"story.txt": "was written to while it was looked at"}
    assert (box.landed(), box.left()) == ({}, {"story.txt": "half and the other half"})


def test_what_a_dead_sweep_claimed_lands_on_the_day_it_meant(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    """Law: a file belongs to one landing day, decided once; a sweep that died is ended for its own day by the next one."""
    box.drop("one.txt", "1")
    box.drop("two.txt", "2")
    real = carry.all_of

    def dies(*arguments: Any) -> Any:
        yield next(real(*arguments))
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(carry, "all_of", dies)
        box.sweep(DAY)
    box.drop("three.txt", "3")
    swept = box.sweep(NEXT)
    assert box.landed(DAY) == {"one.txt": "1", "two.txt": "2"}
    assert box.landed(NEXT) == {"three.txt": "3"}
    assert swept.moved["two.txt"] == "landing/2024-10-30/two.txt"
    assert os.listdir(box.root / "desk" / "_sweeps") == [] if (box.root / "desk" / "_sweeps").exists() else True  # noqa: PTH208


def test_a_damaged_claim_is_named_with_what_to_do(box: Box) -> None:
    """Law: a claim that cannot be read stops the sweep and names itself; guessing might land files twice."""
    box.drop("one.txt")
    (box.root / "desk/_sweeps").mkdir(parents=True)
    (box.root / "desk/_sweeps/2024-10-30.x.json").write_text("[")
    with pytest.raises(LakeError, match=r"2024-10-30\.x\.json is damaged .* Remove it"):
        box.sweep()


def test_the_desk_runs_what_was_swept_and_its_audit_is_content(box: Box) -> None:
    """Law: a swept day is a landing day like any other; the traces of sweeps trouble nobody."""
    from tests.laws.newsroom import audited

    box.drop(
        "harbour/story.txt",
        "Ferry back in service\n\n" + "The ferry carried its first cars across the bay on Monday morning. " * 3,
    )
    box.sweep()
    assert pipeline.run_day(Settings(root=str(box.root)), DAY)["records"] == 1
    assert audited(box.root) == []


def test_rules_look_at_paths_alone() -> None:
    """Law: no name with ".." or a slash at its head can come from a scan, and rules never read a file."""
    found = [Found("a/b.txt", 1, 0, 0), Found("a/b.part", 1, 0, 0)]
    sorted_out = rules.sort(found, Settings(), now=100)
    assert [entry.path for entry in sorted_out.ready] == ["a/b.txt"]
    assert set(sorted_out.waiting) == {"a/b.part"}


def call(*arguments: object, code: int) -> str:
    result = CliRunner().invoke(app, [str(a) for a in arguments], env={"COLUMNS": "200", "COPYDESK_INBOX_QUIET_SECONDS": "0"})
    assert result.exit_code == code, result.output
    return result.output


def test_the_command_tells_what_it_did_and_why(box: Box) -> None:
    """Law: `copydesk sweep` counts what moved, names what waits and what is refused, and exits with 1 for the refused alone."""
    box.drop("good.txt")
    box.drop("half.txt.part")
    said = call("sweep", box.root, "--day", "2024-10-30", "--dry-run", code=0)
    assert "1 would be moved, 1 waiting" in said
    assert set(box.left()) == {"good.txt", "half.txt.part"}
    (box.root / "inbox/pipe").symlink_to("/dev/null")
    said = call("sweep", box.root, "--day", "2024-10-30", code=1)
    assert "1 moved, 1 waiting, 1 refused" in said
    assert "half.txt.part ends in .part: not finished" in said
    assert "links are not followed" in said
    assert box.landed() == {"good.txt": "x"}


def test_a_marker_of_no_name_is_none(box: Box) -> None:
    """Law: a file that is called like the end of markers marks nothing, and no sweep removes it."""
    box.drop(".done", age=90)
    assert set(box.sweep(inbox_rule="marker").waiting) == {".done"}
    assert box.left() == {".done": "x"}


def test_a_copy_is_on_the_disk_before_the_file_goes(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    """Law: where a file is copied, its bytes and then its name are written through before the inbox gives it up."""
    box.drop("story.txt")
    monkeypatch.setattr(os, "link", refusing(errno.EXDEV, os.link))
    done: list[str] = []
    sync, unlink = os.fsync, os.unlink

    def synced(handle: int) -> None:
        place = Path(os.readlink(f"/proc/self/fd/{handle}"))  # noqa: PTH115 - a handle has no path
        done.append("folder" if place.is_dir() else "file" if "landing" in place.parts else "")
        sync(handle)

    def unlinked(path: Any, **more: Any) -> None:
        done.append("gone" if path == "story.txt" else "")
        unlink(path, **more)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(os, "unlink", unlinked)
    box.sweep()
    assert box.landed() == {"story.txt": "x"}
    assert [what for what in done if what] == ["file", "folder", "gone"]


def test_what_lands_by_itself_needs_no_marker(box: Box) -> None:
    """Law: what a scraper puts straight into the landing zone is complete by its name; the first that waits is named."""
    settings = Settings(root=str(box.root), inbox_rule="marker")
    straight = box.root / "landing" / DAY.isoformat()
    straight.mkdir(parents=True)
    (straight / "story.txt").write_text("x")
    assert inbox.missing(settings, DAY, LATER) == ""
    for name in ("b.part", "a.part"):
        (straight / name).write_text("x")
    assert inbox.missing(settings, DAY, LATER).startswith("not complete, 2 in all: a.part ")


def test_what_a_sweep_that_died_left_in_the_landing_zone_goes_back(tmp_path: Path) -> None:
    """Law: a file that was linked into its landing folder and is written on in the inbox lands later, and whole."""
    root = LocalRoot(tmp_path)
    written, landed = tmp_path / "inbox" / "a.txt", tmp_path / "landing" / "2024-10-31" / "a.txt"
    for folder in (written.parent, landed.parent):
        folder.mkdir(parents=True)
    written.write_text("half")
    seen = written.stat().st_size, written.stat().st_mtime
    os.link(written, landed)  # here the sweep died
    with written.open("a") as more:
        more.write(" and the rest")
    assert local.move(root, "inbox", "a.txt", "landing/2024-10-31", seen) == Stayed("was written to while it was looked at")
    assert written.read_text() == "half and the rest"
    assert not landed.exists()
