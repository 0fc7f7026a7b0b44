"""WARC and WET files, as crawlers write them: one record a page.

By hand and not with a library: the gzip around it is what costs (350 MB/s here without it, 180 MB/s with it), and the way past a
broken record is what matters.

A record is named by its number among all records of the file, from 1: files in the landing zone never change, and a number is
shorter than WARC-Record-ID, which may be missing or stand twice. `response`, `resource` and `conversion` each have a fate.
`warcinfo`, `request`, `metadata`, `revisit` (a page that has not changed) and `continuation` hold no page, nor do types that
nobody knows: they are counted, and are no records of ours. WARC-Date is when a crawler came by: no date of publication.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from copydesk.errors import UnreadableError
from copydesk.ingest.containers.http import Headers, headers, page
from copydesk.ingest.containers.member import Format, Member
from copydesk.ingest.containers.tape import Tape
from copydesk.model import Hints
from copydesk.settings import Settings

_BEGIN = re.compile(rb"WARC/\d{1,2}\.\d{1,2}[ \t]*\r?\n[A-Za-z][\w-]*[ \t]*:")
_NEXT = re.compile(rb"(?=WARC/\d{1,2}\.\d{1,2}[ \t]*\r?\n[A-Za-z][\w-]*[ \t]*:)")
"""A record's beginning; behind what is broken it may stand anywhere."""

_NEXT_BYTES = 128
"""More than what _NEXT matches."""

_BLANK = re.compile(rb"\r?\n\r?\n")
_HEADER_BYTES = 1 << 16
_BESIDE_BYTES = 1 << 20
"""A record may be so much larger than a page: headers, markers of chunks."""

_KINDS = ("response", "resource", "conversion")


def _read(stream: BinaryIO, settings: Settings) -> Iterator[Member]:
    """Members are numbered among all records. Where one is broken, what follows is looked for its first whole record."""
    tape = Tape(stream)
    number = 0
    while True:
        while tape.need(1):
            number += 1
            yield from _record(tape, str(number), settings)
        if not (hole := tape.mend()):
            return
        number += 1
        yield _broken(str(number), f"{hole}; so is a record or more")
        if not _BEGIN.match(tape.need(_NEXT_BYTES)):
            _resume(tape)


def _record(tape: Tape, name: str, settings: Settings) -> Iterator[Member]:
    """The record that begins here, if it is one of ours; the tape is left where the next one should."""
    told = _headers(tape)
    if told is None:
        return
    if isinstance(told, str):
        yield _broken(name, told)
        return
    ours = told.get("warc-type", "").lower() in _KINDS
    length = _length(told)
    if length is None:
        _resume(tape)
        yield _broken(name, f"its Content-Length is {told.get('content-length', 'missing')[:40]!r}")
        return
    if length > settings.record_bytes + _BESIDE_BYTES:
        tape.skip_to(_NEXT, _NEXT_BYTES, length)
        _blank(tape)
        if ours:
            limit = f"the limit COPYDESK_RECORD_BYTES is {settings.record_bytes:,}."
            yield Member(name, fault=UnreadableError("too-large", f"{length:,} bytes; {limit}"))
        return
    block = tape.need(length)
    if _ends(tape, length):
        tape.take(length)
        _blank(tape)
        if ours:
            yield _member(name, told, block, settings)
    elif len(block) == length or _NEXT.search(block):
        _resume(tape)
        yield _broken(name, f"it does not end where its Content-Length, {length:,}, says")
    else:
        _breaks_off(tape, length)


def _breaks_off(tape: Tape, count: int) -> None:
    """Past the rest; what breaks the stream is told later, its end now. Raises EOFError."""
    tape.take(count)
    if tape.whole:
        raise EOFError("the file ends within a record")


def _headers(tape: Tape) -> Headers | str | None:
    """The headers of the record that begins here, or what is wrong with them; none where the stream breaks off in them."""
    if not _BEGIN.match(tape.need(_NEXT_BYTES)):
        _resume(tape)
        return "what stands here does not begin like a record"
    end = tape.find(_BLANK, _HEADER_BYTES)
    if end is None:
        if len(tape.need(_HEADER_BYTES)) < _HEADER_BYTES:
            _breaks_off(tape, _HEADER_BYTES)
            return None
        _resume(tape)
        return f"its headers do not end within {_HEADER_BYTES:,} bytes"
    return headers(tape.take(end))


def _length(told: Headers) -> int | None:
    """Content-Length; None where it is no number of bytes."""
    text = told.get("content-length", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else None


def _ends(tape: Tape, length: int) -> bool:
    """Whether a record of this length is followed by another, or by the end of what can be read."""
    seen = tape.need(length + _NEXT_BYTES)
    if len(seen) < length:
        return False
    after = seen[length:]
    return after.startswith(b"\r\n\r\n") or not after.strip(b"\r\n") or after.lstrip(b"\r\n").startswith(b"WARC/")


def _blank(tape: Tape) -> None:
    """Past the empty lines between two records."""
    while (ahead := tape.need(_NEXT_BYTES)) and ahead[0] in b"\r\n":
        tape.take(len(ahead) - len(ahead.lstrip(b"\r\n")))


def _resume(tape: Tape) -> None:
    """To the next beginning of a record, however far."""
    tape.skip_to(_NEXT, _NEXT_BYTES, None)


def _broken(name: str, told: str) -> Member:
    return Member(name, fault=UnreadableError("broken-record", f"record {name}: {told}. Those around it were read."))


def _member(name: str, told: Headers, block: bytes, settings: Settings) -> Member:
    """A record of ours as a member: its page with what its headers say, or why it holds none."""
    kind = told.get("warc-type", "").lower()
    url = told.get("warc-target-uri", "").strip().strip("<>")
    language = told.get("warc-identified-content-language", "")
    hints = Hints(
        url=url if url and len(url) <= 2_000 and url.isprintable() else None,
        language=language if re.fullmatch(r"[A-Za-z-]{2,35}", language) else None,
    )
    if told.get("warc-segment-number", ""):
        return _broken(name, "it is cut into segments, and this is one of them")
    try:
        return page(name, told, block, hints, answered=kind == "response", most=settings.record_bytes)
    except UnreadableError as error:
        return Member(name, hints=hints, fault=error)


WARC = Format("warc", lambda head: bool(_BEGIN.match(head)), _read, expands=True)
