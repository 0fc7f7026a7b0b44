"""A root that must be there already: who looks at one, and does not fill it, would take a wrong path for an empty lake."""

from __future__ import annotations

from datetime import date

from copydesk.errors import LakeError, MissingError
from copydesk.store import desk, paths
from copydesk.store.local import LocalRoot
from copydesk.store.root import Root, open_root

_CURE = f"name the folder or URI that is above {paths.LANDING}/, {paths.DESK}/ and {paths.LAKE}/, and see that it is mounted."


def open_known(uri: str, *also: str) -> Root:
    """The root at a folder's path or at a URI. Raises MissingError for one without landing zone, desk and lake.

    Where a folder named in `also` holds something, it is a root too.
    """
    root = open_root(uri)
    if not any(root.names(folder) for folder in (paths.LANDING, paths.DESK, paths.LAKE, *also)):
        raise MissingError(f"{root.uri} holds no landing zone, no desk and no lake: {_CURE}")
    return root


def open_there(uri: str, *also: str) -> Root:
    """The root at a folder's path, which may be empty still, or at a URI. Raises MissingError where there is no such folder.

    A bucket has no empty folders, so at a URI there must be something, as open_known() has it; `also` is as there.
    """
    root = open_root(uri)
    if not isinstance(root, LocalRoot):
        return open_known(uri, *also)
    if not root.folder.is_dir():
        raise MissingError(f"{root.uri} is no folder: {_CURE}")
    return root


def zone_is_there(root: Root, until: date = date.max) -> bool:
    """Whether the landing zone holds the folder of a landing day, up to `until`. A bucket has no folders, and is always there."""
    days = map(paths.day_of, root.names(paths.LANDING)) if isinstance(root, LocalRoot) else [until]
    return any(day and day <= until for day in days)


def see_zone(root: Root) -> None:
    """Raise MissingError where the landing zone holds no landing day at all and the desk holds records of some.

    Whoever is to put files there asks first: below a zone that is not mounted they would be hidden once it is.
    """
    if zone_is_there(root):
        return
    filed = [day for name in root.names(paths.DESK) if (day := _filed(root, name))]
    if filed:
        zone, days = f"{root.uri}/{paths.LANDING}", f"{len(filed)} landing day{'s' * (len(filed) != 1)}"
        raise MissingError(
            f"{zone} holds no landing day, and the desk has {days}: nothing lands there. Bring the landing zone back (is it "
            f"mounted?), and run this again. Where all of it was removed on purpose: mkdir {zone}/{filed[0]}."
        )


def _filed(root: Root, name: str) -> date | None:
    """The landing day of a folder of the desk that holds records, or is damaged."""
    day = paths.day_of(name)
    try:
        manifest = desk.read_manifest(root, day) if day else None
    except LakeError:
        return day
    return day if manifest and manifest.records else None
