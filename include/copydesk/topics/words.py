"""The topic words of a language, found in running text whatever its endings: what an article speaks of, by its own words."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from copydesk import lexicon
from copydesk.lexicon import Lexicon
from copydesk.sections import PLACES
from copydesk.text import UNSPACED, char_script, fold
from copydesk.topics.endings import Entry, Phrases

BODY_CHARS = 4_000
"""Of the body, about 600 words are read: news says what it is about at its head."""

_TITLE_WEIGHT = 3.0
_HEAD_CHARS, _HEAD_WEIGHT = 300, 2.0  # the first paragraphs, of so many letters at least, tell the news
_PHRASE_WEIGHT = 1.5  # several words in their order are seldom there by chance
_PLACE_WEIGHT = 0.5  # a country is named in news of every kind
_WORTH = (0.0, 1.0, 1.5, 1.75)  # of a word that stands once, twice, and oftener: one name repeated is not more evidence
_MOST_KEPT = 200_000  # printed words of a language that are remembered, some 30 MB
Match = tuple[tuple[str, ...], tuple[str, ...]]
"""The words of a topic phrase as they stand in a text, and the topics it speaks for."""


class Head(NamedTuple):
    """A word that may begin phrases, the how-many-eth it is between two blanks, and those phrases.

    `alone` is the word as a phrase of its own; `longer` are phrases of several words, which reach over as many as `reach`.
    """

    number: int
    word: str
    alone: Match | None
    longer: tuple[Entry, ...]
    reach: int


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The topic words of one language: gives each topic phrase that stands in a text."""

    find: Callable[[str], list[Match]]


class _Spaced(dict[str, tuple[Head, ...]]):
    """Finds phrases in a script that puts spaces between words.

    Folding is most of the work, and texts say the same words again: what stands between two blanks is folded and looked up
    once, and its heads are kept here; most have none.
    """

    def __init__(self, phrases: Phrases) -> None:
        self.phrases = phrases

    def __missing__(self, printed: str) -> tuple[Head, ...]:
        if len(self) >= _MOST_KEPT:
            self.clear()
        words = enumerate(fold(printed).split())
        found = (_head(number, word, self.phrases.entries(word)) for number, word in words)
        self[printed] = heads = tuple(head for head in found if head.alone or head.longer)
        return heads

    def find(self, text: str) -> list[Match]:
        printed = text.split()
        found: list[Match] = []
        for at, heads in enumerate(map(self.__getitem__, printed)):
            for head in heads:
                if head.alone:
                    found.append(head.alone)
                if head.longer:
                    here = _folded(printed, at, head.number + head.reach)[head.number + 1 :]
                    found += [((head.word, *rest), topics) for rest, topics in head.longer if here[: len(rest)] == rest]
        return found


def _folded(printed: list[str], at: int, count: int) -> tuple[str, ...]:
    """The folded words from a place on, `count` at least if there are so many: a dash between two blanks is no word."""
    found: list[str] = []
    while at < len(printed) and len(found) < count:
        found += fold(printed[at]).split()
        at += 1
    return tuple(found)


def _head(number: int, word: str, entries: tuple[Entry, ...]) -> Head:
    longer = tuple((rest, topics) for rest, topics in entries if rest)
    alone = next((((word,), topics) for rest, topics in entries if not rest), None)
    return Head(number, word, alone, longer, 1 + max((len(rest) for rest, _ in longer), default=0))


class _Unspaced:
    """Finds the phrases of a script without spaces wherever they stand, and the others between such letters."""

    def __init__(self, own: Lexicon, english: Lexicon | None) -> None:
        topics: dict[str, set[str]] = {}
        for topic, phrases in own.topics.items():
            for phrase in phrases:
                topics.setdefault(fold(phrase), set()).add(topic)
        self.whole = {phrase: tuple(sorted(named)) for phrase, named in topics.items() if char_script(phrase[0]) in UNSPACED}
        self.heads: dict[str, tuple[int, ...]] = {}
        for phrase in self.whole:
            self.heads[phrase[:2]] = tuple(sorted({*self.heads.get(phrase[:2], ()), len(phrase)}))
        self.others = _Spaced(Phrases(None, english))
        self.only_others = _OnlySpaced()

    def find(self, text: str) -> list[Match]:
        folded = fold(text)
        found: list[Match] = []
        pairs = [folded[at : at + 2] for at in range(len(folded))]
        for at, lengths in enumerate(map(self.heads.get, pairs)):
            for length in lengths or ():
                phrase, behind = folded[at : at + length], folded[at + length : at + length + 1] or " "
                # A vowel sign behind it would make its last letter another one.
                if (topics := self.whole.get(phrase)) and unicodedata.category(behind)[0] != "M":
                    found.append(((phrase,), topics))
        return found + self.others.find(folded.translate(self.only_others))


class _OnlySpaced(dict[int, str]):
    """A str.translate table that makes a blank of each letter of a script without spaces."""

    def __missing__(self, code: int) -> str:
        self[code] = kept = " " if char_script(chr(code)) in UNSPACED else chr(code)
        return kept


def vocabulary(own: Lexicon | None, english: Lexicon | None) -> Vocabulary:
    """The topic words of an article's own language, which may carry endings, and English ones, which must match exactly.

    English words stand in articles of every language; a stem of theirs, however, would find strangers there.
    """
    if own is not None and not UNSPACED.isdisjoint(own.scripts):
        return Vocabulary(_Unspaced(own, english).find)
    return Vocabulary(_Spaced(Phrases(own, english)).find)


@cache
def of_language(language: str) -> Vocabulary:
    """The topic words of a language by the package's lexicons; English ones alone where it has none."""
    lexicons = lexicon.load()
    return vocabulary(lexicons.get(language), lexicons.get("en"))


def score(title: str | None, text: str, known: Vocabulary) -> dict[str, float]:
    """How much title and head of the text speak for each topic; a word of several topics shares itself among them."""
    scores: dict[str, float] = {}
    head = max(text.find("\n", _HEAD_CHARS, BODY_CHARS), 0)  # whole paragraphs, so that no phrase is cut in two
    for part, weight in ((title or "", _TITLE_WEIGHT), (text[:head], _HEAD_WEIGHT), (text[head:BODY_CHARS], 1.0)):
        counts: dict[Match, int] = {}
        for match in known.find(part):
            counts[match] = counts.get(match, 0) + 1
        for (phrase, topics), count in counts.items():
            worth = weight * _WORTH[min(count, len(_WORTH) - 1)] * (_PHRASE_WEIGHT if len(phrase) > 1 else 1.0) / len(topics)
            for topic in topics:
                scores[topic] = scores.get(topic, 0.0) + worth * (_PLACE_WEIGHT if topic in PLACES else 1.0)
    return scores
