"""Which publication dates are complete: each state has its reason, and no date has two."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk import pipeline
from copydesk.overview import completeness
from copydesk.overview.completeness import STATES, Held, judge
from copydesk.overview.desk import Desk
from copydesk.settings import Settings
from copydesk.store import lake, open_root
from tests import newsyear

D, REACH = date(2024, 10, 10), 3
SAMPLES = Path(pipeline.__file__).parents[1] / "samples" / "landing"


def run(*ahead: int) -> set[date]:
    """Landing days by their distance from D."""
    return {D + timedelta(days=n) for n in ahead}


def held(*landed: int, published: int = 5) -> Held:
    """What the lake holds of D, landed so many days after it."""
    return Held(published, 0, 2, tuple(sorted(run(*landed))), 0.0)


@pytest.mark.parametrize(
    ("state", "days", "own"),
    [
        ("complete", run(-1, 0, 1, 2, 3), held(0, 1)),
        ("late", run(-1, 0, 1, 2, 3, 4), held(0, 4)),
        ("empty", run(-1, 0, 1, 2, 3), None),
        ("empty", run(-1, 0, 1, 2, 3), held(published=0)),
        ("open", run(-1, 0), held(0)),
        ("open", run(-1), None),
        ("open", set(), None),
        ("missing", run(-1, 0, 2, 3), held(0)),
        ("missing", run(-1, 4), None),
        ("missing", run(-1, 0, 2), held(0)),
        ("before", run(1, 2, 3), held(1)),
        ("unfinished", run(-1, 0, 1, 2, 3), Held(0, 0, 0, (), 0.0, unfinished=True)),
    ],
)
def test_each_state_has_its_reason(state: str, days: set[date], own: Held | None) -> None:
    """The state of a date follows from the landing days that were run and from what the lake holds, and from no clock."""
    found = judge(D, days, own, REACH)
    assert found.state == state
    assert found.why


def test_a_missing_day_is_named_and_only_it() -> None:
    """What is to be backfilled stands in the sentence; days that are merely not due yet do not."""
    found = judge(D, run(-1, 0, 2), None, REACH)
    assert found.waits_for == (D + timedelta(days=1),)
    assert "2024-10-11" in found.why
    assert "Backfill" in found.why


@given(st.sets(st.integers(-5, 8)), st.booleans(), st.sets(st.integers(0, 8)))
def test_running_the_days_that_a_date_waits_for_completes_it(ahead: set[int], there: bool, landed: set[int]) -> None:
    """Whatever was run: run what was left out, then what is yet to come, and the date is settled, unless it is older."""
    days, own = run(*ahead), held(*landed) if there else None
    for _ in range(2):
        found = judge(D, days, own, REACH)
        assert found.state in STATES
        assert (found.state in ("open", "missing")) == bool(found.waits_for)
        days |= set(found.waits_for)
    assert judge(D, days, own, REACH).state in ("complete", "late", "empty", "before")


def test_a_real_lake_is_judged_by_its_manifests(tmp_path: Path) -> None:
    """After three landing days the lake's own manifests say what it holds: rows, topics and landing days are the lake's."""
    settings = Settings(root=str(tmp_path), window_days=1)
    days = sorted(date.fromisoformat(path.name) for path in SAMPLES.iterdir())
    for day in days:
        pipeline.land(settings, SAMPLES / day.isoformat(), day)
        pipeline.run_day(settings, day)
    desk = Desk(settings)
    dated = {one.day: one for one in desk.dates(days[0] - timedelta(days=30), days[-1] + timedelta(days=2))}
    assert [dated[day].state for day in days] == ["complete", "complete", "open"]
    assert {day for day, one in dated.items() if one.held} == set(lake.dates(open_root(str(tmp_path)))) & dated.keys()
    for day, one in dated.items():
        if one.held:
            assert sum(desk.catalogue.topics(day).values()) == one.held.published
            assert len(desk.catalogue.topics(day)) == one.held.topics
    assert sum(one.held.published + one.held.duplicates for one in dated.values() if one.held) <= sum(
        book.articles for book in desk.span(days[0], days[-1])[0]
    )


def test_a_late_landing_day_is_told(tmp_path: Path) -> None:
    """A date that something came to after its days is late, and says when."""
    days = newsyear.year(40, sites=4)
    newsyear.shelve(open_root(str(tmp_path)), days, {"2024-01-10": "2024-01-25"})
    dated = {one.day.isoformat(): one for one in Desk(Settings(root=str(tmp_path))).dates(newsyear.FIRST, date(2024, 1, 31))}
    assert [day for day, one in dated.items() if one.state == "late"] == ["2024-01-10"]
    assert "2024-01-25" in dated["2024-01-10"].why


def test_a_damaged_manifest_is_unfinished_and_not_complete(tmp_path: Path) -> None:
    """What cannot be read is never called complete."""
    root = open_root(str(tmp_path))
    newsyear.shelve(root, newsyear.year(20, sites=2))
    root.write("lake/_manifests/date=2024-01-05.json", b"{")
    root.write("lake/_manifests/stray.json", b"{}")
    desk = Desk(Settings(root=str(tmp_path)))
    assert [one.state for one in desk.dates(date(2024, 1, 4), date(2024, 1, 6))] == ["complete", "unfinished", "complete"]
    assert completeness.Catalogue(root).held()[date(2024, 1, 5)].unfinished
