"""JSON Lines: one object a line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import BinaryIO

from copydesk.errors import UnreadableError
from copydesk.ingest.containers import fields, widetext
from copydesk.ingest.containers.jsonvalue import members
from copydesk.ingest.containers.member import HEAD_BYTES, OVERHEAD, Format, Member
from copydesk.ingest.streams import Hole
from copydesk.settings import Settings

_OBJECT = re.compile(rb'\A(?:\xef\xbb\xbf)?\s*\{[ \t]*"(?:[^"\\\r\n]|\\.){0,200}"[ \t]*:')


def _sniff(head: bytes) -> bool:
    """An object that begins and, as far as is seen, ends on the first line that is not blank; or whose first lines are broken."""
    goes_on = len(head) >= HEAD_BYTES
    head = widetext.narrow(head)
    lines = [line for line in map(bytes.strip, head.lstrip(b"\xef\xbb\xbf \t\r\n").split(b"\n")) if line]
    if not lines or not lines[0].startswith(b"{"):
        return _begins_amid_row(lines, goes_on)
    if _OBJECT.match(lines[0]) and ((len(lines) == 1 and goes_on) or lines[0].endswith(b"}")):
        return True
    return any(_are_two_rows(*pair) for pair in pairwise(lines))


def _begins_amid_row(lines: Sequence[bytes], goes_on: bool) -> bool:
    """Whether the first line ends as a row does and all behind it are rows: where a log was cut, its first line is a rest."""
    whole = lines[:-1] if goes_on else lines
    return len(lines) > 1 and all(line.endswith(b"}") for line in whole) and all(map(_OBJECT.match, lines[1:]))


def _are_two_rows(line: bytes, other: bytes) -> bool:
    """Whether two lines that follow each other begin an object each and cannot be of one document, which has a comma between two.

    Behind the key of a row that was broken off there the next row has the same key.
    """
    ours, theirs = _OBJECT.match(line), _OBJECT.match(other)
    if not (ours and theirs) or line.endswith((b",", b"[")):
        return False
    return not line.endswith(b":") or ours[0] == theirs[0]


def _read(stream: BinaryIO, settings: Settings) -> Iterator[Member]:
    names = fields.mapping(settings.fields)
    most = settings.record_bytes * OVERHEAD
    for number, line in _lines(widetext.narrowed(stream), most):
        if isinstance(line, Hole):
            told = f"line {number}: {line}. Those around it were read."
            yield Member(str(number), fault=UnreadableError("broken-record", told))
        elif len(line) > most:
            told = f"a line of more than {most:,} bytes, {OVERHEAD} times COPYDESK_RECORD_BYTES."
            yield Member(str(number), fault=UnreadableError("too-large", told))
        elif line.strip(b" \t\r\n\xef\xbb\xbf\0"):
            yield from members(str(number), line, names, f"line {number}")


def _lines(stream: BinaryIO, most: int) -> Iterator[tuple[int, bytes | Hole]]:
    """The lines with their numbers from 1; of one that is too long its head, for one that cannot be read the hole."""
    number = 0
    while True:
        number += 1
        try:
            line = stream.readline(most + 1)
        except Hole as hole:
            yield number, hole
            continue
        if not line:
            return
        yield number, line
        while len(line) > most and not line.endswith(b"\n"):
            if not (line := stream.readline(most + 1)):
                return


JSON_LINES = Format("json-lines", _sniff, _read)
