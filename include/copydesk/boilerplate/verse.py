"""Verse: a page whose text is short lines, none of them a sentence to the other rules."""

from __future__ import annotations

from itertools import pairwise, takewhile
from statistics import mean

from copydesk.boilerplate.page import Line, Page

FEWEST, SHARE = 8, 0.8
"""Lines of a poem at least, and the share of them that differ."""

WORDS = 2, 6
"""Words of a line on average: names in a menu have fewer, headlines more."""

STANZAS = 3
"""Groups of lines with a blank line between, at least."""

_LIFTED = ("lift-byline", "lift-date", "lift-section")


def lines(page: Page, title: Line | None) -> list[Line]:
    """The lines of a poem, in stanzas or each by itself, between the headline and the first furniture; none if there is none."""
    below = [line for line in page.lines if title and line.number > title.number]
    own = list(takewhile(lambda line: line.is_open or line.verdict in _LIFTED, below))
    own = [line for line in own if line.is_open]
    if len(own) < FEWEST or len({line.key for line in own}) < SHARE * len(own):
        return []
    if not all(line.in_main_script for line in own) or not WORDS[0] <= mean([line.length for line in own]) <= WORDS[1]:
        return []
    groups = 1 + sum(below.number > above.number + 1 for above, below in pairwise(own))
    return own if groups >= STANZAS else []
