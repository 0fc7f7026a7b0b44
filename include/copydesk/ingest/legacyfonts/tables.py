"""Legacy fonts as data: each is one TOML file beside this module, and carries words that prove it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_SIGNS = {"{i}": "\ue000", "{ir}": "\ue001", "{im}": "\ue002", "{irm}": "\ue003", "{r}": "\ue004"}
"""What a table calls a sign that is written before or behind its syllable, and what stands for it until it is moved."""

_SCRIPTS = {"Deva": "Devanagari", "Gujr": "Gujarati", "Taml": "Tamil", "Telu": "Telugu", "Mlym": "Malayalam", "Knda": "Kannada"}


@dataclass(frozen=True, slots=True)
class Font:
    """One legacy font: what tells it, and, where `rescue` is true, what its codes are in Unicode.

    `letter` is a code that every page has again and again, `gate` strings of which it has one: a quick no for other pages.
    `marks` are its commonest words, `weak` those that may be words of other languages.
    """

    slug: str
    name: str
    script: str
    languages: tuple[str, ...]
    rescue: bool
    letter: str
    gate: tuple[str, ...]
    marks: frozenset[str]
    weak: frozenset[str]
    glyphs: Mapping[str, str]
    proofs: tuple[tuple[str, str], ...]

    @property
    def is_ascii(self) -> bool:
        """Whether a page in it may be all ASCII."""
        return all(map(str.isascii, (self.letter, *self.gate)))

    @property
    def script_name(self) -> str:
        """The script's name for people."""
        return _SCRIPTS[self.script]


@cache
def fonts() -> tuple[Font, ...]:
    """Every font, in order of its slug."""
    tables = (entry for entry in files(__package__).iterdir() if entry.name.endswith(".toml"))
    return tuple(
        _font(entry.name.removesuffix(".toml"), entry.read_text("utf-8")) for entry in sorted(tables, key=lambda one: one.name)
    )


def _font(slug: str, text: str) -> Font:
    raw = tomllib.loads(text)
    weak = frozenset(raw.get("weak", ()))
    return Font(
        slug=slug,
        name=raw["name"],
        script=raw["script"],
        languages=tuple(raw["languages"]),
        rescue=raw["rescue"],
        letter=raw["letter"],
        gate=tuple(raw["gate"]),
        marks=frozenset(raw["marks"]),
        weak=weak,
        glyphs={code: _signs(value) for code, value in raw.get("glyphs", {}).items()},
        proofs=tuple((proof["legacy"], proof["unicode"]) for proof in raw.get("proof", ())),
    )


def _signs(value: str) -> str:
    for name, sign in _SIGNS.items():
        value = value.replace(name, sign)
    return value
