"""Articles that move from one publication date to another are shown at the new date before the old one lets them go.

Within a date lake.publish() keeps that order by itself. Two dates, however, are published one after the other, by different
processes even. So whoever is about to drop an article from a date first puts it where it went to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from copydesk.store import lake, manifest, parquet, paths
from copydesk.store.draft import Spool, drafts
from copydesk.store.lake import Inputs
from copydesk.store.root import Root


def leaving(root: Root, day: date, stay: Iterable[str]) -> dict[date, pa.Table]:
    """The desk's rows of the articles that the lake shows for a date and that are now of another one, by that date.

    `stay` are the ids of the articles that the date still has at the desk.
    """
    shown = _shown(root, day)
    gone = pa.array(sorted(shown.keys() - set(stay)), pa.string())
    found = []
    for landed in sorted({shown[id] for id in gone.to_pylist()}):
        filed = manifest.read_desk(root, paths.desk_manifest(landed))
        for entry in filed.files if filed else ():
            if entry.kind == "articles":
                found.append(parquet.read(root, entry.path, where=pc.field("id").isin(gone) & (pc.field("published_on") != day)))
    rows = pa.concat_tables(found) if found else pa.table({"published_on": []})
    dates = sorted(set(rows["published_on"].to_pylist()))
    return {date: rows.filter(pc.field("published_on") == date) for date in dates}


def show(root: Root, wanted: Inputs, rows: pa.Table) -> None:
    """Put articles beside those that the lake shows for a date that waits to be published, without taking any away.

    The date is marked unfinished, so that its publication, which makes it what it must be, cannot be left out. A date that
    is current shows what it must already: a moved article that is not there repeats another one.
    """
    if lake.is_current(root, wanted) or not (new := set(rows["id"].to_pylist()) - _shown(root, wanted.published).keys()):
        return
    lake.distrust(root, wanted.published)
    arrived = rows.filter(pc.field("id").isin(pa.array(sorted(new), pa.string())))
    for topic in sorted(set(arrived["topic"].to_pylist())):
        here = arrived.filter(pc.field("topic") == topic)
        there = lake.shown(root, paths.partition(wanted.published, topic))
        both = here if there is None else pa.concat_tables([here, _of(topic, there)], promote_options="default")
        for draft in drafts(wanted.published, both, [both], Spool()).values():
            lake.put(root, draft, wanted)


def _of(topic: str, rows: pa.Table) -> pa.Table:
    return rows.append_column("topic", pa.repeat(pa.scalar(topic), len(rows)))


def unfinished(root: Root, leaving: dict[date, pa.Table], inputs: Callable[[date], Inputs]) -> dict[date, pa.Table]:
    """Those of the dates that articles go to that do not show them all yet, and are still to be published."""
    return {
        day: rows
        for day, rows in leaving.items()
        if not set(rows["id"].to_pylist()) <= _shown(root, day).keys() and not lake.is_current(root, inputs(day))
    }


def _shown(root: Root, day: date) -> dict[str, date]:
    """The ids that the lake shows for a date, with the landing day of each."""
    tables = lake.sound(root, day, ["id", "landed_on"]).values()
    return {
        id: landed for table in tables for id, landed in zip(table["id"].to_pylist(), table["landed_on"].to_pylist(), strict=True)
    }
