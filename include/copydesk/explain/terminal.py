"""An explained record for a terminal."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.table import Column, Table
from rich.text import Text

from copydesk.explain import Explained, Line

STYLES = {"kept": "green", "joined": "cyan", "lifted": "yellow", "cut": "red"}


def render(explained: Explained) -> RenderableType:
    """A picture of one record: what was found, then its lines with their verdicts."""
    return Group(_facts(explained), _lines(explained), _legend(explained))


def _facts(explained: Explained) -> Table:
    columns = [Column(head, overflow="fold") for head in ("", "found", "by")]
    table = Table(*columns, title=Text(explained.source), title_justify="left")
    for name, value, evidence in explained.facts:
        table.add_row(name, Text(value), evidence)
    return table


def _lines(explained: Explained) -> Table:
    columns = (
        Column("line", justify="right"),
        Column(""),
        Column("text", ratio=3, overflow="fold"),  # a paragraph without blanks is one word
        Column("rule and reason", ratio=2, overflow="fold"),
    )
    table = Table(*columns, show_edge=False, pad_edge=False, expand=True)
    for line in explained.lines:
        style = STYLES[line.verdict]
        text = Text(line.text)
        text.stylize({"cut": f"{style} strike", "lifted": style}.get(line.verdict, ""))  # the words, not the blanks behind them
        table.add_row(str(line.number), Text(line.verdict, style), text, _why(line))
    return table


def _why(line: Line) -> Text:
    if line.rule:
        return Text.assemble((line.rule, f"bold {STYLES[line.verdict]}"), f": {line.because}")
    said = f"paragraph {line.paragraph}" + (", joined to the line above" if line.verdict == "joined" else "")
    return Text(said + (f", mended: {line.mended}" if line.mended else ""), "dim")


def _legend(explained: Explained) -> Text:
    count = {verdict: sum(line.verdict == verdict for line in explained.lines) for verdict in STYLES}
    lines = count["kept"] + count["joined"]
    return Text(", ").join(
        [
            Text(f"{lines} line{'s' * (lines != 1)} kept", STYLES["kept"]),
            Text(f"{count['lifted']} lifted into columns", STYLES["lifted"]),
            Text(f"{count['cut']} cut", STYLES["cut"]),
            Text(f"{count['kept']} paragraph{'s' * (count['kept'] != 1)}."),
        ]
    )
