"""Pages that are looked at together: each comes out as if it were alone, in any order; what is found out once stays true."""

from __future__ import annotations

import random
import tomllib
from collections import Counter
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk import boilerplate, dateline, lexicon
from copydesk.boilerplate import linefeatures, linelikeness, linemodel, repairs
from copydesk.boilerplate.line import Line, Text, read
from copydesk.boilerplate.page import Page
from copydesk.boilerplate.stack import FAR, Stack
from copydesk.model import Stripped
from copydesk.text import Drawing, fold, has_letters, scripts, shape, words

GOLDEN = Path(__file__).parents[1] / "golden"
SCRIPTS = {code: found.scripts[0] for code, found in lexicon.load().items()}


@cache
def pages() -> list[boilerplate.Landed]:
    """Golden pages of all languages, and pages that have no line, or no text."""
    cases = [tomllib.loads(file.read_text("utf-8")) for file in sorted(GOLDEN.glob("*/*.toml"))[::3]]
    golden = [boilerplate.Landed([text for _, text in case["lines"]], SCRIPTS[case["language"]]) for case in cases]
    return [*golden, boilerplate.Landed([], "Latn"), boilerplate.Landed(["", " "], "Latn"), boilerplate.Landed(["Menu"], "Latn")]


def alone(page: boilerplate.Landed) -> Stripped:
    return boilerplate.strip(page.lines, page.script, page.hints, page.known)


@pytest.mark.parametrize("seed", range(3))
def test_pages_together_come_out_as_alone(seed: int) -> None:
    """Whatever pages are looked at together, in whatever order, each comes out as it does alone."""
    some = random.Random(seed).choices(pages(), k=60)
    assert list(boilerplate.strip_all(some)) == [alone(page) for page in some]


def test_what_is_remembered_changes_nothing() -> None:
    """A page comes out the same whether its lines were seen before or are read anew."""
    some = pages()[:20]
    seen = [alone(page) for page in some]
    read.cache_clear()
    assert [alone(page) for page in some] == seen


def test_traits_do_not_depend_on_the_pages_beside() -> None:
    """The traits of a page's lines are the same to the last bit beside other pages."""
    made = [(page, boilerplate.by_rules(page).title) for one in pages() if (page := Page(one.lines, one.script)).lines]
    together = linefeatures.describe_all(made)
    start = 0
    for page, title in made:
        end = start + len(page.lines)
        for name, column in linefeatures.describe(page, title).items():
            np.testing.assert_array_equal(together[name][start:end], column, err_msg=name)
        start = end


@given(st.lists(st.lists(st.booleans(), min_size=1, max_size=9), min_size=1, max_size=5), st.integers(0, 4), st.integers(0, 4))
def test_a_stack_counts_within_its_pages(rows: list[list[bool]], above: int, below: int) -> None:
    """Distances, sums and neighbours of a stack are those that each page gives alone, counted line by line."""
    stack, flags = Stack([len(row) for row in rows]), np.array([flag for row in rows for flag in row])
    values = flags * 1.0
    since = [next((n - m for m in range(n - 1, -1, -1) if row[m]), FAR) for row in rows for n in range(len(row))]
    until = [next((m - n for m in range(n + 1, len(row)) if row[m]), FAR) for row in rows for n in range(len(row))]
    window = [sum(row[max(0, n - above) : n + below + 1]) for row in rows for n in range(len(row))]
    beside = [row[n + below] if n + below < len(row) else None for row in rows for n in range(len(row))]
    assert stack.since(flags).tolist() == since
    assert stack.until(flags).tolist() == until
    assert stack.window(values, above, below).tolist() == window
    assert [None if np.isnan(value) else bool(value) for value in stack.beside(values, below)] == beside
    assert stack.above(values).tolist() == [sum(row[: n + 1]) for row in rows for n in range(len(row))]
    assert stack.below(values).tolist() == [sum(row[n:]) for row in rows for n in range(len(row))]


@given(st.lists(st.floats(-3, 3), min_size=1, max_size=200))
def test_lines_go_through_the_trees_alone(values: list[float]) -> None:
    """The odds of a line do not depend on the lines that are asked with it."""
    model = linemodel.Model.read(_TABLE)
    matrix = np.array([[value, -value] for value in values])
    assert model.odds(matrix).tolist() == [model.odds(matrix[n : n + 1])[0] for n in range(len(matrix))]


_TABLE = {
    "features": ["one", "two"],
    "trees": [
        [["one", 0.5, 0, 1, 2, 0.0], [0.25], [-0.7]],
        [["two", -1.0, 1, 1, 2, 0.0], [0.1], ["one", 1.5, 0, 3, 4, 0.0], [0.3], [0.6]],
    ],
    "depth": 2,
    "cut_below": {},
    "usual": {},
}

SIGNS = "ab Zé.?!।:,·»>/|\"'()[]“”0१２ \t\u00a0\u200b\u200d\u0301\u0338\u093cकिहैİıß日本月ไทยعي\u0640٣-—#$€…@½"
LINES = st.one_of(st.text(SIGNS, max_size=30), st.text(max_size=12))


@settings(max_examples=500)
@given(LINES)
def test_text_that_is_passed_over_needs_no_repair(line: str) -> None:
    """The gate before the repairs lets through only what none of them would change."""
    if repairs._is_sound(line):
        assert all(repair(line) == line for repair in repairs.REPAIRS.values())


DATES = [
    "12",
    "2024",
    "10/11/2024",
    "30 October 2024",
    "12月3日",
    "Oct30",
    "3 hours ago",
    "Updated 10:15",
    "½",
    "page",
    "1-2",
    "第3",
    "২৩ মে",
]


@settings(max_examples=500)
@given(st.lists(st.one_of(st.sampled_from(DATES), LINES), max_size=3).map(" ".join))
def test_lines_that_are_passed_over_are_no_datelines(line: str) -> None:
    """The gate before the reading of dates stops no line that would be read as a dateline."""
    if dateline.parse(line) is None:
        assert dateline.parse(line, key="0 0 0 0") is None


@settings(max_examples=500)
@given(LINES)
def test_a_quick_way_leads_to_the_same(line: str) -> None:
    """Folding and counting letters say the same of a line of ASCII as of the same line with one more letter beside it."""
    assert fold(f"{line} é") == f"{fold(line)} é".strip()
    more = scripts(f"{line} é")
    assert {**scripts(line), "Latn": scripts(line).get("Latn", 0) + 1} == more
    assert has_letters(line) == any(char.isalpha() for char in line)
    assert "00" not in shape(line)


def test_a_line_that_takes_a_stop_is_read_anew() -> None:
    """A line to which the stop below it was joined reads as running text from then on."""
    first, stop = (
        Line(n, text, Text(text), in_main_script=True) for n, text in enumerate(("The bridge is open again today", "."))
    )
    assert not first.is_prose
    stop.join(first, first.text + stop.text)
    assert first.is_prose
    assert not stop.is_open
    assert Page(["The bridge is open again today", "."], "Latn").lines[0].is_open


def test_the_words_of_what_is_left_are_counted() -> None:
    """`words` is the number of words of the body, as anybody counts them who has only its text."""
    for stripped in boilerplate.strip_all(pages()):
        assert stripped.words == len(words(stripped.text))


@settings(max_examples=300)
@given(st.text(max_size=20), st.text("aA1é. हि日\udc80", max_size=20))
def test_a_drawing_has_one_byte_for_each_character(first: str, second: str) -> None:
    """What a text is drawn as is what its characters are drawn as, whichever were seen before."""
    draws = Drawing(lambda char: 1 + ord(char) % 7)
    for text in (first, second, first + second):
        assert draws(text) == bytes(1 + ord(char) % 7 for char in text)


WORDS = st.lists(st.sampled_from(["river", "bridge", "opened", "Monday", "the", "日本の新聞", "library"]), max_size=7).map(
    " ".join
)


@given(st.lists(st.lists(WORDS.map("x {}".format), min_size=1, max_size=6), min_size=1, max_size=3), st.randoms())
def test_words_and_lines_are_shared_within_a_page(texts: list[list[str]], chance: random.Random) -> None:
    """The shares of words, and the lines that are the same, are those that are counted line by line on each page alone."""
    made = [(page := Page(lines, "Zyyy"), chance.choice([None, *page.lines])) for lines in texts]
    stack = Stack([len(page.lines) for page, _ in made])
    prose, cut = (np.array([chance.random() < 0.5 for _ in range(stack.ends[-1])]) for _ in range(2))
    cut &= ~prose
    found = linelikeness.shared_words([*made], stack, prose, cut) | linelikeness.alike([page for page, _ in made])
    at = 0
    for page, title in made:
        tokens = [[] if cut[at + n] else tokens_of(line) for n, line in enumerate(page.lines)]
        for n, line in enumerate(page.lines):
            others = Counter(word for m, own in enumerate(tokens) if m != n and prose[at + m] for word in set(own))
            headline = tokens_of(title) if title else []
            told = [found[name][at + n] for name in ("words of the text", "rare words of the text", "words of the headline")]
            wanted = [
                [word in others for word in tokens[n]],
                [0 < others[word] <= 3 for word in tokens[n]],
                [word in headline for word in tokens[n] if headline],
            ]
            np.testing.assert_array_equal(told, [sum(flags) / len(flags) if flags else np.nan for flags in wanted])
            assert found["same"][at + n] == np.log1p(sum(other.key == line.key for other in page.lines))
        at += len(page.lines)


def tokens_of(line: Line) -> list[str]:
    return list(line.said.tell(linelikeness._tokens)[0])
