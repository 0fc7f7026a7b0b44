"""One claim's value made fit for a hint: inert text without markup or controls, bounded; or nothing where it cannot be true."""

from __future__ import annotations

import re
import unicodedata
from html import unescape
from urllib.parse import urljoin, urlsplit

from copydesk.text import fold

MOST = {"title": 500, "url": 2_000, "published": 60, "updated": 60, "section": 200, "byline": 200, "site": 100, "language": 35}
"""Characters of each hint, at most. A longer address or date is none; the others are cut off."""

_INLINE = re.compile(
    r"</?(?:a|abbr|b|big|br|div|em|font|h[1-6]|i|img|p|s|small|span|strong|sub|sup|u)(?:[\s/][^<>]{0,500})?>", re.IGNORECASE
)
_PLACEHOLDER = re.compile(r"0000|0001-|1900-01-01|1970-01-01|-")
_DIGITS = re.compile(r"[0-9]")
_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,4}")
SEPARATOR = re.compile(r"(?<!\s)\s+[-–—|·•»:/]{1,2}\s+|(?:(?<!\s)\s+)?\|\s*")
"""What stands between headline, section and site in a title."""
_NOBODY = frozenset(
    map(fold, ("admin", "administrator", "editor", "webmaster", "user", "author", "null", "undefined", "none", "unknown"))
)
"""Accounts that a system comes with, and what a program writes for nobody."""
_CUT_OFF = ("…", "...")


def text(value: str, most: int) -> str | None:
    """One line of plain text: entities resolved, inline tags gone, all else that looks like a tag left as the text it is."""
    plain = _INLINE.sub(" ", unescape(unescape(value[: 8 * most])))
    kept = "".join(" " if unicodedata.category(char) in ("Cc", "Zl", "Zp", "Cs") else char for char in plain)
    return " ".join(kept.split())[:most].rstrip() or None


def moment(value: str, most: int) -> str | None:
    """A date as printed; none for a placeholder."""
    found = text(value, most + 1)
    return found if found and len(found) <= most and _DIGITS.search(found) and not _PLACEHOLDER.match(found) else None


def address(value: str, base: str | None) -> str | None:
    """An address on the web, made whole by the page's own; none for what is no address or too long for one."""
    try:
        whole = urljoin(base or "", unescape(value).strip())
        parts = urlsplit(whole)
        known = parts.scheme in ("http", "https") and parts.hostname
    except ValueError:
        return None
    plain = text(whole, MOST["url"] + 1)
    return plain if known and plain == whole and len(whole) <= MOST["url"] else None


def is_front_page(url: str) -> bool:
    """Whether an address names no page below the site's first."""
    parts = urlsplit(url)
    return not parts.query and parts.path.strip("/") in ("", "index.html", "index.php", "home", "amp")


def language(value: str) -> str | None:
    """A language tag as printed, hyphens for underscores; none for what is no tag."""
    found = value.strip()
    return found.replace("_", "-") if _TAG.fullmatch(found) else None


def person(value: str, sites: frozenset[str]) -> str | None:
    """Who wrote it; none for an address, for an account's default name, and where the site names itself."""
    found = text(value, MOST["byline"])
    if not found or "://" in found or found.startswith(("www.", "/", "@")) or ("@" in found and " " not in found):
        return None
    return None if fold(found) in _NOBODY | sites or not fold(found) else found


def without_site(title: str, sites: frozenset[str]) -> str:
    """The title without the site's name at its end or its beginning; `sites` are folded names, spaces left out.

    >>> without_site("Bridge reopens - The River Post", frozenset({"theriverpost"}))
    'Bridge reopens'
    """
    breaks = list(SEPARATOR.finditer(title))
    for last in reversed(breaks):
        if _key(title[last.end() :]) in sites:
            return without_site(title[: last.start()], sites)
    if breaks and _key(title[: breaks[0].start()]) in sites:
        return title[breaks[0].end() :]
    return title


def _key(name: str) -> str:
    return fold(name).replace(" ", "")


def site_keys(names: list[str], url: str | None) -> frozenset[str]:
    """How a site may be called, for without_site(): its names, its host, and the host's own word."""
    host = (urlsplit(url).hostname or "").removeprefix("www.") if url else ""
    labels = [label for label in host.split(".")[:-1] if len(label) > 3]
    return frozenset(filter(None, map(_key, (*names, host, *labels))))


def whole(title: str, others: list[str]) -> str:
    """The title, or the one among others that goes on where it was cut off."""
    if not title.endswith(_CUT_OFF):
        return title
    stem = fold(title)
    return next((other for other in others if stem and fold(other).startswith(stem) and not other.endswith(_CUT_OFF)), title)
