"""A table of weights out of articles whose topic is known: the same articles give the same bytes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import numpy.typing as npt

from copydesk import topics
from copydesk.topics import learned
from copydesk.topics.learned import Floats, Ints, Table

_EPOCHS, _RATE = 12, 4.0
_KEPT_ROWS = 30_000  # of the buckets, those that weigh most
_MARGINS = tuple(n / 20 for n in range(20))


@dataclass(frozen=True, slots=True)
class Example:
    """One article: its day, what the site says it is, what its words alone say, and its n-grams."""

    day: date
    id: str
    topic: str
    by_words: str
    buckets: Ints
    values: Floats


def example(day: date, id: str, topic: str, title: str | None, text: str, language: str) -> Example:
    """An article as it is learned from."""
    return Example(day, id, topic, topics.by_words(title, text, language).value, *learned.features(title, text))


def answer(table: Table, one: Example) -> str:
    """What the desk would say: the model's topic above its margin, else that of the words."""
    topic, _, margin = learned.likeliest(table, one.buckets, one.values)
    return topic if margin >= table.margin else one.by_words


def with_margin(table: Table, choose: Sequence[Example]) -> Table:
    """The table with the margin at which most articles are right; of equals the largest, which leaves most to the lexicon."""

    def right(margin: float) -> int:
        tried = replace(table, margin=margin)
        return sum(answer(tried, one) == one.topic for one in choose)

    return replace(table, margin=max(_MARGINS, key=lambda margin: (right(margin), margin)))


def train(own: Sequence[Example], names: Sequence[str]) -> Table:
    """Multinomial logistic regression by stochastic gradient descent, averaged over its steps, in whole numbers of 8 bits.

    Articles are taken in order of id, which is a hash: the same articles give the same table, and their order in time does
    not matter. Sums run over the rows one after another, so no thread or vector unit changes them.
    """
    rows = np.unique(np.concatenate([one.buckets for one in own]))
    weights, bias = np.zeros((len(rows), len(names)), np.float32), np.zeros(len(names), np.float32)
    total = np.zeros_like(weights)
    order = sorted(own, key=lambda one: one.id)
    at = [np.searchsorted(rows, one.buckets) for one in order]
    gold = [names.index(one.topic) for one in order]
    for epoch in range(_EPOCHS):
        rate = np.float32(_RATE / (1 + epoch))
        for one, place, truth in zip(order, at, gold, strict=True):
            chosen = weights[place]
            odds = np.exp(_capped((chosen * one.values[:, None]).sum(axis=0) + bias))
            error = odds / odds.sum()
            error[truth] -= 1
            weights[place] = chosen - rate * one.values[:, None] * error
            bias -= rate * np.float32(0.1) * error
        total += weights
    return _compact(rows, total / np.float32(_EPOCHS), bias, names)


def _capped(scores: Floats) -> Floats:
    """Scores below the best one, so that exp() never overflows."""
    capped: Floats = np.maximum(scores - scores.max(), np.float32(-60))
    return capped


def _compact(rows: Ints, weights: Floats, bias: Floats, names: Sequence[str]) -> Table:
    heaviest = np.lexsort((rows, -np.abs(weights).max(axis=1)))[:_KEPT_ROWS]
    kept = np.sort(heaviest)
    scale = max(float(np.abs(weights[kept]).max()), 1e-9) / 127
    whole: npt.NDArray[np.int8] = np.rint(weights[kept] / scale).astype(np.int8)
    heard = np.any(whole != 0, axis=1)
    return Table(tuple(names), rows[kept][heard].astype(np.uint32), whole[heard], scale, bias.astype(np.float32), 0.0)
