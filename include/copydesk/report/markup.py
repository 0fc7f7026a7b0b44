"""The pieces that pages are made of: sections, tables, bars. Every string that comes from data is escaped here."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import escape

FATES = {
    "published": "in the lake",
    "duplicate": "the same article as one in the lake",
    "rejected": "read, but not fit to print",
    "unreadable": "could not be read at all",
    "taken-down": "removed by order",
}
"""Every fate of a record, in the order of the page, and what it means."""

MOST_ROWS = 25
"""Rows of a table that are shown at once; the rest is there to unfold."""


class Html(str):
    """Text that is markup already and is not escaped again."""

    __slots__ = ()


class Seconds(float):
    """A time, told to a tenth of a second and set to the right as numbers are."""


Cell = str | int | Seconds

_ISO = re.compile(r"\d{4}-\d\d-\d\d")


def count(number: int, noun: str, nouns: str = "") -> str:
    """A number with its noun: 1 record, 1,045 records."""
    return f"{number:,} {noun if number == 1 else nouns or noun + 's'}"


def section(title: str, lead: str, body: str, *, kind: str = "") -> str:
    """A card with a heading and a sentence that says what stands in it."""
    name = f' class="{kind}"' if kind else ""
    return f'<section{name}><h2>{escape(title)}</h2><p class="soft">{escape(lead)}</p>{body}</section>'


def pair(*sections: str) -> str:
    """Sections side by side where there is room."""
    return f'<div class="pair">{"".join(sections)}</div>'


def shown(cell: Cell) -> str:
    """A cell's text: numbers with commas; names escaped and free to break behind each underscore, for phones."""
    if isinstance(cell, Seconds):
        return f"{cell:,.1f} s"
    if isinstance(cell, int):
        return f"{cell:,}"
    return cell if isinstance(cell, Html) else escape(cell).replace("_", "_<wbr>")


def _cell(kind: str, cell: Cell, text: str) -> str:
    if isinstance(cell, int | Seconds):
        return f'<{kind} class="number">{text}</{kind}>'
    if _ISO.fullmatch(text):
        return f'<{kind} class="date">{text}</{kind}>'
    return f'<{kind} dir="auto">{text}</{kind}>' if kind == "td" else f"<{kind}>{text}</{kind}>"


def _bar(part: int, whole: int) -> str:
    bar = f'<rect width="{100 * part / whole:.2f}" height="10"/>'
    return f'<td class="share"><svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">{bar}</svg></td>'


def table(heads: Sequence[str], rows: Sequence[Sequence[Cell]], *, share_of: int = 0, most: int = 0) -> str:
    """A table with numbers to the right; `share_of` draws the last number of each row as a bar against that number.

    Beyond `most` rows, if given, the rest unfolds on a click.
    """
    if not rows:
        return '<p class="soft">None.</p>'
    if most and len(rows) > most:
        rest = table(heads, rows[most:], share_of=share_of)
        more = f"<details><summary>{count(len(rows) - most, 'row')} more</summary>{rest}</details>"
        return table(heads, rows[:most], share_of=share_of) + more
    titles = [_cell("th", cell, escape(head)) for head, cell in zip(heads, rows[0], strict=True)]
    if share_of:
        titles.insert(-1, '<td class="share"></td>')
    body = ""
    for row in rows:
        cells = [_cell("td", cell, shown(cell)) for cell in row]
        if share_of and isinstance(row[-1], int):
            cells.insert(-1, _bar(row[-1], share_of))
        body += f"<tr>{''.join(cells)}</tr>\n"
    return f'<div class="scroll"><table><thead><tr>{"".join(titles)}</tr></thead>\n<tbody>{body}</tbody></table></div>'


def ranked(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """Names and counts, the largest first."""
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def counted(title: str, lead: str, head: str, counts: Mapping[str, int], noun: str = "Articles") -> str:
    """A section with one row for each name, ranked, drawn against the largest."""
    rows = ranked(counts)
    return section(title, lead, table((head, noun), rows, share_of=max(counts.values(), default=0), most=MOST_ROWS))


def fate_bar(fates: Mapping[str, int]) -> str:
    """All fates as one bar, each as wide as its share; described in words for those who do not see it."""
    total, left, parts = sum(fates.values()) or 1, 0.0, ""
    for fate, records in fates.items():
        width = 1000 * records / total
        title = f"<title>{fate}: {records:,}</title>"
        parts += f'<rect x="{left:.2f}" width="{width:.2f}" height="20" class="is-{fate}">{title}</rect>'
        left += width
    told = ", ".join(f"{records:,} {fate}" for fate, records in fates.items())
    return f'<svg class="fates" viewBox="0 0 1000 20" preserveAspectRatio="none" role="img" aria-label="{told}">{parts}</svg>'
