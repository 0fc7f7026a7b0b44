"""Other people's readers on a real lake: the queries of docs/contract.md, run as they are printed, and what they give.

PySpark runs in a process of its own and from a folder of its own, .venv/spark: beside Great Expectations it does harm.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import chdir
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest

import copydesk
from copydesk import pipeline, schema
from copydesk.boilerplate.repairs import REPAIRS
from copydesk.language import KINDS
from copydesk.settings import Settings
from copydesk.store import lake, open_root
from copydesk.store.local import TEMPORARY
from copydesk.version import VERSION
from tests import threedays

PAGE = Path(__file__).resolve().parents[1] / "docs" / "contract.md"
BLOCKS: dict[str, list[str]] = {}
for engine, code in re.findall(r"^```(?:python|sql) (\w+)\n(.*?)^```$", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL):
    BLOCKS.setdefault(engine, []).append(code)

BY_PATH = ["pandas", "pyarrow", "polars", "duckdb", "spark"]
ENGINES = [*BY_PATH, "copydesk"]
DAY, TOPIC = date(2024, 10, 30), "sport"
PARTITION = f"date={DAY}/topic={TOPIC}/part-0.parquet"
YOUNG = ("cut_lines", "repairs", "url")
"""Columns that the older files of the tests do not have: a count and a list, which are never null in new ones, and a text."""
KEYS = ds.partitioning(pa.schema([("date", pa.date32()), ("topic", pa.string())]), flavor="hive")
DOCUMENTED = pa.schema([pa.field("date", pa.date32()), *((c.name, c.type) for c in schema.COLUMNS)])

WORKER = """
import json, sys
from pathlib import Path
import pyarrow.parquet as pq
from pyspark.sql import SparkSession
options = json.loads(sys.argv[1])
spark = SparkSession.builder.config(map=options).getOrCreate()
for line in sys.stdin:
    job, names, error = json.loads(line), {"spark": spark}, ""
    Path("lakehouse").unlink(missing_ok=True)
    Path("lakehouse").symlink_to(job["root"])
    try:
        exec(job["code"], names)
        for name in job["names"]:
            pq.write_table(names[name].toArrow(), f"{name}.parquet")
    except Exception as fault:
        error = f"{type(fault).__name__}: {fault}"
    print(json.dumps(error), flush=True)
"""


class Spark:
    """A PySpark process; it takes code and gives back the tables that the code has made."""

    def __init__(self, home: Path) -> None:
        self.home = home
        options = {
            "spark.master": "local[1]",
            "spark.ui.enabled": "false",
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.log.level": "ERROR",
            "spark.local.dir": str(home),
            "spark.sql.warehouse.dir": str(home / "warehouse"),
        }
        path = os.pathsep.join([str(Path(sys.prefix) / "spark"), os.environ.get("PYTHONPATH", "")])
        environ = os.environ | {"PYTHONPATH": path, "SPARK_LOCAL_IP": "127.0.0.1", "PYTHONWARNINGS": "ignore"}
        self.log = (home / "log").open("w+")
        self.process = subprocess.Popen(
            [sys.executable, "-c", WORKER, json.dumps(options)],
            cwd=home, env=environ, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.log,
        )  # fmt: skip

    def run(self, code: str, root: Path, *names: str) -> dict[str, pa.Table]:
        """The named data frames that the code makes, as tables. Raises RuntimeError for any fault of it."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps({"code": code, "root": str(root), "names": names}) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            self.log.seek(0)
            raise RuntimeError(f"PySpark has died: {self.log.read()}")
        if error := json.loads(answer):
            raise RuntimeError(error)
        return {name: pq.read_table(self.home / f"{name}.parquet", partitioning=None) for name in names}

    def stop(self) -> None:
        """End the process, and the Java machine with it."""
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait(60)
        self.log.close()


class Lakes:
    """Lakes of the sample days in several states, each in a folder `lakehouse` of its own, and the readers' processes."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.spark: Spark | None = None
        self.root = home / "full" / "lakehouse"
        settings = Settings(root=str(self.root))
        for folder in sorted(Path(str(files(copydesk) / "samples/landing")).iterdir()):
            pipeline.land(settings, folder, date.fromisoformat(folder.name))
            pipeline.run_day(settings, date.fromisoformat(folder.name))
        for folder in ("_fates", f"date={DAY}", f"date={DAY}/topic={TOPIC}"):
            (self.root / "lake" / folder / f"{TEMPORARY}1-1").write_bytes(b"half of a file that its writer died over")

    def copy(self, name: str) -> Path:
        """Another copy of the lake, to be spoilt."""
        return Path(shutil.copytree(self.root, self.home / name / "lakehouse"))

    def run(self, engine: str, code: str, *names: str, root: Path | None = None) -> dict[str, pa.Table]:
        """The tables that the code makes of a lake under these names; the code calls its root `lakehouse`."""
        root = root or self.root
        if engine == "spark":
            self.spark = self.spark or _spark(self.home)
            return self.spark.run(code, root, *names)
        with chdir(root.parent):
            if engine in ("duckdb", "fates"):
                with duckdb.connect() as connection:
                    connection.execute(code)
                    return {name: connection.table(name).to_arrow_table() for name in names}
            made: dict[str, Any] = {}
            exec(compile(code, f"{PAGE.name}: {engine}", "exec"), made)
            return {name: _arrow(made[name]) for name in names}


def _spark(home: Path) -> Spark:
    if not shutil.which("java"):
        pytest.skip("no java on the PATH: Spark needs Java 17 or newer")
    if not (Path(sys.prefix) / "spark" / "pyspark").is_dir():
        pytest.skip(f"no PySpark in {sys.prefix}/spark: `touch requirements-spark.txt` and run `make test` with java on the PATH")
    (home / "spark").mkdir()
    return Spark(home / "spark")


def _arrow(value: Any) -> pa.Table:
    """Any reader's table as Arrow's, each type as it is there."""
    if isinstance(value, pd.DataFrame):
        return pa.Table.from_pandas(value, preserve_index=False)
    if isinstance(value, pl.LazyFrame):
        value = value.collect()
    return value.to_arrow() if isinstance(value, pl.DataFrame) else value


@pytest.fixture(scope="module")
def lakes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lakes]:
    made = Lakes(tmp_path_factory.mktemp("lakes"))
    yield made
    if made.spark:
        made.spark.stop()


def partitions(root: Path) -> list[Path]:
    return sorted((root / "lake").glob("date=*/topic=*/*.parquet"))


def truth(root: Path, *, of: str = "") -> list[dict[str, Any]]:
    """The rows of the files whose path has `of` in it, read one by one, with the folders' names as columns, by id."""
    rows = []
    for path in partitions(root):
        if of in str(path):
            keys = dict(part.split("=") for part in path.parts[-3:-1])
            for row in pq.ParquetFile(path).read().to_pylist():
                row |= {"date": date.fromisoformat(keys["date"]), "topic": keys["topic"]}
                rows.append({name: row.get(name) for name in DOCUMENTED.names})
    return sorted(rows, key=lambda row: row["id"])


def rows(table: pa.Table) -> list[dict[str, Any]]:
    """The rows by id, the columns in the order of the documentation; copydesk.read has no `date`, but published_on."""
    if "date" not in table.column_names:
        table = table.append_column("date", table["published_on"])
    return sorted(table.select(DOCUMENTED.names).to_pylist(), key=lambda row: row["id"])


def kinds(table: pa.Table) -> dict[str, pa.DataType]:
    """The type of each column; the several ways in which Arrow may keep a string are one."""
    texts = (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view)

    def kind(type: pa.DataType) -> pa.DataType:
        if pa.types.is_list(type) or pa.types.is_large_list(type):
            return pa.list_(kind(type.value_type))
        return pa.string() if any(is_text(type) for is_text in texts) else type

    return {field.name: kind(field.type) for field in table.schema}


def documented(engine: str) -> dict[str, pa.DataType]:
    return {f.name: f.type for f in DOCUMENTED if not (engine == "copydesk" and f.name == "date")}


def ruin(root: Path) -> Path:
    """Make garbage of every file but one partition's and the first, from which some readers take the columns."""
    for path in partitions(root)[1:]:
        if PARTITION not in str(path):
            path.write_bytes(b"garbage" * 100)
    return root


def age(root: Path, *, until: date | None = None, since: date | None = None) -> list[Path]:
    """Write the files of some dates anew as an older version would have: without the young columns."""
    aged = []
    for path in partitions(root):
        day = date.fromisoformat(path.parts[-3].removeprefix("date="))
        if (until and day <= until) or (since and day >= since):
            file = pq.ParquetFile(path)
            pq.write_table(file.read().drop_columns(list(YOUNG)).replace_schema_metadata(file.metadata.metadata), path)
            aged.append(path)
    for path in (root / "lake" / "_manifests").iterdir():
        manifest = json.loads(path.read_text("utf-8"))
        for entry in manifest["files"]:
            data = (root / entry["path"]).read_bytes()
            entry |= {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        path.write_text(json.dumps(manifest), "utf-8")
    return aged


def test_the_page_has_two_queries_for_each_reader() -> None:
    """One for a partition, one for the whole lake; and every other block of code on the page is run by a test below."""
    assert {engine: len(BLOCKS[engine]) for engine in ENGINES} == dict.fromkeys(ENGINES, 2)
    assert set(BLOCKS) - set(ENGINES) == {"retry", "fates", "versions", "changed"}
    assert PAGE.read_text("utf-8").count("```") == 2 * sum(map(len, BLOCKS.values()))


@pytest.mark.parametrize("engine", ENGINES)
def test_every_reader_sees_the_same_rows(engine: str, lakes: Lakes) -> None:
    """The two queries give exactly the rows that are in the files: nulls as nulls, lists as lists, nothing of _fates."""
    found = lakes.run(engine, "".join(BLOCKS[engine]), "lake", "sport")
    assert rows(found["lake"]) == truth(lakes.root)
    assert rows(found["sport"]) == truth(lakes.root, of=PARTITION)
    assert any(row["byline"] is None for row in rows(found["lake"]))
    assert any(row["repairs"] for row in rows(found["lake"]))
    assert len(found["sport"]) > 1


@pytest.mark.parametrize("engine", ENGINES)
def test_every_reader_gets_the_documented_types(engine: str, lakes: Lakes) -> None:
    """`date` and published_on are dates, `topic` is text, counts are integers, repairs a list of text: in both queries."""
    found = lakes.run(engine, "".join(BLOCKS[engine]), "lake", "sport")
    assert kinds(found["lake"]) == documented(engine)
    assert kinds(found["sport"]) == documented(engine)


@pytest.mark.parametrize("engine", ENGINES)
def test_the_query_of_a_partition_opens_no_other_file(engine: str, lakes: Lakes, tmp_path: Path) -> None:
    """With garbage in all other files the first query still gives its rows, and the second query fails."""
    root = ruin(Path(shutil.copytree(lakes.root, tmp_path / "lakehouse")))
    first, second = BLOCKS[engine]
    assert rows(lakes.run(engine, first, "sport", root=root)["sport"]) == truth(lakes.root, of=PARTITION)
    second = second.replace('read("lakehouse")', 'read("lakehouse", wait_seconds=0)')
    with pytest.raises(Exception, match=r"(?i)parquet|magic|damaged|garb"):
        lakes.run(engine, first + second, "lake", root=root)


FILTERS = {
    "pandas": """
import pandas as pd
found = pd.read_parquet("lakehouse/lake", filters=[("date", "==", "2024-10-30"), ("topic", "==", "sport")])
""",
    "pyarrow": """
import pyarrow.dataset as ds
lake = ds.dataset("lakehouse/lake", partitioning="hive")
found = lake.to_table(filter=(ds.field("date") == "2024-10-30") & (ds.field("topic") == "sport"))
""",
    "polars": """
import polars as pl
lake = pl.scan_parquet("lakehouse/lake/date=*/topic=*/*.parquet", hive_partitioning=True)
found = lake.filter(pl.col("date") == pl.date(2024, 10, 30), pl.col("topic") == "sport")
""",
    "duckdb": """
create view found as from read_parquet('lakehouse/lake/date=*/topic=*/*.parquet', hive_partitioning = true)
where date = '2024-10-30' and topic = 'sport'
""",
    "spark": """
found = spark.read.parquet("lakehouse/lake").where("date = '2024-10-30' and topic = 'sport'")
""",
}


@pytest.mark.parametrize("engine", BY_PATH)
def test_a_filter_on_the_folders_prunes(engine: str, lakes: Lakes, tmp_path: Path) -> None:
    """A plain filter on date and topic opens the files of that partition and, for its columns, the first file: no other."""
    root = ruin(Path(shutil.copytree(lakes.root, tmp_path / "lakehouse")))
    found = lakes.run(engine, FILTERS[engine], "found", root=root)["found"]
    assert sorted(found["id"].to_pylist()) == [row["id"] for row in truth(lakes.root, of=PARTITION)]


@pytest.mark.parametrize("old", [{"until": date(2024, 10, 29)}, {"since": DAY}], ids=["old-dates", "new-dates"])
@pytest.mark.parametrize("engine", ENGINES)
def test_a_younger_column_is_null_in_older_files(engine: str, old: dict[str, date], lakes: Lakes, tmp_path: Path) -> None:
    """Whichever dates an older version wrote, every row comes, null in the columns that its file is too old for."""
    root = Path(shutil.copytree(lakes.root, tmp_path / "lakehouse"))
    aged = age(root, **old)
    assert 0 < len(aged) < len(partitions(root))
    found = lakes.run(engine, "".join(BLOCKS[engine]), "lake", root=root)["lake"]
    assert kinds(found) == documented(engine)
    assert rows(found) == truth(root)
    nulls = sum(row["cut_lines"] is None for row in rows(found))
    assert nulls == sum(pq.read_metadata(path).num_rows for path in aged) < len(found)


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_the_bare_folder_is_refused_rather_than_misread(engine: str, lakes: Lakes) -> None:
    """Polars and DuckDB look into _fates when they get the folder: they stop, and never give its rows as articles."""
    code = {
        "polars": "import polars as pl; found = pl.read_parquet('lakehouse/lake', hive_partitioning=True)",
        "duckdb": "create view found as from read_parquet('lakehouse/lake', hive_partitioning = true)",
    }
    with pytest.raises((pl.exceptions.PolarsError, duckdb.Error)):
        lakes.run(engine, code[engine], "found")


def test_the_queries_of_the_readme(lakes: Lakes) -> None:
    """Those few lines in the README, run as they are printed, give the articles of their day and all topics."""
    section = PAGE.parents[1].joinpath("README.md").read_text("utf-8").split("## Reading the lake")[1].split("\n## ")[0]
    code = dict(re.findall(r"^```(\w+)\n(.*?)^```$", section, re.MULTILINE | re.DOTALL))
    found = lakes.run("pandas", code["python"], "articles")["articles"]
    assert sorted(found["id"].to_pylist()) == [row["id"] for row in truth(lakes.root, of=f"date={DAY}")]
    counts = lakes.run("duckdb", f"create view topics as {code['sql']}", "topics")["topics"]
    assert sum(counts["articles"].to_pylist()) == len(truth(lakes.root))


def test_the_query_of_the_fates(lakes: Lakes) -> None:
    """Each duplicate comes with the headline of the article that it repeats, which is in the lake."""
    found = lakes.run("fates", BLOCKS["fates"][0], "repeated")["repeated"].to_pylist()
    fates = [row for path in (lakes.root / "lake/_fates").glob("*.parquet") for row in pq.ParquetFile(path).read().to_pylist()]
    published = {row["id"]: row["title"] for row in truth(lakes.root)}
    assert {row["id"]: row["title"] for row in found} == {
        row["id"]: published[row["duplicate_of"]] for row in fates if row["fate"] == "duplicate"
    }
    assert found


def test_the_query_of_the_versions(lakes: Lakes) -> None:
    """The footer names the versions that the page says, with the values of this code."""
    made: dict[str, Any] = {}
    with chdir(lakes.root.parent):
        exec(BLOCKS["versions"][0], made)
    assert made["versions"]["copydesk.copydesk"] == VERSION
    assert made["versions"]["copydesk.schema"] == str(schema.SCHEMA_VERSION)
    text = PAGE.read_text("utf-8")
    assert [name for name in made["versions"] if f"`{name}`" not in text] == []


def _changes(folder: Path) -> tuple[list[str], list[str]]:
    """What the query of changes finds in a folder: dates that changed, and dates that are gone; they count as read then."""
    made: dict[str, Any] = {}
    with chdir(folder):
        exec(BLOCKS["changed"][0], made)
        made["seen"].write_text(json.dumps(made["now"]))
    return made["changed"], made["gone"]


def test_the_query_of_what_has_changed(tmp_path: Path) -> None:
    """Law: who reads the dates again that the query names, and drops those that it calls gone, has the lake as it is."""
    root = tmp_path / "lakehouse"
    copy: dict[str, dict[str, bytes]] = {}

    def as_it_is() -> dict[str, dict[str, bytes]]:
        days: dict[str, dict[str, bytes]] = {}
        for path in (root / "lake").rglob("*.parquet"):
            day = re.search(r"date=([0-9-]+)", str(path))[1]  # type: ignore[index]
            days.setdefault(day, {})[str(path)] = path.read_bytes()
        return days

    def follow() -> tuple[list[str], list[str]]:
        changed, gone = _changes(tmp_path)
        wanted = as_it_is()
        assert all(copy.get(day) != wanted[day] for day in changed), "a date that is as it was is not named"
        for day in gone:
            del copy[day]
        copy.update((day, wanted[day]) for day in changed)
        assert copy == wanted
        return changed, gone

    threedays.land(root, threedays.DAYS[0], a=threedays.page("The library stays open", "10/29/2024"))
    threedays.run(root, threedays.DAYS[0])
    assert follow() == (["2024-10-29"], [])
    threedays.run(root, threedays.DAYS[0])
    assert follow() == ([], [])
    threedays.land(root, threedays.DAYS[1], b=threedays.page("The pool is saved", "10/30/2024", threedays.OTHER))
    threedays.run(root, threedays.DAYS[1])
    assert follow() == (["2024-10-30"], [])
    threedays.land(
        root, threedays.DAYS[1], c=threedays.page("Library: so say councillors", "10/29/2024")
    )  # late, and a duplicate
    threedays.run(root, threedays.DAYS[1])
    assert follow() == (["2024-10-29"], [])
    [id] = read_copy(copy["2024-10-30"])
    pipeline.takedown(Settings(root=str(root)), id, "by order of a court")
    assert follow() == ([], ["2024-10-30"])


def read_copy(files: dict[str, bytes]) -> list[str]:
    """The ids of the articles in a date's files."""
    tables = [pq.read_table(pa.BufferReader(data), columns=["id"]) for path, data in files.items() if "topic=" in path]
    return [id for table in tables for id in table["id"].to_pylist()]


def test_a_date_that_is_being_published_waits(tmp_path: Path) -> None:
    """Law: a date whose publisher is at work, or died, is not changed for who has read it, nor new for who has not."""
    root = tmp_path / "lakehouse"
    threedays.land(root, threedays.DAYS[0], a=threedays.page("The library stays open", "10/29/2024"))
    threedays.run(root, threedays.DAYS[0])
    lake.distrust(open_root(str(root)), threedays.DAYS[0])
    assert _changes(tmp_path) == ([], [])
    threedays.run(root, threedays.DAYS[0])
    assert _changes(tmp_path) == (["2024-10-29"], [])
    lake.distrust(open_root(str(root)), threedays.DAYS[0])
    assert _changes(tmp_path) == ([], [])
    threedays.run(root, threedays.DAYS[0])
    assert _changes(tmp_path) == ([], [])


def test_names_in_columns_are_explained(lakes: Lakes) -> None:
    """Law: each rule, source and repair that a row names stands on the contract or on a page that it points to."""
    pages = [PAGE, *(PAGE.with_name(name) for name in re.findall(r"\]\(([a-z]+\.md)\)", PAGE.read_text("utf-8")))]
    known = set(re.findall(r"`([^`\n]+)`", "".join(page.read_text("utf-8") for page in pages)))
    rows = copydesk.read(str(lakes.root), columns=["language_source", "date_source", "topic_source", "repairs"]).to_pylist()
    named = {name for row in rows for name in row.pop("repairs")} | {name for row in rows for name in row.values()}
    assert len(named) > 8
    assert named | REPAIRS.keys() | KINDS | {"joined-stop", "mojibake"} <= known


def test_the_pattern_for_a_file_that_has_gone(lakes: Lakes, tmp_path: Path) -> None:
    """A listing that has grown old fails in pyarrow as the page says, and reading again, from a new listing, is enough."""
    made: dict[str, Any] = {}
    exec(BLOCKS["retry"][0], made)
    root = Path(shutil.copytree(lakes.root, tmp_path / "lakehouse"))
    listings = [ds.dataset(root / "lake", partitioning=KEYS)]
    partitions(root)[3].unlink()

    def read() -> int:
        lake = listings.pop() if listings else ds.dataset(root / "lake", partitioning=KEYS)
        return lake.to_table().num_rows

    assert made["patiently"](read) == len(truth(root))
    gone = ds.dataset(root / "lake", partitioning=KEYS)
    partitions(root)[3].unlink()
    with pytest.raises(FileNotFoundError):
        made["patiently"](gone.to_table, tries=2)
