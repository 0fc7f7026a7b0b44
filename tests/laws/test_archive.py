"""Many landing days run at once make the lake that they make one after another."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from copydesk import pipeline, validate
from copydesk.errors import ContractError
from copydesk.pipeline import archive
from copydesk.store import paths
from tests.laws import newsroom as news

_light = pytest.fixture(autouse=True)(news.lightened)


def one_process(what: str, call: Callable[..., Any], arguments: Sequence[tuple[Any, ...]]) -> Iterator[Any]:
    """The plainest engine."""
    return (call(*own) for own in arguments)


def backwards(what: str, call: Callable[..., Any], arguments: Sequence[tuple[Any, ...]]) -> Iterator[Any]:
    """An engine that does the last unit first, and each of them twice, as one does that has lost an executor."""
    return reversed([(call(*own), call(*own))[1] for own in reversed(arguments)])


def landed(root: Path) -> None:
    """Every article of the pool, near-duplicates days apart, and what cannot be read; the third day has nothing."""
    for number, text in enumerate([*news.POOL, *news.BAD]):
        news.land(root, [news.DAYS[0], news.DAYS[1], news.DAYS[3]][number % 3], f"site/{number:02}", text)


def run(root: Path, each: Any = one_process, **more: Any) -> pipeline.Archive:
    settings = news.settings_of(root, batch_records=3)
    return pipeline.run_days(settings, pipeline.days_between(settings, news.DAYS[0], news.DAYS[-1]), each, **more)


@pytest.mark.parametrize("each", [one_process, backwards])
def test_an_archive_is_its_days(each: Any, tmp_path: Path) -> None:
    """Law: the lake of an archive is, byte for byte, the lake of its days one after another, in whatever order units are done."""
    landed(tmp_path / "archive")
    done = run(tmp_path / "archive", each, width=2)
    assert news.differences(news.files(tmp_path / "archive"), news.from_scratch(tmp_path / "archive", tmp_path / "days")) == []
    assert done.days == done.read == [day.isoformat() for day in (news.DAYS[0], news.DAYS[1], news.DAYS[3])]
    assert sum(done.fates.values()) == len(news.POOL) + len(news.BAD)
    assert min(done.fates["published"], done.fates["duplicate"], done.fates["unreadable"], done.fates["rejected"]) > 0
    assert news.audited(tmp_path / "archive") == []


def test_a_rerun_writes_nothing(tmp_path: Path) -> None:
    """Law: an archive that has not changed is not read again, and no file of the lake is touched."""
    landed(tmp_path)
    run(tmp_path)
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "lake").rglob("*")}
    done = run(tmp_path)
    assert (done.read, done.changed) == ([], [])
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "lake").rglob("*")} == before


def test_what_left_the_landing_zone_leaves_the_lake(tmp_path: Path) -> None:
    """Law: a day whose files are all gone is still filed, so that its articles go, and those that repeated them come back."""
    landed(tmp_path / "archive")
    run(tmp_path / "archive")
    for path in (tmp_path / "archive/landing" / news.DAYS[0].isoformat()).rglob("*.txt"):
        path.unlink()
    assert run(tmp_path / "archive").changed
    assert news.differences(news.files(tmp_path / "archive"), news.from_scratch(tmp_path / "archive", tmp_path / "days")) == []


def test_a_day_that_breaks_the_contract_is_named_and_stops_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Law: the refused day is as it was before, every other day is in the lake, and the next run reads the refused one again."""
    landed(tmp_path / "archive")
    real = validate.check

    def check(table: Any) -> Any:
        if news.DAYS[1] in table["landed_on"].to_pylist():
            raise ContractError("too many rows fail.")
        return real(table)

    with monkeypatch.context() as patch:
        patch.setattr(validate, "check", check)
        done = run(tmp_path / "archive")
    assert done.refused == {news.DAYS[1].isoformat(): "too many rows fail."}
    assert not (tmp_path / "archive" / paths.desk_manifest(news.DAYS[1])).exists()
    assert {row["landed_on"] for row in _rows(tmp_path / "archive")} == {news.DAYS[0], news.DAYS[3]}
    assert run(tmp_path / "archive").read == [news.DAYS[1].isoformat()]
    assert news.differences(news.files(tmp_path / "archive"), news.from_scratch(tmp_path / "archive", tmp_path / "days")) == []


def test_a_date_that_breaks_the_contract_is_named_and_stops_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Law: a date that must not be published is named, though others were to be published together with it, and these are."""
    landed(tmp_path)
    real = validate.check_partitions

    def check(partitions: Any) -> Any:
        if any("date=2024-10-28" in path for path in partitions):
            raise ContractError("a null where none may be.")
        return real(partitions)

    monkeypatch.setattr(validate, "check_partitions", check)
    monkeypatch.setattr(archive, "_parts", lambda dates, width: [dates])
    done = run(tmp_path)
    assert done.refused == {"2024-10-28": "a null where none may be."}
    published = {path.stem for path in (tmp_path / "lake/_manifests").iterdir()}
    assert published == {f"date={day}" for day in done.changed} == {"date=2024-10-25", "date=2024-10-29"}


def _rows(root: Path) -> list[dict[str, Any]]:
    from copydesk import reader

    return reader.read(str(root)).to_pylist()  # type: ignore[no-any-return]


def test_each_day_has_its_report_held_against_those_before(tmp_path: Path) -> None:
    """Law: the reports of an archive are there for every day and tell of drift, as those of days run one by one do."""
    landed(tmp_path)
    run(tmp_path)
    for day in (news.DAYS[0], news.DAYS[1], news.DAYS[3]):
        said = json.loads((tmp_path / paths.report(day, "report.json")).read_text("utf-8"))
        assert said["day"] == day.isoformat()
        assert said["drift"]["expectations"]
        assert (tmp_path / said["page"]).is_file()


def test_readers_are_told_of_every_date_that_days_touch(tmp_path: Path) -> None:
    """dates_touched() holds whatever a run of the days can have changed, the window behind it too."""
    landed(tmp_path)
    changed = run(tmp_path).changed
    touched = pipeline.dates_touched(news.settings_of(tmp_path), news.DAYS)
    assert set(changed) < set(touched)
    assert touched[-1] == "2024-11-01"  # three days after the last
