"""What each site sent, as the report counts it: balanced and bounded."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk import pipeline
from copydesk.pipeline import sites
from copydesk.settings import Settings

DAY = date(2024, 10, 30)
SAMPLES = Path(sites.__file__).parents[1] / "samples" / "landing" / DAY.isoformat()
FATES = {"articles": "accepted", "rejected": "rejected", "unreadable": "unreadable", "taken_down": "taken-down"}


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """The report of a sample day."""
    settings = Settings(root=str(tmp_path_factory.mktemp("sites")))
    pipeline.land(settings, SAMPLES, DAY)
    return pipeline.run_day(settings, DAY)


def test_the_sites_of_a_real_day_add_up_to_the_day(report: dict[str, object]) -> None:
    """Records, fates, undated articles and cut lines of all sites are those of the day, and nothing is counted twice."""
    total: Counter[str] = Counter()
    for own in report["sites"].values():  # type: ignore[attr-defined]
        total.update(own)
    fates = Counter(report["fates"])  # type: ignore[call-overload]
    assert total["records"] == report["records"]
    assert total["articles"] == fates["published"] + fates["duplicate"]
    assert (total["rejected"], total["unreadable"]) == (fates["rejected"], fates["unreadable"])
    assert total["undated"] == report["date_sources"].get("landing-day", 0)  # type: ignore[attr-defined]
    lifted_or_cut = Counter(report["cuts"])  # type: ignore[call-overload]
    assert total["chrome_cuts"] <= lifted_or_cut["day-chrome"] + lifted_or_cut["line-model"]
    assert 0 < total["cut_lines"] <= sum(lifted_or_cut.values())


def ledger(rows: list[tuple[str, str]]) -> pa.Table:
    """A ledger of (source, fate)."""
    return pa.Table.from_pylist([{"id": f"{n:032x}", "source": source, "fate": fate} for n, (source, fate) in enumerate(rows)])


def articles(found: pa.Table, **more: str | None) -> pa.Table:
    """The articles of a ledger's accepted records."""
    facts = {"site": None, "url": None, "date_source": "landing-day", "words": 30, "paragraphs": 3, "cut_lines": 2} | more
    return pa.Table.from_pylist([{"id": row["id"], **facts} for row in found.to_pylist() if row["fate"] == "accepted"])


NO_ARTICLES = articles(ledger([("a/1", "accepted")])).slice(1)
NO_CUTS = pa.table({"id": pa.array([], pa.string()), "rule": pa.array([], pa.string())})


def counted_of(found: pa.Table, articles: pa.Table, cuts: pa.Table = NO_CUTS) -> sites.Sites:
    """The counts of a day of one batch."""
    return sites.bounded(sites.count(found, articles, cuts))


@given(st.lists(st.tuples(st.sampled_from(["a/1", "a/2", "b/1", "c.txt", "d/e/f"]), st.sampled_from(list(FATES.values())))))
def test_records_of_a_site_are_the_sum_of_its_fates(rows: list[tuple[str, str]]) -> None:
    """Whatever came, each site's records are its articles, rejected, unreadable and taken-down records together."""
    found = ledger(rows) if rows else ledger([("a/1", "accepted")]).slice(1)
    counted = counted_of(found, articles(found) if any(fate == "accepted" for _, fate in rows) else NO_ARTICLES)
    assert sum(own["records"] for own in counted.values()) == len(rows)
    for own in counted.values():
        assert own["records"] == sum(own.get(name, 0) for name in FATES)
        assert own.get("words", 0) == 30 * own.get("articles", 0)
        assert 0 not in own.values()


@pytest.mark.parametrize(
    ("source", "url", "site", "name"),
    [
        ("wire/1.txt", "https://other.test/x", "The Other", "wire"),
        ("1.txt", "https://daily.test/x", "The Daily", "daily.test"),
        ("1.txt", None, "The Daily", "The Daily"),
        ("1.txt", None, None, sites.UNKNOWN),
    ],
)
def test_a_site_goes_by_its_folder_then_its_address_then_its_name(
    source: str, url: str | None, site: str | None, name: str
) -> None:
    """A record that was never read has a folder too: so it is counted with its site."""
    found = ledger([(source, "accepted")])
    assert list(counted_of(found, articles(found, url=url, site=site))) == [name]


def test_a_day_of_many_sites_stays_small() -> None:
    """Beyond the busiest sites the rest is one: the sum is kept, the busiest are named."""
    rows = [(f"site-{n}/{k}", "accepted") for n in range(sites.MOST_SITES + 50) for k in range(1 + (n < 10))]
    counted = counted_of(ledger(rows), NO_ARTICLES)
    assert len(counted) == sites.MOST_SITES + 1
    assert {f"site-{n}" for n in range(10)} <= counted.keys()
    assert sum(own["records"] for own in counted.values()) == len(rows)
    assert counted[sites.OTHER]["records"] == 50


def test_cuts_of_the_days_chrome_are_told_from_others() -> None:
    """Only what the day's chrome and the line model cut counts as chrome."""
    found = ledger([("a/1", "accepted"), ("b/1", "accepted")])
    rules = ["day-chrome", "line-model", "en/share", "day-chrome"]
    cuts = pa.table({"id": [f"{int(n == 3):032x}" for n in range(4)], "rule": rules})
    counted = counted_of(found, articles(found), cuts)
    assert (counted["a"]["chrome_cuts"], counted["b"]["chrome_cuts"]) == (2, 1)
