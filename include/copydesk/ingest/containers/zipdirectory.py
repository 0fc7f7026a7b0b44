"""The directory at the end of a ZIP archive, an entry at a time: one of a million files takes no more memory than one of ten."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from copydesk.ingest.containers.zipmember import Entry, named, wide
from copydesk.ingest.streams import fully

_END = struct.Struct("<4s4H2LH")
_END_64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR = struct.Struct("<4sLQL")
_ENTRY = struct.Struct("<4s6H3L5H2L")
_COMMENT = 1 << 16
_WINDOW = 1 << 18
"""Bytes of the directory that are read at once: more than the largest entry, which is three times 64 KB and a little."""


@dataclass(frozen=True, slots=True)
class Directory:
    """Where the directory is, how many entries it says it has, and how many bytes stand before the archive in its file."""

    start: int
    end: int
    count: int
    shift: int


def directory(stream: BinaryIO) -> Directory | None:
    """The directory; None for an archive without one, that is, cut off."""
    size = stream.seek(0, io.SEEK_END)
    tail_at = max(0, size - _COMMENT - _END.size)
    stream.seek(tail_at)
    tail = fully(stream, size - tail_at)
    at = len(tail)
    while (at := tail.rfind(b"PK\x05\x06", 0, at)) >= 0:
        if len(tail) - at < _END.size:
            continue
        _, _, _, _, count, length, start, comment = _END.unpack_from(tail, at)
        if at + _END.size + comment > len(tail):
            continue
        end = tail_at + at
        if count == 0xFFFF or 0xFFFFFFFF in (length, start):
            end, length, start, count = _wide(stream, end, length, start, count)
        if end - length >= 0 and start <= end - length:
            return Directory(end - length, end, count, end - length - start)
    return None


def _wide(stream: BinaryIO, end: int, length: int, start: int, count: int) -> tuple[int, int, int, int]:
    """The same from the ZIP64 record before the end record, if there is one."""
    if end < _LOCATOR.size + _END_64.size:
        return end, length, start, count
    stream.seek(end - _LOCATOR.size)
    mark, _, at, _ = _LOCATOR.unpack(fully(stream, _LOCATOR.size))
    if mark != b"PK\x06\x07":
        return end, length, start, count
    for where in (at, end - _LOCATOR.size - _END_64.size):  # the second is right where bytes stand before the archive
        if 0 <= where <= end - _LOCATOR.size - _END_64.size:
            stream.seek(where)
            values = _END_64.unpack(fully(stream, _END_64.size))
            if values[0] == b"PK\x06\x06":
                return where, values[8], values[9], values[7]
    return end, length, start, count


def entries(stream: BinaryIO, found: Directory) -> Iterator[Entry]:
    """The entries in order. Raises ValueError where something else stands, or fewer are there than were said."""
    position, held, at = found.start, b"", 0
    number = 0
    while position - len(held) + at < found.end:
        if len(held) - at < _WINDOW and position < found.end:
            stream.seek(position)
            more = fully(stream, min(_WINDOW, found.end - position))
            held, at = held[at:] + more, 0
            position += len(more)
            if not more:
                break
        if len(held) - at < _ENTRY.size or held[at : at + 4] != b"PK\x01\x02":
            raise ValueError(f"entry {number + 1} is not where it should be")
        number += 1
        values = _ENTRY.unpack_from(held, at)
        name, extra, comment = values[10:13]
        begin = at + _ENTRY.size
        if begin + name + extra > len(held):
            raise ValueError(f"entry {number} is larger than the directory")
        yield _entry(values, held[begin : begin + name], held[begin + name : begin + name + extra], found.shift)
        at = begin + name + extra + comment
    if number & 0xFFFF != found.count & 0xFFFF:
        raise ValueError(f"it says {found.count:,} entries and has {number:,}")


def _entry(values: tuple[int, ...], name: bytes, extra: bytes, shift: int) -> Entry:
    _, _, _, flags, method, _, _, crc, packed, size = values[:10]
    attributes, offset = values[15], values[16]
    size, packed, offset = wide(extra, size, packed, offset)
    return Entry(named(name, flags), flags, method, crc, packed, size, attributes, offset + shift)
