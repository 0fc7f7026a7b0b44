"""The suite of what is about to be published: every row to schema.COLUMNS, and every file to its folder. No row may fail.

The rows passed at the desk once. What this finds is a desk file that was changed or is older than a column, or a fault of ours in
what comes after the desk: dedup, stories, the making of partitions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from urllib.parse import unquote

import pyarrow as pa
import pyarrow.compute as pc

from copydesk import schema
from copydesk.errors import ContractError
from copydesk.validate import engine
from copydesk.validate.batch import EXAMPLES, faults, of_columns, slim
from copydesk.validate.engine import Expectation, Outcome, Suite

_CODES = [f"{topic.slug} {topic.iptc_code or 'none'}" for topic in schema.TOPICS.values()]
_UNIQUE = "expect_column_values_to_be_unique"

_AT_ONCE = 10_000
"""Rows that the engine gets in one call, or a slice more."""


def _pair(name: str, one: str, other: str, **arguments: object) -> Expectation:
    return Expectation(f"expect_column_pair_values_{name}", {"column_A": one, "column_B": other, **arguments})


def _of_files() -> list[Expectation]:
    """What a file owes its folder and its readers; the columns beyond the schema's are made by _rows()."""
    return [
        _pair("to_be_equal", "published_on", "date", ignore_row_if="neither"),
        # As one column: the engine's expectation about pairs walks row by row, which costs more than all the rest.
        Expectation("expect_column_values_to_be_in_set", {"column": "topic_and_code", "value_set": _CODES}),
        _pair("a_to_be_greater_than_b", "id", "id_before", ignore_row_if="neither"),
        Expectation("expect_column_value_lengths_to_be_between", {"column": "text", "min_value": 1}),
        _pair("to_be_equal", "chars", "chars_of_text", ignore_row_if="neither"),
    ]


@cache
def suite() -> Suite:
    """The suite of published rows: that of a batch but for the uniqueness of ids, and what makes files a lake.

    The last one is that of suite_of_ids().
    """
    return Suite([*(each for each in of_columns() if each.name != _UNIQUE), *_of_files(), *suite_of_ids().expectations])


@cache
def suite_of_ids() -> Suite:
    """The suite of the ids of all rows: once within a date, since of two dates one may be made before an article moves there."""
    return Suite([Expectation("expect_compound_columns_to_be_unique", {"column_list": ["date", "id"]})])


@dataclass(frozen=True, slots=True)
class _Slice:
    """Some rows of a file to be, in their order, and the id of the row before them, empty where they are its first."""

    path: str
    rows: pa.Table
    before: str

    @property
    def keys(self) -> dict[str, str]:
        """What the folders say."""
        return dict(part.partition("=")[::2] for part in self.path.split("/") if "=" in part)

    @property
    def date(self) -> date:
        """The date of the folder."""
        return date.fromisoformat(self.keys["date"])


def _rows(slices: Sequence[_Slice]) -> pa.Table:
    """The rows of some slices for the engine, with their folder keys and what id, text and code are held against."""

    def of_file(value: Callable[[_Slice], object], type: pa.DataType) -> pa.ChunkedArray:
        return pa.chunked_array([pa.repeat(pa.scalar(value(each), type), len(each.rows)) for each in slices], type)

    rows = slim(pa.concat_tables([each.rows for each in slices]))
    topics = of_file(lambda each: unquote(each.keys["topic"]), pa.string())
    more = {
        "topic": topics,
        "date": of_file(lambda each: each.date, pa.date32()),
        "file": of_file(lambda each: each.path, pa.string()),
        "id_before": pa.array([id for each in slices for id in [each.before, *each.rows["id"].to_pylist()][: len(each.rows)]]),
        "topic_and_code": pc.binary_join_element_wise(topics, pc.fill_null(rows["iptc_code"], "none"), " "),
        "chars_of_text": pc.utf8_length(pa.chunked_array([chunk for each in slices for chunk in each.rows["text"].chunks])),
    }
    return pa.table({name: rows[name] for name in rows.column_names} | more)


_NAMES = ("file", "id", "source", "landed_on")


def _told(outcomes: Sequence[Outcome]) -> str:
    """Each broken expectation with its first rows."""
    told = []
    for found in outcomes:
        rows = dict.fromkeys(tuple(str(row[name]) for name in _NAMES) for row in found.rows)
        first = [f"{id} from {source} of {landed} in {file}" for file, id, source, landed in list(rows)[:EXAMPLES]]
        told.append(f"{found.expectation} ({found.unexpected} rows: {', '.join(first)}{', …' * (len(rows) > EXAMPLES)})")
    return "; ".join(told)


def _refuse(dates: Sequence[str], what: str, days: Sequence[str]) -> None:
    again = ", ".join(days[:EXAMPLES]) + (f" and {len(days) - EXAMPLES} more" if len(days) > EXAMPLES else "")
    raise ContractError(
        f"What was to be published of {', '.join(dates)} breaks the contract: {what}. Nothing of these dates was written, "
        f"the lake has them as they were. The rows were good at the desk, so a file of the desk was changed, or is older than "
        f"this code: run landing day {again} again with `copydesk run ROOT --day D --force` (in Airflow: Read the day again), "
        f"then clear this task. If it fails again the fault is in what makes partitions: dedup, stories, publish."
    )


def check_partitions(files: Mapping[str, Iterable[pa.Table]]) -> None:
    """Hold the files of one or more publication dates, as they are to be written, to the contract with readers; by path.

    A file is its rows in their order, in one table or more, as schema.arrow(in_lake=True); some thousand rows are held at a time.
    Paths end in date=<day>/topic=<slug>/<file>. Raises ContractError, which names every broken expectation with its first rows:
    id, file of landing, landing day and partition.
    """
    dates = sorted({part.removeprefix("date=") for path in files for part in path.split("/") if part.startswith("date=")})
    calls: list[list[Outcome]] = []
    named: list[pa.Table] = []
    for slices in _some(_slices(files, dates)):
        rows = _rows(slices)
        calls.append(engine.run(suite(), rows, _NAMES))
        named.append(rows.select([*_NAMES, "date"]))
    outcomes = [_together(each) for each in zip(*calls, strict=True)]
    if len(calls) > 1:  # an id may stand in rows of two calls
        outcomes[-1:] = engine.run(suite_of_ids(), pa.concat_tables(named), _NAMES)
    if broken := [found for found in outcomes if found.unexpected]:
        days = Counter(str(row["landed_on"]) for found in broken for row in found.rows)
        _refuse(dates, _told(broken), sorted(days))


def _slices(files: Mapping[str, Iterable[pa.Table]], dates: Sequence[str]) -> Iterator[_Slice]:
    """The rows of the files. Raises ContractError for columns that are not those of the schema, and for a row without an id."""
    for path, tables in sorted(files.items()):
        before = ""
        for table in tables:
            if found := faults(table, schema.arrow(in_lake=True)):
                _refuse(dates, f"{path}: {'; '.join(found)}", _days([table]))
            if nulls := table["id"].null_count:
                _refuse(dates, f"{path}: id: expect_column_values_to_not_be_null ({nulls} rows)", _days([table]))
            if len(table):
                yield _Slice(path, table, before)
                before = table["id"][-1].as_py()


def _some(slices: Iterable[_Slice]) -> Iterator[list[_Slice]]:
    """The slices, so many at a time that a call of the engine pays."""
    waiting: list[_Slice] = []
    for each in slices:
        waiting.append(each)
        if sum(len(one.rows) for one in waiting) >= _AT_ONCE:
            yield waiting
            waiting = []
    if waiting:
        yield waiting


def _together(outcomes: Sequence[Outcome]) -> Outcome:
    """What came of one expectation in all calls."""
    evaluated, unexpected = sum(each.evaluated for each in outcomes), sum(each.unexpected for each in outcomes)
    return Outcome(outcomes[0].expectation, evaluated, unexpected, [row for each in outcomes for row in each.rows])


def _days(tables: Sequence[pa.Table]) -> list[str]:
    found = {str(day) for table in tables if "landed_on" in table.column_names for day in table["landed_on"].to_pylist()}
    return sorted(found) or ["D"]
