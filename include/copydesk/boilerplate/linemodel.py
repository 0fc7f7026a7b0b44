"""The trained line model: how sure it is that a line belongs to the text, and the cuts that it may make.

It decides where structure and lexicons are silent. line_model.json holds boosted trees over the traits of linefeatures.py, fitted
by `make train`; docs/model-card.md says on what, and how well they do on pages of publishers that they never saw.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

import numpy as np
import regex
from numpy.typing import NDArray

from copydesk.boilerplate import linereasons, structure
from copydesk.boilerplate.linefeatures import describe_all
from copydesk.boilerplate.page import LONGEST_HEADLINE, Line, Page
from copydesk.boilerplate.stack import Columns
from copydesk.text import FULL_STOPS, ends_sentence

RULE = "line-model"

_RATING = regex.compile(r"[^:：]{2,30}[:：]\s?\d(?:[.,]\d)?\s?/\s?(?:5|10)$")

LITTLE_TEXT = 8
"""Lines of running text from which a page has a text that its furniture can be told from."""

WORDS_KNOWN = ("Latn", "Zyyy")
"""Scripts in which nearly all the words are that line_words.json weighs; a page of no script has lines of them."""

LONG_UNKNOWN = 12
"""Words from which a sentence is long in a script whose words the model does not know."""

AT_ONCE = 64
"""Lines that are led through the trees together: what is known of them then stays in the processor's cache."""

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Model:
    """Boosted trees as arrays, one entry a node, all that split before all leaves; a leaf has itself as both children.

    A line goes right at a node if its trait is above the node's bound. `feature` counts twice as many as there are names: a trait
    that cannot be told goes left in the first half, right in the second. `value` is what is known at the node (log odds), and
    the sum over the leaves is the log odds of being text. `usual` is each trait's median over lines of text. `cut_below` says
    how little sure of text the model must be to cut a line, by the name that places() gives to where it stands.
    """

    names: tuple[str, ...]
    feature: Ints
    bound: Floats
    children: Ints
    value: Floats
    roots: Ints
    depth: int
    cut_below: Mapping[str, float]
    usual: Mapping[str, float]

    @classmethod
    def read(cls, table: Mapping[str, Any]) -> Model:
        """The model in a table as line_model.json holds it."""
        names = {name: place for place, name in enumerate(table["features"])}
        inner = [(number, node) for number, tree in enumerate(table["trees"]) for node, row in enumerate(tree) if len(row) > 1]
        leaves = [(number, node) for number, tree in enumerate(table["trees"]) for node, row in enumerate(tree) if len(row) == 1]
        place = {key: index for index, key in enumerate(inner + leaves)}
        rows = [table["trees"][number][node] for number, node in inner + leaves]
        feature = [names[row[0]] + row[2] * len(names) for row in rows[: len(inner)]]
        children = [place[number, child] for (number, _), row in zip(inner, rows, strict=False) for child in row[3:5]]
        children += [leaf for leaf in range(len(inner), len(rows)) for _ in range(2)]
        return cls(
            names=tuple(names),
            feature=np.array(feature, dtype=np.int64),
            bound=np.array([row[1] for row in rows[: len(inner)]], dtype=float),
            children=np.array(children),
            value=np.array([row[-1] for row in rows], dtype=float),
            roots=np.array([place[number, 0] for number in range(len(table["trees"]))]),
            depth=table["depth"] if inner else 0,
            cut_below=table["cut_below"],
            usual=table["usual"],
        )

    def _paths(self, matrix: Floats) -> Iterator[Ints]:
        """The nodes at which the lines stand in each tree, level by level."""
        filled = np.hstack([np.where(np.isnan(matrix), fill, matrix) for fill in (-np.inf, np.inf)])
        is_right = (np.take(filled, self.feature, axis=1) > self.bound).ravel()
        rows, last = np.arange(len(matrix))[:, None] * len(self.feature), len(self.feature) - 1
        nodes = np.broadcast_to(self.roots, (len(matrix), len(self.roots)))
        yield nodes
        for _ in range(self.depth):
            nodes = self.children[2 * nodes + is_right[rows + np.minimum(nodes, last)]]
            yield nodes

    def odds(self, matrix: Floats) -> Floats:
        """For each row the log odds that the line is text."""
        found = [self._leaf_values(matrix[start : start + AT_ONCE]).sum(axis=1) for start in range(0, len(matrix), AT_ONCE)]
        return np.concatenate(found)

    def _leaf_values(self, matrix: Floats) -> Floats:
        *_, leaves = self._paths(matrix)
        return self.value[leaves]

    def pushes(self, matrix: Floats) -> Floats:
        """How far each trait moved each line's log odds, along the paths through all trees."""
        shape = len(matrix), len(self.names)
        if not self.depth:
            return np.zeros(shape)
        nodes = np.array(list(self._paths(matrix)))
        before, after = nodes[:-1], nodes[1:]
        traits = self.feature[np.minimum(before, len(self.feature) - 1)] % len(self.names)
        places = traits + np.arange(len(matrix))[:, None] * len(self.names)
        steps: Floats = self.value[after] - self.value[before]
        return np.bincount(places.ravel(), steps.ravel(), shape[0] * shape[1]).reshape(shape).astype(float, copy=False)


@cache
def _shipped() -> Model:
    return Model.read(json.loads(files("copydesk").joinpath("boilerplate/line_model.json").read_text("utf-8")))


_other: ContextVar[Model | None] = ContextVar("weights of lines", default=None)


@contextmanager
def weighing(table: Mapping[str, Any]) -> Iterator[None]:
    """Judge lines by other weights than the shipped ones inside the block: how cross-validation looks at pages."""
    token = _other.set(Model.read(table))
    try:
        yield
    finally:
        _other.reset(token)


def matrix(columns: Columns, names: Sequence[str], rows: Sequence[int]) -> Floats:
    """The columns of these names as a matrix, of these lines alone."""
    return np.array([columns[name] for name in names]).T[rows]


def is_protected(line: Line) -> bool:
    """Whether the line may not be cut by the model: speech with its speaker, a critic's rating, and a long sentence.

    Where the words are none that line_words.json weighs, a sentence of fewer words is long, if its script has a stop of its own.
    """
    if line.is_speech or _RATING.match(line.text):
        return True
    if not line.in_main_script or not ends_sentence(line.text):
        return False
    return line.length >= LONGEST_HEADLINE or (line.length >= LONG_UNKNOWN and _is_sentence_in_own_script(line))


def _is_sentence_in_own_script(line: Line) -> bool:
    return "Latn" not in line.said.scripts and ends_sentence(line.text, FULL_STOPS) and not line.text.endswith(("..", "…"))


def is_untouched(page: Page, title: Line | None) -> bool:
    """Whether rules have cut nothing of the page but its headline."""
    return not any(line.verdict and line is not title for line in page.lines)


def is_clean(page: Page, title: Line | None) -> bool:
    """Whether the page looks as the desk prints it: paragraphs with one blank line between, and nothing in it that rules cut."""
    numbers = [line.number for line in page.lines]
    return all(below - above == 2 for above, below in pairwise(numbers)) and is_untouched(page, title)


@dataclass(frozen=True, slots=True)
class Look:
    """A page to judge and its headline; numbers of lines that their place speaks against, and of those below the text."""

    page: Page
    title: Line | None
    suspects: Collection[int] = ()
    below: Collection[int] = ()

    def rows(self) -> list[int]:
        """The places of the lines that the model may cut."""
        lines = self.page.lines
        holders = {id(line.joins) for line in lines if line.joins}
        return [n for n, line in enumerate(lines) if line.is_open and id(line) not in holders and not is_protected(line)]


def places(look: Look, rows: Sequence[int], columns: Columns) -> list[str]:
    """Where each of these lines stands, as `cut_below` names it: the less is known, the surer a cut must be.

    `clean`: a page that looks as the desk prints it. `short`: above the text, where there is little text, and anywhere on a page
    without any furniture that rules know. `doubtful`: above the text, or on a page with little of it; `suspect`: where its place
    speaks against the line; `suspect above`: that, above the text. `line`: anywhere else. Below the text its place does not speak
    against a line of a page whose words are unknown, as they are in all scripts but one: it is as often the end of a list.
    `columns` are the page's own.
    """
    if is_untouched(look.page, look.title):
        return ["clean" if is_clean(look.page, look.title) else "short"] * len(rows)
    is_known = look.page.main_script in WORDS_KNOWN and not np.isnan(columns["words known"]).all()
    names = {True: ("doubtful", "suspect above", "suspect above"), False: ("line", "suspect", "suspect" if is_known else "line")}
    if columns["prose"].sum() < LITTLE_TEXT:
        names = {True: ("short", "short", "short"), False: ("doubtful", "suspect", "suspect" if is_known else "line")}

    def place(row: int) -> str:
        number = look.page.lines[row].number
        kind = 1 if number in look.suspects else 2 if number in look.below else 0
        return names[bool(columns["prose above"][row] == 0)][kind]

    return [place(row) for row in rows]


def put_back_all(looks: Sequence[Look]) -> None:
    """Put back the sentences amid running text that were cut for a phrase, where the model is sure enough that they are text.

    Where their words are known they must be rather those of text. What other lines say of such a line is as if no rule had spoken
    of any of them.
    """
    doubted = [(look, found) for look in looks if (found := structure.phrases_in_text(look.page))]
    if not doubted:
        return
    model = _other.get() or _shipped()
    cut = [(look.page, line, line.verdict or "", line.because) for look, found in doubted for line in found]
    for page, line, _, _ in cut:
        page.put_back(line)
    numbers, start = list[int](), 0
    for look, found in doubted:
        numbers += [start + look.page.lines.index(line) for line in found]
        start += len(look.page.lines)
    columns = describe_all([(look.page, look.title) for look, _ in doubted])
    share, words = _share(model, matrix(columns, model.names, numbers)), columns["word's sum"][numbers]
    is_text = (share >= model.cut_below["phrase"]) & ~(words < 0)
    for (page, line, rule, because), is_put_back in zip(cut, is_text.tolist(), strict=True):
        if not is_put_back:
            page.cut(line, rule, because)


def _share(model: Model, traits: Floats) -> Floats:
    found: Floats = 1 / (1 + np.exp(-model.odds(traits)))
    return found


def decide(page: Page, title: Line | None, suspects: Collection[int] = ()) -> None:
    """Cut the open lines that the model is sure are no text, as decide_all() does."""
    decide_all([Look(page, title, suspects)])


def decide_all(looks: Sequence[Look]) -> None:
    """Cut the open lines of each page that the model is sure are no text; each cut says which traits spoke loudest.

    What a page loses does not depend on the pages that are judged with it.
    """
    asked = [(look, rows) for look in looks if (rows := look.rows())]
    if not asked:
        return
    model = _other.get() or _shipped()
    columns = describe_all([(look.page, look.title) for look, _ in asked])
    lines, least, start = list[tuple[Page, Line]](), list[float](), 0
    numbers = list[int]()
    for look, rows in asked:
        end = start + len(look.page.lines)
        found = places(look, rows, {name: column[start:end] for name, column in columns.items()})
        least += [model.cut_below[place] for place in found]
        lines += [(look.page, look.page.lines[row]) for row in rows]
        numbers += [start + row for row in rows]
        start = end
    traits = matrix(columns, model.names, numbers)
    share = _share(model, traits)
    gone = np.flatnonzero(share < np.array(least))
    for row, pushes in zip(gone.tolist(), model.pushes(traits[gone]), strict=True):
        page, line = lines[row]
        because = linereasons.tell(model.names, traits[row], pushes, model.usual)
        page.cut(line, RULE, f"{because} ({share[row]:.0%} sure to be text)")
