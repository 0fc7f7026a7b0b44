"""Near-duplicates by a rule that looks only at pairs, so that no order of runs can change who survives.

An article is a duplicate if some article like it precedes it, by (published_on, landed_on, longer first, id), within the
window. Two articles are alike if their minhash signatures agree in a band, their shingles overlap enough, and their
numbers do not contradict each other. benchmarks/RESULTS.md says how well that answers, and what it costs.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import xxhash

from copydesk.text import words

Hashes = npt.NDArray[np.uint64]
Signature = npt.NDArray[np.uint32]
Numbers = Mapping[int, int]

BINS, BANDS = 128, 32
"""Values in a signature, and groups they are compared in: 32 bands of 4 find a pair of similarity .7 with .9998."""

SHINGLE = 3
"""Words in a shingle. Three keep a text like itself when a word changes, and unlike another on the same subject."""

FEWEST_CONTRADICTIONS = 3
"""Fewer differing numbers than this are a correction, a dateline or a site's "updated" line, not another day's report."""

_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0xFF51AFD7ED558CCD)
_DIGITS = re.compile(r"[0-9]+")


def shingles(text: str, size: int = SHINGLE) -> Hashes:
    """Sorted distinct 64-bit hashes of all runs of `size` words; of the whole text where it has no more words."""
    return _runs(words(text), size)


def _runs(found: Sequence[str], size: int) -> Hashes:
    tokens = np.fromiter((xxhash.xxh3_64_intdigest(word.encode()) for word in found), np.uint64, len(found))
    if len(tokens) > size:
        runs = tokens[: len(tokens) - size + 1].copy()
        for place in range(1, size):
            runs = runs * _FACTOR + tokens[place : len(tokens) - size + 1 + place]
    else:
        runs = np.array([xxhash.xxh3_64_intdigest(" ".join(found).encode())], np.uint64)
    return np.unique(_mixed(runs))


def _mixed(hashes: Hashes) -> Hashes:
    hashes = (hashes ^ (hashes >> np.uint64(33))) * _MIX
    return hashes ^ (hashes >> np.uint64(33))


def signature(hashes: Hashes) -> Signature:
    """One-permutation minhash: `BINS` unsigned 32-bit values; an empty bin borrows from the next one that is not."""
    bins = (hashes >> np.uint64(57)).astype(np.intp)
    values = (hashes & np.uint64(0xFFFFFFFF)).astype(np.uint32)
    least = np.full(BINS, np.iinfo(np.uint32).max, np.uint32)
    np.minimum.at(least, bins, values)
    filled = np.zeros(BINS, bool)
    filled[bins] = True
    if filled.all():
        return least
    places = np.flatnonzero(filled)
    donors = places[np.searchsorted(places, np.arange(BINS)) % len(places)]
    distance = ((donors - np.arange(BINS)) % BINS).astype(np.uint32)
    return least[donors] + distance * np.uint32(0x9E3779B1)


def similarity(one: Hashes, other: Hashes) -> float:
    """Jaccard similarity of two sets of shingles, 0 to 1."""
    shared = len(np.intersect1d(one, other, assume_unique=True))
    return shared / (len(one) + len(other) - shared)


def numbers(text: str) -> Numbers:
    """What number stands where: hashes of the digits, by hashes of the words right before and behind and how often so far.

    Neighbouring figures are one number, so 1,200 is 1200, in whatever script the digits are; the letters of 5th or of a
    unit written without a space belong to the place, not to the number.
    """
    return _numbers(words(text))


def _numbers(tokens: Sequence[str]) -> Numbers:
    found: dict[int, int] = {}
    met: dict[tuple[str, str, str], int] = {}
    before, digits, shape = "", "", ""
    for word in [*tokens, ""]:
        if word and _DIGITS.search(word):
            digits += "".join(_DIGITS.findall(word))
            shape += _DIGITS.sub("", word)
            continue
        if digits:
            place = (before, shape, word)
            met[place] = met.get(place, 0) + 1
            key = xxhash.xxh3_64_intdigest("\0".join((*place, str(met[place]))).encode())
            found[key] = xxhash.xxh3_64_intdigest(digits.encode()) | 1
            digits, shape = "", ""
        before = word
    return found


def contradict(one: Numbers, other: Numbers) -> bool:
    """Whether two texts are one form filled twice, such as two days' weather: of the numbers that both have between the
    same words at least a third differ, and at least `FEWEST_CONTRADICTIONS`."""
    places = one.keys() & other.keys()
    differing = sum(one[place] != other[place] for place in places)
    return differing >= FEWEST_CONTRADICTIONS and 3 * differing >= len(places)


@dataclass(frozen=True, slots=True)
class Article:
    """What dedup needs to know of an article; `minhash` holds the signature's bytes."""

    id: str
    published_on: date
    landed_on: date
    chars: int
    content_sha256: str
    minhash: bytes
    text: str

    @property
    def rank(self) -> tuple[date, date, int, str]:
        """Who of two like articles came first: the lower rank."""
        return (self.published_on, self.landed_on, -self.chars, self.id)


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Which article precedes a duplicate, and how alike the two texts are."""

    of: str
    similarity: float


def mark(articles: Sequence[Article], *, window_days: int, least: float) -> dict[str, Duplicate]:
    """The duplicates among articles by id, each with the first article that it repeats.

    `least` is the Jaccard similarity from which two articles are alike. The order of `articles` does not matter.
    """
    ranked = sorted(articles, key=lambda a: a.rank)
    published = [article.published_on for article in ranked]
    near = _Neighbours(ranked)
    texts = _Texts(ranked, near.met)
    copies: dict[str, list[int]] = {}
    found: dict[str, Duplicate] = {}
    for n, article in enumerate(ranked):
        oldest = bisect_left(published, article.published_on - timedelta(days=window_days))
        same = copies.setdefault(article.content_sha256, [])
        same.append(n)
        copy = same[bisect_left(same, oldest)]
        first = texts.first_alike(n, near.between(n, oldest, copy), least)
        if first is not None:
            found[article.id] = Duplicate(ranked[first[0]].id, first[1])
        elif copy < n:
            found[article.id] = Duplicate(ranked[copy].id, 1.0)
    return found


class _Neighbours:
    """Which articles, by their place in the ranking, share a band of their signatures."""

    def __init__(self, ranked: Sequence[Article]) -> None:
        values = np.frombuffer(b"".join(article.minhash for article in ranked), "<u4").astype(np.uint64)
        bands = values.reshape(len(ranked), BANDS, BINS // BANDS)
        hashed = np.zeros((len(ranked), BANDS), np.uint64)
        for place in range(BINS // BANDS):
            hashed = _mixed(hashed * _FACTOR + bands[:, :, place])
        self._groups: list[list[npt.NDArray[np.intp]]] = [[] for _ in ranked]
        for band in range(BANDS):
            order = np.argsort(hashed[:, band], kind="stable")
            changes = np.flatnonzero(hashed[order[1:], band] != hashed[order[:-1], band]) + 1
            edges = np.concatenate([[0], changes, [len(order)]])
            for group in (order[edges[g] : edges[g + 1]] for g in np.flatnonzero(np.diff(edges) > 1)):
                for n in group.tolist():
                    self._groups[n].append(group)
        self.met = [n for n, groups in enumerate(self._groups) if groups]
        self._seen = np.zeros(len(ranked), bool)

    def between(self, n: int, start: int, end: int) -> npt.NDArray[np.intp]:
        """Those that share a band with `n`, of the places from `start` up to `end`, in order."""
        for group in self._groups[n]:
            self._seen[group[np.searchsorted(group, start) : np.searchsorted(group, end)]] = True
        found = np.flatnonzero(self._seen[start:end]) + start
        self._seen[found] = False
        return found


class _Texts:
    """The shingles and numbers of the articles that have a neighbour, each text once."""

    def __init__(self, ranked: Sequence[Article], places: Sequence[int]) -> None:
        texts = {ranked[n].content_sha256: ranked[n].text for n in places}
        row_of = {content: row for row, content in enumerate(texts)}
        self._rows = np.array([row_of.get(article.content_sha256, -1) for article in ranked], np.intp)
        spoken = [words(text) for text in texts.values()]
        self._shingles = _Tables([_runs(tokens, SHINGLE) for tokens in spoken])
        found = [_numbers(tokens) for tokens in spoken]
        keys = [np.fromiter(each.keys(), np.uint64, len(each)) for each in found]
        self._numbers = _Tables(keys, [np.fromiter(each.values(), np.uint64, len(each)) for each in found])

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

    Without values these are sets.
    """

    def __init__(self, keys: Sequence[Hashes], values: Sequence[Hashes] | None = None) -> None:
        self.sizes = np.array([len(each) for each in keys], np.intp)
        self._ends = np.cumsum(self.sizes)
        distinct, flat = np.unique(np.concatenate([np.zeros(0, np.uint64), *keys]), return_inverse=True)
        self._keys = flat.astype(np.int32)
        self._values = None if values is None else np.concatenate([np.zeros(0, np.uint64), *values])
        self._at = np.zeros(len(distinct), bool if values is None else np.uint64)

    def compare(self, one: np.intp, others: npt.NDArray[np.intp]) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
        """How many keys of `one` each other table has, and with how many of them the same value."""
        own = slice(self._ends[one] - self.sizes[one], self._ends[one])
        self._at[self._keys[own]] = True if self._values is None else self._values[own]
        sizes = self.sizes[others]
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
