"""The score says what it should: planted errors move each figure by the right amount, and no publisher is in both halves.

The small gold below was written for these tests.
"""

from __future__ import annotations

import gzip
import json
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import figures, gold, line_score, own_pages, peers, results, score, unseen
from benchmarks.gold import GoldLine, Page
from benchmarks.line_score import Counts
from benchmarks.unseen import Cleaned, Learner
from tests.shared_data import shared

FLOORS = tomllib.loads((Path(__file__).parent / "floors.toml").read_text("utf-8"))["cleaning"]

HINDI = [
    ("मुख्य खबरें", "boilerplate"),
    ("शहर की झील में लौटे प्रवासी पक्षी", "title"),
    ("अनिल वर्मा", "byline"),
    ("31 अक्टूबर 2024", "date"),
    ("शहर की पुरानी झील में इस साल बारह हजार से अधिक प्रवासी पक्षी उतरे हैं और वन विभाग ने उनकी गिनती पूरी कर ली है।", "content"),
    ("पानी कैसे लौटा", "content"),
    ("विभाग के अधिकारियों ने बताया कि पिछले तीन वर्षों में झील के चारों ओर बीस हजार पौधे लगाए गए और गाद भी निकाली गई।", "content"),
    ("यह भी पढ़ें", "boilerplate"),
    ("व्हाट्सएप ग्रुप से जुड़ें", "boilerplate"),
]
ENGLISH = [
    ("Home", "boilerplate"),
    ("Ferry to the islands runs again after the storm", "title"),
    ("By Mara Quill and Tom Adeyemi", "byline"),
    (
        "The first ferry in nine days left the harbour on Monday with two hundred passengers and a load of fresh bread.",
        "content",
    ),
    (
        "Captain Ines Holt said that the swell had dropped below two metres and the crossing would take an hour longer.",
        "content",
    ),
    ("“We missed the bread most of all.”", "content"),
    (
        "Islanders had lived on tinned food since the gale, and the school had closed because its teachers live ashore.",
        "content",
    ),
    ("Share on Facebook", "boilerplate"),
    ("Most read", "boilerplate"),
    ("Subscribe to our newsletter", "boilerplate"),
]


def lines(written: Sequence[tuple[str, str]]) -> tuple[GoldLine, ...]:
    return tuple(GoldLine(text, label) for text, label in written)


def page(written: Sequence[tuple[str, str]] = ENGLISH, publisher: str = "ledger", source: str = "small", **more: Any) -> Page:
    return Page(source, more.pop("page_id", publisher), publisher, more.pop("lang", "en"), lines(written), **more)


def numbers(of: Page, *labels: str) -> list[int]:
    return [number for number, line in enumerate(of.lines) if line.label in labels]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Six pages of six publishers, in the files that the gold has."""
    (tmp_path / "lines").mkdir()
    rows = []
    for number, (lang, written) in enumerate([("hi", HINDI), ("en", ENGLISH)] * 3):
        title, site = written[1][0], f"https://www.paper{number}.co.uk/a"
        meta = {"title": title + (str(number) if number > 1 else ""), "authors": ["Mara Quill", "Tom Adeyemi"]}
        texts = [{"text": text, "label": label, "gap": 1} for text, label in written]
        rows.append({"source": "small", "page_id": f"{number}", "lang": lang, "url": site, "meta": meta, "lines": texts})
    write(tmp_path, "small", rows)
    return tmp_path


def write(folder: Path, name: str, rows: Sequence[dict[str, Any]]) -> None:
    (folder / "lines").mkdir(exist_ok=True)
    with gzip.open(folder / "lines" / f"{name}.jsonl.gz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def row(source: str, page_id: str, url: str | None = None, title: str = "") -> dict[str, Any]:
    return {"source": source, "page_id": page_id, "lang": "en", "url": url, "meta": {"title": title}, "lines": []}


# The figures


def test_perfect_cleaner_is_perfect() -> None:
    """Who keeps the content and cuts the boilerplate has 1 everywhere and no false cut."""
    counts = line_score.count(page(), numbers(page(), "content"))
    assert counts == Counts(tp=4, tn=4)
    assert (counts.precision, counts.recall, counts.f1, counts.false_cuts) == (1, 1, 1, 0)


@pytest.mark.parametrize(("dropped", "kept"), [(1, 0), (0, 1), (3, 0), (0, 4), (2, 3), (4, 0)])
def test_planted_errors_move_the_figures_by_the_right_amount(dropped: int, kept: int) -> None:
    """Each line of content that is dropped is one fn, each line of boilerplate that is kept one fp; the figures follow."""
    told = page()
    counts = line_score.count(told, numbers(told, "content")[dropped:] + numbers(told, "boilerplate")[:kept])
    assert counts == Counts(tp=4 - dropped, fp=kept, fn=dropped, tn=4 - kept)
    assert counts.recall == (4 - dropped) / 4
    assert counts.false_cuts == 25 * dropped
    assert counts.precision == ((4 - dropped) / (4 - dropped + kept) if kept or dropped < 4 else 1)
    assert counts.f1 == pytest.approx(2 * (4 - dropped) / (2 * (4 - dropped) + kept + dropped))


@given(st.sets(st.integers(0, len(ENGLISH) - 1)), st.integers(0, len(ENGLISH) - 1))
def test_one_line_more_moves_one_count_at_most(kept: set[int], number: int) -> None:
    """Keeping one more line adds one tp or one fp if it is content or boilerplate, and nothing if it is anything else."""
    told = page()
    before, after = line_score.count(told, kept - {number}), line_score.count(told, kept | {number})
    label = told.lines[number].label
    assert after.tp - before.tp == before.fn - after.fn == (label == "content")
    assert after.fp - before.fp == before.tn - after.tn == (label == "boilerplate")
    assert after.lines == 8


@given(st.sets(st.integers(0, 7)))
def test_of_a_group_any_one_may_be_kept(kept: set[int]) -> None:
    """Lines of one dup_group that holds content count once, as kept if any of them is; no other group is made content."""
    grouped = [
        ("content", 1),
        ("duplicate", 1),
        ("byline", 2),
        ("content", 2),
        ("content", 2),
        ("title", 3),
        ("title", 3),
        ("content", None),
    ]
    told = replace(page(), lines=tuple(GoldLine("same", label, 0, group) for label, group in grouped))
    tp = bool(kept & {0, 1}) + bool(kept & {2, 3, 4}) + (7 in kept)
    assert line_score.count(told, kept) == Counts(tp=tp, fn=3 - tp)


def test_pages_and_lines_are_averaged_each_in_its_way() -> None:
    """The micro figures add lines up; the page average gives a short page the weight of a long one."""
    long, short = Counts(tp=90, fn=10, fp=0, tn=50), Counts(tp=1, fp=3)
    told = line_score.score([long, short])
    assert told.counts.f1 == pytest.approx(182 / 195)
    assert told.page_f1 == pytest.approx((180 / 190 + 2 / 5) / 2)
    pages = [page(source="a"), page(source="b"), page(source="a")]
    by_source = line_score.by(pages, [long, short, long], lambda p: p.source)
    assert by_source["a"].counts == long + long
    assert (by_source["a"].pages, by_source["b"]) == (2, line_score.score([short]))


@pytest.mark.parametrize(
    ("title", "byline", "want"),
    [
        ("FERRY to the islands runs again, after the storm", "Tom Adeyemi & Mara Quill", (True, True, True)),
        ("Ferry to the islands runs again", "Mara Quill", (False, False, False)),
        (None, None, (False, False, False)),
        ("Home", "Mara Quill, Tom Adeyemi, Agencies", (False, False, False)),
    ],
)
def test_title_and_byline_are_right_or_wrong(title: str | None, byline: str | None, want: tuple[bool, ...]) -> None:
    """A title is right if it is the same once folded, a byline if it names the same set of people."""
    told = page(meta={"title": "Ferry to the islands runs again after the storm", "authors": ["Mara Quill", "Tom Adeyemi"]})
    found = line_score.match(told, title, byline)
    assert (found.title, found.labelled_title, found.byline) == want


def test_publisher_may_say_by() -> None:
    """An author whom the publisher gives with a lead-in is the author whom the cleaner gives without."""
    told = page(meta={"authors": ["By Mara Quill and Tom Adeyemi"]})
    assert line_score.match(told, None, "Mara Quill, Tom Adeyemi").byline is True


def test_what_no_line_shows_is_not_asked_for() -> None:
    """Where no line is the title, or an author stands nowhere, nothing can be told."""
    told = page([line for line in ENGLISH if line[1] != "title"], meta={"title": "Ferries", "authors": ["Mara Quill", "Bo Lund"]})
    assert line_score.match(told, "Ferries", "Mara Quill") == line_score.Match(None, None, None)
    assert line_score.rate([True, None, False, True]) == (2 / 3, 3)


# The gold


def test_page_is_what_the_desk_would_get() -> None:
    """Blank lines before a line are as many as the gold says, three at most; every line of the text knows its gold line."""
    gaps = [("One", 5), ("Two", 1), ("Three", 7), ("Four\nand a half", 0)]
    told = replace(page(), lines=tuple(GoldLine(text, "content", gap) for text, gap in gaps))
    assert told.text == "One\n\nTwo\n\n\n\nThree\nFour\nand a half"
    assert [told.text.split("\n")[n] for n, _ in enumerate(told.desk_lines)] == [text for text, _ in told.desk_lines]
    assert told.gold_numbers(range(9)) == {0, 1, 2, 3}
    assert told.gold_numbers([1, 2, 8]) == {1, 3}


def test_publisher_is_one_key_wherever_its_pages_are(tmp_path: Path) -> None:
    """By its address whatever the ending, by its name without an address, by a title that two sources share; bbc is one."""
    write(
        tmp_path,
        "fundus",
        [
            row("fundus", "se_Bladet_2024_01_02", "https://www.bladet.se/x?y"),
            row("fundus", "de_Ort_2024_01_02", "https://m.ort-heute.de/"),
        ],
    )
    write(
        tmp_path,
        "fundus_history",
        [row("fundus_history", "se_Bladet_2025_11_12_0af3", None), row("fundus_history", "de_Ort_2023_01_02_1b", None)],
    )
    write(
        tmp_path,
        "other",
        [
            row("other", "1", "https://bladet.co.uk/a"),
            row("other", "2", None, "How a harbour lost its bell"),
            row("other", "3", "https://bells.example.com", "How a harbour lost its bell"),
            row("other", "4_1"),
            row("other", "4_2"),
        ],
    )
    write(tmp_path, "bbc_simorgh", [row("bbc_simorgh", "hindi_a"), row("bbc_simorgh", "news_b")])
    write(tmp_path, "wide", [row("wide", "1", "https://www.bbc.co.uk/news")])
    found = {(p.source, p.page_id): p.publisher for p in gold.read(tmp_path)}
    assert len(found) == 12
    same = [
        [("fundus", "se_Bladet_2024_01_02"), ("fundus_history", "se_Bladet_2025_11_12_0af3"), ("other", "1")],
        [("fundus", "de_Ort_2024_01_02"), ("fundus_history", "de_Ort_2023_01_02_1b")],
        [("other", "2"), ("other", "3")],
        [("other", "4_1"), ("other", "4_2")],
        [("bbc_simorgh", "hindi_a"), ("bbc_simorgh", "news_b"), ("wide", "1")],
    ]
    keys = [{found[key] for key in group} for group in same]
    assert [len(each) for each in keys] == [1] * 5
    assert len(set.union(*keys)) == 5


@given(st.lists(st.integers(0, 12), min_size=1, max_size=60), st.integers(2, 6))
def test_no_publisher_is_in_two_parts(publishers: list[int], count: int) -> None:
    """Every page is dealt once, all pages of a publisher to one part, the same way whatever their order."""
    pages = [page(publisher=f"p{publisher}", page_id=str(number)) for number, publisher in enumerate(publishers)]
    parts = gold.folds(pages, count)
    assert sorted(p.page_id for part in parts for p in part) == sorted(p.page_id for p in pages)
    assert sum(len({p.publisher for p in part}) for part in parts) == len(set(publishers))
    again = gold.folds(pages[::-1], count)
    assert [{p.page_id for p in part} for part in again] == [{p.page_id for p in part} for part in parts]


def test_repeats_are_grouped_where_a_source_groups_none(tmp_path: Path) -> None:
    """Lines of content that say the same are one group in a source without groups, and stay alone in a source that has some."""
    said = [{"text": text, "label": "content"} for text in ("Back to top.", "back to top", "One more", "One more!")]
    write(tmp_path, "bare", [row("bare", "1") | {"lines": [*said, {"text": "Back to top", "label": "boilerplate"}]}])
    write(tmp_path, "told", [row("told", "1") | {"lines": said}, row("told", "2") | {"lines": [{**said[0], "dup_group": 0}]}])
    bare, told, _ = gold.read(tmp_path)
    assert line_score.count(bare, [0]) == Counts(tp=1, fn=1, tn=1)
    assert line_score.count(told, [0]) == Counts(tp=1, fn=3)


def test_labels_that_nobody_knows_are_refused(tmp_path: Path) -> None:
    """A label outside the list, or no gold at all, is an error and not a silent zero."""
    write(tmp_path, "odd", [row("odd", "1") | {"lines": [{"text": "x", "label": "contnet"}]}])
    with pytest.raises(ValueError, match="contnet"):
        gold.read(tmp_path)
    with pytest.raises(FileNotFoundError, match="COPYDESK_GOLD"):
        gold.read(tmp_path / "lines")


def test_our_own_pages_are_fitted_on_and_never_those_that_bound_the_cleaner() -> None:
    """Each page that we wrote to fit on has text and furniture by labels of the gold, and hardly a line of tests/pages."""
    pages = own_pages.read()
    assert len({page.publisher for page in pages}) == len(pages) > 200
    assert {line.label for page in pages for line in page.lines} <= gold.LABELS
    assert all({"content", "boilerplate", "title"} <= {line.label for line in page.lines} for page in pages)
    held_out = {
        text for file in (Path(__file__).parent / "pages").glob("*.jsonl") for row in file.read_text("utf-8").splitlines()
        for label, text in json.loads(row)["lines"] if label == "content"
    }  # fmt: skip
    shared_lines = [line.text for page in pages for line in page.lines if line.label == "content" and line.text in held_out]
    assert [line for line in shared_lines if len(line.split()) > 5] == []


def test_weights_never_saw_the_publisher_of_the_page(folder: Path) -> None:
    """Every page is cleaned once, and seen by the second of two learners, inside weights fitted on other publishers' pages."""
    everything = gold.read(folder)
    in_force: list[set[str]] = []
    cleaned: list[str] = []

    @contextmanager
    def using(weights: set[str]) -> Iterator[None]:
        in_force.append(weights)
        yield
        in_force.pop()

    def strip(told: Page) -> Cleaned:
        assert len(in_force) == 2
        assert all(told.publisher not in weights and len(weights) >= 4 for weights in in_force)
        cleaned.append(told.page_id)
        return Cleaned(frozenset(), told.page_id, None, {})

    def examples(told: Page) -> list[str]:
        assert all(told.publisher not in weights for weights in in_force)
        return [told.publisher]

    def late_examples(told: Page) -> list[str]:
        assert len(in_force) == 1
        return examples(told)

    learners = [Learner(examples, set, using), Learner(late_examples, set, using)]
    wanted = everything[1:5]
    assert [own.title for own in unseen.clean(wanted, everything, learners=learners, strip=strip)] == [p.page_id for p in wanted]
    assert sorted(cleaned) == [told.page_id for told in wanted]
    assert not in_force


# The tables and the command


def test_command_scores_the_gold_it_is_given(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The command reads $COPYDESK_GOLD, prints its tables, writes the wrong lines, and leaves the page of results alone."""
    monkeypatch.setenv("COPYDESK_GOLD", str(folder))
    monkeypatch.setattr(unseen, "LEARNERS", ())
    monkeypatch.setattr(results, "put", lambda *_: pytest.fail("wrote results of a part"))
    score.main(["--no-peers", "--language", "hi", "--errors", str(tmp_path / "errors.txt")])
    shown = capsys.readouterr().out
    assert "copydesk by language" in shown
    assert " hi " in shown
    assert " en " not in shown
    assert (tmp_path / "errors.txt").exists()


def test_errors_name_the_rule_and_the_line() -> None:
    """Every false cut is listed with its rule, every line of boilerplate that was kept without one, and no right line."""
    told, home = page(), "the menu"
    wrong = Cleaned(frozenset({*numbers(told, "content")[1:], 0}), None, None, {3: ("teaser", home), 8: ("en/most-read", home)})
    listed = score.errors([told], [wrong]).splitlines()
    assert listed[0].startswith("# small/ledger en")
    assert listed[1].split() == ["0", "KEPT:", "Home"]
    assert listed[2].startswith("    3 CUT  teaser (the menu): The first ferry")
    assert len(listed) == 3
    rules = {cells[0]: cells[1:] for cells in figures.rules([told], [wrong]).rows[1:]}
    assert rules == {"teaser": ["1", "0", "0"], "en/most-read": ["0", "1", "0"]}


def test_tables_show_the_planted_error() -> None:
    """A cleaner that loses one line of four shows it in its own row, and the row of keep-all stays."""
    told = page()
    cleaned = Cleaned(frozenset(numbers(told, "content")[1:]), None, None, {})
    tables = {table.title: table.rows for table in score.measure([told], [cleaned], {"keep all": peers.keep_all})}
    assert tables["False cuts in 100 lines of content"][1:] == [["**copydesk**", "**25.0**"], ["keep all", "0.0"]]
    assert tables["Precision / recall"][1:] == [["**copydesk**", "**1.000 / 0.750**"], ["keep all", "0.500 / 1.000"]]
    assert tables[score.F1][2] == ["keep all", "0.667 (0.667)"]
    assert tables["copydesk by language"][1][-2:] == ["25.0", "0.667 keep all"]
    assert "| keep all | 0.500 / 1.000 |" in score.section(list(score.measure([told], [cleaned], {"keep all": peers.keep_all})))


# The peers


def kept_by(peer: peers.Peer, told: Page) -> list[str]:
    return [told.lines[number].text for number in sorted(peer(told))]


def test_rule_of_ascii_stops_is_blind_to_the_danda() -> None:
    """C4's rule as published keeps English sentences and no Hindi one; with every script's stops it keeps both."""
    hindi, english = page(HINDI, lang="hi"), page()
    assert kept_by(peers.c4, hindi) == []
    assert kept_by(peers.c4_in_every_script, hindi) == [HINDI[4][0], HINDI[6][0]]
    assert len(kept_by(peers.c4, english)) == 3
    assert len(kept_by(peers.c4_in_every_script, english)) == 4


def test_densest_span_is_the_body() -> None:
    """The span with the most words above the line's share begins at the first paragraph and ends at the last."""
    assert sorted(peers.densest_span(page())) == [3, 4, 5, 6]
    assert list(peers.densest_span(page([("Home", "boilerplate")]))) == []


@pytest.mark.parametrize(
    "name",
    ["jusText", "datatrove C4QualityFilter", "datatrove Gopher+FineWeb", "trafilatura line filters", "trafilatura extract"],
)
def test_libraries_answer_on_lines(name: str) -> None:
    """Each library sees every line of the page, keeps its long paragraphs, and names lines that there are."""
    if not (peers.FOLDER / "datatrove").is_dir() and not find_spec("datatrove"):
        pytest.skip(f"no peers in {peers.FOLDER}: run `make test`, which installs requirements-peers.txt")
    body = " ".join(text for text, label in ENGLISH if label == "content")
    told = page([*ENGLISH[:3], (body, "content"), ("Facebook", "boilerplate"), *ENGLISH[7:]])
    kept = set(peers.load()[name](told))
    if name == "datatrove Gopher+FineWeb":
        assert kept in (set(), set(range(len(told.lines))))
    else:
        assert kept <= set(range(len(told.lines)))
        assert 3 in kept
        assert 4 not in kept or name == "trafilatura extract"


# The floors


@pytest.fixture(scope="module")
def measured() -> dict[str, tuple[list[Page], list[Cleaned]]]:
    everything = gold.read(shared("gold"))
    found: dict[str, tuple[list[Page], list[Cleaned]]] = {}
    for told, own in zip(everything, unseen.clean(everything, [*everything, *own_pages.read()]), strict=True):
        pages, answers = found.setdefault(told.source, ([], []))
        pages.append(told)
        answers.append(own)
    return found


@pytest.mark.parametrize("source", sorted(FLOORS))
def test_cleaning_stays_above_the_floors(source: str, measured: dict[str, tuple[list[Page], list[Cleaned]]]) -> None:
    """On each source the F1 of lines and of pages and the titles are no worse, and false cuts no more, than they were."""
    pages, cleaned = measured[source]
    told = line_score.score(score.count(pages, [own.kept for own in cleaned]))
    title, _ = line_score.rate(
        line_score.match(p, own.title, own.byline).labelled_title for p, own in zip(pages, cleaned, strict=True)
    )
    assert told.counts.f1 >= FLOORS[source]["f1"]
    assert told.page_f1 >= FLOORS[source]["page_f1"]
    assert told.counts.false_cuts <= FLOORS[source]["false_cuts"]
    assert title >= FLOORS[source]["title"]
