"""Take the furniture out of a page and leave the article: strip() is the stage.

The order of authority is structure, then the lexicons, then the line model; every line that goes names the rule that took it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from copydesk import sections
from copydesk.boilerplate import byline, headline, linemodel, structure
from copydesk.boilerplate.page import Line, Page
from copydesk.dateline import parse
from copydesk.model import NO_HINTS, Cut, Hints, Paragraph, Stripped

__all__ = ["Lifted", "by_rules", "strip"]


def strip(lines: Sequence[str], script: str, hints: Hints = NO_HINTS, known: frozenset[int] = frozenset()) -> Stripped:
    """The article in a page of lines, and every line that was taken out of it, by which rule and why.

    `lines` are the record's lines without their ends; `script` is the page's main script (ISO 15924); `known` is the day's
    chrome on this site (Chrome.of), if anything is known of it. Each line that is not blank comes back in exactly one
    paragraph or exactly one cut. Stripping the result again, with its headline as a hint, changes nothing: what is left is
    looked at anew until nothing changes.
    """
    found = _once(lines, script, hints, known)
    while found.paragraphs:
        left = ([found.title] if found.title else []) + [paragraph.text for paragraph in found.paragraphs]
        again = _once("\n\n".join(left).split("\n"), script, Hints(title=found.title or ""), known)
        if [paragraph.text for paragraph in again.paragraphs] == [paragraph.text for paragraph in found.paragraphs]:
            break
        found = _merged(lines, found, again)
    return found


@dataclass(slots=True)
class Lifted:
    """What the rules read from a page before anything is judged by its place alone."""

    title: Line | None
    byline: str | None
    site: str | None
    section_label: str | None
    datelines: list[str]


def by_rules(page: Page, hints: Hints = NO_HINTS) -> Lifted:
    """Cut and lift what structure and the lexicons are certain of; the page's lines hold the verdicts."""
    structure.lone_punctuation(page)
    structure.known_phrases(page)
    title = headline.find(page, hints)
    behind, before = structure.lift_title(page, title) if title else (None, None)
    structure.repeated(page)
    structure.slots(page)
    datelines = structure.datelines(page, title)
    label = structure.section_labels(page, title) or before
    author = structure.bylines(page, title)
    site = structure.site_name(page, title) or behind
    for rest in _rests(datelines):
        author = author or byline.read(rest)
        label = label or (rest if sections.read(rest) else None)
    structure.author_bio(page, hints.byline or author)
    return Lifted(title, author, site, label, datelines)


def _once(lines: Sequence[str], script: str, hints: Hints, known: frozenset[int]) -> Stripped:
    page = Page(list(lines), script)
    lifted = by_rules(page, hints)
    structure.day_chrome(page, known)
    suspects = structure.edges(page, lifted.title)
    linemodel.decide(page, lifted.title, suspects)
    structure.doubled(page)  # last: lines that went may have stood between two that are the same
    structure.follow(page)
    structure.split_sentences(page)
    return Stripped(
        title=(lifted.title.text if lifted.title else hints.title or None),
        paragraphs=tuple(_paragraphs(page)),
        cuts=tuple(Cut(line.number, line.landed, line.verdict, line.because) for line in page.lines if line.verdict),
        byline=hints.byline or lifted.byline or None,
        site=hints.site or lifted.site,
        section_label=lifted.section_label,
        datelines=tuple(lifted.datelines),
        repairs=tuple(sorted(page.repairs)),
    )


def _merged(lines: Sequence[str], found: Stripped, again: Stripped) -> Stripped:
    """What was found, and what a second look at its paragraphs (each on every second line, below the title) found in them."""
    owners = ([()] if found.title else []) + [paragraph.lines for paragraph in found.paragraphs]
    paragraphs = [Paragraph(p.text, tuple(n for line in p.lines for n in owners[line // 2])) for p in again.paragraphs]
    cuts = [Cut(number, lines[number], cut.rule, cut.because) for cut in again.cuts for number in owners[cut.line // 2]]
    return replace(
        found,
        paragraphs=tuple(paragraphs),
        cuts=tuple(sorted((*found.cuts, *cuts), key=lambda cut: cut.line)),
        byline=found.byline or again.byline,
        site=found.site or again.site,
        section_label=found.section_label or again.section_label,
        datelines=found.datelines + again.datelines,
        repairs=tuple(sorted({*found.repairs, *again.repairs})),
    )


def _rests(datelines: list[str]) -> list[str]:
    """What else the datelines say, once their dates are read: each part that was set apart."""
    found = [read.rest for line in datelines if (read := parse(line))]
    return [part for rest in found for part in rest.split(" | ") if part]


def _paragraphs(page: Page) -> list[Paragraph]:
    joined: dict[int, list[int]] = {}
    for line in page.lines:
        owner = line
        while owner.joins:
            owner = owner.joins
        if owner is not line:
            joined.setdefault(owner.number, []).append(line.number)
    return [Paragraph(line.text, (line.number, *joined.get(line.number, ()))) for line in page.lines if line.is_open]
