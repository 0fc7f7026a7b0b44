"""What the local Airflow has to work on: the samples of the package, or a folder of one's own. Files are copied, never moved."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from copydesk import landingday, pipeline
from copydesk.settings import Settings
from local.home import REPOSITORY, LocalError

SAMPLES = REPOSITORY / "include" / "copydesk" / "samples" / "landing"


def land_samples(root: Path) -> list[date]:
    """Lands every sample day under `root` and gives the days in order."""
    days = sorted(date.fromisoformat(folder.name) for folder in SAMPLES.iterdir() if folder.is_dir())
    settings = Settings.from_env(root=str(root))
    for day in days:
        pipeline.land(settings, SAMPLES / day.isoformat(), day)
    return days


def land_folder(root: Path, folder: str, day: str) -> list[date]:
    """Lands a folder of files as one landing day. Raises LocalError for a folder or a day that cannot be used."""
    if not day:
        raise LocalError("Say which landing day the files belong to: make run INPUT=<folder> DAY=2024-10-31")
    try:
        landed_on = date.fromisoformat(day)
    except ValueError:
        raise LocalError(f"DAY={day!r} is not a date. Write it as 2024-10-31.") from None
    if wrong := landingday.wrong_with(landed_on, datetime.now(UTC)):
        raise LocalError(f"{wrong} Give DAY as the day that you mean.")
    source = Path(folder).expanduser()
    if not source.is_dir():
        raise LocalError(f"INPUT={folder!r} is not a folder.")
    pipeline.land(Settings.from_env(root=str(root)), source, landed_on)
    return [landed_on]
