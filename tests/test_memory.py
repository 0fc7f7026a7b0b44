"""The memory of a unit of work: what Python looks through for cycles, inside and behind it."""

from __future__ import annotations

import gc

from copydesk.pipeline import memory


def test_a_unit_of_work_looks_for_cycles_among_what_is_new_and_leaves_nothing_frozen() -> None:
    """What was there before a unit is not looked through inside it, and is again behind it, with the thresholds that were."""
    usual = gc.get_threshold()
    with memory.unit_of_work():
        assert gc.get_freeze_count() > 0
        assert gc.get_threshold() > usual
    assert gc.get_freeze_count() == 0
    assert gc.get_threshold() == usual


def test_units_that_overlap_end_with_the_last() -> None:
    """A unit inside another one, or beside it in another thread, thaws nothing of it: only the last to end does."""
    usual = gc.get_threshold()
    one, other = memory.unit_of_work(), memory.unit_of_work()
    one.__enter__()
    seldom = gc.get_threshold()
    other.__enter__()
    one.__exit__(None, None, None)
    assert gc.get_freeze_count() > 0
    assert gc.get_threshold() == seldom
    other.__exit__(None, None, None)
    assert gc.get_freeze_count() == 0
    assert gc.get_threshold() == usual
