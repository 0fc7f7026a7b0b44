"""An outline says of each line what the page says of it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from copydesk.boilerplate import chrome
from copydesk.boilerplate.page import Page

LINES = [
    "", " ", "—", "Home", "12 min read", "5 min read", "The council opened a bridge on Monday, and many came to see it.",
    "परिषद ने सोमवार को पुल खोला और बहुत से लोग उसे देखने आए।", "今日は雨です。", "カタカナ",
]  # fmt: skip


@given(st.lists(st.sampled_from(LINES), max_size=8), st.sampled_from(["Latn", "Deva", "Jpan", "Zyyy"]))
def test_outline_is_that_of_the_page(lines: list[str], script: str) -> None:
    """A line with letters or digits has one number, is running text where the page says so, and equal lines are equal."""
    kept = [line for line in Page(lines, script).lines if line.key]
    outline = chrome.outline(lines, script)
    assert outline.prose == tuple(line.in_main_script and line.is_prose for line in kept)
    assert [outline.lines.index(n) for n in outline.lines] == [
        next(at for at, other in enumerate(kept) if other.said.shape == line.said.shape) for line in kept
    ]
    longest = max(kept, key=lambda line: (len(line.key), line.key), default=None)
    same = chrome.outline([longest.landed], script).article if longest else 0
    assert outline.article == same
