"""The cleaner beside its peers, line by line, on the gold.

    make score                                        everything, into benchmarks/RESULTS.md
    python -m benchmarks.score --source bbc_simorgh --language hi --no-peers --errors /tmp/errors.txt

copydesk runs as the desk runs it: text, language.detect, boilerplate.strip. Where weights were fitted on the gold, each page is
cleaned with weights that saw no page of its publisher (see benchmarks/unseen.py).
"""

from __future__ import annotations

import argparse
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from rich.console import Console

from benchmarks import figures, gold, line_score, own_pages, peers, results, unseen
from benchmarks.figures import OURS, Figures
from benchmarks.gold import Page
from benchmarks.line_score import Counts
from benchmarks.unseen import Cleaned

F1 = "F1 of lines of content (mean of the pages' own F1)"

WIDTH = 130
"""Columns of a terminal that the widest table needs."""


def errors(pages: Sequence[Page], cleaned: Sequence[Cleaned]) -> str:
    """Every line of content that was cut, with its rule, and every line of boilerplate that was kept, page by page."""
    told = []
    for page, own in zip(pages, cleaned, strict=True):
        wrong = [(number, verdict) for number, verdict in line_score.verdicts(page, own.kept) if verdict in ("fn", "fp")]
        if wrong:
            told.append(f"\n# {page.source}/{page.page_id} {page.lang} {page.url or ''}")
        for number, verdict in wrong:
            rule, because = own.cuts.get(number, ("", ""))
            said = f"CUT  {rule} ({because})" if verdict == "fn" else "KEPT"
            told.append(f"{number:5} {said}: {page.lines[number].text}")
    return "\n".join(told).lstrip() + "\n"


def measure(pages: Sequence[Page], cleaned: Sequence[Cleaned], others: Mapping[str, peers.Peer]) -> list[Figures]:
    """All tables for these pages, cleaned by copydesk and by some peers."""
    counted = {OURS: count(pages, [own.kept for own in cleaned])}
    counted |= {name: count(pages, [peer(page) for page in pages]) for name, peer in others.items()}
    return [
        figures.sizes(pages, counted[OURS]),
        figures.by_source(pages, counted, F1, lambda s: f"{s.counts.f1:.3f} ({s.page_f1:.3f})"),
        figures.by_source(pages, counted, "False cuts in 100 lines of content", lambda s: f"{s.counts.false_cuts:.1f}"),
        figures.by_source(pages, counted, "Precision / recall", lambda s: f"{s.counts.precision:.3f} / {s.counts.recall:.3f}"),
        figures.titles(pages, cleaned),
        figures.by_language(pages, counted),
        figures.rules(pages, cleaned),
    ]


def count(pages: Sequence[Page], kept: Sequence[Collection[int]]) -> list[Counts]:
    """The counts of each page."""
    return [line_score.count(page, own) for page, own in zip(pages, kept, strict=True)]


def is_chosen(page: Page, sources: Collection[str], languages: Collection[str]) -> bool:
    """Whether a page is of these sources and languages; none means all."""
    return (not sources or page.source in sources) and (not languages or gold.language(page) in languages)


def section(tables: Sequence[Figures]) -> str:
    """The section of RESULTS.md."""
    cannot = "\n".join(f"- {name}: {what}." for name, what in peers.CANNOT.items())
    return f"""## Cleaning: lines kept and cut, beside the peers

`make score`. Content against boilerplate; titles, bylines, dates and mixed lines do not count; of lines that say the same, any
one may be kept (bbc_simorgh has no groups: there, lines of content that are the same once folded). Pages of one publisher are
never in both halves: {unseen.HOW}

{(chr(10) * 2).join(table.markdown() for table in tables)}

What peers cannot do with plain text:

{cannot}
"""


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, and replace the section of RESULTS.md if everything was measured."""
    parser = argparse.ArgumentParser(description="Score the cleaner and its peers on the gold, line by line.")
    parser.add_argument("--source", action="append", default=[], help="only this source; may be given again")
    parser.add_argument("--language", action="append", default=[], help="only this language, such as hi; may be given again")
    parser.add_argument("--no-peers", action="store_true", help="copydesk alone")
    parser.add_argument("--errors", type=Path, metavar="FILE", help="write every wrong line with its rule, for people to read")
    chosen = parser.parse_args(arguments)
    try:
        others = {} if chosen.no_peers else peers.load()
        everything = gold.read()
    except (FileNotFoundError, ModuleNotFoundError) as error:
        parser.error(str(error))
    pages = [page for page in everything if is_chosen(page, chosen.source, chosen.language)]
    if not pages:
        parser.error("the gold has no such pages")
    cleaned = unseen.clean(pages, [*everything, *own_pages.read()])
    tables = measure(pages, cleaned, others)
    screen = Console(width=max(Console().width, WIDTH))
    for table in tables:
        screen.print(table.rich(), "")
    if chosen.errors:
        chosen.errors.write_text(errors(pages, cleaned), "utf-8")
    if others and not chosen.source and not chosen.language:
        results.put("score", section(tables))


if __name__ == "__main__":
    main()
