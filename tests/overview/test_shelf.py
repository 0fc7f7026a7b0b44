"""Reports as books: read once, added up rightly, whatever root they lie under."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest

from copydesk.errors import MissingError
from copydesk.overview import shelf
from copydesk.store import open_root, paths
from tests import newsyear

DAYS = newsyear.year(40, sites=12)


class Counting:
    """A root that counts what is read."""

    def __init__(self, path: Path) -> None:
        self._root = open_root(str(path))
        self.read_paths: list[str] = []
        self.locks, self.uri = self._root.locks, self._root.uri

    def __getattr__(self, name: str) -> object:
        return getattr(self._root, name)

    def read(self, path: str) -> bytes:
        """The bytes of a file."""
        self.read_paths.append(path)
        return self._root.read(path)


@pytest.fixture
def root(tmp_path: Path) -> Counting:
    """A root with forty days of reports."""
    newsyear.shelve(open_root(str(tmp_path)), DAYS)
    return Counting(tmp_path)


def test_the_sum_of_days_is_the_sum_of_every_number(root: Counting) -> None:
    """Records, fates, languages, topics, dates, cuts, partitions and sites of a range are those of its days together."""
    own = shelf.Shelf(root)  # type: ignore[arg-type]
    books, damaged = own.books(own.entries().values())
    whole = shelf.together(books)
    assert (len(books), damaged) == (40, [])
    assert whole.records == sum(day["records"] for day in DAYS) == sum(whole.tallies["fates"].values())
    for name in ("fates", "languages", "topics", "date_sources", "cuts", "reasons"):
        expected: Counter[str] = Counter()
        for day in DAYS:
            expected.update(day[name])
        assert whole.tallies[name] == expected
    assert sum(whole.partitions.values()) == whole.fate("published")
    assert sum(counts[0] for counts in whole.sites.values()) == whole.records


def test_a_report_is_read_once_until_it_changes(root: Counting) -> None:
    """A second look reads nothing; a day that was run again is read again, and only that."""
    own = shelf.Shelf(root)  # type: ignore[arg-type]
    own.books(own.entries().values())
    assert len(root.read_paths) == 40
    own.books(own.entries().values())
    assert len(root.read_paths) == 40
    path = paths.report(newsyear.FIRST, "report.json")
    root.write(path, json.dumps(DAYS[0] | {"records": 999_999}).encode())  # type: ignore[attr-defined]
    books, _ = own.books(own.entries().values())
    assert root.read_paths[40:] == [path]
    assert books[0].records == 999_999


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"day": "2024-01-03"}', b'{"day": 3, "records": 1}', b"\xff"])
def test_a_damaged_report_is_named_and_the_others_are_there(root: Counting, damage: bytes) -> None:
    """One bad file never takes the page away; the sentence names it and says what to do."""
    path = paths.report(newsyear.FIRST + timedelta(days=2), "report.json")
    root.write(path, damage)  # type: ignore[attr-defined]
    own = shelf.Shelf(root)  # type: ignore[arg-type]
    books, damaged = own.books(own.entries().values())
    assert len(books) == 39
    [said] = damaged
    assert path in said
    assert "run its landing day again" in said


def test_only_reports_are_taken_for_reports(root: Counting) -> None:
    """Other files below reports/ are passed over."""
    for stray in ("reports/digest/2024-01-01.md", "reports/landed=2024-01-01/other.json", "reports/landed=soon/report.json"):
        root.write(stray, b"{}")  # type: ignore[attr-defined]
    assert len(shelf.Shelf(root).entries()) == 40  # type: ignore[arg-type]


def test_a_day_without_a_report_says_what_to_do(root: Counting) -> None:
    """The error names the day and the DAG."""
    with pytest.raises(MissingError, match=r"2031-01-01.*Trigger clean_news"):
        shelf.read_report(root, date(2031, 1, 1))  # type: ignore[arg-type]


def test_books_that_fit_are_read_once_though_others_must_go(root: Counting, monkeypatch: pytest.MonkeyPatch) -> None:
    """Law: where the shelf is full, all books of the page that is asked for are kept, those that it had among them."""
    monkeypatch.setattr(shelf, "MOST_BOOKS", 30)
    own = shelf.Shelf(root)  # type: ignore[arg-type]
    entries = list(own.entries().values())
    own.books(entries[:28])
    own.books(entries[24:33])
    read = len(root.read_paths)
    books, _ = own.books(entries[24:33])
    assert [book.day for book in books] == [newsyear.FIRST + timedelta(days=n) for n in range(24, 33)]
    assert len(root.read_paths) == read
