"""When two texts are alike: a rule of the two alone, the same whichever comes first.

Two articles are alike if their minhash signatures agree in a band, their shingles overlap enough, and their numbers do not
contradict each other. The last keeps apart what a site fills into one form day after day: weather, markets, horoscopes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import groupby
from unicodedata import category

import numpy as np
import numpy.typing as npt
import xxhash

from copydesk.text import fold, split, words

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
_DIGITS, _ANY_DIGIT = re.compile(r"[0-9]+"), re.compile(r"\d")


def shingles(text: str, size: int = SHINGLE) -> Hashes:
    """Sorted distinct 64-bit hashes of all runs of `size` words; of the whole text where it has no more words."""
    hashes = _tokens(_hashes_of(text))
    if len(hashes) > size:
        return np.unique(mixed(_runs(hashes, size)))
    return mixed(np.array([xxhash.xxh3_64_intdigest(" ".join(words(text)).encode())], np.uint64))


_HASH_BYTES = 8


class _Hashed(dict[str, bytes]):
    """Words and their hashes in `_HASH_BYTES`, each hashed once; so many are remembered at a time."""

    most = 100_000

    def __missing__(self, word: str) -> bytes:
        if len(self) >= self.most:
            self.clear()
        self[word] = hashed = xxhash.xxh3_64_intdigest(word.encode()).to_bytes(_HASH_BYTES, "little")
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


class _Printed(dict[str, bytes]):
    """What stands between two blanks, and the hashes of its words one after the other; so much is remembered at a time.

    Raises KeyError for what begins with a mark that belongs to the word before.
    """

    longest, most = 24, 100_000

    def __missing__(self, printed: str) -> bytes:
        said = split(fold(printed))
        if said and category(said[0][0])[0] == "M":
            raise KeyError(printed)
        hashes = b"".join(map(_hash, said))
        if len(printed) <= self.longest:
            if len(self) >= self.most:
                self.clear()
            self[printed] = hashes
        return hashes


_printed = _Printed().__getitem__


def _hashes_of(text: str) -> bytes:
    """The hashes of a text's words one after the other, in `_HASH_BYTES` each."""
    try:
        return b"".join(map(_printed, text.split()))
    except KeyError:
        return b"".join(map(_hash, words(text)))


def _tokens(hashes: bytes) -> Hashes:
    """Hashes that stand one after the other as numbers."""
    return np.frombuffer(hashes, "<u8").astype(np.uint64, copy=False)


def _runs(tokens: Hashes, size: int) -> Hashes:
    """A number for each run of `size` hashes of words."""
    count = max(len(tokens) - size + 1, 0)
    runs = tokens[:count].copy()
    for place in range(1, size):
        runs = runs * FACTOR + tokens[place : place + count]
    return runs


def mixed(hashes: Hashes) -> Hashes:
    """The hashes with every bit spread over all others, as the end of murmur3 does."""
    hashes = (hashes ^ (hashes >> np.uint64(33))) * _MIX
    return hashes ^ (hashes >> np.uint64(33))


def signature(hashes: Hashes) -> Signature:
    """One-permutation minhash: `BINS` unsigned 32-bit values; an empty bin borrows from the next one that is not."""
    found: Signature = _signed(hashes, np.zeros(len(hashes), np.intp), 1)[0]
    return found


def signatures(texts: Sequence[str]) -> tuple[Signature, npt.NDArray[np.intp]]:
    """The signature of each text's shingles, n rows of `BINS`, and how many words each has."""
    found, counts = np.empty((len(texts), BINS), np.uint32), np.empty(len(texts), np.intp)
    for start in range(0, len(texts), _AT_ONCE):
        some = slice(start, start + _AT_ONCE)
        found[some], counts[some] = _some_signatures(texts[some])
    return found, counts


_AT_ONCE = 64
"""Texts whose hashes are computed together: with more of them they leave the processor's cache."""


def _some_signatures(texts: Sequence[str]) -> tuple[Signature, npt.NDArray[np.intp]]:
    said = [_hashes_of(text) for text in texts]
    counts = np.fromiter(map(len, said), np.intp, len(said)) // _HASH_BYTES
    runs, owners = _runs(_tokens(b"".join(said)), SHINGLE), np.repeat(np.arange(len(texts)), counts)
    whole = owners[: len(runs)] == owners[SHINGLE - 1 :][: len(runs)]  # a run ends in the text in which it begins
    found = _signed(mixed(runs[whole]), owners[: len(runs)][whole], len(texts))
    for n in np.flatnonzero(counts <= SHINGLE).tolist():
        found[n] = signature(shingles(texts[n]))
    return found, counts


def _signed(hashes: Hashes, owners: npt.NDArray[np.intp], count: int) -> Signature:
    """The signatures of `count` sets of hashes, given together with the number of the set that each is of, n rows of `BINS`."""
    bins = owners * BINS + (hashes >> np.uint64(57)).astype(np.intp)
    least = np.full(count * BINS, np.iinfo(np.uint32).max, np.uint32)
    np.minimum.at(least, bins, hashes.astype(np.uint32))
    filled = np.zeros(count * BINS, bool)
    filled[bins] = True
    found = least.reshape(count, BINS)
    rows, places = np.nonzero(~filled.reshape(count, BINS))
    if len(rows):
        turns = np.tile(np.where(filled.reshape(count, BINS), np.arange(BINS), 2 * BINS), 2)
        turns[:, BINS:] += BINS
        nearest = np.minimum.accumulate(turns[:, ::-1], axis=1)[:, ::-1][rows, places]
        found[rows, places] = found[rows, nearest % BINS] + (nearest - places).astype(np.uint32) * np.uint32(0x9E3779B1)
    return found


def similarity(one: Hashes, other: Hashes) -> float:
    """Jaccard similarity of two sets of shingles, 0 to 1."""
    shared = len(np.intersect1d(one, other, assume_unique=True))
    return shared / (len(one) + len(other) - shared)


def numbers(text: str) -> Numbers:
    """What number stands where: hashes of the digits, by hashes of the words right before and behind and how often so far.

    Neighbouring figures are one number, so 1,200 is 1200, in whatever script the digits are; the letters of 5th or of a
    unit written without a space belong to the place, not to the number.
    """
    found: dict[int, int] = {}
    if not _ANY_DIGIT.search(text):
        return found
    tokens = words(text)
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
