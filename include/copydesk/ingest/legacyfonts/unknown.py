"""Text that only a font could make readable, where no table says which font: letters and signs as no language mixes them."""

from __future__ import annotations

import re

from copydesk.errors import UnreadableError

_PRIVATE = re.compile("[\ue000-\uf8ff]")
_PRIVATE_SHARE, _FEWEST_PRIVATE = 0.2, 20

_SIGNED = re.compile("[A-Za-z\xc0-\xff][;{}|<>\\\\^~=+#$*\xa1-\xb9\xbb-\xbf\xd7\xf7][A-Za-z\xc0-\xff]")
_MIXED = re.compile(f"[a-z][A-Z]|{_SIGNED.pattern}")
"""A capital amid a word, or a sign where a letter belongs."""

_PROBE, _FEWEST_IN_PROBE = 400, 8
_MIXED_SHARE, _FEWEST_WORDS = 0.2, 10
_SHARE_TO_REFUSE, _SIGNS_TO_REFUSE, _WORDS_TO_REFUSE = 0.35, 0.1, 60
"""Words that mix, those that mix in signs and not only capitals, as names of brands do, and how many words there must be."""

_MARKUP, _CODE_ENDS = re.compile(r"https?:|www\.|</"), ("{", "}", "(", ")", ";")


def is_mixed(text: str) -> bool:
    """Whether words mix letters and signs as no language does; only the middle of a text is looked at until that is suspect."""
    middle = len(text) // 2
    probe = text[max(0, middle - _PROBE // 2) : middle + _PROBE // 2]
    if len(_MIXED.findall(probe)) < _FEWEST_IN_PROBE * len(probe) // _PROBE + 1:
        return False
    words = _words(text)
    return len(words) >= _FEWEST_WORDS and _count(words, _MIXED) > _MIXED_SHARE * len(words)


def refuse_unknown(text: str) -> None:
    """Raise UnreadableError `legacy-font` for a text in a font that no table knows; called when mojibake is mended."""
    if is_mixed(text):
        _refuse_mixed(_words(text))
    if _PRIVATE.search(text[len(text) // 2 :][:_PROBE]):
        _refuse_private(text)


def _refuse_mixed(words: list[str]) -> None:
    mixed, signed = _count(words, _MIXED), _count(words, _SIGNED)
    if len(words) >= _WORDS_TO_REFUSE and mixed > _SHARE_TO_REFUSE * len(words) and signed > _SIGNS_TO_REFUSE * len(words):
        raise UnreadableError(
            "legacy-font",
            f"{mixed:,} of {len(words):,} words mix letters and signs as no language does: text for a font that is not known "
            "here. Send it as Unicode.",
        )


def _words(text: str) -> list[str]:
    """Words on lines that are no markup, address or code."""
    lines = [line.split() for line in text.split("\n") if not (_MARKUP.search(line) or line.rstrip().endswith(_CODE_ENDS))]
    return [word for line in lines for word in line if any(map(str.isalpha, word))]


def _count(words: list[str], pattern: re.Pattern[str]) -> int:
    return sum(bool(pattern.search(word)) for word in words)


def _refuse_private(text: str) -> None:
    private, letters = len(_PRIVATE.findall(text)), sum(map(str.isalpha, text))
    if private >= _FEWEST_PRIVATE and private > _PRIVATE_SHARE * (private + letters):
        raise UnreadableError(
            "legacy-font", f"{private:,} characters are private to a font that is not known here. Send the text as Unicode."
        )
