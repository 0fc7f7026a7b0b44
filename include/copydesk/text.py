"""Script-safe text: folding, scripts, words. No `\\w`, no `\\b`: vowel signs and viramas are parts of words.

>>> fold("WhatsApp  ग्रुप से जुड़ें!") == fold("whatsapp ग्रुप से जुडें")
True
>>> words("हिन्दी समाचार।")
['हिन्दी', 'समाचार']
>>> script("રશિયા અને પાકિસ્તાન (ISPR)")
'Gujr'
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable
from functools import lru_cache

import numpy as np

STOPS = ".?!…।॥۔؟。！？｡։።፧၊။។៕༎༏߹᙮܀܁܂"
"""Every character that ends a sentence in some script."""

FULL_STOPS = ".…।॥۔。｡։።"
"""The stops that end a statement; a headline may end in ? or ! but hardly in one of these."""

CLOSERS = "\"'”’»›)]}」』】》〉"
"""What may stand behind a stop and still belong to the sentence."""

UNSPACED = frozenset({"Hani", "Hira", "Kana", "Jpan", "Thai", "Laoo", "Khmr", "Mymr", "Tibt"})
"""Scripts that put no space between words."""

# First code point of each run, and its ISO 15924 code; "Zyyy" is common to many scripts. From the Unicode block charts.
_RUNS: tuple[tuple[int, str], ...] = (
    (0x0, "Zyyy"), (0x41, "Latn"), (0x5B, "Zyyy"), (0x61, "Latn"), (0x7B, "Zyyy"), (0xAA, "Latn"), (0xAB, "Zyyy"),
    (0xBA, "Latn"), (0xBB, "Zyyy"), (0xC0, "Latn"), (0xD7, "Zyyy"), (0xD8, "Latn"), (0xF7, "Zyyy"), (0xF8, "Latn"),
    (0x2B0, "Zyyy"), (0x370, "Grek"), (0x400, "Cyrl"), (0x530, "Armn"), (0x590, "Hebr"), (0x600, "Arab"),
    (0x700, "Syrc"), (0x750, "Arab"), (0x780, "Thaa"), (0x7C0, "Nkoo"), (0x800, "Zyyy"), (0x8A0, "Arab"),
    (0x900, "Deva"), (0x951, "Zyyy"), (0x955, "Deva"), (0x964, "Zyyy"), (0x966, "Deva"), (0x980, "Beng"),
    (0xA00, "Guru"), (0xA80, "Gujr"), (0xB00, "Orya"), (0xB80, "Taml"), (0xC00, "Telu"), (0xC80, "Knda"),
    (0xD00, "Mlym"), (0xD80, "Sinh"), (0xE00, "Thai"), (0xE80, "Laoo"), (0xF00, "Tibt"), (0x1000, "Mymr"),
    (0x10A0, "Geor"), (0x1100, "Hang"), (0x1200, "Ethi"), (0x13A0, "Zyyy"), (0x1780, "Khmr"), (0x1800, "Mong"),
    (0x18B0, "Zyyy"), (0x1C50, "Olck"), (0x1C80, "Cyrl"), (0x1C90, "Geor"), (0x1CC0, "Zyyy"), (0x1E00, "Latn"),
    (0x1F00, "Grek"), (0x2000, "Zyyy"), (0x2C60, "Latn"), (0x2C80, "Zyyy"), (0x2D00, "Geor"), (0x2D30, "Tfng"),
    (0x2D80, "Ethi"), (0x2DE0, "Cyrl"), (0x2E00, "Zyyy"), (0x2E80, "Hani"), (0x3000, "Zyyy"), (0x3005, "Hani"),
    (0x3006, "Zyyy"), (0x3041, "Hira"), (0x30A0, "Kana"), (0x3100, "Zyyy"), (0x3130, "Hang"), (0x3190, "Zyyy"),
    (0x31F0, "Kana"), (0x3200, "Zyyy"), (0x3400, "Hani"), (0x4DC0, "Zyyy"), (0x4E00, "Hani"), (0xA000, "Zyyy"),
    (0xA640, "Cyrl"), (0xA6A0, "Zyyy"), (0xA720, "Latn"), (0xA800, "Zyyy"), (0xA8E0, "Deva"), (0xA900, "Zyyy"),
    (0xA960, "Hang"), (0xA980, "Zyyy"), (0xA9E0, "Mymr"), (0xAA00, "Zyyy"), (0xAA60, "Mymr"), (0xAA80, "Zyyy"),
    (0xAB00, "Ethi"), (0xAB30, "Latn"), (0xAB70, "Zyyy"), (0xABC0, "Mtei"), (0xAC00, "Hang"), (0xD7FC, "Zyyy"), (0xF900, "Hani"),
    (0xFB00, "Latn"), (0xFB13, "Armn"), (0xFB1D, "Hebr"), (0xFB50, "Arab"), (0xFE00, "Zyyy"), (0xFE70, "Arab"),
    (0xFEFF, "Zyyy"), (0xFF21, "Latn"), (0xFF3B, "Zyyy"), (0xFF41, "Latn"), (0xFF5B, "Zyyy"), (0xFF66, "Kana"),
    (0xFFA0, "Hang"), (0xFFE0, "Zyyy"), (0x20000, "Hani"), (0x323B0, "Zyyy"),
)  # fmt: skip
_STARTS = [start for start, _ in _RUNS]

SCRIPTS = tuple(sorted({code for _, code in _RUNS}))
"""ISO 15924 codes of every script that is told apart; "Zyyy" is the last."""

_WITHOUT_SPACES = "".join(
    f"{chr(start)}-{chr(end - 1)}" for (start, code), end in zip(_RUNS, [*_STARTS[1:], 0x110000], strict=True) if code in UNSPACED
)
_UNSPACED = re.compile(f"[{_WITHOUT_SPACES}]")

# Signs that scribes add or leave out without changing the word: nukta, Arabic vowel marks and tatweel, the dot that a
# Turkish İ leaves above its small letter, and the Armenian marks of stress, call and question, which stand inside a word.
_SILENT = {0x307, 0x55B, 0x55C, 0x55E, 0x93C, 0x9BC, 0xA3C, 0xABC, 0xB3C, 0xCBC, 0x640, 0x670, *range(0x64B, 0x656)}
# Letters that one keyboard writes one way and the next another: Arabic yeh, kaf, heh; Devanagari-like candrabindu; the
# Malayalam chillu letters, which older text writes as a consonant with a virama (and a joiner, which folds away); Greek
# vowels, whose accent capitals leave out.
_TWINS = {0x64A: "ی", 0x649: "ی", 0x643: "ک", 0x6C1: "ه", 0x6BE: "ه", 0x901: "ं", 0x981: "ং", 0xA81: "ં"}
_TWINS |= {0x131: "i", 0xD7A: "ണ്", 0xD7B: "ന്", 0xD7C: "ര്", 0xD7D: "ല്", 0xD7E: "ള്", 0xD7F: "ക്"}
_TWINS |= {0xEB3: "ໍາ", 0xEDC: "ຫນ", 0xEDD: "ຫມ"}  # Lao: a vowel of two parts, and two letters that are one
_TWINS |= {ord(accented): plain for accented, plain in zip("άέήίόύώΐΰ", "αεηιουωϊϋ", strict=True)}


class _Fold(dict[int, str | None]):
    """A str.translate table that is filled as characters turn up."""

    def __init__(self) -> None:
        super().__init__(dict.fromkeys(_SILENT))
        self.update(_TWINS)

    def __missing__(self, code: int) -> str | None:
        char = chr(code)
        kind = unicodedata.category(char)
        folded: str | None = " "
        if kind == "Nd":
            folded = str(unicodedata.digit(char))
        elif kind == "Cf":
            folded = None
        elif kind[0] in "LMN":
            folded = char
        self[code] = folded
        return folded


_FOLD = _Fold()
_ASCII = "".join(_FOLD[code] or "" for code in range(128)).encode()
"""What each of the ASCII signs is folded to."""
_ASCII_FOLD = _ASCII + bytes(range(len(_ASCII), 256))
_DIGITS = re.compile("[0-9]+")


class _Folded(dict[str, str]):
    """Words as they stand in texts, folded, each once: a language has few words that it says often."""

    longest, most = 24, 100_000
    """Letters of a word that is remembered, so that no sentence without spaces is; words that are remembered at a time."""

    def __missing__(self, word: str) -> str:
        composed = unicodedata.normalize("NFC", word.casefold())
        folded = " ".join(composed.translate(_FOLD).split()).replace("եւ", "եվ")  # Armenian և, whose capitals are ԵՎ
        if folded != composed and not unicodedata.is_normalized("NFC", folded):
            folded = fold(folded)  # what went, or was replaced, stood between a letter and its mark
        if len(word) <= self.longest:
            if len(self) >= self.most:
                self.clear()
            self[word] = folded
        return folded


_folded = _Folded().__getitem__


def fold(line: str) -> str:
    """The line as words are compared: NFC, one case, ASCII digits, single spaces, no punctuation and no format signs."""
    if line.isascii():  # the same, several times as fast
        return " ".join(line.lower().encode().translate(_ASCII_FOLD).decode().split())
    folded = " ".join(map(_folded, line.split()))
    if "  " in folded or folded[:1] == " " or folded[-1:] == " ":  # a word of signs alone folds to nothing
        return " ".join(folded.split())
    return folded


def shape(line: str) -> str:
    """fold() with each run of digits as one 0, so that "12 min read" and "5 min read" are the same phrase."""
    return of_any_number(fold(line))


def of_any_number(folded: str) -> str:
    """A folded line with each run of digits as one 0."""
    return _DIGITS.sub("0", folded)


@lru_cache(maxsize=4096)
def char_script(char: str) -> str:
    """ISO 15924 code of one character; "Zyyy" where many scripts share it."""
    return _RUNS[bisect_right(_STARTS, ord(char)) - 1][1]


class Drawing:
    """A text drawn with one byte for each character, by a table that is filled as characters turn up.

    `draws` says which byte, never 0, a character becomes. For texts beyond ASCII this is many times as fast as str.translate().
    """

    def __init__(self, draws: Callable[[str], int]) -> None:
        self._draws = draws
        self._table = np.zeros(0x110000, np.uint8)

    def __call__(self, text: str) -> bytes:
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
        drawn = self._table[codes]
        if not drawn.all():
            for char in {char for char, told in zip(text, drawn.tolist(), strict=True) if not told}:
                self._table[ord(char)] = self._draws(char)
            drawn = self._table[codes]
        found: bytes = drawn.tobytes()
        return found


_NO_LETTER = 1 + len(SCRIPTS)
_letters = Drawing(lambda char: 1 + SCRIPTS.index(char_script(char)) if unicodedata.category(char)[0] == "L" else _NO_LETTER)
"""For each letter which of SCRIPTS, counted from 1."""
_NO_LETTERS = bytes(code for code in range(128) if not chr(code).isalpha())


def scripts(text: str) -> dict[str, int]:
    """Letters (not marks) of each script in the text, scripts in order of their code; "Zyyy" is left out."""
    if text.isascii():  # the same, several times as fast
        latin = len(text.encode().translate(None, _NO_LETTERS))
        return {"Latn": latin} if latin else {}
    letters = _letters(text)
    return {SCRIPTS[told - 1]: letters.count(told) for told in sorted(set(letters)) if told < len(SCRIPTS)}


def script(text: str) -> str:
    """The script with the most letters in the text, or "Zyyy" if it has none."""
    counts = scripts(text)
    return max(counts, key=lambda code: (counts[code], code)) if counts else "Zyyy"


def has_letters(text: str) -> bool:
    """Whether the text has a letter of any script."""
    return any(map(str.isalpha, text))


_BELOW = "\N{KHMER SIGN COENG}"
"""The letter behind it is written below the one before."""


def words(text: str) -> list[str]:
    """Folded words; in scripts that put no space between words each letter with its marks is a word."""
    return split(fold(text))


def split(folded: str) -> list[str]:
    """The words of a folded text, as words() gives them."""
    if folded.isascii() or not _UNSPACED.search(folded):
        return folded.split()
    found: list[str] = []
    for token in folded.split():
        if char_script(token[0]) in UNSPACED or char_script(token[-1]) in UNSPACED:
            for char in token:
                if found and (unicodedata.category(char)[0] == "M" or found[-1][-1] == _BELOW):
                    found[-1] += char
                else:
                    found.append(char)
        else:
            found.append(token)
    return found


def ends_sentence(line: str, stops: str = STOPS) -> bool:
    """Whether the line's last character is a stop, closing quotes and brackets aside."""
    end = line.rstrip().rstrip(CLOSERS).rstrip()[-1:]
    return bool(end) and end in stops
