"""From the desk to the lake: commit a landing day, find the dates it changes, publish each from all it depends on."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from copydesk import dedup, schema, stories
from copydesk.errors import LakeError, MissingError
from copydesk.pipeline.work import FATES, Row, Work, made_by, root_of, versions
from copydesk.settings import Settings
from copydesk.store import DeskManifest, FileEntry, Root, desk, digest, lake, moves, parquet, publishing

log = logging.getLogger("copydesk")

PUBLISHER_VERSION = "3"
"""Rises when the same desk articles would be published otherwise; every date is then published anew."""

_TRIES = 20
"""How often a date is published again because its desk days moved meanwhile; more is a sign of a fault."""


def publisher(settings: Settings) -> dict[str, str]:
    """What, beside the desk's articles, decides what is published."""
    return {"publisher": PUBLISHER_VERSION, "window": str(settings.window_days), "similarity": str(settings.similarity)}


def is_unchanged(settings: Settings, day: date) -> bool:
    """Whether a landing day was run to its end by this code, and no file has come, gone or changed since."""
    root = root_of(settings)
    try:
        found = desk.read_manifest(root, day)
    except LakeError:
        return False  # a damaged manifest is made anew
    return found is not None and (found.listing, found.made_by) == _now(settings, day)


def _now(settings: Settings, day: date) -> tuple[str, str]:
    root = root_of(settings)
    return desk.listing(desk.landed(root, day), desk.takedowns(root, day)), made_by(settings)


def _planned(works: Sequence[Work]) -> tuple[str, str]:
    return works[0]["listing"], works[0]["made_by"]


def file_day(settings: Settings, day: date, works: Sequence[Work]) -> list[str]:
    """Commit what the stages made of a landing day; returns the publication dates to publish now, in order.

    No works at all means that plan() found nothing to do. Then an empty landing day is committed as empty, since what it
    held before must leave the lake, and any other day is left as it is. So is a day that a later run has filed already as
    it now is in the landing zone: what was planned before that is out of date.
    """
    root = root_of(settings)
    with root.lock(f"landed={day.isoformat()}"):
        if works and _planned(works) != _now(settings, day) and is_unchanged(settings, day):
            log.warning("Landing day %s has changed since this run was planned, and a later run has filed it.", day)
        elif works or not (desk.landed(root, day) or desk.takedowns(root, day)):
            _commit(settings, day, works)
    if filed := desk.read_manifest(root, day):
        desk.sweep(root, day, filed, settings.keep_hours)
    return [published.isoformat() for published in stale_dates(settings, day)]


def _commit(settings: Settings, day: date, works: Sequence[Work]) -> None:
    root = root_of(settings)
    entries = tuple(sorted(FileEntry(**entry) for work in works for entry in work["entries"]))
    fates: Counter[str] = Counter()
    for work in works:
        fates.update({fate: work["counts"][fate] for fate in FATES})
    manifest = DeskManifest(
        landed=day.isoformat(),
        listing=works[0]["listing"] if works else desk.listing([], []),
        made_by=works[0]["made_by"] if works else made_by(settings),
        records=sum(fates.values()),
        fates=dict(fates),
        dates=_digests(root, entries),
        files=entries,
        versions=versions(settings),
    )
    desk.commit(root, day, manifest)
    if not root.locks:
        desk.settle(root, day, lambda: _now(settings, day))


def _digests(root: Root, entries: Sequence[FileEntry]) -> dict[str, str]:
    """Per publication date a digest of its articles, whatever batch they are in."""
    rows: dict[str, list[str]] = {}
    for entry in entries:
        if "/articles-" in entry.path:
            table = parquet.read(root, entry.path, ["published_on", "row_sha256"])
            for published, row in zip(table["published_on"].to_pylist(), table["row_sha256"].to_pylist(), strict=True):
                rows.setdefault(published.isoformat(), []).append(row)
    return {published: digest(sorted(found)) for published, found in sorted(rows.items())}


def stale_dates(settings: Settings, day: date) -> list[date]:
    """The dates that a landing day touches, itself or in their window, and that the lake does not hold as it should.

    Where nothing locks, also those that somebody is publishing, or was when it died: nobody can tell these two apart.
    """
    root = root_of(settings)
    reach = range(settings.window_days + 1)
    touched = {published + timedelta(days=ahead) for published in desk.dates_touched(root, day) for ahead in reach}
    marked = publishing.dates(root)
    return [
        published
        for published in sorted(touched)
        if published in marked or not lake.is_current(root, _inputs(settings, published))
    ]


def write_parquet(settings: Settings, dates: Sequence[str]) -> dict[str, object]:
    """Publish some dates; returns those that changed and the rows of each partition written.

    Raises LakeError where a date's desk days keep moving.
    """
    wrote: Written = {}
    for published in sorted(map(date.fromisoformat, dates)):
        _add(wrote, _publish(settings, published))
    partitions = {path: rows for written in wrote.values() for path, rows in written.items()}
    return {"changed": sorted(day.isoformat() for day in wrote), "partitions": partitions}


Written = dict[date, dict[str, int]]
"""The dates that were published, with the rows of each partition written."""


def _add(wrote: Written, more: Written) -> None:
    for day, partitions in more.items():
        wrote.setdefault(day, {}).update(partitions)


def _publish(settings: Settings, published: date) -> Written:
    """Publish one date, again and again until its inputs stood still; nothing where it was current already.

    Where the root has no lock, two publishers may mix their files under one manifest. So each looks at the files too, and once
    more after its last write: whoever writes last also looks last, and puts right what it finds. For one that is killed before
    it looks, its mark tells the next one.
    """
    with publishing.marked(root_of(settings), published, settings.keep_hours):
        return _until_current(settings, published)


def _until_current(settings: Settings, published: date) -> Written:
    root = root_of(settings)
    wrote: Written = {}
    for _ in range(_TRIES):
        with root.lock(f"date={published.isoformat()}"):
            lake.sweep(root, published)
            wanted = _inputs(settings, published)
            if lake.is_current(root, wanted) and (root.locks or lake.is_whole(root, published)):
                return wrote
            try:
                articles = lake.articles(root, wanted)
                ahead = _ahead(settings, wanted, articles)
            except MissingError:
                if _inputs(settings, published) == wanted:
                    raise
                continue  # a run that filed its landing day meanwhile has swept what the day was before
            if not ahead:
                _add(wrote, {published: _replace(settings, wanted, articles)})
        for day, rows in ahead.items():
            _add(wrote, _show(settings, day, rows))
    raise LakeError(
        f"date {published} was published {_TRIES} times and its landing days kept changing; stop the other runs and try again."
    )


def _show(settings: Settings, day: date, rows: pa.Table) -> Written:
    """Show at a date the articles that are to leave another one.

    Where nothing locks, somebody may have finished the date before the last write here: it is published once more.
    """
    root = root_of(settings)
    with publishing.marked(root, day, settings.keep_hours):
        with root.lock(f"date={day.isoformat()}"):
            moves.show(root, _inputs(settings, day), rows)
        return {} if root.locks else _until_current(settings, day)


def _inputs(settings: Settings, published: date) -> lake.Inputs:
    return lake.inputs(root_of(settings), published, settings.window_days, publisher(settings))


def _ahead(settings: Settings, wanted: lake.Inputs, articles: pa.Table) -> dict[date, pa.Table]:
    """The articles that must be shown at another date before this one may drop them, by that date."""
    root = root_of(settings)
    own = [] if wanted.is_empty else articles.filter(pc.field("published_on") == wanted.published)["id"].to_pylist()
    return moves.unfinished(root, moves.leaving(root, wanted.published, own), lambda day: _inputs(settings, day))


def _replace(settings: Settings, wanted: lake.Inputs, articles: pa.Table) -> dict[str, int]:
    """Make the lake hold what a date's inputs give; returns rows per partition written."""
    root = root_of(settings)
    if wanted.is_empty:
        lake.withdraw(root, wanted.published)
        return {}
    return lake.publish(root, wanted, *survivors(settings, wanted.published, articles))


def survivors(settings: Settings, published: date, articles: pa.Table) -> tuple[pa.Table, pa.Table]:
    """The articles of a date that nothing precedes, and the fate of every article of the date."""
    told, duplicates = compared(settings, articles)
    own = told.filter(pc.equal(told["published_on"], pa.scalar(published, pa.date32()))).sort_by("id")
    kept = pa.array([id not in duplicates for id in own["id"].to_pylist()], pa.bool_())
    fates = [_fate(row, duplicates.get(row["id"])) for row in own.select(["id", "landed_on", "topic"]).to_pylist()]
    return own.filter(kept), pa.Table.from_pylist(fates, schema=schema.FATES)


def compared(settings: Settings, articles: pa.Table) -> tuple[pa.Table, dict[str, dedup.Duplicate]]:
    """The articles of a date and its window with the story of each, and the duplicates among them."""
    names = ["id", "published_on", "landed_on", "chars", "content_sha256", "minhash", "text"]
    rows = [dedup.Article(**row) for row in articles.select(names).to_pylist()]
    duplicates = dedup.mark(rows, window_days=settings.window_days, least=settings.similarity)
    stories_of = _stories(articles, {id: duplicate.of for id, duplicate in duplicates.items()})
    told = pa.array([stories_of[id] for id in articles["id"].to_pylist()], pa.string())
    column = schema.arrow(in_lake=False).field("story")
    return articles.set_column(articles.column_names.index("story"), column, told), duplicates


def _stories(articles: pa.Table, repeats: Mapping[str, str]) -> dict[str, str]:
    """The story of each article by id; what a desk day that is older than stories has filed tells one of its own."""
    names = ["id", "published_on", "landed_on", "chars", "language"]
    lists = articles["features"].to_pylist() if "features" in articles.column_names else [None] * articles.num_rows
    rows = zip(articles.select(names).to_pylist(), lists, strict=True)
    return stories.assign([stories.Article(**row, features=np.array(each or [], np.uint32)) for row, each in rows], repeats)


def _fate(row: Row, duplicate: dedup.Duplicate | None) -> Row:
    if duplicate is None:
        return row | {"fate": "published", "duplicate_of": None, "similarity": None}
    return row | {"fate": "duplicate", "duplicate_of": duplicate.of, "similarity": duplicate.similarity}
