"""Which lines of a page may date its article: by where they stand.

A page also prints the dates of its teasers, of its comments and, in its masthead, of today. What stands between the headline
and the text is the article's own; what stands above the headline or below the text counts only where nothing stands there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from copydesk import dateline
from copydesk.model import Stripped

NEAR = 6
"""Lines above the headline in which a dateline still is the article's rather than the masthead's or a menu's."""
LEAD = 3
"""Paragraphs behind which a dateline may still stand: a caption, a lead, a first one."""
MOST_DATES = 3
"""Datelines that a page prints behind its lead, or below its text, at most; more are a chronology, a list or comments."""

_CAPTION = re.compile(r"/(?:file-)?(?:photo|picture|image|caption|copyright)|^photo-credit$")
"""Rules for lines with the day of a picture, or of the site's rights."""


@dataclass(frozen=True, slots=True)
class _Places:
    """Line numbers: the headline's (or -1), those of paragraphs that are no datelines; the text of all other lines.

    `kept` are those of the other lines that are paragraphs too.
    """

    headline: int
    text: tuple[int, ...]
    lines: dict[int, str]
    kept: frozenset[int]

    def between(self, first: int, last: int) -> list[int]:
        """The other lines behind `first` and before `last`."""
        return [number for number in sorted(self.lines) if first < number < last]


def printed(stripped: Stripped) -> tuple[str, ...]:
    """The lines that date the article, the most trustworthy first: of one place on the page, or where that is weak, of several.

    Lines are as landed or as the paragraph that they became. None is prose: each is a dateline, a short line at the headline
    with a whole date, or the place, day and agency that an article opens with: these come last.
    """
    return (*_lines(stripped), *_filed(stripped))


def _lines(stripped: Stripped) -> tuple[str, ...]:
    places = _places(stripped)
    above, behind, below = _above(places, dateline.parse), _behind_lead(places), _below(places)
    weak = [*above, *below] if above or not _are_teasers(below) else []
    strong = _between(places) or ([] if above and _are_teasers(behind) else behind)
    if strong:
        return (*strong, *(line for line in weak if _kinds(strong) == {"updated"} and "published" in _kinds([line])))
    loose = [line for line in _behind_text(places)[:NEAR] if dateline.loosely(line)]
    return tuple(weak or _above(places, _either)[:1] or (loose if len(loose) == 1 else []))


def _filed(stripped: Stripped) -> list[str]:
    """Where and when an agency's copy was filed: the opening of one of the first paragraphs."""
    headline = _headline(stripped)
    below = [paragraph.text for paragraph in stripped.paragraphs if paragraph.lines[0] > headline]
    return [filed[0] for text in below[:LEAD] if (filed := dateline.opening(text))][:1]


def _headline(stripped: Stripped) -> int:
    return next((cut.line for cut in stripped.cuts if cut.rule == "lift-title"), -1)


def _places(stripped: Stripped) -> _Places:
    headline = _headline(stripped)
    lead = next((paragraph for paragraph in stripped.paragraphs if paragraph.lines[0] > headline), None)
    single = [paragraph for paragraph in stripped.paragraphs if len(paragraph.lines) == 1]
    kept = {p.lines[0]: p.text for p in single if dateline.parse(p.text) or (p is lead and dateline.loosely(p.text))}
    text = tuple(sorted(p.lines[0] for p in stripped.paragraphs if p.lines[0] not in kept))
    cut = {cut.line: cut.text.strip() for cut in stripped.cuts if not _CAPTION.search(cut.rule)}
    return _Places(headline, text, cut | kept, frozenset(kept))


def _either(line: str) -> dateline.Dateline | None:
    return dateline.parse(line) or dateline.loosely(line)


def _kinds(lines: Iterable[str]) -> set[str]:
    found = filter(None, map(_either, lines))
    return {kind for read in found for kind in (*(date.kind for date in read.dates), *(ago.kind for ago in read.ago))}


def _between(places: _Places) -> list[str]:
    """Between the headline and the first paragraph below it; above the text where there is no headline."""
    first = next((number for number in places.text if number > places.headline), 0)
    lines = [places.lines[number] for number in places.between(places.headline, first)]
    found = list(filter(dateline.parse, lines))
    return found if _kinds(found) - {"updated"} else [*found, *filter(dateline.loosely, lines)]


def _behind_lead(places: _Places) -> list[str]:
    """Behind one of the first paragraphs; bare dates that were kept among many are a chronology."""
    below = [number for number in places.text if number > places.headline]
    if len(below) < 2:
        return []
    dated = [number for number in places.between(below[0], below[-1]) if dateline.parse(places.lines[number])]
    few = len(dated) <= MOST_DATES
    found = [
        places.lines[n]
        for n in dated
        if n < below[: LEAD + 1][-1] and (few or n not in places.kept or (n < below[1] and _says_more(places.lines[n])))
    ]
    behind = [places.lines[n] for n in places.between(below[0], below[1]) if n not in places.kept]
    return found[:MOST_DATES] or list(filter(dateline.loosely, behind))


def _says_more(line: str) -> bool:
    """Whether a dateline has a lead-in or a name beside its date."""
    read = dateline.parse(line)
    return read is not None and bool(read.rest or _kinds([line]) - {"plain"})


def _above(places: _Places, read: Callable[[str], object]) -> list[str]:
    """Just above the headline, the nearest first; a headline that is nothing but a date is the nearest of all."""
    numbers = places.between(-1, places.headline + 1)[-NEAR:]
    return [places.lines[number] for number in reversed(numbers) if read(places.lines[number])]


def _below(places: _Places) -> list[str]:
    """Below the text, where they are few, or few have a lead-in.

    What stands far above the headline is never asked: a masthead has today's date.
    """
    found = [line for line in _behind_text(places) if dateline.parse(line)]
    led = [line for line in found if _kinds([line]) - {"plain"}]
    return found if len(found) <= MOST_DATES else led if len(led) <= MOST_DATES else []


def _are_teasers(lines: Sequence[str]) -> bool:
    """Whether several bare dates name several days: those of other articles, from which only the order can be learned."""
    days = {tuple(date.numbers for date in read.dates) for read in map(dateline.parse, lines) if read}
    return len(days) > 1 and _kinds(lines) == {"plain"}


def _behind_text(places: _Places) -> list[str]:
    numbers = places.between(max(places.text, default=-1), 1 + max(places.lines, default=-1))
    return [places.lines[number] for number in numbers]
