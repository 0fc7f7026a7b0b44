"""What a process costs: run by itself, pinned to one core, with its own share of the kernel's accounts."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS"), "1")


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds of CPU, its children's too, seconds by the clock, and megabytes of the largest of its processes."""

    cpu: float
    wall: float
    megabytes: float


@contextmanager
def pinned(core: int) -> Iterator[None]:
    """Keep this process, and those that it starts meanwhile, on one core."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def run(command: Sequence[str], log: Path, environment: Mapping[str, str], core: int) -> Spent:
    """Run a command on one core and write what it says to a file. Raises RuntimeError, with the end of that, where it fails."""
    started = time.perf_counter()
    environment = {**os.environ, **ONE_THREAD, **environment}
    with log.open("wb") as said, pinned(core):
        process = subprocess.Popen(command, stdout=said, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, env=environment)
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        end = log.read_text("utf-8", "replace")[-2_000:]
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}: {end}")
    return Spent(usage.ru_utime + usage.ru_stime, time.perf_counter() - started, usage.ru_maxrss / 1024)
