"""`make ui`: PostgreSQL, API server, scheduler, DAG processor and triggerer, started and stopped together.

The API server comes first: a scheduler that starts before it fails its first task. When any component ends, everything
is stopped; nothing is restarted, because a component that dies on one's own machine is something to look at.
"""

from __future__ import annotations

import argparse
import json
import signal
import socket
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from rich.console import Console
from rich.markup import escape
from rich.panel import Panel
from rich.text import Text

from local.home import REPOSITORY, Home, LocalError, folder_of
from local.landing import land_samples
from local.postgres import Postgres
from local.processes import DiedError, Process, stop_all

HOST, PORT = "127.0.0.1", 8080
MOST = 65535  # the last port there is
PATIENCE = 180  # seconds until everything must be healthy, on a slow machine that byte-compiles for the first time
PARTS = {
    "api-server": ["api-server", "--host", HOST, "--workers", "1"],
    "scheduler": ["scheduler", "--skip-serve-logs"],
    "dag-processor": ["dag-processor"],
    "triggerer": ["triggerer", "--skip-serve-logs"],
}
console = Console(highlight=False)


class Airflow:
    """The components of one home; use as a context, so that whatever happens, nothing keeps running."""

    def __init__(self, home: Home, root: Path, port: int) -> None:
        self.home, self.port = home, port
        self.processes: list[Process] = []
        self.postgres = Postgres(home.path / "postgres", home.logs / "postgres.log")
        self.env = home.environment(root, self.postgres.url)
        self.url = f"http://{HOST}:{port}"
        self.env["AIRFLOW__API__BASE_URL"] = self.url
        self.env["AIRFLOW__CORE__EXECUTION_API_SERVER_URL"] = f"{self.url}/execution/"

    def start(self) -> Iterator[str]:
        """Starts everything in order, each step announced before it is taken."""
        yield "PostgreSQL"
        self.bring_up("postgres")
        yield "tables"
        self._finish(self._airflow("migrate", "db", "migrate"))
        yield "API server"
        self.bring_up("api-server")
        self._wait(lambda: self._health("metadatabase"))
        yield "scheduler, DAG processor, triggerer"
        for name in ("scheduler", "dag-processor", "triggerer"):
            self.bring_up(name)
        self._wait(lambda: self._health("scheduler", "dag_processor", "triggerer"))
        yield "DAGs"
        self._wait(self._has_dags)

    def bring_up(self, name: str) -> None:
        """Starts one component: postgres, or one of PARTS. It is watched from then on."""
        if name == "postgres":
            self.processes.insert(0, self.postgres.start())  # the first: it is stopped last
        else:
            port = ("--port", str(self.port)) if name == "api-server" else ()
            self.processes.append(self._airflow(name, *PARTS[name], *port))

    def watch(self) -> None:
        """Returns never; raises DiedError when a component ends."""
        while True:
            self._check()
            time.sleep(0.5)

    def stop(self) -> None:
        """Stops every component, the database last."""
        if self.processes:
            stop_all(self.processes)
        self.processes.clear()
        self.postgres.clean_up()

    def _airflow(self, name: str, *command: str) -> Process:
        return Process(name, [sys.executable, "-m", "airflow", *command], self.home.logs / f"{name}.log", env=self.env)

    def _finish(self, process: Process) -> None:
        self.processes.append(process)
        while True:
            try:
                self._check()
            except DiedError as died:
                if died.process is not process or not died.succeeded:
                    raise
                self.processes.remove(process)
                return
            time.sleep(0.1)

    def _check(self) -> None:
        for process in self.processes:
            process.check()

    def _wait(self, ready: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE
        while not ready():
            self._check()
            if time.monotonic() > deadline:
                raise LocalError(f"Airflow is not healthy after {PATIENCE} seconds; the logs are in {self.home.logs}.")
            time.sleep(0.3)

    def _health(self, *parts: str) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/api/v2/monitor/health", timeout=5) as answer:
                health = json.load(answer)
        except (OSError, ValueError):
            return False
        return all(health[part]["status"] == "healthy" for part in parts)

    def _has_dags(self) -> bool:
        if error := self.postgres.ask("select filename, stacktrace from import_error limit 1"):
            raise LocalError(f"A DAG file cannot be loaded: {error}")
        return self.postgres.ask("select 1 from dag where dag_id = 'clean_news' and not is_stale") == "1"


def port_of(given: str) -> int | None:
    """The port that PORT names; None where it names none. Raises LocalError for what can be no port."""
    if not given:
        return None
    if not (given.isascii() and given.isdigit() and 0 < int(given) <= MOST):
        raise LocalError(f"PORT={given} is no port. Give a number from 1 to {MOST}: make ui PORT=8090")
    return int(given)


def free_port(wanted: int | None) -> int:
    """`wanted`, or where none is wanted 8080 or the next free one. Raises LocalError if `wanted` is taken."""
    for port in [wanted] if wanted is not None else range(PORT, PORT + 100):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise LocalError(f"Port {wanted or PORT} is taken. Choose another one: make ui PORT=8090")


@contextmanager
def interruptible() -> Iterator[None]:
    """Ctrl-C, `kill` and a closed terminal all end the block with KeyboardInterrupt."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupt)
    yield


def welcome(airflow: Airflow, root: Path, days: list[str]) -> Panel:
    """What a newcomer needs to know: where, who, and what to click."""
    span = f"from {days[0]} to {days[-1]}" if days else "over your landing days"
    return Panel.fit(
        f"[bold]{airflow.url}[/]\n"
        f"user      admin\npassword  [bold]{airflow.home.password()}[/]\n\n"
        "Open the DAG [bold]clean_news[/], press [bold]Trigger[/], choose [bold]Backfill[/],\n"
        f"{span}, and press [bold]Run Backfill[/].\n"
        f"The articles appear in {escape(str(root / 'lake'))}.\n\n"
        "Ctrl-C stops everything.",
        title="Airflow is up",
    )


def serve(home: Home, root: Path, port: int, *, samples: bool) -> int:
    """Runs Airflow until Ctrl-C (0) or until a component ends (1). `samples` says whether the sample days are to be landed."""
    airflow = Airflow(home, root, port)
    try:
        with console.status("Starting…") as status:
            for step in airflow.start():
                status.update(f"Starting: {step}…")
                if not console.is_terminal:
                    console.print(f"Starting: {step}")
            days = [day.isoformat() for day in (land_samples(root) if samples else [])]
        console.print(welcome(airflow, root, days))
        airflow.watch()
    except KeyboardInterrupt:
        console.print("Stopping…")
    except DiedError as died:
        console.print(f"[bold red]{died}[/], so everything is stopped. Its last lines:")
        for line in died.process.last_lines():
            console.print("  " + line, markup=False)
        console.print(f"The whole log: {died.process.log}", markup=False)
        return 1
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        airflow.stop()
        console.print("Everything is stopped.")
    return 0


def main() -> int:
    """Reads the command line; see `make` for the targets that call it."""
    parser = argparse.ArgumentParser(description="The whole Airflow on this machine.")
    parser.add_argument("--root", default="", help="root of landing, desk and lake (default: lakehouse, with the samples landed)")
    parser.add_argument("--port", default="", help=f"port of the UI (default: {PORT}, or the next free one)")
    parser.add_argument("--home", default="", help="where Airflow keeps its own files (default: .copydesk/airflow)")
    arguments = parser.parse_args()
    try:
        root, port = folder_of(arguments.root), port_of(arguments.port)
        with interruptible():
            home = Home(Path(arguments.home or REPOSITORY / ".copydesk" / "airflow"))
            with home.locked():
                # A root of one's own keeps one's own news alone: the samples are made up.
                return serve(home, root, free_port(port), samples=not arguments.root)
    except LocalError as error:
        console.print(Text(str(error), style="bold red"))
        return 1
    except KeyboardInterrupt:
        return 0


if __name__ == "__main__":
    sys.exit(main())
