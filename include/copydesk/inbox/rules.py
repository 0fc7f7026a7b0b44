"""When a dropped file is complete: what a scraper must do so that nobody ever takes half a file.

Rule `rename`: a file is complete unless its name, or that of a folder above it, says that it is not: it ends in .part, .tmp,
.partial, .crdownload or ~, or begins with a dot. The scraper writes under such a name and renames at the end.

Rule `marker`: a file is complete when <name>.done stands beside it, or _COMPLETE in its folder. Markers are removed once they
have nothing left to mark.

Under both, a file must not have been written for `COPYDESK_INBOX_QUIET_SECONDS`, for scrapers that write in place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from copydesk.inbox.scan import Found
from copydesk.settings import Settings

UNFINISHED = (".part", ".partial", ".tmp", ".crdownload", "~")
DONE, COMPLETE = ".done", "_COMPLETE"


@dataclass(slots=True)
class Sorted:
    """The inbox sorted out: files to move, files that wait or are refused with the reason, and what each marker marks."""

    ready: list[Found] = field(default_factory=list)
    waiting: dict[str, str] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    markers: dict[str, set[str]] = field(default_factory=dict)


def sort(found: Sequence[Found], settings: Settings, now: float) -> Sorted:
    """Sort out what a scan found; `now` is in seconds. A young marker of nothing stays: its file may be on its way."""
    by_marker = settings.inbox_rule == "marker"
    sorted_out = Sorted()
    marks = {entry.path for entry in found if by_marker and entry.plain and _is_marker(entry.path)}
    sorted_out.markers = {mark: set() for mark in marks}
    for entry in found:
        if not entry.plain:
            sorted_out.refused[entry.path] = entry.kind
        elif entry.path not in marks:
            _place(sorted_out, entry, marks if by_marker else None, settings, now)
    young = {entry.path for entry in found if entry.path in marks and _age(entry, now) < settings.inbox_quiet_seconds}
    sorted_out.markers = {mark: marked for mark, marked in sorted_out.markers.items() if marked or mark not in young}
    return sorted_out


def _place(sorted_out: Sorted, entry: Found, marks: set[str] | None, settings: Settings, now: float) -> None:
    for mark in marks_of(entry.path):
        if mark in sorted_out.markers:
            sorted_out.markers[mark].add(entry.path)
    if why := unfinished(entry.path):
        sorted_out.waiting[entry.path] = why
    elif marks is not None and not marks & set(marks_of(entry.path)):
        name = entry.path.rpartition("/")[2]
        sorted_out.waiting[entry.path] = f"neither {name}{DONE} nor {COMPLETE} stands beside it"
    elif (age := _age(entry, now)) < settings.inbox_quiet_seconds:
        sorted_out.waiting[entry.path] = (
            f"written {max(age, 0):.0f} s ago; {settings.inbox_quiet_seconds:g} s of quiet are waited for"
        )
    else:
        sorted_out.ready.append(entry)


def unfinished(path: str) -> str:
    """Why a path says of itself that it is not complete; empty where it does not."""
    for name in path.split("/"):
        if name.startswith("."):
            return f"{name} begins with a dot: not finished"
        if end := next((end for end in UNFINISHED if name.endswith(end)), ""):
            return f"{name} ends in {end}: not finished"
    return ""


def marks_of(path: str) -> tuple[str, str]:
    """The two markers that make a path complete."""
    folder, slash, _ = path.rpartition("/")
    return path + DONE, f"{folder}{slash}{COMPLETE}"


def _is_marker(path: str) -> bool:
    name = path.rpartition("/")[2]
    return name == COMPLETE or (name.endswith(DONE) and name != DONE)


def _age(entry: Found, now: float) -> float:
    """Seconds since a file was last written. A time in the future, set by somebody, tells nothing: then since it last changed."""
    return now - (entry.written if entry.written <= now else entry.changed)
