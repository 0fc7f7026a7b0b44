"""Mail, and pages that a browser saved as one file (MHTML): the text or the page in it, taken out of its MIME packing.

Parts are cut out of the stream by hand and one is kept, so pictures cost no memory; the standard library reads parameters, words
and transfer encodings. The first part of HTML is the record, or the first of plain text where there is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from typing import BinaryIO

from copydesk.errors import UnreadableError
from copydesk.ingest.containers import fields
from copydesk.ingest.containers.mailparts import Part, parts
from copydesk.ingest.containers.member import HEAD_BYTES, OVERHEAD, Format, Member
from copydesk.ingest.webpage.sniffing import sniff
from copydesk.settings import Settings

_FIELD = re.compile(rb"([!-9;-~]{1,76})[ \t]*:[ \t]?(.{0,200})")
_PROOFS = {
    b"mime-version": re.compile(rb"\d{1,3}\.\d{1,3}"),
    b"content-type": re.compile(rb"[\w.+-]{1,60}/[\w.+-]"),
    b"content-transfer-encoding": re.compile(rb"(?i)7bit|8bit|binary|quoted-printable|base64"),
    b"snapshot-content-location": re.compile(rb"\w{1,20}:"),
    b"message-id": re.compile(rb"<[^\s<>@]{1,150}@[^\s<>]"),
    b"received": re.compile(rb"(?:from|by)\s"),
    b"dkim-signature": re.compile(rb"v=1"),
}
"""Headers that only mail has, and how their values begin; one of them, and another that mail has, make a mail."""

_OTHERS = {
    b"from",
    b"to",
    b"cc",
    b"subject",
    b"date",
    b"sender",
    b"reply-to",
    b"return-path",
    b"delivered-to",
    b"content-location",
}
_FLOWED = re.compile(rb"(?<!\n--)( )\r?\n(?=[^\s>])")
"""A line end that the writer's line did not have, in text that says that it is wrapped so."""

_CHARSET = re.compile(r"[\w.:+-]{2,40}", re.ASCII)
_SAVED = re.compile(r"saved by", re.IGNORECASE)
_PAGE = b"<!DOCTYPE html><html><body>\n%b\n</body></html>"
"""Around a fragment of HTML, so that it is taken for what it is."""


_VALUE_CHARS = 2_000
"""Characters of a header that are read."""


def _sniff(head: bytes) -> bool:
    return begins(head, goes_on=len(head) >= HEAD_BYTES)


def begins(head: bytes, *, goes_on: bool) -> bool:
    """Whether all lines up to an empty one are headers, two or more of them those of mail: a letter, too, begins with "From:"."""
    block, blank, _ = head.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").partition(b"\n\n")
    is_cut = not blank and goes_on
    lines = (block.rpartition(b"\n")[0] if is_cut else block.rstrip(b"\n")).split(b"\n")
    told: dict[bytes, bool] = {}
    for line in lines:
        if field := _FIELD.match(line):
            name, value = field[1].lower(), field[2].lstrip()
            if name in _PROOFS:
                told[name] = not value or bool(_PROOFS[name].match(value))
            elif name in _OTHERS:
                told[name] = False
        elif line is lines[0] or line[:1] not in (b" ", b"\t"):
            return False
    return len(told) >= 2 and any(told.values())


def _read(stream: BinaryIO, settings: Settings) -> Iterator[Member]:
    """The one record of a mail has no name of its own."""
    found: Part | None = None
    for part in parts(stream, settings.record_bytes * OVERHEAD):
        found = found if found and not _is_page(part) else part
        if _is_page(part):
            break
    if found is None:
        raise UnreadableError(
            "no-main-text", "a mail or a saved page without a part that is text; pictures, perhaps, or encrypted."
        )
    data = _page(found.unpacked()) if _is_page(found) else _text(found)
    if not data.strip():
        raise UnreadableError("empty", "a mail or a saved page whose text is empty.")
    row = {"text": data} | _told(found)
    charset = found.mime.get_content_charset() or ""
    yield replace(fields.member("", row, {name: name for name in row}), charset=charset if _CHARSET.fullmatch(charset) else None)


def _is_page(part: Part) -> bool:
    return part.mime.get_content_type() != "text/plain"


def _page(data: bytes) -> bytes:
    """HTML as a document: mail has fragments of it. Text of two bytes a character is left as it is."""
    return data if b"\0" in data or sniff(data[:HEAD_BYTES]) else _PAGE % data


def _text(part: Part) -> bytes:
    """Plain text, its lines whole again where it says that they were wrapped to flow."""
    data = part.unpacked()
    if str(part.mime.get_param("format", "")).lower() != "flowed":
        return data
    return _FLOWED.sub(b"" if str(part.mime.get_param("delsp", "")).lower() == "yes" else rb"\1", data)


def _told(part: Part) -> dict[str, str]:
    """What the headers say of the text. A saved page's date is the day on which it was saved, and says nothing."""
    mail, place = part.mail, part.own.get("content-location", "")
    url = mail.get("snapshot-content-location", place)
    is_saved = bool(place or url or "from" not in mail or _SAVED.search(mail["from"]))
    return {"title": _decoded(mail.get("subject", "")), "url": _decoded(url)} | (
        {} if is_saved else {"published": mail.get("date", "")}
    )


def _decoded(value: str) -> str:
    """A header's words; as they stand where their encoding is broken."""
    try:
        return str(make_header(decode_header(value[:_VALUE_CHARS])))
    except (HeaderParseError, LookupError, ValueError):
        return value


MAIL = Format("mail", _sniff, _read)
"""Mail and MHTML."""
