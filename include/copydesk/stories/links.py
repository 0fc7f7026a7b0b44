"""Which articles tell of one event: a rule of pairs, over a whole window of articles at once.

Two articles are compared by the features that both have, each weighed by how rare it is in the one language or the other,
whichever has it oftener. Between articles of one language ordinary words do not count: they tell the subject. Sums are of
whole numbers, so that no order of adding changes a result.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from copydesk.stories.wording import HALF_NATS, HASH_SHIFT, NUMBER, ORDINARY, RARITY_SHIFT, Features

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

ACROSS, WITHIN = 0.6, 1.5
"""Score from which two articles in two languages, or in one, are of one story; benchmarks/RESULTS.md says why these."""

FEWEST_SHARED = 3
"""Features that two articles of one story share at least; one of them is a word. A date has two numbers."""

FORM = 0.7
"""Two articles of one language that are more alike than this, and are no duplicates, are one form filled twice."""

PRIOR = 40
"""How many articles of a language it takes until they count as much as what is known beforehand of a word's rarity."""

RARE, NEAREST, CHOSEN = 3.0, 12, 6
"""A feature that weighs so many nats or more brings an article together with the nearest that have it before it in the ranking;
the `CHOSEN` with the most such features in common are compared in full."""

_UNIT = 1000
"""Weights are in thousandths of a nat."""

CHANCE = 0.002
"""Nats that two unrelated articles share for each feature of the one and each of the other; measured .001, more in families of
languages and in small windows. Without it long articles would be alike for their length."""

LEAST = 80.0
"""Nats that short articles are taken to have: a few words in common are much of a few words."""

_BLOCK = 4096
_HASH_BITS = 32 - HASH_SHIFT


@dataclass(frozen=True, slots=True)
class Shared:
    """What the articles of some pairs have in common.

    `weight` is that of the features they share, in nats, `own` the geometric mean of their own weights, `chance` what articles
    of so many features share for no reason; `count` and `numbers` are how many features and numbers they share, of `figures`
    numbers that the one with fewer has.
    """

    weight: Floats
    own: Floats
    chance: Floats
    count: Ints
    numbers: Ints
    figures: Ints

    @property
    def score(self) -> Floats:
        """How much speaks for one story: more for more of a text, and more for more text."""
        more = np.maximum(self.weight - self.chance, 0.0)
        return more / np.maximum(self.own, LEAST) * np.sqrt(more)


class Window:
    """The features and languages of the articles of a window, which go by their places in the ranking."""

    def __init__(self, features: Sequence[Features], languages: Sequence[str]) -> None:
        self._sizes = np.array([len(each) for each in features], np.int64)
        self._ends = np.cumsum(self._sizes)
        owners = np.repeat(np.arange(len(features)), self._sizes)
        flat = np.concatenate([np.zeros(0, np.uint32), *features]).astype(np.int64)
        self._keys = owners << _HASH_BITS | flat >> HASH_SHIFT
        order = np.argsort(self._keys)
        self._keys, flat = self._keys[order], flat[order]
        self._owners = owners
        self._spoken = np.unique(np.array(languages, np.str_), return_inverse=True)[1]
        self._number, self._ordinary = (flat & NUMBER) > 0, (flat & ORDINARY) > 0
        self._weights = self._weighed(flat)
        self._totals = _sums(self._weights, self._ends)
        self._named, self._names = (_sums(each, self._ends) for each in (self._weights * ~self._ordinary, ~self._ordinary))
        self._figures = _sums(self._number, self._ends)

    @property
    def _hashes(self) -> Ints:
        return self._keys & ((1 << _HASH_BITS) - 1)

    def _weighed(self, flat: Ints) -> Ints:
        """-log of the share of the language's other articles that have a feature; what is known beforehand counts as `PRIOR`."""
        if not len(flat):
            return flat
        among = np.bincount(self._spoken)[self._spoken][self._owners]
        said = self._spoken[self._owners] << _HASH_BITS | self._hashes
        order = np.argsort(said)
        edges = np.flatnonzero(np.diff(said[order], prepend=-1))
        sizes = np.diff(edges, append=len(said))
        counts = np.empty(len(said), np.int64)
        counts[order] = np.repeat(sizes, sizes)
        before = np.exp(-(flat >> RARITY_SHIFT & 15) / HALF_NATS)
        share = (counts - 1 + PRIOR * before) / (among - 1 + PRIOR)
        weighed: Ints = np.rint(-np.log(np.minimum(share, 1.0)) * _UNIT).astype(np.int64)
        return weighed

    def links(self) -> list[tuple[int, int]]:
        """Pairs (later, earlier) of articles that are one story, by the later one, its surest first."""
        later, earlier = self.candidates()
        shared = self.compare(later, earlier)
        kept = self.are_one_story(later, earlier, shared)
        later, earlier, score = later[kept], earlier[kept], shared.score[kept]
        order = np.lexsort((earlier, -score, later))
        return list(zip(later[order].tolist(), earlier[order].tolist(), strict=True))

    def are_one_story(self, later: Ints, earlier: Ints, shared: Shared) -> Flags:
        """The rule of pairs. In one language a text also has to agree in its numbers, and may not be another one's twin."""
        within = self._spoken[later] == self._spoken[earlier]
        enough = (shared.count >= FEWEST_SHARED) & (shared.count > shared.numbers)
        contradict = (shared.figures >= 3) & (3 * shared.numbers < shared.figures)
        agree = (shared.figures >= 2) & (3 * shared.numbers >= 2 * shared.figures)
        is_form: Flags = within & (contradict | ((shared.weight > FORM * shared.own) & ~agree))
        least = np.where(within, WITHIN, ACROSS)
        return enough & ~is_form & (shared.score >= least)

    def candidates(self) -> tuple[Ints, Ints]:
        """Pairs (later, earlier) that are worth comparing, in order: at most `CHOSEN` for each later one."""
        rare = np.flatnonzero(self._weights >= RARE * _UNIT)
        rare = rare[np.lexsort((self._owners[rare], self._hashes[rare]))]
        hashes, owners, weights = self._hashes[rare], self._owners[rare], self._weights[rare]
        spoken = np.where(self._ordinary[rare], self._spoken[owners], -1 - np.arange(len(rare)))
        count = len(self._sizes)
        found = [np.zeros(0, np.int64)]
        for start in range(0, count, _BLOCK):
            here = np.flatnonzero((owners >= start) & (owners < start + _BLOCK))
            keys, shared = [], []
            for back in range(1, NEAREST + 1):
                here = here[here >= back]
                here = here[hashes[here - back] == hashes[here]]
                met = here[spoken[here] != spoken[here - back]]
                keys.append(owners[met] * count + owners[met - back])
                shared.append(np.minimum(weights[met], weights[met - back]))
            found.append(_best(np.concatenate(keys), np.concatenate(shared), count))
        pairs = np.concatenate(found)
        return pairs // max(count, 1), pairs % max(count, 1)

    def compare(self, later: Ints, earlier: Ints) -> Shared:
        """What the articles of each pair have in common."""
        blocks = [self._compare(later[n : n + _BLOCK], earlier[n : n + _BLOCK]) for n in range(0, len(later), _BLOCK)]
        weight, count, numbers = np.concatenate([np.zeros((3, 0), np.int64), *blocks], axis=1)
        within = self._spoken[later] == self._spoken[earlier]
        weights = [np.where(within, self._named[places], self._totals[places]) / _UNIT for places in (later, earlier)]
        sizes = [np.where(within, self._names[places], self._sizes[places]) for places in (later, earlier)]
        own, chance = np.sqrt(weights[0] * weights[1]), CHANCE * (sizes[0] * sizes[1])
        figures = np.minimum(self._figures[later], self._figures[earlier])
        return Shared(weight / _UNIT, own, chance, count, numbers, figures)

    def _compare(self, later: Ints, earlier: Ints) -> Ints:
        """Weight, count and numbers of what each pair shares, in three rows."""
        sizes = self._sizes[later]
        ends = np.cumsum(sizes)
        places = np.arange(sizes.sum()) + np.repeat(self._ends[later] - ends, sizes)
        wanted = np.repeat(earlier, sizes) << _HASH_BITS | self._hashes[places]
        met = np.minimum(np.searchsorted(self._keys, wanted), len(self._keys) - 1)
        both = self._keys[met] == wanted
        within = np.repeat(self._spoken[later] == self._spoken[earlier], sizes)
        both &= ~(within & (self._ordinary[places] | self._ordinary[met]))
        weights = np.where(both, np.minimum(self._weights[places], self._weights[met]), 0)
        return np.stack([_sums(each, ends) for each in (weights, both, both & self._number[places])])


def _best(keys: Ints, shared: Ints, count: int) -> Ints:
    """Of pairs that share two rare features or more, those with the most for each later article; the earliest wins a tie."""
    order = np.argsort(keys, kind="stable")
    keys, shared = keys[order], shared[order]
    edges = np.flatnonzero(np.diff(keys, prepend=-1))
    if not len(edges):
        return keys
    keys, sums, times = keys[edges], np.add.reduceat(shared, edges), np.diff(edges, append=len(keys))
    keys, sums = keys[times > 1], sums[times > 1]
    keys = keys[np.lexsort((keys, -sums, keys // count))]
    owners = keys // count
    return keys[np.arange(len(keys)) - np.searchsorted(owners, owners) < CHOSEN]


def _sums(values: Ints | Flags, ends: Ints) -> Ints:
    """The sum of each run of values, by where the runs end; runs may be empty."""
    totals = np.concatenate([np.zeros(1, np.int64), np.cumsum(values, dtype=np.int64)])[ends]
    return np.diff(totals, prepend=0)
