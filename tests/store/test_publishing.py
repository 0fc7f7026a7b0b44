"""Marks of publishers at work, where nothing locks."""

from __future__ import annotations

import os
import time
from datetime import date
from pathlib import Path

import pytest

from copydesk.store import paths, publishing
from copydesk.store.local import LocalRoot

DAY, OTHER = date(2024, 10, 30), date(2024, 10, 31)


class Unlocked(LocalRoot):
    locks = False


def marks(root: LocalRoot) -> list[str]:
    return [entry.path for entry in root.files(paths.PUBLISHING)]


def left(root: LocalRoot, day: date, hours_ago: float) -> str:
    """The mark of a publisher that failed so long ago."""
    before = set(marks(root))
    with pytest.raises(KeyboardInterrupt), publishing.marked(root, day, 24):
        raise KeyboardInterrupt
    (mark,) = set(marks(root)) - before
    os.utime(root.local(mark), (0, time.time() - hours_ago * 3600))
    return mark


def test_each_publisher_has_a_mark_of_its_own_while_it_is_at_work(tmp_path: Path) -> None:
    """Two publishers of a date have two marks; the one that ends takes its own away and not the other's."""
    root = Unlocked(tmp_path)
    with publishing.marked(root, DAY, 24):
        first = marks(root)
        with publishing.marked(root, DAY, 24):
            assert len(marks(root)) == 2
            assert publishing.dates(root) == {DAY}
        assert marks(root) == first
    assert marks(root) == []
    assert publishing.dates(root) == set()


def test_mark_of_one_that_failed_stays_until_it_is_old(tmp_path: Path) -> None:
    """A publisher that ends takes away the old marks of its own date, and neither young ones nor those of another date."""
    root = Unlocked(tmp_path)
    young, other, old = left(root, DAY, 1), left(root, OTHER, 30), left(root, DAY, 30)
    assert publishing.abandoned(root, DAY, 24) == [old]
    with publishing.marked(root, DAY, 24):
        assert set(marks(root)) > {young, other, old}
    assert set(marks(root)) == {young, other}


def test_mark_that_grows_old_during_the_work_stays(tmp_path: Path) -> None:
    """What was young when the work began may have been written by one that was at work since: the end does not take it away."""
    root = Unlocked(tmp_path)
    with publishing.marked(root, DAY, 24):
        late = left(root, DAY, 30)
    assert marks(root) == [late]


def test_locked_root_has_no_marks(tmp_path: Path) -> None:
    """Where one process publishes a date at a time, nothing is marked, and marks copied from a bucket mean nothing."""
    root = LocalRoot(tmp_path)
    left(Unlocked(tmp_path), OTHER, 30)
    with publishing.marked(root, DAY, 24):
        assert len(marks(root)) == 1
    assert publishing.dates(root) == set()
    assert publishing.abandoned(root, OTHER, 24) == []


def test_with_nothing_kept_every_mark_is_old(tmp_path: Path) -> None:
    """Law: where nothing is kept no clock is asked: a mark whose time lies in the future is one of the dead too."""
    root = Unlocked(tmp_path)
    mark = left(root, DAY, -5)
    assert publishing.abandoned(root, DAY, 24) == []
    assert publishing.abandoned(root, DAY, 0) == [mark]
