"""Fit the line model of copydesk.boilerplate.linemodel on the gold.

    python -m benchmarks.train_lines

fits on all pages and writes line_model.json and line_words.json; benchmarks.score judges by models that saw no page of the page's
publisher.

The same gold gives the same bytes. Each page is shown as it is, and in states that the gold has few of: without its blank lines
and unknown to the lexicons, trimmed to its text, clean. So the model learns to leave a clean page alone, and to lean on no one
sign. What rules have cut is not asked of it.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from zlib import crc32

import lightgbm
import numpy as np
from numpy.typing import NDArray

from benchmarks import gold, own_pages, train_words
from benchmarks.train_words import LABELS, MOST_LINES, SOURCES, heft
from copydesk import boilerplate
from copydesk.boilerplate import headline, linefeatures, linemodel, linewords, structure
from copydesk.boilerplate.page import Page
from copydesk.model import NO_HINTS
from copydesk.text import STOPS

STATES = {"as it is": 1.0, "bare": 0.6, "trimmed": 0.6, "clean": 0.4}

PARTS = 5

CUT_BELOW = {
    "line": 0.24, "suspect": 0.42, "doubtful": 0.13, "suspect above": 0.25, "short": 0.05, "clean": 0.02, "phrase": 0.95,
}  # fmt: skip
CASE = (
    "last word in capitals",
    "capitals",
    "capitalised",
    "starts small",
    "capitals to usual",
    "page's capitals",
    "capitalised -1",
    "capitalised +1",
)
BLANKS = ("blank before", "blank after", "block")

TREES = 300
SETTINGS: dict[str, Any] = {
    "objective": "binary", "learning_rate": 0.06, "num_leaves": 16, "max_depth": 5, "min_data_in_leaf": 60, "max_bin": 63,
    "feature_fraction": 0.3, "bagging_fraction": 0.7, "bagging_freq": 1, "lambda_l2": 5.0,
    "deterministic": True, "force_col_wise": True, "num_threads": 1, "seed": 1, "verbose": -1,
}  # fmt: skip

STOPLESS = 0.3
"""Share of bare pages that lose every stop besides, as pages in Thai or Lao have none."""

_NO_STOPS = dict.fromkeys(map(ord, STOPS))
_BREAK = re.compile(r"\r\n?|\n")

Entry = tuple[str, str, int]
"""A line of a page as it is shown: text, label, blank lines before."""


@dataclass(slots=True)
class Example:
    """The open lines of one page in one state: traits, whether each is text, its weight."""

    traits: NDArray[np.float32]
    is_text: NDArray[np.bool_]
    weight: NDArray[np.float32]


@cache
def _names() -> tuple[str, ...]:
    page = Page(["One."], "Latn")
    return tuple(sorted(linefeatures.describe(page, None)))


def examples(page: gold.Page) -> list[Example]:
    """The page in each of its states; a page of a source that there is plenty of in one beside its own."""
    chance = random.Random(crc32(page.page_id.encode()))
    states = list(STATES) if SOURCES.get(page.source, 1.0) >= 1 else ["as it is", chance.choice(list(STATES)[1:])]
    script = gold.script(page.text)
    return [one for state in states if (one := _example(page, script, state, chance))]


def _example(page: gold.Page, script: str, state: str, chance: random.Random) -> Example | None:
    entries = _shown(page, state, chance)
    texts, labels = list(_printed(entries)), [entry[1] for entry in entries for _ in range(entry[2] + 1)]
    made = Page(texts, script)
    title = _bare(made) if state == "bare" else boilerplate.by_rules(made).title
    rows = [place for place, line in enumerate(made.lines) if line.is_open and labels[line.number] in LABELS][:MOST_LINES]
    if not rows:
        return None
    names = _names()
    with linewords.weighing({}) if state == "bare" else nullcontext():
        traits = linemodel.matrix(linefeatures.describe(made, title), names, rows).astype(np.float32)
    if state != "as it is":
        hidden = chance.choice((CASE, BLANKS, CASE + BLANKS, ()))
        traits[:, [names.index(name) for name in hidden]] = np.nan
    said = [labels[made.lines[place].number] for place in rows]
    weight = np.array([LABELS[label] * STATES[state] * heft(page, len(rows)) for label in said], dtype=np.float32)
    return Example(traits, np.array([label == "content" for label in said]), weight)


def _shown(page: gold.Page, state: str, chance: random.Random) -> list[Entry]:
    entries = [
        (part, line.label, min(line.gap, gold.MOST_BLANK) if number else 0)
        for number, line in enumerate(page.lines)
        for part in _BREAK.split(line.text)
    ]
    if state == "bare":
        stops = _NO_STOPS if chance.random() < STOPLESS else {}
        return [(text.translate(stops), label, 0) for text, label, _ in entries]
    if state == "clean":
        return [entry for entry in entries if entry[1] in ("content", "title")]
    if state == "trimmed":
        text = [place for place, entry in enumerate(entries) if entry[1] in ("content", "title")]
        first, last = (text[0], text[-1]) if text else (0, len(entries) - 1)
        return entries[max(0, first - chance.choice((0, 1, 2, 4))) : last + 1 + chance.choice((0, 0, 1, 2, 4, 8, 14))]
    return entries


def _printed(entries: Sequence[Entry]) -> Iterator[str]:
    for text, _, gap in entries:
        yield from [""] * gap
        yield text


def _bare(page: Page) -> Any:
    """What rules do for a page in a language without a lexicon."""
    structure.lone_punctuation(page)
    if title := headline.find(page, NO_HINTS):
        structure.lift_title(page, title)
    structure.repeated(page)
    return title


def fit(chosen: Sequence[Example]) -> dict[str, Any]:
    """The model as line_model.json holds it."""
    names = _names()
    traits = np.vstack([example.traits for example in chosen])
    is_text = np.concatenate([example.is_text for example in chosen])
    weight = np.concatenate([example.weight for example in chosen])
    data = lightgbm.Dataset(traits, is_text.astype(float), weight=weight, feature_name=[str(n) for n in range(len(names))])
    booster = lightgbm.train(SETTINGS, data, TREES)
    trees = [_nodes(tree["tree_structure"], names) for tree in booster.dump_model()["tree_info"]]
    told = [traits[is_text, place][~np.isnan(traits[is_text, place])] for place in range(len(names))]
    usual = {name: round(float(np.median(known)), 3) for name, known in zip(names, told, strict=True) if len(known)}
    return {"cut_below": CUT_BELOW, "depth": SETTINGS["max_depth"], "features": list(names), "usual": usual, "trees": trees}


def _nodes(root: dict[str, Any], names: Sequence[str]) -> list[list[Any]]:
    """The nodes of a tree in order: [trait, bound, whether the unknown goes right, left, right, log odds] or [log odds]."""
    rows: list[list[Any]] = []

    def add(node: dict[str, Any]) -> int:
        place = len(rows)
        if "leaf_value" in node and "split_feature" not in node:
            rows.append([round(node["leaf_value"], 4)])
            return place
        rows.append([])
        is_unknown_right = node["missing_type"] == "NaN" and not node["default_left"]
        left, right = add(node["left_child"]), add(node["right_child"])
        bound = float(np.format_float_positional(node["threshold"], 5, fractional=False))
        rows[place] = [names[node["split_feature"]], bound, is_unknown_right, left, right, round(node["internal_value"], 4)]
        return place

    add(root)
    return rows


def written(table: dict[str, Any]) -> str:
    """The model as JSON that people can read: one line a tree."""
    head = {key: value for key, value in table.items() if key != "trees"}
    trees = ",\n".join(json.dumps(tree, separators=(",", ":")) for tree in table["trees"])
    return json.dumps(head, indent=1, ensure_ascii=False)[:-2] + ',\n "trees": [\n' + trees + "\n]}\n"


def fitted(pages: Sequence[gold.Page]) -> tuple[dict[str, float], dict[str, Any]]:
    """The weights of words, and the model: it looks at each page through words that saw no page of the page's publisher."""
    parts = gold.folds(pages, PARTS)
    words = [[example for page in part for example in train_words.examples(page)] for part in parts]
    found: list[Example] = []
    for number, part in enumerate(parts):
        weights = train_words.fit([each for other, own in enumerate(words) if other != number for each in own])
        with linewords.weighing(weights):
            found += [example for page in part for example in examples(page)]
    return train_words.fit([each for own in words for each in own]), fit(found)


def main() -> None:
    """Fit and write both."""
    words, table = fitted([*gold.read(), *own_pages.read()])
    Path(linewords.__file__).with_name("line_words.json").write_text(train_words.written(words), "utf-8")
    Path(linemodel.__file__).with_name("line_model.json").write_text(written(table), "utf-8")


if __name__ == "__main__":
    main()
