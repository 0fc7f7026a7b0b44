"""A story: articles about one event, in whatever language and script, under the id of the first of them.

Linking looks at nothing but the articles of a date and its window, so that the lake stays a pure function of its landing zone
(docs/adr/0007). Each article follows the one before it that it has most in common with; stories with two links between them
are one.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from copydesk.stories.links import Ints, Window, packed
from copydesk.stories.wording import Features, features, version

__all__ = ["Features", "Window", "assign", "features", "packed", "version"]

JOINS = 2
"""Links between two stories that make them one."""


def assign(later: Ints, earlier: Ints, repeats: Ints) -> Ints:
    """The story of each article of a window, by places in the ranking: that of the first article that tells it, often its own.

    `later` and `earlier` are the links of the window (Window.links()); `repeats` has for each article the place of the earlier
    one that it repeats and whose story it tells, or -1.
    """
    followers, surest = np.unique(later, return_index=True)  # the links of each are sorted, its surest first
    follows = np.arange(len(repeats))
    follows[followers] = earlier[surest]
    follows = np.where(repeats >= 0, repeats, follows)
    firsts: list[int] = []
    for place, before in enumerate(follows.tolist()):
        firsts.append(firsts[before] if before < place else place)
    first = np.array(firsts, np.int64)
    return np.array(_joined(firsts, first[later], first[earlier]), np.int64)


def _joined(firsts: Sequence[int], ones: Ints, others: Ints) -> list[int]:
    """The firsts, where stories with `JOINS` links between them are one: a single false link joins nothing.

    `ones` and `others` are the firsts of the two ends of each link.
    """
    apart, count = ones != others, max(len(firsts), 1)
    pairs = np.minimum(ones, others)[apart] * count + np.maximum(ones, others)[apart]
    between, times = np.unique(pairs, return_counts=True)
    joined = between[times >= JOINS]
    above = list(range(len(firsts)))
    for one, other in zip((joined // count).tolist(), (joined % count).tolist(), strict=True):
        one, other = _top(above, one), _top(above, other)  # noqa: PLW2901 - the two stories as they are by now
        above[max(one, other)] = min(one, other)
    return [_top(above, first) for first in firsts]


def _top(above: Sequence[int], place: int) -> int:
    while above[place] != place:
        place = above[place]
    return place
