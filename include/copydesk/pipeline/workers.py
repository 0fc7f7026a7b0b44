"""The same work in several processes of one machine: batches and dates are units of work that share nothing but the root."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any

Each = Callable[[Callable[..., Any], Sequence[tuple[Any, ...]]], Iterator[Any]]
"""Calls a function once for each tuple of arguments and gives the results in that order, each as soon as it and those before it
are there."""


def cores() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0))


@contextmanager
def pool(workers: int) -> Iterator[Each]:
    """Something that calls functions in so many processes, or in this one where one is enough.

    Processes are started at the first work that can be shared, from nothing: a fork would copy the threads of Arrow half-way.
    What a call raises is raised here, and calls that have not begun are dropped.
    """
    executor: list[ProcessPoolExecutor] = []

    def each(call: Callable[..., Any], arguments: Sequence[tuple[Any, ...]]) -> Iterator[Any]:
        if workers == 1 or len(arguments) < 2:
            return (call(*own) for own in arguments)
        if not executor:
            executor.append(ProcessPoolExecutor(workers, mp_context=get_context("spawn")))
        return executor[0].map(call, *zip(*arguments, strict=True))

    try:
        yield each
    finally:
        for started in executor:
            started.shutdown(cancel_futures=True)
