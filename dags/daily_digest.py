"""
### daily_digest: an example of a reader

Runs once for each publication date that `clean_news` changed, reads that date's partitions and writes
`reports/digest/<date>.md`: the headlines by topic and language. Copy it to start a reader of your own.

The lake is read through `copydesk.read`, a date as it was at one moment, wherever `COPYDESK_ROOT` is: a folder or a bucket.

It listens to the keyed asset `news_by_date`; the partition key is the date. Airflow cannot backfill such a DAG: to
write an old digest again, trigger it by hand with the date as partition key. Being an example it is paused: who wants digests
switches it on.
"""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from airflow.sdk import Asset, PartitionedAssetTimetable, StartOfDayMapper, dag, get_current_context, task
from airflow.sdk.exceptions import AirflowFailException

MARKS = re.compile(r"[\\`*_\[\]<>|~&]|^[#+\-=]|(?<=^\d)[.)]|(?<=^\d{2})[.)]|(?<=^\d{3})[.)]|(?<=^\d{4})[.)]")
"""What Markdown would read as more than a letter: anywhere, or where a line begins."""


def digest(day: str, articles: Iterable[Mapping[str, Any]]) -> str:
    """The digest of one date as Markdown: headlines under topic and language, each list in order of headline and id.

    Each article needs id, title (or None), topic, language and site (or None). The same articles in any order give the
    same text.
    """
    lists: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    rows = sorted(articles, key=lambda row: (row["title"] or "", row["id"]))
    for row in rows:
        site = f" ({_plain(row['site'])})" if row["site"] else ""
        lists[row["topic"]][row["language"]].append(f"- {_plain(row['title'] or 'Without a headline')}{site}")
    lines = [f"# The news of {day}", "", f"{len(rows)} articles, {len(lists)} topics."]
    for topic in sorted(lists):
        lines += ["", f"## {topic}"]
        for language in sorted(lists[topic]):
            lines += ["", f"### {language}", "", *lists[topic][language]]
    return "\n".join(lines) + "\n"


def _plain(text: str) -> str:
    """Scraped words as Markdown that shows them as they are: no link, picture, tag or heading of somebody else's making."""
    return MARKS.sub(lambda mark: "\\" + mark[0], " ".join(text.split()))


def read_date(root: str | os.PathLike[str], day: str) -> list[dict[str, Any]]:
    """Id, title, topic, language and site of each article of one date; a date without a partition has none."""
    from copydesk import read

    rows: list[dict[str, Any]] = read(root, day, columns=["id", "title", "topic", "language", "site"]).to_pylist()
    return rows


def write(root: str, day: str) -> str:
    """Write the digest of one date under a root, whole or not at all; returns its path below the root."""
    from copydesk.store import open_root

    path = f"reports/digest/{day}.md"
    open_root(root).write(path, digest(day, read_date(root, day)).encode())
    return path


def key_of(key: str | None) -> str:
    """The date that a run's partition key names, as YYYY-MM-DD. Raises AirflowFailException for any other key, and for none."""
    try:
        if key and date.fromisoformat(key).isoformat() == key:
            return key
    except ValueError as error:
        raise AirflowFailException(f"The partition key {key!r} is no date: write it as 2024-10-31.") from error
    raise AirflowFailException(f"The partition key is {key!r}. Trigger this DAG with a date (YYYY-MM-DD) as partition key.")


@task
def write_digest() -> str:
    """Reads one date of the lake and writes its headlines as Markdown; the file is replaced whole."""
    from copydesk.settings import Settings

    return write(Settings.from_env().root, key_of(get_current_context()["dag_run"].partition_key))


@dag(
    # Without the mapper's input format Airflow would not know that the key is a date.
    schedule=PartitionedAssetTimetable(
        assets=Asset("news_by_date"), default_partition_mapper=StartOfDayMapper(input_format="%Y-%m-%d")
    ),
    start_date=datetime(2000, 1, 1, tzinfo=UTC),
    catchup=False,
    default_args={"owner": "copydesk", "retries": 2, "retry_delay": timedelta(seconds=30), "retry_exponential_backoff": 2.0},
    is_paused_upon_creation=True,  # an example: who wants the files switches it on
    doc_md=__doc__,
    description="Example reader: the headlines of each publication date that changed, as Markdown.",
    tags=["copydesk", "example"],
)
def daily_digest() -> None:
    write_digest()


daily_digest()
