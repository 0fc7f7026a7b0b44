"""Take the furniture out of a page and leave the article: strip() is the stage.

The order of authority is structure, then the lexicons; every line that goes names the rule that took it.
"""

from __future__ import annotations

from collections.abc import Sequence

from copydesk import sections
from copydesk.boilerplate import byline, headline, structure
from copydesk.boilerplate.page import Page
from copydesk.dateline import parse
from copydesk.model import NO_HINTS, Cut, Hints, Paragraph, Stripped

__all__ = ["strip"]


def strip(lines: Sequence[str], script: str, hints: Hints = NO_HINTS) -> Stripped:
    """The article in a page of lines, and every line that was taken out of it, by which rule and why.

    `lines` are the record's lines without their ends; `script` is the page's main script (ISO 15924). Each line that is
    not blank comes back in exactly one paragraph or exactly one cut. Stripping the result again, with its headline as a
    hint, changes nothing.
    """
    page = Page(list(lines), script)
    structure.lone_punctuation(page)
    structure.known_phrases(page)
    title = headline.find(page, hints)
    behind, before = structure.lift_title(page, title) if title else (None, None)
    structure.repeated(page)
    datelines = structure.datelines(page)
    label = structure.section_labels(page, title) or before
    author = structure.bylines(page)
    site = structure.site_name(page, title) or behind
    for rest in _rests(datelines):
        author = author or byline.read(rest)
        label = label or (rest if sections.read(rest) else None)
    structure.author_bio(page, hints.byline or author)
    structure.among_chrome(page)
    structure.edges(page, title)
    structure.doubled(page)  # last: lines that went may have stood between two that are the same
    structure.follow(page)
    return Stripped(
        title=(title.text if title else hints.title or None),
        paragraphs=tuple(_paragraphs(page)),
        cuts=tuple(Cut(line.number, line.landed, line.verdict, line.because) for line in page.lines if line.verdict),
        byline=hints.byline or author or None,
        site=hints.site or site,
        section_label=label,
        datelines=tuple(datelines),
        repairs=tuple(sorted(page.repairs)),
    )


def _rests(datelines: list[str]) -> list[str]:
    """What else the datelines say, once their dates are read: each part that was set apart."""
    found = [read.rest for line in datelines if (read := parse(line))]
    return [part for rest in found for part in rest.split(" | ") if part]


def _paragraphs(page: Page) -> list[Paragraph]:
    joined: dict[int, list[int]] = {}
    for line in page.lines:
        if line.joins:
            joined.setdefault(line.joins.number, []).append(line.number)
    return [Paragraph(line.text, (line.number, *joined.get(line.number, ()))) for line in page.lines if line.is_open]
