"""From claims to hints: the first in the order of authority whose value can be true."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial

from copydesk import sections
from copydesk.calendars import since_1970
from copydesk.ingest.webpage import authority, values
from copydesk.ingest.webpage.authority import Voice
from copydesk.ingest.webpage.claims import Claims
from copydesk.model import Hints
from copydesk.text import fold

Read = Callable[[str], str | None]


def judge(claims: Claims, url: str | None) -> Hints:
    """What the page says of itself, as hints; `url` is the address that it was fetched from, if that is known."""
    own_url = _address(claims, url)
    sites = list(_heard(claims, authority.SITE, partial(values.text, most=values.MOST["site"])))
    names = values.site_keys(sites, own_url)
    return Hints(
        title=_title(claims, names),
        url=own_url,
        published=_moment(claims, authority.PUBLISHED),
        section=_section(claims),
        byline=next(_heard(claims, authority.BYLINE, partial(values.person, sites=frozenset(map(fold, sites)))), None),
        site=next(iter(sites), None),
        language=next(_heard(claims, authority.LANGUAGE, values.language), None),
        updated=_moment(claims, authority.UPDATED),
    )


def _heard(claims: Claims, voices: Iterable[Voice], read: Read) -> Iterator[str]:
    """The values that can be true, the most trustworthy first."""
    return (said for voice in voices for value in claims.get(voice.name, ()) if (said := read(value)))


def _address(claims: Claims, url: str | None) -> str | None:
    """The canonical address; that of a front page is no article's where another address is known."""
    fetched = values.address(url, None) if url else None
    base = next(iter(claims.get("base:href", ())), None)
    whole = partial(values.address, base=values.address(base, fetched) if base else fetched)
    found = [*_heard(claims, authority.URL, whole), *([fetched] if fetched else [])]
    return next((one for one in found if not values.is_front_page(one)), next(iter(found), None))


def _title(claims: Claims, names: frozenset[str]) -> str | None:
    """The headline without the site's name; what was cut off is found whole elsewhere; the bare name of the site is none."""
    read = partial(values.text, most=values.MOST["title"])
    found = [values.without_site(title, names) for title in _heard(claims, authority.TITLE, read)]
    found = [title for title in found if fold(title) and fold(title).replace(" ", "") not in names]
    return values.whole(found[0], found[1:]) if found else None


def _section(claims: Claims) -> str | None:
    """The first section that names a topic, or else the first: many a site calls all its articles News."""
    found = list(_heard(claims, authority.SECTION, partial(values.text, most=values.MOST["section"])))
    return next((one for one in found if (said := sections.gather([one])) and said.topic), next(iter(found), None))


def _moment(claims: Claims, voices: Iterable[Voice]) -> str | None:
    """The first date, as printed; where another prints the same moment by the site's own clock, that: its day is the site's."""
    found = list(_heard(claims, voices, partial(values.moment, most=values.MOST["published"])))
    if not found:
        return None
    first = _parsed(found[0])
    if first is None or first.utcoffset() != timedelta(0):
        return found[0]
    local = ((one, _parsed(one)) for one in found[1:])
    same = (one for one, when in local if when and when.utcoffset() and abs(when - first) < timedelta(minutes=1))
    return next(same, found[0])


def _parsed(value: str) -> datetime | None:
    """The moment of an ISO date with a clock and a zone, or of seconds or milliseconds since 1970; none for every other shape."""
    try:
        if moment := since_1970(value):
            return moment
        when = datetime.fromisoformat(value)
        return when if when.tzinfo and when.astimezone(UTC) else None
    except (ValueError, OverflowError):
        return None
