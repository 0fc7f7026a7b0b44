"""What can become of a claimed file, and the name it gets where its own is taken."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath

_NAME_BYTES = 255
"""The longest name that file systems take."""

_LONG_SUFFIX = 20
"""What follows the last dot of a name is no extension if it is this long."""


@dataclass(frozen=True, slots=True)
class Moved:
    """It is in the landing zone, at `target` below the root, and no longer in the inbox."""

    target: str


@dataclass(frozen=True, slots=True)
class Known:
    """The same bytes lay at `target` already; the copy in the inbox is gone."""

    target: str


@dataclass(frozen=True, slots=True)
class Stayed:
    """It is still in the inbox: it changed since it was looked at, or, `refused`, it cannot be moved."""

    why: str
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Gone:
    """It is not in the inbox any more."""


Outcome = Moved | Known | Stayed | Gone


def distinct(path: str, sha256: str) -> str:
    """The path with the beginning of the bytes' hash in its name, before the extension; no name becomes too long.

    >>> distinct("site/story.txt", "0123456789abcdef" * 4)
    'site/story-0123456789abcdef.txt'
    """
    pure = PurePosixPath(path)
    stem, suffix = (pure.stem, pure.suffix) if len(pure.suffix) < _LONG_SUFFIX else (pure.name, "")
    tail = f"-{sha256[:16]}{suffix}"
    room = _NAME_BYTES - len(tail.encode("utf-8", "surrogateescape"))
    if len(whole := stem.encode("utf-8", "surrogateescape")) > room:
        stem = whole[:room].decode("utf-8", "ignore")  # a letter that is cut through goes
    return str(pure.with_name(stem + tail))
