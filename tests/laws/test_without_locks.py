"""Two publishers of one date where nothing locks, as on an object store: played on a disk, operation by operation."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from itertools import chain, count
from pathlib import Path
from threading import Event, Thread, current_thread

import pytest

from copydesk import pipeline
from copydesk.errors import MissingError
from copydesk.pipeline import publish, work
from copydesk.settings import Settings
from copydesk.store import desk, paths, publishing
from copydesk.store.local import LocalRoot
from tests.laws import newsroom as news
from tests.laws.overtaken import Fate, Unlocked, unlocked
from tests.laws.test_order import Died

DAY = news.DAYS[0]


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    news.light(monkeypatch)


def landed(root: Path) -> Path:
    """Two days that both give the same date an article and change who repeats whom there."""
    news.land(root, news.DAYS[1], "a", news.page("library", news.DATES[1], "Sport"))
    news.run(root, [news.DAYS[1]])
    news.land(root, news.DAYS[1], "b", news.page("orchard", news.DATES[1], "Sport"))
    news.land(root, news.DAYS[0], "a", news.page("library", news.DATES[1], "World", longer=True))
    news.land(root, news.DAYS[0], "b", news.page("pool", news.DATES[1], "Sport"))
    return root


# two that live: each stops, writes over the other, and believes the other's manifest


class Gate:
    """Stops a publisher before its n-th operation on the lake, and again when it has written a manifest and looks at it."""

    def __init__(self, stop_at: int) -> None:
        self.left = stop_at
        self.reached, self.may_go_on = [Event(), Event()], [Event(), Event()]

    def before(self) -> None:
        if self.left == 0:
            self._stop(0)
        self.left -= 1

    def after_manifest(self) -> None:
        if self.may_go_on[0].is_set() and not self.reached[1].is_set():
            self._stop(1)

    def _stop(self, number: int) -> None:
        self.reached[number].set()
        assert self.may_go_on[number].wait(60)


class Gated(Unlocked):
    """Publishers are threads, each with the gate that goes by its name."""

    gates: dict[str, Gate]

    def write(self, path: str, data: bytes) -> None:
        super().write(path, data)
        if (
            path.startswith("lake/_manifests/")
            and b'"unfinished"' not in data
            and (gate := self.gates.get(current_thread().name))
        ):
            gate.after_manifest()


@pytest.mark.parametrize("first_stops", [1, 2])
def test_two_publishers_that_overlap_leave_the_right_lake(tmp_path: Path, first_stops: int) -> None:
    """Wherever two publishers of a date stop, write over one another and believe the other's manifest: the lake is right."""
    wanted = None
    for second_stops in (3, 4, 5):
        root = landed(tmp_path / f"{second_stops}")
        gates = {"first": Gate(first_stops), "second": Gate(second_stops)}

        def before(path: str, gates: dict[str, Gate] = gates) -> None:
            if path.startswith("lake/") and (gate := gates.get(current_thread().name)):
                gate.before()

        Gated.gates = gates
        with unlocked(before, Gated):
            _play(gates, news.settings_of(root))
        wanted = wanted or news.from_scratch(root, tmp_path / "fresh")
        assert news.differences(news.files(root), wanted) == [], f"the second stopped before operation {second_stops}"
        assert news.audited(root) == []


def _play(gates: dict[str, Gate], settings: Settings) -> None:
    """Both go to their first stop, the first to its manifest, then the second to its end, and last the first to its own."""
    first, second = (
        Thread(target=pipeline.run_day, args=(settings, day), name=name)
        for name, day in (("first", news.DAYS[1]), ("second", news.DAYS[0]))
    )
    gates["second"].may_go_on[1].set()
    for number, thread in ((0, first), (0, second), (1, first)):
        if number:
            gates[thread.name].may_go_on[0].set()
        else:
            thread.start()
        while thread.is_alive() and not gates[thread.name].reached[number].wait(0.01):
            pass
    gates["second"].may_go_on[0].set()
    second.join(60)
    gates["first"].may_go_on[1].set()
    first.join(60)


# one that is overtaken by another, and may be killed after that


@dataclass
class Play:
    """What one process does to a root, what another does meanwhile, and the days of which any may be run again after a death."""

    one: Callable[[Settings], object]
    other: Callable[[Settings], object]
    days: list[date]


def two_days(root: Path) -> Play:
    """Two landing days give articles to one date."""
    dates = pipeline.file_day(news.settings_of(landed(root)), DAY, made(root, DAY))
    return Play(
        one=lambda settings: pipeline.write_parquet(settings, dates),
        other=lambda settings: pipeline.run_day(settings, news.DAYS[1]),
        days=[DAY, news.DAYS[1]],
    )


def two_dates(root: Path) -> Play:
    """An article moves between two dates, which two processes publish."""
    news.land(root, DAY, "a", news.page("library", news.DATES[1], "World"))
    news.land(root, DAY, "b", news.page("orchard", news.DATES[1], "World"))
    news.land(root, DAY, "c", news.page("pool", news.DATES[2], "World"))
    news.run(root, [DAY])
    news.land(root, DAY, "a", news.page("library", news.DATES[2], "World"))
    news.land(root, DAY, "c", news.page("pool", news.DATES[2], "Sport"))
    old, *new = pipeline.file_day(news.settings_of(root), DAY, made(root, DAY))
    return Play(
        one=lambda settings: pipeline.write_parquet(settings, [old]),
        other=lambda settings: pipeline.write_parquet(settings, new),
        days=[DAY],
    )


def one_day_twice(root: Path) -> Play:
    """While a run files a landing day, the day changes, and another run of it begins and ends."""
    news.land(root, DAY, "a", news.page("library", news.DATES[1], "World"))
    news.land(root, DAY, "b", news.page("orchard", news.DATES[2], "World"))
    works = made(root, DAY)

    def one(settings: Settings) -> None:
        dates = pipeline.file_day(settings, DAY, works)
        with unlocked():  # publishing is the matter of the other plays
            pipeline.write_parquet(settings, dates)

    def other(settings: Settings) -> None:
        news.remove(Path(settings.root), DAY, "b")
        news.land(Path(settings.root), DAY, "late", news.page("pool", news.DATES[1], "World"))
        pipeline.run_day(settings, DAY)

    return Play(one, other, [DAY])


def made(root: Path, day: date) -> list[pipeline.Work]:
    """A run of a day as far as its stages go."""
    works = pipeline.plan(news.settings_of(root), day)
    for stage in pipeline.STAGES:
        works = [stage(news.settings_of(root), work) for work in works]
    return works


@pytest.mark.parametrize("prepare", [two_days, two_dates, one_day_twice])
def test_overtaken_anywhere_and_killed_anywhere_after_that(tmp_path: Path, prepare: Callable[[Path], Play]) -> None:
    """Overtaken before any operation, a process that ends leaves the right lake; killed before any later one, it leaves one that
    a rerun puts right, though no file has landed since; and the audit finds nothing then.
    """
    with unlocked():
        play = prepare(tmp_path / "before")
    wanted: dict[str, bytes] = {}
    wrong: list[str] = []
    for overtaken_at in count():
        for killed_at in chain([None], count(overtaken_at)):
            root = shutil.copytree(tmp_path / "before", tmp_path / f"{overtaken_at}-{killed_at}")
            fate = played(play, root, overtaken_at, killed_at)
            if not fate.was_overtaken:
                assert overtaken_at > 5, "there were operations"
                assert wrong == []
                return
            wanted = wanted or news.from_scratch(root, tmp_path / "fresh")
            for day in play.days if fate.died else [None]:
                again = shutil.copytree(root, tmp_path / f"{overtaken_at}-{killed_at}-{day}")
                if faults := faults_of(again, day, wanted):
                    wrong.append(f"overtaken before {overtaken_at}, killed before {killed_at}, {day} run again: {faults}")
            if killed_at is not None and not fate.died:
                break


def played(play: Play, root: Path, overtaken_at: int, killed_at: int | None) -> Fate:
    """What became of the process."""
    settings = news.settings_of(root)
    fate = Fate(overtaken_at, lambda: play.other(settings), killed_at)
    with unlocked(fate.before), suppress(Died):
        play.one(settings)
    return fate


def faults_of(root: Path, day: date | None, wanted: dict[str, bytes]) -> list[str]:
    """What is wrong with a lake, once a day was run again; where none need be, no mark may be left either. No play reports."""
    with unlocked():
        if day:
            news.run(root, [day])
        audited = [finding for finding in news.audited(root) if not finding.startswith("report-missing ")]
        return news.differences(news.files(root), wanted) + audited + ([] if day else marks(root))


def marks(root: Path) -> list[str]:
    """The marks of publishers that have not ended."""
    return [entry.path for entry in LocalRoot(root).files(paths.PUBLISHING)]


def test_old_mark_is_named_by_the_audit_and_taken_away_by_the_next_run(tmp_path: Path) -> None:
    """A mark that no living publisher can have left is named; a run of a day of that date looks at the date and takes it away.

    A younger one may be of a living publisher: it stays. Neither makes readers hear of a date that turned out to be right.
    """
    news.land(tmp_path, DAY, "a", news.page("library", news.DATES[1], "World"))
    settings = news.settings_of(tmp_path)
    with unlocked():
        news.run(tmp_path, [DAY])
        with suppress(Died), publishing.marked(work.root_of(settings), date(2024, 10, 28), settings.keep_hours):
            raise Died
        assert pipeline.run_day(settings, DAY)["changed"] == []
        (mark,) = marks(tmp_path)
        assert news.audited(tmp_path) == []
        os.utime(tmp_path / mark, (0, time.time() - 25 * 3600))
        assert [finding.split(":")[0] for finding in news.audited(tmp_path)] == [f"publisher-never-ended at {mark}"]
        stray = mark.replace("2024-10-28", "2001-01-01")
        (tmp_path / mark).rename(tmp_path / stray)  # of a date that nothing else tells of
        assert [finding.split(":")[0] for finding in news.audited(tmp_path)] == [f"publisher-never-ended at {stray}"]
        (tmp_path / stray).rename(tmp_path / mark)
        assert pipeline.run_day(settings, DAY)["changed"] == []
        assert marks(tmp_path) == news.audited(tmp_path) == []


def test_takedown_while_an_older_run_files_the_day(tmp_path: Path) -> None:
    """Wherever in a takedown an older run puts its manifest in place, to look about it only later: the article is gone."""
    news.land(tmp_path / "before", DAY, "a", news.page("library", news.DATES[1], "World"))
    news.land(tmp_path / "before", DAY, "b", news.page("orchard", news.DATES[1], "World"))
    with unlocked():
        news.run(tmp_path / "before", [DAY])
        news.land(tmp_path / "before", DAY, "b", news.page("pool", news.DATES[1], "World"))
        older = made(tmp_path / "before", DAY)
    id, brought_back = pipeline.record_id(DAY, "a.txt", ""), []
    for operation in count():
        root = shutil.copytree(tmp_path / "before", tmp_path / f"{operation}")
        fate = taken_down(news.settings_of(root), id, older, operation)
        if not fate.was_overtaken:
            assert operation > 10, "there were operations"
            assert brought_back == []
            return
        if id in news.published(news.files(root)):
            brought_back.append(operation)


def taken_down(settings: Settings, id: str, older: list[pipeline.Work], operation: int) -> Fate:
    """Take an article down; before one of the operations an older run commits the day, and when all is over it goes on."""
    settle, late = desk.settle, []

    def commit() -> None:
        with pytest.MonkeyPatch.context() as patch, suppress(MissingError):
            patch.setattr(publish, "is_unchanged", lambda *args: False)  # it looked before, and found nobody
            patch.setattr(desk, "settle", lambda *args: late.append(args))
            pipeline.file_day(settings, DAY, older)

    fate = Fate(operation, commit, None)
    with unlocked(fate.before):
        pipeline.takedown(settings, id, "by order of a court")
        for args in late:
            settle(*args)
            pipeline.write_parquet(settings, [day.isoformat() for day in pipeline.stale_dates(settings, DAY)])
    return fate
