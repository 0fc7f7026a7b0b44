"""Landing a folder by hand: its files are copied into a landing day, and no file that has landed is overwritten."""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Iterator
from datetime import date
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO

from copydesk.errors import LakeError, MissingError
from copydesk.pipeline.planning import Progress
from copydesk.pipeline.work import root_of
from copydesk.settings import Settings
from copydesk.store import Root, desk, paths, see_zone
from copydesk.store.local import LocalRoot
from copydesk.store.root import same

log = logging.getLogger("copydesk")


def land(settings: Settings, folder: Path, day: date, progress: Progress | None = None) -> dict[str, int]:
    """Copy a folder's files into a landing day, each as a whole; the originals are only read, links and devices are named.

    A name that is taken is never overwritten: other bytes land beside it with a hash in their name, as in a sweep.

    Returns how many files were landed new and how many were there already. Raises MissingError without a folder or a landing
    zone, LakeError for a folder that holds the root or lies in it, and for one with a folder or a file in it that may not be
    read: before anything lands, so that no part of it is taken for the whole.
    """
    if not folder.is_dir():
        raise MissingError(f"{folder} is not a folder: name the folder that holds the files of {day}.")
    root, new = root_of(settings), 0
    _refuse_to_feed_on(root, folder)
    see_zone(root)
    files = _files(folder)
    with root.lock(paths.ARRIVING):
        there = {entry.path: entry.size for entry in desk.landed(root, day)}
        for done, path in enumerate(files, 1):
            new += _land(root, path, day, path.relative_to(folder).as_posix(), there)
            if progress:
                progress("landing files", done, len(files))
    return {"landed": new, "already_there": len(files) - new}


def _files(folder: Path) -> list[Path]:
    """The plain files below a folder, each open to us; what is none is named in the log. Raises LakeError for what is closed."""
    found = LocalRoot(folder).files("")
    for entry in found:
        if not entry.plain:
            log.warning("%s is a link or a device and was not landed: only plain files are.", folder / entry.path)
    files = [folder / entry.path for entry in found if entry.plain]
    for path in files:
        _open(path).close()
    return files


def _open(path: Path) -> BufferedReader:
    """A file that is to land. Raises LakeError, with what to do, for one that cannot be read."""
    try:
        return path.open("rb")
    except OSError as error:
        cure = f"Let user {os.geteuid()} read it, or take it out of the folder"
        raise LakeError(f"{path} cannot be read: {error.strerror}. {cure}, and run this again.") from error


def _refuse_to_feed_on(root: Root, folder: Path) -> None:
    """Raise LakeError for a folder that holds the root or lies in it: what is made of its files would be landed again."""
    if not isinstance(root, LocalRoot):
        return
    ours = folder.resolve()
    if root.folder.is_relative_to(ours) or ours.is_relative_to(root.folder):
        how = "holds" if root.folder.is_relative_to(ours) else "lies in"
        raise LakeError(f"{folder} {how} the root {root.uri}: files that copydesk wrote would land. Name a folder apart from it.")


def _land(root: Root, path: Path, day: date, name: str, there: dict[str, int]) -> bool:
    """Copy a file into a landing day, unless the same bytes are there, and never over others; `there` are names and sizes."""
    with _open(path) as file:
        size = os.fstat(file.fileno()).st_size
        for own in _names(file, name):
            target = f"{paths.landing(day)}/{own}"
            if own not in there:
                root.write(target, file)
                there[own] = size
                if own != name:
                    log.warning("%s is the name of another file of %s: %s landed as %s.", name, day, path, own)
                return True
            if there[own] == size and _same(root, target, file):
                return False
    raise LakeError(f"{path} did not land: its name and its distinct name are both taken by other files of {day}. Rename it.")


def _names(file: BufferedReader, name: str) -> Iterator[str]:
    """The name to land under, and one with a hash for when it is taken, as in a sweep."""
    yield name
    file.seek(0)
    yield paths.distinct(name, hashlib.file_digest(file, "sha256").hexdigest())


def _same(root: Root, target: str, file: BinaryIO) -> bool:
    """Whether a landed file has the bytes of one that is given."""
    file.seek(0)
    with root.open(target) as landed:
        return same(landed, file)
