"""The schema gate: bad rows are named with what they fail, bad batches are refused, nothing is sent anywhere."""

import datetime as dt
import hashlib
import json
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from copydesk import schema, validate
from copydesk.errors import ContractError
from copydesk.settings import Settings

SETTINGS = Settings()


def row(number: int, **changes: Any) -> dict[str, Any]:
    """One article that meets every expectation, but for the changes."""
    digest = hashlib.sha256(str(number).encode()).hexdigest()
    good: dict[str, Any] = {
        "id": digest[:32],
        "title": f"Headline {number}",
        "text": "The first paragraph of a story.\n\nThe second paragraph of it.",
        "language": "en",
        "script": "Latn",
        "published_on": dt.date(2024, 10, 30),
        "topic": "sport",
        "iptc_code": "medtop:15000000",
        "language_source": "langdetect",
        "language_confidence": 0.9,
        "date_source": "dateline",
        "topic_source": "section-label",
        "topic_score": 0.98,
        "landed_on": dt.date(2024, 10, 31),
        "source": f"site/{number}.txt",
        "record": "",
        "content_sha256": digest,
        "chars": 60,
        "words": 11,
        "paragraphs": 2,
        "cut_lines": 0,
        "repairs": ["nbsp"] if number % 2 else [],
        "story": digest[:32],
    }
    nothing = {name: None for name, column in schema.BY_NAME.items() if column.nullable}
    return nothing | good | changes


def table(*rows: dict[str, Any]) -> pa.Table:
    """The rows as Arrow table of the schema's columns, nulls allowed everywhere so that they can be refused."""
    return pa.Table.from_pylist(list(rows), schema=pa.schema([pa.field(c.name, c.type) for c in schema.COLUMNS]))


GOOD = table(*(row(n) for n in range(4)))


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every connection and every name look-up."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the validation stage tried to use the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket.socket, "connect_ex", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def test_good_rows_pass() -> None:
    """Rows that meet the schema pass, and each column has been looked at."""
    checked = validate.check(GOOD, SETTINGS)
    assert (checked.success, checked.failures) == (True, {})
    wanted = {c.name for c in schema.COLUMNS if c.checks or not c.nullable}
    assert {s["column"] for s in checked.statistics} == wanted
    assert all(s["evaluated"] == 4 and s["unexpected"] == 0 for s in checked.statistics)


def test_an_empty_batch_passes() -> None:
    """A night without articles is no failure, with the same statistics as any other."""
    checked = validate.check(schema.arrow(in_lake=False).empty_table(), SETTINGS)
    assert checked.success
    names = [(s["expectation"], s["column"]) for s in checked.statistics]
    assert names == [(s["expectation"], s["column"]) for s in validate.check(GOOD, SETTINGS).statistics]


@pytest.mark.parametrize(
    ("changes", "failures"),
    [
        ({"title": ""}, ("title: expect_column_value_lengths_to_be_between",)),
        ({"title": "x" * 501}, ("title: expect_column_value_lengths_to_be_between",)),
        ({"text": None}, ("text: expect_column_values_to_not_be_null",)),
        ({"repairs": None}, ("repairs: expect_column_values_to_not_be_null",)),
        ({"language": "Hindi"}, ("language: expect_column_values_to_match_regex",)),
        ({"published_on": dt.date(1989, 12, 31)}, ("published_on: expect_column_values_to_be_between",)),
        ({"published_on": None}, ("published_on: expect_column_values_to_not_be_null",)),
        ({"topic": "wurld"}, ("topic: expect_column_values_to_be_in_set",)),
        ({"scope": "galaxy"}, ("scope: expect_column_values_to_be_in_set",)),
        ({"topic_score": 1.5}, ("topic_score: expect_column_values_to_be_between",)),
        ({"topic_score": float("nan")}, ("topic_score: expect_column_values_to_not_be_null",)),
        ({"chars": 0, "words": 0}, ("chars: expect_column_values_to_be_between", "words: expect_column_values_to_be_between")),
        ({"cut_lines": None}, ("cut_lines: expect_column_values_to_not_be_null",)),
        ({"date_source": "Date Line"}, ("date_source: expect_column_values_to_match_regex",)),
    ],
)
def test_a_bad_row_is_named_with_all_that_it_fails(changes: dict[str, Any], failures: tuple[str, ...]) -> None:
    """The row that breaks expectations, and no other, is returned with the names of exactly those."""
    bad = row(9, **changes)
    checked = validate.check(pa.concat_tables([GOOD, table(bad)]), SETTINGS)
    assert checked.failures == {bad["id"]: failures}
    assert not checked.success
    assert sum(s["unexpected"] for s in checked.statistics) == len(failures)


@pytest.mark.parametrize(
    "changes",
    [
        {"published_on": dt.date(1990, 1, 1)},
        {"language": "mni-Mtei"},
        {"title": "x" * 500},
        {"topic_score": 0.0},
        {"topic": "uncategorised", "iptc_code": None},
    ],
)
def test_the_edges_of_an_expectation_are_inside(changes: dict[str, Any]) -> None:
    """Bounds are allowed values, and a nullable column may be null."""
    assert validate.check(table(row(9, **changes)), SETTINGS).success


def test_two_rows_of_one_id_both_fail() -> None:
    """An id that stands twice fails the uniqueness of both rows, reported once under the id."""
    checked = validate.check(table(row(1), row(2), row(2, title="Another")), SETTINGS)
    assert checked.failures == {row(2)["id"]: ("id: expect_column_values_to_be_unique",)}


def test_every_expectation_can_fail() -> None:
    """No expectation of the suite is blind: a row of wrong values fails each that is not about null or uniqueness."""
    wrong: dict[pa.DataType, Any] = {
        pa.string(): "\n",
        pa.date32(): dt.date(1900, 1, 1),
        pa.float32(): -1.0,
        pa.int32(): -1,
        pa.list_(pa.string()): [],
    }
    bad = row(9, **{c.name: wrong[c.type] for c in schema.COLUMNS if c.checks and c.name != "title"}, title="x" * 501)
    bad |= {"source": ""}
    found = set(validate.check(table(bad), SETTINGS).failures["\n"])
    checks = [(c.name, check.name) for c in schema.COLUMNS for check in c.checks if check.name != "values_to_be_unique"]
    assert found == {f"{column}: expect_column_{name}" for column, name in checks}


def _refused(batch: pa.Table, *words: str) -> None:
    with pytest.raises(ContractError) as refusal:
        validate.check(batch, SETTINGS)
    for word in words:
        assert word in str(refusal.value)


def test_a_batch_of_the_wrong_columns_is_refused() -> None:
    """A missing, extra, doubled or wrongly typed column stops the batch, and the text says which column and what to do."""
    _refused(GOOD.drop_columns(["topic"]), "['topic'] are missing", "schema.arrow")
    _refused(GOOD.append_column("minhash", pa.array([1] * 4)), "['minhash'] are not in the schema")
    _refused(GOOD.append_column("title", GOOD["title"]), "['title'] stand more than once")
    at = GOOD.column_names.index("chars")
    _refused(GOOD.set_column(at, "chars", GOOD["chars"].cast(pa.int64())), "'chars' is int64, the schema says int32")


def test_a_row_without_id_is_refused() -> None:
    """A null id stops the batch, since no fate could be recorded for it; the text names the source."""
    _refused(table(row(1), row(2, id=None)), "1 of 2 rows have no id", "site/2.txt")


def test_too_many_bad_rows_are_refused() -> None:
    """From 20 rows a share of failing rows above the setting stops the batch; at the share, or in fewer rows, it does not."""

    def batch(rows: int, bad: int) -> pa.Table:
        return table(*(row(n, **({"topic": "wurld"} if n < bad else {})) for n in range(rows)))

    assert len(validate.check(batch(20, 6), SETTINGS).failures) == 6
    assert len(validate.check(batch(19, 19), SETTINGS).failures) == 19
    _refused(
        batch(20, 7),
        "7 of 20 rows fail",
        "topic: expect_column_values_to_be_in_set (7 rows)",
        f"{row(0)['id']} from site/0.txt",
        "COPYDESK_FAILING_SHARE",
    )


def test_one_row_with_many_faults_counts_once() -> None:
    """The share is of rows and not of faults."""
    faults = {"topic": "wurld", "chars": 0, "words": 0, "language": "?", "script": "?", "text": None, "record": None}
    checked = validate.check(table(*(row(n) for n in range(19)), row(99, **faults)), SETTINGS)
    assert [len(names) for names in checked.failures.values()] == [7]


def test_the_suite_documents_itself() -> None:
    """suite_json() lists the expectations that run, in the order they run."""
    documented = [(e["expectation"], e["column"]) for e in json.loads(validate.suite_json())]
    assert documented == [(s["expectation"], s["column"]) for s in validate.check(GOOD, SETTINGS).statistics]


def test_the_engine_is_imported_only_when_it_is_used(tmp_path: Path) -> None:
    """Importing the module does not import Great Expectations or pandas, which cost seconds."""
    code = "import sys, copydesk.validate; sys.exit(any(name in sys.modules for name in ('great_expectations', 'pandas')))"
    include = Path(validate.__file__).parents[1]
    assert subprocess.run([sys.executable, "-c", code], cwd=include, check=False).returncode == 0


def test_a_check_is_silent(capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> None:
    """Neither progress bars nor log lines reach the task log."""
    with caplog.at_level("INFO"):
        validate.check(GOOD, SETTINGS)
    assert tuple(capfd.readouterr()) == ("", "")
    assert caplog.records == []
