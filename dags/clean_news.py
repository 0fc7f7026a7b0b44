"""
### clean_news: a day's scraped news in, a clean Parquet lake out

One run makes one **landing day**. It reads `landing/<day>/`, cleans each article, and publishes
`lake/date=<day>/topic=<slug>/part-0.parquet` for every publication date that the day touched.

**Which day does a run mean?**

| run | landing day |
| --- | --- |
| nightly, or a backfill | the day its data interval starts: the run at midnight takes the day that just ended |
| triggered by hand | the day of its logical date; without one, the day it was triggered (UTC) |
| any run with the parameter `landing_date` | that day |

**Rerun freely.** The lake is a pure function of the landing zone: a rerun or a backfill in any order gives the same
bytes, and a run that changes nothing writes nothing and announces nothing. A day that has not changed since it was run
skips the stages; clear the run, or set the parameter `force`, to have it read again. After a change of the lexicons,
clear `strip_boilerplate` and downstream.

**The night's own run** does three things by itself: it waits for its files, where `COPYDESK_WAIT_UNTIL` says until when,
without holding a slot; it moves what is complete from `inbox/` into its landing day; and it looks for late files in the landing
days before its own and starts a run for each day that has some. A backfill, a run by hand, and a night that is cleared more than
a day later do none of these, but for a run with the parameter `sweep`, which moves what is complete first.

**An empty landing day** skips the stages, says so in the log of `plan_batches`, and is still filed: articles that an
earlier run published from it leave the lake.

**Where things are**: everything lies below `COPYDESK_ROOT`. XCom carries paths and counts, never text.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from airflow.providers.standard.operators.trigger_dagrun import TriggerDagRunOperator
from airflow.sdk import (
    Asset,
    AsyncCallback,
    BaseNotifier,
    BaseOperatorLink,
    CronDataIntervalTimetable,
    DeadlineAlert,
    DeadlineReference,
    Param,
    dag,
    get_current_context,
    task,
)
from airflow.sdk.configuration import conf
from airflow.sdk.exceptions import AirflowFailException, AirflowRescheduleException, AirflowSkipException

from copydesk.settings import Settings  # light: Airflow parses this file again for each task

if TYPE_CHECKING:
    from copydesk.pipeline import Work

NEWS = Asset("news", extra={"about": "The lake changed in any way."})
NEWS_BY_DATE = Asset("news_by_date", extra={"about": "One event for each publication date that changed: its partition key."})

WRITERS = 4  # tasks that share the publication dates of a run
MOST_LINES = 200  # of the sweep in the log, of each kind

SWEPT = {
    "renamed": "Files of the inbox whose name was taken, landed under another one",
    "waiting": "Files of the inbox that were not complete and stayed there",
    "refused": "Entries of the inbox that were refused; the log of sweep_inbox names them",
}
"""What the report says of the sweep."""

LONGEST_PAUSE = timedelta(minutes=5)
"""Between two looks for files; near the deadline the pauses grow short."""

HOURS = Settings.from_env().deadline_hours + Settings.from_env().wait_until
BASE_URL = conf.get("api", "base_url", fallback="")

PARAMS = {
    "landing_date": Param(
        None,
        type=["null", "string"],
        format="date",
        title="Landing day",
        description="Clean this landing day (YYYY-MM-DD), not the run's own. Leave empty for nightly runs and backfills.",
    ),
    "force": Param(
        False,
        type="boolean",
        title="Read the day again",
        description="Run the stages even if no file changed since the day was run, and look at the files of its dates. "
        "Clearing a run runs the stages too.",
    ),
    "sweep": Param(
        False,
        type="boolean",
        title="Sweep the inbox",
        description="Move what is complete in the inbox into this landing day first. The nightly run does so anyway.",
    ),
}

log = logging.getLogger(__name__)


def _day() -> date:
    """The landing day of the run that the calling task belongs to; see the table at the top of this file."""
    from copydesk import landingday

    context = get_current_context()
    return landingday.of_run(context["params"]["landing_date"], context.get("logical_date"), context["dag_run"].run_after)


def _settings() -> Settings:
    return Settings.from_env()


def wrong_with(conf: dict[str, Any], run_type: str, day: date, now: datetime) -> str:
    """What is wrong with how a run was asked for, in words for whoever asked; empty where nothing is.

    Airflow's own check knows the shape of each parameter. It does not know which days are sensible, and passes over names that
    it never heard of: a misspelt `landing_date` would run today.
    """
    if unknown := sorted(set(conf) - {*PARAMS, "openlineage"}):  # Airflow itself hands the latter on to runs that it triggers
        return (
            f"clean_news has no parameter {', '.join(unknown)}. It has {', '.join(PARAMS)}. Correct the name and trigger again."
        )
    if run_type == "backfill" and conf.get("landing_date"):
        return (
            f"Each day of this backfill would run landing day {day} instead of its own. Start it again for Missing and Errored "
            "Runs, with Landing day left empty and Override parameters on existing runs ticked, or they keep it; for one landing "
            "day alone, trigger a single run."
        )
    from copydesk import landingday

    if wrong := landingday.wrong_with(day, now):
        return f"{wrong} Trigger again with the day that you mean."
    return ""


def night_of(run_type: str, landing_date: str | None, interval_end: datetime | None, now: datetime) -> datetime | None:
    """When the landing day of a night's own run ended; None for any other run, and for a night that is long over."""
    if run_type != "scheduled" or landing_date or interval_end is None or now >= interval_end + timedelta(days=1):
        return None
    return interval_end


def _night() -> datetime | None:
    """When the landing day ended, in the night's own run; see night_of."""
    context = get_current_context()
    run = context["dag_run"]
    return night_of(run.run_type, context["params"]["landing_date"], run.data_interval_end, datetime.now(UTC))


def _alert(day: str, task_id: str, what: str, run_id: str) -> None:
    from copydesk import alerts

    alerts.send(alerts.Alert(day, task_id, what, alerts.link_to(BASE_URL, "clean_news", run_id)))


class TellThoseOnDuty(BaseNotifier):
    """Says that a run has failed: one message a run, however many of its tasks failed."""

    def render_template_fields(self, context: Any, jinja_env: Any = None) -> None:
        """Nothing to do: it has no templates, and dag.test() has no environment for them."""

    def notify(self, context: Any) -> None:
        """Airflow calls this in the DAG processor."""
        from copydesk import landingday

        run, last = context.get("dag_run"), context.get("ti")
        run_id = context.get("run_id") or run.run_id
        given = (getattr(run, "conf", None) or {}).get("landing_date") if run else None
        day = landingday.of_run(given, run.logical_date, run.run_after).isoformat() if run else run_id
        what = f"The run failed ({context.get('reason', 'unknown')}). Nothing of a failed stage is in the lake."
        _alert(day, last.task_id if last else "", what, run_id)


class TheReport(BaseOperatorLink):
    """A button on the task report_day: the desk's page of the run, with its report."""

    name = "The report"

    def get_link(self, operator: Any, *, ti_key: Any) -> str:
        """Airflow calls this when the task has ended; the address is below that of Airflow itself."""
        return f"{urlsplit(BASE_URL).path.rstrip('/')}/copydesk/run?dag=clean_news&run={quote(ti_key.run_id, safe='')}"


def _trace(what: str, place: str) -> None:
    """Tells OpenLineage, where its provider is installed, what place of the root this task reads (input) or writes (output)."""
    if find_spec("airflow.providers.openlineage") is None:
        return  # Airflow's collector costs seconds to set up, and nobody would read it
    from airflow.sdk.lineage import get_hook_lineage_collector

    from copydesk import pipeline

    root: str = pipeline.root_of(_settings()).uri
    uri = f"{root if '://' in root else f'file://{root}'}/{place}"
    getattr(get_hook_lineage_collector(), f"add_{what}_asset")(context=get_current_context()["ti"].task, uri=uri)


def stage(body: Callable[..., Work]) -> Any:
    """A task that runs once for each batch and goes by the batch's number in the UI."""
    batch = "{{ task.op_kwargs['work']['batch'] }}"
    return task(map_index_template=batch, multiple_outputs=False, doc_md=body.__doc__)(body)


def _planned(planned: list[Work], works: Iterable[Work] | None) -> list[Work]:
    """The works of the present plan: a run that was cleared and found fewer batches keeps the results of those it lost."""
    begun = {path for work in planned for path in work["files"].values()}  # of files, or of what containers held
    return [work for work in works or () if not begun.isdisjoint(work["files"].values())]


@task
def wait_for_files() -> list[str]:
    """Waits for the night's files, at most until COPYDESK_WAIT_UNTIL, holding no slot meanwhile; gives remarks for the report."""
    context = get_current_context()
    run = context["dag_run"]
    if wrong := wrong_with(run.conf or {}, run.run_type, _day(), datetime.now(UTC)):
        raise AirflowFailException(wrong)
    night, settings = _night(), _settings()
    if night is None or not settings.wait_until:
        return []
    from copydesk import inbox

    missing, now = inbox.missing(settings, _day()), datetime.now(UTC)
    if not missing:
        return []
    deadline = night + timedelta(hours=settings.wait_until)
    if now < deadline:
        pause = min(LONGEST_PAUSE, max((deadline - now) / 2, timedelta(seconds=5)))
        log.info("Landing day %s: %s. Looking again in %s, until %s.", _day(), missing, pause, deadline)
        raise AirflowRescheduleException(min(now + pause, deadline))
    remark = f"Waited until {deadline:%Y-%m-%d %H:%M} UTC; {missing}. The run went on with what was there."
    log.warning(remark)
    _alert(_day().isoformat(), "wait_for_files", remark, context["run_id"])
    return [remark]


@task(multiple_outputs=False, max_active_tis_per_dag=1)
def sweep_inbox() -> dict[str, int]:
    """Moves what is complete from inbox/ into the landing day, each file once; says what waits and what was refused, and why."""
    if _night() is None and not get_current_context()["params"]["sweep"]:
        log.info("Only the night's own run sweeps the inbox, or a run with the parameter `sweep`: nothing is moved.")
        return {}
    from copydesk import inbox
    from copydesk.errors import printable

    swept = inbox.sweep(_settings(), _day())
    for fate, files in (("renamed", swept.renamed), ("waits", swept.waiting), ("refused", swept.refused)):
        for path, why in sorted(files.items())[:MOST_LINES]:
            log.warning("%s %s: %s", printable(path), fate, printable(why))
    log.info("Inbox into landing day %s: %s", _day(), swept.counts())
    return swept.counts()


@task
def find_late_files() -> list[dict[str, Any]]:
    """Looks for files that came late to the landing days before this one; gives a run to start for each day that has some."""
    if (night := _night()) is None:
        return []
    from copydesk import pipeline

    late = [day.isoformat() for day in pipeline.late_days(_settings(), _day())]
    log.info("Late files on: %s", ", ".join(late) or "no day")
    note = f"Late files, found by the nightly run of landing day {_day()}."
    return [
        {"conf": {"landing_date": day}, "trigger_run_id": f"late__{day}__found_{night:%Y-%m-%d}", "note": note} for day in late
    ]


@task
def plan_batches() -> list[Work]:
    """Cuts the landing day into batches; each stage below runs once for each. None where nothing changed since the last run."""
    from copydesk import pipeline

    context = get_current_context()
    # Who clears a run wants it done again. It also keeps the batches as many: Airflow never brings back a mapped task that a
    # run has lost.
    works = pipeline.plan(_settings(), _day(), force=context["params"]["force"] or context["ti"].try_number > 1)
    if not works:
        why = "has not changed since it was run" if pipeline.is_unchanged(_settings(), _day()) else "is empty: nothing landed"
        log.warning("Landing day %s %s; the stages have nothing to do.", _day(), why)
    return works


@stage
def ingest_files(work: Work) -> Work:
    """Reads and decodes each file of the batch; what cannot be read goes to the ledger with the reason."""
    from copydesk import pipeline

    _trace("input", f"landing/{_day()}")
    return pipeline.ingest_files(_settings(), work)


@stage
def detect_language(work: Work) -> Work:
    """Finds the language and script of each record, with the rule that decided."""
    from copydesk import pipeline

    return pipeline.detect_language(_settings(), work)


@stage
def strip_boilerplate(work: Work, planned: list[Work], day: list[Work]) -> Work:
    """Takes out all that is not the article, each line by a named rule. Clear from here after a change of the lexicons."""
    from copydesk import pipeline

    return pipeline.strip_boilerplate(_settings(), work, _planned(planned, day))


@stage
def date_and_topic(work: Work, planned: list[Work], day: list[Work]) -> Work:
    """Gives each article its day of publication and its section of the paper, with the evidence for both."""
    from copydesk import pipeline

    return pipeline.date_and_topic(_settings(), work, _planned(planned, day))


@stage
def validate_schema(work: Work) -> Work:
    """Checks each row with Great Expectations: failing rows are rejected by name, a broken contract stops the run here."""
    from copydesk import pipeline

    return pipeline.validate_schema(_settings(), work)


@task(trigger_rule="none_failed")
def file_day(planned: list[Work], works: list[Work]) -> list[str]:
    """Commits the day to the desk, an empty one as empty, and gives the publication dates that the lake must now renew."""
    from copydesk import pipeline

    # A mapped task that a cleared run lost and needs again stays lost: better no night than half of one.
    context = get_current_context()
    ti = context["ti"]
    done = ti.get_ti_count(dag_id=ti.dag_id, task_ids=["validate_schema"], run_ids=[ti.run_id], states=["success"])
    if planned and done != len(planned):
        raise AirflowFailException(f"{done} of {len(planned)} batches were done. Trigger this day anew: landing_date {_day()}.")
    dates: list[str] = pipeline.file_day(_settings(), _day(), _planned(planned, works), force=context["params"]["force"])
    return dates


@task(
    map_index_template="{{ task.op_kwargs['writer'] + 1 }}",
    doc_md="Publishes every fourth of the publication dates, duplicates left out; gives the dates that readers must hear of.",
)
def write_parquet(dates: list[str], writer: int) -> list[str]:
    # There are always as many writers, some of them idle: see file_day for what becomes of a mapped task that goes and comes.
    from copydesk import pipeline

    if not (own := dates[writer::WRITERS]):
        raise AirflowSkipException("No publication date is left for this writer.")
    _trace("output", "lake")
    changed: list[str] = pipeline.write_parquet(_settings(), own)["changed"]
    # A try that died may have published dates before it could say so; the next one would find them unchanged and their
    # readers would never hear of them. So a second try announces all its dates: once too often, never too seldom.
    return own if get_current_context()["ti"].try_number > 1 else changed


@task(trigger_rule="none_failed", multiple_outputs=False)
def report_day(written: list[list[str]], waited: list[str], swept: dict[str, int]) -> dict[str, Any]:
    """Writes the day's report as JSON and as a page: fates, languages, partitions, validation, drift, remarks on the night."""
    from copydesk import pipeline

    remarks = [*waited, *(f"{words}: {swept[name]}." for name, words in SWEPT.items() if swept.get(name))]
    report = pipeline.report_day(_settings(), _day(), [{"changed": dates} for dates in written or []], remarks=remarks)
    if (drifted := pipeline.drifted(report)) and _night():  # a backfill's days are unlike each other: their log says so
        _alert(_day().isoformat(), "report_day", drifted, get_current_context()["run_id"])
    return {name: report[name] for name in ("path", "page", "records", "fates", "changed")}


@task(trigger_rule="none_failed", outlets=[NEWS, NEWS_BY_DATE])
def announce(written: list[list[str]]) -> list[str]:
    """Tells readers: one event for `news`, and one for each changed date of `news_by_date`. Skips itself when nothing changed."""
    from copydesk import pipeline

    changed = sorted({day for dates in written or [] for day in dates})
    if not changed:
        raise AirflowSkipException(f"Landing day {_day()} changed nothing in the lake: no event.")
    events = get_current_context()["outlet_events"]
    extra = {"landing_day": _day().isoformat(), "dates": changed, **pipeline.announced(_settings(), changed)}
    for asset in (NEWS, NEWS_BY_DATE):  # Airflow has one extra for all partitions of an event: a reader looks up its own date
        events[asset].extra = extra
    events[NEWS_BY_DATE].add_partitions(changed)
    return changed


@dag(
    schedule=CronDataIntervalTimetable("0 0 * * *", timezone="UTC"),
    start_date=datetime(1990, 1, 1, tzinfo=UTC),  # landingday.FIRST: of a run before it no task begins, and it ends in green
    catchup=False,
    max_active_runs=2,  # publishing stands any number; the machine may not
    default_args={
        "owner": "copydesk",
        "retries": 2,
        "retry_delay": timedelta(seconds=30),
        "retry_exponential_backoff": 2.0,
        "max_retry_delay": timedelta(minutes=15),
        "execution_timeout": timedelta(hours=2),
    },
    params=PARAMS,
    deadline=DeadlineAlert(
        name="night-is-late",
        reference=DeadlineReference.DAGRUN_QUEUED_AT,  # a backfill's logical date is long past
        # In seconds: with a timedelta, Airflow 3.3 answers 500 where somebody clears a failed run (apache/airflow issue 70368).
        interval=HOURS * 3600,
        callback=AsyncCallback("copydesk.alerts.late_run", kwargs={"base_url": BASE_URL, "hours": HOURS}),
    ),
    on_failure_callback=TellThoseOnDuty(),
    description="Clean, date, section and deduplicate one landing day of scraped news into the Parquet lake.",
    doc_md=__doc__,
    tags=["copydesk", "news"],
)
def clean_news() -> None:
    waited, swept, planned, late = wait_for_files(), sweep_inbox(), plan_batches(), find_late_files()
    waited >> swept >> [planned, late]
    TriggerDagRunOperator.partial(
        task_id="run_late_days",
        trigger_dag_id="clean_news",
        logical_date=None,
        skip_when_already_exists=True,  # a second try of this task
        map_index_template="{{ task.conf['landing_date'] }}",
        doc_md="Starts a run of its own for each day with late files. Such a run looks for none itself.",
    ).expand_kwargs(late)
    ingested = ingest_files.expand(work=planned)
    detected = detect_language.expand(work=ingested)
    stripped = strip_boilerplate.partial(planned=planned, day=detected).expand(work=detected)
    dated = date_and_topic.partial(planned=planned, day=stripped).expand(work=stripped)
    validated = validate_schema.expand(work=dated)
    dates = file_day(planned, validated)
    written = write_parquet.partial(dates=dates).expand(writer=list(range(WRITERS)))
    reported = report_day(written, waited, swept)
    reported.operator.operator_extra_links = [TheReport()]
    reported >> announce(written)


clean_news()
