"""The audit of small landing zones: sound ones, and each kind of damage, which repair puts right."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from copydesk import audit, pipeline
from copydesk.audit.records import Places, misplaced
from copydesk.settings import Settings
from tests.threedays import DAYS, OTHER, audited, lake, land, landed, page, run


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    root = landed(tmp_path_factory.mktemp("reference"))
    run(root, *DAYS)
    return lake(root)


def spoil_byte(root: Path, pattern: str) -> None:
    path = sorted(root.glob(pattern))[0]
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))


def test_audit_of_a_sound_root_finds_nothing(tmp_path: Path) -> None:
    """After the days were run, the audit has nothing to say."""
    run(landed(tmp_path), *DAYS)
    assert audited(tmp_path) == set()


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


@pytest.mark.parametrize(
    "data", [b"", b'{"day": "2024-10-29", "records"', b"[]", b"{}", b"\xff", b'{"day": "2024-10-30", "records": 2}']
)
def test_audit_finds_a_damaged_report(tmp_path: Path, data: bytes) -> None:
    """A report that is half-written, no JSON, no report or another day's is named with what to do, and doing so mends it."""
    run(landed(tmp_path), *DAYS)
    report = tmp_path / "reports/landed=2024-10-29/report.json"
    before = report.read_bytes()
    report.write_bytes(data)
    [found] = audit.check_day(Settings(root=str(tmp_path)), DAYS[0])
    assert (found.rule, found.where) == ("report-damaged", "reports/landed=2024-10-29/report.json")
    assert found.cure == f"copydesk run {tmp_path} --day 2024-10-29"
    run(tmp_path, DAYS[0])
    assert audited(tmp_path) == set()
    assert json.loads(report.read_bytes())["records"] == json.loads(before)["records"]


def test_audit_finds_a_report_that_tells_of_more_than_the_desk_has(tmp_path: Path) -> None:
    """A run that dies after it filed its day without a file that has gone leaves the older report: the audit names it."""
    run(landed(tmp_path), *DAYS)
    land(tmp_path, DAYS[0], late=page("A new article that came late", "10/28/2024", OTHER))
    run(tmp_path, DAYS[0])
    report = tmp_path / "reports/landed=2024-10-29/report.json"
    before = report.read_bytes()
    (tmp_path / "landing/2024-10-29/late.txt").unlink()
    run(tmp_path, DAYS[0])
    report.write_bytes(before)
    assert audited(tmp_path) == {"report-outdated"}


def test_audit_finds_a_report_that_tells_of_an_older_run(tmp_path: Path) -> None:
    """A run that dies after it filed its day and before its report leaves the older one: the audit names it, a run mends it."""
    run(landed(tmp_path), *DAYS)
    report = tmp_path / "reports/landed=2024-10-29/report.json"
    before = report.read_bytes()
    land(tmp_path, DAYS[0], late=page("A new article that came late", "10/28/2024", OTHER))
    run(tmp_path, DAYS[0])
    report.write_bytes(before)
    assert audited(tmp_path) == {"report-outdated"}
    run(tmp_path, DAYS[0])
    assert audited(tmp_path) == set()
    for name in ("report.json", "report.html"):
        report.with_name(name).unlink()
        assert audited(tmp_path) == {"report-missing"}
        run(tmp_path, DAYS[0])
        assert audited(tmp_path) == set()


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
