"""What the words of a line say: each word or pair has a weight, fitted on labelled lines; and marks of credits, prices, clocks.

line_words.json holds the weights (`make train`): above 0 for words of text, below for words of furniture. On a page in a language
that the file does not know, what words say is NaN: there the line model judges by shape and place.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise

import numpy as np
import regex
from numpy.typing import NDArray

from copydesk.boilerplate.page import Line
from copydesk.text import fold

Weights = Mapping[str, float]
Column = NDArray[np.float64]

MOST_WORDS, MOST_PAIRED = 60, 30
"""Words of a line that are looked at, and words up to which a line's pairs are looked at too."""

WHOLE = 4
"""Words up to which a line is looked at as a whole."""

LEAST_KNOWN = 0.15
"""Share of a page's words and pairs of words from which its language is known; words of others say nothing: NaN."""

REACH, AROUND = 3, 8
"""Lines above and below over which words, and prices and clocks, are averaged."""

_PRICE = regex.compile(r"[$€£¥₹₩]\s?\d|\d\s?[$€£¥₹₩]|\d\s?(?:EUR|USD|Euro|Rs)(?![\p{L}\p{M}])")
_CLOCK = regex.compile(r"^[^\p{L}\p{N}]*\d{1,2}[:.h]\d{2}(?!\d*[.,]?\d*\s*(?:%|€))")
_DURATION = regex.compile(r"^[^\p{L}\p{N}]*(?:\d{1,2}[:.])?\d{1,2}[:.]\d{2}[^\p{L}\p{N}]*$")
_BRACKET = regex.compile(r"[(\[（][^()\[\]（）]*[)\]）][^\p{L}\p{N}]*$")
_DIGITS = regex.compile(r"\d+")

MARKS = (
    "agencies", "picture words", "credit at end", "credit in bracket", "credit at start", "price", "clock", "duration",
    "bracket at end", "copyright", "distinct words", "ellipsis", "shouted words",
)  # fmt: skip
"""Marks of a line by itself, in the order in which marks() gives them."""


@cache
def _credits() -> tuple[frozenset[str], frozenset[str]]:
    told = tomllib.loads(files("copydesk").joinpath("boilerplate/linewords.toml").read_text("utf-8"))
    return frozenset(told["agencies"].split()), frozenset(told["pictures"].split())


@lru_cache(maxsize=65_536)
def marks(text: str) -> tuple[float, ...]:
    """The marks of a text, as MARKS names them."""
    words, said = fold(text).split(), text.split()
    bracket = _BRACKET.search(text)
    agencies, pictures = _credits()
    credit = [word in agencies or word in pictures for word in words]
    return (
        sum(word in agencies for word in words), sum(word in pictures for word in words), sum(credit[-8:]),
        sum(word in agencies or word in pictures for word in fold(bracket[0]).split()) if bracket else 0, sum(credit[:3]),
        bool(_PRICE.search(text)), bool(_CLOCK.search(text)), bool(_DURATION.search(text)), bool(bracket),
        "©" in text or "(c)" in text.lower(), len(set(words)) / max(len(words), 1), text.endswith(("…", "..")),
        sum(word.isupper() and len(word) > 1 for word in said) / max(len(said), 1),
    )  # fmt: skip


@lru_cache(maxsize=65_536)
def grams(key: str) -> tuple[str, ...]:
    """The words of a folded line, its pairs of words, its first and last, itself if it is short; any number is 0."""
    words = [_DIGITS.sub("0", word) for word in key.split()[:MOST_WORDS]]
    if not words:
        return ()
    found = {*words, f"^ {words[0]}", f"{words[-1]} $"}
    if len(words) <= MOST_PAIRED:
        found.update(f"{one} {two}" for one, two in pairwise(words))
    if len(words) <= WHOLE:
        found.add(f"= {' '.join(words)}")
    return tuple(sorted(found))


@cache
def _shipped() -> dict[str, float]:
    table = json.loads(files("copydesk").joinpath("boilerplate/line_words.json").read_text("utf-8"))
    return {gram: int(weight) / 100 for weight, told in table.items() for gram in told}


_other: ContextVar[Weights | None] = ContextVar("weights of words", default=None)


@contextmanager
def weighing(weights: Weights) -> Iterator[None]:
    """Weigh words by other weights than the shipped ones inside the block: how cross-validation looks at pages."""
    token = _other.set(weights)
    try:
        yield
    finally:
        _other.reset(token)


def _said(key: str, weights: Weights) -> tuple[float, float, float, float]:
    told = grams(key)
    known = [weights[gram] for gram in told if gram in weights]
    if not known:
        return 0.0, 0.0, 0.0, 0.0
    return sum(known) / len(known) ** 0.5, max(0.0, *known), min(0.0, *known), len(known) / len(told)


def described(lines: Sequence[Line]) -> dict[str, Column]:
    """What the words of each line and of the lines around it say, and its marks; one number a line, in the page's order."""
    current = _other.get()
    weights = _shipped() if current is None else current
    said = np.array([_said(line.key, weights) for line in lines], dtype=float).reshape(len(lines), 4)
    if not said[:, 3].mean() >= LEAST_KNOWN:
        said[:] = np.nan
    drawn = np.array([marks(line.text) for line in lines], dtype=float).reshape(len(lines), len(MARKS))
    found = {name: drawn[:, place] for place, name in enumerate(MARKS)}
    found |= {"word's sum": said[:, 0], "word's best": said[:, 1], "word's worst": said[:, 2], "words known": said[:, 3]}
    found["word's sum around"] = _around(said[:, 0], REACH, itself=False)
    for name in ("price", "clock"):
        found[f"{name}s around"] = _around(found[name], AROUND)
        found[f"page's {name}s"] = np.full(len(lines), found[name].mean())
    for away, suffix in ((-1, "-1"), (1, "+1")):
        for name in ("word's sum", "credit at end", "clock"):
            found[f"{name} {suffix}"] = _beside(found[name], away)
    return found


def _around(values: Column, reach: int, *, itself: bool = True) -> Column:
    """The mean over so many lines above and below, with the line itself or without."""
    total, places, size = np.concatenate([[0.0], np.cumsum(values)]), np.arange(len(values)), len(values)
    first, last = np.maximum(places - reach, 0), np.minimum(places + reach + 1, size)
    sums, counts = total[last] - total[first], last - first
    found: Column = sums / counts if itself else (sums - values) / np.maximum(counts - 1, 1)
    return found


def _beside(values: Column, away: int) -> Column:
    """The values of the next lines below (above, if negative); NaN outside the page."""
    found = np.full(len(values), np.nan)
    if away > 0:
        found[:-1] = values[1:]
    else:
        found[1:] = values[:-1]
    return found
