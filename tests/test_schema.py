"""The one table of columns and the closed list of topics hold together."""

import json
import re
from urllib.parse import quote

import pyarrow as pa
import pytest

from copydesk import schema

_NAMES = """
    id title text language script second_language published_on updated_on topic iptc_code scope section_label site byline
    language_source language_confidence date_source topic_source topic_score landed_on source record content_sha256
    chars words paragraphs cut_lines repairs story url
"""
_EXPECTED = list(re.findall("[a-z0-9_]+", _NAMES))


def test_columns_stand_in_their_order() -> None:
    """The columns are those of the contract, each once: readers rely on names and order."""
    assert [c.name for c in schema.COLUMNS] == _EXPECTED


@pytest.mark.parametrize("column", schema.COLUMNS, ids=lambda c: c.name)
def test_every_column_says_what_it_means(column: schema.Column) -> None:
    """A meaning is a sentence of its own, and a nullable column says when it is null."""
    assert column.meaning.endswith(".")
    assert column.meaning[0].isupper()
    if column.nullable:
        assert "null" in column.meaning, f"{column.name} is nullable: say when"


def test_the_arrow_schema_is_the_table() -> None:
    """Arrow gets each column with its type, nullability and meaning, in order."""
    arrow = schema.arrow(in_lake=False)
    assert arrow.names == _EXPECTED
    for field, column in zip(arrow, schema.COLUMNS, strict=True):
        assert (field.type, field.nullable) == (column.type, column.nullable)
        assert field.metadata == {b"description": column.meaning.encode()}


def test_the_lake_leaves_out_what_the_folder_says() -> None:
    """Only the column whose folder key has its own name is left out of the files; the date column stays."""
    left_out = [name for name in _EXPECTED if name not in schema.arrow(in_lake=True).names]
    assert left_out == ["topic"]
    assert {c.name: c.partition for c in schema.COLUMNS if c.partition} == {"published_on": "date", "topic": "topic"}


@pytest.mark.parametrize("topic", schema.TOPICS.values(), ids=lambda t: t.slug)
def test_topics_are_safe_as_folder_names(topic: schema.Topic) -> None:
    """A slug is the same in a folder, in an address and in a shell, and its IPTC code is a Media Topic."""
    assert quote(topic.slug, safe="") == topic.slug
    assert re.fullmatch("[a-z]+(-[a-z]+)*", topic.slug)
    assert schema.TOPICS[topic.slug] is topic
    assert topic.name
    assert (topic.iptc_code is None) == (topic.slug == "uncategorised")
    assert topic.iptc_code is None or re.fullmatch(r"medtop:\d{8}", topic.iptc_code)


def test_iptc_codes_are_told_apart() -> None:
    """No two topics share a code, so that the code leads back to the topic."""
    codes = [topic.iptc_code for topic in schema.TOPICS.values() if topic.iptc_code]
    assert len(set(codes)) == len(codes)


def test_check_arguments_can_be_written_down() -> None:
    """Arguments of checks are plain JSON, so that the contract can be documented; bounds are not turned round."""
    for column in schema.COLUMNS:
        for check in column.checks:
            arguments = dict(check.arguments)
            assert json.loads(json.dumps(arguments)) == arguments
            if arguments.get("min_value") is not None and arguments.get("max_value") is not None:
                assert arguments["min_value"] < arguments["max_value"]
            if "regex" in arguments:
                assert not re.compile(arguments["regex"]).groups, f"{column.name}: use (?:…), Great Expectations warns of groups"


@pytest.mark.parametrize("table", [schema.LEDGER, schema.CUTS, schema.FATES])
def test_the_side_tables_are_keyed_by_record(table: pa.Schema) -> None:
    """Ledger, cuts and fates all carry the record's id, never null, so that they can be joined."""
    assert table.field("id") == pa.field("id", pa.string(), nullable=False)
    assert len(set(table.names)) == len(table.names)
