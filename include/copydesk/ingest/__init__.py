"""From landed files to records: unpack() opens containers, read() is the stage. What cannot be read raises, with a reason."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, replace
from datetime import date
from urllib.parse import urlsplit

from copydesk.errors import UnreadableError
from copydesk.ingest import webpage
from copydesk.ingest.containers import HEAD_BYTES
from copydesk.ingest.decode import decode
from copydesk.ingest.naming import too_deep
from copydesk.ingest.shape import refuse_shape
from copydesk.ingest.unpack import Unpacked, container, too_large, unpack
from copydesk.model import NO_HINTS, Hints, Record
from copydesk.settings import Settings

__all__ = ["HEAD_BYTES", "Unpacked", "container", "read", "refuse", "too_large", "unpack"]


def read(
    data: bytes,
    settings: Settings,
    *,
    source: str,
    landed_on: date,
    record: str = "",
    hints: Hints = NO_HINTS,
    charset: str | None = None,
) -> Record:
    """The record that some bytes are: text as it is, a page by its main text.

    `source` is the file's path below its landing day; `record`, `hints` and `charset` are what its container says, if it came in
    one. Raises UnreadableError: its reasons are the table in docs/input.md.
    """
    if len(data) > settings.record_bytes:
        raise too_large(len(data), settings.record_bytes)
    hints = _addressed(hints)
    if webpage.sitemap(data[:HEAD_BYTES]):
        raise UnreadableError("no-main-text", "this is a sitemap: addresses of pages, and no article.")
    if webpage.sniff(data[:HEAD_BYTES]):
        page = webpage.read(data, charset=charset, url=hints.url)
        text, encoding, repairs, hints = page.text, page.encoding, page.repairs, _both(page.hints, hints)
    else:
        decoded = decode(data, charset)
        text, encoding, repairs = decoded.text, decoded.encoding, decoded.repairs
    refuse_shape(text, line_chars=settings.line_chars, record_lines=settings.record_lines)
    return Record(
        source=source,
        record=record,
        landed_on=landed_on,
        text=text,
        encoding=encoding,
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        repairs=repairs,
        hints=hints,
    )


def _addressed(hints: Hints) -> Hints:
    """The hints without an address of no page: one that cannot be parsed, or a `javascript:` that somebody may click."""
    try:
        parts = urlsplit(hints.url or "")
    except ValueError:
        return replace(hints, url=None)
    return hints if parts.scheme in ("", "http", "https") else replace(hints, url=None)


def _both(first: Hints, second: Hints) -> Hints:
    """The first's hints, and the second's where it has none: a page knows itself better than the crawler that fetched it."""
    missing = {name: value for name, value in asdict(second).items() if value is not None and getattr(first, name) is None}
    return replace(first, **missing)


def refuse(path: str, *, plain: bool, settings: Settings) -> None:
    """Raise UnreadableError for a landed file that is not to be opened: a link, a device, one too deep in folders."""
    if not plain:
        raise UnreadableError("not-a-file", "a link or a device; only plain files are read.")
    if fault := too_deep(path, settings.path_depth):
        raise fault
