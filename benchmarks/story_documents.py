"""Documents of which it is known whether they tell the same story: rows of SIB-200, the same in each language.

A document is some neighbouring rows of one language. The documents of the same rows are one story. Documents of rows that
stand next to one another may come from one article: whether they are one story nobody can say.
"""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from functools import cache

from benchmarks import gold
from benchmarks.topic_documents import CODES

SENTENCES = 5
"""Rows of a document."""

OFFSETS = range(SENTENCES)
"""Each beginning deals the rows into other documents."""


@dataclass(frozen=True, slots=True)
class Document:
    """A text in a language; documents of one `place` are one story, those of places next to each other perhaps."""

    language: str
    place: int
    text: str


@cache
def sentences() -> dict[str, dict[int, str]]:
    """SIB-200's sentences by language and row, in the languages that have a lexicon.

    Raises FileNotFoundError where there is no gold.
    """
    names = {name: code for code, name in CODES.items()}
    found: dict[str, dict[int, str]] = {}
    with gzip.open(gold.folder() / "lang" / "sib200_train.jsonl.gz", "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            if code := names.get(row["code"]):
                found.setdefault(code, {})[row["row"]] = row["text"]
    return found


HALVES = {"tune": 0, "report": 1}
"""What was chosen by hand, and the common words, come from the first half of the rows; the second half is reported."""


def rows(half: str) -> list[int]:
    """Half of the rows, in order."""
    every = sorted(sentences()["en"])
    middle = len(every) // 2
    return [every[:middle], every[middle:]][HALVES[half]]


def documents(half: str, offset: int) -> list[Document]:
    """The documents of half the rows in all languages."""
    dealt = rows(half)[offset:]
    groups = [dealt[n : n + SENTENCES] for n in range(0, len(dealt) - SENTENCES + 1, SENTENCES)]
    return [
        Document(language, place, " ".join(texts[row] for row in group))
        for language, texts in sorted(sentences().items())
        for place, group in enumerate(groups)
    ]
