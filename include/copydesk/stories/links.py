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

_UNIT = 1000
"""Weights are in thousandths of a nat."""

CHANCE = 0.002
"""Nats that two unrelated articles share for each feature of the one and each of the other; measured .001, more in families of
languages and in small windows. Without it long articles would be alike for their length."""

LEAST = 80.0
"""Nats that short articles are taken to have: a few words in common are much of a few words."""

_BLOCK, _AT_ONCE, _PARTS = 512, 500_000, 128
"""Articles, and features, of which what is wide is made at a time: more features at a time where these would be more parts."""

_SAMPLED = 257
"""One feature in so many is looked at to tell how they are spread: a prime above MOST, so that it is not the same place of each
article where all have as many."""

_NEAR = 6
"""The owner is kept of every 64th feature, as a power of two: an article has about twice as many."""

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
        self._owner_near = np.searchsorted(self._ends, np.arange(0, len(features), 1 << _NEAR), side="right")
        self._weights = np.zeros(len(features), np.uint16)
        self._link = np.zeros(len(features), np.uint32)  # one more than the place of the rare feature before it of the same hash
        for found in self._by_hash():
            self._weights[found] = self._weighed(found)
            rare = found[self._weights[found] >= RARE * _UNIT]
            again = np.flatnonzero(np.diff(self._flat[rare] >> HASH_SHIFT) == 0)
            self._link[rare[again + 1]] = rare[again] + 1
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
        some = np.sort(self._flat[::_SAMPLED]) >> HASH_SHIFT << HASH_SHIFT
        inner = some[np.arange(1, parts) * len(some) // parts]  # so that parts are alike in size: a few words are everywhere
        for low, high in itertools.pairwise(sorted({0, 1 << 32, *inner.tolist()})):
            found = np.concatenate([np.zeros(0, np.int64), *self._between(low, high)])
            yield found[np.argsort(self._flat[found] >> HASH_SHIFT, kind="stable")]

    def _between(self, low: int, high: int) -> Iterator[Ints]:
        """Where the features from `low` up to `high` are, looked for among a few at a time."""
        for start in range(0, len(self._flat), _AT_ONCE):
            some = self._flat[start : start + _AT_ONCE]
            yield np.flatnonzero((some >= low) & (some < high)) + start

    def _owners(self, found: Ints) -> Ints:
        """Whose the features at some places are: few steps from the owner of a place near by, since a search has twenty."""
        owners: Ints = self._owner_near[found >> _NEAR]
        while (behind := self._ends[owners] <= found).any():
            owners += behind
        return owners

    def _weighed(self, found: Ints) -> Ints:
        """-log of the share of the language's other articles that have a feature; what is known beforehand counts as `PRIOR`."""
        flat, spoken = self._flat[found].astype(np.int64), self._spoken[self._owners(found)]
        among = np.bincount(self._spoken)[spoken]
        said = spoken << _HASH_BITS | flat >> HASH_SHIFT
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
        later, earlier = np.concatenate([np.zeros((2, 0), np.int64), *map(self._links, self._blocks())], axis=1)
        return later, earlier

    def _links(self, articles: range) -> Ints:
        """links() of which the later ones are some neighbouring articles, in two rows."""
        later, earlier = self.candidates(articles)
        shared = self.compare(later, earlier)
        kept = self.are_one_story(later, earlier, shared)
        later, earlier, score = later[kept], earlier[kept], shared.score[kept]
        return np.stack([later, earlier])[:, np.lexsort((earlier, -score, later))]

    def are_one_story(self, later: Ints, earlier: Ints, shared: Shared) -> Flags:
        """The rule of pairs. In one language a text also has to agree in its numbers, and may not be another one's twin."""
        within = self._spoken[later] == self._spoken[earlier]
        enough = (shared.count >= FEWEST_SHARED) & (shared.count > shared.numbers)
        contradict = (shared.figures >= 3) & (3 * shared.numbers < shared.figures)
        agree = (shared.figures >= 2) & (3 * shared.numbers >= 2 * shared.figures)
        is_form: Flags = within & (contradict | ((shared.weight > FORM * shared.own) & ~agree))
        least = np.where(within, WITHIN, ACROSS)
        return enough & ~is_form & (shared.score >= least)

    def candidates(self, articles: range) -> tuple[Ints, Ints]:
        """Pairs (later, earlier) worth comparing, in order: at most `CHOSEN` for each later one, and these are of `articles`."""
        count = len(self._sizes)
        pairs = _best(*self._rare(articles), count)
        return pairs // count, pairs % count

    def _rare(self, articles: range) -> tuple[Ints, npt.NDArray[np.uint16]]:
        """Pairs of some articles with the nearest that have one of their rare features before them.

        A pair is later * count of all articles + earlier, and beside it the weight that it has for a feature; ordinary words do
        not count between articles of one language.
        """
        own = self._own(articles)
        ours = np.flatnonzero(self._link[own]) + own.start
        theirs = ours
        keys, shared = [np.zeros(0, np.int64)], [np.zeros(0, np.uint16)]
        for _ in range(NEAREST):
            before = self._link[theirs]
            ours, theirs = ours[before > 0], before[before > 0].astype(np.int64) - 1
            later, earlier = self._owners(ours), self._owners(theirs)
            both = (self._flat[ours] & self._flat[theirs] & ORDINARY) > 0
            counted = ~(both & (self._spoken[later] == self._spoken[earlier]))
            keys.append((later * len(self._sizes) + earlier)[counted])
            shared.append(np.minimum(self._weights[ours], self._weights[theirs])[counted])
        return np.concatenate(keys), np.concatenate(shared)

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


def _best(keys: Ints, shared: npt.NDArray[np.uint16], count: int) -> Ints:
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
