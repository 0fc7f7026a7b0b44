"""Near-duplicates by a rule that looks only at pairs, so that no order of runs can change who survives.

An article is a duplicate if some article like it precedes it, by (published_on, landed_on, longer first, id), within the
window. Candidates come from minhash signatures in bands; the true Jaccard similarity of their shingles decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations

import numpy as np
import numpy.typing as npt
import xxhash

from copydesk.text import words

Hashes = npt.NDArray[np.uint64]
Signature = npt.NDArray[np.uint32]

BINS, BANDS = 128, 32
"""Values in a signature, and groups they are compared in: 32 bands of 4 find a pair of similarity .7 with .9998."""

SHINGLE = 3
"""Words in a shingle. Three keep a text like itself when a word changes, and unlike another on the same subject."""

_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0xFF51AFD7ED558CCD)


def shingles(text: str) -> Hashes:
    """Sorted distinct 64-bit hashes of all runs of three words; of the whole text where it has fewer words."""
    found = words(text)
    tokens = np.fromiter((xxhash.xxh3_64_intdigest(word.encode()) for word in found), np.uint64, len(found))
    if len(tokens) > SHINGLE:
        runs = tokens[: len(tokens) - SHINGLE + 1].copy()
        for place in range(1, SHINGLE):
            runs = runs * _FACTOR + tokens[place : len(tokens) - SHINGLE + 1 + place]
    else:
        runs = np.array([xxhash.xxh3_64_intdigest(" ".join(found).encode())], np.uint64)
    runs = (runs ^ (runs >> np.uint64(33))) * _MIX
    return np.unique(runs ^ (runs >> np.uint64(33)))


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
    by_content: dict[str, list[Article]] = {}
    for article in sorted(articles, key=lambda a: a.rank):
        by_content.setdefault(article.content_sha256, []).append(article)
    alike: dict[str, dict[str, float]] = {content: {content: 1.0} for content in by_content}
    for one, other, score in _alike({content: same[0] for content, same in by_content.items()}, least):
        alike[one][other] = alike[other][one] = score
    found: dict[str, Duplicate] = {}
    for content, same in by_content.items():
        kin = sorted(((a, score) for other, score in alike[content].items() for a in by_content[other]), key=lambda k: k[0].rank)
        for article in same:
            oldest = article.published_on - timedelta(days=window_days)
            first = next(((a, score) for a, score in kin if a.published_on >= oldest), None)
            if first and first[0].rank < article.rank:
                found[article.id] = Duplicate(first[0].id, first[1])
    return found


def _alike(articles: dict[str, Article], least: float) -> Iterable[tuple[str, str, float]]:
    """Pairs of different contents that are alike, each once."""
    hashes: dict[str, Hashes] = {}
    for one, other in sorted(_candidates(articles)):
        for content in (one, other):
            if content not in hashes:
                hashes[content] = shingles(articles[content].text)
        if (score := similarity(hashes[one], hashes[other])) >= least:
            yield one, other, score


def _candidates(articles: dict[str, Article]) -> set[tuple[str, str]]:
    """Pairs of contents whose signatures agree in at least one band."""
    buckets: dict[tuple[int, bytes], list[str]] = {}
    width = BINS * 4 // BANDS
    for content, article in sorted(articles.items()):
        for band in range(BANDS):
            buckets.setdefault((band, article.minhash[band * width : (band + 1) * width]), []).append(content)
    return {pair for bucket in buckets.values() if len(bucket) > 1 for pair in combinations(bucket, 2)}
