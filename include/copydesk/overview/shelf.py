"""The reports of landing days as books on a shelf: each is read once and kept until its file changes."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from sys import intern
from typing import Any

from copydesk.errors import CopydeskError, MissingError
from copydesk.store import Entry, Root, paths

SITE_COUNTS = ("records", "articles", "words", "paragraphs", "cut_lines", "chrome_cuts")
"""What is kept of a site's day, in this order; see pipeline.sites."""

TALLIES = ("fates", "reasons", "languages", "topics", "date_sources", "cuts", "repairs")
"""Counts by name of a report that can be added up over days."""

READERS = 16
"""Reports that are fetched from an object store at once."""

MOST_BOOKS = 1_500
"""Books that are kept in memory: about four years of days."""

FEW = timedelta(days=500)
"""A span of days up to which a local disk is asked for the file of each day, in place of all files."""

_FOLDER = re.compile(r"landed=(\d{4}-\d\d-\d\d)")
_REPORT = re.compile(rf"{paths.REPORTS}/landed=(\d{{4}}-\d\d-\d\d)/report\.json")


@dataclass(frozen=True, slots=True)
class Book:
    """What is kept of the report of one landing day, or of several days together."""

    day: date
    records: int = 0
    tallies: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    partitions: Mapping[str, int] = field(default_factory=dict)
    rows: int = 0
    unexpected: int = 0
    changed: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    sites: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    written: float = 0.0

    @property
    def articles(self) -> int:
        """Records that were accepted: published, or duplicates."""
        return self.fate("published") + self.fate("duplicate")

    def fate(self, name: str) -> int:
        """Records with a fate."""
        return self.tallies.get("fates", {}).get(name, 0)


class Shelf:
    """All reports under a root. Books are kept by path, time and size of their files, so that a year is read only once."""

    def __init__(self, root: Root) -> None:
        self.root = root
        self._kept: dict[Entry, Book | str] = {}

    def days(self) -> list[date]:
        """The landing days that have a folder for a report, in order; the first and the last of them have a report in it.

        One listing of names: the folders are not looked into, so a day whose report was never finished may stand between.
        """
        if not self.root.locks:
            return list(self.entries())  # there folders are no things of their own, and one listing shows all files
        days = [day for name in self.root.names(paths.REPORTS) if (day := _day_of(name))]
        for end in (0, -1):
            while days and not self.entries(days[end], days[end]):
                days.pop(end)
        return days

    def entries(self, first: date = date.min, last: date = date.max) -> dict[date, Entry]:
        """The report files by landing day, in order of days, from first to last."""
        found = ((_REPORT.fullmatch(entry.path), entry) for entry in self._files(first, last))
        dated = ((date.fromisoformat(match[1]), entry) for match, entry in found if match)
        return {day: entry for day, entry in dated if first <= day <= last}

    def _files(self, first: date, last: date) -> Iterator[Entry]:
        """The files of reports from first to last, and where that is as cheap, of more days."""
        if not self.root.locks or last - first > FEW:
            yield from self.root.files(paths.REPORTS)  # an object store lists a thousand files at once, of whatever folder
            return
        for day in map(date.fromordinal, range(first.toordinal(), last.toordinal() + 1)):
            if entry := self.root.entry(paths.report(day, "report.json")):
                yield entry

    def books(self, entries: Iterable[Entry]) -> tuple[list[Book], list[str]]:
        """The books of these files in their order, and a sentence for each that cannot be read."""
        wanted = list(entries)
        missing = [entry for entry in wanted if entry not in self._kept]
        if len(self._kept) + len(missing) > MOST_BOOKS:
            self._kept.clear()
            missing = wanted
        if missing:
            with ThreadPoolExecutor(1 if self.root.locks else READERS) as pool:  # a local disk gains nothing from threads
                self._kept.update(zip(missing, pool.map(self._read, missing), strict=True))
        found = [self._kept.get(entry) or self._read(entry) for entry in wanted]
        return [book for book in found if isinstance(book, Book)], [why for why in found if isinstance(why, str)]

    def _read(self, entry: Entry) -> Book | str:
        try:
            return to_book(json.loads(self.root.read(entry.path)), entry.written)
        except MissingError:
            return f"{entry.path} was removed while it was read: reload the page."
        except (CopydeskError, ValueError, TypeError, KeyError, AttributeError) as error:
            return f"{entry.path} is damaged ({error}): run its landing day again, with the parameter force."


@cache
def _day_of(folder: str) -> date | None:
    """The landing day that a folder of reports is named by; kept, since every page asks for the same names again."""
    found = _FOLDER.fullmatch(folder)
    return date.fromisoformat(found[1]) if found else None


def read_report(root: Root, day: date) -> dict[str, Any]:
    """The whole report of a landing day. Raises MissingError for a day without one."""
    try:
        found: dict[str, Any] = json.loads(root.read(paths.report(day, "report.json")))
    except MissingError as error:
        raise MissingError(f"Landing day {day} has no report: it has not been run yet. Trigger clean_news for it.") from error
    return found


def to_book(report: Mapping[str, Any], written: float = 0.0) -> Book:
    """A report as a book. Raises ValueError, TypeError or KeyError for one that is not of its shape."""
    validation = report.get("validation", {})
    return Book(
        day=date.fromisoformat(report["day"]),
        records=int(report["records"]),
        tallies={name: {intern(key): int(number) for key, number in report.get(name, {}).items()} for name in TALLIES},
        partitions={intern(path): int(rows) for path, rows in report.get("partitions", {}).items()},
        rows=int(validation.get("rows", 0)),
        unexpected=sum(int(one["unexpected"]) for one in validation.get("expectations", ())),
        changed=tuple(report.get("changed", ())),
        remarks=tuple(map(str, report.get("remarks", ()))),
        sites={
            intern(site): tuple(int(own.get(name, 0)) for name in SITE_COUNTS) for site, own in report.get("sites", {}).items()
        },
        written=written,
    )


def together(books: Sequence[Book]) -> Book:
    """Several days as one: every count is the sum of theirs. `day` is the first one's."""
    sites: dict[str, list[int]] = {}
    for book in books:
        for site, counts in book.sites.items():
            into = sites.setdefault(site, [0] * len(SITE_COUNTS))
            for place, number in enumerate(counts):
                into[place] += number
    return Book(
        day=books[0].day if books else date.min,
        records=sum(book.records for book in books),
        tallies={name: _summed(book.tallies.get(name, {}) for book in books) for name in TALLIES},
        partitions=_summed(book.partitions for book in books),
        rows=sum(book.rows for book in books),
        unexpected=sum(book.unexpected for book in books),
        changed=tuple(sorted({day for book in books for day in book.changed})),
        remarks=tuple(f"{book.day}: {remark}" for book in books for remark in book.remarks),
        sites={site: tuple(counts) for site, counts in sites.items()},
    )


def _summed(tallies: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for tally in tallies:
        total.update(tally)
    return dict(total)
