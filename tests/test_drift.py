"""Drift: a planted jump is seen and named, a quiet month is left alone, too few days are said to be too few."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from copydesk import pipeline
from copydesk.errors import ContractError
from copydesk.overview import trend
from copydesk.overview.shelf import to_book
from copydesk.pipeline import history
from copydesk.settings import Settings
from copydesk.store import open_root, paths
from copydesk.validate import drift, engine, measures, thresholds
from copydesk.validate.measures import Day
from tests import newsyear
from tests.laws import newsroom as news

LAST = 90
REPORTS = newsyear.year(LAST + 1, 40, 7)
RULES = thresholds.load().drift


def days(reports: list[dict[str, Any]] = REPORTS) -> list[Day]:
    """Reports as days."""
    return [measures.of_report(report) for report in reports]


def judged(day: Day, before: list[Day]) -> dict[str, bool | None]:
    """The verdict on each measure."""
    return {found["measure"]: found["met"] for found in drift.check(day, before)["expectations"]}


def changed(**changes: Any) -> Day:
    """The last day with some counts changed by a function of them, in the report and in each site."""
    report = json.loads(json.dumps(REPORTS[LAST]))
    for name, change in changes.items():
        if name in ("words", "cut_lines"):
            for own in report["sites"].values():
                own[name] = change(own.get(name, 0))
        else:
            report[name] = change(report[name])
    return measures.of_report(report)


def _swapped(counts: dict[str, int]) -> dict[str, int]:
    """Most of Hindi is told as Marathi, which nobody ever filed."""
    return counts | {"hi": counts["hi"] // 5, "mr": counts["hi"] - counts["hi"] // 5}


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ({"volume"}, {"records": lambda records: records * 2}),
        ({"volume"}, {"records": lambda records: records // 2}),
        ({"rejected"}, {"fates": lambda fates: fates | {"unreadable": fates["published"] // 5}}),
        ({"undated"}, {"date_sources": lambda counts: counts | {"landing-day": counts["landing-day"] + counts["dateline"] // 4}}),
        ({"uncategorised"}, {"topics": lambda topics: topics | {"uncategorised": topics["uncategorised"] * 4}}),
        ({"language-hi", "language-mr"}, {"languages": _swapped}),
        ({"words"}, {"words": lambda words: words // 2}),
        ({"cut_lines"}, {"cut_lines": lambda lines: lines * 2}),
    ],
    ids=["twice", "half", "rejected", "undated", "uncategorised", "language", "words", "cut lines"],
)
def test_a_planted_jump_is_seen_and_nothing_else_is(name: set[str], changes: dict[str, Any]) -> None:
    """Great Expectations does not meet exactly those expectations that the jump is about, and the sentence tells both numbers."""
    found = drift.check(changed(**changes), days()[:LAST])
    assert found["days"] == RULES.days
    assert {one["measure"] for one in found["expectations"] if one["met"] is False} == name
    for sentence in drift.moved(found):
        assert ", usually " in sentence
        assert sentence.count(" %") in (0, 3) and sentence.count("records") == 0


def test_a_quiet_month_is_not_flagged() -> None:
    """Thirty days of ordinary noise, weekends and all, drift in nothing."""
    quiet = days()
    flagged = {day.day: drift.moved(drift.check(day, quiet[:number])) for number, day in enumerate(quiet) if number > LAST - 30}
    assert len(flagged) == 30
    assert not any(flagged.values())


def test_a_change_that_lasts_becomes_what_is_usual() -> None:
    """A desk that takes in twice as much from some day on is told so at once, and no longer after half a month."""
    reports = newsyear.year(LAST + 1, 40, 7)
    for report in reports[60:]:
        report["records"] *= 2
    points = trend.trends([to_book(report) for report in reports], days(reports)[60].day)["volume"]
    assert points[0].odd
    assert not any(point.odd for point in points[16:])


@pytest.mark.parametrize("known", [0, 1, RULES.fewest_days - 1])
def test_too_little_history_is_said(known: int) -> None:
    """With fewer days before it than are needed nothing is judged, and each measure says how many there are."""
    found = drift.check(days()[LAST], days()[LAST - known : LAST])
    assert {one["met"] for one in found["expectations"]} == {None}
    told = f"not judged: only {known} of the {RULES.days} days before tell it, {RULES.fewest_days} are needed"
    assert {one["said"] for one in found["expectations"]} == {told}
    assert drift.moved(found) == []


def test_enough_history_is_judged() -> None:
    """From the day on which there is just enough, every measure has a verdict."""
    verdicts = judged(days()[LAST], days()[LAST - RULES.fewest_days : LAST])
    assert None not in verdicts.values()


def test_a_day_with_little_in_it_is_judged_by_its_volume_alone() -> None:
    """A share of a few records says nothing: only that there are few does."""
    few = Day(days()[LAST].day, records=3, fates={"published": 0, "rejected": 3})
    verdicts = judged(few, days()[:LAST])
    assert verdicts.pop("volume") is False
    assert set(verdicts.values()) == {None}


@pytest.fixture
def without_engine() -> Iterator[None]:
    """The engine's answer worked out by hand: it costs a fifth of a second for each example."""
    with pytest.MonkeyPatch.context() as patch:

        def run(suite: engine.Suite, table: Any, index: Any) -> list[engine.Outcome]:
            outcomes = []
            for each in suite.expectations:
                value = table[each.column][0].as_py()
                outside = not each.arguments["min_value"] <= value <= each.arguments["max_value"]
                outcomes.append(engine.Outcome(each, 1, int(outside), []))
            return outcomes

        patch.setattr(engine, "run", run)
        yield


@pytest.mark.usefixtures("without_engine")
@hypothesis(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations(range(LAST + 1)))
def test_the_order_of_the_days_and_later_days_do_not_matter(order: list[int]) -> None:
    """Whatever order the reports are read in, and whether later days are there too, a day has one verdict: backfills agree."""
    every = days()
    assert drift.check(every[70], [every[number] for number in order]) == drift.check(every[70], every[:70])


@pytest.mark.usefixtures("without_engine")
@hypothesis(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 20_000), st.integers(30, 120))
def test_report_and_page_agree(records: int, seed: int) -> None:
    """The report's drift and the marks on the desk's page are one rule: no day is marked by one and not by the other."""
    reports = newsyear.year(40, 5, seed)
    reports[-1]["records"] = records
    found = judged(measures.of_report(reports[-1]), days(reports[:-1]))
    marks = trend.trends([to_book(report) for report in reports], days(reports)[-1].day)
    assert {name for name, met in found.items() if met is False} == {name for name, points in marks.items() if points[-1].odd}


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A root with one article on a landing day, after forty days whose reports are made up: a thousand records each."""
    settings = Settings(root=str(tmp_path))
    news.land(tmp_path, news.DAYS[2], "a", news.page("library", news.DATES[1], "World"))
    stale = newsyear.year(40, 20, 3, first=news.DAYS[2] - timedelta(days=40))
    newsyear.shelve(open_root(settings.root), stale)
    for report in stale:  # only the reports are wanted: no lake that nobody landed
        open_root(settings.root).delete(f"lake/_manifests/date={report['day']}.json")
    return settings


def test_a_run_tells_its_drift_and_is_not_stopped(desk: Settings, caplog: pytest.LogCaptureFixture) -> None:
    """A day that is far off is published all the same; report, page and log say what is unlike."""
    report = pipeline.run_day(desk, news.DAYS[2])
    assert report["fates"]["published"] == 1
    [volume] = [one for one in report["drift"]["expectations"] if one["met"] is False]
    assert volume["measure"] == "volume"
    assert volume["said"].startswith("1, usually ")
    root = open_root(desk.root)
    assert json.loads(root.read(report["path"]))["drift"] == report["drift"]
    assert "1 number is out of the ordinary" in root.read(report["page"]).decode()
    assert "has drifted. Records: 1, usually " in caplog.text
    assert pipeline.drifted(report).startswith("The day is unlike the 30 before it. Records: 1, usually ")


@pytest.mark.parametrize("name", ["fates", "languages", "topics", "date_sources"])
def test_a_report_that_counts_in_words_is_damaged(name: str) -> None:
    """A report whose counts are no numbers is told to be damaged where it is read, and stops no later day's report."""
    with pytest.raises((ValueError, TypeError)):
        measures.of_report(REPORTS[LAST] | {name: {"en": "many"}})


def test_a_damaged_report_is_left_out_and_named(desk: Settings, caplog: pytest.LogCaptureFixture) -> None:
    """One report of the days before that cannot be read costs that day alone."""
    path = paths.report(news.DAYS[2] - timedelta(days=3), "report.json")
    for damage in (b"{", b"[]", b'{"day": "2024-13-01", "records": 1}', b'{"records": 1}'):
        open_root(desk.root).write(path, damage)
        assert pipeline.run_day(desk, news.DAYS[2])["drift"]["days"] == RULES.days - 1
    assert f"{path} is damaged" in caplog.text


def test_drift_that_cannot_be_judged_is_said_and_stops_nothing(desk: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the engine itself fails over the drift the day is published, and its report says what failed."""
    pipeline.run_day(desk, news.DAYS[2])

    def refuse(*_: object) -> None:
        raise ContractError("the engine is out of order")

    monkeypatch.setattr(history.drift, "check", refuse)
    report = pipeline.report_day(desk, news.DAYS[2])
    assert report["drift"]["failed"] == "the engine is out of order"
    assert pipeline.drifted(report) == ""


def test_only_warnings_are_for_those_on_duty() -> None:
    """What is graded as info stays in the report."""
    told = {"title": "Share uncategorised", "severity": "info", "met": False, "said": "60 %"}
    assert pipeline.drifted({"drift": {"days": 30, "expectations": [told]}}) == ""
    warned = pipeline.drifted({"drift": {"days": 30, "expectations": [told, told | {"severity": "warning"}]}})
    assert warned.count("Share uncategorised: 60 %") == 1
    assert pipeline.drifted({}) == ""


def test_the_days_before_are_all_that_habits_need() -> None:
    """Law: of a day the reports of as many days are read as habits are learned from, the earliest first, up to the day before."""
    day = measures.of_report(REPORTS[LAST]).day
    assert drift.days_before(day) == [day + timedelta(days=n) for n in range(-RULES.habit_days, 0)]


def test_the_spread_of_normal_noise_is_its_standard_deviation() -> None:
    """Law: where counting makes no noise, the band reaches as many times 1.4826 median deviations as drift.strict says."""
    [rejected] = [measure for measure in measures.FIXED if measure.name == "rejected"]
    day = measures.of_report(REPORTS[LAST]).day
    before = [(day - timedelta(days=n), (0.3, 0.5, 0.7)[n % 3]) for n in range(1, 22)]
    band = measures.band(rejected, day, 10**9, before)
    assert band
    assert (band.usual, band.high) == pytest.approx((0.5, 0.5 + RULES.strict * 1.4826 * 0.2))
