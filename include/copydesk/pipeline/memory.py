"""The memory of a unit of work: how often Python looks for cycles of objects meanwhile, and what is given back behind it."""

from __future__ import annotations

import ctypes
import gc
from collections.abc import Iterator
from contextlib import contextmanager

import pyarrow as pa

from copydesk.errors import NO_MEMORY, EngineError

_SELDOM = (100_000, 50, 100)
_units: list[tuple[int, int, int]] = []
"""One entry for each unit at work, with the thresholds that it met: the first has Python's own."""

_trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # of glibc; another library may have nothing like it


def give_back() -> None:
    """Give the system what Arrow and the C library hold ready for the next table: after a million rows that is half of all."""
    pa.default_memory_pool().release_unused()
    if _trim:
        _trim(0)


@contextmanager
def unit_of_work() -> Iterator[None]:
    """Inside the block, or in a function that this decorates, cycles are looked for seldom, among what is new there.

    A batch is hundreds of thousands of rows and words that stay until its end and are no cycles: with Python's own thresholds
    they are looked through again and again, which takes a fifth of the time. Behind it memory is given back, which in a
    worker that turns to other work is more than a hundred megabytes. Of units inside or beside one another the first and the
    last do so. Raises EngineError where memory does not suffice.
    """
    _units.append(gc.get_threshold())
    if len(_units) == 1:
        gc.freeze()
        gc.set_threshold(*_SELDOM)
    try:
        yield
    except MemoryError as error:
        raise EngineError(NO_MEMORY) from error
    finally:
        usual = _units.pop()
        if not _units:
            gc.set_threshold(*usual)
            gc.unfreeze()
        give_back()
