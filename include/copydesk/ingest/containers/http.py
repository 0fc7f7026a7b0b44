"""What a web server answered, as a crawler wrote it down: status, headers, and a body that may be packed more than once."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable

from copydesk.errors import UnreadableError
from copydesk.ingest.containers.compressed import zstandard
from copydesk.ingest.containers.member import Member
from copydesk.ingest.streams import fully
from copydesk.model import Hints

Headers = dict[str, str]
"""Headers by their names in lower case; the first one of a name counts."""

_PAGES = ("text/html", "application/xhtml+xml", "text/plain")
_DATA = re.compile(r"(?:application|text)/(?:xml|json|x?ndjson|x-ndjson|jsonl|csv|(?:[\w.-]+\+)(?:xml|json))")
"""Kinds of text that may be a container themselves: feeds, answers of services."""

_CHARSET = re.compile(r"""charset\s*=\s*["']?([\w.:+-]{2,40})""", re.ASCII | re.IGNORECASE)
_KIND = re.compile(r"\A\s*([\w.+-]+/[\w.+-]+)", re.ASCII)
_STATUS = re.compile(rb"HTTP/[\d.]{1,5}[ \t]+(\d{3})\b")
_BLANK = re.compile(rb"\r?\n\r?\n")
_SIZE = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]{0,1000})?\r?\n")
_ROBOTS = re.compile(r"https?://[^/?#]+/robots\.txt(?:[?#]|\Z)", re.IGNORECASE)


def headers(block: bytes) -> Headers:
    """Header lines as a table; a line that begins with a space goes on with the one before, one without a colon is left out."""
    table: Headers = {}
    for line in re.sub(r"\r?\n[ \t]+", " ", block.decode("utf-8", "replace")).splitlines():
        name, colon, value = line.partition(":")
        if colon:
            table.setdefault(name.strip().lower(), value.strip())
    return table


def page(name: str, record: Headers, block: bytes, hints: Hints, *, answered: bool, most: int) -> Member:
    """The page in a crawler's record: `record` are its own headers, `answered` says that HTTP's may stand before the body.

    Raises UnreadableError with reason `http-status`, `not-text`, `broken-record`, or `empty`.
    """
    told, body = record, block
    if answered and (status := _STATUS.match(block)):
        blank = _BLANK.search(block)
        told, body = headers(block[: blank.start() if blank else len(block)]), block[blank.end() :] if blank else b""
        if status[1] != b"200":
            raise UnreadableError("http-status", f"the server answered {status[1].decode()}: this is not the page.")
        body = _unpacked(_unchunked(body, told), told, most)
    kind = (_KIND.match(told.get("content-type", "")) or ["", ""])[1].lower()
    if answered and told is record and kind == "application/http":
        raise UnreadableError("broken-record", "it holds no answer of HTTP, although it says so.")
    if (kind and kind not in _PAGES and not _DATA.fullmatch(kind)) or _ROBOTS.match(hints.url or ""):
        raise UnreadableError("not-text", f"it holds {'rules for robots' if _ROBOTS.match(hints.url or '') else kind}, no page.")
    charset = _CHARSET.search(told.get("content-type", ""))
    if not body.strip():
        raise UnreadableError("empty", "it holds an empty page.")
    data = body if kind in _PAGES else io.BytesIO(body)
    return Member(name, data, hints, charset[1] if charset else None)


def _unchunked(body: bytes, told: Headers) -> bytes:
    """The body without the marks of its chunks. Some crawlers take them out and leave the header: then it is as it is."""
    if "chunked" not in told.get("transfer-encoding", "").lower() or not _SIZE.match(body):
        return body
    parts: list[bytes] = []
    at = 0
    while (mark := _SIZE.match(body, at)) and (size := int(mark[1], 16)):
        parts.append(body[mark.end() : mark.end() + size])
        at = mark.end() + size
        at += 2 if body[at : at + 2] == b"\r\n" else 1 if body[at : at + 1] == b"\n" else 0
    return b"".join(parts)


def _unpacked(body: bytes, told: Headers, most: int) -> bytes:
    """The body unpacked as its headers say, no further than a byte over `most`; one that is not packed is as it is."""
    packings = [word.strip() for word in told.get("content-encoding", "").lower().split(",")]
    for packing in reversed(packings[:3]):
        if packing not in _UNPACK or not body:
            continue
        try:
            body = _UNPACK[packing](body, most + 1)
        except (zlib.error, OSError, ValueError) as error:
            raise UnreadableError("broken-record", f"its body says that it is packed by {packing}: {error}.") from error
    return body


def _gzip(body: bytes, most: int) -> bytes:
    return zlib.decompressobj(wbits=31).decompress(body, most) if body.startswith(b"\x1f\x8b") else body


def _deflate(body: bytes, most: int) -> bytes:
    """With a header, as the standard says, or without one, as some servers have it."""
    for wbits in (15, -15):
        try:
            return zlib.decompressobj(wbits=wbits).decompress(body, most)
        except zlib.error:
            continue
    return body


def _brotli(body: bytes, most: int) -> bytes:
    """Brotli has no mark: what cannot be unpacked may never have been packed."""
    import brotli

    decoder = brotli.Decompressor()
    parts: list[bytes] = []
    size = 0
    try:
        data = decoder.process(body, output_buffer_limit=most)
        while data and size < most:
            parts.append(data)
            size += len(data)
            data = b"" if decoder.is_finished() else decoder.process(b"", output_buffer_limit=most)
    except brotli.error:
        if not _is_text(body):
            raise ValueError("it cannot be unpacked") from None
        return body
    return b"".join(parts)[:most]


def _is_text(body: bytes) -> bool:
    return body.lstrip()[:1] in (b"<", b"{", b"[") or (b"\0" not in body[:1_000] and body[:1_000].isascii())


def _zstandard(body: bytes, most: int) -> bytes:
    return fully(zstandard(io.BytesIO(body)), most) if body.startswith(b"\x28\xb5\x2f\xfd") else body


_UNPACK: dict[str, Callable[[bytes, int], bytes]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstandard,
}
