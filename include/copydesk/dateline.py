"""Datelines: lines that say when an article was published or updated, and little else; and dates in file names and URLs.

A line is cut into numbers, words and signs, and each becomes one letter of a sketch ("30 Oct 2024" is "NMY"), in which patterns
find dates and times. What is left beside them must be short. The words of all lexicons are known at once, since an Indian page
may well date itself in English.

>>> line = parse("Published: 30 October 2024, 06:45 PM IST | World")
>>> [(reading.kind, reading.dates()) for reading in line.dates], line.rest
([('published', {'fixed': datetime.date(2024, 10, 30)})], 'World')
>>> parse("The vote was held on 30 October 2024 in three states.") is None
True
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import regex

from copydesk import eras
from copydesk.sketch import EARLIEST, LATEST, Line, draw, fold_cached, known_words
from copydesk.text import CLOSERS, STOPS

LONGEST, MOST_WORDS = 200, 28
"""A line with more characters, or more runs between spaces, is prose."""
REST, REST_MARKED = 2, 8
"""Words that may stand beside a date; the second where a clock, weekday, lead-in, byline or bar marks the line as a dateline."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One date as it was printed.

    `form` is "iso" (year first), "name" (the month is a word) or "numeric" (day and month could be either way round). For the
    first two `numbers` is (month, day); for "numeric" it is the pair as printed. `year` is None only where a name form has none.
    `kind` is "published", "updated" or "plain", by the lead-in.
    """

    form: str
    year: int | None
    numbers: tuple[int, int]
    kind: str = "plain"

    def dates(self, year: int | None = None) -> dict[str, date]:
        """The calendar days that this can mean: under "fixed", or under "dmy" and "mdy"; `year` stands in for a missing one."""
        first, second = self.numbers
        ways = {"dmy": (second, first), "mdy": (first, second)} if self.form == "numeric" else {"fixed": (first, second)}
        days = {way: _day(self.year or year, month, day) for way, (month, day) in ways.items()}
        return {way: day for way, day in days.items() if day}


@dataclass(frozen=True, slots=True)
class Dateline:
    """A line read as a dateline: its dates in order, and what else it says, as printed, its parts set apart by " | "."""

    dates: tuple[Reading, ...]
    rest: str


def _day(year: int | None, month: int, day: int) -> date | None:
    if year is None or not EARLIEST <= year <= LATEST:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


_LEAP = 2000  # a year in which 29 February exists: what a date without a year is tested against
_NUMBER = re.compile(r"\d")
_LINK = "[lF]?"
_DATES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("iso", re.compile(r"(?P<y>Y)([-/.])(?P<a>N)\2(?P<b>N)")),
    ("iso", re.compile(r"(?P<y>Y)y(?P<a>N)m(?P<b>N)d")),
    ("iso", re.compile(r"(?P<b>N)(?P<a>N)m(?P<y>Y)")),
    ("numeric", re.compile(r"(?<![N#Y][-/.:])(?P<a>N)([-/.])(?P<b>N)\2(?P<y>[YN])(?!\2[N#Y](?!:N|hN)|:N)")),
    (
        "name",
        re.compile(
            rf"(?P<b>N)o?[-.,/]?[lF]{{0,2}}(?P<a>M)\.?(?:,?{_LINK}(?P<y>Y)|[-/,]?(?P<y1>Y)|[-/]?'?(?<=[-/'])(?P<y2>N)(?!:))"
        ),
    ),
    ("name", re.compile(rf"(?P<a>M)\.?[-/]?(?P<b>N)(?!:)o?\.?,?{_LINK}-?(?P<y>Y)")),
    ("name", re.compile(rf"(?P<y>Y)[.,]?{_LINK}(?P<a>M)[.,]?m?(?P<b>N)(?!:)o?")),
    ("name", re.compile(r"(?P<y>Y)y(?P<b>N)o?(?P<a>M)")),
    ("name", re.compile(rf"(?P<b>N)o?\.?{_LINK}(?P<a>M)\.?")),
    ("name", re.compile(r"(?P<a>M)\.?(?P<b>N)(?!:)o?")),
)
_CLOCK = re.compile(
    r"s?(?:N:N(?::N)?(?:[.,][N#])?|NhN|(?:N\.N|N)(?=F?[sh])|N\.N(?=z)|(?<=F)N\.N|(?<=F\.)N\.N)(?:F?[sht]\.?)*"
    r"(?:\(?z\)?)*(?:\(?[-+](?:N:N|[#NY])\)?)?(?:\(?z\)?)*"
)
_READING_TIME = re.compile(r"F[F.]*:?!?Nt[tF]*\.?|!?(?<![:.])Nt[tF]*F[tF]*\.?|(?:(?<=\|)|^)!?Nt\.?(?=\||$)")
_ELSEWHERE = re.compile(r"N[-/]?X[-/,.]?(?P<y>#)F*|(?P<y1>#)([-/])N\3N|(?P<y2>#)X")
_TAKEN = "_"


def parse(line: str) -> Dateline | None:
    """The line as a dateline, or None if it is anything else: prose, a heading, a line without a date.

    At least one date must exist in the calendar and in 1990-2100. Beside dates, times, zones, weekdays, lead-ins and filler only
    a few words may stand (REST), and no sentence stop may end them.
    """
    if len(line) > LONGEST or not _NUMBER.search(line) or len(line.split()) > MOST_WORDS:
        return None
    return _parsed(line)


@lru_cache(maxsize=16_384)
def _parsed(line: str) -> Dateline | None:
    sketched = draw(line)
    if not (found := _find_dates(sketched)):
        return None
    _take_elsewhere(sketched)
    for match in _CLOCK.finditer(sketched.sketch):
        sketched.take(*match.span(), "c")
    leads = _take_roles(sketched)
    parts = _parts(sketched)
    if not _is_dateline(sketched, [reading for _, reading in found], parts):
        return None
    kinds = _kinds(leads, [place for place, _ in found])
    dates = tuple(Reading(r.form, r.year, r.numbers, kind) for (_, r), kind in zip(found, kinds, strict=True))
    return Dateline(dates, " | ".join(line[sketched.tokens[a][0] : sketched.tokens[b - 1][1]] for a, b in parts))


def _find_dates(line: Line) -> list[tuple[int, Reading]]:
    """Every date with the place of its first token, in order; what they are made of is taken out of the sketch."""
    found: list[tuple[int, Reading]] = []
    for form, pattern in _DATES:
        for match in pattern.finditer(line.sketch):
            reading = _reading(form, match, line.tokens)
            if reading and reading.dates(_LEAP):
                found.append((match.start(), reading))
                line.take(*match.span())
    return sorted(found, key=lambda pair: pair[0])


def _reading(form: str, match: re.Match[str], tokens: list[tuple[int, int, str]]) -> Reading | None:
    named = {name: tokens[match.start(name)][2] for name, text in match.groupdict().items() if text}
    first = known_words().months[named["a"]] if form == "name" else int(named["a"])
    printed = named.get("y") or named.get("y1") or named.get("y2")
    if printed is None:
        return Reading(form, None, (first, int(named["b"])))
    if len(printed) not in (2, 4):
        return None
    year = int(printed)
    if len(printed) == 2:
        year += 1900 if year >= EARLIEST % 100 else 2000
    return Reading(form, year, (first, int(named["b"])))


def _take_elsewhere(line: Line) -> None:
    """Takes reading times, and days of the Hijri calendars, which stand beside a Gregorian date."""
    for match in _ELSEWHERE.finditer(line.sketch):
        if any(int(line.tokens[match.start(name)][2]) in eras.HIJRI for name, text in match.groupdict().items() if text):
            line.take(*match.span(), "r")
    for match in _READING_TIME.finditer(line.sketch):
        line.take(*match.span(), "r")


_S = "[^A-Za-z#_|]"
_BESIDE = re.compile(
    rf"(?<=[_c])(?:{_S}*[WFPUzshlo])+"  # behind a date or a time
    rf"|(?:[WFPUlo]{_S}*)+(?=[_c])"  # before one
    rf"|(?:^|(?<=\|)){_S}*(?:[WFPUzlo]{_S}*)+(?=\||$)"  # a whole part between bars
    r"|[PU]+F*:"  # a lead-in with its colon
)
_LEADS = re.compile("P+|U+")
_KINDS = {"P": "published", "U": "updated"}


def _take_roles(line: Line) -> list[tuple[int, str]]:
    """Takes weekdays, lead-ins and filler that stand beside a date, a time or a colon; gives place and kind of every lead-in."""
    leads = [(match.start(), _KINDS[match[0][0]]) for match in _LEADS.finditer(line.sketch)]
    line.sketch = _BESIDE.sub(lambda match: "".join("k" if letter in "PUW" else "r" for letter in match[0]), line.sketch)
    return leads


def _kinds(leads: list[tuple[int, str]], places: list[int]) -> list[str]:
    """The kind of each date: that of the lead-in before it, or, where no date follows a lead-in, of the one behind it."""
    kinds = ["plain"] * len(places)
    for n, (place, kind) in enumerate(leads):
        until = leads[n + 1][0] if n + 1 < len(leads) else math.inf
        after = [at for at, date_place in enumerate(places) if place < date_place < until]
        before = [at for at, date_place in enumerate(places) if date_place < place and kinds[at] == "plain"]
        if after or before:
            kinds[after[0] if after else before[-1]] = kind
    return kinds


_PART = re.compile("[A-Za-bd-jl-qs-z#](?:[^_|crk]*[A-Za-bd-jl-qs-z#])?")


def _parts(line: Line) -> list[tuple[int, int]]:
    """What was not taken: runs of tokens (first, behind the last) that begin and end with a word or a number."""
    return [match.span() for match in _PART.finditer(line.sketch)]


def _is_dateline(line: Line, readings: list[Reading], parts: list[tuple[int, int]]) -> bool:
    """Whether what stands beside the dates is as little, and as loosely joined, as it is in a dateline."""
    if not parts:
        return True
    count = sum(letter.isalpha() or letter == "#" for first, last in parts for letter in line.sketch[first:last])
    rest = f" {' '.join(token[2] for first, last in parts for token in line.tokens[first:last])} "
    is_marked = not {"c", "k", "|"}.isdisjoint(line.sketch) or _names_author(line, rest)
    if count > (REST_MARKED if is_marked else REST) or _ends_sentence(line, count):
        return False
    if is_marked:
        return True
    joined = (_TAKEN, "r")
    loose = all(
        line.sketch[first - 1 : first] not in joined and line.sketch[last : last + 1] not in joined for first, last in parts
    )
    return readings[0].year is not None and (loose or readings[0].form != "name" or rest.strip() in known_words().sections)


def _names_author(line: Line, rest: str) -> bool:
    """Whether a byline's lead-in stands beside the date with a name behind it: "por Ana Ruiz", but not "por los derechos"."""
    for start in known_words().bylines:
        if start in rest:
            name = regex.search(rf"{regex.escape(start.strip())}\P{{L}}+(\p{{L}}+)", line.text, regex.IGNORECASE)
            if name and not name[1].islower():
                return True
    return False


def _ends_sentence(line: Line, others: int) -> bool:
    """Whether the line ends in a stop; one that was taken with "Oct." or "p.m." is none beside few words or behind a bar."""
    if not line.text.rstrip().rstrip(CLOSERS).endswith(tuple(STOPS)):
        return False
    behind_bar = "|" in line.sketch and not _PART.search(line.sketch.rpartition("|")[2])
    return (others > REST and not behind_bar) or line.sketch[-1] not in (_TAKEN, "c", "r")


_PATHS = (
    re.compile(r"(?<![0-9])(?P<y>19[0-9]{2}|20[0-9]{2})([-_/.]?)(?P<a>[0-9]{2})\2(?P<b>[0-9]{2})(?![0-9])"),
    re.compile(r"(?<![0-9])(?P<y>19[0-9]{2}|20[0-9]{2})[-_/](?P<a>[0-9]{1,2})[-_/](?P<b>[0-9]{1,2})(?![0-9])"),
    re.compile(r"(?<![0-9])(?P<y>19[0-9]{2}|20[0-9]{2})(?P<a>[0-9]{2})(?P<b>[0-9]{2})[tT_-]?[0-9]{4}(?:[0-9]{2})?(?![0-9])"),
    re.compile(r"(?<![0-9])(?P<a>[0-9]{1,2})([-_.])(?P<b>[0-9]{1,2})\2(?P<y>19[0-9]{2}|20[0-9]{2})(?![0-9])"),
    re.compile(r"(?<![0-9])(?P<y>19[0-9]{2}|20[0-9]{2})[-_/](?P<m>[A-Za-z]{3,9})[-_/](?P<b>[0-9]{1,2})(?![0-9])"),
    re.compile(r"(?<![0-9])(?P<b>[0-9]{1,2})[-_]?(?P<m>[A-Za-z]{3,9})[-_]?(?P<y>19[0-9]{2}|20[0-9]{2})(?![0-9])"),
)


def in_path(path: str) -> Reading | None:
    """The date in a file name, or else in the folders above it, of a path or a URL's path; None where there is none.

    Reads 2024-10-28, 2024/10/28, 20241028, 28-10-2024, 2024/oct/28 and 28-oct-2024; of several in one name, the first.
    """
    folders, _, name = path.rpartition("/")
    for text in (name, path) if folders else (name,):
        found = [
            (match.start(), reading) for pattern in _PATHS for match in pattern.finditer(text) if (reading := _in_name(match))
        ]
        if found:
            return min(found, key=lambda pair: pair[0])[1]
    return None


def _in_name(match: re.Match[str]) -> Reading | None:
    parts = match.groupdict()
    year, last = int(parts["y"]), int(parts["b"])
    if month := parts.get("m"):
        number = known_words().months.get(fold_cached(month))
        reading = Reading("name", year, (number, last)) if number else None
    else:
        is_iso = match.start("y") < match.start("a")
        reading = Reading("iso" if is_iso else "numeric", year, (int(parts["a"]), last))
    return reading if reading and reading.dates() else None
