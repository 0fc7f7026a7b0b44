"""Fit what language detection cannot know by hand, on one half of SIB-200, into include/copydesk/language/fitted.toml.

Marker words: for each language of a script that many share, the words that most of its sentences have and its neighbours'
lack. Usual surprise: how much more a language's own texts surprise its profile than the profile's entropy says. Weights: one
logistic curve for each kind of evidence, from its features (copydesk.language.confidence) to the share of right answers.
"""

from __future__ import annotations

import json
import statistics
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks import gold, sib
from copydesk import language
from copydesk.language import profiles, rules
from copydesk.text import words

PAGE = Path(rules.__file__).with_name("fitted.toml")

GROUPS: Mapping[str, tuple[str, ...]] = {
    "Arab": ("ar", "fa", "ur"),
    "Cyrl": ("bg", "mk", "ru", "uk"),
    "Deva": ("hi", "mr", "ne"),
    "Latn": (
        "af", "ca", "cs", "cy", "da", "de", "en", "es", "et", "fi", "fr", "hr", "hu", "id", "it", "lt", "lv", "nl", "no", "pl",
        "pt", "ro", "sk", "sl", "so", "sq", "sv", "sw", "tl", "tr", "vi",
    ),
}  # fmt: skip
"""For each script that languages share the profiles that may answer."""

WORDED = ("Arab", "Beng", "Cyrl", "Deva", "Hebr", "Latn")
"""Scripts in which words are fitted."""

MOST_WORDS, FEWEST_SENTENCES, TIMES = 24, 1.4, 3
"""Marker words of a language, the fewest sentences of a block of 24 that have one more, and how many times those of another."""

KNOWN = 3.0
"""Weight of a text in a language that copydesk must know, where others have 1: news is mostly in those."""

RIDGE = 0.3

MOST_PAGES = 20
"""A language with more pages in the gold counts as if it had so many."""

Answer = tuple[tuple[float, ...], bool, float]
"""Features, whether the answer is right, and the weight of its text."""

HEAD = """# Made by `make train` (benchmarks/train_language.py) from one half of SIB-200's train sentences (code Apache-2.0, text
# CC BY-SA 4.0), and weights from one half of the gold's pages too. docs/language.md shows how well it does on the other
# halves. Do not edit: what is known by hand belongs into rules.toml.
"""


def fit_words(blocks: Collection[int], scripts: Iterable[str] = WORDED) -> dict[str, dict[str, str]]:
    """Marker words by script and language, from these blocks of sentences."""
    return {script: _of_script(script, blocks) for script in scripts}


def _of_script(script: str, blocks: Collection[int]) -> dict[str, str]:
    shares = {code: _said(code, blocks) for code in sib.rows() if code.endswith(script) and _is_own(code)}
    spoken: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for code, own in shares.items():
        for word, count in own.items():
            spoken[word].append((count, code))
    score: dict[str, dict[str, float]] = {code: {} for code in shares}
    for word, counts in spoken.items():
        (most, code), (next_most, _) = [*sorted(counts, reverse=True), (0.0, "")][:2]
        if most - TIMES * next_most >= FEWEST_SENTENCES:
            score[code][word] = most - TIMES * next_most
    best = {code: sorted(own, key=lambda word: (-own[word], word))[:MOST_WORDS] for code, own in score.items()}
    return dict(sorted((sib.names(code)[0], " ".join(own)) for code, own in best.items() if len(own) > 1))


def _is_own(code: str) -> bool:
    """Whether a language is told from all others; a member that is written much as the whole is not."""
    return len(sib.names(code)) == 1


def _said(code: str, blocks: Collection[int]) -> Counter[str]:
    """For each word the sentences of these blocks that have it, of 24."""
    sentences = [text for number, block in enumerate(sib.blocks(code)) if number in blocks for text in block]
    found = Counter(word for text in sentences for word in set(words(text)) if word.isalpha() or not word.isascii())
    return Counter({word: count * sib.BLOCK / len(sentences) for word, count in found.items()})


def fit_usual() -> dict[str, dict[str, float]]:
    """The mean surprise of a language's own sentences, by script and language."""
    return {script: {code: _surprise(code, group) for code in group} for script, group in GROUPS.items()}


def _surprise(code: str, group: tuple[str, ...]) -> float:
    own = {key: code for key, name in sib.PROFILED.items() if name == code}
    verdicts = [profiles.of(group).read(text.text) for text in sib.texts("sentence", sib.FIT, own)]
    return round(statistics.fmean(verdict.surprises[code] for verdict in verdicts if verdict), 3)


def logistic(features: NDArray[np.float64], right: NDArray[np.float64], weights: NDArray[np.float64]) -> list[float]:
    """Coefficients of the logistic curve for weighted answers, by Newton's method with a ridge on all but the constant.

    One wrong answer with the mean of all features is added, so that what was never wrong is not taken for certain.
    """
    features, right, weights = np.vstack((features, features.mean(0))), np.append(right, 0.0), np.append(weights, 1.0)
    found = np.zeros(features.shape[1])
    ridge = np.diag([1e-6, *[RIDGE] * (features.shape[1] - 1)])
    for _ in range(50):
        chance = 1 / (1 + np.exp(-np.clip(features @ found, -30, 30)))
        slope = features.T @ (weights * (right - chance)) - ridge @ found
        curve = (features * (weights * chance * (1 - chance))[:, None]).T @ features + ridge
        found = found + np.linalg.solve(curve, slope)
    return [round(float(weight), 4) for weight in found]


def answers(blocks: Collection[int]) -> Iterator[tuple[str, Answer]]:
    """Every answer that rules and profiles give to the texts of these blocks, with the kind of its evidence."""
    for text in (text for level in sib.SIZES for text in sib.texts(level, blocks)):
        if found := language.evidence(text.text):
            weight = KNOWN if text.code in sib.FOCUS or text.code in sib.PROFILED else 1.0
            yield found.kind, (found.features, text.is_right(found.language), weight)


def answers_to_pages() -> Iterator[tuple[str, Answer]]:
    """Every answer to the pages of one half of the gold, by publisher: news pages, furniture and all, are not like SIB-200.

    Without bbc_simorgh, whose frames were assembled by script: some pages of one language's service are in another.
    """
    pages = [page for page in gold.folds(gold.read(), 2)[0] if page.source != "bbc_simorgh"]
    number = Counter(map(gold.language, pages))
    for page in pages:
        if found := language.evidence(page.text):
            own = gold.language(page)
            yield found.kind, (found.features, found.language == own, KNOWN * min(1.0, MOST_PAGES / number[own]))


def fit_weights(given: Iterable[tuple[str, Answer]]) -> dict[str, list[float]]:
    """Weights by kind of evidence."""
    seen: dict[str, list[Answer]] = {}
    for kind, answer in given:
        seen.setdefault(kind, []).append(answer)
    return {kind: logistic(*(np.array(column, float) for column in zip(*own, strict=True))) for kind, own in sorted(seen.items())}


def toml(fitted: Mapping[str, Mapping[str, Any]]) -> str:
    """The fitted tables as TOML; strings and lists of numbers read the same in JSON."""
    tables = {f"{name}.{script}": table for name in ("words", "usual") for script, table in fitted[name].items()}
    return "\n".join(f"[{name}]\n{_lines(table)}\n" for name, table in {**tables, "weights": fitted["weights"]}.items())


def _lines(table: Mapping[str, object]) -> str:
    return "\n".join(f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in table.items())


def fit() -> dict[str, Any]:
    """Words, usual surprise and weights.

    Words look better on the sentences that they were taken from than elsewhere. So weights are fitted on answers to the first
    block with words of the others, and the other way round; the words that are shipped are those of all blocks.
    """
    usual, given = fit_usual(), []
    for held, others in ((sib.FIT[:1], sib.FIT[1:]), (sib.FIT[1:], sib.FIT[:1])):
        with rules.using({"words": fit_words(others), "usual": usual, "weights": {}}):
            given += [*answers(held), *answers_to_pages()]
    return {"words": fit_words(sib.FIT), "usual": usual, "weights": fit_weights(given)}


def main() -> None:
    """Replace fitted.toml."""
    PAGE.write_text(HEAD + "\n" + toml(fit()), "utf-8")


if __name__ == "__main__":
    main()
