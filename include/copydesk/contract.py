"""The contract with the teams downstream: the tables of docs/contract.md and the Open Data Contract Standard document.

All of it is drawn from `schema`, so that what is promised, what is checked and what is written cannot part ways.
https://bitol-io.github.io/open-data-contract-standard/ describes the standard.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pyarrow as pa

from copydesk import schema
from copydesk.version import VERSION

STANDARD = "v3.1.0"
"""The version of the Open Data Contract Standard that odcs() follows."""

NOTICE_DAYS = 90
"""How long a column that will go stays, still filled, after the changelog has said so."""

DATE_KEY = "Folder key of the partition: the same day as published_on."

FATE_COLUMNS: Mapping[str, str] = {
    "id": "The article, as in the column `id` of the articles.",
    "landed_on": "Landing day that the article came with.",
    "fate": "`published`, or `duplicate`: left out because it repeats another article.",
    "topic": "Topic of the article; for one that is published, the folder that it is in.",
    "duplicate_of": "Id of the article that it repeats, which may be of an earlier date; null for one that is published.",
    "similarity": "Jaccard similarity to that article, 0 to 1; null for one that is published.",
}
"""What the columns of schema.FATES mean."""


def _kind(type: pa.DataType) -> tuple[str, str, str]:
    """What a type is called: by people, by the standard (logicalType), and in a Parquet file (physicalType)."""
    for is_kind, names in (
        (pa.types.is_string, ("text", "string", "STRING")),
        (pa.types.is_date, ("date", "date", "DATE")),
        (pa.types.is_int32, ("integer", "integer", "INT32")),
        (pa.types.is_float32, ("number", "number", "FLOAT")),
        (pa.types.is_list, ("list of text", "array", "LIST<STRING>")),
    ):
        if is_kind(type):
            return names
    raise ValueError(f"{type} has no name in the contract yet: give it one in contract._kind().")


def type_word(type: pa.DataType) -> str:
    """What people call an Arrow type: text, date, integer, number, list of text. Raises ValueError for any other."""
    return _kind(type)[0]


def in_words(column: schema.Column) -> str:
    """The checks of a column as a phrase. Raises ValueError for a kind of check that has no words yet."""
    return "; ".join(_phrase(check.name, dict(check.arguments)) for check in column.checks)


def _phrase(name: str, arguments: Mapping[str, Any]) -> str:
    least, most = arguments.get("min_value"), arguments.get("max_value")
    match name:
        case "values_to_be_unique":
            return "unique"
        case "values_to_match_regex":
            return f"matches `{arguments['regex']}`"
        case "values_to_be_in_set":
            return "one of " + ", ".join(f"`{value}`" for value in arguments["value_set"])
        case "values_to_be_between" if most is None:
            return f"{least} or {'later' if isinstance(least, str) else 'more'}"
        case "values_to_be_between":
            return f"{least} to {most}"
        case "value_lengths_to_be_between":
            return "not empty" if most is None else f"{least} to {most} code points"
    raise ValueError(f"{name} has no words in the contract yet: give it some in contract._phrase().")


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", r"\|") for cell in line) + " |" for line in lines)


def columns_table() -> str:
    """Every column that a reader sees, as a Markdown table: type, null, meaning, checks, and whether a folder carries it."""
    rows = [("`date`", "date (folder)", "", DATE_KEY, "")]
    for c in schema.COLUMNS:
        kind = type_word(c.type) + (" (folder)" if c.partition == c.name else "")
        checks = "one of the topics below" if c.name == "topic" else in_words(c)
        rows.append((f"`{c.name}`", kind, "yes" if c.nullable else "", c.meaning, checks))
    return _table(("column", "type", "null", "meaning", "checked"), rows)


def topics_table() -> str:
    """Every topic as a Markdown table: slug, name, IPTC Media Topic code."""
    rows = [(f"`{t.slug}`", t.name, f"`{t.iptc_code}`" if t.iptc_code else "none") for t in schema.TOPICS.values()]
    return _table(("slug", "name", "IPTC Media Topic"), rows)


def fates_table() -> str:
    """The columns of lake/_fates as a Markdown table."""
    rows = [(f"`{f.name}`", type_word(f.type), "yes" if f.nullable else "", FATE_COLUMNS[f.name]) for f in schema.FATES]
    return _table(("column", "type", "null", "meaning"), rows)


def version_line() -> str:
    """The versions that the contract is of, as a sentence."""
    return f"This page is of copydesk {VERSION}, schema version {schema.SCHEMA_VERSION}."


def notice_line() -> str:
    """How long a column that will go stays, as a paragraph."""
    return (
        "What is to go in the next major version is marked as deprecated in `CHANGELOG.md` and on this page\n"
        f"at least {NOTICE_DAYS} days before, and stays filled until then."
    )


def odcs() -> dict[str, Any]:
    """The contract as a document of the Open Data Contract Standard: plain dictionaries, lists, strings and numbers."""
    return {
        "apiVersion": STANDARD,
        "kind": "DataContract",
        "id": "copydesk-lake",
        "name": "copydesk lake",
        "version": VERSION,
        "status": "active",
        "domain": "news",
        "dataProduct": "copydesk",
        "description": {
            "purpose": "Scraped news articles, clean, dated, sectioned and without duplicates, by publication date and topic.",
            "usage": "docs/contract.md has a query for each reader and says what may be relied on.",
            "limitations": "Dates, topics and languages are found by rules; the columns that end in _source name the rule.",
        },
        "servers": [
            {
                "server": "lake",
                "type": "local",
                "description": "The folder `lake` below ROOT, which an operator sets: a folder or an s3:// URI.",
                "path": "lakehouse/lake",
                "format": "parquet",
            }
        ],
        "schema": [_articles(), _fates()],
        "slaProperties": [
            {"property": "frequency", "value": 1, "unit": "d", "description": "clean_news runs nightly; see docs/contract.md."}
        ],
        "customProperties": [
            {"property": "schemaVersion", "value": schema.SCHEMA_VERSION, "description": "`copydesk.schema` in each file."},
            {"property": "noticeDays", "value": NOTICE_DAYS, "description": "Days from a deprecation to the removal."},
        ],
    }


def _articles() -> dict[str, Any]:
    key = {**_property("date", pa.date32(), DATE_KEY, nullable=False), "partitioned": True, "partitionKeyPosition": 1}
    return {
        "name": "articles",
        "physicalName": "date=*/topic=*/part-0.parquet",
        "logicalType": "object",
        "physicalType": "parquet",
        "description": "What was published, one file for each date and topic.",
        "dataGranularityDescription": "One row is one article.",
        "properties": [key, *(_column(column) for column in schema.COLUMNS)],
    }


def _fates() -> dict[str, Any]:
    return {
        "name": "fates",
        "physicalName": "_fates/date=*.parquet",
        "logicalType": "object",
        "physicalType": "parquet",
        "description": "What became of each accepted article of a publication date.",
        "dataGranularityDescription": "One row is one accepted article, published or duplicate.",
        "properties": [_property(f.name, f.type, FATE_COLUMNS[f.name], nullable=f.nullable) for f in schema.FATES],
    }


def _property(name: str, type: pa.DataType, meaning: str, *, nullable: bool) -> dict[str, Any]:
    _, logical, physical = _kind(type)
    found = {"name": name, "logicalType": logical, "physicalType": physical, "required": not nullable, "description": meaning}
    if pa.types.is_list(type):
        _, logical, physical = _kind(type.value_type)
        found["items"] = {"logicalType": logical, "physicalType": physical}
    return found


def _column(column: schema.Column) -> dict[str, Any]:
    found = _property(column.name, column.type, column.meaning, nullable=column.nullable)
    if column.name == "id":
        found |= {"primaryKey": True, "primaryKeyPosition": 1}
    if column.partition == column.name:
        codes = {topic.slug: topic.iptc_code for topic in schema.TOPICS.values() if topic.iptc_code}
        found |= {"partitioned": True, "partitionKeyPosition": 2}
        found["customProperties"] = [{"property": "iptcMediaTopics", "value": codes}]
    options: dict[str, Any] = {}
    for check in column.checks:
        arguments = dict(check.arguments)
        if check.name == "values_to_be_unique":
            found["unique"] = True
        elif check.name == "values_to_be_in_set":
            found["quality"] = [{"metric": "invalidValues", "arguments": {"validValues": arguments["value_set"]}, "mustBe": 0}]
        else:
            options |= {_OPTIONS[check.name][name]: value for name, value in arguments.items() if value is not None}
    return found | ({"logicalTypeOptions": options} if options else {})


_OPTIONS: Mapping[str, Mapping[str, str]] = {
    "values_to_match_regex": {"regex": "pattern"},
    "values_to_be_between": {"min_value": "minimum", "max_value": "maximum"},
    "value_lengths_to_be_between": {"min_value": "minLength", "max_value": "maxLength"},
}
"""The standard's word for each argument of a check."""
