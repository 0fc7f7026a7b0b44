"""Which batches of a landing day are looked at together."""

from __future__ import annotations

from copydesk.pipeline import habits
from copydesk.pipeline.work import Work


def work(batch: str, listing: str) -> Work:
    return Work(day="2024-10-29", batch=batch, listing=listing, made_by="code", files={}, counts={})


def test_batches_of_another_plan_are_not_of_the_day() -> None:
    """Law: of a cleared run only the batches planned with this one are looked at, and this one alone where none are given."""
    own, beside, stale = work("0000", "now"), work("0001", "now"), work("0001", "before")
    assert habits.together(own, [own, stale, beside]) == [own, beside]
    assert habits.together(own, []) == habits.together(own, [stale]) == [own]
