"""The section of the paper that an article belongs to: what the site says first, the article's own words second."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from urllib.parse import unquote, urlsplit

from copydesk import lexicon, schema, sections
from copydesk.lexicon import Lexicon
from copydesk.model import Guess, Hints
from copydesk.sections import Index, Sectioned
from copydesk.text import UNSPACED, char_script, fold, words

_BODY_CHARS = 4_000  # about 600 words: news says what it is about at its head
_TITLE_WEIGHT = 3.0
_OFTEN = 3  # a word counts at most so many times: one name repeated is not more evidence
_SHORTEST_STEM, _LONGEST_ENDING = 4, 7  # in code points
_LATIN_ENDINGS = frozenset({"s", "es", "d", "ed", "er", "ers", "ing"})  # any ending would find "easter" in "eastern"
_LEAST_SCORE, _LEAST_MARGIN = 3.0, 0.15
_STATED = 0.98
_AM = ("ம்", "ం", "ം")  # nouns in -am lose the m in every other case, in Tamil, Telugu and Malayalam

Entry = tuple[tuple[str, ...], tuple[str, ...]]
"""A phrase behind its first word (empty for a single word) and the topics it speaks for."""


@dataclass(frozen=True, slots=True)
class TopicGuess:
    """The topic with its confidence and evidence, the scope if a place section named one, the topic's IPTC code if any."""

    guess: Guess[str]
    scope: str | None
    iptc_code: str | None


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The topic words of one language: how to split its text, and the phrases that may begin with a folded word."""

    split: Callable[[str], list[str]]
    entries: Callable[[str], tuple[Entry, ...]]


def _stem(word: str) -> str:
    """What stays of a dictionary word when endings are put to it: a virama at the end goes, and so does the m of -am."""
    if word.endswith(_AM):
        return word.removesuffix("்")[:-1]
    return word[:-1] if unicodedata.combining(word[-1]) == 9 else word


def _may_end(word: str, end: int) -> bool:
    return char_script(word[0]) != "Latn" or word[end:] in _LATIN_ENDINGS


def _spaced_words(text: str) -> list[str]:
    """What text.words() gives for scripts that put spaces between words, at a fifth of its price."""
    return fold(text).split()


def vocabulary(own: Lexicon | None, english: Lexicon | None) -> Vocabulary:
    """The topic words of an article's own language, which may carry endings, and English ones, which must match exactly.

    English words stand in articles of every language; a stem of theirs, however, would find strangers there.
    """
    unspaced = own is not None and not UNSPACED.isdisjoint(own.scripts)
    split = words if unspaced else _spaced_words
    whole: dict[str, dict[tuple[str, ...], set[str]]] = {}
    stems: dict[str, set[str]] = {}
    for each in [own] if own is english else [own, english]:
        for topic, phrases in each.topics.items() if each else ():
            for phrase in phrases:
                first, *rest = split(phrase)
                whole.setdefault(first, {}).setdefault(tuple(rest), set()).add(topic)
                if each is own and not rest and len(stem := _stem(first)) >= _SHORTEST_STEM:
                    stems.setdefault(stem, set()).add(topic)

    @lru_cache(maxsize=65_536)
    def entries(word: str) -> tuple[Entry, ...]:
        found = {rest: tuple(sorted(topics)) for rest, topics in whole.get(word, {}).items()}
        for end in range(len(word), max(_SHORTEST_STEM, len(word) - _LONGEST_ENDING) - 1, -1):
            if () not in found and (topics := stems.get(word[:end])) and _may_end(word, end):
                found[()] = tuple(sorted(topics))
        return tuple(sorted(found.items(), reverse=True))

    return Vocabulary(split, entries)


@cache
def _words_of(language: str) -> Vocabulary:
    lexicons = lexicon.load()
    return vocabulary(lexicons.get(language), lexicons.get("en"))


def _matches(text: str, known: Vocabulary) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Each topic phrase in the text, as (its words, its topics)."""
    tokens = known.split(text)
    for at, token in enumerate(tokens):
        for rest, topics in known.entries(token):
            if not rest or tuple(tokens[at + 1 : at + 1 + len(rest)]) == rest:
                yield (token, *rest), topics


def score(title: str | None, text: str, known: Vocabulary) -> dict[str, float]:
    """How much title and head of the text speak for each topic; a word of several topics shares itself among them."""
    scores: dict[str, float] = {}
    for part, weight in ((title or "", _TITLE_WEIGHT), (text[:_BODY_CHARS], 1.0)):
        for (_, topics), count in Counter(_matches(part, known)).items():
            for topic in topics:
                scores[topic] = scores.get(topic, 0.0) + weight * min(count, _OFTEN) / len(topics)
    return scores


def _from_words(scores: Mapping[str, float]) -> Guess[str] | None:
    """The topic that the words speak for, if they speak often enough and clearly more than for any other."""
    ranked = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
    if not ranked or ranked[0][1] < _LEAST_SCORE:
        return None
    (best, top), second, total = ranked[0], ranked[1][1] if len(ranked) > 1 else 0.0, sum(scores.values())
    if top - second < _LEAST_MARGIN * total:
        return None
    return Guess(best, round(top / total * top / (top + 1), 3), "lexicon")


def _folders(url: str) -> list[str]:
    """The parts of an address that may name a section: the site's subdomain and the folders, not the page itself."""
    try:
        parts = urlsplit(url)
    except ValueError:  # an address that cannot be parsed names no section
        return []
    host = (parts.hostname or "").removeprefix("www.").split(".")
    return [*host[:-2][:1], *(unquote(folder) for folder in parts.path.split("/")[:-1])]


def _read(label: str, known: Index | None) -> Sectioned | None:
    return sections.read(label, known) or sections.begins(label, known) or sections.gather([label], known)


def _stated(section_label: str | None, url: str | None, hints: Hints, known: Index | None) -> Iterator[tuple[Sectioned, str]]:
    """What the site itself says of the section, from the most to the least explicit, each with its evidence."""
    if section_label and (said := _read(section_label, known)):
        yield said, "section-label"
    if hints.section and (said := sections.gather([hints.section], known)):
        yield said, "metadata"
    if (address := url or hints.url) and (said := sections.gather(_folders(address), known)):
        yield said, "url-section"


def assign(
    *,
    title: str | None,
    text: str,
    section_label: str | None,
    url: str | None,
    hints: Hints,
    language: str,
    known_sections: Index | None = None,
    known_words: Vocabulary | None = None,
) -> TopicGuess:
    """The topic of an article, by `section-label`, `metadata`, `url-section`, `lexicon`, or `none` for `uncategorised`.

    A section that the site states wins over words, but for a state or city section: it says where and not what, so its
    article gets the topic of its words if they are clear, else `local`. `known_sections` and `known_words`
    default to the package's lexicons.
    """
    scope: str | None = None
    local: Guess[str] | None = None
    for said, evidence in _stated(section_label, url, hints, known_sections):
        scope = scope or said.scope
        if said.topic == "local":
            local = local or Guess("local", _STATED, evidence)
        elif said.topic is not None and not (local and said.topic in sections.PLACES):
            return _with_code(Guess(said.topic, _STATED, evidence), scope)
    by_words = _from_words(score(title, text, known_words or _words_of(language)))
    return _with_code(by_words or local or Guess("uncategorised", 0.0, "none"), scope)


def _with_code(guess: Guess[str], scope: str | None) -> TopicGuess:
    return TopicGuess(guess, scope, schema.TOPICS[guess.value].iptc_code)
