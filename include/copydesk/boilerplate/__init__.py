"""Take the furniture out of a page and leave the article: strip() is the stage.

The order of authority is structure, then the lexicons, then the line model; every line that goes names the rule that took it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from copydesk import sections
from copydesk.boilerplate import (
    boxes,
    captions,
    credit,
    dates,
    headline,
    labels,
    linemodel,
    runs,
    structure,
    widgets,
    writers,
)
from copydesk.boilerplate.byline import is_person
from copydesk.boilerplate.page import Line, Page
from copydesk.dateline import parse
from copydesk.model import NO_HINTS, Cut, Hints, Paragraph, Stripped

__all__ = ["Landed", "Lifted", "by_rules", "strip", "strip_all"]

AT_ONCE = 32
"""Records that are looked at together: with more of them their numbers leave the processor's cache."""


@dataclass(frozen=True, slots=True)
class Landed:
    """A record to strip: its lines without their ends, its main script (ISO 15924), what it says about itself, its site's chrome.

    `known` is the day's chrome on this site (Chrome.of), if anything is known of it.
    """

    lines: Sequence[str]
    script: str
    hints: Hints = NO_HINTS
    known: frozenset[int] = frozenset()


def strip(lines: Sequence[str], script: str, hints: Hints = NO_HINTS, known: frozenset[int] = frozenset()) -> Stripped:
    """The article in a page of lines, and every line that was taken out of it, by which rule and why.

    The arguments are those of Landed. Each line that is not blank comes back in exactly one paragraph or exactly one cut.
    Stripping the result again, with its headline as a hint, changes nothing: what is left is looked at anew until nothing
    changes.
    """
    return next(strip_all([Landed(lines, script, hints, known)]))


def strip_all(records: Iterable[Landed]) -> Iterator[Stripped]:
    """What strip() makes of each record, in their order: several are looked at together, which is faster and changes nothing."""
    waiting = iter(records)
    while some := list(islice(waiting, AT_ONCE)):
        yield from _until_settled(some)


def _until_settled(records: Sequence[Landed]) -> list[Stripped]:
    found = _once(records)
    moving = [n for n, one in enumerate(found) if one.paragraphs]
    while moving:
        left = [_left(found[n], records[n]) for n in moving]
        moved = list[int]()
        for n, again in zip(moving, _once(left), strict=True):
            if [paragraph.text for paragraph in again.paragraphs] == [paragraph.text for paragraph in found[n].paragraphs]:
                continue
            found[n] = _merged(records[n].lines, found[n], again)
            if found[n].paragraphs:
                moved.append(n)
        moving = moved
    return found


def _left(found: Stripped, record: Landed) -> Landed:
    """What is left of a record as a record: the headline and the paragraphs, with a blank line between."""
    texts = ([found.title] if found.title else []) + [paragraph.text for paragraph in found.paragraphs]
    return Landed("\n\n".join(texts).split("\n"), record.script, Hints(title=found.title or ""), record.known)


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
    widgets.players(page)
    widgets.tickers(page)
    widgets.offers(page)
    widgets.buttons(page)
    widgets.files(page)
    structure.known_phrases(page)
    boxes.rows_of_tags(page)
    captions.credited(page)
    captions.labelled(page)
    title = headline.find(page, hints)
    behind, before = structure.lift_title(page, title) if title else (None, None)
    credit.signed(page)
    boxes.listed(page, title, boxes.framed(page))
    boxes.kicked(page)
    structure.contents(page)
    structure.repeated(page)
    widgets.slots(page)
    widgets.live_stamps(page)
    datelines = dates.datelines(page, title)
    label = labels.section_labels(page, title) or before
    dated = writers.beside_dates(page, title, datelines)
    author = writers.bylines(page, title, dated if is_person(dated or "") else None) or dated
    site = labels.site_name(page, title) or behind
    for rest in _rests(datelines):
        label = label or (rest if sections.read(rest) else None)
    writers.author_bio(page, hints.byline or author)
    boxes.below_labels(page)
    widgets.networks(page, title)
    widgets.counters(page, title)
    return Lifted(title, author, site, label, datelines)


def _once(records: Sequence[Landed]) -> list[Stripped]:
    pages = [Page(record.lines, record.script) for record in records]
    lifted = [by_rules(page, record.hints) for page, record in zip(pages, records, strict=True)]
    linemodel.put_back_all([linemodel.Look(page, found.title) for page, found in zip(pages, lifted, strict=True)])
    looks = list[linemodel.Look]()
    for page, record, found in zip(pages, records, lifted, strict=True):
        structure.day_chrome(page, record.known)
        looks.append(linemodel.Look(page, found.title, structure.edges(page, found.title), structure.below_text(page)))
    linemodel.decide_all(looks)
    for page, found in zip(pages, lifted, strict=True):
        runs.go_on(page, linemodel.RULE)
        structure.above_title(page, found.title)
        structure.below_furniture(page)
    return [_finished(page, record.hints, found) for page, record, found in zip(pages, records, lifted, strict=True)]


def _finished(page: Page, hints: Hints, lifted: Lifted) -> Stripped:
    structure.doubled(page)  # last: lines that went may have stood between two that are the same
    structure.follow(page)
    structure.split_sentences(page)
    return Stripped(
        title=lifted.title.text if lifted.title else " ".join((hints.title or "").split()) or None,
        paragraphs=tuple(_paragraphs(page)),
        words=sum([line.said.count for line in page.lines if line.is_open]),
        cuts=tuple([Cut(line.number, line.landed, line.verdict, line.because) for line in page.lines if line.verdict]),
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
        words=again.words,
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
