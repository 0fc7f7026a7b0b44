"""What lies in the landing zone under a name that is no day: no run ever reads it, so nobody would miss it."""

from __future__ import annotations

from collections.abc import Iterator

from copydesk.audit.finding import Finding
from copydesk.errors import LakeError
from copydesk.pipeline.work import source_of
from copydesk.store import Root, paths

_FILE = f"move it into the folder of the day it was scraped, {paths.LANDING}/YYYY-MM-DD/"
_FOLDER = "rename it to the day it was scraped, as YYYY-MM-DD"


def check(root: Root) -> Iterator[Finding]:
    """Files and folders right in the landing zone that are named after no day; hidden ones and empty folders mean nothing."""
    for name in root.names(paths.LANDING):
        path = f"{paths.LANDING}/{name}"
        if name.startswith(".") or (is_day(name) and not is_file(root, name)):
            continue
        if root.entry(path):
            yield Finding(
                "landing-not-a-day", source_of(path), f"the file {name!r} is in no day's folder, so no run reads it", _FILE
            )
        elif _holds(root, path):
            yield Finding("landing-not-a-day", source_of(path), f"{name!r} is no day, so no run reads this folder", _FOLDER)


def is_file(root: Root, name: str) -> bool:
    """Whether a file stands under this name in the landing zone of a local root; in a bucket it hides no folder of that name."""
    return root.locks and root.entry(f"{paths.LANDING}/{name}") is not None


def is_day(name: str) -> bool:
    """Whether a folder of the landing zone is a landing day's: its name is the day as we write it, and nothing else.

    >>> is_day("2024-11-01"), is_day("20241101"), is_day("2024-11-1"), is_day("2024-11-01.old")
    (True, False, False, False)
    """
    day = paths.day_of(name)
    return day is not None and day.isoformat() == name


def _holds(root: Root, folder: str) -> bool:
    """Whether there is a file below a folder; one that is closed to us may hold any."""
    try:
        return bool(root.files(folder))
    except LakeError:
        return True
