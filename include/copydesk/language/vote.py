"""The vote of a page's lines for a script, counted for all lines at once."""

from __future__ import annotations

from dataclasses import dataclass
from unicodedata import category

import numpy as np
from numpy.typing import NDArray

from copydesk.language.characters import Table, codes
from copydesk.text import SCRIPTS, char_script

KANA_SHARE = 0.1
"""A page with a larger share of kana among its Chinese characters and kana is Japanese."""

_HAN = SCRIPTS.index("Hani")
_KANA = [SCRIPTS.index("Hira"), SCRIPTS.index("Kana")]
_COMMON = SCRIPTS.index("Zyyy")
_SCRIPT_OF = Table(lambda char: SCRIPTS.index(char_script(char)) if category(char)[0] == "L" else _COMMON)


@dataclass(frozen=True, slots=True)
class Ballot:
    """A page's distinct lines with what each votes for.

    `script` is the winner, `Zyyy` where no line has a letter. For each line: `scripts` the number of the script it is mostly
    in, `letters` how many letters of it, `sizes` its characters less the share of other scripts.
    """

    script: str
    lines: tuple[str, ...]
    scripts: NDArray[np.intp]
    letters: NDArray[np.intp]
    sizes: NDArray[np.float64]

    def of(self, script: str) -> list[str]:
        """The lines that are mostly in a script, those with most of its letters first."""
        own = np.flatnonzero((self.scripts == number(script)) & (self.letters > 0))
        return [self.lines[n] for n in own[np.argsort(-self.letters[own], kind="stable")].tolist()]


def number(script: str) -> int:
    """The number by which a ballot calls a script; Japanese is counted with Chinese."""
    return SCRIPTS.index("Hani" if script == "Jpan" else script)


def letters_of(text: str, script: str) -> int:
    """How many letters of a script a text has."""
    return int(np.count_nonzero(_SCRIPT_OF.of(codes(text)) == SCRIPTS.index(script)))


def vote(text: str) -> Ballot:
    """Count the vote of a page.

    Distinct lines vote for the script they are mostly in with length ** 1.5, so that a long paragraph outweighs many short
    lines of furniture. Letters are counted, but the line's length votes, since vowel signs are no letters.
    """
    lines = tuple(dict.fromkeys(line.strip() for line in text.split("\n")))
    lengths = np.fromiter(map(len, lines), np.intp, len(lines))
    counts, columns, kana = _count(lines, lengths)
    # Of two scripts with as many letters the later by code wins, and so of two with as many votes.
    best = counts.shape[1] - 1 - counts[:, ::-1].argmax(1)
    letters = counts[np.arange(len(lines)), best]
    sizes = lengths * letters / np.maximum(counts.sum(1), 1)
    votes = np.bincount(best, sizes**1.5, len(columns))
    winner = int(columns[len(columns) - 1 - int(votes[::-1].argmax())])
    script = SCRIPTS[winner] if letters.any() else "Zyyy"
    if script == "Hani" and kana > KANA_SHARE * letters[columns[best] == _HAN].sum():
        script = "Jpan"
    return Ballot(script, lines, columns[best], letters, sizes)


def _count(lines: tuple[str, ...], lengths: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.intp], int]:
    """Letters by line and script, the scripts of the columns, and how many kana there are (they count as Chinese characters)."""
    found = _SCRIPT_OF.of(codes("\n".join(lines)))
    told = np.bincount(found, minlength=len(SCRIPTS))
    kana = int(told[_KANA].sum())
    told[_HAN] += kana
    told[[*_KANA, _COMMON]] = 0
    columns = np.flatnonzero(told) if told.any() else np.array([_COMMON])
    column = np.full(len(SCRIPTS), len(columns))
    column[columns] = np.arange(len(columns))
    column[_KANA] = column[_HAN]
    column[_COMMON] = len(columns)  # beyond those that count
    wide = len(columns) + 1
    starts = np.repeat(np.arange(len(lines)) * wide, lengths + 1)[:-1]
    counts = np.bincount(starts + column[found], minlength=len(lines) * wide).reshape(-1, wide)
    return counts[:, :-1], columns, kana
