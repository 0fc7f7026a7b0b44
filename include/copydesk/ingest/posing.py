"""Words that pass letters of one script off as another's: said of a record, never changed in it."""

from __future__ import annotations

import re

from copydesk.text import char_script

LOOKING_ALIKE = "\u0370-\u03ff\u0400-\u052f"
"""Members of a class for `re`: Greek and Cyrillic, which may pass for Latin."""

FLAG = "mixed-script-words"
"""The name in `repairs` for words that pass letters of one script off as another's; the text is left as it is."""

# Letters of Cyrillic and Greek that look like Latin ones.
_LOOKALIKES = frozenset("аеорсухіјѕһԁԛԝАВЕКМНОРСТУХІЈЅοαρνικτυχΑΒΕΖΗΙΚΜΝΟΡΤΥΧ")
_LATIN_LOOKALIKES = frozenset("aeopcyxijshdqwABEKMHOPCTYXIJSoavpniktuxZN")
_TOUCHING = re.compile(f"[{LOOKING_ALIKE}][A-Za-z]")
_BOTH = re.compile(f"[A-Za-z][{LOOKING_ALIKE}]+[A-Za-z]|[\u0391-\u03c9\u0410-\u044f][A-Za-z]+[\u0391-\u03c9\u0410-\u044f]")


def has_posing(text: str) -> bool:
    """Whether a word has look-alikes of another script amid its letters: "pаypal" with а of Cyrillic, but not "SMSом"."""
    return not text.isascii() and bool(_TOUCHING.search(text)) and any(_is_posing(text, match) for match in _BOTH.finditer(text))


def _is_posing(text: str, match: re.Match[str]) -> bool:
    inside = match[0][1:-1]
    looks = _LOOKALIKES if char_script(match[0][0]) == "Latn" else _LATIN_LOOKALIKES
    start, end = match.span()
    around = text[max(0, start - 3) : start] + text[end : end + 3]
    return all(char in looks for char in inside) and sum(map(str.isalpha, around)) >= 2
