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

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

import regex

from copydesk import lexicon
from copydesk.text import CLOSERS, STOPS, fold

EARLIEST, LATEST = 1990, 2100
"""Years outside this range are numbers, not years."""
LONGEST, MOST_WORDS = 200, 24
"""A line with more characters, or more words and numbers beside its dates' signs, is prose."""
REST, REST_MARKED = 2, 6
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
_TOKEN = regex.compile(r"\p{Nd}+|[\p{L}\p{M}\p{Cf}]+|[^\s\p{L}\p{M}\p{Cf}\p{Nd}]")
_SIGNS = {
    **dict.fromkeys("-‐‑‒–—−", "-"),
    **dict.fromkeys("|¦‖•·●∙▪■◆»›>", "|"),
    **dict.fromkeys(",،、", ","),
    **dict.fromkeys("'’", "'"),
}
_SIGNS.update({sign: sign for sign in "/.:+()"})
_EAST = {**dict.fromkeys("年년", "y"), **dict.fromkeys("月월", "m"), **dict.fromkeys("日일", "d")}
_SMALL = {
    **dict.fromkeys(("am", "pm", "a", "p", "m", "t", "h", "hr", "hrs", "hours", "uhr"), "s"),
    **dict.fromkeys(("of", "de", "del", "di", "da", "d"), "l"),
    **dict.fromkeys(
        "z ist gmt utc bst cet cest eet eest est edt cst cdt mst mdt pst pdt et pt ct msk pkt npt sgt hkt jst kst wib aest aedt nzst sast "
        "eat wat".split(),
        "z",
    ),
}
_ROLES = {"filler": "F", "weekday": "W", "updated": "U", "published": "P"}

# In a sketch: Y year, N number of one or two digits, # other number, M month, o letters glued to a number (30th, 1er), l "of",
# s am/pm/h, z zone, y m d the signs of East Asia, W F P U the lexicons' weekday, filler, published, updated, w any other word.
_LINK = "[lF]?"
_DATES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("iso", re.compile(r"(?P<y>Y)([-/.])(?P<a>N)\2(?P<b>N)")),
    ("iso", re.compile(r"(?P<y>Y)y(?P<a>N)m(?P<b>N)d")),
    ("numeric", re.compile(r"(?<![N#Y][-/.:])(?P<a>N)([-/.])(?P<b>N)\2(?P<y>[YN])(?![-/.:][N#Y])")),
    (
        "name",
        re.compile(rf"(?P<b>N)o?[-.,/]?{_LINK}(?P<a>M)\.?(?:,?{_LINK}(?P<y>Y)|[-/,]?(?P<y1>Y)|[-/]?'?(?<=[-/'])(?P<y2>N)(?!:))"),
    ),
    ("name", re.compile(rf"(?P<a>M)\.?[-/]?(?P<b>N)(?!:)o?\.?,?{_LINK}-?(?P<y>Y)")),
    ("name", re.compile(rf"(?P<y>Y)[.,]?{_LINK}(?P<a>M)[.,]?(?P<b>N)(?!:)o?")),
    ("name", re.compile(rf"(?P<b>N)o?\.?{_LINK}(?P<a>M)\.?")),
    ("name", re.compile(r"(?P<a>M)\.?(?P<b>N)(?!:)o?")),
)
_CLOCK = re.compile(
    r"s?(?:N:N(?::N)?(?:[.,][N#])?|N\.N(?=F?s)|N(?=F?s))(?:F?s\.?)*(?:\(?z\)?)*(?:\(?[-+](?:N:N|[#NY])\)?)?(?:\(?z\)?)*"
)
_TAKEN = "_"


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of all lexicons, folded: months by name, phrases (tuples of words) by role, leads of bylines, section labels."""

    months: Mapping[str, int]
    phrases: Mapping[tuple[str, ...], str]
    bylines: tuple[str, ...]
    sections: frozenset[str]


@cache
def _words() -> _Words:
    """A name that is two different months in two languages is left out: no date is better than a wrong one."""
    months: dict[str, set[int]] = {}
    phrases: dict[tuple[str, ...], str] = {}
    languages = lexicon.load().values()
    for named in (language.dates for language in languages):
        for number, names in enumerate(named.months, 1):
            for name in names:
                months.setdefault(fold(name), set()).add(number)
    for role, letter in _ROLES.items():
        for language in languages:
            listed: tuple[str, ...] = getattr(language.dates, "weekdays" if role == "weekday" else role)
            phrases.update((tuple(fold(phrase).split()), letter) for phrase in listed)
    return _Words(
        months={name: numbers.pop() for name, numbers in months.items() if len(numbers) == 1},
        phrases=phrases,
        bylines=tuple(sorted({f" {fold(start)} " for language in languages for start in language.bylines.starts})),
        sections=frozenset(fold(section.label) for language in languages for section in language.sections),
    )


@dataclass(slots=True)
class _Line:
    """A line as tokens (start, end, folded text) and its sketch, one letter a token."""

    text: str
    tokens: list[tuple[int, int, str]]
    sketch: str

    def take(self, start: int, end: int, letter: str = _TAKEN) -> None:
        self.sketch = self.sketch[:start] + letter * (end - start) + self.sketch[end:]


_fold = lru_cache(maxsize=4096)(fold)


def parse(line: str) -> Dateline | None:
    """The line as a dateline, or None if it is anything else: prose, a heading, a line without a date.

    At least one date must exist in the calendar and in 1990-2100. Beside dates, times, zones, weekdays, lead-ins and filler only
    a few words may stand (REST), and no sentence stop may end them.
    """
    if len(line) > LONGEST or not _NUMBER.search(line):
        return None
    sketched = _sketch(line)
    if len(sketched.sketch) > 3 * MOST_WORDS or not (found := _find_dates(sketched)):
        return None
    for match in _CLOCK.finditer(sketched.sketch):
        sketched.take(*match.span(), "c")
    roles = _take_roles(sketched)
    parts = _parts(sketched)
    if not _is_dateline(sketched, roles, [reading for _, reading in found], parts):
        return None
    kinds = _kinds(roles, [place for place, _ in found])
    dates = tuple(Reading(r.form, r.year, r.numbers, kind) for (_, r), kind in zip(found, kinds, strict=True))
    return Dateline(dates, " | ".join(line[sketched.tokens[a][0] : sketched.tokens[b - 1][1]] for a, b in parts))


def _sketch(line: str) -> _Line:
    """Cut the line and draw it; words that fold to nothing (format signs alone) vanish."""
    months = _words().months
    tokens: list[tuple[int, int, str]] = []
    letters: list[str] = []
    for match in _TOKEN.finditer(line):
        start, end, text = match.start(), match.end(), match[0]
        if text[0].isdecimal():
            letter = "N" if end - start < 3 else "Y" if end - start == 4 and EARLIEST <= int(text) <= LATEST else "#"
        elif not (folded := _fold(text)):
            if text[0].isprintable() and not regex.match(r"\p{M}", text):
                letter = _SIGNS.get(text, "!")
            else:
                continue
        else:
            text = folded
            glued = bool(letters) and letters[-1] in "N#Y" and tokens[-1][1] == start
            letter = _EAST.get(text) or ("M" if text in months else _SMALL.get(text) or ("o" if glued and len(text) < 4 else "w"))
        tokens.append((start, end, text))
        letters.append(letter)
    return _Line(line, tokens, _phrases(tokens, letters))


def _phrases(tokens: list[tuple[int, int, str]], letters: list[str]) -> str:
    """The sketch with the lexicons' phrases drawn in, the longest first; months and clock words stay what they are."""
    phrases = _words().phrases
    at = [n for n, letter in enumerate(letters) if letter.isalpha() and letter not in "NY"]
    longest = max(map(len, phrases), default=0)
    n = 0
    while n < len(at):
        for size in range(min(longest, len(at) - n), 0, -1):
            places = at[n : n + size]
            role = phrases.get(tuple(tokens[place][2] for place in places))
            if role and any(letters[place] in "wlo" for place in places):
                for place in range(places[0], places[-1] + 1):
                    letters[place] = role
                n += size - 1
                break
        n += 1
    return "".join(letters)


def _find_dates(line: _Line) -> list[tuple[int, Reading]]:
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
    first = _words().months[named["a"]] if form == "name" else int(named["a"])
    printed = named.get("y") or named.get("y1") or named.get("y2")
    if printed is None:
        return Reading(form, None, (first, int(named["b"])))
    if len(printed) not in (2, 4):
        return None
    year = int(printed)
    if len(printed) == 2:
        year += 1900 if year >= EARLIEST % 100 else 2000
    return Reading(form, year, (first, int(named["b"])))


_CHUNK = re.compile(rf"[^{_TAKEN}c|]+")
_LEAD = re.compile(r"(?:[WFPUzslo](?P<colon>:)?|[^A-Za-z#|])+")
_KINDS = {"P": "published", "U": "updated"}


def _take_roles(line: _Line) -> list[tuple[int, str]]:
    """Takes weekdays, lead-ins and filler beside a date, a time or a colon; returns the place and kind of each lead-in."""
    kinds: list[tuple[int, str]] = []
    for chunk in list(_CHUNK.finditer(line.sketch)):
        start, end = chunk.span()
        lead = _LEAD.match(line.sketch, start, end)
        head = lead.end() if lead else start
        for place in range(start, head):
            letter = line.sketch[place]
            if letter in _KINDS and line.sketch[place - 1 : place] != letter:
                kinds.append((place, _KINDS[letter]))
        tail = end
        while tail > head and not line.sketch[tail - 1].isalnum():
            tail -= 1
        while tail > head and (line.sketch[tail - 1] in "WFPUl" or not line.sketch[tail - 1].isalnum() and line.sketch[tail - 1] != "#"):
            tail -= 1
        touches_left, touches_right = start > 0 and line.sketch[start - 1] in "_c", line.sketch[end : end + 1] in ("_", "c")
        if head == end or touches_left or (lead and lead["colon"]):
            line.take(start, head, "r")
        if touches_right and tail < end:
            kinds += [(place, _KINDS[line.sketch[place]]) for place in range(tail, end) if line.sketch[place] in _KINDS]
            line.take(tail, end, "r")
    return kinds
