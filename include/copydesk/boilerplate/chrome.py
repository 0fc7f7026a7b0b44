"""The day's chrome: lines that many different articles carry above or below their text, in whatever language.

Each record of a landing day is outlined: a number for each of its lines. From all outlines of the day comes one Chrome, a
pure function of them in any order. Articles are counted, not lines and not copies: records with the same longest line are
one article. A line counts only where it stands above the first or below the last line of text that the article has for
itself, so sub-heads that return and refrains are left alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import regex

from copydesk.boilerplate.page import Line, Page
from copydesk.text import shape

OF_SITE, OF_DAY = 4, 12
"""Articles of one site, and of the whole day, that must carry a line."""

PROSE_OF_SITE, PROSE_SHARE = 6, 0.3
"""Running text may be a background paragraph that follow-ups share: more articles must carry it, and this share of the
site's."""

OUTSIDE = 0.8
"""Share of the articles with the line in which it stands outside their text."""

_DATELINE = regex.compile(r"(?:\([^()]{2,24}\)\s*[:—–-]?|[:—–-])\s*$")
DATELINE_WORDS = 6
"""A line so short that ends in an agency in brackets, a colon or a dash, right above the text, is where the text was filed."""

Numbers = npt.NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Outline:
    """One record as lines without words: numbers that are equal where the lines are, and which lines are running text.

    `lines` leaves out blank lines and lines without letters and digits; `article` is the number of the longest line.
    """

    lines: tuple[int, ...]
    prose: tuple[bool, ...]
    article: int


@lru_cache(maxsize=65_536)
def _number(key: str) -> int:
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest(), "big")


def outline(lines: Sequence[str], script: str) -> Outline:
    """The outline of a record's lines; `script` is its main script (ISO 15924)."""
    kept = [line for line in Page(list(lines), script).lines if line.key]
    longest = max(kept, key=lambda line: (len(line.key), line.key), default=None)
    numbers = tuple(_number(shape(line.text)) for line in kept)
    prose = tuple(line.in_main_script and line.is_prose() for line in kept)
    return Outline(numbers, prose, _number(longest.key) if longest else 0)


@dataclass(frozen=True)
class Chrome:
    """What a landing day's sites print around their articles: numbers of lines, by site, and of the whole day under ""."""

    known: dict[str, frozenset[int]] = field(default_factory=dict)

    def of(self, site: str) -> frozenset[int]:
        """The numbers of the lines that are chrome on this site."""
        return self.known.get(site, frozenset()) | self.known.get("", frozenset())


NO_CHROME = Chrome()
"""A record alone: nothing is known of what its site prints around it."""


def learn(outlines: Iterable[tuple[str, Outline]]) -> Chrome:
    """The chrome of a landing day, from the outlines of all its records with the sites (or "") that they are from."""
    by_site: dict[str, dict[int, Outline]] = {}
    for site, one in outlines:
        copies = by_site.setdefault(site, {})
        known = copies.get(one.article)
        if one.lines and (known is None or (len(one.lines), one.lines, one.prose) > (len(known.lines), known.lines, known.prose)):
            copies[one.article] = one  # of copies the longest speaks, whichever came first
    everything = {article: one for site in sorted(by_site) for article, one in sorted(by_site[site].items())}
    found = {site: _common(list(articles.values()), OF_SITE, PROSE_OF_SITE) for site, articles in by_site.items() if site}
    return Chrome(
        {site: lines for site, lines in found.items() if lines} | {"": _common(list(everything.values()), OF_DAY, OF_DAY)}
    )


def _common(articles: Sequence[Outline], least: int, least_prose: int) -> frozenset[int]:
    """Lines that enough of these articles carry outside their text."""
    if len(articles) < least:
        return frozenset()
    carried, counts = _counted(set(one.lines) for one in articles)
    often = frozenset(carried[counts >= least].tolist())
    outside, counts_outside = _counted({one.lines[n] for n in _outside(one, often)} & often for one in articles)
    total = dict(zip(carried.tolist(), counts.tolist(), strict=True))
    running = {
        number for one in articles for number, prose in zip(one.lines, one.prose, strict=True) if prose and number in often
    }
    enough = max(least_prose, PROSE_SHARE * len(articles))
    return frozenset(
        number
        for number, count in zip(outside.tolist(), counts_outside.tolist(), strict=True)
        if count >= (enough if number in running else least) and count >= OUTSIDE * total[number]
    )


def _counted(sets: Iterable[set[int]]) -> tuple[Numbers, npt.NDArray[np.intp]]:
    """Each number of the sets, and in how many of them it is."""
    parts = [np.fromiter(one, np.uint64, len(one)) for one in sets]
    return np.unique(np.concatenate([np.empty(0, np.uint64), *parts]), return_counts=True)


def _outside(one: Outline, often: frozenset[int]) -> list[int]:
    """Places of the lines above the first and below the last running text that is the article's own; all, if it has none."""
    own = [n for n, (number, prose) in enumerate(zip(one.lines, one.prose, strict=True)) if prose and number not in often]
    return [n for n in range(len(one.lines)) if not own or not own[0] <= n <= own[-1]]


def around(page: Page, known: frozenset[int]) -> list[Line]:
    """The open lines of a page that are the day's chrome: outside its own text, and not where the text was filed."""
    if not known:
        return []
    numbers = {id(line): _number(shape(line.text)) for line in page.lines if line.key}
    own = [line for line in page.prose() if numbers.get(id(line)) not in known]
    if not own:
        return []
    first, last = own[0].number, own[-1].number
    above = next((line for line in reversed(page.lines) if line.is_open and line.number < first), None)
    found = [line for line in page.lines if line.is_open and not first <= line.number <= last and numbers.get(id(line)) in known]
    return [line for line in found if not (line is above and line.length <= DATELINE_WORDS and _DATELINE.search(line.text))]
