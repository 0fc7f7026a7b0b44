"""Streams of bytes: looked at before they are read, counted while they are, spooled to disk where a reader must seek."""

from __future__ import annotations

import io
import tempfile
from contextlib import suppress
from typing import BinaryIO, TypeGuard

from copydesk.errors import UnreadableError
from copydesk.scratch import needing_room

_CHUNK = 1 << 16
_SPOOLED_IN_MEMORY = 16 << 20
_SPOOLED = 4 << 30
"""Bytes of temporary disk that one container in a container may take."""


class Hole(OSError):
    """Part of a stream cannot be read. Who reads on gets what comes after the part."""


class Behind(Hole):
    """Bytes of no container stand behind what was read as a whole. Who reads on gets what comes after them, as a rule nothing."""


def is_disks(error: BaseException) -> TypeGuard[OSError]:
    """Whether an error is the disk's, and not the bytes': one of the system's own."""
    return isinstance(error, OSError) and error.errno is not None


class Raw(io.RawIOBase):
    """The reading side of a raw stream: a subclass gives more() bytes at a time, none at the end."""

    def readable(self) -> bool:
        """That it can be read."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill the buffer with the next bytes; returns how many, 0 at the end."""
        data = self.more(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def more(self, most: int) -> bytes:
        """The next bytes, at most so many; b"" at the end."""
        raise NotImplementedError


class _Joined(Raw):
    """What was read ahead, then the error that came with it, then the rest."""

    def __init__(self, head: bytes, rest: BinaryIO, error: Exception | None = None) -> None:
        self._head, self._rest, self._error = head, rest, error

    def more(self, most: int) -> bytes:
        """The next bytes; see Raw."""
        if self._head:
            given, self._head = self._head[:most], self._head[most:]
            return given
        if self._error:
            error, self._error = self._error, None
            raise error
        return some(self._rest, most)


def forward(stream: BinaryIO) -> BinaryIO:
    """The stream, only to be read on, for readers that ask a stream whether it can seek and one that does not know."""
    return io.BufferedReader(_Joined(b"", stream), _CHUNK)


class Budget:
    """How many bytes a landed file may become when it is unpacked, over all that is in it."""

    def __init__(self, landed_bytes: int, times: float, floor: int) -> None:
        self._most = max(floor, int(landed_bytes * times))
        self._spent = 0
        self._landed = landed_bytes

    def spend(self, count: int) -> None:
        """Count unpacked bytes. Raises UnreadableError with reason `expands-too-much` once there are too many."""
        self._spent += count
        if self._spent > self._most:
            raise UnreadableError(
                "expands-too-much",
                f"{self._landed:,} bytes were landed and more came out than the {self._most:,} that COPYDESK_EXPANSION allows.",
            )


class _Metered(Raw):
    """A stream whose bytes are paid for from a budget."""

    def __init__(self, stream: BinaryIO, budget: Budget) -> None:
        self._stream, self._budget = stream, budget

    def more(self, most: int) -> bytes:
        """The next bytes; see Raw."""
        data = some(self._stream, most)
        self._budget.spend(len(data))
        return data


def metered(stream: BinaryIO, budget: Budget) -> BinaryIO:
    """The stream, its bytes paid for from the budget as they are read."""
    return io.BufferedReader(_Metered(stream, budget), _CHUNK)


def some(stream: BinaryIO, most: int) -> bytes:
    """The bytes that one read of what lies below gives: so an error costs none of those that came before it."""
    once = getattr(stream, "read1", None)
    return once(most) if once else stream.read(most)


def peek(stream: BinaryIO, count: int) -> tuple[bytes, BinaryIO]:
    """The first `count` bytes, and a stream that still begins with them. An error among them is raised where it stands."""
    parts: list[bytes] = []
    error = hole = None
    while count > 0 and error is None:
        try:
            part = some(stream, min(count, _CHUNK))
        except Exception as caught:  # noqa: BLE001 - raised again where it stands
            if not parts and hole is None and isinstance(caught, Hole):
                hole = caught
                continue
            error = caught
        else:
            if not part:
                break
            parts.append(part)
            count -= len(part)
    if error and not parts:
        raise error
    head = b"".join(parts)
    if error is hole is None and stream.seekable():
        stream.seek(-len(head), io.SEEK_CUR)
        return head, stream
    rest = io.BufferedReader(_Joined(head, stream, error), _CHUNK)
    return head, rest if hole is None else io.BufferedReader(_Joined(b"", rest, hole), _CHUNK)


def record(stream: BinaryIO, most: int) -> bytes:
    """Up to `most` bytes, fewer only where the stream ends. What stands behind them and is part of nothing is passed over."""
    parts: list[bytes] = []
    behind: Behind | None = None
    while most > 0:
        try:
            part = some(stream, min(most, _CHUNK))
        except Behind as found:
            behind = found
            continue
        if not part:
            break
        if behind:
            raise behind  # it stands amid the record, and who knows what it was
        parts.append(part)
        most -= len(part)
    return b"".join(parts)


def fully(stream: BinaryIO, most: int) -> bytes:
    """Up to `most` bytes: fewer only where the stream ends."""
    parts = []
    while most > 0 and (part := stream.read(min(most, _CHUNK))):
        parts.append(part)
        most -= len(part)
    return b"".join(parts)


def seekable(stream: BinaryIO) -> BinaryIO:
    """The stream itself if it can seek, else a copy that can: in memory up to 16 MB, above that in a temporary file.

    Raises UnreadableError with reason `too-large` for one of more than 4 GB, LakeError where the temporary folder has no room.
    """
    if stream.seekable():
        return stream
    spool = tempfile.SpooledTemporaryFile(_SPOOLED_IN_MEMORY, prefix="copydesk-")  # noqa: SIM115 - lives as long as it is read
    try:
        while part := stream.read(_CHUNK):
            with needing_room("containers are read"):
                spool.write(part)
            if spool.tell() > _SPOOLED:
                why = f"more than {_SPOOLED:,} bytes in another container, and a reader must seek in it; land it by itself."
                raise UnreadableError("too-large", why)  # noqa: TRY301 - so that the spool is closed
        with needing_room("containers are read"):
            spool.seek(0)  # what was written last may be on its way only now
    except BaseException:
        with suppress(OSError):
            spool.close()
        raise
    return spool  # type: ignore[return-value]
