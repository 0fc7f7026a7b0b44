"""Names that stand around a text: its sections and its site. Each is lifted into a column."""

from __future__ import annotations

from itertools import takewhile

from copydesk import sections
from copydesk.boilerplate.line import Line
from copydesk.boilerplate.page import Page
from copydesk.boilerplate.structure import is_prose_at, take
from copydesk.sections import Sectioned

MOST_SUBJECTS = 1
"""Subjects that lines beside a headline may name and still be its sections; more are a menu."""

MOST_BETWEEN = 3
"""Lines between a headline and its sections, at most: a standfirst, names of writers, an hour."""


def section_labels(page: Page, headline: Line | None) -> str | None:
    """Lift lines above the text that are names of sections; the one that speaks of this article is returned, if any does.

    Above the headline a line may hold tags behind its sections; below it must be sections and nothing else.
    """
    above = headline.number if headline else 0
    reads = ((line, line.sectioned or (sections.begins(line.text) if line.number < above else None)) for line in page.head())
    found = [(line, read) for line, read in reads if read and (line.number <= above or not _is_apart(page, headline, line))]
    for line, _ in found:
        take(page, line, "lift-section")
    own = _of_article(page, found, headline)
    telling = [line.text for line, read in own if read.topic or read.scope]
    return telling[0] if telling else None


def _is_apart(page: Page, headline: Line | None, line: Line) -> bool:
    """Whether text or rows of facts stand between the headline and a line right above a paragraph: it is a sub-head then."""
    lines = page.lines
    place = lines.index(line)
    between = lines[lines.index(headline) + 1 : place] if headline else []
    facts = [one for one in between if one.is_open and not one.sectioned and not one.dateline and one.byline is None]
    return len(facts) >= MOST_BETWEEN and is_prose_at(page, place + 1)


def _of_article(page: Page, found: list[tuple[Line, Sectioned]], headline: Line | None) -> list[tuple[Line, Sectioned]]:
    """Of lines that name sections those that name this article's: beside its headline, and no menu; else trails.

    What stands between may be other such lines and datelines. A menu names many subjects, or stands apart.
    """
    trails = [(line, read) for line, read in found if sections.is_trail(line.text)]
    if headline is None:
        return trails or found
    between = {line.number for line, _ in found} | {line.number for line in page.lines if line.verdict == "lift-date"}
    place = page.lines.index(headline)
    rows = page.lines[place - 1 :: -1] if place else [], page.lines[place + 1 :]
    near = {line.number for row in rows for line in takewhile(lambda line: line.number in between, row)}
    beside = [(line, read) for line, read in found if line.number in near]
    menu = len({read.topic for _, read in beside if read.topic} - sections.PLACES) > MOST_SUBJECTS
    return trails if menu or not any(read.topic or read.scope for _, read in beside) else beside


def site_name(page: Page, title: Line | None) -> str | None:
    """Lift a short name that stands twice above the text."""
    names = [line for line in page.head() if line is not title and line.length <= 3 and page.counts[line.key] > 1]
    if not names:
        return None
    site = names[0]
    take(page, site, "lift-site")
    for line in names[1:]:
        take(page, line, "repeat" if line.key == site.key else "before-title")
    return site.text
