"""Child processes that write to a log file, are watched together, and leave nobody behind."""

from __future__ import annotations

import os
import pwd
import signal
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil

PATIENCE = 20  # seconds that a process has to end by itself


class DiedError(Exception):
    """A component ended although nobody asked it to."""

    def __init__(self, process: Process, code: int) -> None:
        how = f"was killed by {signal.Signals(-code).name}" if code < 0 else f"ended with exit code {code}"
        super().__init__(f"{process.name} {how}")
        self.process, self.succeeded = process, code == 0


class Process:
    """One component: a child process in a session of its own, so that Ctrl-C reaches us and not it."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        log: Path,
        *,
        env: Mapping[str, str] | None,
        user: str | None = None,
        polite: str = "SIGTERM",
    ) -> None:
        self.name, self.log, self._polite = name, log, signal.Signals[polite]
        with log.open("wb") as output:
            self._popen = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env=env,
                cwd="/",
                start_new_session=True,
                **as_user(user),
            )

    @property
    def pid(self) -> int:
        """Process id, which is also the id of the session that all its descendants belong to."""
        return self._popen.pid

    def check(self) -> None:
        """Raises DiedError if the process has ended."""
        if (code := self._popen.poll()) is not None:
            raise DiedError(self, code)

    def last_lines(self, count: int = 15) -> list[str]:
        """The end of its log."""
        return self.log.read_text("utf-8", errors="replace").splitlines()[-count:]

    def ask_to_stop(self) -> None:
        """Sends the signal that lets it end in good order."""
        if self._popen.poll() is None:
            self._popen.send_signal(self._polite)

    def stop(self) -> None:
        """Returns when the process and all its descendants are gone; those that do not go are killed."""
        family = _descendants(self.pid)
        self.ask_to_stop()
        with suppress(subprocess.TimeoutExpired):
            self._popen.wait(PATIENCE)
        _kill([*family, *_session(self.pid)])
        self._popen.wait()


def as_user(name: str | None) -> dict[str, Any]:
    """Arguments for subprocess that make the child another user, with that user's group and without our own."""
    return {} if name is None else {"user": name, "group": pwd.getpwnam(name).pw_gid, "extra_groups": []}


def stop_all(processes: Iterable[Process]) -> None:
    """Stops the processes at once, the first started last: it is the one that the others need (the database)."""
    first, *others = list(processes)
    for process in others:
        process.ask_to_stop()
    for process in [*reversed(others), first]:
        process.stop()


def _descendants(pid: int) -> list[psutil.Process]:
    try:
        found: list[psutil.Process] = psutil.Process(pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []
    return found


def _session(leader: int) -> list[psutil.Process]:
    """Every process of the session, also those whose parent is gone."""
    found = []
    for process in psutil.process_iter():
        try:
            if os.getsid(process.pid) == leader:
                found.append(process)
        except (ProcessLookupError, PermissionError):
            continue  # it ended while we looked, or belongs to somebody else
    return found


def _kill(processes: list[psutil.Process]) -> None:
    for process in processes:
        try:
            process.kill()
        except psutil.NoSuchProcess:
            continue
    psutil.wait_procs(processes, timeout=5)
