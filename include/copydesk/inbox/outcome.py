"""What can become of a claimed file."""

from __future__ import annotations

from dataclasses import dataclass


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
