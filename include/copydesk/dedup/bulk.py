"""The rule of likeness for a whole window of articles at once: the same answers as pair by pair, ten times faster and more.

Articles go by their place in the ranking here. Nothing is cut short that could change an answer, so a day of thousands of
pages of one form is compared page with page; benchmarks/RESULTS.md says how long that takes. What is computed of a text waits
in a temporary file, and only families, which no pair leaves, are held at a time.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt

from copydesk.dedup.likeness import BANDS, BINS, FACTOR, FEWEST_CONTRADICTIONS, Hashes, mixed, numbers, shingles
from copydesk.scratch import Scratch

Ints = npt.NDArray[np.intp]

_FEW = 4_096
"""Neighbours that are looked through all at once; of more, each band's are looked up where they may be."""

_ARTICLES = 65_536
"""Articles whose links are made out at a time."""

_HELD = 1_000_000
"""Hashes of texts that are compared with each other at a time, and no fewer than those of one family."""


def bands_of(signatures: Hashes) -> Hashes:
    """Each band of some signatures as one number: of n rows of `BINS` values n rows of `BANDS`."""
    values = signatures.astype(np.uint64).reshape(len(signatures), BANDS, BINS // BANDS)
    hashed = np.zeros((len(signatures), BANDS), np.uint64)
    for place in range(BINS // BANDS):
        hashed = mixed(hashed * FACTOR + values[:, :, place])
    return hashed


class Neighbours:
    """Which articles, by their place in the ranking, share a band of their signatures; `met` share one with any.

    `bands` are those of n articles, one after the other: n values each, columns of bands_of().
    """

    def __init__(self, bands: Iterable[Hashes]) -> None:
        members, sizes, articles = [np.zeros(0, np.int32)], [np.zeros(0, np.intp)], 0
        for band in bands:
            articles = len(band)
            order = np.argsort(band, kind="stable")
            counts = np.unique(band[order], return_counts=True)[1]
            members.append(order[np.repeat(counts > 1, counts)].astype(np.int32))
            sizes.append(counts[counts > 1])
        self._members, group_sizes = np.concatenate(members), np.concatenate(sizes)
        self._ends = np.cumsum(group_sizes)
        self._starts = self._ends - group_sizes
        groups = np.repeat(np.arange(len(group_sizes), dtype=np.int32), group_sizes)
        self._groups = groups[np.argsort(self._members, kind="stable")]
        self._edges = np.concatenate([np.zeros(1, np.intp), np.cumsum(np.bincount(self._members, minlength=articles))])
        self.met: Ints = np.flatnonzero(np.diff(self._edges))
        self._seen = np.zeros(articles, bool)

    def between(self, n: int, start: int, end: int) -> Ints:
        """Those that share a band with `n`, of the places from `start` up to `end`, in order."""
        found, groups = [np.zeros(0, np.int32)], self._groups[self._edges[n] : self._edges[n + 1]]
        begins, sizes = self._starts[groups], self._ends[groups] - self._starts[groups]
        if (count := int(sizes.sum())) <= _FEW:
            members = self._members[np.arange(count) + np.repeat(begins - np.cumsum(sizes) + sizes, sizes)]
            return np.unique(members[(members >= start) & (members < end)]).astype(np.intp)
        for group in groups:
            members = self._members[self._starts[group] : self._ends[group]]
            found.append(members[np.searchsorted(members, start) : np.searchsorted(members, end)])
        if 64 * sum(map(len, found)) < end - start:
            return np.unique(np.concatenate(found)).astype(np.intp)
        for members in found:
            self._seen[members] = True
        places = np.flatnonzero(self._seen[start:end]) + start
        self._seen[places] = False
        return places

    def families(self, contents: Ints) -> Ints:
        """A number for each article: the same for two that share a band or a content, or are linked by others that do."""
        from scipy.sparse import coo_array  # which takes its time to import
        from scipy.sparse.csgraph import connected_components

        count = len(contents)
        links = np.concatenate([np.zeros(0, np.int64), *self._links(count)])
        graph = coo_array((np.ones(len(links)), (links // count, links % count)), shape=(count, count))
        bands = connected_components(graph, directed=False)[1]
        places = 1 + int(bands.max(initial=0)) + contents
        size = 1 + int(places.max(initial=0))
        both = coo_array((np.ones(count), (bands, places)), shape=(size, size))
        found: Ints = connected_components(both, directed=False)[1][bands]
        return found

    def _links(self, count: int) -> Iterator[Ints]:
        """Each different link of an article to the first of one of its bands, as article * `count` + first."""
        firsts = self._members[self._starts]
        for start in range(0, count, _ARTICLES):
            edges = self._edges[start : start + _ARTICLES + 1]
            linked = firsts[self._groups[edges[0] : edges[-1]]]
            articles = np.repeat(np.arange(start, start + len(edges) - 1), np.diff(edges))
            yield np.unique((articles * count + linked)[linked != articles])


class Texts:
    """Shingles and numbers of texts, by their rows: what first_alike() compares, a few families at a time."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._runs, self._places, self._figures = _Arrays(), _Arrays(), _Arrays()
        for text in texts:
            self._runs.append(shingles(text))
            found = numbers(text)
            self._places.append(np.fromiter(found.keys(), np.uint64, len(found)))
            self._figures.append(np.fromiter(found.values(), np.uint64, len(found)))

    def together(self, families: Ints) -> Iterator[Ints]:
        """The rows of whole families, as many as may be held at a time: `families` are those of the rows."""
        order = np.argsort(families, kind="stable")
        sizes = np.cumsum((self._runs.sizes + 2 * self._places.sizes)[order])
        ends = np.flatnonzero(np.diff(families[order], append=-1)) + 1
        start = 0
        while start < len(order):
            most = sizes[start - 1] + _HELD if start else _HELD
            fits = np.searchsorted(sizes[ends - 1], most, side="right")
            end = int(ends[max(fits - 1, np.searchsorted(ends, start, side="right"))])
            yield order[start:end]
            start = end

    def hold(self, rows: Ints) -> None:
        """Hold some texts, and no others, from now on."""
        self._shingles = _Tables(self._runs.take(rows), self._runs.sizes[rows])
        self._numbers = _Tables(self._places.take(rows), self._places.sizes[rows], self._figures.take(rows))

    def first_alike(self, one: int, others: Ints, least: float) -> tuple[int, float] | None:
        """The place in `others` of the first text that is like `one`, and how alike; looks no further than it must.

        Texts go by their places among those that are held.
        """
        start, size = 0, 8
        while start < len(others):
            scores = self._scores(one, others[start : start + size])
            if len(alike := np.flatnonzero(scores >= least)):
                return start + int(alike[0]), float(scores[alike[0]])
            start, size = start + size, min(8 * size, 4096)
        return None

    def _scores(self, one: int, others: Ints) -> npt.NDArray[np.float64]:
        """Jaccard similarities of a text and others; -1 where numbers contradict."""
        places, equal = self._numbers.compare(one, others)
        differing = places - equal
        agree = (differing < FEWEST_CONTRADICTIONS) | (3 * differing < places)
        scores = np.full(len(others), -1.0)
        if agree.any():
            shared, _ = self._shingles.compare(one, others[agree])
            scores[agree] = shared / (self._shingles.sizes[one] + self._shingles.sizes[others[agree]] - shared)
        return scores


class _Arrays:
    """Many small arrays that wait in a temporary file."""

    def __init__(self) -> None:
        self._scratch = Scratch()
        self._starts, self._bytes = array("q"), array("q")

    def append(self, values: Hashes) -> None:
        """Put an array behind the others."""
        start, size = self._scratch.put(values.tobytes())
        self._starts.append(start)
        self._bytes.append(size)

    @property
    def sizes(self) -> Ints:
        """How many values each array has."""
        return np.frombuffer(self._bytes, np.int64) // 8

    def take(self, rows: Ints) -> Hashes:
        """Some of the arrays, one behind the other."""
        found, end = np.empty(self.sizes[rows].sum(), np.uint64), 0
        for row in rows.tolist():
            values = np.frombuffer(self._scratch.get((self._starts[row], self._bytes[row])), np.uint64)
            found[end : end + len(values)] = values
            end += len(values)
        return found


class _Tables:
    """Many small tables from keys to values other than zero, in one row each; compares one with many others at once.

    `keys`, and `values`, are those of all tables, one behind the other, and `sizes` how many each has. Without values these
    are sets.
    """

    def __init__(self, keys: Hashes, sizes: Ints, values: Hashes | None = None) -> None:
        self.sizes = sizes
        shared = _repeated(keys)  # what one table alone has, no other is compared by
        places, is_shared = [np.zeros(0, np.int32)], np.zeros(len(keys), bool)
        for start in range(0, len(keys), _HELD):
            some = keys[start : start + _HELD]
            found = np.searchsorted(shared, some)
            here = is_shared[start : start + _HELD]
            here[:] = shared.take(found, mode="clip") == some if len(shared) else False
            places.append(found[here].astype(np.int32))
        self._keys = np.concatenate(places)
        self._ends = np.concatenate([np.zeros(1, np.intp), np.cumsum(is_shared, dtype=np.int32)])[np.cumsum(sizes)]
        self._own = np.diff(self._ends, prepend=0)
        self._values = None if values is None else values[is_shared]
        self._at = np.zeros(len(shared), bool if values is None else np.uint64)

    def compare(self, one: int, others: Ints) -> tuple[Ints, Ints]:
        """How many keys of `one` each other table has, and with how many of them the same value."""
        own = slice(self._ends[one] - self._own[one], self._ends[one])
        self._at[self._keys[own]] = True if self._values is None else self._values[own]
        sizes = self._own[others]
        ends = np.cumsum(sizes)
        places = np.arange(sizes.sum()) + np.repeat(self._ends[others] - ends, sizes)
        here = self._at[self._keys[places]]
        self._at[self._keys[own]] = 0
        shared = _sums(here != 0, ends)
        return shared, shared if self._values is None else _sums(here == self._values[places], ends)


def _repeated(values: Hashes) -> Hashes:
    """The values that occur twice or more, in their order."""
    ordered = np.sort(values)
    again = ordered[1:] == ordered[:-1]
    again[1:] &= ~again[:-1]
    found: Hashes = ordered[1:][again]
    return found


def _sums(flags: npt.NDArray[np.bool_], ends: Ints) -> Ints:
    """How many flags are set in each run; runs may be empty."""
    totals = np.concatenate([np.zeros(1, np.intp), np.cumsum(flags)])[ends]
    return np.diff(totals, prepend=0)
