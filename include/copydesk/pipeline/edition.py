"""What a publication date is to hold: the articles that nothing precedes, each with its story, made from the desk alone.

An edition is made and held to the contract with readers before a file of the lake is touched. Great Expectations costs as much
for one row as for thousands, so a writer's dates are held to it together (docs/adr/0009).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from copydesk import dedup, schema, stories, validate
from copydesk.errors import MissingError
from copydesk.pipeline import memory, window
from copydesk.pipeline.work import root_of
from copydesk.settings import Settings
from copydesk.store import FileDraft, Spool, drafts, lake

Flags = npt.NDArray[np.bool_]

PUBLISHER_VERSION = "3"
"""Rises when the same desk articles would be published otherwise; every date is then published anew."""


def publisher(settings: Settings) -> dict[str, str]:
    """What, beside the desk's articles, decides what is published."""
    return {"publisher": PUBLISHER_VERSION, "window": str(settings.window_days), "similarity": str(settings.similarity)}


def inputs(settings: Settings, published: date) -> lake.Inputs:
    """All that a date depends on now."""
    return lake.inputs(root_of(settings), published, settings.window_days, publisher(settings))


@dataclass(frozen=True, slots=True)
class Edition:
    """What a date is to hold: its files by path, and its fates."""

    files: Mapping[str, FileDraft]
    fates: pa.Table


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
                made[published, wanted.digest] = make(settings, wanted)
            except MissingError:
                continue  # its desk day is being filed anew: _publish() looks again
            rows += made[published, wanted.digest].fates.num_rows
        if rows >= TOGETHER:
            yield group, checked(made)
            group, made, rows = [], {}, 0
    if group:
        yield group, checked(made)


def make(settings: Settings, wanted: lake.Inputs) -> Edition:
    """The edition that a date's inputs give. Raises MissingError where a desk file went meanwhile."""
    articles = window.read(root_of(settings), wanted)
    rows, duplicates = compared(settings, articles)
    survives = duplicates.of < 0
    survives[: articles.own] = False
    return Edition(_files(wanted.published, articles, rows, survives), _fates(rows, articles.own, duplicates))


def compared(settings: Settings, articles: window.Articles) -> tuple[pa.Table, dedup.Duplicates]:
    """The rows of the articles of a date and its window with the story of each, and the duplicates among them."""
    duplicates = dedup.mark(
        articles.known_to_dedup(), articles.texts, window_days=settings.window_days, least=settings.similarity
    )
    memory.give_back()
    told = stories.assign(*_linked(articles), duplicates.of)
    return articles.rows.append_column("story", articles.rows["id"].take(pa.array(told))), duplicates


def _linked(articles: window.Articles) -> tuple[dedup.Ints, dedup.Ints]:
    """The links between the articles. What weighs them, which is most of the memory of a large date, is gone afterwards."""
    weighed = stories.Window(articles.features, articles.sizes, articles.languages)
    memory.give_back()
    return weighed.links()


def _files(day: date, articles: window.Articles, rows: pa.Table, survives: Flags) -> dict[str, FileDraft]:
    """The files of a date's articles that nothing precedes, each with its story."""
    columns = schema.arrow(in_lake=True).names

    def with_stories() -> Iterator[pa.Table]:
        for places, table in articles.tables([*columns, "topic"], survives):
            yield table.set_column(columns.index("story"), "story", rows["story"].take(pa.array(places)))

    return drafts(day, rows.filter(pa.array(survives)), with_stories(), Spool())


def checked(made: Editions) -> Editions:
    """Editions that keep the contract. Raises ContractError for any that does not."""
    files = [draft for edition in made.values() for draft in edition.files.values()]
    validate.check_partitions({draft.path: draft.tables() for draft in files})
    return made


def _fates(rows: pa.Table, own: int, duplicates: dedup.Duplicates) -> pa.Table:
    """The fate of every article of a date, which stand from place `own` on."""
    of, similarity = duplicates.of[own:], duplicates.similarity[own:]
    is_first = of < 0
    told = rows.slice(own)
    columns = {
        "id": told["id"],
        "landed_on": told["landed_on"],
        "fate": pa.array(np.where(is_first, "published", "duplicate")),
        "topic": told["topic"],
        "duplicate_of": rows["id"].take(pa.array(of, mask=is_first)),
        "similarity": pa.array(similarity, mask=is_first).cast(pa.float32()),
    }
    return pa.table(columns).sort_by("id").cast(schema.FATES)
