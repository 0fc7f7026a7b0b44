"""The rows of a publication date beside what the desk made of their records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from urllib.parse import unquote

import pyarrow as pa
import pyarrow.compute as pc

from copydesk import schema
from copydesk.audit.finding import Finding, repair_of
from copydesk.store import FileEntry, Root, Spool, drafts, lake, parquet, paths


def check(root: Root, published: date, entries: tuple[FileEntry, ...], wanted: lake.Inputs) -> Iterator[Finding]:
    """What is wrong with the rows of a date; some thousand of them are held at a time."""
    fates = parquet.read(root, paths.fates(published))
    parts = [entry.path for entry in entries if "/topic=" in entry.path]
    shown = [id for path in parts for id in parquet.read(root, path, ["id"])["id"].to_pylist()]
    yield from _ids(root, published, shown, fates)
    known = [table for _, table in lake.articles(root, wanted, ["id", "topic", "published_on"])]
    window = pa.concat_tables(known)
    own = window.filter(pc.equal(window["published_on"], pa.scalar(published, pa.date32())))
    if set(own["id"].to_pylist()) != set(fates["id"].to_pylist()):
        what = "the desk's articles of the date and _fates differ"
        yield Finding("fates-do-not-balance", paths.fates(published), what, repair_of(root))
        return
    own = own.filter(pc.is_in(own["id"], pa.array(sorted(set(shown)), pa.string())))
    names = window["id"].combine_chunks()
    for path, rows, ours in _beside(root, published, parts, own, wanted):
        yield from _differing(path, rows, ours, repair_of(root))
        yield from _strayed(path, rows, names, repair_of(root))


def _ids(root: Root, published: date, shown: list[str], fates: pa.Table) -> Iterator[Finding]:
    """The articles that stand in the files more than once; and whether they are those that have the fate of being there."""
    where, cure = paths.lake_date(published), repair_of(root)
    for id, count in Counter(shown).items():
        if count > 1:
            yield Finding("id-twice", where, f"article {id} stands {count} times", cure)
    if set(shown) != set(fates.filter(pc.field("fate") == "published")["id"].to_pylist()):
        yield Finding("rows-and-fates-differ", where, "the published rows are not those of _fates", cure)


def _beside(
    root: Root, published: date, parts: list[str], own: pa.Table, wanted: lake.Inputs
) -> Iterator[tuple[str, pa.Table, pa.Table]]:
    """The rows of a date, slice by slice: their file's path, they themselves, and the desk's rows of the same articles.

    `own` names the articles that the files should hold.
    """
    desked = drafts(published, own, _desked(root, wanted, own["id"].combine_chunks()), Spool())
    for path in parts:
        expected = desked[path].tables() if path in desked else iter(())
        for rows in parquet.slices(root, path):
            ours = next(expected, None)
            if ours is None or not ours["id"].equals(rows["id"]):  # a row stands in another topic's file, or is gone
                ours = pa.concat_tables(list(_desked(root, wanted, rows["id"].combine_chunks())))
            yield path, rows, ours


def _desked(root: Root, wanted: lake.Inputs, ids: pa.Array) -> Iterator[pa.Table]:
    """The desk's rows of some articles, file by file."""
    for _, table in lake.articles(root, wanted, [*schema.arrow(in_lake=True).names, "topic"]):
        yield table.filter(pc.is_in(table["id"], ids))


def _differing(path: str, shown: pa.Table, desked: pa.Table, cure: str) -> Iterator[Finding]:
    """The rows of a file that are not those of the desk. Their stories are the lake's own: _strayed() looks at them."""
    topic = pa.scalar(unquote(path.partition("/topic=")[2].partition("/")[0]))
    known = {name: shown[name] for name in shown.column_names if name != "story"}
    known["topic"] = pa.chunked_array([pa.repeat(topic, len(shown))])
    if "topic" not in desked.column_names:
        desked = desked.append_column("topic", pa.repeat(topic, len(desked)))
    if all(name in desked.column_names and own.cast(desked[name].type).equals(desked[name]) for name, own in known.items()):
        return
    of_desk = {row["id"]: row for row in desked.to_pylist()}
    for row in pa.table(known).to_pylist():
        own = of_desk.get(row["id"], {})
        if any(own.get(name) != value for name, value in row.items()):
            yield Finding("row-differs", path, f"article {row['id']} is not what the desk made of its record", cure)


def _strayed(path: str, shown: pa.Table, window: pa.Array, cure: str) -> Iterator[Finding]:
    """The rows of a file that tell a story of no article of the window."""
    if "story" not in shown.column_names:
        return
    for row in shown.filter(pc.invert(pc.is_in(shown["story"], window))).select(["id", "story"]).to_pylist():
        what = f"article {row['id']} tells the story of {row['story']}, not of its window"
        yield Finding("story-unknown", path, what, cure)
