"""The night with datatrove, in the shape of FineWeb-2: languages first, then each language with its own words and thresholds.

python -m benchmarks.night.datatrove_night IN OUT lean
python -m benchmarks.night.datatrove_night IN OUT full
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import justext
from datatrove.data import Document, DocumentsPipeline
from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.base import PipelineStep
from datatrove.pipeline.dedup import MinhashDedupCluster, MinhashDedupFilter, MinhashDedupSignature
from datatrove.pipeline.dedup.minhash import MinhashConfig, MinhashDedupBuckets
from datatrove.pipeline.filters import (
    C4QualityFilter,
    FineWebQualityFilter,
    GopherQualityFilter,
    GopherRepetitionFilter,
    LambdaFilter,
    LanguageFilter,
)
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.readers.base import BaseDiskReader
from datatrove.pipeline.writers import JsonlWriter, ParquetWriter
from datatrove.utils.lid import FT176LID
from datatrove.utils.logging import logger

from benchmarks.night import fasttext_model

FT176LID.MODEL_URL = str(fasttext_model.path())

TUNED: dict[str, dict[str, Any]] = tomllib.loads((Path(__file__).parent / "fineweb2.toml").read_text("utf-8"))
STOP_LISTS = {"hi": "Hindi", "gu": "Gujarati", "bn": "Bengali", "ta": "Tamil", "ur": "Urdu"}
UNSPACED = ("zh",)
"""Without spaces a line is one word: C4's least number of words would cut them all."""


class TextReader(BaseDiskReader):
    """One document a file; what is no UTF-8 is named in the log and skipped, as datatrove's own readers do with a bad record."""

    name = "Text files"

    def read_file(self, filepath: str) -> Iterator[Document]:
        """The document of a file, if there is one."""
        with self.data_folder.open(filepath, "rb") as opened:
            data = opened.read()
        try:
            document = self.get_document_from_dict({"text": data.decode("utf-8"), "id": filepath}, filepath, 0)
        except UnicodeDecodeError as error:
            logger.warning(f"Skipped {filepath}: {error}")
            return
        if document:
            yield document


def run_steps(steps: list[PipelineStep], logs: Path, tasks: int = 1) -> None:
    """Run steps in this process."""
    LocalPipelineExecutor(pipeline=steps, tasks=tasks, workers=1, logging_dir=str(logs)).run()


def by_language(folder: Path, out: Path) -> list[str]:
    """Read the files and write them by language; returns the languages that were found."""
    writer = JsonlWriter(str(out / "by-language"), output_filename="${language}/${rank}.jsonl", compression=None)
    run_steps([TextReader(str(folder)), LanguageFilter(label_only=True), writer], out / "logs" / "language")
    return sorted(path.name for path in (out / "by-language").iterdir())


def removed(out: Path, why: str, language: str) -> JsonlWriter:
    """Where documents go that a step takes out."""
    return JsonlWriter(str(out / "removed" / why / language))


def line_rules(language: str, out: Path) -> C4QualityFilter:
    """C4's rules for lines. No line is cut for its last mark, as in FineWeb: they know the ASCII ones alone."""
    return C4QualityFilter(
        exclusion_writer=removed(out, "c4", language),
        filter_no_terminal_punct=False,
        min_num_sentences=-1,
        min_words_per_line=-1 if language in UNSPACED else 3,
        language=language,
    )


def page_rules(language: str, out: Path) -> list[PipelineStep]:
    """The filters of FineWeb-2, with its thresholds for the language; English by FineWeb's own."""
    tuned, code = TUNED.get(language), TUNED.get(language, {}).get("code", "eng_Latn")
    stop_words = sorted(justext.get_stoplist(STOP_LISTS[language])) if language in STOP_LISTS else None
    writers = {name: removed(out, name, language) for name in ("repetition", "fineweb", "gopher")}
    if not tuned:
        return [
            GopherRepetitionFilter(exclusion_writer=writers["repetition"]),
            FineWebQualityFilter(exclusion_writer=writers["fineweb"]),
            GopherQualityFilter(exclusion_writer=writers["gopher"]),
        ]
    return [
        GopherRepetitionFilter(
            language=code, dup_para_frac=0, dup_line_char_frac=0, dup_para_char_frac=0, dup_line_frac=tuned["dup_line_frac"],
            top_n_grams=tuned["top"], dup_n_grams=tuned["dup"], exclusion_writer=writers["repetition"],
        ),
        FineWebQualityFilter(
            language=code, short_line_thr=999, char_duplicates_ratio=0.1, line_punct_thr=tuned["line_punct_thr"],
            new_line_ratio=tuned["new_line_ratio"], exclusion_writer=writers["fineweb"],
        ),
        GopherQualityFilter(
            language=code, min_avg_word_length=tuned["avg_word_length"][0], max_avg_word_length=tuned["avg_word_length"][1],
            max_non_alpha_words_ratio=tuned["max_non_alpha_words_ratio"], stop_words=stop_words,
            min_stop_words=2 if stop_words else None, exclusion_writer=writers["gopher"],
        ),
    ]  # fmt: skip


def sure_of(language: str, out: Path) -> LambdaFilter:
    """The least score that FineWeb-2 asks for the language; FineWeb's where it has none."""
    least = TUNED.get(language, {}).get("language_score", 0.65)
    return LambdaFilter(lambda doc: doc.metadata["language_score"] >= least, exclusion_writer=removed(out, "unsure", language))


def row(self: ParquetWriter, document: Document) -> dict[str, Any]:
    """What is written of a document."""
    del self
    return {"source": document.id, "text": document.text, "language": document.metadata["language"]}


def one_language(language: str, out: Path, full: bool) -> None:
    """Lines, duplicates and, for the full night, pages of a language."""
    work, logs, code = out / "work" / language, out / "logs" / language, TUNED.get(language, {}).get("code", "eng_Latn")
    read, clean = JsonlReader(str(out / "by-language" / language)), str(work / "clean")
    before: list[PipelineStep | DocumentsPipeline] = [
        read,
        *([sure_of(language, out)] if full else []),
        line_rules(language, out),
    ]
    run_steps([*before, JsonlWriter(clean, compression=None)], logs / "lines")
    config = MinhashConfig()
    run_steps([JsonlReader(clean), MinhashDedupSignature(str(work / "sigs"), config, code)], logs / "sigs")
    run_steps([MinhashDedupBuckets(str(work / "sigs"), str(work / "pairs"), config=config)], logs / "pairs", config.num_buckets)
    run_steps([MinhashDedupCluster(str(work / "pairs"), str(work / "remove"), config)], logs / "clusters")
    without = MinhashDedupFilter(str(work / "remove"), exclusion_writer=removed(out, "duplicate", language))
    writer = ParquetWriter(str(out / "lake"), f"{language}-${{rank}}.parquet", compression="zstd", adapter=row)
    run_steps([JsonlReader(clean), without, *(page_rules(language, out) if full else []), writer], logs / "write")


def main() -> None:
    """Run the night that the command line names."""
    folder, out, kind = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
    for language in by_language(folder, out):
        one_language(language, out, kind == "full")


if __name__ == "__main__":
    main()
