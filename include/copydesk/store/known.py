"""A root that must be there already: who looks at one, and does not fill it, would take a wrong path for an empty lake."""

from __future__ import annotations

from copydesk.errors import MissingError
from copydesk.store import paths
from copydesk.store.root import Root, open_root


def open_known(uri: str) -> Root:
    """The root at a folder's path or at a URI. Raises MissingError for one without landing zone, desk and lake."""
    root = open_root(uri)
    if not any(root.names(folder) for folder in (paths.LANDING, paths.DESK, paths.LAKE)):
        raise MissingError(
            f"{root.uri} holds no landing zone, no desk and no lake: name the folder or URI that is above "
            f"{paths.LANDING}/, {paths.DESK}/ and {paths.LAKE}/, and see that it is mounted."
        )
    return root
