"""
### daily_digest: an example of a reader

Runs once for each publication date that `clean_news` changed, reads that date's partitions and writes
`reports/digest/<date>.md`: the headlines by topic and language. Copy it to start a reader of your own.

It listens to the keyed asset `news_by_date`; the partition key is the date. Airflow cannot backfill such a DAG: to
write an old digest again, trigger it by hand with the date as partition key.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from airflow.sdk import Asset, PartitionedAssetTimetable, StartOfDayMapper, dag, get_current_context, task
from airflow.sdk.exceptions import AirflowFailException


def digest(day: str, articles: Iterable[Mapping[str, Any]]) -> str:
    """The digest of one date as Markdown: headlines under topic and language, each list in order of headline and id.

    Each article needs id, title (or None), topic, language and site (or None). The same articles in any order give the
    same text.
    """
    lists: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    rows = sorted(articles, key=lambda row: (row["title"] or "", row["id"]))
    for row in rows:
        site = f" ({row['site']})" if row["site"] else ""
        lists[row["topic"]][row["language"]].append(f"- {row['title'] or 'Without a headline'}{site}")
    lines = [f"# The news of {day}", "", f"{len(rows)} articles, {len(lists)} topics."]
    for topic in sorted(lists):
        lines += ["", f"## {topic}"]
        for language in sorted(lists[topic]):
            lines += ["", f"### {language}", "", *lists[topic][language]]
    return "\n".join(lines) + "\n"


def read_date(root: Path, day: str) -> list[dict[str, Any]]:
    """Id, title, topic, language and site of each article of one date; a date without a partition has none."""
    import pyarrow.dataset as ds

    folder = root / "lake" / f"date={day}"
    if not folder.is_dir():
        return []
    table = ds.dataset(folder, format="parquet", partitioning=ds.partitioning(flavor="hive"))
    rows: list[dict[str, Any]] = table.to_table(columns=["id", "title", "topic", "language", "site"]).to_pylist()
    return rows


@task
def write_digest() -> str:
    """Reads one date of the lake and writes its headlines as Markdown; the file is replaced whole."""
    day = get_current_context()["dag_run"].partition_key
    if not day:
        raise AirflowFailException("This run has no partition key. Trigger it with a date (YYYY-MM-DD) as partition key.")
    root = Path(os.environ.get("COPYDESK_ROOT", "lakehouse"))
    path = root / "reports" / "digest" / f"{day}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    unfinished.write_text(digest(day, read_date(root, day)), encoding="utf-8")
    unfinished.replace(path)
    return str(path.relative_to(root))


@dag(
    # Without the mapper's input format Airflow would not know that the key is a date.
    schedule=PartitionedAssetTimetable(
        assets=Asset("news_by_date"), default_partition_mapper=StartOfDayMapper(input_format="%Y-%m-%d")
    ),
    start_date=datetime(2000, 1, 1, tzinfo=UTC),
    catchup=False,
    default_args={"owner": "copydesk", "retries": 2, "retry_delay": timedelta(seconds=30), "retry_exponential_backoff": 2.0},
    is_paused_upon_creation=False,  # it never runs by the clock, only when a date changed
    doc_md=__doc__,
    description="Example reader: the headlines of each publication date that changed, as Markdown.",
    tags=["copydesk", "example"],
)
def daily_digest() -> None:
    write_digest()


daily_digest()
