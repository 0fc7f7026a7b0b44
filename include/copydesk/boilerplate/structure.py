"""What the shape of a page says about its lines, whatever the language: each step is one function over the page."""

from __future__ import annotations

import regex

from copydesk import sections
from copydesk.boilerplate import byline
from copydesk.boilerplate.page import Line, Page
from copydesk.text import STOPS, ends_sentence, fold, has_letters

RULES = {
    "lone-punctuation": "a line of punctuation alone that belongs to no sentence above it",
    "repeat": "the same line stands just above, or the same paragraph earlier",
    "repeat-of-title": "the headline again",
    "teaser": "a headline of another article under a 'read also' line",
    "among-chrome": "stands in one block with furniture and without a sentence",
    "lift-title": "the headline; kept in the column title",
    "lift-date": "the dateline; read into the column published_on",
    "lift-section": "names of sections; kept in the column section_label",
    "lift-byline": "who wrote it; kept in the column byline",
    "lift-site": "a short name printed twice above the text: the site's; kept in the column site",
    "author-bio": "the last paragraph is about the author and not the subject",
    "before-title": "stands above the headline and is no running text",
    "before-body": "a few words between headline and text",
    "after-body": "stands below the last sentence and is no running text",
    "other-script": "outside the text and without one letter of the article's script",
}
"""Every structural rule and its reason; lexicon rules are named <language>/<id>."""

STANDFIRST_WORDS = 6
CHROME_FACTOR = 3
"""A block goes with its furniture where at least a third of its lines are known to be furniture."""
BIO_WORDS = 60
REFRAIN_WORDS = 8
"""A shorter line may return in a text on purpose: a refrain, a speaker's name, "Answer:"."""

_SUFFIX = regex.compile(r"\s+[|•·»:–—-]\s+")


def _cut(page: Page, line: Line, rule: str) -> None:
    page.cut(line, rule, RULES[rule])


def lone_punctuation(page: Page) -> None:
    """A lone stop goes back to the sentence above that lacks one; other lone punctuation goes."""
    above: Line | None = None
    for line in page.lines:
        if line.key:
            above = line if not line.rule else None
        elif above and line.text in STOPS and not ends_sentence(above.text):
            line.joins = above
            above.text += line.text
            page.repairs.add("joined-stop")
        else:
            _cut(page, line, "lone-punctuation")


def known_phrases(page: Page) -> None:
    """Lines that a lexicon knows; a "read also" line takes the headlines under it along."""
    leading = False
    for line in page.lines:
        rule = line.rule
        if rule and (rule.match == "whole" or not line.is_speech()):
            page.cut(line, rule.name, rule.because)
            leading = rule.leads
        elif leading and line.is_open and not line.is_prose():
            _cut(page, line, "teaser")
            leading = False
        elif line.is_open:
            leading = False


def doubled(page: Page) -> None:
    """A line that repeats the line just above it, whatever its length."""
    above: Line | None = None
    for line in page.lines:
        if line.is_open:
            if above and line.key == above.key and has_letters(line.key):
                _cut(page, line, "repeat")
            above = line


def repeated(page: Page) -> None:
    """A paragraph that stood before; short lines may return on purpose and stay."""
    seen: set[str] = set()
    for line in page.lines:
        if line.is_open and line.length >= REFRAIN_WORDS:
            if line.key in seen:
                _cut(page, line, "repeat")
            seen.add(line.key)


def among_chrome(page: Page) -> None:
    """Lines that share a block (no blank line between) with lines the lexicons know, where the block has no running text."""
    for block in page.blocks():
        known = sum(line.verdict is not None and line.verdict not in RULES for line in block)
        if len(block) <= CHROME_FACTOR * known and not any(line.is_open and line.is_prose() for line in block):
            for line in block:
                _cut(page, line, "among-chrome")


def datelines(page: Page) -> list[str]:
    """Lift the datelines above and below the text; each is returned as printed."""
    found = [line for line in page.head() + page.tail() if line.dateline]
    for line in found:
        _cut(page, line, "lift-date")
    return [line.text for line in found]


def section_labels(page: Page, headline: Line | None) -> str | None:
    """Lift lines above the text that are names of sections; the first that means something is returned.

    Above the headline a line may hold tags behind its sections; below it must be sections and nothing else.
    """
    above = headline.number if headline else 0
    reads = ((line, line.sectioned or (sections.begins(line.text) if line.number < above else None)) for line in page.head())
    found = [(line, read) for line, read in reads if read]
    for line, _ in found:
        _cut(page, line, "lift-section")
    telling = [line.text for line, read in found if read.topic or read.scope]
    return telling[0] if telling else None


def site_name(page: Page, title: Line | None) -> str | None:
    """Lift a short name that stands twice above the text."""
    names = [line for line in page.head() if line is not title and line.length <= 3 and page.counts[line.key] > 1]
    if not names:
        return None
    site = names[0]
    _cut(page, site, "lift-site")
    for line in names[1:]:
        _cut(page, line, "repeat" if line.key == site.key else "before-title")
    return site.text


def bylines(page: Page) -> str | None:
    """Lift lines above and below the text that name who wrote it; the first is returned without its lead-in."""
    found = [(line, name) for line in page.head() + page.tail() if (name := byline.read(line.text)) is not None]
    for line, _ in found:
        _cut(page, line, "lift-byline")
    return next((name for _, name in found if name), None)


def author_bio(page: Page, author: str | None) -> None:
    """Cut a last paragraph that begins with the author's own name."""
    key, prose = fold(author or ""), page.prose()
    if key and len(prose) > 1 and prose[-1].key.startswith(key + " ") and prose[-1].length <= BIO_WORDS:
        _cut(page, prose[-1], "author-bio")


def lift_title(page: Page, found: Line) -> tuple[str | None, str | None]:
    """Lift the headline and cut its repeats; returns what stood behind it (a site) and before it (sections), if anything."""
    _cut(page, found, "lift-title")
    behind = before = None
    for line in page.lines:
        if not line.is_open or not line.key:
            continue
        if line.key == found.key:
            _cut(page, line, "repeat-of-title")
        elif line.key.startswith(found.key + " ") and line.length <= found.length + 4 and _SUFFIX.search(line.text):
            _cut(page, line, "repeat-of-title")
            behind = behind or _SUFFIX.split(line.text)[-1]
        elif line.key.endswith(" " + found.key) and line.length <= found.length + 8 and line.number < found.number + 3:
            _cut(page, line, "repeat-of-title")
            before = before or line.text[: max(line.text.rfind(found.text), 0)].strip(" /|>»›:-–—") or None
    return behind, before


def edges(page: Page, found: Line | None) -> None:
    """Cut what is no running text above the headline, between headline and text, and below the text."""
    if not page.prose():
        for line in [line for line in page.lines if line.is_open]:
            _cut(page, line, "before-body")
        return
    for line in page.head():
        if found and line.number < found.number:
            _cut(page, line, "before-title")
        elif not line.in_main_script:
            _cut(page, line, "other-script")
        elif line.length < STANDFIRST_WORDS and not line.is_prose():
            _cut(page, line, "before-body")
    tail = page.tail()
    below = [line for line in tail if line.in_main_script]
    last = below[0] if len(below) == 1 and below[0].length >= STANDFIRST_WORDS else None
    if last and any(line.verdict and line.number < last.number for line in page.lines if line.number > page.prose()[-1].number):
        last = None
    for line in tail:
        if not line.in_main_script:
            _cut(page, line, "other-script")
        elif line is not last:
            _cut(page, line, "after-body")


def follow(page: Page) -> None:
    """A stop that was joined to a line that then went, goes with it."""
    for line in page.lines:
        if line.joins and line.joins.verdict:
            line.verdict, line.because, line.joins = line.joins.verdict, line.joins.because, None
