"""What the line model sees of a page: a row for each line, a column for each trait; no vocabulary, and the same for every script.

What cannot be told is NaN: capitals where the script has no case, blank lines where the page has none or nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from copydesk.boilerplate import byline, linewords
from copydesk.boilerplate.linelikeness import Column, Columns, alike, shared_words
from copydesk.boilerplate.linesketch import OWN, own
from copydesk.boilerplate.page import Line, Page

SENTENCE, QUESTION, LONG = 5, 10, 20
"""Words from which a line is prose: ending in a full stop; ending in ? ! : or with a stop inside; without any of these."""

PARAGRAPH = 12
"""Words from which a line with a stop is a paragraph for certain."""

FAR, EDGE = 99.0, 30
"""The distance to what is not there; distances from the ends of the page, and from the headline, are not told beyond EDGE."""


def _since(flags: NDArray[np.bool_]) -> Column:
    """How many lines up the nearest flagged line stands, the line itself left out; FAR where there is none."""
    places = np.arange(len(flags))
    last = np.concatenate([[-1], np.maximum.accumulate(np.where(flags, places, -1))[:-1]])
    return np.where(last >= 0, places - last, FAR)


def _until(flags: NDArray[np.bool_]) -> Column:
    return _since(flags[::-1])[::-1]


def _sum(values: Column, above: int, below: int) -> Column:
    """The sum over so many lines above and below, the line itself left out."""
    total, places, size = np.concatenate([[0.0], np.cumsum(values)]), np.arange(len(values)), len(values)
    found: Column = total[np.minimum(places + below + 1, size)] - total[np.maximum(places - above, 0)] - values
    return found


def _mean(values: Column, reach: int) -> Column:
    return _sum(values, reach, reach) / np.maximum(_sum(np.ones(len(values)), reach, reach), 1)


def _beside(values: Column, away: int) -> Column:
    """The values of the lines so many below (above, if negative); NaN outside the page."""
    found = np.full(len(values), np.nan)
    if away > 0:
        found[:-away] = values[away:]
    else:
        found[-away:] = values[:away]
    return found


def _median(values: Column) -> float:
    told = values[~np.isnan(values)]
    return float(np.median(told)) if len(told) else np.nan


def describe(page: Page, title: Line | None) -> Columns:
    """Every trait of every line of the page, by name; lines that rules have cut are described too.

    `title` is the headline if there is one. Columns have one number a line, in the page's order.
    """
    lines = page.lines
    drawn = np.array([own(line.text) for line in lines], dtype=float).reshape(len(lines), len(OWN))
    found: Columns = {name: drawn[:, place] for place, name in enumerate(OWN)}
    found["words"] = np.log1p(np.array([line.length for line in lines], dtype=float))
    cut = np.array([bool(line.verdict) and line is not title and line.verdict != "repeat-of-title" for line in lines])
    main = np.array([line.in_main_script for line in lines])
    prose = main & ~cut & _is_prose(found)
    found["reads as dateline"] = np.array([_is_dated(line) for line in lines], dtype=float)
    found["reads as byline"] = np.array([byline.read(line.text) is not None for line in lines], dtype=float)
    found["main script"], found["prose"] = main.astype(float), prose.astype(float)
    found |= _placed(found, prose, title, lines)
    found |= _text_around(found, prose)
    found |= _cuts_around(cut.astype(float))
    found |= _usual(found, prose)
    found |= _blanks(lines)
    found |= alike(page)
    found |= shared_words(lines, prose, cut, title)
    found |= linewords.described(lines)
    return found | _neighbours(found)


def _is_dated(line: Line) -> bool:
    return line.length <= PARAGRAPH and line.dateline is not None


def _is_prose(found: Columns) -> NDArray[np.bool_]:
    words = np.expm1(found["words"]) + 0.5
    marked = (found["question"] > 0) | (found["colon at end"] > 0) | (found["inner stops"] > 0)
    is_prose: NDArray[np.bool_] = ((found["full stop"] > 0) & (words > SENTENCE)) | (marked & (words > QUESTION)) | (words > LONG)
    return is_prose


def _placed(found: Columns, prose: NDArray[np.bool_], title: Line | None, lines: Sequence[Line]) -> Columns:
    """Where the line stands on the page: from its ends, from the headline, from the stretch that is densest in prose."""
    size, places = len(lines), np.arange(len(lines), dtype=float)
    head = next((place for place, line in enumerate(lines) if line is title), None)
    start, end = _densest(np.where(prose, 1.0 + (found["words"] > np.log1p(LONG + 4)), -0.55))
    outside = np.where(places < start, places - start, np.where(places > end, places - end, 0.0))
    return {
        "from top": np.log1p(np.minimum(places, EDGE)),
        "from bottom": np.log1p(np.minimum(size - 1 - places, EDGE)),
        "from headline": np.full(size, np.nan) if head is None else np.clip(places - head, -EDGE, EDGE),
        "from densest": np.clip(outside, -EDGE, EDGE) if end >= start else np.full(size, np.nan),
    }


def _densest(gains: Column) -> tuple[int, int]:
    """First and last line of the stretch whose gains sum up to most."""
    best = current = 0.0
    start, span = 0, (0, -1)
    for place, gain in enumerate(gains.tolist()):
        if current <= 0:
            current, start = 0.0, place
        current += gain
        if current > best:
            best, span = current, (start, place)
    return span


def _text_around(found: Columns, prose: NDArray[np.bool_]) -> Columns:
    """How much prose stands above and below, how near, how dense."""
    words = np.where(prose, np.expm1(found["words"]), 0.0)
    above, below = np.cumsum(words) - words, np.cumsum(words[::-1])[::-1] - words
    count, total = np.cumsum(prose), max(float(words.sum()), 1.0)
    full = prose & (np.expm1(found["words"]) > PARAGRAPH - 0.5) & ((found["full stop"] > 0) | (found["inner stops"] > 0))
    up, down, places = _since(prose), _until(prose), np.arange(len(prose))
    run = np.minimum(up - 1, places) + np.minimum(down - 1, len(prose) - 1 - places) + 1
    return {
        "prose above": np.log1p(count - prose), "prose below": np.log1p(count[-1] - count),
        "share above": above / total, "share below": below / total,
        "to prose above": np.log1p(up), "to prose below": np.log1p(down), "to prose": np.minimum(np.maximum(up, down), 6.0),
        "to paragraph above": np.log1p(_since(full)), "to paragraph below": np.log1p(_until(full)),
        "run": np.log1p(np.where(prose, 0.0, run)),
        "words 4 above": np.log1p(_sum(words, 3, 0)), "words 4 below": np.log1p(_sum(words, 0, 4)),
        "words 8 above": np.log1p(_sum(words, 8, 0)), "words 8 below": np.log1p(_sum(words, 0, 8)),
        "prose within 2": _mean(found["prose"], 2), "prose within 5": _mean(found["prose"], 5),
        "prose within 10": _mean(found["prose"], 10),
        "stops within 5": _mean(found["full stop"], 5), "words within 3": _mean(found["words"], 3),
    }  # fmt: skip


def _cuts_around(cut: Column) -> Columns:
    """How much of the page the rules have cut, and where."""
    size, places = len(cut), np.arange(len(cut))
    return {
        "cut on page": np.full(size, cut.mean()),
        "cut within 4": _mean(cut, 4),
        "cut within 10": _mean(cut, 10),
        "cut below": (cut.sum() - np.cumsum(cut)) / np.maximum(size - places, 1),
        "to cut above": np.log1p(_since(cut > 0)),
    }


def _usual(found: Columns, prose: NDArray[np.bool_]) -> Columns:
    """What is usual on this page, and how far the line is from it."""
    size, words, capitalised = len(prose), found["words"], found["capitalised"]
    long = words > np.log1p(LONG - 0.5)
    median, titled = _median(words[prose]), _median(capitalised[prose])
    return {
        "page's stops": np.full(size, found["full stop"][long].mean() if long.any() else np.nan),
        "page's prose": np.full(size, found["prose"].mean()),
        "page's length": np.full(size, median),
        "page's capitals": np.full(size, np.nan if np.isnan(capitalised).all() else np.nanmean(capitalised)),
        "length to usual": words - median,
        "capitals to usual": capitalised - titled,
    }


def _blanks(lines: Sequence[Line]) -> Columns:
    """Blank lines before and after, and the lines that stand together; NaN where blank lines tell nothing."""
    size = len(lines)
    before = np.diff(np.array([line.number for line in lines]), prepend=-2) > 1
    if len(set(before[1:].tolist())) < 2:
        return dict.fromkeys(("blank before", "blank after", "block"), np.full(size, np.nan))
    block = np.cumsum(before)
    after = np.append(before[1:], True)
    return {
        "blank before": before.astype(float),
        "blank after": after.astype(float),
        "block": np.log1p(np.bincount(block)[block]),
    }


_BESIDE = {
    -3: ("words",),
    -2: ("words", "full stop"),
    -1: ("words", "full stop", "capitalised", "digits", "colon at end", "starts quoted", "bars"),
    1: ("words", "full stop", "capitalised", "digits", "colon at end", "prose"),
    2: ("words",),
    3: ("words", "full stop", "prose"),
}


def _neighbours(found: Columns) -> Columns:
    """Traits of the lines around; how unlike in length the next ones are."""
    beside = {
        f"{name} {away:+d}": _beside(found[name], away)
        for away, names in _BESIDE.items()
        for name in names
        if len(found[name]) > abs(away)
    }
    size = len(found["words"])
    for away, names in _BESIDE.items():
        for name in names:
            beside.setdefault(f"{name} {away:+d}", np.full(size, np.nan))
    beside["unlike above"] = np.abs(found["words"] - beside["words -1"])
    beside["unlike below"] = np.abs(found["words"] - beside["words +1"])
    return beside
