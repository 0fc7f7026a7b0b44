"""Which publication dates are complete, and why the others are not.

A date D gets its articles from landing day D and from those after it: nearly all of them within the window in which duplicates
are looked for, `reach` days. So, by the landing days that have been run and by what the lake's manifests name:

- complete   every landing day from D to D + reach was run, and the lake holds D;
- late       complete, and a landing day after D + reach brought articles of D: whoever read it early should read it again;
- empty      every landing day from D to D + reach was run, and no article is of D;
- open       a landing day from D to D + reach has not been run yet, and none after it: D can still change;
- missing    a landing day from D to D + reach was not run although a later one was: run it;
- unfinished publishing D was broken off: run any landing day that holds it again;
- before     D lies before the first landing day: what the lake holds of it came with later days.

No clock decides: a day that was never run is open or missing, whatever today is.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from urllib.parse import unquote

from copydesk.errors import CopydeskError, LakeError
from copydesk.overview.shelf import FEW, MOST_BOOKS, READERS
from copydesk.store import Entry, Root, lake, paths, read_lake

STATES = {
    "complete": "every landing day that brings its articles was run",
    "late": "complete, and something landed later: read it again",
    "empty": "all were run, and no article is of this date",
    "open": "can still change: landing days are yet to be run",
    "missing": "a landing day was left out: run it",
    "unfinished": "publishing was broken off: run its landing day again",
    "before": "older than the first landing day",
}
"""Every state of a publication date, in the order of the legend, and what it means."""


@dataclass(frozen=True, slots=True)
class Held:
    """What the lake's manifest says of one date: articles by fate, files, landing days behind them, when it was written."""

    published: int
    duplicates: int
    topics: int
    landings: tuple[date, ...]
    written: float
    unfinished: bool = False


@dataclass(frozen=True, slots=True)
class Dated:
    """One publication date: its state, what the lake holds of it, and the landing days that it waits for."""

    day: date
    state: str
    held: Held | None = None
    waits_for: tuple[date, ...] = ()

    def told(self) -> dict[str, object]:
        """All of it as JSON has it."""
        return {
            "date": self.day.isoformat(),
            "state": self.state,
            "published": self.held.published if self.held else 0,
            "duplicates": self.held.duplicates if self.held else 0,
            "waits_for": [day.isoformat() for day in self.waits_for],
            "why": self.why,
        }

    @property
    def why(self) -> str:
        """A sentence for people: the state, and what to do if anything."""
        days = ", ".join(day.isoformat() for day in self.waits_for)
        if self.state == "missing":
            return f"Not run, although a later day was: landing day {days}. Backfill it."
        if self.state == "open":
            return f"Articles may still come: waits for landing day {days}."
        if self.state == "late" and self.held:
            return f"Articles of this date landed as late as {self.held.landings[-1]}: read it again if you read it before."
        return STATES[self.state].capitalize() + "."


_MANIFESTS = f"{paths.LAKE}/_manifests"


class Catalogue:
    """The lake's manifests, each read once and kept until its file changes."""

    def __init__(self, root: Root) -> None:
        self.root = root
        self._kept: dict[Entry, Held | None] = {}

    def days(self) -> list[date]:
        """The publication dates that have a manifest, in order."""
        return [day for name in self.root.names(_MANIFESTS) if (day := paths.day_of(name))]

    def held(self, first: date = date.min, last: date = date.max) -> dict[date, Held]:
        """What the lake holds, by publication date from first to last. No manifest of another date is read."""
        entries = self._entries(first, last)
        missing = [entry for entry in entries if entry not in self._kept]
        if len(self._kept) > 4 * MOST_BOOKS:
            self._kept.clear()
            missing = list(entries)
        if missing:
            with ThreadPoolExecutor(1 if self.root.locks else READERS) as pool:
                self._kept.update(zip(missing, pool.map(self._read, missing), strict=True))
        return {
            day: found for entry, day in sorted(entries.items(), key=lambda item: item[1]) if (found := self._kept.get(entry))
        }

    def _entries(self, first: date, last: date) -> dict[Entry, date]:
        if not self.root.locks or last - first > FEW:
            dated = ((entry, paths.day_of(entry.path.rpartition("/")[2])) for entry in self.root.files(_MANIFESTS))
            return {entry: day for entry, day in dated if day and first <= day <= last}
        days = map(date.fromordinal, range(first.toordinal(), last.toordinal() + 1))
        return {entry: day for day in days if (entry := self.root.entry(paths.lake_manifest(day)))}

    def topics(self, day: date) -> dict[str, int]:
        """Articles of a publication date by topic, from its manifest."""
        found = read_lake(self.root, paths.lake_manifest(day))
        files = found.files if found else ()
        return {unquote(e.path.split("/topic=")[1].split("/")[0]): e.rows for e in files if "/topic=" in e.path}

    def _read(self, entry: Entry) -> Held | None:
        try:
            return to_held(json.loads(self.root.read(entry.path)), entry.written)
        except LakeError:
            return None  # withdrawn while we looked
        except (CopydeskError, ValueError, TypeError, KeyError, AttributeError):
            return Held(0, 0, 0, (), entry.written, unfinished=True)


def to_held(manifest: Mapping[str, object], written: float) -> Held:
    """A lake manifest, as JSON, as what it holds. Raises KeyError or TypeError for one that is damaged."""
    own: Mapping[str, str] = manifest["landings"].get(manifest["date"], {})  # type: ignore[attr-defined]
    fates: Mapping[str, int] = manifest["fates"]  # type: ignore[assignment]
    files: Sequence[Mapping[str, str]] = manifest["files"]  # type: ignore[assignment]
    return Held(
        published=fates.get("published", 0),
        duplicates=fates.get("duplicate", 0),
        topics=sum("/topic=" in entry["path"] for entry in files),
        landings=tuple(sorted(map(date.fromisoformat, own))),
        written=written,
        unfinished=manifest["inputs"] == lake.UNFINISHED,
    )


def moved(day: date, days: int) -> date:
    """A day so many days later, or earlier where they are less than none; where it would lie beyond all days, the last of them.

    >>> moved(date(2024, 10, 31), 1), moved(date.max, 3), moved(date.min, -3)
    (datetime.date(2024, 11, 1), datetime.date(9999, 12, 31), datetime.date(1, 1, 1))
    """
    return date.fromordinal(min(max(day.toordinal() + days, date.min.toordinal()), date.max.toordinal()))


def judge(day: date, run: Collection[date], held: Held | None, reach: int) -> Dated:
    """The state of one publication date, given the landing days that were run and what the lake holds of it."""
    if held and held.unfinished:
        return Dated(day, "unfinished", held)
    if run and day < min(run):
        return Dated(day, "before", held)
    needed = sorted({moved(day, ahead) for ahead in range(reach + 1)})
    lacking = tuple(one for one in needed if one not in run)
    if lacking:
        left_out = tuple(one for one in lacking if run and one < max(run))
        return Dated(day, "missing" if left_out else "open", held, left_out or lacking)
    if held is None or not held.published + held.duplicates:
        return Dated(day, "empty", held)
    return Dated(day, "late" if held.landings and held.landings[-1] > needed[-1] else "complete", held)


def over(first: date, last: date, run: Collection[date], held: Mapping[date, Held], reach: int) -> list[Dated]:
    """Every date from first to last, in order."""
    days = frozenset(run)
    return [
        judge(day, days, held.get(day), reach) for day in map(date.fromordinal, range(first.toordinal(), last.toordinal() + 1))
    ]
