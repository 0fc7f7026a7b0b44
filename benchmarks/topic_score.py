"""How often the topic is right, by source of evidence: the lexicon's words alone, stated sections, a learned model.

    python -m benchmarks.topic_score               prints, replaces the section of RESULTS.md, draws docs/topics-confusion.svg
    python -m benchmarks.topic_score --errors FILE  every wrong answer of the tune half, for people to read

SIB-200 and the gold are dealt into halves (rows by block, pages by publisher): words and thresholds were chosen on `tune`.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations, pairwise
from pathlib import Path

from benchmarks import gold, results, topic_documents, topic_picture, topic_sections
from benchmarks.topic_documents import MAIN, NEWS_LIKE, Document
from copydesk import topics
from copydesk.learn import fitting
from copydesk.model import Hints
from copydesk.sections import PLACES
from copydesk.topics import learned, words

PICTURE = Path(__file__).resolve().parents[1] / "docs" / "topics-confusion.svg"
NONE = "uncategorised"
BANDS = (0.0, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 1.0)
MARGIN = 0.3
"""Of a learned model in the comparison, where no newer articles are there to choose it on."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A document, the topic that its words alone got, its score, and the two topics that the words speak for most."""

    document: Document
    topic: str
    score: float
    first_two: tuple[str, ...]

    @property
    def right(self) -> bool:
        return self.topic in self.document.right


@dataclass(frozen=True, slots=True)
class Share:
    """Of some documents: how many there are, got a topic, and got a right one; and had it among the first two."""

    documents: int
    answered: int
    right: int
    among_two: int

    @property
    def coverage(self) -> float:
        return self.answered / max(self.documents, 1)

    @property
    def accuracy(self) -> float:
        return self.right / max(self.answered, 1)

    @property
    def right_of_all(self) -> float:
        return self.right / max(self.documents, 1)


def ask(document: Document) -> Answer:
    """What the lexicon alone says of a document."""
    guess = topics.by_words(document.title, document.text, document.language)
    scores = words.score(document.title, document.text, words.of_language(document.language))
    ranked = sorted(scores, key=lambda topic: (-scores[topic], topic))
    return Answer(document, guess.value, guess.confidence, tuple(ranked[:2]))


def share(answers: Sequence[Answer]) -> Share:
    """The counts of some answers."""
    return Share(
        len(answers),
        sum(one.topic != NONE for one in answers),
        sum(one.right for one in answers),
        sum(not one.document.right.isdisjoint(one.first_two) for one in answers),
    )


def confusion(answers: Iterable[Answer]) -> dict[str, Counter[str]]:
    """By what a source calls a document's topic: how often each topic was given."""
    found: dict[str, Counter[str]] = {}
    for one in answers:
        found.setdefault(one.document.label, Counter())[one.topic] += 1
    return found


Choose = Callable[[Document], bool]

SETS: Mapping[str, Choose] = {
    "SIB-200, news-like, the 19 languages": lambda d: d.source == "sib" and d.label in NEWS_LIKE and d.language in MAIN,
    "SIB-200, news-like, other languages": lambda d: d.source == "sib" and d.label in NEWS_LIKE and d.language not in MAIN,
    "SIB-200, geography and travel": lambda d: d.source == "sib" and d.label not in NEWS_LIKE,
    "news pages, what a reader says": lambda d: d.source == "read",
    "of these, in English": lambda d: d.source == "read" and d.language == "en",
    "of these, in the other languages": lambda d: d.source == "read" and d.language != "en",
    "news pages, section of a subject": lambda d: d.source not in _NO_NEWS and d.label not in PLACES,
    "pages of other sites, section of a subject": lambda d: d.source == "wcxb_article_dev" and d.label not in PLACES,
    "news pages, section of a place": lambda d: d.source not in _NO_NEWS and d.label in PLACES,
    "own samples": lambda d: d.source == "samples",
}
_NO_NEWS = frozenset({"sib", "samples", "wcxb_article_dev", "read"})


def by_set(answers: Sequence[Answer]) -> str:
    """The table of the lexicon alone, by set and half."""
    rows = []
    for name, chosen in SETS.items():
        for half in topic_documents.HALVES:
            own = [one for one in answers if one.document.half == half and chosen(one.document)]
            if own:
                told = share(own)
                figures = (told.coverage, told.accuracy, told.right_of_all, told.among_two / told.documents)
                rows.append([name, half, str(told.documents), *(f"{figure:.3f}" for figure in figures)])
    head = ["documents", "half", "n", "coverage", "accuracy of the answered", "right of all", "right or second"]
    return results.table(head, rows)


def by_language(answers: Sequence[Answer], sets: Sequence[str]) -> str:
    """The documents of some sets by language: right of all, with those that got no topic."""
    rows = []
    news = [one for one in answers if any(SETS[name](one.document) for name in sets)]
    for language in sorted({one.document.language for one in news}, key=lambda code: (code not in MAIN, code)):
        cells = []
        for half in topic_documents.HALVES:
            told = share([one for one in news if (one.document.language, one.document.half) == (language, half)])
            cells += [f"{told.right}/{told.documents}", str(told.documents - told.answered)]
        rows.append([language, *cells])
    return results.table(["language", "tune: right", "no topic", "test: right", "no topic"], rows)


def settled(answers: Iterable[Answer]) -> list[Answer]:
    """The answers, those to read pages in the row of their topic wherever the reader allows it beside the likelier one."""
    return [replace(one, document=replace(one.document, label=one.topic)) if one.right else one for one in answers]


def likelier(answers: Sequence[Answer]) -> str:
    """Of the read pages of a half, how many got the likelier of the reader's two topics."""
    told = []
    for half in topic_documents.HALVES:
        own = [one for one in answers if one.document.source == "read" and one.document.half == half]
        told.append(f"{sum(one.topic == one.document.label for one in own)} of {len(own)} ({half})")
    return ", ".join(told)


def confused(answers: Sequence[Answer]) -> str:
    """A confusion as a table."""
    counts = confusion(answers)
    given = sorted({topic for own in counts.values() for topic in own}, key=lambda topic: (topic == NONE, topic))
    rows = [[label, *(str(counts[label][topic] or "·") for topic in given)] for label in sorted(counts)]
    return results.table(["", *given], rows)


def bands(answers: Sequence[Answer]) -> str:
    """How often an answer is right, by its topic_score."""
    rows = []
    for least, most in pairwise(BANDS):
        own = [one for one in answers if one.topic != NONE and least <= one.score < most]
        if own:
            rows.append([f"{least:.1f} to {most:.1f}", str(len(own)), f"{share(own).accuracy:.3f}"])
    return results.table(["topic_score", "answers", "right"], rows)


def agreement(marked: Iterable[Mapping[str, str | None]]) -> str:
    """How often two independent marks of a page name the same topic, where both name a subject."""
    counts: dict[tuple[str, str], Counter[bool]] = {}
    for marks in marked:
        named = {name: topic for name, topic in marks.items() if topic and topic not in PLACES}
        for one, other in combinations(sorted(named), 2):
            counts.setdefault((one, other), Counter())[named[one] == named[other]] += 1
    rows = [[f"{a} and {b}", str(own.total()), f"{own[True] / own.total():.3f}"] for (a, b), own in sorted(counts.items())]
    return results.table(["marks", "pages with both", "agree"], rows)


def evidence(documents: Sequence[tuple[Document, str | None]]) -> str:
    """The samples as the desk answers them, section line and all, by source of evidence."""
    counts: dict[str, Counter[bool]] = {}
    for document, label in documents:
        found = topics.assign(
            title=document.title, text=document.text, section_label=label, hints=Hints(), language=document.language
        ).guess
        counts.setdefault(found.evidence, Counter())[found.value in document.right] += 1
    rows = [[name, str(own.total()), f"{own[True] / own.total():.3f}"] for name, own in sorted(counts.items())]
    return results.table(["topic_source", "articles", "right"], rows)


def learning(documents: Sequence[Document], parts: Sequence[Callable[[Document], bool]]) -> tuple[int, int, int, int]:
    """Documents, right by words, by a model alone, and by a model above MARGIN else words; each part judged by the others."""
    counts = [0, 0, 0, 0]
    for part in parts:
        fit = [example for one in documents if not part(one) for example in _examples(one)]
        judged = [one for one in documents if part(one)]
        names = sorted(topic for topic, count in Counter(example.topic for example in fit).items() if count > 1)
        table = fitting.train([example for example in fit if example.topic in names], names)
        for one in judged:
            by_words = topics.by_words(one.title, one.text, one.language).value
            said, _, margin = learned.likeliest(table, *learned.features(one.title, one.text))
            answers = (by_words, said, said if margin >= MARGIN else by_words)
            counts = [count + more for count, more in zip(counts, (True, *(a in one.right for a in answers)), strict=True)]
    return (counts[0], counts[1], counts[2], counts[3])


def _slug(document: Document) -> str:
    names = {"sports": "sport", "science/technology": "science"}
    return names.get(document.label, document.label)


def _examples(document: Document) -> list[fitting.Example]:
    """A document to learn from; one of SIB-200 as its sentences, since there are few."""
    texts = document.text.split("\n\n") if document.source == "sib" else [document.text]
    day, title, topic, language = date(2024, 1, 1), document.title, _slug(document), document.language
    return [fitting.example(day, f"{title} {text}", topic, title, text, language) for text in texts]


def learned_table(documents: Sequence[Document]) -> str:
    """A learned model beside the lexicon on the same documents."""
    news = [d for d in documents if d.source == "sib" and d.label in NEWS_LIKE]
    halves = [lambda d: d.half == "tune", lambda d: d.half == "test"]
    total = [0, 0, 0, 0]
    for language in MAIN:
        own = learning([d for d in news if d.language == language], halves)
        total = [a + b for a, b in zip(total, own, strict=True)]
    english = [
        d for d in documents if d.source not in ("sib", "samples", "read") and d.language == "en" and d.label not in PLACES
    ]
    pages = learning(english, halves)
    rows = []
    for name, (n, by_words, alone, both) in (
        ("SIB-200, 19 languages, half by half", total),
        ("English pages, other publishers", pages),
    ):
        rows.append([name, str(n), *(f"{count / n:.3f}" for count in (by_words, alone, both))])
    return results.table(["documents", "n", "lexicon", "model alone", f"model above {MARGIN}, else lexicon"], rows)


def speed(documents: Sequence[Document]) -> float:
    """Microseconds of CPU that topics.by_words takes for a document, once its words were seen."""
    for one in documents:
        topics.by_words(one.title, one.text, one.language)
    start = time.process_time()
    for one in documents:
        topics.by_words(one.title, one.text, one.language)
    return (time.process_time() - start) / len(documents) * 1e6


def errors(answers: Sequence[Answer]) -> str:
    """Wrong answers of the tune half, one a line."""
    wrong = [one for one in answers if not one.right and one.document.half == "tune"]
    told = [
        f"{one.document.source} {one.document.language} {one.document.label} -> {one.topic} {one.score}: "
        f"{(one.document.title or one.document.text)[:80]}"
        for one in wrong
    ]
    return "\n".join(told) + "\n"


def section(answers: Sequence[Answer], marked: Sequence[Mapping[str, str | None]]) -> str:
    """The section of RESULTS.md."""
    documents = [one.document for one in answers]
    test = [one for one in answers if one.document.half == "test"]
    sib = [one for one in test if one.document.source == "sib"]
    pages = [one for one in test if one.document.source not in ("sib", "samples", "read")]
    read = [one for one in test if one.document.source == "read"]
    real = [d for d in documents if d.source != "sib"]
    return f"""## Topics: by words alone, by stated sections, by a learned model

`python -m benchmarks.topic_score`. Words and thresholds were chosen on the half `tune`. SIB-200 is one set of 100 rows in all
languages (news-like: 13 documents of about 7 sentences a language), so its languages are not independent of one another, and
its English rows had been seen by the author of the words. A page's truth is the section that its address or category names, or
one of at most two topics that a reader gave it from headline and opening (`benchmarks/topic_pages.toml`). That reader also added
words: of these, every one that stands in the headline or opening of a page of `test` and in no document of `tune` was taken out.

{by_set(answers)}

SIB-200's news-like documents by language:

{by_language(answers, [name for name in SETS if "news-like" in name])}

The news pages that a reader labelled, by language. A page has one or two right topics; the likelier one got {likelier(answers)}:

{by_language(answers, ["news pages, what a reader says"])}

Confusion on these, test half (rows: the reader's topic; an answer that is one of two right ones is in its own row):

{confused(settled(read))}

Confusion on SIB-200, test half, all languages (rows: its label; columns: the topic given):

{confused(sib)}

Confusion on pages by their publishers, test half (rows: the stated section):

{confused(pages)}

How far topic_score can be trusted, all sets but sections of places:

{bands([one for one in answers if one.document.label not in PLACES])}

Independent marks of the gold's pages, where both name a subject:

{agreement(marked)}

The samples as the desk answers them, with the section line that they print:

{evidence(topic_documents.labelled_samples())}

Names of sections as newspapers print them (`benchmarks/topic_sections.toml`, written down before they were looked up: then .882
were known and .851 read as their topic. What was missing was added in two goes, but for single papers' coinages and words
that mean too much alone, so these figures are no longer blind):

{topic_sections.table()}

A model of `copydesk learn-topics` beside the lexicon, each half (of rows, of publishers) judged by a model of the other:

{learned_table(documents)}

topics by words: {speed(real):.0f} µs of CPU a page ({sum(len(d.text) for d in real) // len(real):,} letters in the mean)."""


def measure() -> tuple[list[Answer], list[Mapping[str, str | None]]]:
    """All answers, and the marks of the gold's pages."""
    every = gold.read()
    marked = {(page.source, page.page_id): topic_documents.said(page) for page in every}
    pages = [*topic_documents.read_pages(every), *topic_documents.pages(marked, every)]
    documents = [*topic_documents.sib(), *pages, *topic_documents.samples()]
    return [ask(document) for document in documents], list(marked.values())


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, replace the section of the page, and draw the picture."""
    parser = argparse.ArgumentParser(description="Score topics by source of evidence.")
    parser.add_argument("--errors", type=Path, metavar="FILE", help="write the wrong answers of the tune half there, no results")
    chosen = parser.parse_args(arguments)
    answers, marked = measure()
    if chosen.errors:
        chosen.errors.write_text(errors(answers), "utf-8")
        return
    told = section(answers, marked)
    print(told)  # noqa: T201 (a program for people)
    results.put("topics", told)
    read = [one for one in answers if one.document.half == "test" and one.document.source == "read"]
    PICTURE.write_text(topic_picture.draw(confusion(settled(read))), "utf-8")


if __name__ == "__main__":
    main()
