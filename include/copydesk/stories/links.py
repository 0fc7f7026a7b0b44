"""Which articles tell of one event: a rule of pairs, over a whole window of articles at once.

Two articles are compared by the features that both have, each weighed by how rare it is in the one language or the other,
whichever has it oftener. Between articles of one language ordinary words do not count: they tell the subject. Sums are of
whole numbers, so that no order of adding changes a result.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
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

_COMMON = 16
"""Added to a number of up to `NEAREST` where a word is an ordinary one."""

_UNIT = 1000
"""Weights are in thousandths of a nat."""

CHANCE = 0.002
"""Nats that two unrelated articles share for each feature of the one and each of the other; measured .001, more in families of
languages and in small windows. Without it long articles would be alike for their length."""

LEAST = 80.0
"""Nats that short articles are taken to have: a few words in common are much of a few words."""

_BLOCK, _AT_ONCE, _PARTS = 2048, 500_000, 64
"""Articles, and features, of which what is wide is made at a time: more features at a time where these would be more parts."""

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


def packed(features: Sequence[Features]) -> tuple[Features, Ints]:
    """The features of articles one behind the other, and how many each has."""
    return np.concatenate([np.zeros(0, np.uint32), *features]), np.array([len(each) for each in features], np.int64)


class Window:
    """The features and languages of the articles of a window, which go by their places in the ranking.

    `features` are those of all articles one behind the other, and are sorted here, article by article; `sizes` tells how many
    each has, `languages` what each speaks, by name or by number. Of a million articles features are most of the memory there
    is, so each is kept in few bytes, and what is wide is made of a few at a time.
    """

    def __init__(self, features: Features, sizes: npt.ArrayLike, languages: npt.ArrayLike) -> None:
        self._sizes = np.asarray(sizes, np.int64)
        self._ends = np.cumsum(self._sizes)
        self._spoken = np.unique(np.asarray(languages), return_inverse=True)[1]
        self._flat = features
        for articles in self._blocks():
            own = self._own(articles)
            owners = np.repeat(np.arange(len(articles)), self._sizes[articles])
            self._flat[own] = self._flat[own][np.lexsort((self._flat[own], owners))]
        self._weights = np.zeros(len(features), np.uint16)
        self._rare = _Rare(len(features))
        for found in self._by_hash():
            owners = self._owners(found)
            self._weights[found] = self._weighed(found, owners)
            rare = self._weights[found] >= RARE * _UNIT
            self._rare.add(found[rare], self._flat[found[rare]], owners[rare], self._weights[found[rare]])
        self._totals, self._named, self._names, self._figures = np.concatenate(
            [np.zeros((4, 0), np.int64), *map(self._summed, self._blocks())], axis=1
        )

    def _blocks(self) -> Iterator[range]:
        """The places of a few articles at a time."""
        count = len(self._sizes)
        return (range(start, min(start + _BLOCK, count)) for start in range(0, count, _BLOCK))

    def _own(self, articles: range) -> slice:
        """Where the features of neighbouring articles are."""
        return slice(int(self._ends[articles[0]] - self._sizes[articles[0]]), int(self._ends[articles[-1]]))

    def _by_hash(self) -> Iterator[Ints]:
        """Where the features are, by hash and then by owner; all of one hash at a time, and not many more."""
        parts = min(len(self._flat) // _AT_ONCE + 1, _PARTS)
        edges = np.linspace(0, 1 << 32, parts + 1).astype(np.uint64) >> HASH_SHIFT << HASH_SHIFT
        for low, high in itertools.pairwise(edges):
            found = np.flatnonzero((self._flat >= low) & (self._flat < high)) if parts > 1 else np.arange(len(self._flat))
            yield found[np.argsort(self._flat[found] >> HASH_SHIFT, kind="stable")]

    def _owners(self, found: Ints) -> Ints:
        """Whose the features at some places are."""
        return np.searchsorted(self._ends, found, side="right")

    def _weighed(self, found: Ints, owners: Ints) -> Ints:
        """-log of the share of the language's other articles that have a feature; what is known beforehand counts as `PRIOR`."""
        flat = self._flat[found].astype(np.int64)
        among = np.bincount(self._spoken)[self._spoken][owners]
        said = self._spoken[owners] << _HASH_BITS | flat >> HASH_SHIFT
        order = np.argsort(said)
        edges = np.flatnonzero(np.diff(said[order], prepend=-1))
        sizes = np.diff(edges, append=len(said))
        counts = np.empty(len(said), np.int64)
        counts[order] = np.repeat(sizes, sizes)
        before = np.exp(-(flat >> RARITY_SHIFT & 15) / HALF_NATS)
        share = (counts - 1 + PRIOR * before) / (among - 1 + PRIOR)
        weighed: Ints = np.rint(-np.log(np.minimum(share, 1.0)) * _UNIT).astype(np.int64)
        return weighed

    def _summed(self, articles: range) -> Ints:
        """Of some articles the weight of all features, that of those that are names, how many of these there are, and numbers."""
        own, ends = self._own(articles), np.cumsum(self._sizes[articles])
        flat, weights = self._flat[own], self._weights[own].astype(np.int64)
        named = (flat & ORDINARY) == 0
        return np.stack([_sums(each, ends) for each in (weights, weights * named, named, (flat & NUMBER) > 0)])

    def links(self) -> tuple[Ints, Ints]:
        """Pairs (later, earlier) of articles that are one story, by the later one, its surest first."""
        later, earlier = self.candidates()
        shared = self.compare(later, earlier)
        kept = self.are_one_story(later, earlier, shared)
        later, earlier, score = later[kept], earlier[kept], shared.score[kept]
        order = np.lexsort((earlier, -score, later))
        return later[order], earlier[order]

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
        count = len(self._sizes)
        blocks = (_best(*self._rare.pairs(self._own(articles), self._spoken, count), count) for articles in self._blocks())
        pairs = np.concatenate([np.zeros(0, np.int64), *blocks])
        return pairs // max(count, 1), pairs % max(count, 1)

    def compare(self, later: Ints, earlier: Ints) -> Shared:
        """What the articles of each pair have in common."""
        blocks = (self._compare(later[n : n + _BLOCK], earlier[n : n + _BLOCK]) for n in range(0, len(later), _BLOCK))
        weight, count, numbers = np.concatenate([np.zeros((3, 0), np.int64), *blocks], axis=1)
        within = self._spoken[later] == self._spoken[earlier]
        weights = [np.where(within, self._named[places], self._totals[places]) / _UNIT for places in (later, earlier)]
        sizes = [np.where(within, self._names[places], self._sizes[places]) for places in (later, earlier)]
        own, chance = np.sqrt(weights[0] * weights[1]), CHANCE * (sizes[0] * sizes[1])
        figures = np.minimum(self._figures[later], self._figures[earlier])
        return Shared(weight / _UNIT, own, chance, count, numbers, figures)

    def _compare(self, later: Ints, earlier: Ints) -> Ints:
        """Weight, count and numbers of what each pair shares, in three rows."""
        known, nth = np.unique(earlier, return_inverse=True)
        theirs, ours = self._places(known), self._places(later)
        keys = np.repeat(np.arange(len(known)), self._sizes[known]) << _HASH_BITS | self._flat[theirs] >> HASH_SHIFT
        wanted = np.repeat(nth, self._sizes[later]) << _HASH_BITS | self._flat[ours] >> HASH_SHIFT
        keys = np.append(keys, np.iinfo(np.int64).max)
        met = np.searchsorted(keys, wanted)
        both = keys[met] == wanted
        pairs = np.repeat(np.arange(len(later)), self._sizes[later])[both]
        ours, theirs = ours[both], theirs[met[both]]
        within = (self._spoken[later] == self._spoken[earlier])[pairs]
        counted = ~within | (((self._flat[ours] | self._flat[theirs]) & ORDINARY) == 0)
        ours, theirs, pairs = ours[counted], theirs[counted], pairs[counted]
        weights = np.minimum(self._weights[ours], self._weights[theirs])
        ends = np.cumsum(np.bincount(pairs, minlength=len(later)))
        return np.stack([_sums(each, ends) for each in (weights, np.ones(len(ours), bool), (self._flat[ours] & NUMBER) > 0)])

    def _places(self, articles: Ints) -> Ints:
        """Where the features of some articles are, one article behind the other."""
        sizes = self._sizes[articles]
        return np.arange(sizes.sum()) + np.repeat(self._ends[articles] - np.cumsum(sizes), sizes)


class _Rare:
    """The features that weigh enough to bring articles together, by hash and then by owner; `size` are all features there are."""

    def __init__(self, size: int) -> None:
        self._count = 0
        self._nth = np.zeros(size, np.uint32)  # of each feature its number here, from one on; zero where it is not here
        self._owners = np.empty(size, np.int32)
        self._weights = np.empty(size, np.uint16)
        self._before = np.empty(size, np.uint8)  # how many of its hash are before it, as far as it counts; and _COMMON or not

    def add(self, places: Ints, flat: Features, owners: Ints, weights: npt.NDArray[np.uint16]) -> None:
        """Put the features at some places, sorted by hash and owner, behind those that are here; no hash comes in twice.

        A feature that one article alone has brings nobody together and is left out.
        """
        hashes = flat >> HASH_SHIFT
        starts = np.flatnonzero(np.diff(hashes.astype(np.int64), prepend=-1))
        sizes = np.diff(starts, append=len(hashes))
        before = np.arange(len(hashes)) - np.repeat(starts, sizes)
        kept = np.repeat(sizes > 1, sizes)
        here = slice(self._count, self._count + int(kept.sum()))
        self._count = here.stop
        self._nth[places[kept]] = np.arange(here.start, here.stop) + 1
        self._owners[here], self._weights[here] = owners[kept], weights[kept]
        self._before[here] = np.minimum(before[kept], NEAREST) + np.where(flat[kept] & ORDINARY, _COMMON, 0)

    def pairs(self, places: slice, spoken: Ints, count: int) -> tuple[Ints, Ints]:
        """Pairs of the articles that the features at some places are of with the nearest that have these before them.

        A pair is later * `count` + earlier, and beside it the weight that it has for a feature; ordinary words do not count
        between articles of one language.
        """
        nth = self._nth[places]
        here = nth[nth > 0].astype(np.int64) - 1
        keys, shared = [np.zeros(0, np.int64)], [np.zeros(0, np.uint16)]
        for back in range(1, NEAREST + 1):
            here = here[self._before[here] % _COMMON >= back]
            later, earlier = self._owners[here].astype(np.int64), self._owners[here - back].astype(np.int64)
            both = np.minimum(self._before[here], self._before[here - back]) >= _COMMON
            within = both & (spoken[later] == spoken[earlier])
            keys.append((later * count + earlier)[~within])
            shared.append(np.minimum(self._weights[here], self._weights[here - back])[~within])
        return np.concatenate(keys), np.concatenate(shared)


def _best(keys: Ints, shared: Ints, count: int) -> Ints:
    """Of pairs that share two rare features or more, those with the most for each later article; the earliest wins a tie."""
    order = np.argsort(keys)
    keys, shared = keys[order], shared[order].astype(np.int64)
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
