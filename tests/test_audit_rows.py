"""audit holds each published row against what the desk made of its record, though the manifest vouches for the file."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from copydesk.audit import rows
from copydesk.store import FileEntry, open_root, parquet, paths, read_lake
from copydesk.store.manifest import to_json
from tests.laws import newsroom as news

DATE = date(2024, 10, 28)


@pytest.fixture(params=[parquet.ROWS_PER_GROUP, 1])
def root(tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A lake with four articles of one date, two of them world news, two of them sport; in files of one slice or of many."""
    monkeypatch.setattr(parquet, "ROWS_PER_GROUP", request.param)
    for name, section in (("library", "World"), ("orchard", "World"), ("pool", "Sport")):
        news.land(tmp_path, news.DAYS[2], name, news.page(name, news.DATES[1], section))
    news.land(tmp_path, news.DAYS[2], "visit", news.visit("hi", news.DATES[1], "Sport"))
    news.run(tmp_path, [news.DAYS[2]])
    assert news.audited(tmp_path) == []
    return tmp_path


def tampered(root: Path, day: date, change: Callable[[dict[str, pa.Table]], dict[str, pa.Table]]) -> None:
    """Change the tables of a date's files, by topic, and have the manifest vouch for what is there then."""
    lake = open_root(str(root))
    manifest = read_lake(lake, paths.lake_manifest(day))
    assert manifest is not None
    topics = {entry.path.split("topic=")[1].split("/")[0]: entry.path for entry in manifest.files if "topic=" in entry.path}
    entries = {entry.path: entry for entry in manifest.files}
    for topic, table in change({topic: parquet.read(lake, path) for topic, path in topics.items()}).items():
        data = parquet.encode(table, {})
        lake.write(topics[topic], data)
        entries[topics[topic]] = FileEntry(topics[topic], len(table), len(data), hashlib.sha256(data).hexdigest())
    lake.write(paths.lake_manifest(day), to_json(replace(manifest, files=tuple(sorted(entries.values())))))


def test_a_row_that_is_not_the_desks_is_named_alone(root: Path) -> None:
    """Of a changed row the article is named; its neighbours in the file are not."""
    changed: list[str] = []

    def other_byline(tables: dict[str, pa.Table]) -> dict[str, pa.Table]:
        world = tables["world"]
        changed.append(world["id"][1].as_py())
        at = world.column_names.index("byline")
        return {"world": world.set_column(at, "byline", pa.array([world["byline"][0].as_py(), "Somebody Else"], pa.string()))}

    tampered(root, DATE, other_byline)
    [finding] = news.audited(root)
    assert finding.startswith("row-differs")
    assert f"article {changed[0]} is not what the desk made of its record" in finding


def test_a_row_in_the_file_of_another_topic_is_named_alone(root: Path) -> None:
    """Of a row that stands in another topic's file the article is named; the others of both files are not."""
    moved: list[str] = []

    def astray(tables: dict[str, pa.Table]) -> dict[str, pa.Table]:
        moved.append(tables["sport"]["id"][0].as_py())
        world = pa.concat_tables([tables["world"], tables["sport"].slice(0, 1)]).sort_by("id")
        return {"world": world, "sport": tables["sport"].slice(1)}

    tampered(root, DATE, astray)
    [finding] = news.audited(root)
    assert finding.startswith("row-differs")
    assert "topic=world" in finding
    assert moved[0] in finding


def test_an_article_that_stands_twice_is_named(tmp_path: Path) -> None:
    """Law: an article stands in the files of a date once; one that stands there twice is named, and no other."""
    fates = pa.table({"id": ["a", "b"], "fate": ["published", "published"]})
    place = open_root(str(tmp_path))
    assert list(rows._ids(place, DATE, ["a", "b"], fates)) == []
    [finding] = rows._ids(place, DATE, ["a", "b", "a"], fates)
    assert (finding.rule, finding.what) == ("id-twice", "article a stands 2 times")
