"""UTF-16 and UTF-32 without a byte order mark, known by what they spell."""

from __future__ import annotations

import unicodedata

from copydesk.text import scripts

_SAMPLE = 4_000
_FITS, _CLEARLY = 0.95, 0.05
"""Share of characters that belong in a text, and by how much the right byte order must beat the wrong one."""

_EAST = {"Hani", "Hira", "Kana", "Hang"}
_STOPS = frozenset("、。，「」？！")


def decode(data: bytes) -> tuple[str, str] | None:
    """The text in bytes that are UTF-16 or UTF-32 without a mark, and the codec; none where they are something else.

    ASCII read in pairs is all Chinese ideographs, so such text must have the stops of Chinese, or kana or hangul between spaces.
    """
    for size, names in ((4, ("utf-32-le", "utf-32-be")), (2, ("utf-16-le", "utf-16-be"))):
        if len(data) % size:
            continue
        scored = sorted(((_fit(data, name, size), name) for name in names), reverse=True)
        (best, name), (other, _) = scored
        if best >= _FITS and best - other >= _CLEARLY:
            try:
                return data.decode(name), name
            except UnicodeDecodeError:
                return None
    return None


def _fit(data: bytes, name: str, size: int) -> float:
    """Share of the first characters that belong in a text of one script, Latin beside it; 0 where nothing speaks for one."""
    text = data[: _SAMPLE * size].decode(name, "replace")
    counts = scripts(text)
    east = sum(counts.get(code, 0) for code in _EAST)
    is_eastern = bool(_STOPS & set(text)) or ({" ", "\n"} & set(text) and east - counts.get("Hani", 0) > east / 10)
    main = max(counts, key=lambda code: counts[code], default="Zyyy")
    if not counts or (main in _EAST and not is_eastern):
        return 0.0
    alien = sum(counts.values()) - counts.get("Latn", 0) - (east if main in _EAST else counts[main] * (main != "Latn"))
    return 1 - (alien + sum(map(_strange, text))) / len(text)


def _strange(char: str) -> bool:
    """Whether a character hardly stands in a text: a control, one that is not assigned, a space or sign of a rare kind."""
    if char < "\x7f":
        return char < " " and char not in "\t\n\r\f"
    kind = unicodedata.category(char)
    if kind in ("Cc", "Cn", "Co", "Cs") or char == "\ufffd":
        return True
    if kind[0] == "Z":
        return char not in "\u00a0\u3000\u2028\u2029\u2009\u202f"
    return kind[0] == "S" and "\u2100" <= char < "\u3000"
