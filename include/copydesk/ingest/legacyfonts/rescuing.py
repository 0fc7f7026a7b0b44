"""From the codes of a legacy font to Unicode, where the result is words of the font's script."""

from __future__ import annotations

import json
import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files

from copydesk.ingest.legacyfonts.tables import Font

_FAULTS = 0.03
"""Of the words, how many may break the rules of the script before the table is taken to be the wrong one."""

_MOST_ENGLISH = 8.5
"""Nats a pair of letters that an English word or name costs at most."""

_MOST_SURPRISE = 7.5
"""Nats a pair of letters that a text of the language costs at most; with the table of another font it costs more than eight."""

_DEVA = "(?:[क-ह]़?्)*[क-ह]़?"
_DEVA_SIGNS = "ािीुूृॄॅॆेैॉोौंँः"
_DEVA_WORD = re.compile(f"(?:(?:[अ-औॠ]ॅ?|{_DEVA}[ािीुूृॄॅेैॉोौ]?)[ंँ]?ः?ऽ?)+(?:[क-ह]्)?")
_VISARGA = re.compile("(?<=[तश]):$|(?<=^पुन):$|(?<=^प्राय):$|(?<=^नम):$|(?<=[क-हुि]):(?=[क-ह])")
"""Typewriters have one key for the visarga and the colon: अतः and दुःख, but उत्तर: and लिए:."""

_TAML = "(?:க்ஷ|[க-ஹ])"
_TAML_WORD = re.compile("(?:[அ-ஔஃ]|[க-ஹ][ா-ௌ்]?)+")
_INDIC = re.compile("[\u0900-\u0963\u0970-\u0dff\ue000-\uf8ff\ufffd]+")
_TOKEN = re.compile(r"\S{1,200}")  # no word is longer, and what is made longer by malice must not cost its square
_LATIN = re.compile("[A-Za-z]{2,}")
_ACRONYMS = {"Deva": re.compile(r"(?=[A-Z]*[C-FHILOPRTUXYQ])[A-Z]{2,}[0-9]*"), "Taml": re.compile("[A-Z]{3,}[0-9]*")}
"""Capitals that are no word of the font: half letters with nothing behind them, or three of them in a row."""


def rescued(text: str, font: Font) -> str | None:
    """The text with the lines of the font in Unicode; none where words come out that the script cannot write.

    A line is taken for the font's if it reads better as one of the font's languages than as English.
    """
    lines, faults, words = [], 0, 0
    for one in text.split("\n"):
        mended = line(one, font)
        if mended != one and _is_of_font(one, mended, font):
            found = _INDIC.findall(mended)
            words += len(found)
            faults += sum(not is_word(word, font) for word in found) + sum(_is_gibberish(word, font) for word in mended.split())
            lines.append(mended)
        elif (font.marks - font.weak) & set(one.split()):
            return None
        else:
            lines.append(one)
    return "\n".join(lines) if words and faults <= _FAULTS * words else None


def _is_gibberish(word: str, font: Font) -> bool:
    """Whether a word that stayed Latin, no acronym, is none that Latin letters would spell."""
    return bool(_LATIN.fullmatch(word)) and not _ACRONYMS[font.script].fullmatch(word) and _surprise(word, "en") > _MOST_ENGLISH


def line(text: str, font: Font) -> str:
    """The line with each word in Unicode, but acronyms and words that only Latin letters can spell."""
    return _TOKEN.sub(lambda match: _in_unicode(match[0], font), text)


def _in_unicode(word: str, font: Font) -> str:
    mended = glyphs(word, font)
    if _ACRONYMS[font.script].fullmatch(word) and word not in font.marks:
        return word
    if _LATIN.fullmatch(word) and not all(is_word(part, font) for part in _INDIC.findall(mended)):
        return word
    return mended


def glyphs(word: str, font: Font) -> str:
    """One word by the font's table, signs in Unicode's order; U+FFFD for a code that the table lacks."""
    longest, at = max(map(len, font.glyphs)), 0
    parts: list[str] = []
    while at < len(word):
        for size in range(min(longest, len(word) - at), 0, -1):
            if (found := font.glyphs.get(word[at : at + size])) is not None:
                parts.append(found)
                break
        else:
            size = 1
            parts.append(word[at] if word[at] < "\x80" else "\ufffd")
        at += size
    return unicodedata.normalize("NFC", _ORDER[font.script]("".join(parts)))


def _ordered_deva(text: str) -> str:
    """Signs that a typewriter strikes before or after a syllable, where Unicode has them; halves and strokes as whole letters."""
    text = re.sub("्+", "्", text).replace("्ा", "").replace("इ\ue004", "ई")
    before = {"\ue000": ("", "ि"), "\ue001": ("र्", "ि"), "\ue002": ("", "िं"), "\ue003": ("र्", "िं")}
    text = re.sub(f"([\ue000-\ue003])({_DEVA})", lambda match: match[2].join(before[match[1]]), text)
    text = re.sub(f"({_DEVA})([{_DEVA_SIGNS}]*)\ue004", r"र्\1\2", text)
    for old, new in (
        ("ाे", "ो"),
        ("ाै", "ौ"),
        ("ाॅ", "ॉ"),
        ("अा", "आ"),
        ("आे", "ओ"),
        ("आै", "औ"),
        ("आॅ", "ऑ"),
        ("एे", "ऐ"),
        ("अॉ", "ऑ"),
        ("अो", "ओ"),
        ("अौ", "औ"),
    ):
        text = text.replace(old, new)
    text = re.sub("([ंँ])([ािीुूृेैॉोौॅ])", r"\2\1", text)
    return _VISARGA.sub("ः", text)


def _ordered_taml(text: str) -> str:
    """Vowel signs that are written before the letter, behind it; NFC joins the halves of those that stand on both sides."""
    return re.sub(f"([ெேை])({_TAML})", r"\2\1", text)


_ORDER: Mapping[str, Callable[[str], str]] = {"Deva": _ordered_deva, "Taml": _ordered_taml}


def is_word(word: str, font: Font) -> bool:
    """Whether letters and signs follow each other as the font's script allows."""
    return bool((_DEVA_WORD if font.script == "Deva" else _TAML_WORD).fullmatch(word))


def gain(text: str, mended: str, font: Font) -> float:
    """Nats a pair of letters by which a text in Unicode reads better in the font's language than it read as English."""
    heard = min(_surprise(mended, language) for language in font.languages)
    return _surprise(text, "en") - heard if heard <= _MOST_SURPRISE else 0.0


def _is_of_font(line: str, mended: str, font: Font) -> bool:
    if not any(char.isalpha() for char in line):
        return True
    return min(_surprise(mended, language) for language in font.languages) < _surprise(line, "en")


@cache
def _pairs(language: str) -> tuple[Mapping[str, int], int]:
    """How often letters follow each other in a language, as the profiles of langdetect have it."""
    raw = json.loads(files("langdetect").joinpath("profiles").joinpath(language).read_text("utf-8"))
    return raw["freq"], raw["n_words"][1]


def _surprise(text: str, language: str) -> float:
    """Nats that a pair of letters costs on average if the text is in a language."""
    freq, count = _pairs(language)
    said = f" {' '.join(text.split())} "
    pairs = [said[at : at + 2] for at in range(len(said) - 1) if said[at : at + 2].strip(" 0123456789.,-:;()|।")]
    return -sum(math.log((freq.get(pair, 0) + 0.5) / count) for pair in pairs) / max(len(pairs), 1)
