"""One file in a ZIP archive: its header, and its bytes as they unpack."""

from __future__ import annotations

import bz2
import struct
import zlib
from dataclasses import dataclass
from typing import Any, BinaryIO

from copydesk.errors import UnreadableError
from copydesk.ingest.streams import Raw, fully

_LOCAL = struct.Struct("<4s5H3L2H")
_MARK = b"PK\x03\x04"
_CHUNK = 1 << 16
_READ_FOR_NOTHING = 1 << 32
_STORED, _DEFLATED, _BZIP2 = 0, 8, 12
_ENCRYPTED, _LATER, _UTF8 = 0x2041, 0x8, 0x800
"""Bits of the flags: encrypted in one of three ways; sizes that follow the data; a name in UTF-8."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a header or the directory says of a file: sizes in bytes, `packed` that in the archive."""

    name: str
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    attributes: int = 0
    offset: int = 0

    @property
    def later(self) -> bool:
        """Whether its header leaves checksum and sizes to what follows the data."""
        return bool(self.flags & _LATER)

    def refused(self) -> UnreadableError | None:
        """Why it cannot be unpacked whatever its bytes are, if so."""
        if self.flags & _ENCRYPTED:
            return UnreadableError("encrypted", "the archive asks for a password for it; land it without one.")
        if self.method not in (_STORED, _DEFLATED, _BZIP2):
            return UnreadableError("broken-member", f"packed by method {self.method}, which is not read; pack it by deflate.")
        return None


def unfinished(entry: Entry) -> UnreadableError | None:
    """What is wrong with a file that must be read without the directory, if nothing but that says where it ends."""
    if entry.later and entry.method == _STORED and not entry.packed:
        return UnreadableError("broken-member", "only the directory says how long it is, and there is none.")
    return None


@dataclass(frozen=True, slots=True)
class Local:
    """A file's own header: what it says, and where the data begin."""

    entry: Entry
    data: int


def local(stream: BinaryIO, at: int, *, search: bool = False) -> Local | None:
    """The header at byte `at`, or with `search` the next one from there; None where there is none."""
    while True:
        stream.seek(at)
        head = fully(stream, _LOCAL.size)
        if head[:4] == _MARK and len(head) == _LOCAL.size:
            values = _LOCAL.unpack(head)
            name, extra = fully(stream, values[9]), fully(stream, values[10])
            if len(name) + len(extra) == values[9] + values[10]:
                size, packed, _ = wide(extra, values[8], values[7], 0)
                entry = Entry(named(name, values[2]), values[2], values[3], values[6], packed, size, offset=at)
                return Local(entry, at + _LOCAL.size + values[9] + values[10])
        if not search or (found := _find(stream, at + 1)) is None:
            return None
        at = found


def _find(stream: BinaryIO, at: int) -> int | None:
    """Where the next mark of a header is, if there is one."""
    stream.seek(at)
    held = b""
    while data := fully(stream, _CHUNK):
        held += data
        if (found := held.find(_MARK)) >= 0:
            return at + found
        at += len(held) - 3 if len(held) > 3 else 0
        held = held[-3:]
    return None


def named(name: bytes, flags: int) -> str:
    """A file's name: UTF-8 where that is said or fits, else the code page of the first PCs, which any bytes are valid in."""
    try:
        return name.decode("utf-8")
    except UnicodeDecodeError:
        return name.decode("utf-8", "replace") if flags & _UTF8 else name.decode("cp437")


def wide(extra: bytes, size: int, packed: int, offset: int) -> tuple[int, int, int]:
    """Sizes and offset, those of them from the ZIP64 field that did not fit in 32 bits."""
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, at)
        if kind == 1:
            field = extra[at + 4 : at + 4 + length]
            values = iter(struct.unpack_from(f"<{len(field) // 8}Q", field))
            size, packed, offset = (next(values, own) if own == 0xFFFFFFFF else own for own in (size, packed, offset))
            break
        at += 4 + length
    return size, packed, offset


class Inflated(Raw):
    """A file's bytes, unpacked as they are read, and held to the size and checksum that are known of them.

    Raises UnreadableError with reason `broken-member`, and EOFError where the archive ends first.
    """

    def __init__(self, stream: BinaryIO, at: int, entry: Entry) -> None:
        self._stream, self._at, self._begin, self._entry = stream, at, at, entry
        self._known = not entry.later or bool(entry.packed)
        self._left = entry.packed if self._known else 1 << 62
        self._decoder = _decoder(entry.method)
        self._held = b""
        self._crc = self._size = 0
        self._done = False

    def more(self, most: int) -> bytes:
        """The next bytes; see Raw."""
        while not self._done:
            try:
                data = self._some(most)
            except (zlib.error, OSError, ValueError) as error:
                self._done = True
                raise UnreadableError("broken-member", f"it cannot be unpacked: {error}. Land it again.") from error
            self._size += len(data)
            self._crc = zlib.crc32(data, self._crc)
            if self._done:
                self._check()
            if data:
                return data
        return b""

    def finish(self) -> int:
        """Where the archive goes on behind this file, read or not: or where to look for that."""
        if self._known:
            return self._at + self._left
        begin = self._at
        try:
            while self._size < _READ_FOR_NOTHING and self.more(_CHUNK):
                continue
        except (UnreadableError, EOFError):
            return self._begin
        return self._at - len(self._held) if self._done else begin

    def _some(self, most: int) -> bytes:
        """The next unpacked bytes; none where more must be read, or at the end, which is noted."""
        if self._decoder is None:
            data = self._packed(most)
            self._done = self._left == 0
            return data
        held = self._held or (self._packed(_CHUNK) if getattr(self._decoder, "needs_input", True) else b"")
        data = self._decoder.decompress(held, most)
        self._held = self._decoder.unused_data or getattr(self._decoder, "unconsumed_tail", b"")
        self._done = self._decoder.eof
        if not (self._done or data or held or self._left):
            raise ValueError("its data end too early")
        return bytes(data)

    def _packed(self, most: int) -> bytes:
        """The next bytes of the archive that are this file's."""
        if not self._left:
            return b""
        self._stream.seek(self._at)  # another reader may have moved the stream
        data = self._stream.read(min(most, self._left))
        if not data:
            self._done = True
            raise EOFError("the archive ends within this file")
        self._at += len(data)
        self._left -= len(data)
        return data

    def _check(self) -> None:
        size, crc = (self._entry.size, self._entry.crc) if self._known else (self._size, self._crc)
        if (size, crc) != (self._size, self._crc):
            told = f"{self._size:,} bytes came out of {size:,}, or its checksum is wrong. Land it again."
            raise UnreadableError("broken-member", told)


def _decoder(method: int) -> Any:
    kinds = {_DEFLATED: lambda: zlib.decompressobj(wbits=-15), _BZIP2: bz2.BZ2Decompressor}
    return kinds[method]() if method in kinds else None
