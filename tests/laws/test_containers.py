"""Containers in a landing day: an article is the same whatever it came in, and everything in a container has one fate."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from copydesk import audit, explain, pipeline
from copydesk.settings import Settings
from copydesk.store import desk, parquet
from copydesk.store.local import LocalRoot

DAY = date(2024, 10, 30)
PLACES = ("library", "harbour", "market hall", "bus depot", "school", "theatre")
BODY = (
    "The town council voted on Monday to keep the old {place} open for another year, after a long and lively debate.\n\n"
    "Readers who filled the gallery of the {place} clapped when the mayor read out the result, and one of them began to sing.\n\n"
    "The {place} needs a new roof, which the council will pay for from the sale of some land near the river."
)
ARTICLES = [
    {
        "title": f"Council keeps the {place} open",
        "text": f"Council keeps the {place} open\n\n" + BODY.format(place=place),
        "url": f"https://news.example/{number}",
        "date": f"2024-10-{20 + number}",
        "section": "Politics",
    }
    for number, place in enumerate(PLACES)
]


def _tar(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def _zip(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def _parquet(rows: list[dict[str, str]]) -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows), out)
    return out.getvalue()


def _csv(rows: list[dict[str, str]]) -> bytes:
    lines = [",".join(rows[0]), *(",".join('"' + value + '"' for value in row.values()) for row in rows)]
    return "\r\n".join(lines).encode()


LINES = "\n".join(json.dumps(row) for row in ARTICLES).encode()
CONTAINERS = {
    "json-lines": LINES,
    "json-array": json.dumps(ARTICLES, indent=1).encode(),
    "answer-of-a-service": json.dumps({"status": "ok", "totalResults": 6, "articles": ARTICLES}, indent=1).encode(),
    "csv": _csv(ARTICLES),
    "parquet": _parquet(ARTICLES),
    "gzip": gzip.compress(LINES),
    "zip-in-tar": _tar({"day/news.zip": _zip({"a.jsonl": LINES})}),
    "zip-of-json": _zip({f"{number}.json": json.dumps(row).encode() for number, row in enumerate(ARTICLES)}),
}


def _landed(root: Path, files: dict[str, bytes]) -> Settings:
    folder = root / "landing" / DAY.isoformat()
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return Settings(root=str(root))


def _table(settings: Settings, kind: str) -> list[dict[str, Any]]:
    root = LocalRoot(Path(settings.root))
    manifest = desk.read_manifest(root, DAY)
    assert manifest
    files = [entry.path for entry in manifest.files if f"/{kind}-" in entry.path]
    return [row for path in files for row in parquet.read(root, path).to_pylist()]


def _clean(settings: Settings) -> bool:
    days, dates = audit.days(LocalRoot(Path(settings.root))), audit.dates(LocalRoot(Path(settings.root)))
    found = [own for day in days for own in audit.check_day(settings, day)]
    return not found + [own for day in dates for own in audit.check_date(settings, day)]


@pytest.mark.parametrize("name", CONTAINERS)
def test_an_article_is_the_same_whatever_it_came_in(tmp_path: Path, name: str) -> None:
    """Title, text, date, section and address of each article do not depend on the container, and the audit finds nothing."""
    settings = _landed(tmp_path, {"night.bin": CONTAINERS[name]})
    pipeline.run_day(settings, DAY)
    found = {
        row["url"]: (row["title"], row["text"], str(row["published_on"]), row["topic"]) for row in _table(settings, "articles")
    }
    wanted = {
        row["url"]: (row["title"], BODY.format(place=place), row["date"], "politics")
        for row, place in zip(ARTICLES, PLACES, strict=True)
    }
    assert found == wanted
    assert _clean(settings)


def test_everything_in_a_container_has_one_fate(tmp_path: Path) -> None:
    """A member that cannot be read costs itself; a container that breaks off gives what came before, and a row that says so."""
    files = {
        "mixed.zip": _zip(
            {"good.txt": ARTICLES[0]["text"].encode(), "bad.bin": b"\x89PNG\r\n\x1a\n", "rows.jsonl": LINES + b"\n{oops\n"}
        ),
        "cut.jsonl.gz": gzip.compress(LINES)[:-30],
        "empty.tar": _tar({}),
        "plain.txt": ARTICLES[1]["text"].encode(),
    }
    settings = _landed(tmp_path, files)
    pipeline.run_day(settings, DAY)
    ledger = {(row["source"], row["record"]): row["reason"] for row in _table(settings, "ledger")}
    assert ledger[("mixed.zip", "good.txt")] is None
    assert ledger[("mixed.zip", "bad.bin")] == "binary"
    assert ledger[("mixed.zip", "rows.jsonl!6")] is None
    assert ledger[("mixed.zip", "rows.jsonl!7")] == "broken-json"
    assert ledger[("cut.jsonl.gz", "")] == "truncated"
    assert ledger[("plain.txt", "")] is None
    assert {source for source, _ in ledger} == set(files)
    assert _clean(settings)


def test_batches_cut_inside_a_container_do_not_matter(tmp_path: Path) -> None:
    """The lake is the same, byte by byte, whether a container is one batch or one batch a record."""
    lakes = []
    for name, batch in (("one", 20_000), ("many", 1)):
        settings = _landed(tmp_path / name, {"rows.jsonl": LINES, "plain.txt": ARTICLES[0]["text"].encode()})
        settings = Settings(root=settings.root, batch_records=batch)
        assert len(pipeline.plan(settings, DAY)) == (2 if batch > 1 else 1 + len(ARTICLES))
        pipeline.run_day(settings, DAY)
        folder = Path(settings.root) / "lake"
        lakes.append({str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*.parquet")})
    assert lakes[0] == lakes[1]


def test_a_record_of_a_container_can_be_taken_down(tmp_path: Path) -> None:
    """It leaves desk and lake and keeps a tombstone; the other records stay, and the container is not edited."""
    settings = _landed(tmp_path, {"rows.jsonl": LINES})
    pipeline.run_day(settings, DAY)
    victim = _table(settings, "articles")[0]["id"]
    pipeline.takedown(settings, victim, "the court says so")
    assert victim not in {row["id"] for row in _table(settings, "articles")}
    assert {row["id"]: row["fate"] for row in _table(settings, "ledger")}[victim] == "taken-down"
    assert len(_table(settings, "articles")) == len(ARTICLES) - 1
    assert (tmp_path / "landing" / DAY.isoformat() / "rows.jsonl").read_bytes() == LINES
    assert _clean(settings)


def test_a_record_of_a_container_is_explained(tmp_path: Path) -> None:
    """explain shows the lines of one record, from the container as a file and from the day."""
    settings = _landed(tmp_path, {"rows.jsonl": LINES})
    pipeline.run_day(settings, DAY)
    file = tmp_path / "landing" / DAY.isoformat() / "rows.jsonl"
    shown = explain.of_file(file, settings, DAY, record="3")
    assert shown.source == "rows.jsonl!3"
    assert any("market hall" in line.text for line in shown.lines)
    assert {own.source for own in explain.of_day(settings, DAY, 99)} == {f"rows.jsonl!{number}" for number in range(1, 7)}


def test_the_audit_sees_a_container_that_changed(tmp_path: Path) -> None:
    """A record that came, went or changed inside a container since the day was run is found."""
    settings = _landed(tmp_path, {"rows.jsonl": LINES})
    pipeline.run_day(settings, DAY)
    (tmp_path / "landing" / DAY.isoformat() / "rows.jsonl").write_bytes(
        LINES.replace(b"lively", b"boring", 1) + b'\n{"text": "new"}'
    )
    rules = {found.rule for found in audit.check_day(settings, DAY)}
    assert {"record-changed", "record-without-fate"} <= rules
