"""The report page: whole in itself, safe against what is in the data, and its numbers are the report's."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk import report, schema
from tests.html_page import Page

DAY: dict[str, Any] = {
    "day": "2024-10-31",
    "versions": {"copydesk": "0.1.0", "lexicons": "0123456789ab"},
    "records": 1045,
    "fates": {"published": 1032, "duplicate": 4, "rejected": 3, "unreadable": 6},
    "reasons": {"too-short": 3, "binary": 4, "empty": 2},
    "languages": {"gu": 1009, "hi": 26, "und": 4},
    "topics": {"world": 1008, "uncategorised": 31},
    "partitions": {"date=2024-10-30/topic=world": 1001, "date=2024-10-31/topic=uncategorised": 31},
    "validation": {
        "rows": 1039,
        "expectations": [
            {"expectation": "expect_column_values_to_not_be_null", "column": "text", "evaluated": 1039, "unexpected": 0},
            {"expectation": "expect_column_values_to_be_in_set", "column": "topic", "evaluated": 1039, "unexpected": 2},
        ],
    },
    "cuts": {"en/leave-a-reply": 12, "repeat-of-title": 40},
    "repairs": {"nbsp": 22},
    "date_sources": {"dateline": 1030, "landing-day": 9},
    "changed": ["2024-10-31", "2024-10-30"],
    "sites": {
        "example.test": {"records": 1000, "articles": 995, "rejected": 5, "undated": 9, "words": 298500, "cut_lines": 9950},
        "(no site)": {"records": 45, "articles": 41, "unreadable": 4},
    },
    "remarks": ["Ran at the deadline with what was there."],
    "drift": {
        "days": 30,
        "expectations": [
            {"measure": "volume", "title": "Records", "severity": "warning", "met": True, "said": "1,045 records, usually 1,000"},
            {"measure": "undated", "title": "Share undated", "severity": "info", "met": False, "said": "25.0 %, usually 1.2 %"},
            {"measure": "words", "title": "Words an article", "severity": "warning", "met": None, "said": "not judged: too few"},
        ],
    },
    "seconds": {"ingest_files": 1.5, "detect_language": 12.25},
}


def test_the_page_needs_nothing_from_outside() -> None:
    """No address, no script, no import, no link: the page is whole without a network."""
    page = report.render(DAY)
    assert "//" not in page
    assert not re.search(r"url\(|@import|<script|<link|<img|<iframe|\bsrc=|\bhref=", page)
    assert "prefers-color-scheme: dark" in page
    assert 'name="viewport"' in page


def test_every_number_of_the_report_is_on_the_page() -> None:
    """Each counted name stands in a row with its own number."""
    rows = [row for row in Page(report.render(DAY)).rows if row]
    for name, count in [
        *DAY["reasons"].items(),
        *DAY["cuts"].items(),
        *DAY["repairs"].items(),
        *DAY["date_sources"].items(),
    ]:
        assert [name, f"{count:,}"] in rows
    for slug, count in DAY["topics"].items():
        assert [schema.TOPICS[slug].name, f"{count:,}"] in rows
    assert ["2024-10-30", "world", "1,001"] in rows
    assert ["topic", "expect_column_values_to_be_in_set", "1,039", "2"] in rows


def test_sites_remarks_drift_and_time_are_told() -> None:
    """What a site sent stands in one row; remarks stand above all else; drift and seconds are there when they are given."""
    page = Page(report.render(DAY))
    assert ["example.test", "1,000", "5", "9", "300", "10"] in page.rows
    assert ["(no site)", "45", "4", "0", "0", "0"] in page.rows
    assert page.text.index("Ran at the deadline") < page.text.index("What became of the records")
    assert ["Share undated", "✗ unlike", "info", "25.0 %, usually 1.2 %"] in page.rows
    assert ["Records", "✓ as usual", "", "1,045 records, usually 1,000"] in page.rows
    assert ["Words an article", "not judged", "", "not judged: too few"] in page.rows
    assert "1 number is out of the ordinary" in page.text
    assert [row[0] for row in page.rows if row and row[-1].endswith(" s")] == ["detect_language", "ingest_files"]
    assert "2024-10-30, 2024-10-31" in page.text
    bare = Page(report.render({name: DAY[name] for name in ("day", "records", "fates")}))
    assert not {"Sites", "Drift", "Time", "Remarks of this run"} & set(re.findall(r"<h2>(.*?)</h2>", bare.source))


def test_no_drift_and_nothing_judged_are_told_apart() -> None:
    """A day like the days before says so; one without days before says that; one that could not be judged says why."""
    every = DAY["drift"]["expectations"]
    assert "1 number is as on the days before" in report.render(DAY | {"drift": {"days": 30, "expectations": every[:1]}})
    assert "Nothing was judged: there are too few" in report.render(DAY | {"drift": {"days": 2, "expectations": every[2:]}})
    assert "Nothing was judged: &lt;why&gt;" in report.render(DAY | {"drift": {"days": 0, "expectations": [], "failed": "<why>"}})


def test_a_long_table_unfolds() -> None:
    """Beyond the first rows the rest is folded away, and every row is there once."""
    cuts = {f"en/rule-{number:03}": 1000 - number for number in range(100)}
    page = report.render(DAY | {"cuts": cuts})
    assert "75 rows more" in page
    assert all(page.count(f">en/rule-{number:03}<") == 1 for number in range(100))


def test_no_style_stands_on_a_tag() -> None:
    """The sections obey a policy that forbids inline style: the desk's page shows them as they are."""
    assert "style=" not in "".join(report.sections(DAY))


def test_the_fates_are_drawn_to_scale() -> None:
    """The widths of the bar's parts are the shares of the fates and fill the bar."""
    page = report.render(DAY)
    widths = re.findall(r'width="([\d.]+)" height="20" class="is-([\w-]+)"', page)
    drawn = {fate: float(width) for width, fate in widths}
    assert sum(drawn.values()) == pytest.approx(1000, abs=0.05)
    for fate, count in DAY["fates"].items():
        assert drawn[fate] == pytest.approx(1000 * count / 1045, abs=0.01)


def test_books_that_do_not_balance_are_called_out() -> None:
    """If the fates do not sum to the records the page says so; if they do it says that."""
    assert "✓ The books balance: 1,045 records in, 1,045 accounted for" in report.render(DAY)
    assert "✗ The books do not balance: 1,046 records in, 1,045" in report.render(DAY | {"records": 1046})
    assert "✗ The books do not balance: 1,044 records in, 1,045" in report.render(DAY | {"records": 1044})
    stray = DAY | {"fates": DAY["fates"] | {"published": 1031, "vanished": 1}}
    assert "✗ The books do not balance: 1,045 records in, 1,044" in report.render(stray)


def test_failing_expectations_are_told_from_met_ones() -> None:
    """A broken expectation is named; without one the page says that all were met."""
    assert "1 expectation was not met" in report.render(DAY)
    met = {"rows": 3, "expectations": DAY["validation"]["expectations"][:1]}
    assert "Every row met every expectation" in report.render(DAY | {"validation": met})


HOSTILE = '<script>alert("1")</script><video onload=\'">&amp;'


def test_hostile_strings_are_shown_and_not_obeyed() -> None:
    """Markup in any string of the report is text on the page: no tag more, and the string is there to read."""
    counts = {HOSTILE: 1}
    names = ("reasons", "languages", "topics", "cuts", "repairs", "date_sources")
    hostile = dict.fromkeys(names, counts) | {
        "day": HOSTILE,
        "versions": {HOSTILE: HOSTILE},
        "partitions": {f"date={HOSTILE}/topic={HOSTILE}": 1},
        "validation": {"rows": 1, "expectations": [{"expectation": HOSTILE, "column": HOSTILE, "evaluated": 1, "unexpected": 1}]},
        "changed": [HOSTILE],
        "sites": {HOSTILE: {"records": 1}},
        "remarks": [HOSTILE],
        "drift": {
            "days": 1,
            "expectations": [{"measure": HOSTILE, "title": HOSTILE, "severity": HOSTILE, "met": False, "said": HOSTILE}],
        },
        "seconds": {HOSTILE: 1.0},
    }
    page = Page(report.render(hostile))
    assert not {"script", "video"} & set(page.tags)
    assert all(name != "onload" and "alert" not in value for _, name, value in page.attributes)
    assert page.text.lower().count(HOSTILE.lower()) >= len(names) + 10


def test_braces_in_the_data_are_only_braces() -> None:
    """A name with braces cannot reach into the page's template."""
    assert "{day}{style}" in Page(report.render(DAY | {"cuts": {"{day}{style}": 1}})).text


def test_an_empty_report_is_a_page() -> None:
    """A night without anything gives a page that says so."""
    page = Page(report.render({}))
    assert "0 records came in" in page.text
    assert "None." in page.text


@given(st.dictionaries(st.text(min_size=1, max_size=20), st.integers(0, 10**9), max_size=5), st.text(max_size=20))
def test_any_names_give_a_well_formed_page(counts: dict[str, int], day: str) -> None:
    """Whatever the names are, every tag is closed in order and the page is the same twice."""
    given_report = {"day": day, "cuts": counts, "topics": counts, "partitions": counts, "reasons": counts}
    page = report.render(given_report)
    Page(page)
    assert page == report.render(given_report)


def test_order_of_the_input_does_not_matter() -> None:
    """The page depends on what the report says and not on the order its counts were made in."""
    turned = {key: dict(reversed(value.items())) if isinstance(value, dict) else value for key, value in DAY.items()}
    turned |= {"changed": DAY["changed"][::-1], "versions": DAY["versions"]}
    assert report.render(turned) == report.render(DAY)
