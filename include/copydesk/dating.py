"""When an article was published: what its record says, its datelines, its address, its file's name, and last the landing day.

Day and month are never put in order by a silent default: the evidence that did it is named, and `dateline-ambiguous` says that
none did. No date is later than the day after landing (a site may be a time zone ahead): such a reading is thrown away.

>>> find(["10/30/2024 World"], landed_on=date(2024, 10, 31), source="a.txt", hints=Hints(), language="gu")
Guess(value=datetime.date(2024, 10, 30), confidence=0.97, evidence='dateline-day-above-12')
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from urllib.parse import unquote, urlsplit

from copydesk import dateline, lexicon
from copydesk.dateline import Reading
from copydesk.model import Guess, Hints

_KINDS = ("published", "updated", "plain")
"""The first kind that has a possible date wins, and within it the date that is printed first."""

_DEFAULT_ORDER = "dmy"
"""What an ambiguous date is read as where nothing speaks: the order of most of the world; evidence says `dateline-ambiguous`."""

_SURE = {
    "dateline-iso": 0.98,
    "dateline-month-name": 0.98,
    "dateline-day-above-12": 0.97,
    "dateline-same-either-way": 0.97,
    "dateline-agrees-with-path": 0.97,
    "dateline-not-in-future": 0.95,
    "dateline-same-order": 0.9,
    "dateline-year-from-landing": 0.85,
    "dateline-language-order": 0.7,
    "dateline-ambiguous": 0.5,
}


def find(datelines: Sequence[str], *, landed_on: date, source: str, hints: Hints, language: str) -> Guess[date]:
    """The day of publication, with confidence 0 to 1 and the evidence as a slug.

    `datelines` are lines as printed, `source` the file's path below its landing day, `language` an ISO 639 code that may carry a
    script ("hi-Latn"). Evidence in order: metadata, dateline-…, url, file-name, path, landing-day.
    """
    latest = landed_on + timedelta(days=1)
    order = _order(language)
    printed = [reading for line in datelines if (read := dateline.parse(line)) for reading in read.dates]
    named = list(_named(source, hints.url))
    fixed = {day for _, reading in named if reading.form != "numeric" for day in reading.dates().values()}

    if said := _decide(_read(hints.published), latest, order, fixed):
        return Guess(said[0], min(0.98, _SURE[said[1]]), "metadata")
    for kind in _KINDS:
        if said := _decide((reading for reading in printed if reading.kind == kind), latest, order, fixed, _proven(printed)):
            return Guess(said[0], _SURE[said[1]], said[1])
    for evidence, reading in named:
        if said := _decide([reading], latest, order, set()):
            return Guess(said[0], min(0.9, _SURE[said[1]]), evidence)
    return Guess(landed_on, 0.5, "landing-day")


def _order(language: str) -> str | None:
    known = lexicon.load().get(language.partition("-")[0])
    return known.dates.order if known else None


def _read(published: str | None) -> list[Reading]:
    if not published:
        return []
    if read := dateline.parse(published):
        return list(read.dates)
    compact = dateline.in_path(published)
    return [compact] if compact else []


def _named(source: str, url: str | None) -> Iterator[tuple[str, Reading]]:
    """Dates in the URL's path, in the file's name and in its folders, each with the slug of where it stood."""
    if url and (reading := dateline.in_path(unquote(urlsplit(url).path).rstrip("/"))):
        yield "url", reading
    folders, _, name = source.rpartition("/")
    if reading := dateline.in_path(name):
        yield "file-name", reading
    if reading := dateline.in_path(f"{folders}/"):
        yield "path", reading


def _proven(readings: Iterable[Reading]) -> str | None:
    """The order that an article's own numeric dates prove: the one way of those that have but one; None if they disagree."""
    ways = {way for reading in readings if reading.form == "numeric" and len(days := reading.dates()) == 1 for way in days}
    return ways.pop() if len(ways) == 1 else None


def _decide(
    readings: Iterable[Reading], latest: date, order: str | None, fixed: set[date], proven: str | None = None
) -> tuple[date, str] | None:
    """The first reading with a possible day: that day, and the evidence for it."""
    for reading in readings:
        if reading.year is None:
            if day := _without_year(reading, latest):
                return day, "dateline-year-from-landing"
        elif reading.form == "numeric":
            if said := _decide_numeric(reading, latest, order, fixed, proven):
                return said
        elif (day := reading.dates()["fixed"]) <= latest:
            return day, "dateline-iso" if reading.form == "iso" else "dateline-month-name"
    return None


def _without_year(reading: Reading, latest: date) -> date | None:
    """The last such day that is not in the future; 29 February may be some years back."""
    days = (reading.dates(latest.year - back).get("fixed") for back in range(9))
    return next((day for day in days if day and day <= latest), None)


def _decide_numeric(
    reading: Reading, latest: date, order: str | None, fixed: set[date], proven: str | None
) -> tuple[date, str] | None:
    ways = reading.dates()
    possible = {way: day for way, day in ways.items() if day <= latest}
    if not possible:
        return None
    days = set(possible.values())
    if len(ways) == 1:
        return days.pop(), "dateline-day-above-12"
    if len(set(ways.values())) == 1:
        return days.pop(), "dateline-same-either-way"
    if len(agreed := days & fixed) == 1:
        return agreed.pop(), "dateline-agrees-with-path"
    if len(possible) == 1:
        return days.pop(), "dateline-not-in-future"
    if proven:
        return possible[proven], "dateline-same-order"
    if order in possible:
        return possible[order], "dateline-language-order"
    return possible[_DEFAULT_ORDER], "dateline-ambiguous"
