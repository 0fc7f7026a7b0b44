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
import ctypes, json, os, signal, sys
ctypes.CDLL(None).prctl(36, 1)
signal.signal(signal.SIGALRM, lambda *_: sys.exit("It left a process behind that still runs after five minutes."))
pid = os.posix_spawnp(sys.argv[2], sys.argv[2:], os.environ)
status, cpu, peak = 0, 0.0, 0
while True:
    try:
        ended, code, usage = os.wait3(0)
    except ChildProcessError:
        break
    cpu, peak = cpu + usage.ru_utime + usage.ru_stime, max(peak, usage.ru_maxrss)
    if ended == pid:
        status = code
        signal.alarm(300)
with open(sys.argv[1], "w") as told:
    json.dump([status, cpu, peak], told)
"""
"""Starts a program from a process that is small: what its parent held when it was started counts as the program's own peak.

What the program leaves behind becomes a child of this process (PR_SET_CHILD_SUBREAPER, prctl(2)), which waits for and counts it:
a server that workers were forked from outlives the run that they worked for, and nobody else would ask what they took.
"""


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds of CPU of all its processes, seconds by the clock, and megabytes of the largest one."""

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
