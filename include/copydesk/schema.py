"""The one table that everything else reads: Arrow schema, Great Expectations suite, documentation, report, page.

Also the closed list of topics, since a topic is the name of a folder.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pyarrow as pa

SCHEMA_VERSION = 2
"""Rises when a column is added or its meaning changes; docs/contract.md says how readers are told."""


@dataclass(frozen=True, slots=True)
class Topic:
    """One section of the paper: its slug, its name for people, its IPTC Media Topic code (None where IPTC has none)."""

    slug: str
    name: str
    iptc_code: str | None


TOPICS: dict[str, Topic] = {
    topic.slug: topic
    for topic in (
        Topic("world", "World", "medtop:20000638"),
        Topic("national", "National", "medtop:20000593"),
        Topic("local", "State and city", "medtop:14000000"),
        Topic("politics", "Politics", "medtop:11000000"),
        Topic("conflict", "War and conflict", "medtop:16000000"),
        Topic("business", "Business", "medtop:04000000"),
        Topic("crime", "Crime and law", "medtop:02000000"),
        Topic("sport", "Sport", "medtop:15000000"),
        Topic("entertainment", "Entertainment", "medtop:01000000"),
        Topic("science", "Science", "medtop:13000000"),
        Topic("technology", "Technology", "medtop:20000756"),
        Topic("health", "Health", "medtop:07000000"),
        Topic("education", "Education", "medtop:05000000"),
        Topic("environment", "Environment", "medtop:06000000"),
        Topic("weather", "Weather", "medtop:17000000"),
        Topic("lifestyle", "Lifestyle", "medtop:10000000"),
        Topic("religion", "Religion", "medtop:12000000"),
        Topic("disaster", "Disaster and accident", "medtop:03000000"),
        Topic("uncategorised", "Uncategorised", None),
    )
}

SCOPES = ("world", "national", "state", "city")
"""What a place section says of an article: how wide its subject reaches."""


@dataclass(frozen=True, slots=True)
class Check:
    """One Great Expectations expectation by its snake_case name, without the `expect_column_` head, and its arguments."""

    name: str
    arguments: tuple[tuple[str, Any], ...] = ()


def _check(name: str, **arguments: Any) -> Check:
    return Check(name, tuple(arguments.items()))


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its Arrow type, what it means, whether null is allowed, and what each value must satisfy.

    `partition` names the folder key that carries the column in the lake (`date`, `topic`); a column whose key has the
    column's own name is not repeated inside the files.
    """

    name: str
    type: pa.DataType
    meaning: str
    nullable: bool = False
    checks: tuple[Check, ...] = ()
    partition: str | None = None


def _at_least(least: float, most: float | None = None) -> Check:
    return _check("values_to_be_between", min_value=least, max_value=most)


_SHARE = _at_least(0, 1)
_TEXT, _COUNT = pa.string(), pa.int32()

COLUMNS: tuple[Column, ...] = (
    Column(
        "id",
        _TEXT,
        "Stable name of the record: 32 hexadecimal digits of SHA-256 over landing day, source and record.",
        checks=(_check("values_to_match_regex", regex="^[0-9a-f]{32}$"), _check("values_to_be_unique")),
    ),
    Column(
        "title",
        _TEXT,
        "Headline; null where the record shows none.",
        nullable=True,
        checks=(_check("value_lengths_to_be_between", min_value=1, max_value=500),),
    ),
    Column("text", _TEXT, "Clean body: paragraphs separated by a blank line, sub-heads as paragraphs of their own."),
    Column(
        "language",
        _TEXT,
        "ISO 639 code of the main language; `und` where it is not known.",
        checks=(_check("values_to_match_regex", regex="^[a-z]{2,3}(?:-[A-Z][a-z]{3})?$"),),
    ),
    Column(
        "script",
        _TEXT,
        "ISO 15924 code of the main script; `Zyyy` where there is no letter.",
        checks=(_check("values_to_match_regex", regex="^[A-Z][a-z]{3}$"),),
    ),
    Column(
        "second_language",
        _TEXT,
        "ISO 639 code of the second language of a page that truly has two; null where it has one.",
        nullable=True,
        checks=(_check("values_to_match_regex", regex="^[a-z]{2,3}(?:-[A-Z][a-z]{3})?$"),),
    ),
    Column(
        "published_on",
        pa.date32(),
        "Day of publication on the site's own calendar; see date_source for how it is known.",
        partition="date",
        checks=(_check("values_to_be_between", min_value="1990-01-01"),),
    ),
    Column("updated_on", pa.date32(), "Day of the last update where the page names one; null elsewhere.", nullable=True),
    Column(
        "topic",
        _TEXT,
        "Section of the paper, one of a closed list of slugs.",
        partition="topic",
        checks=(_check("values_to_be_in_set", value_set=list(TOPICS)),),
    ),
    Column(
        "iptc_code",
        _TEXT,
        "IPTC Media Topic code of the topic; null for `uncategorised`.",
        nullable=True,
        checks=(_check("values_to_match_regex", regex=r"^medtop:\d{8}$"),),
    ),
    Column(
        "scope",
        _TEXT,
        "How wide a place section reaches: world, national, state or city; null where none was named.",
        nullable=True,
        checks=(_check("values_to_be_in_set", value_set=list(SCOPES)),),
    ),
    Column("section_label", _TEXT, "Section as the site printed it; null where it printed none.", nullable=True),
    Column("site", _TEXT, "Name of the site as it printed it, or its host; null where neither is known.", nullable=True),
    Column("byline", _TEXT, "Author line as printed, without its lead-in; null where there is none.", nullable=True),
    Column("language_source", _TEXT, "Rule that decided the language."),
    Column("language_confidence", pa.float32(), "How sure the language is, 0 to 1.", checks=(_SHARE,)),
    Column(
        "date_source",
        _TEXT,
        "Rule that decided published_on; `landing-day` where nothing else spoke.",
        checks=(_check("values_to_match_regex", regex="^[a-z0-9-]+$"),),
    ),
    Column(
        "topic_source", _TEXT, "Rule that decided the topic.", checks=(_check("values_to_match_regex", regex="^[a-z0-9-]+$"),)
    ),
    Column("topic_score", pa.float32(), "How sure the topic is, 0 to 1.", checks=(_SHARE,)),
    Column("landed_on", pa.date32(), "Landing day that the record came with."),
    Column(
        "source",
        _TEXT,
        "Path of the landed file below its landing day.",
        checks=(_check("value_lengths_to_be_between", min_value=1),),
    ),
    Column("record", _TEXT, "Record inside the file; empty where the file is one record."),
    Column(
        "content_sha256",
        _TEXT,
        "SHA-256 of the text, in hexadecimal: equal for exact copies.",
        checks=(_check("values_to_match_regex", regex="^[0-9a-f]{64}$"),),
    ),
    Column("chars", _COUNT, "Code points in the text.", checks=(_at_least(1),)),
    Column("words", _COUNT, "Words in the text; in scripts without spaces, letters.", checks=(_at_least(1),)),
    Column("paragraphs", _COUNT, "Paragraphs in the text.", checks=(_at_least(1),)),
    Column(
        "cut_lines",
        _COUNT,
        "Lines of the record that are in no paragraph and were not lifted into a column.",
        checks=(_at_least(0),),
    ),
    Column("repairs", pa.list_(pa.string()), "Names of the repairs made to the text, sorted; empty where none was needed."),
    Column(
        "story",
        _TEXT,
        "Id of the first article of the date and its window that tells of the same event, in whatever language; often its own.",
        checks=(_check("values_to_match_regex", regex="^[0-9a-f]{32}$"),),
    ),
    Column("url", _TEXT, "Address that the record names for itself; null for plain text.", nullable=True),
)


def arrow(*, in_lake: bool) -> pa.Schema:
    """The Arrow schema of an article row; `in_lake` leaves out the columns that only the folder names carry."""
    return pa.schema(
        pa.field(c.name, c.type, c.nullable, metadata={"description": c.meaning})
        for c in COLUMNS
        if not (in_lake and c.partition == c.name)
    )


LEDGER = pa.schema(
    [
        pa.field("id", pa.string(), nullable=False),
        pa.field("landed_on", pa.date32(), nullable=False),
        pa.field("source", pa.string(), nullable=False),
        pa.field("record", pa.string(), nullable=False),
        pa.field("sha256", pa.string()),
        pa.field("bytes", pa.int64()),
        pa.field("encoding", pa.string()),
        pa.field("fate", pa.string(), nullable=False),
        pa.field("stage", pa.string()),
        pa.field("reason", pa.string()),
        pa.field("detail", pa.string()),
    ]
)
"""One row per input record. `fate` is accepted, rejected, unreadable or taken-down; lake/_fates says more of the accepted."""

CUTS = pa.schema(
    [
        pa.field("id", pa.string(), nullable=False),
        pa.field("line", pa.int32(), nullable=False),
        pa.field("text", pa.string(), nullable=False),
        pa.field("rule", pa.string(), nullable=False),
    ]
)
"""Every line taken out of a record that was read: numbered from zero, text as landed, and the rule that took it."""

FATES = pa.schema(
    [
        pa.field("id", pa.string(), nullable=False),
        pa.field("landed_on", pa.date32(), nullable=False),
        pa.field("fate", pa.string(), nullable=False),
        pa.field("topic", pa.string(), nullable=False),
        pa.field("duplicate_of", pa.string()),
        pa.field("similarity", pa.float32()),
    ]
)
"""One row per accepted article of a publication date: published, or duplicate of which article and how similar."""
