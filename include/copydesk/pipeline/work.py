"""What passes from task to task: a small dictionary of paths and counts, never text, so that it fits an XCom.

Each stage reads the tables of earlier stages by name and writes its own beside them: annotate first, remove last. The
tables of one batch are row-aligned by `id`; a record that a stage rejects keeps its row and carries the reason from there.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, fields
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, NotRequired, TypedDict

import pyarrow as pa

from copydesk import language, lexicon, schema, stories
from copydesk.errors import NO_FATES
from copydesk.model import NO_HINTS, Hints
from copydesk.settings import Settings
from copydesk.store import Root, desk, digest, open_root, parquet, paths
from copydesk.topics import learned
from copydesk.validate import thresholds
from copydesk.version import VERSION

log = logging.getLogger("copydesk")

Row = dict[str, Any]


TAKEN_DOWN = "taken-down"
"""The fate, and the reason, of a record that an order takes down."""

FATES = ("accepted", "rejected", "unreadable", TAKEN_DOWN)
"""What can become of a record at the desk; the lake turns accepted into published or duplicate."""


class Landed(TypedDict):
    """One entry of a batch's list: a landed file, or the order to take a record down in place of its file."""

    path: str
    size: int
    plain: NotRequired[bool]
    takedown: NotRequired[dict[str, Any]]


class Work(TypedDict):
    """One batch of a landing day on its way through the stages: JSON all through.

    `listing` and `made_by` are what the day and the code were when it was planned; see DeskManifest.
    """

    day: str
    batch: str
    listing: str
    made_by: str
    files: dict[str, str]
    counts: dict[str, int]
    entries: NotRequired[list[dict[str, Any]]]


_STRING, _STRINGS = pa.string(), pa.list_(pa.string())
REASON = [pa.field("stage", _STRING), pa.field("reason", _STRING), pa.field("detail", _STRING)]
"""Set from the stage that rejected a record; null while it is in good standing."""

_ID = pa.field("id", _STRING, nullable=False)
_CUT = pa.struct([("line", pa.int32()), ("text", _STRING), ("rule", _STRING)])


def _of_article(*names: str) -> list[pa.Field]:
    """Columns of the article's schema, as a stage keeps them: null for a record that was rejected before."""
    return [schema.arrow(in_lake=False).field(name).with_nullable(True) for name in names]


TABLES: Mapping[str, pa.Schema] = {
    "unpacked": pa.schema(
        [
            _ID,
            *_of_article("source", "record"),
            pa.field("data", pa.large_binary()),
            pa.field("bytes", pa.int64()),
            pa.field("charset", _STRING),
            pa.field("hints", _STRING),
            pa.field("reason", _STRING),
            pa.field("detail", _STRING),
        ]
    ),
    "records": pa.schema(
        [
            _ID,
            *_of_article("source", "record"),
            pa.field("sha256", _STRING),
            pa.field("bytes", pa.int64()),
            pa.field("encoding", _STRING),
            pa.field("text", pa.large_string()),
            pa.field("repairs", _STRINGS),
            pa.field("hints", _STRING),
            *REASON,
        ]
    ),
    "language": pa.schema(
        [_ID, *_of_article("language", "script", "second_language", "language_source", "language_confidence"), *REASON]
    ),
    "outline": pa.schema(
        [
            _ID,
            pa.field("site", _STRING),
            pa.field("numbers", pa.list_(pa.uint64())),
            pa.field("prose", pa.list_(pa.bool_())),
            pa.field("article", pa.uint64()),
            *REASON,
        ]
    ),
    "body": pa.schema(
        [
            _ID,
            *_of_article("title", "byline", "site", "section_label"),
            pa.field("text", pa.large_string()),
            pa.field("lines", pa.list_(pa.list_(pa.int32()))),
            pa.field("datelines", _STRINGS),
            pa.field("repairs", _STRINGS),
            pa.field("cuts", pa.list_(_CUT)),
            *REASON,
        ]
    ),
    "facts": pa.schema(
        [
            _ID,
            *_of_article(
                "published_on", "updated_on", "date_source", "topic", "iptc_code", "scope", "topic_source", "topic_score"
            ),
            *REASON,
        ]
    ),
}
"""The stages' own tables."""


@cache
def root_of(settings: Settings) -> Root:
    """The root that the settings name."""
    return open_root(settings.root)


def versions(settings: Settings) -> dict[str, str]:
    """What decides how records become articles: recorded with every desk day."""
    model = {"topic_model": learned.load(settings.topic_model).sha256} if settings.topic_model else {}
    return {
        "copydesk": VERSION,
        "language": language.version(settings.language_engine),
        "lexicons": lexicon.version(),
        "schema": str(schema.SCHEMA_VERSION),
        "stories": stories.version(),
        **model,
    }


def hints_json(hints: Hints) -> str | None:
    """What a record says about itself as tables keep it: JSON of what it says; null where it says nothing."""
    if hints is NO_HINTS:
        return None
    told = {field.name: value for field in fields(hints) if (value := getattr(hints, field.name)) is not None}
    return json.dumps(told) if told else None


READERS = frozenset({"audit", "cli", "contract", "explain", "learn", "overview", "reader", "spark", "suggest"})
"""Rooms above the pipeline (import-linter holds them there): they look at what it made or have it made, so that their changes
make no day anew."""


@cache
def _code() -> str:
    """Digest of the sources that make the desk: what is not released yet has no version of its own."""
    folder = Path(__file__).resolve().parents[1]
    sources = (path.relative_to(folder) for path in sorted(folder.rglob("*.py")))
    return digest(
        [[str(path), (folder / path).read_text("utf-8")] for path in sources if path.parts[0].removesuffix(".py") not in READERS]
    )


def _decisive(settings: Settings) -> list[object]:
    """The settings, and the reviewed thresholds, that decide what becomes of a record."""
    names = ("record_bytes", "line_chars", "record_lines", "container_records", "expansion", "nesting", "path_depth", "fields")
    return [*(getattr(settings, name) for name in (*names, "fewest_words")), asdict(thresholds.load().batch)]


def made_by(settings: Settings) -> str:
    """Digest of everything beside the landing zone that decides what the desk makes of a day."""
    return digest([versions(settings), _code(), _decisive(settings)])


def record_id(landed_on: date, source: str, record: str) -> str:
    """The stable name of a record: the same for the same landing day, source and record, whatever else landed."""
    told = (landed_on.isoformat(), as_utf8(source), record)
    return hashlib.sha256("\0".join(told).encode("utf-8", "surrogateescape")).hexdigest()[:32]


def as_utf8(path: str) -> str:
    """A path as a process reads it whose locale is one of UTF-8: the same for the same file in every locale.

    Other locales give a file's name in other letters, or its bytes one by one. An object's key is never in the locale's letters.
    """
    try:
        data = os.fsencode(path)
    except UnicodeEncodeError:  # letters that this locale lacks: an object's key, or a name that was stored
        data = path.encode("utf-8", "surrogateescape")
    return data.decode("utf-8", "surrogateescape")


_READS_AS_ESCAPE = re.compile(r"\\[\\xuUtnr]")
_JOINERS = "\u200c\u200d"


def source_of(path: str) -> str:
    r"""A landed file's path as columns hold it, on one line: what is not printable, or not UTF-8, is written out.

    Different paths stay different: in such a one each backslash is doubled. Joiners are parts of words and stay.

    >>> print(source_of("a\nb\u202e.txt"), source_of("caf\udce9"), source_of(r"caf\xe9"), source_of("a\\b"))
    a\nb\u202e.txt caf\xe9 caf\\xe9 a\b
    """
    path = as_utf8(path)
    if (path.isprintable() or all(map(_is_plain, path))) and not _READS_AS_ESCAPE.search(path):
        return path
    return "".join(char if _is_plain(char) and char != "\\" else _written_out(char) for char in path)


def _is_plain(char: str) -> bool:
    return char.isprintable() or char in _JOINERS


def _written_out(char: str) -> str:
    byte = ord(char) - 0xDC00
    return f"\\x{byte:02x}" if 0x80 <= byte < 0x100 else char.encode("unicode_escape").decode()


def read(settings: Settings, work: Work, name: str, columns: list[str] | None = None) -> pa.Table:
    """One of the batch's tables, or some columns of it."""
    return parquet.read(root_of(settings), work["files"][name], columns)


def load(settings: Settings, work: Work, name: str, columns: list[str] | None = None) -> list[Row]:
    """The rows of one of the batch's tables, or some columns of them."""
    rows: list[Row] = read(settings, work, name, columns).to_pylist()
    return rows


def save(settings: Settings, work: Work, name: str, rows: list[Row]) -> Work:
    """The work with one more table written."""
    table = pa.Table.from_pylist(rows, schema=TABLES[name].remove_metadata())
    day = date.fromisoformat(work["day"])
    entry = desk.put(root_of(settings), paths.work(day), f"{name}-{work['batch']}", table, versions(settings))
    rejected = sum(row["reason"] is not None for row in rows)
    return with_file(work, name, entry.path, {f"{name}_rejected": rejected})


def with_file(work: Work, name: str, path: str, counts: Mapping[str, int]) -> Work:
    """A copy of the work with one more file and more counts."""
    return {**work, "files": {**work["files"], name: path}, "counts": {**work["counts"], **counts}}


def annotate(stage: str, rows: Iterable[Row], table: str, make: Callable[[Row], Row]) -> list[Row]:
    """One row of a stage's table for each row given: made by `make`, or carrying why there is none.

    A record whose making fails in a way nobody foresaw is rejected with the error, and the rest go on. Raises NO_FATES: no
    record is to blame for a lexicon that cannot be read, or for a machine that has no memory left.
    """
    empty = dict.fromkeys(TABLES[table].names)
    found = []
    for row in rows:
        new = {**empty, "id": row["id"], "stage": row["stage"], "reason": row["reason"], "detail": row["detail"]}
        if row["reason"] is None:
            try:
                new |= make(row)
            except NO_FATES:
                raise
            except Exception as error:  # one bad record must not stop a night: it is rejected and named
                log.exception("%s failed on record %s", stage, row["id"])
                new |= {"stage": stage, "reason": "stage-failed", "detail": f"{type(error).__name__}: {error}"}
        found.append(new)
    return found
