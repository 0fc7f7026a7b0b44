"""Moving claimed files into their landing day: never over another file, never half of one, never twice."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

from copydesk.errors import LakeError, MissingError
from copydesk.inbox import local
from copydesk.inbox.claims import Claim
from copydesk.inbox.outcome import Gone, Known, Moved, Outcome, Stayed, distinct
from copydesk.store import Root, paths
from copydesk.store.root import LocalRoot

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
    try:
        data = root.read(f"{folder}/{path}")
        for name in (path, distinct(path, hashlib.sha256(data).hexdigest())):
            target = f"{into}/{name}"
            try:
                there: bytes | None = root.read(target)
            except MissingError:
                there = None
            if there == data:
                return Known(target)
            if there is None:
                root.write(target, data)
                return Moved(target)
    except MissingError:
        return Gone()
    except LakeError as error:
        return Stayed(str(error), refused=True)
    return Stayed("its name and its distinct name are both taken by other files", refused=True)
