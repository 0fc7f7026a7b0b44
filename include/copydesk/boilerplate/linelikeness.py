"""How like the others a line of a page is: lines that are the same or built alike; words that the text and the headline have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from copydesk.boilerplate.linesketch import lead, outline
from copydesk.boilerplate.page import Line, Page
from copydesk.text import UNSPACED, char_script

Column = NDArray[np.float64]
Columns = dict[str, Column]
"""Traits by name: one number a line, in the page's order."""

TOKENS = 40
"""Words of a line that are looked up among the words of the text."""

LISTED = 30
"""Words up to which a line may be one of a list."""


@lru_cache(maxsize=65_536)
def _tokens(key: str) -> tuple[str, ...]:
    """Words of four letters or more; pairs of letters where words are not set apart."""
    found: list[str] = []
    for word in key.split():
        if char_script(word[0]) in UNSPACED:
            found += [word[place : place + 2] for place in range(len(word) - 1)]
        elif len(word) > 3:
            found.append(word)
    return tuple(found[:TOKENS])


def alike(page: Page) -> Columns:
    """How many lines of the page are the same, begin or end with the same words, have the same outline."""
    lines = page.lines
    keys = [line.key.split() for line in lines]
    traits: dict[str, list[object]] = {
        "same": [line.key for line in lines],
        "same first word": [words[0] if words else None for words in keys],
        "same beginning": [tuple(words[:2]) if len(words) > 1 else None for words in keys],
        "same end": [tuple(words[-2:]) if len(words) > 1 else None for words in keys],
        "same lead": [lead(line.text) or None for line in lines],
        "same outline": [outline(line.text) if line.length <= LISTED else None for line in lines],
    }
    found = {}
    for name, values in traits.items():
        counts = Counter(values)
        counts[None] = 0
        found[name] = np.log1p(np.array([counts[value] for value in values], dtype=float))
    return found


def shared_words(lines: Sequence[Line], prose: NDArray[np.bool_], cut: NDArray[np.bool_], title: Line | None) -> Columns:
    """The share of a line's words that the text (other lines of prose) has, has seldom, and that the headline has."""
    tokens = [() if gone else _tokens(line.key) for line, gone in zip(lines, cut, strict=True)]
    text = Counter(chain.from_iterable(set(words) for words, is_prose in zip(tokens, prose, strict=True) if is_prose))
    headline = set(_tokens(title.key)) if title else set()
    rows = [_shares(words, int(is_prose), text, headline) for words, is_prose in zip(tokens, prose, strict=True)]
    shares = np.array(rows, dtype=float).reshape(len(lines), 3)
    return {"words of the text": shares[:, 0], "rare words of the text": shares[:, 1], "words of the headline": shares[:, 2]}


def _shares(words: Sequence[str], itself: int, text: Counter[str], headline: set[str]) -> tuple[float, float, float]:
    if not words:
        return np.nan, np.nan, np.nan
    counts = [text[token] - itself for token in words]
    shared = sum(count > 0 for count in counts)
    rare = sum(0 < count <= 3 for count in counts)
    titled = sum(token in headline for token in words) / len(words) if headline else np.nan
    return shared / len(words), rare / len(words), titled
