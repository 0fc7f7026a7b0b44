"""The desk's articles of a date and of the days before it, as dedup and stories need them: all but the texts, and in columns.

Of a million articles each column counts. So nothing here is one object for each article, and texts are read from the desk, file
by file, when they are asked for.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from copydesk import dedup, schema
from copydesk.errors import LakeError
from copydesk.model import RANK
from copydesk.pipeline import memory
from copydesk.store import Root, lake
from copydesk.stories import Features

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_ROWS = ("id", "published_on", "landed_on", "topic", "chars")
_COLUMNS = (*_ROWS, "content_sha256", "language", "minhash", "features")
_NULLS = schema.arrow(in_lake=False).append(pa.field("features", pa.list_(pa.uint32())))
"""What a desk day may lack that is older than the column. Without features each article tells a story of its own."""


@dataclass(frozen=True, slots=True)
class Articles:
    """The articles of a date and its window, by their places in the ranking (model.RANK).

    `rows` has id, published_on, landed_on, topic and chars; `features` are those of all articles, one behind the other, and
    `sizes` how many each has; `languages` and `contents` are numbers for each different language and text. `bands` can be gone
    through once, and are dropped then. Of the articles in the order of reading, `edges` are where those of each desk file begin,
    and `places` their places in the ranking.
    """

    root: Root
    wanted: lake.Inputs
    rows: pa.Table
    features: Features
    sizes: Ints
    languages: Ints
    contents: Ints
    bands: Iterator[dedup.Hashes]
    edges: Ints
    places: Ints

    @property
    def own(self) -> int:
        """The place of the first article of the date itself: all before it are of the days before."""
        published = self.rows["published_on"].combine_chunks()
        return int(pc.sum(pc.less(published, pa.scalar(self.wanted.published, pa.date32()))).as_py() or 0)

    def known_to_dedup(self) -> dedup.Articles:
        """What dedup is to know of them."""
        published = self.rows["published_on"].cast(pa.int32()).to_numpy()
        return dedup.Articles(published.astype(np.int64), self.contents, self.bands)

    def texts(self, places: Ints) -> Iterator[tuple[int, str]]:
        """The texts of the articles at some places, with these, desk file by desk file."""
        memory.give_back()  # what the bands took, which have been gone through
        wanted = np.zeros(len(self.rows), bool)
        wanted[places] = True
        for found, rows in self.tables(["id", "text"], wanted):
            yield from zip(found.tolist(), rows["text"].to_pylist(), strict=True)

    def tables(self, columns: Sequence[str], wanted: Flags) -> Iterator[tuple[Ints, pa.Table]]:
        """Some columns, with id among them, of the articles at the places that are wanted, and these, desk file by desk file.

        Raises LakeError where a file of the desk is not what it was when the articles were read.
        """
        ids = self.rows["id"].combine_chunks()
        files = [self.places[start:end] for start, end in itertools.pairwise(self.edges.tolist())]
        needed = [path for path, places in zip(self.wanted.files, files, strict=True) if wanted[places].any()]
        tables = lake.articles(self.root, replace(self.wanted, files=tuple(needed)), columns)
        for places, (path, rows) in zip((each for each in files if wanted[each].any()), tables, strict=True):
            if not rows["id"].combine_chunks().equals(ids.take(pa.array(places))):
                raise LakeError(f"{self.root.uri}/{path} was changed while it was read. Run `copydesk audit {self.root.uri}`.")
            here = np.flatnonzero(wanted[places])
            yield places[here], rows.take(pa.array(here))


def read(root: Root, wanted: lake.Inputs) -> Articles:
    """Read the articles that a date depends on. Raises MissingError where a desk file went meanwhile."""
    rows, bands, flat, sizes, counts = [], [], [], [], [0]
    for _, table in lake.articles(root, wanted, _COLUMNS, _NULLS):
        counts.append(len(table))
        minhash = table["minhash"].combine_chunks()
        bands.append(dedup.bands_of(np.frombuffer(b"".join(minhash.to_pylist()), "<u4").reshape(len(table), dedup.BINS)))
        features = table["features"].combine_chunks()
        flat.append(features.flatten().to_numpy().astype(np.uint32))
        sizes.append(pc.fill_null(pc.list_value_length(features), 0).to_numpy().astype(np.int64))
        rows.append(table.select([*_ROWS, "content_sha256", "language"]))
    found = pa.concat_tables(rows).combine_chunks()
    rows.clear()
    order = pc.sort_indices(found, list(RANK)).to_numpy().astype(np.int64)
    languages, contents = (_numbered(found[name])[order] for name in ("language", "content_sha256"))
    found = found.select(_ROWS).take(pa.array(order))
    memory.give_back()
    places = np.empty_like(order)
    places[order] = np.arange(len(order))
    edges = np.cumsum(counts)
    ordered = _in_order(flat, sizes, np.split(places, edges[1:-1]))
    memory.give_back()
    return Articles(
        root,
        wanted,
        found,
        ordered,
        np.concatenate(sizes)[order],
        languages,
        contents,
        _band_by_band(bands, order),
        edges,
        places,
    )


def _numbered(column: pa.ChunkedArray) -> Ints:
    """A number for each different value."""
    values: Ints = column.combine_chunks().dictionary_encode().indices.to_numpy().astype(np.int64)
    return values


def _in_order(flat: list[Features], sizes: Sequence[Ints], places: Sequence[Ints]) -> Features:
    """The runs of values of each file, which have these sizes, at these places among all; `flat` is emptied on the way."""
    ordered = np.zeros(sum(map(len, places)), np.int64)
    for own, here in zip(sizes, places, strict=True):
        ordered[here] = own
    starts = np.cumsum(ordered) - ordered
    moved = np.empty(int(ordered.sum()), np.uint32)
    for own, here in zip(reversed(sizes), reversed(places), strict=True):
        begins = np.cumsum(own) - own
        moved[np.arange(own.sum()) + np.repeat(starts[here] - begins, own)] = flat.pop()
    return moved


def _band_by_band(bands: Sequence[dedup.Hashes], order: Ints) -> Iterator[dedup.Hashes]:
    """The bands of all articles, a column of one band after the other; what a generator holds goes when it is through."""
    for band in range(dedup.BANDS):
        yield np.concatenate([own[:, band] for own in bands])[order]
