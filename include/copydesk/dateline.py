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
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

import regex

from copydesk import lexicon
from copydesk.text import CLOSERS, STOPS, fold

EARLIEST, LATEST = 1990, 2100
"""Years outside this range are numbers, not years."""
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
_TOKEN = regex.compile(
    r"(?P<number>\p{Nd}+)|(?P<word>(?<=\p{Nd}\s?)[年月日년월일時时分秒시분초]|[\p{L}\p{M}\p{Cf}]+)|(?P<sign>[^\s\p{L}\p{M}\p{Cf}\p{Nd}])"
)
_ALIKE = {"-": "-‐‑‒–—−", "|": "|¦‖•·●∙▪■◆»›>", ",": ",،、၊፣", "'": "'’", **{sign: sign for sign in "/.:+()"}}
_SIGNS = {sign: letter for letter, signs in _ALIKE.items() for sign in signs}
_SMALL = {
    "s": "am pm a p m t h hr hrs hours uhr uur hs 時 时 分 秒 시 분 초",
    "z": "z ist gmt utc bst cet cest eet eest est edt cst cdt mst mdt pst pdt et pt ct msk pkt npt sgt hkt jst kst wib aest",
    "l": "of de del di da d",
    "y": "年 년",
    "m": "月 월",
    "d": "日 일",
}
_LETTERS = {word: letter for letter, words in _SMALL.items() for word in words.split()}
_ROLES = {"filler": "F", "weekday": "W", "updated": "U", "published": "P"}

# In a sketch: Y year, N number of one or two digits, # other number, M month, o letters glued to a number (30th, 1er), l "of",
# s am/pm/h, z zone, y m d the signs of East Asia, W F P U the lexicons' weekday, filler, published, updated, w any other word.
_LINK = "[lF]?"
_DATES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("iso", re.compile(r"(?P<y>Y)([-/.])(?P<a>N)\2(?P<b>N)")),
    ("iso", re.compile(r"(?P<y>Y)y(?P<a>N)m(?P<b>N)d")),
    ("iso", re.compile(r"(?P<b>N)(?P<a>N)m(?P<y>Y)")),
    ("numeric", re.compile(r"(?<![N#Y][-/.:])(?P<a>N)([-/.])(?P<b>N)\2(?P<y>[YN])(?!\2[N#Y])")),
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
    """The words of all lexicons, folded: months by name, phrases (tuples of words) by role and the words of the longest, leads
    of bylines, section labels."""

    months: Mapping[str, int]
    phrases: Mapping[tuple[str, ...], str]
    bylines: tuple[str, ...]
    sections: frozenset[str]
    longest: int


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
        longest=max(map(len, phrases), default=0),
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
    if len(line) > LONGEST or not _NUMBER.search(line) or len(line.split()) > MOST_WORDS:
        return None
    return _parsed(line)


@lru_cache(maxsize=16_384)
def _parsed(line: str) -> Dateline | None:
    sketched = _sketch(line)
    if not (found := _find_dates(sketched)):
        return None
    for match in _CLOCK.finditer(sketched.sketch):
        sketched.take(*match.span(), "c")
    leads = _take_roles(sketched)
    parts = _parts(sketched)
    if not _is_dateline(sketched, [reading for _, reading in found], parts):
        return None
    kinds = _kinds(leads, [place for place, _ in found])
    dates = tuple(Reading(r.form, r.year, r.numbers, kind) for (_, r), kind in zip(found, kinds, strict=True))
    return Dateline(dates, " | ".join(line[sketched.tokens[a][0] : sketched.tokens[b - 1][1]] for a, b in parts))


def _sketch(line: str) -> _Line:
    """Cut the line and draw it; words that fold to nothing (format signs alone) vanish."""
    tokens: list[tuple[int, int, str]] = []
    letters: list[str] = []
    for match in _TOKEN.finditer(line):
        start, end, text = match.start(), match.end(), match[0]
        if match.lastgroup == "number":
            letter = "N" if end - start < 3 else "Y" if end - start == 4 and EARLIEST <= int(text) <= LATEST else "#"
        elif match.lastgroup == "sign":
            letter = _SIGNS.get(text, "!")
        elif text := _fold(text):
            is_glued = bool(letters) and letters[-1] in "N#Y" and tokens[-1][1] == start
            letter = "M" if text in _words().months else _LETTERS.get(text) or ("o" if is_glued and len(text) < 4 else "w")
        else:
            continue
        tokens.append((start, end, text))
        letters.append(letter)
    return _Line(line, tokens, _phrases(tokens, letters))


_PARTED = frozenset("NY#|:")
"""What may not stand inside a phrase."""


def _phrases(tokens: list[tuple[int, int, str]], letters: list[str]) -> str:
    """The sketch with the lexicons' phrases drawn in, the longest first; months and clock words stay what they are."""
    phrases = _words().phrases
    at = [n for n, letter in enumerate(letters) if letter.isalpha() and letter not in "NY"]
    longest = _words().longest
    n = 0
    while n < len(at):
        for size in range(min(longest, len(at) - n), 0, -1):
            places = at[n : n + size]
            role = phrases.get(tuple(tokens[place][2] for place in places))
            if (
                role
                and any(letters[place] in "wl" for place in places)
                and not _PARTED.intersection(letters[places[0] : places[-1]])
            ):
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


_S = "[^A-Za-z#_|]"
_BESIDE = re.compile(
    rf"(?<=[_c])(?:{_S}*[WFPUzslo])+"  # behind a date or a time
    rf"|(?:[WFPUlo]{_S}*)+(?=[_c])"  # before one
    rf"|(?:^|(?<=\|)){_S}*(?:[WFPUzlo]{_S}*)+(?=\||$)"  # a whole part between bars
    r"|[PU]+F*:"  # a lead-in with its colon
)
_LEADS = re.compile("P+|U+")
_KINDS = {"P": "published", "U": "updated"}


def _take_roles(line: _Line) -> list[tuple[int, str]]:
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


def _parts(line: _Line) -> list[tuple[int, int]]:
    """What was not taken: runs of tokens (first, behind the last) that begin and end with a word or a number."""
    return [match.span() for match in _PART.finditer(line.sketch)]


def _is_dateline(line: _Line, readings: list[Reading], parts: list[tuple[int, int]]) -> bool:
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
    return readings[0].year is not None and (loose or readings[0].form != "name" or rest.strip() in _words().sections)


def _names_author(line: _Line, rest: str) -> bool:
    """Whether a byline's lead-in stands beside the date with a name behind it: "por Ana Ruiz", but not "por los derechos"."""
    for start in _words().bylines:
        if start in rest:
            name = regex.search(rf"{regex.escape(start.strip())}\P{{L}}+(\p{{L}}+)", line.text, regex.IGNORECASE)
            if name and not name[1].islower():
                return True
    return False


def _ends_sentence(line: _Line, others: int) -> bool:
    """Whether the line ends in a stop; beside few other words one that was taken with "Oct." or "p.m." is no stop."""
    if not line.text.rstrip().rstrip(CLOSERS).endswith(tuple(STOPS)):
        return False
    return others > REST or line.sketch[-1] not in (_TAKEN, "c", "r")


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
        number = _words().months.get(_fold(month))
        reading = Reading("name", year, (number, last)) if number else None
    else:
        is_iso = match.start("y") < match.start("a")
        reading = Reading("iso" if is_iso else "numeric", year, (int(parts["a"]), last))
    return reading if reading and reading.dates() else None
