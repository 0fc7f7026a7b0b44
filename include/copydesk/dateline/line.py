"""Whether a line is a dateline: what is left beside its dates, clocks, lead-ins and filler must be little and loosely joined."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from functools import lru_cache

import regex

from copydesk.dateline import events
from copydesk.dateline.finding import TAKEN, find_dates, take_others
from copydesk.dateline.reading import Ago, Dateline, Reading
from copydesk.datewords import known_words
from copydesk.sketch import Line, draw
from copydesk.text import CLOSERS, STOPS, ends_sentence, fold

LONGEST, MOST_WORDS = 200, 28
"""A line with more characters, or more runs between spaces, is prose."""
REST, REST_MARKED = 2, 8
"""Words that may stand beside a date; the second where a clock, weekday, lead-in, byline or bar marks the line as a dateline."""
ACCOUNTS = frozenset({"admin", "administrator", "editor", "staff", "webmaster"})
"""Writers that are named in small letters."""
LONGEST_ALONE = 40
"""Characters of a line that says "yesterday" and no number, or a day twice without its year."""
MOST_LOOSE = 16
"""Words of a line that is taken for a dateline by its place, whatever stands beside its dates."""
MONTHS = 12
MOST_DAYS = 366
"""Days that a relative date may lie back."""

_NUMBER = re.compile(r"\d")
_RUN_TOGETHER = regex.compile(r"(?<=\p{Ll})(?=\p{Lu})|(?<=(?:[./]|\p{L}\.? \p{Nd}{1,2}, )(?:19|20)\p{Nd}{2})(?=\p{Nd})")
_LONG_NUMBER = re.compile(r"\d{5}")
_GLUED_YEAR = regex.compile(
    r"(?<=(?:[./]|\p{L}\.? \p{Nd}{1,2}, |\p{Nd} \p{L}{3,12}\.? )(?:19|20)\p{Nd}{2})(?=\p{Nd}{1,2}(?::| \p{L}))"
)
"""Where a clock or the day is glued to the year before it: "4 Nov 20244 Nov 2024", "November 4, 20245:01 AM"."""

_CLOCK = re.compile(
    r"s?(?:N:N(?::N)?(?:[.,][N#])?|NhN|(?:N\.N|N)(?=F?[sh])|N\.N(?=z)|(?<=[FA])N\.N|(?<=F\.)N\.N|(?<=[PU])N\.N(?!\.)|(?<=[PU][.:])N\.N(?!\.))(?:F?[sht]\.?)*"
    r"(?:\(?z\)?)*(?:\(?[-+](?:N:N|[#NY])\)?)?(?:\(?z\)?)*"
)
_READING_TIME = re.compile(r"F[F.]*:?!?Nt[tF]*\.?|!?(?<![:.])Nt[tF]*F[tF]*\.?|(?:(?<=\|)|(?<=:N)|^)!?Nt\.?(?=\||$)")


def parse(line: str, key: str | None = None) -> Dateline | None:
    """The line as a dateline, or None if it is anything else: prose, a heading, a line without a date.

    At least one date must exist in the calendar and in 1990-2100, or the line must say how long ago. Beside dates, times, zones,
    weekdays, lead-ins and filler only a few words may stand (REST), and no sentence stop may end them. `key` is the line as
    fold() makes it, where the caller has it.
    """
    if len(line) > LONGEST:
        return None
    if not _NUMBER.search(line):
        return _parsed(line) if len(line) <= LONGEST_ALONE and _may_say_ago(line) else None
    if len(line.split()) > MOST_WORDS or not _may_be_dated(fold(line) if key is None else key):
        return None
    if _LONG_NUMBER.search(line):
        line = _GLUED_YEAR.sub(" ", line)
    found = _parsed(line)
    if not found and len(line) <= LONGEST_ALONE and (apart := _GLUED_WORDS.sub(" ", line)) != line:
        return _parsed(apart)
    return found


_GLUED_WORDS = regex.compile(r"(?<=\p{Nd} \p{L}{1,12}\p{Ll})(?=\p{Lu}\p{Ll}+ \p{Nd})")
"""Where the day is said again in full, glued to its short form: "Mon 4 NovMonday 4 November"."""

_THREE_NUMBERS = re.compile("[0-9] [0-9]+ [0-9]")
_GLUED = regex.compile(r"[0-9][^0-9 ]|[^0-9 ][0-9]|[\p{No}\p{Nl}年月日년월일時时分秒시분초]")
"""Where fold() and TOKEN may part words in other places."""


def _may_be_dated(key: str) -> bool:
    """A gate for every line with a number: whether its folded words could be a date's."""
    is_open = _THREE_NUMBERS.search(key) or not known_words().telling.isdisjoint(key.split()) or _GLUED.search(key)
    return bool(is_open)


@lru_cache(maxsize=16_384)
def loosely(line: str) -> Dateline | None:
    """A short line with a whole date, whatever else it says; None where it ends as a sentence does, but for "Posted by … dept."

    For lines that their place marks as datelines: between a headline and its text, "Tom ReyesOctober 14, 2024 12 comments".
    Words that were run together are set apart where a capital begins.
    """
    if not _NUMBER.search(line) or len(line) > LONGEST or len(line.split()) > MOST_WORDS:
        return None
    drawn = draw(_RUN_TOGETHER.sub(" ", line))
    if events.is_event(drawn):
        return None
    is_led = drawn.sketch[:1] in ("P", "U")
    if not is_led and (ends_sentence(line) or sum(letter.isalpha() for letter in drawn.sketch) > MOST_LOOSE):
        return None
    found = [(place, reading) for place, reading in find_dates(drawn) if reading.year is not None]
    if events.is_held(drawn, found) or events.is_told(drawn):
        return None
    kinds = _kinds(_take_roles(drawn), [place for place, _ in found])
    dates = tuple(replace(reading, kind=kind) for (_, reading), kind in zip(found, kinds, strict=True))
    return Dateline(dates, "") if dates else None


def _may_say_ago(line: str) -> bool:
    """A gate for every line of a page: whether some word between spaces, colons and commas could begin such words."""
    return not known_words().alone.isdisjoint(line.casefold().replace(",", " ").replace(":", " ").split())


@lru_cache(maxsize=16_384)
def _parsed(line: str) -> Dateline | None:
    drawn = draw(line)
    if events.is_event(drawn):
        return None
    dates = find_dates(drawn)
    if events.is_held(drawn, dates) or events.is_told(drawn):
        return None
    agos = [] if dates else _find_ago(drawn)
    if not dates and not agos and not _LEAD_AND_CLOCK.match(drawn.sketch):
        return None
    take_others(drawn, "r")
    for pattern, letter in ((_READING_TIME, "r"), (_CLOCK, "c")):
        for match in pattern.finditer(drawn.sketch):
            drawn.take(*match.span(), letter)
    leads = _take_roles(drawn)
    parts = _parts(drawn)
    if not dates and not agos:
        agos = _today(drawn, leads)
    is_one = _is_dateline(drawn, [reading for _, reading in dates], parts) if dates else _is_ago(drawn, agos, parts)
    if not is_one:
        return None
    kinds = _kinds(leads, [place for place, _ in dates or agos])
    rest = " | ".join(line[drawn.tokens[a][0] : drawn.tokens[b - 1][1]] for a, b in parts)
    if dates:
        return Dateline(tuple(replace(reading, kind=kind) for (_, reading), kind in zip(dates, kinds, strict=True)), rest)
    return Dateline((), rest, tuple(replace(ago, kind=kind) for (_, ago), kind in zip(agos, kinds, strict=True)))


def _find_ago(line: Line) -> list[tuple[int, Ago]]:
    """Every relative date with the place of its token; they are taken out of the sketch."""
    found: list[tuple[int, Ago]] = []
    for place, letter in enumerate(line.sketch):
        if letter == "A":
            count, unit = line.tokens[place][2].split()
            found.append((place, Ago(int(count), unit)))
    line.sketch = line.sketch.replace("A", TAKEN)
    return found


_LEAD_AND_CLOCK = re.compile(r"(?:P+|U+)F*:?F*\.?(?:N[:.hN]|s)")


def _today(line: Line, leads: list[tuple[int, str]]) -> list[tuple[int, Ago]]:
    """What has a lead-in and a clock and no day was published or updated on the day that it was scraped."""
    found = [line.sketch.index("c", place) for place, _ in leads if "c" in line.sketch[place:]]
    return [(place, Ago(0, "day")) for place in found if not _is_other(line, place)]


def _is_other(line: Line, place: int) -> bool:
    """Whether what was taken for an hour with a point is none: the minutes have one digit ("Updated 2.0"), or it stands behind a
    colon and may be a day and its month ("Updated: 14.11")."""
    said = [token[2] for token in line.tokens[place - 1 : place + 3]]
    if len(said) < 4 or said[2] != "." or not said[3].isdecimal():
        return False
    return len(said[3]) == 1 or (said[0] == ":" and int(said[3]) <= MONTHS)


_S = "[^A-Za-z#_|]"
_BESIDE = re.compile(
    rf"(?<=[_c])(?:{_S}*[WFPUzshloy])+"  # behind a date or a time
    rf"|(?:[WFPUlo]{_S}*)+(?=[_c])"  # before one
    rf"|(?:^|(?<=\|)){_S}*(?:[WFPUzlo]{_S}*)+(?=\||$)"  # a whole part between bars
    r"|[PU]+F*:"  # a lead-in with its colon
)
_LEADS = re.compile("P+|U+")
_LABEL = re.compile(r"^(?:w{1,2}PF*|PF*w{1,2}):")
"""A label with another word in it: "Ballot date:" is no lead-in, though "Date:" is."""
_KINDS = {"P": "published", "U": "updated"}


def _take_roles(line: Line) -> list[tuple[int, str]]:
    """Takes weekdays, lead-ins and filler that stand beside a date, a time or a colon; gives place and kind of every lead-in."""
    label = _LABEL.match(line.sketch)
    leads = [(match.start(), _kind(line, *match.span())) for match in _LEADS.finditer(line.sketch, label.end() if label else 0)]
    line.sketch = _BESIDE.sub(lambda match: "".join("k" if letter in "PUW" else "r" for letter in match[0]), line.sketch)
    return leads


def _kind(line: Line, first: int, last: int) -> str:
    """The kind of a lead-in; the word for date alone says no more than the date does: "Date: 12 December"."""
    is_bare = last - first == 1 and line.tokens[first][2] in known_words().bare
    return "plain" if is_bare else _KINDS[line.sketch[first]]


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
    count, rest = _rest(line, parts)
    is_marked = not {"c", "k", "|"}.isdisjoint(line.sketch) or _names_author(line, parts)
    if count > (REST_MARKED if is_marked else REST) or _ends_sentence(line, count):
        return False
    if is_marked:
        return True
    is_loose = _is_loose(line, parts)
    return readings[0].year is not None and (is_loose or readings[0].form != "name" or rest.strip() in known_words().sections)


def _is_ago(line: Line, agos: list[tuple[int, Ago]], parts: list[tuple[int, int]]) -> bool:
    """Whether a line without a date is one by its relative ones: "today" must be marked, and a rest stand behind a bar."""
    if not agos or any(ago.days > MOST_DAYS for _, ago in agos):
        return False
    if not parts:
        return any(ago.count for _, ago in agos) or not {"c", "k", "|"}.isdisjoint(line.sketch)
    count, rest = _rest(line, parts)
    if count > REST_MARKED or _ends_sentence(line, count):
        return False
    is_set_apart = _names_author(line, parts) or ("|" in line.sketch and _is_loose(line, parts))
    return is_set_apart or (rest.strip() in known_words().sections and any(ago.count for _, ago in agos))


def _rest(line: Line, parts: list[tuple[int, int]]) -> tuple[int, str]:
    """How many words and long numbers stand beside the dates, and those words, folded, with a blank before and behind."""
    count = sum(letter.isalpha() or letter == "#" for first, last in parts for letter in line.sketch[first:last])
    return count, f" {' '.join(token[2] for first, last in parts for token in line.tokens[first:last])} "


def _is_loose(line: Line, parts: list[tuple[int, int]]) -> bool:
    """Whether a sign stands between the dates and all that is beside them."""
    joined = (TAKEN, "r")
    return all(
        line.sketch[first - 1 : first] not in joined and line.sketch[last : last + 1] not in joined for first, last in parts
    )


def _names_author(line: Line, parts: list[tuple[int, int]]) -> bool:
    """Whether a byline's lead-in stands beside the date with a name behind it: "por Ana Ruiz", but not "por los derechos"."""
    with_leads = [(first - (line.sketch[first - 1 : first] == "r"), last) for first, last in parts]
    said = _rest(line, with_leads)[1]
    for start in known_words().bylines:
        if start in said:
            name = regex.search(rf"{regex.escape(start.strip())}\P{{L}}+(\p{{L}}+)", line.text, regex.IGNORECASE)
            if name and (name[1] in ACCOUNTS or not name[1].islower()):
                return True
    return False


def _ends_sentence(line: Line, others: int) -> bool:
    """Whether the line ends in a stop; one that was taken with "Oct." or "p.m." is none beside few words or behind a bar."""
    if not line.text.rstrip().rstrip(CLOSERS).endswith(tuple(STOPS)):
        return False
    behind_bar = "|" in line.sketch and not _PART.search(line.sketch.rpartition("|")[2])
    return (others > REST and not behind_bar) or line.sketch[-1] not in (TAKEN, "c", "r")
