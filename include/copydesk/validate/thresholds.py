"""The thresholds of thresholds.toml as frozen objects. The file says of each its unit and why it is what it is."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from typing import Any, get_type_hints

from copydesk.errors import SettingsError

FILE = "include/copydesk/validate/thresholds.toml"
"""Where the file is, for messages."""

SEVERITIES = ("warning", "info")


@dataclass(frozen=True, slots=True)
class Batch:
    """When failing rows are no longer their own fault."""

    fewest_rows: int
    failing_share: float


@dataclass(frozen=True, slots=True)
class Drift:
    """How a landing day is held against those before it."""

    days: int
    habit_days: int
    fewest_days: int
    fewest_weekdays: int
    strict: float
    steady: float
    fewest_counted: int
    main_language: float


@dataclass(frozen=True, slots=True)
class Limit:
    """The least change of a measure that matters, and how grave one is."""

    value: float
    severity: str


@dataclass(frozen=True, slots=True)
class Watched:
    """The limit of each measure of a landing day."""

    volume: Limit
    rejected: Limit
    undated: Limit
    uncategorised: Limit
    language: Limit
    words: Limit
    cut_lines: Limit


@dataclass(frozen=True, slots=True)
class Sites:
    """How a site's day is held against its own days before."""

    days: int
    fewest_days: int
    fewest_weekdays: int
    missed: float
    strict: float
    fewest_articles: int
    fewest_lines: int
    cut_matters: float
    cut_spread: float
    chrome_matters: float
    chrome_spread: float
    words_matters: float
    words_spread: float


@dataclass(frozen=True, slots=True)
class Thresholds:
    """All of them, by the file's sections."""

    batch: Batch
    drift: Drift
    watched: Watched
    sites: Sites


@cache
def load() -> Thresholds:
    """The thresholds of the package."""
    return parse(files(__package__).joinpath("thresholds.toml").read_text("utf-8"))


def parse(source: str) -> Thresholds:
    """Thresholds from TOML. Raises SettingsError, which names the place, for what is missing, unknown or no threshold."""
    try:
        given = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{FILE} is no TOML: {error}") from None
    kinds = get_type_hints(Thresholds)
    _hold_to_names("the file", given, kinds)
    return Thresholds(**{name: _section(name, given[name], kind) for name, kind in kinds.items()})


def _hold_to_names(place: str, given: Any, wanted: Mapping[str, Any]) -> None:
    if not isinstance(given, Mapping):
        raise SettingsError(f"{FILE}: {place} is {given!r}, and should be a table with {', '.join(wanted)}.")
    if missing := [name for name in wanted if name not in given]:
        raise SettingsError(f"{FILE}: {place} lacks {', '.join(missing)}.")
    if unknown := [name for name in given if name not in wanted]:
        raise SettingsError(f"{FILE}: {place} has {', '.join(unknown)}, which nothing reads: remove it, or mend its name.")


def _section(section: str, given: Any, kind: Any) -> Any:
    kinds = get_type_hints(kind)
    _hold_to_names(f"[{section}]", given, {field.name: None for field in fields(kind)})
    return kind(**{name: _threshold(f"[{section}.{name}]", given[name], kinds[name]) for name in kinds})


def _threshold(place: str, given: Any, kind: type) -> Any:
    names = ["value", "unit", "because", *(["severity"] if kind is Limit else [])]
    _hold_to_names(place, given, dict.fromkeys(names))
    value = given["value"]
    right = (int,) if kind is int else (int, float)
    if isinstance(value, bool) or not isinstance(value, right) or not 0 < value < float("inf"):
        what = "a whole number" if kind is int else "a number"
        raise SettingsError(f"{FILE}: the value of {place} is {value!r}, and should be {what} above 0.")
    for name in ("unit", "because"):
        if not isinstance(given[name], str) or not given[name].strip():
            raise SettingsError(f"{FILE}: {place} has no {name}: a threshold says what it counts and why it is what it is.")
    if "share" in given["unit"].split()[0] and value > 1:
        raise SettingsError(f"{FILE}: {place} is a share of {value!r}: at most 1.")
    if given["unit"] == "factor" and value <= 1:
        raise SettingsError(f"{FILE}: {place} is a factor of {value!r}: it must be above 1, or every day would be marked.")
    if kind is not Limit:
        return kind(value)
    if given["severity"] not in SEVERITIES:
        raise SettingsError(f"{FILE}: the severity of {place} is {given['severity']!r}: one of {', '.join(SEVERITIES)}.")
    return Limit(float(value), given["severity"])
