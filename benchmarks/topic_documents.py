"""Documents whose topic is known, for benchmarks/topic_score.py: SIB-200 rows, pages of the gold, the package's samples.

Each set is dealt into halves, `tune` and `test`: what was chosen by hand looked at `tune` alone, and `test` is reported.
"""

from __future__ import annotations

import gzip
import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import copydesk
from benchmarks import gold
from benchmarks.gold import Page
from copydesk import boilerplate, ingest, lexicon, sections, topics
from copydesk.model import Hints
from copydesk.settings import Settings

HALVES = ("tune", "test")

SIB: dict[str, frozenset[str]] = {
    "sports": frozenset({"sport"}),
    "politics": frozenset({"politics", "conflict", "world", "national", "crime"}),
    "entertainment": frozenset({"entertainment"}),
    "science/technology": frozenset({"science", "technology"}),
    "health": frozenset({"health"}),
    "geography": frozenset({"environment", "weather", "science", "disaster"}),
    "travel": frozenset({"lifestyle"}),
}
"""SIB-200's labels and the slugs that answer them. Its politics are mostly protests, courts and what states do to one another."""

NEWS_LIKE = ("sports", "politics", "entertainment", "science/technology", "health")
"""Geography (moons, meteorites, storms) and travel (ships and aircraft under way) are sections of no paper."""

MAIN = ("hi", "gu", "mr", "bn", "pa", "ta", "te", "kn", "ml", "ur", "ne", "en", "es", "fr", "de", "pt", "ru", "ar", "id")
"""The languages that issue 5 names; all others with a lexicon are reported together."""

NEWEST = (
    "az", "be", "bho", "ckb", "cy", "eu", "ga", "gd", "gl", "hy", "ig", "is", "kk", "km", "ky", "lo", "mai", "mn",
    "om", "ps", "rw", "sr", "ti", "uz", "zu",
)  # fmt: skip
"""Languages whose words are few, and were read over by nobody: their floor is their own."""

CODES: dict[str, str] = {
    "af": "afr_Latn", "am": "amh_Ethi", "ar": "arb_Arab", "as": "asm_Beng", "az": "azj_Latn", "be": "bel_Cyrl", "bg": "bul_Cyrl",
    "bho": "bho_Deva", "bn": "ben_Beng", "ca": "cat_Latn", "ckb": "ckb_Arab", "cs": "ces_Latn", "cy": "cym_Latn",
    "da": "dan_Latn", "de": "deu_Latn", "el": "ell_Grek", "en": "eng_Latn", "es": "spa_Latn", "et": "est_Latn", "eu": "eus_Latn",
    "fa": "pes_Arab", "fi": "fin_Latn", "fr": "fra_Latn", "ga": "gle_Latn", "gd": "gla_Latn", "gl": "glg_Latn", "gu": "guj_Gujr",
    "ha": "hau_Latn", "he": "heb_Hebr", "hi": "hin_Deva", "hr": "hrv_Latn", "hu": "hun_Latn", "hy": "hye_Armn", "id": "ind_Latn",
    "ig": "ibo_Latn", "is": "isl_Latn", "it": "ita_Latn", "ja": "jpn_Jpan", "ka": "kat_Geor", "kk": "kaz_Cyrl", "km": "khm_Khmr",
    "kn": "kan_Knda", "ko": "kor_Hang", "ky": "kir_Cyrl", "lo": "lao_Laoo", "lt": "lit_Latn", "lv": "lvs_Latn", "mai": "mai_Deva",
    "mk": "mkd_Cyrl", "ml": "mal_Mlym", "mn": "khk_Cyrl", "mr": "mar_Deva", "ms": "zsm_Latn", "my": "mya_Mymr", "ne": "npi_Deva",
    "nl": "nld_Latn", "no": "nob_Latn", "om": "gaz_Latn", "or": "ory_Orya", "pa": "pan_Guru", "pl": "pol_Latn", "ps": "pbt_Arab",
    "pt": "por_Latn", "ro": "ron_Latn", "ru": "rus_Cyrl", "rw": "kin_Latn", "sd": "snd_Arab", "si": "sin_Sinh", "sk": "slk_Latn",
    "sl": "slv_Latn", "so": "som_Latn", "sq": "als_Latn", "sr": "srp_Cyrl", "sv": "swe_Latn", "sw": "swh_Latn", "ta": "tam_Taml",
    "te": "tel_Telu", "th": "tha_Thai", "ti": "tir_Ethi", "tl": "tgl_Latn", "tr": "tur_Latn", "uk": "ukr_Cyrl", "ur": "urd_Arab",
    "uz": "uzn_Latn", "vi": "vie_Latn", "yo": "yor_Latn", "zh": "zho_Hans", "zu": "zul_Latn",
}  # fmt: skip
"""SIB-200's name of each language that has a lexicon; not Konkani, Nigerian Pidgin, Hindi and Gujarati in Latin letters."""

BLOCK = 40
"""Rows of SIB-200 that go into one half together: neighbouring rows often come from one article."""

SENTENCES = 7

READ = Path(__file__).with_name("topic_pages.toml")
"""What a reader said of the gold's news pages, by source and page."""


@dataclass(frozen=True, slots=True)
class Document:
    """One article with the slugs that are right for it; `label` is what its source calls its topic."""

    source: str
    language: str
    half: str
    label: str
    right: frozenset[str]
    title: str | None
    text: str


def sib() -> list[Document]:
    """Rows of one topic and half that follow one another, about SENTENCES to a document, in each language of a lexicon."""
    wanted = {code: language for language, code in CODES.items() if language in lexicon.load()}
    texts: dict[tuple[str, str, str], list[str]] = {}
    with gzip.open(gold.folder() / "lang" / "sib200_train.jsonl.gz", "rt", encoding="utf-8") as lines:
        for row in sorted(map(json.loads, lines), key=lambda row: (row["code"], row["row"])):
            if language := wanted.get(row["code"]):
                texts.setdefault((language, row["topic"], HALVES[row["row"] // BLOCK % 2]), []).append(row["text"])
    return [
        Document("sib", language, half, label, SIB[label], None, "\n\n".join(part))
        for (language, label, half), sentences in texts.items()
        for part in parts(sentences)
    ]


def parts(sentences: list[str]) -> list[list[str]]:
    """The sentences in documents of nearly equal length, as near to SENTENCES as can be."""
    count = max(round(len(sentences) / SENTENCES), 1)
    edges = [round(n * len(sentences) / count) for n in range(count + 1)]
    return [sentences[start:end] for start, end in pairwise(edges)]


def said(page: Page) -> dict[str, str | None]:
    """The topic that each independent mark of a page names: address, category and tags of its record, printed section line."""
    category, tags = page.meta.get("category"), page.meta.get("tags") or []
    stripped = boilerplate.strip(page.text.split("\n"), gold.script(page.text))
    marks: dict[str, Any] = {
        "address": topics.folders(page.url) if page.url else [],
        "category": [category] if isinstance(category, str) else category or [],
        "tags": [tags] if isinstance(tags, str) else tags,
        "printed": [stripped.section_label] if stripped.section_label else [],
    }
    known = sections.of_language(gold.language(page))
    return {name: (read.topic if (read := sections.gather(parts, known)) else None) for name, parts in marks.items()}


def pages(marked: dict[tuple[str, str], dict[str, str | None]], every: list[Page]) -> Iterator[Document]:
    """The pages whose address or category names a section, title and body cleaned by the gold's own labels."""
    for half, part in zip(HALVES, gold.folds(every, 2), strict=True):
        for page in part:
            own = marked[page.source, page.page_id]
            if topic := own["address"] or own["category"]:
                text = "\n\n".join(_kept(page))
                yield Document(page.source, gold.language(page), half, topic, frozenset({topic}), page.title or None, text)


def read_pages(every: list[Page]) -> Iterator[Document]:
    """News pages with what a reader said they are about (topic_pages.toml), cleaned by the gold's own labels.

    `label` is the likelier topic, `right` has the other one too if there are two.
    """
    listed = tomllib.loads(READ.read_text("utf-8"))
    for half, part in zip(HALVES, gold.folds(every, 2), strict=True):
        for page in part:
            if topics_of := listed.get(page.source, {}).get(page.page_id, "").split():
                text = "\n\n".join(_kept(page))
                right = frozenset(topics_of)
                yield Document("read", gold.language(page), half, topics_of[0], right, page.title or None, text)


def _kept(page: Page) -> Iterator[str]:
    seen: set[int] = set()
    for line in page.lines:
        if line.label == "content" and line.dup_group not in seen:
            yield line.text
            seen |= {line.dup_group} if line.dup_group is not None else set()


def samples() -> list[Document]:
    """The package's own sample articles as the desk strips them; all of them are `test`."""
    return [document for document, _ in labelled_samples()]


def labelled_samples() -> list[tuple[Document, str | None]]:
    """The samples, each with the section line that its page prints."""
    folder = Path(copydesk.__file__).parent / "samples"
    truth = tomllib.loads((folder / "truth.toml").read_text("utf-8"))
    return [_sample(folder / "landing" / path, own) for path, own in truth.items() if own["fate"] == "accepted"]


def _sample(path: Path, truth: dict[str, Any]) -> tuple[Document, str | None]:
    record = ingest.read(path.read_bytes(), Settings(), source=path.name, landed_on=date(2024, 10, 31))
    stripped = boilerplate.strip(record.text.split("\n"), gold.script(record.text), Hints())
    topic = truth["topic"]
    document = Document("samples", truth["language"], "test", topic, frozenset({topic}), stripped.title, stripped.text)
    return document, stripped.section_label
