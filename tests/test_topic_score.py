"""The topic benchmark counts what it says, deals its documents into halves, and its floors hold."""

from __future__ import annotations

import tomllib
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from benchmarks import gold, topic_documents, topic_picture, topic_score, topic_sections
from benchmarks.topic_documents import MAIN, NEWS_LIKE, Document
from benchmarks.topic_score import NONE, Answer
from copydesk import lexicon
from copydesk.schema import TOPICS
from tests.shared_data import shared

FLOORS = tomllib.loads((Path(__file__).parent / "floors.toml").read_text("utf-8"))["topics"]


def document(label: str, right: str, text: str = "", half: str = "test") -> Document:
    return Document("sib", "en", half, label, frozenset({right}), None, text)


def answer(label: str, right: str, topic: str, score: float = 0.5, second: str = "crime") -> Answer:
    return Answer(document(label, right), topic, score, (topic, second))


ANSWERS = [
    answer("sports", "sport", "sport", 0.9),
    answer("sports", "sport", "crime", 0.1, "sport"),
    answer("health", "health", NONE, 0.0),
    answer("health", "health", "health", 0.45),
]


def test_shares_count_answers_and_right_ones() -> None:
    """Coverage is over all documents, accuracy over those that got a topic, and the second guess is counted apart."""
    told = topic_score.share(ANSWERS)
    assert (told.documents, told.answered, told.right, told.among_two) == (4, 3, 2, 3)
    assert (told.coverage, told.accuracy, told.right_of_all) == (0.75, 2 / 3, 0.5)


def test_the_confusion_has_every_document_once() -> None:
    """Each document is in the row of its label and the column of its answer."""
    counts = topic_score.confusion(ANSWERS)
    assert counts == {"sports": {"sport": 1, "crime": 1}, "health": {NONE: 1, "health": 1}}


def test_either_of_two_topics_is_right() -> None:
    """A page that a reader files under two topics stands in the row of the one that was given, else of the likelier."""
    page = Document("read", "en", "test", "business", frozenset({"business", "technology"}), None, "")
    told = [Answer(page, topic, 0.5, (topic,)) for topic in ("technology", "business", "crime")]
    assert topic_score.share(told).right == 2
    assert topic_score.confusion(topic_score.settled(told)) == {
        "technology": {"technology": 1},
        "business": {"business": 1, "crime": 1},
    }
    assert topic_score.likelier(told) == "0 of 0 (tune), 1 of 3 (test)"


def test_read_pages_have_topics_of_the_list() -> None:
    """Each page has one topic or two, of the list and of a subject, the likelier first."""
    pages = tomllib.loads(topic_documents.READ.read_text("utf-8"))
    named = [topics.split() for own in pages.values() for topics in own.values()]
    assert {len(own) for own in named} == {1, 2}
    assert {topic for own in named for topic in own} <= TOPICS.keys() - {NONE, "national", "local"}


def test_bands_leave_out_what_got_no_topic() -> None:
    """Three answers, each in the band of its score."""
    assert [line.split(" | ")[1] for line in topic_score.bands(ANSWERS).splitlines()[2:]] == ["1", "1", "1"]


def test_marks_agree_only_where_both_name_a_subject() -> None:
    """A place or nothing is no mark to compare."""
    told = topic_score.agreement(
        [
            {"address": "sport", "tags": "sport", "printed": None},
            {"address": "sport", "tags": "health", "printed": "world"},
            {"address": None, "tags": "health", "printed": "health"},
        ]
    )
    assert "| address and tags | 2 | 0.500 |" in told
    assert "| printed and tags | 1 | 1.000 |" in told
    assert "address and printed" not in told


@pytest.mark.parametrize("count", [1, 5, 9, 14, 28])
def test_documents_are_parts_of_nearly_equal_length(count: int) -> None:
    """No sentence is lost or told twice, and parts differ by one at most."""
    parts = topic_documents.parts([str(n) for n in range(count)])
    assert [sentence for part in parts for sentence in part] == [str(n) for n in range(count)]
    assert max(map(len, parts)) - min(map(len, parts)) <= 1


def test_the_answers_are_slugs_of_the_list() -> None:
    """Each label of SIB-200 is answered by topics that exist, and each language that it has its code there."""
    assert frozenset().union(*topic_documents.SIB.values()) <= TOPICS.keys()
    assert set(topic_documents.CODES) | {"hi-Latn", "gu-Latn", "pcm", "kok"} == set(lexicon.load())


def test_the_picture_reads_in_light_and_dark() -> None:
    """It is an SVG with a colour for either scheme, a name for each row and column, and each count."""
    drawn = topic_picture.draw({"a<b": {"sport": 3}, "health": {NONE: 1}})
    texts = [found.text for found in ET.fromstring(drawn).iter("{http://www.w3.org/2000/svg}text")]
    assert texts == ["sport", NONE, "a<b", "3", "health", "1"]
    assert "prefers-color-scheme: dark" in drawn


def test_lexicon_alone_holds_its_floor() -> None:
    """On SIB-200's news-like documents that nothing was chosen on, right answers do not become fewer."""
    shared("gold/lang/sib200_train.jsonl.gz")
    news = [one for one in topic_documents.sib() if one.half == "test" and one.label in NEWS_LIKE]
    group = dict.fromkeys(MAIN, "main") | dict.fromkeys(topic_documents.NEWEST, "newest")
    for name in ("main", "others", "newest"):
        told = topic_score.share([topic_score.ask(one) for one in news if group.get(one.language, "others") == name])
        assert told.coverage >= FLOORS[name]["coverage"], name
        assert told.accuracy >= FLOORS[name]["accuracy"], name


def test_lexicon_alone_holds_its_floor_on_full_articles() -> None:
    """On news pages of publishers that no word was chosen on, the topic is one that a reader gives, as often as it was."""
    shared("gold/lines/fundus.jsonl.gz")
    own = [one for one in topic_documents.read_pages(gold.read()) if one.half == "test"]
    told = topic_score.share([topic_score.ask(one) for one in own])
    assert told.coverage >= FLOORS["read"]["coverage"]
    assert told.right_of_all >= FLOORS["read"]["right"]


def test_samples_have_their_topics() -> None:
    """With the section lines that they print, all samples but one in fifty have the topic of truth.toml."""
    own = topic_documents.labelled_samples()
    lines = topic_score.evidence(own).splitlines()[2:]
    right = sum(int(n) * float(share) for _, n, share in (line.strip("| ").split(" | ") for line in lines))
    assert right / len(own) >= FLOORS["samples"]["right"]


def test_names_of_sections_are_known() -> None:
    """Of the names that newspapers print the map knows and reads rightly as many as it did, in each language and in all."""
    every = topic_sections.coverage()
    names = sum(one.names for one in every)
    assert {one.language for one in every} == {code for code in lexicon.load() if "-" not in code}
    assert sum(one.known for one in every) / names >= FLOORS["sections"]["known"]
    assert sum(one.right for one in every) / names >= FLOORS["sections"]["right"]
    assert {one.language: one.right for one in every if one.right / one.names < FLOORS["sections"]["language"]} == {}
