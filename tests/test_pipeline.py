"""The pipeline end to end on small landing zones: order, reruns and late files leave the same lake."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from copydesk import audit, boilerplate, pipeline, topics
from copydesk.audit.records import Places, misplaced
from copydesk.boilerplate import chrome
from copydesk.errors import LakeError, LexiconError, MissingError
from copydesk.settings import Settings
from copydesk.store import parquet, paths
from copydesk.store.root import LocalRoot

DAYS = [date(2024, 10, 29), date(2024, 10, 30), date(2024, 10, 31)]
BODY = (
    "The town council voted on Monday to keep the old library open for another year, after a long and lively debate.\n\n"
    "Readers who had filled the gallery clapped when the mayor read out the result, and one of them began to sing.\n\n"
    "The building needs a new roof, which the council will pay for from the sale of the former bus depot."
)
OTHER = BODY.replace("library", "swimming pool").replace("Readers", "Swimmers").replace("roof", "boiler").replace("sing", "dance")


def page(title: str, day: str, body: str = BODY) -> str:
    return f"{title}\n\n{day} World\n\n{body}\n\nLeave a Reply\n"


def land(root: Path, day: date, **files: str) -> None:
    for name, text in files.items():
        path = root / "landing" / day.isoformat() / f"{name}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def lake(root: Path) -> dict[str, bytes]:
    return {str(p.relative_to(root)): p.read_bytes() for p in sorted((root / "lake").rglob("*")) if p.is_file()}


def run(root: Path, *days: date) -> list[dict[str, Any]]:
    return [pipeline.run_day(Settings(root=str(root)), day) for day in days]


def landed(root: Path) -> Path:
    land(root, DAYS[0], a=page("Council keeps the old library open", "10/28/2024"), bad="")
    land(
        root,
        DAYS[1],
        b=page("Old library stays open, says council", "10/29/2024"),
        c=page("The pool is saved", "10/30/2024", OTHER),
    )
    land(root, DAYS[2], d=page("Library vote: a year more", "10/30/2024"), e=page("Pool saved after vote", "10/27/2024", OTHER))
    return root


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


def test_landing_copies_and_changes_nothing(tmp_path: Path) -> None:
    """Landing a folder leaves it as it was; landing it twice lands nothing new; a missing folder is named."""
    source = tmp_path / "in" / "deep er"
    source.mkdir(parents=True)
    (source / "ख़बर 1.txt").write_bytes(b"\xff\xfebytes as they are\r\n")
    settings = Settings(root=str(tmp_path / "root"))
    assert pipeline.land(settings, tmp_path / "in", DAYS[0]) == {"landed": 1, "already_there": 0}
    assert pipeline.land(settings, tmp_path / "in", DAYS[0]) == {"landed": 0, "already_there": 1}
    assert (tmp_path / "root/landing/2024-10-29/deep er/ख़बर 1.txt").read_bytes() == b"\xff\xfebytes as they are\r\n"
    assert (source / "ख़बर 1.txt").read_bytes() == b"\xff\xfebytes as they are\r\n"
    with pytest.raises(MissingError, match="nowhere is not a folder"):
        pipeline.land(settings, tmp_path / "nowhere", DAYS[0])


def test_landing_never_overwrites_what_has_landed(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Law: a file whose name is taken by other bytes lands beside them as in a sweep, and once, however often it comes."""
    settings = Settings(root=str(tmp_path / "root"))
    for folder, text in (("first", "one"), ("second", "two")):
        (tmp_path / folder / "site").mkdir(parents=True)
        (tmp_path / folder / "site/0001.txt").write_text(text)
    assert pipeline.land(settings, tmp_path / "first", DAYS[0]) == {"landed": 1, "already_there": 0}
    assert pipeline.land(settings, tmp_path / "second", DAYS[0]) == {"landed": 1, "already_there": 0}
    assert "site/0001.txt is the name of another file" in caplog.text
    for folder in ("first", "second", "first"):
        assert pipeline.land(settings, tmp_path / folder, DAYS[0]) == {"landed": 0, "already_there": 1}
    top = tmp_path / "root/landing/2024-10-29"
    found = {str(path.relative_to(top)): path.read_text() for path in top.rglob("*.txt")}
    assert found == {"site/0001.txt": "one", f"site/0001-{hashlib.sha256(b'two').hexdigest()[:16]}.txt": "two"}


def test_landing_where_both_names_are_taken_is_refused(tmp_path: Path) -> None:
    """Law: where even the distinct name is another file's, nothing is overwritten, and the refusal names the file."""
    settings = Settings(root=str(tmp_path / "root"))
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.txt").write_text("mine")
    land(tmp_path / "root", DAYS[0], **{"a": "one", f"a-{hashlib.sha256(b'mine').hexdigest()[:16]}": "two"})
    with pytest.raises(LakeError, match=r"in/a\.txt .*both taken by other files"):
        pipeline.land(settings, tmp_path / "in", DAYS[0])


def test_link_in_a_folder_is_not_landed_and_said(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A link could lead out of the folder: it is passed over, never in silence."""
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "plain.txt").write_text("x")
    (folder / "link.txt").symlink_to(tmp_path / "elsewhere")
    settings = Settings(root=str(tmp_path / "root"))
    assert pipeline.land(settings, folder, DAYS[0]) == {"landed": 1, "already_there": 0}
    assert "link.txt is a link" in caplog.text


def audited(root: Path) -> set[str]:
    settings = Settings(root=str(root))
    place = pipeline.root_of(settings)
    found = [f for day in audit.days(place) for f in audit.check_day(settings, day)]
    found += [f for day in audit.dates(place) for f in audit.check_date(settings, day)]
    return {finding.rule for finding in found}


def test_audit_of_a_sound_root_finds_nothing(tmp_path: Path) -> None:
    """After the days were run, the audit has nothing to say."""
    run(landed(tmp_path), *DAYS)
    assert audited(tmp_path) == set()


def spoil_byte(root: Path, pattern: str) -> None:
    path = sorted(root.glob(pattern))[0]
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))


@pytest.mark.parametrize(
    ("damage", "rule"),
    [
        (lambda r: spoil_byte(r, "lake/date=*/topic=*/part-0.parquet"), "file-changed"),
        (lambda r: spoil_byte(r, "desk/landed=*/articles-*"), "file-changed"),
        (lambda r: sorted(r.glob("lake/date=*/topic=*/*"))[0].unlink(), "file-missing"),
        (lambda r: sorted(r.glob("desk/landed=*/cuts-*"))[0].unlink(), "file-missing"),
        (lambda r: land(r, DAYS[0], late=page("A new article that nobody ran", "10/28/2024")), "record-without-fate"),
        (lambda r: (r / "landing/2024-10-30/b.txt").unlink(), "fate-without-record"),
        (lambda r: land(r, date(2024, 11, 1), x="text"), "day-not-run"),
        (lambda r: land(r, DAYS[0], a=page("Council keeps the old library open", "10/28/2024", OTHER)), "record-changed"),
        (lambda r: sorted(r.glob("lake/_manifests/*"))[0].unlink(), "date-not-current"),
        (lambda r: sorted(r.glob("lake/date=*/topic=*"))[0].joinpath("part-1.parquet").write_bytes(b"x"), "file-not-in-manifest"),
    ],
)
def test_audit_finds_each_kind_of_damage(tmp_path: Path, damage: Any, rule: str) -> None:
    """A changed byte, a missing file, an unknown record, a lost line: each is found under its own name."""
    run(landed(tmp_path), *DAYS)
    damage(tmp_path)
    assert rule in audited(tmp_path)


def published(root: Path) -> dict[str, str]:
    """Ids in the lake by title."""
    tables = [parquet.decode(data, ["id", "title"]) for name, data in lake(root).items() if "topic=" in name]
    return {row["title"]: row["id"] for table in tables for row in table.to_pylist()}


def _two_articles(root: Path) -> None:
    """A root with one landing day, run: a library, and a pool."""
    land(
        root,
        DAYS[0],
        a=page("Council keeps the old library open", "10/28/2024"),
        c=page("The pool is saved", "10/28/2024", OTHER),
    )
    run(root, DAYS[0])


def test_takedown_removes_an_article_from_landing_to_lake(tmp_path: Path) -> None:
    """After a takedown no file under the root holds the article's text; the ledger keeps a tombstone, and counts balance."""
    _two_articles(tmp_path)
    report = pipeline.takedown(Settings(root=str(tmp_path)), published(tmp_path)["The pool is saved"], "by order of a court")
    assert report["fates"] == {"published": 1, "duplicate": 0, "rejected": 0, "unreadable": 0, "taken-down": 1}
    assert list(published(tmp_path)) == ["Council keeps the old library open"]
    assert not [p for p in tmp_path.rglob("*") if p.is_file() and "swimming pool" in readable(p)]
    assert audited(tmp_path) == set()


def readable(path: Path) -> str:
    return str(parquet.decode(path.read_bytes()).to_pydict()) if path.suffix == ".parquet" else path.read_text("utf-8", "replace")


def test_taken_down_file_stays_down_when_it_lands_again(tmp_path: Path) -> None:
    """The same file landing again is removed and not published; the lake is that of a landing zone without it."""
    root = landed(tmp_path / "root")
    run(root, *DAYS)
    pipeline.takedown(Settings(root=str(root)), published(root)["Council keeps the old library open"], "the author asked for it")
    before = lake(root)
    land(root, DAYS[0], a=page("Council keeps the old library open", "10/28/2024"))
    assert "taken-down-file-is-back" in audited(root)
    run(root, DAYS[0])
    assert lake(root) == before
    assert not (root / "landing/2024-10-29/a.txt").exists()
    with pytest.raises(MissingError, match="no ledger"):
        pipeline.takedown(Settings(root=str(root)), "0" * 32, "")


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


@pytest.mark.parametrize(
    "pattern", ["lake/date=*/topic=*/part-0.parquet", "lake/_fates/*", "desk/landed=*/articles-*", "lake/_manifests/*"]
)
def test_repair_puts_right_what_the_audit_finds(tmp_path: Path, reference: dict[str, bytes], pattern: str) -> None:
    """After a changed byte anywhere, `repair` of what the audit names gives the lake of a fresh build and a clean audit."""
    root = landed(tmp_path)
    run(root, *DAYS)
    spoil_byte(root, pattern)
    settings, place = Settings(root=str(root)), pipeline.root_of(Settings(root=str(root)))
    days = [day for day in audit.days(place) if list(audit.check_day(settings, day))]
    dates = [day for day in audit.dates(place) if list(audit.check_date(settings, day))]
    assert days or dates
    pipeline.repair(settings, days, dates)
    assert audited(root) == set()
    assert lake(root) == reference


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"lines": [[0]], "cuts": [(1, "b")]}, None),
        ({"lines": [[0]], "cuts": [(0, "a"), (1, "b")]}, "line 0 has two places"),
        ({"lines": [[0]], "cuts": []}, "line 1 is neither kept nor cut"),
        ({"lines": [[0]], "cuts": [(1, "c")]}, "line 1 was cut as another text"),
        ({"lines": [[1]], "cuts": [(0, "a")]}, "the text is not what its lines say"),
    ],
)
def test_audit_weighs_every_line(change: dict[str, Any], what: str | None) -> None:
    """Each way in which kept and cut lines can fail to be the record's lines is told apart."""
    assert misplaced(["a", "b", " "], Places(change["lines"], "a", change["cuts"])) == what


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


@pytest.mark.parametrize("name", [".DS_Store", "notes.json", f"{'a' * 32}.json.bak", f"{'A' * 32}.json", f"{'a' * 31}.json"])
def test_a_stray_among_the_orders_stops_nothing(tmp_path: Path, name: str) -> None:
    """What a file manager or an editor leaves beside the orders to take records down is no order: run and audit pass it over."""
    land(tmp_path, DAYS[0], a=page("Council keeps the old library open", "10/28/2024"))
    run(tmp_path, DAYS[0])
    stray = tmp_path / "takedowns" / DAYS[0].isoformat() / name
    stray.parent.mkdir(parents=True)
    stray.write_bytes(b"\x00\x00\x00\x01Bud1")
    assert pipeline.plan(Settings(root=str(tmp_path)), DAYS[0]) == []
    assert pipeline.run_day(Settings(root=str(tmp_path)), DAYS[0], force=True)["fates"]["published"] == 1
    assert audited(tmp_path) == set()


@pytest.mark.parametrize("data", [b"", b'{"id": ', b"[]", b"{}", b"\xff\xfe"])
def test_a_damaged_order_stops_its_day_until_it_is_written_anew(tmp_path: Path, data: bytes) -> None:
    """A damaged order is named with its cure, the look-back has its day run, and the cure leaves everything in order."""
    _two_articles(tmp_path)
    settings, id = Settings(root=str(tmp_path)), published(tmp_path)["The pool is saved"]
    pipeline.takedown(settings, id, "by order of a court")
    order = tmp_path / "takedowns" / DAYS[0].isoformat() / f"{id}.json"
    before = order.read_bytes()
    order.write_bytes(data)
    with pytest.raises(LakeError, match=rf"{order} is damaged \(.*copydesk takedown {tmp_path} {id} --why"):
        run(tmp_path, DAYS[0])
    assert pipeline.late_days(settings, DAYS[1]) == [DAYS[0]]
    pipeline.takedown(settings, id, "by order of a court")
    assert order.read_bytes() == before
    assert list(published(tmp_path)) == ["Council keeps the old library open"]
    assert audited(tmp_path) == set()
