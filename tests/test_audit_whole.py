"""Whatever part of a root is gone, damaged or too much, the audit names it, and the cure that it prints mends it."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from copydesk import audit, pipeline
from copydesk.audit import strays
from copydesk.cli import app
from copydesk.errors import FileError, LakeError
from copydesk.pipeline import workers
from copydesk.settings import Settings
from copydesk.store import desk, paths
from copydesk.store.local import LocalRoot
from tests.laws import newsroom as news

EARLIER, DAY = news.DAYS[1:3]
DATE = date(2024, 10, 28)


@pytest.fixture(scope="module", autouse=True)
def light() -> Iterator[None]:
    yield from news.lightened()


@dataclass
class Answer:
    """What a command said, without any blanks since a console breaks lines amid long paths, and its exit code."""

    code: int
    said: str

    def says(self, text: str) -> bool:
        """Whether the command said this, wherever its lines were broken."""
        return "".join(text.split()) in self.said


def call(*arguments: object) -> Answer:
    """A command of the command line, and what it said."""
    result = CliRunner().invoke(app, [str(argument) for argument in arguments], env={"COLUMNS": "250"})
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    return Answer(result.exit_code, "".join(result.output.split()))


def found(root: Path, *more: str) -> list[dict[str, str]]:
    """What `audit --json` finds; its exit code says whether it found something."""
    result = CliRunner().invoke(app, ["audit", str(root), "--json", *more])
    assert result.exit_code in (0, 1), result.output
    findings: list[dict[str, str]] = json.loads(result.stdout)
    assert result.exit_code == bool(findings)
    return findings


def rules(root: Path, *more: str) -> set[str]:
    """The rules that `audit --json` finds broken."""
    return {finding["rule"] for finding in found(root, *more)}


def cured(root: Path) -> None:
    """Do what the first finding says until nothing is found. Each cure must leave fewer findings."""
    while findings := found(root):
        assert call(*findings[0]["cure"].split()[1:]).code == 0, findings[0]
        assert len(found(root)) < len(findings), findings


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lake of two landing days that share a date: accepted, rejected and unreadable records."""
    root = tmp_path_factory.mktemp("made") / "root"
    news.land(root, EARLIER, "library", news.page("library", news.DATES[1], "World"))
    news.land(root, DAY, "pool", news.page("pool", news.DATES[1], "Sport"))
    news.land(root, DAY, "orchard", news.page("orchard", news.DATES[2], "World"))
    for name, text in zip(("empty", "binary", "short"), news.BAD, strict=True):
        news.land(root, DAY, name, text)
    news.run(root, [EARLIER, DAY])
    return root


@pytest.fixture
def root(made: Path, tmp_path: Path) -> Path:
    """A copy of that lake, times of files and all."""
    return shutil.copytree(made, tmp_path / "root")


@pytest.mark.parametrize("lost", ["lake", "lake/_manifests", "desk/_dates", "desk/_landed", "desk"])
def test_whatever_is_lost_is_found_and_made_anew(root: Path, made: Path, lost: str) -> None:
    """Law: a root that lacks what its landing days give is not in order, and repair makes it what it was."""
    shutil.rmtree(root / lost)
    assert found(root) != []
    assert call("repair", root).says("In order")
    assert news.differences(news.files(root), news.files(made)) == []
    assert found(root) == []


def test_a_date_that_was_never_published_is_found(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Law: a run that died between filing its day and publishing leaves dates that the audit names, also since that day."""
    day = news.DAYS[3]
    news.land(root, day, "new", news.page("library", "10/31/2024", "World", witness="Halloway"))
    monkeypatch.setattr(pipeline.day, "write_parquet", lambda *args: pytest.fail("killed"))
    with pytest.raises(pytest.fail.Exception):
        news.run(root, [day])
    monkeypatch.undo()
    for more in ([], ["--since", str(day)]):
        assert {(f["rule"], f["where"]) for f in found(root, *more)} == {
            ("date-not-current", "lake/date=2024-10-31"),
            ("report-missing", f"reports/landed={day}/report.json"),
        }
    cured(root)


def test_a_date_after_the_first_day_looked_at_is_named_by_its_mark(root: Path) -> None:
    """Law: an article may be dated a day after it landed; its date is looked at though its landing day is not."""
    after = DAY + timedelta(days=1)
    mark = root / paths.by_date(after) / str(DAY)
    mark.parent.mkdir(parents=True)
    mark.touch()
    assert after in audit.dates(LocalRoot(root), after)


def test_only_the_landing_days_since_are_read_for_their_dates(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Law: the audit since a day finds its dates without a look at the manifests of the days before it."""
    read, real = list[date](), desk.read_manifest
    monkeypatch.setattr(desk, "read_manifest", lambda place, day: read.append(day) or real(place, day))
    assert DATE in audit.dates(pipeline.root_of(news.settings_of(root)))
    assert read == [EARLIER, DAY]
    read.clear()
    audit.dates(pipeline.root_of(news.settings_of(root)), DAY)
    assert read == [DAY]


@pytest.mark.parametrize("extra", ["lake/date=2020-01-01", "lake/_fates/date=2020-01-01.parquet"])
def test_a_date_that_nobody_vouches_for_is_found_and_taken_out(root: Path, made: Path, extra: str) -> None:
    """Law: files of a date without a manifest are found one by one; repair takes them out and touches nothing else."""
    source = root / extra.replace("2020-01-01", str(DATE))
    if source.is_dir():
        shutil.copytree(source, root / extra)
    else:
        shutil.copy(source, root / extra)
    assert rules(root) == {"file-not-in-manifest"}
    assert all(finding["where"].startswith(extra) for finding in found(root))
    cured(root)
    assert news.differences(news.files(root), news.files(made)) == []


def spoil(root: Path, day: date, data: bytes | None = b"[]") -> str:
    """Damage the manifest of a landing day, one of another shape without `data`; returns its path below the root."""
    path = root / paths.desk_manifest(day)
    path.write_bytes(data if data is not None else json.dumps({**json.loads(path.read_bytes()), "dates": None}).encode())
    return paths.desk_manifest(day)


@pytest.mark.parametrize("data", [b"[]", b"{", b"{}", b"\xff", b"", None])
def test_a_damaged_manifest_of_the_desk_is_one_finding(root: Path, made: Path, data: bytes | None) -> None:
    """Law: a desk manifest that cannot be read is found once, beside all else that is found, and repair makes it anew."""
    manifest = spoil(root, DAY, data)
    assert [(f["rule"], f["where"]) for f in found(root)] == [("manifest-damaged", manifest)]
    assert [f["where"] for f in found(root, "--since", str(DAY))] == [manifest]
    news.land(root, EARLIER, "late", "")
    [partition, *_] = sorted((root / paths.lake_date(DATE)).glob("*/part-0.parquet"))
    partition.write_bytes(b"PAR1 no more PAR1")
    assert rules(root) == {"manifest-damaged", "record-without-fate", "file-changed"}
    assert call("repair", root).says("In order")
    assert news.differences(news.files(root), news.files(made)) == []


def test_a_damaged_manifest_of_a_day_before_is_found_since_a_day_whose_dates_need_it(root: Path) -> None:
    """Law: --since passes no date in whose window a landing day stands that cannot be read."""
    manifest = spoil(root, EARLIER)
    assert [(f["rule"], f["where"]) for f in found(root, "--since", str(DAY))] == [("manifest-damaged", manifest)]
    cured(root)


def test_all_manifests_damaged_are_made_anew(root: Path, made: Path) -> None:
    """Law: repair mends days that share their dates though none of them can be published before the other is filed."""
    for day in (EARLIER, DAY):
        spoil(root, day)
    (root / paths.lake_manifest(DATE)).write_text("[]")
    assert rules(root) == {"manifest-damaged"}
    assert len(found(root)) == 3
    assert call("repair", root).says("In order")
    assert news.differences(news.files(root), news.files(made)) == []


def test_a_run_makes_a_damaged_manifest_of_its_dates_anew(root: Path, made: Path) -> None:
    """Law: what the error of a damaged manifest says is true: running a landing day again mends its own and its dates'."""
    (root / paths.lake_manifest(DATE)).write_text("[]")
    spoil(root, DAY)
    assert call("run", root, "--day", DAY, "--workers", 1).code == 0
    assert found(root) == []
    assert news.differences(news.files(root), news.files(made)) == []


def replaced(root: Path, name: str, text: str) -> None:
    """Put other bytes of the same size and time in place of a landed file, which no listing shows."""
    path = root / "landing" / str(DAY) / f"{name}.txt"
    about = path.stat()
    path.write_bytes(text.encode()[: about.st_size].ljust(about.st_size))
    os.utime(path, ns=(about.st_atime_ns, about.st_mtime_ns))


@pytest.mark.parametrize("name", ["empty", "binary", "short"])
def test_a_held_back_file_that_was_replaced_is_found(root: Path, name: str) -> None:
    """Law: the bytes of each landed record are those that the desk read, whatever its fate; the printed cure has them read."""
    news.land(root, DAY, name, news.page("library", news.DATES[2], "World", witness="Halloway"))
    assert [(f["rule"], f["where"]) for f in found(root)] == [("record-changed", f"landing/{DAY}/{name}.txt")]
    cured(root)
    assert pipeline.record_id(DAY, f"{name}.txt", "") in news.published(news.files(root))


@pytest.mark.parametrize("name", ["binary", "short", "pool"])
def test_a_file_that_was_replaced_under_its_size_and_time_is_found(root: Path, name: str) -> None:
    """Law: other bytes are found though no listing shows them, and the printed cure has them read."""
    replaced(root, name, "Other words stand here now, and too few of them are left to print.")
    assert [(f["rule"], f["where"]) for f in found(root)] == [("record-changed", f"landing/{DAY}/{name}.txt")]
    cured(root)


def test_a_file_that_was_too_large_and_is_another_one_now_is_found(tmp_path: Path) -> None:
    """Law: a record that the desk could not read is found once it can be read, or cannot for another reason."""
    news.land(tmp_path, DAY, "long", "x" * 2000)
    news.run(tmp_path, [DAY], record_bytes=1000)
    settings = news.settings_of(tmp_path, record_bytes=1000)
    assert list(audit.check_day(settings, DAY)) == []
    news.land(tmp_path, DAY, "long", "x" * 500)
    assert [f.rule for f in audit.check_day(settings, DAY)] == ["record-changed"]


def close(patch: pytest.MonkeyPatch, name: str) -> None:
    """Have a file refused as the system refuses one that this user may not read; the tests may run as a user who may."""

    def refusing(real: Callable[[LocalRoot, str], object]) -> Callable[[LocalRoot, str], object]:
        def verb(self: LocalRoot, path: str) -> object:
            if path.startswith("landing/") and path.endswith(name):
                raise FileError(f"{path} cannot be read: Permission denied.")
            return real(self, path)

        return verb

    patch.setattr(LocalRoot, "read", refusing(LocalRoot.read))
    patch.setattr(LocalRoot, "open", refusing(LocalRoot.open))


def test_a_file_that_may_be_read_again_is_read_by_the_next_run(tmp_path: Path, made: Path) -> None:
    """Law: once its permissions are mended, a file that could not be read is found by the audit and read by a plain run."""
    root, settings = tmp_path / "root", news.settings_of(tmp_path / "root")
    shutil.copytree(made / "landing", root / "landing")
    with pytest.MonkeyPatch.context() as patch:
        close(patch, "pool.txt")
        news.run(root, [EARLIER, DAY])
        assert pipeline.record_id(DAY, "pool.txt", "") not in news.published(news.files(root))
        assert pipeline.plan(settings, DAY) == [], "as long as the file stays closed the day is not read again"
        assert found(root) == []
    assert [(f["rule"], f["cure"]) for f in found(root)] == [("record-changed", f"copydesk run {root} --day {DAY}")]
    cured(root)
    assert news.differences(news.files(root), news.files(made)) == []
    assert pipeline.plan(settings, DAY) == []


def test_only_a_day_with_unreadable_records_is_asked_for_closed_files(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Law: to see that a day has no work costs a listing and its manifest; a ledger is read only where records are unreadable."""
    read: list[str] = []
    real = LocalRoot.read
    monkeypatch.setattr(LocalRoot, "read", lambda self, path: read.append(path) or real(self, path))
    assert not pipeline.has_work(news.settings_of(root), EARLIER)
    assert set(read) == {paths.desk_manifest(EARLIER)}
    assert not pipeline.has_work(news.settings_of(root), DAY)
    assert [path.split("/ledger-")[0] for path in read if not path.endswith(".json")] == [paths.desk(DAY)]


LAKE_DAMAGE: dict[str, Callable[[Path], object]] = {
    "changed": lambda root: partition(root).write_bytes(b"PAR1 no more PAR1"),
    "gone": lambda root: partition(root).unlink(),
    "too many": lambda root: shutil.copy(partition(root), partition(root).with_name("part-1.parquet")),
    "fates gone": lambda root: (root / paths.fates(DATE)).unlink(),
    "fates changed": lambda root: (root / paths.fates(DATE)).write_bytes(b"PAR1 no more PAR1"),
}


def partition(root: Path) -> Path:
    """A file of the lake that readers read."""
    return sorted((root / paths.lake_date(DATE)).glob("*/part-0.parquet"))[0]


@pytest.mark.parametrize("damage", LAKE_DAMAGE.values(), ids=LAKE_DAMAGE.keys())
def test_a_forced_run_publishes_anew_what_is_not_whole(root: Path, made: Path, damage: Callable[[Path], object]) -> None:
    """Law: --force looks at the files of the day's dates too, makes good what is wrong, says so, and touches nothing else."""
    damage(root)
    assert call("run", root, "--day", DAY, "--workers", 1, "--force").says(f"Changed in the lake: {DATE}.")
    assert news.differences(news.files(root), news.files(made)) == []
    assert call("run", root, "--day", DAY, "--workers", 1, "--force").says("Nothing changed")


@pytest.mark.parametrize("damage", LAKE_DAMAGE.values(), ids=LAKE_DAMAGE.keys())
def test_the_cure_of_a_damaged_lake_works(root: Path, made: Path, damage: Callable[[Path], object]) -> None:
    """Law: what the audit says to do about a file of the lake makes it good."""
    damage(root)
    cured(root)
    assert news.differences(news.files(root), news.files(made)) == []


@pytest.mark.parametrize("pattern", ["articles-*", "cuts-*", "ledger-*", "validation-*"])
@pytest.mark.parametrize("data", [None, b"PAR1 no more PAR1"])
def test_the_cure_of_a_damaged_desk_works(root: Path, made: Path, pattern: str, data: bytes | None) -> None:
    """Law: what the audit says to do about a file of the desk makes it good."""
    [file] = (root / paths.desk(EARLIER)).glob(pattern)
    if data is None:
        file.unlink()
    else:
        file.write_bytes(data)
    cured(root)
    assert news.differences(news.files(root), news.files(made)) == []


@pytest.mark.parametrize(
    "gone", [f"lake/_fates/date={DATE}.parquet", f"desk/landed={EARLIER}/ledger-*", f"desk/landed={EARLIER}/val*"]
)
def test_a_run_that_misses_a_file_says_what_to_do(root: Path, gone: str) -> None:
    """Law: a file that is not there stops a run with a sentence that names the file and the cure."""
    [file] = root.glob(gone)
    file.unlink()
    answer = call("run", root, "--day", EARLIER, "--workers", 1)
    assert answer.code == 1
    assert answer.says(f"{file} is not there.")
    assert answer.says(f"copydesk repair {root}")


def test_many_days_forced_publish_anew_what_is_not_whole(root: Path, made: Path) -> None:
    """Law: a forced run of many days looks at the files of their dates as a forced run of one day does."""
    partition(root).write_bytes(b"PAR1 no more PAR1")
    settings = news.settings_of(root)
    with workers.pool(1, lambda what, done, of: None) as each:
        assert pipeline.run_days(settings, [EARLIER, DAY], each).changed == []
        assert pipeline.run_days(settings, [EARLIER, DAY], each, force=True).changed == [str(DATE)]
    assert news.differences(news.files(root), news.files(made)) == []


@pytest.mark.parametrize("command", ["audit", "repair", "export"])
@pytest.mark.parametrize("folder", ["nowhere", "empty", "inbox only", "another lake's landing"])
def test_what_is_no_root_is_refused(tmp_path: Path, command: str, folder: str) -> None:
    """Law: a folder without landing zone, desk and lake is not in order: it is named, with exit code 1, and stays as it is."""
    (tmp_path / "empty" / "landing").mkdir(parents=True)
    (tmp_path / "inbox only" / "inbox").mkdir(parents=True)
    news.land(tmp_path / "another lake's", DAY, "pool", news.page("pool", news.DATES[1], "Sport"))
    (tmp_path / "another lake's" / "landing").rename(tmp_path / "another lake's landing")
    before = sorted(tmp_path.rglob("*"))
    answer = call(command, tmp_path / folder, *([tmp_path / "out.parquet"] if command == "export" else []))
    assert answer.code == 1
    assert answer.says(f"{tmp_path / folder} holds no landing zone, no desk and no lake")
    assert not answer.says("In order")
    assert sorted(tmp_path.rglob("*")) == before


def test_repair_does_not_empty_the_lake_where_the_landing_zone_is_gone(root: Path, made: Path) -> None:
    """Law: without any landing day repair changes nothing and says so, since it could only take everything out."""
    shutil.rmtree(root / paths.LANDING)
    answer = call("repair", root)
    assert answer.code == 1
    assert answer.says("holds no landing day")
    shutil.copytree(made / paths.LANDING, root / paths.LANDING)
    assert rules(root) == set()


def test_a_day_on_which_nothing_landed_is_told_as_that(root: Path) -> None:
    """Law: of a day without landed files it is said where they were looked for, and not that the lake holds them."""
    answer = call("run", root, "--day", "2024-12-24", "--workers", 1)
    assert answer.code == 0
    assert answer.says(f"Landing day 2024-12-24 is empty: no file under {root}/landing/2024-12-24.")
    assert not answer.says("already held")
    assert answer.says("Nothing changed in the lake.")


@pytest.mark.parametrize("name", [".DS_Store", "20241028", "0x-2024-10-28", "2024-10-28 (copy)"])
@pytest.mark.parametrize(
    "folder", ["desk", "desk/_dates", f"desk/_dates/{DATE}", f"desk/_landed/{DAY}", "lake", "lake/_manifests"]
)
def test_strays_that_are_no_days_stop_nothing(root: Path, made: Path, folder: str, name: str) -> None:
    """Law: what a file manager or a person left among our marks is neither read nor a reason to stop."""
    (root / folder / name).write_text("left here")
    assert call("audit", root).says("In order")
    (root / "landing" / str(DAY) / "late.txt").write_text("Too short.\n")
    assert call("run", root, "--day", DAY).code == 0
    assert call("repair", root).says("In order")
    assert (root / folder / name).read_text() == "left here"


def test_a_file_in_place_of_a_landing_day_is_found(root: Path) -> None:
    """Law: a file named as a day is no landing day: the audit says so and sends nobody to run it; a run says what to do."""
    stray = root / "landing" / "2024-11-01"
    stray.write_text(news.page("orchard", news.DATES[1], "Sport"))
    [finding] = found(root)
    assert (finding["rule"], finding["where"]) == ("landing-not-a-day", "landing/2024-11-01")
    told = call("run", root, "--day", "2024-11-01")
    assert told.code == 1
    assert told.says("move it away")
    assert stray.exists()


@pytest.mark.parametrize("name", ["20241101", "2024-11-1", "2024-11-02 ", "2024-11-01.old", "landed=2024-11-01", "lido.txt"])
def test_what_landed_on_no_day_is_found(root: Path, name: str) -> None:
    """Law: what lies right in the landing zone under a name that is no day is named with what to do; no repair touches it."""
    stray = root / "landing" / name
    page = news.page("orchard", news.DATES[1], "Sport")
    if name.endswith(".txt"):
        stray.write_text(page)
    else:
        (stray / "deep").mkdir(parents=True)
        (stray / "deep" / "lido.txt").write_text(page)
    [finding] = found(root)
    assert (finding["rule"], finding["where"]) == ("landing-not-a-day", f"landing/{name}")
    assert "YYYY-MM-DD" in finding["cure"]
    assert rules(root, "--since", str(DAY)) == {"landing-not-a-day"}
    assert call("repair", root).code == 1
    assert stray.exists()
    stray.rename(root / "landing" / str(DAY) / "lido.txt" if stray.is_file() else root / "landing" / "2024-11-01")
    assert rules(root), "it has landed, and no run has read it yet"
    assert call("run", root, "--day", DAY if name.endswith(".txt") else "2024-11-01", "--workers", 1).code == 0
    assert rules(root) == set()


def test_hidden_files_and_empty_folders_have_not_landed(root: Path) -> None:
    """Law: what holds no news is no finding: files that a file manager hides, folders that somebody is about to fill."""
    (root / "landing" / ".DS_Store").write_text("left here")
    (root / "landing" / ".incoming").mkdir()
    (root / "landing" / ".incoming" / "page.txt").write_text("half of it")
    (root / "landing" / "to sort" / "deep").mkdir(parents=True)
    assert call("audit", root).says("In order")


def test_a_stray_folder_that_is_closed_may_hold_news(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Law: what cannot be looked into is never taken for empty."""
    (root / "landing" / "to sort").mkdir()
    place = LocalRoot(root)
    assert list(strays.check(place)) == []

    def closed(folder: str) -> None:
        raise LakeError(f"{folder} cannot be listed: Permission denied.")

    monkeypatch.setattr(place, "files", closed)
    assert [finding.where for finding in strays.check(place)] == ["landing/to sort"]


def test_a_date_since_a_day_may_have_landed_before_it(tmp_path: Path) -> None:
    """Law: --since looks at every later publication date, whichever landing day its articles came with."""
    news.land(tmp_path, EARLIER, "library", news.page("library", "10/31/2024", "World"))
    news.run(tmp_path, [EARLIER])
    settings = Settings(root=str(tmp_path))
    assert audit.extent_of(settings).dates == [DAY]
    assert audit.extent_of(settings, DAY) == ([], [DAY])
