"""Repairs of one paragraph: each is a function from text to text with a name, and leaves good text alone.

They run in the order of REPAIRS until nothing changes, so mending is idempotent. Meaningful joiners (ZWJ, ZWNJ between
letters of scripts that use them) stay: without them क्‍ष and می‌خواهم would be other words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from itertools import pairwise

import regex

from copydesk.text import UNSPACED, char_script, has_letters

_BREAKING = regex.compile(r"[\t\v\f\u0085\u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000]")
_RUNS = regex.compile(r" {2,}")
_CONTROLS = regex.compile(r"[\p{Cc}--[\t\n\v\f\r\u0085]]", regex.V1)
_INVISIBLE = regex.compile(r"[\u00AD\u200B\u2060\uFEFF]|[\u202A\u202B\u202D\u202E\u202C\u2066-\u2069]")
# A joiner is meant only behind a letter or sign of a script that joins; at the end of a word too: അവന്‍ ends in one.
_JOINING = (
    r"\p{Arab}\p{Deva}\p{Beng}\p{Guru}\p{Gujr}\p{Orya}\p{Taml}\p{Telu}\p{Knda}\p{Mlym}\p{Sinh}\p{Syrc}\p{Mong}\p{Mymr}\p{Khmr}"
)
_STRAY_JOINER = regex.compile(rf"(?<![{_JOINING}\p{{Emoji}}\uFE0F])[\u200C\u200D]+")
_DIRECTION = regex.compile(r"[\u200E\u200F]+")
# A stop without a space after it, between words of two or more letters, so that initials (વી.પી., बी.जे.पी.) stay whole.
_LETTER = r"\p{L}\p{M}*\p{Cf}*"
_INDIC = r"[\p{Deva}\p{Beng}\p{Guru}\p{Gujr}\p{Orya}\p{Taml}\p{Telu}\p{Knda}\p{Mlym}\p{Sinh}\p{Arab}]"
# Verbs of one letter with its signs that end sentences; no letter of the alphabet is called so.
_SHORT_VERBS = "છે|છો|है|हैं|था|थी|थे|हो|छ|ਹੈ|ਸੀ|ਹਨ"
_STUCK_STOP = regex.compile(
    rf"(?<={_INDIC}\p{{M}}*{_LETTER}|(?<![\p{{L}}\p{{M}}])(?:{_SHORT_VERBS})|{_INDIC}\p{{M}}*[\"'”’)\]])"
    rf"([.?!])(?={_INDIC}\p{{M}}*\p{{Cf}}*\p{{L}})"
)
_STUCK_DANDA = regex.compile(rf"(?<={_LETTER}|\p{{Nd}})([।॥۔؟])(?=\p{{L}})")
_STUCK_LATIN = regex.compile(r"(?<=\p{Ll}{2})([.?!])(?=\p{Lu}\p{Ll}+[ ,;])")
# Letters' names of two letters or more, of which a stop makes an initial; those that are words too (आई, আর) need a second stop.
_LETTER_NAMES = (
    "एफ|एल|एम|एन|आर|एस|एच|एक्स|এফ|এল|এম|এন|এস|এইচ|আৰ|ਐੱਫ|ਐਫ|ਐੱਲ|ਐਲ|ਐੱਮ|ਐਮ|ਐੱਨ|ਐਨ|ਆਰ|ਐੱਸ|ਐਸ|ਐੱਚ|ਐਚ|એફ|એલ|એમ|એન|આર|એસ|એચ|એક્સ|ଏଫ୍?|ଏଲ୍?|ଏମ୍?|ଏନ୍?|ଆର୍?|ଏସ୍?|"
    "ଏଚ୍?|எஃப்|எப்|எல்|எம்|ஆர்|எஸ்|எச்|ஹெச்|ఎఫ్|ఎల్|ఎం|ఎమ్|ఎన్|ఆర్|ఎస్|హెచ్|ఎక్స్|ಎಫ್|ಎಲ್|ಎಂ|ಎಮ್|ಎನ್|ಆರ್|ಎಸ್|ಎಚ್|ಹೆಚ್|എഫ്|എൽ|എം|എൻ|ആർ|എസ്|എച്ച്|"
    "එෆ්|එල්|එම්|එන්|ආර්|එස්|එච්|ایف|ایل|ایم|این|آر|ایس|ایچ|ايف|ايل|ايم|اين|ايس|ايڇ"
)
_DOMAINS = "कॉम|કોમ|કૉમ|কম|காம்|కామ్|ಕಾಮ್|കോം|ਕਾਮ|ਕੌਮ|ڪام|كوم|نت|नेट|નેટ|নেট|நெட்|నెట్|ನೆಟ್|നെറ്റ്|نیٹ"
_DOTTED = regex.compile(
    rf"(?<![\p{{L}}\p{{M}}\p{{Cf}}])(?:(?:(?:{_LETTER}){{1,5}}[.۔]){{2,}}|(?:{_LETTER_NAMES})[.۔])"
    rf"|[.](?=(?:{_DOMAINS})(?![\p{{L}}\p{{M}}]))"
)
"""Stops that end no sentence: behind initials, in their chains, in the names of sites."""
SITE = regex.compile(rf"[.](?:{_DOMAINS})$")
"""What the name of a site ends in, in letters that are not Latin."""
_ADDRESS = regex.compile(r"(?<!\S)\S*(?:://|www\.|@)\S*", regex.IGNORECASE)


def composed(text: str) -> str:
    """NFC, so that equal words are equal bytes."""
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def no_controls(text: str) -> str:
    """Without control characters; tabs and line ends are left to single_spaces()."""
    return _CONTROLS.sub("", text)


def no_invisible(text: str) -> str:
    """Without soft hyphens, zero-width spaces, byte order marks and bidi overrides, which only hide or reorder."""
    return _INVISIBLE.sub("", text)


def no_stray_joiners(text: str) -> str:
    """Without ZWJ and ZWNJ where nothing is joined: at the start of words and in scripts that do not join."""
    return _STRAY_JOINER.sub("", text)


def no_edge_marks(text: str) -> str:
    """Without direction marks at both ends, where they steer nothing."""
    return text.strip("\u200e\u200f") if _DIRECTION.search(text) else text


def single_spaces(text: str) -> str:
    """Every run of spaces of any kind as one space, none at the ends."""
    return _RUNS.sub(" ", _BREAKING.sub(" ", text)).strip(" ")


def spaced_stops(text: str) -> str:
    """A space after a sentence's stop where the next sentence sticks to it: "છે.પાકિસ્તાન" but not "એમ.એસ.ધોની" or "node.js"."""
    stuck = {match.end() for pattern in (_STUCK_STOP, _STUCK_DANDA, _STUCK_LATIN) for match in pattern.finditer(text)}
    if not stuck:
        return text
    whole = [match.span() for pattern in (_ADDRESS, _DOTTED) for match in pattern.finditer(text)]
    ends = sorted(place for place in stuck if not any(start < place <= end for start, end in whole))
    return " ".join(text[start:end] for start, end in pairwise([0, *ends, len(text)]))


REPAIRS: dict[str, Callable[[str], str]] = {
    "composed": composed,
    "control-characters": no_controls,
    "invisible-characters": no_invisible,
    "stray-joiners": no_stray_joiners,
    "direction-marks": no_edge_marks,
    "spaces": single_spaces,
    "space-after-stop": spaced_stops,
}
"""Name in the `repairs` column, and the function that does it."""


def joined(parts: Sequence[str]) -> str:
    """One paragraph from the mended lines it was broken into; no space before a stop alone and in scripts without spaces."""
    text = ""
    for part in parts:
        close = not has_letters(part) or char_script(part[0]) in UNSPACED or char_script(text[-1:] or " ") in UNSPACED
        text += part if close or not text else f" {part}"
    return text


_MAY_NEED = re.compile(
    "[\0-\x1f\x7f-\xa0\xad\u1680\u2000-\u200f\u2028-\u202f\u205f\u2060\u2066-\u2069\u3000\ufeff]|  |"
    "[.?!।॥۔؟](?=[A-Za-z\xaa\xb5\xba\xc0-\u1fff\u2070-\U0010ffff])"
)


def _is_sound(text: str) -> bool:
    """A gate for every line: no sign, no doubled space and no stop before a letter in it that any repair would look for."""
    is_composed = text.isascii() or unicodedata.is_normalized("NFC", text)
    return is_composed and text.strip(" ") == text and not _MAY_NEED.search(text)


def mend(text: str) -> tuple[str, frozenset[str]]:
    """The text with every repair made, and the names of those that changed it."""
    if _is_sound(text):
        return text, frozenset()
    made: set[str] = set()
    while True:
        before = text
        for name, repair in REPAIRS.items():
            mended = repair(text)
            if mended != text:
                made.add(name)
                text = mended
        if text == before:
            return text, frozenset(made)
