"""What the desk makes of one file, for people: each line kept, joined or cut, with the rule and its reason."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from copydesk import boilerplate, dating, ingest, language, topics
from copydesk.model import Cut, Record, Stripped
from copydesk.settings import Settings

KEPT, JOINED, LIFTED, CUT = "green", "cyan", "yellow", "red"


def explained(file: Path, settings: Settings, landed_on: date | None = None) -> RenderableType:
    """A picture of one file for a terminal: what was found, then its lines with their verdicts.

    `landed_on` is today where none is given. Raises UnreadableError for a file that is no text.
    """
    landed_on = landed_on or date.today()  # noqa: DTZ011 - only shown to a person; nothing that is stored depends on it
    record = ingest.read(file.read_bytes(), source=file.name, landed_on=landed_on, most_bytes=settings.record_bytes)
    spoken = language.detect(record.text)
    stripped = boilerplate.strip(record.text.split("\n"), spoken.script, record.hints)
    return Group(_facts(record, spoken, stripped), _lines(record, stripped), _legend(stripped))


def _facts(record: Record, spoken: language.Detected, stripped: Stripped) -> Table:
    code = spoken.guess.value
    dated = dating.find(stripped.datelines, landed_on=record.landed_on, source=record.source, hints=record.hints, language=code)
    found = topics.assign(
        title=stripped.title,
        text=stripped.text,
        section_label=stripped.section_label,
        url=record.hints.url,
        hints=record.hints,
        language=code,
    )
    table = Table("", "found", "by", title=Text(record.source), title_justify="left")
    table.add_row("title", Text(stripped.title or "none"), "")
    table.add_row("language", f"{code} ({spoken.script})", f"{spoken.guess.evidence}, {spoken.guess.confidence:.2f}")
    table.add_row("date", dated.value.isoformat(), f"{dated.evidence}, {dated.confidence:.2f}")
    table.add_row(
        "topic",
        found.guess.value + (f" (scope {found.scope})" if found.scope else ""),
        f"{found.guess.evidence}, {found.guess.confidence:.2f}",
    )
    for name in ("section_label", "site", "byline"):
        if value := getattr(stripped, name):
            table.add_row(name.replace("_", " "), Text(value), "")
    table.add_row("encoding", record.encoding, "")
    if repairs := {*stripped.repairs, *record.repairs}:
        table.add_row("repairs", ", ".join(sorted(repairs)), "")
    return table


def _lines(record: Record, stripped: Stripped) -> Table:
    cuts = {cut.line: cut for cut in stripped.cuts}
    paragraphs = {number: place for place, p in enumerate(stripped.paragraphs, 1) for number in p.lines}
    first = {p.lines[0] for p in stripped.paragraphs}
    table = Table("line", "", "text", "rule and reason", show_edge=False, pad_edge=False, expand=True)
    table.columns[0].justify = "right"
    table.columns[2].ratio, table.columns[3].ratio = 3, 2
    for number, line in enumerate(record.text.split("\n")):
        if number in cuts:
            table.add_row(*_cut(cuts[number]))
        elif number in paragraphs:
            mark, style = ("kept", KEPT) if number in first else ("joined", JOINED)
            why = f"paragraph {paragraphs[number]}" + ("" if number in first else ", joined to the line above")
            table.add_row(str(number), Text(mark, style), Text(line), Text(why, "dim"))
    return table


def _cut(cut: Cut) -> tuple[str, Text, Text, Text]:
    lifted = cut.rule.startswith("lift-")
    style = LIFTED if lifted else CUT
    text = Text(cut.text, style if lifted else f"{style} strike")
    return (
        str(cut.line),
        Text("lifted" if lifted else "cut", style),
        text,
        Text.assemble((cut.rule, f"bold {style}"), f": {cut.because}"),
    )


def _legend(stripped: Stripped) -> Text:
    lifted = sum(cut.rule.startswith("lift-") for cut in stripped.cuts)
    kept = sum(len(p.lines) for p in stripped.paragraphs)
    return Text(", ").join(
        [
            Text(f"{kept} lines kept", KEPT),
            Text(f"{lifted} lifted into columns", LIFTED),
            Text(f"{len(stripped.cuts) - lifted} cut", CUT),
            Text(f"{len(stripped.paragraphs)} paragraphs."),
        ]
    )
