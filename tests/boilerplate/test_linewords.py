"""What words say of a line: weights come from the file, what is unknown says nothing, marks of credits hold in every language."""

from __future__ import annotations

import json
from importlib.resources import files

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.boilerplate import linewords
from copydesk.boilerplate.page import Page
from copydesk.text import fold

FILE = files("copydesk").joinpath("boilerplate/line_words.json")


def described(*texts: str) -> dict[str, np.ndarray]:
    return linewords.described(Page(list(texts), "Latn").lines)


def test_weights_are_small_and_whole() -> None:
    """The file stays small, each weight is a whole number of hundredths, each gram stands once and is folded as lines are."""
    table = json.loads(FILE.read_text("utf-8"))
    told = [gram for grams in table.values() for gram in grams]
    assert len(FILE.read_bytes()) < 1_000_000
    assert len(told) == len(set(told)) > 1000
    assert all(int(weight) for weight in table)
    assert all(word in ("^", "$", "=") or fold(word) == word for gram in told[::50] for word in gram.split())


def test_words_of_a_page_that_is_not_known_cannot_be_told() -> None:
    """A page in a language without weights has no number for its words, and all of its marks."""
    with linewords.weighing({"bridge": 1.0}):
        found = described("நதியில் புதிய பாலம்", "படம்: Reuters")
    assert np.isnan(found["word's sum"]).all()
    assert np.isnan(found["word's sum around"]).all()
    assert found["agencies"].tolist() == [0, 1]


def test_what_no_weight_knows_says_nothing() -> None:
    """A line without a known word is neither text nor furniture, and one with known words leans as they do."""
    with linewords.weighing({"subscribe": -2.0, "^ subscribe": -1.0, "said": 1.5}):
        found = described("Subscribe", "she said", "வணக்கம்")
    assert found["word's sum"].tolist() == [pytest.approx(-3 / 2**0.5), 1.5, 0.0]
    assert found["words known"][2] == 0.0
    assert (found["word's best"][1], found["word's worst"][0]) == (1.5, -2.0)


@given(st.text("ab cd ", max_size=40), st.integers(0, 99_999), st.integers(0, 99_999))
def test_any_number_is_one_word(text: str, one: int, other: int) -> None:
    """Grams do not tell one number from another, and say each thing once."""
    found = linewords.grams(fold(f"{text} {one} {text}"))
    assert found == linewords.grams(fold(f"{text} {other} {text}"))
    assert list(found) == sorted(set(found))


@pytest.mark.parametrize(
    ("line", "mark"),
    [
        ("A boat in the harbour (Photo: Getty Images)", "credit in bracket"),
        ("Ein Boot im Hafen Foto: dpa", "credit at end"),
        ("Фото: ТАСС", "credit at start"),
        ("Tent for two, €249", "price"),
        ("21:05 The minister speaks", "clock"),
        ("02:57", "duration"),
        ("The river and the town that…", "ellipsis"),
    ],
)
def test_marks_of_captions_prices_and_tickers(line: str, mark: str) -> None:
    """A mark is seen where it stands, and not in plain prose."""
    plain = "The boats came home in the evening, and nobody asked where they had been."
    told = dict(zip(linewords.MARKS, linewords.marks(line), strict=True))
    assert told[mark]
    assert not dict(zip(linewords.MARKS, linewords.marks(plain), strict=True))[mark]
