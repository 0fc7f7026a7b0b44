"""The lake is a pure function of the landing zone where nothing locks, too, whoever overtakes whom and is killed after that."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from hypothesis import HealthCheck
from hypothesis import settings as hypothesis
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from copydesk import pipeline
from copydesk.errors import MissingError
from copydesk.pipeline import work
from tests.laws.overtaken import Fate, Unlocked
from tests.laws.test_order import CONTENTS, DAYS, NAMES, Died, Newsroom


class WithoutLocks(Newsroom):
    """The same newsroom where nothing locks: any operation of a run may come long after the one before it."""

    def __init__(self) -> None:
        super().__init__()
        self.fate: Fate | None = None
        self.dead: set[date] = set()
        self.patch.setattr(work, "open_root", lambda uri: Unlocked(Path(uri), self._before))

    def _before(self, path: str) -> None:
        if self.fate:
            self.fate.before(path)

    @precondition(lambda self: self.changes)
    @rule(
        data=st.data(),
        overtaken_at=st.integers(0, 30),
        killed_after=st.one_of(st.none(), st.integers(0, 12)),
        other=st.sampled_from(["run", "land and run", "take down"]),
    )
    def run_that_is_overtaken(self, data: st.DataObject, overtaken_at: int, killed_after: int | None, other: str) -> None:
        day = data.draw(st.sampled_from(sorted(self.changes)))
        planned_at = self.changes[day]

        def meanwhile() -> None:
            if other == "land and run":
                self.land(data.draw(DAYS), data.draw(NAMES), data.draw(CONTENTS))
            if other != "take down":
                self.run(data)
            elif self.done:
                self.take_down(data, None)

        fate = self.fate = Fate(overtaken_at, meanwhile, None if killed_after is None else overtaken_at + killed_after)
        try:
            pipeline.run_day(self.settings, day)
            self.done[day] = max(self.done.get(day, 0), planned_at)
        except Died:
            assert fate.died
            self.done.pop(day, None)
            self.dead.add(day)
        except MissingError:  # a takedown swept what this run had made
            assert self.changes[day] > planned_at
        finally:
            self.fate = None

    @invariant()
    def taken_down_articles_stay_away(self) -> None:
        """Who is killed after he was overtaken by a takedown may leave the article in the lake, until the day is run again."""
        self.dead -= self.done.keys()
        if not self.dead:
            super().taken_down_articles_stay_away()

    def teardown(self) -> None:
        for day in self.dead:
            pipeline.run_day(self.settings, day)
        self.dead.clear()
        super().teardown()


WithoutLocks.TestCase.settings = hypothesis(
    max_examples=40,
    stateful_step_count=15,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)
TestEveryHistoryWithoutLocks = WithoutLocks.TestCase
