"""A whole audit, day by day and date by date; and the mending of all that it finds."""

from __future__ import annotations

from copydesk import pipeline
from copydesk.audit import strays
from copydesk.audit.date import check_date
from copydesk.audit.day import check_day
from copydesk.audit.extent import Extent, dates, days
from copydesk.audit.finding import Finding
from copydesk.pipeline import Progress, root_of
from copydesk.settings import Settings
from copydesk.store import open_known


def check(settings: Settings, extent: Extent, tell: Progress) -> list[Finding]:
    """What is wrong with some landing days and dates, and what landed on no day, each thing once. `tell` is told of both."""
    findings = list(strays.check(root_of(settings)))
    for number, landing in enumerate(extent.days, 1):
        findings += check_day(settings, landing)
        tell("landing days", number, len(extent.days))
    for number, published in enumerate(extent.dates, 1):
        findings += check_date(settings, published)
        tell("dates in the lake", number, len(extent.dates))
    return list(dict.fromkeys(findings))  # a damaged day is named by each date that needs it


def mend(settings: Settings, tell: Progress) -> Extent:
    """Make anew from landing whatever is wrong, and say which days and dates that were. `tell` is told of both.

    Dates are looked at when the days are in order. Raises what pipeline.repair() raises, and MissingError for a root that holds
    nothing.
    """
    root = open_known(settings.root)
    wrong_days = [day for day in days(root) if any(check_day(settings, day))]
    pipeline.repair(settings, wrong_days, [], tell)
    wrong_dates = [day for day in dates(root) if any(check_date(settings, day))]
    for number, published in enumerate(wrong_dates):
        tell("dates", number, len(wrong_dates))
        pipeline.repair(settings, [], [published])
    return Extent(wrong_days, wrong_dates)
