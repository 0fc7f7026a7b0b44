"""The example reader."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

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


def test_it_listens_to_the_keyed_asset_and_knows_that_the_key_is_a_date(dagbag: Any) -> None:
    """Law: one run for each date that changed; without the mapper's format Airflow would not know the date."""
    timetable = dagbag.dags["daily_digest"].timetable
    assert timetable.asset_condition.name == "news_by_date"
    assert timetable.default_partition_mapper.input_format == "%Y-%m-%d"
