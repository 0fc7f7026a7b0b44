"""RSS and Atom: one record an item.

Items are cut out of the text and parsed one by one, so one broken item costs itself, and no more than one is in memory. What
stands before the root, a DTD with its entities among it, never reaches a parser: there is nothing to expand or to fetch.
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

from copydesk.errors import UnreadableError
from copydesk.ingest import charsets
from copydesk.ingest.containers import fields, widetext
from copydesk.ingest.containers.feeditem import row_of, value_of
from copydesk.ingest.containers.member import HEAD_BYTES, OVERHEAD, Format, Member
from copydesk.ingest.streams import forward, peek
from copydesk.settings import Settings

_BEFORE = r"(?:\s|<\?(?s:.*?)\?>|<!--(?s:.*?)-->|<!DOCTYPE(?:[^\[<>]|\[(?s:.*?)\]\s*(?=>))*>)*"
_ROOT = re.compile(r"\A" + _BEFORE + r"<((?:(?:rdf:)?RDF|rss|(?:\w+:)?feed))(\s(?:[^<>\"']|\"[^\"]*\"|'[^']*')*)?>")
_FEEDS = re.compile(r"purl\.org/rss|my\.netscape\.com|w3\.org/2005/Atom|purl\.org/atom|channel\.netscape")
_DECLARED = re.compile(rb"""\A\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{2,40})["']""")
_TOKEN = re.compile(
    r"<!\[CDATA\[|<!--|<(/?)((?:\w{1,20}:)?(?:item|entry))(?=[\s/>])[^<>]*>|</((?:\w{1,20}:)?(?:rss|RDF|feed))\s*>"
)
_CLOSING = {"<![CDATA[": "]]>", "<!--": "-->"}
_TAG_CHARS = 2_000
"""A tag is no longer."""

_CHUNK = 1 << 16


def _sniff(head: bytes) -> bool:
    return _root(head.decode(_encoding(head), "replace").lstrip("\ufeff")) is not None


def _root(text: str) -> re.Match[str] | None:
    """The root's opening tag, if it is that of a feed; RDF and `feed` are so only with a namespace of feeds."""
    root = _ROOT.match(text)
    return root if root and (root[1] == "rss" or _FEEDS.search(root[2] or "")) else None


def _encoding(head: bytes) -> str:
    """By its mark or its declaration, UTF-8 where there is none or it is unknown."""
    if encoding := "utf-8-sig" if head.startswith(codecs.BOM_UTF8) else widetext.encoding(head):
        return encoding
    declared = _DECLARED.match(head)
    name = charsets.codec(declared[1].decode()) if declared else None
    return name if name and not name.startswith(("utf-16", "utf-32")) else "utf-8"


def _read(stream: BinaryIO, settings: Settings) -> Iterator[Member]:
    """Members are the items, numbered from 1; what the channel says of site and language goes for those that do not."""
    head, stream = peek(stream, HEAD_BYTES)
    encoding = _encoding(head)
    text = io.TextIOWrapper(forward(stream), encoding, fields.errors(encoding))
    pieces = _pieces(text, settings.record_bytes * OVERHEAD)
    preamble = next(pieces)[1]
    root = _root(preamble.lstrip("\ufeff"))
    opening = f"<root{root[2] or ''}>" if root else "<root>"
    channel = value_of(preamble, root.end() if root else 0, opening)
    for number, (whole, item) in enumerate(pieces, 1):
        if not whole:
            told = (
                f"an item of more than {settings.record_bytes * OVERHEAD:,} characters, {OVERHEAD} times COPYDESK_RECORD_BYTES."
            )
            yield Member(str(number), fault=UnreadableError("too-large", told))
            continue
        try:
            row = channel | row_of(item, opening)
        except ValueError as error:
            told = f"item {number} cannot be parsed: {error}. Those around it were read."
            yield Member(str(number), fault=UnreadableError("broken-item", told))
            continue
        yield replace(fields.member(str(number), row, {name: name for name in row}), charset="utf-8")


def _pieces(text: io.TextIOWrapper, most: int) -> Iterator[tuple[bool, str]]:
    """What stands before the first item, then each item, and whether it is whole: of one that is too long nothing is given.

    Raises EOFError where the text ends before the root does.
    """
    held, at, begin, state, closed = "", 0, 0, "before", False
    while not closed:
        part = text.read(_CHUNK)
        held += part
        for kind, start, end in _tokens(held, at, most, final=not part):
            at = end
            if state == "before" and kind:
                yield True, held[:start]
                state = "between"
            if state in ("in", "dropped") and kind:  # an item that is not closed ends where the next one begins
                yield state == "in", held[begin : end if kind == "/item" else start] if state == "in" else ""
                state = "between"
            if kind == "item":
                begin, state = start, "in"
            closed |= kind == "/root"
        if not part:
            break
        keep = 0 if state == "before" else begin if state == "in" else at
        held, at, begin = held[keep:], at - keep, 0
        if len(held) > most and state == "before":
            raise UnreadableError("too-large", f"a feed of more than {most:,} characters before its first item.")
        if len(held) > most and state == "in":
            held, at, state = held[at:], 0, "dropped"
    if state == "before":
        yield True, held
    if not closed:
        raise EOFError("the feed ends before its last tag")


def _tokens(held: str, at: int, most: int, *, final: bool) -> Iterator[tuple[str, int, int]]:
    """Each `item`, `/item` and `/root` with where it begins and ends, then "" with how far the text is known."""
    while token := _TOKEN.search(held, at):
        if token[0] in _CLOSING:
            end = held.find(_CLOSING[token[0]], token.end())
            if end < 0 and not final and len(held) - token.start() < most:
                yield "", token.start(), token.start()
                return
            at = token.end() if end < 0 else end
            continue
        at = token.end()
        if token[3]:
            yield "/root", token.start(), at
            return
        yield ("/item" if token[1] else "item"), token.start(), at
        if not token[1] and token[0].endswith("/>"):
            yield "/item", at, at
    tag = held.rfind("<", at)
    known = tag if tag >= 0 and not final and ">" not in held[tag:] and len(held) - tag < _TAG_CHARS else len(held)
    yield "", known, known


FEED = Format("feed", _sniff, _read)
