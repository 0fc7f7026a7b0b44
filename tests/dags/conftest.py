"""Airflow for the tests of the DAG files: in a home of its own, which must be named before the first import of airflow."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
os.environ.setdefault("AIRFLOW_HOME", tempfile.mkdtemp(prefix="copydesk-airflow-"))
os.environ.setdefault("AIRFLOW__CORE__LOAD_EXAMPLES", "False")


@dataclass(frozen=True)
class Runs:
    """What some runs of clean_news left behind: the events that once.py told, and the metadata database."""

    root: Path
    events: list[dict[str, Any]]
    database: Path
    log: str
    code: int

    @property
    def ends(self) -> list[dict[str, Any]]:
        """The end of each run, in order."""
        return [event for event in self.events if event["event"] == "ends"]

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        """Rows of the metadata database."""
        with sqlite3.connect(self.database) as db:
            return db.execute(query).fetchall()


def run_days(folder: Path, root: Path, days: list[str], *, module: str = "local.once", **environment: str) -> Runs:
    """Runs clean_news for landing days as `make run` does, on a database of its own in `folder`.

    Another `module` than `make run`'s may run them, if it tells as much.
    """
    from local.home import Home

    home = Home(folder / "the home")
    env = home.environment(root, f"sqlite:///{home.path / 'airflow.db'}") | environment
    env["PYTHONPATH"] = os.pathsep.join([env["PYTHONPATH"], str(REPOSITORY)])
    receiver, sender = os.pipe()
    log = home.logs / "run.log"
    with log.open("wb") as output, os.fdopen(receiver, encoding="utf-8") as told:
        command = [sys.executable, "-m", module, str(sender), *days]
        child = subprocess.Popen(command, env=env, stdout=output, stderr=output, pass_fds=[sender])
        os.close(sender)
        events = [json.loads(line) for line in told]
        code = child.wait(300)
    return Runs(root, events, home.path / "airflow.db", log.read_text("utf-8"), code)


class Hook:
    """A web hook: keeps what is posted to it, and answers what it is told to."""

    def __init__(self) -> None:
        self.answers: list[int] = []
        self.posts: list[dict[str, Any]] = []
        hook = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                hook.posts.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self.send_response(hook.answers.pop(0) if hook.answers else 200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *arguments: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/hook"
        Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        """Stop answering."""
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture(scope="module")
def hook() -> Iterator[Hook]:
    """A web hook on this machine that really receives."""
    made = Hook()
    yield made
    made.close()


@pytest.fixture(scope="session")
def dagbag() -> Any:
    """All DAG files of the repository, loaded."""
    from airflow.dag_processing.dagbag import DagBag

    return DagBag(str(REPOSITORY / "dags"))
