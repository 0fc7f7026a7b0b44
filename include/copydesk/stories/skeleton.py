"""A word of any script as a short string of consonants, so that a name is the same in each: पाकिस्तान and Pakistan are PKST.

What scripts and spellings disagree on is folded away: vowels, voice, aspiration, the several s and t, h and y, doubled
letters. What is left are eight kinds of consonants, of which the first few are kept: behind them stand case endings.

>>> skeleton("पाकिस्तान"), skeleton("પાકિસ્તાને"), skeleton("پاکستان"), skeleton("Pakistan"), skeleton("பாகிஸ்தான்")
('PKSTN', 'PKSTN', 'PKSTN', 'PKSTN', 'PKSTN')
>>> skeleton("Фомин") == skeleton("फोमिन") == skeleton("Fomin") == "PMN"
True
"""

from __future__ import annotations

import re
import unicodedata

from anyascii import anyascii

LONGEST = 5
"""Consonants that are kept. More of them would be case endings, which Dravidian and Slavic names carry in every sentence."""

INITIAL = "A"
"""Stands for a vowel, h or y at the beginning, so that Iran is not Rana."""

_KINDS = {"K": "kgqx", "S": "scjz", "T": "td", "P": "pbfvw", "M": "m", "N": "n", "R": "r", "L": "l"}
_KIND_OF = {letter: kind for kind, letters in _KINDS.items() for letter in letters}
_OPEN = frozenset("aeiouhy")

_SPELLINGS = {
    "sch": "s", "tch": "c", "ck": "k", "ch": "c", "ph": "f", "gh": "g", "kh": "k", "th": "t", "dh": "d", "bh": "b", "jh": "j",
    "sh": "s", "zh": "s", "ts": "s", "dz": "s", "x": "ks", "ca": "ka", "co": "ko", "cu": "ku", "cr": "kr", "cl": "kl",
}  # fmt: skip
"""Two letters for one sound, and c before the letters that make it a k; the longest goes first."""
_SPELT = re.compile("|".join(sorted(_SPELLINGS, key=lambda spelling: (-len(spelling), spelling))) + "|c(?=t|k|$)")

# Where the table of anyascii is not what the sound needs: anusvara is a nasal, candrabindu and virama are nothing, the Tamil
# palatal is an s, and the Arabic waw is oftener a vowel than a consonant.
_SOUNDS = {0xB9A: "s", 0x648: "o", 0x6D0: "e", 0x6BE: "h", 0x6C1: "h"}
_SOUNDS |= dict.fromkeys((0x902, 0x982, 0xA02, 0xA70, 0xA82, 0xB02, 0xC02, 0xC82, 0xD02), "n")
_SOUNDS |= dict.fromkeys((0x901, 0x981, 0xA01, 0xA81, 0xB01), "")


class _Letters(dict[int, str]):
    """A str.translate table to Latin letters and ASCII digits, filled as characters turn up; all else is a blank.

    Capitals are those of scripts that have them.
    """

    def __missing__(self, code: int) -> str:
        char = chr(code)
        kind = unicodedata.category(char)
        if kind == "Nd":
            found = str(unicodedata.digit(char))
        elif kind[0] in "LM":
            sound = _SOUNDS.get(code, "".join(filter(str.isalpha, anyascii(char).lower())))
            found = sound.capitalize() if kind == "Lu" else sound
        else:
            found = "" if kind == "Cf" or char in "'’ʼ`" else " "
        self[code] = found
        return found


_LETTERS = _Letters()


def latin(text: str) -> str:
    """The text in Latin letters and ASCII digits, with blanks for all else; nothing is known of languages."""
    return text.translate(_LETTERS)


def skeleton(word: str) -> str:
    """The consonants of one word, at most `LONGEST`; shorter, and even empty, for a word that has no more."""
    return of_latin(latin(word).lower())


def of_latin(word: str) -> str:
    """skeleton() of a word that is in small Latin letters already."""
    kinds = [_KIND_OF.get(letter, "") for letter in _SPELT.sub(_sound, word)]
    found = INITIAL if word[:1] in _OPEN else ""
    for kind in kinds:
        if kind and found[-1:] != kind:
            found += kind
    return found[:LONGEST]


def _sound(spelling: re.Match[str]) -> str:
    return _SPELLINGS.get(spelling[0], "k")
