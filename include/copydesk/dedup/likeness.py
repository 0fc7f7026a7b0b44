"""When two texts are alike: a rule of the two alone, the same whichever comes first.

Two articles are alike if their minhash signatures agree in a band, their shingles overlap enough, and their numbers do not
contradict each other. The last keeps apart what a site fills into one form day after day: weather, markets, horoscopes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import groupby

import numpy as np
import numpy.typing as npt
import xxhash

from copydesk.text import words

Hashes = npt.NDArray[np.uint64]
Signature = npt.NDArray[np.uint32]
Numbers = Mapping[int, int]

BINS, BANDS = 128, 32
"""Values in a signature, and groups they are compared in: 32 bands of 4 find a pair of similarity .7 with .9998, .6 with .99."""

SHINGLE = 3
"""Words in a shingle. Three keep a text like itself when a word changes, and unlike another on the same subject."""

FEWEST_CONTRADICTIONS = 3
"""Fewer differing numbers than this are a correction, a dateline or a site's "updated" line, not another day's report."""

FACTOR = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0xFF51AFD7ED558CCD)
_DIGITS = re.compile(r"[0-9]+")


def shingles(text: str, size: int = SHINGLE) -> Hashes:
    """Sorted distinct 64-bit hashes of all runs of `size` words; of the whole text where it has no more words."""
    return runs_of(words(text), size)


class _Hashed(dict[str, int]):
    """Words and their hashes, each hashed once; so many are remembered at a time."""

    most = 100_000

    def __missing__(self, word: str) -> int:
        if len(self) >= self.most:
            self.clear()
        self[word] = hashed = xxhash.xxh3_64_intdigest(word.encode())
        return hashed


class _Numeric(dict[str, bool]):
    """Words and whether a digit is in them; so many are remembered at a time."""

    most = 100_000

    def __missing__(self, word: str) -> bool:
        if len(self) >= self.most:
            self.clear()
        self[word] = found = bool(_DIGITS.search(word))
        return found


_hash, _has_digit = _Hashed().__getitem__, _Numeric().__getitem__


def runs_of(found: Sequence[str], size: int = SHINGLE) -> Hashes:
    """shingles() of words that are at hand."""
    tokens = np.fromiter(map(_hash, found), np.uint64, len(found))
    if len(tokens) > size:
        runs = tokens[: len(tokens) - size + 1].copy()
        for place in range(1, size):
            runs = runs * FACTOR + tokens[place : len(tokens) - size + 1 + place]
    else:
        runs = np.array([xxhash.xxh3_64_intdigest(" ".join(found).encode())], np.uint64)
    return np.unique(mixed(runs))


def mixed(hashes: Hashes) -> Hashes:
    """The hashes with every bit spread over all others, as the end of murmur3 does."""
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
    return numbers_of(words(text))


def numbers_of(tokens: Sequence[str]) -> Numbers:
    """numbers() of words that are at hand."""
    found: dict[int, int] = {}
    met: dict[tuple[str, str, str], int] = {}
    numeric = [n for n, word in enumerate(tokens) if _has_digit(word)]
    for _, run in groupby(enumerate(numeric), lambda pair: pair[1] - pair[0]):
        own = [n for _, n in run]
        before = tokens[own[0] - 1] if own[0] else ""
        behind = tokens[own[-1] + 1] if own[-1] + 1 < len(tokens) else ""
        place = (before, "".join([_DIGITS.sub("", tokens[n]) for n in own]), behind)
        met[place] = met.get(place, 0) + 1
        digits = "".join([run for n in own for run in _DIGITS.findall(tokens[n])])
        key = xxhash.xxh3_64_intdigest("\0".join((*place, str(met[place]))).encode())
        found[key] = xxhash.xxh3_64_intdigest(digits.encode()) | 1
    return found


def contradict(one: Numbers, other: Numbers) -> bool:
    """Whether two texts are one form filled twice, such as two days' weather: of the numbers that both have between the
    same words at least a third differ, and at least `FEWEST_CONTRADICTIONS`."""
    places = one.keys() & other.keys()
    differing = sum(one[place] != other[place] for place in places)
    return differing >= FEWEST_CONTRADICTIONS and 3 * differing >= len(places)
