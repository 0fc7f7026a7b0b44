"""Dates in file names, in folders and in addresses."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl

from copydesk.dateline.reading import Reading
from copydesk.datewords import known_words
from copydesk.sketch import fold_cached

_YEAR = "(?P<y>19[0-9]{2}|20[0-9]{2})"
_PATHS = (
    re.compile(rf"(?<![0-9]){_YEAR}([-_/.]?)(?P<a>[0-9]{{2}})\2(?P<b>[0-9]{{2}})(?![0-9])"),
    re.compile(rf"(?<![0-9]){_YEAR}[-_/](?P<a>[0-9]{{1,2}})[-_/](?P<b>[0-9]{{1,2}})(?![0-9])"),
    re.compile(rf"(?<![0-9]){_YEAR}(?P<a>[0-9]{{2}})(?P<b>[0-9]{{2}})[tT_-]?[0-9]{{4}}(?:[0-9]{{2}})?(?![0-9])"),
    re.compile(rf"(?<![0-9])(?P<a>[0-9]{{1,2}})([-_.])(?P<b>[0-9]{{1,2}})\2{_YEAR}(?![0-9])"),
    re.compile(rf"(?<![0-9]){_YEAR}[-_/](?P<m>[A-Za-z]{{3,9}})[-_/](?P<b>[0-9]{{1,2}})(?![0-9])"),
    re.compile(rf"(?<![0-9])(?P<b>[0-9]{{1,2}})[-_]?(?P<m>[A-Za-z]{{3,9}})[-_]?{_YEAR}(?![0-9])"),
)
_KEYS = frozenset({"date", "day", "dt", "published", "pubdate", "publishdate", "publish_date"})
"""What the day of an article is called in the query of an address."""


def in_path(path: str) -> Reading | None:
    """The date in a file name, or else in the folders above it, of a path or a URL's path; None where there is none.

    Reads 2024-10-28, 2024/10/28, 20241028, 20241028T0645, 28-10-2024, 2024/oct/28 and 28-oct-2024; of several in one name, the
    first. A bare number of seconds since 1970 looks like any article's id and is not read.
    """
    folders, _, name = path.rpartition("/")
    for text in (name, path) if folders else (name,):
        found = [
            (match.start(), reading) for pattern in _PATHS for match in pattern.finditer(text) if (reading := _in_name(match))
        ]
        if found:
            return min(found, key=lambda pair: pair[0])[1]
    return None


def in_query(query: str) -> Reading | None:
    """The date under a key such as `date` in the query of a URL; None where there is none."""
    named = (in_path(value) for key, value in parse_qsl(query) if key.casefold() in _KEYS)
    return next(filter(None, named), None)


def _in_name(match: re.Match[str]) -> Reading | None:
    parts = match.groupdict()
    year, last = int(parts["y"]), int(parts["b"])
    if month := parts.get("m"):
        name = fold_cached(month)
        number, disputed = known_words().months.get(name), known_words().disputed.get(name, ())
        reading = Reading("name", year, (number, last), months=disputed) if number else None
    else:
        is_iso = match.start("y") < match.start("a")
        reading = Reading("iso" if is_iso else "numeric", year, (int(parts["a"]), last))
    return reading if reading and reading.dates() else None
