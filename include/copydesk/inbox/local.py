"""Moving one file on a local disk: linked into place, then unlinked; copied where the inbox is another file system.

A scraper may write to its inbox while we look, and what it writes is not to be trusted. So folders are opened one by one and
never through a link, a link is made before the old name goes, and it fails where the name is taken.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BufferedReader
from pathlib import Path
from uuid import uuid4

from copydesk.inbox.outcome import Gone, Known, Moved, Outcome, Stayed
from copydesk.inbox.scan import kind
from copydesk.store.local import TEMPORARY, LocalRoot, make_folder
from copydesk.store.paths import distinct
from copydesk.store.root import same

_NO_LINKS = {errno.EXDEV, errno.EPERM, errno.ENOTSUP, errno.ENOSYS, errno.EMLINK}
"""What a file system says that cannot link these two places."""

Seen = tuple[int, float]
"""Size in bytes and time written, as they were when the file was claimed."""


class _ChangedError(Exception):
    """A file was written to while it was moved."""


def move(root: LocalRoot, folder: str, path: str, into: str, seen: Seen) -> Outcome:
    """Move a file that was claimed into a landing folder; it stays where it is if it has changed since."""
    parts = path.split("/")
    try:
        with _opened(root.local(folder), parts[:-1]) as handle:
            return _move(root, handle, parts[-1], path, into, seen)
    except FileNotFoundError:
        return Gone()
    except _ChangedError:
        return Stayed("was written to while it was looked at")
    except OSError as error:
        return Stayed(f"cannot be moved: {error.strerror}", refused=True)


def remove(root: LocalRoot, folder: str, path: str) -> None:
    """Remove a marker; one that is gone already, or whose folder is, is no error."""
    parts = path.split("/")
    with suppress(FileNotFoundError, NotADirectoryError), _opened(root.local(folder), parts[:-1]) as handle:
        os.unlink(parts[-1], dir_fd=handle)


def _move(root: LocalRoot, handle: int, name: str, path: str, into: str, seen: Seen) -> Outcome:
    target = root.local(f"{into}/{path}")
    about = os.stat(name, dir_fd=handle, follow_symlinks=False)
    if words := kind(about.st_mode):
        return Stayed(words, refused=True)
    if _seen(about) != seen:
        _take_back(about, target)
        raise _ChangedError
    make_folder(target.parent)
    for placed in _candidates(target, handle, name):
        moved = f"{into}/{path.rpartition('/')[0]}{'/' if '/' in path else ''}{placed.name}"
        if _place(handle, name, placed, seen):
            _let_go(handle, name, placed)
            return Moved(moved)
        if _same(handle, name, placed):
            os.unlink(name, dir_fd=handle)
            return Known(moved)
    return Stayed("its name and its distinct name are both taken by other files", refused=True)


def _let_go(handle: int, name: str, placed: Path) -> None:
    """Take the file out of the inbox; where that is not allowed, it must not land either, or it would land every night."""
    try:
        os.unlink(name, dir_fd=handle)
    except FileNotFoundError:
        return  # its scraper took it away: it has landed all the same
    except OSError:
        placed.unlink(missing_ok=True)
        raise


def _candidates(target: Path, handle: int, name: str) -> Iterator[Path]:
    yield target
    with _reading(name, handle) as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    yield target.with_name(distinct(target.name, sha256))


def _place(handle: int, name: str, target: Path, seen: Seen) -> bool:
    """Put the file at the target too, whole; False where something is there already."""
    try:
        os.link(name, target, src_dir_fd=handle, follow_symlinks=False)
    except FileExistsError:
        return False
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        return _copy(handle, name, target, seen)
    placed = target.lstat()
    if _seen(placed) != seen or kind(placed.st_mode):
        target.unlink()
        raise _ChangedError
    return True


def _copy(handle: int, name: str, target: Path, seen: Seen) -> bool:
    temporary = target.with_name(f"{TEMPORARY}{uuid4().hex}")
    out = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
    try:
        fcntl.flock(out, fcntl.LOCK_EX)  # tells Root.sweep() that the writer lives
        with _reading(name, handle) as file, os.fdopen(out, "wb", closefd=False) as copy:
            shutil.copyfileobj(file, copy, 1 << 20)
            if _seen(os.fstat(file.fileno())) != seen or copy.tell() != seen[0]:
                raise _ChangedError
        os.utime(temporary, (seen[1], seen[1]))
        os.fsync(out)
        placed = _rename(temporary, target)
        _sync(target.parent)  # the source may go only when the copy would survive a power cut
    finally:
        with suppress(FileNotFoundError):
            temporary.unlink()
        os.close(out)
    return placed


def _rename(temporary: Path, target: Path) -> bool:
    """Give a finished file its name, unless the name is taken."""
    try:
        os.link(temporary, target)
    except FileExistsError:
        return False
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        # No links here at all. Sweeps hold a lock, so only somebody else who lands this very name now could be overwritten.
        if os.path.lexists(target):
            return False
        temporary.replace(target)
    return True


def _same(handle: int, name: str, there: Path) -> bool:
    """Whether the file at the target is this one, or has the same bytes."""
    about, other = os.stat(name, dir_fd=handle, follow_symlinks=False), there.lstat()
    if os.path.samestat(about, other):
        return True  # a sweep died between the link and the unlink
    if not stat.S_ISREG(other.st_mode) or about.st_size != other.st_size:
        return False
    with _reading(name, handle) as ours, there.open("rb") as theirs:
        return same(ours, theirs)


def _take_back(about: os.stat_result, target: Path) -> None:
    """Where a sweep died right after it had linked a file that was being written: the landing zone gives it up again."""
    with suppress(FileNotFoundError, NotADirectoryError):
        if os.path.samestat(about, target.lstat()):
            target.unlink()


def _seen(about: os.stat_result) -> Seen:
    return about.st_size, about.st_mtime


@contextmanager
def _opened(top: Path, parts: list[str]) -> Iterator[int]:
    """The folder below `top`, opened step by step: a folder that was exchanged for a link is not followed."""
    handle = os.open(top, os.O_RDONLY | os.O_DIRECTORY)
    try:
        for part in parts:
            inner = os.open(part, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=handle)
            os.close(handle)
            handle = inner
        yield handle
    finally:
        os.close(handle)


@contextmanager
def _reading(name: str, handle: int) -> Iterator[BufferedReader]:
    """A file opened for reading; a pipe put in its place would not be waited for."""
    with os.fdopen(os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=handle), "rb") as file:
        yield file


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
