"""The samples: truth.toml says what the files are, and the desk makes of the files what truth.toml says."""

from __future__ import annotations

import re
import shutil
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

import ftfy
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import copydesk
from copydesk.schema import TOPICS
from copydesk.text import fold, words

SAMPLES = Path(copydesk.__file__).parent / "samples"
LANDING = SAMPLES / "landing"
TRUTH: dict[str, dict[str, Any]] = tomllib.loads((SAMPLES / "truth.toml").read_text("utf-8"))
ARTICLES = {path: truth for path, truth in TRUTH.items() if truth["fate"] == "accepted"}
BAD = {path: truth for path, truth in TRUTH.items() if truth["fate"] != "accepted"}
COPIES = {path: truth for path, truth in ARTICLES.items() if "duplicate_of" in truth}
DAYS = sorted({path.split("/")[0] for path in TRUTH})
EACH = pytest.mark.parametrize("path", sorted(TRUTH))
EACH_ARTICLE = pytest.mark.parametrize("path", sorted(ARTICLES))


def _text(path: str) -> str:
    """A sample as a person would read it; the test's own reading, so that it does not lean on copydesk.ingest."""
    raw = (LANDING / path).read_bytes()
    if raw.startswith(b"\xff\xfe"):
        return raw.decode("utf-16")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252")
    return ftfy.fix_encoding(text) if "à¤" in text else text


def _starts(line: str, first: str) -> bool:
    return words(line)[: len(words(first))] == words(first)


def _ends(line: str, last: str) -> bool:
    return words(line)[-len(words(last)) :] == words(last)


def _body(path: str) -> list[str]:
    """The paragraphs that truth.toml describes, looked up one after another in the file."""
    truth, lines = ARTICLES[path], iter(_text(path).splitlines())
    found = []
    for first, last in zip(truth["body_first"], truth["body_last"], strict=True):
        line = next((line for line in lines if _starts(line, first) and _ends(line, last)), None)
        assert line is not None, f"{path}: no line from {first!r} to {last!r} after paragraph {len(found)}"
        found.append(line)
    return found


def _trigrams(path: str) -> set[tuple[str, ...]]:
    found = words("\n".join(_body(path)))
    return set(zip(found, found[1:], found[2:], strict=False))


def _jaccard(one: str, other: str) -> float:
    a, b = _trigrams(one), _trigrams(other)
    return len(a & b) / len(a | b)


# --- the truth file against the files ---------------------------------------------------------------------------------


def test_truth_lists_every_file_and_no_other() -> None:
    """Each landed sample has its truth, and each truth its sample."""
    files = {file.relative_to(LANDING).as_posix() for file in LANDING.rglob("*") if file.is_file()}
    assert files == set(TRUTH)


def test_samples_cover_what_they_promise() -> None:
    """Three landing days, 30 articles, nine languages, six sites, eight kinds of bad file on different days."""
    assert len(DAYS) >= 3
    assert len(ARTICLES) >= 30
    assert {"gu", "hi", "mr", "bn", "pa", "ta", "te", "ur", "en"} <= {truth["language"] for truth in ARTICLES.values()}
    assert len({path.split("/")[1] for path in ARTICLES}) >= 6
    assert len({truth["kind"] for truth in BAD.values()}) >= 8
    assert {path.split("/")[0] for path in BAD} == set(DAYS)
    assert {truth["dated_by"] for truth in ARTICLES.values()} == {"dateline", "file-name", "path", "landing-day"}


def test_samples_cover_the_encodings_they_promise() -> None:
    """There is a UTF-8 BOM, a UTF-16 BOM, a legacy code page, mojibake, CRLF, and a name with spaces and Devanagari."""
    raw = {path: (LANDING / path).read_bytes() for path in ARTICLES}
    assert any(data.startswith(b"\xef\xbb\xbf") for data in raw.values())
    assert any(data.startswith(b"\xff\xfe") for data in raw.values())
    assert any(b"\x93" in data and b"\r\n" not in data and not _is_utf8(data) for data in raw.values())
    assert any("à¤".encode() in data for data in raw.values())
    assert any(b"\r\n" in data and _is_utf8(data) for data in raw.values())
    assert any(re.search("[\u0900-\u097f].* ", path) for path in ARTICLES)


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


@EACH_ARTICLE
def test_truth_describes_its_article(path: str) -> None:
    """Title, paragraphs and chrome of the truth stand in the file, and the article is as long as a real one."""
    truth, lines = ARTICLES[path], _text(path).splitlines()
    assert truth["topic"] in TOPICS
    assert fold(truth["title"]) in {fold(line) for line in lines}
    assert set(truth["chrome"]) <= set(lines)
    body = _body(path)
    assert 4 <= len(body) <= 14
    assert 115 <= len(words("\n".join(body))) <= 350


@EACH_ARTICLE
def test_publication_date_is_never_after_landing(path: str) -> None:
    """A true date is on or before the landing day, and stands where truth.toml says it stands."""
    truth, landed_on = ARTICLES[path], date.fromisoformat(path.split("/", maxsplit=1)[0])
    below, iso = path.split("/", 1)[1], truth["published_on"].isoformat()
    assert truth["published_on"] <= landed_on
    assert (truth["dated_by"] == "file-name") == (iso in below.split("/")[-1])
    assert (truth["dated_by"] == "path") == (f"/{iso.replace('-', '/')}/" in below)
    if truth["dated_by"] == "landing-day":
        assert truth["published_on"] == landed_on
    if truth["dated_by"] != "dateline":
        assert not re.search("20[0-9]{2}|२०[०-९]{2}", "\n".join(_text(path).splitlines()[:8]))


@pytest.mark.parametrize("path", sorted(COPIES))
def test_copies_are_as_near_as_truth_says(path: str) -> None:
    """An exact copy shares every word trigram with its original, a near copy more than .8 of them, and comes later."""
    truth = COPIES[path]
    original = ARTICLES[truth["duplicate_of"]]
    similarity = _jaccard(path, truth["duplicate_of"])
    assert similarity == 1 if truth["copy"] == "exact" else 0.8 < similarity < 1
    assert "duplicate_of" not in original
    assert (original["published_on"], truth["duplicate_of"][:10]) <= (truth["published_on"], path[:10])


def test_copies_of_both_kinds_are_there() -> None:
    """At least three near copies and two exact ones."""
    kinds = [truth["copy"] for truth in COPIES.values()]
    assert kinds.count("near") >= 3
    assert kinds.count("exact") >= 2


def test_other_articles_are_far_apart() -> None:
    """No two articles look alike unless truth.toml calls one a copy of the other."""
    originals = sorted(set(ARTICLES) - set(COPIES))
    near = [pair for pair in combinations(originals, 2) if _jaccard(*pair) > 0.1]
    assert near == []


# --- the desk against the truth file ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Night:
    """What three nights left on disk: rows by path below landing/, ids as those paths."""

    ledger: dict[str, dict[str, Any]] = field(default_factory=dict)
    articles: dict[str, dict[str, Any]] = field(default_factory=dict)
    duplicate_of: dict[str, str] = field(default_factory=dict)
    published: set[str] = field(default_factory=set)


def _rows(root: Path, pattern: str) -> Iterator[dict[str, Any]]:
    for file in sorted(root.glob(pattern)):
        table: pa.Table = pq.read_table(file, partitioning=None)
        yield from table.to_pylist()


def _path(row: dict[str, Any]) -> str:
    return f"{row['landed_on']}/{row['source']}"


@pytest.fixture(scope="session")
def night(tmp_path_factory: pytest.TempPathFactory) -> Night:
    """The sample days, cleaned and published in a root of their own."""
    from copydesk import pipeline
    from copydesk.settings import Settings

    root = tmp_path_factory.mktemp("samples")
    shutil.copytree(LANDING, root / "landing")
    for day in DAYS:
        pipeline.run_day(Settings(root=str(root)), date.fromisoformat(day))
    made = Night()
    made.ledger.update({_path(row): row for row in _rows(root, "desk/landed=*/ledger-*.parquet")})
    made.articles.update({_path(row): row for row in _rows(root, "desk/landed=*/articles-*.parquet")})
    paths = {row["id"]: path for path, row in made.ledger.items()}
    for row in _rows(root, "lake/_fates/*.parquet"):
        if row["duplicate_of"] is not None:
            made.duplicate_of[paths[row["id"]]] = paths[row["duplicate_of"]]
    made.published.update(paths[row["id"]] for row in _rows(root, "lake/date=*/topic=*/*.parquet"))
    return made


@EACH
def test_each_sample_has_its_fate(path: str, night: Night) -> None:
    """The ledger accepts, rejects or calls unreadable each sample, for the reason that truth.toml gives."""
    row, truth = night.ledger[path], TRUTH[path]
    assert (row["fate"], row["reason"]) == (truth["fate"], truth.get("reason")), row["detail"]


@EACH_ARTICLE
def test_each_article_has_its_columns(path: str, night: Night, request: pytest.FixtureRequest) -> None:
    """Language, date, topic and title are those of truth.toml, and only an undated article takes its landing day."""
    row, truth = night.articles[path], ARTICLES[path]
    if "not_yet" in truth:
        request.applymarker(pytest.mark.xfail(reason=truth["not_yet"], strict=True))
    columns = ("language", "published_on", "topic", "title")
    assert {c: row[c] for c in columns} == {c: truth[c] for c in columns}
    assert (row["date_source"] == "landing-day") == (truth["dated_by"] == "landing-day"), row["date_source"]


@EACH_ARTICLE
def test_each_article_keeps_its_body_and_loses_its_chrome(path: str, night: Night) -> None:
    """Every paragraph of the body is there once and in order, the title and the chrome lines are not, no stop stands alone."""
    truth, paragraphs = ARTICLES[path], night.articles[path]["text"].split("\n\n")
    left = iter(paragraphs)
    for first, last in zip(truth["body_first"], truth["body_last"], strict=True):
        assert any(_starts(p, first) and _ends(p, last) for p in left), f"lost, or out of order: {first!r} … {last!r}"
    folded = [fold(p) for p in paragraphs]
    assert [line for line in (truth["title"], *truth["chrome"]) if fold(line) in folded] == []
    assert "" not in folded
    assert len(folded) == len(set(folded))


@EACH_ARTICLE
def test_the_lake_holds_one_of_each(path: str, night: Night) -> None:
    """A copy is marked with its original and not published; every other article is published."""
    original = ARTICLES[path].get("duplicate_of")
    assert night.duplicate_of.get(path) == original
    assert (path in night.published) == (original is None)
