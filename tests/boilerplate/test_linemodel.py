"""The line model: its arrays say what its file says, it leaves clean pages alone, and it may not cut what a rule protects."""

from __future__ import annotations

import json
import math
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk import boilerplate, language
from copydesk.boilerplate import linefeatures, linemodel, linereasons, linesketch
from copydesk.boilerplate.page import Page
from copydesk.boilerplate.structure import RULES
from tests.shared_data import shared

FILE = files("copydesk").joinpath("boilerplate/line_model.json")
TABLE: dict[str, Any] = json.loads(FILE.read_text("utf-8"))
GOLDEN = sorted((Path(__file__).parents[1] / "golden").glob("*/*.toml"))
PAGE = [
    "Valley Courier",
    "Home",
    "Weather",
    "Old mill becomes a school for clockmakers",
    "The mill that ground the valley's flour for two centuries opened on Monday as a school for clockmakers, with nine pupils.",
    "“We had more letters than chairs,” the headmistress said.",
    "A quiet start",
    "The first lesson took place in the loft, where the old wheels still turn, and where the owner keeps the keys to the tower.",
    "Buy now",
    "Bakery wins prize",
    "River path closed",
    "Valley Courier",
]


VALUES = st.lists(
    st.sampled_from([0.0, 1.0, -3.0, 0.5, 4.2, 99.0, math.nan]),
    min_size=len(TABLE["features"]),
    max_size=len(TABLE["features"]),
)


def everywhere(odds: float) -> dict[str, Any]:
    """A model that says the same of every line."""
    return {**TABLE, "trees": [[[odds]]]}


def walked(tree: list[list[Any]], traits: dict[str, float]) -> float:
    """What one tree of the file says, read node by node."""
    node = tree[0]
    while len(node) > 1:
        name, bound, is_unknown_right, left, right, _ = node
        goes_right = is_unknown_right if math.isnan(traits[name]) else traits[name] > bound
        node = tree[right if goes_right else left]
    return float(node[0])


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from([0.0, 1.0, -3.0, 0.5, 4.2, 99.0, math.nan]),
        min_size=len(TABLE["features"]),
        max_size=len(TABLE["features"]),
    )
)
def test_arrays_say_what_the_file_says(values: list[float]) -> None:
    """The odds of a line are the sum of the leaves that a person reaches who follows the file by hand."""
    model = linemodel.Model.read(TABLE)
    traits = dict(zip(TABLE["features"], values, strict=True))
    by_hand = sum(walked(tree, traits) for tree in TABLE["trees"])
    assert model.odds(np.array([values]))[0] == pytest.approx(by_hand)


def test_pushes_add_up_to_the_odds() -> None:
    """What the traits pushed, and where the trees began, is the whole of the odds: a reason leaves nothing out."""
    model = linemodel.Model.read(TABLE)
    page = Page(PAGE, "Latn")
    traits = linemodel.matrix(linefeatures.describe(page, None), model.names, range(len(page.lines)))
    assert model.pushes(traits).sum(axis=1) + model.value[model.roots].sum() == pytest.approx(model.odds(traits))


def test_weights_are_small_and_whole() -> None:
    """The file stays readable: under 400 KB, its traits are those that a page has, each bound is a plain number."""
    assert len(FILE.read_bytes()) < 400_000
    assert set(TABLE["features"]) == set(linefeatures.describe(Page(PAGE, "Latn"), None))
    assert TABLE["features"] == sorted(TABLE["features"]) == sorted(TABLE["usual"])
    below = TABLE["cut_below"]
    assert set(below) == {"line", "suspect", "doubtful", "suspect above", "short", "clean", "phrase"}
    assert below["clean"] <= below["short"] <= below["doubtful"] <= below["line"] <= below["suspect"] < 0.5
    assert below["doubtful"] <= below["suspect above"] <= below["suspect"]


@pytest.mark.parametrize("file", GOLDEN, ids=lambda file: f"{file.parent.name}/{file.stem}")
@pytest.mark.parametrize("between", ["\n", "\n\n"], ids=["without blank lines", "with blank lines"])
def test_clean_page_loses_nothing(file: Path, between: str) -> None:
    """Headline and text of every golden page, without any furniture, come through whole."""
    golden = tomllib.loads(file.read_text("utf-8"))
    lines = between.join(text for verdict, text in golden["lines"] if verdict in ("title", "body")).split("\n")
    stripped = boilerplate.strip(lines, language.detect("\n".join(lines)).script)
    assert [cut.text for cut in stripped.cuts if cut.rule == linemodel.RULE] == []


def test_protected_lines_stay_whatever_the_model_says() -> None:
    """A model that would cut all may still not cut speech with its speaker, nor a long sentence."""
    with linemodel.weighing(everywhere(-9.0)):
        kept = [paragraph.text for paragraph in boilerplate.strip(PAGE, "Latn").paragraphs]
    assert PAGE[5] in kept
    assert all(linemodel.is_protected(line) for line in Page(kept, "Latn").lines)


@pytest.mark.parametrize(
    ("line", "script", "is_kept"),
    [
        ("Rating: 3.5/5", "Latn", True),
        ("Ocena: 4 / 10", "Latn", True),
        ("Ferry 3.5/5", "Latn", False),
        ("Rating: 3.5/50", "Latn", False),
        ("नदी पर बना पुराना पुल आज सुबह से सभी के लिए खोला।", "Deva", True),
        ("नदी पर बना पुराना पुल आज सुबह सबके लिए खोला गया।", "Deva", False),
        ("नदी पर बना पुराना पुल आज सुबह से सभी वाहनों के लिए खोला गया...", "Deva", False),
        ("नदी पर बना पुराना पुल आज सुबह से सभी वाहनों के लिए खोला Live।", "Deva", False),
        ("The old bridge is open to all from this morning, they said.", "Latn", False),
        (" ".join(["Harbour, Ferry, Pier"] * 20) + ".", "Latn", True),
        (" ".join(["Harbour, Ferry, Pier"] * 20), "Latn", False),
        (" ".join(["Harbour, Ferry, Pier"] * 20) + ".", "Deva", False),
    ],
)
def test_what_is_protected(line: str, script: str, is_kept: bool) -> None:
    """A critic's rating is, and a very long line of the page's script with its stop; a sentence of twelve words is where the
    model knows no words of its script, a trailer is not."""
    assert linemodel.is_protected(Page([line], script).lines[0]) is is_kept


def test_a_model_that_is_sure_of_all_cuts_nothing() -> None:
    """Every cut under the model's name is the model's: without its doubt there is none."""
    with linemodel.weighing(everywhere(9.0)):
        assert linemodel.RULE not in {cut.rule for cut in boilerplate.strip(PAGE, "Latn").cuts}


def test_furniture_around_the_text_goes_with_a_reason() -> None:
    """Menu and teasers go; sub-head and speech stay; each cut of the model tells how sure it is, in words of the table."""
    stripped = boilerplate.strip(PAGE, "Latn")
    assert [paragraph.text for paragraph in stripped.paragraphs] == PAGE[4:8]
    said = {phrase for table in (linereasons.FEWER, linereasons.MORE) for phrase in table.values()}
    reasons = [cut.because for cut in stripped.cuts if cut.rule == linemodel.RULE]
    assert linemodel.RULE in RULES
    assert reasons
    for because in reasons:
        words, _, sure = because.partition(" (")
        assert sure.endswith("% sure to be text)")
        assert set(words.split(", ")) <= said | {linereasons.UNSAID}


@given(st.text("abc ABC .,:!\"'()-|/7", max_size=60))
def test_traits_know_no_words(text: str) -> None:
    """Other letters of the same kind give the same traits: of a line by itself nothing but its shape is told."""
    other = text.translate(str.maketrans("abcABC", "xyzXYZ"))
    assert linesketch.own(text) == pytest.approx(linesketch.own(other), nan_ok=True)
    assert linesketch.outline(text) == linesketch.outline(other)


def test_traits_are_the_same_in_scripts_without_case() -> None:
    """A danda is a full stop, capitals of a script without case are unknown and not absent."""
    hindi = dict(zip(linesketch.OWN, linesketch.own("नदी पर पुल बना।"), strict=True))
    assert hindi["full stop"] == 1
    assert math.isnan(hindi["capitals"])


@given(st.lists(st.sampled_from([*PAGE, "", "", ".", "१२", "***"]), max_size=20))
def test_any_page_can_be_described(lines: list[str]) -> None:
    """Each trait has one number a line, on any page, and none is infinite."""
    page = Page(lines, "Latn")
    columns = linefeatures.describe(page, None) if page.lines else {}
    assert all(len(column) == len(page.lines) and not np.isinf(column).any() for column in columns.values())


def test_gold_pages_stripped_twice_are_stripped_once() -> None:
    """On real pages too: stripping what is left changes nothing."""
    from benchmarks import gold

    for page in gold.read(shared("gold"))[::40]:
        once = boilerplate.strip(page.text.split("\n"), script := language.detect(page.text).script)
        if once.paragraphs:
            left = "\n\n".join(([once.title] if once.title else []) + [paragraph.text for paragraph in once.paragraphs])
            twice = boilerplate.strip(left.split("\n"), script, boilerplate.Hints(title=once.title or ""))
            assert (twice.title, twice.text) == (once.title, once.text), page.page_id


def test_same_gold_gives_the_same_bytes() -> None:
    """Fitting is deterministic, and what is written is what was fitted."""
    pytest.importorskip("lightgbm")
    from benchmarks import gold, train_lines

    pages = gold.read(shared("gold"))[:24]
    written = [train_lines.written(train_lines.fit([e for page in pages for e in train_lines.examples(page)])) for _ in range(2)]
    assert written[0] == written[1]
    linemodel.Model.read(json.loads(written[0]))


@pytest.mark.parametrize(("script", "place"), [("Latn", "suspect"), ("Deva", "line")])
def test_a_place_below_the_text_speaks_where_words_are_known(script: str, place: str) -> None:
    """What stands below a text is judged as strictly as any line where the page's words are unknown."""
    page = Page(PAGE, script)
    rows = range(len(page.lines))
    columns = {name: np.ones(len(page.lines)) for name in ("prose", "prose above", "words known")}
    look = linemodel.Look(page, None, below={page.lines[-1].number})
    page.cut(page.lines[0], "rule", "so that the page is not clean")
    assert linemodel.places(look, rows, columns)[-1] == place
