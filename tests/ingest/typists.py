"""Unicode text as a legacy font or ISCII would have it: tables turned round, syllables in the order in which they are struck."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import TypeVar

from copydesk.ingest import iscii
from copydesk.ingest.legacyfonts import Font

Struck = TypeVar("Struck", str, bytes)

_PLAIN = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "\u200c": None, "\u200d": None})
_CLUSTER = "(?:[क-ह]़?्)*[क-ह]़?"
_CHILLU = {"ൺ": "ണ്\u200d", "ൻ": "ന്\u200d", "ർ": "ര്\u200d", "ൽ": "ല്\u200d", "ൾ": "ള്\u200d", "ৎ": "ত্\u200d"}


def plain(text: str) -> str:
    """The text with the punctuation of ASCII and without joiners, as ISCII has it."""
    return unicodedata.normalize("NFC", text).translate(_PLAIN)


def in_iscii(text: str, code: int) -> bytes:
    """Plain text in ISCII of the script with this ATR code, without the ATR. Raises KeyError for a character it lacks."""
    letters, pairs, scripts = iscii._tables()
    table = scripts[code]
    codes = {"".join(map(table.letter, value)): key for key, value in pairs.items()}
    codes |= {"".join(map(table.letter, value)): bytes([key]) for key, value in letters.items()}
    codes |= {chr(ascii_): bytes([ascii_]) for ascii_ in range(0x80)}
    for chillu, spelled in _CHILLU.items():
        text = text.replace(chillu, spelled)
    text = re.sub("ੱ(.)", r"\1੍\1", text).replace("ੰ", "ਂ").replace("ੜ", "ਡ਼")
    return _struck(text, codes)


def in_font(text: str, font: Font) -> str:
    """Text in a font whose table is known. Raises KeyError for a character it lacks."""
    codes: dict[str, str] = {}
    for code, value in sorted(font.glyphs.items(), key=lambda pair: (len(pair[0]), pair[0])):
        codes.setdefault(value, code)
    if not font.is_ascii:
        codes |= {chr(code): chr(code) for code in range(0x80)}
    codes |= {char: codes.get(char, char) for char in " \n\t0123456789!.()'" if char not in font.glyphs or char in codes}
    text = unicodedata.normalize("NFC", text)
    return _struck(_devanagari(text) if font.script == "Deva" else _tamil(text), codes)


def _devanagari(text: str) -> str:
    for new, old in (
        ("ो", "ाे"),
        ("ौ", "ाै"),
        ("ॉ", "ाॅ"),
        ("ई", "इ\ue004"),
        ("आ", "अा"),
        ("ओ", "अाे"),
        ("औ", "अाै"),
        ("ऑ", "अाॅ"),
        ("ऐ", "एे"),
    ):
        text = text.replace(new, old)
    text = re.sub(f"(?<!्)र्({_CLUSTER})([ािीुूृेैॅ]*)", "\\1\\2\ue004", text)
    text = re.sub(f"({_CLUSTER})ि", "\ue000\\1", text)
    full_from_half = {"ख": "ख्ा", "घ": "घ्ा", "ण": "ण्ा", "थ": "थ्ा", "ध": "ध्ा", "भ": "भ्ा", "श": "श्ा", "ष": "ष्ा", "क्ष": "क्ष्ा"}
    text = re.sub("क्ष(?!्)", "क्ष्ा", text)
    return re.sub("([खघणथधभशष])(?!्)(?!(?<=क्ष))", lambda match: full_from_half[match[1]], text)


def _tamil(text: str) -> str:
    text = unicodedata.normalize("NFD", text)
    return re.sub("(க்ஷ|[க-ஹ])([ெேை])", r"\2\1", text)


def _struck(text: str, codes: Mapping[str, Struck]) -> Struck:
    """The codes of the text, longest first."""
    longest, at = max(map(len, codes)), 0
    parts: list[Struck] = []
    while at < len(text):
        size = next((n for n in range(longest, 0, -1) if text[at : at + n] in codes), 1)
        parts.append(codes[text[at : at + size]])
        at += size
    return parts[0][:0].join(parts)
