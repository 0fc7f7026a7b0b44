"""Late files: landing days that are no longer what they were when they were run."""

from __future__ import annotations

import json
from datetime import date, timedelta

from copydesk.errors import FileError, LakeError, MissingError
from copydesk.pipeline.planning import opens_now
from copydesk.pipeline.work import root_of
from copydesk.settings import Settings
from copydesk.store import Root, desk, paths


def late_days(settings: Settings, day: date) -> list[date]:
    """The days before a landing day, as many as `COPYDESK_LOOK_BACK_DAYS` says, whose files are not those that were run.

    Files that came, went or changed since the day was run, or came to a day that was never run, make it late; so does one that
    can be read now and could not be then. So does what is closed to us or damaged: the day's own run says so, and the other
    days are looked at. So does a run that ended before it told of these files: some of its dates may not be published. It costs a
    listing, a manifest and a report a day, and the ledgers of days that have unreadable records. That the
    code changed since makes no day late: an upgrade does not rerun a week by itself.
    """
    days = [day - timedelta(days=back) for back in range(settings.look_back_days, 0, -1)]
    return [earlier for earlier in days if _is_late(settings, earlier)]


def _is_late(settings: Settings, day: date) -> bool:
    root = root_of(settings)
    try:
        landed, orders = desk.landed(root, day), desk.takedowns(root, day)
    except LakeError as error:
        if isinstance(error, FileError) or isinstance(error.__cause__, PermissionError):
            return True
        raise  # an object store that does not answer says nothing of a day
    try:
        manifest = desk.read_manifest(root, day)
    except LakeError:
        return True  # a damaged manifest is made anew
    if manifest is None:
        return bool(landed)
    if manifest.listing != desk.listing(landed, orders) or not _is_told(root, day, manifest.listing):
        return True
    return bool(manifest.fates.get("unreadable")) and opens_now(settings, day)


def _is_told(root: Root, day: date, listing: str) -> bool:
    """Whether the report, which a run writes last, is of these files; one of an older version does not say of which it is."""
    try:
        report = json.loads(root.read(paths.report(day, "report.json")))
        return bool(report.get("listing", listing) == listing)
    except (MissingError, ValueError, AttributeError):
        return False
