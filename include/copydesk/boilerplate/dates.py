"""Datelines around a text, lifted; dates of a chronology, a timetable or a row of facts stay."""

from __future__ import annotations

from copydesk.boilerplate import runs
from copydesk.boilerplate.page import Line, Page
from copydesk.boilerplate.structure import take
from copydesk.text import fold

MOST_DATES = 3
"""Datelines that a page prints behind its lead, or below its text, at most: published, updated, printed."""


def datelines(page: Page, headline: Line | None) -> list[str]:
    """Lift the datelines above and below the text; each is returned as printed.

    Behind a lead they are lifted too, unless more dates stand between the lines of the text: that is a chronology. So is a row of
    them below the text: of those none is lifted.
    """
    dated = [line for line in page.lines if line.is_open and line.dateline]
    if not dated:
        return []
    head, tail, opening = page.head(), page.tail(), page.opening(headline)
    around = {line.number for line in (*head, *tail)}
    behind = [line for line in dated if line.number not in around]
    if len(behind) > MOST_DATES or not {line.number for line in behind} <= {line.number for line in opening}:
        opening = head
    above, below = ([line for line in zone if line.dateline] for zone in (opening, tail))
    timetable = _timetable(page) | _rows_of_facts(page)
    found = [line for line in above if line.number not in timetable] + (below if len(below) <= MOST_DATES else [])
    for line in found:
        take(page, line, "lift-date")
    return [line.text for line in found]


def _rows_of_facts(page: Page) -> set[int]:
    """Numbers of datelines that are rows among other facts: "Exam: 6 October" beside "Fee: 85"."""
    lines = page.lines
    found = set[int]()
    for place, line in enumerate(lines):
        if line.is_open and (read := line.dateline) and read.rest and fold(read.rest) == fold(_label(line)):
            near = [lines[n] for n in (place - 1, place + 1) if 0 <= n < len(lines)]
            if any(one.is_open and not one.dateline and _label(one) and one.said.tell(runs.kind) == "label" for one in near):
                found.add(line.number)
    return found


def _label(line: Line) -> str:
    """What stands before the line's colon."""
    return line.text.partition(":")[0] if ":" in line.text else ""


def _timetable(page: Page) -> set[int]:
    """Numbers of datelines that stand in a row with more of them than a page prints, each saying more than its date."""
    found, row = set[int](), list[int]()
    for line in page.lines:
        read = line.dateline if line.is_open else None
        row = [*row, line.number] if read and read.rest else []
        if len(row) > MOST_DATES:
            found.update(row)
    return found
