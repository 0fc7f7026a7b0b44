"""Which legacy font a text is in, if any: sure, or none."""

from __future__ import annotations

from functools import cache

from copydesk.ingest.legacyfonts.tables import Font, fonts

_FEWEST_STRONG, _FEWEST_HITS = 3, 5
"""Different words that only this font writes so, and words of it in all."""

_SHARE = 0.12
"""Of the words on the lines that hold any, how many are the font's: a page that explains the font quotes fewer."""

_FEWEST_LETTERS, _SAMPLE = 3, 40_000


@cache
def _ascii_fonts() -> tuple[Font, ...]:
    return tuple(font for font in fonts() if font.is_ascii)


def recognised(text: str, *, is_plain: bool = False) -> Font | None:
    """The font that a text, or the body of a page with other chrome, is in.

    `is_plain` is for a text without Latin letters beyond ASCII, in which fonts that need them are not looked for.
    """
    found = [font for font in (_ascii_fonts() if is_plain else fonts()) if _may_be(text, font)]
    if not found:
        return None
    lines = [line.split() for line in text[:_SAMPLE].split("\n")]
    scored = [(score, font.slug, font) for font in found if (score := _score(lines, font))]
    return max(scored, key=lambda one: one[:2])[2] if scored else None


def _may_be(text: str, font: Font) -> bool:
    return text.count(font.letter) >= _FEWEST_LETTERS and any(gate in text for gate in font.gate)


def _score(lines: list[list[str]], font: Font) -> float:
    """Words of the font, as a share of the words on its lines; 0 where it is not sure."""
    hits, words, strong = 0, 0, set()
    for line in lines:
        marked = [word for word in line if word in font.marks]
        if sure := set(marked) - font.weak:
            strong |= sure
            hits += len(marked)
            words += len(line)
    sure_enough = len(strong) >= _FEWEST_STRONG and hits >= max(_FEWEST_HITS, _SHARE * words)
    return hits / words if sure_enough else 0.0
