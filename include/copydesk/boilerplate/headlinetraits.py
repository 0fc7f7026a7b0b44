"""What tells a headline from other lines: each line above the text in a few numbers, which know no language and no vocabulary."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, pairwise

import regex

from copydesk.boilerplate import byline, credit, phrases
from copydesk.boilerplate.line import Line, Text, read
from copydesk.boilerplate.page import Page
from copydesk.text import FULL_STOPS, ends_sentence, fold, has_letters, split

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
_CRUMBS = regex.compile("[»›>/]")
_BARS = regex.compile(r"\s?[|•·]\s?")
MENU_BARS = 3
"""A line with more bars than that is a menu."""
MENU_WORDS = 3
"""Words of a part of a menu, at most."""
_GLUED = regex.compile(r"\p{Ll}\p{Lu}")
_NEVER_SPACED = frozenset({"Hani", "Hira", "Kana"})
_STRUNG, _STRUNG_LETTERS, _STRUNG_SHARE = 4, range(2, 13), 0.5
"""So many names of so many letters strung together with spaces, in scripts that set none, are links unless the text says such a
share of them. Burmese and Thai set spaces between phrases."""

_LENGTHS = ((1, 1), (2, 2), (3, 3), (4, 4), (5, 6), (7, 9), (10, 14), (15, 20), (21, 30), (31, MOST_WORDS))
_AHEAD = ((-9, -1), (0, 0), (1, 1), (2, 2), (3, 3), (4, 5), (6, 8), (9, 14), (15, MOST_ABOVE))
_NEAR = 6
"""Lines above and below that are looked through for the line's words."""

NUMBERS = (
    "full stop", "question", "colon", "prose", "dateline", "byline", "separator", "capitals", "capitalised", "glued",
    "small initial", "quoted", "other script",
    "share in text", "root of share in text", "terms in text", "none in text",
    "twice", "begins another", "ends another", "begins with another",
    "date below", "byline below", "below a headline-like line", "below a line of the text's words", "share in a near line",
    "blank above", "blank below", "first", "from top",
    "longest so far", "twice as long", "longest that follows",
)  # fmt: skip
"""Traits that are a number, or true or false, in the order in which candidates() gives them."""

Numbers = tuple[float, ...]


_ADDRESS = regex.compile(r"(?:https?://|www\.)\S+")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A line that may be the headline: its numbers, as NUMBERS names them, and the names of what else is true of it."""

    line: Line
    numbers: Numbers
    marks: tuple[str, ...]


class _Around:
    """What the lines of a page are to each other; `near` are the places of lines around which it is asked for."""

    def __init__(self, page: Page, near: Sequence[int]) -> None:
        self.lines = lines = page.lines
        self.counts = page.counts
        self.printed = "\n".join(["", *[line.key for line in lines], ""])
        self.beginnings = tuple({f"{line.key} " for line in lines if line.length >= TRAIL_WORDS})
        self.said = Counter(chain.from_iterable([line.said.tell(_terms) for line in lines if line.is_open and line.is_prose]))
        self.is_spaced = bool(lines) and lines[-1].number > len(lines)  # without blank lines a page says nothing by them
        first, last = (near[0], near[-1]) if near else (0, -1)
        self.kinds = {n: _kind(lines[n]) for n in range(max(0, first - 2), min(len(lines), last + 5))}
        self.terms = [
            (line.key, line.said.tell(_terms)) if line.is_open and line.length <= MOST_WORDS else None
            for line in lines[: last + _NEAR + 1]
        ]


def candidates(page: Page) -> Iterator[Candidate]:
    """The lines that may be the headline, top down, each with its traits."""
    lines, body = page.lines, _body(page)
    near = range(max(0, body - MOST_ABOVE), min(len(lines), body + MOST_BELOW))
    tried = [index for index in near if (lines[index].is_open or _may_be_news(lines[index])) and lines[index].key]
    around = _Around(page, tried)
    credited = {fold(name) for line in lines if (name := line.said.tell(credit.name))}
    above = [-1, *accumulate([-1 if lines[n].is_prose else lines[n].length for n in tried], max)]
    below = [-1, *accumulate([-1 if lines[n].is_prose or n >= body else lines[n].length for n in reversed(tried)], max)][::-1]
    for place, index in enumerate(tried):
        line = lines[index]
        if (
            line.length <= MOST_WORDS
            and has_letters(line.text)
            and not (line.sectioned or _is_signed(line) or _is_trail(line, lines) or line.key in credited)
            and not (_is_in_menu(index, body, lines) or _is_slug(index, lines) or _is_point(index, lines))
            and not (_ADDRESS.fullmatch(line.text) or _is_bare_date(line))
        ):
            likeness = _like_text(line, around.said)
            if likeness[0] < _STRUNG_SHARE and (_is_strung(line) or not line.is_open):
                continue
            kinds, beside = _beside(index, around)
            yield Candidate(
                line,
                (
                    *line.said.tell(_own), not line.in_main_script, *likeness, *_repeated(line, around), *beside,
                    *_blanks(index, around), place == 0, math.log1p(place),
                    line.length > above[place], 0 <= 2 * above[place] <= line.length, line.length >= below[place + 1],
                ),
                (*_bins("words", line.length, _LENGTHS), *kinds, *_bins("ahead", body - index, _AHEAD)),
            )  # fmt: skip


def _may_be_news(line: Line) -> bool:
    """Whether a line was cut for a phrase somewhere in it, which a headline may say as well."""
    rule = line.rule
    if not rule or rule.certain or rule.match in ("whole", "only", "credit") or line.verdict != rule.name:
        return False
    return TITLE_LIKE[0] <= line.length <= TITLE_LIKE[1]


def _is_bare_date(line: Line) -> bool:
    """Whether the line is a dateline of two dates or a label with its date, and says nothing else: "Published: 4 Nov 2024"."""
    read = line.dateline
    if read is None or read.rest:
        return False
    return {*[one.kind for one in read.dates], *[one.kind for one in read.ago]} != {"plain"}


def _is_point(index: int, lines: list[Line]) -> bool:
    """Whether a line stands right below the heading of the page's points, "Highlights:", with a headline and a lead above."""
    heading = lines[index - 1].rule if index else None
    if heading is None or heading.id != "toc":
        return False
    above = lines[: index - 1]
    return any(line.is_open and line.is_prose for line in above) and any(map(_may_be_headline, above))


def _is_slug(index: int, lines: list[Line]) -> bool:
    """Whether a line is the last crumb of a trail in another script than the headline right below it."""
    if lines[index].in_main_script or not 0 < index < len(lines) - 1:
        return False
    below = lines[index + 1]
    return bool(lines[index - 1].sectioned) and below.in_main_script and _may_be_headline(below)


def _is_signed(line: Line) -> bool:
    """Whether the line is a byline that names a person: "By Ann Lee", "লেখক: আনিস রহমান", but not "By the river, a new school"."""
    if not line.byline or line.byline == line.text:
        return False
    return byline.is_name(byline.names(line.byline)) or line.said.tell(_is_labelled)


def _is_in_menu(index: int, body: int, lines: list[Line]) -> bool:
    """Whether a line of a few words stands between parts of a menu, and a line that may be the headline right below these."""
    if lines[index].length > MENU_WORDS or not 0 < index < len(lines) - 1:
        return False
    below = next((line for line in lines[index + 1 : body] if not _is_of_menu(line)), None)
    return _is_of_menu(lines[index - 1]) and _is_of_menu(lines[index + 1]) and below is not None and _may_be_headline(below)


def _is_of_menu(line: Line) -> bool:
    return bool(line.sectioned or (line.rule and line.rule.match in ("whole", "only")))


def _may_be_headline(line: Line) -> bool:
    is_own = line.dateline is None and line.byline is None and not line.sectioned
    return line.is_open and not line.is_prose and TITLE_LIKE[0] <= line.length <= TITLE_LIKE[1] and is_own


def _is_trail(line: Line, lines: list[Line]) -> bool:
    """Whether the line is a menu, by its bars, or a trail: it begins with a menu's word or ends in another line, the headline;
    both, where no mark parts its words: "Home News Valley to rebuild its bridge"."""
    if not line.said.tell(_has_separator):
        return line.said.tell(_begins_in_menu) and _ends_in_other(line, lines)
    if len(_BARS.split(line.text)) > MENU_BARS:
        return True
    first = fold(_CRUMBS.split(line.text, 1)[0])
    if first != line.key and (rule := read(first).rule) and rule.match in ("whole", "only"):
        return True
    return _ends_in_other(line, lines)


def _ends_in_other(line: Line, lines: list[Line]) -> bool:
    return any(o.length >= TRAIL_WORDS and line.key.endswith(" " + o.key) for o in lines if o.is_open and o.key != line.key)


def _begins_in_menu(text: Text) -> bool:
    return len(text.words) > TRAIL_WORDS and phrases.index().stands_alone(text.words[0])


def _is_strung(line: Line) -> bool:
    """Whether the line is names strung together with spaces, in a script that sets none."""
    names = line.text.split()
    if len(names) < _STRUNG or _NEVER_SPACED.isdisjoint(line.said.scripts):
        return False
    return all(len(name) in _STRUNG_LETTERS and fold(name) == name.lower() for name in names)


def _is_labelled(text: Text) -> bool:
    return byline.labelled(text.text) is not None


def _has_separator(text: Text) -> bool:
    return bool(_SEPARATOR.search(text.text))


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


def _bins(name: str, value: int, bins: tuple[tuple[int, int], ...]) -> list[str]:
    return [f"{name} {low}" for low, high in bins if low <= value <= high]


def _own(said: Text) -> Numbers:
    """What the line is by itself."""
    text, upper, lower = said.text, said.text.upper(), said.text.lower()
    stop = ends_sentence(text, FULL_STOPS)
    return (
        stop,
        not stop and ends_sentence(text),
        text.endswith((":", "：")),
        said.is_prose,
        said.dateline is not None,
        said.byline is not None,
        said.tell(_has_separator),
        upper == text != lower and sum(map(str.isalpha, text)) > 3,
        capitals(text) if lower != upper else 0.5,
        bool(_GLUED.search(text)),
        text[:1].islower(),
        text[:1] in "\"“„«‘'",
    )


def capitals(text: str) -> float:
    """The share of the words of a text that begin with a capital."""
    words = text.split()
    return sum([word[:1].isupper() for word in words]) / max(len(words), 1)


def _like_text(line: Line, said: Counter[str]) -> Numbers:
    """How much of the line the text takes up: a headline speaks of what follows."""
    terms = line.said.tell(_terms)
    shared = len([term for term in terms if term in said and said[term] > line.is_prose])
    share = shared / len(terms) if terms else 0.0
    return share, share**0.5, min(shared, 6) / 6, not shared


def _repeated(line: Line, around: _Around) -> Numbers:
    """Whether other lines print it again, alone or with the site or a trail around it; whether it begins as another does."""
    key, length, lines, printed = line.key, line.length, around.lines, around.printed
    return (
        around.counts[key] > 1,
        f"\n{key} " in printed and any(o.length <= length + 6 and o.key.startswith(key + " ") for o in lines),
        f" {key}\n" in printed and any(o.length <= length + 10 and o.key.endswith(" " + key) for o in lines),
        key.startswith(around.beginnings),
    )


def _kind(line: Line) -> str:
    """What a line is, in a word."""
    if not line.is_open:
        return "cut"
    if line.dateline:
        return "date"
    if line.sectioned:
        return "section"
    if line.byline is not None:
        return "byline"
    if line.is_prose:
        return "prose"
    return "short" if line.length < TITLE_LIKE[0] + 1 else "long"


def _beside(index: int, around: _Around) -> tuple[list[str], Numbers]:
    """What stands above and below."""
    lines, said = around.lines, around.said
    line, kinds = lines[index], {}
    for away in (-2, -1, 1, 2, 3, 4):
        kind = around.kinds.get(index + away, "edge")
        kinds[away] = "same" if kind not in ("edge", "cut") and lines[index + away].key == line.key else kind
    below = (kinds[1], kinds[2], kinds[3], kinds[4])
    is_below_title = is_below_text = False
    if kinds[-1] in ("short", "long") and TITLE_LIKE[0] <= lines[index - 1].length <= TITLE_LIKE[1]:
        terms = lines[index - 1].said.tell(_terms)
        is_below_title = not lines[index - 1].said.tell(_has_separator)
        is_below_text = bool(terms) and sum(map(said.__contains__, terms)) >= 0.6 * len(terms)
    own, most = line.said.tell(_terms), 0
    if own:
        for near in around.terms[max(0, index - _NEAR) : index + _NEAR + 1]:
            if near and near[0] != line.key and not own.isdisjoint(near[1]):
                most = max(most, len(own & near[1]))
    marks = [f"-2 {kinds[-2]}", f"-1 {kinds[-1]}", f"+1 {kinds[1]}", f"+2 {kinds[2]}"]
    share = most / len(own) if own else 0.0
    return marks, ("date" in below, "byline" in below, is_below_title, is_below_text, share)


def _blanks(index: int, around: _Around) -> tuple[bool, bool]:
    """Whether the line stands between blank lines."""
    if not around.is_spaced:
        return False, False
    lines = around.lines
    is_first, is_last = index == 0, index + 1 == len(lines)
    return (
        is_first or lines[index].number - lines[index - 1].number > 1,
        is_last or lines[index + 1].number - lines[index].number > 1,
    )
