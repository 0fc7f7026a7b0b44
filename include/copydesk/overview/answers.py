"""Each question that the desk's page is asked, with its answer as HTML: which data goes to which page, within which bounds."""

from __future__ import annotations

from datetime import date, timedelta

from copydesk.errors import MissingError
from copydesk.overview import articles, datepages, pages, shelf, textpages
from copydesk.overview.completeness import moved
from copydesk.overview.desk import Desk
from copydesk.overview.frame import Place
from copydesk.overview.runs import Run
from copydesk.store import paths

AHEAD, BACK = timedelta(days=10), timedelta(days=40)
"""Publication dates that are shown after the latest landing day, up to today, and before it."""
USUAL_SPAN, LONGEST_SPAN = 29, 400
"""Days from the first to the last of a range: what is shown unasked, and at most."""

SAMPLE = 60
"""Articles of a day's list."""


class Answers:
    """The answers of one desk. `today` is what the caller's clock says; it only decides how far calendars reach."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def front(self, place: Place, today: date) -> str:
        """The first page."""
        days = self.desk.days()
        dated = self.desk.dates(days[-1] - BACK, _end(days[-1], today), days) if days else []
        return pages.front(place, self.desk.watched(known=days), dated, today)

    def day(self, place: Place, day: date, run: Run | None = None) -> str:
        """One landing day, with the tasks of its latest run if given. Raises MissingError for a day without a report."""
        return pages.day(place, shelf.read_report(self.desk.root, day), self.desk.days(), run)

    def report(self, day: date) -> str:
        """The stored report of a landing day, one file. Raises MissingError for a day without one."""
        return self.desk.root.read(paths.report(day, "report.html")).decode()

    def run(self, place: Place, run: Run) -> str:
        """One run, with the report of its landing day if there is one."""
        try:
            found = shelf.read_report(self.desk.root, run.day)
        except MissingError:
            found = None
        return pages.run_page(place, run, found)

    def span(self, place: Place, first: date | None, last: date | None, today: date) -> str:
        """A range of landing days: the last thirty where none is given, LONGEST_SPAN at most."""
        days = self.desk.days()
        last = last or (days[-1] if days else today)
        first = max(min(first or moved(last, -USUAL_SPAN), last), moved(last, -LONGEST_SPAN))
        books, damaged = self.desk.span(first, last)
        return pages.span(place, first, last, books, shelf.together(books), damaged)

    def calendar(self, place: Place, year: int, today: date) -> str:
        """A year of publication dates; the latest landing day's where the year is none."""
        days = self.desk.days()
        if not days:
            return datepages.calendar(place, today.year, [], [], self.desk.reach)
        year = year if date.min.year < year < date.max.year else days[-1].year
        first, last = date(year, 1, 1), date(year, 12, 31)
        end = _end(days[-1], today)
        dated = self.desk.dates(first, min(last, max(end, first)), days)
        years = sorted({day.year for day in days} | {day.year for day in self.desk.catalogue.days()})
        return datepages.calendar(place, year, dated, years, self.desk.reach)

    def one_date(self, place: Place, day: date) -> str:
        """One publication date."""
        days = self.desk.days()
        [one] = self.desk.dates(day, day, days)
        return datepages.one_date(place, one, self.desk.catalogue.topics(day), days)

    def listing(self, place: Place, day: date | None, site: str = "") -> tuple[str, bool]:
        """Articles of a landing day, of the latest where none is given, and whether the day was ever run."""
        days = self.desk.days()
        day = day or (days[-1] if days else None)
        if day is None:
            return textpages.listing(place, None, [], told=pages.NOTHING_YET), True
        try:
            found = articles.sample(self.desk.settings, day, SAMPLE, site)
        except MissingError as error:
            return textpages.listing(place, day, [], site=site, told=str(error)), False
        told = "" if found else f"No article{f' of the site {site}' if site else ''} landed on {day}."
        return textpages.listing(place, day, found, site=site, told=told), True

    def article(self, place: Place, id: str, day: date | None = None) -> str:
        """Before and after of one record. Raises MissingError, with what to do, where there is none."""
        return textpages.article(place, articles.find(self.desk.settings, id.strip().lower(), day))


def _end(last: date, today: date) -> date:
    """How far a calendar reaches: to today, but not far beyond the latest landing day."""
    return max(min(today, last + AHEAD), last)
