"""Who wrote an article: lines around its text that name them, and the portrait of the author at its end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from copydesk import dateline, sections
from copydesk.boilerplate import byline
from copydesk.boilerplate.line import Line, Text
from copydesk.boilerplate.page import Page
from copydesk.boilerplate.structure import take
from copydesk.text import UNSPACED, char_script, fold

BIO_PLACES = 3
"""Of so many paragraphs at the end one may be about the author."""

LONG_TEXT = 8
"""Paragraphs of a text of which the last are left out where its subjects are looked for, more than."""

BIO_WORDS = 60
"""Words of a paragraph about its author, at most."""


def bylines(page: Page, headline: Line | None, dated: str | None = None) -> str | None:
    """Lift lines above and below the text that name who wrote it; the first is returned without its lead-in.

    Names without a lead-in count where they stand below the headline beside a dateline, or below a lead-in that is alone; a name
    above the text with a lead-in tells more, then the one that a dateline has (`dated`); a desk and one below the text tell less,
    and what stands above the headline, as the paper's name does, less than what stands below.
    """
    above = {line.number: name for line in page.opening(headline) if (name := line.byline) is not None}
    below = {line.number: name for line in page.tail() if (name := line.byline) is not None}
    bare = _bare_names(page, headline, above | below) if headline else {}
    for line in page.lines:
        if line.number in above or line.number in below or line.number in bare:
            take(page, line, "lift-byline")
    desks = {byline.desk(line.text) or line.text for line in page.lines if line.number in above}
    said = {line.number: _signature(line) for line in page.lines if line.number in above}
    nearest = [said[number] for number in sorted(said, key=lambda number: headline is not None and number < headline.number)]
    led = next((name for name in nearest if name and name not in desks), None)
    signed = next(filter(None, (*nearest, *below.values())), None)
    return (
        (led and byline.names(led))
        or dated
        or ", ".join({fold(name): name for name in bare.values()}.values())
        or (signed and byline.names(signed))
    )


def _signature(line: Line) -> str:
    """Whom a byline names; a desk that leads names in, too, signs by itself: "নিজস্ব প্রতিবেদক"."""
    return line.byline or (line.text if byline.is_desk(line.text) else "")


def beside_dates(page: Page, headline: Line | None, datelines: Iterable[str]) -> str | None:
    """Who is named on a line that tells the page's day: behind a lead-in, or in words that neither text nor headline has; a desk
    only where no line names a person."""
    named = list(_beside_dates(page, headline, datelines))
    return next((name for name in named if not byline.is_desk(name)), named[0] if named else None)


def _beside_dates(page: Page, headline: Line | None, datelines: Iterable[str]) -> Iterator[str]:
    for line in datelines:
        read = dateline.parse(line)
        for part in read.rest.split(" | ") if read and read.rest else ():
            if told := byline.read(part):
                yield byline.names(told)
                continue
            before = line[: line.find(part)].split()
            own = headline.said.words if headline else []
            is_led = bool(before) and byline.read(before[-1]) == ""
            if byline.is_name(part) and (
                is_led or (not sections.read(part) and _is_writer(part, "", _said(page, part) | {*own}))
            ):
                yield part


def _bare_names(page: Page, headline: Line, led: dict[int, str]) -> dict[int, str]:
    """Names by the numbers of their lines below the headline, where nothing leads them in."""
    below = [line for line in page.opening(headline) if line.number > headline.number and line.number not in led]
    names = [line for line in below if byline.is_name(line.text)]
    others = [(line, ways) for line in below if (ways := line.said.tell(_names_and_places))]
    found = {line.number: byline.without_particle(line.text) for line in _capitalised(page, headline, names)}
    for line, ways in others:
        if _is_right_below(page, headline, line) or any(one.dateline for one in page.around(line, 1)):
            writers = (name for name, place in ways if _is_writer(name, place, _said(page, name) | {*headline.said.words}))
            found.update(zip([line.number], writers, strict=False))
    return found


def _names_and_places(text: Text) -> list[tuple[str, str]]:
    return byline.names_and_places(text.text)


def _is_right_below(page: Page, headline: Line, line: Line) -> bool:
    lines = page.lines
    return not any(one.is_open for one in lines[lines.index(headline) + 1 : lines.index(line)])


def _said(page: Page, name: str) -> set[str]:
    """The words of the text, but for its end, which may speak of the writer: of a short text what begins with the name."""
    prose = page.prose()
    bios = prose[-BIO_PLACES:] if len(prose) > LONG_TEXT else _portraits(page, name)
    return set(chain.from_iterable([line.said.words for line in prose if line not in bios]))


def _is_writer(name: str, place: str, said: set[str]) -> bool:
    """Whether what is said has no word of the name, as it has of what it is about, and has the place. Initials are no words."""
    own = fold(" ".join(part.rpartition(".")[2] for part in name.split())).split()
    if not own:
        return False
    if char_script(own[0][0]) in UNSPACED:
        return not any(part in sentence for part in own for sentence in said)
    return said.isdisjoint(own) and said.issuperset(fold(place).split())


def _capitalised(page: Page, headline: Line, names: Iterable[Line]) -> list[Line]:
    """Of names with capitals the writers': beside a dateline, a lead-in or such a line, or in words that the text has not."""
    found = list[Line]()
    small = {word for line in page.lines for word in line.text.split() if word.islower()} if names else set()
    for line in names:
        if small.issuperset(line.text.lower().split()):
            continue
        above, said = page.around(line, 1)[0], _said(page, line.text)
        own = set(fold(byline.without_particle(line.text)).split())
        is_dated = any(near.dateline for near in page.around(line, 2)) and not said >= own
        is_led = above.byline == "" or above in found
        is_twice = page.counts[line.key] > 1 and above is headline
        if is_dated or is_led or is_twice or (said and said.isdisjoint(own)):
            found.append(line)
    return found


def author_bio(page: Page, author: str | None) -> None:
    """Cut a paragraph at the end that begins with the author's own name; a plea or two may stand below it.

    Below a line that is the name its first word is enough: "Ann Lee", "Ann has written about the islands for nine years."
    """
    for name in dict.fromkeys([author, *byline.people(author)] if author else []):
        for line in _portraits(page, name):
            above = page.around(line, 1)[0]
            take(page, line, "author-bio")
            if above.is_open and above.key == fold(name):
                take(page, above, "author-bio")


def _portraits(page: Page, name: str) -> list[Line]:
    key = fold(name)
    near = [line for line in page.prose()[1:][-BIO_PLACES:] if line.length <= BIO_WORDS] if key else []
    return [line for line in near if line.key.startswith(f"{key.split()[0] if _is_below(page, line, key) else key} ")]


def _is_below(page: Page, line: Line, key: str) -> bool:
    return page.around(line, 1)[0].key == key
