"""Articles behind the numbers: a sample of a landing day, and one record by its id. Only for who may read articles."""

from __future__ import annotations

import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from copydesk import explain
from copydesk.errors import LakeError, MissingError
from copydesk.explain import PLACE, Explained
from copydesk.overview.shelf import READERS
from copydesk.pipeline import root_of
from copydesk.settings import Settings
from copydesk.store import DeskManifest, desk, lake, parquet, paths

ID = re.compile(r"[0-9a-f]{32}")
MOST_DATES = 400
"""Publication dates that are searched for an id, the latest first."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One line of a day's list: enough to choose an article by."""

    id: str
    title: str
    site: str
    language: str
    topic: str
    published_on: date
    cut_lines: int
    doubtful: int


@dataclass(frozen=True, slots=True)
class Found:
    """One record of a landing day: its fate and why, and its lines where it became an article whose file is still there."""

    day: date
    id: str
    source: str
    fate: str
    reason: str
    detail: str
    explained: Explained | None


def sample(settings: Settings, day: date, most: int, site: str = "") -> list[Sample]:
    """A day's articles with the most lines cut by place and look first, of one site if given: there wrong cuts are likeliest.

    Raises MissingError for a day that was never run.
    """
    manifest = _manifest(settings, day)
    columns = ["id", "title", "source", "site", "language", "topic", "published_on", "cut_lines"]
    articles = _table(settings, manifest, "articles", columns)
    cuts = _table(settings, manifest, "cuts", ["id", "rule"])
    doubtful = Counter(row["id"] for row in cuts if row["rule"] in PLACE)
    named = ((row, row["source"].partition("/")[0] if "/" in row["source"] else row["site"] or "") for row in articles)
    chosen = sorted(
        ((row, own) for row, own in named if not site or own == site), key=lambda pair: (-doubtful[pair[0]["id"]], pair[0]["id"])
    )
    return [
        Sample(
            row["id"],
            row["title"] or "(no headline)",
            own,
            row["language"],
            row["topic"],
            row["published_on"],
            row["cut_lines"],
            doubtful[row["id"]],
        )
        for row, own in islice(chosen, most)
    ]


def find(settings: Settings, id: str, day: date | None = None) -> Found:
    """One record by its id. Without its landing day the lake's fates are searched, the latest dates first.

    Raises MissingError, with what to do, where there is none.
    """
    if not ID.fullmatch(id):
        raise MissingError(f"{id!r} is no id of a record: an id is 32 hexadecimal digits, as in the column id of the lake.")
    day = day or _landed_on(settings, id)
    if day is None:
        raise MissingError(
            f"No article of the last {MOST_DATES} publication dates has the id {id}. Name its landing day: then records "
            "that were held back are found too."
        )
    rows = _table(settings, _manifest(settings, day), "ledger", None, pc.field("id") == id)
    if not rows:
        raise MissingError(f"Landing day {day} has no record {id}. Leave the day empty to search the lake for it.")
    row = rows[0]
    explained = explain.of_id(settings, day, id) if row["fate"] == "accepted" else None
    return Found(day, id, row["source"], row["fate"], row["reason"] or "", row["detail"] or "", explained)


def _manifest(settings: Settings, day: date) -> DeskManifest:
    manifest = desk.read_manifest(root_of(settings), day)
    if manifest is None:
        raise MissingError(f"Landing day {day} has not been run yet: trigger clean_news for it.")
    return manifest


def _table(
    settings: Settings, manifest: DeskManifest, kind: str, columns: list[str] | None, where: pc.Expression | None = None
) -> list[dict[str, Any]]:
    found = [entry.path for entry in manifest.files if entry.kind == kind]
    return [row for path in found for row in parquet.read(root_of(settings), path, columns, where).to_pylist()]


def _landed_on(settings: Settings, id: str) -> date | None:
    """The landing day of an article of the lake."""
    root = root_of(settings)

    def look(published: date) -> date | None:
        try:
            table = parquet.read(root, paths.fates(published), ["landed_on"], pc.field("id") == pa.scalar(id))
        except LakeError:
            return None  # being published, or withdrawn
        return table["landed_on"][0].as_py() if table.num_rows else None

    dates = lake.dates(root)[::-1][:MOST_DATES]
    with ThreadPoolExecutor(2 if root.locks else READERS) as pool:
        for start in range(0, len(dates), 2 * READERS):
            if found := [day for day in pool.map(look, dates[start : start + 2 * READERS]) if day]:
                return found[0]
    return None
