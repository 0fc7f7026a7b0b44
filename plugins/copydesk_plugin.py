"""A page in Airflow's own menu: what became of each landing day. For logged-in users only; it asks no outside address.

Airflow imports this file in every process, each task among them, so the web parts are imported by the first request.
"""

from __future__ import annotations

import json
import os
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from airflow.plugins_manager import AirflowPlugin

PAGE = Path(__file__).with_name("copydesk_page.html")
POLICY = {"Content-Security-Policy": "default-src 'self' 'unsafe-inline'"}


def reports() -> Path:
    """The folder of the reports."""
    return Path(os.environ.get("COPYDESK_ROOT", "lakehouse")) / "reports"


def days() -> list[dict[str, Any]]:
    """One entry for each landing day that was run, the latest first: day, records, fates, languages."""
    found = [json.loads(path.read_text("utf-8")) for path in sorted(reports().glob("landed=*/report.json"), reverse=True)]
    return [{name: report[name] for name in ("day", "records", "fates", "languages")} for report in found]


@cache
def web() -> Any:
    """The FastAPI app. A plugin's app is public by default, its documentation too: this one asks for a login and has none."""
    from airflow.api_fastapi.core_api.security import requires_authenticated
    from fastapi import Depends, FastAPI, HTTPException
    from fastapi.responses import FileResponse

    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, dependencies=[Depends(requires_authenticated())])
    app.get("/days")(days)

    @app.get("/", response_class=FileResponse)
    def page() -> Any:
        return FileResponse(PAGE, media_type="text/html", headers=POLICY)

    @app.get("/days/{day}", response_class=FileResponse)
    def report(day: date) -> Any:
        path = reports() / f"landed={day.isoformat()}" / "report.html"
        if not path.is_file():
            raise HTTPException(404, f"Landing day {day} has no report: run it first.")
        return FileResponse(path, media_type="text/html", headers=POLICY)

    return app


async def app(scope: Any, receive: Any, send: Any) -> None:
    """The app as Airflow mounts it: made by the first request."""
    await web()(scope, receive, send)


class CopydeskPlugin(AirflowPlugin):
    """The page and its place in the menu."""

    name = "copydesk"
    fastapi_apps = [{"app": app, "url_prefix": "/copydesk", "name": "copydesk"}]  # noqa: RUF012 - the shape that Airflow asks for
    external_views = [  # noqa: RUF012
        {"name": "Landing days", "href": "/copydesk/", "destination": "nav", "category": "browse", "url_route": "landing-days"}
    ]
