"""Pages one below the other: what is counted over the lines around a line, for the lines of many pages at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Column = NDArray[np.float64]
Columns = dict[str, Column]
"""Traits by name: one number a line, in the order of the pages and of their lines."""

Flags = NDArray[np.bool_]
Places = NDArray[np.intp]

FAR = 99.0
"""The distance to what is not there."""


@dataclass(frozen=True)
class Stack:
    """How many lines each page has, none of them none. No sum and no distance reaches from a page into the next.

    What is summed is summed within its page from the top, so that a line's traits do not depend on the pages beside its own.
    """

    sizes: Sequence[int]

    @cached_property
    def ends(self) -> Places:
        """Behind the last line of each page."""
        return np.cumsum(self.sizes, dtype=np.intp)

    @cached_property
    def starts(self) -> Places:
        """The first line of each page."""
        return self.ends - np.array(self.sizes, dtype=np.intp)

    @cached_property
    def size(self) -> Places:
        """For each line the number of lines of its page."""
        return self.each(self.sizes).astype(np.intp)

    @cached_property
    def place(self) -> Places:
        """For each line its place on its page, from 0."""
        return np.arange(self.ends[-1]) - np.repeat(self.starts, self.sizes)

    @cached_property
    def _first(self) -> Places:
        """For each line where its page begins among the running totals: a row a page, a 0 before its first line."""
        return np.repeat(np.arange(len(self.sizes)) * (max(self.sizes) + 1), self.sizes)

    @cached_property
    def _upside_down(self) -> Stack:
        return Stack(self.sizes[::-1])

    @property
    def spans(self) -> list[tuple[int, int]]:
        """The first line of each page, and behind its last."""
        return list(zip(self.starts.tolist(), self.ends.tolist(), strict=True))

    def each(self, values: Sequence[float] | Column | Places) -> Column:
        """A value a page as a value a line."""
        return np.repeat(np.asarray(values, dtype=float), self.sizes)

    def per_page(self, values: Column, sum_up: Callable[[Column], float]) -> Column:
        """A number for each line of a page, from the values of all its lines."""
        return self.each([sum_up(values[start:end]) for start, end in self.spans])

    def count(self, flags: Flags | Column) -> Places:
        """For each page how many of its lines are flagged."""
        return np.add.reduceat(flags, self.starts, dtype=np.intp)

    def since(self, flags: Flags) -> Column:
        """How many lines up the nearest flagged line stands, the line itself left out; FAR where there is none."""
        places = np.arange(len(flags))
        last = np.concatenate([[-1], np.maximum.accumulate(np.where(flags, places, -1))[:-1]])
        return np.where(last >= places - self.place, places - last, FAR)

    def until(self, flags: Flags) -> Column:
        """The same, down."""
        return self._upside_down.since(flags[::-1])[::-1]

    def _running(self, values: Column) -> Column:
        rows = np.zeros((len(self.sizes), max(self.sizes) + 1))
        rows.ravel()[self._first + self.place + 1] = values
        running: Column = np.cumsum(rows, axis=1).ravel()
        return running

    def above(self, values: Column) -> Column:
        """The sum over the page's lines down to this one."""
        found: Column = self._running(values)[self._first + self.place + 1]
        return found

    def below(self, values: Column) -> Column:
        """The sum over the page's lines from this one, summed from the bottom."""
        found: Column = self._upside_down.above(values[::-1])[::-1]
        return found

    def window(self, values: Column, above: int, below: int) -> Column:
        """The sum over so many lines above and below, the line itself among them."""
        running, top, foot = self._running(values), self.place - above, self.place + below + 1
        found: Column = running[self._first + np.minimum(foot, self.size)] - running[self._first + np.maximum(top, 0)]
        return found

    def lines_around(self, above: int, below: int) -> Places:
        """How many lines there are so far above and below, the line itself among them."""
        return np.minimum(self.place + below + 1, self.size) - np.maximum(self.place - above, 0)

    def mean(self, values: Column, reach: int) -> Column:
        """The mean over so many lines above and below, the line itself left out; 0 where there is none."""
        return (self.window(values, reach, reach) - values) / np.maximum(self.lines_around(reach, reach) - 1, 1)

    def beside(self, values: Column, away: int) -> Column:
        """The values of the lines so many below (above, if negative); NaN outside the page."""
        place = self.place + away
        lines = np.clip(np.arange(len(values)) + away, 0, len(values) - 1)
        return np.where((place >= 0) & (place < self.size), values[lines], np.nan)
