"""The day's chrome: lines that many different articles carry above or below their text, in whatever language.

Each record of a landing day is outlined: a number for each of its lines. From all outlines of the day daychrome.py makes one
Chrome, a pure function of them in any order. Articles are counted, not lines and not copies: records with the same longest line
are one article. A line counts only where it stands above the first or below the last line of text that the article has for
itself, so sub-heads that return and refrains are left alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

import regex

from copydesk.boilerplate.line import Line, Text, landed
from copydesk.boilerplate.page import Page, written_in

_DATELINE = regex.compile(r"(?:\([^()]{2,24}\)\s*[:—–-]?|[:—–-])\s*$")
DATELINE_WORDS = 6
"""A line so short that ends in an agency in brackets, a colon or a dash, right above the text, is where the text was filed."""


@dataclass(frozen=True, slots=True)
class Outline:
    """One record as lines without words: numbers that are equal where the lines are, and which lines are running text.

    `lines` leaves out blank lines and lines without letters and digits; `article` is the number of the longest line.
    """

    lines: tuple[int, ...]
    prose: tuple[bool, ...]
    article: int


def _digest(key: str) -> int:
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest(), "big")


def _number(text: Text) -> int:
    return _digest(text.shape)


def outline(lines: Sequence[str], script: str) -> Outline:
    """The outline of a record's lines; `script` is its main script (ISO 15924)."""
    written = written_in(script)
    kept = [text for line in lines if line and (text := landed(line)[0]) and text.key]
    numbers = tuple([text.tell(_number) for text in kept])
    prose = tuple([text.is_prose and not (written and written.isdisjoint(text.scripts)) for text in kept])
    most = max([len(text.key) for text in kept], default=0)
    return Outline(numbers, prose, _digest(max(text.key for text in kept if len(text.key) == most)) if kept else 0)


@dataclass(frozen=True)
class Chrome:
    """What a landing day's sites print around their articles: numbers of lines, by site, and of the whole day under ""."""

    known: dict[str, frozenset[int]] = field(default_factory=dict)

    def of(self, site: str) -> frozenset[int]:
        """The numbers of the lines that are chrome on this site."""
        return self.known.get(site, frozenset()) | self.known.get("", frozenset())


def around(page: Page, known: frozenset[int]) -> list[Line]:
    """The open lines of a page that are the day's chrome: outside its own text, and not where the text was filed."""
    if not known:
        return []
    numbers = {id(line): line.said.tell(_number) for line in page.lines if line.key}
    own = [line for line in page.prose() if numbers.get(id(line)) not in known]
    if not own:
        return []
    first, last = own[0].number, own[-1].number
    above = next((line for line in reversed(page.lines) if line.is_open and line.number < first), None)
    found = [line for line in page.lines if line.is_open and not first <= line.number <= last and numbers.get(id(line)) in known]
    return [line for line in found if not (line is above and line.length <= DATELINE_WORDS and _DATELINE.search(line.text))]
