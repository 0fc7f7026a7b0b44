"""A lake of many landing days, made in the time of a few: what the pipeline made of these is copied to all the others.

The same pages land again every `CYCLE` days, in folders named by their date. So the desk makes the same of them but for ids,
dates, paths and the digests of rows, and so does the lake: a copied lake is, byte for byte, the one that the pipeline would
have built. Only the landing folders of copied days are left out, which no run of another day looks at: a file for each
article would be most of the disk; and the reports, which no lake is made of.
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, partial
from itertools import chain
from pathlib import PurePosixPath

import pyarrow as pa
import pyarrow.compute as pc

from benchmarks.pages import CYCLE, land, nth
from copydesk import pipeline, schema
from copydesk.pipeline.day import LOOK_AROUND
from copydesk.pipeline.edition import compared, publisher
from copydesk.pipeline.filing import DESK_ONLY
from copydesk.pipeline.window import read as articles_of
from copydesk.settings import Settings
from copydesk.store import DeskManifest, FileEntry, Root, Spool, desk, digest, drafts, lake, open_root, parquet, paths

Map = Callable[[Callable[[int], object], Iterable[int]], Iterable[object]]


# The cycle: a few days of the real pipeline


def make_cycle(cycle: Settings, count: int, each: Map) -> None:
    """Run the first landing days for real, and publish for real one cycle of dates that have their whole window."""
    first = cycle.window_days
    list(each(partial(_run_stages, cycle, count), range(CYCLE)))
    list(each(partial(copy_day, cycle, cycle), range(CYCLE, CYCLE + first + 1)))
    list(each(partial(_publish, cycle), range(first, first + CYCLE)))


def _run_stages(settings: Settings, count: int, n: int) -> None:
    """A landing day from landing to desk."""
    land(settings, n, count)
    works = pipeline.plan(settings, nth(n))
    for stage in pipeline.STAGES:
        more = [works] if stage in LOOK_AROUND else []
        works = [stage(settings, work, *more) for work in works]
    pipeline.file_day(settings, nth(n), works)


def _publish(settings: Settings, n: int) -> None:
    pipeline.write_parquet(settings, [nth(n).isoformat()])


# The copies


def copy_lake(cycle: Settings, settings: Settings, days: int, each: Map) -> None:
    """Fill a root with landing days and publish them. Dates whose neighbours are not those of the cycle are made for real."""
    whole = range(settings.window_days, days - 1)
    list(each(partial(copy_day, cycle, settings), range(days)))
    list(each(partial(copy_date, cycle, settings), whole))
    list(each(partial(_publish, settings), [n for n in range(-1, days) if n not in whole]))


@dataclass(frozen=True, slots=True)
class _Day:
    """A desk day of the cycle: its files' tables and validations by stem, what is known of its records, its rows as JSON."""

    manifest: DeskManifest
    tables: dict[str, pa.Table]
    validations: dict[str, object]
    records: pa.Table
    rows: dict[str, list[list[str]]]


@cache
def _day(cycle: Settings, of: int) -> _Day:
    root = open_root(cycle.root)
    manifest = desk.read_manifest(root, nth(of))
    assert manifest is not None
    files = {PurePosixPath(entry.path).name.rsplit("-", 1)[0]: entry.path for entry in manifest.files}
    tables = {stem: _typed(parquet.read(root, name)) for stem, name in files.items() if name.endswith(".parquet")}
    ledgers = [table.select(["id", "landed_on", "source"]) for stem, table in tables.items() if stem.startswith("ledger-")]
    rows = {stem: _rows(table) for stem, table in tables.items() if stem.startswith("articles-")}
    validations = {stem: json.loads(root.read(name)) for stem, name in files.items() if stem not in tables}
    return _Day(manifest, tables, validations, pa.concat_tables(ledgers), rows)


def _typed(table: pa.Table) -> pa.Table:
    """The table with the types that the desk gives it: Parquet names the items of a list otherwise."""
    types = {field.name: field.type for field in [*schema.arrow(in_lake=False), *DESK_ONLY]}
    return table.cast(pa.schema(field.with_type(types.get(field.name, field.type)) for field in table.schema))


_VARYING = ("id", "landed_on", "published_on", "source", "story")
"""What copies of an article differ in, in the order of its row's JSON."""


def _rows(articles: pa.Table) -> list[list[str]]:
    """Of each article the JSON that row_sha256 is the digest of, in the pieces around what varies."""
    shown = articles.select([column.name for column in schema.COLUMNS if column.name != "text"]).to_pylist()
    gaps = dict.fromkeys(_VARYING, "\0")
    texts = [{name: str(value) for name, value in row.items()} | gaps for row in shown]
    return [json.dumps(row, sort_keys=True, ensure_ascii=False, separators=(",", ":")).split("\\u0000") for row in texts]


def copy_day(cycle: Settings, settings: Settings, n: int) -> None:
    """Commit a desk day: that of the cycle under other ids and dates."""
    root, day, found = open_root(settings.root), nth(n), _day(cycle, n % CYCLE)
    ahead = n - n % CYCLE
    names = _names(found.records, ahead)
    entries = [_put_json(root, day, stem, value) for stem, value in found.validations.items()]
    dates: dict[str, list[str]] = {}
    for stem, table in found.tables.items():
        moved = _moved(table, found.records["id"], names, ahead)
        if stem in found.rows:
            moved = _with_digests(moved, found.rows[stem])
            for published, row in zip(moved["published_on"].to_pylist(), moved["row_sha256"].to_pylist(), strict=True):
                dates.setdefault(published.isoformat(), []).append(row)
        order = [(name, "ascending") for name in ("published_on", "id", "line") if name in table.column_names]
        entries.append(desk.put(root, paths.desk(day), stem, moved.sort_by(order), found.manifest.versions))
    digests = {published: digest(sorted(rows)) for published, rows in sorted(dates.items())}
    manifest = replace(found.manifest, landed=day.isoformat(), listing="", dates=digests, files=tuple(sorted(entries)))
    desk.commit(root, day, manifest)


def _put_json(root: Root, day: date, stem: str, value: object) -> FileEntry:
    name = desk.put_json(root, paths.desk(day), stem, value)
    data = root.read(name)
    return FileEntry(name, 0, len(data), hashlib.sha256(data).hexdigest())


def _names(records: pa.Table, ahead: int) -> pa.Array:
    """The ids of records that land so many days later."""
    days = _later(records["landed_on"], ahead).to_pylist()
    sources = _later_path(records["source"], ahead).to_pylist()
    return pa.array([pipeline.record_id(day, source, "") for day, source in zip(days, sources, strict=True)], pa.string())


def _moved(table: pa.Table, ids: pa.ChunkedArray, names: pa.Array, ahead: int) -> pa.Table:
    """The table of so many days later: `names` are the new ids of the articles called `ids`."""
    for place, field in enumerate(table.schema):
        column = table[field.name]
        if field.name in ("id", "duplicate_of", "story"):
            column = names.take(pc.index_in(column, ids).combine_chunks())
        elif field.name in ("landed_on", "published_on"):
            column = _later(column, ahead)
        elif field.name == "source":
            column = _later_path(column, ahead)
        table = table.set_column(place, field, column)
    return table


def _later(days: pa.ChunkedArray, ahead: int) -> pa.ChunkedArray:
    return pc.add(days.cast(pa.int32()), pa.scalar(ahead, pa.int32())).cast(pa.date32())


def _later_path(sources: pa.ChunkedArray, ahead: int) -> pa.ChunkedArray:
    """The paths, see pages.path(), with the dates in them moved on."""
    day = _later(pc.utf8_slice_codeunits(sources, 6, 16).cast(pa.date32()), ahead).cast(pa.string())
    return pc.binary_join_element_wise(pc.utf8_slice_codeunits(sources, 0, 6), day, pc.utf8_slice_codeunits(sources, 16), "")


def _with_digests(articles: pa.Table, rows: list[list[str]]) -> pa.Table:
    """The articles with row_sha256 as the desk computes it."""
    values = zip(*(articles[name].cast(pa.string()).to_pylist() for name in _VARYING), strict=True)
    texts = ["".join(chain.from_iterable(zip(row, (*new, ""), strict=True))) for row, new in zip(rows, values, strict=True)]
    digests = pa.array([hashlib.sha256(text.encode()).hexdigest() for text in texts], pa.string())
    return articles.set_column(articles.column_names.index("row_sha256"), "row_sha256", digests)


@dataclass(frozen=True, slots=True)
class _Date:
    """A published date of the cycle: its articles and their fates, both by id, and what is known of all that the fates name."""

    articles: pa.Table
    fates: pa.Table
    records: pa.Table


@cache
def _date(cycle: Settings, of: int) -> _Date:
    root = open_root(cycle.root)
    wanted = lake.inputs(root, nth(of), cycle.window_days, publisher(cycle))
    window = pa.concat_tables([table for _, table in lake.articles(root, wanted, schema.arrow(in_lake=False).names)]).sort_by(
        "id"
    )
    fates = parquet.read(root, paths.fates(nth(of)))
    told = compared(cycle, articles_of(root, wanted))[0].sort_by("id")
    articles = window.set_column(window.column_names.index("story"), "story", told["story"])
    articles = articles.filter(pc.field("published_on") == nth(of))
    named = pa.chunked_array([*fates["id"].chunks, *fates["duplicate_of"].drop_null().chunks, *articles["story"].chunks])
    records = window.filter(pc.field("id").isin(named.combine_chunks())).select(["id", "landed_on", "source"])
    return _Date(articles, fates, records)


def copy_date(cycle: Settings, settings: Settings, n: int) -> None:
    """Publish a date: what was published of the cycle's under other ids and dates."""
    root, of = open_root(settings.root), settings.window_days + (n - settings.window_days) % CYCLE
    found, ahead = _date(cycle, of), n - of
    names = _names(found.records, ahead)
    articles, fates = (_moved(table, found.records["id"], names, ahead) for table in (found.articles, found.fates))
    survivors = articles.filter(pc.equal(found.fates["fate"], "published"))
    wanted = lake.inputs(root, nth(n), settings.window_days, publisher(settings))
    lake.publish(root, wanted, drafts(nth(n), survivors, [survivors], Spool()), fates.sort_by("id"))


# Proof and processes


def is_as_published(settings: Settings, n: int) -> bool:
    """Whether publishing a date for real leaves its partitions and its fates as they are."""
    root, day = open_root(settings.root), nth(n)
    before = root.read(paths.fates(day))
    lake.distrust(root, day)
    done = pipeline.write_parquet(settings, [day.isoformat()])
    return not done["partitions"] and root.read(paths.fates(day)) == before


def workers(count: int) -> ProcessPoolExecutor:
    """So many processes, which leave the machine to others."""
    step_back = partial(os.setpriority, os.PRIO_PROCESS, 0)
    return ProcessPoolExecutor(count, multiprocessing.get_context("spawn"), initializer=step_back, initargs=(10,))
