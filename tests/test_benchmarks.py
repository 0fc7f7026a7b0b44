"""The benchmarks measure what they say: the pairs are what their kind promises, and the scores move when they should."""

from __future__ import annotations

import hashlib
import json
import os
import re
import statistics
import subprocess
import sys
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks import (
    backfill,
    copied_lake,
    counting,
    dedup_quality,
    labelled,
    lake_age,
    lake_files,
    late_file,
    pages,
    results,
    template_day,
)
from benchmarks.dedup_quality import Scored, precision_recall, score, share_marked
from benchmarks.labelled import KINDS, LANGUAGES, Pair
from copydesk import audit, dedup, pipeline, reader
from copydesk.settings import Settings
from copydesk.store import desk, open_root, parquet, paths
from copydesk.store.local import LOCKS
from copydesk.text import script, words

REPO = Path(__file__).parents[1]
FLOORS = tomllib.loads((Path(__file__).parent / "floors.toml").read_text("utf-8"))["dedup"]
SCRIPTS = {"bn": "Beng", "en": "Latn", "gu": "Gujr", "hi": "Deva", "ta": "Taml", "ur": "Arab", "zh": "Hani"}
DIGEST = """
import hashlib
from benchmarks.labelled import pairs
print(hashlib.sha256(repr(list(pairs(3, 1))).encode()).hexdigest())
"""


@pytest.fixture(scope="module")
def pairs() -> list[Pair]:
    return list(labelled.pairs(3, 4))


@pytest.fixture(scope="module")
def scored(pairs: list[Pair]) -> list[Scored]:
    return score(pairs)


def of(pairs: list[Pair], *kinds: str) -> list[Pair]:
    found = [pair for pair in pairs if pair.kind in kinds]
    assert len(found) == len(kinds) * len(LANGUAGES) * 4
    return found


def figures(text: str) -> list[str]:
    return re.findall(r"[0-9]+", text)


# The pairs


def test_pairs_are_the_same_in_every_process_and_others_for_another_seed() -> None:
    """A seed gives the same pairs whatever the process hashes strings to; another seed gives others."""
    for hash_seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": f"{REPO / 'include'}{os.pathsep}{REPO}"}
        done = subprocess.run([sys.executable, "-c", DIGEST], env=environment, capture_output=True, text=True, check=True)
        assert done.stdout.strip() == hashlib.sha256(repr(list(labelled.pairs(3, 1))).encode()).hexdigest()
    assert list(labelled.pairs(4, 1)) != list(labelled.pairs(3, 1))


@pytest.mark.parametrize("language", LANGUAGES)
def test_grammar_is_whole_and_in_its_script(language: str) -> None:
    """Every language has the same pools, none with a phrase twice, no slot that has no pool, and text in its own script."""
    phrases = labelled.grammar(language)
    assert {name: len(pool) for name, pool in phrases.items() if name != "frames"} == {
        name: len(pool) for name, pool in labelled.grammar("en").items() if name != "frames"
    }
    for pool in phrases.values():
        assert len(set(pool)) == len(pool)
        slots = {slot for phrase in pool for slot in re.findall(r"\{([^}]*)\}", phrase)}
        assert {slot for slot in slots if not slot[0].isdigit()} <= {*phrases, "omen"}
    text = "\n".join(phrase for pool in phrases.values() for phrase in pool)
    assert script(re.sub(r"\{[^}]*\}", "", text)) == SCRIPTS[language]


def test_base_articles_are_many_and_of_the_lengths_promised(pairs: list[Pair]) -> None:
    """No two pairs share their article, and articles have 80 to 600 words, half as many letters again in Chinese."""
    bases = [pair for pair in pairs if KINDS[pair.kind][1] and pair.kind not in ("sites' chrome left in",)]
    assert len({pair.one for pair in bases}) == len(bases) > 200
    for pair in of(pairs, "exact copy"):
        assert 80 <= len(words(pair.one)) <= (980 if pair.language == "zh" else 700)


def test_copy_is_exact_and_cut_text_is_a_head(pairs: list[Pair]) -> None:
    """A copy is the same text; a cut text is the beginning of the other; a merged one begins with it."""
    assert all(pair.one == pair.other for pair in of(pairs, "exact copy"))
    for pair in of(pairs, "cut to the first half", "cut to the first 4/5"):
        one, other = words(pair.one), words(pair.other)
        assert one[: len(other) - 1] == other[:-1]
        assert abs(len(other) / len(one) - (0.5 if "half" in pair.kind else 0.8)) < 0.08
    for pair in of(pairs, "second text merged in (1/2)", "second text merged in (1/5)"):
        assert pair.other.startswith(pair.one)


def test_editor_leaves_the_numbers_alone(pairs: list[Pair]) -> None:
    """A rewrite, and another script's digits, change no number; a correction changes some, and at most one in four."""
    for pair in of(pairs, "5% of words rewritten", "15% of words rewritten"):
        assert figures(pair.one) == figures(pair.other)
        assert pair.one != pair.other
    for pair in of(pairs, "spelling, digits, marks"):
        assert sorted(dedup.numbers(pair.one).values()) == sorted(dedup.numbers(pair.other).values())
    for pair in of(pairs, "figures corrected (1/8)"):
        before, after = figures(pair.one), figures(pair.other)
        changed = sum(one != other for one, other in zip(before, after, strict=True))
        assert 0 < changed <= max(1, len(before) / 4)
        assert re.sub(r"[0-9]+", "0", pair.one) == re.sub(r"[0-9]+", "0", pair.other)


def test_forms_differ_in_their_slots_alone(pairs: list[Pair]) -> None:
    """Tomorrow's weather is today's with other numbers; a notice has no number at all."""
    for pair in of(pairs, "weather, same place, other day", "weather above a long standing text"):
        assert re.sub(r"[0-9]+", "0", pair.one) == re.sub(r"[0-9]+", "0", pair.other)
        assert pair.one != pair.other
    for pair in of(pairs, "notice, only the place differs"):
        assert not figures(pair.one + pair.other)
        assert pair.one != pair.other


def test_more_rewriting_makes_texts_less_alike(scored: list[Scored]) -> None:
    """Similarity falls from copies over rewrites to unrelated articles."""
    kinds = ["exact copy", "5% of words rewritten", "10% of words rewritten", "15% of words rewritten", "unrelated"]
    typical = [statistics.median(each.similarity for each in scored if each.pair.kind == kind) for kind in kinds]
    assert typical == sorted(typical, reverse=True)
    assert len(set(typical)) == len(typical)


# The scores


def test_wrong_labels_lower_the_scores(scored: list[Scored]) -> None:
    """Where duplicates are said to be articles of their own, precision falls; where others are said to be one, recall does."""
    precision, recall = precision_recall(scored, 0.7)
    calumny = [replace(s, pair=replace(s.pair, same=False)) if s.pair.kind == "exact copy" else s for s in scored]
    credulity = [replace(s, pair=replace(s.pair, same=True)) if s.pair.kind == "unrelated" else s for s in scored]
    assert precision_recall(calumny, 0.7)[0] < precision
    assert precision_recall(credulity, 0.7)[1] < recall


def test_rule_that_errs_is_seen(scored: list[Scored]) -> None:
    """A rule that refuses everything finds nothing; one that looks at no number loses forms; a lower threshold finds more."""
    assert precision_recall(scored, 0.7, lambda one, other: True) == (1.0, 0.0)
    assert precision_recall(scored, 0.7, dedup_quality.never)[0] < precision_recall(scored, 0.7)[0]
    assert share_marked(scored, 0.3) > share_marked(scored, 0.9)


def test_sample_stays_above_the_floors(scored: list[Scored]) -> None:
    """Precision, recall, forms kept apart and candidates found are no worse than they were."""
    least = Settings().similarity
    precision, recall = precision_recall(scored, least)
    forms = [each for each in scored if each.pair.kind in dedup_quality.FORMS]
    alike = [each for each in scored if each.similarity >= least]
    assert precision >= FLOORS["precision"]
    assert recall >= FLOORS["recall"]
    assert 1 - share_marked(forms, 0.5) >= FLOORS["forms_apart"]
    assert statistics.fmean(dedup_quality.found_by_signatures(alike)) >= FLOORS["candidates"]


def test_section_of_the_page_is_replaced_and_the_others_stay(tmp_path: Path) -> None:
    """A program that runs again replaces what it wrote, and nothing else."""
    page = tmp_path / "RESULTS.md"
    results.put("one", "first", page)
    results.put("two", "second", page)
    results.put("one", "third", page)
    text = page.read_text()
    assert "first" not in text
    assert text.index("third") < text.index("second")
    assert text.count("<!-- one -->") == 1


# The days and the lakes


@pytest.mark.parametrize(("kind", "found"), [("rewrites", 59), ("weather", 0), ("ordinary", 0)])
def test_day_full_of_one_form_is_what_it_says(kind: str, found: int) -> None:
    """Rewrites of one article are its duplicates; a site's weather pages and ordinary articles are nobody's."""
    assert len(set(template_day.texts(kind, 60))) == 60
    assert template_day.measure(kind, 60)[1] == found


@pytest.fixture(scope="module")
def cycle(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The landing days that lakes are copied from, 14 articles each: the fewest that have both kinds of repeats."""
    settings = Settings(root=str(tmp_path_factory.mktemp("cycle")))
    copied_lake.make_cycle(settings, 14, map)
    return settings


def shown(settings: Settings) -> dict[str, object]:
    """All files of the desk, its marks and the lake; of desk manifests all but the listing, since copies have no landing."""
    root = open_root(settings.root)
    found: dict[str, object] = {}
    for entry in [*root.files("desk"), *root.files("lake")]:
        if entry.path.endswith("/manifest.json"):
            found[entry.path] = json.loads(root.read(entry.path)) | {"listing": ""}
        elif "/_work/" not in entry.path and not entry.path.startswith(LOCKS):
            found[entry.path] = root.read(entry.path)
    return found


def test_copied_lake_is_the_one_that_the_pipeline_builds(tmp_path: Path, cycle: Settings) -> None:
    """Desk and lake of copied landing days are byte for byte those of the same files run day by day, duplicates and all."""
    copied, run = (Settings(root=str(tmp_path / name)) for name in ("copied", "run"))
    copied_lake.copy_lake(cycle, copied, 13, map)
    for n in range(13):
        pages.land(run, n, 14)
        pipeline.run_day(run, pages.nth(n))
    assert (one := shown(copied)) == (other := shown(run)), sorted({*one, *other} - {k for k in one if one[k] == other.get(k)})
    fates = parquet.read(open_root(copied.root), paths.fates(pages.nth(11)))
    assert set(fates["fate"].to_pylist()) == {"published", "duplicate"}


def test_copied_lake_passes_the_audit(tmp_path: Path, cycle: Settings) -> None:
    """With the files of its days in landing, a copied lake lacks reports alone; a date not published as it must be is seen."""
    settings = Settings(root=str(tmp_path))
    copied_lake.copy_lake(cycle, settings, 13, map)
    for n in range(13):
        pages.land(settings, n, 14)
    root = open_root(settings.root)
    assert len(days := audit.days(root)) == 13
    assert len(dates := audit.dates(root)) == 14
    assert [finding.rule for day in days for finding in audit.check_day(settings, day)] == ["report-missing"] * len(days)
    assert [finding for published in dates for finding in audit.check_date(settings, published)] == []
    assert copied_lake.is_as_published(settings, 5)
    root.write(paths.fates(pages.nth(5)), root.read(paths.fates(pages.nth(6))))
    assert not copied_lake.is_as_published(settings, 5)


def test_cost_of_a_late_file_does_not_know_how_old_the_lake_is(tmp_path: Path, cycle: Settings) -> None:
    """A late file, and a rerun with nothing new, list, read and write as much in a lake twice as old."""
    lakes = {}
    for age, days in (("young", 17), ("old", 33)):
        settings = Settings(root=str(tmp_path / age))
        late_file.build(cycle, settings, days, 14)
        lakes[age] = (settings, late_file.late_day(days))
    young, old = late_file.measure(lakes, 1).values()
    for one, other in ((young.added, old.added), (young.unchanged, old.unchanged)):
        assert (one.listed, one.read, one.manifests, one.written) == (other.listed, other.read, other.manifests, other.written)
    assert young.unchanged.read < young.added.read
    assert {"ingest_files", "validate_schema", "write_parquet"} < set(young.steps)
    assert sum(young.steps.values()) == pytest.approx(young.added.cpu, rel=0.05)
    assert late_file.lake_size(lakes["old"][0]) != late_file.lake_size(lakes["young"][0])


def test_everyday_work_opens_as_many_files_in_an_old_lake(tmp_path: Path, cycle: Settings) -> None:
    """An audit since a week ago, and the pages of a day and of a date, list and read as much in a lake twice as old."""
    found = []
    for days in (17, 33):
        settings = Settings(root=str(tmp_path / str(days)))
        late_file.build(cycle, settings, days, 14)
        lake_age.complete(settings, days, 14)
        found.append(lake_age.one_round(settings, days))
    young, old = found
    for work in ("a late file", "a rerun with nothing new", "audit --since a week ago", "the page of a landing day"):
        assert young[work].read == old[work].read > 0, work
    assert young["audit --since a week ago"].listed == old["audit --since a week ago"].listed
    assert young["the page of a date"].read == old["the page of a date"].read
    assert young["the desk's first page, again"].read == old["the desk's first page, again"].read == 0
    page = lake_age.section(14, 1, [], {"young": young, "old": old})
    assert all(f"| {work} |" in page for work in young)


def test_layouts_hold_the_same_rows_and_are_what_their_names_say(tmp_path: Path) -> None:
    """Each layout gives every reader the same rows, in as many files as its folders and its batches make."""
    settings = Settings(root=str(tmp_path / "root"))
    lake_files.busy_days(settings, 2, 12)
    articles = lake_files.month(settings, 16, 3)  # six dates, of two months
    assert (
        len({*articles["id"].to_pylist()})
        == articles.num_rows
        == 3 * reader.read(settings.root, map(pages.nth, range(2))).num_rows
    )
    folders = {layout: tmp_path / str(number) for number, layout in enumerate(lake_files.LAYOUTS)}
    for layout, folder in folders.items():
        lake_files.lay_out(articles, layout, folder)
    spent = lake_files.measure(folders, pages.nth(1), 1)
    assert [list(own) for own in spent.values()] == [list(lake_files.reads())] * len(folders)
    files = {layout.name: int(lake_files.facts(folder, layout, pages.nth(1))[0]) for layout, folder in folders.items()}
    keys = {*zip(articles["published_on"].to_pylist(), articles["topic"].to_pylist(), strict=True)}
    assert files["date and topic, zstd-3: the lake"] == files["the same, snappy"] == len(keys)
    assert files["date"] == len({*articles["published_on"].to_pylist()})
    assert files["month"] == len({(day.year, day.month) for day in articles["published_on"].to_pylist()}) > 1
    assert files["one file"] == 1


def test_backfill_runs_every_day_once_and_tells_both_ends(tmp_path: Path) -> None:
    """All landing days are run, those at the ends by processes of their own, and the page shows all four rows."""
    settings = Settings(root=str(tmp_path / "root"))
    measured = backfill.measure(settings, 4, 14, shown=1)
    assert [len(own) for own in measured.values()] == [1, 1, 1, 1]
    assert all(day.cpu > 0 and day.megabytes > 0 for own in measured.values() for day in own)
    root = open_root(settings.root)
    filed = [desk.read_manifest(root, pages.nth(n)) for n in range(4)]
    assert [manifest and manifest.records for manifest in filed] == [14] * 4
    assert len(root.names(paths.REPORTS)) == 4
    assert all(name in backfill.section(4, 14, measured) for name in measured)


def test_lake_that_is_not_the_pipelines_is_not_measured(tmp_path: Path, cycle: Settings) -> None:
    """Building stops where the late day's own articles are not those of the copies around it."""
    with pytest.raises(RuntimeError, match="not the one that the pipeline would build"):
        late_file.build(cycle, Settings(root=str(tmp_path)), 17, 15)


def test_counting_root_counts_what_it_passes_on(tmp_path: Path) -> None:
    """Reads, bytes, manifests, listings and writes are counted, and done."""
    root = counting.CountingRoot(open_root(str(tmp_path)))
    root.write("desk/landed=2024-10-30/manifest.json", b"{}")
    root.write("landing/2024-10-30/a.txt", b"four")
    assert root.read("landing/2024-10-30/a.txt") == b"four"
    root.read("desk/landed=2024-10-30/manifest.json")
    assert [entry.path for entry in root.files("landing")] == ["landing/2024-10-30/a.txt"]
    assert root.names("desk") == ["landed=2024-10-30"]
    cost = root.cost
    assert (cost.written, cost.read, cost.bytes, cost.manifests, cost.listed) == (2, 2, 6, 1, 2)
