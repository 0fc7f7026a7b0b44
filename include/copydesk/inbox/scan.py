"""What lies in the inbox: every file, by path, and what is no plain file. Links are named and never followed."""

from __future__ import annotations

import errno
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from copydesk.errors import LakeError
from copydesk.store import Root
from copydesk.store.local import LocalRoot

_KINDS = (
    (stat.S_ISLNK, "a link: links are not followed"),
    (stat.S_ISFIFO, "a pipe, not a file"),
    (stat.S_ISSOCK, "a socket, not a file"),
    (stat.S_ISBLK, "a device, not a file"),
    (stat.S_ISCHR, "a device, not a file"),
)


@dataclass(frozen=True, slots=True, order=True)
class Found:
    """One entry below the inbox: path, size in bytes, when it was written and when it last changed in any way (seconds).

    `kind` is empty for a plain file, else it says what the entry is.
    """

    path: str
    size: int
    written: float
    changed: float
    kind: str = ""

    @property
    def plain(self) -> bool:
        """Whether it is a file with bytes of its own."""
        return not self.kind


def of(root: Root, folder: str) -> tuple[list[Found], dict[str, str]]:
    """Every entry below a folder, by path, and what cannot be looked at, with the reason; a folder ends in a slash."""
    if isinstance(root, LocalRoot):
        return _local(root, folder)
    skip = len(folder) + 1
    return [Found(e.path[skip:], e.size, e.written, e.written) for e in root.files(folder)], {}


def _local(root: LocalRoot, folder: str) -> tuple[list[Found], dict[str, str]]:
    top = root.local(folder).resolve()  # the inbox itself may be a link: that is the operator's doing, and no scraper's
    try:
        return _walked(top)
    except FileNotFoundError:
        return [], {}  # no inbox
    except OSError as error:
        raise LakeError(f"{top} cannot be listed: {error.strerror}.") from error


def _walked(top: Path) -> tuple[list[Found], dict[str, str]]:
    found: list[Found] = []
    unreadable: dict[str, str] = {}

    def refuse(error: OSError) -> None:
        if not isinstance(error, FileNotFoundError):  # a folder that its scraper took away meanwhile
            name = os.fspath(error.filename)  # of the inbox itself its path, of a folder closed since _closed() the bare name
            unreadable[f"{'.' if Path(name).is_absolute() else name}/"] = f"cannot be listed: {error.strerror}"

    for place, folders, names, handle in os.fwalk(top, onerror=refuse, follow_symlinks=False):
        head = os.path.relpath(place, top)
        for name, why in _closed(folders, handle).items():
            unreadable[f"{name if head == '.' else f'{head}/{name}'}/"] = f"cannot be listed: {why}"
            folders.remove(name)
        for name in [*names, *folders]:
            path = name if head == "." else f"{head}/{name}"
            try:
                about = os.stat(name, dir_fd=handle, follow_symlinks=False)
            except FileNotFoundError:
                continue  # renamed or removed by its scraper while we looked
            except OSError as error:  # its folder may be listed and not entered
                unreadable[path] = f"cannot be looked at: {error.strerror}"
                continue
            if not stat.S_ISDIR(about.st_mode):
                found.append(Found(path, about.st_size, about.st_mtime, about.st_ctime, kind(about.st_mode)))
    return sorted(found), unreadable


def _closed(folders: list[str], handle: int) -> dict[str, str]:
    """Those of the folders in an open one that may not be listed, with the reason; os.fwalk tells no more than their names."""
    closed = {}
    for name in folders:
        try:
            os.close(os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=handle))
        except OSError as error:
            if error.errno not in (errno.ENOENT, errno.ENOTDIR):  # taken away meanwhile; a link, which is named as one
                closed[name] = str(error.strerror)
    return closed


def kind(mode: int) -> str:
    """What an entry is, in words; empty for a plain file."""
    return next((words for is_it, words in _KINDS if is_it(mode)), "")
