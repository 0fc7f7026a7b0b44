"""A whole local Airflow for a test: started as `make ui` starts it, driven by its REST API, compared by the bytes of its lake."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
PATIENCE = 150  # seconds for Airflow to start, or for runs to end, on two busy cores


def lake_hashes(root: Path) -> dict[str, str]:
    """SHA-256 of every file of the lake, by its path below the root."""
    files = sorted(path for path in (root / "lake").rglob("*") if path.is_file())
    return {str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


class Reachable:
    """A local Airflow with a home and a root of its own: where it is, and how to talk to it."""

    def __init__(self, folder: Path) -> None:
        self.home, self.root = folder / "the home", folder / "the root"
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"

    def password(self) -> str:
        """The generated password."""
        return str(json.loads((self.home / "passwords.json").read_text())["admin"])

    def client(self) -> httpx.Client:
        """A client of the REST API, logged in."""
        token = (
            httpx.post(f"{self.url}/auth/token", json={"username": "admin", "password": self.password()}, timeout=120)
            .raise_for_status()
            .json()
        )
        return httpx.Client(
            base_url=f"{self.url}/api/v2", headers={"Authorization": f"Bearer {token['access_token']}"}, timeout=120
        )


class LocalAirflow(Reachable):
    """`local.ui` as a child process."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.output = folder / "ui.out"
        command = [sys.executable, "-m", "local.ui", "--root", str(self.root), "--home", str(self.home), "--port", str(self.port)]
        env = {**os.environ, "PYTHONPATH": str(REPOSITORY / "include"), "COLUMNS": "200"}
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(command, cwd=REPOSITORY, env=env, stdout=output, stderr=output)

    def said(self) -> str:
        """All that it has printed."""
        return self.output.read_text("utf-8")

    def wait_until_it_says(self, words: str) -> None:
        """Returns when the words have been printed; fails with all output if it ends or takes too long."""
        wait_for(lambda: words in self.said() or self.process.poll() is not None, self.said)
        assert words in self.said(), self.said()

    def component(self, name: str) -> psutil.Process:
        """The process that runs `airflow NAME`, or postgres."""
        for child in psutil.Process(self.process.pid).children():
            if name in child.cmdline() or Path(child.cmdline()[0]).name == name:
                return child
        raise AssertionError(f"no component {name}")

    def family(self) -> list[psutil.Process]:
        """Every process below it."""
        return psutil.Process(self.process.pid).children(recursive=True)

    def stop(self) -> int:
        """Presses Ctrl-C and gives the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        return self.process.wait(60)


@contextmanager
def folder_of_its_own() -> Iterator[Path]:
    """A new folder outside pytest's: PostgreSQL runs as another user, and each pytest that starts shuts others out of those."""
    folder = Path(tempfile.mkdtemp(prefix="local airflow "))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def wait_for(ready: Callable[[], Any], tell: Callable[[], object], seconds: float = PATIENCE) -> None:
    """Returns when `ready` is true; fails with what `tell` says if that takes longer than `seconds`."""
    deadline = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > deadline:
            pytest.fail(f"waited {seconds} seconds in vain: {tell()}")
        time.sleep(0.3)
