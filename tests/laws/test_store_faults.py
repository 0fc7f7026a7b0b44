"""An error of the store is never a fate of a record: the run fails, and the next one finds everything as it was."""

from __future__ import annotations

import errno
import gzip
import io
import json
import os
import random
import shutil
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from copydesk import cli, inbox, pipeline
from copydesk.errors import FileError, LakeError, MissingError
from copydesk.pipeline import root_of
from copydesk.settings import Settings
from copydesk.store import desk, open_root, parquet, paths, reading
from copydesk.store import object as object_root
from tests.laws import newsroom as news
from tests.s3_faults import Proxy, proxied
from tests.s3_server import Server, serving

DAY, AFTER = news.DAYS[0], news.DAYS[1]
WITNESSES = ("Halloway", "Marlow", "Pemberton")


def _wire() -> bytes:
    """Lines with a field that nobody reads and that does not pack, so that the file is asked for in several ranges."""
    pages = [news.page(story, news.DATES[1], "World", witness=witness) for witness in WITNESSES for story in news.STORIES]
    noise = [random.Random(number).randbytes(10_000).hex() for number in range(len(pages))]
    rows = [{"text": page, "noise": own} for page, own in zip(pages, noise, strict=True)]
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)


def _zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for story in news.STORIES:
            archive.writestr(f"{story}.txt", news.page(story, news.DATES[2], "Sport", witness="Zipper"))
    return out.getvalue()


LANDED = {
    "wire.jsonl": _wire(),
    "packed.jsonl.gz": gzip.compress(_wire().replace(b"Hallo", b"Fenno"), mtime=0),
    "pages.zip": _zip(),
    "plain.txt": news.page("pool", news.DATES[1], "World", witness="Plainly").encode(),
}
AFTER_READS = {"wire.jsonl": 7, "packed.jsonl.gz": 2, "pages.zip": 4}
"""Reads of a container that find nothing wrong before they come to a damaged sector."""

KEPT = 20
"""Articles of the day, or more."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("s3") / "log") as server:
        yield server


@pytest.fixture(scope="module")
def proxy(server: Server) -> Iterator[Proxy]:
    with proxied(server) as proxy:
        yield proxy


@pytest.fixture(scope="module", autouse=True)
def light() -> Iterator[None]:
    """Little is checked, and opened objects are asked for in small ranges, so that a container of some KB has many."""
    with pytest.MonkeyPatch.context() as patch:
        news.light(patch)
        patch.setattr(object_root, "_AHEAD", 4096)
        yield


@pytest.fixture(scope="module")
def settings(server: Server, proxy: Proxy) -> Settings:
    """The settings of a root in a bucket, with a day that was run. What every test holds is that it stays as it was."""
    settings = Settings(root=proxy.uri(server.bucket()), batch_records=50)
    _land(settings)
    pipeline.run_day(settings, DAY)
    return settings


def _land(settings: Settings) -> None:
    for name, data in LANDED.items():
        root_of(settings).write(f"{paths.landing(DAY)}/{name}", data)


def _lake(settings: Settings) -> dict[str, bytes]:
    root = root_of(settings)
    return {entry.path: root.read(entry.path) for entry in root.files("lake")}


def _fates(settings: Settings) -> list[tuple[str, str, str | None]]:
    root = root_of(settings)
    filed = desk.read_manifest(root, DAY)
    assert filed
    tables = [parquet.read(root, entry.path).to_pylist() for entry in filed.files if "/ledger-" in entry.path]
    return sorted((row["source"], row["record"], row["reason"] or "") for table in tables for row in table)


def _is_as_it_was(settings: Settings, lake: dict[str, bytes], fates: list[Any]) -> None:
    assert _lake(settings) == lake
    assert _fates(settings) == fates
    assert pipeline.late_days(settings, AFTER) == []
    assert pipeline.plan(settings, DAY) == []


# a bucket that does not answer


FAULTS = [
    ("cut", "HEAD", "packed.jsonl.gz", 0),
    ("slow down", "HEAD", "wire.jsonl", 0),
    ("slow down", "GET", "wire.jsonl", 0),
    ("cut", "GET", "packed.jsonl.gz", 8_000),
    ("slow down", "GET", "plain.txt", 0),
]


@pytest.mark.parametrize(("what", "verb", "name", "begin"), FAULTS, ids=str)
def test_a_bucket_that_does_not_answer_stops_the_run(
    proxy: Proxy, settings: Settings, what: str, verb: str, name: str, begin: int
) -> None:
    """Law: requests that fail for longer than a run tries stop it with one sentence; no record has another fate for it."""
    lake, fates = _lake(settings), _fates(settings)
    assert len(fates) >= KEPT and {reason for _, _, reason in fates} == {""}
    with proxy.failing(what, verb, f"/{paths.landing(DAY)}/{name}", begin):
        result = CliRunner().invoke(cli.app, ["run", settings.root, "--day", DAY.isoformat(), "--force", "--workers", "1"])
    assert result.exit_code == 1 and isinstance(result.exception, SystemExit), result.output
    told = " ".join(result.stderr.split())
    assert "error: s3://" in told and f"{name} cannot be read: " in told and "Run this again" in told
    _is_as_it_was(settings, lake, fates)


class Failing:
    """A file system whose n-th request for a landed file fails, and every later one; counts them where n is none."""

    def __init__(self, real: Any, fails_at: int | None) -> None:
        self.real, self.fails_at, self.asked = real, fails_at, 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)

    def ask(self) -> None:
        self.asked += 1
        if self.fails_at is not None and self.asked >= self.fails_at:
            raise OSError("AWS Error NETWORK_CONNECTION during GetObject operation: curlCode: 28, Timeout was reached")

    def open_input_file(self, path: str) -> Any:
        if "/landing/" not in path:
            return self.real.open_input_file(path)
        self.ask()
        return FailingFile(self, self.real.open_input_file(path))


class FailingFile:
    """A file of such a file system."""

    def __init__(self, system: Failing, real: Any) -> None:
        self.system, self.real = system, real

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)

    def __enter__(self) -> FailingFile:
        return self

    def __exit__(self, *error: object) -> None:
        self.real.close()

    def readinto(self, buffer: Any) -> int:
        self.system.ask()
        return int(self.real.readinto(buffer))

    def readall(self) -> bytes:
        self.system.ask()
        return bytes(self.real.readall())


def test_whichever_request_fails_the_run_stops(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Law: from whichever request for a landed file on the store is silent, the run fails and the day is as it was."""
    monkeypatch.setattr(object_root, "_AHEAD", 16_384)  # forty requests in all: still several for each container
    root: Any = root_of(settings)
    lake, fates, real = _lake(settings), _fates(settings), root._fs
    root._fs = counted = Failing(real, None)
    pipeline.run_day(settings, DAY, force=True)
    assert counted.asked > 20
    for number in range(1, counted.asked + 1):
        root._fs = Failing(real, number)
        with pytest.raises(LakeError, match="cannot be read: AWS Error NETWORK_CONNECTION"):
            pipeline.run_day(settings, DAY, force=True)
    root._fs = real
    _is_as_it_was(settings, lake, fates)
    pipeline.run_day(settings, DAY, force=True)
    _is_as_it_was(settings, lake, fates)


def test_a_day_that_was_never_run_is_run_by_the_next(server: Server, proxy: Proxy, settings: Settings) -> None:
    """Law: a first run that the store stopped files nothing; the next gives the lake of a store that always answers."""
    new = Settings(root=proxy.uri(server.bucket()), batch_records=50)
    _land(new)
    with proxy.failing("cut", "GET", "/wire.jsonl", 9_000), pytest.raises(LakeError):
        pipeline.run_day(new, DAY)
    assert _lake(new) == {} and desk.read_manifest(root_of(new), DAY) is None
    assert pipeline.late_days(new, AFTER) == [DAY]
    pipeline.run_day(new, DAY)
    assert _lake(new) == _lake(settings)


def test_what_may_not_be_read_is_a_fate_until_it_may(proxy: Proxy, settings: Settings) -> None:
    """Law: objects that the bucket denies are unreadable-file, containers too, and the look-back finds that they open again."""
    lake, fates = _lake(settings), _fates(settings)
    with proxy.failing("denied", "HEAD", f"/{paths.landing(DAY)}/p"):
        pipeline.run_day(settings, DAY, force=True)
        assert pipeline.late_days(settings, AFTER) == []
    closed = [row for row in _fates(settings) if row[2]]
    assert closed == [(name, "", "unreadable-file") for name in ("packed.jsonl.gz", "pages.zip", "plain.txt")]
    assert pipeline.late_days(settings, AFTER) == [DAY]
    pipeline.run_day(settings, DAY)
    _is_as_it_was(settings, lake, fates)


def test_an_object_that_nobody_can_ask_for_costs_itself(settings: Settings) -> None:
    """Law: what is wrong with one object's name, or with an archived object, is its own fault and no silence of the store."""
    root = open_root(settings.root)
    with pytest.raises(FileError, match="cannot be read"):
        root.read(f"{paths.landing(DAY)}//odd.txt")
    archived = OSError("AWS Error UNKNOWN (HTTP status 403) during GetObject operation: InvalidObjectState")
    assert isinstance(reading.refused_remotely("s3://bucket/a", archived, str(archived)), FileError)


# a disk that does not answer, and one that is damaged


class Disk:
    """Breaks reads of local files of a name, from the n-th on, with an error of the system's."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.name, self.code, self.left = "", 0, 0
        disk, read_bytes = self, Path.read_bytes

        class Breaking(reading.OnDisk):
            def readinto(self, buffer: Any) -> int | None:
                if error := disk.breaks(self.name):
                    raise self._told(error)
                return super().readinto(buffer)

        def whole(path: Path) -> bytes:
            if error := disk.breaks(path):
                raise error
            return read_bytes(path)

        monkeypatch.setattr(reading, "OnDisk", Breaking)
        monkeypatch.setattr(Path, "read_bytes", whole)

    def breaks(self, path: object) -> OSError | None:
        if not self.name or not str(path).endswith(self.name):
            return None
        self.left -= 1
        return OSError(self.code, os.strerror(self.code)) if self.left < 0 else None

    @contextmanager
    def broken(self, name: str, code: int, after: int = 0) -> Iterator[None]:
        self.name, self.code, self.left = name, code, after
        yield
        self.name = ""


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    return Disk(monkeypatch)


@pytest.fixture
def local(tmp_path: Path, disk: Disk) -> Settings:
    """The settings of a root on a disk, with a day that was run."""
    settings = Settings(root=str(tmp_path), batch_records=50)
    _land(settings)
    pipeline.run_day(settings, DAY)
    return settings


@pytest.mark.parametrize("name", LANDED)
@pytest.mark.parametrize(("code", "after"), [(errno.ESTALE, 0), (errno.EMFILE, 0), (errno.ETIMEDOUT, 1)])
def test_a_disk_that_does_not_answer_stops_the_run(disk: Disk, local: Settings, name: str, code: int, after: int) -> None:
    """Law: so do a mounted disk whose server is silent, and a machine that has no room to open one file more."""
    lake, fates = _lake(local), _fates(local)
    with disk.broken(name, code, after), pytest.raises(LakeError, match=f"{name} cannot be read: .*Run this again"):
        pipeline.run_day(local, DAY, force=True)
    _is_as_it_was(local, lake, fates)


@pytest.mark.parametrize("name", LANDED)
def test_a_file_that_is_damaged_on_its_disk_costs_itself(disk: Disk, local: Settings, name: str) -> None:
    """Law: one damaged file stops no night: it is unreadable-file, the others are read, and it is read once it can be."""
    lake, fates = _lake(local), _fates(local)
    with disk.broken(name, errno.EIO):
        pipeline.run_day(local, DAY, force=True)
        others = [row for row in fates if row[0] != name]
        assert _fates(local) == sorted([*others, (name, "", "unreadable-file")])
        assert pipeline.late_days(local, AFTER) == []
    assert pipeline.late_days(local, AFTER) == [DAY]
    pipeline.run_day(local, DAY)
    _is_as_it_was(local, lake, fates)


@pytest.mark.parametrize("name", [name for name in LANDED if name != "plain.txt"])
def test_a_container_that_is_damaged_amid_keeps_what_came_before(disk: Disk, local: Settings, name: str) -> None:
    """Law: a sector that cannot be read costs a container what is from there on, and that is read once the sector can be."""
    lake, fates = _lake(local), _fates(local)
    with disk.broken(name, errno.EIO, after=AFTER_READS.get(name, 1)):
        pipeline.run_day(local, DAY, force=True)
        found = [row for row in _fates(local) if row[0] == name]
        assert {reason for _, _, reason in found if reason} == {"unreadable-file"}
        assert {row for row in found if not row[2]} < set(fates)
        assert pipeline.late_days(local, AFTER) == [], "as long as the sector is damaged the day is not read again"
    assert pipeline.late_days(local, AFTER) == [DAY]
    pipeline.run_day(local, DAY)
    _is_as_it_was(local, lake, fates)


def test_what_came_before_a_damaged_sector_is_read(disk: Disk, local: Settings) -> None:
    """Law: the records of a container that stand before a damaged sector are published, and its row says so."""
    fates = _fates(local)
    with disk.broken("wire.jsonl", errno.EIO, after=7):
        pipeline.run_day(local, DAY, force=True)
        found = [row for row in _fates(local) if row[0] == "wire.jsonl"]
    assert 1 < len(found) < len([row for row in fates if row[0] == "wire.jsonl"])
    assert set(found) - {("wire.jsonl", "", "unreadable-file")} < set(fates)


def test_a_container_that_was_closed_when_the_run_was_planned_is_no_article(
    local: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Law: a container, large or small, that opens only after the run was planned is unreadable-file, and run by the next."""
    lake, fates = _lake(local), _fates(local)

    def refuse(path: Path) -> reading.OnDisk:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))

    for most in (local.record_bytes, 20_000):
        small = Settings(root=local.root, batch_records=50, record_bytes=most)
        with monkeypatch.context() as closed:
            closed.setattr(reading, "OnDisk", refuse)
            works = pipeline.plan(small, DAY, force=True)
        rows = [
            row
            for work in works
            for row in parquet.read(root_of(small), pipeline.ingest_files(small, work)["files"]["records"]).to_pylist()
        ]
        assert {row["source"]: row["reason"] for row in rows} == {
            "packed.jsonl.gz": "unreadable-file",
            "pages.zip": "unreadable-file",
            "plain.txt": None,
            "wire.jsonl": "unreadable-file",
        }
    _is_as_it_was(local, lake, fates)


# looking back


def test_to_look_back_at_days_as_they_were_reads_manifests_and_reports(local: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Law: a day without unreadable records costs the look-back a listing, its manifest and its report, whatever landed."""
    root, read = root_of(local), list[str]()
    real = type(root).read
    monkeypatch.setattr(type(root), "read", lambda self, path: read.append(path) or real(self, path))
    monkeypatch.setattr(type(root), "open", lambda self, path: pytest.fail(f"{path} was opened"))
    assert pipeline.late_days(local, AFTER) == []
    assert [path for path in read if DAY.isoformat() in path] == [
        paths.desk_manifest(DAY),
        paths.report(DAY, "report.json"),
    ]


# a landing zone that is not there


def _unmount(root: Path) -> None:
    (root / "landing").rename(root / "elsewhere")
    (root / "landing").mkdir()


def _mount(root: Path) -> None:
    (root / "landing").rmdir()
    (root / "elsewhere").rename(root / "landing")


def _run_of_two_days(root: Path) -> Settings:
    for day in (DAY, AFTER):
        news.land(root, day, "a", news.page("library", news.DATES[1], "World", witness=day.strftime("%A")))
        news.land(root, day, "b", news.page("pool", news.DATES[2], "Sport", witness=day.strftime("%A")))
        pipeline.run_day(Settings(root=str(root)), day)
    return Settings(root=str(root))


def test_a_landing_zone_that_is_gone_empties_nothing(tmp_path: Path) -> None:
    """Where no landing day at all is there but the desk holds some, no run files them as empty; once it is back, all goes on."""
    settings = _run_of_two_days(tmp_path)
    lake = news.files(tmp_path)
    _unmount(tmp_path)
    for force in (False, True):
        with pytest.raises(
            MissingError, match=rf"{tmp_path}/landing holds no landing day up to {DAY}.*mounted.*mkdir {tmp_path}/landing/{DAY}"
        ):
            pipeline.run_day(settings, DAY, force=force)
    assert news.files(tmp_path) == lake
    _mount(tmp_path)
    assert pipeline.run_day(settings, DAY)["changed"] == []
    _unmount(tmp_path)
    (tmp_path / "landing" / DAY.isoformat()).mkdir()
    assert pipeline.run_day(settings, DAY)["changed"], "an empty folder says that the day is meant to be empty"


@pytest.mark.parametrize("below", [AFTER.isoformat(), "lost+found", ".hidden"])
def test_what_lies_below_a_landing_zone_that_is_gone_hides_nothing(tmp_path: Path, below: str) -> None:
    """Law: an older day leaves the lake for no folder of a younger one, nor for a stray: both may lie below it."""
    settings = _run_of_two_days(tmp_path)
    lake = news.files(tmp_path)
    _unmount(tmp_path)
    (tmp_path / "landing" / below).mkdir()
    for force in (False, True):
        with pytest.raises(MissingError, match=rf"{tmp_path}/landing holds no landing day up to {DAY}"):
            pipeline.run_day(settings, DAY, force=force)
    with pytest.raises(LakeError, match="mounted"):
        pipeline.repair(settings, [DAY], [])
    assert news.files(tmp_path) == lake


def test_a_younger_day_whose_folder_was_removed_leaves_the_lake(tmp_path: Path) -> None:
    """Law: where an older landing day is there the zone is mounted, and a day whose folder has gone is an empty day."""
    settings = _run_of_two_days(tmp_path)
    shutil.rmtree(tmp_path / "landing" / AFTER.isoformat())
    assert pipeline.run_day(settings, AFTER)["changed"]
    assert pipeline.run_day(settings, DAY)["changed"] == []


def _arrivals(root: Path, settings: Settings) -> list[Callable[[], object]]:
    """The ways in which files come into the landing zone by our hand."""
    for folder in (root / "inbox", root.with_name("more")):
        folder.mkdir()
        (folder / "story.txt").write_text(news.page("pool", news.DATES[2], "World"))
        os.utime(folder / "story.txt", (1, 1))
    return [
        lambda: inbox.sweep(settings, AFTER, dry_run=True),
        lambda: inbox.sweep(settings, AFTER),
        lambda: pipeline.land(settings, root.with_name("more"), AFTER),
    ]


@pytest.mark.parametrize("stray", ["", "lost+found"])
def test_nothing_lands_below_a_landing_zone_that_is_gone(tmp_path: Path, stray: str) -> None:
    """Law: while the desk holds landing days and the zone none, no file lands: it would be hidden once the zone is mounted."""
    settings = _run_of_two_days(tmp_path / "root")
    _unmount(tmp_path / "root")
    if stray:
        (tmp_path / "root/landing" / stray).mkdir()
    arrivals = _arrivals(tmp_path / "root", settings)
    for arrive in arrivals:
        with pytest.raises(MissingError, match=rf"{tmp_path}/root/landing holds no landing day, and the desk has 2\b.*mounted"):
            arrive()
    assert (tmp_path / "root/inbox/story.txt").exists()
    if stray:
        (tmp_path / "root/landing" / stray).rmdir()
    _mount(tmp_path / "root")
    for arrive in arrivals:
        arrive()
    assert (tmp_path / "root/landing" / AFTER.isoformat() / "story.txt").exists()
    assert not (tmp_path / "root/inbox/story.txt").exists()


def test_files_land_in_a_zone_that_was_emptied_on_purpose(tmp_path: Path) -> None:
    """Law: an empty folder of a day says that the zone is there, and a root that holds nothing yet is no zone that is gone."""
    settings = _run_of_two_days(tmp_path / "root")
    _unmount(tmp_path / "root")
    (tmp_path / "root/landing" / DAY.isoformat()).mkdir()
    for arrive in _arrivals(tmp_path / "root", settings):
        arrive()
    (tmp_path / "more").rename(tmp_path / "others")
    (tmp_path / "new").mkdir()
    for arrive in _arrivals(tmp_path / "new", Settings(root=str(tmp_path / "new"))):
        arrive()
    assert (tmp_path / "new/landing" / AFTER.isoformat() / "story.txt").exists()


def test_a_landing_zone_that_goes_amid_a_run_empties_nothing(tmp_path: Path) -> None:
    """A run whose landing zone goes before it is filed is not filed: its records are not unreadable."""
    settings = _run_of_two_days(tmp_path)
    lake = news.files(tmp_path)
    works = pipeline.plan(settings, DAY, force=True)
    _unmount(tmp_path)
    for stage in pipeline.STAGES:
        works = [stage(settings, work) for work in works]
    with pytest.raises(MissingError, match="holds no landing day"):
        pipeline.file_day(settings, DAY, works)
    _mount(tmp_path)
    assert pipeline.run_day(settings, DAY, force=True)["changed"] == []
    assert news.files(tmp_path) == lake


@pytest.mark.parametrize("link", ["landing", f"landing/{DAY}"])
def test_a_link_that_leads_nowhere_is_no_empty_day(tmp_path: Path, link: str) -> None:
    """Where landing zone or day is a link to a disk that is not mounted, the run stops and names the link."""
    settings = _run_of_two_days(tmp_path / "root")
    lake = news.files(tmp_path / "root")
    folder = tmp_path / "root" / link
    folder.rename(tmp_path / "disk")
    folder.symlink_to(tmp_path / "disk")
    assert pipeline.run_day(settings, DAY)["changed"] == []
    (tmp_path / "disk").rename(tmp_path / "unmounted")
    with pytest.raises(LakeError, match=rf"{folder} is a link to {tmp_path}/disk, which is not there"):
        pipeline.run_day(settings, DAY)
    assert news.files(tmp_path / "root") == lake
    with pytest.raises(LakeError, match=rf"{folder} is a link to {tmp_path}/disk, which is not there"):
        root_of(settings).names(link)  # so that no audit finds a zone in order that it cannot see
