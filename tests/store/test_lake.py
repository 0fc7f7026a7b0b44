"""Publishing a date: whole files, arrivals before departures, nothing written that need not be."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from copydesk import schema
from copydesk.errors import LakeError
from copydesk.store import Spool, drafts, lake, parquet, paths, read_lake
from copydesk.store.lake import Inputs
from copydesk.store.local import LocalRoot

DAY = date(2024, 10, 30)


class Watched(LocalRoot):
    """A root that remembers what was written and deleted, can look at every state in between, and can die at a write."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.log: list[str] = []
        self.seen: list[dict[str, set[str]]] = []
        self.die_after = 10**9

    def _step(self, what: str) -> None:
        self.log.append(what)
        self.seen.append(held(self))
        if len(self.log) >= self.die_after:
            raise LakeError("died here")

    def write(self, path: str, data: bytes) -> None:
        super().write(path, data)
        self._step(f"write {path}")

    def delete(self, path: str) -> None:
        super().delete(path)
        self._step(f"delete {path}")


def held(root: LocalRoot) -> dict[str, set[str]]:
    files = [entry.path for entry in root.files(paths.lake_date(DAY))]
    return {path.split("topic=")[1].split("/")[0]: set(parquet.read(root, path, ["id"])["id"].to_pylist()) for path in files}


def row(id: str, topic: str) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for column in schema.COLUMNS:
        kind = column.type
        values[column.name] = (
            "x" if pa.types.is_string(kind) else DAY if pa.types.is_date(kind) else [] if pa.types.is_list(kind) else 1
        )
    return values | {"id": id, "topic": topic}


def publish(root: LocalRoot, version: str, **topics: str) -> dict[str, int]:
    """Publish ids by topic: world="ab" puts articles a and b under world."""
    rows = [row(id, topic) for topic, ids in topics.items() for id in ids]
    fates = [{"id": r["id"], "landed_on": DAY, "fate": "published", "topic": r["topic"]} for r in rows]
    wanted = Inputs(DAY, {DAY.isoformat(): {DAY.isoformat(): version}}, (), {})
    survivors = pa.Table.from_pylist(rows, schema=schema.arrow(in_lake=False))
    files = drafts(DAY, survivors, [survivors], Spool())
    return lake.publish(root, wanted, files, pa.Table.from_pylist(fates, schema=schema.FATES))


MOVES = [
    ({"world": "ab", "sport": "c"}, {"world": "a", "sport": "bc"}),
    ({"world": "ab", "sport": "cd"}, {"world": "ad", "sport": "cb"}),
    ({"world": "a", "sport": "b", "crime": "c"}, {"world": "c", "sport": "a", "crime": "b"}),
    ({"world": "ab"}, {"sport": "ab"}),
    ({"world": "ab", "sport": "c"}, {"sport": "abc"}),
    ({"world": "abc"}, {"world": "b", "crime": "ad"}),
]


@pytest.mark.parametrize(("before", "after"), MOVES)
def test_no_article_is_missing_while_topics_change(tmp_path: Path, before: dict[str, str], after: dict[str, str]) -> None:
    """After every single write, each article that is there before and after is in at least one partition."""
    root = Watched(tmp_path)
    publish(root, "1", **before)
    root.seen.clear()
    publish(root, "2", **after)
    stay = set("".join(before.values())) & set("".join(after.values()))
    for state in root.seen:
        assert stay <= set().union(*state.values())
    assert held(root) == {topic: set(ids) for topic, ids in after.items()}


@pytest.mark.parametrize(("before", "after"), MOVES)
def test_publishing_that_died_anywhere_is_done_again(tmp_path: Path, before: dict[str, str], after: dict[str, str]) -> None:
    """Dying after any write leaves a date that is not current; doing it again gives the files of an undisturbed run."""
    clean = Watched(tmp_path / "clean")
    publish(clean, "2", **after)
    want = {entry.path: clean.read(entry.path) for entry in clean.files("lake")}
    undisturbed = Watched(tmp_path / "undisturbed")
    publish(undisturbed, "1", **before)
    begin = len(undisturbed.log)
    publish(undisturbed, "2", **after)
    steps = len(undisturbed.log) - begin
    assert steps >= 4, "the case writes more than manifests"
    for step in range(1, steps):
        root = Watched(tmp_path / str(step))
        publish(root, "1", **before)
        root.die_after = len(root.log) + step
        with pytest.raises(LakeError, match="died here"):
            publish(root, "2", **after)
        manifest = read_lake(root, paths.lake_manifest(DAY))
        assert manifest is not None
        assert manifest.inputs == lake.UNFINISHED
        root.die_after = 10**9
        publish(root, "2", **after)
        assert {entry.path: root.read(entry.path) for entry in root.files("lake")} == want


def test_partition_that_does_not_change_is_not_written(tmp_path: Path) -> None:
    """Only partitions whose bytes change are written; the manifest is written first as unfinished and last as done."""
    root = Watched(tmp_path)
    publish(root, "1", world="ab", sport="c")
    root.log.clear()
    wrote = publish(root, "2", world="abd", sport="c")
    assert list(wrote) == [paths.partition(DAY, "world")]
    manifest = f"write {paths.lake_manifest(DAY)}"
    assert root.log == [manifest, f"write {paths.partition(DAY, 'world')}", f"write {paths.fates(DAY)}", manifest]


def test_withdrawn_date_leaves_nothing(tmp_path: Path) -> None:
    """A date without articles has no partition, no fates, no manifest and no folder."""
    root = Watched(tmp_path)
    publish(root, "1", world="ab", sport="c")
    lake.withdraw(root, DAY)
    assert root.files("lake") == []
    assert not root.local("lake").exists()


def test_equal_tables_give_equal_bytes() -> None:
    """The same rows in another chunking, with other schema metadata, are the same file."""
    table = pa.table({"id": ["a", "b", "c"], "text": ["एक", "दो", "तीन"]})
    chunked = pa.concat_tables([table.slice(0, 1), table.slice(1)]).replace_schema_metadata({"x": "y"})
    assert parquet.encode(table, {"v": "1"}) == parquet.encode(chunked, {"v": "1"})
    assert parquet.encode(table, {"v": "1"}) != parquet.encode(table, {"v": "2"})


def test_damaged_file_is_named(tmp_path: Path) -> None:
    """Reading a file that is no Parquet names it and says what to do."""
    root = LocalRoot(tmp_path)
    root.write("x.parquet", b"not parquet at all")
    with pytest.raises(LakeError, match=r"x\.parquet is not a sound Parquet file.*copydesk audit"):
        parquet.read(root, "x.parquet")
