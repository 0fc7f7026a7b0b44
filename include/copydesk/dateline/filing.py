"""Where and when an agency's copy was filed: "WASHINGTON, Oct. 30 (Reuters) - The …", the opening of a first paragraph.

The place comes first, then the day, mostly without its year, then the agency in brackets, a dash, a colon or a stop. Words of
running text ("On Sunday, 3 March, …") are told by what stands between: a weekday, a small letter, no such end.

>>> opening("नई दिल्ली, 30 अक्टूबर (भाषा): ज़िला प्रशासन ने पुल की मरम्मत शुरू कराई है।")
('नई दिल्ली, 30 अक्टूबर (भाषा):', Reading(form='name', year=None, numbers=(10, 30), kind='filed', months=()))
>>> opening("By Sunday, 3 March, the ferry had carried all of them across.") is None
True
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from copydesk.dateline.finding import find_dates
from copydesk.dateline.reading import Reading
from copydesk.datewords import known_words
from copydesk.sketch import Line, draw

LONGEST = 120
"""Characters of a paragraph in which such an opening stands."""
LONGEST_MONTH = 32
"""Days of a month of Nepal's calendar."""
SMALL = 3
"""Letters of a word of a place's name that begins with a small one: "Rio de Janeiro", "Neustadt an der Aisch"."""

_NUMBER = re.compile(r"\d")
_AGENCY = r"\([wWl][wWl.,&/'-]{0,9}\)"
_PLACE = r"(?P<place>w(?:FM|[wl]{0,3})(?:\.?[-/.,']?[wl]{1,3}){0,2}\.?)"
_DAY = r"(?P<day>No?\.?l?[MX]\.?(?:,?l?[Y#])?|[MX]\.?No?(?:\.?,?[Y#]|\.(?=-|\())?|N(?P<sign>[-/.])N(?P=sign)Y|N!N)"
_EAST = r"(?P<day_east>(?:Yy)?NmNd)"
_END = rf"(?:\.?{_AGENCY}(?![,MNY])[.:]?-{{0,2}}|\.?/[wl.]{{1,9}}/|\.?(?:-{{1,2}}|:)(?![-:NMYW#])|\.?$)"
_OPENINGS = (
    re.compile(rf"(?:{_AGENCY}-{{0,2}})?{_PLACE}[,:]P?\.?{_DAY}(?:{_END}|(?P<stop>[.!]){{1,2}}(?=[wWlF]|$))"),
    re.compile(rf"(?:{_AGENCY}-{{0,2}})?{_PLACE}{_DAY}(?:\.?{_AGENCY}[.:]?[-:]{{1,2}}|\.?/[wl.]{{1,9}}/)"),
    re.compile(
        rf"{_DAY},{_PLACE}(?:\.?{_AGENCY}(?!,)[.:]?-{{0,2}}|-{{1,2}}(?![NMYW#])|:(?!N)|(?P<stop>[.!]){{1,2}}(?=[wWlF]|$))"
    ),
    re.compile(rf"{_PLACE}\({_DAY}\)[-:]{{1,2}}"),
    re.compile(rf"(?P<place>w{{1,2}})\.{_DAY}\.(?:w(?:\.w)?[-.]|/[wl.]{{1,9}}/)"),
    re.compile(rf"(?P<place>w{{1,3}}){_EAST}(?P<wired>w)"),
)
_WIRED = frozenset({"电", "電", "讯", "訊", "消息"})
"""What stands behind the day in Chinese: "wired on the 30th", "news of the 30th"."""
_STOPS = frozenset("।॥.")
_HALVES = re.compile(r"[0-9୦-୯]{1,2}।[0-9୦-୯]{1,2}")
_NEPALI = "bikram-sambat"


@lru_cache(maxsize=16_384)
def opening(paragraph: str) -> tuple[str, Reading] | None:
    """The opening as printed and its day, of the kind "filed"; None where the paragraph begins otherwise."""
    head = paragraph[: LONGEST + 1]
    if len(head) > LONGEST:
        head = head[:LONGEST].rpartition(" ")[0] or head[:LONGEST]
    if not _NUMBER.search(head):
        return None
    drawn = draw(head)
    for pattern in _OPENINGS:
        if (match := pattern.match(drawn.sketch)) and _is_filed(match, drawn, is_whole=head == paragraph):
            first, last = match.span("day_east" if "day_east" in match.re.groupindex else "day")
            if day := _day(head[drawn.tokens[first][0] : drawn.tokens[last - 1][1]]):
                return head[: drawn.tokens[match.end() - 1][1]], day
    return None


_LEAP = 2000  # a year in which 29 February exists


def _day(text: str) -> Reading | None:
    """The day; without its year a month of Nepal's calendar is one of that, and "୩୦।୧୦" is the Odia press's 30 October."""
    drawn = draw(text)
    if found := find_dates(drawn):
        reading = found[0][1]
        return replace(reading, kind="filed") if reading.dates(_LEAP) else None
    numbers = [int(token[2]) for token, letter in zip(drawn.tokens, drawn.sketch, strict=True) if letter == "N"]
    if _HALVES.fullmatch(text):
        reading = Reading("name", None, (numbers[1], numbers[0]), "filed")
        return reading if reading.dates(_LEAP) else None
    months = [known_words().others[token[2]] for token, letter in zip(drawn.tokens, drawn.sketch, strict=True) if letter == "X"]
    if len(numbers) == len(months) == 1 and _NEPALI in months[0] and numbers[0] <= LONGEST_MONTH:
        return Reading(_NEPALI, None, (months[0][_NEPALI], numbers[0]), "filed")
    return None


def _is_filed(match: re.Match[str], line: Line, *, is_whole: bool) -> bool:
    """Whether the place's words are a name's, and the end is the one that its pattern means."""
    named = match.groupdict()
    words = [line.text[start:end] for start, end, _ in line.tokens[match.start("place") : match.end("place")]]
    if any(word[0].islower() and len(word) > SMALL for word in words) or words[0][0].islower():
        return False
    if named.get("stop") and line.tokens[match.start("stop")][2] not in _STOPS:
        return False
    if named.get("wired") and line.tokens[match.start("wired")][2] not in _WIRED:
        return False
    return match.end() < len(line.sketch) or is_whole
