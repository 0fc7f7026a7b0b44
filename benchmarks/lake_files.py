"""How the lake's files are cut and packed, against the obvious other ways: files, megabytes, rewriting, and reading speed.

    python -m benchmarks.lake_files
    python -m benchmarks.lake_files --rounds 5 --folder lakes

A month of busy days is laid out in every way: eight of them are made by the real pipeline from the seeded corpus, the others are
copies under other dates and ids. Three years of small days, those of lake_age.py, are laid out in the ways that differ in their
number of files. Every layout of a lake holds the same rows.
"""

from __future__ import annotations

import argparse
import gc
import hashlib
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from benchmarks import corpus, lake_age, late_file, results
from benchmarks.pages import CYCLE, nth
from copydesk import pipeline, reader
from copydesk.settings import Settings
from copydesk.store import open_root, paths
from copydesk.store.parquet import ROWS_PER_GROUP

ARTICLES = 400
"""Articles of each landing day of the busy month."""


@dataclass(frozen=True, slots=True)
class Layout:
    """A way to lay the lake out: the folders' keys, the codec, rows of a group, rows of a file (0: one file a folder).

    `described` says whether the files carry their columns' descriptions.
    """

    name: str
    keys: tuple[str, ...] = ("date", "topic")
    codec: str = "zstd"
    level: int | None = 3
    group: int = ROWS_PER_GROUP
    rows: int = 0
    described: bool = True


LAYOUTS = (
    Layout("date and topic, zstd-3: the lake"),
    Layout("the same, zstd-1", level=1),
    Layout("the same, zstd-9", level=9),
    Layout("the same, snappy", codec="snappy", level=None),
    Layout("the same, not compressed", codec="none", level=None),
    Layout("the same, no descriptions of columns", described=False),
    Layout("the same, a file for each 10 records", rows=10),
    Layout("date", keys=("date",)),
    Layout("month and topic", keys=("month", "topic")),
    Layout("month and topic, groups of 1,000", keys=("month", "topic"), group=1_000),
    Layout("month", keys=("month",)),
    Layout("one file", keys=()),
    Layout("one file, groups of 1,000", keys=(), group=1_000),
)

FEWER = tuple(layout for layout in LAYOUTS if layout.keys != ("date", "topic") or layout == LAYOUTS[0] or not layout.described)

Reads = dict[str, Callable[[Path, Layout, date], int]]


# The layouts


def busy_days(settings: Settings, days: int, count: int, seed: int = 7) -> None:
    """Land articles of the seeded corpus on so many days, each under its headline and the day's date, and run the days."""
    chooser, root = random.Random(seed), open_root(settings.root)
    sites = [corpus.site(number) for number in range(corpus.SITES)]
    for n in range(days):
        for k in range(count):
            on = chooser.choice(sites)
            one = corpus.article(on.language, chooser)
            text = "\n\n".join([one.title, f"{nth(n):{on.dates}} {on.labels[one.topic]}", *one.paragraphs])
            root.write(f"{paths.landing(nth(n))}/{on.name}/{k:05}.txt", text.encode())
        pipeline.run_day(settings, nth(n))


def month(settings: Settings, days: int, copies: int) -> pa.Table:
    """The articles of so many dates, and copies of them for as many dates after these, again and again."""
    whole = reader.read(settings.root, [nth(n) for n in range(days)])
    parts = []
    for copy in range(copies):
        ids = [hashlib.sha256(f"{copy} {id}".encode()).hexdigest()[:32] for id in whole["id"].to_pylist()]
        dates = pc.add(whole["published_on"].cast(pa.int32()), pa.scalar(copy * days, pa.int32())).cast(pa.date32())
        place = whole.column_names.index
        parts.append(
            whole.set_column(place("id"), "id", pa.array(ids, pa.string())).set_column(
                place("published_on"), "published_on", dates
            )
        )
    return pa.concat_tables(parts)


def lay_out(articles: pa.Table, layout: Layout, folder: Path) -> None:
    """Write the articles, sorted as copydesk.read gives them, below a folder: Hive folders of the keys, sorted files in them."""
    keyed = articles.append_column("date", articles["published_on"].cast(pa.string()))
    keyed = keyed.append_column("month", pc.utf8_slice_codeunits(keyed["date"], 0, 7)).combine_chunks()
    for values, rows in _parts(keyed, layout.keys):
        place = folder.joinpath(*(f"{key}={value}" for key, value in zip(layout.keys, values, strict=True)))
        place.mkdir(parents=True, exist_ok=True)
        own = rows.drop_columns(["date", "month", *(["topic"] if "topic" in layout.keys else [])])
        step = layout.rows or max(own.num_rows, 1)
        for start in range(0, own.num_rows, step):
            written = own.slice(start, step)
            pq.write_table(
                written,
                place / f"part-{start:08}.parquet",
                compression=layout.codec,
                compression_level=layout.level,
                row_group_size=layout.group,
                use_dictionary=[
                    f.name for f in own.schema if pa.types.is_string(f.type) and f.name not in ("id", "text", "content_sha256")
                ],
                write_page_checksum=True,
                store_schema=layout.described,
                bloom_filter_options={"id": {"ndv": written.num_rows, "fpp": 0.01}},
            )


def _parts(table: pa.Table, keys: Sequence[str]) -> Iterator[tuple[tuple[str, ...], pa.Table]]:
    """The rows of each combination of keys, in order."""
    if not keys:
        yield (), table
        return
    table = table.sort_by([(key, "ascending") for key in (*keys, "date", "id")])
    names = zip(*(table[key].to_pylist() for key in keys), strict=True)
    start = 0
    for values, same in groupby(names):
        count = len(list(same))
        yield values, table.slice(start, count)
        start += count


# What is measured


def reads() -> Reads:
    """Each query in each reader, as rows that it gives: a date's articles whole, and a count by language of the whole lake."""
    return {
        "one date, DuckDB": lambda folder, layout, day: _duckdb(
            f"select * from {_of(folder, layout, day)} where published_on = '{day}'"
        ),
        "one date, Polars": lambda folder, layout, day: (
            pl.scan_parquet(_pattern(folder, layout, day), hive_partitioning=True)
            .filter(pl.col("published_on") == day)
            .collect()
            .height
        ),
        "one date, pandas": lambda folder, layout, day: len(
            pd.read_parquet(folder.joinpath(*_first(layout, day)), filters=ds.field("published_on") == day)
        ),
        "all dates, DuckDB": lambda folder, layout, day: _duckdb(
            f"select language, count(*) from {_of(folder, layout)} group by 1"
        ),
        "all dates, Polars": lambda folder, layout, day: (
            pl.scan_parquet(_pattern(folder, layout)).group_by("language").agg(pl.len()).collect().height
        ),
        "all dates, pandas": lambda folder, layout, day: len(pd.read_parquet(folder, columns=["language"]).value_counts()),
    }


def _first(layout: Layout, day: date) -> list[str]:
    """The folder that the path of a query names, where the layout has one for the day."""
    value = {"date": str(day), "month": f"{day:%Y-%m}"}
    return [f"{key}={value[key]}" for key in layout.keys[:1]]


def _pattern(folder: Path, layout: Layout, day: date | None = None) -> str:
    fixed = _first(layout, day) if day else []
    return "/".join([str(folder), *fixed, *(f"{key}=*" for key in layout.keys[len(fixed) :]), "*.parquet"])


def _of(folder: Path, layout: Layout, day: date | None = None) -> str:
    return f"read_parquet('{_pattern(folder, layout, day)}', hive_partitioning = true)"


def _duckdb(query: str) -> int:
    with duckdb.connect() as connection:
        return int(connection.sql(query).to_arrow_table().num_rows)


def measure(folders: Mapping[Layout, Path], day: date, rounds: int) -> dict[Layout, dict[str, float]]:
    """CPU seconds of each query in each layout, medians over rounds in turn. Raises RuntimeError where layouts disagree."""
    spent: dict[Layout, dict[str, list[float]]] = {layout: {name: [] for name in reads()} for layout in folders}
    given: dict[str, set[int]] = {}
    gc.freeze()  # what was there before is no read's
    try:
        for _ in range(rounds):
            for layout, folder in folders.items():
                for name, read in reads().items():
                    gc.collect()  # what the last read left is not this one's cost
                    began = time.process_time()
                    given.setdefault(name, set()).add(read(folder, layout, day))
                    spent[layout][name].append(time.process_time() - began)
    finally:
        gc.unfreeze()
    if wrong := {name: rows for name, rows in given.items() if len(rows) != 1 or rows == {0}}:
        raise RuntimeError(f"layouts give different rows: {wrong}.")
    return {layout: {name: statistics.median(own) for name, own in found.items()} for layout, found in spent.items()}


def facts(folder: Path, layout: Layout, day: date) -> list[str]:
    """Files, megabytes, and the kilobytes that are written again when one article of one date comes or goes."""
    sizes = {path: path.stat().st_size for path in folder.rglob("*.parquet")}
    own = [size for path, size in sizes.items() if all(part in path.parts for part in _first(layout, day))]
    touched = max(own) if "topic" in layout.keys else sum(own)
    return [f"{len(sizes):,}", f"{sum(sizes.values()) / 1e6:,.1f}", f"{touched / 1e3:,.0f}"]


# The page


def main() -> None:
    """Make both lakes, lay them out in every way, measure, and replace the section of the page."""
    parser = argparse.ArgumentParser(description="Measure layouts of the lake's files.")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--folder", type=Path, help="where the lakes are kept; without it they are removed at the end")
    chosen = parser.parse_args()
    with ExitStack() as stack:
        spare = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder = chosen.folder or spare
        busy, age = Settings(root=str(folder / "busy")), "3 years"
        if not (folder / "busy").exists():
            busy_days(busy, CYCLE, ARTICLES)
        late_file.build_all(folder, late_file.ARTICLES, 1, lake_age.AGES)
        years = reader.read(late_file.settings_of(folder, age).root)
        tables = [
            f"A month of {ARTICLES:,} articles a day"
            + _table(month(busy, CYCLE, 4), LAYOUTS, nth(12), chosen.rounds, spare / "a"),
            f"Three years of {late_file.ARTICLES:,} articles a day" + _table(years, FEWER, nth(548), chosen.rounds, spare / "b"),
        ]
        results.put("lake_files", section(chosen.rounds, tables))


def _table(articles: pa.Table, layouts: Sequence[Layout], day: date, rounds: int, scratch: Path) -> str:
    written = {}
    folders = {layout: scratch / str(number) for number, layout in enumerate(layouts)}
    for layout, folder in folders.items():
        folder.mkdir(parents=True)
        began = time.process_time()
        lay_out(articles, layout, folder)
        written[layout] = time.process_time() - began
    found = measure(folders, day, rounds)
    rows = [
        [
            layout.name,
            *facts(folder, layout, day),
            f"{written[layout]:,.1f}",
            *(f"{1e3 * s:,.3g}" for s in found[layout].values()),
        ]
        for layout, folder in folders.items()
    ]
    head = ["layout", "files", "MB", "KB written for one article", "s to write all", *(f"{name}, ms" for name in reads())]
    return f", {articles.num_rows:,} of them:\n\n{results.table(head, rows)}"


def section(rounds: int, tables: Sequence[str]) -> str:
    """The whole section of the page."""
    own = "\n\n".join(tables)
    return f"""## How the lake's files are cut and packed

`python -m benchmarks.lake_files --rounds {rounds}`: the same rows in each layout, CPU milliseconds, medians of {rounds}
rounds in turn. "One date" reads all columns by the path of the date or of its month; "all dates" counts articles by language.
What is written for one article is the largest file that it can be in, with `topic` folders, or all files of the date or month
without them.

{own}"""


if __name__ == "__main__":
    main()
