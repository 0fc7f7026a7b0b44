"""The root of everything on disk, with the few verbs that the desk needs: a local folder, or any pyarrow file system.

write() is atomic: a reader sees the old file or the new one, never a part. On a local disk that is a temporary file,
fsync and rename (local.py); on an object store it is a single PUT (object.py). Paths are relative to the root, with "/" between
folders.
"""

from __future__ import annotations

import re
import shutil
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

import pyarrow as pa

_BLOCK = 1 << 20

_SLASHES = re.compile("/{2,}")


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """One file below the root: its path, its size in bytes, when it was last written (seconds), whether it is a plain file."""

    path: str
    size: int
    written: float
    plain: bool = True


class Root(Protocol):
    """What a root can do. Each verb raises LakeError naming the path: MissingError for one that is not there.

    Reading raises FileError for a file that is closed to us or damaged; any other LakeError says nothing of the file.
    """

    uri: str
    """What errors and reports call it: the folder, or scheme, bucket and prefix, without secrets."""

    locks: bool
    """Whether lock() keeps anybody out."""

    def read(self, path: str) -> bytes:
        """The bytes of a file."""

    def open(self, path: str) -> BinaryIO:
        """A file to be read from its beginning, or anywhere in it.

        That raises LakeError where the root does not answer, and OSError only where the file is damaged.
        """

    def write(self, path: str, data: bytes | BinaryIO) -> None:
        """Put a file in place as a whole, over an older one; a file given open is read from its beginning, piece by piece."""

    def copy(self, path: str, to: str) -> None:
        """Put a copy of a file in place as a whole, as the file was at one moment."""

    def delete(self, path: str) -> None:
        """Remove a file; one that is gone already is no error."""

    def files(self, folder: str) -> list[Entry]:
        """Every file below a folder, by path; empty where there is no such folder."""

    def entry(self, path: str) -> Entry | None:
        """The file at a path, or None where there is none."""

    def names(self, folder: str, first: str = "") -> list[str]:
        """Names of the files and folders right in a folder, sorted, from `first` on; empty where there is no such folder."""

    def lock(self, name: str) -> AbstractContextManager[None]:
        """Keep other processes on this machine out while a named thing is changed; a process that dies lets go."""

    def sweep(self, folder: str) -> int:
        """Remove half-written files that dead processes left below a folder; returns how many."""


def pour(data: bytes | BinaryIO, into: BinaryIO) -> None:
    """Write bytes, or a file from its beginning, without holding the file in memory."""
    if isinstance(data, bytes | pa.Buffer):
        into.write(data)
    else:
        data.seek(0)
        shutil.copyfileobj(data, into, _BLOCK)


def same(ours: BinaryIO, theirs: BinaryIO) -> bool:
    """Whether two files hold the same bytes from where they are."""
    while (block := ours.read(_BLOCK)) == theirs.read(_BLOCK):
        if not block:
            return True
    return False


def open_root(uri: str) -> Root:
    """The root at a folder's path or at a URI that pyarrow.fs knows (s3://bucket/prefix?endpoint_override=…).

    A slash too many in the path of a URI is one, as in that of a folder: no root is told apart by it.
    """
    from copydesk.store.local import LocalRoot

    if "://" not in uri:
        return LocalRoot(Path(uri))
    if uri.startswith("file://"):
        return LocalRoot(Path(uri.removeprefix("file://")))
    from copydesk.store.object import ObjectRoot

    scheme, _, rest = uri.partition("://")
    where, asks, options = rest.partition("?")
    return ObjectRoot(f"{scheme}://{_SLASHES.sub('/', where)}{asks}{options}")
