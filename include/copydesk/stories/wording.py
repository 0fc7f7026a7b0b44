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
        found.update(known[token].anywhere)
    starts = True
    for token in text.split(maxsplit=WORDS)[:WORDS]:
        word = known[token]
        for key, feature in word.anywhere if starts else word.inside:
            if found.setdefault(key, feature) > feature:
                found[key] = feature
        starts = word.ends
    return np.fromiter(found.values(), np.uint32, len(found))[:MOST]


class _Word:
    """What a token gives at the beginning of a sentence or in a headline, what inside, and whether a sentence ends with it.

    What it gives are features by their hashes; of two for one hash the lesser is the one that is not ordinary.
    """

    __slots__ = ("anywhere", "ends", "inside")

    def __init__(self, token: str, common: frozenset[str]) -> None:
        pieces = [piece for piece in _pieces(token) if piece[0] not in common]
        self.anywhere = tuple(_feature(name, rarity, not is_name) for name, rarity, is_name, _ in pieces)
        self.inside = tuple(_feature(name, rarity, not (is_name or cap)) for name, rarity, is_name, cap in pieces)
        self.ends = token.rstrip(CLOSERS).endswith(_ENDS)


class _Words(dict[str, _Word]):
    """The words of a language met so far: a day says the same ones over and over."""

    def __init__(self, common: frozenset[str]) -> None:
        super().__init__()
        self._common = common

    def __missing__(self, token: str) -> _Word:
        if len(self) >= _MOST_MEMORY:
            self.clear()
        self[token] = word = _Word(token, self._common)
        return word


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


def _feature(name: str, rarity: float, is_ordinary: bool) -> tuple[int, int]:
    """A feature with its hash."""
    key = xxhash.xxh3_64_intdigest(name.encode()) >> (32 + HASH_SHIFT)
    flags = (NUMBER if name.startswith("#") else 0) | (ORDINARY if is_ordinary else 0)
    return key, key << HASH_SHIFT | round(rarity * HALF_NATS) << RARITY_SHIFT | flags


def _pieces(token: str) -> Iterator[tuple[str, float, bool, bool]]:
    """Of each word or number in a token: its form, its rarity, whether it may be a name anywhere, whether inside a sentence."""
    if _DIGIT.search(token):
        yield from _figures(token)
    if not token.isascii():
        for run in _HAN_RUN.findall(token):
            yield from ((run[n : n + 2], _HAN, True, True) for n in range(len(run) - 1))
        token = _UNSPACED.sub(" ", _HAN_RUN.sub(" ", token))
    cased = token.lower() != token.upper()
    for word in latin(token).split():
        name = of_latin(word.lower())
        if len(name) >= FEWEST and word.isalpha():
            yield name, _RARITY[len(name)], not cased, word[0].isupper()


def _figures(token: str) -> Iterator[tuple[str, float, bool, bool]]:
    """The numbers in a token, without their separators; a lone digit is nothing."""
    for figure in _FIGURE.findall(token):
        digits = "".join(str(unicodedata.digit(char)) for char in figure if char.isdecimal()).lstrip("0")
        if len(digits) > 1:
            is_year = len(digits) == 4 and digits[:2] in ("19", "20")
            yield f"#{digits}", _YEAR if is_year else _TWO_DIGITS if len(digits) == 2 else _DIGITS, True, True
