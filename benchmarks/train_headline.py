"""Fit what each trait of a line is worth to copydesk.boilerplate.headline, from the gold.

    python -m benchmarks.train_headline

fits on all pages and writes headline.toml; benchmarks.score judges by weights that saw no page of the page's publisher.

A softmax over the lines of a page that may be its headline, with a ridge: the same gold gives the same bytes. Each page is
taken as it is and from its headline on (the gold's pages all begin with furniture), each with and without blank lines.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from benchmarks import gold
from copydesk.boilerplate import headline, structure
from copydesk.boilerplate.page import Page
from copydesk.text import fold

RIDGE, PARITY = 1.0, 200
"""PARITY: a source of so many pages has weight 1 a page; the weight goes with the square root."""

BARE = 0.4
"""Weight of a page without what stands above its headline."""

LEAST_SHARE = 0.001
"""Share of the right headlines that the threshold may lose."""


@dataclass(slots=True)
class Example:
    """The candidates of one page: traits of each, and which are the headline."""

    source: str
    heft: float
    traits: list[headline.Traits]
    right: list[bool]


def titles(page: gold.Page) -> set[str]:
    """What counts as the page's headline, folded: lines labelled title, and the publisher's title where a line prints it."""
    found = {fold(line.text) for line in page.lines if line.label == "title"}
    told = fold(page.title)
    return found | ({told} & {fold(line.text) for line in page.lines})


def examples(page: gold.Page) -> list[Example]:
    """The page as it is, from its headline on, and both without blank lines."""
    want, found = titles(page), []
    lines = page.text.split("\n")
    script = gold.script(page.text)
    first = next((number for number, line in enumerate(lines) if fold(line) in want), 0)
    for whole, heft in ((lines, 1.0), (lines[first:], BARE)):
        for variant in (whole, [line for line in whole if line.strip()]):
            found.append(_example(page, variant, script, heft))
    return found


def _example(page: gold.Page, lines: list[str], script: str, heft: float) -> Example:
    made = Page(lines, script)
    structure.lone_punctuation(made)
    structure.known_phrases(made)
    told, want = list(headline.described(made)), titles(page)
    return Example(page.source, heft, [traits for _, traits in told], [line.key in want for line, _ in told])


def fit(chosen: list[Example]) -> dict[str, float]:
    """Weights by trait, and `least`: the sum below which no line is taken for a headline."""
    names = sorted({name for example in chosen for traits in example.traits for name in traits})
    usable = [example for example in chosen if any(example.right)]
    matrix = np.array([[traits.get(name, 0.0) for name in names] for example in usable for traits in example.traits], float)
    page = np.repeat(np.arange(len(usable)), [len(example.right) for example in usable])
    right = np.array([one for example in usable for one in example.right])
    pages_of = Counter(example.source for example in usable)
    heft = np.array([example.heft * (PARITY / pages_of[example.source]) ** 0.5 for example in usable])

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        sums = matrix @ weights
        most = np.full(len(usable), -np.inf)
        np.maximum.at(most, page, sums)
        odds = np.exp(sums - most[page])
        whole, hit = np.bincount(page, odds), np.bincount(page, odds * right)
        push = (odds / whole[page] - odds * right / np.maximum(hit, 1e-300)[page]) * heft[page]
        return float(
            -(heft * np.log(hit / whole + 1e-12)).sum() + RIDGE * weights @ weights / 2
        ), matrix.T @ push + RIDGE * weights

    weights = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B", options={"maxiter": 500}).x
    sums = matrix @ weights
    best = [sums[(page == n) & right].max() for n in range(len(usable))]
    return dict(zip(names, weights, strict=True)) | {"least": float(np.quantile(best, LEAST_SHARE))}


def written(weights: dict[str, float]) -> str:
    """The weights as a TOML file, heaviest first."""
    rows = [f'"{name}" = {weight:.2f}' for name, weight in sorted(weights.items(), key=lambda item: (-item[1], item[0]))]
    return "\n".join(
        [
            "# What each trait of a line adds to its claim to be the headline; see headline.py. Fitted by `make train`.",
            "# `least` is the sum below which no line is taken for one.",
            "[weights]",
            *rows,
            "",
        ]
    )


def main() -> None:
    """Fit and write."""
    weights = fit([example for page in gold.read() if titles(page) for example in examples(page)])
    Path(headline.__file__).with_suffix(".toml").write_text(written(weights), "utf-8")


if __name__ == "__main__":
    main()
