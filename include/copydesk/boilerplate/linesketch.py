"""A line drawn as a sketch: one letter for each character, the same for every script; and what can be counted in it.

U is an upper case letter, l a lower case one, o a letter without case, m a mark, d a digit, a dot every script's full stop, a
question mark every other stop; other signs stand for their kind.
"""

from __future__ import annotations

import math
import re
import unicodedata

import numpy as np

from copydesk.boilerplate.line import Text
from copydesk.text import FULL_STOPS, STOPS, Drawing

_LINKS = ("://", "www.", "javascript:")
_SIGNS = {",": ",،、，;؛；፣၊", ":": ":：", "'": "'’‘`´", '"': '"“”„«»‹›「」『』《》', "|": "|¦•·●▪■◆>/\\▶►◄<", "@": "@#_="}
_BY_SIGN = {char: letter for letter, chars in _SIGNS.items() for char in chars}
_BY_CATEGORY = {"Lu": "U", "Lt": "U", "Ll": "l", "Ps": "(", "Pe": ")", "Pi": '"', "Pf": '"', "Pd": "-", "Sc": "$"}
_BY_KIND = {"L": "o", "M": "m", "N": "d", "Z": " ", "P": "p", "S": "s", "C": "m"}


def _letter(char: str) -> str:
    category = unicodedata.category(char)
    stop = "." if char in FULL_STOPS else "?" if char in STOPS else None
    return stop or _BY_SIGN.get(char) or _BY_CATEGORY.get(category) or _BY_KIND[category[0]]


_ASCII = {code: _letter(chr(code)) for code in range(128)}
_drawn = Drawing(lambda char: ord(_letter(char)))

OWN = (
    "letters", "full stop", "question", "colon at end", "closed", "ends in a letter", "ends in a digit", "inner stops", "commas",
    "digits", "starts with a digit", "capitals", "capitalised", "starts small", "starts quoted", "starts with a mark", "quotes",
    "colon", "bars", "brackets", "links", "longest word", "slashes", "last word in capitals",
)  # fmt: skip
"""Traits of a line by itself, in the order in which own() gives them."""


_OPENED = re.compile(r""" ["'(\-p]+U""")
"""A capital that begins a word behind marks that open it."""

_LOGS = np.log1p(np.arange(4096.0)).tolist()
"""What np.log1p() makes of the lengths that most lines have."""

_INNER = (". ", "? ", ".o", '." ', '?" ')


def draw(text: str) -> str:
    """The sketch of a text."""
    return text.translate(_ASCII) if text.isascii() else _drawn(text).decode("ascii")


def drawing(text: Text) -> str:
    """The sketch of a line's text."""
    return draw(text.text)


def own(text: str, drawn: str | None = None) -> tuple[float, ...]:
    """The traits of a text, as OWN names them; NaN for capitals in a script without case.

    `drawn` is its sketch, where the caller has it; so it is below.
    """
    drawn = draw(text) if drawn is None else drawn
    count = drawn.count
    upper, lower, first = count("U"), count("l"), drawn[:1]
    end = drawn.rstrip("\")' ")[-1:]
    words = drawn.split()
    has_case = upper + lower > count("o")
    shouts = has_case and bool(words) and set(words[-1].strip("\")'.")) == {"U"}
    initials = drawn.startswith("U") + count(" U") + len(_OPENED.findall(f" {drawn}")) if upper else 0
    letters = _LOGS[len(drawn)] if len(drawn) < len(_LOGS) else np.log1p(len(drawn))
    return (
        letters, end == ".", end == "?", end == ":", drawn[-1:] in '")', end in "lUom", end == "d",
        sum(map(count, _INNER)), count(","), count("d") / max(len(drawn), 1), first == "d",
        upper / (upper + lower) if has_case else math.nan, initials / len(words) if has_case else math.nan,
        first == "l" if has_case else math.nan, first in "\"'", first in "-|sp(@", count('"'), ":" in drawn, count("|"),
        "(" in drawn, count("@") + sum(sign in text for sign in _LINKS), max(map(len, words), default=0),
        text.count("/"), shouts if has_case else math.nan,
    )  # fmt: skip


def outline(text: str, drawn: str | None = None) -> str:
    """The shape of a line's first words: lines of one list are alike in it."""
    drawn = draw(text) if drawn is None else drawn
    return " ".join(
        [word[0] + word[-1] + ("" if word[0] in "lUom" else str(min(len(word), 3))) for word in drawn.split(None, 12)[:12]]
    )


def lead(text: str, drawn: str | None = None) -> str:
    """What stands before a colon, comma or bar near the line's beginning: "Image source"."""
    start = (draw(text) if drawn is None else drawn)[:40]
    ends = [place for sign in ":,|" if (place := start.find(sign)) > 0]
    return text[: min(ends)].casefold().strip() if ends else ""
