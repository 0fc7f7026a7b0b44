"""Bytes in a charset that does not name itself: the one that was declared, or the one that reads best.

chardet proposes; what it proposes is held to what text looks like, and kin of the charset (ISO 8859-2 and Windows-1250, ...)
are told apart by the alphabet of the language. docs/input.md has how often that is right.
"""

from __future__ import annotations

import codecs
import tomllib
import unicodedata
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

import chardet

from copydesk.text import char_script

SAMPLE = 20_000
"""Bytes that detection looks at, of lines that are not ASCII: those alone tell charsets apart."""

_PUNCTUATION = bytes(range(0x80)) + "…‘’“”•–—™\xa0£§©«®°·»".encode("cp1252")
"""Bytes of ASCII, and of the quotation marks, dashes and signs that English text has beyond it."""

_LEAST_LATIN, _LEAST_OTHER = 0.05, 0.15
"""chardet's confidence, below which an answer is no answer: noise reaches it, text of sixty bytes stays above it."""

_ODD_SHARE = 0.05
"""Of the characters beyond ASCII, how many may be controls, box drawings or capitals amid a word in what is still text."""


_RARE = frozenset("\xa4\xa6\xac\xb1\xb6")
"""Signs that stand in charsets where their kin have letters."""


@cache
def _known() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("charsets.toml").read_text("utf-8"))


def codec(label: str) -> str | None:
    """The codec for a charset as a header or a page names it (labels of the WHATWG Encoding Standard); none for no charset.

    >>> codec("ISO-8859-1"), codec("utf8"), codec("base64")
    ('cp1252', 'utf-8', None)
    """
    name = label.strip().strip("\"'").lower()
    if found := _known()["labels"].get(name):
        return str(found)
    try:
        name = codecs.lookup(name).name
    except (LookupError, ValueError):  # ValueError: a label with a NUL in it
        return None
    name = _known()["labels"].get(name, name)
    return name if name in _known()["codecs"] else None


def by_declaration(data: bytes, label: str) -> tuple[str, str] | None:
    """The text by the charset that was declared, and its codec; none if it does not decode or does not read like text."""
    if (name := codec(label)) is None:
        return None
    try:
        text = data.decode(name)
    except (UnicodeDecodeError, LookupError):
        return None
    return (text, name) if reads_like_text(text) else None


def by_detection(data: bytes) -> tuple[tuple[str, str] | None, tuple[str, ...]]:
    """The text by the charset that reads best, and its codec, or none; and the names of what was tried, likeliest first."""
    telling = b"\n".join(line for line in data.splitlines() if not line.isascii())[:SAMPLE]
    found = chardet.detect_all(telling, ignore_threshold=True, compat_names=False, include_encodings=_detectable())
    tried = tuple(str(one["encoding"]) for one in found if one["encoding"])[:3]
    readings = [(name, text) for name in _kin(tried[0]) if (text := _decoded(data, name)) is not None] if tried else []
    if readings:
        name, text = min(readings, key=lambda reading: _strangers(reading[1], found[0]["language"] or ""))
        if found[0]["confidence"] >= (_LEAST_LATIN if _is_latin(text) else _LEAST_OTHER) and reads_like_text(text):
            return (text, name), tried
    if not data.translate(None, _PUNCTUATION):
        # A dash or two in English: too little to detect, and the same in all of Windows' charsets.
        return (data.decode("cp1252"), "cp1252"), tried
    return None, tried


@cache
def _detectable() -> list[str]:
    return [name for name in _known()["codecs"] if not name.startswith("utf")]


def _kin(name: str) -> list[str]:
    """The charset that was proposed, then those that differ from it in few letters."""
    family = next((family for family in _known()["families"] if name in family), [name])
    return sorted(map(str, family), key=lambda one: one != name)


def _decoded(data: bytes, name: str) -> str | None:
    try:
        return data.decode(name)
    except UnicodeDecodeError:
        return None


def _strangers(text: str, language: str) -> int:
    """Characters beyond ASCII that the language does not write, as far as it is known what it writes."""
    alphabet = _known()["alphabets"].get(language)
    strange = 0
    for char in text[: 5 * SAMPLE]:
        if char >= "\x80":
            kind = unicodedata.category(char)
            strange += (
                kind in ("Cc", "Sk")
                or char in _RARE
                or "\u2500" <= char <= "\u25ff"
                or (kind[0] == "L" and alphabet is not None and char.lower() not in alphabet)
            )
    return strange


def _is_latin(text: str) -> bool:
    return sum(char_script(char) == "Latn" for char in text[:SAMPLE] if char >= "\x80") * 2 > sum(
        char >= "\x80" and char.isalpha() for char in text[:SAMPLE]
    )


def reads_like_text(text: str) -> bool:
    """Whether what stands beyond ASCII is letters and punctuation, in words of one script and one case or a capital first."""
    beyond = [char for char in text[:SAMPLE] if char >= "\x80"]
    if not beyond:
        return True
    odd = sum(unicodedata.category(char) in ("Cc", "Cn", "Co", "Cs", "Sk") or "\u2500" <= char <= "\u25ff" for char in beyond)
    for word in text[:SAMPLE].split():
        if word.isascii():
            continue
        odd += len({char_script(char) for char in word} & {"Latn", "Cyrl", "Grek", "Hebr", "Arab", "Thai"}) > 1
        odd += sum(small.islower() and big.isupper() and not (small + big).isascii() for small, big in pairwise(word))
    return odd <= _ODD_SHARE * len(beyond)
