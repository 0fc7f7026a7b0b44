"""What the words of a line say: each word or pair has a weight, fitted on labelled lines; and marks of credits, prices, clocks.

line_words.json holds the weights (`make train`): above 0 for words of text, below for words of furniture. On a page in a language
that the file does not know, what words say is NaN: there the line model judges by shape and place.
"""

from __future__ import annotations

import json
import struct
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from importlib.resources import files
from itertools import pairwise

import numpy as np
import regex

from copydesk.boilerplate.line import Line, Text
from copydesk.boilerplate.linesketch import draw, drawing
from copydesk.boilerplate.stack import Columns, Stack
from copydesk.text import fold, of_any_number

Weights = Mapping[str, float]

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

MARKS = (
    "agencies", "picture words", "credit at end", "credit in bracket", "credit at start", "price", "clock", "duration",
    "bracket at end", "copyright", "distinct words", "ellipsis", "shouted words",
)  # fmt: skip
"""Marks of a line by itself, in the order in which marks() gives them."""


@cache
def _told() -> dict[str, frozenset[str]]:
    told = tomllib.loads(files("copydesk").joinpath("boilerplate/linewords.toml").read_text("utf-8"))
    return {name: frozenset(fold(words).split() if isinstance(words, str) else map(fold, words)) for name, words in told.items()}


def credits() -> tuple[frozenset[str], frozenset[str]]:
    """Folded words for agencies that pictures come from, and words for pictures, of any language."""
    return _told()["agencies"], _told()["pictures"]


def sides() -> tuple[frozenset[str], frozenset[str]]:
    """Folded words for left and right, as captions have them in brackets, and what says from which end to which."""
    return _told()["sides"], _told()["orders"]


def marks(text: str, words: Sequence[str] | None = None, drawn: str | None = None) -> tuple[float, ...]:
    """The marks of a text, as MARKS names them; `words` are its folded words, `drawn` its sketch, where the caller has them."""
    words, drawn = fold(text).split() if words is None else words, draw(text) if drawn is None else drawn
    has_number, has_brackets = "d" in drawn, "(" in drawn
    may_shout = "U" in drawn or has_number or "s" in drawn  # there are numbers and signs in capitals too: Ⅻ, Ⓐ
    said = text.split() if may_shout else ()
    bracket = _BRACKET.search(text) if has_brackets else None
    agencies, pictures = credits()
    credit = () if agencies.isdisjoint(words) and pictures.isdisjoint(words) else _credit(words)
    shouted = [word for word in said if word.isupper() and len(word) > 1]
    return (
        sum(map(agencies.__contains__, words)) if credit else 0, sum(map(pictures.__contains__, words)) if credit else 0,
        sum(credit[-8:]), sum(_credit(fold(bracket[0]).split())) if bracket else 0, sum(credit[:3]),
        has_number and bool(_PRICE.search(text)), has_number and bool(_CLOCK.search(text)),
        has_number and bool(_DURATION.search(text)), bool(bracket),
        "©" in text or (has_brackets and "(c)" in text.lower()), len(set(words)) / max(len(words), 1),
        text.endswith(("…", "..")), len(shouted) / max(len(said), 1),
    )  # fmt: skip


def _credit(words: Sequence[str]) -> list[bool]:
    agencies, pictures = credits()
    return [word in agencies or word in pictures for word in words]


def grams(key: str) -> tuple[str, ...]:
    """The words of a folded line, its pairs of words, its first and last, itself if it is short; any number is 0."""
    return tuple(sorted(_grams(of_any_number(key))))


def _grams(shape: str) -> set[str]:
    words = shape.split(None, MOST_WORDS)[:MOST_WORDS]
    if not words:
        return set()
    found = {*words, f"^ {words[0]}", f"{words[-1]} $"}
    if len(words) <= MOST_PAIRED:
        found.update(map(" ".join, pairwise(words)))
    if len(words) <= WHOLE:
        found.add(f"= {' '.join(words)}")
    return found


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


def _weighed(text: Text) -> tuple[Weights, tuple[float, float, float, float]]:
    """What the words of a text say, and by which weights."""
    weights = _current()
    told = _grams(text.shape)
    known = [weights[gram] for gram in sorted(weights.keys() & told)]
    if not known:
        return weights, (0.0, 0.0, 0.0, 0.0)
    return weights, (sum(known) / len(known) ** 0.5, max(0.0, *known), min(0.0, *known), len(known) / len(told))


def _said(text: Text, weights: Weights) -> tuple[float, float, float, float]:
    by, found = text.tell(_weighed)
    return found if by is weights else _weighed(text)[1]


def _current() -> Weights:
    other = _other.get()
    return _shipped() if other is None else other


def described(lines: Sequence[Line], stack: Stack | None = None) -> Columns:
    """What the words of each line and of the lines around it say, and its marks; one number a line, in the order of the lines.

    `stack` says which lines are of one page; all are where it is not given.
    """
    weights, stack = _current(), stack or Stack([len(lines)])
    said = np.array([_said(line.said, weights) for line in lines], dtype=float).T.copy()
    said[:, stack.per_page(said[3], np.mean) < LEAST_KNOWN] = np.nan
    drawn = np.frombuffer(b"".join([line.said.tell(_marks) for line in lines])).reshape(len(lines), len(MARKS)).T.copy()
    found = dict(zip(MARKS, drawn, strict=True))
    found |= dict(zip(("word's sum", "word's best", "word's worst", "words known"), said, strict=True))
    found["word's sum around"] = stack.mean(said[0], REACH)
    for name in ("price", "clock"):
        found[f"{name}s around"] = stack.window(found[name], AROUND, AROUND) / stack.lines_around(AROUND, AROUND)
        found[f"page's {name}s"] = stack.each(stack.count(found[name])) / stack.size
    for away, suffix in ((-1, "-1"), (1, "+1")):
        for name in ("word's sum", "credit at end", "clock"):
            found[f"{name} {suffix}"] = stack.beside(found[name], away)
    return found


_packed = struct.Struct(f"{len(MARKS)}d").pack


def _marks(text: Text) -> bytes:
    return _packed(*marks(text.text, text.words, text.tell(drawing)))
