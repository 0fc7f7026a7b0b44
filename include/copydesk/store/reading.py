"""Opened files of a root: what goes wrong while one is read is told apart into the root's fault and the file's own.

A store that does not answer says nothing of the file, so who reads must stop and come again: that is a LakeError. What lies with
the file is its fate. On a disk that is an OSError, as any reader of containers expects it: a sector that cannot be read costs
what is in it, for one damaged file must not stop every night from then on. A disk that is damaged as a whole cannot be written
either, and stops the run there. So a local error is the file's own unless it is known to pass.
"""

from __future__ import annotations

import errno
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa

from copydesk.errors import FileError, LakeError, MissingError

ERRORS = (OSError, pa.ArrowException, UnicodeError)
"""What pyarrow raises: from the network, for a path it cannot take, for a name that is not UTF-8."""

_GONE = ("NO_SUCH_KEY", "RESOURCE_NOT_FOUND", "HTTP status 404")
_REFUSED = ("ACCESS_DENIED", "PERMISSION_DENIED", "HTTP status 403")
"""How stores say that an object is not there, and that it may not be read: archived ones among these."""

_PASSES = frozenset(
    getattr(errno, name)
    for name in (
        *("EAGAIN", "EINTR", "EBUSY", "ENOMEM", "ENOBUFS", "ENOLCK", "EMFILE", "ENFILE", "ETIMEDOUT", "ESTALE", "ENODEV"),
        *("ENOTCONN", "ECONNABORTED", "ECONNREFUSED", "ECONNRESET", "EPIPE", "ENOLINK", "ECOMM", "EPROTO", "EREMOTEIO"),
        *("EHOSTDOWN", "EHOSTUNREACH", "ENETDOWN", "ENETRESET", "ENETUNREACH", "ESHUTDOWN"),
    )
    if hasattr(errno, name)
)
"""Errors of a machine without room, or of a mounted disk without its server: they say nothing of the file."""


def refused_locally(path: Path, error: OSError) -> LakeError:
    """The error for a local file that cannot be read."""
    if isinstance(error, FileNotFoundError):
        return MissingError(f"{path} is not there.")
    if error.errno in _PASSES:
        return LakeError(f"{path} cannot be read: {error.strerror}. Run this again once the disk answers.")
    return FileError(f"{path} cannot be read: {error.strerror}.")


def refused_remotely(path: str, error: Exception, told: str) -> LakeError:
    """The error for an object that cannot be read, `told` being what its store says."""
    says = str(error)
    if isinstance(error, FileNotFoundError) or any(word in says for word in _GONE):
        return MissingError(f"{path} is not there.")
    if not isinstance(error, OSError) or isinstance(error, PermissionError) or any(word in says for word in _REFUSED):
        return FileError(f"{path} cannot be read: {told}")  # a path that no object can have is the object's own fault
    return LakeError(f"{path} cannot be read: {told} Run this again once the store answers.")


class OnDisk(io.FileIO):
    """A local file. Reading raises LakeError where the disk does not answer, OSError where the file is damaged."""

    def readinto(self, buffer: Any) -> int | None:
        """Fill the buffer with the next bytes; returns how many, 0 at the end."""
        try:
            return super().readinto(buffer)
        except OSError as error:
            raise self._told(error) from error

    def readall(self) -> bytes:
        """What is left of the file."""
        try:
            return super().readall() or b""
        except OSError as error:
            raise self._told(error) from error

    def _told(self, error: OSError) -> Exception:
        return refused_locally(Path(str(self.name)), error) if error.errno in _PASSES else error


class InStore(io.RawIOBase):
    """An object opened by pyarrow. Whatever goes wrong is the LakeError that `refused` makes of it."""

    def __init__(self, file: pa.NativeFile, refused: Callable[[Exception], LakeError]) -> None:
        self._file, self._refused = file, refused

    def readable(self) -> bool:
        """That it can be read."""
        return True

    def seekable(self) -> bool:
        """That it can be read anywhere."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer with the next bytes; returns how many, 0 at the end."""
        try:
            return int(self._file.readinto(buffer))
        except ERRORS as error:
            raise self._refused(error) from error

    def readall(self) -> bytes:
        """What is left of the object, in one request."""
        try:
            return bytes(self._file.readall())
        except ERRORS as error:
            raise self._refused(error) from error

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a byte, which asks the store nothing."""
        return int(self._file.seek(offset, whence))

    def tell(self) -> int:
        """The byte that is read next."""
        return int(self._file.tell())

    def close(self) -> None:
        """Close the object too."""
        if not self.closed:
            self._file.close()
        super().close()
