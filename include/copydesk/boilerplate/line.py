"""A line: what its text says by itself, read once however many pages carry it, and what becomes of it on its page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, TypeVar

import regex

from copydesk import dateline, sections
from copydesk.boilerplate import byline, phrases
from copydesk.boilerplate.repairs import mend
from copydesk.dateline import Dateline
from copydesk.lexicon import Rule
from copydesk.sections import Sectioned
from copydesk.text import FULL_STOPS, UNSPACED, ends_sentence, fold, of_any_number, scripts, split

Value = TypeVar("Value")

PROSE_WITH_STOP, PROSE_WITH_MARK, PROSE_WITHOUT = 5, 10, 20
"""Words from which a line is prose: ending in a full stop, in another stop or colon, in none."""

LONGEST_HEADLINE = 30
"""Words; above the text a line without a stop is a headline up to this length."""

LETTERS_A_WORD = 2.5
"""Letters counted as one word in scripts that put no space between words."""

KEPT = 16_384
"""Texts that are remembered: those of a page, which is looked at twice, and those that its site prints on each page."""

_INNER_STOP = regex.compile(r"[।॥۔。።။]\s*\p{L}")
"""A full stop inside, of the scripts whose stop is no dot: dots stand in headlines too, behind abbreviations."""

_SPEECH = regex.compile(r"""^["“„”«»‹'‘](?>.+(?:["“”«»]|„[^"“”„«»]*?[›'’])|.+?[›'’])[^"“”„«»]*\p{L}[^"“”„«»]*$""")
"""A quotation and who said it, in the marks of any country: German closes with “, Swedish opens with ”. It ends at the last
mark that is sure to be one, or, without one, at the first apostrophe; no other is tried, or a line of marks would take the square
of its length."""


class Text:
    """A mended text and what can be told from it alone: folded, its words, the scripts of its letters, its length in words.

    `count` is the number of what text.words() calls words: letters, in scripts that put no space between words.

    `least` is the length from which it would be prose, for its stop; None where it has none. What the lexicons say of it (its
    rule, what it is as a dateline, as names of sections, as a byline) and whether it is speech is looked up when first asked for.
    """

    __slots__ = (
        "_told", "byline", "count", "dateline", "is_prose", "is_speech", "key", "least", "length", "rule", "scripts", "sectioned",
        "shape", "text", "words",
    )  # fmt: skip
    rule: Rule | None
    dateline: Dateline | None
    sectioned: Sectioned | None
    byline: str | None
    is_speech: bool
    shape: str

    def __init__(self, text: str) -> None:
        self._told: dict[Callable[[Text], Any], Any] = {}
        self.text = text
        self.key = key = fold(text)
        self.words = key.split()
        letters = scripts(text)
        self.scripts = letters.keys()
        self.length = self.count = len(self.words)
        if UNSPACED & letters.keys():
            self.count = len(split(key))
            if max(letters, key=letters.__getitem__) in UNSPACED:
                self.length = round(self.count / LETTERS_A_WORD)
        self.least = _least(self)
        self.is_prose = self.length >= (self.least or PROSE_WITHOUT) and not self.dateline  # 10:15 น.

    def __getattr__(self, name: str) -> Any:
        found = _LOOKED_UP[name](self)
        setattr(self, name, found)
        return found

    def tell(self, what: Callable[[Text], Value]) -> Value:
        """What a function makes of the text; each is asked once."""
        told: Value
        try:
            told = self._told[what]
        except KeyError:
            told = self._told[what] = what(self)
        return told


_LOOKED_UP: dict[str, Callable[[Text], Any]] = {
    "rule": lambda text: phrases.index().find(text.shape, text.text),
    "shape": lambda text: of_any_number(text.key),
    "dateline": lambda text: dateline.parse(text.text, text.key),
    "sectioned": lambda text: sections.read(text.text),
    "byline": lambda text: byline.read(text.text, text.key),
    "is_speech": lambda text: bool(_SPEECH.match(text.text)) and ends_sentence(text.text),
}


def _least(text: Text) -> int | None:
    if ends_sentence(text.text, FULL_STOPS):
        return PROSE_WITH_STOP
    if ends_sentence(text.text) or text.text.endswith((":", "：", "៖")) or _INNER_STOP.search(text.text):
        return PROSE_WITH_MARK
    return None


read = lru_cache(maxsize=KEPT)(Text)


@lru_cache(maxsize=KEPT)
def landed(line: str) -> tuple[Text | None, frozenset[str]]:
    """A landed line's text, None where it has none, and the repairs that it needed; spaces at its ends are none."""
    text, repairs = mend(line)
    if not text:
        return None, frozenset()
    return read(text), repairs - {"spaces"} if line.strip() == text else repairs


@dataclass(slots=True, eq=False)
class Line:
    """One line that is not blank: as landed, and what its text says; its verdict (a rule's name) or None.

    `in_main_script` says whether it has letters of the page's main script; it is true for all where the page has none. `is_open`
    says that no rule has taken the line yet.
    """

    number: int
    landed: str
    said: Text
    in_main_script: bool
    text: str = field(init=False)
    key: str = field(init=False)
    length: int = field(init=False)
    is_prose: bool = field(init=False)
    is_open: bool = True
    verdict: str | None = None
    because: str = ""
    joins: Line | None = None

    def __post_init__(self) -> None:
        said = self.said
        self.text, self.key, self.length, self.is_prose = said.text, said.key, said.length, said.is_prose

    def join(self, above: Line, text: str) -> None:
        """Become a part of the line above, which says so much from now on."""
        self.joins, self.is_open = above, False
        above.said = read(text)
        above.text, above.is_prose = text, above.said.is_prose

    @property
    def rule(self) -> Rule | None:
        """The lexicon's rule for this line."""
        return self.said.rule

    @property
    def dateline(self) -> Dateline | None:
        """The line read as a dateline."""
        return self.said.dateline

    @property
    def sectioned(self) -> Sectioned | None:
        """The line read as names of sections."""
        return self.said.sectioned

    @property
    def byline(self) -> str | None:
        """The line read as a byline: the name, "" where a lead-in stands alone, None where it is none."""
        return self.said.byline

    @property
    def is_speech(self) -> bool:
        """Whether the line is a quotation and who said it: what it quotes may sound like furniture."""
        return self.said.is_speech

    def is_sentence(self) -> bool:
        """Whether the line reads as running text and is no long headline."""
        return self.length >= (self.said.least or LONGEST_HEADLINE)
