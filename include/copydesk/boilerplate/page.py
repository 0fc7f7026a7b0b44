"""A record as the rules see it: its lines, each with its verdict once a rule has spoken, and where its body begins and ends."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from copydesk.boilerplate.line import LONGEST_HEADLINE, PROSE_WITH_MARK, Line, landed

__all__ = ["LONGEST_HEADLINE", "PROSE_WITH_MARK", "Line", "Page", "written_in"]

_WRITTEN_IN = {"Jpan": {"Hani", "Hira", "Kana"}}
"""Scripts of which every one belongs to the page's script; Japanese has letters of three."""


def written_in(main_script: str) -> set[str]:
    """The scripts of which a letter makes a line of this main script; empty where every line is."""
    return set() if main_script == "Zyyy" else _WRITTEN_IN.get(main_script, {main_script})


MOST_ABOVE = 3
"""Lines of running text that may stand above a headline, on a page with more than twice as many."""


class Page:
    """The lines of a record, its main script, and where its body begins and ends."""

    def __init__(self, lines: Sequence[str], main_script: str) -> None:
        self.repairs: set[str] = set()
        self.main_script = main_script
        self.lines: list[Line] = []
        written = written_in(main_script)
        for number, line in enumerate(lines):
            if not line:
                continue
            said, repairs = landed(line)
            if said:
                self.repairs |= repairs
                self.lines.append(Line(number, line, said, not written or not written.isdisjoint(said.scripts)))
        self.counts = Counter([line.key for line in self.lines])

    def prose(self) -> list[Line]:
        """Open lines of running text in the main script."""
        return [line for line in self.lines if line.is_open and line.is_prose and line.in_main_script]

    def head(self) -> list[Line]:
        """Open lines above the first line of running text; all of them where there is none."""
        prose = self.prose()
        first = next((line for line in prose if line.is_sentence()), prose[0] if prose else None)
        lines = self.lines[: self.lines.index(first)] if first else self.lines
        return [line for line in lines if line.is_open]

    def opening(self, headline: Line | None) -> list[Line]:
        """The head, and what stands around the first line of running text below the headline: a lead may come first.

        A few sentences above the headline, of a notice that no rule knows, do not end the page's opening.
        """
        prose = [line.number for line in self.prose()]
        lead = [number for number in prose if headline and number > headline.number][:2]
        between = [line for line in self.lines if len(lead) == 2 and line.is_open and lead[0] < line.number < lead[1]]
        if headline and lead and 0 < prose.index(lead[0]) <= MOST_ABOVE and len(prose) > 2 * MOST_ABOVE:
            between += [line for line in self.lines if line.is_open and headline.number < line.number < lead[0]]
        return sorted({line.number: line for line in (*self.head(), *between)}.values(), key=lambda line: line.number)

    def tail(self) -> list[Line]:
        """Open lines below the last line of running text; none where there is no running text."""
        prose = self.prose()
        return [line for line in self.lines[self.lines.index(prose[-1]) :] if line.is_open][1:] if prose else []

    def around(self, line: Line, reach: int) -> list[Line]:
        """The line, and so many lines above and below it, open or not."""
        place = self.lines.index(line)
        return self.lines[max(0, place - reach) : place + reach + 1]

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
            line.verdict, line.because, line.is_open = rule, because, False

    def put_back(self, line: Line) -> None:
        """Take back what a rule said of the line."""
        line.verdict, line.because, line.is_open = None, "", True
