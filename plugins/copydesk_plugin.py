"""The desk's page in Airflow: a menu entry, and a tab on every DAG and run. For logged-in users; it asks no outside address.

Airflow imports this file in every process, each task among them, so the web parts are imported by the first request. The
pages are made by copydesk.overview, which knows nothing of Airflow. Annotations are real here: FastAPI reads them.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from airflow.configuration import conf
from airflow.plugins_manager import AirflowPlugin

DAG = "clean_news"
LATEST_RUNS = 500
"""Runs that are looked through for the one of a landing day, the latest first."""

OWN = "base-uri 'none'; frame-ancestors 'self'"
POLICY = f"default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; {OWN}"
"""No inline script or style: what scraped pages say can never run here."""
FILE_POLICY = f"default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; {OWN}"
"""The report as one file carries its style in itself, and no script may run."""
HEADERS = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "Cache-Control": "no-store"}


@cache
def desk() -> Any:
    """The answers of the desk whose root the environment names; it keeps what it has read."""
    from copydesk.overview.answers import Answers
    from copydesk.overview.desk import Desk
    from copydesk.settings import Settings

    return Answers(Desk(Settings.from_env()))


def run_named(run_id: str) -> Any:
    """A run of the DAG with its tasks, from Airflow's database; None where there is none, or its landing day is no date."""
    from airflow.models.dagrun import DagRun
    from airflow.models.taskinstance import TaskInstance
    from airflow.utils.session import create_session
    from sqlalchemy import select

    from copydesk import landingday
    from copydesk.overview.runs import Run, Tried

    asked = select(TaskInstance.task_id, TaskInstance.state, TaskInstance.try_number, TaskInstance.duration)
    with create_session() as session:
        row = session.scalar(select(DagRun).where(DagRun.dag_id == DAG, DagRun.run_id == run_id))
        if row is None:
            return None
        tasks = session.execute(asked.where(TaskInstance.dag_id == DAG, TaskInstance.run_id == run_id)).all()
        tried = tuple(Tried(task, str(state or "waiting"), tries, seconds) for task, state, tries, seconds in tasks)
        seconds = (row.end_date - row.start_date).total_seconds() if row.end_date and row.start_date else None
        try:
            day = landingday.of_run((row.conf or {}).get("landing_date"), row.logical_date, row.run_after)
        except ValueError:
            return None
        return Run(row.run_id, day, str(row.state), str(row.run_type), seconds, tried)


def run_of_day(day: date) -> Any:
    """The latest run that means a landing day, among the latest runs; None where there is none."""
    from airflow.models.dagrun import DagRun
    from airflow.utils.session import create_session
    from sqlalchemy import select

    from copydesk import landingday

    asked = select(DagRun.run_id, DagRun.conf, DagRun.logical_date, DagRun.run_after).where(DagRun.dag_id == DAG)
    with create_session() as session:
        rows = session.execute(asked.order_by(DagRun.id.desc()).limit(LATEST_RUNS)).all()
    for run_id, given, logical_date, run_after in rows:
        try:
            if landingday.of_run((given or {}).get("landing_date"), logical_date, run_after) == day:
                return run_named(run_id)
        except ValueError:
            continue  # the run failed for its landing_date, and means no day
    return None


def _may_read() -> Callable[..., bool]:
    """A dependency: whether who asks may read the DAG, and so its runs and its articles."""
    from airflow.api_fastapi.app import get_auth_manager
    from airflow.api_fastapi.auth.managers.models.resource_details import DagDetails
    from airflow.api_fastapi.core_api.security import GetUserDep

    def may_read(user: GetUserDep) -> bool:
        return bool(get_auth_manager().is_authorized_dag(method="GET", details=DagDetails(id=DAG), user=user))

    return may_read


@cache
def web() -> Any:
    """The FastAPI app. A plugin's app is public by default, its documentation too: this one asks for a login and has none."""
    from airflow.api_fastapi.core_api.security import requires_authenticated
    from fastapi import Depends, FastAPI

    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, dependencies=[Depends(requires_authenticated())])
    _add_numbers(app)
    _add_for_readers(app)
    _add_files(app)
    _add_errors(app)
    return app


def _place(request: Any) -> Any:
    from copydesk.overview.frame import Place

    return Place(request.scope.get("root_path", ""))


def _html(page: str, status: int = 200, policy: str = POLICY) -> Any:
    from fastapi.responses import HTMLResponse

    return HTMLResponse(page, status, headers={**HEADERS, "Content-Security-Policy": policy})


def _today() -> date:
    return datetime.now(UTC).date()


def _add_numbers(app: Any) -> None:
    """What everybody with a login may see: counts, and no text."""
    from fastapi import Depends, Request

    from copydesk.overview.frame import message

    may_read = _may_read()

    @app.get("/")
    def front(request: Request) -> Any:
        return _html(desk().front(_place(request), _today()))

    @app.get("/dag")
    def dag(request: Request, dag: str = DAG) -> Any:
        if dag == DAG:
            return front(request)
        told = f"The desk's page is about the DAG {DAG}; {dag} is another one. The menu above leads to the desk."
        return _html(message(_place(request), "The desk", told))

    @app.get("/days/{day}")
    def day(request: Request, day: date, reader: bool = Depends(may_read)) -> Any:
        return _html(desk().day(_place(request), day, run_of_day(day) if reader else None))

    @app.get("/days/{day}/report")
    def report(day: date) -> Any:
        return _html(desk().report(day), policy=FILE_POLICY)

    @app.get("/span")
    def span(request: Request, first: date | None = None, last: date | None = None) -> Any:
        return _html(desk().span(_place(request), first, last, _today()))

    @app.get("/dates")
    def calendar(request: Request, year: int = 0) -> Any:
        return _html(desk().calendar(_place(request), year, _today()))

    @app.get("/dates/{day}")
    def one_date(request: Request, day: date) -> Any:
        return _html(desk().one_date(_place(request), day))


def _add_for_readers(app: Any) -> None:
    """What only those may see who may read the DAG: its runs, and text of articles."""
    from airflow.api_fastapi.core_api.security import requires_access_dag
    from fastapi import Depends, Request

    from copydesk.overview.frame import message

    readers = [Depends(requires_access_dag("GET", param_dag_id=DAG))]

    @app.get("/run", dependencies=readers)
    def run(request: Request, run: str, dag: str = DAG) -> Any:
        if found := run_named(run) if dag == DAG else None:
            return _html(desk().run(_place(request), found))
        told = f"{run} is no run of {DAG} that means a landing day."
        return _html(message(_place(request), "A run", told), 404 if dag == DAG else 200)

    @app.get("/articles", dependencies=readers)
    def listing(request: Request, day: str = "", site: str = "", id: str = "") -> Any:
        own = date.fromisoformat(day) if day else None
        if id:
            return _html(desk().article(_place(request), id, own))
        page, known = desk().listing(_place(request), own, site.strip())
        return _html(page, 200 if known else 404)

    @app.get("/articles/{id}", dependencies=readers)
    def article(request: Request, id: str, day: date | None = None) -> Any:
        return _html(desk().article(_place(request), id, day))


def _add_files(app: Any) -> None:
    from fastapi import Response

    from copydesk.overview import frame

    headers = {**HEADERS, "Cache-Control": "no-cache"}

    @app.get("/static/desk.css")
    def style() -> Any:
        return Response(frame.style(), media_type="text/css", headers=headers)

    @app.get("/static/desk.js")
    def script() -> Any:
        return Response(frame.script(), media_type="text/javascript", headers=headers)


def _add_errors(app: Any) -> None:
    """Every error is a page that says what happened and what to do."""
    from fastapi import Request
    from fastapi.exceptions import RequestValidationError
    from starlette.exceptions import HTTPException

    from copydesk.errors import CopydeskError, MissingError
    from copydesk.overview.frame import message

    @app.exception_handler(CopydeskError)
    def ours(request: Request, error: Any) -> Any:
        title, status = ("Not there", 404) if isinstance(error, MissingError) else ("This cannot be read", 503)
        return _html(message(_place(request), title, str(error)), status)

    @app.exception_handler(ValueError)
    @app.exception_handler(RequestValidationError)
    def wrong(request: Request, error: Any) -> Any:
        told = "This address asks for something that is no date. Write days as 2024-10-31."
        faults = error.errors() if isinstance(error, RequestValidationError) else []
        if lacking := [str(fault["loc"][-1]) for fault in faults if fault["type"] == "missing"]:
            told = (
                f"This address does not say which {lacking[0]} it means: {lacking[0]}=… is missing. The menu leads to the desk."
            )
        return _html(message(_place(request), "Not understood", told), 400)

    @app.exception_handler(HTTPException)
    def refused(request: Request, error: Any) -> Any:
        told = {
            401: "You are not logged in, or your login is over: log in to Airflow, then reload.",
            403: f"You may not read the DAG {DAG}: ask for access to it.",
            404: "There is no such page. The menu leads to the desk.",
        }
        return _html(message(_place(request), "The desk", told.get(error.status_code, str(error.detail))), error.status_code)


async def app(scope: Any, receive: Any, send: Any) -> None:
    """The app as Airflow mounts it: made by the first request."""
    await web()(scope, receive, send)


BASE = urlsplit(conf.get("api", "base_url", fallback="")).path.rstrip("/") + "/copydesk"
"""Where the app is: below the path of Airflow's own address, if it has one."""


class CopydeskPlugin(AirflowPlugin):
    """The page, its place in the menu, and its tabs on a DAG and on a run."""

    name = "copydesk"
    fastapi_apps = [{"app": app, "url_prefix": "/copydesk", "name": "copydesk"}]  # noqa: RUF012 - the shape that Airflow asks for
    external_views = [  # noqa: RUF012
        {"name": "The desk", "href": f"{BASE}/", "destination": "nav", "category": "browse", "url_route": "desk"},
        {"name": "The desk", "href": f"{BASE}/dag?dag={{DAG_ID}}", "destination": "dag", "url_route": "desk-of-dag"},
        {
            "name": "The desk",
            "href": f"{BASE}/run?dag={{DAG_ID}}&run={{RUN_ID}}",
            "destination": "dag_run",
            "url_route": "desk-of-run",
        },
    ]
