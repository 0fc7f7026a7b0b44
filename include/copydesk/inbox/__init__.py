"""From the inbox to the landing zone: what scrapers have finished is moved into a landing day, each file exactly once.

A sweep decides once on which day a file lands, and writes that down (a claim) before it moves anything. Whatever dies after
that, the next sweep first ends what was begun, for the day that was meant. Files keep their path below the inbox.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from copydesk.errors import printable
from copydesk.inbox import carry, claims, rules, scan
from copydesk.settings import Settings
from copydesk.store import Root, open_root, paths, see_zone

INBOX = "inbox"
"""Folder below the root where scrapers drop files."""


@dataclass(slots=True)
class Swept:
    """What one sweep found: each path below the inbox is in one of these.

    `moved` gives the path below the root that each file has now; `known` were landed before with the same bytes, so that only
    the copy in the inbox went; `waiting` and `refused` say why.
    """

    day: date
    moved: dict[str, str] = field(default_factory=dict)
    known: dict[str, str] = field(default_factory=dict)
    waiting: dict[str, str] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)

    @property
    def renamed(self) -> dict[str, str]:
        """Those of the moved whose name was taken by another file, so that they landed under a distinct one."""
        return {path: target for path, target in self.moved.items() if target.split("/", 2)[2] != path}

    def counts(self) -> dict[str, int]:
        """How many of each, for logs and XCom."""
        names = ("moved", "renamed", "known", "waiting", "refused")
        return {name: len(getattr(self, name)) for name in names}


def sweep(settings: Settings, day: date, *, dry_run: bool = False, now: float | None = None) -> Swept:
    """Move every complete file of the inbox into a landing day; what is not complete stays, and is told with the reason.

    Complete is what `COPYDESK_INBOX_RULE` and `COPYDESK_INBOX_QUIET_SECONDS` say; see rules.py. `dry_run` moves nothing.
    `now` is the time in seconds that ages are counted to. Raises LakeError where the inbox as a whole cannot be read, and
    MissingError where the landing zone is not there; a single file that cannot be moved is refused by name and stays.
    """
    root = open_root(settings.root)
    see_zone(root)
    moment = time.time() if now is None else now
    if dry_run:
        swept = Swept(day)
        for found in _ready(root, settings, moment, swept).ready:
            swept.moved[found.path] = f"{paths.landing(day)}/{found.path}"
        return swept
    with root.lock(paths.ARRIVING):
        return _sweep(root, settings, day, moment)


def _sweep(root: Root, settings: Settings, day: date, now: float) -> Swept:
    swept = Swept(day)
    for old in claims.left(root):  # of sweeps that died or, where nothing locks, are at work: ended twice is ended once
        _carry(root, old, swept)
        claims.close(root, old)
    sorted_out = _ready(root, settings, now, swept)
    if sorted_out.ready:
        claim = claims.open_(root, day, sorted_out.ready)
        _carry(root, claim, swept)
        claims.close(root, claim)
    carry.clear(root, INBOX, _spent(sorted_out, swept))
    return swept


def _ready(root: Root, settings: Settings, now: float, swept: Swept) -> rules.Sorted:
    found, unreadable = scan.of(root, INBOX)
    swept.refused.update(unreadable)
    sorted_out = rules.sort(found, settings, now)
    swept.waiting.update(sorted_out.waiting)
    swept.refused.update(sorted_out.refused)
    return sorted_out


def _carry(root: Root, claim: claims.Claim, swept: Swept) -> None:
    for path, outcome in carry.all_of(root, INBOX, claim):
        match outcome:
            case carry.Moved(target):
                swept.waiting.pop(path, None)
                swept.moved[path] = target
            case carry.Known(target):
                swept.waiting.pop(path, None)
                swept.known[path] = target
            case carry.Stayed(why, refused=True):
                swept.refused[path] = why
            case carry.Stayed(why):
                swept.waiting[path] = why
            case carry.Gone():
                continue  # moved by the sweep that claimed it, which only could not say so any more


def _spent(sorted_out: rules.Sorted, swept: Swept) -> Iterable[str]:
    """Markers that have nothing left to mark."""
    left = swept.waiting.keys() | swept.refused.keys()
    return [marker for marker, marked in sorted_out.markers.items() if not left & marked]


def missing(settings: Settings, day: date, now: float | None = None) -> str:
    """What a landing day still waits for, in words; empty once files are there, in the inbox or landed, and all are complete.

    Files that a scraper puts straight into the landing zone count as complete by their name and their quiet time.
    """
    root, moment = open_root(settings.root), time.time() if now is None else now
    sorted_out = rules.sort(scan.of(root, INBOX)[0], settings, moment)
    straight = rules.sort(scan.of(root, paths.landing(day))[0], replace(settings, inbox_rule="rename"), moment)
    waiting = sorted_out.waiting | straight.waiting
    if waiting:
        path, why = min(waiting.items())
        return f"not complete, {len(waiting)} in all: {printable(path)} ({why})"
    return "" if sorted_out.ready or straight.ready else f"nothing has come, neither to {INBOX} nor to {paths.landing(day)}"
