"""A line drawn as a sketch: one letter for each character, the same for every script; and what can be counted in it.

U is an upper case letter, l a lower case one, o a letter without case, m a mark, d a digit, a dot every script's full stop, a
question mark every other stop; other signs stand for their kind.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

import numpy as np

from copydesk.text import FULL_STOPS, STOPS

_LINKS = ("://", "www.", "javascript:")
_SIGNS = {",": ",،、，;؛；፣၊", ":": ":：", "'": "'’‘`´", '"': '"“”„«»‹›「」『』《》', "|": "|¦•·●▪■◆>/\\▶►◄<", "@": "@#_="}
_BY_SIGN = {char: letter for letter, chars in _SIGNS.items() for char in chars}
_BY_CATEGORY = {"Lu": "U", "Lt": "U", "Ll": "l", "Ps": "(", "Pe": ")", "Pi": '"', "Pf": '"', "Pd": "-", "Sc": "$"}
_BY_KIND = {"L": "o", "M": "m", "N": "d", "Z": " ", "P": "p", "S": "s", "C": "m"}


class _Sketch(dict[int, str]):
    """A str.translate table that is filled as characters turn up."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        category = unicodedata.category(char)
        stop = "." if char in FULL_STOPS else "?" if char in STOPS else None
        drawn = stop or _BY_SIGN.get(char) or _BY_CATEGORY.get(category) or _BY_KIND[category[0]]
        self[code] = drawn
        return drawn


_SKETCH = _Sketch()

OWN = (
    "letters", "full stop", "question", "colon at end", "closed", "ends in a letter", "ends in a digit", "inner stops", "commas",
    "digits", "starts with a digit", "capitals", "capitalised", "starts small", "starts quoted", "starts with a mark", "quotes",
    "colon", "bars", "brackets", "links", "longest word", "slashes", "last word in capitals",
)  # fmt: skip
"""Traits of a line by itself, in the order in which own() gives them."""


@lru_cache(maxsize=65_536)
def own(text: str) -> tuple[float, ...]:
    """The traits of a text, as OWN names them; NaN for capitals in a script without case."""
    drawn = text.translate(_SKETCH)
    upper, lower, first = drawn.count("U"), drawn.count("l"), drawn[:1]
    end = drawn.rstrip("\")' ")[-1:]
    words = drawn.split()
    has_case = upper + lower > drawn.count("o")
    shouts = has_case and bool(words) and set(words[-1].strip("\")'.")) == {"U"}
    initials = sum(word.lstrip("\"'(-p")[:1] == "U" for word in words) if upper else 0
    return (
        np.log1p(len(drawn)), end == ".", end == "?", end == ":", drawn[-1:] in '")', end in "lUom", end == "d",
        sum(map(drawn.count, (". ", "? ", ".o", '." ', '?" '))), drawn.count(","),
        drawn.count("d") / max(len(drawn), 1), first == "d",
        upper / (upper + lower) if has_case else np.nan, initials / len(words) if has_case else np.nan,
        first == "l" if has_case else np.nan, first in "\"'", first in "-|sp(@", drawn.count('"'), ":" in drawn, drawn.count("|"),
        "(" in drawn, drawn.count("@") + sum(sign in text for sign in _LINKS), max(map(len, words), default=0),
        text.count("/"), shouts if has_case else np.nan,
    )  # fmt: skip


@lru_cache(maxsize=65_536)
def outline(text: str) -> str:
    """The shape of a line's first words: lines of one list are alike in it."""
    return " ".join(
        word[0] + word[-1] + ("" if word[0] in "lUom" else str(min(len(word), 3)))
        for word in text.translate(_SKETCH).split()[:12]
    )


@lru_cache(maxsize=65_536)
def lead(text: str) -> str:
    """What stands before a colon, comma or bar near the line's beginning: "Image source"."""
    start = text[:40].translate(_SKETCH)
    ends = [place for sign in ":,|" if (place := start.find(sign)) > 0]
    return text[: min(ends)].casefold().strip() if ends else ""
