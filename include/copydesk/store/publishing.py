"""Who is publishing which date where nothing locks: a mark that each publisher leaves while it is at work.

A publisher that lives to its end has looked at all that it wrote. One that is killed may have written over files that another
one had finished, and nothing would show it. Its mark does: it is the only one that does not take it away. Whether a mark is
of the living or of the dead nobody can tell, so whoever meets one looks at the date, and takes away only what is old.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from uuid import uuid4

from copydesk.store import paths
from copydesk.store.root import Root


@contextmanager
def marked(root: Root, published: date, keep_hours: float) -> Iterator[None]:
    """Mark a date for as long as it is being published; who fails or is killed leaves the mark.

    At the end the date is right, so marks of the dead go too: those that were `keep_hours` old already at the beginning.
    """
    if root.locks:
        yield
        return
    mark = f"{paths.PUBLISHING}/{published.isoformat()}.{uuid4().hex}"
    root.write(mark, b"\n")
    dead = abandoned(root, published, keep_hours)
    yield
    for path in {*dead, mark}:
        root.delete(path)


def dates(root: Root) -> set[date]:
    """The dates that have a mark; none where the root locks."""
    return set() if root.locks else {day for name in root.names(paths.PUBLISHING) if (day := paths.day_of(name))}


def abandoned(root: Root, published: date, keep_hours: float) -> list[str]:
    """The marks of a date that are older than any publisher gets, by path; none where the root locks."""
    if root.locks:
        return []
    own, youngest = f"{paths.PUBLISHING}/{published.isoformat()}.", time.time() - keep_hours * 3600
    marks = [entry for entry in root.files(paths.PUBLISHING) if entry.path.startswith(own)]
    return [mark.path for mark in marks if not keep_hours or mark.written < youngest]
