"""The section of the paper that an article belongs to: what the site says first, the article's own words second.

article -> section line, metadata, address (sections) -> a learned model, if the operator named one -> topic words -> none
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from copydesk import schema, sections
from copydesk.model import Guess, Hints
from copydesk.sections import Index, Sectioned
from copydesk.topics import words
from copydesk.topics.learned import Model

_LEAST_SCORE, _LEAST_MARGIN = 1.5, 0.001  # more than one word said once; from there on the tune half showed no gain
_STATED = 0.98
_CLEAR = 0.3  # below it every other answer is wrong (benchmarks/RESULTS.md): then the section of a place is the better one
_LOCALE = 2  # letters: /us/ and uk. are editions, as /en/ and /fr/ are, and no sections of world news
_SHORT_SECTIONS = frozenset({"tv", "ai"})
_NONE = Guess("uncategorised", 0.0, "none")


@dataclass(frozen=True, slots=True)
class TopicGuess:
    """The topic with its confidence and evidence, the scope if a place section named one, the topic's IPTC code if any."""

    guess: Guess[str]
    scope: str | None
    iptc_code: str | None


def _from_words(scores: Mapping[str, float]) -> Guess[str] | None:
    """The topic that the words speak for, if they speak often enough and clearly more than for any other."""
    ranked = sorted(scores.items(), key=lambda item: -item[1])
    if not ranked or ranked[0][1] < _LEAST_SCORE:
        return None
    (best, top), second, total = ranked[0], ranked[1][1] if len(ranked) > 1 else 0.0, sum(scores.values())
    if top - second < _LEAST_MARGIN * total:
        return None
    return Guess(best, round(top / total * top / (top + 1), 3), "lexicon")


def folders(url: str) -> list[str]:
    """The parts of an address that may name a section: the site's subdomain and the folders, not the page itself."""
    try:
        parts = urlsplit(url)
    except ValueError:  # an address that cannot be parsed names no section
        return []
    host = (parts.hostname or "").removeprefix("www.").split(".")
    named = [*host[:-2][:1], *(unquote(folder) for folder in parts.path.split("/")[:-1])]
    return [name for name in named if len(name) > _LOCALE or name.casefold() in _SHORT_SECTIONS or not name.isascii()]


def _read(label: str, known: Index | None) -> Sectioned | None:
    return sections.read(label, known) or sections.begins(label, known) or sections.gather([label], known)


def _stated(section_label: str | None, hints: Hints, known: Index | None) -> Iterator[tuple[Sectioned, str]]:
    """What the site itself says of the section, from the most to the least explicit, each with its evidence."""
    if section_label and (said := _read(section_label, known)):
        yield said, "section-label"
    if hints.section and (said := sections.gather([hints.section], known)):
        yield said, "metadata"
    if hints.url and (said := sections.gather(folders(hints.url), known)):
        yield said, "url-section"


def assign(
    *,
    title: str | None,
    text: str,
    section_label: str | None,
    hints: Hints,
    language: str,
    known_sections: Index | None = None,
    known_words: words.Vocabulary | None = None,
    model: Model | None = None,
) -> TopicGuess:
    """The topic by `section-label`, `metadata`, `url-section`, `learned`, `lexicon`, or `none` for `uncategorised`.

    A section that the site states wins over words, but for a state or city section: it says where and not what, so its
    article gets the topic of its words if they are clear, else `local`. `known_sections` and `known_words`
    default to the package's lexicons; `model` is asked before the lexicon, and answers only where it is sure.
    """
    scope: str | None = None
    local: Guess[str] | None = None
    for said, evidence in _stated(section_label, hints, known_sections or sections.of_language(language)):
        scope = scope or said.scope
        if said.topic == "local":
            local = local or Guess("local", _STATED, evidence)
        elif said.topic is not None and not (local and said.topic in sections.PLACES):
            return _with_code(Guess(said.topic, _STATED, evidence), scope)
    guess = model.guess(title, text, language) if model else None
    guess = guess or _from_words(words.score(title, text, known_words or words.of_language(language)))
    if local and guess and guess.confidence < _CLEAR:
        guess = None
    return _with_code(guess or local or _NONE, scope)


def by_words(title: str | None, text: str, language: str) -> Guess[str]:
    """What the topic words of the language's lexicon say of an article, whatever its site says."""
    return _from_words(words.score(title, text, words.of_language(language))) or _NONE


def _with_code(guess: Guess[str], scope: str | None) -> TopicGuess:
    return TopicGuess(guess, scope, schema.TOPICS[guess.value].iptc_code)
