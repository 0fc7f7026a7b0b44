"""Lines that name a section of the paper: recognised as such, and read for what they mean.

Labels of all languages are looked up together, because a Hindi page may well print "Home > World > खेल". Where the article's
language is known its own labels come first: "Clima" is the weather in Spanish and the environment in Italian.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from copydesk import lexicon
from copydesk.lexicon import Lexicon, Section
from copydesk.text import fold

PLACES = frozenset({"world", "national", "local"})
"""Topics that say where an article plays and not what it is about."""

_SEPARATED = re.compile(r"[>/\\|»›❯▸►→•·]|::")
_BREADCRUMB = re.compile(rf"(?:(?<!\s)\s+)?(?:{_SEPARATED.pattern})\s*")
_LIST = re.compile(_BREADCRUMB.pattern + "|[,;]")
_MOST_STRANGERS = 3  # words behind two labels that may be tags
_MOST_CHARS, _MOST_LABELS = 160, 8  # a longer line is prose, whatever it is made of


@dataclass(frozen=True, slots=True)
class Sectioned:
    """What a section line says: its labels in order, the most specific topic and the narrowest named scope."""

    labels: tuple[str, ...]
    topic: str | None
    scope: str | None


@dataclass(frozen=True, slots=True)
class Index:
    """The section labels of some lexicons by their folded words; `longest` is how many words a label has at most, by its first.

    `own` are the labels of one language, which are asked before all others.
    """

    sections: Mapping[str, Section]
    longest: Mapping[str, int]
    own: Mapping[str, Section] = field(default_factory=dict)

    def get(self, words: str) -> Section | None:
        """The section of a label by its folded words."""
        return self.own.get(words) or self.sections.get(words)


def index(lexicons: Iterable[Lexicon]) -> Index:
    """The labels of the lexicons in one index; where two lexicons share a label, the first that gives it a topic wins."""
    found: dict[str, Section] = {}
    for section in (section for each in lexicons for section in each.sections):
        known = found.get(key := fold(section.label))
        if known is None or (known.topic is None and section.topic is not None):
            found[key] = section
    listed = sorted((key.split() for key in found), key=len)
    return Index(found, {words[0]: len(words) for words in listed})


@cache
def _all() -> Index:
    return index(lexicon.load().values())


@cache
def of_language(code: str) -> Index:
    """The labels of every lexicon, those of one language first, and English ones, which every site may print, second.

    >>> [read("Clima", of_language(code)).topic for code in ("es", "it")]
    ['weather', 'environment']
    """
    lexicons = lexicon.load()
    first = [index([lexicons[one]]).sections for one in ("en", code) if one in lexicons]
    return replace(_all(), own={label: section for labels in first for label, section in labels.items()})


def _cover(words: Sequence[str], known: Index) -> tuple[Section, ...] | None:
    """The sections that the words are made of with none left over, longest first; None if there is no such cover."""
    if not words:
        return ()
    for length in range(min(known.longest.get(words[0], 0), len(words)), 0, -1):
        section = known.get(" ".join(words[:length]))
        if section is not None and (rest := _cover(words[length:], known)) is not None:
            return (section, *rest)
    return None


def _last(names: Sequence[str]) -> str | None:
    return names[-1] if names else None


def _meaning(sections: Sequence[Section], labels: Sequence[str]) -> Sectioned:
    topics = [section.topic for section in sections if section.topic]
    subjects = [topic for topic in topics if topic not in PLACES]
    scopes = [section.scope for section in sections if section.scope]
    return Sectioned(tuple(labels), _last(subjects) or _last(topics), _last(scopes))


def _trail(crumbs: Sequence[tuple[str, Sequence[str]]], known: Index, strangers: int) -> Sectioned | None:
    """The meaning of a breadcrumb trail, of each crumb its folded words too.

    Up to `strangers` crumbs behind a known one may be a word that is no label.
    """
    sections: list[Section] = []
    labels: list[str] = []
    for crumb, words in crumbs:
        if (cover := _cover(words, known)) is not None:
            sections += cover
            labels += [section.label for section in cover]
        elif len(words) == 1 and sections and strangers:
            strangers -= 1
            labels.append(crumb)
        else:
            return None
    return _meaning(sections, labels) if sections and len(labels) <= _MOST_LABELS else None


def is_trail(line: str) -> bool:
    """Whether the line is put together as a breadcrumb trail is: parts with a separator between.

    >>> is_trail("Home > Sport"), is_trail("News Sport")
    (True, False)
    """
    return bool(_SEPARATED.search(line)) and sum(bool(fold(crumb)) for crumb in _BREADCRUMB.split(line)) > 1


def read(label: str, known: Index | None = None) -> Sectioned | None:
    """What a printed line says as a section line; None unless the whole line is made of section labels.

    So a headline is not a section line merely because it begins with one. `known` defaults to every lexicon's labels.

    >>> rugby = index([lexicon.parse('''
    ... code = "en"
    ... scripts = ["Latn"]
    ... [[section]]
    ... labels = ["Home"]
    ... [[section]]
    ... labels = ["Sport"]
    ... topic = "sport"
    ... ''')])
    >>> read("HOME » Sport » Rugby", rugby)
    Sectioned(labels=('Home', 'Sport', 'Rugby'), topic='sport', scope=None)
    >>> read("Sport is good for the heart", rugby) is None
    True
    """
    if len(label) > _MOST_CHARS:
        return None
    known = known or _all()
    whole = [(label, fold(label).split())]
    if not _SEPARATED.search(label):
        return _trail(whole, known, 0)
    if section := known.get(" ".join(whole[0][1])):  # one label that holds a separator: "IT·과학" is no trail to 과학
        return _meaning([section], [section.label])
    crumbs = [(crumb, words) for crumb in _BREADCRUMB.split(label) if (words := fold(crumb).split())]
    # The line as a whole comes second because a label may itself hold a separator ("Film/TV"), and the stranger (often
    # the name of a town) last.
    return _trail(crumbs, known, 0) or _trail(whole, known, 0) or _trail(crumbs, known, 1)


def begins(label: str, known: Index | None = None) -> Sectioned | None:
    """What a line of labels and tags says: None unless it begins with two labels and few words follow.

    For a line whose place already says that it is no sentence: "Breaking News Geopolitics Indian Ocean" above a headline.
    """
    known = known or _all()
    words = fold(label).split()
    if not words or words[0] not in known.longest:
        return None
    covers = ((_cover(words[:end], known), end) for end in range(len(words), 0, -1))
    cover, end = next(((cover, end) for cover, end in covers if cover), ((), 0))
    if len(cover) < 2 or len(words) - end > _MOST_STRANGERS:
        return None
    return _meaning(cover, [section.label for section in cover])


def gather(parts: Iterable[str], known: Index | None = None) -> Sectioned | None:
    """What those of the parts that are section labels say together; other parts are passed over, None if all are.

    For places that mix sections with other names: the folders of an address, the categories of a record.
    """
    known = known or _all()
    crumbs = [crumb for part in parts for crumb in _LIST.split(part) if len(crumb) <= _MOST_CHARS]
    sections = [section for crumb in crumbs for section in _cover(fold(crumb).split(), known) or ()]
    return _meaning(sections, [section.label for section in sections]) if sections else None
