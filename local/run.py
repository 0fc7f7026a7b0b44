"""`make run`: files in, clean Parquet out, by the real DAG on Airflow, watched from a terminal.

The metadata database is a SQLite file: one process runs the DAG (once.py), so nothing competes for it.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.live import Live
from rich.markup import escape

from copydesk.errors import CopydeskError
from local.home import REPOSITORY, Home, LocalError, folder_of
from local.landing import land_folder, land_samples
from local.show import Board, summary

console = Console(highlight=False)


def events(home: Home, root: Path, days: list[str], log: Path) -> Iterator[dict[str, Any]]:
    """What once.py tells while it runs the days. Raises LocalError when it ends badly."""
    env = home.environment(root, f"sqlite:///{home.path / 'airflow.db'}")
    env["PYTHONPATH"] = os.pathsep.join([env["PYTHONPATH"], str(REPOSITORY)])
    receiver, sender = os.pipe()
    command = [sys.executable, "-m", "local.once", str(sender), *days]
    with log.open("wb") as output, os.fdopen(receiver, encoding="utf-8") as told:
        child = subprocess.Popen(command, env=env, stdin=subprocess.DEVNULL, stdout=output, stderr=output, pass_fds=[sender])
        os.close(sender)
        try:
            for event in told:
                yield json.loads(event)
            if child.wait():
                end = log.read_text("utf-8", errors="replace").strip().splitlines()[-1:]
                raise LocalError(f"Airflow ended with exit code {child.returncode}: {' '.join(end)}")
        finally:
            child.terminate()
            child.wait()


def watch(board: Board, told: Iterator[dict[str, Any]]) -> list[dict[str, Any]]:
    """Shows the events as they come and returns the ends of the days. Raises LocalError for a day that failed."""
    ends: list[dict[str, Any]] = []
    error = ""
    with Live(board, console=console, refresh_per_second=8) if console.is_terminal else console:
        for event in told:
            if board.update(event) and not console.is_terminal:
                console.print(f"{event['day']}  {event['task']}")
            if event["event"] == "failed":
                error = error or f"{event['task']} failed on landing day {event['day']}: {event['error']}"
            if event["event"] == "ends":
                if event["state"] != "success":
                    raise LocalError(error or f"Landing day {event['day']} ended as {event['state']}.")
                ends.append(event)
    return ends


def main() -> int:
    """Reads the command line; see `make` for the target that calls it."""
    parser = argparse.ArgumentParser(description="Runs the DAG clean_news over the samples, or over a folder of your own.")
    parser.add_argument("--root", default="", help="root of landing, desk and lake (default: lakehouse)")
    parser.add_argument("--input", default="", help="a folder of files (default: the samples)")
    parser.add_argument("--day", default="", help="landing day of the folder, as 2024-10-31")
    parser.add_argument("--home", default="", help="where Airflow keeps its own files (default: .copydesk/run)")
    given = parser.parse_args()
    start = time.monotonic()
    log: Path | None = None
    try:
        root = folder_of(given.root)
        home = Home(Path(given.home or REPOSITORY / ".copydesk" / "run"))
        with home.locked():
            landed = land_folder(root, given.input, given.day) if given.input else land_samples(root)
            days = [day.isoformat() for day in landed]
            log = home.logs / "run.log"
            console.print(f"Airflow runs [bold]clean_news[/] for {', '.join(days)}. Its log: {escape(str(log))}", soft_wrap=True)
            ends = watch(Board(days), events(home, root, days, log))
        summary(console, root, ends, time.monotonic() - start)
    except (LocalError, CopydeskError) as error:
        console.print("error: ", style="bold red", end="")
        console.print(str(error), markup=False)
        if log is not None:
            console.print(f"The whole log: {log}", markup=False, soft_wrap=True)
        return 1
    except KeyboardInterrupt:
        console.print("Stopped. What is in the lake is whole; run again to go on.")
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
