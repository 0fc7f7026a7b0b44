"""What a publication date is to hold: the articles that nothing precedes, each with its story, made from the desk alone.

An edition is made and held to the contract with readers before a file of the lake is touched. Great Expectations costs as much
for one row as for thousands, so a writer's dates are held to it together (docs/adr/0009).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from copydesk import dedup, schema, stories, validate
from copydesk.errors import MissingError
from copydesk.pipeline.work import Row, root_of
from copydesk.settings import Settings
from copydesk.store import lake

PUBLISHER_VERSION = "3"
"""Rises when the same desk articles would be published otherwise; every date is then published anew."""


def publisher(settings: Settings) -> dict[str, str]:
    """What, beside the desk's articles, decides what is published."""
    return {"publisher": PUBLISHER_VERSION, "window": str(settings.window_days), "similarity": str(settings.similarity)}


def inputs(settings: Settings, published: date) -> lake.Inputs:
    """All that a date depends on now."""
    return lake.inputs(root_of(settings), published, settings.window_days, publisher(settings))


Edition = tuple[dict[str, pa.Table], pa.Table]
"""What a date is to hold: its partitions by path, and its fates."""

Editions = dict[tuple[date, str], Edition]
"""What dates are to hold, each by the digest of the inputs that it was made of."""

TOGETHER = 5_000
"""Rows from which dates are held to the contract: a call costs as much for one row as for thousands (docs/adr/0009)."""


def in_groups(settings: Settings, days: Sequence[date]) -> Iterator[tuple[list[date], Editions]]:
    """The dates in groups, with what each is to hold, which was held to the contract for the whole group at once.

    Nothing is locked meanwhile. A date whose inputs move before it is published is made, and held to the contract, again.
    """
    group: list[date] = []
    made: Editions = {}
    rows = 0
    for published in days:
        group.append(published)
        wanted = inputs(settings, published)
        if not wanted.is_empty and not lake.is_current(root_of(settings), wanted):
            try:
                found = made[published, wanted.digest] = make(settings, wanted)
            except MissingError:
                continue  # its desk day is being filed anew: _publish() looks again
            rows += found[1].num_rows
        if rows >= TOGETHER:
            yield group, checked(made)
            group, made, rows = [], {}, 0
    if group:
        yield group, checked(made)


def make(settings: Settings, wanted: lake.Inputs) -> Edition:
    """The edition that a date's inputs give. Raises MissingError where a desk file went meanwhile."""
    articles = lake.articles(root_of(settings), wanted)
    own, fates = survivors(settings, wanted.published, articles)
    return lake.partitions(wanted.published, own), fates


def checked(made: Editions) -> Editions:
    """Editions that keep the contract. Raises ContractError for any that does not."""
    validate.check_partitions({path: rows for partitions, _ in made.values() for path, rows in partitions.items()})
    return made


def survivors(settings: Settings, published: date, articles: pa.Table) -> tuple[pa.Table, pa.Table]:
    """The articles of a date that nothing precedes, and the fate of every article of the date."""
    told, duplicates = compared(settings, articles)
    own = told.filter(pc.equal(told["published_on"], pa.scalar(published, pa.date32()))).sort_by("id")
    kept = pa.array([id not in duplicates for id in own["id"].to_pylist()], pa.bool_())
    fates = [_fate(row, duplicates.get(row["id"])) for row in own.select(["id", "landed_on", "topic"]).to_pylist()]
    return own.filter(kept), pa.Table.from_pylist(fates, schema=schema.FATES)


def compared(settings: Settings, articles: pa.Table) -> tuple[pa.Table, dict[str, dedup.Duplicate]]:
    """The articles of a date and its window with the story of each, and the duplicates among them."""
    names = ["id", "published_on", "landed_on", "chars", "content_sha256", "minhash"]
    texts = [partial(_text, articles, place) for place in range(articles.num_rows)]
    rows = [dedup.Article(*row) for row in zip(*[articles[name].to_pylist() for name in names], texts, strict=True)]
    duplicates = dedup.mark(rows, window_days=settings.window_days, least=settings.similarity)
    stories_of = _stories(articles, {id: duplicate.of for id, duplicate in duplicates.items()})
    told = pa.array([stories_of[id] for id in articles["id"].to_pylist()], pa.string())
    column = schema.arrow(in_lake=False).field("story")
    return articles.set_column(articles.column_names.index("story"), column, told), duplicates


def _text(articles: pa.Table, place: int) -> str:
    text: str = articles["text"][place].as_py()
    return text


def _stories(articles: pa.Table, repeats: Mapping[str, str]) -> dict[str, str]:
    """The story of each article by id; what a desk day that is older than stories has filed tells one of its own."""
    names = ["id", "published_on", "landed_on", "chars", "language"]
    lists = articles["features"].to_pylist() if "features" in articles.column_names else [None] * articles.num_rows
    rows = zip(articles.select(names).to_pylist(), lists, strict=True)
    return stories.assign([stories.Article(**row, features=np.array(each or [], np.uint32)) for row, each in rows], repeats)


def _fate(row: Row, duplicate: dedup.Duplicate | None) -> Row:
    if duplicate is None:
        return row | {"fate": "published", "duplicate_of": None, "similarity": None}
    return row | {"fate": "duplicate", "duplicate_of": duplicate.of, "similarity": duplicate.similarity}
