"""Names of records in containers: one line, printable, different for different records, and never a path to anywhere."""

from __future__ import annotations

from urllib.parse import quote

import xxhash

from copydesk.errors import UnreadableError

_NAME_BYTES = 480
"""Longer names are cut, and told apart by their number; four in one another are less than 2 KB."""


class Names:
    """The names given in one container, as counts of their hashes: a million names take tens of megabytes, not hundreds."""

    def __init__(self) -> None:
        self._given: dict[int, int] = {}

    def given(self, stem: str) -> int:
        """How often this name was given, this time included. Where two hashes are one, a number is given for nothing."""
        key = xxhash.xxh3_64_intdigest(stem.encode("utf-8", "surrogatepass"))
        self._given[key] = self._given.get(key, 0) + 1
        return self._given[key]


def inside(container: str, member: str, names: Names | None = None) -> str:
    """The name of a member below its container's: `inner.zip!page.html`. A second one of a name gets a number: `page.html#2`.

    `names` are those given in this container, where they come from outside and two may be alike. An empty member's name is the
    container's.
    """
    if names is None:
        return f"{container}!{member}" if container and member else member or container
    stem = _shown(member) or "(no name)"
    number = names.given(stem)
    name = stem if number == 1 else f"{stem}#{number}"
    return f"{container}!{name}" if container else name


def _shown(name: str) -> str:
    """A member's name with what is not printable, and what names are joined and numbered with, percent-encoded."""
    shown = "".join(c if c.isprintable() and c not in "%!#" else quote(c, safe="", errors="surrogatepass") for c in name)
    return shown if len(shown.encode()) <= _NAME_BYTES else shown.encode()[:_NAME_BYTES].decode("utf-8", "ignore")


def too_deep(path: str, most: int) -> UnreadableError | None:
    """What is wrong with a path of too many folders."""
    depth = path.count("/")
    if depth <= most:
        return None
    return UnreadableError("path-too-deep", f"{depth} folders; the limit COPYDESK_PATH_DEPTH is {most}.")
