"""Many landing days at once, on any engine: the units of work of one day's run, in rounds over all batches, days and dates.

The lake is a pure function of the landing zone, so it does not matter that no day waits for the one before it: each publication
date is published once, by one unit, after all days are filed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

from copydesk.errors import ContractError
from copydesk.pipeline.day import compare_day, summarise_day, through_stages
from copydesk.pipeline.planning import plan
from copydesk.pipeline.publish import dates_in_reach, file_day, write_parquet
from copydesk.pipeline.work import FATES, Work, root_of
from copydesk.pipeline.workers import Each
from copydesk.settings import Settings
from copydesk.store import paths

_MOST_DATES, _ROUNDS = 16, 4
"""Dates that one unit publishes, at most; and how many units each worker of an engine is to get, so that none waits long."""


@dataclass(frozen=True, slots=True)
class Archive:
    """What a run of many landing days did: its days, those that were read, records by fate, dates published anew.

    Days and dates are ISO. `refused` says why days were not filed and dates not published: they break the contract and are as
    they were before.
    """

    days: list[str]
    read: list[str]
    fates: dict[str, int]
    changed: list[str]
    refused: dict[str, str]


def days_between(settings: Settings, first: date, last: date) -> list[date]:
    """The landing days from `first` to `last` that something landed on, is to be taken down from, or was filed for."""
    root = root_of(settings)
    names = {*root.names(paths.LANDING, f"{first}"), *root.names(paths.TAKEDOWNS, f"{first}")}
    names |= {name.removeprefix("landed=") for name in root.names(paths.DESK, f"landed={first}") if name.startswith("landed=")}
    every = (first + timedelta(days=ahead) for ahead in range((last - first).days + 1))
    return [day for day in every if day.isoformat() in names]


def dates_touched(settings: Settings, days: Sequence[date]) -> list[str]:
    """Every publication date that filed landing days hold or ever held articles of, and the dates in whose window these are."""
    return sorted({published.isoformat() for day in days for published in dates_in_reach(settings, day)})


def run_days(settings: Settings, days: Sequence[date], each: Each, *, width: int = 1, force: bool = False) -> Archive:
    """Run landing days from landing to lake, `width` units of work at once.

    A day that has not changed since it was run is not read again, unless `force` is given. A day or a date that breaks the
    contract is left as it was, and named; the others go on. Any other error is raised as the engine raises it.
    """
    refused: dict[str, str] = {}
    planned = each("plan_batches", partial(plan, force=force), [(settings, day) for day in days])
    works = [work for own in planned for work in own]
    done = through_stages(settings, works, _patient(each, refused))
    own: dict[str, list[Work]] = {day.isoformat(): [] for day in days}
    for work in done:
        own[work["day"]].append(work)
    filed = [day for day in days if day.isoformat() not in refused]
    dates = list(each("file_day", partial(file_day, force=force), [(settings, day, own[day.isoformat()]) for day in filed]))
    stale = sorted({published for touched in dates for published in touched})
    for unpublished in each("write_parquet", publish_dates, [(settings, part) for part in _parts(stale, width)]):
        refused |= unpublished
    changed = [published for published in stale if published not in refused]
    return Archive(
        days=[day.isoformat() for day in days],
        read=sorted({work["day"] for work in works}),
        fates=_reported(settings, each, dict(zip(filed, dates, strict=True)), set(changed)),
        changed=changed,
        refused=dict(sorted(refused.items())),
    )


def publish_dates(settings: Settings, dates: Sequence[str]) -> dict[str, str]:
    """Publish some dates; returns those that break the contract, each with why, after all others were published."""
    try:
        write_parquet(settings, dates)
    except ContractError as error:
        if len(dates) == 1:
            return {dates[0]: str(error)}
        return {published: why for one in dates for published, why in publish_dates(settings, [one]).items()}
    return {}


def _parts(dates: Sequence[str], width: int) -> list[Sequence[str]]:
    """Neighbouring dates together, since they read the same desk files: in parts small enough for the engine's width."""
    size = min(max(len(dates) // (_ROUNDS * width), 1), _MOST_DATES)
    return [dates[start : start + size] for start in range(0, len(dates), size)]


def _reported(settings: Settings, each: Each, touched: dict[date, list[str]], changed: set[str]) -> dict[str, int]:
    """Write the reports of days, each held against those before it when all are there; returns records by fate."""
    calls = [(settings, day, [published for published in dates if published in changed]) for day, dates in touched.items()]
    fates = dict.fromkeys(("published", "duplicate", *FATES[1:]), 0)
    for counts in each("report_day", summarise_day, calls):
        for fate, records in counts["fates"].items():
            fates[fate] += records
    list(each("compare_day", compare_day, [(settings, day) for day in touched]))
    return fates


@dataclass(frozen=True, slots=True)
class _Refused:
    why: str


def _or_refused(call: Any, *arguments: Any) -> Any:
    try:
        return call(*arguments)
    except ContractError as error:
        return _Refused(str(error))


def _patient(each: Each, refused: dict[str, str]) -> Each:
    """An engine for stages that leaves out, and names in `refused`, the landing days of batches that break the contract."""

    def calls(what: str, call: Any, arguments: Sequence[tuple[Any, ...]]) -> Iterator[Any]:
        results = each(what, partial(_or_refused, call), arguments)
        for (_, work, *_), result in zip(arguments, results, strict=True):
            if isinstance(result, _Refused):
                refused[work["day"]] = result.why
            else:
                yield result

    return calls
