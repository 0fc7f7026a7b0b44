"""Signatures of several texts at once are those of each text alone."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from copydesk import dedup
from copydesk.dedup import likeness
from copydesk.text import words

PIECES = [
    "शब्द",
    "Don't",
    "2,000",
    "—",
    "日本語の",
    "ก",
    "่า",
    "ကြောင်း",
    "x",
    "İstanbul",
    "e\u0301",
    "a\u200bb",
    "ABC",
    " ",
    "\n\n",
]


@given(st.lists(st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join) | st.text(max_size=30), max_size=5))
@example(["日本 ่า ก", "x y z", "x y z w", ""])
@example([" ".join(f"w{n}" for n in range(count)) for count in range(1, 150)])
def test_signatures_of_texts_are_those_of_each_alone(texts: list[str]) -> None:
    """Neither what stands between two blanks, nor the texts beside it, change the signature of a text or its count of words."""
    signatures, counts = likeness.signatures(texts)
    assert signatures.tolist() == [dedup.signature(dedup.shingles(text)).tolist() for text in texts]
    assert counts.tolist() == [len(words(text)) for text in texts]


@given(st.lists(st.integers(0, 2**64 - 1), min_size=1, max_size=300, unique=True))
def test_an_empty_bin_borrows_from_the_next_that_is_not(hashes: list[int]) -> None:
    """A bin holds the least of its own hashes, or, where it has none, what the next bin with any holds, moved by the distance."""
    bins: dict[int, int] = {}
    for value in hashes:
        place, low = value >> 57, value & 0xFFFFFFFF
        bins[place] = min(bins.get(place, low), low)
    wanted = []
    for place in range(dedup.BINS):
        away = next(n for n in range(dedup.BINS) if (place + n) % dedup.BINS in bins)
        wanted.append((bins[(place + away) % dedup.BINS] + away * 0x9E3779B1) % 2**32)
    assert dedup.signature(np.array(hashes, np.uint64)).tolist() == wanted


@pytest.mark.parametrize("kind", [likeness._Hashed, likeness._Numeric, likeness._Printed])
def test_only_so_many_words_are_remembered(kind: type[dict[str, object]], monkeypatch: pytest.MonkeyPatch) -> None:
    """Law: a process that meets new words night after night remembers no more of them than it may, and tells the same of each."""
    monkeypatch.setattr(kind, "most", 3)
    met, names = kind(), [f"w{n}" for n in range(10)] * 2
    told = [(name, met[name], len(met)) for name in names]
    assert max(size for _, _, size in told) == 3
    assert all(found == kind()[name] for name, found, _ in told)
