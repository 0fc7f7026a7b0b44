"""The lake is a pure function of the landing zone: whatever happened on the way, it is that of a from-scratch build."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from copydesk import pipeline
from copydesk.errors import MissingError
from copydesk.store.local import LocalRoot
from tests.laws import newsroom as news

CONTENTS = st.sampled_from([*news.POOL, *news.BAD])
NAMES = st.sampled_from("ab")
DAYS = st.sampled_from(news.DAYS)


class Died(BaseException):
    """The process is gone: nothing in the code under test may catch this."""


@dataclass
class Run:
    """A run of a landing day on its way, task by task as Airflow does it, and the day's state when it was planned."""

    day: date
    planned_at: int
    works: list[Any]
    dates: list[str] = field(default_factory=list)
    step: int = 0


class Newsroom(RuleBasedStateMachine):
    """Scrapers, operators, editors and power cuts around one root.

    `changes` counts what happened to a landing day; `done` says up to which of these counts a run of it was finished. When all
    agree, the lake must be right without any further run, whatever older run is still under way.
    """

    def __init__(self) -> None:
        super().__init__()
        self.patch = pytest.MonkeyPatch()
        news.light(self.patch)
        self.edition = 0
        news.edition(self.patch, 0)
        self.folder = Path(tempfile.mkdtemp(prefix="copydesk-order-"))
        self.root = self.folder / "root"
        self.settings = news.settings_of(self.root, batch_records=2)
        self.changes: dict[date, int] = {}
        self.done: dict[date, int] = {}
        self.taken: set[str] = set()
        self.runs: list[Run] = []
        self.gone: tuple[Path, str] | None = None
        self.steps_left: int | None = None
        self.builds = 0
        self.built: tuple[Any, dict[str, bytes]] | None = None
        for verb in ("write", "delete"):
            self._make_mortal(verb)

    def _make_mortal(self, verb: str) -> None:
        real = getattr(LocalRoot, verb)

        def mortal(root: LocalRoot, *args: Any) -> None:
            if self.steps_left is not None and str(root.folder) == str(self.root.resolve()):
                if self.steps_left == 0:
                    raise Died
                self.steps_left -= 1
            real(root, *args)

        self.patch.setattr(LocalRoot, verb, mortal)

    def _touch(self, day: date) -> None:
        self.changes[day] = self.changes.get(day, 0) + 1

    def _is_settled(self) -> bool:
        return all(self.done.get(day) == count for day, count in self.changes.items())

    @initialize(pages=st.lists(st.tuples(DAYS, NAMES, CONTENTS), min_size=2, max_size=4), days=st.permutations(news.DAYS))
    def first_nights(self, pages: list[tuple[date, str, str]], days: list[date]) -> None:
        for day, name, text in pages:
            self.land(day, name, text)
        for day in days:
            if day in self.changes:
                pipeline.run_day(self.settings, day)
                self.done[day] = self.changes[day]

    # what happens to the landing zone

    @rule(day=DAYS, name=NAMES, text=CONTENTS)
    def land(self, day: date, name: str, text: str) -> None:
        news.land(self.root, day, name, text)
        self._touch(day)

    @precondition(lambda self: self.changes)
    @rule(pick=st.randoms(use_true_random=False))
    def remove(self, pick: Any) -> None:
        if landed := sorted((self.root / "landing").rglob("*.txt")):
            path = pick.choice(landed)
            self.gone = (path, path.read_text("utf-8"))
            path.unlink()
            self._touch(date.fromisoformat(path.parent.name))

    @precondition(lambda self: self.gone)
    @rule()
    def put_back(self) -> None:
        """The landing zone is again as it was: so must be the lake, whatever was left undone in between."""
        assert self.gone is not None
        path, text = self.gone
        news.land(self.root, date.fromisoformat(path.parent.name), path.stem, text)
        self._touch(date.fromisoformat(path.parent.name))
        self.gone = None

    @rule()
    def edit_lexicon(self) -> None:
        self.edition += 1
        news.edition(self.patch, self.edition)
        for day in self.changes:
            self._touch(day)

    # runs that nobody disturbs, and one that dies at some write

    @precondition(lambda self: self.changes)
    @rule(data=st.data())
    def run(self, data: st.DataObject) -> None:
        day = data.draw(st.sampled_from(sorted(self.changes)))
        pipeline.run_day(self.settings, day)
        self.done[day] = self.changes[day]

    @precondition(lambda self: not self._is_settled())
    @rule(data=st.data(), writes=st.one_of(st.integers(0, 5), st.integers(0, 40)))
    def run_that_dies(self, data: st.DataObject, writes: int) -> None:
        day = data.draw(st.sampled_from([day for day in sorted(self.changes) if self.done.get(day) != self.changes[day]]))
        self.steps_left = writes
        try:
            pipeline.run_day(self.settings, day)
            self.done[day] = self.changes[day]
        except Died:
            self.done.pop(day, None)
        finally:
            self.steps_left = None

    @precondition(lambda self: self.done)
    @rule(data=st.data(), writes=st.one_of(st.none(), st.integers(0, 30)))
    def take_down(self, data: st.DataObject, writes: int | None) -> None:
        day = data.draw(st.sampled_from(sorted(self.done)))
        id = pipeline.record_id(day, f"{data.draw(NAMES)}.txt", "")
        self.steps_left = writes
        try:
            pipeline.takedown(self.settings, id, "by order of a court")
            self._touch(day)
            self.done[day] = self.changes[day]
            self.taken.add(id)
        except MissingError:
            pass
        except Died:
            self._touch(day)
        finally:
            self.steps_left = None

    # runs at once: each task of a run may come long after the one before it

    @precondition(lambda self: self.changes and len(self.runs) < 3)
    @rule(data=st.data())
    def plan(self, data: st.DataObject) -> None:
        day = data.draw(st.sampled_from(sorted(self.changes)))
        self.runs.append(Run(day, self.changes[day], pipeline.plan(self.settings, day)))

    @precondition(lambda self: self.runs)
    @rule(data=st.data(), tasks=st.integers(1, 3))
    def go_on(self, data: st.DataObject, tasks: int) -> None:
        run = data.draw(st.sampled_from(self.runs))
        for _ in range(tasks):
            if run in self.runs:
                self._next_task(run)

    def _next_task(self, run: Run) -> None:
        try:
            if run.step == 0:
                for stage in pipeline.STAGES:
                    run.works = [stage(self.settings, work) for work in run.works]
            elif run.step == 1:
                run.dates = pipeline.file_day(self.settings, run.day, run.works)
            elif run.dates:
                pipeline.write_parquet(self.settings, [run.dates.pop(0)])
        except MissingError:  # a takedown swept what this run had made: it fails, and is no finished run
            assert self.changes[run.day] > run.planned_at
            self.runs.remove(run)
            return
        run.step += 1
        if run.step >= 2 and not run.dates:
            self.runs.remove(run)
            self.done[run.day] = max(self.done.get(run.day, 0), run.planned_at)

    # the laws

    @invariant()
    def taken_down_articles_stay_away(self) -> None:
        """Whatever runs come to their end after a takedown, the article is nowhere in the lake."""
        if self.taken:
            assert not self.taken & news.published(news.files(self.root))

    @precondition(lambda self: self.changes and self._is_settled())
    @rule()
    def settled_lake_is_right(self) -> None:
        """Once each day was run after its last change, the lake is right: older runs under way cannot undo it."""
        self._check()

    def _check(self) -> None:
        zones = [p for zone in ("landing", "takedowns") for p in (self.root / zone).rglob("*") if p.is_file()]
        landed = self.edition, {p.relative_to(self.root): p.read_bytes() for p in zones}
        if self.built is None or self.built[0] != landed:
            self.builds += 1
            self.built = landed, news.from_scratch(self.root, self.folder / f"fresh-{self.builds}")
        assert news.differences(news.files(self.root), self.built[1]) == []

    def teardown(self) -> None:
        try:
            self.taken_down_articles_stay_away()
            if self._is_settled():
                self._check()
            days = news.days(self.root) if self.root.exists() else []
            for day in days:
                pipeline.run_day(self.settings, day)
            self._check()
            assert news.temporaries(self.root) == []
            assert [pipeline.run_day(self.settings, day)["changed"] for day in days] == [[] for _ in days]
        finally:
            self.patch.undo()
            shutil.rmtree(self.folder)


@pytest.fixture
def patch() -> Iterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as patch:
        news.light(patch)
        news.edition(patch, 0)
        yield patch


def is_right(root: Path, tmp_path: Path) -> bool:
    """Whether the lake is that of a from-scratch build."""
    return news.differences(news.files(root), news.from_scratch(root, tmp_path / "fresh")) == []


POOL, ORCHARD = news.page("pool", news.DATES[1], ""), news.page("orchard", news.DATES[2], "World")
DAY = news.DAYS[0]


@pytest.mark.parametrize("change", [None, news.page("pool", news.DATES[1], "World"), news.page("pool", news.DATES[2], "World")])
def test_day_that_is_again_as_it_was_is_not_taken_for_done(patch: pytest.MonkeyPatch, tmp_path: Path, change: str | None) -> None:
    """A run that died at any write or deletion is put right even when the landing zone is back to what the lake last showed.

    The desk then has the digests that the lake's old manifest names, though the files may be gone or new already.
    """
    before = tmp_path / "before"
    news.land(before, DAY, "a", POOL)
    news.land(before, DAY, "b", ORCHARD)
    news.run(before, [DAY])
    wanted = news.from_scratch(before, tmp_path / "fresh")
    news.remove(before, DAY, "a") if change is None else news.land(before, DAY, "a", change)
    writes = 0
    while True:
        root = shutil.copytree(before, tmp_path / str(writes))
        with patch.context() as dying:
            if not died(dying, writes, lambda root=root: news.run(root, [DAY])):
                break
        news.land(root, DAY, "a", POOL)
        news.run(root, [DAY])
        assert news.differences(news.files(root), wanted) == [], f"died at write {writes}"
        writes += 1
    assert writes > 10, "the run wrote something"


def died(patch: pytest.MonkeyPatch, writes: int, run: Callable[[], None]) -> bool:
    """Let something run until it has written and deleted so many files; whether it wanted more."""
    left = [writes]

    def mortal(real: Callable[..., None]) -> Callable[..., None]:
        def verb(*args: Any) -> None:
            if left[0] == 0:
                raise Died
            left[0] -= 1
            real(*args)

        return verb

    for verb in ("write", "delete"):
        patch.setattr(LocalRoot, verb, mortal(getattr(LocalRoot, verb)))
    try:
        run()
    except Died:
        return True
    return False


def begun(root: Path) -> list[Any]:
    """A run of the day as far as its stages go."""
    settings = news.settings_of(root)
    works = pipeline.plan(settings, DAY)
    for stage in pipeline.STAGES:
        works = [stage(settings, work) for work in works]
    return works


def ended(root: Path, works: list[Any]) -> None:
    """The rest of such a run."""
    pipeline.write_parquet(news.settings_of(root), pipeline.file_day(news.settings_of(root), DAY, works))


def test_older_run_does_not_undo_a_newer_one(patch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A run planned before a late file landed, and filed after a later run had filed it, changes nothing."""
    root = tmp_path / "root"
    news.land(root, DAY, "a", POOL)
    older = begun(root)
    news.land(root, DAY, "late", ORCHARD)
    news.run(root, [DAY])
    ended(root, older)
    assert is_right(root, tmp_path)


def test_older_run_does_not_bring_back_what_was_taken_down(patch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A run planned before a takedown never files the article again, even when another file has landed since."""
    root = tmp_path / "root"
    news.land(root, DAY, "a", POOL)
    news.run(root, [DAY])
    news.land(root, DAY, "b", ORCHARD)
    older = begun(root)
    id = pipeline.record_id(DAY, "a.txt", "")
    pipeline.takedown(news.settings_of(root), id, "by order of a court")
    news.land(root, DAY, "c", news.page("library", news.DATES[1], "World"))
    with contextlib.suppress(MissingError):
        ended(root, older)
    assert id not in news.published(news.files(root))
    news.run(root, [DAY])
    assert is_right(root, tmp_path)


def test_lexicon_that_changes_under_a_run(patch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What the stages made with an older lexicon is not filed as made with the new one: the next run makes it anew."""
    root = tmp_path / "root"
    news.land(root, DAY, "a", POOL)
    older = begun(root)
    news.edition(patch, 1)
    ended(root, older)
    news.run(root, [DAY])
    assert is_right(root, tmp_path)


Newsroom.TestCase.settings = hypothesis(
    max_examples=80,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)
TestEveryHistory = Newsroom.TestCase


__all__ = ["TestEveryHistory"]
