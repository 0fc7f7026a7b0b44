"""The score of stories says what it should, and what it measures does not sink below its floors."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from benchmarks import gold, story_common, story_score
from benchmarks.story_documents import SENTENCES, documents, rows
from benchmarks.story_score import PAIRS, Counts, by_kind, by_pair
from tests.shared_data import shared

FLOORS = tomllib.loads((Path(__file__).parent / "floors.toml").read_text("utf-8"))["stories"]


@pytest.fixture(scope="module", autouse=True)
def _gold() -> None:
    shared("gold/lang/sib200_train.jsonl.gz")


@pytest.fixture(scope="module")
def measured() -> dict[str, tuple[Counts, Counts]]:
    return by_pair("report", [0, 2], gold.read()[::5])


def test_counts_give_precision_and_recall() -> None:
    """Of three pairs told one is wrong, of four true ones two were missed."""
    counts = Counts()
    for told, true in ((True, True), (True, True), (True, False), (False, True), (False, True), (False, False)):
        counts.add(told=told, true=true)
    assert (counts.precision, counts.recall) == (2 / 3, 0.5)
    assert (Counts().precision, Counts().recall) == (1.0, 1.0)


def test_what_ships_was_learnt_from_every_language_that_has_a_lexicon() -> None:
    """Law: a language that gets a lexicon gets its common words too; the file is what learning gives."""
    assert story_common.SHIPPED.read_text("utf-8") == story_common.learnt()


def test_halves_share_no_row_and_documents_are_parallel() -> None:
    """No row is in both halves, and a place has one document in each language."""
    assert not set(rows("tune")) & set(rows("report"))
    found = documents("report", 1)
    places = {language: [d.place for d in found if d.language == language] for language in ("hi", "gu", "en")}
    assert places["hi"] == places["gu"] == places["en"] == list(range((len(rows("report")) - 1) // SENTENCES))


@pytest.mark.parametrize("pair", PAIRS)
def test_pairs_of_languages_keep_their_floors(measured: dict[str, tuple[Counts, Counts]], pair: str) -> None:
    """What is told to be one story is, and not less is found than was measured."""
    for found in measured[pair]:
        assert found.precision >= FLOORS["precision"]
    assert measured[pair][1].recall >= FLOORS["recall"][pair]


def test_forms_and_other_events_are_other_stories() -> None:
    """Weather, markets, horoscopes, matches and notices of other days never link, nor do articles on other events."""
    told = by_kind(3, 3)
    forms = ("weather, same place, other day", "market report", "horoscope, half of it repeated", "match report")
    for kind in (*forms, "unrelated"):
        assert told[kind][0] / told[kind][1] <= FLOORS["forms_told"], kind
    assert told["exact copy"][0] / told["exact copy"][1] >= FLOORS["copies_told"]


def test_pages_of_many_publishers_link_with_what_they_repeat() -> None:
    """Pages of the gold dated within a week of each other are linked where they repeat each other, surest first."""
    scores = [score for score, one, other in story_score.linked_pages(gold.read())]
    assert scores == sorted(scores, reverse=True)
    assert len(scores) >= FLOORS["linked_pages"]
