"""What is known of languages by hand and by fitting, and the two rules that need no profile: letters and words.

`rules.toml` was written by hand; `fitted.toml` is made by `make train` (benchmarks/train_language.py), which says how.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from copydesk.text import words

UNKNOWN = "und"

FEWEST_WORDS, ONE_IN = 3, 12
"""An answer by words needs so many marker words, and one in so many of all words."""


@dataclass(frozen=True, slots=True)
class Letters:
    """Signs that prove a language from this share of its script's letters on; `und` ends the search by letters."""

    language: str
    signs: tuple[str, ...]
    share: float


@dataclass(frozen=True, slots=True)
class Rules:
    """Everything that the two files hold; mappings are by script."""

    alone: Mapping[str, str]
    romanised: Mapping[str, Any]
    letters: Mapping[str, tuple[Letters, ...]]
    words: Mapping[str, Mapping[str, frozenset[str]]]
    twins: Mapping[str, Mapping[str, frozenset[str]]]
    usual: Mapping[str, Mapping[str, float]]
    weights: Mapping[str, tuple[float, ...]]


def _signs(text: str) -> tuple[str, ...]:
    """Single characters, or sequences with a space between them."""
    return tuple(text.split()) if " " in text else tuple(text)


def _text(name: str) -> str:
    return files("copydesk.language").joinpath(name).read_text("utf-8")


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(_text(name))


def read_fitted() -> dict[str, Any]:
    """fitted.toml as it is shipped."""
    return _read("fitted.toml")


@cache
def digest() -> str:
    """Twelve hexadecimal digits that change when a rule does."""
    return hashlib.sha256("".join(_text(name) for name in ("rules.toml", "fitted.toml")).encode()).hexdigest()[:12]


_tried: list[Mapping[str, Any]] = []


@contextmanager
def using(fitted: Mapping[str, Any]) -> Iterator[None]:
    """Inside the block, what fitted.toml would hold is this: for those who fit it."""
    _tried.append(fitted)
    _forget()
    try:
        yield
    finally:
        _tried.pop()
        _forget()


def _forget() -> None:
    known.cache_clear()
    _speakers.cache_clear()


@cache
def known() -> Rules:
    """The rules that are in force: those that are shipped, outside of using()."""
    by_hand, fitted = _read("rules.toml"), _tried[-1] if _tried else read_fitted()
    scripts = sorted({*by_hand["words"], *fitted["words"]})
    return Rules(
        alone=by_hand["alone"],
        romanised={**by_hand["romanised"], "words": frozenset(by_hand["romanised"]["words"].split())},
        letters={
            script: tuple(Letters(entry["language"], _signs(entry["signs"]), entry["share"]) for entry in entries)
            for script, entries in by_hand["letters"].items()
        },
        words={script: _merged(by_hand["words"].get(script, {}), fitted["words"].get(script, {})) for script in scripts},
        twins={code: {each: frozenset(words(told)) for each, told in both.items()} for code, both in by_hand["twins"].items()},
        usual=fitted["usual"],
        weights={"stated": (0.0, 1.0, 0.0, 0.0), **{kind: tuple(weights) for kind, weights in fitted["weights"].items()}},
    )


def _merged(by_hand: Mapping[str, str], fitted: Mapping[str, str]) -> dict[str, frozenset[str]]:
    languages = sorted({*by_hand, *fitted})
    return {code: frozenset(words(f"{by_hand.get(code, '')} {fitted.get(code, '')}")) for code in languages}


def by_letters(script: str, sample: str, letters: int) -> tuple[str, int, float] | None:
    """The language that its letters prove, how many there are, and how many times the share that is asked for."""
    lower = sample.lower()
    for rule in known().letters.get(script, ()):
        found = sum(map(lower.count, rule.signs))
        if found >= rule.share * letters:
            return None if rule.language == UNKNOWN else (rule.language, found, found / (rule.share * letters))
    return None


@cache
def _speakers(script: str) -> dict[str, tuple[str, ...]]:
    """For each marker word of a script the languages that it marks."""
    found: dict[str, tuple[str, ...]] = {}
    for language, marks in known().words.get(script, {}).items():
        for word in marks:
            found[word] = (*found.get(word, ()), language)
    return found


def count_words(script: str, said: Sequence[str]) -> dict[str, tuple[int, int]]:
    """For each language of which a marker word was said, how many were, and how many different ones."""
    speakers = _speakers(script)
    marks = [word for word in said if word in speakers]
    found: dict[str, tuple[int, int]] = {}
    if not marks:
        return found
    for word, times in Counter(marks).items():
        for language in speakers[word]:
            told, different = found.get(language, (0, 0))
            found[language] = told + times, different + 1
    return found


def twin(language: str, said: Sequence[str]) -> str:
    """Of a language and the twin that profiles take for it the one of which more own words are said; the language in doubt."""
    both = known().twins.get(language, {})
    told = {code: len(own.intersection(said)) for code, own in both.items()}
    return max([language, *told], key=lambda code: told.get(code, 0))


def looks_romanised(language: str, said: Sequence[str]) -> bool:
    """Whether a text that a profile gives to a language may be romanised Indian text, by the look of its words."""
    rule = known().romanised
    if language in rule["natural"]:
        return False
    alike = sum(word in rule["words"] or any(spelling in word for spelling in rule["spellings"]) for word in said)
    return bool(alike >= rule["share"] * len(said))


def by_words(said: int, counts: Mapping[str, tuple[int, int]]) -> tuple[str, int, int] | None:
    """The language whose marker words are enough, not one word repeated, and twice those of the next; with both counts."""
    ranking = sorted(((told, language) for language, (told, _) in counts.items()), reverse=True)
    (first, language), (second, _) = [*ranking, (0, ""), (0, "")][:2]
    if first < FEWEST_WORDS or first * ONE_IN < said or first < 2 * second or counts[language][1] < 2:
        return None
    return language, first, second
