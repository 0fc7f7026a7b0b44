"""Names that stand around a text: its sections, its site, its writers. Each is lifted into a column."""

from __future__ import annotations

from itertools import chain, takewhile

from copydesk import sections
from copydesk.boilerplate import byline
from copydesk.boilerplate.line import Line, Text
from copydesk.boilerplate.page import Page
from copydesk.boilerplate.structure import is_prose_at, take
from copydesk.sections import Sectioned
from copydesk.text import UNSPACED, char_script, fold

MOST_SUBJECTS = 1
"""Subjects that lines beside a headline may name and still be its sections; more are a menu."""

MOST_BETWEEN = 3
"""Lines between a headline and its sections, at most: a standfirst, names of writers, an hour."""

BIO_PLACES = 3
"""Of so many paragraphs at the end one may be about the author."""

BIO_WORDS = 60
"""Words of a paragraph about its author, at most."""


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


def bylines(page: Page, headline: Line | None) -> str | None:
    """Lift lines above and below the text that name who wrote it; the first is returned without its lead-in.

    Names without a lead-in count where they stand below the headline beside a dateline, or below a lead-in that is alone; a name
    above the text with a lead-in tells more, a desk and one below the text less.
    """
    above = {line.number: name for line in page.opening(headline) if (name := line.byline) is not None}
    below = {line.number: name for line in page.tail() if (name := line.byline) is not None}
    bare = _bare_names(page, headline, above | below) if headline else {}
    for line in page.lines:
        if line.number in above or line.number in below or line.number in bare:
            take(page, line, "lift-byline")
    desks = {line.text for line in page.lines if line.number in above}
    led = next((name for name in above.values() if name and name not in desks), None)
    signed = next(filter(None, (*above.values(), *below.values())), None)
    return (led and byline.names(led)) or ", ".join(bare.values()) or (signed and byline.names(signed))


def _bare_names(page: Page, headline: Line, led: dict[int, str]) -> dict[int, str]:
    """Names by the numbers of their lines below the headline, where nothing leads them in."""
    below = [line for line in page.opening(headline) if line.number > headline.number and line.number not in led]
    cased = {line.number for line in below if byline.is_name(line.text)}
    uncased = {line.number: ways for line in below if (ways := line.said.tell(_names_and_places))}
    found = {line.number: byline.without_particle(line.text) for line in _names(page, headline, led, cased)} if cased else {}
    said = {*headline.said.words, *chain.from_iterable([line.said.words for line in page.prose()])} if uncased else set()
    for place, line in enumerate(page.lines):
        if line.number not in uncased:
            continue
        is_below = not any(one.is_open for one in page.lines[page.lines.index(headline) + 1 : place])
        if is_below or any(one.dateline for one in page.lines[place - 1 : place + 2]):
            writers = (name for name, beside in uncased[line.number] if _is_writer(name, beside, said))
            found.update(zip([line.number], writers, strict=False))
    return found


def _names_and_places(text: Text) -> list[tuple[str, str]]:
    return byline.names_and_places(text.text)


def _is_writer(name: str, place: str, said: set[str]) -> bool:
    """Whether what is said has no word of the name, as it has of what it is about, and has the place. Initials are no words."""
    own = fold(" ".join(part for part in name.split() if "." not in part)).split()
    if not own:
        return False
    if char_script(own[0][0]) in UNSPACED:
        return not any(part in sentence for part in own for sentence in said)
    return said.isdisjoint(own) and said.issuperset(fold(place).split())


def _names(page: Page, headline: Line, led: dict[int, str], names: set[int]) -> list[Line]:
    """Lines that are names of writers: beside a dateline, a lead-in or such a line, or in words that the text has not."""
    lines, found = page.lines, list[Line]()
    said = set(chain.from_iterable([line.said.words for line in page.prose()]))
    small = {word for line in lines for word in line.text.split() if word.islower()}
    for place, line in enumerate(lines):
        if line.number not in names or small.issuperset(line.text.lower().split()):
            continue
        above = lines[place - 1] if place else None
        own = set(line.said.words)
        is_dated = any(near.dateline for near in lines[max(0, place - 2) : place + 3]) and not said >= own
        is_led = above is not None and (led.get(above.number) == "" or above in found)
        is_twice = page.counts[line.key] > 1 and above is headline
        if is_dated or is_led or is_twice or (said and said.isdisjoint(own)):
            found.append(line)
    return found


def author_bio(page: Page, author: str | None) -> None:
    """Cut a paragraph at the end that begins with the author's own name; a plea or two may stand below it."""
    key, prose = fold(author or ""), page.prose()
    for line in prose[1:][-BIO_PLACES:]:
        if key and line.key.startswith(key + " ") and line.length <= BIO_WORDS:
            take(page, line, "author-bio")
