"""A story: articles about one event, in whatever language and script, under the id of the first of them.

Linking looks at nothing but the articles of a date and its window, so that the lake stays a pure function of its landing zone
(docs/adr/0007). Each article follows the one before it that it has most in common with; stories with two links between them
are one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from copydesk.model import Ranked
from copydesk.stories.links import Window
from copydesk.stories.wording import Features, features, version

__all__ = ["Article", "Features", "Window", "assign", "features", "version"]

JOINS = 2
"""Links between two stories that make them one."""


@dataclass(frozen=True, slots=True)
class Article(Ranked):
    """What linking needs to know of an article; `features` are those of features()."""

    language: str
    features: Features


def assign(articles: Sequence[Article], repeats: Mapping[str, str]) -> dict[str, str]:
    """The story of each article, by id: the id of the first article that tells it, its own where it is that itself.

    `repeats` maps duplicates to the earlier articles that they repeat, whose story they tell. The order of `articles` does
    not matter.
    """
    ranked = sorted(articles, key=lambda article: article.rank)
    places = {article.id: place for place, article in enumerate(ranked)}
    links = Window([article.features for article in ranked], [article.language for article in ranked]).links()
    surest = dict(reversed(links)) | {places[id]: places[of] for id, of in repeats.items()}
    firsts: list[int] = []
    for place in range(len(ranked)):
        firsts.append(firsts[surest[place]] if place in surest else place)
    joined = _joined(firsts, links)
    return {article.id: ranked[joined[place]].id for place, article in enumerate(ranked)}


def _joined(firsts: Sequence[int], links: Sequence[tuple[int, int]]) -> list[int]:
    """The firsts, where stories with `JOINS` links between them are one: a single false link joins nothing."""
    between = Counter(tuple(sorted((firsts[later], firsts[earlier]))) for later, earlier in links)
    above = list(range(len(firsts)))
    for (one, other), count in sorted(between.items()):
        if count >= JOINS:
            one, other = _top(above, one), _top(above, other)  # noqa: PLW2901 - the two stories as they are by now
            above[max(one, other)] = min(one, other)
    return [_top(above, first) for first in firsts]


def _top(above: Sequence[int], place: int) -> int:
    while above[place] != place:
        place = above[place]
    return place
