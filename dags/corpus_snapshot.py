"""
### corpus_snapshot: an example of a nightly reader

Listens to the plain asset `news` and keeps one file for each month that changed: the articles of some languages, without exact
copies, for a team that trains or searches on them. Copy it to start a reader of your own.

- `corpus/month=<YYYY-MM>/articles-<hash>.parquet` is the file, `corpus/month=<YYYY-MM>/manifest.json` says which one counts, with
  its rows, its SHA-256 and the checksum of each date that it was made from. The manifest is replaced last, so whoever reads
  through it never meets half a file.
- **Incremental**: a month whose dates have the checksums that its manifest names is not read.
- **Consistent**: each date is read through `copydesk.read`, as it was at one moment.

Triggered by hand it takes the parameter `months`; without it, the months of the events that woke it.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from airflow.sdk import Asset, Param, dag, get_current_context, task
from airflow.sdk.exceptions import AirflowSkipException

if TYPE_CHECKING:
    from copydesk.store import Root

NEWS = Asset("news")
COLUMNS = ["id", "published_on", "language", "topic", "site", "url", "title", "text", "content_sha256"]
MONTH = {"type": "string", "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])$", "maxLength": 7}  # Python's $ would let a line end pass
LANGUAGES = ["bn", "en", "hi", "ta", "ur"]

log = logging.getLogger(__name__)


def months_of(events: Iterable[Any]) -> list[str]:
    """The months, as YYYY-MM, of the publication dates that some events of `news` name."""
    return sorted({day[:7] for event in events for day in event.extra.get("dates", ())})


def write_month(uri: str, month: str, languages: list[str]) -> dict[str, Any] | None:
    """Write the snapshot of a month anew; None where it is what it should be already. Returns its manifest."""
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    from copydesk import pipeline, read
    from copydesk.settings import Settings
    from copydesk.store import lake, open_root

    root, folder = open_root(uri), f"corpus/month={month}"
    days = [day.isoformat() for day in lake.dates(root) if day.isoformat().startswith(month)]
    checksums = pipeline.announced(Settings.from_env(root=uri), days)["checksums"]
    before = _manifest(root, folder)
    if (before.get("checksums"), before.get("languages")) == (checksums, languages):
        return None
    sink, rows, seen = pa.BufferOutputStream(), 0, set[str]()
    wanted = pa.array(languages, pa.string())
    with pq.ParquetWriter(sink, read(uri, [], columns=COLUMNS).schema, compression="zstd") as writer:
        for day in days:  # one date in memory at a time
            table = read(uri, [day], columns=COLUMNS)
            table = table.filter(pc.is_in(table["language"], wanted)).sort_by("id")
            hashes = table["content_sha256"].to_pylist()
            keep = [sha not in seen and not seen.add(sha) for sha in hashes]  # type: ignore[func-returns-value]
            table = table.filter(pa.array(keep, pa.bool_()))
            rows += table.num_rows
            writer.write_table(table)
    data = sink.getvalue().to_pybytes()
    sha256 = hashlib.sha256(data).hexdigest()
    path = f"{folder}/articles-{sha256[:12]}.parquet"
    after = {"file": path, "rows": rows, "sha256": sha256, "languages": languages, "checksums": checksums}
    root.write(path, data)
    root.write(f"{folder}/manifest.json", (json.dumps(after, indent=1, sort_keys=True) + "\n").encode())
    if before and before["file"] != path:
        root.delete(before["file"])
    return after


def _manifest(root: Root, folder: str) -> dict[str, Any]:
    from copydesk.errors import MissingError

    try:
        found: dict[str, Any] = json.loads(root.read(f"{folder}/manifest.json"))
    except MissingError:
        return {}
    return found


@task(multiple_outputs=False)
def snapshot() -> dict[str, int]:
    """Writes the file of each month that changed, and says how many articles each holds; skips itself where none did."""
    from copydesk.settings import Settings

    context = get_current_context()
    params, events = context["params"], context["triggering_asset_events"]
    months = params["months"] or months_of(event for found in events.values() for event in found)
    root = Settings.from_env().root
    written = {month: made["rows"] for month in months if (made := write_month(root, month, sorted(params["languages"])))}
    if not written:
        raise AirflowSkipException(f"No month changed: looked at {', '.join(months) or 'none'}.")
    log.info("Articles by month: %s", written)
    return written


@dag(
    schedule=NEWS,
    start_date=datetime(2000, 1, 1, tzinfo=UTC),
    catchup=False,
    max_active_runs=1,  # two runs of a month would do the same work twice
    default_args={"owner": "copydesk", "retries": 2, "retry_delay": timedelta(seconds=30), "retry_exponential_backoff": 2.0},
    params={
        "months": Param([], type="array", items=MONTH, title="Months (YYYY-MM)"),
        "languages": Param(LANGUAGES, type="array", items={"type": "string"}, title="Languages (ISO 639)"),
    },
    is_paused_upon_creation=True,  # an example: who wants the files switches it on
    description="Example reader: one deduplicated Parquet file a month of some languages, made anew when the lake changed.",
    doc_md=__doc__,
    tags=["copydesk", "example"],
)
def corpus_snapshot() -> None:
    snapshot()


corpus_snapshot()
