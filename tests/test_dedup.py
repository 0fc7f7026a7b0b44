"""Deduplication: a rule over pairs, so nothing depends on order."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk import dedup
from copydesk.dedup import Article, Duplicate

DAY = date(2024, 10, 30)
WORDS = [f"शब्द{n}" for n in range(400)]


def article(id: str, text: str, published: date = DAY, landed: date = DAY) -> Article:
    minhash = dedup.signature(dedup.shingles(text)).astype("<u4").tobytes()
    return Article(id, published, landed, len(text), text, minhash, text)


def prose(seed: int, words: int = 120) -> list[str]:
    chooser = random.Random(seed)
    return [chooser.choice(WORDS) for _ in range(words)]


def edited(words: list[str], seed: int, edits: int) -> str:
    chooser = random.Random(seed)
    words = list(words)
    for _ in range(edits):
        words[chooser.randrange(len(words))] = f"नया{chooser.randrange(99)}"
    return " ".join(words)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 8), st.integers(0, 6), st.integers(0, 3)), min_size=2, max_size=12),
    st.randoms(),
)
def test_order_of_articles_does_not_matter(drawn: list[tuple[int, int, int, int]], shuffler: random.Random) -> None:
    """Any permutation of the same articles marks the same duplicates of the same originals."""
    articles = [
        article(f"{n:02}", edited(prose(seed), n, edits), DAY + timedelta(days=day), DAY + timedelta(days=day + late))
        for n, (seed, edits, day, late) in enumerate(drawn)
    ]
    marked = dedup.mark(articles, window_days=3, least=0.7)
    shuffler.shuffle(articles)
    assert dedup.mark(articles, window_days=3, least=0.7) == marked


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 6)), min_size=1, max_size=10))
def test_chain_of_originals_ends_at_a_survivor(drawn: list[tuple[int, int]]) -> None:
    """Following duplicate_of from any duplicate ends at an article that is no duplicate."""
    articles = [article(f"{n:02}", edited(prose(seed), n, 3), DAY + timedelta(days=day)) for n, (seed, day) in enumerate(drawn)]
    marked = dedup.mark(articles, window_days=2, least=0.7)
    for id in marked:
        seen = set()
        while id in marked:
            assert id not in seen
            seen.add(id)
            id = marked[id].of  # noqa: PLW2901 - the walk is the test


def test_exact_copy_is_a_duplicate_of_the_first() -> None:
    """Of two equal texts the one that landed first survives, whatever its id."""
    text = " ".join(prose(1))
    marked = dedup.mark([article("a", text, DAY, DAY + timedelta(days=1)), article("b", text)], window_days=3, least=0.7)
    assert marked == {"a": Duplicate("b", 1.0)}


def test_longer_of_two_like_articles_of_a_day_survives() -> None:
    """An agency text with one more paragraph stands for the shorter one."""
    words = prose(2, 300)
    marked = dedup.mark([article("a", " ".join(words[:260])), article("b", " ".join(words))], window_days=3, least=0.7)
    assert list(marked) == ["a"]


@pytest.mark.parametrize(("apart", "found"), [(0, True), (3, True), (4, False)])
def test_window_ends_where_it_says(apart: int, found: bool) -> None:
    """A copy published within the window is a duplicate; one published a day later is news again."""
    text = " ".join(prose(3))
    marked = dedup.mark([article("a", text), article("b", text, DAY + timedelta(days=apart))], window_days=3, least=0.7)
    assert ("b" in marked) is found


def test_different_articles_are_not_duplicates() -> None:
    """Articles of the same words in other sentences are not alike."""
    assert not dedup.mark([article(str(n), " ".join(prose(n))) for n in range(30)], window_days=3, least=0.7)


def test_candidates_miss_no_pair_that_is_clearly_alike() -> None:
    """Of 200 pairs with a true similarity of at least .7, all are found through their signatures."""
    missed = 0
    for seed in range(200):
        words = prose(seed, 200)
        one, other = article("a", " ".join(words)), article("b", edited(words, seed, 8))
        alike = dedup.similarity(dedup.shingles(one.text), dedup.shingles(other.text)) >= 0.7
        missed += alike and len(dedup.mark([one, other], window_days=0, least=0.7)) != 1
    assert missed == 0


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=60))
def test_signature_is_a_function_of_the_set_of_shingles(words: list[str]) -> None:
    """Spacing, case and punctuation do not change a signature; its length is fixed."""
    plain, dressed = " ".join(words), "।  ".join(words) + "!"
    assert dedup.signature(dedup.shingles(plain)).tolist() == dedup.signature(dedup.shingles(dressed)).tolist()
    assert len(dedup.signature(dedup.shingles(plain))) == dedup.BINS
