"""What there is to look at: the landing days and publication dates that anything under a root tells of."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from copydesk import pipeline
from copydesk.audit import strays
from copydesk.errors import LakeError
from copydesk.pipeline import root_of
from copydesk.settings import Settings
from copydesk.store import Root, desk, open_known, paths, publishing


class Extent(NamedTuple):
    """Landing days and publication dates, each in order."""

    days: list[date]
    dates: list[date]


def extent_of(settings: Settings, since: date | None = None) -> Extent:
    """All of a root; or its landing days from `since` on, and the dates that dates_since() names.

    Raises MissingError for a root that holds nothing.
    """
    root = open_known(settings.root)
    if since is None:
        return Extent(days(root), dates(root))
    return Extent(days(root, since), dates_since(settings, since))


def days(root: Root, since: date = date.min) -> list[date]:
    """Every day, from `since` on, that has a landing or a desk folder."""
    named = [name for name in root.names(paths.LANDING, since.isoformat()) if strays.is_day(name)]
    landed = {name for name in named if not strays.is_file(root, name)}
    desked = {name.removeprefix("landed=") for name in root.names(paths.DESK, f"landed={since}") if name.startswith("landed=")}
    return [day for name in sorted(landed | desked) if (day := paths.day_of(name))]


def dates(root: Root, since: date = date.min) -> list[date]:
    """Every publication date, from `since` on, that the lake has a partition, fates or a manifest of, or a publisher's mark, and
    every one that the desk has a mark of or, for a landing day from `since` on, names in its manifest.
    """
    first = f"date={since}"
    names = {name.removeprefix("date=") for name in root.names(paths.LAKE, first) if name.startswith("date=")}
    for folder in ("_fates", "_manifests"):
        names |= {name.removeprefix("date=").rsplit(".", 1)[0] for name in root.names(f"{paths.LAKE}/{folder}", first)}
    names |= {day.isoformat() for day in publishing.dates(root) if day >= since}
    names |= set(root.names(paths.DATES, since.isoformat()))
    names |= {name for landed in days(root, since) for name in _filed_under(root, landed) if name >= since.isoformat()}
    return [day for name in sorted(names) if (day := paths.day_of(name))]


def dates_since(settings: Settings, since: date) -> list[date]:
    """The publication dates from `since` on, and those before it that landing days from `since` on may have changed.

    A landing day may change the dates that it holds, or ever held, articles of, and the dates in whose window these are.
    """
    root = root_of(settings)
    touched = pipeline.dates_touched(settings, days(root, since))
    return sorted({*dates(root, since), *map(date.fromisoformat, touched)})


def _filed_under(root: Root, day: date) -> list[str]:
    """The publication dates that a landing day's manifest names; none where it is damaged, which check_day() says."""
    try:
        manifest = desk.read_manifest(root, day)
    except LakeError:
        return []
    return list(manifest.dates) if manifest else []
