"""Golden pages for dates: one for each kind of evidence, and pages whose other dates tempt.

A case under dates/ is a page that landed: its lines, language and script, the landing day, what its record knows (`url`,
`source`, `site_lines`: datelines of the same site that day, `known_language`: what the language stage answered if not the
page's language), and what must come of it.
"""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from copydesk import boilerplate, dating
from copydesk.dating import deciding
from copydesk.model import Hints

FOLDER = Path(__file__).parent / "dates"
CASES = {file.stem: tomllib.loads(file.read_text("utf-8")) for file in sorted(FOLDER.glob("*.toml"))}
KEYS = {
    "because", "language", "script", "landed_on", "url", "source", "site_lines", "known_language", "published_on", "date_source",
    "updated_on", "lines",
}  # fmt: skip


def dated(case: dict[str, Any]) -> tuple[date, str, date | None]:
    """Publication day, evidence and day of the last update of a case."""
    lines = dating.printed(boilerplate.strip(case["lines"], case["script"]))
    guess, updated = dating.both(
        lines,
        landed_on=case["landed_on"],
        source=case.get("source", "page.txt"),
        hints=Hints(url=case.get("url")),
        language=case.get("known_language", case["language"]),
        site_order=dating.agreed(dating.ways(case["site_lines"])) if "site_lines" in case else None,
    )
    return guess.value, guess.evidence, updated


@pytest.mark.parametrize("name", CASES)
def test_each_page_gets_its_days(name: str) -> None:
    """The day of publication, what decided it, and the day of the last update are those of the case."""
    case = CASES[name]
    assert set(case) <= KEYS and case["because"].strip()
    assert dated(case) == (case["published_on"], case["date_source"], case.get("updated_on")), case["because"]


def test_each_way_to_put_day_and_month_in_order_has_a_case() -> None:
    """Every kind of evidence for the order of day and month stands in some case."""
    ways = "day-above-12 same-either-way same-order site-order agrees-with-path not-in-future language-order ambiguous"
    wanted = {f"dateline-{by}" for by in ways.split()}
    assert wanted <= set(deciding.SURE)
    assert {case["date_source"] for case in CASES.values()} >= wanted
