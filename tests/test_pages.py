"""Whole pages in 51 languages and many genres, labelled line by line: how much of the text goes, how much furniture stays.

tests/pages holds them, a JSON object a line. They were written to look at the cleaner with: `natural` and `indic` as papers print
them, though heavier in short lines; `stress` pages of news in words that furniture uses; `tail` pages that end in short lines;
`strangers` pages by others, of sites and in genres of all kinds; `fresh` and `held` are never looked at to mend what they show,
the first pages of an ordinary day, the second as `strangers`: whoever does, says so in floors.toml.
Nothing is fitted on them. Print what went wrong with `pytest tests/test_pages.py -rP`.
"""

from __future__ import annotations

import json
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from copydesk.boilerplate import Landed, strip_all
from copydesk.model import Stripped
from copydesk.text import fold, script

HERE = Path(__file__).parent
BOUNDS: dict[str, dict[str, float]] = tomllib.loads((HERE / "floors.toml").read_text("utf-8"))["pages"]
LABELS = {"content", "boilerplate", "title", "byline", "metadata", "blank", "either"}

Told = dict[str, Any]


@cache
def _pages() -> dict[str, list[Told]]:
    found: dict[str, list[Told]] = {}
    for file in sorted((HERE / "pages").glob("*.jsonl")):
        for line in file.read_text("utf-8").splitlines():
            page = json.loads(line)
            found.setdefault(page["group"], []).append(page)
    return found


def _stripped(pages: list[Told]) -> Iterator[Stripped]:
    texts = [[text for _, text in page["lines"]] for page in pages]
    return strip_all([Landed(lines, script("\n".join(lines))) for lines in texts])


def test_pages_are_labelled_and_of_the_bounded_groups() -> None:
    """Every line has a label that is known, and every group of pages has bounds."""
    assert _pages().keys() == BOUNDS.keys()
    assert {label for pages in _pages().values() for page in pages for label, _ in page["lines"]} <= LABELS


@pytest.mark.parametrize("group", sorted(BOUNDS))
def test_little_text_goes_and_little_furniture_stays(group: str) -> None:
    """In 100 lines of content no more go, in 100 of furniture no more stay, and of titles no fewer are right, than did."""
    lines, wrong, right, titled = Counter[tuple[str, bool]](), list[str](), 0, 0
    pages = _pages()[group]
    for page, found in zip(pages, _stripped(pages), strict=True):
        cut = {one.line: one.rule for one in found.cuts}
        for number, (label, text) in enumerate(page["lines"]):
            lines[label, number in cut] += 1
            if (label, number in cut) in (("content", True), ("boilerplate", False)):
                wrong.append(" | ".join([page["language"], page["genre"], cut.get(number, "kept"), text]))
        titles = {fold(text) for label, text in page["lines"] if label == "title"}
        titled += bool(titles)
        right += fold(found.title or "") in titles
    gone = 100 * lines["content", True] / (lines["content", True] + lines["content", False])
    left = 100 * lines["boilerplate", False] / (lines["boilerplate", True] + lines["boilerplate", False])
    told = f"{group}: {gone:.2f} of 100 lines of content go, {left:.2f} of furniture stay, {right} of {titled} titles are right"
    sys.stdout.write("\n".join([*wrong, told, ""]))
    assert gone <= BOUNDS[group]["content_gone"]
    assert left <= BOUNDS[group]["furniture_left"]
    assert right / titled >= BOUNDS[group]["title"]
