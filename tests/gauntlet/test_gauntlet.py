"""One landing day of nothing but bad files, and exactly what must become of each."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from copydesk import audit, explain, pipeline
from copydesk.explain import page as explain_page
from copydesk.overview.answers import Answers
from copydesk.overview.desk import Desk
from copydesk.overview.frame import Place
from copydesk.schema import TOPICS
from copydesk.settings import Settings
from copydesk.store import desk, parquet
from copydesk.store.local import LocalRoot
from tests.gauntlet import contents, kinds, names
from tests.gauntlet.case import Case, article
from tests.html_page import Page

DAY = date(2024, 10, 30)
CASES: dict[str, Case] = {**names.CASES, **kinds.CASES, **contents.CASES}
ACCEPTED = [name for name, case in CASES.items() if case.fate == "accepted"]
OURS = "odd/.copydesk-tmp-99999-1"
"""A name that only half-written files of ours have."""
TOO_LONG = "/".join(["l" * 200] * 22)
"""Folders whose path no call of the system takes."""
PARTITION = re.compile(rf"date=\d{{4}}-\d\d-\d\d/topic=({'|'.join(TOPICS)})/part-0\.parquet")
MARKUP = {"img", "iframe", "object", "embed", "video", "b", "form", "base"}
"""Elements that no page of ours has; or that it has, but not from the data."""


def path_of(case: Case) -> str:
    """The file's path as Python has it."""
    return case.name.decode("utf-8", "surrogateescape")


def id_of(case: Case) -> str:
    """The record's id."""
    return pipeline.record_id(DAY, path_of(case), case.record)


def land(folder: Path, case: Case) -> None:
    """Put one bad file into the landing folder."""
    path = folder / path_of(case)
    if case.name.count(b"/") < 100:
        path.parent.mkdir(parents=True, exist_ok=True)
    case.make(path) if callable(case.make) else path.write_bytes(case.make)


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """A root whose one landing day holds every case, run once."""
    top = tmp_path_factory.mktemp("gauntlet")
    folder = top / "root" / "landing" / DAY.isoformat()
    for case in CASES.values():
        land(folder, case)
    (folder / OURS).write_text(article("ours"))
    kinds.nested(folder / TOO_LONG / "story.txt", b"far away")
    settings = Settings(root=str(top / "root"))
    pipeline.run_day(settings, DAY)
    yield settings
    subprocess.run(["rm", "-rf", str(top)], check=True)  # what pytest clears away is not nested so deep


def rows(settings: Settings, kind: str) -> dict[str, dict[str, Any]]:
    """Rows of one kind of the desk's tables, by id."""
    root = LocalRoot(Path(settings.root))
    manifest = desk.read_manifest(root, DAY)
    assert manifest
    files = [entry.path for entry in manifest.files if f"/{kind}-" in entry.path]
    return {row["id"]: row for path in files for row in parquet.read(root, path).to_pylist()}


@pytest.fixture(scope="module")
def ledger(settings: Settings) -> dict[str, dict[str, Any]]:
    return rows(settings, "ledger")


@pytest.fixture(scope="module")
def articles(settings: Settings) -> dict[str, dict[str, Any]]:
    return rows(settings, "articles")


@pytest.mark.parametrize("name", CASES)
def test_each_bad_file_has_the_row_that_it_must_have(ledger: dict[str, dict[str, Any]], name: str) -> None:
    """Each bad file has one row in the ledger: with this fate and this reason, and what is held back says why in a sentence."""
    case = CASES[name]
    row = ledger[id_of(case)]
    assert (row["fate"], row["reason"]) == (case.fate, case.reason), row["detail"]
    assert (row["detail"] or ".").endswith(".") and "\n" not in (row["detail"] or "")


@pytest.mark.parametrize("name", ACCEPTED)
def test_what_is_accepted_is_clean(articles: dict[str, dict[str, Any]], name: str) -> None:
    """What becomes an article keeps what it must, and nothing that hides, turns round or leads elsewhere is in any column."""
    case = CASES[name]
    row = articles[id_of(case)]
    told = "\n".join(str(row[column]) for column in ("title", "text", "byline", "site", "section_label", "url"))
    assert [part for part in case.holds if part not in row["text"]] == []
    assert [part for part in case.lacks if part in told] == []
    assert set(case.repairs) <= set(row["repairs"])
    assert case.title in (None, row["title"])
    assert case.url in (None, row["url"])
    assert case.published in (None, row["published_on"].isoformat())
    assert case.topic in (None, row["topic"])
    assert row["text"].strip() and not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufeff\u202d\u202e]", told)


def test_nothing_is_lost_and_nothing_is_made_up(settings: Settings, ledger: dict[str, dict[str, Any]]) -> None:
    """There is a row for each file and no other; the counts balance, and the audit of the whole root finds nothing."""
    assert len(CASES) >= 150
    assert len({id_of(case) for case in CASES.values()}) == len(CASES)
    [other] = set(ledger) - {id_of(case) for case in CASES.values()}
    assert ledger[other]["reason"] == "not-a-file" and ledger[other]["source"].startswith("l" * 200)
    root = LocalRoot(Path(settings.root))
    manifest = desk.read_manifest(root, DAY)
    assert manifest and manifest.records == len(CASES) + 1
    assert dict(Counter(row["fate"] for row in ledger.values())) == {k: v for k, v in manifest.fates.items() if v}
    found = [own for day in audit.days(root) for own in audit.check_day(settings, day)]
    assert found + [own for day in audit.dates(root) for own in audit.check_date(settings, day)] == []


def test_our_own_half_written_file_is_swept(settings: Settings, ledger: dict[str, dict[str, Any]]) -> None:
    """A plain file under a name of our temporaries is what a dead process left: it goes, and is no record."""
    assert not (Path(settings.root) / "landing" / DAY.isoformat() / OURS).exists()
    assert not [row for row in ledger.values() if row["source"] == OURS]


def test_names_in_the_ledger_are_on_one_line_and_differ(ledger: dict[str, dict[str, Any]]) -> None:
    """Whatever a file is called, its source can be printed, turns nothing round, and is that of no other file."""
    sources = [row["source"] for row in ledger.values()]
    assert len(set(sources)) == len(sources)
    assert [source for source in sources if not source.translate({0x200C: None, 0x200D: None}).isprintable()] == []


def test_nothing_is_written_elsewhere(settings: Settings) -> None:
    """A night writes below desk, lake and reports only; each file of the lake is that of a date and a topic of the list."""
    root = Path(settings.root)
    assert {path.name for path in root.iterdir()} == {"desk", "lake", "landing", "reports"}
    assert {path.name for path in root.parent.iterdir()} == {"root", "outside"}
    assert {path.name for path in (root.parent / "outside").iterdir()} == {"secret.txt"}
    lake = [path.relative_to(root / "lake").as_posix() for path in (root / "lake").rglob("*.parquet")]
    files = [path for path in lake if not path.startswith("_fates/")]
    assert files and [path for path in files if not PARTITION.fullmatch(path)] == []
    reports = [path.relative_to(root / "reports").as_posix() for path in (root / "reports").rglob("*") if path.is_file()]
    assert [path for path in reports if not path.startswith(f"landed={DAY}/")] == []


def test_what_lies_outside_is_read_by_nobody(settings: Settings) -> None:
    """No byte behind a link comes into the lake or into a table of the desk."""
    for path in [*Path(settings.root, "lake").rglob("*.parquet"), *Path(settings.root, "desk").rglob("*.parquet")]:
        table = pq.read_table(path, partitioning=None)
        for column in table.column_names:
            assert "secret that lies outside" not in str(table[column].to_pylist()), path


def pages(settings: Settings) -> Iterator[tuple[str, str]]:
    """Every page that shows this day, with its name."""
    ask, place = Answers(Desk(settings)), Place("/desk")
    yield "report", ask.report(DAY)
    yield "explain", explain_page.render(explain.of_day(settings, DAY, 1_000), f"Landing day {DAY}")
    yield "front", ask.front(place, DAY)
    yield "day", ask.day(place, DAY)
    yield "span", ask.span(place, DAY, DAY, DAY)
    yield "calendar", ask.calendar(place, DAY.year, DAY)
    yield "date", ask.one_date(place, DAY)
    yield "listing", ask.listing(place, DAY)[0]
    for name in SHOWN:
        yield f"article {name}", ask.article(place, id_of(CASES[name]), DAY)


SHOWN = [name for name in CASES if re.search("html|script|onerror|override|newline|latin-1|json|kind-", name)]
"""Records that are shown one by one."""


@pytest.fixture(scope="module")
def shown(settings: Settings) -> dict[str, str]:
    return dict(pages(settings))


def test_no_page_has_an_element_or_an_attribute_out_of_the_data(shown: dict[str, str]) -> None:
    """On every page that shows this day what is hostile is text: no element, handler, style or address of its making."""
    for name, source in shown.items():
        page = Page(source)
        own = 0 if name in ("report", "explain") else 1
        assert page.tags.count("script") == own, name
        assert not (MARKUP - {"b", "form"}) & set(page.tags), name
        for tag, attribute, value in page.attributes:
            assert not attribute.startswith("on") and "pwned" not in attribute, (name, tag, attribute)
            assert attribute not in ("href", "src", "action") or value.startswith(("/desk/", "#")), (name, value)
    assert contents.SCRIPT in Page(shown["explain"]).text and contents.ONERROR in Page(shown["explain"]).text
    assert "<img src=x onerror=alert(1)>" in Page(shown["explain"]).text


def test_every_article_of_the_day_can_be_explained(shown: dict[str, str], articles: dict[str, dict[str, Any]]) -> None:
    """Whatever its file is called, an article is found again and its lines are shown."""
    assert shown["explain"].count("<article>") == len(articles)


@pytest.mark.parametrize("name", ["name-latin-1", "name-newline", "name-backslash-escape"])
def test_whatever_its_name_a_file_can_be_taken_down(tmp_path: Path, name: str) -> None:
    """The file leaves the landing zone and no other does, be its name one that columns do not hold as it is."""
    folder = tmp_path / "landing" / DAY.isoformat()
    for other in ("name-latin-1", "name-newline", "name-backslash-escape"):
        land(folder, CASES[other])
    settings = Settings(root=str(tmp_path))
    pipeline.run_day(settings, DAY)
    report = pipeline.takedown(settings, id_of(CASES[name]), "asked for")
    assert report["fates"]["taken-down"] == 1 and report["records"] == 3
    assert not (folder / path_of(CASES[name])).exists() and len(list(folder.iterdir())) == 2


def test_a_file_that_goes_while_it_is_read_has_its_row(tmp_path: Path) -> None:
    """A file of an odd name that is gone before its stage comes costs itself: the sentence about it can be stored."""
    folder = tmp_path / "landing" / DAY.isoformat()
    land(folder, CASES["name-latin-1"])
    settings = Settings(root=str(tmp_path))
    [work] = pipeline.plan(settings, DAY)
    shutil.rmtree(folder)
    work = pipeline.ingest_files(settings, work)
    [row] = parquet.read(LocalRoot(tmp_path), work["files"]["records"]).to_pylist()
    assert row["reason"] == "unreadable-file" and "caf\\xe9.txt is not there" in row["detail"]
