"""Tables read back from Parquet: by the thread that asks, and as they were written."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from copydesk.errors import LakeError
from copydesk.store import open_root, parquet

TABLE = pa.table({"id": [f"{number:05}" for number in range(40_000)], "words": range(40_000), "note": [None, "a"] * 20_000})

READING = """
    import os, pyarrow as pa, pyarrow.compute as pc
    from copydesk.store import parquet
    data = parquet.encode(pa.table({"id": [str(n) for n in range(50_000)], "words": range(50_000)}), {})
    before = set(os.listdir("/proc/self/task"))
    parquet.decode(data)
    parquet.decode(data, ["words"])
    parquet.decode(data, where=(pc.field("id") == "7") & (pc.field("words") != 8))
    parquet.names(data)
    print(len(set(os.listdir("/proc/self/task")) - before))
"""


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="threads are counted as Linux shows them")
def test_reading_leaves_no_thread_behind() -> None:
    """Law: no thread of Arrow's outlives the reading of a table: one that lets go of bytes while Python ends aborts it."""
    run = subprocess.run([sys.executable, "-c", textwrap.dedent(READING)], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout.strip()) == (0, "0"), run.stderr


def test_columns_and_rows_are_those_asked_for() -> None:
    """Law: columns come in the order asked for, rows in the order of the file, across row groups; no row is a table too."""
    data = parquet.encode(TABLE, {})
    assert parquet.decode(data).equals(TABLE)
    assert parquet.decode(data, ["note", "id"]).equals(TABLE.select(["note", "id"]))
    wanted = pc.field("id").isin(["00003", "39999"]) & (pc.field("words") != 3)
    assert parquet.decode(data, where=wanted).to_pylist() == [{"id": "39999", "words": 39_999, "note": "a"}]
    assert parquet.decode(data, ["words"], wanted).to_pylist() == [{"words": 39_999}]
    assert parquet.decode(data, where=pc.field("id") == "x").equals(TABLE.slice(0, 0))
    assert parquet.decode(parquet.encode(TABLE.slice(0, 0), {}), where=pc.field("id") == "x").equals(TABLE.slice(0, 0))


def test_a_column_that_a_file_lacks_is_told(tmp_path: Path) -> None:
    """Law: a file without a column that is asked for is named, with what to do."""
    root = open_root(str(tmp_path))
    root.write("a.parquet", parquet.encode(TABLE, {}))
    with pytest.raises(LakeError, match=r"a\.parquet is not a sound Parquet file: .*nothing.*copydesk audit"):
        parquet.read(root, "a.parquet", ["id", "nothing"])


def test_columns_that_no_file_has_yet_are_null_in_each_row(tmp_path: Path) -> None:
    """Law: where a file is older than all columns asked for, its rows are all there, null in each."""
    root = open_root(str(tmp_path))
    root.write("a.parquet", parquet.encode(TABLE, {}))
    found = parquet.read(root, "a.parquet", ["new"], nulls=pa.schema([pa.field("new", pa.string())]))
    assert found.equals(pa.table({"new": pa.nulls(TABLE.num_rows, pa.string())}))
