"""The thresholds: one file, each with a unit and a reason, none that is read by nobody and none that is missing."""

from __future__ import annotations

import re
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk import validate
from copydesk.errors import SettingsError
from copydesk.pipeline import work
from copydesk.settings import Settings
from copydesk.validate import thresholds

FILE = Path(validate.__file__).with_name("thresholds.toml")
SOURCE = FILE.read_text("utf-8")
NAMES = [(section, name) for section, own in tomllib.loads(SOURCE).items() for name in own]


def _replaced(section: str, name: str, key: str, value: str) -> str:
    """The file with one key of one threshold set to another TOML value; taken away where the value is empty."""
    head, place, rest = SOURCE.partition(f"[{section}.{name}]\n")
    own, gap, tail = rest.partition("\n\n")
    lines = [f"{key} = {value}" if line.startswith(f"{key} = ") else line for line in own.splitlines()]
    return head + place + "\n".join(line for line in lines if value or not line.startswith(f"{key} = ")) + gap + tail


def test_the_message_names_the_file_that_there_is() -> None:
    """Messages lead to the file itself."""
    assert FILE.samefile(Path(__file__).parents[1] / thresholds.FILE)


@pytest.mark.parametrize(("section", "name"), NAMES)
def test_a_threshold_that_lacks_something_is_refused(section: str, name: str) -> None:
    """Without its value, its unit or its reason no threshold is taken, and the message names it."""
    for key in ("value", "unit", "because"):
        with pytest.raises(SettingsError, match=rf"\[{section}\.{name}\] lacks {key}"):
            thresholds.parse(_replaced(section, name, key, ""))
    with pytest.raises(SettingsError, match=rf"\[{section}\.{name}\] has no because"):
        thresholds.parse(_replaced(section, name, "because", '" "'))


@pytest.mark.parametrize(("section", "name"), NAMES)
def test_a_threshold_that_is_gone_or_that_nobody_reads_is_refused(section: str, name: str) -> None:
    """A misspelt name is two faults, either of which stops the loader."""
    with pytest.raises(SettingsError, match=rf"\[{section}\] lacks {name}"):
        thresholds.parse(SOURCE.replace(f"[{section}.{name}]", f"[{section}.{name}_]"))
    with pytest.raises(SettingsError, match=rf"\[{section}\] has {name}_, which nothing reads"):
        thresholds.parse(SOURCE + f'\n[{section}.{name}_]\nvalue = 1\nunit = "x"\nbecause = "x"\n')


def test_sections_are_policed_too() -> None:
    """A section that nothing reads, a section that is none, and what is no TOML are refused."""
    for source, told in [(SOURCE + "\n[other.x]\nvalue = 1\n", "has other"), ("batch = 3", "lacks"), ("[", "is no TOML")]:
        with pytest.raises(SettingsError, match=told):
            thresholds.parse(source)
    with pytest.raises(SettingsError, match=r"\[batch\] is 3"):
        thresholds.parse("batch = 3\n" + re.sub(r"\[batch\.[^\[]*", "", SOURCE))


@pytest.mark.parametrize(
    ("section", "name", "key", "value"),
    [
        ("batch", "fewest_rows", "value", "2.5"),
        ("batch", "failing_share", "value", "1.2"),
        ("batch", "failing_share", "value", '"0.3"'),
        ("drift", "strict", "value", "true"),
        ("drift", "strict", "value", "nan"),
        ("drift", "strict", "value", "inf"),
        ("drift", "strict", "value", "-5"),
        ("watched", "volume", "value", "1.0"),
        ("watched", "volume", "severity", '"critical"'),
    ],
)
def test_a_value_out_of_its_kind_is_refused(section: str, name: str, key: str, value: str) -> None:
    """A fraction of a row, a share above one, a factor that marks everything, a severity that would stop a run: none is taken."""
    with pytest.raises(SettingsError, match=rf"\[{section}\.{name}\]"):
        thresholds.parse(_replaced(section, name, key, value))


@given(st.floats())
def test_any_share_is_a_share_or_is_refused(share: float) -> None:
    """Whatever number stands there, what is taken is above 0 and at most 1."""
    text = repr(share)
    try:
        taken = thresholds.parse(_replaced("batch", "failing_share", "value", text)).batch.failing_share
    except SettingsError:
        assert not 0 < share <= 1
    else:
        assert taken == share
        assert 0 < taken <= 1


def test_only_what_decides_about_a_batch_makes_a_day_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """A landing day is desked again after a change of the batch's thresholds, and not after one of drift or of the page."""
    before = work.made_by(Settings())
    for section, name, value in [("drift", "strict", "9"), ("watched", "volume", "2.0"), ("sites", "missed", "99")]:
        changed = thresholds.parse(_replaced(section, name, "value", value))
        assert changed != thresholds.load()
        with monkeypatch.context() as patch:
            patch.setattr(thresholds, "load", lambda changed=changed: changed)
            assert work.made_by(Settings()) == before
    for field in fields(thresholds.Batch):
        changed = thresholds.parse(_replaced("batch", field.name, "value", "1"))
        with monkeypatch.context() as patch:
            patch.setattr(thresholds, "load", lambda changed=changed: changed)
            assert work.made_by(Settings()) != before
