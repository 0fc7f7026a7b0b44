"""The day's chrome from the outlines of all its records, a million of them if need be: in columns, and no line in Python.

A line counts once an article, however often it stands there and however many copies of the article landed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from copydesk.boilerplate.chrome import Chrome, Outline

OF_SITE, OF_DAY = 4, 12
"""Articles of one site, and of the whole day, that must carry a line."""

PROSE_OF_SITE, PROSE_SHARE = 6, 0.3
"""Running text may be a background paragraph that follow-ups share: more articles must carry it, and this share of the
site's."""

OUTSIDE = 0.8
"""Share of the articles with the line in which it stands outside their text."""

ARTICLES_AT_ONCE, LINES_AT_ONCE = 20_000, 4_000_000
"""How much of a day is looked at in one step: what is made of its lines is several times as large as they are."""

Numbers = npt.NDArray[np.uint64]
Places = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Outlines:
    """Many outlines in columns: site and article of each; its lines are those from `starts[n]` to `starts[n+1]`."""

    sites: Sequence[str]
    articles: Numbers
    starts: Places
    numbers: Numbers
    prose: npt.NDArray[np.bool_]


def gathered(outlines: Iterable[tuple[str, Outline]]) -> Outlines:
    """Outlines with the sites that they are from, in columns."""
    rows = list(outlines)
    return Outlines(
        [site for site, _ in rows],
        np.array([one.article for _, one in rows], np.uint64),
        np.cumsum([0, *(len(one.lines) for _, one in rows)], dtype=np.int64),
        np.array([number for _, one in rows for number in one.lines], np.uint64),
        np.array([prose for _, one in rows for prose in one.prose], np.bool_),
    )


def learn(day: Outlines) -> Chrome:
    """The chrome of a landing day, from the outlines of all its records with the sites (or "") that they are from."""
    names, of_site = np.unique(np.array(day.sites, dtype=object), return_inverse=True)
    chosen = _longest(day, of_site)
    known: dict[str, frozenset[int]] = {}
    bounds = np.searchsorted(of_site[chosen], np.arange(len(names) + 1))
    for name, (first, last) in zip(names, pairwise(bounds), strict=True):
        if name and (lines := _common(day, chosen[first:last], OF_SITE, PROSE_OF_SITE)):
            known[name] = lines
    once = chosen[np.lexsort((of_site[chosen], day.articles[chosen]))]
    last_of = np.append(day.articles[once][1:] != day.articles[once][:-1], True) if len(once) else np.empty(0, np.bool_)
    return Chrome(known | {"": _common(day, once[last_of], OF_DAY, OF_DAY)})


def _longest(day: Outlines, of_site: Places) -> Places:
    """Of the copies of an article on one site the longest, whichever came first; in the order of sites and articles."""
    lengths = np.diff(day.starts)
    order = np.lexsort((lengths, day.articles, of_site))
    order = order[lengths[order] > 0]
    if not len(order):
        return order
    parted = (of_site[order][1:] != of_site[order][:-1]) | (day.articles[order][1:] != day.articles[order][:-1])
    ends = np.flatnonzero(np.append(parted, True))
    tied = np.append(~parted & (lengths[order][1:] == lengths[order][:-1]), False)[np.maximum(ends - 1, 0)]
    chosen = order[ends]
    for place in np.flatnonzero(tied & (ends > 0)).tolist():
        chosen[place] = max(_as_long(order, lengths, ends, place), key=lambda one: _content(day, one))
    return chosen


def _as_long(order: Places, lengths: Places, ends: Places, place: int) -> Iterator[int]:
    """The copies in one group that are as long as its longest."""
    first = ends[place - 1] + 1 if place else 0
    for at in range(int(ends[place]), int(first) - 1, -1):
        if lengths[order[at]] < lengths[order[ends[place]]]:
            return
        yield int(order[at])


def _content(day: Outlines, one: int) -> tuple[list[int], list[bool]]:
    own = slice(day.starts[one], day.starts[one + 1])
    return day.numbers[own].tolist(), day.prose[own].tolist()


def _common(day: Outlines, articles: Places, least: int, least_prose: int) -> frozenset[int]:
    """Lines that enough of these articles carry outside their text."""
    if len(articles) < least:
        return frozenset()
    often, counts = _often(day, articles, least)
    if not len(often):
        return frozenset()
    times, running = np.zeros(len(often), np.int64), np.zeros(len(often), np.bool_)
    for some in _some(articles):
        at, lengths = _lines(day, some)
        heads = np.cumsum(lengths) - lengths
        place = np.arange(len(at)) - np.repeat(heads, lengths)
        which = _place_in(day.numbers[at], often)
        in_often, prose = which >= 0, day.prose[at]
        own = prose & ~in_often
        first = np.minimum.reduceat(np.where(own, place, np.iinfo(np.int64).max), heads)
        last = np.maximum.reduceat(np.where(own, place, -1), heads)
        outside = in_often & ((place < np.repeat(first, lengths)) | (place > np.repeat(last, lengths)))
        carriers = np.repeat(np.arange(len(some)), lengths)[outside]
        times += np.bincount(np.unique(carriers * len(often) + which[outside]) % len(often), minlength=len(often))
        running[which[prose & in_often]] = True
    needed = np.where(running, max(least_prose, PROSE_SHARE * len(articles)), least)
    return frozenset(often[(times >= needed) & (times >= OUTSIDE * counts)].tolist())


def _some(articles: Places) -> Iterator[Places]:
    """The articles, some at a time."""
    return (articles[start : start + ARTICLES_AT_ONCE] for start in range(0, len(articles), ARTICLES_AT_ONCE))


def _lines(day: Outlines, articles: Places) -> tuple[Places, Places]:
    """Where the lines of some articles are, one article behind the other, and how many each has."""
    lengths = day.starts[articles + 1] - day.starts[articles]
    return np.arange(lengths.sum()) + np.repeat(day.starts[articles] - (np.cumsum(lengths) - lengths), lengths), lengths


def _often(day: Outlines, articles: Places, least: int) -> tuple[Numbers, Places]:
    """The lines that at least so many articles carry, in order, and how many do; a range of numbers at a time."""
    parts = int((day.starts[articles + 1] - day.starts[articles]).sum()) // LINES_AT_ONCE + 1
    edges = [part * (1 << 64) // parts for part in range(parts + 1)]
    found = [_carried(day, articles, np.uint64(low), np.uint64(high - 1), least) for low, high in pairwise(edges)]
    return np.concatenate([numbers for numbers, _ in found]), np.concatenate([counts for _, counts in found])


def _carried(day: Outlines, articles: Places, low: np.uint64, high: np.uint64, least: int) -> tuple[Numbers, Places]:
    """_often() of the lines between two numbers."""
    lines, carriers, begin = [np.zeros(0, np.uint64)], [np.zeros(0, np.int32)], 0
    for some in _some(articles):
        at, lengths = _lines(day, some)
        numbers = day.numbers[at]
        here = (numbers >= low) & (numbers <= high)
        lines.append(numbers[here])
        carriers.append((begin + np.repeat(np.arange(len(some), dtype=np.int32), lengths))[here].astype(np.int32))
        begin += len(some)
    numbers, carrier = np.concatenate(lines), np.concatenate(carriers)
    each, times = np.unique(numbers, return_counts=True)
    frequent = _place_in(numbers, each[times >= least]) >= 0
    numbers, carrier = numbers[frequent], carrier[frequent]
    order = np.lexsort((carrier, numbers))
    numbers, carrier = numbers[order], carrier[order]
    is_new = np.append(True, (numbers[1:] != numbers[:-1]) | (carrier[1:] != carrier[:-1]))[: len(numbers)]
    each, times = np.unique(numbers[is_new], return_counts=True)
    return each[times >= least], times[times >= least]


def _place_in(numbers: Numbers, known: Numbers) -> Places:
    """Where each number is among the known ones, which are in order; -1 where it is not."""
    if not len(known):
        return np.full(len(numbers), -1)
    at = np.minimum(np.searchsorted(known, numbers), len(known) - 1)
    return np.where(known[at] == numbers, at, -1)
