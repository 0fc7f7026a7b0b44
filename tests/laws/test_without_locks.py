"""Two publishers of one date where nothing locks, as on an object store: played on a disk, operation by operation."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from threading import Event, Thread, current_thread

import pytest

from copydesk import pipeline
from copydesk.pipeline import work
from copydesk.settings import Settings
from copydesk.store.root import LocalRoot
from tests.laws import newsroom as news


class Gate:
    """Stops a publisher before its n-th operation on the lake, and again when it has written a manifest and looks at it."""

    def __init__(self, stop_at: int) -> None:
        self.left = stop_at
        self.reached, self.may_go_on = [Event(), Event()], [Event(), Event()]

    def before(self) -> None:
        if self.left == 0:
            self._stop(0)
        self.left -= 1

    def after_manifest(self) -> None:
        if self.may_go_on[0].is_set() and not self.reached[1].is_set():
            self._stop(1)

    def _stop(self, number: int) -> None:
        self.reached[number].set()
        assert self.may_go_on[number].wait(60)


class Unlocked(LocalRoot):
    """A folder that is treated as a bucket is: no lock, and publishers that get in each other's way."""

    locks = False
    gates: dict[str, Gate]

    def lock(self, name: str) -> AbstractContextManager[None]:
        del name
        return nullcontext()

    def write(self, path: str, data: bytes) -> None:
        self._wait(path)
        super().write(path, data)
        if path.startswith("lake/_manifests/") and b'"unfinished"' not in data and (gate := self._gate()):
            gate.after_manifest()

    def delete(self, path: str) -> None:
        self._wait(path)
        super().delete(path)

    def _wait(self, path: str) -> None:
        if path.startswith("lake/") and (gate := self._gate()):
            gate.before()

    def _gate(self) -> Gate | None:
        return self.gates.get(current_thread().name)


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    news.light(monkeypatch)
    yield
    work.root_of.cache_clear()


def _landed(root: Path) -> Path:
    """Two days that both give the same date an article and change who repeats whom there."""
    news.land(root, news.DAYS[1], "a", news.page("library", news.DATES[1], "Sport"))
    news.run(root, [news.DAYS[1]])
    news.land(root, news.DAYS[1], "b", news.page("orchard", news.DATES[1], "Sport"))
    news.land(root, news.DAYS[0], "a", news.page("library", news.DATES[1], "World", longer=True))
    news.land(root, news.DAYS[0], "b", news.page("pool", news.DATES[1], "Sport"))
    return root


@pytest.mark.parametrize("first_stops", [1, 2])
def test_two_publishers_that_overlap_leave_the_right_lake(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, first_stops: int
) -> None:
    """Wherever two publishers of a date stop, write over one another and believe the other's manifest: the lake is right."""
    wanted = None
    for second_stops in (3, 4, 5):
        folder = _landed(tmp_path / f"{second_stops}")
        root = Unlocked(folder)
        root.gates = {"first": Gate(first_stops), "second": Gate(second_stops)}
        with monkeypatch.context() as patch:
            work.root_of.cache_clear()
            patch.setattr(work, "open_root", lambda uri, root=root: root)
            _play(root.gates, news.settings_of(folder))
        work.root_of.cache_clear()
        wanted = wanted or news.from_scratch(folder, tmp_path / "fresh")
        assert news.differences(news.files(folder), wanted) == [], f"the second stopped before operation {second_stops}"
        assert news.audited(folder) == []


def _play(gates: dict[str, Gate], settings: Settings) -> None:
    """Both go to their first stop, the first to its manifest, then the second to its end, and last the first to its own."""
    first, second = (
        Thread(target=pipeline.run_day, args=(settings, day), name=name)
        for name, day in (("first", news.DAYS[1]), ("second", news.DAYS[0]))
    )
    gates["second"].may_go_on[1].set()
    for number, thread in ((0, first), (0, second), (1, first)):
        if number:
            gates[thread.name].may_go_on[0].set()
        else:
            thread.start()
        while thread.is_alive() and not gates[thread.name].reached[number].wait(0.01):
            pass
    gates["second"].may_go_on[0].set()
    second.join(60)
    gates["first"].may_go_on[1].set()
    first.join(60)
