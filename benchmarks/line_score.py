"""How well the lines that a cleaner kept agree with the gold: counts, and the figures made of them.

Content is positive, boilerplate negative; no other label counts. Lines of one dup_group that holds content count once, and
are kept if any of them is.
"""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from benchmarks.gold import Page
from copydesk.boilerplate import byline as lead_in
from copydesk.text import fold

Key = TypeVar("Key", bound=Hashable)

_BETWEEN_NAMES = re.compile(
    r"\s*[,;|/&·•、，；،؛+\n]\s*"
    r"|\s+(?:and|und|et|y|e|en|och|og|ja|i|oraz|a|ve|dan|và|na|da|и|та|і|و|اور|और|व|আর|ও|અને|ਅਤੇ|మరియు|ಮತ್ತು|മറ്റും)\s+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Counts:
    """Lines of content kept and cut (tp, fn), lines of boilerplate kept and cut (fp, tn)."""

    tp: int = 0
    fp: int = 0
    fn: int = 0
    tn: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.tp + other.tp, self.fp + other.fp, self.fn + other.fn, self.tn + other.tn)

    @property
    def lines(self) -> int:
        """Lines that count."""
        return self.tp + self.fp + self.fn + self.tn

    @property
    def precision(self) -> float:
        """Share of the lines kept that are content; 1 where nothing was kept."""
        return _share(self.tp, self.tp + self.fp)

    @property
    def recall(self) -> float:
        """Share of the content that was kept; 1 where there is none."""
        return _share(self.tp, self.tp + self.fn)

    @property
    def f1(self) -> float:
        """Harmonic mean of both; 1 where there was nothing to keep and nothing was kept."""
        return _share(2 * self.tp, 2 * self.tp + self.fp + self.fn)

    @property
    def false_cuts(self) -> float:
        """Lines of content that were cut, in 100."""
        return 100 * (1 - self.recall)


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


@dataclass(frozen=True, slots=True)
class Score:
    """Figures of some pages: the counts of all their lines, and the mean of the pages' own F1."""

    pages: int
    counts: Counts
    page_f1: float


def verdicts(page: Page, kept: Collection[int]) -> Iterator[tuple[int, str]]:
    """For each line that counts its number and what became of it: `tp`, `fp`, `fn` or `tn`, as in Counts.

    `kept` are numbers of gold lines, from zero. A group speaks through its first line of content.
    """
    groups: dict[int, list[int]] = {}
    for number, line in enumerate(page.lines):
        if line.dup_group is not None:
            groups.setdefault(line.dup_group, []).append(number)
    for number, line in enumerate(page.lines):
        twins = groups[line.dup_group] if line.dup_group is not None else [number]
        content = [twin for twin in twins if page.lines[twin].label == "content"]
        if content and content[0] == number:
            yield number, "tp" if any(twin in kept for twin in twins) else "fn"
        elif not content and line.label == "boilerplate":
            yield number, "fp" if number in kept else "tn"


def count(page: Page, kept: Collection[int]) -> Counts:
    """Counts of one page of which the gold lines with these numbers (from zero) were kept."""
    found = Counter(verdict for _, verdict in verdicts(page, frozenset(kept)))
    return Counts(**found)


def score(counts: Sequence[Counts]) -> Score:
    """The figures of pages with these counts."""
    return Score(len(counts), sum(counts, Counts()), statistics.fmean(each.f1 for each in counts) if counts else 1.0)


def by(pages: Iterable[Page], counts: Iterable[Counts], key: Callable[[Page], Key]) -> dict[Key, Score]:
    """The figures of the pages that share a key, such as their source or their language."""
    found: dict[Key, list[Counts]] = {}
    for page, own in zip(pages, counts, strict=True):
        found.setdefault(key(page), []).append(own)
    return {each: score(found[each]) for each in found}


@dataclass(frozen=True, slots=True)
class Match:
    """Whether what a cleaner gave is right, on a page where it can be told; None where it cannot."""

    title: bool | None
    """The publisher's title, exact once folded, on pages where a line says it."""

    labelled_title: bool | None
    """One of the lines labelled as titles, exact once folded, on pages that have any."""

    byline: bool | None
    """The publisher's set of authors, on pages where lines name them all."""


def match(page: Page, title: str | None, byline: str | None) -> Match:
    """Compare a title and a byline with what the publisher says and what the page shows."""
    lines = [fold(line.text) for line in page.lines]
    own, given = fold(page.title), fold(title or "")
    labelled = {text for text, line in zip(lines, page.lines, strict=True) if line.label == "title" and text}
    authors = {name for author in page.authors for name in names(lead_in.read(author) or author)}  # some say "By Faisal Islam"
    is_signed = bool(authors) and all(any(f" {name} " in f" {text} " for text in lines) for name in authors)
    return Match(
        title=given == own if own and own in lines else None,
        labelled_title=given in labelled if labelled else None,
        byline=names(byline or "") == authors if is_signed else None,
    )


def names(byline: str) -> frozenset[str]:
    """The folded names in a byline, whatever stands between them.

    >>> sorted(names("Asha Rao, Jan de Wit and Li Na"))
    ['asha rao', 'jan de wit', 'li na']
    """
    return frozenset(name for part in _BETWEEN_NAMES.split(byline) if (name := fold(part)))


def rate(answers: Iterable[bool | None]) -> tuple[float, int]:
    """Share of the answers that are right, and how many could be told."""
    told = [answer for answer in answers if answer is not None]
    return (statistics.fmean(told) if told else 0.0), len(told)
