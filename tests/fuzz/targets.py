"""What is fuzzed: each reader, the cleaner, and what is shown, as functions of bytes that raise where a law is broken."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import date

from copydesk import boilerplate, dating, ingest, language, report, topics
from copydesk.boilerplate.repairs import mend
from copydesk.errors import UnreadableError
from copydesk.explain import Explained, Line
from copydesk.explain import page as explain_page
from copydesk.ingest import webpage
from copydesk.ingest.decode import Decoded, decode
from copydesk.model import Hints
from copydesk.overview import frame
from copydesk.overview.frame import Place
from copydesk.schema import TOPICS
from copydesk.settings import Settings
from tests.html_page import Page

DAY = date(2024, 10, 30)
SMALL = Settings(record_bytes=20_000)
LONGEST = 4_000
"""Bytes of an input: what breaks by size alone is the gauntlet's."""

_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufeff\u2028\u2029]")
_CHARSETS = (None, "utf-8", "iso-8859-1", "big5", "utf-16", "koi8-r", "nonsense")


class BrokenLawError(AssertionError):
    """A law does not hold for an input."""


def law(holds: object, what: str) -> None:
    """Raise where a law is broken; unlike an assert, under every switch of Python."""
    if not holds:
        raise BrokenLawError(what)


def read_as_text(data: bytes) -> None:
    """Any bytes are text without controls, or unreadable for a reason that is told in a sentence; and the same again."""
    declared, data = _CHARSETS[data[0] % len(_CHARSETS)] if data else None, data[1:]

    def once() -> Decoded | tuple[str, str]:
        try:
            return decode(data, declared)
        except UnreadableError as error:
            law(error.detail.endswith("."), f"no sentence: {error.detail!r}")
            return error.reason, error.detail

    found = once()
    law(isinstance(found, tuple) or (found.text.strip() and not _CONTROLS.search(found.text)), "a control, or no text")
    law(found == once(), "another answer the second time")


def open_container(data: bytes) -> None:
    """Any bytes are one record or more: each with a name of its own, printable, short, with data or a fault; and again."""
    found, again = ([*ingest.unpack(io.BytesIO(data), len(data), SMALL)] for _ in range(2))
    names = [row.record for row in found]
    law(found and len(set(names)) == len(names), f"names: {names}")
    law(all(not name or (name.isprintable() and len(name.encode()) <= 2_048) for name in names), f"names: {names}")
    law(all(row.fault is None or (row.fault.detail.endswith(".") and not row.data) for row in found), "data and a fault")
    plain = [[(row.record, row.data, row.hints, row.fault and row.fault.reason) for row in rows] for rows in (found, again)]
    law(plain[0] == plain[1], "other rows the second time")
    for row in found:
        if not row.fault:
            _record(row.data, row.hints, row.charset)


def read_page(data: bytes) -> None:
    """Any markup is a text without markup's controls, or unreadable for a reason; and the same again."""
    page = b"<!DOCTYPE html><html><body>" + data

    def once() -> webpage.Page | str:
        try:
            return webpage.read(page, charset="utf-8", url="https://news.example/sport/2024/10/29/a")
        except UnreadableError as error:
            return error.reason

    found = once()
    law(isinstance(found, str) or (found.text.strip() and not _CONTROLS.search(found.text)), "a control, or no text")
    law(found == once(), "another answer the second time")
    _record(page, Hints(), None)


def clean_article(data: bytes) -> None:
    """Each line of any text has one place; the topic is of the list, and no date lies beyond the landing day."""
    text = data.decode("utf-8", "replace")
    head, nul, rest = text.partition("\0")
    title, section, published, name = ((head if nul else "").split("|") + [""] * 4)[:4]
    hints = Hints(title=_on_one_line(title), section=_on_one_line(section), published=_on_one_line(published))
    _article(_CONTROLS.sub("", rest if nul else text), hints, _on_one_line(name) or "a.txt")


def show(data: bytes) -> None:
    """Whatever the strings are, a page has the elements and attributes that it has for plain words: none comes from the data."""
    said = [part or "-" for part in data.decode("utf-8", "replace").split("\0")][:6]
    said += ["-"] * (6 - len(said))
    for render in (_reported, _explained, _framed):
        page, plain = Page(render(*said)), Page(render(*["x"] * 6))
        law(_without_breaks(page) == _without_breaks(plain), "an element out of the data")
        names, known = ([(tag, name) for tag, name, _ in one.attributes] for one in (page, plain))
        law(names == known or {*names} <= {*known, ("td", "class"), ("a", "class")}, "an attribute out of the data")


TARGETS: dict[str, Callable[[bytes], None]] = {
    "decode": read_as_text,
    "unpack": open_container,
    "webpage": read_page,
    "clean": clean_article,
    "show": show,
}


def _on_one_line(said: str) -> str | None:
    """As a hint is: printable, no line end, nothing where it is blank."""
    return " ".join("".join(char if char.isprintable() else " " for char in said).split()) or None


def _record(data: bytes, hints: Hints, charset: str | None) -> None:
    """A record goes on to become an article."""
    try:
        found = ingest.read(data, SMALL, source="site/a.txt", landed_on=DAY, hints=hints, charset=charset)
    except UnreadableError as error:
        law(error.detail.endswith("."), f"no sentence: {error.detail!r}")
        return
    _article(found.text, found.hints, "site/a.txt")


def _article(text: str, hints: Hints, source: str) -> None:
    lines, spoken = text.split("\n"), language.detect(text, declared=hints.language)
    stripped = boilerplate.strip(lines, spoken.script, hints)
    placed = sorted([*(n for p in stripped.paragraphs for n in p.lines), *(cut.line for cut in stripped.cuts)])
    law(placed == [n for n, line in enumerate(lines) if mend(line)[0]], "a line with two places, or with none")
    law(all(lines[cut.line] == cut.text and cut.rule and cut.because for cut in stripped.cuts), "a cut without its reason")
    code = spoken.guess.value
    published, updated = dating.both(dating.printed(stripped), landed_on=DAY, source=source, hints=hints, language=code)
    law(published.value <= date(2024, 11, 1), f"published on {published.value}")
    law(updated is None or updated >= published.value, f"updated on {updated}")
    found = topics.assign(
        title=stripped.title, text=stripped.text, section_label=stripped.section_label, hints=hints, language=code
    )
    law(found.guess.value in TOPICS, f"topic {found.guess.value}")
    law(stripped == boilerplate.strip(lines, spoken.script, hints), "stripped in another way the second time")


def _without_breaks(page: Page) -> list[str]:
    """Elements of a page, but for places where a long name may break."""
    return [tag for tag in page.tags if tag != "wbr"]


def _reported(*said: str) -> str:
    one, two, three, four, five, six = said
    return report.render(
        {
            "day": one,
            "records": 1,
            "fates": {"published": 1},
            "versions": {two: three},
            "reasons": {four: 1},
            "cuts": {five: 1},
            "sites": {six: {"records": 1, "articles": 1}},
            "partitions": {f"date={one}/topic={two}": 1},
            "changed": [three],
            "remarks": [four],
        }
    )


def _explained(*said: str) -> str:
    facts = (("title", said[0], said[1]),)
    lines = (Line(0, said[2], "cut", said[3], said[4]), Line(1, said[5], "kept", paragraph=1, mended=said[0]))
    return explain_page.render([Explained(said[1], facts, lines)], said[2])


def _framed(*said: str) -> str:
    place = Place("/desk")
    body = place.link(f"articles/{said[1]}", said[2], day=said[3]) + frame.form(
        place, "articles", [("id", said[4], "text", said[5])], said[0]
    )
    return frame.page(place, said[0], body, lead=said[1])
