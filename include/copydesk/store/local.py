"""A root in a folder of a local disk: files appear by a rename, and locks keep other processes of this machine out."""

from __future__ import annotations

import errno
import fcntl
import itertools
import logging
import os
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO

from copydesk.errors import LakeError
from copydesk.store import reading
from copydesk.store.paths import LANDING
from copydesk.store.root import Entry, pour

log = logging.getLogger("copydesk")

TEMPORARY = ".copydesk-tmp-"
"""How names of half-written files begin; every Parquet reader skips names that begin with a dot."""

LOCKS = "desk/_locks"
"""Folder of the lock files of a local root."""

_PATIENCE_SECONDS = 10.0
"""How long a lock is waited for without a word: publishing a date takes less."""

_HELD = "%s is held by another process, and is waited for. Who that is: fuser -v %s"

_TRIES = 100
"""How often a folder is made again that somebody else removes meanwhile."""


def _is_temporary(entry: os.DirEntry[str]) -> bool:
    """Whether a file is half-written by us. A link or a pipe of such a name is not: to open it would be to follow or to wait."""
    return entry.name.startswith(TEMPORARY) and entry.is_file(follow_symlinks=False)


def _told(error: OSError) -> str:
    """Why a folder cannot be listed, and what to do where it is closed to us or a file stands in its place."""
    cures = {
        PermissionError: f" Let user {os.geteuid()} read and enter it (chmod a+rx, for instance), and run this again.",
        NotADirectoryError: " A file stands where this folder should be: move it away, and run this again.",
    }
    return f"{error.strerror}.{cures.get(type(error), '')}"


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, while others remove empty ones: mkdir() can meet one that goes under its hands."""
    for _ in range(_TRIES):
        with suppress(FileNotFoundError, FileExistsError):
            folder.mkdir(parents=True, exist_ok=True)
            return
    folder.mkdir(parents=True, exist_ok=True)


class LocalRoot:
    """A folder on a local disk."""

    locks = True
    _counter = itertools.count()

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.uri = str(self.folder)

    def local(self, path: str) -> Path:
        """Where a path of this root is on the disk."""
        return self.folder / path

    def read(self, path: str) -> bytes:
        """The bytes of a file."""
        try:
            return self.local(path).read_bytes()
        except OSError as error:
            raise reading.refused_locally(self.local(path), error) from error

    def open(self, path: str) -> BinaryIO:
        """A file to be read from its beginning, or anywhere in it."""
        try:
            return BufferedReader(reading.OnDisk(self.local(path)))
        except OSError as error:
            raise reading.refused_locally(self.local(path), error) from error

    def write(self, path: str, data: bytes | BinaryIO) -> None:
        """Put a file in place as a whole, over an older one; the folders above it are made."""
        target = self.local(path)
        try:
            self._write(target, data)
        except OSError as error:
            raise LakeError(f"{target} cannot be written: {error.strerror}. Nothing of it is in place.") from error

    def _write(self, target: Path, data: bytes | BinaryIO) -> None:
        while True:
            temporary = target.with_name(f"{TEMPORARY}{os.getpid()}-{next(self._counter)}")
            make_folder(target.parent)
            try:
                handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
            except (FileNotFoundError, FileExistsError):
                continue  # the folder was swept away between the two calls, or a dead process left this name: again
            try:
                fcntl.flock(handle, fcntl.LOCK_EX)  # tells sweep() that the writer lives
                with os.fdopen(handle, "wb", closefd=False) as file:
                    pour(data, file)
                os.fsync(handle)
                temporary.replace(target)
            except FileNotFoundError:
                continue  # sweep() took the file before it was locked
            except BaseException:
                temporary.unlink(missing_ok=True)
                raise
            finally:
                os.close(handle)
            return

    def copy(self, path: str, to: str) -> None:
        """Put a copy of a file in place as a whole."""
        with self.open(path) as file:
            self.write(to, file)

    def delete(self, path: str) -> None:
        """Remove a file and the folders that it leaves empty; one that is gone already is no error.

        The folder of a landing day stays: without it the landing zone would look as if it were not mounted.
        """
        target = self.local(path)
        try:
            target.unlink(missing_ok=True)
        except OSError as error:
            raise LakeError(f"{target} cannot be removed: {error.strerror}.") from error
        for folder in target.parents:
            if folder == self.folder or folder.parent == self.local(LANDING):
                break
            try:
                folder.rmdir()
            except OSError:
                break  # not empty: where the chain of empty folders ends

    def files(self, folder: str) -> list[Entry]:
        """Every file below a folder, by path, temporaries aside; links and devices are named but never followed.

        So is what has too long a path to be opened: a folder, then, or a file.
        """
        return sorted(self._listed(folder.rstrip("/")))

    def _listed(self, folder: str) -> Iterator[Entry]:
        for path, entry in self._below(folder):
            if entry is None:
                yield Entry(path, 0, 0.0, plain=False)
            elif not _is_temporary(entry):
                try:
                    about = entry.stat(follow_symlinks=False)
                except FileNotFoundError:
                    continue  # removed while we looked
                except OSError as error:
                    if error.errno != errno.ENAMETOOLONG:
                        raise LakeError(f"{self.local(path)} cannot be looked at: {error.strerror}.") from error
                    yield Entry(path, 0, 0.0, plain=False)
                    continue
                yield Entry(path, about.st_size, about.st_mtime, stat.S_ISREG(about.st_mode))

    def _below(self, folder: str) -> Iterator[tuple[str, os.DirEntry[str] | None]]:
        """What is no folder below a folder, without recursion: whoever may land files may nest them deeper than Python does.

        None stands for a folder whose path is too long to be listed.
        """
        waiting = [folder]
        while waiting:
            place = waiting.pop()
            try:
                with os.scandir(self.local(place)) as entries:
                    found = list(entries)
            except FileNotFoundError:
                self._refuse_loose_links(place)
                continue
            except OSError as error:
                if error.errno != errno.ENAMETOOLONG:
                    raise LakeError(f"{self.local(place)} cannot be listed: {_told(error)}") from error
                yield place, None
                continue
            for entry in found:
                path = f"{place}/{entry.name}" if place else entry.name
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(path)
                else:
                    yield path, entry

    def _refuse_loose_links(self, folder: str) -> None:
        """Raise LakeError where a folder is not there because it, or one above it, is a link whose target is not there."""
        for place in (self.local(folder), *self.local(folder).parents):
            if place == self.folder:
                return
            if place.is_symlink() and not place.exists():
                to = place.parent / place.readlink()
                raise LakeError(
                    f"{place} is a link to {to}, which is not there. Bring that back (is it mounted?), and run this again."
                )

    def entry(self, path: str) -> Entry | None:
        """The file at a path, or None where there is none."""
        try:
            about = self.local(path).lstat()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise LakeError(f"{self.local(path)} cannot be looked at: {_told(error)}") from error
        is_folder = stat.S_ISDIR(about.st_mode)
        return None if is_folder else Entry(path, about.st_size, about.st_mtime, stat.S_ISREG(about.st_mode))

    def names(self, folder: str, first: str = "") -> list[str]:
        """Names of the files and folders right in a folder, sorted, from `first` on; empty where there is no such folder."""
        try:
            found = os.listdir(self.local(folder))  # noqa: PTH208 - names, not paths
            return sorted(name for name in found if name >= first and not name.startswith(TEMPORARY))
        except (FileNotFoundError, NotADirectoryError):
            self._refuse_loose_links(folder)
            return []
        except OSError as error:
            raise LakeError(f"{self.local(folder)} cannot be listed: {_told(error)}") from error

    @contextmanager
    def lock(self, name: str) -> Iterator[None]:
        """Keep other processes on this machine out while a named thing is changed; a process that dies lets go."""
        path = self.local(f"{LOCKS}/{name}")
        try:
            make_folder(path.parent)
            file = path.open("wb")
        except OSError as error:
            raise LakeError(f"{path} cannot be locked: {error.strerror}.") from error
        with file:
            told = threading.Timer(_PATIENCE_SECONDS, log.warning, (_HELD, path, path))
            told.daemon = True
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                with suppress(RuntimeError):  # no thread is to be had: then it waits in silence
                    told.start()
                fcntl.flock(file, fcntl.LOCK_EX)
            finally:
                told.cancel()
            yield

    def sweep(self, folder: str) -> int:
        """Remove temporaries that dead processes left below a folder; returns how many."""
        swept = 0
        ours = [path for path, entry in self._below(folder.rstrip("/")) if entry and _is_temporary(entry)]
        for path in map(self.local, sorted(ours)):
            try:
                with path.open("rb") as file:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    path.unlink()
                    swept += 1
            except (FileNotFoundError, BlockingIOError):
                continue  # its writer lives, or has just finished
            except OSError as error:
                raise LakeError(f"{path}, left by a run that died, cannot be removed: {error.strerror}.") from error
        return swept
