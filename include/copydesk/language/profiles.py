"""langdetect's profiles read as what they are: a multinomial Naive Bayes over grams of one to three characters.

langdetect draws grams of the text by lot until one language has nearly all the probability, seven times over, and averages
what it got. Here each gram of the text counts once: the posterior that those trials approach, the same on every run, and in
a few numpy calls. Normalisation, profiles and smoothing are langdetect's own, read from the installed package.

Source: Shuyo, Language Detection Library for Java (2010), which langdetect ports.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from langdetect.detector import Detector
from langdetect.utils.ngram import NGram
from numpy.typing import NDArray

from copydesk.language.characters import Codes, Table, codes

Keys = NDArray[np.int64]

SMOOTHING = Detector.ALPHA_DEFAULT / Detector.BASE_FREQ
"""What each language gives to a gram on top of its profile; langdetect varies it by a tenth from trial to trial."""

_BITS = 21
"""Of a code point: three of them fit into one integer."""

_STEPS = 65536
"""Logarithms are rounded to this part of a nat, so that sums are exact, and the same in whatever order a machine adds."""

_SPACE = ord(" ")

_NORMAL = Table(lambda char: ord(NGram.normalize(char)))
_UPPER = Table(lambda char: char.isupper())


def normal(text: str) -> Codes:
    """The code points that langdetect makes grams of: a space before the first, and no space beside a space.

    As Detector.append and Detector.cleaning_text: without addresses, and without basic Latin letters where these are few.
    """
    if "http" in text:
        text = Detector.URL_RE.sub(" ", text)
    if "@" in text:
        text = Detector.MAIL_RE.sub(" ", text)
    said = codes(" " + (text if text.isascii() else NGram.normalize_vi(text)))
    basic = (said >= ord("A")) & (said <= ord("z"))
    other = (said >= 0x300) & ((said < 0x1E00) | (said > 0x1EFF))
    if 2 * np.count_nonzero(basic) < np.count_nonzero(other):
        said = said[~basic]
    found = _NORMAL.of(said).astype(np.uint32)
    blank = found == _SPACE
    kept: Codes = found[~(blank & np.concatenate(([False], blank[:-1])))]
    return kept


def grams(said: Codes) -> tuple[Keys, Keys]:
    """Keys of the grams of one and two characters, and of those of three; none spans a space, none ends in CAPITALS."""
    wide, blank, upper = said.astype(np.int64), said == _SPACE, _UPPER.of(said) == 1
    spoken = ~(upper[1:] & upper[:-1])
    pairs = wide[:-1] << _BITS | wide[1:]
    triples = wide[:-2] << 2 * _BITS | pairs[1:]
    return np.concatenate((wide[1:][spoken & ~blank[1:]], pairs[spoken])), triples[spoken[1:] & ~blank[1:-1]]


def key(gram: str) -> int:
    """The integer that stands for a gram."""
    number = 0
    for char in gram:
        number = number << _BITS | ord(char)
    return number


@dataclass(frozen=True, slots=True)
class Verdict:
    """What profiles say of a text, for each language.

    `margins`: the nats by which it beats the best other language, below zero for all but one. `surprises`: what a gram of
    three costs on average, less the entropy of the profile, in nats. `count` are those grams.
    """

    margins: Mapping[str, float]
    surprises: Mapping[str, float]
    count: int

    @property
    def likeliest(self) -> str:
        """The language with the greatest margin, the first by code of several."""
        return max(self.margins, key=lambda language: (self.margins[language], language))


def read(language: str) -> str:
    """A profile as langdetect ships it, JSON. Raises FileNotFoundError where it has none."""
    return files("langdetect").joinpath("profiles").joinpath(language).read_text("utf-8")


class Profiles:
    """The profiles of some languages, two or more, side by side."""

    def __init__(self, languages: Sequence[str]) -> None:
        """Raises FileNotFoundError for a language of which langdetect has no profile."""
        self.languages = tuple(languages)
        loaded = [json.loads(read(language)) for language in languages]
        numbers = {gram: n for n, gram in enumerate(sorted({gram for one in loaded for gram in one["freq"]}, key=key), 1)}
        chances = np.full((len(numbers) + 1, len(loaded)), SMOOTHING)  # row 0: a gram that no profile has
        entropies = []
        for column, one in enumerate(loaded):
            held = {gram: count / one["n_words"][len(gram) - 1] for gram, count in one["freq"].items()}
            chances[[numbers[gram] for gram in held], column] += list(held.values())
            entropies.append(-sum(share * math.log(share) for gram, share in held.items() if len(gram) == 3))
        self._keys = np.array([-1, *map(key, numbers)], np.int64)
        self._logs = np.round(np.log(chances) * _STEPS) / _STEPS
        self._entropies = np.array(entropies)

    def read(self, text: str) -> Verdict | None:
        """What the profiles say of a text; None where it holds no gram that any of them knows."""
        short, triples = grams(normal(text))
        few, many = self._rows(short), self._rows(triples)
        if not (few.any() or many.any()):
            return None
        of_triples = np.ones(len(many)) @ self._logs[many]
        total = of_triples + np.ones(len(few)) @ self._logs[few]
        second, first = np.sort(total)[-2:]
        margins = total - np.where(total == first, second, first)
        surprises = -of_triples / max(len(many), 1) - self._entropies
        named = zip(self.languages, margins.tolist(), strict=True), zip(self.languages, surprises.tolist(), strict=True)
        return Verdict(dict(named[0]), dict(named[1]), len(many))

    def _rows(self, keys: Keys) -> NDArray[np.intp]:
        """The row of each gram, 0 for those that no profile has. Sorted first: neighbours are found near each other."""
        keys = np.sort(keys)
        rows = np.searchsorted(self._keys, keys, "right") - 1
        found: NDArray[np.intp] = np.where(self._keys[rows] == keys, rows, 0)
        return found


@cache
def of(languages: tuple[str, ...]) -> Profiles:
    """The profiles of these languages, read once in a process."""
    return Profiles(languages)
