"""How like the others a line of a page is: lines that are the same or built alike; words that the text and the headline have."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count, pairwise

import numpy as np

from copydesk.boilerplate.line import Line, Text
from copydesk.boilerplate.linesketch import drawing, lead, outline
from copydesk.boilerplate.page import Page
from copydesk.boilerplate.stack import Column, Columns, Flags, Places, Stack
from copydesk.text import UNSPACED, char_script

TOKENS = 40
"""Words of a line that are looked up among the words of the text."""

Titled = tuple[Page, Line | None]
"""A page and its headline, if it has one."""

LISTED = 30
"""Words up to which a line may be one of a list."""


def _tokens(text: Text) -> tuple[tuple[str, ...], int]:
    """Words of four letters or more, pairs of letters where words are not set apart; and how many distinct ones stand first."""
    if text.key.isascii():
        found = [word for word in text.words if len(word) > 3]
    else:
        found = []
        for word in text.words:
            if char_script(word[0]) in UNSPACED:
                found += map("".join, pairwise(word))
            elif len(word) > 3:
                found.append(word)
    said = found[:TOKENS]
    distinct = dict.fromkeys(said)
    if len(distinct) < len(said):
        said = [*distinct, *(Counter(said) - Counter(distinct.keys())).elements()]
    return tuple(said), len(distinct)


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
    columns: list[list[int]] = [[] for _ in SAME]
    new = count(1)
    for page in pages:
        for column, marks in zip(columns, zip(*[line.said.tell(_marks) for line in page.lines], strict=True), strict=True):
            numbers = defaultdict[str | None, int](new.__next__, {None: 0})
            column.extend(map(numbers.__getitem__, marks))
    found = np.array(columns)
    times = np.bincount(found.ravel())
    times[0] = 0
    return dict(zip(SAME, np.log1p(times[found].astype(float)), strict=True))


@dataclass(frozen=True, slots=True)
class _Numbered:
    """The words of the lines of pages as numbers, line by line: a word has one number on its page, and another on each other.

    `sizes` says how many words a line has, `distinct` how many of them come before those that it repeats. `titled` are the
    numbers of the words of the headlines, `is_titled` says which pages have such.
    """

    words: Places
    sizes: Places
    distinct: Places
    titled: list[int]
    is_titled: list[bool]


def _numbered(pages: Sequence[Titled], cut: Flags) -> _Numbered:
    words, sizes, distinct, titled, is_titled = list[int](), list[int](), list[int](), list[int](), list[bool]()
    new, are_cut = count(), iter(cut.tolist())
    for page, title in pages:
        number = defaultdict[str, int](new.__next__).__getitem__
        for line, is_cut in zip(page.lines, are_cut, strict=False):
            own, own_distinct = ((), 0) if is_cut else line.said.tell(_tokens)
            words += map(number, own)
            sizes.append(len(own))
            distinct.append(own_distinct)
        headline = title.said.tell(_tokens)[0] if title else ()
        titled += map(number, headline)
        is_titled.append(bool(headline))
    return _Numbered(np.array(words, np.intp), np.array(sizes), np.array(distinct), titled, is_titled)


def shared_words(pages: Sequence[Titled], stack: Stack, prose: Flags, cut: Flags) -> Columns:
    """The share of a line's words that the text (other lines of prose) has, has seldom, and that the headline has.

    Each page comes with its headline; `prose` and `cut` say of each line of the stack whether it is running text, and furniture.
    """
    told = _numbered(pages, cut)
    line = np.repeat(np.arange(len(told.sizes)), told.sizes)
    place = np.arange(len(line)) - np.repeat(np.cumsum(told.sizes) - told.sizes, told.sizes)
    itself = prose[line]
    numbers = 1 + max(int(told.words.max(initial=-1)), *told.titled, -1)
    others = np.bincount(told.words[itself & (place < told.distinct[line])], minlength=numbers)[told.words] - itself
    titled = np.zeros(numbers, dtype=bool)
    titled[told.titled] = True

    def share(flags: Flags) -> Column:
        with np.errstate(invalid="ignore"):  # nothing of nothing cannot be told
            return np.bincount(line, weights=flags, minlength=len(told.sizes)) / told.sizes

    return {
        "words of the text": share(others > 0),
        "rare words of the text": share((others > 0) & (others <= 3)),
        "words of the headline": np.where(stack.each(told.is_titled) > 0, share(titled[told.words]), np.nan),
    }
