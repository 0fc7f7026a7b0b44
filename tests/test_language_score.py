"""The language benchmark counts what it says it counts."""

from __future__ import annotations

import pytest

from benchmarks import language_score, language_stock, sib, train_language
from benchmarks.language_score import calibration, shares
from copydesk.language import rules
from tests.shared_data import shared

TEXTS = [sib.Text("hin_Deva", "sentence", "…"), sib.Text("mai_Deva", "sentence", "…"), sib.Text("kin_Latn", "sentence", "…")]


def test_shares_are_right_wrong_and_und() -> None:
    """A right name, a wrong one with confidence and `und` are counted apart, and only among the languages asked for."""
    said = [("hi", 0.99), ("hi", 0.95), ("und", 0.0)]
    every = shares(TEXTS, said, [text.code for text in TEXTS])
    assert (every.right, every.wrong, every.sure) == pytest.approx((1 / 3, 1 / 3, 1 / 3))
    assert shares(TEXTS, said, ["hin_Deva"]).right == 1


def test_calibration_is_the_mean_gap() -> None:
    """Two answers at .8 of which one is right are .3 off; `und` says nothing."""
    error, bins = calibration(TEXTS, [("hi", 0.8), ("hi", 0.8), ("und", 0.0)])
    assert error == pytest.approx(0.3)
    assert bins == [(0.8, 2, 0.8, 0.5)]


def test_members_of_a_language_are_right_by_its_name() -> None:
    """An Arabic dialect may be called Arabic, and Maithili may not be called Hindi."""
    assert sib.Text("arz_Arab", "sentence", "").is_right("ar")
    assert not sib.Text("mai_Deva", "sentence", "").is_right("hi")


def test_the_halves_share_no_sentence() -> None:
    """What is reported on was not fitted on, and no text crosses from one half to the other."""
    shared("gold/lang/sib200_train.jsonl.gz")
    for level in sib.SIZES:
        one, other = (
            {line for text in sib.texts(level, half, ["hin_Deva"]) for line in text.text.split("\n")}
            for half in (sib.FIT, sib.REPORT)
        )
        assert one and other and not one & other


def test_the_shipped_words_are_those_that_the_fit_gives() -> None:
    """fitted.toml is what the trainer makes of the same sentences, not something edited by hand."""
    shared("gold/lang/sib200_train.jsonl.gz")
    assert rules.read_fitted()["words"]["Deva"] == train_language.fit_words(sib.FIT, ("Deva",))["Deva"]


def test_furniture_has_the_share_that_was_asked_for() -> None:
    """A mixed page has its paragraph whole, and about so much furniture round it."""
    shared("gold/lang/sib200_train.jsonl.gz")
    for text, _ in language_score._mixed("guj_Gujr", ["eng_Latn"], 0.7)[:5]:
        lines = text.split("\n")
        body = max(lines, key=len)
        assert 0.65 < 1 - len(body) / sum(map(len, lines)) < 0.8


def test_a_language_is_worse_only_beyond_chance() -> None:
    """Six texts that only langdetect names are more than chance, one is not; `und` is no wrong name; the worst comes first."""
    texts = [sib.Text(code, "sentence", "…") for code in ("dan_Latn", "som_Latn") for _ in range(6)]
    ours = ["no", "da", "da", "da", "da", "da", *["und"] * 6]
    found = language_stock.beside(texts, ours, ["da"] * 6 + ["so"] * 6, "und")
    worst, second = found[:2]
    assert (worst.code, worst.lost, worst.ours_wrong, worst.chance) == ("som_Latn", 6, 0, 1 / 64)
    assert (second.code, second.lost, second.ours_wrong, second.chance) == ("dan_Latn", 1, 1, 0.5)
    assert "fewer right than stock in 2 of 55, beyond chance in 1; more wrong names than stock in 1" in language_stock.table(
        "x", found
    )
