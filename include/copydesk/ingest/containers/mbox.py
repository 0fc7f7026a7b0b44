"""Mailboxes: mails in one file, each behind a line that begins with "From " and tells when it came. Each is read as a mail is."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import BinaryIO

from copydesk.ingest.containers.mail import MAIL, begins
from copydesk.ingest.containers.member import HEAD_BYTES, Format, Member
from copydesk.ingest.streams import Raw
from copydesk.settings import Settings

_MARK = re.compile(rb"From (?=[^\r\n]{0,300}[0-9]:[0-9]{2})(?=[^\r\n]{0,300}(?:19|20)[0-9]{2})[^\r\n]+\r?\n")
"""What stands before a mail: whom it is from, and a day and a clock, as whoever wrote the mailbox puts them."""

_HEADER = re.compile(rb"[!-9;-~]{1,76}[ \t]*:|[!-9;-~]{0,76}\Z")
"""How a line of headers begins; or all that is left of one where the file was cut."""

_QUOTED = re.compile(rb">+From ")
"""A line of a mail that began with "From ", or with this less one mark of quotation."""

_LINE_BYTES = 1 << 16


def _sniff(head: bytes) -> bool:
    """Whether a mail stands below the mark: a text, too, begins with "From "."""
    mark = _MARK.match(head)
    return mark is not None and begins(head[mark.end() :], goes_on=len(head) >= HEAD_BYTES)


class _Box:
    """The lines of a mailbox, in which the end of a mail is an empty one."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._ahead: list[bytes] = []
        self._begins = True
        """Whether what comes next begins a line; very long ones come in pieces."""

    def open(self) -> bool:
        """Pass the mark of the next mail; returns whether there is one."""
        return bool(self._take())

    def line(self) -> bytes:
        """The next line of a mail, or a piece of it; b"" behind its last."""
        begins = self._begins
        if begins and _MARK.match(self._peek(0)) and _HEADER.match(self._peek(1)):
            return b""
        line = self._take()
        return line[1:] if begins and _QUOTED.match(line) else line

    def _peek(self, place: int) -> bytes:
        while len(self._ahead) <= place:
            self._ahead.append(self._stream.readline(_LINE_BYTES))
        return self._ahead[place]

    def _take(self) -> bytes:
        line = self._peek(0)
        del self._ahead[0]
        self._begins = line.endswith(b"\n")
        return line


class _Mail(Raw):
    """One mail of a mailbox."""

    def __init__(self, box: _Box) -> None:
        self._box = box
        self._left = b""

    def more(self, most: int) -> bytes:
        """The next bytes; see Raw."""
        line = self._left or self._box.line()
        self._left = line[most:]
        return line[:most]


def _read(stream: BinaryIO, settings: Settings) -> Iterator[Member]:
    """Members are the mails, numbered from 1."""
    box, number = _Box(stream), 0
    while box.open():
        number += 1
        yield Member(str(number), io.BufferedReader(_Mail(box)), form=MAIL)
        while box.line():
            continue


MBOX = Format("mbox", _sniff, _read)
"""Mail in one file, as archives of lists and mail programs export it."""
