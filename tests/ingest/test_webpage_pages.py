"""Golden pages: what must be read of each page under pages/, by the TOML beside it.

`kind` is `wild` (the shape of a real page), `synthetic` (one trait alone), `negative` (it holds no article) or `known-failure`.
`first` and `last` begin the first and last line of the text, repeats of title, date and names of people or sites above and below
aside: the line cleaner's rules for those have golden cases of their own.
"""

from __future__ import annotations

import tomllib
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from copydesk import dating
from copydesk.errors import UnreadableError
from copydesk.ingest import webpage

PAGES = Path(__file__).parent / "pages"
CASES = {file.stem: file for file in sorted(PAGES.glob("*.html"))}
KINDS = {"wild", "synthetic", "negative", "known-failure"}


def golden(case: str) -> dict[str, Any]:
    return tomllib.loads(CASES[case].with_suffix(".toml").read_text("utf-8"))


def page(case: str) -> webpage.Page:
    said = golden(case)
    return webpage.read(CASES[case].read_bytes(), charset=said.get("charset"), url=said.get("url"))


READ = [case for case in CASES if golden(case)["kind"] in ("wild", "synthetic")]
REFUSED = [case for case in CASES if golden(case)["kind"] == "negative"]
FAILING = [case for case in CASES if golden(case)["kind"] == "known-failure"]


def test_every_page_has_a_kind() -> None:
    """No page is without its TOML, and none is of a kind that no test reads."""
    assert {golden(case)["kind"] for case in CASES} == KINDS


@pytest.mark.parametrize("case", CASES)
def test_every_page_is_told_by_its_head(case: str) -> None:
    """A page is known as one by its first bytes."""
    assert webpage.sniff(CASES[case].read_bytes()[:4096])


@pytest.mark.parametrize("case", READ)
def test_hints_are_what_the_page_says_of_itself(case: str) -> None:
    """Every hint is the one that the golden case names, and there are no others."""
    assert {name: value for name, value in asdict(page(case).hints).items() if value} == golden(case)["hints"]


@pytest.mark.parametrize("case", READ)
def test_the_text_is_the_article(case: str) -> None:
    """From the first paragraph to the last, with what belongs to it and without what does not."""
    said, read = golden(case), page(case)
    lines = read.text.split("\n")
    starts = [number for number, line in enumerate(lines) if line.startswith(said["first"])]
    ends = [number for number, line in enumerate(lines) if line.startswith(said["last"])]
    assert starts and ends and starts[0] < ends[-1], read
    assert starts[0] <= 4 and len(lines) - 1 - ends[-1] <= 2, read
    assert read.encoding == said.get("encoding", "utf-8")
    assert [part for part in said.get("absent", []) if part in read.text] == []
    assert [part for part in said.get("present", []) if part not in read.text] == []


@pytest.mark.parametrize("case", [case for case in READ if "day" in golden(case)])
def test_the_day_is_that_of_the_sites_own_calendar(case: str) -> None:
    """What the page prints of its moment of publication gives the day that its readers saw, by the evidence of metadata."""
    hints = page(case).hints
    guess = dating.find([], landed_on=date(2024, 11, 3), source="a.html", hints=hints, language=case[:2])
    assert (guess.value, guess.evidence) == (golden(case)["day"], "metadata")


@pytest.mark.parametrize("case", REFUSED)
def test_what_holds_no_article_says_what_it_holds(case: str) -> None:
    """A page without an article is unreadable for a reason that tells a person what to fetch instead."""
    with pytest.raises(UnreadableError) as raised:
        page(case)
    assert (raised.value.reason, golden(case)["says"] in raised.value.detail) == (golden(case)["error"], True)


@pytest.mark.parametrize(
    "case", [pytest.param(case, marks=pytest.mark.xfail(strict=True, raises=UnreadableError)) for case in FAILING]
)
def test_known_failures_fail_still(case: str) -> None:
    """The test says so when a page that cannot be read today is read."""
    assert page(case).text.startswith(golden(case)["first"])


def test_no_page_changes_another() -> None:
    """In any order, and however often, the same bytes give the same page."""
    once = {case: page(case) for case in READ}
    again = {case: page(case) for case in reversed(READ * 4)}
    assert once == again
