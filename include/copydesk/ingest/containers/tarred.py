"""TAR archives, read from their beginning to their end, and past what is broken in them."""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from typing import BinaryIO, Self, cast

from copydesk.errors import UnreadableError
from copydesk.ingest.containers.member import Format, Member
from copydesk.ingest.streams import Raw, forward, some
from copydesk.settings import Settings

_NAME_BYTES = 1 << 20
"""Longer names and headers that go on are not believed: the library would hold them in memory."""

_ENDS = 100
_MORE_OF_A_HEADER = (
    tarfile.XHDTYPE,
    tarfile.XGLTYPE,
    tarfile.SOLARIS_XHDTYPE,
    tarfile.GNUTYPE_LONGNAME,
    tarfile.GNUTYPE_LONGLINK,
)


def _read(stream: BinaryIO, settings: Settings) -> Iterator[Member]:
    """Members are the files. Blocks that should be headers and are none are passed over, and told of at the end."""
    seen = _Seen()
    with tarfile.open(fileobj=_Once(stream), mode="r|", errorlevel=2, ignore_zeros=True, tarinfo=_noting(seen)) as archive:
        for info in archive:
            if info.isdir():
                continue
            file = archive.extractfile(info) if info.isreg() and not info.issparse() else None
            if file is None:
                told = "a link, a device or a sparse file in the archive; only plain files are read."
                yield Member(info.name, fault=UnreadableError("not-a-file", told))
            else:
                yield Member(info.name, forward(cast(BinaryIO, file)))
            archive.members = []  # type: ignore[attr-defined] # the library keeps every header for a look-up that nobody makes
    if seen.wrong:
        told = f"{seen.wrong:,} blocks are no headers ({seen.error}); what came before and after them was read. Land it again."
        raise UnreadableError("broken-container", told)
    if not seen.ended:
        raise EOFError("the archive has no end mark")


class _Seen:
    """What the library passes over in silence: blocks that are no headers, and whether the archive ends as one does."""

    def __init__(self) -> None:
        self.wrong, self.error, self.ended = 0, "", False

    def note(self, error: str) -> None:
        self.wrong, self.error = self.wrong + 1, self.error or error


def _noting(seen: _Seen) -> type[tarfile.TarInfo]:
    class Noted(tarfile.TarInfo):
        """A header that leaves a note where it is none."""

        @classmethod
        def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> Self:
            try:
                info = super().frombuf(buf, encoding, errors)
            except tarfile.EOFHeaderError:  # type: ignore[attr-defined]
                seen.ended = True
                raise
            except tarfile.InvalidHeaderError as error:  # type: ignore[attr-defined]
                seen.note(str(error))
                raise
            if info.size < 0 or (info.type in _MORE_OF_A_HEADER and info.size > _NAME_BYTES):
                seen.note(f"a header of {info.size:,} bytes")
                raise tarfile.InvalidHeaderError("a size that cannot be")  # type: ignore[attr-defined]
            seen.ended = False
            return info

    return Noted


class _Once(Raw):
    """The stream, read once at a time, so that an error in it costs nothing that came before.

    It ends but so often: the library would go on for ever past the end of a file of exabytes.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self._ends = stream, 0

    def read(self, most: int = -1) -> bytes:
        data = some(self._stream, most)
        self._ends += not data
        if self._ends > _ENDS:
            raise EOFError("the archive ends within a file")
        return data


def _sniff(head: bytes) -> bool:
    """The magic word, and a checksum that fits: a text may hold the word."""
    return head[257:262] == b"ustar" and _sum(head[:512]) in _stated(head[148:156])


def _sum(header: bytes) -> int:
    return sum(header[:148]) + 8 * 32 + sum(header[156:512])


def _stated(field: bytes) -> tuple[int, ...]:
    try:
        return (int(field.strip(b" \0") or b"0", 8),)
    except ValueError:
        return ()


TAR = Format("tar", _sniff, _read, named=True)
