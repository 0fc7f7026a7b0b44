"""The schema gate: bad rows are named with what they fail, bad batches are refused, nothing is sent anywhere."""

import datetime as dt
import hashlib
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from copydesk import schema, validate
from copydesk.errors import ContractError
from copydesk.validate import engine


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
    nothing = {column.name: None for column in schema.COLUMNS if column.nullable}
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
    checked = validate.check(GOOD)
    assert not checked.failures
    wanted = {c.name for c in schema.COLUMNS if c.checks or not c.nullable}
    assert {s["column"] for s in checked.statistics} == wanted
    assert all(s["evaluated"] == 4 and s["unexpected"] == 0 for s in checked.statistics)


def test_an_empty_batch_passes() -> None:
    """A night without articles is no failure, with the same statistics as any other."""
    checked = validate.check(schema.arrow(in_lake=False).empty_table())
    assert not checked.failures
    names = [(s["expectation"], s["column"]) for s in checked.statistics]
    assert names == [(s["expectation"], s["column"]) for s in validate.check(GOOD).statistics]


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
    checked = validate.check(pa.concat_tables([GOOD, table(bad)]))
    assert checked.failures == {bad["id"]: failures}
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
    assert not validate.check(table(row(9, **changes))).failures


def test_two_rows_of_one_id_both_fail() -> None:
    """An id that stands twice fails the uniqueness of both rows, reported once under the id."""
    checked = validate.check(table(row(1), row(2), row(2, title="Another")))
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
    found = set(validate.check(table(bad)).failures["\n"])
    checks = [(c.name, check.name) for c in schema.COLUMNS for check in c.checks if check.name != "values_to_be_unique"]
    assert found == {f"{column}: expect_column_{name}" for column, name in checks}


def _refused(batch: pa.Table, *words: str) -> None:
    with pytest.raises(ContractError) as refusal:
        validate.check(batch)
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

    assert len(validate.check(batch(20, 6)).failures) == 6
    assert len(validate.check(batch(19, 19)).failures) == 19
    _refused(
        batch(20, 7),
        "7 of 20 rows fail",
        "topic: expect_column_values_to_be_in_set (7 rows)",
        f"{row(0)['id']} from site/0.txt",
        "batch.failing_share",
    )


def test_one_row_with_many_faults_counts_once() -> None:
    """The share is of rows and not of faults."""
    faults = {"topic": "wurld", "chars": 0, "words": 0, "language": "?", "script": "?", "text": None, "record": None}
    checked = validate.check(table(*(row(n) for n in range(19)), row(99, **faults)))
    assert [len(names) for names in checked.failures.values()] == [7]


def test_the_engine_is_imported_only_when_it_is_used(tmp_path: Path) -> None:
    """Importing the module does not import Great Expectations or pandas, which cost seconds."""
    code = "import sys, copydesk.validate; sys.exit(any(name in sys.modules for name in ('great_expectations', 'pandas')))"
    include = Path(validate.__file__).parents[2]
    assert subprocess.run([sys.executable, "-c", code], cwd=include, check=False).returncode == 0


def test_a_check_is_silent(capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> None:
    """Neither progress bars nor log lines reach the task log."""
    validate.check(GOOD)  # imports what warns under pytest alone; the next test looks at the first check of a process
    capfd.readouterr()
    caplog.clear()
    with caplog.at_level("INFO"):
        validate.check(GOOD)
    assert tuple(capfd.readouterr()) == ("", "")
    assert caplog.records == []


def test_the_first_check_of_a_process_is_silent_too() -> None:
    """Law: what the import of the engine says does not reach the task log either."""
    code = (
        "import logging; logging.basicConfig(level=logging.INFO)\n"
        "from copydesk import schema, validate; validate.check(schema.arrow(in_lake=False).empty_table())"
    )
    include = Path(validate.__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], cwd=include, check=True, capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("", "")


PATH = "lake/date=2024-10-30/topic={}/part-0.parquet"


def files(*rows: dict[str, Any], folder: str = "", presorted: bool = False) -> dict[str, pa.Table]:
    """The rows as the files of their date, by path: in the folder of their topic, or all in one folder."""
    found = {}
    columns = [field.name for field in schema.arrow(in_lake=True)]
    for topic in sorted({folder or each["topic"] for each in rows}):
        own = table(*(each for each in rows if folder or each["topic"] == topic)).select(columns)
        found[PATH.format(topic)] = own if presorted else own.sort_by("id")
    return found


def whole(number: int, **changes: Any) -> dict[str, Any]:
    """An article whose count of code points is that of its text."""
    good = row(number)
    return good | {"chars": len(good["text"])} | changes


def _hold(tables: dict[str, pa.Table]) -> None:
    """Hold files to the contract, which come two rows at a time, and go to the engine so."""
    slices = {path: [rows.slice(n, 2) for n in range(0, max(len(rows), 1), 2)] for path, rows in tables.items()}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(validate.published, "_AT_ONCE", 2)
        validate.check_partitions(slices)


def _withheld(tables: dict[str, pa.Table], *words: str) -> str:
    with pytest.raises(ContractError) as refusal:
        _hold(tables)
    for word in words:
        assert word in str(refusal.value)
    return str(refusal.value)


def test_good_partitions_pass() -> None:
    """Files of the right folder, sorted, of whole articles pass, in one or more topics and dates; so does nothing at all."""
    other = whole(8, topic="uncategorised", iptc_code=None, published_on=dt.date(2024, 10, 29))
    earlier = {PATH.format("uncategorised").replace("-30", "-29"): next(iter(files(other).values()))}
    _hold(files(*(whole(n) for n in range(6)), whole(7, topic="world", iptc_code="medtop:20000638")) | earlier)
    _hold({})


@pytest.mark.parametrize(
    ("changes", "expectation"),
    [
        ({"title": ""}, "title: expect_column_value_lengths_to_be_between"),
        ({"language": None}, "language: expect_column_values_to_not_be_null"),
        ({"topic_score": 1.5}, "topic_score: expect_column_values_to_be_between"),
        ({"text": ""}, "text: expect_column_value_lengths_to_be_between"),
        ({"text": None}, "text: expect_column_values_to_not_be_null"),
        ({"text": "Half of it."}, "chars, chars_of_text: expect_column_pair_values_to_be_equal"),
        ({"published_on": dt.date(2024, 10, 29)}, "published_on, date: expect_column_pair_values_to_be_equal"),
        ({"published_on": None}, "published_on, date: expect_column_pair_values_to_be_equal"),
        ({"iptc_code": "medtop:20000638"}, "topic_and_code: expect_column_values_to_be_in_set"),
        ({"iptc_code": None}, "topic_and_code: expect_column_values_to_be_in_set"),
        ({"story": "none"}, "story: expect_column_values_to_match_regex"),
    ],
)
def test_a_fault_of_what_is_to_be_published_is_named(changes: dict[str, Any], expectation: str) -> None:
    """One bad row withholds the whole: the message has the expectation, id, landed file, landing day, partition and the cure."""
    bad = whole(9, **changes)
    told = _withheld(
        files(*(whole(n) for n in range(4)), bad),
        f"{expectation} (1 rows: {bad['id']} from site/9.txt of 2024-10-31 in {PATH.format('sport')})",
        "of 2024-10-30 breaks the contract",
        "run landing day 2024-10-31 again",
    )
    assert whole(1)["id"] not in told


def test_an_article_in_the_folder_of_another_topic_is_withheld() -> None:
    """A file holds its folder's topic alone: an article of another one shows by its code, one of no topic by the folder."""
    other = whole(2, topic="world", iptc_code="medtop:20000638")
    _withheld(files(whole(1), other, folder="sport"), "topic_and_code: expect_column_values_to_be_in_set", other["id"])
    _withheld(files(whole(1), folder="gossip"), "topic: expect_column_values_to_be_in_set")


def test_ids_out_of_order_or_twice_are_withheld() -> None:
    """Rows of a file are sorted by id, and an id stands once in a date, in whatever files."""
    one, two = sorted((whole(1), whole(2)), key=lambda each: str(each["id"]))
    _withheld(files(two, one, presorted=True), "id, id_before: expect_column_pair_values_a_to_be_greater_than_b", one["id"])
    _withheld(files(one, two, two), "date, id: expect_compound_columns_to_be_unique (2 rows")
    again = one | {"topic": "world", "iptc_code": "medtop:20000638"}
    _withheld(files(one, two, again), "date, id: expect_compound_columns_to_be_unique (2 rows")


def test_two_dates_of_one_call_may_show_one_id() -> None:
    """An article that moved between dates while these were made is no fault: each date is published as its inputs then are."""
    later = {path.replace("-30/", "-31/"): rows for path, rows in files(whole(1, published_on=dt.date(2024, 10, 31))).items()}
    _hold(files(whole(1)) | later)


def test_a_file_of_the_wrong_columns_is_withheld() -> None:
    """A missing, extra or wrongly typed column, and a null id, are named with the file."""
    [(path, good)] = files(whole(1), whole(2)).items()
    _withheld({path: good.drop_columns(["byline"])}, path, "['byline'] are missing")
    _withheld({path: good.append_column("minhash", pa.array([1, 2]))}, path, "['minhash'] are not in the schema")
    at = good.column_names.index("chars")
    _withheld({path: good.set_column(at, "chars", good["chars"].cast(pa.int64()))}, "'chars' is int64, the schema says int32")
    _withheld(files(whole(1), whole(2, id=None)), "id: expect_column_values_to_not_be_null (1 rows)")


def test_many_bad_rows_are_counted_and_a_few_are_shown() -> None:
    """The message stays short: all failing rows are counted, five are named."""
    told = _withheld(files(*(whole(n, scope="galaxy") for n in range(30))), "scope: expect_column_values_to_be_in_set (30 rows")
    assert told.count(" from site/") == 5


def test_every_column_is_held_to_the_schema_before_it_is_published() -> None:
    """The published suite has all that the suite of batches has, but for the uniqueness of ids, which it holds by date."""
    batch = {str(each) for each in validate.batch.suite().expectations}
    assert batch - {str(each) for each in validate.published.suite().expectations} == {"id: expect_column_values_to_be_unique"}


def test_an_expectation_that_cannot_be_computed_is_no_success() -> None:
    """Where the engine fails over an expectation nothing passes for good: the expectation is named."""
    suite = engine.Suite([engine.Expectation("expect_column_values_to_be_unique", {"column": "nowhere"})])
    with pytest.raises(ContractError, match=r"expect_column_values_to_be_unique on 'nowhere' could not be computed"):
        engine.run(suite, GOOD, [])


WRONG: dict[pa.DataType, list[Any]] = {
    pa.string(): [None, "", "\n", "x" * 501, "en"],
    pa.date32(): [None, dt.date(1900, 1, 1), dt.date(2024, 10, 30)],
    pa.float32(): [None, float("nan"), -1.0, 2.0, 0.5],
    pa.int32(): [None, -1, 0, 7],
    pa.list_(pa.string()): [None, [], ["nbsp"], [""]],
}


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([], id="none"),
        pytest.param([row(1), row(2)], id="good"),
        pytest.param([{column.name: None for column in schema.COLUMNS}] * 3, id="nothing-but-nulls"),
        pytest.param(
            [row(n, **{c.name: WRONG[c.type][n % len(WRONG[c.type])] for c in schema.COLUMNS[n % 3 :: 3]}) for n in range(12)],
            id="every-fault",
        ),
    ],
)
def test_rows_are_asked_for_where_an_expectation_does_not_hold_and_none_is_lost(rows: list[dict[str, Any]]) -> None:
    """Law: failing rows are counted, then asked for: together that is what the engine says when asked for all at once."""
    slim, suite = validate.batch.slim(table(*rows)), validate.batch.suite()
    batch = engine._batches().get_batch(batch_parameters={"dataframe": slim.to_pandas(date_as_object=True)})
    whole = batch.validate(suite.made, result_format={"result_format": "COMPLETE", "unexpected_index_column_names": ["source"]})
    wanted = sorted((result.expectation_config.meta["place"], result.result) for result in whole.results)
    found = engine.run(suite, slim, ["source"])
    assert [(each.evaluated, each.unexpected) for each in found] == [
        (told["element_count"], told["unexpected_count"]) for _, told in wanted
    ]
    rows_of = [repr(told.get("unexpected_index_list") or []) for _, told in wanted]  # as text: NaN is unlike itself
    assert [repr(list(each.rows)) for each in found] == rows_of
