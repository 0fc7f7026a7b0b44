"""Real runs of the DAG on Airflow, in one process and on SQLite, as `make run` makes them."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from copydesk import pipeline
from copydesk.settings import Settings
from tests.dags.conftest import REPOSITORY, Runs, run_days

SAMPLES = REPOSITORY / "include" / "copydesk" / "samples" / "landing"
FIRST, SECOND, EMPTY = "2024-10-29", "2024-10-30", "2023-01-01"
pytestmark = pytest.mark.airflow


def land(settings: Settings, day: str) -> None:
    """A sample day, its files as they are, and the longer half of them once more as JSON Lines."""
    pipeline.land(settings, SAMPLES / day, date.fromisoformat(day))
    texts = sorted((path.read_text("utf-8", "replace") for path in (SAMPLES / day).rglob("*.txt")), key=len)
    container = Path(settings.root, "landing", day, "more.jsonl")
    container.write_text("".join(json.dumps({"text": text}) + "\n" for text in texts[len(texts) // 2 :]), "utf-8")


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Runs:
    """Two days of files and of a container, the second once more, and an empty day."""
    folder = tmp_path_factory.mktemp("runs of the day")
    settings = Settings(root=str(folder / "the root"), batch_records=7)
    for day in (FIRST, SECOND):
        land(settings, day)
    return run_days(folder, Path(settings.root), [FIRST, SECOND, SECOND, EMPTY], COPYDESK_BATCH_RECORDS="7")


def test_every_run_succeeds(runs: Runs) -> None:
    """Law: nothing fails, and nothing that did not run is called a success."""
    assert runs.code == 0, runs.log[-2000:]
    assert [(end["day"], end["state"]) for end in runs.ends] == [(day, "success") for day in (FIRST, SECOND, SECOND, EMPTY)]
    assert all("success" in end["tasks"]["file_day"] and "success" in end["tasks"]["report_day"] for end in runs.ends)


def test_stages_are_mapped_over_the_batches(runs: Runs) -> None:
    """Law: each stage runs once for each batch that was planned, be it of files or of what a container held."""
    batches = json.loads(runs.ask("select value from xcom where task_id = 'plan_batches' order by timestamp limit 1")[0][0])
    assert {kind for batch in batches for kind in batch["files"]} == {"list", "unpacked"}
    assert {runs.ends[0]["tasks"][stage.__name__]["success"] for stage in pipeline.STAGES} == {len(batches)}


def test_the_dag_gives_the_lake_that_the_plain_steps_give(runs: Runs, tmp_path: Path) -> None:
    """Law: Airflow decides when, never what: the same bytes as without it."""
    settings = Settings(root=str(tmp_path), batch_records=7)
    for day in (FIRST, SECOND):
        land(settings, day)
        pipeline.run_day(settings, date.fromisoformat(day))
    names = [path.relative_to(tmp_path) for path in (tmp_path / "lake").rglob("*") if path.is_file()]
    assert len(names) > 5
    assert names == [name for name in names if (runs.root / name).read_bytes() == (tmp_path / name).read_bytes()]
    assert len(names) == sum(path.is_file() for path in (runs.root / "lake").rglob("*"))


def test_a_run_that_changes_nothing_announces_nothing(runs: Runs) -> None:
    """Law: readers are woken once for the first two runs, and neither for the rerun nor for the empty day."""
    assert [list(end["tasks"]["announce"]) for end in runs.ends] == [["success"], ["success"], ["skipped"], ["skipped"]]
    events = runs.ask("select a.name, e.partition_key from asset_event e join asset a on a.id = e.asset_id order by e.id")
    assert [name for name, key in events if key is None] == ["news", "news"]
    keyed = [key for name, key in events if name == "news_by_date"]
    assert sorted(keyed) == sorted(runs.ends[0]["report"]["changed"] + runs.ends[1]["report"]["changed"])
    assert f"Landing day {SECOND} changed nothing in the lake" in runs.log


def test_an_empty_landing_day_says_so_and_is_filed(runs: Runs) -> None:
    """Law: an empty day is neither a failure nor silence."""
    assert f"Landing day {EMPTY} is empty" in runs.log
    assert f"Landing day {SECOND} has not changed since it was run" in runs.log
    assert {stage.__name__: runs.ends[3]["tasks"][stage.__name__] for stage in pipeline.STAGES} == {
        stage.__name__: {"skipped": 1} for stage in pipeline.STAGES
    }
    assert (runs.root / "desk" / f"landed={EMPTY}" / "manifest.json").exists()


def test_xcom_carries_paths_and_counts_and_never_text(runs: Runs) -> None:
    """Law: whatever lands, the metadata database stays small and holds no article."""
    values = [str(value) for (value,) in runs.ask("select value from xcom")]
    assert len(values) > 20
    assert max(map(len, values)) < 4_000
    import pyarrow.dataset as ds

    titles = ds.dataset(runs.root / "lake", partitioning="hive").to_table(["title"])["title"].to_pylist()
    spoken = json.dumps([json.loads(value) for value in values], ensure_ascii=False)
    assert [title for title in titles if title and title in spoken] == []


def test_a_failing_task_is_told_at_once_and_publishes_nothing(tmp_path: Path) -> None:
    """Law: somebody at a terminal sees the first error, the run fails, and the lake stays as it was."""
    root = tmp_path / "root"
    pipeline.land(Settings(root=str(root)), SAMPLES / FIRST, date.fromisoformat(FIRST))
    shutil.rmtree(root / "desk")
    (root / "desk").write_text("a file where a folder must be")
    runs = run_days(tmp_path, root, [FIRST, SECOND])
    assert [end["state"] for end in runs.ends] == ["failed"]
    (failed,) = [event for event in runs.events if event["event"] == "failed"]
    assert failed["task"] == "plan_batches"
    assert "LakeError" in failed["error"]
    assert not (root / "lake").exists()
