"""Sites that fell silent, and sites whose pages changed: each site's day against its own four weeks before.

Silent: nothing came for more days in a row than ever in the weeks before, and a dozen records or more were to be expected
meanwhile, by the mean of all days or of the same weekday, whichever is less.

Changed: of a site with enough articles, the share of its lines that is cut, the share of those that the day's chrome or the line
model cut, or the words an article lies far from the median of the weeks before: by more robust spreads than chance gives, and
by a margin that matters. The numbers are in the section `sites` of the thresholds.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

import numpy as np
import numpy.typing as npt

from copydesk.overview.shelf import SITE_COUNTS, Book
from copydesk.validate import thresholds
from copydesk.validate.measures import MAD_TO_SIGMA

_RULES = thresholds.load().sites

Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Event:
    """Something about a site from a day on: `kind` is silent or changed; `until` is its last day so far."""

    site: str
    kind: str
    day: date
    until: date
    what: str


@dataclass(frozen=True, slots=True)
class _Trait:
    """A site's number and the least difference that matters; `log` compares by ratio."""

    told: str
    matters: float
    floor: float
    log: bool = False


_TRAITS: Mapping[str, _Trait] = {
    "cut": _Trait("{:.0%} of its lines were cut, usually {:.0%}", _RULES.cut_matters, _RULES.cut_spread),
    "chrome": _Trait(
        "{:.0%} of the cut lines by the day's chrome or the line model, usually {:.0%}",
        _RULES.chrome_matters,
        _RULES.chrome_spread,
    ),
    "words": _Trait("{:.0f} words an article, usually {:.0f}", math.log(_RULES.words_matters), _RULES.words_spread, log=True),
}


def watch(books: Sequence[Book], first: date) -> list[Event]:
    """What happened to sites on the days from `first`, the latest first. Days in order, one book a day."""
    books = [book for book in books if book.records and book.sites]  # a day without anything says nothing about one site
    sites = sorted({site for book in books for site in book.sites if not site.startswith("(")})
    if not sites:
        return []
    counts = np.zeros((len(SITE_COUNTS), len(books), len(sites)))
    at = {site: place for place, site in enumerate(sites)}
    for row, book in enumerate(books):
        for site, numbers in book.sites.items():
            if site in at:
                counts[:, row, at[site]] = numbers
    table = dict(zip(SITE_COUNTS, counts, strict=True))
    days = [book.day for book in books]
    begin = next((row for row, day in enumerate(days) if day >= first), len(days))
    found = [*_silences(table["records"], days, sites, begin), *_changes(table, days, sites, begin)]
    return sorted(found, key=lambda event: (-event.day.toordinal(), event.kind, event.site))


def _silences(records: Matrix, days: Sequence[date], sites: Sequence[str], begin: int) -> list[Event]:
    found = []
    for place in np.flatnonzero((records[begin:] == 0).any(axis=0)).tolist():
        own = records[:, place]
        row = 0
        for quiet, group in groupby(own == 0):
            length = len(list(group))
            if quiet and row + length > begin:
                found += _silence(own, row, length, days, sites[place], begin)
            row += length
    return found


def _silence(own: Matrix, row: int, length: int, days: Sequence[date], site: str, begin: int) -> list[Event]:
    """The event of one silence, of `length` days from `row`, if it is one to tell of and was not told before `begin`."""
    start = max(row - _RULES.days, 0)
    before = own[start:row]
    if len(before) < _RULES.fewest_days:
        return []
    longest = max((len(list(group)) for quiet, group in groupby(before == 0) if quiet), default=0)
    usual, missed, told = float(before.mean()), 0.0, 0
    for number in range(1, length + 1):
        missed += min(usual, _of_weekday(before, days[start:row], days[row + number - 1]))
        if number > longest and missed >= _RULES.missed:
            told = number
            break
    lasts = row + length == len(days)
    if not told or (row + told - 1 < begin and not lasts):
        return []
    what = f"nothing for {length} landing day{'s' * (length > 1)}, usually {usual:,.0f} records a day"
    return [Event(site, "silent", days[row], days[row + length - 1], what)]


def _of_weekday(before: Matrix, days: Sequence[date], day: date) -> float:
    """What came on the same weekday: many sites rest at weekends."""
    same = [number for number, other in zip(before, days, strict=True) if other.weekday() == day.weekday()]
    return float(np.mean(same)) if len(same) >= _RULES.fewest_weekdays else float(before.mean())


def _changes(table: Mapping[str, Matrix], days: Sequence[date], sites: Sequence[str], begin: int) -> list[Event]:
    marks: dict[int, dict[int, str]] = {}
    for name, values in _traits(table).items():
        trait = _TRAITS[name]
        for row in range(max(begin - 1, _RULES.fewest_days), len(days)):
            for place, was in _odd(values, row, trait):
                value = np.expm1(values[row, place]) if trait.log else values[row, place]
                marks.setdefault(place, {}).setdefault(row, trait.told.format(value, np.expm1(was) if trait.log else was))
    found = []
    for place, rows in marks.items():
        for group in _runs(sorted(rows)):
            if group[-1] >= begin and (group[0] >= begin or begin == 0):
                found.append(Event(sites[place], "changed", days[group[0]], days[group[-1]], rows[group[0]]))
    return found


def _traits(table: Mapping[str, Matrix]) -> dict[str, Matrix]:
    """Each trait as days x sites, nan where a site has too few articles or lines to tell."""
    lines = table["paragraphs"] + table["cut_lines"]
    enough = table["articles"] >= _RULES.fewest_articles
    with np.errstate(divide="ignore", invalid="ignore"):
        return {
            "cut": np.where(enough & (lines >= _RULES.fewest_lines), table["cut_lines"] / lines, np.nan),
            "chrome": np.where(
                enough & (table["cut_lines"] >= _RULES.fewest_lines), table["chrome_cuts"] / table["cut_lines"], np.nan
            ),
            "words": np.where(enough, np.log1p(table["words"] / table["articles"]), np.nan),
        }


def _odd(values: Matrix, row: int, trait: _Trait) -> list[tuple[int, float]]:
    """Sites whose value of a day is out of their band, with the median that it was held against."""
    before = values[max(row - _RULES.days, 0) : row]
    judged = np.flatnonzero((np.isfinite(before).sum(axis=0) >= _RULES.fewest_days) & np.isfinite(values[row]))
    if not len(judged):
        return []
    centre: Any = np.nanmedian(before[:, judged], axis=0)
    spread = MAD_TO_SIGMA * np.nanmedian(np.abs(before[:, judged] - centre), axis=0)
    reach = np.maximum(_RULES.strict * np.maximum(spread, trait.floor), trait.matters)
    return [(int(judged[n]), float(centre[n])) for n in np.flatnonzero(np.abs(values[row, judged] - centre) > reach)]


def _runs(rows: Sequence[int]) -> list[list[int]]:
    """Rows in groups of neighbours."""
    groups: list[list[int]] = []
    for row in rows:
        if groups and row - groups[-1][-1] <= 2:  # one quiet day in between does not make it a new event
            groups[-1].append(row)
        else:
            groups.append([row])
    return groups
