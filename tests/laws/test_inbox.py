"""Whatever dies, whoever sweeps at once: each file that was dropped is in the inbox or in one landing day, once, unchanged."""

from __future__ import annotations

import multiprocessing
import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import settings as how
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from copydesk import inbox
from copydesk.inbox import carry
from copydesk.settings import Settings
from copydesk.store import open_root
from copydesk.store.local import TEMPORARY
from copydesk.store.object import ObjectRoot
from tests.laws import newsroom as news
from tests.laws.test_crash import Crasher
from tests.s3_server import Server, serving

DAY, NEXT = news.DAYS[:2]
LATER = 4e9
FOLDER = multiprocessing.get_context("spawn")


def files(top: Path) -> list[tuple[str, bytes]]:
    """Path and bytes of every file below a folder, temporaries too."""
    return sorted((str(p.relative_to(top)), p.read_bytes()) for p in top.rglob("*") if p.is_file())


def places(root: Path) -> Counter[bytes]:
    """How often each content is in inbox and landing together."""
    return Counter(data for zone in ("inbox", "landing") for _, data in files(root / zone))


def drop(root: Path, path: str, data: bytes) -> None:
    """Put a file into the inbox."""
    file = root / "inbox" / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)


class Killed(BaseException):
    """A sweep ends here, as if it had been killed: nothing that it would do afterwards happens."""


def killing(patch: pytest.MonkeyPatch, after: int) -> None:
    """Let the n-th change that a sweep makes on the disk, and every one after it, not happen."""
    left = [after]

    def guarded(real: Callable[..., Any]) -> Callable[..., Any]:
        def act(*arguments: Any, **more: Any) -> Any:
            left[0] -= 1
            if left[0] < 0:
                raise Killed
            return real(*arguments, **more)

        return act

    for name in ("link", "unlink", "rename", "replace", "mkdir"):
        patch.setattr(os, name, guarded(getattr(os, name)))


class Inbox(RuleBasedStateMachine):
    """Scrapers drop files, finish them, drop the same again; sweeps for changing days come, and some are killed."""

    @initialize(rule=st.sampled_from(["rename", "marker"]), links=st.booleans())
    def begin(self, rule: str, links: bool) -> None:
        self.folder = TemporaryDirectory()
        self.root = Path(self.folder.name)
        self.settings = Settings(root=str(self.root), inbox_rule=rule, inbox_quiet_seconds=0)
        self.links = links
        self.number = 0
        self.dropped: dict[bytes, str] = {}

    @rule(path=st.sampled_from(["a.txt", "b/a.txt", "b/c.txt"]), whole=st.booleans())
    def drop(self, path: str, whole: bool) -> None:
        """A scraper drops a file, whole or half; it never writes over one that nobody has taken yet."""
        name = path if whole or self.settings.inbox_rule == "marker" else path + ".part"
        if any((self.root / "inbox" / taken).exists() for taken in (path, path + ".part")):
            return
        self.number += 1
        data = b"%d" % self.number
        drop(self.root, name, data)
        self.dropped[data] = path
        if whole and self.settings.inbox_rule == "marker":
            drop(self.root, name + ".done", b"")

    @rule(path=st.sampled_from(["a.txt", "b/a.txt", "b/c.txt"]))
    def finish(self, path: str) -> None:
        """A scraper finishes a file."""
        half, whole = self.root / "inbox" / (path + ".part"), self.root / "inbox" / path
        if self.settings.inbox_rule == "marker" and whole.exists():
            drop(self.root, path + ".done", b"")
        elif half.exists():
            half.rename(whole)

    @rule(day=st.sampled_from(news.DAYS))
    def sweep(self, day: date) -> None:
        with pytest.MonkeyPatch.context() as patch:
            self._without_links(patch)
            inbox.sweep(self.settings, day, now=LATER)
        assert not self._is_complete()

    @rule(day=st.sampled_from(news.DAYS), after=st.integers(0, 12))
    def die(self, day: date, after: int) -> None:
        with pytest.MonkeyPatch.context() as patch:
            self._without_links(patch)
            killing(patch, after)
            with suppress(Killed):
                inbox.sweep(self.settings, day, now=LATER)

    def _without_links(self, patch: pytest.MonkeyPatch) -> None:
        """Half of the machines have an inbox on another file system."""
        real = os.link

        def link(source: Any, target: Any, **more: Any) -> None:
            if "src_dir_fd" in more:
                raise OSError(18, "Invalid cross-device link")
            real(source, target, **more)

        if not self.links:
            patch.setattr(os, "link", link)

    def _is_complete(self) -> list[str]:
        """Complete files that a finished sweep has left behind."""
        names = [name for name, _ in files(self.root / "inbox")]
        if self.settings.inbox_rule == "marker":
            return [name for name in names if name + ".done" in names]
        return [name for name in names if not name.endswith(".part")]

    @invariant()
    def nothing_is_lost_and_bytes_are_whole(self) -> None:
        """At any moment each file is somewhere, and no half-written copy can be seen."""
        if not hasattr(self, "root"):
            return
        seen = places(self.root)
        assert self.dropped.keys() <= seen.keys()
        shown = [(name, data) for name, data in files(self.root / "landing") if TEMPORARY not in name]
        assert {data for _, data in shown} <= self.dropped.keys()

    def teardown(self) -> None:
        if not hasattr(self, "root"):
            return
        self.sweep(news.DAYS[-1])
        # Temporaries aside: here the process lives on, and holds them. The tests with real kills look for those.
        landed = [(name, data) for name, data in files(self.root / "landing") if TEMPORARY not in name]
        inboxed = [(name, data) for name, data in files(self.root / "inbox") if not name.endswith(".done")]
        assert sorted(data for _, data in [*landed, *inboxed]) == sorted(self.dropped)  # each exactly once
        for name, data in landed:  # under its own path, or beside another file that had it
            stem = self.dropped[data].removesuffix(".txt")
            assert name.split("/", 1)[1].startswith(stem)
        self.folder.cleanup()


TestInbox = Inbox.TestCase
TestInbox.settings = how(max_examples=60, stateful_step_count=25, deadline=None)


@pytest.fixture(scope="module")
def do() -> Iterator[Crasher]:
    crasher = Crasher()
    yield crasher
    crasher.close()


OTHER_DISK = Path("/dev/shm")


@pytest.fixture
def other_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder on another file system."""
    if not OTHER_DISK.is_dir() or OTHER_DISK.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip(f"{OTHER_DISK} is no file system of its own here")
    with TemporaryDirectory(dir=OTHER_DISK) as folder:
        yield Path(folder)


def test_killed_at_any_operation_each_file_lands_once_from_another_disk(tmp_path: Path, other_disk: Path, do: Crasher) -> None:
    """Law: the same where the inbox is another file system and every file is copied."""
    test_killed_at_any_operation_each_file_lands_once(tmp_path, do, "rename", other_disk)


@pytest.mark.parametrize("rule", ["rename", "marker"])
def test_killed_at_any_operation_each_file_lands_once(tmp_path: Path, do: Crasher, rule: str, disk: Path | None = None) -> None:
    """Law: SIGKILL before any operation on the disk loses nothing and doubles nothing; the next night ends what was begun."""
    order = {"do": "sweep", "settings": {"inbox_rule": rule, "inbox_quiet_seconds": 0}, "now": LATER}
    contents = {"a.txt": b"1", "b/a.txt": b"2", "b/c.txt": b"3"}
    for kill_at in range(1, 200):
        root = tmp_path / str(kill_at)
        (root / f"landing/{DAY}").mkdir(parents=True)
        (root / f"landing/{DAY}/a.txt").write_bytes(b"another")
        if disk:
            (disk / str(kill_at)).mkdir()
            (root / "inbox").symlink_to(disk / str(kill_at))
        for path, data in contents.items():
            drop(root, path, data)
            if rule == "marker":
                drop(root, path + ".done", b"")
        killed = do(root, {**order, "day": DAY.isoformat()}, kill_at=kill_at) is True
        do(root, {**order, "day": NEXT.isoformat()})
        for day in (DAY, NEXT):
            open_root(str(root)).sweep(f"landing/{day}")  # as every run of a landing day begins
        landed = files(root / "landing")
        assert sorted(data for _, data in landed) == sorted([*contents.values(), b"another"]), kill_at
        assert [name for name, _ in files(root / "inbox") if not name.endswith(".done")] == []
        assert len({name.split("/")[0] for name, data in landed if data != b"another"}) == 1, kill_at
        if not killed:
            break
    assert kill_at > 10
    assert files(root / "inbox") == []


def sweeper(root: str, day: date, environment: dict[str, str], go: Any) -> None:
    """One of several sweeps at once."""
    os.environ.update(environment)
    go.wait()
    inbox.sweep(Settings(root=root, inbox_quiet_seconds=0), day, now=LATER)


def sweep_at_once(root: str, days: list[date], environment: dict[str, str]) -> None:
    """As many processes as days, all at once."""
    go = FOLDER.Event()
    processes = [FOLDER.Process(target=sweeper, args=(root, day, environment, go)) for day in days]
    for process in processes:
        process.start()
    go.set()
    for process in processes:
        process.join(120)
    assert [process.exitcode for process in processes] == [0] * len(days)


def test_two_sweeps_at_once_move_each_file_once(tmp_path: Path) -> None:
    """Law: sweeps for two days that run at the same time share the files between them."""
    for number in range(300):
        drop(tmp_path, f"site-{number % 7}/{number}.txt", b"%d" % number)
    sweep_at_once(str(tmp_path), [DAY, NEXT, DAY], {})
    assert places(tmp_path) == Counter({b"%d" % number: 1 for number in range(300)})
    assert files(tmp_path / "inbox") == []


@pytest.fixture(scope="module")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("server") / "log") as server:
        yield server


@pytest.fixture
def bucket(s3: Server) -> str:
    name = s3.bucket()
    for number in range(12):
        s3.client.put_object(Bucket=name, Key=f"inbox/site-{number % 3}/{number}.txt", Body=b"%d" % number)
    return name


def landed_once(s3: Server, bucket: str) -> bool:
    """Whether each of the twelve objects is in the landing zone or in the inbox, once."""
    found = Counter(data for zone in ("inbox/", "landing/") for data in s3.objects(bucket, zone).values())
    return found == Counter({b"%d" % number: 1 for number in range(12)})


def claims(s3: Server, bucket: str) -> set[bytes]:
    """What the claims in a bucket hold."""
    return set(s3.objects(bucket, "desk/").values())


def test_an_object_store_is_swept_too(s3: Server, bucket: str) -> None:
    """Law: in a bucket files are copied and then deleted, taken names are kept apart, and the second sweep finds nothing."""
    s3.client.put_object(Bucket=bucket, Key=f"landing/{DAY}/site-0/0.txt", Body=b"another")
    settings = Settings(root=f"s3://{bucket}", inbox_quiet_seconds=0)
    swept = inbox.sweep(settings, DAY, now=LATER)
    assert (swept.counts()["moved"], swept.counts()["renamed"]) == (12, 1)
    assert s3.objects(bucket, f"landing/{DAY}/site-0/0.txt") == {f"landing/{DAY}/site-0/0.txt": b"another"}
    assert len(s3.objects(bucket, "landing/")) == 13
    assert s3.objects(bucket, "inbox/") == {}
    assert inbox.sweep(settings, DAY, now=LATER).counts()["moved"] == 0
    s3.client.put_object(Bucket=bucket, Key="inbox/site-0/3.txt", Body=b"3")
    assert inbox.sweep(settings, DAY, now=LATER).known == {"site-0/3.txt": f"landing/{DAY}/site-0/3.txt"}
    assert s3.objects(bucket, "inbox/") == {}


@pytest.mark.parametrize("verb", ["write", "delete"])
def test_in_an_object_store_a_sweep_that_dies_is_ended_for_its_own_day(
    s3: Server, bucket: str, verb: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Law: between the copy and the deletion, or anywhere else, a death makes no file land on two days."""
    settings = Settings(root=f"s3://{bucket}", inbox_quiet_seconds=0)
    for after in range(1, 15):
        with monkeypatch.context() as patch:
            real, left = getattr(ObjectRoot, verb), [after]

            def dying(*arguments: Any, real: Any = real, left: list[int] = left) -> Any:
                left[0] -= 1
                if not left[0]:
                    raise Killed
                return real(*arguments)

            patch.setattr(ObjectRoot, verb, dying)
            with suppress(Killed):
                inbox.sweep(settings, news.DAYS[after % 4], now=LATER)
        assert {b"%d" % number for number in range(12)} == {*s3.objects(bucket).values()} - claims(s3, bucket)
    inbox.sweep(settings, NEXT, now=LATER)
    assert landed_once(s3, bucket)
    assert s3.objects(bucket, "inbox/") == {}


def test_in_an_object_store_too_sweeps_at_once_move_each_file_once(s3: Server, bucket: str) -> None:
    """Law: without locks, of two sweeps that claim the same files at most one moves them; the next one takes the rest."""
    sweep_at_once(f"s3://{bucket}", [DAY, NEXT], s3.environment)
    assert landed_once(s3, bucket)
    inbox.sweep(Settings(root=f"s3://{bucket}", inbox_quiet_seconds=0), DAY, now=LATER)
    assert landed_once(s3, bucket)
    assert s3.objects(bucket, "inbox/") == {}


def test_a_name_that_is_dropped_again_meanwhile_is_not_deleted(s3: Server, bucket: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Law: what a scraper puts into the bucket while its predecessor is copied stays in the inbox, and lands in its turn."""
    settings = Settings(root=f"s3://{bucket}", inbox_quiet_seconds=0)
    copy = carry._copy

    def slow(*arguments: Any) -> Any:
        outcome = copy(*arguments)
        s3.client.put_object(Bucket=bucket, Key="inbox/site-0/0.txt", Body=b"a newer one")
        return outcome

    with monkeypatch.context() as patch:
        patch.setattr(carry, "_copy", slow)
        inbox.sweep(settings, DAY, now=LATER)
    assert s3.objects(bucket, "inbox/") == {"inbox/site-0/0.txt": b"a newer one"}
    inbox.sweep(settings, DAY, now=LATER)
    assert set(s3.objects(bucket, "landing/").values()) == {b"a newer one", *(b"%d" % number for number in range(12))}
