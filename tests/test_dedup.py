"""Deduplication: a rule over pairs, so nothing depends on order."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk import dedup, scratch
from copydesk.dedup import bulk
from copydesk.dedup.bulk import Neighbours

DAY = date(2024, 10, 30)
WORDS = [f"शब्द{n}" for n in range(400)]


@dataclass(frozen=True)
class Article:
    id: str
    published_on: date
    landed_on: date
    text: str
    minhash: dedup.Signature

    @property
    def rank(self) -> tuple[date, date, int, str]:
        return self.published_on, self.landed_on, -len(self.text), self.id


def article(id: str, text: str, published: date = DAY, landed: date = DAY) -> Article:
    return Article(id, published, landed, text, dedup.signature(dedup.shingles(text)))


def mark(articles: list[Article], *, window_days: int, least: float) -> dict[str, tuple[str, float]]:
    """The duplicates by id: which article precedes each, and how alike the two are."""
    ranked = sorted(articles, key=lambda each: each.rank)
    texts = sorted({each.text for each in ranked})
    columns = dedup.Articles(
        np.array([each.published_on.toordinal() for each in ranked], np.int64),
        np.array([texts.index(each.text) for each in ranked], np.int64),
        dedup.bands_of(np.array([each.minhash for each in ranked], np.uint32).reshape(-1, dedup.BINS)).T,
    )

    def fetch(places: dedup.Ints) -> Iterator[tuple[int, str]]:
        return ((place, ranked[place].text) for place in reversed(places.tolist()))

    found = dedup.mark(columns, fetch, window_days=window_days, least=least)
    marked = np.flatnonzero(found.of >= 0).tolist()
    return {ranked[n].id: (ranked[int(found.of[n])].id, float(found.similarity[n])) for n in marked}


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
    marked = mark(articles, window_days=3, least=0.7)
    shuffler.shuffle(articles)
    assert mark(articles, window_days=3, least=0.7) == marked


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 6)), min_size=1, max_size=10))
def test_chain_of_originals_ends_at_a_survivor(drawn: list[tuple[int, int]]) -> None:
    """Following duplicate_of from any duplicate ends at an article that is no duplicate."""
    articles = [article(f"{n:02}", edited(prose(seed), n, 3), DAY + timedelta(days=day)) for n, (seed, day) in enumerate(drawn)]
    marked = mark(articles, window_days=2, least=0.7)
    for id in marked:
        seen = set()
        while id in marked:
            assert id not in seen
            seen.add(id)
            id = marked[id][0]  # noqa: PLW2901 - the walk is the test


def weather(high: int, low: int, wet: int, wind: int) -> str:
    return (
        f"सोनपुर में कल मौसम साफ़ रहेगा। अधिकतम तापमान {high} डिग्री और न्यूनतम तापमान {low} डिग्री रहने का अनुमान है, जबकि हवा में नमी "
        f"{wet} फ़ीसदी रहेगी। पश्चिम से {wind} किलोमीटर की रफ़्तार से हवा चलेगी। किसान कटी हुई फ़सल को ढककर रखें और सुबह खेतों में देर से जाएँ, "
        "क्योंकि घाटी में कोहरा रह सकता है और पगडंडियाँ फिसलन भरी होंगी, ऐसा मौसम केंद्र के जानकारों ने बताया।"
    )


STANDING = " केंद्र से 11 गाँव, 12 स्कूल, 13 पुल, 14 घाट और 15 मंडी जुड़े हैं, और सहायता 1077 पर मिलती है।"


def alike(one: Article, other: Article) -> float:
    """The rule of pairs, written out: similarity, or 0 where the two are no candidates or contradict each other."""
    bands = [each.minhash.reshape(dedup.BANDS, -1) for each in (one, other)]
    if one.text == other.text:
        return 1.0
    if not (bands[0] == bands[1]).all(axis=1).any() or dedup.contradict(dedup.numbers(one.text), dedup.numbers(other.text)):
        return 0.0
    return dedup.similarity(dedup.shingles(one.text), dedup.shingles(other.text))


def pair_by_pair(articles: list[Article], window_days: int, least: float) -> dict[str, tuple[str, float]]:
    found = {}
    for article in articles:
        oldest = article.published_on - timedelta(days=window_days)
        before = sorted((a for a in articles if a.rank < article.rank and a.published_on >= oldest), key=lambda a: a.rank)
        for other in before:
            if (score := alike(article, other)) >= least:
                found[article.id] = (other.id, score)
                break
    return found


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.tuples(st.integers(20, 23), st.just(9), st.integers(40, 42), st.integers(5, 6)).map(lambda slots: weather(*slots)),
            st.tuples(st.integers(0, 2), st.integers(0, 99), st.integers(0, 12)).map(lambda d: edited(prose(d[0]), d[1], d[2])),
        ),
        max_size=14,
    ),
    st.integers(0, 3),
    st.sampled_from([0.3, 0.5, 0.7, 0.9]),
    st.randoms(),
)
def test_marks_are_those_of_the_rule_of_pairs(texts: list[str], window: int, least: float, chooser: random.Random) -> None:
    """What is computed in bulk is what comparing each article with all before it gives."""
    days = [DAY + timedelta(days=chooser.randrange(5)) for _ in texts]
    articles = [article(f"{n:02}", text, day) for n, (text, day) in enumerate(zip(texts, days, strict=True))]
    assert mark(articles, window_days=window, least=least) == pair_by_pair(articles, window, least)


def test_marks_of_a_day_full_of_one_form_are_those_of_the_rule_of_pairs() -> None:
    """So they are where hundreds of pages are candidates of each other, and are compared in blocks."""
    chooser = random.Random(5)
    texts = [weather(*(chooser.randint(1, 12) for _ in range(4))) for _ in range(160)]
    articles = [article(f"{n:03}", text + STANDING * (n % 2)) for n, text in enumerate(texts)]
    marked = mark(articles, window_days=0, least=0.5)
    assert marked == pair_by_pair(articles, 0, 0.5)
    assert 0 < len(marked) < len(articles) - 1


@given(
    st.lists(st.lists(st.integers(0, 2), min_size=4, max_size=4), min_size=1, max_size=9), st.sampled_from([0, 4096]), st.data()
)
def test_neighbours_are_those_that_share_a_band(drawn: list[list[int]], few: int, data: st.DataObject) -> None:
    """Two articles are candidates if all values of one band are equal, asked in any order and for any part of the ranking."""
    filler = [np.arange(dedup.BINS, dtype=np.uint32) + 1000 * (n + 1) for n in range(len(drawn))]
    for values, own in zip(filler, drawn, strict=True):
        values[:4] = values[-4:] = own
        values[5:9] = own  # across two bands, which is no band
    near = Neighbours(dedup.bands_of(np.array(filler, np.uint32)).T)
    for n in data.draw(st.permutations(range(len(drawn)))):
        start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(drawn))] * 2)))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(bulk, "_FEW", few)
            found = near.between(n, start, end).tolist()
        assert found == [m for m in range(start, end) if drawn[m] == drawn[n] and _met(drawn, n)]


def _met(drawn: list[list[int]], n: int) -> bool:
    """Whether any other shares the band; without one, an article is not even its own neighbour."""
    return drawn.count(drawn[n]) > 1


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 30)), max_size=12), st.sampled_from([1, 300, 2_000]))
def test_marks_are_the_same_however_many_texts_are_held_at_a_time(drawn: list[tuple[int, int]], held: int) -> None:
    """Families of texts that are compared one after the other give what all texts together give."""
    articles = [article(f"{n:02}", edited(prose(seed), n, edits)) for n, (seed, edits) in enumerate(drawn)]
    marked = mark(articles, window_days=3, least=0.7)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bulk, "_HELD", held)
        patch.setattr(scratch, "IN_MEMORY", held)
        assert mark(articles, window_days=3, least=0.7) == marked


def test_form_filled_with_other_numbers_is_no_duplicate() -> None:
    """Two days' weather are two articles, however alike; with one figure corrected they are one."""
    today, tomorrow, mended = weather(31, 14, 60, 12), weather(29, 17, 74, 9), weather(31, 14, 60, 15)
    assert dedup.similarity(dedup.shingles(today), dedup.shingles(tomorrow)) > 0.6
    assert not mark([article("a", today), article("b", tomorrow)], window_days=0, least=0.6)
    assert mark([article("a", today), article("b", mended)], window_days=0, least=0.6)


@given(*[st.tuples(*[st.integers(0, 40)] * 4)] * 2)
def test_contradiction_is_mutual_and_never_with_oneself(one: tuple[int, ...], other: tuple[int, ...]) -> None:
    """Two texts contradict each other or do not, whichever comes first; none contradicts itself."""
    first, second = dedup.numbers(weather(*one)), dedup.numbers(weather(*other))
    assert dedup.contradict(first, second) is dedup.contradict(second, first)
    assert not dedup.contradict(first, first)


@pytest.mark.parametrize(("shared", "differing", "is_form"), [(2, 2, False), (3, 3, True), (9, 3, True), (10, 3, False)])
def test_a_contradiction_takes_three_numbers_and_a_third_of_those_in_the_same_place(
    shared: int, differing: int, is_form: bool
) -> None:
    """Law: two texts are one form filled twice from three differing numbers on, a third of those that both have."""
    one = dict.fromkeys(range(shared), 1)
    other = {place: 2 if place < differing else 1 for place in range(shared)}
    assert dedup.contradict({**one, 98: 1}, {**other, 99: 2}) is is_form


@given(st.integers(1000, 99999))
def test_number_is_the_same_in_every_script_and_grouping(number: int) -> None:
    """Native digits, separators and punctuation around a number do not change it."""
    plain, grouped = f"कुल {number} लोग", f"कुल ({number:,}) लोग।"
    native = plain.translate({ord("0") + n: 0x966 + n for n in range(10)})
    assert dedup.numbers(plain) == dedup.numbers(grouped) == dedup.numbers(native) != dedup.numbers(f"कुल {number + 1} लोग")


def test_number_stands_between_words() -> None:
    """Each occurrence counts, letters that belong to a figure are part of its place, and an edge of the text is one too."""
    assert len(dedup.numbers("5 लोग, फिर 6 लोग, फिर 7 लोग")) == 3
    assert dedup.numbers("the 5th man").keys() == dedup.numbers("the 6th man").keys() != dedup.numbers("the 5 man").keys()
    assert dedup.numbers("气温32度").keys() == dedup.numbers("气温18度").keys()
    assert dedup.numbers("no number at all") == {}


def test_exact_copy_is_a_duplicate_of_the_first() -> None:
    """Of two equal texts the one that landed first survives, whatever its id."""
    text = " ".join(prose(1))
    marked = mark([article("a", text, DAY, DAY + timedelta(days=1)), article("b", text)], window_days=3, least=0.7)
    assert marked == {"a": ("b", 1.0)}


def test_longer_of_two_like_articles_of_a_day_survives() -> None:
    """An agency text with one more paragraph stands for the shorter one."""
    words = prose(2, 300)
    marked = mark([article("a", " ".join(words[:260])), article("b", " ".join(words))], window_days=3, least=0.7)
    assert list(marked) == ["a"]


@pytest.mark.parametrize(("apart", "found"), [(0, True), (3, True), (4, False)])
def test_window_ends_where_it_says(apart: int, found: bool) -> None:
    """A copy published within the window is a duplicate; one published a day later is news again."""
    text = " ".join(prose(3))
    marked = mark([article("a", text), article("b", text, DAY + timedelta(days=apart))], window_days=3, least=0.7)
    assert ("b" in marked) is found


def test_different_articles_are_not_duplicates() -> None:
    """Articles of the same words in other sentences are not alike."""
    assert not mark([article(str(n), " ".join(prose(n))) for n in range(30)], window_days=3, least=0.7)


def test_candidates_miss_no_pair_that_is_clearly_alike() -> None:
    """Of 200 pairs with a true similarity of at least .7, all are found through their signatures."""
    missed = 0
    for seed in range(200):
        words = prose(seed, 200)
        one, other = article("a", " ".join(words)), article("b", edited(words, seed, 8))
        alike = dedup.similarity(dedup.shingles(one.text), dedup.shingles(other.text)) >= 0.7
        missed += alike and len(mark([one, other], window_days=0, least=0.7)) != 1
    assert missed == 0


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=60))
def test_signature_is_a_function_of_the_set_of_shingles(words: list[str]) -> None:
    """Spacing, case and punctuation do not change a signature; its length is fixed."""
    plain, dressed = " ".join(words), "।  ".join(words) + "!"
    assert dedup.signature(dedup.shingles(plain)).tolist() == dedup.signature(dedup.shingles(dressed)).tolist()
    assert len(dedup.signature(dedup.shingles(plain))) == dedup.BINS


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6), st.integers(0, 6)), max_size=12))
def test_a_family_is_what_bands_and_contents_link(drawn: list[tuple[int, int, int]]) -> None:
    """Two articles are of one family if and only if a chain of common bands and common contents leads from one to the other."""
    bands = [np.array([each[band] for each in drawn], np.uint64) for band in (0, 1)]
    contents = np.unique([each[2] for each in drawn], return_inverse=True)[1].astype(np.intp)
    found = Neighbours(iter(bands)).families(contents).tolist()
    own = list(range(len(drawn)))
    for _ in drawn:
        for one, other in itertools.product(range(len(drawn)), repeat=2):
            if any(here == there for here, there in zip(drawn[one], drawn[other], strict=True)):
                own[one] = own[other] = min(own[one], own[other])
    assert [[a == b for b in found] for a in found] == [[a == b for b in own] for a in own]
