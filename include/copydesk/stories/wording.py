"""What an article is about, as a short list of numbers: its names, rare words and figures, each folded to one form.

A feature is 32 bits: a hash in the upper 26, then how rare such a word is in any language (half nats, 4 bits), and two flags:
`ORDINARY` for a word that shows itself to be no name, `NUMBER`. The desk keeps the list with the article; linking reads nothing
else of the text.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from operator import add
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import xxhash

from copydesk import lexicon
from copydesk.stories.skeleton import latin, of_latin, skeleton
from copydesk.text import CLOSERS, STOPS

Features = npt.NDArray[np.uint32]

FORMAT = b"1\n"
"""Rises when the same words give other features."""

MOST, WORDS = 192, 500
"""Features of an article, and its first words in which they are looked for: there a report says what happened."""

FEWEST = 3
"""Consonants of a word that is looked at: shorter ones are as many words at once."""

NUMBER, ORDINARY, RARITY_SHIFT, HASH_SHIFT = 1, 2, 2, 6
HALF_NATS = 2.0
"""Rarity is kept in halves of a natural logarithm."""

_RARITY = {3: 2.5, 4: 4.0, 5: 5.5}
"""How rare a skeleton of this length is in a language of which nothing is known: -log of the share of articles that have it."""

_HAN, _YEAR, _TWO_DIGITS, _DIGITS = 3.0, 2.0, 2.5, 5.0
_MOST_MEMORY = 200_000

_DIGIT = re.compile(r"\d")
_FIGURE = re.compile(r"\d+(?:[.,:٫٬]\d+)*")
_HAN_RUN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af]+")
_UNSPACED = re.compile("[\u0e00-\u109f\u1780-\u17ff\u3041-\u309f\ua9e0-\ua9ff\uaa60-\uaa7f]+")
"""Scripts without spaces, of which nothing tells where a word ends. Katakana is not among them: it spells names."""

_ENDS = tuple(STOPS + ":")


def features(title: str | None, text: str, language: str) -> Features:
    """The features of an article in its language, each once, in the order in which they turn up; `MOST` at most.

    In scripts with letter case a word is ordinary unless it has a capital inside a sentence somewhere, as names have; in others
    each word may be a name. Where every word of a headline has a capital, that tells nothing.
    """
    known = _words(language)
    found: dict[int, int] = {}
    for token in (title or "").split():
        found.update([(feature >> HASH_SHIFT, feature) for feature in known[token].first])
    starts, printed = True, list[int]()
    for first, inside, ends in map(known.__getitem__, text.split(maxsplit=WORDS)[:WORDS]):
        printed += first if starts else inside
        starts = ends
    for feature in dict.fromkeys(printed):
        key = feature >> HASH_SHIFT
        if found.setdefault(key, feature) > feature:  # the lesser is the one that is not ordinary
            found[key] = feature
    return np.fromiter(found.values(), np.uint32, len(found))[:MOST]


class _Word(NamedTuple):
    """The features of a token that stands first in a sentence or in a headline, of one inside, and whether it ends a sentence."""

    first: tuple[int, ...]
    inside: tuple[int, ...]
    ends: bool


class _Words(dict[str, _Word]):
    """The words of a language met so far: a day says the same ones over and over."""

    longest = 24
    """Signs of a word that is remembered, so that no sentence without spaces is."""

    def __init__(self, common: frozenset[str]) -> None:
        super().__init__()
        self._common = common

    def __missing__(self, token: str) -> _Word:
        word = _word(token, self._common)
        if len(token) <= self.longest:
            if len(self) >= _MOST_MEMORY:
                self.clear()
            self[token] = word
        return word


def _word(token: str, common: frozenset[str]) -> _Word:
    names = [_feature(figure, rarity) for figure, rarity in _figures(token)] if _DIGIT.search(token) else []
    ends = token.rstrip(CLOSERS).endswith(_ENDS)
    if not token.isascii():
        for run in _HAN_RUN.findall(token):
            names += map(_of_pair, map(add, run, run[1:]))
        token = _UNSPACED.sub(" ", _HAN_RUN.sub(" ", token))
    cased = token.lower() != token.upper()
    first, inside = names[:], names
    for word in latin(token).split():
        name = of_latin(word.lower())
        if len(name) >= FEWEST and word.isalpha() and name not in common:
            feature = _feature(name, _RARITY[len(name)])
            first.append(feature | ORDINARY if cased else feature)
            inside.append(feature | ORDINARY if cased and not word[0].isupper() else feature)
    return _Word(tuple(first), tuple(inside), ends)


@cache
def _words(language: str) -> _Words:
    return _Words(common(language))


@cache
def common(language: str) -> frozenset[str]:
    """What a language says in every article: words learnt from sentences (benchmarks/story_common.py), and those that its
    lexicon has for months and weekdays. Nothing for a language that nobody has looked at.
    """
    lines = _common_file().decode().splitlines()
    learnt = dict(line.split("\t") for line in lines if not line.startswith("#")).get(language, "").split()
    return frozenset(learnt) | frozenset(map(skeleton, _lexicon_words(language)))


def _common_file() -> bytes:
    return files("copydesk.stories").joinpath("common.tsv").read_bytes()


def version() -> str:
    """Twelve hexadecimal digits that change with what features are made of; recorded in manifests and file metadata."""
    return hashlib.sha256(FORMAT + _common_file()).hexdigest()[:12]


def _lexicon_words(language: str) -> Iterator[str]:
    if known := lexicon.load().get(language):
        yield from (name for month in known.dates.months for name in month)
        yield from known.dates.weekdays


def _feature(name: str, rarity: float) -> int:
    """The feature of a name, were it not ordinary."""
    key = xxhash.xxh3_64_intdigest(name.encode()) >> (32 + HASH_SHIFT)
    return key << HASH_SHIFT | round(rarity * HALF_NATS) << RARITY_SHIFT | (NUMBER if name.startswith("#") else 0)


class _Pairs(dict[str, int]):
    """Features of two Chinese characters side by side."""

    def __missing__(self, pair: str) -> int:
        if len(self) >= _MOST_MEMORY:
            self.clear()
        self[pair] = feature = _feature(pair, _HAN)
        return feature


_of_pair = _Pairs().__getitem__


def _figures(token: str) -> Iterator[tuple[str, float]]:
    """The numbers in a token, without their separators, and how rare they are; a lone digit is nothing."""
    for figure in _FIGURE.findall(token):
        digits = "".join(str(unicodedata.digit(char)) for char in figure if char.isdecimal()).lstrip("0")
        if len(digits) > 1:
            is_year = len(digits) == 4 and digits[:2] in ("19", "20")
            yield f"#{digits}", _YEAR if is_year else _TWO_DIGITS if len(digits) == 2 else _DIGITS
