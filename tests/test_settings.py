"""Settings come from the environment, are checked, and say what would be right."""

from dataclasses import FrozenInstanceError, fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.errors import SettingsError
from copydesk.ingest.containers import fields as fields_of_containers
from copydesk.settings import FIELDS, PREFIX, Settings, named_fields

NAMES = [f.name for f in fields(Settings)]
TEXTS = {
    "root": "s3://bucket/news",
    "inbox_rule": "marker",
    "language_engine": "langdetect",
    "fields": "text=corpo",
    "expansion": "7.5",
    "line_chars": "700",
    "alert_url": "https://chat.example/hook",
}


def test_an_empty_environment_gives_the_defaults() -> None:
    """Nothing set means every default, and the defaults are in range."""
    assert Settings.from_env({}) == Settings()


@pytest.mark.parametrize("name", NAMES)
def test_each_setting_is_read_from_its_variable(name: str) -> None:
    """COPYDESK_<NAME> sets that field, in the field's own type, and no other."""
    default = getattr(Settings(), name)
    text = TEXTS.get(name) or ("0.5" if isinstance(default, float) else "7")
    changed = Settings.from_env({PREFIX + name.upper(): text})
    assert getattr(changed, name) == type(default)(text)
    assert type(getattr(changed, name)) is type(default)
    assert {n: getattr(changed, n) for n in NAMES if n != name} == {n: getattr(Settings(), n) for n in NAMES if n != name}


def test_overrides_beat_the_environment_unless_they_are_none() -> None:
    """What the caller gives wins; None means that the caller gave nothing."""
    environ = {"COPYDESK_WINDOW_DAYS": "5", "COPYDESK_ROOT": "there"}
    settings = Settings.from_env(environ, window_days=2, root=None)
    assert (settings.window_days, settings.root) == (2, "there")


def test_the_process_environment_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without an argument the environment of the process is read."""
    monkeypatch.setenv("COPYDESK_FEWEST_WORDS", "3")
    assert Settings.from_env().fewest_words == 3


@pytest.mark.parametrize("name", [n for n in NAMES if not isinstance(getattr(Settings(), n), str)])
@pytest.mark.parametrize("text", ["many", "", "1,5"])
def test_a_value_of_another_kind_is_refused(name: str, text: str) -> None:
    """The refusal names the variable, shows the value and says what the setting is."""
    help = next(f.metadata["help"] for f in fields(Settings) if f.name == name)
    with pytest.raises(SettingsError) as refusal:
        Settings.from_env({PREFIX + name.upper(): text})
    kind = "no whole number" if isinstance(getattr(Settings(), name), int) else "no number"
    for part in (PREFIX + name.upper(), repr(text), kind, help):
        assert part in str(refusal.value)


BOUNDS = [
    (f.name, bound, f.metadata[bound]) for f in fields(Settings) for bound in ("least", "most") if f.metadata[bound] is not None
]


@pytest.mark.parametrize(("name", "bound", "limit"), BOUNDS)
def test_bounds_are_inside_and_beyond_is_refused(name: str, bound: str, limit: float) -> None:
    """The bound itself is allowed; one step beyond is refused with the variable and the bound in the text."""
    kind = type(getattr(Settings(), name))
    assert getattr(Settings(**{name: kind(limit)}), name) == limit
    step = -1 if bound == "least" else 1
    with pytest.raises(SettingsError) as refusal:
        Settings(**{name: kind(limit + step)})
    [about] = [f.metadata for f in fields(Settings) if f.name == name]
    least, most = f"at least {about['least']}", "" if about["most"] is None else f", at most {about['most']}"
    assert str(refusal.value) == f"{PREFIX}{name.upper()}={kind(limit + step)} is out of range: {least}{most}."


def test_a_word_that_is_no_choice_is_refused() -> None:
    """A setting with choices takes one of them; the refusal names them all."""
    with pytest.raises(SettingsError, match="COPYDESK_INBOX_RULE='guess' is unknown: one of rename, marker"):
        Settings.from_env({"COPYDESK_INBOX_RULE": "guess"})


@pytest.mark.parametrize(
    "text", ["foo", "chat.example/secret", "ftp://chat.example/secret", "https:///secret", "https://[::1/secret"]
)
def test_alerts_go_to_a_web_address(text: str) -> None:
    """Law: an address that no alert could reach is refused at the start, without telling it: it may hold a secret."""
    with pytest.raises(SettingsError, match=r"COPYDESK_ALERT_URL is no web address: .* https://") as refusal:
        Settings.from_env({"COPYDESK_ALERT_URL": text})
    assert "secret" not in str(refusal.value)
    assert "foo" not in str(refusal.value)


def test_a_root_must_be_named() -> None:
    """An empty root is refused, since it would mean the working directory by accident."""
    with pytest.raises(SettingsError, match="COPYDESK_ROOT is empty"):
        Settings.from_env({"COPYDESK_ROOT": ""})


@pytest.mark.parametrize("text", ["text:corpo", "foo=bar", "text", "text=", "=corpo", "text=corpo,foo=bar"])
def test_names_of_fields_are_checked_when_the_settings_are_made(text: str) -> None:
    """Law: what COPYDESK_FIELDS cannot mean is refused before any file is read, with the pair, its form and the fields."""
    with pytest.raises(SettingsError, match=r"COPYDESK_FIELDS has '.*': write <field>=<name in your files>.*text.*published"):
        Settings.from_env({"COPYDESK_FIELDS": text})


def test_every_field_of_a_container_can_be_named() -> None:
    """Law: the fields that a setting may name are those that readers of tables and JSON know, and their names come in order."""
    assert set(FIELDS) == set(fields_of_containers.NAMES)
    assert named_fields(" text = corpo ,, published=data=x,text=body") == [
        ("text", "corpo"),
        ("published", "data=x"),
        ("text", "body"),
    ]


@pytest.mark.parametrize("text", ["inf", "-inf", "nan", "1e999"])
@pytest.mark.parametrize("name", [n for n in NAMES if isinstance(getattr(Settings(), n), float)])
def test_a_number_is_finite(name: str, text: str) -> None:
    """Law: no setting is infinite or no number, whatever its range: the refusal names the variable."""
    with pytest.raises(SettingsError, match=f"{PREFIX}{name.upper()}="):
        Settings.from_env({PREFIX + name.upper(): text})


@given(st.floats())
def test_no_number_slips_past_the_range(share: float) -> None:
    """Any float either is from 0.3 to 1 or is refused; not-a-number is refused too."""
    try:
        accepted = Settings(similarity=share).similarity
    except SettingsError:
        assert not 0.3 <= share <= 1
    else:
        assert 0.3 <= accepted <= 1


@pytest.mark.parametrize("name", NAMES)
def test_every_setting_is_explained(name: str) -> None:
    """Each field has a sentence of help."""
    help = next(f.metadata["help"] for f in fields(Settings) if f.name == name)
    assert help.endswith(".")
    assert len(help) > 20


def test_settings_cannot_change() -> None:
    """A settings object is frozen: what a run began with it ends with."""
    with pytest.raises(FrozenInstanceError):
        Settings().root = "elsewhere"  # type: ignore[misc]


def test_a_zero_that_is_given_counts() -> None:
    """Law: an override of zero is one, and not what nobody gave."""
    environ = {"COPYDESK_LOOK_BACK_DAYS": "3"}
    assert Settings.from_env(environ, look_back_days=0).look_back_days == 0
    assert Settings.from_env(environ, look_back_days=None).look_back_days == 3
