"""A topic model that an operator learned from the own lake: how its file is read, and what it says of an article.

The model is linear over hashed character n-grams of folded words, so it needs no word list and no rule for endings. One file
holds a table of weights for each language in which it was better than the lexicon; `copydesk learn-topics` writes it. The file
is a numpy archive of plain arrays: nothing in it can run.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from copydesk.errors import SettingsError
from copydesk.model import Guess
from copydesk.schema import TOPICS
from copydesk.text import fold

FORMAT = 1
"""Rises when features or file change: a file of another format is refused."""

BUCKETS = 1 << 18
_SHORTEST, _LONGEST = 2, 5  # letters in an n-gram, the blank at either end of a word counted
_TITLE_TIMES = 3
_BODY_CHARS = 2_500
_MULTIPLIER, _MIX = 0x9E3779B1, 0x85EBCA6B  # odd numbers that spread neighbouring code points over 32 bits

Ints = npt.NDArray[np.uint32]
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Table:
    """The weights of one language: `rows` are the buckets that have any, in order; `weights` is rows x topics in `scale`ths.

    `margin` is how far the first topic's probability must be above the second's before the model speaks.
    """

    topics: tuple[str, ...]
    rows: Ints
    weights: npt.NDArray[np.int8]
    scale: float
    bias: Floats
    margin: float


@dataclass(frozen=True, slots=True)
class Model:
    """What a file of `copydesk learn-topics` holds, and the file's SHA-256."""

    tables: Mapping[str, Table]
    sha256: str

    def guess(self, title: str | None, text: str, language: str) -> Guess[str] | None:
        """The topic of an article if the model was learned for its language and is sure enough, else None."""
        table = self.tables.get(language)
        if table is None:
            return None
        topic, probability, margin = likeliest(table, *features(title, text))
        return Guess(topic, round(probability, 3), "learned") if margin >= table.margin else None


def features(title: str | None, text: str) -> tuple[Ints, Floats]:
    """The buckets of an article's n-grams in order, and how much each weighs; the squares of the weights add up to 1."""
    words = fold(" ".join([*[title or ""] * _TITLE_TIMES, text[:_BODY_CHARS]]))
    codes = np.frombuffer(f" {words} ".encode("utf-32-le", "surrogatepass"), np.uint32)
    blank = codes == ord(" ")
    found = [np.empty(0, np.uint32)]
    for length in range(_SHORTEST, _LONGEST + 1):
        count = len(codes) - length + 1
        if count < 1:
            break
        hashed = np.full(count, length, np.uint32)
        inside = np.ones(count, bool)
        for at in range(length):
            hashed = (hashed ^ codes[at : at + count]) * np.uint32(_MULTIPLIER)
            if 0 < at < length - 1:
                inside &= ~blank[at : at + count]
        hashed = (hashed ^ (hashed >> np.uint32(15))) * np.uint32(_MIX)
        found.append((hashed[inside] >> np.uint32(7)) % np.uint32(BUCKETS))
    buckets, counts = np.unique(np.concatenate(found), return_counts=True)
    values = np.log1p(counts.astype(np.float32))
    return buckets.astype(np.uint32), (values / max(float(np.sqrt((values * values).sum())), 1e-9)).astype(np.float32)


def likeliest(table: Table, buckets: Ints, values: Floats) -> tuple[str, float, float]:
    """The topic that the table finds likeliest, its probability, and how far that is above the next one's."""
    at = np.searchsorted(table.rows, buckets)
    known = at < len(table.rows)
    known[known] = table.rows[at[known]] == buckets[known]
    chosen = table.weights[at[known]].astype(np.float32) * np.float32(table.scale)
    scores = (chosen * values[known, None]).sum(axis=0) + table.bias
    odds = np.exp(scores - scores.max())
    probabilities = odds / odds.sum()
    order = np.lexsort((np.arange(len(odds)), -probabilities))
    second = float(probabilities[order[1]]) if len(order) > 1 else 0.0
    top = float(probabilities[order[0]])
    return table.topics[order[0]], top, top - second


def encode(tables: Mapping[str, Table]) -> bytes:
    """A model's file; the same tables give the same bytes."""
    arrays: dict[str, npt.NDArray[Any]] = {}
    told = {}
    for language, table in sorted(tables.items()):
        told[language] = {"topics": table.topics, "scale": table.scale, "margin": table.margin}
        arrays |= {f"{language}.rows": table.rows, f"{language}.weights": table.weights, f"{language}.bias": table.bias}
    about = json.dumps({"format": FORMAT, "buckets": BUCKETS, "languages": told}, sort_keys=True)
    arrays["about"] = np.frombuffer(about.encode(), np.uint8)
    file = io.BytesIO()
    np.savez_compressed(file, **arrays)  # type: ignore[arg-type]
    return file.getvalue()


def digest(data: bytes) -> str:
    """What a model's file is known by."""
    return hashlib.sha256(data).hexdigest()


def load(path: str) -> Model:
    """The model in a file. Raises SettingsError, which names the setting, if it is none that this version can use."""
    where = f"COPYDESK_TOPIC_MODEL={path}"
    cure = "Name a file that `copydesk learn-topics` of this version wrote, or nothing."
    try:
        data = Path(path).read_bytes()
        with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
            tables = _tables({name: arrays[name] for name in arrays.files})
    except OSError as error:
        raise SettingsError(f"{where} cannot be read: {error.strerror}. {cure}") from error
    except (ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile) as error:
        raise SettingsError(f"{where} is no topic model: {error}. {cure}") from error
    return Model(tables, digest(data))


def _tables(arrays: Mapping[str, npt.NDArray[Any]]) -> dict[str, Table]:
    about = json.loads(arrays["about"].tobytes())
    if (about["format"], about["buckets"]) != (FORMAT, BUCKETS):
        raise ValueError(f"its format is {about['format']}, not {FORMAT}")
    found = {}
    for language, told in about["languages"].items():
        rows, weights, bias = (arrays[f"{language}.{name}"] for name in ("rows", "weights", "bias"))
        topics = tuple(told["topics"])
        _check(language, topics, rows, weights, bias)
        found[language] = Table(topics, rows, weights, float(told["scale"]), bias, float(told["margin"]))
    return found


def _check(language: str, topics: Sequence[str], *arrays: npt.NDArray[Any]) -> None:
    rows, weights, bias = arrays
    kinds = [array.dtype.str for array in arrays] == ["<u4", "|i1", "<f4"]
    shapes = weights.shape == (len(rows), len(topics)) and bias.shape == (len(topics),)
    if not (topics and set(topics) <= set(TOPICS) and kinds and shapes and np.all(rows[:-1] < rows[1:])):
        raise ValueError(f"its weights of language {language!r} do not fit together")
