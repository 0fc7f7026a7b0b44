"""How like the others a line of a page is: lines that are the same or built alike; words that the text and the headline have."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from itertools import chain

import numpy as np

from copydesk.boilerplate.line import Line, Text
from copydesk.boilerplate.linesketch import drawing, lead, outline
from copydesk.boilerplate.page import Page
from copydesk.boilerplate.stack import Columns
from copydesk.text import UNSPACED, char_script

TOKENS = 40
"""Words of a line that are looked up among the words of the text."""

LISTED = 30
"""Words up to which a line may be one of a list."""


def _tokens(text: Text) -> tuple[str, ...]:
    """Words of four letters or more; pairs of letters where words are not set apart."""
    if text.key.isascii():
        return tuple([word for word in text.words if len(word) > 3][:TOKENS])
    found: list[str] = []
    for word in text.words:
        if char_script(word[0]) in UNSPACED:
            found += [word[place : place + 2] for place in range(len(word) - 1)]
        elif len(word) > 3:
            found.append(word)
    return tuple(found[:TOKENS])


SAME = ("same", "same first word", "same beginning", "same end", "same lead", "same outline")
"""Traits that count the lines of the page with which a line has something in common, in the order of _marks()."""


def _marks(text: Text) -> tuple[str | None, ...]:
    """What lines of one kind have in common; None where a line has it not, which is like no other."""
    words, drawn = text.words, text.tell(drawing)
    return (
        text.key,
        words[0] if words else None,
        " ".join(words[:2]) if len(words) > 1 else None,
        " ".join(words[-2:]) if len(words) > 1 else None,
        lead(text.text, drawn) or None,
        outline(text.text, drawn) if text.length <= LISTED else None,
    )


def alike(pages: Sequence[Page]) -> Columns:
    """How many lines of its page are the same as a line, begin or end with the same words, have the same outline."""
    counts = [_counts([line.said.tell(_marks) for line in page.lines]) for page in pages]
    columns = np.log1p(np.concatenate([np.array(each, dtype=float) for each in counts], axis=1))
    return dict(zip(SAME, columns, strict=True))


def _counts(marks: Sequence[Sequence[str | None]]) -> list[list[int]]:
    found = []
    for values in zip(*marks, strict=True):
        count = Counter(values)
        count[None] = 0
        found.append([count[value] for value in values])
    return found


def shared_words(
    pages: Sequence[tuple[Page, Line | None]], prose: Sequence[Sequence[bool]], cut: Sequence[Sequence[bool]]
) -> Columns:
    """The share of a line's words that the text (other lines of prose) has, has seldom, and that the headline has.

    Each page comes with its headline; `prose` and `cut` say of each of its lines whether it is running text, and furniture.
    """
    rows = [
        row
        for (page, title), are_prose, are_cut in zip(pages, prose, cut, strict=True)
        for row in _of_page(page, title, are_prose, are_cut)
    ]
    shares = np.array(rows, dtype=float).T.copy()
    return dict(zip(("words of the text", "rare words of the text", "words of the headline"), shares, strict=True))


def _of_page(page: Page, title: Line | None, prose: Sequence[bool], cut: Sequence[bool]) -> list[tuple[float, float, float]]:
    tokens = [() if gone else line.said.tell(_tokens) for line, gone in zip(page.lines, cut, strict=True)]
    text = Counter(chain.from_iterable([set(words) for words, is_prose in zip(tokens, prose, strict=True) if is_prose]))
    headline = frozenset(title.said.tell(_tokens)) if title else frozenset()
    return [_shares(words, int(is_prose), text, headline) for words, is_prose in zip(tokens, prose, strict=True)]


def _shares(words: Sequence[str], itself: int, text: Counter[str], headline: frozenset[str]) -> tuple[float, float, float]:
    if not words:
        return math.nan, math.nan, math.nan
    counts = [count for count in map(text.get, words) if count and count > itself]
    rare = len([count for count in counts if count <= itself + 3])
    titled = sum(map(headline.__contains__, words)) / len(words) if headline else math.nan
    return len(counts) / len(words), rare / len(words), titled
