"""What the pages show, read from a root and kept while its files stay the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from copydesk.overview import completeness, sitewatch, trend
from copydesk.overview.completeness import Catalogue, Dated
from copydesk.overview.shelf import Book, Shelf
from copydesk.overview.sitewatch import Event
from copydesk.overview.trend import MEASURES, Point
from copydesk.pipeline import root_of
from copydesk.settings import Settings
from copydesk.store import Entry
from copydesk.validate import measures

DAYS = 30
"""Landing days of the trend."""


MOST_SILENT = 5
"""Sites that fall silent on one day are told one by one up to this many."""


@dataclass(frozen=True, slots=True)
class Odd:
    """Something that is out of the ordinary: the day it began, what it is about, a sentence, the site if it is one's."""

    day: date
    what: str
    said: str
    site: str = ""


@dataclass(frozen=True, slots=True)
class Watched:
    """The last days with all that is out of the ordinary: trends by the name of their measure, events of sites, damage."""

    books: list[Book]
    trends: dict[str, list[Point]]
    events: list[Event]
    damaged: list[str]

    @property
    def odd(self) -> list[Odd]:
        """Everything that is marked, the latest day first; sites that fell silent on one day as one where they are many."""
        found = [
            Odd(point.day, measures.title(name), point.odd)
            for name, points in self.trends.items()
            for point in points
            if point.odd
        ]
        silent: dict[date, list[Event]] = {}
        for event in self.events:
            if event.kind == "silent":
                silent.setdefault(event.day, []).append(event)
            else:
                found.append(Odd(event.day, "A site's pages changed", f"{event.site}: {event.what}", event.site))
        for day, events in silent.items():
            if len(events) > MOST_SILENT:
                names = ", ".join(event.site for event in events[:MOST_SILENT])
                said = (
                    f"{len(events)} sites fell silent together: {names}, … Look at the scraper and its network, not at the sites."
                )
                found.append(Odd(day, "Sites are silent", said))
            else:
                found += [Odd(day, "A site is silent", f"{event.site}: {event.what}", event.site) for event in events]
        return sorted(found, key=lambda one: -one.day.toordinal())


class Desk:
    """The desk of one root: every question that a page asks."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.root = root_of(settings)
        self.shelf, self.catalogue = Shelf(self.root), Catalogue(self.root)
        self._watched: tuple[tuple[date, tuple[Entry, ...]], Watched] | None = None

    @property
    def reach(self) -> int:
        """Landing days that a publication date is given to settle: the window in which near-duplicates are looked for."""
        return max(self.settings.window_days, 1)

    def days(self) -> list[date]:
        """The landing days that have a report, in order; see Shelf.days()."""
        return self.shelf.days()

    def span(self, first: date, last: date) -> tuple[list[Book], list[str]]:
        """The books of the landing days from first to last, and what could not be read."""
        return self.shelf.books(self.shelf.entries(first, last).values())

    def watched(self, known: Sequence[date] | None = None) -> Watched:
        """The last DAYS landing days that were run. `known` is what days() gave, to whoever has it."""
        days = list(self.days() if known is None else known)[-DAYS:]
        if not days:
            return Watched([], {measure.name: [] for measure in MEASURES}, [], [])
        first, end = days[0], days[-1]
        needed = tuple(self.shelf.entries(first - trend.BEFORE, end).values())
        if self._watched is None or self._watched[0] != (end, needed):
            books, damaged = self.shelf.books(needed)
            trends = trend.trends(books, first)
            events = sitewatch.watch(books, first)
            found = Watched([book for book in books if book.day >= first], trends, events, damaged)
            self._watched = ((end, needed), found)
        return self._watched[1]

    def dates(self, first: date, last: date, known: Sequence[date] | None = None) -> list[Dated]:
        """The state of every publication date from first to last; `known` is what days() gave, to whoever has it.

        Only reports and manifests of these dates are looked at.
        """
        days = self.days() if known is None else known
        run = {*self.shelf.entries(first, completeness.moved(last, self.reach)), *days[:1], *days[-1:]}
        return completeness.over(first, last, run, self.catalogue.held(first, last), self.reach)
