"""A landing day of any size, made from a seed, with the truth beside it: sites with their own furniture, in seven languages.

    python -m benchmarks.corpus FOLDER --records 20000
    python -m benchmarks.corpus FOLDER --records 1000000 --per-file 5000

Of a hundred records ten are near-duplicates of an earlier one, five are exact copies of one, and one is broken. With --per-file
records come in JSON Lines, so many a file; the broken ones are broken lines there. `truth.jsonl` beside FOLDER has a line for
each record: where it is, its language, date and topic, the numbers of the lines that are its body, what it repeats.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

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
_BINARY = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"


@dataclass(frozen=True, slots=True)
class Site:
    """A newspaper: what it prints above and below each article."""

    name: str
    language: str
    above: tuple[str, ...]
    below: tuple[str, ...]
    dates: str


@dataclass(frozen=True, slots=True)
class Article:
    """What an editor filed, before a site printed it."""

    language: str
    title: str
    paragraphs: tuple[str, ...]
    published_on: date
    label: str
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
def _sections(language: str) -> tuple[tuple[str, str], ...]:
    """Section labels with their topic."""
    return tuple((own.label, own.topic) for own in lexicon.load()[language].sections if own.topic)


@cache
def _furniture(language: str) -> tuple[str, ...]:
    """Lines that sites of a language print, as its lexicon knows them."""
    return tuple(own.drops[0] for own in lexicon.load()[language].boilerplate if own.match == "whole")


def site(number: int) -> Site:
    """One of the sites, the same for the same number."""
    chooser = random.Random(f"site {number}")
    language = chooser.choices(list(_WEIGHTS), list(_WEIGHTS.values()))[0]
    name = "".join(chooser.choice("bdgklmnprst") + chooser.choice("aeiou") for _ in range(3)).capitalize() + "Khabar"
    lines = chooser.sample(_furniture(language), min(len(_furniture(language)), 14))
    above = (name, *lines[: chooser.randint(1, 4)], name)
    return Site(name, language, above, tuple(lines[4 : chooser.randint(7, 14)]), chooser.choice(_FORMATS))


def article(language: str, chooser: random.Random) -> Article:
    """An article of some 60 to 600 words."""
    pool = _sentences(language)
    told = chooser.sample(pool, chooser.choice((6, 10, 14, 20, 30, 44)))
    writer = Writer(language, chooser)
    paragraphs = [writer.join(told[start : start + 3]) for start in range(1, len(told), 3)]
    label, topic = chooser.choice(_sections(language))
    published = DAY - timedelta(days=chooser.choice((0, 0, 0, 1, 1, 2)))
    return Article(language, told[0].rstrip(".।۔。"), tuple(paragraphs), published, label, topic)


def near(one: Article, chooser: random.Random) -> Article:
    """The same article with a sentence more, at its end or in its middle."""
    more = chooser.choice(_sentences(one.language))
    paragraphs = list(one.paragraphs)
    if len(paragraphs) < 4 or chooser.random() < 0.5:
        paragraphs[-1] = Writer(one.language, chooser).join([paragraphs[-1], more])
    else:
        paragraphs.insert(len(paragraphs) // 2, more)
    return Article(one.language, one.title, tuple(paragraphs), one.published_on, one.label, one.topic)


def printed(one: Article, on: Site) -> tuple[str, list[int]]:
    """The page as a scraper gets it, and the numbers of the lines that are the article's body."""
    head = [*on.above, one.title, f"{one.published_on.strftime(on.dates)} {one.label}", one.title]
    lines = [*head, *one.paragraphs, *on.below]
    text = "\n\n".join(lines)
    return text, [2 * number for number in range(len(head), len(head) + len(one.paragraphs))]


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
        text, body = printed(one, on)
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
