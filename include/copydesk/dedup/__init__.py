"""Near-duplicates by a rule that looks only at pairs, so that no order of runs can change who survives.

An article is a duplicate if some article like it precedes it, by (published_on, landed_on, longer first, id), within the
window. When two are alike says likeness.py; benchmarks/RESULTS.md says how often that is right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from copydesk.dedup.bulk import Ints, Neighbours, Texts, bands_of
from copydesk.dedup.likeness import (
    BANDS,
    BINS,
    FEWEST_CONTRADICTIONS,
    SHINGLE,
    Hashes,
    Numbers,
    Signature,
    contradict,
    numbers,
    shingles,
    signature,
    similarity,
)

__all__ = [
    "BANDS",
    "BINS",
    "FEWEST_CONTRADICTIONS",
    "SHINGLE",
    "Articles",
    "Duplicates",
    "Hashes",
    "Ints",
    "Numbers",
    "Signature",
    "bands_of",
    "contradict",
    "mark",
    "numbers",
    "shingles",
    "signature",
    "similarity",
]


@dataclass(frozen=True, slots=True)
class Articles:
    """What dedup needs to know of n articles, in the order of their ranks (model.RANK).

    `published` are days (n, rising), `contents` a number for each different text (n), `bands` those of the signatures, one of
    the `BANDS` after the other (n each, columns of bands_of()).
    """

    published: Ints
    contents: Ints
    bands: Iterable[Hashes]


@dataclass(frozen=True, slots=True)
class Duplicates:
    """Of n articles the place of the first one that each repeats, -1 where it repeats none, and how alike the two texts are."""

    of: Ints
    similarity: npt.NDArray[np.float64]


Fetch = Callable[[Ints], Iterator[tuple[int, str]]]
"""Gives the texts of the articles at some places, with their places, in whatever order."""


def mark(articles: Articles, texts: Fetch, *, window_days: int, least: float) -> Duplicates:
    """The duplicates among articles. `least` is the Jaccard similarity from which two articles are alike."""
    near = Neighbours(articles.bands)
    oldest = np.searchsorted(articles.published, articles.published - window_days)
    copies = _first_copies(articles.contents, oldest)
    of = np.where(copies < np.arange(len(copies)), copies, -1)
    found = Duplicates(of, np.where(of < 0, 0.0, 1.0))
    distinct, firsts, rows = np.unique(articles.contents[near.met], return_index=True, return_inverse=True)
    noted = list[int]()
    held = Texts(_noted(texts(near.met[firsts]), noted))
    fetched = np.array(noted, np.intp)
    row_of = np.full(len(copies), -1)
    row_of[near.met] = np.argsort(articles.contents[fetched])[rows]  # contents in their order, as in `distinct`
    families = near.families(articles.contents)
    for together in held.together(families[fetched]):
        held.hold(together)
        place_of = np.full(len(distinct), -1)
        place_of[together] = np.arange(len(together))
        for n in near.met[place_of[row_of[near.met]] >= 0].tolist():
            others = near.between(n, int(oldest[n]), int(copies[n]))
            first = held.first_alike(int(place_of[row_of[n]]), place_of[row_of[others]], least)
            if first is not None:
                found.of[n], found.similarity[n] = others[first[0]], first[1]
    return found


def _noted(texts: Iterator[tuple[int, str]], places: list[int]) -> Iterator[str]:
    """The texts, whose places are noted on the way."""
    for place, text in texts:
        places.append(place)
        yield text


def _first_copies(contents: Ints, oldest: Ints) -> Ints:
    """Of each article the first place, from `oldest` of it on, of the same content; often its own."""
    places = np.arange(len(contents))
    order = np.lexsort((places, contents))
    keys = contents[order] * (len(contents) + 1) + order
    found: Ints = order[np.searchsorted(keys, contents * (len(contents) + 1) + oldest)]
    return found
