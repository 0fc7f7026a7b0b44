"""Great Expectations at work: a suite of expectations over an Arrow table, and what came of each, in the suite's order.

The import alone costs seconds, and the engine's whole answer about seven milliseconds an expectation however few the rows. So the
engine is made once a process, suites are made once, that answer is asked for only where rows fail, and who has many small tables
hands them over as one.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import pyarrow as pa

from copydesk.errors import ContractError


@dataclass(frozen=True, slots=True)
class Expectation:
    """One expectation by its snake_case name, with its arguments; `severity` is critical, warning or info."""

    name: str
    arguments: Mapping[str, Any]
    severity: str = "critical"

    @property
    def column(self) -> str:
        """The column that it is about, or the columns, with a comma between them."""
        given = self.arguments
        return ", ".join(
            given.get("column_list") or [given[name] for name in ("column", "column_A", "column_B") if name in given]
        )

    def __str__(self) -> str:
        return f"{self.column}: {self.name}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one expectation: values looked at, those that fail, and for each failing row its names, by index column."""

    expectation: Expectation
    evaluated: int
    unexpected: int
    rows: Sequence[Mapping[str, Any]]


class Suite:
    """Expectations in their order; what the engine makes of them is kept."""

    def __init__(self, expectations: Sequence[Expectation]) -> None:
        self.expectations = tuple(expectations)

    @cached_property
    def made(self) -> Any:
        """The suite as the engine has it; the place of an expectation is its note, since results come in another order."""
        _batches()
        gx = imported()
        suite = gx.ExpectationSuite(name="suite")
        for place, expectation in enumerate(self.expectations):
            kind = "".join(word.capitalize() for word in expectation.name.split("_"))
            make = getattr(gx.expectations, kind)
            suite.add_expectation(make(**expectation.arguments, severity=expectation.severity, meta={"place": place}))
        return suite

    @cached_property
    def _counting(self) -> tuple[list[Any], list[Any]]:
        """Of each expectation the metric that counts its failing rows, by id, or None; and the graph of all that these need.

        The engine works them out anew at each call, from the expectations alone, and spends nearly all of its time so.
        """
        expectations = self.made.expectations  # first: what it imports must be told a thing before
        from great_expectations.execution_engine.pandas_execution_engine import PandasExecutionEngine
        from great_expectations.validator.validation_graph import ValidationGraph

        graph, ids = ValidationGraph(PandasExecutionEngine()), []
        for expectation in expectations:
            needs = expectation.get_validation_dependencies(runtime_configuration={"result_format": "BOOLEAN_ONLY"})
            metric = needs.metric_configurations.get(f"{getattr(expectation, 'map_metric', None)}.unexpected_count")
            ids.append(metric and metric.id)
            if metric:
                graph.build_metric_dependency_graph(metric)
        return ids, graph.edges

    def count(self, frame: Any) -> list[int | None]:
        """How many rows of a pandas frame fail each expectation; None where that cannot be counted."""
        ids, edges = self._counting
        from great_expectations.execution_engine.pandas_execution_engine import PandasExecutionEngine
        from great_expectations.validator.validation_graph import ValidationGraph

        graph = ValidationGraph(PandasExecutionEngine(batch_data_dict={"rows": frame}), list(edges))
        found, _ = graph.resolve(show_progress_bars=False)
        return [found.get(id) for id in ids]


@contextmanager
def _hidden(package: str) -> Iterator[None]:
    """Nobody can import a package meanwhile, even where it is imported already.

    Great Expectations looks for PySpark, which it is not to use here, and where PySpark has no gRPC that ends the whole process.
    A Python worker of Spark has PySpark, and needs it again afterwards.
    """
    known = {name: sys.modules.pop(name) for name in list(sys.modules) if name.partition(".")[0] == package}
    sys.modules[package] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules[package]
        sys.modules.update(known)


@cache
def imported() -> Any:
    """Great Expectations, which takes seconds to import."""
    logging.getLogger("great_expectations").setLevel(logging.WARNING)  # before the import, which logs a lot
    with _hidden("pyspark"):
        import great_expectations
        import great_expectations.data_context.types.base
    return great_expectations


@cache
def _batches() -> Any:
    """The definition of a batch that is one pandas frame."""
    gx = imported()
    from great_expectations.data_context.types.base import (
        DataContextConfig,
        InMemoryStoreBackendDefaults,
        ProgressBarsConfig,
    )

    config = DataContextConfig(
        analytics_enabled=False,
        progress_bars=ProgressBarsConfig(globally=False, metric_calculations=False),
        store_backend_defaults=InMemoryStoreBackendDefaults(init_temp_docs_sites=False),
    )
    context = gx.get_context(mode="ephemeral", project_config=config)
    return context.data_sources.add_pandas("desk").add_dataframe_asset("rows").add_batch_definition_whole_dataframe("batch")


def run(suite: Suite, table: pa.Table, index: Sequence[str]) -> list[Outcome]:
    """Hold a table to a suite; failing rows are named by the columns of `index`.

    First the failing rows of each expectation are counted, which costs a twentieth of the engine's whole answer; that is asked
    for only where there are some. Raises ContractError where an expectation cannot be computed.
    """
    frame = table.to_pandas(date_as_object=True)
    counts = suite.count(frame)
    broken = Suite([expectation for expectation, count in zip(suite.expectations, counts, strict=True) if count != 0])
    told = iter(_told(broken, frame, index) if broken.expectations else ())
    return [
        Outcome(expectation, len(table), 0, ()) if count == 0 else next(told)
        for expectation, count in zip(suite.expectations, counts, strict=True)
    ]


def _told(suite: Suite, frame: Any, index: Sequence[str]) -> list[Outcome]:
    """The engine's whole answer: the failing rows of each expectation, or why it could not be computed."""
    batch = _batches().get_batch(batch_parameters={"dataframe": frame})
    rows = {"result_format": "COMPLETE", "unexpected_index_column_names": list(index), "return_unexpected_index_query": False}
    done = batch.validate(suite.made, result_format=rows)
    results = sorted(done.results, key=lambda result: int(result.expectation_config.meta["place"]))
    return [_outcome(expectation, result) for expectation, result in zip(suite.expectations, results, strict=True)]


def _outcome(expectation: Expectation, result: Any) -> Outcome:
    found = result.result
    unexpected = found.get("unexpected_count", 0)
    if _raised(result.exception_info) or (not result.success and not unexpected):
        raise ContractError(
            f"Expectation {expectation.name} on {expectation.column!r} could not be computed: "
            f"{', '.join(_raised(result.exception_info)) or found}. "
            f"Nothing was published. See the check of that column in schema.COLUMNS."
        )
    return Outcome(expectation, found.get("element_count", 0), unexpected, found.get("unexpected_index_list") or ())


def _raised(info: Mapping[str, Any]) -> list[str]:
    """What went wrong while an expectation was computed: the engine tells it of the expectation, or of each of its metrics."""
    told = [info, *(each for each in info.values() if isinstance(each, Mapping))]
    return [str(each.get("exception_message")) for each in told if each.get("raised_exception")]
