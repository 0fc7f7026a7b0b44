"""Runs `clean_news` as the scheduler would at night, in this process: a scheduled run whose landing day ended an hour ago."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

import airflow.models.dagrun as dagruns
from airflow.utils.types import DagRunType

from local.once import Teller, run

real = dagruns.get_or_create_dagrun


def nightly(*, session: Any, **more: Any) -> Any:
    """The run that Airflow's test mode makes, but as the scheduler's own."""
    made = real(session=session, **more)
    day = datetime.fromisoformat(made.conf["landing_date"]).replace(tzinfo=UTC)
    made.conf = {}
    made.run_type = DagRunType.SCHEDULED
    made.logical_date, made.data_interval_start = day, day
    made.data_interval_end = datetime.now(UTC) - timedelta(hours=1)
    session.merge(made)
    session.commit()
    return made


if __name__ == "__main__":
    dagruns.get_or_create_dagrun = nightly
    with os.fdopen(int(sys.argv[1]), "w", encoding="utf-8") as pipe:
        run(sys.argv[2:], Teller(pipe))
