"""A landing day of any size, made from a seed, with the truth beside it: sites with their own furniture, in seven languages.

    python -m benchmarks.corpus FOLDER --records 20000
    python -m benchmarks.corpus FOLDER --records 1000000 --per-file 5000

Of a hundred records ten are near-duplicates of an earlier one, five are exact copies of one, and one is broken. A page has its
site's name, slogan, menus and pleas around the article, a section label as its site words it, a caption, headlines of other
articles, and in some a line to read on amid the text; some bodies have sub-heads, which are to stay. With --per-file
records come in JSON Lines, so many a file; the broken ones are broken lines there. `truth.jsonl` beside FOLDER has a line for
each record: where it is, its language, date and topic, the numbers of the lines that are its body, what it repeats.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path

from benchmarks import labelled
from benchmarks.labelled import Writer
from copydesk import lexicon

DAY = date(2024, 10, 30)
SITES = 60
NEAR, EXACT, BROKEN = 10, 5, 1
"""Of a hundred records: near-duplicates, exact copies, broken ones."""

_SENTENCES = 2_000
_WEIGHTS = {"hi": 25, "en": 25, "gu": 12, "bn": 12, "ta": 10, "ur": 8, "zh": 8}
_FORMATS = ("%m/%d/%Y", "%d-%m-%Y", "%Y-%m-%d", "%d %B %Y")
_NEWEST = 500
"""Copies repeat one of so many records before them, of another site as often as not."""

_OTHERS = 3
"""Headlines of other articles at the end of a page."""

_PLEA_CHARS = {"zh": 18}
_LONG = 40
"""Characters from which a phrase of a lexicon is a plea, in Chinese fewer."""

_SLOGAN, _READ_ALSO, _CAPTION = 0, 1, 2
"""Places of the lines in a grammar's pool `chrome`."""
_BINARY = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"


@dataclass(frozen=True, slots=True)
class Site:
    """A newspaper: what it prints above and below each article, how it writes dates, and its section label by topic."""

    name: str
    language: str
    above: tuple[str, ...]
    below: tuple[str, ...]
    dates: str
    labels: Mapping[str, str] = field(hash=False)


@dataclass(frozen=True, slots=True)
class Article:
    """What an editor filed, before a site printed it."""

    language: str
    title: str
    paragraphs: tuple[str, ...]
    published_on: date
    topic: str


@dataclass(frozen=True, slots=True)
class Truth:
    """What the desk should make of a record: `body` are line numbers from 0, `repeats` is the place of what it is a copy of."""

    place: str
    site: str
    language: str
    published_on: str
    topic: str
    title: str
    body: list[int]
    kind: str
    repeats: str | None


@cache
def _sentences(language: str) -> tuple[str, ...]:
    """A pool of sentences, each filled from the grammar of its language."""
    writer = Writer(language, random.Random(f"sentences {language}"))
    return tuple(dict.fromkeys(writer.draw("frames") for _ in range(_SENTENCES)))


@cache
def _sections(language: str) -> Mapping[str, Sequence[str]]:
    """Section labels by their topic, the usual ones first."""
    found: dict[str, list[str]] = {}
    for own in lexicon.load()[language].sections:
        if own.topic:
            found.setdefault(own.topic, []).append(own.label)
    return found


@cache
def _furniture(language: str) -> tuple[str, ...]:
    """Lines that sites of a language print, as its lexicon knows them."""
    return tuple(own.drops[0] for own in lexicon.load()[language].boilerplate if own.match == "whole")


@cache
def _pleas(language: str) -> tuple[str, ...]:
    """Sentences in which sites ask for something, as its lexicon knows them."""
    least = _PLEA_CHARS.get(language, _LONG)
    rules = lexicon.load()[language].boilerplate
    return tuple(own.drops[0] for own in rules if own.match in ("contains", "ends") and len(own.drops[0]) >= least)


def site(number: int) -> Site:
    """One of the sites, the same for the same number."""
    chooser = random.Random(f"site {number}")
    language = chooser.choices(list(_WEIGHTS), list(_WEIGHTS.values()))[0]
    name = "".join(chooser.choice("bdgklmnprst") + chooser.choice("aeiou") for _ in range(3)).capitalize() + "Khabar"
    lines = chooser.sample(_furniture(language), min(len(_furniture(language)), 14))
    slogan = labelled.grammar(language)["chrome"][_SLOGAN].replace("{site}", name)
    above = (name, slogan, *lines[: chooser.randint(1, 4)], name)
    pleas = chooser.sample(_pleas(language), min(2, len(_pleas(language))))
    labels = {topic: _usual(own, chooser) for topic, own in _sections(language).items()}
    below = (*pleas, *lines[4 : chooser.randint(7, 14)])
    return Site(name, language, above, below, chooser.choice(_FORMATS), labels)


def _usual(labels: Sequence[str], chooser: random.Random) -> str:
    """One of some labels, the first the likeliest."""
    return chooser.choices(labels, [1 / place for place in range(1, len(labels) + 1)])[0]


def article(language: str, chooser: random.Random) -> Article:
    """An article of some 60 to 600 words."""
    pool = _sentences(language)
    told = [_reordered(one, chooser) for one in chooser.sample(pool, chooser.choice((6, 10, 14, 20, 30, 44)))]
    writer = Writer(language, chooser)
    starts = sorted({1, *chooser.sample(range(2, len(told)), len(told) // 3)})
    paragraphs = [writer.join(told[start:end]) for start, end in pairwise([*starts, len(told)])]
    if len(paragraphs) > 6 and chooser.random() < 0.3:
        paragraphs.insert(len(paragraphs) // 2, writer.draw("headline"))
    topic = chooser.choice(list(_sections(language)))
    published = DAY - timedelta(days=chooser.choice((0, 0, 0, 1, 1, 2)))
    return Article(language, told[0].rstrip(".।۔。"), tuple(paragraphs), published, topic)


def _reordered(sentence: str, chooser: random.Random) -> str:
    """The sentence's words in another order, its end where it was: two articles have few runs of words in common by chance.

    Left as they are, sentences of one pool would make each article a neighbour of thousands, which no day of news has.
    """
    spaced = " " in sentence
    parts = sentence.split() if spaced else list(sentence)
    ends = parts[-1:] if spaced else parts[-2:]
    inner = parts[: -len(ends)]
    chooser.shuffle(inner)
    return (" " if spaced else "").join([*inner, *ends])


def near(one: Article, chooser: random.Random) -> Article:
    """The same article with a sentence more, at its end or in its middle."""
    more = chooser.choice(_sentences(one.language))
    paragraphs = list(one.paragraphs)
    if len(paragraphs) < 4 or chooser.random() < 0.5:
        paragraphs[-1] = Writer(one.language, chooser).join([paragraphs[-1], more])
    else:
        paragraphs.insert(len(paragraphs) // 2, more)
    return Article(one.language, one.title, tuple(paragraphs), one.published_on, one.topic)


def printed(one: Article, on: Site, chooser: random.Random) -> tuple[str, list[int]]:
    """The page as a scraper gets it, and the numbers of the lines that are the article's body."""
    writer, chrome = Writer(one.language, chooser), labelled.grammar(one.language)["chrome"]
    head = [*on.above, one.title, f"{one.published_on.strftime(on.dates)} {on.labels[one.topic]}", one.title]
    if chooser.random() < 0.5:
        head.append(writer.fill(chrome[_CAPTION]))
    lines, body = head, []
    for number, paragraph in enumerate(one.paragraphs):
        if number == len(one.paragraphs) // 2 and chooser.random() < 0.4:
            lines.append(writer.fill(chrome[_READ_ALSO]))
        body.append(2 * len(lines))
        lines.append(paragraph)
    others = [headline for _ in range(_OTHERS) if (headline := writer.draw("headline")) not in one.paragraphs]
    return "\n\n".join([*lines, *on.below, *others]), body


def records(count: int, seed: int = 7) -> Iterator[tuple[bytes, Truth]]:
    """Pages and what is true of them; a record's place is its site's folder and its number."""
    chooser = random.Random(seed)
    sites = [site(number) for number in range(SITES)]
    recent: list[tuple[Article, str]] = []
    for number in range(count):
        lot = chooser.randrange(100)
        on = chooser.choice(sites)
        repeats: str | None = None
        if lot < NEAR + EXACT and recent:
            one, repeats = chooser.choice(recent)
            on = chooser.choice([own for own in sites if own.language == one.language])
            one, kind = (near(one, chooser), "near") if lot < NEAR else (one, "exact")
        else:
            one, kind = article(on.language, chooser), "broken" if lot >= 100 - BROKEN else "own"
        place = f"{on.name}/{number:07}.txt"
        text, body = printed(one, on, chooser)
        if kind == "own":
            recent = [*recent[-_NEWEST:], (one, place)] if len(recent) > 2 * _NEWEST else [*recent, (one, place)]
        told = Truth(place, on.name, one.language, one.published_on.isoformat(), one.topic, one.title, body, kind, repeats)
        yield _BINARY if kind == "broken" else text.encode(), told


def write(folder: Path, count: int, seed: int = 7, per_file: int = 1) -> Path:
    """Write a landing day and its truth; returns where the truth is. With `per_file` above 1, as JSON Lines."""
    folder.mkdir(parents=True, exist_ok=True)
    truth = folder.with_name(f"{folder.name}.truth.jsonl")
    container = None
    with truth.open("w", encoding="utf-8") as out:
        for number, (data, told) in enumerate(records(count, seed)):
            out.write(json.dumps(asdict(told), ensure_ascii=False) + "\n")
            if per_file == 1:
                path = folder / told.place
                path.parent.mkdir(exist_ok=True)
                path.write_bytes(data)
                continue
            if number % per_file == 0:
                if container:
                    container.close()
                container = (folder / f"part-{number // per_file:05}.jsonl").open("wb")
            row = {"text": data.decode(), "site": told.site} if told.kind != "broken" else None
            container.write((json.dumps(row, ensure_ascii=False).encode() if row else b'{"text": ') + b"\n")
        if container:
            container.close()
    return truth


def main() -> None:
    """Write a corpus where the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--records", type=int, default=20_000)
    parser.add_argument("--per-file", type=int, default=1)
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args()
    write(asked.folder, asked.records, asked.seed, asked.per_file)


if __name__ == "__main__":
    main()
