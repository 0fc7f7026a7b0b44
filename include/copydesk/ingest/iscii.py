"""ISCII (IS 13194:1991): one byte a letter for the scripts of India, for which Python has no codec.

All scripts share one row of letters; ATR and a byte choose the script. Where a file does not say, the words must: the script in
which most of them are words that its language uses.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from copydesk.errors import UnreadableError

_ATR, _EXT = 0xEF, 0xF0
_WORD = re.compile(rb"[\xa1-\xfa]+")
# One written syllable: a vowel, or consonants that halants join, then a sign; and what may stand around it.
_CONSONANTS = rb"[\xb3-\xd9]\xe9?(?:\xe8[\xe8\xe9]?[\xb3-\xd9]\xe9?)*"
_SYLLABLE = rb"(?:[\xa4-\xb2]\xe9?|" + _CONSONANTS + rb"(?:[\xda-\xe7]\xe9?|\xe8[\xe8\xe9]?)?)[\xa1-\xa3]*\xe9?"
_SPELLED = re.compile(rb"(?:" + _SYLLABLE + rb"|[\xea\xf1-\xfa]|\xef[\x30-\x4b]|\xf0[\xa1-\xfe])+")
_ASCII, _SIGNS, _SAMPLE = bytes(range(0x80)), bytes(range(0xDA, 0xE9)), 50_000
_LEAST_BYTES, _SPELLED_SHARE, _SIGNS_SHARE = 30, 0.97, 0.2
_LEAST_WORDS, _WORDS_SHARE = 3, 0.03


@dataclass(frozen=True, slots=True)
class Table:
    """One script of ISCII: its name, its offset from Devanagari, its own letters, what to replace in its text, frequent words."""

    name: str
    offset: int
    own: Mapping[str, str]
    mend: tuple[tuple[str, str], ...]
    words: frozenset[str]

    def letter(self, devanagari: str) -> str:
        """The script's letter for a Devanagari one; U+FFFD where it has none. Dandas are shared."""
        if devanagari in self.own:
            return self.own[devanagari]
        if devanagari in "\u0964\u0965\u200c\u200d\ufffd":
            return devanagari
        char = chr(ord(devanagari) + self.offset)
        return char if unicodedata.category(char) != "Cn" else "\ufffd"


@cache
def _tables() -> tuple[dict[int, str], dict[bytes, str], dict[int, Table]]:
    """Letters by byte, letters by two bytes, scripts by the byte behind ATR."""
    raw = tomllib.loads(files(__package__).joinpath("iscii.toml").read_text("utf-8"))
    letters = {int(key, 16): value for key, value in raw["letters"].items()}
    pairs = {bytes.fromhex(key): value for key, value in raw["pairs"].items()}
    by_byte = {int(code, 16): _table(one) for code, one in raw["scripts"].items()}
    return letters, pairs, by_byte


def _table(raw: dict[str, Any]) -> Table:
    words = frozenset(unicodedata.normalize("NFC", word) for word in raw["words"])
    mend = tuple((old, new) for old, new in raw.get("mend", ()))
    return Table(raw["name"], raw["offset"], raw.get("own", {}), mend, words)


def decode(data: bytes) -> tuple[str, str] | None:
    """The text of ISCII bytes and `iscii-<script>`; none where they are not ISCII.

    Raises UnreadableError `undecodable` for ISCII of a script that neither ATR nor its words tell.
    """
    if not _is_iscii(data):
        return None
    scripts = _tables()[2]
    if any(bytes((_ATR, code)) in data for code in scripts):
        first = next(data[at + 1] for at in range(len(data) - 1) if data[at] == _ATR and data[at + 1] in scripts)
        return translate(data, first), f"iscii-{scripts[first].name}"
    sample = data[:_SAMPLE]
    ranked = sorted(
        ((_known_words(text := translate(sample, code), table), code, text) for code, table in scripts.items()), reverse=True
    )
    (most, code, text), (second, *_) = ranked[0], ranked[1]
    if most >= max(_LEAST_WORDS, _WORDS_SHARE * len(text.split()), 2 * second):
        return translate(data, code), f"iscii-{scripts[code].name}"
    raise UnreadableError(
        "undecodable",
        "this is ISCII, and neither an ATR code nor its words say of which script. Convert it to UTF-8 before it lands.",
    )


def _is_iscii(data: bytes) -> bool:
    """Whether the bytes beyond ASCII spell syllables, as no other charset does."""
    data = data[:_SAMPLE]
    high = len(data.translate(None, _ASCII))
    if high < _LEAST_BYTES:
        return False
    spelled = sum(len(match[0]) for word in _WORD.finditer(data) if (match := _SPELLED.fullmatch(word[0])))
    signs = len(data) - len(data.translate(None, _SIGNS))
    spelled += sum(len(match[0]) for match in re.finditer(rb"\xef[\x30-\x4b]", data))
    return spelled >= _SPELLED_SHARE * high and signs >= _SIGNS_SHARE * high


def _known_words(text: str, table: Table) -> int:
    return 0 if "\ufffd" in text else sum(word.strip(".,!?।\"'()-:;") in table.words for word in text.split())


def translate(data: bytes, code: int) -> str:
    """The text of ISCII bytes; `code` is the byte that ATR would give for the script they begin in."""
    letters, pairs, scripts = _tables()
    table, at = scripts[code], 0
    parts: list[str] = []
    while at < len(data):
        byte, two = data[at], data[at : at + 2]
        at += 1
        if byte < 0x80:
            parts.append(chr(byte))
        elif byte == _ATR:  # the other attributes are of type: bold, italic, ...
            table = scripts.get(two[-1], table)
            at += 1
        elif two in pairs or byte == _EXT:
            parts += (table.letter(char) for char in pairs.get(two, "\ufffd"))
            at += 1
        else:
            parts += (table.letter(char) for char in letters.get(byte, "\ufffd"))
    text = unicodedata.normalize("NFC", "".join(parts))
    for old, new in scripts[code].mend:
        text = re.sub(old, new, text)
    return text
