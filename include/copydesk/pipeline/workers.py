"""The same work in several processes of one machine: batches and dates are units of work that share nothing but the root."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from typing import Any

from copydesk.errors import EngineError
from copydesk.pipeline.planning import Progress

Each = Callable[[str, Callable[..., Any], Sequence[tuple[Any, ...]]], Iterator[Any]]
"""Calls a function once for each tuple of arguments, and tells under the name given how many are done.

The results come in the order of the arguments. Functions and arguments can be pickled, and the arguments are small: paths, counts
and dates. So an engine is anything that has such a callable: this process, a pool of processes, Spark.
"""


def cores() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0))


def _end_with_run() -> None:
    """End this process as soon as the run that it works for is gone, even where that was killed and could tell nobody."""
    if run := parent_process():
        threading.Thread(target=lambda: (wait([run.sentinel]), os._exit(1)), daemon=True).start()


@contextmanager
def pool(workers: int, tell: Progress, *, apart: bool = False) -> Iterator[Each]:
    """An engine of so many processes on this machine; of this one where one is enough, unless work is to be done `apart` from it.

    Processes are started at the first work that can be shared. They are forked from a server of their own, which has imported
    what they need and computes nothing: a fork of this process would copy the threads of Arrow half-way. What a call raises is
    raised here, and calls that have not begun are dropped. Raises EngineError where a process was killed.
    """
    executor: list[ProcessPoolExecutor] = []

    def made(call: Callable[..., Any], arguments: Sequence[tuple[Any, ...]]) -> Iterator[Any]:
        if not apart and (workers == 1 or len(arguments) < 2):
            return (call(*own) for own in arguments)
        if not executor:
            context = get_context("forkserver")
            context.set_forkserver_preload(["copydesk.pipeline.preloaded"])
            executor.append(ProcessPoolExecutor(workers, mp_context=context, initializer=_end_with_run))
        return executor[0].map(call, *zip(*arguments, strict=True))

    def each(what: str, call: Callable[..., Any], arguments: Sequence[tuple[Any, ...]]) -> Iterator[Any]:
        tell(what, 0, len(arguments))
        for done, result in enumerate(made(call, arguments), 1):
            tell(what, done, len(arguments))
            yield result

    try:
        yield each
    except BrokenProcessPool as error:
        raise EngineError(
            "a worker process was killed, perhaps by the system for want of memory. Nothing is lost, and readers see nothing "
            "that is half done: run this again, with fewer --workers or more memory."
        ) from error
    finally:
        for started in executor:
            started.shutdown(cancel_futures=True)
