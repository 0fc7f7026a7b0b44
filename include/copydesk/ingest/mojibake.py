"""UTF-8 that somebody read as a legacy charset, turned back line by line where that certainly helps."""

from __future__ import annotations

import re

import ftfy
from ftfy.badness import MOJIBAKE_CATEGORIES as _KINDS
from ftfy.badness import is_bad

_RARE = "".join(_KINDS[name] for name in ("bad", "law", "currency", "numeric", "box"))
_SIGNS = _RARE + _KINDS["start_punctuation"] + _KINDS["end_punctuation"]
_LETTERS = _KINDS["lower_accented"] + _KINDS["kaomoji"]
_ALPHABETS = _LETTERS + _KINDS["upper_accented"] + _KINDS["upper_common"] + _KINDS["lower_common"]

SUSPECT = _RARE + _ALPHABETS + _KINDS["c1"]
"""Members of a class for `re`: whatever ftfy calls bad has one of these, which few but Latin, Greek and Cyrillic pages do."""

_GATE = re.compile(
    f"[{_SIGNS}{_ALPHABETS}{_KINDS['c1']}](?:(?<=[{_KINDS['c1']}ŒœÃÂ])|[{_SIGNS}{_KINDS['upper_accented']}°Ђ]|(?<=[{_SIGNS}])[{_LETTERS}]"
    f"|(?<=[ØÙÎÐ])[{_KINDS['common']}ŸŠ®°µ»šœž]|(?<=√)´|(?<=β)[Ά\xa0\xad])"
)
"""What ftfy calls bad begins so or goes on so. Its own search takes a millisecond a page, this one a hundredth."""


def mended(text: str) -> str:
    """The text with each bad line turned back; a text without any is returned as it is."""
    if text.isascii() or not _GATE.search(text):
        return text
    return "\n".join(ftfy.fix_encoding(line) if may_be_bad(line) and is_bad(line) else line for line in text.split("\n"))


def may_be_bad(line: str) -> bool:
    """Whether ftfy may call a line bad; one for which this is false, it does not."""
    return not line.isascii() and bool(_GATE.search(line))
