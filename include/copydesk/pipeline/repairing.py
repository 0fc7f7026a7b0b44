"""Putting right what an audit finds wrong: landing days made anew from landing, dates published anew."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import date

from copydesk.errors import LakeError, MissingError
from copydesk.pipeline.day import run_day
from copydesk.pipeline.planning import Progress
from copydesk.pipeline.publish import write_parquet
from copydesk.pipeline.work import root_of
from copydesk.settings import Settings
from copydesk.store import lake, paths

log = logging.getLogger("copydesk")


def repair(settings: Settings, days: Iterable[date], dates: Iterable[date], progress: Progress | None = None) -> list[str]:
    """Make some landing days anew from landing and publish some dates anew; returns the dates that were published.

    `progress` is told of the landing days. Raises LakeError for a day that cannot be made anew, after the others were, and
    MissingError where nothing has landed at all: from an unmounted landing zone days would be made anew as empty.
    """
    root, wanted = root_of(settings), list(days)
    if wanted and not any(root.names(paths.LANDING)):
        raise MissingError(
            f"{root.uri}/{paths.LANDING} holds no landing day, so repair would take {len(wanted)} of the desk out of the lake. "
            "Bring the landing zone back (is it mounted?) and repair again."
        )
    changed = _made_anew(settings, wanted, progress or (lambda what, done, of: None))
    again = [published.isoformat() for published in dates]
    for published in again:
        lake.distrust(root, date.fromisoformat(published))
    write_parquet(settings, again)
    return sorted(changed | set(again))


def _made_anew(settings: Settings, days: list[date], tell: Progress) -> set[str]:
    """The dates that changed while landing days were made anew.

    A day can be filed and not be published because of what is wrong with a neighbour of it: it waits for the neighbours.
    """
    changed: set[str] = set()
    waiting = list[date]()
    for number, day in enumerate(days):
        tell("landing days", number, len(days))
        try:
            changed |= set(run_day(settings, day, force=True)["changed"])
        except LakeError as error:
            if len(days) == len(waiting) + 1:
                raise
            log.warning("Landing day %s waits for the other days: %s", day, error)
            waiting.append(day)
    tell("landing days", len(days) - len(waiting), len(days))
    return changed | _made_anew(settings, waiting, tell) if waiting else changed
