"""Pictures as plain SVG, drawn on the server: fates by day, a line in its band, a calendar. Colours come from the style sheet.

Shapes stretch with the page and carry no words, so that none gets too small to read on a phone; the words stand beside them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from html import escape

from copydesk.overview.completeness import Dated
from copydesk.overview.shelf import Book
from copydesk.overview.trend import Point
from copydesk.report import FATES

WIDE, HIGH = 1000, 200


def fates_by_day(books: Sequence[Book], link: Callable[[date], str]) -> str:
    """One column for each day, as high as its records, each fate with its share; a column leads to its day."""
    top = max((book.records for book in books), default=0) or 1
    step = WIDE / max(len(books), 1)
    columns = "".join(_column(book, place * step, step, top, link(book.day)) for place, book in enumerate(books))
    total = sum(book.records for book in books)
    told = f"Records of {len(books)} landing days by fate: {total:,} in all, at most {top:,} a day."
    return (
        f'<svg class="plot columns" viewBox="0 0 {WIDE} {HIGH}" preserveAspectRatio="none" role="group" aria-label="{told}">'
        f"{columns}</svg>"
    )


def _column(book: Book, left: float, step: float, top: int, href: str) -> str:
    parts, floor = "", float(HIGH)
    for fate in FATES:
        height = HIGH * book.fate(fate) / top
        floor -= height
        if height:
            x, width = left + step * 0.1, step * 0.8
            parts += f'<rect class="is-{fate}" x="{x:.2f}" y="{floor:.2f}" width="{width:.2f}" height="{height:.2f}"/>'
    told = f"{book.day}: {book.records:,} records, " + ", ".join(f"{book.fate(fate):,} {fate}" for fate in FATES)
    back = f'<rect class="back" x="{left:.2f}" y="0" width="{step:.2f}" height="{HIGH}"/>'
    return f'<a href="{escape(href)}" aria-label="{told}"><title>{told}</title>{back}{parts}</a>'


def line(points: Sequence[Point], told: Callable[[float], str], name: str) -> str:
    """A value over days, the band of what was to be expected behind it, odd days as large dots."""
    values = [number for point in points for number in (point.value, point.high) if number is not None]
    top = max(values, default=0.0) * 1.08 or 1.0
    across = WIDE / max(len(points) - 1, 1)

    def at(place: int, value: float) -> str:
        return f"{place * across:.1f},{HIGH * (1 - min(value, top) / top):.1f}"

    known = [(place, point) for place, point in enumerate(points) if point.value is not None]
    band = [(place, point) for place, point in known if point.low is not None and point.high is not None]
    upper = [at(place, point.high or 0.0) for place, point in band]
    lower = [at(place, point.low or 0.0) for place, point in reversed(band)]
    path = " ".join(at(place, point.value or 0.0) for place, point in known)
    dots = "".join(
        f'<path class="{"odd" if point.odd else "dot"}" d="M{at(place, point.value or 0.0)}h.01"><title>{point.day}: '
        f"{escape(point.odd or told(point.value or 0.0))}</title></path>"
        for place, point in known
    )
    odd = sum(bool(point.odd) for point in points)
    summary = escape(f"{name} over {len(points)} days, {odd} out of the ordinary.")
    return (
        f'<svg class="plot line" viewBox="0 -8 {WIDE} {HIGH + 16}" preserveAspectRatio="none" role="img" aria-label="{summary}">'
        f'<polygon class="band" points="{" ".join(upper + lower)}"/><polyline points="{path}"/>{dots}</svg>'
    )


def month(dated: Sequence[Dated], link: Callable[[date], str]) -> str:
    """A month of publication dates, Monday first: each a link, coloured and shaped by its state, with a sentence to read."""
    first = dated[0].day
    before = first.replace(day=1).weekday() - 1  # places of the month's grid before its first day
    places = [before + one.day.day for one in dated]
    top = places[0] // 7
    cells = "".join(_cell(one, at % 7, at // 7 - top, link(one.day)) for one, at in zip(dated, places, strict=True))
    name, high = f"{first:%B %Y}", 30 * (places[-1] // 7 - top + 1)
    return (
        f'<figure class="month"><figcaption>{name}</figcaption>'
        f'<svg viewBox="0 0 210 {high}" role="group" aria-label="{name}">{cells}</svg></figure>'
    )


def _cell(one: Dated, column: int, row: int, href: str) -> str:
    x, y = 30 * column + 1, 30 * row + 1
    held = f", {one.held.published:,} articles" if one.held else ""
    told = escape(f"{one.day}: {one.state}{held}. {one.why}")
    mark = f'<path class="corner" d="M{x + 17} {y}h11v11z"/>' if one.state == "late" else ""
    return (
        f'<a href="{escape(href)}" class="state-{one.state}" aria-label="{told}"><title>{told}</title>'
        f'<rect x="{x}" y="{y}" width="28" height="28" rx="4"/>{mark}'
        f'<text x="{x + 14}" y="{y + 19}">{one.day.day}</text></a>'
    )
