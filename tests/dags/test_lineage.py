"""OpenLineage: what clean_news tells a lineage store, through the provider and its file transport."""

from __future__ import annotations

import importlib.util
import json
from datetime import date
from pathlib import Path

import pytest

from copydesk import pipeline
from copydesk.settings import Settings
from tests.dags.conftest import run_days
from tests.dags.test_runs import FIRST, SAMPLES

pytestmark = [
    pytest.mark.airflow,
    pytest.mark.skipif(
        importlib.util.find_spec("airflow.providers.openlineage") is None,
        reason="apache-airflow-providers-openlineage is not installed",
    ),
]


def test_each_task_starts_and_completes_and_names_what_it_reads_and_writes(tmp_path: Path) -> None:
    """Law: a run tells START and COMPLETE of its tasks, the landing folder that was read, and the lake that was written."""
    settings = Settings(root=str(tmp_path / "root"))
    pipeline.land(settings, SAMPLES / FIRST, date.fromisoformat(FIRST))
    log = tmp_path / "lineage.jsonl"
    transport = {"type": "file", "log_file_path": str(log), "append": True}
    runs = run_days(
        tmp_path,
        Path(settings.root),
        [FIRST],
        AIRFLOW__OPENLINEAGE__TRANSPORT=json.dumps(transport),
        AIRFLOW__OPENLINEAGE__NAMESPACE="newsroom",
    )
    assert [end["state"] for end in runs.ends] == ["success"], runs.log[-3000:]
    events = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    told = {(event["job"]["name"], event["eventType"]) for event in events}
    for task in ("plan_batches", "ingest_files", "write_parquet", "announce"):
        assert {(f"clean_news.{task}", "START"), (f"clean_news.{task}", "COMPLETE")} <= told
    assert {event["job"]["namespace"] for event in events} == {"newsroom"}
    ends = [event for event in events if event["eventType"] == "COMPLETE"]
    reads, writes = (
        {(event["job"]["name"], place["namespace"], place["name"]) for event in ends for place in event.get(side, ())}
        for side in ("inputs", "outputs")
    )
    assert ("clean_news.ingest_files", "file", f"{settings.root}/landing/{FIRST}") in reads
    assert ("clean_news.write_parquet", "file", f"{settings.root}/lake") in writes
