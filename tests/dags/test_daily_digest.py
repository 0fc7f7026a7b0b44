"""The example reader."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from airflow.sdk.exceptions import AirflowFailException
from hypothesis import given
from hypothesis import strategies as st

from copydesk import pipeline
from copydesk.settings import Settings
from tests.dags.conftest import REPOSITORY
from tests.s3_server import serving

SAMPLES = REPOSITORY / "include" / "copydesk" / "samples" / "landing"

ARTICLES = [
    {"id": "b", "title": "Ferry back in service", "topic": "local", "language": "en", "site": "The Harbour Ledger"},
    {"id": "a", "title": "Ferry back in service", "topic": "local", "language": "en", "site": None},
    {"id": "c", "title": None, "topic": "local", "language": "hi", "site": None},
    {"id": "d", "title": "मानसून लौटा", "topic": "weather", "language": "hi", "site": "जनदूत"},
]


def test_a_digest_groups_headlines_by_topic_and_language() -> None:
    """Law: each article of the date stands in the digest once, under its topic and language."""
    from dags.daily_digest import digest

    assert digest("2024-10-30", ARTICLES).splitlines() == [
        "# The news of 2024-10-30", "", "4 articles, 2 topics.", "",
        "## local", "", "### en", "", "- Ferry back in service", "- Ferry back in service (The Harbour Ledger)", "",
        "### hi", "", "- Without a headline", "",
        "## weather", "", "### hi", "", "- मानसून लौटा (जनदूत)",
    ]  # fmt: skip


@given(st.permutations(ARTICLES))
def test_a_digest_does_not_depend_on_the_order_of_rows(shuffled: list[dict[str, Any]]) -> None:
    """Law: the same articles in any order give the same text."""
    from dags.daily_digest import digest

    assert digest("2024-10-30", shuffled) == digest("2024-10-30", ARTICLES)


def test_a_date_that_left_the_lake_has_an_empty_digest(tmp_path: Path) -> None:
    """Law: a date without partitions is news too: its digest says that there is nothing."""
    from dags.daily_digest import digest, read_date

    assert digest("2024-10-30", read_date(tmp_path, "2024-10-30")) == "# The news of 2024-10-30\n\n0 articles, 0 topics.\n"


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("[Win](https://example.org) <b>now</b>", r"\[Win\](https://example.org) \<b\>now\</b\>"),
        ("# 5 *stars* | `rm`", r"\# 5 \*stars\* \| \`rm\`"),
        ("1. FC Union\n## win", r"1\. FC Union ## win"),
        ("2024) in review", r"2024\) in review"),
        ("R&amp;D \\ snake_case", r"R\&amp;D \\ snake\_case"),
        ("Rain -- at 3.5 km (A-1)", "Rain -- at 3.5 km (A-1)"),
    ],
)
def test_headlines_stand_as_they_are(title: str, said: str) -> None:
    """Law: no headline and no site makes a link, a tag, a heading or a line of its own in the digest."""
    from dags.daily_digest import digest

    assert f"- {said} ({said})" in digest("2024-10-30", [ARTICLES[0] | {"title": title, "site": title}]).splitlines()


def test_a_bucket_has_the_digest_of_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Law: wherever the root is, lake and digest are there: the same bytes, and nothing beside it."""
    from dags.daily_digest import write

    day, published = date(2024, 10, 29), "2024-10-28"
    monkeypatch.chdir(tmp_path)
    with serving(tmp_path / "log") as server:
        bucket = server.bucket()
        for root in ("here", f"s3://{bucket}/news"):
            settings = Settings(root=root)
            pipeline.land(settings, SAMPLES / day.isoformat(), day)
            pipeline.run_day(settings, day)
            assert write(root, published) == f"reports/digest/{published}.md"
        told = (tmp_path / f"here/reports/digest/{published}.md").read_bytes()
        assert server.objects(bucket, "news/reports/digest") == {f"news/reports/digest/{published}.md": told}
    assert b" articles, " in told
    assert {path.name for path in tmp_path.iterdir()} == {"here", "log"}


@pytest.mark.parametrize("key", [None, "", "../../2024-10-30", "20241030", "2024-10-30\n", "yesterday"])
def test_a_key_that_is_no_date_is_told(key: str | None) -> None:
    """Law: a run whose partition key is no date fails at once, with words, and no file bears its name."""
    from dags.daily_digest import key_of

    with pytest.raises(AirflowFailException, match="partition key"):
        key_of(key)
    assert key_of("2024-10-30") == "2024-10-30"


def test_it_listens_to_the_keyed_asset_and_knows_that_the_key_is_a_date(dagbag: Any) -> None:
    """Law: one run for each date that changed; without the mapper's format Airflow would not know the date."""
    timetable = dagbag.dags["daily_digest"].timetable
    assert timetable.asset_condition.name == "news_by_date"
    assert timetable.default_partition_mapper.input_format == "%Y-%m-%d"
