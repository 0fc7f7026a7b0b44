"""The whole local Airflow in the test's own process, so that a test may take a component away and bring it back."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import Any

import psutil
import psycopg2

from copydesk import pipeline
from copydesk.settings import Settings
from local.home import REPOSITORY, Home
from local.processes import DiedError, Process
from local.ui import Airflow
from tests.laws import newsroom as news
from tests.local.conftest import Reachable, folder_of_its_own, wait_for

LONG = 900  # seconds: runs share two busy cores, and others may want these too


class Stack(Reachable):
    """`local.ui.Airflow`, with a root of its own; use through running()."""

    def __init__(self, folder: Path, **environment: str) -> None:
        super().__init__(folder)
        self.airflow = Airflow(Home(self.home), self.root, self.port)
        self.airflow.env |= environment

    def component(self, name: str) -> Process:
        """The process of a component."""
        return next(process for process in self.airflow.processes if process.name == name)

    def kill(self, name: str) -> None:
        """Ends a component at once, with all that it has started, as a power cut does."""
        process = self.component(name)
        above = psutil.Process(process.pid)
        for one in [above, *above.children(recursive=True)]:
            with suppress(psutil.NoSuchProcess):
                one.kill()
        process.stop()
        self.airflow.processes.remove(process)

    def shut(self, name: str) -> None:
        """Ends a component in good order, as an administrator does."""
        process = self.component(name)
        process.stop()
        self.airflow.processes.remove(process)

    def bring_back(self, name: str) -> None:
        """Starts it again, as whoever runs Airflow would."""
        self.airflow.bring_up(name)

    def revive(self) -> list[str]:
        """Starts again what has ended by itself, as a service manager does; gives the names."""
        ended = []
        for process in list(self.airflow.processes):
            try:
                process.check()
            except DiedError:
                ended.append(process.name)
                self.airflow.processes.remove(process)
                self.bring_back(process.name)
        return ended

    def sql(self, query: str) -> list[list[str]]:
        """Rows of the metadata database, each value as text."""
        with (
            psycopg2.connect(host=str(self.airflow.postgres.socket), user="postgres", dbname="postgres") as db,
            db.cursor() as ask,
        ):
            ask.execute(query)
            return [[str(value) for value in row] for row in ask.fetchall()]

    def trigger(self, run_id: str, **conf: Any) -> None:
        """A run by hand, as the trigger form starts it."""
        with self.client() as api:
            body = {"dag_run_id": run_id, "logical_date": None, "conf": conf}
            api.post("/dags/clean_news/dagRuns", json=body).raise_for_status()

    def states(self, run_id: str) -> list[str]:
        """Each task of a run with its state and number of tries."""
        rows = self.sql(
            f"select task_id, map_index, state, try_number from task_instance where run_id = '{run_id}' order by 1, 2"
        )
        return [" ".join(row) for row in rows]

    def state(self, run_id: str) -> str:
        """The state of a run."""
        return "".join(self.sql(f"select state from dag_run where run_id = '{run_id}'")[0])

    def wait_for_task(self, run_id: str, task: str, *states: str, seconds: float = LONG) -> None:
        """Returns when some instance of a task is in one of these states."""
        wanted = ", ".join(f"'{state}'" for state in states)
        query = f"select 1 from task_instance where run_id = '{run_id}' and task_id = '{task}' and state in ({wanted})"
        wait_for(lambda: self.sql(query), lambda: self.states(run_id), seconds)

    def finish(self, run_id: str, state: str = "success", seconds: float = LONG) -> None:
        """Returns when a run has ended, as expected."""
        wait_for(lambda: self.state(run_id) in ("success", "failed"), lambda: self.states(run_id), seconds)
        assert self.state(run_id) == state, self.states(run_id)

    def log(self, run_id: str, task: str) -> str:
        """All that a task has logged, every try."""
        files = sorted((self.home / "logs").glob(f"dag_id=clean_news/run_id={run_id}/task_id={task}/**/*.log"))
        return "\n".join(file.read_text("utf-8", errors="replace") for file in files)


@contextmanager
def running(disk: str = "", database: str = "", **environment: str) -> Iterator[Stack]:
    """An Airflow that is up with clean_news switched on, and gone afterwards. Retries come after seconds, not half a minute.

    `disk` mounts a file system of that size (as tmpfs has it) for the root, `database` one for the data of PostgreSQL.
    """
    with folder_of_its_own() as folder, ExitStack() as mounted:
        stack = Stack(folder, AIRFLOW__CORE__DAGS_FOLDER=str(impatient_dags(folder)), **environment)
        stack.root.mkdir()
        for place, size in ((stack.root, disk), (stack.airflow.postgres.data, database)):
            if size:
                mounted.enter_context(mount(place, size))
        try:
            for _ in stack.airflow.start():
                pass
            with stack.client() as api:
                api.patch("/dags/clean_news", json={"is_paused": False}).raise_for_status()
            yield stack
        finally:
            stack.airflow.stop()


@contextmanager
def mount(place: Path, size: str) -> Iterator[None]:
    """A file system of its own in a folder, which keeps owner and rights; gone afterwards with all that is in it."""
    about = place.stat()
    options = f"size={size},uid={about.st_uid},gid={about.st_gid},mode={about.st_mode & 0o777:o}"
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "copydesk-test", str(place)], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", str(place)], check=True)


def impatient_dags(folder: Path) -> Path:
    """The DAGs, with pauses of seconds between tries."""
    dags = shutil.copytree(REPOSITORY / "dags", folder / "dags")
    text = (dags / "clean_news.py").read_text("utf-8")
    for usual, short in (("seconds=30", "seconds=1"), ("minutes=15", "seconds=5")):
        assert text.count(f'_delay": timedelta({usual})') == 1
        text = text.replace(f'_delay": timedelta({usual})', f'_delay": timedelta({short})')
    (dags / "clean_news.py").write_text(text, "utf-8")
    return dags


def undisturbed(stack: Stack, fresh: Path) -> dict[str, bytes]:
    """The lake that plain runs of the same landing days give."""
    return news.from_scratch(stack.root, fresh)


def land_day(root: Path, day: date, count: int = 6) -> None:
    """A landing day of a few stories of the newsroom, each with words of its own, one told twice, and one bad file."""
    month, number = f"{day:%m/%d/%Y}", day.toordinal()
    for place in range(count):
        story, section = news.STORIES[place % 3], news.SECTIONS[(number + place) % 3]
        news.land(root, day, f"s{place}", news.page(story, month, section, witness=f"w{number}{place // 3}x"))
    news.land(root, day, "again", news.page(news.STORIES[0], month, "World", witness=f"w{number}0x", longer=True))
    news.land(root, day, "bad", "")


def files_of(root: Path) -> dict[str, tuple[int, int]]:
    """Inode and time of each file of the lake: what nobody touched keeps both."""
    return {str(path.relative_to(root)): (path.stat().st_ino, path.stat().st_mtime_ns) for path in (root / "lake").rglob("*.*")}


def run_plainly(root: Path, day: date) -> None:
    """One landing day without Airflow, as `copydesk run`."""
    pipeline.run_day(Settings(root=str(root)), day)
