"""Pages that we wrote and labelled to fit on, where the gold has few: short reports, ends in lists, the languages of India.

    for page in own_pages.read():
        ...

gives them as pages of the gold, each of a publisher of its own. They are a JSON object a line: language, genre, lines of label
and text; `either` is a line on which two editors may differ. tests/pages are others, and nothing is fitted on those.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from benchmarks.gold import GoldLine, Page

SOURCE = "own"

_LABELS = {"metadata": "date", "either": "mixed"}


def read() -> list[Page]:
    """All pages, by file and place in it."""
    return [page for file in sorted(Path(__file__).parent.glob("*.jsonl")) for page in _pages(file)]


def _pages(file: Path) -> Iterator[Page]:
    for number, row in enumerate(file.read_text("utf-8").splitlines(), 1):
        told = json.loads(row)
        name = f"{file.stem}_{number}"
        yield Page(SOURCE, name, f"{SOURCE} {name}", told["language"], tuple(_lines(told["lines"])))


def _lines(told: list[tuple[str, str]]) -> Iterator[GoldLine]:
    gap = 0
    for label, text in told:
        if text.strip():
            yield GoldLine(text, _LABELS.get(label, label), gap)
            gap = 0
        else:
            gap += 1
