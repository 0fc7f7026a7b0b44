"""How often near-duplicates are found, and how often articles of their own are lost: by kind, threshold and shingle.

    python -m benchmarks.dedup_quality

writes its section of benchmarks/RESULTS.md. A pair counts as marked by the rule of copydesk.dedup: Jaccard similarity from
a threshold on, and numbers that do not contradict each other.
"""

from __future__ import annotations

import argparse
import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks import labelled, results
from benchmarks.labelled import Pair
from copydesk import dedup
from copydesk.dedup import Hashes, Numbers
from copydesk.settings import Settings
from copydesk.text import fold

THRESHOLDS = (0.5, 0.6, 0.7, 0.8, 0.9)
FORMS = (
    "weather, other place and day",
    "weather, same place, other day",
    "weather above a long standing text",
    "market report",
    "horoscope, half of it repeated",
    "match report",
)

Shingler = Callable[[str], Hashes]
Veto = Callable[[Numbers, Numbers], bool]


@dataclass(frozen=True, slots=True)
class Scored:
    """A pair, the similarity of its texts, and the numbers in them."""

    pair: Pair
    similarity: float
    one: Numbers
    other: Numbers


def never(one: Numbers, other: Numbers) -> bool:
    """No veto: similarity alone decides."""
    del one, other
    return False


def other_set(one: Numbers, other: Numbers) -> bool:
    """The plain rule that was tried first: each text has many numbers that are nowhere in the other."""
    first, second = set(one.values()), set(other.values())
    differing = min(len(first - second), len(second - first))
    return differing >= dedup.FEWEST_CONTRADICTIONS and 3 * differing >= min(len(first), len(second))


def characters(size: int) -> Shingler:
    """Shingles of `size` characters of the folded text, blanks left out."""

    def made(text: str) -> Hashes:
        return dedup.shingles(" ".join(fold(text).replace(" ", "")), size)

    return made


def of_words(size: int) -> Shingler:
    """Shingles of `size` words; of letters in scripts without spaces."""
    return lambda text: dedup.shingles(text, size)


def score(pairs: Iterable[Pair], shingler: Shingler = dedup.shingles) -> list[Scored]:
    """Every pair with its similarity under some shingles."""
    return [
        Scored(
            pair, dedup.similarity(shingler(pair.one), shingler(pair.other)), dedup.numbers(pair.one), dedup.numbers(pair.other)
        )
        for pair in pairs
    ]


def is_marked(scored: Scored, least: float, veto: Veto = dedup.contradict) -> bool:
    """Whether the rule takes the two texts for one article."""
    return scored.similarity >= least and not veto(scored.one, scored.other)


def share_marked(scored: Sequence[Scored], least: float, veto: Veto = dedup.contradict) -> float:
    """Which share of the pairs is marked."""
    return statistics.fmean(is_marked(each, least, veto) for each in scored)


def precision_recall(scored: Sequence[Scored], least: float, veto: Veto = dedup.contradict) -> tuple[float, float]:
    """Share of the marked pairs that are one article, and share of the pairs of one article that are marked."""
    marked = [each.pair.same for each in scored if is_marked(each, least, veto)]
    return statistics.fmean(marked) if marked else 1.0, sum(marked) / sum(each.pair.same for each in scored)


def found_by_signatures(scored: Sequence[Scored]) -> list[bool]:
    """For each pair whether the signatures agree in a band, so that the pair is looked at in the first place."""
    return [_share_a_band(dedup.shingles(each.pair.one), dedup.shingles(each.pair.other)) for each in scored]


def _share_a_band(one: Hashes, other: Hashes) -> bool:
    first, second = (dedup.signature(hashes).reshape(dedup.BANDS, -1) for hashes in (one, other))
    return bool(np.any(np.all(first == second, axis=1)))


def by_kind(scored: Sequence[Scored]) -> str:
    """Table: share of each kind that is marked, by threshold; last column without the rule of numbers."""
    least = Settings().similarity
    rows = []
    for kind, (_, same) in labelled.KINDS.items():
        of_kind = [each for each in scored if each.pair.kind == kind]
        shares = [f"{share_marked(of_kind, threshold):.3f}" for threshold in THRESHOLDS]
        similar = statistics.median(each.similarity for each in of_kind)
        rows.append([kind, "yes" if same else "no", f"{similar:.2f}", *shares, f"{share_marked(of_kind, least, never):.3f}"])
    for title, veto in (("**precision**", dedup.contradict), ("precision, numbers not looked at", never)):
        rows.append([title, "", "", *[f"{precision_recall(scored, t, veto)[0]:.3f}" for t in THRESHOLDS], ""])
    for title, veto in (("**recall**", dedup.contradict), ("recall, numbers not looked at", never)):
        rows.append([title, "", "", *[f"{precision_recall(scored, t, veto)[1]:.3f}" for t in THRESHOLDS], ""])
    head = ["kind of pair", "one article", "median similarity", *[f"{t:.1f}" for t in THRESHOLDS], f"{least} without numbers"]
    return results.table(head, rows)


def by_shingle(pairs: Sequence[Pair]) -> str:
    """Table: precision and recall by shingle and threshold, apart for scripts with and without spaces."""
    rows = []
    shinglers: list[tuple[str, Shingler]] = [(f"{n} words", of_words(n)) for n in (2, 3, 4, 5, 6)]
    shinglers += [(f"{n} characters", characters(n)) for n in (6, 9, 12)]
    for scripts, chosen in (
        ("spaces", [p for p in pairs if p.language != "zh"]),
        ("none", [p for p in pairs if p.language == "zh"]),
    ):
        for name, shingler in shinglers[: None if scripts == "spaces" else 5]:
            scored = score(chosen, shingler)
            cells = ["{:.3f} / {:.3f}".format(*precision_recall(scored, threshold)) for threshold in THRESHOLDS]
            rows.append([f"{name if scripts == 'spaces' else name.replace('words', 'letters')}", scripts, *cells])
    return results.table(["shingle", "spaces", *[f"{t:.1f}" for t in THRESHOLDS]], rows)


def by_veto(scored: Sequence[Scored]) -> str:
    """Table: what the rule of numbers saves and costs, beside the plain one that was tried first."""
    least = Settings().similarity
    forms = [each for each in scored if each.pair.kind in FORMS]
    same = [each for each in scored if each.pair.same]
    vetoes = (("none", never), ("numbers anywhere in the text", other_set), ("numbers between the same words", dedup.contradict))
    rows = []
    for name, veto in vetoes:
        shares = [f"{share_marked(forms, t, veto):.3f}" for t in (0.5, least)]
        lost = sum(veto(each.one, each.other) for each in same) / len(same)
        rows.append([name, *shares, f"{lost:.4f}"])
    return results.table(["rule", "forms marked at 0.5", f"forms marked at {least}", "duplicates vetoed"], rows)


def by_signature(scored: Sequence[Scored]) -> str:
    """Table: which share of the pairs that are alike the signatures bring together."""
    found = found_by_signatures(scored)
    rows = []
    for low, high in ((0.3, 0.4), (0.4, 0.5), (0.5, 0.6), (0.6, 0.7), (0.7, 0.8), (0.8, 0.9), (0.9, 1.01)):
        here = [hit for each, hit in zip(scored, found, strict=True) if low <= each.similarity < high]
        rows.append([f"{low:.1f} - {min(high, 1.0):.1f}", str(len(here)), f"{statistics.fmean(here):.4f}" if here else ""])
    return results.table(["true similarity", "pairs", "found"], rows)


def section(seed: int, each: int) -> str:
    """The whole section of the page."""
    pairs = list(labelled.pairs(seed, each))
    scored = score(pairs)
    return f"""## Near-duplicates: what is found and what is lost

`python -m benchmarks.dedup_quality --seed {seed} --each {each}`: {len(pairs)} pairs, {each} of each kind in each of
{", ".join(labelled.LANGUAGES)}; all base articles differ. Share of pairs marked, by threshold, shingles of {dedup.SHINGLE} words,
candidates taken for granted:

{by_kind(scored)}

Precision / recall over all kinds, with the rule of numbers, by shingle:

{by_shingle(pairs)}

What the rule of numbers saves and costs (forms: {", ".join(FORMS)}):

{by_veto(scored)}

What the signatures find of the pairs that are so alike ({dedup.BANDS} bands of {dedup.BINS // dedup.BANDS}):

{by_signature(scored)}
"""


def main() -> None:
    """Measure, and replace the section of the page."""
    parser = argparse.ArgumentParser(description="Measure near-duplicates on pairs with a known answer.")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--each", type=int, default=20, help="pairs of each kind in each language")
    chosen = parser.parse_args()
    results.put("dedup_quality", section(chosen.seed, chosen.each))


if __name__ == "__main__":
    main()
