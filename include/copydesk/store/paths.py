"""Where everything is, relative to the root. Dates are ISO days; partition values are percent-encoded."""

from __future__ import annotations

from datetime import date
from pathlib import PurePosixPath
from urllib.parse import quote

LANDING, TAKEDOWNS, DESK, LAKE, REPORTS = "landing", "takedowns", "desk", "lake", "reports"

DATES = f"{DESK}/_dates"
"""Folder of the marks of publication dates; see by_date()."""

PUBLISHING = f"{DESK}/_publishing"
"""Folder of the marks of publishers at work, where nothing locks: <date>.<a name of their own>."""

ARRIVING = "inbox"
"""Name of the lock that lets one sweep, or one landing of a folder, at a time work on a local root."""

_NAME_BYTES = 255
"""The longest name that file systems take."""

_LONG_SUFFIX = 20
"""What follows the last dot of a name is no extension if it is this long."""


def day_of(name: str) -> date | None:
    """The day that a file or folder of ours is named after; None where it is named after none: a stray that somebody left.

    >>> day_of("landed=2024-10-31"), day_of("date=2024-10-30.json"), day_of(".DS_Store"), day_of("20241031")
    (datetime.date(2024, 10, 31), datetime.date(2024, 10, 30), None, None)
    """
    told = name.rpartition("=")[2].partition(".")[0]
    try:
        day = date.fromisoformat(told)
    except ValueError:
        return None
    return day if day.isoformat() == told else None


def landing(day: date) -> str:
    """Folder of the bytes that were scraped for a landing day."""
    return f"{LANDING}/{day.isoformat()}"


def takedowns(day: date) -> str:
    """Folder of orders to take records of a landing day down, one JSON file each, named by the record's id."""
    return f"{TAKEDOWNS}/{day.isoformat()}"


def desk(day: date) -> str:
    """Folder of what the desk made of a landing day."""
    return f"{DESK}/landed={day.isoformat()}"


def work(day: date) -> str:
    """Folder of the stages' own files, which later stages read; readers skip it for its underscore."""
    return f"{desk(day)}/_work"


def desk_manifest(day: date) -> str:
    """The commit point of a desk day."""
    return f"{desk(day)}/manifest.json"


def draft(day: date, key: str) -> str:
    """The manifest that a run of a landing day has for the day as it then was."""
    return f"{desk(day)}/_drafts/{key}.json"


def by_date(published: date) -> str:
    """Folder of marks: one for each landing day that ever held an article of this publication date."""
    return f"{DATES}/{published.isoformat()}"


def by_landing(day: date) -> str:
    """Folder of marks: one for each publication date that this landing day ever held."""
    return f"{DESK}/_landed/{day.isoformat()}"


def lake_date(published: date) -> str:
    """Folder of a publication date's partitions."""
    return f"{LAKE}/date={published.isoformat()}"


def partition(published: date, topic: str) -> str:
    """The one file of a partition."""
    return f"{lake_date(published)}/topic={quote(topic, safe='')}/part-0.parquet"


def fates(published: date) -> str:
    """What became of each accepted article of a publication date."""
    return f"{LAKE}/_fates/date={published.isoformat()}.parquet"


def lake_manifest(published: date) -> str:
    """The commit point of a publication date."""
    return f"{LAKE}/_manifests/date={published.isoformat()}.json"


def report(day: date, name: str) -> str:
    """A file of a landing day's report."""
    return f"{REPORTS}/landed={day.isoformat()}/{name}"


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
