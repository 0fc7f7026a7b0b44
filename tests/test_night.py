"""The comparison of nights: the scorer sees what was planted, the page says what was measured, and each program answers."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import sys
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from benchmarks import bench, corpus
from benchmarks.corpus import Truth
from benchmarks.night import lake, measure, page, picture, truth
from benchmarks.night.lake import Article, Left
from benchmarks.night.measure import Spent
from benchmarks.night.page import Measured
from benchmarks.night.programs import FLOOR, OURS, PROGRAMS, Program
from benchmarks.night.truth import Quality

RECORDS = 60


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small landing day with its truth beside it."""
    folder = tmp_path_factory.mktemp("night") / "day"
    corpus.write(folder, RECORDS)
    return folder


@pytest.fixture(scope="module")
def told(day: Path) -> list[Truth]:
    return truth.read(bench.truth_of(day))


def body(day: Path, one: Truth) -> str:
    lines = (day / one.place).read_text("utf-8").split("\n")
    return "\n\n".join(lines[number] for number in one.body)


def perfect(day: Path, told: list[Truth]) -> Left:
    """What a program would leave that makes no mistake."""
    own = {one.place: Article(body(day, one), one.language, one.published_on, one.topic) for one in told if one.kind == "own"}
    repeats = frozenset(one.place for one in told if one.repeats)
    broken = frozenset(one.place for one in told if one.kind == "broken")
    return Left(own, repeats | broken, repeats)


# The corpus


def test_corpus_is_the_same_for_a_seed_and_its_truth_fits_its_pages(day: Path, told: list[Truth], tmp_path: Path) -> None:
    """A seed gives the same files; body lines are lines with words, and never the headline's."""
    corpus.write(tmp_path / "again", RECORDS)
    for one in told:
        data = (day / one.place).read_bytes()
        assert data == (tmp_path / "again" / one.place).read_bytes()
        if one.kind != "broken":
            lines = data.decode().split("\n")
            assert all(lines[number].strip() and lines[number] != one.title for number in one.body)
            assert one.title in lines
    assert {one.kind for one in told} >= {"own", "near", "exact"}


def test_exact_copy_has_the_same_body_and_a_near_one_most_of_it(day: Path, told: list[Truth]) -> None:
    """What a record repeats has its body, whole in a copy and but for a sentence in a near-duplicate."""
    by_place = {one.place: one for one in told}
    for one in told:
        if one.repeats:
            here, there = body(day, one), body(day, by_place[one.repeats])
            assert (here == there) is (one.kind == "exact")
            assert len(set(there.split("\n\n")) - set(here.split("\n\n"))) <= 1


def test_site_words_its_sections_alike_on_every_page(told: list[Truth]) -> None:
    """A site has one label for a topic, and it is one that its language's lexicon gives that topic."""
    for number in range(5):
        one = corpus.site(number)
        assert one == corpus.site(number)
        assert all(label in corpus._sections(one.language)[topic] for topic, label in one.labels.items())


# The scorer


def test_perfect_answer_has_a_perfect_score(day: Path, told: list[Truth]) -> None:
    """Who leaves every body once, and names the rest, has no fault."""
    assert truth.score(told, day, perfect(day, told)) == Quality(1, 1, 1, 1, 1, 1, 1, gone=0, garbage=0, silent=0)


def changed(left: Left, change: Callable[[Article], Article]) -> Left:
    """The first article changed."""
    first = min(left.articles)
    return replace(left, articles={**left.articles, first: change(left.articles[first])})


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("language", lambda one: replace(one, language="xx")),
        ("date", lambda one: replace(one, published_on="1999-01-01")),
        ("topic", lambda one: replace(one, topic="none")),
        ("lines", lambda one: replace(one, text=one.text.partition("\n\n")[2])),
    ],
)
def test_planted_error_lowers_its_own_score_alone(
    day: Path, told: list[Truth], field: str, change: Callable[[Article], Article]
) -> None:
    """A wrong language, date or topic, or a body line that was cut, is seen where it is, and nowhere else."""
    right = perfect(day, told)
    found = truth.score(told, day, changed(right, change))
    assert getattr(found, field) < 1
    assert replace(found, **{field: 1.0}) == truth.score(told, day, right)


def test_furniture_left_in_is_seen(day: Path, told: list[Truth]) -> None:
    """A page kept whole loses precision of lines."""
    right = perfect(day, told)
    kept = {place: replace(one, text=(day / place).read_text("utf-8")) for place, one in right.articles.items()}
    assert truth.score(told, day, replace(right, articles=kept)).lines < 0.9


def test_duplicates_let_through_are_seen_by_kind(day: Path, told: list[Truth]) -> None:
    """A repeat published beside what it repeats lowers the share of its kind."""
    right = perfect(day, told)
    for kind in ("near", "exact"):
        extra = {
            one.place: Article(body(day, one), one.language, one.published_on, one.topic) for one in told if one.kind == kind
        }
        found = truth.score(told, day, replace(right, articles={**right.articles, **extra}))
        assert getattr(found, kind) == 0
        assert getattr(found, "exact" if kind == "near" else "near") == 1


def test_articles_lost_are_seen(day: Path, told: list[Truth]) -> None:
    """A story of which nothing is published is gone, its body counts as cut; called a duplicate, precision falls."""
    right = perfect(day, told)
    alone = next(one.place for one in told if one.kind == "own" and not any(other.repeats == one.place for other in told))
    without = {place: one for place, one in right.articles.items() if place != alone}
    found = truth.score(told, day, replace(right, articles=without))
    assert (found.gone, found.silent) == (1, 1)
    assert found.lines < 1
    called = truth.score(told, day, replace(right, articles=without, duplicates=right.duplicates | {alone}))
    assert called.precision < 1


def test_broken_file_that_was_published_is_garbage(day: Path, told: list[Truth]) -> None:
    """A picture among the articles is seen."""
    broken = [replace(one, kind="broken") if one.kind == "own" else one for one in told[:1]]
    left = Left({broken[0].place: Article("\x89PNG")})
    assert truth.score([*broken, *told[1:]], day, left).garbage == 1


def test_lines_that_were_joined_are_found_again() -> None:
    """A line counts as kept where it stands alone, or inside a longer one if it is long; spaces and marks do not matter."""
    first, second = (
        "The harbour was closed for a third day in a row, nobody said why.",
        "It opens on Monday, the office said later.",
    )
    text = f"Share\n\n{first}\n\n{second}"
    kept = "The harbour was closed for a third day in a row nobody said why. It opens on Monday , the office said later."
    assert truth.kept_lines(text, kept, "A headline") == {2, 4}


# The measurement and the page


def test_cost_of_a_process_is_its_own_and_its_childrens(tmp_path: Path) -> None:
    """CPU of a child counts, memory is the largest process's, what it says is kept, and a failure is told with its end."""
    core = min(os.sched_getaffinity(0))
    spin = "import time\nwhile time.process_time() < .3: pass"
    child = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {spin!r}]); print('said')"
    before = os.sched_getaffinity(0)
    spent = measure.run([sys.executable, "-c", child], tmp_path / "log.txt", {}, core)
    assert spent.cpu >= 0.3
    assert spent.megabytes > 1
    assert (tmp_path / "log.txt").read_text() == "said\n"
    assert os.sched_getaffinity(0) == before
    with pytest.raises(RuntimeError, match="no such luck"):
        measure.run([sys.executable, "-c", "raise SystemExit('no such luck')"], tmp_path / "log.txt", {}, core)
    with pytest.raises(RuntimeError, match="no-such-program"):
        measure.run(["no-such-program"], tmp_path / "log.txt", {}, core)


def test_what_a_process_took_that_outlives_the_program_is_counted(tmp_path: Path) -> None:
    """CPU and memory of a process that the program leaves behind, as the server of its workers is, are the program's."""
    work = "import time; held = b'x' * 200_000_000\nwhile time.process_time() < 0.5: pass"
    leave = f"import subprocess, sys; subprocess.Popen([sys.executable, '-S', '-c', {work!r}]); print('gone')"
    spent = measure.run([sys.executable, "-S", "-c", leave], tmp_path / "log.txt", {}, min(os.sched_getaffinity(0)))
    assert spent.cpu >= 0.5
    assert spent.megabytes >= 190


def test_what_the_measurer_holds_is_not_charged_to_the_program(tmp_path: Path) -> None:
    """A program's peak is its own, however large the process is that has it measured."""
    held = b"." * 300_000_000
    spent = measure.run([sys.executable, "-S", "-c", "pass"], tmp_path / "log.txt", {}, min(os.sched_getaffinity(0)))
    assert 1 < spent.megabytes < 100 < len(held) / 1024**2


def measured() -> Measured:
    """Figures that are easy to reckon: copydesk 1 s to start and 1 ms a record, by hand .5 s and 30 ms, floor .2 s and .25."""
    costs = {OURS: (1.0, 0.001), FLOOR: (0.2, 0.00025), "by hand": (0.5, 0.03)}
    programs = [program for program in PROGRAMS if program.name in costs]
    spent = {
        name: {size: [Spent(start + each * size, 1.0, 100.0)] * 3 for size in (500, 2_000)}
        for name, (start, each) in costs.items()
    }
    right = Quality(0.9, 1.0, None, None, 0.5, 1.0, None, 3, 0, 12)
    return Measured(programs, spent, {name: {2_000: right} if name != FLOOR else {} for name in costs}, {})


def test_page_tells_the_ratios_with_and_without_the_start() -> None:
    """The whole night and a further record have their own ratios, targets are told beside both, and quality is in the table."""
    text = page.section(measured(), {500: 2_500_000, 2_000: 10_000_000}, 3, "bench", pictured=False)
    assert "| by hand | 30.25 | 20.17 (20.17–20.17) | 30.00 | 30.00 (30.00–30.00) | 100 | 0.900 | 1.000 | – | – | 0.500 |" in text
    assert "| by hand, times copydesk | at least 25 | 20.17 (20.17–20.17) at 2,000 | 30.00 (30.00–30.00) |" in text
    assert "| copydesk, times the floor | at most 10 | 4.29 (4.29–4.29) at 2,000 | 4.00 (4.00–4.00) |" in text
    assert "files of 5.0 kB" in text


def test_picture_shows_every_curve_by_name() -> None:
    """The picture is SVG with a curve and a name for each program, no two names on one another."""
    root = ET.fromstring(picture.draw(page.curves(measured()), "Cost"))
    space = "{http://www.w3.org/2000/svg}"
    assert len(root.findall(f"{space}polyline")) == 3
    names = [found for found in root.findall(f"{space}text") if found.text in {OURS, FLOOR, "by hand"}]
    heights = sorted(float(found.get("y", "")) for found in names)
    assert len(heights) == 3
    assert min(second - first for first, second in pairwise(heights)) >= picture.GAP - 0.2


def test_size_that_would_take_too_long_is_left_out(day: Path, tmp_path: Path) -> None:
    """A peer is left out where its runs so far say that the limit would be passed; one that is missing is told; ours is run."""
    quick = replace(PROGRAMS[1], command=lambda folder, out: [sys.executable, "-c", ""], reader=None)
    ours, gone = replace(quick, name=OURS), replace(quick, name="gone", libraries=("no_such_library",))
    found = bench.compare([ours, quick, gone], {10: day, 100_000: day}, 2, 5.0, tmp_path, min(os.sched_getaffinity(0)))
    ran = {name: {size: len(rounds) for size, rounds in own.items()} for name, own in found.spent.items()}
    assert ran == {OURS: {10: 2, 100_000: 2}, quick.name: {10: 2}, "gone": {}}
    assert found.left_out == {"gone": "no_such_library"}


def test_cost_to_come_is_on_the_line_of_the_costs_so_far() -> None:
    """Two sizes tell the start from the records; one is taken for all records; a size that was run tells itself."""
    so_far = {10: [Spent(2.0, 0, 0)], 20: [Spent(3.0, 0, 0)]}
    assert bench._expected({}, 40) == 0
    assert bench._expected({10: so_far[10]}, 40) == 8
    assert bench._expected(so_far, 40) == 5
    assert bench._expected(so_far | {40: [Spent(1.0, 0, 0)]}, 40) == 1


# The programs


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.name)
def test_program_answers(program: Program, day: Path, told: list[Truth], tmp_path: Path) -> None:
    """Every program runs over a small day, publishes most stories, and says of a language what it is."""
    if missing := program.missing():
        pytest.skip(f"{program.name}: {missing} is not installed; `make bench` installs the peers")
    spent = bench.night(program, day, tmp_path / "out", min(os.sched_getaffinity(0)))
    assert spent.cpu > 0
    if program.reader is None:
        return
    found = bench.quality(program, day, tmp_path / "out")
    assert found is not None
    assert found.lines > 0.2
    assert found.garbage == 0
    assert statistics.fmean([found.language or 0]) > 0.9
    if program.name == OURS:
        assert found.silent == found.gone == 0
        assert found.lines > 0.9


def test_ledgers_in_files_and_in_the_log_are_read(tmp_path: Path) -> None:
    """A record that is named in JSON Lines, packed or not, or in the log, is accounted for."""
    import gzip

    import pyarrow as pa
    import pyarrow.parquet as pq

    (tmp_path / "lake").mkdir()
    pq.write_table(pa.table({"source": ["a/0000001.txt"], "text": ["One."]}), tmp_path / "lake" / "part-0.parquet")
    (tmp_path / "removed.jsonl").write_text(json.dumps({"id": "b/0000002.txt"}))
    (tmp_path / "more.jsonl.gz").write_bytes(gzip.compress(json.dumps({"id": "c/0000003.txt"}).encode()))
    (tmp_path / lake.LOG).write_text("skipped d/0000004.txt")
    left = lake.plain(tmp_path)
    assert left.articles == {"a/0000001.txt": Article("One.")}
    assert left.named == {"b/0000002.txt", "c/0000003.txt", "d/0000004.txt"}
    shutil.rmtree(tmp_path / "lake")
