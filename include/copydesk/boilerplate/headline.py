"""Which line of a page is its headline: each line above the text is described by a few traits, and the best sum wins.

The traits are those of headlinetraits.py. What each is worth stands in headline.toml, fitted by `make train`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from importlib.resources import files
from operator import mul

import regex

from copydesk.boilerplate import structure
from copydesk.boilerplate.headlinetraits import NUMBERS, TRAIL_WORDS, candidates, capitals
from copydesk.boilerplate.line import Line
from copydesk.boilerplate.page import Page
from copydesk.model import Hints
from copydesk.text import fold, words

Traits = dict[str, float]
Scored = tuple[float, Line]
"""What a line claims, and the line."""

DECK_CLAIM, DECK_TIMES, HEADLINE_WORDS = 1.5, 1.5, 6
"""How much more a deck may claim than the headline above it; how many times as long it is at least; words of that headline."""

CASED_CLAIM, CASED, UNCASED = 3.0, 0.7, 0.4
"""How much more it may claim where the headline alone has its words in capitals; the shares of words that begin with one."""

FIRST_CLAIM = 1.0
"""How much more it may claim where the headline stands right below a section, or first."""

_INNER_STOP = regex.compile(r"[.?!]\s")

PHRASE = 1.5
"""How much less a line may claim that was cut for a phrase in it: "Read more books, scientists tell teenagers"."""


def find(page: Page, hints: Hints) -> Line | None:
    """The headline: the line that the record names, else the most headline-like one; None where no line is like one.

    A record whose title is the empty string says that it has none. Where a record names a title that no line says, in these words
    or most of them, its text has no headline: the first paragraph is not to be taken for one.
    """
    if hints.title == "":
        return None
    if hints.title:
        wanted = fold(hints.title)
        if named := next((line for line in page.lines if line.is_open and line.key == wanted), None):
            return named
    weights, scored = _other.get() or _shipped(), []
    worth = [weights.get(name, 0.0) for name in NUMBERS]
    for one in candidates(page):
        marked = sum([weights.get(mark, 0.0) for mark in one.marks]) - PHRASE * _is_doubted(one.line)
        scored.append((marked + sum(map(mul, worth, one.numbers)), one.line))
    best = max(scored, key=lambda found: found[0], default=None)
    if best is None or best[0] < weights["least"] or (hints.title and not _says(best[1], hints.title)):
        return None
    return _bare(page, _above_deck(page, best, scored))


def _above_deck(page: Page, best: Scored, scored: Sequence[Scored]) -> Line:
    """The headline right above a line that claims hardly more, and is longer by far, has no capitals as the headline does, or
    stands where a deck does: such a line is its deck."""
    score, deck = best
    place = page.lines.index(deck)
    above = page.lines[place - 1] if place else None
    claims = next((claimed for claimed, line in scored if line is above), None)
    if above is None or claims is None or page.counts[deck.key] > 1 or structure.stops(deck):
        return deck
    is_headline = above.is_open and above.in_main_script and above.length >= HEADLINE_WORDS and not structure.stops(above)
    is_longer = deck.length >= DECK_TIMES * above.length and claims >= score - DECK_CLAIM
    is_cased = capitals(above.text) >= CASED and not _INNER_STOP.search(above.text)
    is_plainer = is_cased and capitals(deck.text) <= UNCASED and claims >= score - CASED_CLAIM
    is_title = capitals(deck.text) >= CASED or above.text.endswith(":")
    is_first = (place == 1 or bool(page.lines[place - 2].sectioned)) and not is_title and claims >= score - FIRST_CLAIM
    return above if is_headline and (is_longer or is_plainer or is_first) else deck


def _is_doubted(line: Line) -> bool:
    """Whether the line was cut for a phrase; a label such as "In pictures:" stands before headlines of all kinds."""
    return not line.is_open and not (line.rule and line.rule.match == "label")


def _bare(page: Page, found: Line) -> Line:
    """The line that says a headline without the site's name behind it, if one does."""
    whole = [found.text[: match.start()] for match in structure.SUFFIX.finditer(found.text)]
    bare = {fold(text) for text in whole if len(text.split()) >= TRAIL_WORDS}
    return next((line for line in page.lines if line.is_open and line.key in bare), found)


def _says(line: Line, title: str) -> bool:
    """Whether a line says a title in other words: it has half of the title's, or no more of its own than one in four.

    No sentence does that is longer than the title: the first one of a text says much of what its headline says.
    """
    here, there = set(words(line.text)), set(words(title))
    both = len(here & there)
    if len(here) <= len(there):
        return 4 * both >= 3 * max(len(here), 1)
    return 2 * both >= max(len(there), 1) and not structure.stops(line)


@cache
def _shipped() -> dict[str, float]:
    return dict(tomllib.loads(files("copydesk").joinpath("boilerplate/headline.toml").read_text("utf-8"))["weights"])


_other: ContextVar[dict[str, float] | None] = ContextVar("weights of headlines", default=None)


@contextmanager
def weighing(weights: dict[str, float]) -> Iterator[None]:
    """Find headlines by other weights than the shipped ones inside the block: how cross-validation looks at pages."""
    token = _other.set(weights)
    try:
        yield
    finally:
        _other.reset(token)


def described(page: Page) -> Iterator[tuple[Line, Traits]]:
    """The lines that may be the headline, top down, each with its traits (a trait that is absent is 0)."""
    for one in candidates(page):
        yield one.line, dict(zip(NUMBERS, one.numbers, strict=True)) | dict.fromkeys(one.marks, 1.0)
