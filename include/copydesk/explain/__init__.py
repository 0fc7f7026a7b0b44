"""What the desk makes of a file or of a day, for people: each line kept, joined, lifted or cut, by which rule and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow.compute as pc

from copydesk import boilerplate, dating, language, lexicon, topics
from copydesk.boilerplate import structure
from copydesk.errors import MissingError, UnreadableError
from copydesk.model import Cut, Paragraph, Record, Stripped
from copydesk.pipeline import rereading, root_of
from copydesk.pipeline.work import source_of
from copydesk.settings import Settings
from copydesk.store import desk, parquet

_CERTAIN = {"repeat", "repeat-of-title", "lone-punctuation"}

PLACE = frozenset(rule for rule in structure.RULES if rule not in _CERTAIN and not rule.startswith("lift-"))
"""Rules that judge a line by its place, its look or its neighbours: where a wrong cut is most likely."""

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Line:
    """One line that is not blank: `verdict` is kept, joined, lifted or cut; `mended` is its paragraph if that reads otherwise."""

    number: int
    text: str
    verdict: str
    rule: str = ""
    because: str = ""
    paragraph: int = 0
    mended: str = ""


@dataclass(frozen=True, slots=True)
class Explained:
    """One record: what was found, as (name, value, evidence), and its lines in order."""

    source: str
    facts: tuple[tuple[str, str, str], ...]
    lines: tuple[Line, ...]


def of_file(file: Path, settings: Settings, landed_on: date | None = None, record: str | None = None) -> Explained:
    """What the desk makes of one file by itself, or of one record of a container: the named one, else the first to be read.

    `landed_on` is today where none is given. Raises UnreadableError for what is no text, MissingError for a name it has not.
    """
    landed_on = landed_on or date.today()  # noqa: DTZ011 - only shown to a person; nothing that is stored depends on it
    with file.open("rb") as stream:
        found = rereading.first(stream, settings, source=source_of(file.name), landed_on=landed_on, record=record)
    if found is None:
        raise MissingError(f"{file} holds no record {record!r}: names of records are in the column `record` of the ledger.")
    spoken = language.detect(found.text, settings.language_engine, found.hints.language)
    stripped = boilerplate.strip(found.text.split("\n"), spoken.script, found.hints)
    lines = _lines(found.text, stripped.paragraphs, {cut.line: cut for cut in stripped.cuts})
    return Explained(_named(found.source, found.record), tuple(_facts(found, spoken, stripped)), tuple(lines))


def _named(source: str, record: str) -> str:
    """A record as people read it: its file, and after "!" its name in there."""
    return f"{source}!{record}" if record else source


def of_day(settings: Settings, day: date, most: int) -> list[Explained]:
    """What the desk made of a landing day's articles: those with the most words cut by place and look, `most` of them.

    Raises MissingError for a day that was never run.
    """
    tables = tables_of(settings, day)
    cuts: dict[str, dict[int, Cut]] = {}
    for row in tables["cuts"]:
        cuts.setdefault(row["id"], {})[row["line"]] = Cut(row["line"], row["text"], row["rule"], reason(row["rule"]))
    weight = {id: sum(len(c.text.split()) for c in own.values() if c.rule in PLACE) for id, own in cuts.items()}
    chosen = sorted(tables["articles"], key=lambda row: (-weight.get(row["id"], 0), row["id"]))[:most]
    return [found for row in chosen if (found := _of_article(settings, row, cuts.get(row["id"], {})))]


def of_id(settings: Settings, day: date, id: str) -> Explained | None:
    """What the desk made of one article of a landing day; None where the day holds no such article, or its file is gone.

    Raises MissingError for a day that was never run.
    """
    tables = tables_of(settings, day, id)
    cuts = {row["line"]: Cut(row["line"], row["text"], row["rule"], reason(row["rule"])) for row in tables["cuts"]}
    return _of_article(settings, tables["articles"][0], cuts) if tables["articles"] else None


def tables_of(settings: Settings, day: date, id: str | None = None) -> dict[str, list[Row]]:
    """The rows that the desk keeps of a landing day, or of one record of it: its `articles` and its `cuts`.

    Raises MissingError for a day that was never run.
    """
    root = root_of(settings)
    manifest = desk.read_manifest(root, day)
    if manifest is None:
        raise MissingError(f"landing day {day} was never run under {root.uri}: copydesk run {root.uri} --day {day}")
    tables: dict[str, list[Row]] = {"articles": [], "cuts": []}
    for entry in manifest.files:
        if entry.kind in tables:
            tables[entry.kind] += parquet.read(root, entry.path, where=None if id is None else pc.field("id") == id).to_pylist()
    return tables


@cache
def reason(rule: str) -> str:
    """Why a rule cuts, by its name; for a rule that is no longer there, that."""
    known = structure.RULES.get(rule)
    of_lexicons = {own.name: own.because for one in lexicon.load().values() for own in one.boilerplate}
    return known or of_lexicons.get(rule, "a rule that this version does not have")


def _of_article(settings: Settings, row: Row, cuts: Mapping[int, Cut]) -> Explained | None:
    try:
        record = rereading.reread(settings, row["landed_on"], row["id"], row["source"], row["record"])
    except (MissingError, UnreadableError):
        record = None
    if record is None:
        return None  # landed anew or taken away since the day was run; audit says so
    texts = row["text"].split("\n\n")
    paragraphs = [Paragraph(text, tuple(lines)) for text, lines in zip(texts, row["lines"], strict=False)]
    facts = [
        ("title", row["title"] or "none", ""),
        ("language", f"{row['language']} ({row['script']})", f"{row['language_source']}, {row['language_confidence']:.2f}"),
        ("date", row["published_on"].isoformat(), row["date_source"]),
        ("topic", row["topic"], f"{row['topic_source']}, {row['topic_score']:.2f}"),
        *((name.replace("_", " "), row[name], "") for name in ("section_label", "site", "byline") if row[name]),
        *([("repairs", ", ".join(row["repairs"]), "")] if row["repairs"] else []),
    ]
    return Explained(_named(row["source"], row["record"]), tuple(facts), tuple(_lines(record.text, paragraphs, cuts)))


def _facts(record: Record, spoken: language.Detected, stripped: Stripped) -> Iterator[tuple[str, str, str]]:
    code = spoken.guess.value
    dated, updated = dating.both(
        dating.printed(stripped), landed_on=record.landed_on, source=record.source, hints=record.hints, language=code
    )
    found = topics.assign(
        title=stripped.title,
        text=stripped.text,
        section_label=stripped.section_label,
        hints=record.hints,
        language=code,
    )
    scope = f" (scope {found.scope})" if found.scope else ""
    yield "title", stripped.title or "none", ""
    yield "language", f"{code} ({spoken.script})", f"{spoken.guess.evidence}, {spoken.guess.confidence:.2f}"
    yield "date", dated.value.isoformat(), f"{dated.evidence}, {dated.confidence:.2f}"
    if updated:
        yield "updated", updated.isoformat(), ""
    yield "topic", found.guess.value + scope, f"{found.guess.evidence}, {found.guess.confidence:.2f}"
    for name in ("section_label", "site", "byline"):
        if value := getattr(stripped, name):
            yield name.replace("_", " "), value, ""
    yield "encoding", record.encoding, ""
    if repairs := {*stripped.repairs, *record.repairs}:
        yield "repairs", ", ".join(sorted(repairs)), ""


def _lines(text: str, paragraphs: Sequence[Paragraph], cuts: Mapping[int, Cut]) -> Iterator[Line]:
    owners = {number: (place, p) for place, p in enumerate(paragraphs, 1) for number in p.lines}
    for number, landed in enumerate(text.split("\n")):
        if cut := cuts.get(number):
            verdict = "lifted" if cut.rule.startswith("lift-") else "cut"
            yield Line(number, landed, verdict, cut.rule, cut.because)
        elif number in owners:
            place, paragraph = owners[number]
            verdict = "kept" if number == paragraph.lines[0] else "joined"
            mended = paragraph.text if verdict == "kept" and paragraph.text != landed.strip() else ""
            yield Line(number, landed, verdict, paragraph=place, mended=mended)
