"""Fit what each word of a line is worth to copydesk.boilerplate.linewords, from the gold.

benchmarks.train_lines writes line_words.json beside its own model; benchmarks.score judges by weights that saw no page of the
page's publisher.

A logistic regression with a ridge over words, pairs of words and whole short lines that several publishers print. The same gold
gives the same bytes. What fewer than three publishers print is not learnt: no text can be read out of the file.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import minimize

from benchmarks import gold
from copydesk.boilerplate import linewords
from copydesk.text import fold

SOURCES = {
    "wcxb_article_dev": 0.6,
    "fundus": 3.0,
    "fundus_history": 3.0,
    "newspaper4k": 2.0,
    "scrapinghub": 1.5,
    "bbc_simorgh": 2.0,
    "own": 0.7,
}
"""Weight of a page: English, and what is no news, would drown the rest."""

LABELS = {"content": 1.0, "boilerplate": 1.0, "byline": 0.3, "date": 0.3}
"""Weight of a line by its label; others are not asked. Bylines and dates are no text, but may be hard to see."""

PARITY, MOST_LINES = 50, 300
"""Lines from which a page's weight grows by their square root alone; lines of a page that are used at most."""

LEAST_PUBLISHERS = 3
RIDGE = 2.0
LEAST_WEIGHT = 0.05
"""Weights nearer to zero are left out of the file."""


def heft(page: gold.Page, lines: int) -> float:
    """What a line of the page weighs, of so many that are used."""
    return SOURCES.get(page.source, 1.0) * min(1.0, (PARITY / max(lines, 1)) ** 0.5)


@dataclass(slots=True)
class Example:
    """The labelled lines of a page: the grams of each, whether it is text, its weight."""

    publisher: str
    grams: list[tuple[str, ...]]
    is_text: list[bool]
    weight: list[float]


def examples(page: gold.Page) -> list[Example]:
    """The page's lines, whatever rules say of them."""
    lines = [line for line in page.lines if line.label in LABELS][:MOST_LINES]
    own = heft(page, len(lines))
    return [
        Example(
            page.publisher,
            [linewords.grams(fold(line.text)) for line in lines],
            [line.label == "content" for line in lines],
            [LABELS[line.label] * own for line in lines],
        )
    ]


def fit(chosen: Sequence[Example]) -> dict[str, float]:
    """Weights by gram, rounded as the file has them."""
    printed: dict[str, set[str]] = {}
    for example in chosen:
        printed.setdefault(example.publisher, set()).update(*example.grams)
    publishers = Counter(chain.from_iterable(printed.values()))
    names = sorted(gram for gram, count in publishers.items() if count >= LEAST_PUBLISHERS)
    place = {gram: number for number, gram in enumerate(names)}
    rows = [[place[gram] for gram in line if gram in place] for example in chosen for line in example.grams]
    signs = np.array([1.0 if one else -1.0 for example in chosen for one in example.is_text])
    heft = np.array([one for example in chosen for one in example.weight])
    found = _regress(_matrix(rows, len(names)), signs, heft / heft.mean())
    rounded = {name: round(float(weight), 2) for name, weight in zip(names, found, strict=True)}
    return {name: weight for name, weight in rounded.items() if abs(weight) >= LEAST_WEIGHT}


def _matrix(rows: Sequence[Sequence[int]], width: int) -> sparse.csr_matrix:
    """One row a line, scaled as linewords does."""
    values = [1 / len(row) ** 0.5 for row in rows for _ in row]
    starts = np.cumsum([0, *map(len, rows)])
    return sparse.csr_matrix((values, [one for row in rows for one in row], starts), shape=(len(rows), width))


def _regress(matrix: sparse.csr_matrix, signs: NDArray[np.float64], heft: NDArray[np.float64]) -> NDArray[np.float64]:
    turned = matrix.T.tocsr()

    def loss(told: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        weights, bias = told[:-1], told[-1]
        margin = signs * (matrix @ weights + bias)
        push = -heft * signs * np.exp(-np.logaddexp(0, margin))
        cost = float(heft @ np.logaddexp(0, -margin) + RIDGE / 2 * weights @ weights)
        return cost, np.append(turned @ push + RIDGE * weights, push.sum())

    solved = minimize(loss, np.zeros(matrix.shape[1] + 1), jac=True, method="L-BFGS-B", options={"maxiter": 60})
    found: NDArray[np.float64] = solved.x[:-1]
    return found


def written(weights: dict[str, float]) -> str:
    """The weights as JSON that people can read: for each weight in hundredths its words, one line a weight."""
    by_weight: dict[int, list[str]] = {}
    for gram, weight in sorted(weights.items()):
        by_weight.setdefault(round(100 * weight), []).append(gram)
    rows = (f'"{weight}": {json.dumps(told, ensure_ascii=False)}' for weight, told in sorted(by_weight.items()))
    return "{\n" + ",\n".join(rows) + "\n}\n"
