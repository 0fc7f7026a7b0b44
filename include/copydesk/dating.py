"""When an article was published: what its record says, its datelines, its address, its file's name, and last the landing day.

Day and month are never put in order by a silent default: the evidence that did it is named, and `dateline-ambiguous` says that
none did. No date is later than the day after landing (a site may be a time zone ahead): such a reading is thrown away.

>>> find(["10/30/2024 World"], landed_on=date(2024, 10, 31), source="a.txt", hints=Hints(), language="gu")
Guess(value=datetime.date(2024, 10, 30), confidence=0.97, evidence='dateline-day-above-12')
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
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
    "dateline-site-order": 0.9,
    "dateline-year-from-landing": 0.85,
    "dateline-language-order": 0.7,
    "dateline-ambiguous": 0.5,
}


@dataclass(frozen=True, slots=True)
class _Context:
    """What helps to read an article's dates: the last possible day, days named in paths, and orders with their evidence."""

    latest: date
    named: frozenset[date]
    orders: tuple[tuple[str, str], ...]


def find(
    datelines: Sequence[str], *, landed_on: date, source: str, hints: Hints, language: str, site_order: str | None = None
) -> Guess[date]:
    """The day of publication, with confidence 0 to 1 and the evidence as a slug.

    `datelines` are lines as printed, `source` the file's path below its landing day, `language` an ISO 639 code that may carry a
    script ("hi-Latn"), `site_order` what order() says of the same site's datelines that day, if the caller knows it. Evidence in
    order: metadata, dateline-…, url, file-name, path, landing-day.
    """
    printed = _readings(datelines)
    named = list(_named(source, hints.url))
    known = lexicon.load().get(language.partition("-")[0])
    orders = {"same-order": order(datelines), "site-order": site_order, "language-order": known.dates.order if known else None}
    context = _Context(
        landed_on + timedelta(days=1),
        frozenset(day for _, reading in named if reading.form != "numeric" for day in reading.dates().values()),
        tuple((way, f"dateline-{by}") for by, way in orders.items() if way in ("dmy", "mdy")),
    )
    if said := _decide(_metadata(hints.published), context):
        return Guess(said[0], min(0.98, _SURE[said[1]]), "metadata")
    for kind in _KINDS:
        if said := _decide((reading for reading in printed if reading.kind == kind), context):
            return Guess(said[0], _SURE[said[1]], said[1])
    for evidence, reading in named:
        if said := _decide([reading], replace(context, named=frozenset())):
            return Guess(said[0], min(0.9, _SURE[said[1]]), evidence)
    return Guess(landed_on, 0.5, "landing-day")


def order(datelines: Iterable[str]) -> str | None:
    """The order that numeric datelines prove by a number above 12: "dmy", "mdy", or None if none does or they disagree."""
    numeric = (reading.dates() for reading in _readings(datelines) if reading.form == "numeric")
    ways = {way for days in numeric if len(days) == 1 for way in days}
    return ways.pop() if len(ways) == 1 else None


def _readings(datelines: Iterable[str]) -> list[Reading]:
    return [reading for line in datelines if (read := dateline.parse(line)) for reading in read.dates]


def _metadata(published: str | None) -> list[Reading]:
    if not published:
        return []
    compact = dateline.in_path(published)
    return _readings([published]) or ([compact] if compact else [])


def _named(source: str, url: str | None) -> Iterator[tuple[str, Reading]]:
    """Dates in the URL's path, in the file's name and in its folders, each with the slug of where it stood."""
    if url and (reading := dateline.in_path(unquote(urlsplit(url).path).rstrip("/"))):
        yield "url", reading
    folders, _, name = source.rpartition("/")
    if reading := dateline.in_path(name):
        yield "file-name", reading
    if reading := dateline.in_path(f"{folders}/"):
        yield "path", reading


def _decide(readings: Iterable[Reading], context: _Context) -> tuple[date, str] | None:
    """The first reading with a possible day: that day, and the evidence for it."""
    for reading in readings:
        if reading.year is None:
            said = _without_year(reading, context.latest)
        elif reading.form == "numeric":
            said = _in_order(reading, context)
        else:
            said = reading.dates()["fixed"], "dateline-iso" if reading.form == "iso" else "dateline-month-name"
        if said and said[0] <= context.latest:
            return said
    return None


def _without_year(reading: Reading, latest: date) -> tuple[date, str] | None:
    """The last such day that is not in the future; 29 February may be some years back."""
    days = (reading.dates(latest.year - back).get("fixed") for back in range(9))
    return next(((day, "dateline-year-from-landing") for day in days if day and day <= latest), None)


def _in_order(reading: Reading, context: _Context) -> tuple[date, str] | None:
    """Day and month of a numeric date put in order by the strongest evidence there is."""
    ways = reading.dates()
    if len(set(ways.values())) == 1:
        return next(iter(ways.values())), "dateline-day-above-12" if len(ways) == 1 else "dateline-same-either-way"
    possible = {way: day for way, day in ways.items() if day <= context.latest}
    if len(agreed := context.named & set(possible.values())) == 1:
        return next(iter(agreed)), "dateline-agrees-with-path"
    if len(possible) < 2:
        return next(((day, "dateline-not-in-future") for day in possible.values()), None)
    way, evidence = context.orders[0] if context.orders else (_DEFAULT_ORDER, "dateline-ambiguous")
    return possible[way], evidence
