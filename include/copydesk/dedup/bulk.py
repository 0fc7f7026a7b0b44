"""The rule of likeness for a whole window of articles at once: the same answers as pair by pair, ten times faster and more.

Articles go by their place in the ranking here. Nothing is cut short that could change an answer, so a day of thousands of
pages of one form is compared page with page; benchmarks/RESULTS.md says how long that takes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from copydesk.dedup.likeness import BANDS, BINS, FACTOR, FEWEST_CONTRADICTIONS, Hashes, mixed, numbers_of, runs_of
from copydesk.text import words


class Neighbours:
    """Which articles, by their place in the ranking, share a band of their signatures; `met` are those that share any."""

    def __init__(self, signatures: Sequence[bytes]) -> None:
        values = np.frombuffer(b"".join(signatures), "<u4").astype(np.uint64)
        bands = values.reshape(len(signatures), BANDS, BINS // BANDS)
        hashed = np.zeros((len(signatures), BANDS), np.uint64)
        for place in range(BINS // BANDS):
            hashed = mixed(hashed * FACTOR + bands[:, :, place])
        self._groups: list[list[npt.NDArray[np.intp]]] = [[] for _ in signatures]
        for band in range(BANDS):
            order = np.argsort(hashed[:, band], kind="stable")
            changes = np.flatnonzero(hashed[order[1:], band] != hashed[order[:-1], band]) + 1
            edges = np.concatenate([[0], changes, [len(order)]])
            for group in (order[edges[g] : edges[g + 1]] for g in np.flatnonzero(np.diff(edges) > 1)):
                for n in group.tolist():
                    self._groups[n].append(group)
        self.met = [n for n, groups in enumerate(self._groups) if groups]
        self._seen = np.zeros(len(signatures), bool)

    def between(self, n: int, start: int, end: int) -> npt.NDArray[np.intp]:
        """Those that share a band with `n`, of the places from `start` up to `end`, in order."""
        for group in self._groups[n]:
            self._seen[group[np.searchsorted(group, start) : np.searchsorted(group, end)]] = True
        found = np.flatnonzero(self._seen[start:end]) + start
        self._seen[found] = False
        return found


class Texts:
    """Shingles and numbers of the articles that have a neighbour: `contents` names each article's text, `texts` gives it once.

    One text is held at a time, and of all what is compared.
    """

    def __init__(self, contents: Sequence[str], texts: Mapping[str, Callable[[], str]]) -> None:
        row_of = {content: row for row, content in enumerate(texts)}
        self._rows = np.array([row_of.get(content, -1) for content in contents], np.intp)
        runs, places, figures = list[Hashes](), list[Hashes](), list[Hashes]()
        for text in texts.values():
            tokens = words(text())
            runs.append(runs_of(tokens))
            found = numbers_of(tokens)
            places.append(np.fromiter(found.keys(), np.uint64, len(found)))
            figures.append(np.fromiter(found.values(), np.uint64, len(found)))
        self._shingles = _Tables(runs)
        self._numbers = _Tables(places, figures)

    def first_alike(self, n: int, others: npt.NDArray[np.intp], least: float) -> tuple[int, float] | None:
        """The first of some articles that is like the one at `n`, and how alike; looks no further than it must."""
        start, size = 0, 8
        while start < len(others):
            chunk = others[start : start + size]
            scores = self._scores(self._rows[n], self._rows[chunk])
            if len(alike := np.flatnonzero(scores >= least)):
                return int(chunk[alike[0]]), float(scores[alike[0]])
            start, size = start + size, min(8 * size, 4096)
        return None

    def _scores(self, one: np.intp, others: npt.NDArray[np.intp]) -> npt.NDArray[np.float64]:
        """Jaccard similarities of a text and others; -1 where numbers contradict."""
        places, equal = self._numbers.compare(one, others)
        differing = places - equal
        agree = (differing < FEWEST_CONTRADICTIONS) | (3 * differing < places)
        scores = np.full(len(others), -1.0)
        if agree.any():
            shared, _ = self._shingles.compare(one, others[agree])
            scores[agree] = shared / (self._shingles.sizes[one] + self._shingles.sizes[others[agree]] - shared)
        return scores


class _Tables:
    """Many small tables from keys to values other than zero, in one row each; compares one with many others at once.

    Without values these are sets. `sizes` are those of the tables as they were given.
    """

    def __init__(self, keys: Sequence[Hashes], values: Sequence[Hashes] | None = None) -> None:
        self.sizes = np.array([len(each) for each in keys], np.intp)
        flat = np.concatenate([np.zeros(0, np.uint64), *keys])
        distinct, met = np.unique(flat, return_counts=True)
        shared = distinct[met > 1]  # what one table alone has, no other is compared by
        places = np.searchsorted(shared, flat)
        is_shared = shared.take(places, mode="clip") == flat if len(shared) else np.zeros(len(flat), bool)
        self._keys = places[is_shared].astype(np.int32)
        self._ends = np.concatenate([np.zeros(1, np.intp), np.cumsum(is_shared)])[np.cumsum(self.sizes)]
        self._own = np.diff(self._ends, prepend=0)
        self._values = None if values is None else np.concatenate([np.zeros(0, np.uint64), *values])[is_shared]
        self._at = np.zeros(len(shared), bool if values is None else np.uint64)

    def compare(self, one: np.intp, others: npt.NDArray[np.intp]) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
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


def _sums(flags: npt.NDArray[np.bool_], ends: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    """How many flags are set in each run; runs may be empty."""
    totals = np.concatenate([np.zeros(1, np.intp), np.cumsum(flags)])[ends]
    return np.diff(totals, prepend=0)
