"""The tables of the score: what copydesk and its peers kept and cut, by source, by language and by rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from rich.table import Table

from benchmarks import gold, line_score, results
from benchmarks.gold import Page
from benchmarks.line_score import Counts, Score
from benchmarks.unseen import Cleaned

OURS = "copydesk"

MOST_RULES = 40
"""Rules in the table, the busiest first."""


@dataclass(frozen=True, slots=True)
class Figures:
    """A heading and the rows below it, first row the heads of the columns."""

    title: str
    rows: Sequence[Sequence[str]]

    def rich(self) -> Table:
        """As a terminal shows it."""
        shown = Table(title=self.title, title_justify="left", title_style="bold")
        for number, head in enumerate(self.rows[0]):
            shown.add_column(head, justify="right" if number else "left")
        for row in self.rows[1:]:
            shown.add_row(*(cell.replace("**", "") for cell in row))
        return shown

    def markdown(self) -> str:
        """As RESULTS.md shows it."""
        return f"{self.title}:\n\n{results.table(self.rows[0], self.rows[1:])}"


Counted = Mapping[str, Sequence[Counts]]
"""By the name of a cleaner the counts of each page, in the order of the pages."""


def by_source(pages: Sequence[Page], counted: Counted, title: str, show: Callable[[Score], str]) -> Figures:
    """One figure of every cleaner on every source."""
    scores = {name: line_score.by(pages, counts, lambda page: page.source) for name, counts in counted.items()}
    sources = sorted({page.source for page in pages})
    rows = [[_strong(name, name), *(_strong(name, show(own[source])) for source in sources)] for name, own in scores.items()]
    return Figures(title, [["", *sources], *rows])


def _strong(name: str, cell: str) -> str:
    return f"**{cell}**" if name == OURS else cell


def sizes(pages: Sequence[Page], counts: Sequence[Counts]) -> Figures:
    """What there is to score."""
    rows = []
    for source, own in sorted(line_score.by(pages, counts, lambda page: page.source).items()):
        here = [page for page in pages if page.source == source]
        content = own.counts.tp + own.counts.fn
        numbers = (len(here), len({page.publisher for page in here}), content, own.counts.lines - content)
        rows.append([source, *map(str, numbers), str(len({gold.language(page) for page in here}))])
    return Figures("The gold", [["source", "pages", "publishers", "lines of content", "of boilerplate", "languages"], *rows])


def by_language(pages: Sequence[Page], counted: Counted) -> Figures:
    """Every language of every source: all figures of copydesk, and the F1 of whichever peer is best there."""

    def key(page: Page) -> tuple[str, str]:
        return page.source, gold.language(page)

    scores = {name: line_score.by(pages, counts, key) for name, counts in counted.items()}
    rows = []
    for (source, code), own in sorted(scores[OURS].items()):
        others = [(score[source, code].counts.f1, name) for name, score in scores.items() if name != OURS]
        best = max(others, default=(0.0, ""))
        figures = [own.counts.precision, own.counts.recall, own.counts.f1, own.page_f1]
        row = [source, code, str(own.pages), str(own.counts.lines), *(f"{figure:.3f}" for figure in figures)]
        rows.append([*row, f"{own.counts.false_cuts:.1f}", f"{best[0]:.3f} {best[1]}" if best[1] else ""])
    head = ["source", "language", "pages", "lines", "precision", "recall", "F1", "page F1", "false cuts", "F1 of the best peer"]
    return Figures("copydesk by language", [head, *rows])


def titles(pages: Sequence[Page], cleaned: Sequence[Cleaned]) -> Figures:
    """How often title and byline are exactly right, on the pages of each source where it can be told."""
    matched = [line_score.match(page, own.title, own.byline) for page, own in zip(pages, cleaned, strict=True)]
    rows = []
    for source in sorted({page.source for page in pages}):
        own = [match for page, match in zip(pages, matched, strict=True) if page.source == source]
        answers = ([m.title for m in own], [m.labelled_title for m in own], [m.byline for m in own])
        rated = [line_score.rate(each) for each in answers]
        rows.append([source, *(cell for share, n in rated for cell in (f"{share:.3f}" if n else "", str(n)))])
    head = ["source", "publisher's title", "pages", "labelled title", "pages", "set of authors", "pages"]
    return Figures("Title and byline, exact once folded, where a line shows them", [head, *rows])


def rules(pages: Sequence[Page], cleaned: Sequence[Cleaned]) -> Figures:
    """What each rule cut: content (false cuts), boilerplate, and lines that do not count; most cuts first."""
    cuts: dict[str, Counter[str]] = {}
    for page, own in zip(pages, cleaned, strict=True):
        verdict = dict(line_score.verdicts(page, own.kept))
        for number, (rule, _) in own.cuts.items():
            cuts.setdefault(rule, Counter())[verdict.get(number, "other")] += 1
    ordered = sorted(cuts.items(), key=lambda item: (-item[1]["fn"] - item[1]["tn"], item[0]))
    rows = [[rule, *(str(count[verdict]) for verdict in ("fn", "tn", "other"))] for rule, count in ordered[:MOST_RULES]]
    title = f"Lines that each rule of copydesk cut, the {len(rows)} busiest of {len(ordered)} rules"
    return Figures(title, [["rule", "content", "boilerplate", "other"], *rows])
