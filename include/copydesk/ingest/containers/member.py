"""What a container holds, one thing at a time, and what a reader of containers is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from copydesk.errors import UnreadableError
from copydesk.model import NO_HINTS, Hints
from copydesk.settings import Settings

HEAD_BYTES = 8_192
"""So much of a file's beginning is looked at to tell what it is."""

OVERHEAD = 4
"""A line, a row, an element, an item or a part of a mail may take so many times a record's size: other fields and markup stand
beside the text, and escapes and transfer encodings take more bytes than what they stand for."""


@dataclass(frozen=True, slots=True)
class Member:
    """One thing in a container: its name in there, and what it holds or why it cannot be read.

    `data` as bytes is the text or the page of one record; as a stream it is a file that may be a container itself, to be read
    before the next member is asked for. `charset` is what the container says of the bytes, `form` what it says that a stream
    is. An empty name is for a container that only wraps one file, as gzip does.
    """

    name: str
    data: bytes | BinaryIO = b""
    hints: Hints = NO_HINTS
    charset: str | None = None
    fault: UnreadableError | None = None
    form: Format | None = None


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of container.

    `sniff` tells it from the first HEAD_BYTES; `read` gives its members in the order of the file, holding little of it in memory.
    What `read` raises ends this container and no other: members that came before count. `seeks` asks for a stream that can seek
    (one is made where there is none); `expands` says that members are larger than what they take in the container; `named` that
    they have names from outside, and not our numbers.
    """

    name: str
    sniff: Callable[[bytes], bool]
    read: Callable[[BinaryIO, Settings], Iterator[Member]]
    seeks: bool = False
    expands: bool = False
    named: bool = False
