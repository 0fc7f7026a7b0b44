"""The suite of a batch: rows that fail are named, a batch that breaks the schema as a whole is refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from copydesk import schema
from copydesk.errors import ContractError
from copydesk.validate import engine, thresholds
from copydesk.validate.engine import Expectation, Suite

_HEAD_CHARS = 64  # of the text: its length is checked through `chars`, so the engine need not carry the whole of it
EXAMPLES = 5
"""Rows that a message names."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of a check.

    `failures` maps the id of each failing row to the expectations it fails, as "column: expectation", in the suite's order;
    `statistics` has one {"expectation", "column", "evaluated", "unexpected"} per expectation.
    """

    failures: dict[str, tuple[str, ...]]
    statistics: list[dict[str, Any]]


def _arguments(column: schema.Column, check: schema.Check) -> dict[str, Any]:
    """The check's arguments as the engine needs them: bounds of a date column are dates, not strings."""
    arguments = {name: value for name, value in check.arguments if value is not None}
    if pa.types.is_date(column.type):
        return {name: date.fromisoformat(value) if isinstance(value, str) else value for name, value in arguments.items()}
    return arguments


def _checks() -> Iterator[tuple[schema.Column, schema.Check]]:
    for column in schema.COLUMNS:
        if not column.nullable:
            yield column, schema.Check("values_to_not_be_null")
        for check in column.checks:
            yield column, check


def of_columns() -> Iterator[Expectation]:
    """What schema.COLUMNS expects of each row, in the order of the columns."""
    for column, check in _checks():
        yield Expectation(f"expect_column_{check.name}", {"column": column.name, **_arguments(column, check)})


@cache
def suite() -> Suite:
    """The suite of a batch."""
    return Suite(list(of_columns()))


def faults(table: pa.Table, wanted: pa.Schema) -> list[str]:
    """How a table's columns differ from a schema: missing, extra, doubled, or of another Arrow type; nothing where they agree."""
    have = Counter(table.column_names)
    found = []
    if missing := [name for name in wanted.names if name not in have]:
        found.append(f"columns {missing} are missing")
    if extra := sorted(name for name in have if name not in wanted.names):
        found.append(f"columns {extra} are not in the schema")
    if doubled := sorted(name for name, count in have.items() if count > 1):
        found.append(f"columns {doubled} stand more than once")
    for field in wanted:
        if have[field.name] == 1 and (type := table.schema.field(field.name).type) != field.type:
            found.append(f"column {field.name!r} is {type}, the schema says {field.type}")
    return found


def _hold_to_columns(articles: pa.Table) -> None:
    """Raise ContractError unless the table has exactly the schema's columns, each once and of its Arrow type."""
    if found := faults(articles, schema.arrow(in_lake=False)):
        raise ContractError(
            f"The batch breaks the schema: {'; '.join(found)}. Nothing of it was published. Build batches with "
            f"schema.arrow(in_lake=False), or bring schema.COLUMNS and the stage that writes the column into agreement."
        )


def _hold_to_ids(articles: pa.Table) -> None:
    if nulls := articles["id"].null_count:
        sources = articles.filter(pc.is_null(articles["id"]))["source"].slice(0, EXAMPLES).to_pylist()
        raise ContractError(
            f"The batch breaks the schema: {nulls} of {len(articles)} rows have no id (column 'id', from {sources}), so "
            f"that their fate could not be recorded. Nothing was published. The id is made at ingest: look there."
        )


def slim(articles: pa.Table) -> pa.Table:
    """The table as the engine gets it: text cut to its head, lists joined."""
    columns = {name: articles[name] for name in articles.column_names}
    columns["text"] = pc.utf8_slice_codeunits(columns["text"], 0, _HEAD_CHARS)
    columns["repairs"] = pc.binary_join(columns["repairs"].combine_chunks(), ",")
    return pa.table(columns)


def _hold_to_share(articles: pa.Table, failures: Mapping[str, tuple[str, ...]]) -> None:
    """Raise ContractError where so many rows fail that the fault is not theirs."""
    most = thresholds.load().batch
    failing = pc.is_in(articles["id"], pa.array(list(failures), pa.string()))
    rows = pc.sum(failing).as_py() or 0
    if len(articles) < most.fewest_rows or rows <= most.failing_share * len(articles):
        return
    first = articles.filter(failing).slice(0, EXAMPLES)
    examples = [f"{id} from {source}" for id, source in zip(first["id"].to_pylist(), first["source"].to_pylist(), strict=True)]
    named = Counter(name for names in failures.values() for name in names).most_common(EXAMPLES)
    raise ContractError(
        f"The batch breaks the contract: {rows} of {len(articles)} rows fail, more than the share of {most.failing_share:g} that "
        f"batch.failing_share in {thresholds.FILE} allows. Most often: "
        f"{', '.join(f'{name} ({count} rows)' for name, count in named)}. First rows: {', '.join(examples)}. Nothing was "
        f"published. So many failures are a fault of a stage or of the feed and not of articles: mend it and clear this task."
    )


def check(articles: pa.Table) -> Checked:
    """Hold a batch of articles (columns as in schema.arrow(in_lake=False)) to the suite built from schema.COLUMNS.

    Raises ContractError for what breaks the batch as a whole: a missing, extra, doubled or wrongly typed column, a null
    id, or, from batch.fewest_rows rows, a share of failing rows above batch.failing_share of the thresholds. An empty batch
    passes.
    """
    _hold_to_columns(articles)
    _hold_to_ids(articles)
    failures: dict[str, list[str]] = {}
    statistics = []
    for found in engine.run(suite(), slim(articles), ["id"]):
        for id in dict.fromkeys(row["id"] for row in found.rows):
            failures.setdefault(id, []).append(str(found.expectation))
        named = {"expectation": found.expectation.name, "column": found.expectation.column}
        statistics.append({**named, "evaluated": found.evaluated, "unexpected": found.unexpected})
    told = {id: tuple(names) for id, names in failures.items()}
    _hold_to_share(articles, told)
    return Checked(told, statistics)
