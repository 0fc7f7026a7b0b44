"""Whole pages in 83 languages and many genres, labelled line by line: how much of the text goes, how much else stays.

A page's script is what the desk would find it to be, so Japanese is one and not whichever of its three has most letters.

tests/pages holds them, a JSON object a line. They were written to look at the cleaner with: `natural` and `indic` as papers print
them, though heavier in short lines; `stress` pages of news in words that furniture uses; `tail` pages that end in short lines;
`strangers` pages by others, of sites and in genres of all kinds; `fresh` and `held` are never looked at to mend what they show,
the first pages of an ordinary day, the second as `strangers`: whoever does, says so in floors.toml. `looked` and `unseen` are two
halves of 90 pages, some in languages without a lexicon, dealt by chance (the second is never looked at either).
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

from copydesk import language
from copydesk.boilerplate import Landed, strip_all
from copydesk.model import Stripped
from copydesk.text import fold

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
    return strip_all([Landed(lines, language.detect("\n".join(lines)).script) for lines in texts])


def test_pages_are_labelled_and_of_the_bounded_groups() -> None:
    """Every line has a label that is known, and every group of pages has bounds."""
    assert _pages().keys() == BOUNDS.keys()
    assert {label for pages in _pages().values() for page in pages for label, _ in page["lines"]} <= LABELS


def _share(count: int, all_: int) -> float:
    return 100 * count / all_ if all_ else 0.0


@pytest.mark.parametrize("group", sorted(BOUNDS))
def test_little_text_goes_and_little_furniture_stays(group: str) -> None:
    """In 100 lines of content no more go, in 100 of others no more stay, of titles and writers no fewer are found, than did."""
    lines, wrong, right, titled = Counter[tuple[str, str]](), list[str](), 0, 0
    pages = _pages()[group]
    for page, found in zip(pages, _stripped(pages), strict=True):
        cut = {one.line: one.rule for one in found.cuts}
        for number, (label, text) in enumerate(page["lines"]):
            fate = {None: "kept", "lift-byline": "writer"}.get(cut.get(number), "gone")
            lines[label, fate] += 1
            if (label == "content") == (fate != "kept") and label in ("content", "boilerplate", "byline", "metadata"):
                wrong.append(" | ".join([page["language"], page["genre"], label, cut.get(number, "kept"), text]))
        titles = {fold(text) for label, text in page["lines"] if label == "title"}
        titled += bool(titles)
        right += fold(found.title or "") in titles
    all_of = {label: sum(lines[label, fate] for fate in ("kept", "gone", "writer")) for label in LABELS}
    measured = {
        "content_gone": _share(all_of["content"] - lines["content", "kept"], all_of["content"]),
        "furniture_left": _share(lines["boilerplate", "kept"], all_of["boilerplate"]),
        "names_and_dates_left": _share(
            lines["byline", "kept"] + lines["metadata", "kept"], all_of["byline"] + all_of["metadata"]
        ),
    }
    found_of = {"title": right / titled, "writers": lines["byline", "writer"] / max(all_of["byline"], 1)}
    told = " ".join(f"{name} {share:.2f}" for name, share in {**measured, **found_of}.items())
    sys.stdout.write("\n".join([*wrong, f"{group}: {told}", ""]))
    assert {name for name in measured if measured[name] > BOUNDS[group].get(name, 0)} == set()
    assert {name for name in found_of if found_of[name] < BOUNDS[group].get(name, 0)} == set()
