"""What the line model sees of pages: a row for each line, a column for each trait; the same for every script.

What cannot be told is NaN: capitals where the script has no case, blank lines where the page has none or nothing else.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

import numpy as np

from copydesk.boilerplate import linewords
from copydesk.boilerplate.line import Line, Text
from copydesk.boilerplate.linelikeness import Titled, alike, shared_words
from copydesk.boilerplate.linesketch import OWN, drawing, own
from copydesk.boilerplate.page import Page
from copydesk.boilerplate.stack import Column, Columns, Flags, Stack

SENTENCE, QUESTION, LONG = 5, 10, 20
"""Words from which a line is prose: ending in a full stop; ending in ? ! : or with a stop inside; without any of these."""

PARAGRAPH = 12
"""Words from which a line with a stop is a paragraph for certain."""

EDGE = 30
"""Distances from the ends of the page, and from the headline, are not told beyond it."""


def describe(page: Page, title: Line | None) -> Columns:
    """Every trait of every line of the page, by name; lines that rules have cut are described too.

    `title` is the headline if there is one. Columns have one number a line, in the page's order.
    """
    return describe_all([(page, title)])


def describe_all(pages: Sequence[Titled]) -> Columns:
    """Every trait of every line of the pages, by name, as describe() tells them page by page. No page may be empty."""
    stack = Stack([len(page.lines) for page, _ in pages])
    lines = [line for page, _ in pages for line in page.lines]
    drawn = np.frombuffer(b"".join([line.said.tell(_own) for line in lines])).reshape(len(lines), len(OWN)).T.copy()
    found: Columns = dict(zip(OWN, drawn, strict=True))
    found["words"] = np.log1p(np.array([line.length for line in lines], dtype=float))
    cut = np.array([is_cut for page, title in pages for is_cut in _is_cut(page, title)])
    main = np.array([line.in_main_script for line in lines])
    prose = main & ~cut & _is_prose(found)
    found["reads as dateline"] = np.array([_is_dated(line) for line in lines], dtype=float)
    found["reads as byline"] = np.array([line.byline is not None for line in lines], dtype=float)
    found["main script"], found["prose"] = main.astype(float), prose.astype(float)
    found |= _placed(stack, found, prose, pages)
    found |= _text_around(stack, found, prose)
    found |= _cuts_around(stack, cut)
    found |= _usual(stack, found, prose)
    found |= _blanks(stack, np.array([line.number for line in lines]))
    found |= alike([page for page, _ in pages])
    found |= shared_words(pages, stack, prose, cut)
    found |= linewords.described(lines, stack)
    return found | _neighbours(stack, found)


_packed = struct.Struct(f"{len(OWN)}d").pack


def _own(text: Text) -> bytes:
    return _packed(*own(text.text, text.tell(drawing)))


def _is_cut(page: Page, title: Line | None) -> list[bool]:
    """Whether a rule took each line for furniture: the headline and its repeats are none."""
    return [bool(line.verdict) and line is not title and line.verdict != "repeat-of-title" for line in page.lines]


def _is_dated(line: Line) -> bool:
    return line.length <= PARAGRAPH and line.dateline is not None


def _is_prose(found: Columns) -> Flags:
    words = np.expm1(found["words"]) + 0.5
    marked = (found["question"] > 0) | (found["colon at end"] > 0) | (found["inner stops"] > 0)
    is_prose: Flags = ((found["full stop"] > 0) & (words > SENTENCE)) | (marked & (words > QUESTION)) | (words > LONG)
    return is_prose


def _placed(stack: Stack, found: Columns, prose: Flags, pages: Sequence[Titled]) -> Columns:
    """Where the line stands on the page: from its ends, from the headline, from the stretch that is densest in prose."""
    places = stack.place.astype(float)
    heads = [next((place for place, line in enumerate(page.lines) if line is title), np.nan) for page, title in pages]
    gains = np.where(prose, 1.0 + (found["words"] > np.log1p(LONG + 4)), -0.55).tolist()
    spans = [_densest(gains[start:end]) for start, end in stack.spans]
    start, end = (stack.each(ends) for ends in zip(*spans, strict=True))
    outside = np.where(places < start, places - start, np.where(places > end, places - end, 0.0))
    return {
        "from top": np.log1p(np.minimum(places, EDGE)),
        "from bottom": np.log1p(np.minimum(stack.size - 1 - places, EDGE)),
        "from headline": np.clip(places - stack.each(heads), -EDGE, EDGE),
        "from densest": np.where(end >= start, np.clip(outside, -EDGE, EDGE), np.nan),
    }


def _densest(gains: Sequence[float]) -> tuple[int, int]:
    """First and last line of the stretch whose gains sum up to most."""
    best = current = 0.0
    start, span = 0, (0, -1)
    for place, gain in enumerate(gains):
        if current <= 0:
            current, start = 0.0, place
        current += gain
        if current > best:
            best, span = current, (start, place)
    return span


def _text_around(stack: Stack, found: Columns, prose: Flags) -> Columns:
    """How much prose stands above and below, how near, how dense."""
    words = np.where(prose, np.expm1(found["words"]), 0.0)
    above, below = stack.above(words) - words, stack.below(words) - words
    count, total = stack.above(found["prose"]), np.maximum(stack.per_page(words, np.sum), 1.0)
    full = prose & (np.expm1(found["words"]) > PARAGRAPH - 0.5) & ((found["full stop"] > 0) | (found["inner stops"] > 0))
    up, down = stack.since(prose), stack.until(prose)
    run = np.minimum(up - 1, stack.place) + np.minimum(down - 1, stack.size - 1 - stack.place) + 1
    return {
        "prose above": np.log1p(count - prose), "prose below": np.log1p(stack.each(stack.count(prose)) - count),
        "share above": above / total, "share below": below / total,
        "to prose above": np.log1p(up), "to prose below": np.log1p(down), "to prose": np.minimum(np.maximum(up, down), 6.0),
        "to paragraph above": np.log1p(stack.since(full)), "to paragraph below": np.log1p(stack.until(full)),
        "run": np.log1p(np.where(prose, 0.0, run)),
        "words 4 above": np.log1p(stack.window(words, 3, 0) - words),
        "words 4 below": np.log1p(stack.window(words, 0, 4) - words),
        "words 8 above": np.log1p(stack.window(words, 8, 0) - words),
        "words 8 below": np.log1p(stack.window(words, 0, 8) - words),
        "prose within 2": stack.mean(found["prose"], 2), "prose within 5": stack.mean(found["prose"], 5),
        "prose within 10": stack.mean(found["prose"], 10),
        "stops within 5": stack.mean(found["full stop"], 5), "words within 3": stack.mean(found["words"], 3),
    }  # fmt: skip


def _cuts_around(stack: Stack, cut: Flags) -> Columns:
    """How much of the page the rules have cut, and where."""
    cuts, total = cut.astype(float), stack.count(cut)
    return {
        "cut on page": stack.each(total) / stack.size,
        "cut within 4": stack.mean(cuts, 4),
        "cut within 10": stack.mean(cuts, 10),
        "cut below": (stack.each(total) - stack.above(cuts)) / np.maximum(stack.size - stack.place, 1),
        "to cut above": np.log1p(stack.since(cut)),
    }


def _usual(stack: Stack, found: Columns, prose: Flags) -> Columns:
    """What is usual on each page, and how far the line is from it."""
    words, capitalised = found["words"], found["capitalised"]
    long = words > np.log1p(LONG - 0.5)
    stops, longs = stack.count(long & (found["full stop"] > 0)), stack.count(long)
    titled, cased = np.where(prose, capitalised, np.nan), ~np.isnan(capitalised)
    capitals = stack.per_page(np.where(cased, capitalised, 0.0), np.sum)
    with np.errstate(invalid="ignore"):  # nothing of nothing cannot be told
        stops_of_long, mean_capitals = stops / longs, capitals / stack.each(stack.count(cased))
    median = stack.per_page(np.where(prose, words, np.nan), _median)
    return {
        "page's stops": stack.each(stops_of_long),
        "page's prose": stack.each(stack.count(prose)) / stack.size,
        "page's length": median,
        "page's capitals": mean_capitals,
        "length to usual": words - median,
        "capitals to usual": capitalised - stack.per_page(titled, _median),
    }


def _median(values: Column) -> float:
    """The median of what can be told; NaN where nothing can."""
    told: list[float] = sorted(values[~np.isnan(values)].tolist())
    half = len(told) // 2
    if not told:
        return np.nan
    return told[half] if len(told) % 2 else (told[half - 1] + told[half]) / 2


def _blanks(stack: Stack, numbers: Column) -> Columns:
    """Blank lines before and after, and the lines that stand together; NaN where blank lines tell nothing."""
    first = stack.place == 0
    before = first | (np.diff(numbers, prepend=0) > 1)
    after = np.append(before[1:], True)
    block = np.cumsum(before)
    apart = stack.each(stack.count(before & ~first))
    is_telling = (apart > 0) & (apart < stack.size - 1)
    told = {"blank before": before, "blank after": after, "block": np.log1p(np.bincount(block)[block])}
    return {name: np.where(is_telling, values, np.nan) for name, values in told.items()}


_BESIDE = {
    -3: ("words",),
    -2: ("words", "full stop"),
    -1: ("words", "full stop", "capitalised", "digits", "colon at end", "starts quoted", "bars"),
    1: ("words", "full stop", "capitalised", "digits", "colon at end", "prose"),
    2: ("words",),
    3: ("words", "full stop", "prose"),
}


def _neighbours(stack: Stack, found: Columns) -> Columns:
    """Traits of the lines around; how unlike in length the next ones are."""
    beside = {f"{name} {away:+d}": stack.beside(found[name], away) for away, names in _BESIDE.items() for name in names}
    beside["unlike above"] = np.abs(found["words"] - beside["words -1"])
    beside["unlike below"] = np.abs(found["words"] - beside["words +1"])
    return beside
