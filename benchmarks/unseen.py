"""copydesk over pages of the gold as the desk runs it, each page with weights that saw no page of its publisher.

Whatever copydesk cleans with that was fitted on the gold has a Learner here. The gold is dealt into parts by publisher; each
part is cleaned with weights that were fitted anew on the other parts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

from benchmarks import gold, own_pages, train_headline, train_lines, train_words
from benchmarks.gold import Page
from copydesk import boilerplate
from copydesk.boilerplate import headline, linemodel, linewords

PARTS = 5

HOW = f"what was fitted on the gold is fitted anew {PARTS} times, each page cleaned by weights that saw none of its publisher's."


@dataclass(frozen=True, slots=True)
class Learner:
    """Something that was fitted: `examples` of a page, `fit` of the examples of many, and `using` the weights inside a block."""

    examples: Callable[[Page], list[Any]]
    fit: Callable[[list[Any]], Any]
    using: Callable[[Any], AbstractContextManager[None]]


def _titled(page: Page) -> list[Any]:
    """What a page says of headlines: pages of our own say nothing, with them a headline of another article wins more often."""
    return train_headline.examples(page) if train_headline.titles(page) and page.source != own_pages.SOURCE else []


LEARNERS: tuple[Learner, ...] = (
    Learner(_titled, train_headline.fit, headline.weighing),
    Learner(train_words.examples, train_words.fit, linewords.weighing),
    Learner(train_lines.examples, train_lines.fit, linemodel.weighing),
)
"""In the order in which strip() asks them."""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """Numbers of the gold lines that were kept, title, byline, and for each line that was cut its rule and reason."""

    kept: frozenset[int]
    title: str | None
    byline: str | None
    cuts: Mapping[int, tuple[str, str]]


def strip(page: Page) -> Cleaned:
    """One page as the desk cleans it, with the weights that are in force."""
    text = page.text
    stripped = boilerplate.strip(text.split("\n"), gold.script(text))
    kept = page.gold_numbers(number for paragraph in stripped.paragraphs for number in paragraph.lines)
    owners = [owner for _, owner in page.desk_lines]
    cuts: dict[int, tuple[str, str]] = {}
    for cut in stripped.cuts:
        owner = owners[cut.line]
        if owner is not None and owner not in kept:
            cuts.setdefault(owner, (cut.rule, cut.because))
    return Cleaned(kept, stripped.title, stripped.byline, cuts)


def clean(
    pages: Sequence[Page],
    fitted_on: Sequence[Page],
    *,
    parts: int = PARTS,
    learners: Sequence[Learner] | None = None,
    strip: Callable[[Page], Cleaned] = strip,
) -> list[Cleaned]:
    """The pages in their order, each cleaned with weights fitted on the parts of `fitted_on` that hold no page of its publisher.

    Every page must be one of `fitted_on`; `learners` are LEARNERS unless told. Where a learner looks at pages through the
    weights of another, these did not see the page's publisher either.
    """
    wanted = {(page.source, page.page_id) for page in pages}
    dealt = gold.folds(fitted_on, parts)
    learners = LEARNERS if learners is None else learners
    fitted: list[list[Any]] = [[] for _ in dealt]
    for learner in learners:
        examples = [_examples(learner, part, learners, weights) for part, weights in zip(dealt, fitted, strict=True)]
        for number, weights in enumerate(fitted):
            if learner is not learners[-1] or any((page.source, page.page_id) in wanted for page in dealt[number]):
                weights.append(learner.fit([each for other, own in enumerate(examples) if other != number for each in own]))
    found: dict[tuple[str, str], Cleaned] = {}
    for part, weights in zip(dealt, fitted, strict=True):
        with _in_force(learners, weights):
            found |= {key: strip(page) for page in part if (key := (page.source, page.page_id)) in wanted}
    return [found[page.source, page.page_id] for page in pages]


def _examples(learner: Learner, part: Sequence[Page], learners: Sequence[Learner], weights: Sequence[Any]) -> list[Any]:
    with _in_force(learners, weights):
        return [example for page in part for example in learner.examples(page)]


@contextmanager
def _in_force(learners: Sequence[Learner], weights: Sequence[Any]) -> Iterator[None]:
    """The weights of the first learners, as many as there are weights."""
    with ExitStack() as stack:
        for learner, own in zip(learners, weights, strict=False):
            stack.enter_context(learner.using(own))
        yield
