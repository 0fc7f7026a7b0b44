"""What a program left, against the truth beside the corpus: lines, language, date, topic, duplicates, what went missing."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.corpus import Truth
from benchmarks.night.lake import Article, Left
from copydesk.text import words

LONG = 30
"""Letters from which a line is looked for inside a longer one: a program may join lines."""


@dataclass(frozen=True, slots=True)
class Quality:
    """Shares from 0 to 1, None for what a program does not say, and counts of records.

    `lines` is the F1 of body lines; `near` and `exact` are the shares of such repeats of which not both sides were published,
    `precision` is the share of the records taken for duplicates whose story was published under another; `gone` counts stories
    of which nothing was published, `garbage` broken records that were, `silent` records that are neither published nor named.
    """

    lines: float
    language: float | None
    date: float | None
    topic: float | None
    near: float | None
    exact: float | None
    precision: float | None
    gone: int
    garbage: int
    silent: int


def read(path: Path) -> list[Truth]:
    """The truth of every record, in order."""
    return [Truth(**json.loads(line)) for line in path.read_text("utf-8").splitlines()]


def score(told: Sequence[Truth], folder: Path, left: Left) -> Quality:
    """How right a program was about the records below a folder.

    Lines of a headline count neither way. The body of a story of which nothing was published counts as cut.
    """
    whole = [one for one in told if one.kind != "broken"]
    stories = _stories(whole)
    gone = [one for one in stories.values() if not any(member.place in left.articles for member in one)]
    published = [one for one in whole if one.place in left.articles]
    return Quality(
        lines=_lines(published, [members[0] for members in gone], folder, left.articles),
        language=_right(published, left.articles, "language"),
        date=_right(published, left.articles, "published_on"),
        topic=_right(published, left.articles, "topic"),
        near=_found(whole, left.articles, "near"),
        exact=_found(whole, left.articles, "exact"),
        precision=_precision(whole, stories, left),
        gone=len(gone),
        garbage=sum(one.kind == "broken" and one.place in left.articles for one in told),
        silent=sum(one.place not in left.articles and one.place not in left.named for one in told),
    )


def _stories(whole: Sequence[Truth]) -> dict[str, list[Truth]]:
    """Each article with its repeats, by the place of the first."""
    found: dict[str, list[Truth]] = defaultdict(list)
    for one in whole:
        found[one.repeats or one.place].append(one)
    return found


def _right(published: Sequence[Truth], articles: Mapping[str, Article], field: str) -> float | None:
    """Share of the published records whose field is that of the truth."""
    if not any(getattr(articles[one.place], field) for one in published):
        return None
    return _share([getattr(articles[one.place], field) == getattr(one, field) for one in published])


def _found(whole: Sequence[Truth], articles: Mapping[str, Article], kind: str) -> float | None:
    """Share of the repeats of a kind that were not published beside what they repeat."""
    return _share([not {one.place, one.repeats} <= articles.keys() for one in whole if one.kind == kind])


def _precision(whole: Sequence[Truth], stories: Mapping[str, Sequence[Truth]], left: Left) -> float | None:
    """Share of the duplicates whose story has a published record; where they are not told apart, of all that is missing."""
    missing = [
        one for one in whole if one.place not in left.articles and (left.duplicates is None or one.place in left.duplicates)
    ]
    return _share([any(other.place in left.articles for other in stories[one.repeats or one.place]) for one in missing])


def _share(hits: Sequence[bool]) -> float | None:
    return sum(hits) / len(hits) if hits else None


# Lines


def _lines(published: Sequence[Truth], gone: Sequence[Truth], folder: Path, articles: Mapping[str, Article]) -> float:
    """F1 of body lines over all records."""
    right = kept = body = 0
    for one in published:
        wanted, found = set(one.body), kept_lines(_page(folder, one), articles[one.place].text, one.title)
        right, kept, body = right + len(wanted & found), kept + len(found), body + len(wanted)
    body += sum(len(one.body) for one in gone)
    return 2 * right / (kept + body) if kept + body else 0.0


def _page(folder: Path, one: Truth) -> str:
    return (folder / one.place).read_text("utf-8")


def kept_lines(page: str, text: str, title: str) -> set[int]:
    """Numbers of the page's lines that are in a text, the headline's left out; spaces, case and punctuation are not looked at."""
    keys = [_letters(line) for line in text.split("\n")]
    alone, joined, headline = set(keys), "".join(keys), _letters(title)
    found = set()
    for number, line in enumerate(page.split("\n")):
        key = _letters(line)
        if key and key != headline and (key in alone or (len(key) >= LONG and key in joined)):
            found.add(number)
    return found


def _letters(line: str) -> str:
    return "".join(words(line))
