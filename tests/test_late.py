"""The look-back: landing days that the next night runs again, and those that it leaves in peace."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from unittest.mock import Mock

import pytest

from copydesk import pipeline
from copydesk.settings import Settings
from tests.threedays import DAYS, OTHER, audited, land, page, published, run


def _half_a_run(root: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """What a run leaves that is stopped when its day is filed and its dates are not published yet."""
    settings = Settings(root=str(root))
    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr("copydesk.pipeline.day.write_parquet", Mock(side_effect=KeyboardInterrupt))
        pipeline.run_day(settings, DAYS[0])
    return settings


@pytest.mark.parametrize("has_run", [False, True])
def test_a_run_that_ended_before_its_report_is_late(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, has_run: bool) -> None:
    """Law: whether it was the day's first run or not, the next night runs it again, and then its articles are in the lake."""
    land(tmp_path, DAYS[0], a=page("Council keeps the old library open", "10/28/2024"))
    if has_run:
        run(tmp_path, DAYS[0])
        land(tmp_path, DAYS[0], c=page("The pool is saved", "10/28/2024", OTHER))
    settings = _half_a_run(tmp_path, monkeypatch)
    landed = 1 + has_run
    assert len(published(tmp_path)) < landed
    assert pipeline.late_days(settings, DAYS[1]) == [DAYS[0]]
    run(tmp_path, DAYS[0])
    assert len(published(tmp_path)) == landed
    assert pipeline.late_days(settings, DAYS[1]) == []
    assert audited(tmp_path) == set()


def test_a_report_of_an_older_version_makes_no_day_late(tmp_path: Path) -> None:
    """A report that does not say of which files it is was complete when it was written: an upgrade reruns no week by itself."""
    land(tmp_path, DAYS[0], a=page("Council keeps the old library open", "10/28/2024"))
    run(tmp_path, DAYS[0])
    path = tmp_path / "reports" / f"landed={DAYS[0]}" / "report.json"
    report = json.loads(path.read_text("utf-8"))
    assert report.pop("listing")
    path.write_text(json.dumps(report), "utf-8")
    assert pipeline.late_days(Settings(root=str(tmp_path)), DAYS[1]) == []


@pytest.mark.parametrize("damage", [b"", b'{"lis', b"[]"])
def test_a_damaged_report_is_written_again(tmp_path: Path, damage: bytes) -> None:
    """What no longer says that the run was complete has the day run again, which costs a look at what is there."""
    land(tmp_path, DAYS[0], a=page("Council keeps the old library open", "10/28/2024"))
    run(tmp_path, DAYS[0])
    path = tmp_path / "reports" / f"landed={DAYS[0]}" / "report.json"
    path.write_bytes(damage)
    assert pipeline.late_days(Settings(root=str(tmp_path)), DAYS[1]) == [DAYS[0]]
    run(tmp_path, DAYS[0])
    assert pipeline.late_days(Settings(root=str(tmp_path)), DAYS[1]) == []


@pytest.mark.parametrize("back", [0, 1, 7])
def test_the_look_back_is_as_many_days_as_the_setting_says(tmp_path: Path, back: int) -> None:
    """Law: as many days before a landing day are looked at as COPYDESK_LOOK_BACK_DAYS says, the earliest first, and no more."""
    for ago in range(10):
        land(tmp_path, DAYS[0] - timedelta(days=ago), a="Nobody has run this day.")
    late = pipeline.late_days(Settings(root=str(tmp_path), look_back_days=back), DAYS[0])
    assert late == [DAYS[0] - timedelta(days=ago) for ago in range(back, 0, -1)]
