"""Answers with what they rest on, and how sure they are: the share of answers with such evidence that were right.

There is one logistic curve for each kind of evidence, fitted on public sentences. Its weights are in fitted.toml, its features
are here, and both change together; docs/language.md shows how well the curves hold on sentences that the fit did not see.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from copydesk.language.rules import known

_MOST = 30.0
"""Log-odds are kept within this, where a probability is 0 or 1 for every purpose."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """An answer (ISO 639), the kind of its evidence, and the evidence in numbers as the kind's weights want them."""

    language: str
    kind: str
    features: tuple[float, ...]

    @property
    def chance(self) -> float:
        """The probability that the answer is right, 0 to 1; features that are not there count nothing."""
        weights = known().weights[self.kind]
        odds = sum(weight * feature for weight, feature in zip(weights, self.features, strict=False))
        return 1 / (1 + math.exp(-max(-_MOST, min(_MOST, odds))))


def by_script(language: str) -> Evidence:
    """A script that one language has to itself."""
    return Evidence(language, "script", (1.0,))


def by_letters(language: str, found: int, times: float) -> Evidence:
    """So many signs of one language, so many times what was asked for."""
    return Evidence(language, "letters", (1.0, math.log(found), math.log(times)))


def by_words(language: str, first: int, second: int, said: int) -> Evidence:
    """So many marker words of the language and of the next one, among so many words said."""
    return Evidence(language, "marker-words", (1.0, math.log(first - second), first / said, math.log(said)))


def by_profiles(language: str, margin: float, strange: float, count: int) -> Evidence:
    """Profiles, with the answer's margin over the others in nats (below zero where it is not the likeliest).

    `strange` is how much more a gram costs in its profile than in its own texts, in nats; `count` how many grams there were.
    """
    sure = math.copysign(math.log1p(abs(margin)), margin)
    stray = max(strange, 0.0) * math.sqrt(count) / 10
    return Evidence(language, "profiles", (1.0, sure, strange, stray, math.log1p(count)))


def heard(answer: Evidence, own: int, other: int, said: int) -> Evidence:
    """The answer with how many different marker words speak for it, and how many for the next language, among so many words."""
    return replace(answer, features=(*answer.features, own / math.sqrt(said), other / math.sqrt(said)))


def stated(language: str, likelihood: float) -> Evidence:
    """An engine that says itself how likely its answer is."""
    likely = min(max(round(likelihood, 6), 1e-6), 1 - 1e-6)  # lingua adds up in any order: its last digits differ by run
    return Evidence(language, "stated", (1.0, math.log(likely / (1 - likely))))
