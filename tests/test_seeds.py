"""Two real pages, line by line: what a person says of them is what the desk makes of them."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from copydesk import boilerplate, ingest, language, pipeline
from copydesk.model import Stripped
from copydesk.settings import Settings
from tests.shared_data import shared

SEEDS = ("000_ff781dc7e00cee54.txt", "003_1d7b7e11f6d35013.txt")
DAY = date(2024, 10, 31)


@pytest.fixture(scope="module")
def gold() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((shared("seeds") / "gold.json").read_text("utf-8"))
    return found


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    settings = Settings(root=str(tmp_path_factory.mktemp("seeds")))
    pipeline.land(settings, shared("seeds"), DAY)
    pipeline.run_day(settings, DAY)
    files = sorted(Path(settings.root).glob("lake/date=*/topic=*/part-0.parquet"))
    tables = [(file.parent.name, pq.read_table(file, partitioning=None)) for file in files]
    return {
        row["source"]: {**row, "topic": topic.removeprefix("topic=")}
        for topic, table in tables
        for row in pa.Table.to_pylist(table)
    }


def lines_of(name: str) -> list[str]:
    record = ingest.read((shared("seeds") / name).read_bytes(), Settings(), source=name, landed_on=DAY)
    return record.text.split("\n")


def stripped(name: str) -> Stripped:
    lines = lines_of(name)
    return boilerplate.strip(lines, language.detect("\n".join(lines)).script)


@pytest.mark.parametrize("name", SEEDS)
def test_row_says_what_a_person_says(name: str, gold: dict[str, Any], rows: dict[str, dict[str, Any]]) -> None:
    """Language, script, title, date, topic and section label of the published row are the gold's."""
    want, row = gold[name], rows[name]
    assert row["language"] == want["language"]
    assert row["script"] == want["script"]
    assert row["title"] == lines_of(name)[want["title_line"]].strip()
    assert row["published_on"].isoformat() == (want["published_on"] or DAY.isoformat())
    assert (row["date_source"] == "landing-day") == (want["published_on"] is None)
    assert row["topic"] == want["topic"]
    assert row["section_label"] == want["section_label"]


@pytest.mark.parametrize("name", SEEDS)
def test_each_body_line_is_kept_once(name: str, gold: dict[str, Any]) -> None:
    """The paragraphs are made of exactly the body lines, in order, and of the lines joined to them."""
    want = gold[name]
    joined = {int(line) for line in want["joined"]}
    paragraphs = stripped(name).paragraphs
    assert [p.lines[0] for p in paragraphs] == want["body_lines"]
    assert {p.lines[0] for p in paragraphs if len(p.lines) > 1} == joined


@pytest.mark.parametrize("name", SEEDS)
def test_every_other_line_is_cut_by_a_named_rule(name: str, gold: dict[str, Any]) -> None:
    """Repeats, the site's name, the dateline, the headline and each line of chrome are cut, each by a rule with a reason."""
    want = gold[name]
    cuts = {cut.line: cut for cut in stripped(name).cuts}
    repeats = {line for lines in want["repeats"].values() for line in lines}
    expected = {want["title_line"], *repeats, *want["site_lines"], *want["boilerplate_lines"]}
    assert expected <= cuts.keys()
    assert all(cut.rule and cut.because for cut in cuts.values())
    assert all("repeat" in cuts[line].rule for line in repeats)
    assert cuts[want["title_line"]].rule == "lift-title"
    if want["date_line"] is not None:
        assert cuts[want["date_line"]].rule == "lift-date"


def test_stop_alone_on_its_line_ends_its_sentence(gold: dict[str, Any]) -> None:
    """The full stop on a line of its own ends the sentence above it, once, and no paragraph is a stop."""
    want = gold[SEEDS[0]]
    for number in map(int, want["joined"]):
        paragraph = next(p for p in stripped(SEEDS[0]).paragraphs if p.lines[0] == number)
        assert paragraph.text.endswith(".")
        assert not paragraph.text.endswith("..")
    assert all(p.text not in {".", "।"} for name in SEEDS for p in stripped(name).paragraphs)


@pytest.mark.parametrize("name", SEEDS)
def test_spaces_are_mended(name: str) -> None:
    """No paragraph ends in a space of any kind or holds a no-break space, and a sentence's stop has a space behind it."""
    text = stripped(name).text
    assert "\u00a0" not in text
    assert all(paragraph == paragraph.strip() for paragraph in text.split("\n\n"))
    assert "છે.પાકિસ્તાન" in "".join(lines_of(SEEDS[0])), "the case this is about"
    assert "છે.પાકિસ્તાન" not in text
