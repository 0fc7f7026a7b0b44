"""The schema gate: Great Expectations over a batch, one suite built from schema.COLUMNS.

Two kinds of failure. A row that breaks an expectation is a rejection: it is named with every expectation that it fails
and the rest of the batch goes on. A batch that breaks the schema as a whole is a ContractError and nothing goes on.
"""

from __future__ import annotations

import json
import logging
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from copydesk import schema
from copydesk.errors import ContractError
from copydesk.settings import Settings

_HEAD_CHARS = 64  # of the text: its length is checked through `chars`, so the engine need not carry the whole of it
_FEWEST_ROWS = 20  # below this a share of failing rows says nothing about the batch
_EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of a check.

    `failures` maps the id of each failing row to the expectations it fails, as "column: expectation", in the suite's order;
    `statistics` has one {"expectation", "column", "evaluated", "unexpected"} per expectation; `success` is "no failures".
    """

    failures: dict[str, tuple[str, ...]]
    statistics: list[dict[str, Any]]
    success: bool


def _expectation_name(check: schema.Check) -> str:
    return f"expect_column_{check.name}"


def _arguments(column: schema.Column, check: schema.Check) -> dict[str, Any]:
    """The check's arguments as the engine needs them: bounds of a date column are dates, not strings."""
    arguments = {name: value for name, value in check.arguments if value is not None}
    if pa.types.is_date(column.type):
        return {name: date.fromisoformat(value) if isinstance(value, str) else value for name, value in arguments.items()}
    return arguments


def _expected() -> Iterator[tuple[schema.Column, schema.Check]]:
    """Every expectation of the suite, in the order of the columns."""
    for column in schema.COLUMNS:
        if not column.nullable:
            yield column, schema.Check("values_to_not_be_null")
        for check in column.checks:
            yield column, check


def suite_json() -> str:
    """The suite as JSON for documentation: a list of {"column", "expectation", "arguments"} in the suite's order."""
    rows = [
        {"column": column.name, "expectation": _expectation_name(check), "arguments": dict(check.arguments)}
        for column, check in _expected()
    ]
    return json.dumps(rows, indent=2, ensure_ascii=False) + "\n"


@cache
def _batch_and_suite() -> tuple[Any, Any]:
    """A batch definition for pandas frames and the suite; built once a process because the import alone costs seconds."""
    logging.getLogger("great_expectations").setLevel(logging.WARNING)  # before the import, which logs a lot
    # Great Expectations looks for PySpark, which it is not to use here, and where PySpark has no gRPC ends the whole process.
    sys.modules.setdefault("pyspark", None)  # type: ignore[arg-type]
    import great_expectations as gx
    from great_expectations.data_context.types.base import DataContextConfig, InMemoryStoreBackendDefaults, ProgressBarsConfig

    config = DataContextConfig(
        analytics_enabled=False,
        progress_bars=ProgressBarsConfig(globally=False, metric_calculations=False),
        store_backend_defaults=InMemoryStoreBackendDefaults(init_temp_docs_sites=False),
    )
    context = gx.get_context(mode="ephemeral", project_config=config)
    batch = context.data_sources.add_pandas("desk").add_dataframe_asset("articles").add_batch_definition_whole_dataframe("batch")
    suite = gx.ExpectationSuite(name="articles")
    for column, check in _expected():
        kind = "Expect" + "".join(word.capitalize() for word in f"column_{check.name}".split("_"))
        suite.add_expectation(getattr(gx.expectations, kind)(column=column.name, **_arguments(column, check)))
    return batch, context.suites.add(suite)


def _hold_to_columns(articles: pa.Table) -> None:
    """Raise ContractError unless the table has exactly the schema's columns, each once and of its Arrow type."""
    have = Counter(articles.column_names)
    faults = []
    if missing := [name for name in schema.BY_NAME if name not in have]:
        faults.append(f"columns {missing} are missing")
    if extra := sorted(name for name in have if name not in schema.BY_NAME):
        faults.append(f"columns {extra} are not in the schema")
    if doubled := sorted(name for name, count in have.items() if count > 1):
        faults.append(f"columns {doubled} stand more than once")
    for column in schema.COLUMNS:
        if have[column.name] == 1 and (found := articles.schema.field(column.name).type) != column.type:
            faults.append(f"column {column.name!r} is {found}, the schema says {column.type}")
    if faults:
        raise ContractError(
            f"The batch breaks the schema: {'; '.join(faults)}. Nothing of it was published. Build batches with "
            f"schema.arrow(in_lake=False), or bring schema.COLUMNS and the stage that writes the column into agreement."
        )


def _hold_to_ids(articles: pa.Table) -> None:
    if nulls := articles["id"].null_count:
        sources = articles.filter(pc.is_null(articles["id"]))["source"].slice(0, _EXAMPLES).to_pylist()
        raise ContractError(
            f"The batch breaks the schema: {nulls} of {len(articles)} rows have no id (column 'id', from {sources}), so "
            f"that their fate could not be recorded. Nothing was published. The id is made at ingest: look there."
        )


def _frame(articles: pa.Table) -> Any:
    """The table as the engine gets it: text cut to its head, lists joined, dates as datetime.date."""
    columns = {name: articles[name] for name in articles.column_names}
    columns["text"] = pc.utf8_slice_codeunits(columns["text"], 0, _HEAD_CHARS)
    columns["repairs"] = pc.binary_join(columns["repairs"].combine_chunks(), ",")
    return pa.table(columns).to_pandas(date_as_object=True)


def _run(articles: pa.Table) -> tuple[dict[str, tuple[str, ...]], list[dict[str, Any]]]:
    """Failures by id and statistics of one run of the suite. Raises ContractError if an expectation could not be computed."""
    batch, suite = _batch_and_suite()
    done = batch.get_batch(batch_parameters={"dataframe": _frame(articles)}).validate(
        suite, result_format={"result_format": "COMPLETE", "unexpected_index_column_names": ["id"]}
    )
    failures: dict[str, list[str]] = {}
    statistics = []
    for result in done.results:
        name, column, found = result.expectation_config.type, result.expectation_config.kwargs["column"], result.result
        if result.exception_info.get("raised_exception"):
            raise ContractError(
                f"Expectation {name} on column {column!r} could not be computed: {result.exception_info['exception_message']}. "
                f"Nothing was published. See the check of that column in schema.COLUMNS."
            )
        for id in dict.fromkeys(row["id"] for row in found.get("unexpected_index_list") or ()):
            failures.setdefault(id, []).append(f"{column}: {name}")
        counts = {"evaluated": found.get("element_count", 0), "unexpected": found.get("unexpected_count", 0)}
        statistics.append({"expectation": name, "column": column, **counts})
    return {id: tuple(names) for id, names in failures.items()}, statistics


def _hold_to_share(articles: pa.Table, failures: dict[str, tuple[str, ...]], most: float) -> None:
    failing = pc.is_in(articles["id"], pa.array(list(failures), pa.string()))
    rows = pc.sum(failing).as_py() or 0
    if len(articles) < _FEWEST_ROWS or rows <= most * len(articles):
        return
    first = articles.filter(failing).slice(0, _EXAMPLES)
    examples = [f"{id} from {source}" for id, source in zip(first["id"].to_pylist(), first["source"].to_pylist(), strict=True)]
    named = Counter(name for names in failures.values() for name in names).most_common(_EXAMPLES)
    raise ContractError(
        f"The batch breaks the contract: {rows} of {len(articles)} rows fail, more than the share of {most:g} that "
        f"COPYDESK_FAILING_SHARE allows. Most often: {', '.join(f'{name} ({count} rows)' for name, count in named)}. "
        f"First rows: {', '.join(examples)}. Nothing was published. So "
        f"many failures are a fault of a stage or of the feed and not of articles: mend it and clear this task."
    )


def check(articles: pa.Table, settings: Settings) -> Checked:
    """Hold a batch of articles (columns as in schema.arrow(in_lake=False)) to the suite built from schema.COLUMNS.

    Raises ContractError for what breaks the batch as a whole: a missing, extra, doubled or wrongly typed column, a null
    id, or, from 20 rows, a share of failing rows above settings.failing_share. An empty batch passes.
    """
    _hold_to_columns(articles)
    _hold_to_ids(articles)
    failures, statistics = _run(articles)
    _hold_to_share(articles, failures, settings.failing_share)
    return Checked(failures, statistics, success=not failures)
