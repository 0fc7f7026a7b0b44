"""Bytes that wait on a disk: in a temporary file, where `TMPDIR` says, or beside the file that they will be."""

from __future__ import annotations

import tempfile
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from copydesk.errors import LakeError

IN_MEMORY = 64 << 20
"""Bytes up to which nothing is written to a disk."""

Piece = tuple[int, int]
"""Where something was put: offset and size in bytes."""


class Scratch:
    """A temporary file, or memory while it is small. It goes with the object, whatever becomes of the process."""

    def __init__(self) -> None:
        self._file = tempfile.SpooledTemporaryFile(IN_MEMORY, prefix="copydesk-")  # noqa: SIM115 - closed by the next line
        weakref.finalize(self, self._file.close)
        self._size = 0

    def put(self, data: bytes | memoryview) -> Piece:
        """Keep some bytes; returns where they are. Raises LakeError where there is no room for them."""
        with needing_room("dates are published"):
            self._file.seek(self._size)
            self._file.write(data)
        self._size += len(data)
        return self._size - len(data), len(data)

    def get(self, piece: Piece) -> bytes:
        """The bytes that were put somewhere. Raises LakeError where there is no room for what was put last."""
        with needing_room("dates are published"):
            self._file.seek(piece[0])
            return self._file.read(piece[1])


@contextmanager
def needing_room(what: str) -> Iterator[None]:
    """Raise LakeError, in one sentence, where the temporary folder has no room; `what` is done meanwhile."""
    try:
        yield
    except OSError as error:
        raise LakeError(
            f"{_folder()} cannot hold what waits there while {what}: {error.strerror}. Make room, "
            f"or set TMPDIR to a folder that has some, and run this again: what is published stays as it is."
        ) from error


def _folder() -> str:
    try:
        return tempfile.gettempdir()
    except FileNotFoundError:  # of several it may choose, none can be written
        return "the temporary folder"


def write_whole(file: Path, write: Callable[[Path], object]) -> None:
    """Have a file written beside its place and moved there, so that it appears whole or not at all.

    Raises LakeError where it cannot be written.
    """
    part = file.with_name(f".{file.name}.part")
    try:
        write(part)
        part.replace(file)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise LakeError(f"{file} cannot be written: {error.strerror}.") from error
