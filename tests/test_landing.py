"""A folder landed by hand: copied whole, and never over what has landed."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from copydesk import pipeline
from copydesk.errors import LakeError, MissingError
from copydesk.settings import Settings
from copydesk.store import open_root, zone_is_there
from tests.threedays import DAYS, land


def test_landing_copies_and_changes_nothing(tmp_path: Path) -> None:
    """Landing a folder leaves it as it was; landing it twice lands nothing new; a missing folder is named."""
    source = tmp_path / "in" / "deep er"
    source.mkdir(parents=True)
    (source / "ख़बर 1.txt").write_bytes(b"\xff\xfebytes as they are\r\n")
    settings = Settings(root=str(tmp_path / "root"))
    assert pipeline.land(settings, tmp_path / "in", DAYS[0]) == {"landed": 1, "already_there": 0}
    assert pipeline.land(settings, tmp_path / "in", DAYS[0]) == {"landed": 0, "already_there": 1}
    assert (tmp_path / "root/landing/2024-10-29/deep er/ख़बर 1.txt").read_bytes() == b"\xff\xfebytes as they are\r\n"
    assert (source / "ख़बर 1.txt").read_bytes() == b"\xff\xfebytes as they are\r\n"
    with pytest.raises(MissingError, match="nowhere is not a folder"):
        pipeline.land(settings, tmp_path / "nowhere", DAYS[0])


def test_landing_never_overwrites_what_has_landed(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Law: a file whose name is taken by other bytes lands beside them as in a sweep, and once, however often it comes."""
    settings = Settings(root=str(tmp_path / "root"))
    for folder, text in (("first", "one"), ("second", "two")):
        (tmp_path / folder / "site").mkdir(parents=True)
        (tmp_path / folder / "site/0001.txt").write_text(text)
    assert pipeline.land(settings, tmp_path / "first", DAYS[0]) == {"landed": 1, "already_there": 0}
    assert pipeline.land(settings, tmp_path / "second", DAYS[0]) == {"landed": 1, "already_there": 0}
    assert "site/0001.txt is the name of another file" in caplog.text
    for folder in ("first", "second", "first"):
        assert pipeline.land(settings, tmp_path / folder, DAYS[0]) == {"landed": 0, "already_there": 1}
    top = tmp_path / "root/landing/2024-10-29"
    found = {str(path.relative_to(top)): path.read_text() for path in top.rglob("*.txt")}
    assert found == {"site/0001.txt": "one", f"site/0001-{hashlib.sha256(b'two').hexdigest()[:16]}.txt": "two"}


def test_landing_where_both_names_are_taken_is_refused(tmp_path: Path) -> None:
    """Law: where even the distinct name is another file's, nothing is overwritten, and the refusal names the file."""
    settings = Settings(root=str(tmp_path / "root"))
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.txt").write_text("mine")
    land(tmp_path / "root", DAYS[0], **{"a": "one", f"a-{hashlib.sha256(b'mine').hexdigest()[:16]}": "two"})
    with pytest.raises(LakeError, match=r"in/a\.txt .*both taken by other files"):
        pipeline.land(settings, tmp_path / "in", DAYS[0])


def test_link_in_a_folder_is_not_landed_and_said(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A link could lead out of the folder: it is passed over, never in silence."""
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "plain.txt").write_text("x")
    (folder / "link.txt").symlink_to(tmp_path / "elsewhere")
    settings = Settings(root=str(tmp_path / "root"))
    assert pipeline.land(settings, folder, DAYS[0]) == {"landed": 1, "already_there": 0}
    assert "link.txt is a link" in caplog.text


def test_what_landed_a_moment_before_is_not_overwritten(tmp_path: Path) -> None:
    """Law: a file whose distinct name another one of the same folder has taken is refused, and the other one stays."""
    settings = Settings(root=str(tmp_path / "root"))
    name = f"a-{hashlib.sha256(b'mine').hexdigest()[:16]}.txt"
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.txt").write_text("mine")
    (tmp_path / "in" / name).write_text("two")
    land(tmp_path / "root", DAYS[0], a="one")
    with pytest.raises(LakeError, match=r"in/a\.txt .*both taken by other files"):
        pipeline.land(settings, tmp_path / "in", DAYS[0])
    assert (tmp_path / "root/landing/2024-10-29" / name).read_text() == "two"


def test_a_zone_is_there_from_its_first_day_on(tmp_path: Path) -> None:
    """Law: a landing day is itself a sign that its zone is mounted, and a younger one is none for it."""
    land(tmp_path, DAYS[1], a="one")
    assert [zone_is_there(open_root(str(tmp_path)), day) for day in DAYS] == [False, True, True]
