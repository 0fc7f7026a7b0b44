"""Spark as an engine: executors run the units of work of pipeline.run_days() on shared storage, and give back paths and counts.

What goes through the driver is the name of a function, with the small dictionaries, days and dates that it takes; no text, no
table. A unit that runs twice, since its Python worker died or its executor was lost, writes the same bytes.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import socket
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import wait as waited
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from copydesk import pipeline
from copydesk.errors import EngineError, LakeError, MissingError
from copydesk.pipeline import Archive, Each, Progress
from copydesk.settings import Settings
from copydesk.store import Root, paths

if TYPE_CHECKING:
    from pyspark import SparkContext

MARKS = f"{paths.DESK}/_engines"
"""Folder of the marks of engines at work: an executor that does not find its engine's mark is not on the same storage."""

_POLL_SECONDS = 0.5
_HOME = Path(sys.prefix) / "spark"
"""Where this project's own installation keeps PySpark, off the path of everything else."""

_DEFAULTS = {
    "spark.app.name": "copydesk",
    "spark.log.level": "ERROR",
    "spark.ui.showConsoleProgress": "false",
    "spark.speculation": "false",  # two tries at once would be right, and twice the work
}
_LOCAL = {
    "spark.ui.enabled": "false",  # it has no password
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
}


def run(
    settings: Settings,
    first: date,
    last: date,
    tell: Progress,
    *,
    master: str = "",
    options: Mapping[str, str] | None = None,
    force: bool = False,
) -> Archive:
    """Run all landing days from `first` to `last` on a Spark master; see pipeline.run_days.

    The master is that of the settings where none is given, and under spark-submit that of spark-submit. `options` are Spark's
    own, by name. Raises EngineError where Spark is not there, has failed, or has given a unit up; MissingError for a range
    without a landing day.
    """
    settings = absolute(settings)
    days = pipeline.days_between(settings, first, last)
    if not days:
        raise MissingError(f"no landing day from {first} to {last} under {settings.root}/{paths.LANDING}.")
    with started(master or settings.spark_master, options or {}) as context, engine(context, settings, tell) as each:
        return pipeline.run_days(settings, days, each, width=context.defaultParallelism, force=force)


def absolute(settings: Settings) -> Settings:
    """The settings with whole paths, since executors have working folders of their own."""

    def whole(path: str) -> str:
        return str(Path(path).resolve()) if path and "://" not in path else path

    return replace(settings, root=whole(settings.root), topic_model=whole(settings.topic_model))


def check() -> None:
    """Raises EngineError, with what to do, where Spark cannot be started from here for want of PySpark or Java."""
    _find_pyspark()
    if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        raise EngineError("Spark needs Java 17 or newer: install one, or name its folder in JAVA_HOME.")


@contextmanager
def started(master: str, options: Mapping[str, str]) -> Iterator[SparkContext]:
    """A connection to a Spark master, closed at the end. Raises EngineError where PySpark, Java or the master is not there."""
    conf = dict(options)
    if "PYSPARK_GATEWAY_PORT" not in os.environ:  # spark-submit has a master, and has started Java already
        check()
        _prepare(master)
        conf = {**_DEFAULTS, **(_LOCAL if master.startswith("local") else {}), "spark.master": master, **conf}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)  # of a pandas that nothing here hands to PySpark
            from pyspark import SparkConf, SparkContext

            context = SparkContext(conf=SparkConf().setAll([*conf.items()]))
    except Exception as error:
        raise EngineError(f"Spark could not be started on {conf.get('spark.master', 'its master')}: {_cause(error)}") from error
    try:
        yield context
    finally:
        context.stop()


def _find_pyspark() -> None:
    if not importlib.util.find_spec("pyspark"):
        if not (_HOME / "pyspark").is_dir():
            raise EngineError("PySpark is not installed: pip install 'copydesk[spark]', or name its folder in PYTHONPATH.")
        sys.path.append(str(_HOME))


def _prepare(master: str) -> None:
    """What the Java machine and the Python workers that this process starts are to find in their environment."""
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    os.environ.setdefault("PYTHONWARNINGS", "ignore::FutureWarning:pyspark.testing.utils")  # of a pandas that no unit hands to it
    if master.startswith("local"):
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
        known = os.environ.get("PYTHONPATH", "").split(os.pathsep)
        here = str(Path(__file__).resolve().parents[1])
        os.environ["PYTHONPATH"] = os.pathsep.join([path for path in known if path and path != here] + [here])


@contextmanager
def engine(context: SparkContext, settings: Settings, tell: Progress) -> Iterator[Each]:
    """Something that calls functions on the executors, one task for each call, and tells how many are done.

    Spark calls again what failed, as often as spark.task.maxFailures says. Raises EngineError for a call that it gave up.
    """
    root: Root = pipeline.root_of(settings)
    place = Place(settings, f"{MARKS}/{uuid4().hex}", pipeline.made_by(settings))
    root.write(place.mark, f"{socket.gethostname()}\n".encode())

    def each(what: str, call: Callable[..., Any], arguments: Sequence[tuple[Any, ...]]) -> Iterator[Any]:
        tell(what, 0, len(arguments))
        if arguments:
            yield from _called(context, place, what, call, arguments, lambda done: tell(what, done, len(arguments)))

    try:
        yield each
    finally:
        root.delete(place.mark)


@dataclass(frozen=True, slots=True)
class Place:
    """What an executor must have in common with the driver: the root, by a mark in it, and the code, by its digest."""

    settings: Settings
    mark: str
    made_by: str


@cache
def agree(place: Place) -> None:
    """Make sure, once a process, that this one may work for a driver. Raises LakeError where it would spoil the lake."""
    host = socket.gethostname()
    if pipeline.made_by(place.settings) != place.made_by:
        raise LakeError(f"the executor on {host} has another copydesk than the driver: install the same one on both.")
    try:
        pipeline.root_of(place.settings).read(place.mark)
    except MissingError as error:
        raise LakeError(
            f"the executor on {host} sees another {place.settings.root} than the driver: put it on storage that both see."
        ) from error


def perform(place: Place, unit: tuple[Callable[..., Any], tuple[Any, ...]]) -> Any:
    """Do one unit of work, on an executor."""
    agree(place)
    call, arguments = unit
    return call(*arguments)


def _called(
    context: SparkContext,
    place: Place,
    what: str,
    call: Callable[..., Any],
    arguments: Sequence[tuple[Any, ...]],
    told: Callable[[int], None],
) -> list[Any]:
    """The results of one Spark job, in the order of the arguments."""
    group = f"copydesk {what} {uuid4().hex}"

    def job() -> list[Any]:
        context.setJobGroup(group, what)
        units = context.parallelize([(call, own) for own in arguments], len(arguments))
        return list(units.map(partial(perform, place)).collect())

    known = 0
    with ThreadPoolExecutor(1) as thread:
        running = thread.submit(job)
        try:
            while waited([running], _POLL_SECONDS).not_done:
                if known < (done := _finished(context, group)) < len(arguments):
                    told(known := done)
        except BaseException:
            context.cancelJobGroup(group)
            raise
    results = _result(what, running)
    told(len(arguments))
    return results


def _result(what: str, running: Future[list[Any]]) -> list[Any]:
    try:
        return running.result()
    except Exception as error:
        raise EngineError(f"Spark gave up {what}: {_cause(error)}") from error


def _finished(context: SparkContext, group: str) -> int:
    """How many tasks of a job are done."""
    tracker = context.statusTracker()
    jobs = [found for job in tracker.getJobIdsForGroup(group) if (found := tracker.getJobInfo(job))]
    infos = [found for job in jobs for stage in job.stageIds if (found := tracker.getStageInfo(stage))]
    return sum(info.numCompletedTasks for info in infos)


_RAISED = re.compile(r"^(?:copydesk\.errors\.\w+|ModuleNotFoundError|MemoryError): (.+)$", re.MULTILINE)
_SIGNS = {
    "Python worker exited unexpectedly": "a Python worker died each time, for want of memory perhaps; see the executor's log.",
    "stopped SparkContext": "its master cannot be reached, or has ended the application; see Spark's own lines above.",
}
"""What words of Spark mean."""


def _cause(error: Exception) -> str:
    """What went wrong, in a sentence, out of the page that Spark makes of it."""
    text = str(error)
    if raised := _RAISED.search(text):
        return raised[1]
    for sign, meaning in _SIGNS.items():
        if sign in text:
            return meaning
    lines = [line.strip(" \t:") for line in text.splitlines() if line.strip()] or [repr(error)]
    return next((line for line in lines if line.startswith(("Caused by:", "org.apache.spark", "java."))), lines[0])
