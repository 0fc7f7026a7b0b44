"""How many names of sections that newspapers print the section map knows, and reads as the topic they stand for, by language.

The names are facts, listed in topic_sections.toml. They were written down before they were looked up; what was missing and no
paper's own coinage was then added to the map, so that the figures after it are no blind measure.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks import results
from copydesk import sections

LISTED = Path(__file__).with_name("topic_sections.toml")
NO_TOPIC = "none"


@dataclass(frozen=True, slots=True)
class Coverage:
    """Of the names in one language: how many are known as section lines, and how many as the right topic."""

    language: str
    names: int
    known: int
    right: int


def listed() -> Iterator[tuple[str, str, str]]:
    """Each language, topic (`none` for no topic) and name of the list."""
    for language, topics in tomllib.loads(LISTED.read_text("utf-8")).items():
        for topic, names in topics.items():
            yield from ((language, topic, name) for name in names)


def coverage() -> list[Coverage]:
    """The counts of each language, in order of code."""
    counts: dict[str, list[int]] = {}
    for language, topic, name in listed():
        said = sections.read(name, sections.of_language(language))
        own = counts.setdefault(language, [0, 0, 0])
        own[0] += 1
        own[1] += said is not None
        own[2] += said is not None and (said.topic or NO_TOPIC) == topic
    return [Coverage(language, *own) for language, own in sorted(counts.items())]


def table() -> str:
    """Names, share known and share read as their topic, by language and for all."""
    every = coverage()
    total = Coverage("all", sum(one.names for one in every), sum(one.known for one in every), sum(one.right for one in every))
    rows = [
        [one.language, str(one.names), f"{one.known / one.names:.3f}", f"{one.right / one.names:.3f}"] for one in (*every, total)
    ]
    return results.table(["language", "names", "known", "right topic"], rows)
