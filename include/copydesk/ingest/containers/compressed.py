"""Files that wrap one other file: gzip, bzip2, xz and Zstandard."""

from __future__ import annotations

import bz2
import io
import lzma
import zlib
from collections.abc import Iterator
from typing import BinaryIO, cast

import pyarrow as pa

from copydesk.ingest.containers.member import Format, Member
from copydesk.ingest.streams import Behind, Hole, Raw, some
from copydesk.settings import Settings

_MEMORY = 128 << 20
"""Bytes that a decompressor of xz may take: a file can ask for gigabytes. Zstandard's own limit is the same."""

_CHUNK = 1 << 16
_FRAME = 1 << 13
"""Bytes asked of Arrow at once: where it finds an error among them, they are all lost."""


def _gzip(stream: BinaryIO, settings: Settings) -> Iterator[Member]:
    yield Member("", _buffered(_Gzip(stream)))


_GZIP = b"\x1f\x8b\x08"
_TRIED = 1 << 10
"""Bytes behind the mark of a gzip member that must unpack before it is believed, where the one before is broken."""


class _Gzip(Raw):
    """The members of a gzip file. A broken one is a Hole: who reads on gets the next that can be found.

    Half again as fast as the library's file object where members are small, as in a .warc.gz.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._held = b""
        self._begin()

    def _begin(self) -> None:
        self._is_behind = False
        """Whether what is held stands behind a whole member and begins none."""
        self._decoder = zlib.decompressobj(wbits=31)
        self._spent = b""
        """What was taken of this member, the last of it: a broken one may run on into those that follow."""

    def more(self, most: int) -> bytes:
        while True:
            if self._decoder.eof and not self._next():
                return b""
            held = self._held or some(self._stream, _CHUNK)
            if not held and not self._spent:
                return b""
            try:
                data = self._decoder.decompress(held, most) if held else self._end()
            except (zlib.error, EOFError) as error:
                is_behind = self._is_behind
                self._held = self._spent + held
                self._seek()
                if is_behind:
                    raise Behind("bytes that are no gzip stand behind a member; what they held is missing") from error
                if isinstance(error, EOFError) and not self._held:
                    raise
                raise Hole(f"a gzip member is broken ({error}); what it held is missing") from error
            self._held = self._decoder.unused_data or self._decoder.unconsumed_tail
            self._spent = (self._spent + held[: len(held) - len(self._held)])[-_CHUNK:]
            if data:
                return data

    @staticmethod
    def _end() -> bytes:
        raise EOFError("the file ends before its last gzip member")

    def _next(self) -> bool:
        """Whether something stands behind a member; zeros between members are padding."""
        self._held = self._held.lstrip(b"\0")
        while len(self._held) < len(_GZIP) and (data := some(self._stream, _CHUNK)):
            self._held = (self._held + data).lstrip(b"\0")
        self._begin()
        self._is_behind = not _GZIP.startswith(self._held[: len(_GZIP)])
        return bool(self._held)

    def _seek(self) -> None:
        """Go to the next member, past the mark of this one."""
        self._begin()
        at = 1
        while True:
            if len(self._held) < at + _TRIED and (data := some(self._stream, _CHUNK)):
                self._held += data
                continue
            at = self._held.find(_GZIP, at)
            if at < 0:
                self._held, at = self._held[1 - len(_GZIP) :], 0
                if not (data := some(self._stream, _CHUNK)):
                    self._held = b""
                    return
                self._held += data
            elif self._unpacks(self._held[at : at + _TRIED]):
                self._held = self._held[at:]
                return
            else:
                at += 1

    @staticmethod
    def _unpacks(data: bytes) -> bool:
        try:
            return bool(zlib.decompressobj(wbits=31).decompress(data, _TRIED)) or len(data) < _TRIED
        except zlib.error:
            return False


def _bzip2(stream: BinaryIO, settings: Settings) -> Iterator[Member]:
    yield Member("", cast(BinaryIO, bz2.BZ2File(stream)))


def _zstandard(stream: BinaryIO, settings: Settings) -> Iterator[Member]:
    yield Member("", zstandard(stream))


def zstandard(stream: BinaryIO) -> BinaryIO:
    """What a Zstandard stream unpacks to."""
    return _buffered(_Zstandard(stream))


class _Zstandard(Raw):
    """The frames of a Zstandard file; Arrow's reader tells a file that breaks off from one that ends."""

    def __init__(self, stream: BinaryIO) -> None:
        self._file = pa.CompressedInputStream(pa.PythonFile(stream, mode="r"), "zstd")

    def more(self, most: int) -> bytes:
        try:
            return cast(bytes, self._file.read(min(most, _FRAME)))
        except OSError as error:
            if "runcated" in str(error):
                raise EOFError("the file ends before its last frame") from error
            raise


def _xz(stream: BinaryIO, settings: Settings) -> Iterator[Member]:
    yield Member("", _buffered(_Xz(stream)))


class _Xz(Raw):
    """The streams of an .xz file, within a bound of memory, which the library's own file object does not keep."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._decoder = lzma.LZMADecompressor(memlimit=_MEMORY)

    def more(self, most: int) -> bytes:
        while True:
            given = b""
            if self._decoder.eof:
                given = self._decoder.unused_data.lstrip(b"\0") or self._stream.read(_CHUNK).lstrip(b"\0")
                if not given:
                    return b""
                self._decoder = lzma.LZMADecompressor(memlimit=_MEMORY)
            elif self._decoder.needs_input and not (given := self._stream.read(_CHUNK)):
                raise EOFError("the file ends before its last block")
            if data := self._decoder.decompress(given, most):
                return data


def _buffered(raw: Raw) -> BinaryIO:
    return io.BufferedReader(raw, _CHUNK)


GZIP = Format("gzip", lambda head: head.startswith(_GZIP), _gzip, expands=True)
BZIP2 = Format("bzip2", lambda head: head[:3] == b"BZh" and head[4:10] in (b"1AY&SY", b"\x17rE8P\x90"), _bzip2, expands=True)
XZ = Format("xz", lambda head: head.startswith(b"\xfd7zXZ\0"), _xz, expands=True)
ZSTANDARD = Format("zstandard", lambda head: head.startswith(b"\x28\xb5\x2f\xfd"), _zstandard, expands=True)
