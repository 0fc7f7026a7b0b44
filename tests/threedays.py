"""Three small landing days that share a story, and what tests ask of the root that they landed on."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from copydesk import audit, pipeline
from copydesk.settings import Settings
from copydesk.store import parquet

DAYS = [date(2024, 10, 29), date(2024, 10, 30), date(2024, 10, 31)]
BODY = (
    "The town council voted on Monday to keep the old library open for another year, after a long and lively debate.\n\n"
    "Readers who had filled the gallery clapped when the mayor read out the result, and one of them began to sing.\n\n"
    "The building needs a new roof, which the council will pay for from the sale of the former bus depot."
)
OTHER = BODY.replace("library", "swimming pool").replace("Readers", "Swimmers").replace("roof", "boiler").replace("sing", "dance")


def page(title: str, day: str, body: str = BODY) -> str:
    """An article as a site prints it: headline, dateline and section, text, a plea below it."""
    return f"{title}\n\n{day} World\n\n{body}\n\nLeave a Reply\n"


def land(root: Path, day: date, **files: str) -> None:
    """Put files of these names into a landing day, over those of the same name."""
    for name, text in files.items():
        path = root / "landing" / day.isoformat() / f"{name}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def lake(root: Path) -> dict[str, bytes]:
    """The files of the lake by path."""
    return {str(p.relative_to(root)): p.read_bytes() for p in sorted((root / "lake").rglob("*")) if p.is_file()}


def run(root: Path, *days: date) -> list[dict[str, Any]]:
    """The reports of some landing days, run one after the other."""
    return [pipeline.run_day(Settings(root=str(root)), day) for day in days]


def landed(root: Path) -> Path:
    """A root on which three days have landed: two stories told on several of them, and a file that holds nothing."""
    land(root, DAYS[0], a=page("Council keeps the old library open", "10/28/2024"), bad="")
    land(
        root,
        DAYS[1],
        b=page("Old library stays open, says council", "10/29/2024"),
        c=page("The pool is saved", "10/30/2024", OTHER),
    )
    land(root, DAYS[2], d=page("Library vote: a year more", "10/30/2024"), e=page("Pool saved after vote", "10/27/2024", OTHER))
    return root


def audited(root: Path) -> set[str]:
    """The rules that a whole audit finds broken."""
    settings = Settings(root=str(root))
    place = pipeline.root_of(settings)
    found = [f for day in audit.days(place) for f in audit.check_day(settings, day)]
    found += [f for day in audit.dates(place) for f in audit.check_date(settings, day)]
    return {finding.rule for finding in found}


def published(root: Path) -> dict[str, str]:
    """Ids in the lake by title."""
    tables = [parquet.decode(data, ["id", "title"]) for name, data in lake(root).items() if "topic=" in name]
    return {row["title"]: row["id"] for table in tables for row in table.to_pylist()}
