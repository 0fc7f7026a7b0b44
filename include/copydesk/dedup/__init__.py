"""Near-duplicates by a rule that looks only at pairs, so that no order of runs can change who survives.

An article is a duplicate if some article like it precedes it, by (published_on, landed_on, longer first, id), within the
window. When two are alike says likeness.py; benchmarks/RESULTS.md says how often that is right.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from copydesk.dedup.bulk import Neighbours, Texts
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
    runs_of,
    shingles,
    signature,
    similarity,
)
from copydesk.model import Ranked

__all__ = [
    "BANDS",
    "BINS",
    "FEWEST_CONTRADICTIONS",
    "SHINGLE",
    "Article",
    "Duplicate",
    "Hashes",
    "Numbers",
    "Signature",
    "contradict",
    "mark",
    "numbers",
    "runs_of",
    "shingles",
    "signature",
    "similarity",
]


@dataclass(frozen=True, slots=True)
class Article(Ranked):
    """What dedup needs to know of an article; `minhash` holds the signature's bytes, `text` fetches the text when it is asked."""

    content_sha256: str
    minhash: bytes
    text: Callable[[], str]


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
    near = Neighbours([article.minhash for article in ranked])
    met = {ranked[n].content_sha256: ranked[n].text for n in near.met}
    texts = Texts([article.content_sha256 for article in ranked], met)
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
