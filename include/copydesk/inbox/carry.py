"""Moving claimed files into their landing day: never over another file, never half of one, never twice."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from io import BufferedReader
from typing import BinaryIO, cast

from copydesk.errors import LakeError, MissingError
from copydesk.inbox import local
from copydesk.inbox.claims import Claim
from copydesk.inbox.outcome import Gone, Known, Moved, Outcome, Stayed
from copydesk.store import Root, paths
from copydesk.store.local import LocalRoot
from copydesk.store.root import same

__all__ = ["Gone", "Known", "Moved", "Outcome", "Stayed", "all_of", "clear"]


def all_of(root: Root, folder: str, claim: Claim) -> Iterator[tuple[str, Outcome]]:
    """Move each file of a claim and tell what became of it, by path below the inbox."""
    into = paths.landing(claim.day)
    if isinstance(root, LocalRoot):
        for path, seen in claim.files.items():
            yield path, local.move(root, folder, path, into, seen)
        return
    copied = {path: _copy(root, folder, path, into) for path in claim.files}
    now = {entry.path[len(folder) + 1 :]: (entry.size, entry.written) for entry in root.files(folder)}
    for path, outcome in copied.items():
        if isinstance(outcome, Moved | Known) and now.get(path) == claim.files[path]:
            root.delete(f"{folder}/{path}")
        yield path, outcome


def clear(root: Root, folder: str, markers: Iterable[str]) -> None:
    """Remove markers that have nothing left to mark."""
    for path in markers:
        if isinstance(root, LocalRoot):
            local.remove(root, folder, path)
        else:
            root.delete(f"{folder}/{path}")


def _copy(root: Root, folder: str, path: str, into: str) -> Outcome:
    """Copy an object into the landing zone, under a distinct name where its own is taken by other bytes."""
    source = f"{folder}/{path}"
    try:
        for name in _names(root, source, path):
            target = f"{into}/{name}"
            try:
                there = root.open(target)
            except MissingError:
                root.copy(source, target)
                return Moved(target)
            if _same(root, there, source):
                return Known(target)
    except MissingError:
        return Gone()
    except LakeError as error:
        return Stayed(str(error), refused=True)
    return Stayed("its name and its distinct name are both taken by other files", refused=True)


def _same(root: Root, there: BinaryIO, source: str) -> bool:
    """Whether a landed object has the bytes of one in the inbox; another sweep may take that away meanwhile."""
    try:
        with there, root.open(source) as file:
            return same(there, file)
    except (LakeError, OSError) as error:
        with root.open(source):  # raises MissingError where it has gone
            raise LakeError(f"{root.uri}/{source} cannot be compared with what landed under its name: {error}") from error


def _names(root: Root, source: str, path: str) -> Iterator[str]:
    """The name to land under, and one with a hash for when it is taken."""
    yield path
    with root.open(source) as file:
        yield paths.distinct(path, hashlib.file_digest(cast(BufferedReader, file), "sha256").hexdigest())
