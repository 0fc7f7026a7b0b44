"""What a run of the pipeline costs: what it asks of its root, and where its seconds go."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from unittest.mock import patch

from copydesk.pipeline import work
from copydesk.settings import Settings
from copydesk.store import Entry, Root, open_root, paths


@dataclass(slots=True)
class Cost:
    """What a run did: seconds by the clock and of CPU, names that listings returned, files and bytes read, manifests among
    them, files written."""

    seconds: float = 0.0
    cpu: float = 0.0
    listed: int = 0
    read: int = 0
    manifests: int = 0
    bytes: int = 0
    written: int = 0


class CountingRoot:
    """A root that counts what is asked of it and passes it on."""

    def __init__(self, root: Root) -> None:
        self._root, self.cost = root, Cost()

    def __getattr__(self, name: str) -> object:
        return getattr(self._root, name)

    def read(self, path: str) -> bytes:
        """The bytes of a file, counted; a file that is not there counts as one read."""
        self.cost.read += 1
        self.cost.manifests += path.endswith("/manifest.json") or path.startswith(f"{paths.LAKE}/_manifests/")
        data = self._root.read(path)
        self.cost.bytes += len(data)
        return data

    def write(self, path: str, data: bytes) -> None:
        """Put a file in place, counted."""
        self.cost.written += 1
        self._root.write(path, data)

    def files(self, folder: str) -> list[Entry]:
        """Every file below a folder, counted."""
        found = self._root.files(folder)
        self.cost.listed += len(found)
        return found

    def entry(self, path: str) -> Entry | None:
        """The file at a path, counted as a name that was listed."""
        self.cost.listed += 1
        return self._root.entry(path)

    def names(self, folder: str, first: str = "") -> list[str]:
        """Names right in a folder, counted."""
        found = self._root.names(folder, first)
        self.cost.listed += len(found)
        return found


@dataclass(slots=True)
class Clock:
    """CPU seconds that a run spends in each of its steps, as its progress tells them; what is between them is the rest."""

    spent: dict[str, float] = field(default_factory=dict)
    doing: str = "rest"
    since: float = field(default_factory=time.process_time)

    def __call__(self, what: str, done: int, of: int) -> None:
        """The run says what it is about to do, or that it is done with it."""
        now = time.process_time()
        self.spent[self.doing] = self.spent.get(self.doing, 0.0) + now - self.since
        self.doing, self.since = "rest" if done == of else what, now


def counted(settings: Settings, run: Callable[[], object]) -> Cost:
    """What a run of the pipeline asks of its root."""
    root = CountingRoot(open_root(settings.root))
    work.root_of.cache_clear()
    with patch.object(work, "open_root", lambda uri: root):
        wall, cpu = time.perf_counter(), time.process_time()
        run()
        root.cost.seconds, root.cost.cpu = time.perf_counter() - wall, time.process_time() - cpu
    work.root_of.cache_clear()
    return root.cost
