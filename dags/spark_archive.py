"""
### spark_archive: an archive of landing days, on Spark

Runs all landing days of a range at once, as `copydesk spark ROOT --from D --to D` does: the same bytes as `clean_news` day by
day, with every batch of every day open to every core. By hand only, with **First landing day** and **Last landing day**.

| task | what it does |
| --- | --- |
| `check_engine` | says at once what is wrong with the parameters, or what Spark lacks on this worker (PySpark, Java) |
| `run_archive` | starts `copydesk spark` as a process of its own, and shows its progress in the log |
| `announce` | tells readers, as `clean_news` does: one event for `news`, one for each changed date of `news_by_date` |
| `name_refused` | fails the run where days or dates broke the contract: they are as they were before, all others are there |

**Rerun freely**: days that have not changed are not read again, dates that are current are not published again. A unit of work
that fails is tried again as often as the master says (`local[2,4]`: four times; on a cluster `spark.task.maxFailures`).

**Where Spark is**: the parameter `master`, else `COPYDESK_SPARK_MASTER`. The worker that runs `run_archive` is the driver; it
moves paths and counts only. All else is set in Spark's own `spark-defaults.conf`. PySpark is looked for among the packages of
this Python and in its folder `spark`; Airflow never imports it. See docs/spark.md.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from airflow.sdk import Asset, Param, dag, get_current_context, task
from airflow.sdk.exceptions import AirflowException, AirflowFailException, AirflowSkipException

from copydesk.settings import Settings  # light: Airflow parses this file again for each task

NEWS, NEWS_BY_DATE = Asset("news"), Asset("news_by_date")
COMMAND = [sys.executable, "-c", "from copydesk.cli import main; main()", "spark"]

PARAMS = {
    "first": Param(
        None, type=["null", "string"], format="date", title="First landing day", description="YYYY-MM-DD; there is no default."
    ),
    "last": Param(
        None, type=["null", "string"], format="date", title="Last landing day", description="YYYY-MM-DD; there is no default."
    ),
    "master": Param(
        None,
        type=["null", "string"],
        title="Spark master",
        description="As local[2,4], spark://host:7077 or yarn. Leave empty for that of COPYDESK_SPARK_MASTER.",
    ),
    "force": Param(False, type="boolean", title="Read all days again", description="Also days that have not changed."),
    "announce": Param(
        True,
        type="boolean",
        title="Tell readers",
        description="An event for each changed date starts readers: thousands, perhaps.",
    ),
}

log = logging.getLogger(__name__)


def wrong_with(conf: dict[str, Any], now: datetime) -> str:
    """What is wrong with how a run was asked for, in words for whoever asked; empty where nothing is."""
    if unknown := sorted(set(conf) - {*PARAMS, "openlineage"}):  # Airflow itself hands the latter on to runs that it triggers
        return f"spark_archive has no parameter {', '.join(unknown)}. It has {', '.join(PARAMS)}. Correct it and trigger again."
    if not (conf.get("first") and conf.get("last")):
        return "An archive has a first and a last landing day. Trigger again with both: first and last, as YYYY-MM-DD."
    first, last = (date.fromisoformat(conf[name]) for name in ("first", "last"))
    if first > last:
        return f"The first landing day {first} lies behind the last, {last}. Trigger again with the two exchanged."
    from copydesk import landingday

    if wrong := landingday.wrong_with(last, now) or landingday.wrong_with(first, now):
        return f"{wrong} Trigger again with days that can be."
    return ""


def _settings() -> Settings:
    return Settings.from_env()


def command(settings: Settings, params: dict[str, Any], summary: str) -> list[str]:
    """The command line of a run; its summary goes to a file."""
    said = [*COMMAND, settings.root, "--from", params["first"], "--to", params["last"], "--summary", summary]
    said += ["--master", params["master"]] if params["master"] else []
    return said + (["--force"] if params["force"] else [])


def followed(said: list[str]) -> list[str]:
    """Run a command, its output line by line in the log, and end it where this task is ended; returns its last lines."""
    lines: list[str] = []
    environ = os.environ | {"COLUMNS": "500"}  # a sentence is a line
    with subprocess.Popen(said, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        try:
            for line in process.stdout or ():
                log.info("%s", line.rstrip())
                lines = [*lines[-50:], line.strip()]
        except BaseException:
            process.terminate()  # the Java machine ends with it
            raise
    return lines


@task
def check_engine() -> None:
    """Fails at once, with what to do, where the parameters are wrong or Spark cannot be started from here."""
    from copydesk import spark
    from copydesk.errors import EngineError

    context = get_current_context()
    if wrong := wrong_with({**context["params"], **(context["dag_run"].conf or {})}, datetime.now(UTC)):
        raise AirflowFailException(wrong)
    try:
        spark.check()
    except EngineError as error:
        raise AirflowFailException(str(error)) from error


@task(multiple_outputs=False)
def run_archive() -> dict[str, Any]:
    """Runs the landing days on Spark; gives how many there were, records by fate, changed dates, and what was refused."""
    from copydesk import pipeline

    context = get_current_context()
    params, settings = dict(context["params"]), _settings()
    with TemporaryDirectory() as folder:
        summary = Path(folder, "summary.json")
        lines = followed(command(settings, params, str(summary)))
        if not summary.exists():
            errors = [line for line in lines if line.startswith("error: ")] or lines[-1:]
            raise AirflowException(f"copydesk spark has failed. {' '.join(errors)}")
        done = json.loads(summary.read_text("utf-8"))
    if context["ti"].try_number > 1:  # a try that died may have published dates and told nobody: once too often, never too seldom
        done["changed"] = pipeline.dates_touched(settings, [date.fromisoformat(day) for day in done["days"]])
    return {"days": len(done["days"]), "fates": done["fates"], "changed": done["changed"], "refused": done["refused"]}


@task(outlets=[NEWS, NEWS_BY_DATE])
def announce(done: dict[str, Any]) -> None:
    """Tells readers of the dates that changed; skips itself where none did, or where nobody is to be told."""
    from copydesk import pipeline

    context = get_current_context()
    changed = done["changed"]
    if not changed or not context["params"]["announce"]:
        raise AirflowSkipException(f"{len(changed)} dates changed; readers are told of none.")
    events = context["outlet_events"]
    days = [context["params"]["first"], context["params"]["last"]]
    extra = {"landing_days": days, "dates": changed, **pipeline.announced(_settings(), changed)}
    for asset in (NEWS, NEWS_BY_DATE):
        events[asset].extra = extra
    events[NEWS_BY_DATE].add_partitions(changed)


@task
def name_refused(done: dict[str, Any]) -> None:
    """Fails where something broke the contract, naming it: it is as it was before, and all else is published."""
    if refused := done["refused"]:
        raise AirflowFailException("\n".join(f"{subject} was refused: {why}" for subject, why in refused.items()))


@dag(
    schedule=None,
    start_date=datetime(2000, 1, 1, tzinfo=UTC),
    catchup=False,
    max_active_runs=1,  # two are right, and in each other's way
    default_args={
        "owner": "copydesk",
        "retries": 2,
        "retry_delay": timedelta(seconds=30),
        "retry_exponential_backoff": 2.0,
        "max_retry_delay": timedelta(minutes=15),
        "execution_timeout": timedelta(days=7),
    },
    params=PARAMS,
    description="Clean an archive of many landing days into the Parquet lake, on Spark.",
    doc_md=__doc__,
    tags=["copydesk", "news"],
)
def spark_archive() -> None:
    done = run_archive()
    check_engine() >> done
    announce(done)
    name_refused(done)


spark_archive()
