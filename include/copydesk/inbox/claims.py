"""Claims: what a sweep is about to move, and into which day, written down before it moves anything."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import uuid4

from copydesk.errors import LakeError, MissingError
from copydesk.inbox.scan import Found
from copydesk.store import Root, paths

FOLDER = f"{paths.DESK}/_sweeps"
"""Folder of the claims: <landing day>.<a name of its own>.json."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One sweep's files, as they were when it looked: path below the inbox to (size in bytes, time written in seconds)."""

    name: str
    day: date
    files: dict[str, tuple[int, float]]


def open_(root: Root, day: date, ready: Sequence[Found]) -> Claim:
    """Claim files for a landing day.

    Where nothing locks, files that another sweep has claimed meanwhile are left to it; of two that claim at once neither takes
    them, and the next sweep does.
    """
    claim = Claim(f"{day.isoformat()}.{uuid4().hex}", day, {entry.path: (entry.size, entry.written) for entry in ready})
    _write(root, claim)
    if root.locks:
        return claim
    taken = {path for other in left(root) if other.name != claim.name for path in other.files}
    if taken & claim.files.keys():
        claim = replace(claim, files={path: seen for path, seen in claim.files.items() if path not in taken})
        _write(root, claim)
    return claim


def close(root: Root, claim: Claim) -> None:
    """Take a claim away: all that could be moved has been."""
    root.delete(_path(claim.name))


def left(root: Root) -> list[Claim]:
    """Claims that are open. Raises LakeError for one that is damaged."""
    found = []
    for name in root.names(FOLDER):
        stem = name.removesuffix(".json")
        try:
            files = json.loads(root.read(_path(stem)))
            day = date.fromisoformat(stem.partition(".")[0])
            found.append(Claim(stem, day, {path: (int(size), float(written)) for path, (size, written) in files.items()}))
        except MissingError:
            continue  # its sweep has just ended
        except (ValueError, TypeError, AttributeError) as error:
            raise LakeError(f"{root.uri}/{_path(stem)} is damaged ({error}). Remove it, and sweep again.") from error
    return found


def _path(name: str) -> str:
    return f"{FOLDER}/{name}.json"


def _write(root: Root, claim: Claim) -> None:
    root.write(_path(claim.name), json.dumps(claim.files, sort_keys=True).encode())
