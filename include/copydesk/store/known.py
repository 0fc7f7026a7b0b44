"""A root that must be there already: who looks at one, and does not fill it, would take a wrong path for an empty lake."""

from __future__ import annotations

from copydesk.errors import MissingError
from copydesk.store import paths
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
