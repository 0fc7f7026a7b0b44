"""The night with data-juicer: its mappers, filters and deduplicators from Python, as its guide shows, into Parquet.

    python -m benchmarks.night.data_juicer_night IN OUT

Words make the shingles of MinHash, in Chinese characters do, as its manual says: so Chinese is deduplicated by itself. After
each operator data-juicer has torch empty its store of GPU memory, and installs torch for that, 5 GB. Here a stand-in does
nothing, so neither the import of torch nor its memory is counted.
"""

from __future__ import annotations

import logging
import os
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from benchmarks.night import fasttext_model

CLEANING: list[dict[str, dict[str, Any]]] = [
    {"fix_unicode_mapper": {}},
    {"whitespace_normalization_mapper": {}},
    {"clean_links_mapper": {}},
    {"clean_email_mapper": {}},
    {"remove_repeat_sentences_mapper": {}},
    {"text_length_filter": {"min_len": 100, "max_len": 1_000_000}},
    {"language_id_score_filter": {"min_score": 0.5}},
    {"character_repetition_filter": {}},
    {"document_deduplicator": {"lowercase": True}},
]
BANDS = {"num_bands": 25, "num_rows_per_band": 10}
"""What data-juicer works out for 256 permutations and .7 by some ten thousand integrals, given to spare it that."""

SHINGLES = {"spaced": {"tokenization": "space"}, "unspaced": {"tokenization": "character"}}
UNSPACED = ("zh", "ja", "th")


def models(out: Path) -> None:
    """Put the model of languages where data-juicer looks for it before it downloads one."""
    folder = out / "models"
    folder.mkdir()
    (folder / "lid.176.bin").symlink_to(fasttext_model.path())
    os.environ["DATA_JUICER_EXTERNAL_MODELS_HOME"] = str(folder)
    os.environ["DATA_JUICER_CACHE_HOME"] = str(out / "cache")
    os.environ["HF_DATASETS_CACHE"] = str(out / "cache" / "datasets")


def without_torch() -> None:
    """Let data-juicer call a torch that has no GPU, rather than install one."""
    from data_juicer.utils import model_utils

    model_utils.torch = SimpleNamespace(cuda=SimpleNamespace(empty_cache=lambda: None))


def operators(*asked: dict[str, dict[str, Any]]) -> Any:
    """Operators in one process: all that one core can run."""
    from data_juicer.ops import load_ops

    return load_ops([{name: settings | {"num_proc": 1} for name, settings in one.items()} for one in asked])


def read(folder: Path) -> list[dict[str, str]]:
    """The texts by their path; what is no UTF-8 is named in the log."""
    rows = []
    for path in sorted(folder.rglob("*.txt")):
        source = path.relative_to(folder).as_posix()
        try:
            rows.append({"source": source, "text": path.read_text("utf-8")})
        except UnicodeDecodeError:
            logging.warning("skipped %s: no UTF-8", source)
    return rows


def run(folder: Path, out: Path) -> None:
    """The night, from files to a file for each half."""
    from data_juicer.core.data import NestedDataset

    cleaned = NestedDataset.from_list(read(folder)).process(operators(*CLEANING), open_monitor=False)
    language = [stats["lang"] for stats in cleaned["__dj__stats__"]]
    cleaned = cleaned.add_column("language", language).remove_columns(["__dj__stats__"])
    (out / "lake").mkdir()
    for name, shingles in SHINGLES.items():
        rows = [number for number, code in enumerate(language) if (code in UNSPACED) == (name == "unspaced")]
        if rows:
            deduplicator = operators({"document_minhash_deduplicator": shingles | BANDS})
            half = cleaned.select(rows).process(deduplicator, open_monitor=False)
            half.select_columns(["source", "language", "text"]).to_parquet(str(out / "lake" / f"{name}.parquet"))


if __name__ == "__main__":
    models(Path(sys.argv[2]))
    without_torch()
    run(Path(sys.argv[1]), Path(sys.argv[2]))
