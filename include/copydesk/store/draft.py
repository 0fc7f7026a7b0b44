"""The files of a publication date as they are to be, before any of the lake is touched: in a temporary file, slice by slice.

A date may have more articles than fit in memory. So no file is ever there as a whole: its rows are dealt out to slices, of
which each has the rows between two ids and becomes one row group of the file, and one slice is held at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from copydesk import schema
from copydesk.scratch import Piece, Scratch
from copydesk.store import parquet, paths

_DEALT = 10_000
"""Rows that are dealt out at a time."""

_COLUMNS = pa.schema([field.with_nullable(True) for field in schema.arrow(in_lake=True)])
"""Columns of a draft: any may be null in it, since it is held to the contract only then."""


class Spool:
    """Tables that wait in a temporary file."""

    def __init__(self) -> None:
        self._scratch = Scratch()

    def put(self, table: pa.Table) -> Piece:
        """Keep a table; returns where it is."""
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, table.schema, options=pa.ipc.IpcWriteOptions(compression="lz4")) as stream:
            stream.write_table(table)
        return self._scratch.put(memoryview(sink.getvalue()))

    def get(self, piece: Piece) -> pa.Table:
        """The table that was put somewhere."""
        return pa.ipc.open_stream(self._scratch.get(piece)).read_all()


@dataclass(frozen=True)
class FileDraft:
    """A file of the lake as it is to be: its path, the ids of its rows in their order, and its slices in a spool."""

    path: str
    ids: pa.Array
    spool: Spool
    slices: Sequence[Sequence[Piece]]

    def tables(self) -> Iterator[pa.Table]:
        """The rows, slice by slice, in the order of their ids."""
        for pieces in self.slices:
            yield pa.concat_tables(map(self.spool.get, pieces)).sort_by("id").combine_chunks()

    def rows_of(self, ids: pa.Array) -> pa.Table:
        """Those of the rows that have one of these ids."""
        wanted = pc.field("id").isin(ids)
        return pa.concat_tables([_COLUMNS.empty_table(), *(table.filter(wanted) for table in self.tables())])


def drafts(day: date, known: pa.Table, rows: Iterable[pa.Table], spool: Spool) -> dict[str, FileDraft]:
    """The files of a date by path: `known` has id and topic of all its rows, `rows` the rows themselves, some at a time.

    Rows are as schema.arrow(in_lake=True) and their topic; columns may be null.
    """
    hands: dict[str, _Hand] = {}
    for topic in sorted(set(known["topic"].to_pylist())):
        ids = known["id"].filter(pc.equal(known["topic"], topic))
        hands[topic] = _Hand(pc.take(ids, pc.sort_indices(ids)).combine_chunks(), spool)
    for table in _some(rows):
        for topic in sorted(set(table["topic"].to_pylist())):
            hands[topic].deal(table.filter(pc.equal(table["topic"], topic)).select(_COLUMNS.names).cast(_COLUMNS))
    return {path: hand.draft(path) for topic, hand in hands.items() for path in [paths.partition(day, topic)]}


def merged(draft: FileDraft, more: pa.Table) -> FileDraft:
    """A draft with more rows, which it has not yet."""
    ids = pa.concat_arrays([draft.ids, *more["id"].chunks])
    hand = _Hand(ids.take(pc.sort_indices(ids)), draft.spool)
    for table in (*draft.tables(), more):
        hand.deal(table)
    return hand.draft(draft.path)


def _some(tables: Iterable[pa.Table]) -> Iterator[pa.Table]:
    """The same rows in fewer tables."""
    waiting: list[pa.Table] = []
    for table in tables:
        waiting.append(table)
        if sum(map(len, waiting)) >= _DEALT:
            yield pa.concat_tables(waiting, promote_options="default")  # a column may be null in a few of them
            waiting = []
    if waiting:
        yield pa.concat_tables(waiting, promote_options="default")  # a column may be null in a few of them


class _Hand:
    """The slices of one file while rows are dealt out to them: `ids` are those of all its rows, in order."""

    def __init__(self, ids: pa.Array, spool: Spool) -> None:
        self._ids, self._spool = ids, spool
        self._slices: list[list[Piece]] = [[] for _ in range(0, len(ids), parquet.ROWS_PER_GROUP)]

    @cached_property
    def _firsts(self) -> np.ndarray:
        """The first id of each slice but the first one."""
        return np.array(self._ids[parquet.ROWS_PER_GROUP :: parquet.ROWS_PER_GROUP].to_pylist(), np.str_)

    def deal(self, rows: pa.Table) -> None:
        """Give each row to its slice."""
        if len(self._slices) == 1:
            self._slices[0].append(self._spool.put(rows))
            return
        nth = np.searchsorted(self._firsts, np.array(rows["id"].to_pylist(), np.str_), side="right")
        for n in np.unique(nth).tolist():
            self._slices[n].append(self._spool.put(rows.filter(pa.array(nth == n))))

    def draft(self, path: str) -> FileDraft:
        """The file, all of whose rows were dealt out."""
        return FileDraft(path, self._ids, self._spool, self._slices)
