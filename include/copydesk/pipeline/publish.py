"""From the desk to the lake: commit a landing day, find the dates it changes, publish each from all it depends on."""

from __future__ import annotations

import gc
import logging
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, timedelta

import pyarrow as pa

from copydesk.errors import LakeError, MissingError
from copydesk.pipeline import edition, memory
from copydesk.pipeline.edition import Edition, Editions
from copydesk.pipeline.work import FATES, Work, made_by, root_of, versions
from copydesk.settings import Settings
from copydesk.store import DeskManifest, FileEntry, Root, desk, digest, lake, moves, parquet, paths, publishing, zone_is_there

log = logging.getLogger("copydesk")

_TRIES = 20
"""How often a date is published again because its desk days moved meanwhile; more is a sign of a fault."""


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


def file_day(settings: Settings, day: date, works: Sequence[Work], *, force: bool = False) -> list[str]:
    """Commit what the stages made of a landing day; returns the publication dates to publish now, in order.

    With `force`, dates whose files are not those that their manifest names are published too.

    No works at all means that plan() found nothing to do. Then an empty landing day is committed as empty, since what it
    held before must leave the lake, and any other day is left as it is. So is a day that a later run has filed already as
    it now is in the landing zone: what was planned before that is out of date.
    """
    root = root_of(settings)
    with root.lock(f"landed={day.isoformat()}"):
        see_landing(settings, day)
        if works and _planned(works) != _now(settings, day) and is_unchanged(settings, day):
            log.warning("Landing day %s has changed since this run was planned, and a later run has filed it.", day)
        elif works or not (desk.landed(root, day) or desk.takedowns(root, day)):
            _commit(settings, day, works)
    if filed := desk.read_manifest(root, day):
        desk.sweep(root, day, filed, settings.keep_hours)
    return [published.isoformat() for published in stale_dates(settings, day, force=force)]


def see_landing(settings: Settings, day: date) -> None:
    """Raise MissingError where the desk holds records of a landing day, and neither its folder nor that of an older day is there.

    A disk that is not mounted looks so, also where files of a younger day have come to what is below it: the day would be filed
    as empty and leave the lake. No bucket is ever mounted.
    """
    root = root_of(settings)
    if zone_is_there(root, day):
        return
    try:
        filed = desk.read_manifest(root, day)
    except LakeError:
        return  # what a damaged manifest held nobody can say
    if filed and filed.records > len(desk.takedowns(root, day)):
        zone = f"{root.uri}/{paths.LANDING}"
        raise MissingError(
            f"{zone} holds no landing day up to {day}, and the desk has {filed.records:,} records of {day}, which would leave "
            f"the lake. Bring the landing zone back (is it mounted?), and run this again. Where the day is to be empty: mkdir "
            f"{zone}/{day}."
        )


def _commit(settings: Settings, day: date, works: Sequence[Work]) -> None:
    root = root_of(settings)
    entries = tuple(sorted(FileEntry(**entry) for work in works for entry in work["entries"]))
    fates: Counter[str] = Counter()
    for work in works:
        fates.update({fate: work["counts"][fate] for fate in FATES})
    manifest = DeskManifest(
        landed=day.isoformat(),
        listing=works[0]["listing"] if works else desk.listing([], {}),
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
        if entry.kind == "articles":
            table = parquet.read(root, entry.path, ["published_on", "row_sha256"])
            for published, row in zip(table["published_on"].to_pylist(), table["row_sha256"].to_pylist(), strict=True):
                rows.setdefault(published.isoformat(), []).append(row)
    return {published: digest(sorted(found)) for published, found in sorted(rows.items())}


def stale_dates(settings: Settings, day: date, *, force: bool = False) -> list[date]:
    """The dates that a landing day touches, itself or in their window, and that the lake does not hold as it should.

    By what their manifests say; with `force`, which costs reading the files, also by what the files are.

    Where nothing locks, also those that somebody is publishing, or was when it died: nobody can tell these two apart.
    """
    root = root_of(settings)
    marked = publishing.dates(root)
    return [
        published
        for published in dates_in_reach(settings, day)
        if published in marked
        or not lake.is_current(root, edition.inputs(settings, published))
        or (force and not lake.is_whole(root, published))
    ]


def dates_in_reach(settings: Settings, day: date) -> list[date]:
    """The dates of which a landing day holds, or ever held, articles, and those in whose window these are, in order."""
    reach = range(settings.window_days + 1)
    return sorted(
        {published + timedelta(days=ahead) for published in desk.dates_touched(root_of(settings), day) for ahead in reach}
    )


@memory.unit_of_work()
def write_parquet(settings: Settings, dates: Sequence[str], done: Callable[[int], None] | None = None) -> dict[str, object]:
    """Publish some dates; returns those that changed and the rows of each partition written. `done` is told how many are.

    Raises ContractError, before any of its dates is touched, for what must not be published, and LakeError where a date's
    desk days keep moving.
    """
    wrote: Written = {}
    number = 0
    for days, made in edition.in_groups(settings, sorted(map(date.fromisoformat, dates))):
        for published in days:
            _add(wrote, _publish(settings, published, made))
            number += 1
            if done:
                done(number)
        made.clear()  # of a large date hundreds of megabytes, which the next one needs
        gc.collect()  # some of it hangs in cycles
        memory.give_back()
    partitions = {path: rows for written in wrote.values() for path, rows in written.items()}
    return {"changed": sorted(day.isoformat() for day in wrote), "partitions": partitions}


Written = dict[date, dict[str, int]]
"""The dates that were published, with the rows of each partition written."""


def _add(wrote: Written, more: Written) -> None:
    for day, partitions in more.items():
        wrote.setdefault(day, {}).update(partitions)


def _publish(settings: Settings, published: date, made: Editions) -> Written:
    """Publish one date, again and again until its inputs stood still; nothing where it was current already.

    A date that is current by its manifest may have lost or changed a file, so its files are looked at too. Where the root has no
    lock, two publishers may mix their files under one manifest. So each looks once more after its last write: whoever writes
    last also looks last, and puts right what it finds. For one that is killed before it looks, its mark tells the next one.
    """
    with publishing.marked(root_of(settings), published, settings.keep_hours):
        return _until_current(settings, published, made)


def _until_current(settings: Settings, published: date, made: Editions) -> Written:
    root = root_of(settings)
    wrote: Written = {}
    for _ in range(_TRIES):
        with root.lock(f"date={published.isoformat()}"):
            lake.sweep(root, published)
            wanted = edition.inputs(settings, published)
            if lake.is_current(root, wanted) and ((root.locks and wrote) or lake.is_whole(root, published)):
                return wrote
            try:
                if not wanted.is_empty and (published, wanted.digest) not in made:
                    made |= edition.checked({(published, wanted.digest): edition.make(settings, wanted)})
                found = made.get((published, wanted.digest))
                ahead = _ahead(settings, wanted, found)
            except MissingError:
                if edition.inputs(settings, published) == wanted:
                    raise
                continue  # a run that filed its landing day meanwhile has swept what the day was before
            if not ahead:
                _add(wrote, {published: _replace(settings, wanted, found)})
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
            moves.show(root, edition.inputs(settings, day), rows)
        return {} if root.locks else _until_current(settings, day, {})


def _ahead(settings: Settings, wanted: lake.Inputs, made: Edition | None) -> dict[date, pa.Table]:
    """The articles that must be shown at another date before this one may drop them, by that date."""
    root = root_of(settings)
    own = made.fates["id"].to_pylist() if made else []
    return moves.unfinished(root, moves.leaving(root, wanted.published, own), lambda day: edition.inputs(settings, day))


def _replace(settings: Settings, wanted: lake.Inputs, made: Edition | None) -> dict[str, int]:
    """Make the lake hold what a date's inputs give; returns rows per partition written."""
    root = root_of(settings)
    if made is None:
        lake.withdraw(root, wanted.published)
        return {}
    return lake.publish(root, wanted, made.files, made.fates)
