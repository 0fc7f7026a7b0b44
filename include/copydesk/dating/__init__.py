"""When an article was published: what its record says, its datelines, its address, its file's name, and last the landing day.

Day and month are never put in order by a silent default: the evidence that did it is named, and `dateline-ambiguous` says that
none did. No date is later than the day after landing (a site may be a time zone ahead): such a reading is thrown away.
docs/dates.md lists all evidence in order.

>>> find(["10/30/2024 World"], landed_on=date(2024, 10, 31), source="a.txt", hints=Hints(), language="gu")
Guess(value=datetime.date(2024, 10, 30), confidence=0.97, evidence='dateline-day-above-12')
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from urllib.parse import unquote, urlsplit

from copydesk import calendars, dateline, lexicon
from copydesk.dateline import Ago, Reading
from copydesk.dating.deciding import SURE, SURE_AGO, Context, decide
from copydesk.dating.places import printed
from copydesk.model import Guess, Hints

__all__ = ["agreed", "both", "find", "printed", "ways"]

FRESH = timedelta(days=14)
"""A day without its year that an agency filed its copy on is believed so long before the landing day, and no longer."""


def find(
    datelines: Sequence[str], *, landed_on: date, source: str, hints: Hints, language: str, site_order: str | None = None
) -> Guess[date]:
    """The day of publication, with confidence 0 to 1 and the evidence as a slug.

    `datelines` are lines as printed (printed() has those of a page), `source` the file's path below its landing day, `language`
    an ISO 639 code that may carry a script ("hi-Latn"), `site_order` the order that the same site's datelines of that day prove
    (ways(), agreed()), if the caller knows it. Evidence in order: metadata, dateline-…, url, dateline-filed, dateline-relative,
    file-name, path, landing-day; a day of a calendar that is known to within one comes behind the url.
    """
    return both(datelines, landed_on=landed_on, source=source, hints=hints, language=language, site_order=site_order)[0]


def both(
    datelines: Sequence[str], *, landed_on: date, source: str, hints: Hints, language: str, site_order: str | None = None
) -> tuple[Guess[date], date | None]:
    """The day of publication as find() gives it, and the day of the last update where a dateline or `hints` names one.

    The second is never before the first and never later than the day after landing. Arguments are find()'s.
    """
    named = list(_named(source, hints.url))
    readings = _readings(datelines)
    known = lexicon.load().get(language.partition("-")[0])
    orders = {
        "same-order": agreed(_ways(readings)),
        "site-order": site_order,
        "language-order": known.dates.order if known else None,
    }
    context = Context(
        landed_on + timedelta(days=1),
        language,
        frozenset(day for _, reading in named if reading.form != "numeric" for day in reading.dates().values()),
        tuple((way, f"dateline-{by}") for by, way in orders.items() if way in ("dmy", "mdy")),
    )
    published = next(_guesses(datelines, readings, named, hints.published, landed_on, context))
    said = decide((reading for reading in readings if reading.kind == "updated"), context)
    said = said or decide(_metadata(hints.updated), context)
    days = [said[0]] if said else [guess.value for guess in _relative(datelines, landed_on, ("updated",))]
    return published, next((day for day in days if day >= published.value), None)


def _guesses(
    datelines: Sequence[str],
    readings: Sequence[Reading],
    named: Sequence[tuple[str, Reading]],
    metadata: str | None,
    landed_on: date,
    context: Context,
) -> Iterator[Guess[date]]:
    """All that could be the day of publication, the most trustworthy first; the last is always the landing day."""
    if said := decide(_metadata(metadata), context):
        yield Guess(said[0], min(0.98, SURE[said[1]]), "metadata")
    if said := _published([reading for reading in readings if reading.form not in calendars.UNSURE], context):
        yield Guess(said[0], SURE[said[1]], said[1])
    addressed = [guess for evidence, reading in named if (guess := _by_name(evidence, reading, context))]
    yield from (guess for guess in addressed if guess.evidence == "url")
    if said := _published(readings, context):
        yield Guess(said[0], SURE[said[1]], said[1])
    said = decide((reading for reading in readings if reading.kind == "filed"), context)
    if said and landed_on - said[0] <= FRESH:
        yield Guess(said[0], SURE["dateline-filed"], "dateline-filed")
    yield from _relative(datelines, landed_on, ("published", "plain", "updated"))
    yield from addressed
    yield Guess(landed_on, 0.5, "landing-day")


def ways(datelines: Iterable[str]) -> frozenset[str]:
    """The orders that numeric datelines prove by a number above 12, of "dmy" and "mdy"; of parts they add up to those of all."""
    return _ways(_readings(datelines))


def agreed(proved: Iterable[str]) -> str | None:
    """The one order that is proved; None where there is none, or where there are two."""
    one = set(proved)
    return one.pop() if len(one) == 1 else None


def _ways(readings: Iterable[Reading]) -> frozenset[str]:
    numeric = (reading.dates() for reading in readings if reading.form == "numeric")
    return frozenset(way for days in numeric if len(days) == 1 for way in days)


def _published(readings: Sequence[Reading], context: Context) -> tuple[date, str] | None:
    """The day that what says "published" gives, else what says nothing and is no later than the update, else the update."""
    first, plain, last = (
        decide((reading for reading in readings if reading.kind == kind), context) for kind in ("published", "plain", "updated")
    )
    has_years = all(reading.year for reading in readings if reading.kind != "filed")
    return first or (last if plain and last and has_years and last[0] < plain[0] else plain) or last


def _readings(datelines: Iterable[str]) -> list[Reading]:
    return [reading for line in datelines for reading in _of_line(line)]


def _of_line(line: str) -> tuple[Reading, ...]:
    if read := dateline.parse(line) or dateline.loosely(line):
        return read.dates
    filed = dateline.opening(line)
    return (filed[1],) if filed else ()


def _relative(datelines: Sequence[str], landed_on: date, kinds: Sequence[str]) -> list[Guess[date]]:
    """What the datelines say relative to the landing day, by kind and in their order."""
    agos = [ago for line in datelines if (read := dateline.parse(line)) for ago in read.ago]
    return [_guess(ago, landed_on) for kind in kinds for ago in agos if ago.kind == kind]


def _guess(ago: Ago, landed_on: date) -> Guess[date]:
    return Guess(ago.day(landed_on), SURE_AGO[ago.unit], "dateline-relative")


def _metadata(published: str | None) -> list[Reading]:
    if not published:
        return []
    if day := calendars.since_1970(published):
        return [Reading("iso", day.year, (day.month, day.day))]
    compact = dateline.in_path(published)
    return _readings([published]) or ([compact] if compact else [])


def _named(source: str, url: str | None) -> Iterator[tuple[str, Reading]]:
    """Dates in the URL's path or query, in the file's name and in its folders, each with the slug of where it stood."""
    if url:
        parts = urlsplit(url)
        if reading := dateline.in_path(unquote(parts.path).rstrip("/")) or dateline.in_query(parts.query):
            yield "url", reading
    folders, _, name = source.rpartition("/")
    if reading := dateline.in_path(name):
        yield "file-name", reading
    if reading := dateline.in_path(f"{folders}/"):
        yield "path", reading


def _by_name(evidence: str, reading: Reading, context: Context) -> Guess[date] | None:
    said = decide([reading], replace(context, named=frozenset()))
    return Guess(said[0], min(0.9, SURE[said[1]]), evidence) if said else None
