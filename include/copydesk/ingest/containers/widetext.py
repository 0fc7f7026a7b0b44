"""Text of two or four bytes a character in front of readers of containers: shells and spreadsheets of Windows write UTF-16.

Known by its mark, or without one by the NULs beside the ASCII with which each of these containers begins.
"""

from __future__ import annotations

import codecs
import io
import re
from typing import BinaryIO

from copydesk.ingest.streams import Hole, Raw, peek, some

_WIDE = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""Byte order marks, the longer of two that begin alike first."""

_UNMARKED = (
    (re.compile(rb"[\t\n\r -~]\0\0\0"), "utf-32-le"),
    (re.compile(rb"\0\0\0[\t\n\r -~]"), "utf-32-be"),
    (re.compile(rb"(?:[\t\n\r -~]\0){2}"), "utf-16-le"),
    (re.compile(rb"(?:\0[\t\n\r -~]){2}"), "utf-16-be"),
)
_LONGEST = 4
"""Bytes that tell the encoding."""

_CHUNK = 1 << 16


def encoding(head: bytes) -> str | None:
    """The encoding of a file that begins so, where it takes two or four bytes a character; a mark is part of its text."""
    marked = next((name for mark, name in _WIDE if head.startswith(mark)), None)
    return marked or next((name for begin, name in _UNMARKED if begin.match(head)), None)


def narrow(head: bytes) -> bytes:
    """The first bytes of a file as UTF-8, a character that they cut through left out; as they are where they are not wide."""
    wide = encoding(head)
    return codecs.getincrementaldecoder(wide)("replace").decode(head).encode() if wide else head


def narrowed(stream: BinaryIO) -> BinaryIO:
    """The stream in UTF-8, read as it comes; the stream itself where it is not wide."""
    head, stream = peek(stream, _LONGEST)
    wide = encoding(head)
    return io.BufferedReader(_Narrowed(stream, wide), _CHUNK) if wide else stream


class _Narrowed(Raw):
    """A wide stream in UTF-8. Of a character that its end cuts off nothing is left, and behind a hole a new one begins."""

    def __init__(self, stream: BinaryIO, wide: str) -> None:
        self._stream, self._wide = stream, codecs.getincrementaldecoder(wide)("replace")
        self._held = b""

    def more(self, most: int) -> bytes:
        """The next bytes; see Raw."""
        while not self._held:
            try:
                data = some(self._stream, _CHUNK)
            except Hole:
                self._wide.reset()
                raise
            if not data:
                return b""
            self._held = self._wide.decode(data).encode()
        given, self._held = self._held[:most], self._held[most:]
        return given
