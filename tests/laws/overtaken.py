"""A root without locks, as an object store is, on a disk; and a process that is overtaken by another at any operation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

import pytest

from copydesk.pipeline import work
from copydesk.store.local import LocalRoot
from tests.laws.test_order import Died


class Unlocked(LocalRoot):
    """A folder that is treated as a bucket is: no lock; `before` is called with each path that is about to change."""

    locks = False

    def __init__(self, folder: Path, before: Callable[[str], None]) -> None:
        super().__init__(folder)
        self.before = before

    def lock(self, name: str) -> AbstractContextManager[None]:
        del name
        return nullcontext()

    def write(self, path: str, data: bytes) -> None:
        self.before(path)
        super().write(path, data)

    def delete(self, path: str) -> None:
        self.before(path)
        super().delete(path)


@contextmanager
def unlocked(before: Callable[[str], None] = lambda path: None, kind: type[Unlocked] = Unlocked) -> Iterator[None]:
    """As long as this is in use, no root has locks."""
    with pytest.MonkeyPatch.context() as patch:
        work.root_of.cache_clear()
        patch.setattr(work, "open_root", lambda uri: kind(Path(uri), before))
        yield
    work.root_of.cache_clear()


class Fate:
    """Before the n-th operation of a process another one does all its work; before a later one the process may be killed."""

    def __init__(self, overtaken_at: int, other: Callable[[], object], killed_at: int | None) -> None:
        self.overtaken_at, self.other, self.killed_at = overtaken_at, other, killed_at
        self.operations = 0
        self.was_overtaken = self.died = False
        self._waits = False

    def before(self, path: str) -> None:
        """Call before each operation."""
        del path
        if self._waits:
            return  # this is the other's operation
        if self.operations == self.overtaken_at:
            self.was_overtaken = self._waits = True
            self.other()
            self._waits = False
        if self.operations == self.killed_at:
            self.died = True
            raise Died
        self.operations += 1
