"""The pipeline end to end on small landing zones: order, reruns and late files leave the same lake."""

from __future__ import annotations

import errno
import os
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from copydesk import audit, boilerplate, language, pipeline, topics
from copydesk.boilerplate import chrome
from copydesk.errors import ContractError, EngineError, LexiconError
from copydesk.settings import Settings
from copydesk.store import desk, parquet, paths
from copydesk.store.local import LocalRoot
from tests.threedays import BODY, DAYS, OTHER, audited, lake, land, landed, page, run


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    root = landed(tmp_path_factory.mktemp("reference"))
    run(root, *DAYS)
    return lake(root)


@hypothesis(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(DAYS), max_size=3).flatmap(lambda extra: st.permutations(DAYS + extra)))
def test_order_and_repetition_of_days_do_not_matter(
    reference: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory, order: list[date]
) -> None:
    """Any order and any repetition of landing days gives the same lake, byte for byte."""
    root = landed(tmp_path_factory.mktemp("order"))
    run(root, *order)
    assert lake(root) == reference


def test_rerun_changes_and_writes_nothing(tmp_path: Path) -> None:
    """A second run of a day says that nothing changed and touches no file of the lake."""
    root = landed(tmp_path)
    run(root, *DAYS)
    before = {p: p.stat().st_mtime_ns for p in (root / "lake").rglob("*") if p.is_file()}
    assert [report["changed"] for report in run(root, *DAYS)] == [[], [], []]
    assert {p: p.stat().st_mtime_ns for p in (root / "lake").rglob("*") if p.is_file()} == before


def test_late_file_changes_only_its_dates(tmp_path: Path, reference: dict[str, bytes]) -> None:
    """A file that lands late changes the date it belongs to and the window behind it, and the lake of a fresh build."""
    root = landed(tmp_path)
    late = root / "landing" / DAYS[1].isoformat() / "c.txt"
    text = late.read_text()
    late.unlink()
    run(root, *DAYS)
    late.write_text(text)
    [report] = run(root, DAYS[1])
    assert lake(root) == reference
    assert "2024-10-30" in report["changed"]
    assert "2024-10-28" not in report["changed"]


def test_removed_file_leaves_the_lake(tmp_path: Path) -> None:
    """An article whose file is taken out of the landing zone is gone after the day's next run, its duplicates come back."""
    root = landed(tmp_path)
    run(root, *DAYS)
    (root / "landing" / DAYS[0].isoformat() / "a.txt").unlink()
    run(root, DAYS[0])
    fresh = landed(tmp_path / "fresh")
    (fresh / "landing" / DAYS[0].isoformat() / "a.txt").unlink()
    run(fresh, *DAYS)
    assert lake(root) == lake(fresh)
    titles = [
        t for name, data in lake(root).items() if "topic=" in name for t in parquet.decode(data, ["title"])["title"].to_pylist()
    ]
    assert "Old library stays open, says council" in titles


def test_emptied_day_withdraws_its_articles(tmp_path: Path) -> None:
    """A landing day that was emptied is filed as empty, and what it alone held leaves the lake."""
    land(tmp_path, DAYS[0], a=page("Council keeps the old library open", "10/28/2024"))
    run(tmp_path, DAYS[0])
    assert lake(tmp_path)
    (tmp_path / "landing" / DAYS[0].isoformat() / "a.txt").unlink()
    [report] = run(tmp_path, DAYS[0])
    assert report["records"] == 0
    assert lake(tmp_path) == {}


def test_counts_balance(tmp_path: Path) -> None:
    """Published, duplicate, rejected and unreadable records of a day are together the files that landed."""
    root = landed(tmp_path)
    for report, day in zip(run(root, *DAYS), DAYS, strict=True):
        assert sum(report["fates"].values()) == report["records"] == len(list((root / "landing" / day.isoformat()).iterdir()))
        assert report["validated"] == report["fates"]["published"] + report["fates"]["duplicate"]


def test_batches_do_not_matter(tmp_path: Path, reference: dict[str, bytes]) -> None:
    """Batches of one record give the same lake as one batch."""
    root = landed(tmp_path)
    for day in DAYS:
        pipeline.run_day(Settings(root=str(root), batch_records=1), day)
    assert lake(root) == reference


@pytest.mark.parametrize("batch", [1, 100])
def test_what_a_site_prints_on_many_pages_of_the_day_is_cut_from_each(tmp_path: Path, batch: int) -> None:
    """A line that many articles of a site carry below their text is cut as the day's chrome, whatever batches they are in."""
    root, furniture = tmp_path / "root", "Zerhun delwa qamishlo temenna vasir beloma"
    for place in ("Ashford", "Barrow", "Castleton", "Dunmore", "Elmwick"):
        text = page(f"{place} votes to keep its library open", "10/28/2024", BODY.replace("town", place).replace("depot", place))
        path = root / "landing/2024-10-29/ledger" / f"{place}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.replace("Leave a Reply", furniture))
    settings = Settings(root=str(root), batch_records=batch)
    assert pipeline.run_day(settings, DAYS[0])["cuts"]["day-chrome"] == 5
    assert list(audit.check_day(settings, DAYS[0])) == []


def test_site_that_proves_its_order_of_day_and_month_is_believed(tmp_path: Path) -> None:
    """A page dated 10/09 lies in October if the same site printed 10/28 that day, whatever batch that page is in."""
    root = tmp_path / "root"
    for name, day, body in (("a", "10/28/2024", BODY), ("z", "10/09/2024", OTHER)):
        path = root / "landing/2024-10-29/ledger" / f"{name}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page(f"Headline of the article {name} here", day, body))
    land(root, DAYS[0], other=page("Headline of another site's article", "10/09/2024", OTHER.replace("council", "guild")))
    settings = Settings(root=str(root), batch_records=1)
    pipeline.run_day(settings, DAYS[0])
    tables = [parquet.decode(data) for name, data in lake(root).items() if "topic=" in name]
    dated = {row["source"]: (row["published_on"], row["date_source"]) for table in tables for row in table.to_pylist()}
    assert dated["ledger/z.txt"] == (date(2024, 10, 9), "dateline-site-order")
    assert dated["other.txt"] == (date(2024, 9, 10), "dateline-language-order")


def test_desk_day_of_an_older_schema_is_published_with_nulls(tmp_path: Path) -> None:
    """A desk file that lacks a younger nullable column stands beside a new one in the window; its rows have null there."""
    root = landed(tmp_path)
    run(root, DAYS[0])
    [file] = (root / "desk/landed=2024-10-29").glob("articles-*")
    older = parquet.encode(parquet.decode(file.read_bytes()).drop_columns(["byline"]), {})
    file.write_bytes(older)
    run(root, DAYS[1])
    pipeline.repair(Settings(root=str(root)), [], [date(2024, 10, 28)])
    [partition] = (root / "lake/date=2024-10-28").glob("*/part-0.parquet")
    assert parquet.decode(partition.read_bytes())["byline"].to_pylist() == [None]


def test_desk_day_that_lacks_a_column_that_is_never_null_is_named(tmp_path: Path) -> None:
    """Law: rows that lack a column which may not be null are not published, in whatever company: their landing day is named."""
    root = landed(tmp_path)
    run(root, DAYS[0])
    before = lake(root)
    [file] = (root / "desk/landed=2024-10-29").glob("articles-*")
    file.write_bytes(parquet.encode(parquet.decode(file.read_bytes()).drop_columns(["words"]), {}))
    land(
        root, DAYS[1], z=page("A barn burns down", "10/28/2024", OTHER.replace("swimming pool", "barn").replace("boiler", "door"))
    )
    with pytest.raises(ContractError, match=r"words: expect_column_values_to_not_be_null.* of 2024-10-29"):
        run(root, DAYS[1])
    assert lake(root) == before
    pipeline.run_day(Settings(root=str(root)), DAYS[0], force=True)
    run(root, *DAYS)
    assert audited(root) == set()


def test_one_bad_article_does_not_stop_a_night(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A record that a stage chokes on is rejected with the error's text; the others are published."""
    root = landed(tmp_path)
    real = boilerplate.by_rules

    def choking(page: Any, *args: Any) -> Any:
        if "pool" in page.lines[0].text:
            raise ZeroDivisionError("a bug nobody foresaw")
        return real(page, *args)

    monkeypatch.setattr(boilerplate, "by_rules", choking)
    [report] = run(root, DAYS[1])
    assert report["fates"] == {"published": 1, "duplicate": 0, "rejected": 1, "unreadable": 0, "taken-down": 0}
    assert report["reasons"] == {"stage-failed": 1}


def test_a_broken_lexicon_stops_a_night(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No record is to blame for a lexicon that cannot be read: nothing is rejected for it, and what was published stays."""
    root = landed(tmp_path)
    run(root, DAYS[1])
    lake = {path: path.read_bytes() for path in (root / "lake").rglob("*.parquet")}

    def broken(*args: Any, **more: Any) -> Any:
        raise LexiconError("sv.toml is not TOML")

    for module, name in ((boilerplate, "by_rules"), (chrome, "outline"), (topics, "assign")):
        with monkeypatch.context() as patch, pytest.raises(LexiconError, match="is not TOML"):
            patch.setattr(module, name, broken)
            pipeline.run_day(Settings(root=str(root)), DAYS[1], force=True)
    assert {path: path.read_bytes() for path in (root / "lake").rglob("*.parquet")} == lake


@pytest.mark.parametrize(
    "error", [MemoryError(), OSError(errno.EMFILE, "Too many open files"), ImportError("failed to map segment")], ids=repr
)
def test_a_machine_without_room_stops_a_night(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    """No record is to blame for a machine that has no memory or file handle left, and the next run is as if it had had them."""
    root = landed(tmp_path / "short")
    run(undisturbed := landed(tmp_path / "undisturbed"), DAYS[1])

    def short(*args: Any, **more: Any) -> Any:
        raise error

    for module, name in ((language, "detect"), (chrome, "outline"), (boilerplate, "strip_all"), (topics, "assign")):
        told = (EngineError, OSError, ImportError)
        with monkeypatch.context() as patch, pytest.raises(told, match=r"no memory left|open files|segment"):
            patch.setattr(module, name, short)
            run(root, DAYS[1])
        assert not (root / "lake").exists()
    run(root, DAYS[1])
    assert lake(root) == lake(undisturbed)


def test_unchanged_day_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A rerun of a day without a new file reads manifests and stops; --force runs it all the same."""
    root = landed(tmp_path)
    run(root, *DAYS)
    assert pipeline.plan(Settings(root=str(root)), DAYS[0]) == []
    assert len(pipeline.plan(Settings(root=str(root)), DAYS[0], force=True)) == 1
    assert len(pipeline.plan(Settings(root=str(root), fewest_words=3), DAYS[0])) == 1, "other settings may give other articles"
    monkeypatch.setattr(LocalRoot, "write", lambda *_: pytest.fail("an unchanged day writes no table"), raising=True)
    assert pipeline.file_day(Settings(root=str(root)), DAYS[0], []) == []


def test_day_that_moved_since_it_was_planned_is_not_emptied(tmp_path: Path) -> None:
    """A file that lands between planning an unchanged day and filing it does not turn the day into an empty one."""
    root = landed(tmp_path)
    run(root, *DAYS)
    before, settings = lake(root), Settings(root=str(root))
    works = pipeline.plan(settings, DAYS[0])
    land(root, DAYS[0], late=page("A late article lands on the desk", "10/28/2024", OTHER))
    assert pipeline.file_day(settings, DAYS[0], works) == []
    assert lake(root) == before


def test_stale_work_is_swept_and_current_work_is_not(tmp_path: Path) -> None:
    """Files of replaced manifests go once they are old; those that the manifest names never go."""
    root = landed(tmp_path)
    settings = Settings(root=str(root), keep_hours=0)
    pipeline.run_day(settings, DAYS[0])
    land(root, DAYS[0], late=page("A late article lands on the desk", "10/28/2024", OTHER))
    pipeline.run_day(settings, DAYS[0])
    names = {p.name.split("-")[0] for p in (root / paths.desk(DAYS[0])).iterdir()}
    assert names == {"articles", "cuts", "ledger", "validation", "manifest.json"}
    assert audited(root) - {"day-not-run"} == set()


@pytest.mark.parametrize(("age", "gone"), [(0.5, 0), (2.0, 1)])
def test_what_no_manifest_names_stays_until_it_is_old(tmp_path: Path, age: float, gone: int) -> None:
    """A run that works on the same day at the same time has files that no manifest names yet: they stay for the hours set."""
    land(tmp_path, DAYS[0], a=page("Council keeps the old library open", "10/28/2024"))
    run(tmp_path, DAYS[0])
    root = LocalRoot(tmp_path)
    manifest = desk.read_manifest(root, DAYS[0])
    assert manifest is not None
    desk.sweep(root, DAYS[0], manifest, keep_hours=0)
    stray = tmp_path / paths.desk(DAYS[0]) / "articles-of-another-run.parquet"
    stray.write_bytes(b"not done")
    written = time.time() - age * 3600
    os.utime(stray, (written, written))
    assert desk.sweep(root, DAYS[0], manifest, keep_hours=1) == gone
    assert stray.exists() is not bool(gone)
