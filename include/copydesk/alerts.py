"""Telling those on duty that a night went wrong: always a line in the log, and a message to a web hook where one is set.

This module knows nothing of Airflow, and imports little: Airflow loads it wherever a DAG is parsed and in the triggerer.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from copydesk.settings import Settings

SECONDS = 10.0
"""How long the web hook may take to answer."""

_TRIES = 3

log = logging.getLogger("copydesk")


@dataclass(frozen=True, slots=True)
class Alert:
    """One message: the landing day or the run that it is about, the task (or nothing), what happened, and where to look."""

    day: str
    task: str
    what: str
    link: str

    @property
    def text(self) -> str:
        """The message in one sentence."""
        return f"copydesk, {self.day}{f', task {self.task}' if self.task else ''}: {self.what} {self.link}".strip()


def send(alert: Alert, settings: Settings | None = None) -> bool:
    """Log an alert and post it to `COPYDESK_ALERT_URL`; returns whether a hook took it.

    The JSON has `day`, `task`, `what`, `link` and `text`, a sentence with all of these, which is what chat programs show. A hook
    that does not answer is tried three times and then logged: an alert never fails what it is about. The hook's address,
    which may hold a secret, is never logged.
    """
    log.error("ALERT %s", alert.text)
    settings = settings or Settings.from_env()
    return bool(settings.alert_url) and _post(settings.alert_url, asdict(alert) | {"text": alert.text})


def _post(url: str, message: Mapping[str, str]) -> bool:
    import httpx

    try:
        with httpx.Client(timeout=SECONDS, transport=httpx.HTTPTransport(retries=_TRIES - 1)) as client:
            for left in reversed(range(_TRIES)):
                answer = client.post(url, json=message)
                if answer.is_success:
                    return True
                if answer.status_code < 500 or not left:
                    log.error("The alert was not taken: COPYDESK_ALERT_URL answered %s.", answer.status_code)
                    return False
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        log.error("The alert was not taken: COPYDESK_ALERT_URL cannot be reached (%s).", type(error).__name__)  # noqa: TRY400
    return False


def link_to(base_url: str, dag_id: str, run_id: str) -> str:
    """The page of a run in Airflow's UI; empty without a base URL."""
    from urllib.parse import quote

    return f"{base_url.rstrip('/')}/dags/{dag_id}/runs/{quote(run_id, safe='')}" if base_url else ""


async def late_run(context: Mapping[str, Any], base_url: str = "", hours: float = 0) -> str:
    """Airflow calls this in the triggerer when a run has missed its deadline; returns what was said.

    A run of a backfill only gets its line in the log: a month of them queues for hours, and somebody is looking.
    """
    run = context["dag_run"]
    what = f"The run is not done {round(hours, 1):g} hours after it was queued; its state is {run['state']}."
    day = (run.get("conf") or {}).get("landing_date") or str(run.get("logical_date") or run["run_after"])[:10]
    alert = Alert(day, "", what, link_to(base_url, run["dag_id"], run["dag_run_id"]))
    if run.get("run_type") == "backfill":
        log.warning("%s", alert.text)
    else:
        await asyncio.to_thread(send, alert)
    return alert.text
