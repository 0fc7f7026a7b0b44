"""Dates in a line's sketch: found by patterns over its letters, taken out of it as they are found."""

from __future__ import annotations

import re
from dataclasses import replace

from copydesk import calendars
from copydesk.dateline.reading import Reading
from copydesk.datewords import Shared, known_words
from copydesk.sketch import EARLIEST, Line

TAKEN = "_"
"""What is drawn over tokens that were read as a date."""

_LEAP = 2000  # a year in which 29 February exists: what a date without a year is tested against
_LINK = "[lF]?"
_DATES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("iso", re.compile(r"(?P<y>Y)([-/.])(?P<a>N)\2(?P<b>N)")),
    ("iso", re.compile(r"(?P<y>Y)y(?P<a>N)m(?P<b>N)d")),
    ("iso", re.compile(r"(?P<b>N)(?P<a>N)m(?P<y>Y)")),
    ("numeric", re.compile(r"(?:(?<![N#Y][-/.:])|(?<=N:N/))(?P<a>N)([-/.])(?P<b>N)\2(?P<y>[YN])(?!\2[N#Y](?!:N|hN)|:N)")),
    (
        "name",
        re.compile(
            rf"(?P<b>N)o?[-.,/]?(?:[lF]{{0,2}}|F')(?P<a>M)[.']?(?:,?{_LINK}(?P<y>Y)|[-/,]?(?P<y1>Y)|[-/]?'?(?<=[-/'])(?P<y2>N)(?!:))"
        ),
    ),
    ("name", re.compile(rf"(?P<a>M)\.?[-/]?(?P<b>N)(?!:)o?\.?,?{_LINK}-?(?P<y>Y)")),
    ("name", re.compile(rf"(?P<y>Y)[.,]?(?:{_LINK}|[sFy]\.?|o|\(w\)F)(?P<a>M)[.,]?m?(?P<b>N)(?!:)o?")),
    ("name", re.compile(r"(?P<y>Y)(?:[.-]?y\.?,?|-F+)(?P<b>N)[-o.]?(?P<a>M)")),
    ("name", re.compile(rf"(?P<b>N)o?\.?(?:{_LINK}|F')(?P<a>M)\.?")),
    ("name", re.compile(r"(?P<a>M)\.?(?P<b>N)(?!:)o?")),
    ("alone", re.compile(r"(?<!y)(?P<a>N)m(?P<b>N)d")),
)
_OTHERS = (
    re.compile(rf"(?P<b>N)o?[-.,/]?[lF]{{0,2}}(?P<a>X)[-./,]*{_LINK}(?P<y>[#Y])F*"),
    re.compile(rf"(?P<a>X)(?P<b>N)o?[FP]?,?{_LINK}(?P<y>[#Y])F*"),
    re.compile(rf"(?P<y>[#Y])[.,]?{_LINK}(?P<a>X)[.,]?(?P<b>N)(?!:)o?F*"),
    re.compile(r"(?<![N#Y][-/.:])(?P<y>#)([-/])(?P<m>N)\2(?P<b>N)(?!\2[N#Y](?!:N|hN)|:N)"),
)
_ALONE = re.compile(r"^[^wl_d]*NmNd[^wl_d]*")
"""A day of East Asia without a year is read only where no other word stands in the line: "10月30日 18時05分"."""
_BARE = re.compile(r"N[-/]?X|(?P<y>[#Y])X")


def find_dates(line: Line) -> list[tuple[int, Reading]]:
    """Every date of our calendar with the place of its first token, in order; where there is none, those of other calendars.

    What they are made of is taken out of the sketch.
    """
    found: list[tuple[int, Reading]] = []
    for form, pattern in _DATES:
        if form == "alone" and not _ALONE.fullmatch(line.sketch):
            continue
        for match in pattern.finditer(line.sketch):
            reading = _reading(form, match, line.tokens)
            if reading and reading.dates(_LEAP):
                found.append((match.start(), reading))
                line.take(*match.span())
    return sorted(found or _others(line), key=lambda pair: pair[0])


def take_others(line: Line, letter: str) -> None:
    """Takes days of other calendars, whole or half, which stand beside one of ours."""
    for pattern in _OTHERS:
        for match in pattern.finditer(line.sketch):
            if _other(match, line):
                line.take(*match.span(), letter)
    for match in _BARE.finditer(line.sketch):
        if not match["y"] or int(line.tokens[match.start("y")][2]) in calendars.YEARS["lunar-hijri"]:
            line.take(*match.span(), letter)


def _reading(form: str, match: re.Match[str], tokens: list[tuple[int, int, str]]) -> Reading | None:
    named = {name: tokens[match.start(name)][2] for name, text in match.groupdict().items() if text}
    first = known_words().months[named["a"]] if form == "name" else int(named["a"])
    months = known_words().disputed.get(named["a"], ()) if form == "name" else ()
    form = "name" if form == "alone" else form
    printed = named.get("y") or named.get("y1") or named.get("y2")
    if printed is None:
        return Reading(form, None, (first, int(named["b"])), months=months)
    if len(printed) not in (2, 4):
        return None
    year = int(printed)
    if len(printed) == 2:
        year += 1900 if year >= EARLIEST % 100 else 2000
    return Reading(form, year, (first, int(named["b"])), months=months)


def _others(line: Line) -> list[tuple[int, Reading]]:
    found: list[tuple[int, Reading]] = []
    for pattern in _OTHERS:
        for match in pattern.finditer(line.sketch):
            month = line.tokens[match.start("a")][2] if "a" in match.re.groupindex else ""
            reading, shared = _other(match, line), known_words().shared.get(month)
            readings = _by_language(match, line, reading, shared) if shared else [reading]
            if dated := [(match.start(), each) for each in readings if each and each.dates()]:
                found += dated
                line.take(*match.span())
    return found


_ERA = "ዓ"
"""The first word of the mark behind a year of the Ethiopian calendar, "ዓ.ም"."""


def _by_language(match: re.Match[str], line: Line, other: Reading | None, shared: Shared) -> list[Reading | None]:
    """A day whose month is ours in some languages and another calendar's in others; behind an era's mark it is that for all."""
    has_era = any(token[2] == _ERA for token in line.tokens[match.start("y") : match.end()])
    ours = () if has_era else shared.ours
    year, day = (int(line.tokens[match.start(name)][2]) for name in ("y", "b"))
    if ours and shared.others <= {code for code, _ in ours}:
        return [Reading("name", year, (ours[0][1], day))]
    first = Reading("name", year, (0, day), months=ours) if ours else None
    theirs = tuple((code, other.numbers[0]) for code in sorted(shared.others - {code for code, _ in ours})) if other else ()
    return [first, replace(other, months=theirs) if other and theirs else None]


def _other(match: re.Match[str], line: Line) -> Reading | None:
    """A day of another calendar as one of ours; the year tells which, where a month has its name in several."""
    named = {name: line.tokens[match.start(name)][2] for name, text in match.groupdict().items() if text}
    year, month = int(named["y"]), named.get("a")
    by_calendar = known_words().others[month] if month else {}
    calendar = calendars.of_year(by_calendar, year) if month else calendars.of_figures(year)
    if not calendar:
        return None
    day = calendars.gregorian(calendar, year, by_calendar[calendar] if month else int(named["m"]), int(named["b"]))
    return Reading(calendar, day.year, (day.month, day.day)) if day else None
