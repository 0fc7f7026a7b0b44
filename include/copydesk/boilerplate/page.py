"""A record as the rules see it: numbered lines, each with its verdict once a rule has spoken."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

import regex

from copydesk import dateline, sections
from copydesk.boilerplate import phrases
from copydesk.boilerplate.repairs import mend
from copydesk.dateline import Dateline
from copydesk.lexicon import Rule
from copydesk.sections import Sectioned
from copydesk.text import FULL_STOPS, UNSPACED, ends_sentence, fold, scripts, words

PROSE_WITH_STOP, PROSE_WITH_MARK, PROSE_WITHOUT = 5, 10, 20
"""Words from which a line is prose: ending in a full stop, in another stop or colon, in none."""

LONGEST_HEADLINE = 30
"""Words; above the text a line without a stop is a headline up to this length."""

_INNER_STOP = regex.compile(r"[।॥۔。።။]\s*\p{L}")
"""A full stop inside, of the scripts whose stop is no dot: dots stand in headlines too, behind abbreviations."""

_SPEECH = regex.compile(r"""^["“„”«»‹'‘].+["”“»«›'’][^"“”„«»]*\p{L}[^"“”„«»]*$""")
"""A quotation and who said it, in the marks of any country: German closes with “, Swedish opens with ”."""

LETTERS_A_WORD = 2.5
"""Letters counted as one word in scripts that put no space between words."""

_WRITTEN_IN = {"Jpan": {"Hani", "Hira", "Kana"}}
"""Scripts of which every one belongs to the page's script; Japanese has letters of three."""


@dataclass(slots=True)
class Line:
    """One line that is not blank: as landed, mended, folded; its length in words; its verdict (a rule's name) or None.

    `in_main_script` says whether it has letters of the page's main script; it is true for all where the page has none.
    """

    number: int
    landed: str
    text: str
    key: str
    in_main_script: bool
    length: int
    verdict: str | None = None
    because: str = ""
    joins: Line | None = None

    @property
    def is_open(self) -> bool:
        """Whether no rule has taken the line yet."""
        return self.verdict is None and self.joins is None

    @property
    def rule(self) -> Rule | None:
        """The lexicon's rule for this line."""
        return phrases.match(self.text)

    @property
    def dateline(self) -> Dateline | None:
        """The line read as a dateline."""
        return dateline.parse(self.text)

    @property
    def sectioned(self) -> Sectioned | None:
        """The line read as names of sections."""
        return sections.read(self.text)

    def is_speech(self) -> bool:
        """Whether the line is a quotation and who said it: what it quotes may sound like furniture."""
        return bool(_SPEECH.match(self.text)) and ends_sentence(self.text)

    def is_prose(self, without_stop: int = PROSE_WITHOUT) -> bool:
        """Whether the line reads as running text: ending as a sentence does, or of `without_stop` words or more."""
        return _is_prose(self.text, self.length, without_stop)


@lru_cache(maxsize=16_384)  # every rule asks it of every line
def _is_prose(text: str, length: int, without_stop: int) -> bool:
    if ends_sentence(text, FULL_STOPS):
        return length >= PROSE_WITH_MARK or (length >= PROSE_WITH_STOP and not dateline.parse(text))  # 10:15 น.
    if _INNER_STOP.search(text):
        return length >= PROSE_WITH_MARK
    if ends_sentence(text) or text.endswith((":", "：")):
        return length >= PROSE_WITH_MARK
    return length >= without_stop


class Page:
    """The lines of a record, its main script, and where its body begins and ends."""

    def __init__(self, lines: list[str], main_script: str) -> None:
        self.repairs: set[str] = set()
        self.main_script = main_script
        self.lines = [line for number, landed in enumerate(lines) if (line := self._line(number, landed))]
        self.counts = Counter(line.key for line in self.lines)

    def _line(self, number: int, landed: str) -> Line | None:
        text, repairs = mend(landed)
        if not text:
            return None
        self.repairs |= repairs - {"spaces"} if landed.strip() == text else repairs
        key, letters = fold(text), scripts(text)
        length = len(key.split())
        if UNSPACED & letters.keys() and max(letters, key=letters.__getitem__) in UNSPACED:
            length = round(len(words(text)) / LETTERS_A_WORD)
        in_main_script = self.main_script == "Zyyy" or not letters.keys().isdisjoint(
            _WRITTEN_IN.get(self.main_script, {self.main_script})
        )
        return Line(number, landed, text, key, in_main_script, length)

    def prose(self) -> list[Line]:
        """Open lines of running text in the main script."""
        return [line for line in self.lines if line.is_open and line.in_main_script and line.is_prose()]

    def head(self) -> list[Line]:
        """Open lines above the first line of running text; all of them where there is none."""
        prose = self.prose()
        sentences = [line for line in prose if line.is_prose(LONGEST_HEADLINE)] or prose
        first = sentences[0].number if sentences else len(self.lines) and self.lines[-1].number + 1
        return [line for line in self.lines if line.is_open and line.number < first]

    def opening(self, headline: Line | None) -> list[Line]:
        """The head, and what stands between the first two lines of running text below the headline: a lead may come first."""
        lead = [line.number for line in self.prose() if headline and line.number > headline.number][:2]
        between = [line for line in self.lines if len(lead) == 2 and line.is_open and lead[0] < line.number < lead[1]]
        return sorted({line.number: line for line in (*self.head(), *between)}.values(), key=lambda line: line.number)

    def tail(self) -> list[Line]:
        """Open lines below the last line of running text; none where there is no running text."""
        prose = self.prose()
        return [line for line in self.lines if prose and line.is_open and line.number > prose[-1].number]

    def blocks(self) -> list[list[Line]]:
        """Lines that follow one another without a blank line between, together."""
        found: list[list[Line]] = []
        for line in self.lines:
            if not found or line.number > found[-1][-1].number + 1:
                found.append([])
            found[-1].append(line)
        return found

    def cut(self, line: Line, rule: str, because: str) -> None:
        """Take the line out of the body in the name of a rule; the first rule to speak keeps the last word."""
        if line.is_open:
            line.verdict, line.because = rule, because
