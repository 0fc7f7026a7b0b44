"""The night with dolma's toolkit, by the recipe of its authors for Common Crawl News: tag, dedupe by n-grams, mix.

    python -m benchmarks.night.dolma_night IN OUT

A paragraph of which half the 13-grams were seen before is a repeat, and a page of which three tenths are repeats is dropped.
"""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

LANGUAGE, REPEATS = "bundled_lang_id_1e2", "dedupe_ngrams_13_1"
NGRAMS = {"ngram_length": 13, "stride": 1, "overlap_threshold": 0.5, "skip_short_paragraphs": True}
FRESH = (
    f"(.attributes.{REPEATS} | length == 0) or "
    f"((.attributes.{REPEATS} | map(.[2] * (.[1] - .[0])) | add) / (.text | length) <= 0.3)"
)
ROWS = 20_000


def convert(folder: Path, documents: Path) -> int:
    """The files as one file in dolma's format; returns its bytes. What is no UTF-8 is named in the log."""
    documents.mkdir()
    with (documents / "day.jsonl").open("w", encoding="utf-8") as out:
        for path in sorted(folder.rglob("*.txt")):
            source = path.relative_to(folder).as_posix()
            try:
                out.write(json.dumps({"id": source, "source": "day", "text": path.read_text("utf-8")}, ensure_ascii=False) + "\n")
            except UnicodeDecodeError:
                logging.warning("skipped %s: no UTF-8", source)
        return out.tell()


def dolma(command: str, config: dict[str, Any], out: Path) -> None:
    """Run one command of the toolkit with a configuration; JSON is YAML."""
    file = out / f"{command}.yaml"
    file.write_text(json.dumps(config | {"processes": 1, "work_dir": {"input": str(out / "in"), "output": str(out / "out")}}))
    subprocess.run([str(Path(sys.executable).parent / "dolma"), "-c", str(file), command], check=True)


def languages(out: Path) -> dict[str, str]:
    """The likeliest language of each document, as the tagger wrote it."""
    found = {}
    for row in _lines(out / "attributes" / LANGUAGE):
        scores = {name.rpartition("__")[2]: spans[0][-1] for name, spans in row["attributes"].items() if spans}
        found[row["id"]] = max(scores, key=scores.__getitem__, default="und")
    return found


def _lines(folder: Path) -> Iterator[dict[str, Any]]:
    for path in sorted(folder.rglob("*.json*")):
        with path.open(encoding="utf-8") as lines:
            yield from map(json.loads, lines)


def write(out: Path) -> None:
    """What the mixer left, as Parquet."""
    language = languages(out)
    (out / "lake").mkdir()
    schema = pa.schema([("source", pa.string()), ("language", pa.string()), ("text", pa.string())])
    rows: list[dict[str, str]] = []
    with pq.ParquetWriter(out / "lake" / "part-0.parquet", schema, compression="zstd") as writer:
        for row in _lines(out / "mixed"):
            rows.append({"source": row["id"], "language": language[row["id"]], "text": row["text"]})
            if len(rows) == ROWS:
                writer.write_table(pa.Table.from_pylist(rows, schema))
                rows.clear()
        writer.write_table(pa.Table.from_pylist(rows, schema))


def run(folder: Path, out: Path) -> None:
    """The night, from files to a file."""
    documents = out / "documents"
    size, files = convert(folder, documents), [str(documents / "*.jsonl")]
    modules = [str(Path(__file__).with_name("dolma_taggers.py"))]
    dolma("tag", {"documents": files, "taggers": [LANGUAGE], "tagger_modules": modules}, out)
    repeats = {"name": REPEATS, "paragraphs": {"attribute_name": REPEATS, "by_ngram": NGRAMS}, "skip_empty": True}
    bloom = {"file": str(out / "bloom.bin"), "read_only": False, "estimated_doc_count": size, "desired_false_positive_rate": 0.1}
    dolma("dedupe", {"documents": files, "dedupe": repeats, "bloom_filter": bloom}, out)
    stream = {
        "name": "day",
        "documents": files,
        "attributes": [REPEATS],
        "output": {"path": str(out / "mixed")},
        "filter": {"include": [FRESH], "syntax": "jq"},
        "compression": {"output": "jsonl"},
    }
    dolma("mix", {"streams": [stream], "shuffle": False}, out)
    write(out)


if __name__ == "__main__":
    run(Path(sys.argv[1]), Path(sys.argv[2]))
