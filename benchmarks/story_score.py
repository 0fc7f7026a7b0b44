"""How often articles in two languages are rightly told to be one story, and what that costs.

    python -m benchmarks.story_score
    python -m benchmarks.story_score --half tune --pages /tmp/pairs.txt

Documents of SIB-200 (story_documents.py) stand in one window with those of all other languages and with the gold's pages, as
a day's articles do. Thresholds were chosen on the half `tune`; the half `report` is what RESULTS.md shows.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from benchmarks import gold, labelled, results, story_documents
from benchmarks.gold import Page
from benchmarks.story_documents import OFFSETS, Document, documents
from copydesk import stories
from copydesk.stories.links import ACROSS, WITHIN, Window

PAIRS = ["hi-gu", "hi-mr", "hi-bn", "gu-en", "hi-ur", "ta-te", "hi-en", "mr-gu", "en-es", "en-ru", "en-ar", "ml-ta", "bn-as"]
"""The pairs of issue 5, and some more."""

SIZES = (2500, 5000, 10000)
"""Articles a day for which the time is taken."""

WINDOW_DAYS = 3


@dataclass(slots=True)
class Counts:
    """Pairs of documents that are one story and were found, that are not and were told to be, and that were missed."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def add(self, *, told: bool, true: bool) -> None:
        """Count one pair."""
        self.right += told and true
        self.wrong += told and not true
        self.missed += true and not told

    @property
    def precision(self) -> float:
        """1 where nothing was told."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """1 where there is nothing to find."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0


def features(page: Page) -> stories.Features:
    """Those of a page's title and content."""
    text = "\n".join(line.text for line in page.lines if line.label == "content")
    return stories.features(page.title, text, gold.language(page))


def by_pair(half: str, offsets: Sequence[int], pages: Sequence[Page]) -> dict[str, tuple[Counts, Counts]]:
    """Counts by pair of languages, under "all" those of all pairs of two languages: by the rule of pairs, and by story id.

    The pages tell no document's story. Documents of neighbouring rows count as neither.
    """
    found: dict[str, tuple[Counts, Counts]] = defaultdict(lambda: (Counts(), Counts()))
    paged = [features(page) for page in pages]
    for offset in offsets:
        pool = documents(half, offset)
        own = [stories.features(None, document.text, document.language) for document in pool]
        languages = [document.language for document in pool] + [gold.language(page) for page in pages]
        window = Window(*stories.packed([*own, *paged]), languages)
        ids = _ids(pool, own, pages, paged)
        earlier, later = np.triu_indices(len(languages), 1)
        kept = earlier < len(pool)
        later, earlier = later[kept], earlier[kept]
        told = window.are_one_story(later, earlier, window.compare(later, earlier))
        for one, other, is_told in zip(earlier.tolist(), later.tolist(), told.tolist(), strict=True):
            true = _truth(pool[one], pool[other] if other < len(pool) else None)
            if true is None or languages[one] == languages[other]:
                continue
            for name in {"all", f"{languages[one]}-{languages[other]}", f"{languages[other]}-{languages[one]}"}:
                found[name][0].add(told=is_told, true=true)
                found[name][1].add(told=ids[one] == ids[other], true=true)
    return found


def _truth(one: Document, other: Document | None) -> bool | None:
    """Whether two documents are one story, None where nobody can say; a page of the gold is no document."""
    if other is None:
        return False
    apart = abs(one.place - other.place)
    return None if apart == 1 else apart == 0


def _ids(
    pool: Sequence[Document], own: Sequence[stories.Features], pages: Sequence[Page], paged: Sequence[stories.Features]
) -> list[str]:
    """Story ids of the documents and pages, as the lake would have them."""
    spoken = [document.language for document in pool] + [gold.language(page) for page in pages]
    found = stories.assign(*Window(*stories.packed([*own, *paged]), spoken).links(), np.full(len(spoken), -1))
    return [f"{place:032x}" for place in found.tolist()]


# Pages of many publishers


def linked_pages(pages: Sequence[Page], days: int = 7) -> Iterator[tuple[float, Page, Page]]:
    """Pairs of pages of the gold dated within some days of each other that are told to be one story, surest first."""
    dated = [(day, page) for page in pages if (day := _day(page))]
    window = Window(*stories.packed([features(page) for _, page in dated]), [gold.language(page) for _, page in dated])
    earlier, later = np.triu_indices(len(dated), 1)
    near = np.array([abs((dated[a][0] - dated[b][0]).days) <= days for a, b in zip(earlier, later, strict=True)], bool)
    later, earlier = later[near], earlier[near]
    shared = window.compare(later, earlier)
    told = np.flatnonzero(window.are_one_story(later, earlier, shared))
    for n in told[np.argsort(-shared.score[told], kind="stable")].tolist():
        yield float(shared.score[n]), dated[earlier[n]][1], dated[later[n]][1]


def _day(page: Page) -> date | None:
    try:
        return date.fromisoformat(str(page.meta.get("date") or "")[:10])
    except ValueError:
        return None


def by_kind(seed: int, each: int) -> dict[str, tuple[int, int]]:
    """Of the labelled pairs of one language, by kind: how many are told to be one story, and how many there are."""
    pairs = list(labelled.pairs(seed, each))
    texts = [(text, pair.language) for pair in pairs for text in (pair.one, pair.other)]
    window = Window(*stories.packed([stories.features(None, *text) for text in texts]), [language for _, language in texts])
    earlier = 2 * np.arange(len(pairs))
    told = window.are_one_story(earlier + 1, earlier, window.compare(earlier + 1, earlier))
    found: dict[str, tuple[int, int]] = {}
    for pair, is_told in zip(pairs, told.tolist(), strict=True):
        so_far = found.get(pair.kind, (0, 0))
        found[pair.kind] = (so_far[0] + is_told, so_far[1] + 1)
    return found


# Time


def feature_time(pages: Sequence[Page]) -> tuple[float, float, float]:
    """CPU microseconds an article for features when its words are new, when they are known, and its mean number of characters."""
    texts = [("\n".join(line.text for line in page.lines if line.label == "content"), gold.language(page)) for page in pages]
    spent = []
    for _ in range(2):
        started = time.process_time()
        for text, language in texts:
            stories.features(None, text, language)
        spent.append((time.process_time() - started) / len(texts) * 1e6)
    return spent[0], spent[1], sum(len(text) for text, _ in texts) / len(texts)


def link_time(pages: Sequence[Page], a_day: int) -> float:
    """CPU seconds for the stories of a date with its window: articles of half the features of a page and thirty of their own."""
    chooser, paged = random.Random(a_day), [(features(page), gold.language(page)) for page in pages]
    articles = []
    for _ in range(a_day * (WINDOW_DAYS + 1)):
        known, language = chooser.choice(paged)
        own = np.array([chooser.getrandbits(26) << 6 | 8 << 2 for _ in range(30)], np.uint32)
        some = known[np.array([chooser.random() < 0.5 for _ in known], bool)]
        articles.append((language, np.unique(np.concatenate([some, own]))))
    started = time.process_time()
    window = Window(*stories.packed([each for _, each in articles]), [language for language, _ in articles])
    stories.assign(*window.links(), np.full(len(articles), -1))
    return time.process_time() - started


# The page


def section(half: str, pages: Sequence[Page], seed: int, each: int) -> str:
    """The whole section of the page."""
    new, known, chars = feature_time(pages)  # first, while no word is known
    found = by_pair(half, OFFSETS, pages)
    rows = []
    for name in [*PAIRS, "all"]:
        rule, ids = found[name]
        cells = [f"{counts.precision:.3f} / {counts.recall:.3f}" for counts in (rule, ids)]
        rows.append([name, f"{rule.right + rule.missed}", *cells])
    kinds = [[kind, f"{told / count:.2f}", f"{count}"] for kind, (told, count) in by_kind(seed, each).items()]
    languages = len(story_documents.sentences())
    times = [[f"{a_day:,}", f"{a_day * (WINDOW_DAYS + 1):,}", f"{link_time(pages, a_day):.1f} s"] for a_day in SIZES]
    return f"""## Stories across languages

`python -m benchmarks.story_score`. SIB-200, rows `{half}`: {story_documents.SENTENCES} neighbouring rows are a document of some
hundred words, the same rows in two languages are one story; {len(OFFSETS)} ways to deal the rows. Documents of all {languages}
languages and {len(pages):,} pages of the gold are in the window. Documents of rows next to each other are left out: they may
come from one article.
Precision / recall; thresholds {ACROSS} between two languages, {WITHIN} in one.

{results.table(["languages", "pairs of one story", "by the rule of pairs", "by story id"], rows)}

Pairs of one language (`benchmarks/labelled.py`, seed {seed}; its grammars are small, so unrelated articles share more words than
in a newspaper), share told to be one story. Near-duplicates follow what they repeat anyway:

{results.table(["kind", "one story", "pairs"], kinds)}

CPU time, one core. Features: {known:.0f} microseconds for an article of {chars:,.0f} characters whose words are known, {new:.0f}
where they are new (the gold: many languages, few pages of each). Stories of a date with a window of {WINDOW_DAYS} days:

{results.table(["articles a day", "articles in the window", "time"], times)}
"""


def told_pages(pages: Sequence[Page]) -> str:
    """The linked pages of the gold, a line a pair, for people to read."""
    lines = []
    for score, one, other in linked_pages(pages):
        sides = [f"{p.lang} {p.source} {str(p.meta.get('date'))[:10]} {p.title!r}" for p in (one, other)]
        lines.append(f"{score:5.2f}  {'  |  '.join(sides)}\n")
    return "".join(lines)


def main() -> None:
    """Measure, and replace the section of the page if the reported half was measured."""
    parser = argparse.ArgumentParser(description="Score stories across languages.")
    parser.add_argument("--half", choices=sorted(story_documents.HALVES), default="report")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--each", type=int, default=10, help="labelled pairs of each kind in each language")
    parser.add_argument("--pages", type=Path, metavar="FILE", help="write the linked pages of the gold, for people to read")
    chosen = parser.parse_args()
    pages = gold.read()
    if chosen.pages:
        chosen.pages.write_text(told_pages(pages), "utf-8")
    told = section(chosen.half, pages, chosen.seed, chosen.each)
    if chosen.half == "report":
        results.put("story_score", told)
    else:
        print(told)  # noqa: T201 - what was not reported is for the person at the terminal


if __name__ == "__main__":
    main()
