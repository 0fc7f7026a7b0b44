"""What a process costs: run by itself, pinned to one core, with its own share of the kernel's accounts."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS"), "1")


_LAUNCH = """
import json, os, sys
pid = os.posix_spawnp(sys.argv[2], sys.argv[2:], os.environ)
_, status, usage = os.wait4(pid, 0)
with open(sys.argv[1], "w") as told:
    json.dump([status, usage.ru_utime + usage.ru_stime, usage.ru_maxrss], told)
"""
"""Starts a program from a process that is small: what its parent held when it was started counts as the program's own peak."""


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
    environment, told = {**os.environ, **ONE_THREAD, **environment}, log.with_name(f"{log.name}.spent")
    launch = [sys.executable, "-I", "-S", "-c", _LAUNCH, str(told), *command]
    with log.open("wb") as said, pinned(core):
        nothing = subprocess.DEVNULL
        launcher = subprocess.run(launch, check=False, stdout=said, stderr=said, stdin=nothing, env=environment)
    wall = time.perf_counter() - started
    status, cpu, kilobytes = json.loads(told.read_text("utf-8")) if not launcher.returncode else (launcher.returncode << 8, 0, 0)
    if code := os.waitstatus_to_exitcode(status):
        raise RuntimeError(f"{' '.join(command)} ended with {code}: {log.read_text('utf-8', 'replace')[-2_000:]}")
    return Spent(cpu, wall, kilobytes / 1024)
