"""A text that the tests of rules put furniture around."""

from __future__ import annotations

from copydesk.boilerplate.page import Page

PROSE = [
    "The ferry left the harbour at dawn with forty passengers and a piano.",
    "It was the first crossing since the storm took the old pier away.",
    "On the island the school had closed for the day so that all could come.",
    "Nobody had seen so many people on the quay since the lighthouse was lit.",
    "The captain said that she would make the journey twice a week from now on.",
    "In the evening the piano was played for the first time in the parish hall.",
]


def cut(page: Page) -> list[str]:
    """The lines that some rule has taken."""
    return [line.text for line in page.lines if line.verdict]
