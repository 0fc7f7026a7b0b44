"""A landing day held against the reports of the landing days before it. What has drifted is told, and stops nothing."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from copydesk.errors import ContractError, LakeError, MissingError
from copydesk.pipeline.work import root_of
from copydesk.settings import Settings
from copydesk.store import paths
from copydesk.validate import drift, measures

log = logging.getLogger("copydesk")


def drift_of(settings: Settings, report: Mapping[str, Any]) -> dict[str, Any]:
    """What has drifted on the day of a report; see validate.drift.check. Reports of later days are not looked at."""
    day = measures.of_report(report)
    try:
        found = drift.check(day, list(_days_before(settings, day.day)))
    except ContractError as error:  # the day is published: what cannot be judged is said, and the report is written
        log.exception("The drift of landing day %s could not be judged", day.day)
        return {"days": 0, "expectations": [], "failed": str(error)}
    for sentence in drift.moved(found):
        log.warning("Landing day %s has drifted. %s", day.day, sentence)
    return found


def _days_before(settings: Settings, day: date) -> Iterator[measures.Day]:
    """The days before a day that have a report; a damaged one is left out and named."""
    for before in drift.days_before(day):
        path = paths.report(before, "report.json")
        try:
            yield measures.of_report(json.loads(root_of(settings).read(path)))
        except MissingError:
            continue
        except (LakeError, ValueError, TypeError, KeyError, AttributeError) as error:
            log.warning("%s is damaged (%s) and is left out of the drift: run its landing day again.", path, error)


def drifted(report: Mapping[str, Any]) -> str:
    """What those on duty should hear of a report's drift, in one line; nothing where no warning came of it."""
    moved = drift.moved(report.get("drift", {}), "warning")
    return f"The day is unlike the {report['drift']['days']} before it. {'; '.join(moved)}." if moved else ""
