"""From landed files to records: read() is the stage. A file that cannot be read raises, and the caller keeps the reason."""

from __future__ import annotations

import hashlib
from datetime import date

from copydesk.errors import UnreadableError
from copydesk.ingest.decode import decode
from copydesk.model import Record

__all__ = ["read"]


def read(data: bytes, *, source: str, landed_on: date, most_bytes: int) -> Record:
    """The record in one landed text file.

    `source` is the file's path below its landing day. Raises UnreadableError with reason `too-large`, `empty`, `binary`
    or `undecodable`.
    """
    if len(data) > most_bytes:
        raise too_large(len(data), most_bytes)
    decoded = decode(data)
    return Record(
        source=source,
        record="",
        landed_on=landed_on,
        text=decoded.text,
        encoding=decoded.encoding,
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        repairs=decoded.repairs,
    )


def too_large(size: int, most_bytes: int) -> UnreadableError:
    """The error for a file over the limit; made here so that a caller who knows the size need not read the file."""
    return UnreadableError("too-large", f"{size:,} bytes; the limit COPYDESK_RECORD_BYTES is {most_bytes:,}.")
