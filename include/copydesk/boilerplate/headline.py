"""Which line of a page is its headline: each line above the text is described by a few traits, and the best sum wins.

The traits know no language and no vocabulary. What each is worth stands in headline.toml, fitted by `make train`.
"""

from __future__ import annotations

import math
import tomllib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from importlib.resources import files
from itertools import accumulate, chain, pairwise

import regex

from copydesk.boilerplate.line import Line, Text
from copydesk.boilerplate.page import Page
from copydesk.model import Hints
from copydesk.text import FULL_STOPS, ends_sentence, fold, has_letters, split, words

MOST_WORDS = 45
MOST_ABOVE, MOST_BELOW = 200, 4
"""Lines above the text that are looked at, and lines of the text: some sites print a caption or a lead first."""

_BODY_SHARE, _BODY_LINES, _PARAGRAPH = 0.4, 10, 60
"""The text begins where the next lines hold this share of the prose that any so many lines hold, a line counted for so many
words at most."""

TITLE_LIKE = (4, 20)
"""Words of a line that might be a headline itself."""

TRAIL_WORDS = 3
"""Words of a line that another may end in: a breadcrumb trail ends in the headline."""

_SEPARATOR = regex.compile(r"\s[|•·»›>/–—-]\s|[|»›]")
_GLUED = regex.compile(r"\p{Ll}\p{Lu}")
_STRUNG, _STRUNG_LETTERS, _STRUNG_SHARE = 4, range(2, 13), 0.5
_NEVER_SPACED = frozenset({"Hani", "Hira", "Kana"})
"""So many names of so many letters strung together with spaces, in scripts that set none, are links unless the text says such a
share of them. Burmese and Thai set spaces between phrases."""
_LENGTHS = ((1, 1), (2, 2), (3, 3), (4, 4), (5, 6), (7, 9), (10, 14), (15, 20), (21, 30), (31, MOST_WORDS))
_AHEAD = ((-9, -1), (0, 0), (1, 1), (2, 2), (3, 3), (4, 5), (6, 8), (9, 14), (15, MOST_ABOVE))

Traits = dict[str, float]


def find(page: Page, hints: Hints) -> Line | None:
    """The headline: the line that the record names, else the most headline-like one; None where no line is like one.

    A record whose title is the empty string says that it has none. Where a record names a title that no line says, in these words
    or most of them, its text has no headline: the first paragraph is not to be taken for one.
    """
    if hints.title == "":
        return None
    if hints.title:
        wanted = fold(hints.title)
        if named := next((line for line in page.lines if line.is_open and line.key == wanted), None):
            return named
    weights, scored = _other.get() or _shipped(), []
    for line, traits in described(page):
        scored.append((sum(weights.get(name, 0.0) * value for name, value in traits.items()), line))
    best = max(scored, key=lambda found: found[0], default=None)
    if best is None or best[0] < weights["least"] or (hints.title and not _alike(best[1].text, hints.title)):
        return None
    return best[1]


def _alike(one: str, other: str) -> bool:
    """Whether two headlines say much the same: the shorter has half of its words from the longer."""
    here, there = set(words(one)), set(words(other))
    return 2 * len(here & there) >= max(min(len(here), len(there)), 1)


@cache
def _shipped() -> dict[str, float]:
    return dict(tomllib.loads(files("copydesk").joinpath("boilerplate/headline.toml").read_text("utf-8"))["weights"])


_other: ContextVar[dict[str, float] | None] = ContextVar("weights of headlines", default=None)


@contextmanager
def weighing(weights: dict[str, float]) -> Iterator[None]:
    """Find headlines by other weights than the shipped ones inside the block: how cross-validation looks at pages."""
    token = _other.set(weights)
    try:
        yield
    finally:
        _other.reset(token)


def described(page: Page) -> Iterator[tuple[Line, Traits]]:
    """The lines that may be the headline, top down, each with its traits (a trait that is absent is 0)."""
    lines, body = page.lines, _body(page)
    said = Counter(chain.from_iterable([line.said.tell(_terms) for line in lines if line.is_open and line.is_prose]))
    near = range(max(0, body - MOST_ABOVE), min(len(lines), body + MOST_BELOW))
    tried = [index for index in near if lines[index].is_open and lines[index].key]
    printed = "\n".join(["", *[line.key for line in lines], ""])
    above = [-1, *accumulate([-1 if lines[n].is_prose else lines[n].length for n in tried], max)]
    below = [-1, *accumulate([-1 if lines[n].is_prose or n >= body else lines[n].length for n in reversed(tried)], max)][::-1]
    for place, index in enumerate(tried):
        line = lines[index]
        if line.length <= MOST_WORDS and has_letters(line.text) and not (line.sectioned or _is_trail(line, lines)):
            likeness = _like_text(line, said)
            if likeness["share in text"] < _STRUNG_SHARE and _is_strung(line):
                continue
            traits = _own(line) | likeness | _repeated(line, page, printed) | _around(index, lines, said)
            yield line, traits | _placed(index, lines, body, place) | _among(line.length, above[place], below[place + 1])


def _is_trail(line: Line, lines: list[Line]) -> bool:
    """Whether the line is a breadcrumb trail that ends in another line: the headline."""
    if not _SEPARATOR.search(line.text):
        return False
    return any(o.length >= TRAIL_WORDS and line.key.endswith(" " + o.key) for o in lines if o.is_open and o.key != line.key)


def _is_strung(line: Line) -> bool:
    """Whether the line is names strung together with spaces, in a script that sets none."""
    names = line.text.split()
    if len(names) < _STRUNG or _NEVER_SPACED.isdisjoint(line.said.scripts):
        return False
    return all(len(name) in _STRUNG_LETTERS and fold(name) == name.lower() for name in names)


def _body(page: Page) -> int:
    """Index of the line that the text begins with; of the end, where there is no text."""
    prose = [(n, line) for n, line in enumerate(page.lines) if line.is_open and line.in_main_script and line.is_prose]
    ended = {n: min(line.length, _PARAGRAPH) for n, line in prose if ends_sentence(line.text)} or {n: 1 for n, _ in prose}
    before = [0, *accumulate([ended.get(n, 0) for n in range(len(page.lines) + _BODY_LINES)])]
    mass = {n: before[n + _BODY_LINES] - before[n] for n in ended}
    return next((n for n in mass if mass[n] >= _BODY_SHARE * max(mass.values())), len(page.lines))


def _terms(text: Text) -> frozenset[str]:
    """What a line and the text may share: words of three letters or more; pairs of letters where words are not set apart."""
    found = text.words if text.key.isascii() else split(text.key)
    if len(found) > len(text.words):
        return frozenset([one + two for one, two in pairwise(found)])
    return frozenset([word for word in found if len(word) >= 3])


def _bin(name: str, value: int, bins: tuple[tuple[int, int], ...]) -> Traits:
    return {f"{name} {low}": 1.0 for low, high in bins if low <= value <= high}


def _own(line: Line) -> Traits:
    """What the line is by itself."""
    text, letters = line.text, [char for char in line.text if char.isalpha()]
    cased = [word[:1].isupper() for word in text.split()] if text.lower() != text.upper() else []
    stop = ends_sentence(text, FULL_STOPS)
    return _bin("words", line.length, _LENGTHS) | {
        "full stop": stop,
        "question": not stop and ends_sentence(text),
        "colon": text.endswith((":", "：")),
        "prose": line.is_prose,
        "dateline": line.dateline is not None,
        "byline": line.byline is not None,
        "separator": bool(_SEPARATOR.search(text)),
        "other script": not line.in_main_script,
        "capitals": len(letters) > 3 and text.upper() == text != text.lower(),
        "capitalised": sum(cased) / len(cased) if cased else 0.5,
        "glued": bool(_GLUED.search(text)),
        "small initial": text[:1].islower(),
        "quoted": text[:1] in "\"“„«‘'",
    }


def _like_text(line: Line, said: Counter[str]) -> Traits:
    """How much of the line the text takes up: a headline speaks of what follows."""
    terms = line.said.tell(_terms)
    shared = len([term for term in terms if term in said and said[term] > line.is_prose])
    share = shared / len(terms) if terms else 0.0
    return {
        "share in text": share,
        "root of share in text": share**0.5,
        "terms in text": min(shared, 6) / 6,
        "none in text": not shared,
    }


def _repeated(line: Line, page: Page, printed: str) -> Traits:
    """Whether other lines print it again, alone or with the site or a trail around it; `printed` are the keys of all lines."""
    key, length, lines = line.key, line.length, page.lines
    begins = f"\n{key} " in printed and any(o.length <= length + 6 and o.key.startswith(key + " ") for o in lines)
    ends = f" {key}\n" in printed and any(o.length <= length + 10 and o.key.endswith(" " + key) for o in lines)
    beginnings = [start for start in accumulate(line.said.words, "{} {}".format) if start in page.counts and start != key]
    return {
        "twice": page.counts[key] > 1,
        "begins another": begins,
        "ends another": ends,
        "begins with another": any(o.length >= TRAIL_WORDS and o.key in beginnings for o in lines if beginnings),
    }


def _kind(lines: list[Line], index: int, key: str) -> str:
    """What stands there, in a word."""
    if not 0 <= index < len(lines):
        return "edge"
    line = lines[index]
    if not line.is_open:
        return "cut"
    if line.key == key:
        return "same"
    if line.dateline:
        return "date"
    if line.sectioned:
        return "section"
    if line.byline is not None:
        return "byline"
    if line.is_prose:
        return "prose"
    return "short" if line.length < TITLE_LIKE[0] + 1 else "long"


def _around(index: int, lines: list[Line], said: Counter[str]) -> Traits:
    """What stands above and below."""
    line, above = lines[index], lines[index - 1] if index else None
    kinds = {away: _kind(lines, index + away, line.key) for away in (-2, -1, 1, 2, 3, 4)}
    traits: Traits = {f"{away:+d} {kinds[away]}": 1.0 for away in (-2, -1, 1, 2)}
    below = {kinds[away] for away in (1, 2, 3, 4)}
    traits |= {"date below": "date" in below, "byline below": "byline" in below}
    if above and kinds[-1] in ("short", "long") and TITLE_LIKE[0] <= above.length <= TITLE_LIKE[1]:
        terms = above.said.tell(_terms)
        traits["below a headline-like line"] = not _SEPARATOR.search(above.text)
        traits["below a line of the text's words"] = bool(terms) and sum(term in said for term in terms) >= 0.6 * len(terms)
    own = line.said.tell(_terms)
    near = [o for o in lines[max(0, index - 6) : index + 7] if o.is_open and o.key != line.key and o.length <= MOST_WORDS]
    traits["share in a near line"] = max((len(own & o.said.tell(_terms)) / len(own) for o in near if own), default=0.0)
    return traits


def _placed(index: int, lines: list[Line], body: int, place: int) -> Traits:
    """Where the line stands: before the text, between blank lines, from the top."""
    spaced = lines[-1].number > len(lines)  # a page without blank lines says nothing by them
    return _bin("ahead", body - index, _AHEAD) | {
        "blank above": spaced and (index == 0 or lines[index].number - lines[index - 1].number > 1),
        "blank below": spaced and (index + 1 == len(lines) or lines[index + 1].number - lines[index].number > 1),
        "first": place == 0,
        "from top": math.log1p(place),
    }


def _among(length: int, above: int, below: int) -> Traits:
    """How long the line is beside the longest above and below that are no prose; -1 where there is none."""
    return {
        "longest so far": length > above,
        "twice as long": above >= 0 and length >= 2 * above,
        "longest that follows": length >= below,
    }
