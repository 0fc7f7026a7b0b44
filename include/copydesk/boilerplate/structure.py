"""What the shape of a page says about its lines, whatever the language: each step is one function over the page."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile
from operator import and_

import regex

from copydesk.boilerplate import chrome, runs, verse
from copydesk.boilerplate.page import PROSE_WITH_MARK, Line, Page
from copydesk.boilerplate.repairs import joined
from copydesk.text import FULL_STOPS, STOPS, ends_sentence, fold, has_letters

RULES = {
    "lone-punctuation": "a line of punctuation alone that belongs to no sentence above it",
    "repeat": "the same line stands just above, or the same paragraph earlier",
    "repeat-of-title": "the headline again",
    "slot": "the same few words again and again between paragraphs: a place for an advertisement",
    "widget": "a clock of a player, a count of pictures, markup, the name of a file: what a program prints, not a writer",
    "ticker": "above the text a price or an index and how it moved",
    "tag": "a few words below a label of tags, at the end of the page",
    "live-stamp": "a time of day and the same name or label again and again above paragraphs: the stamp of a live blog's entry",
    "teaser": "a headline of another article under a 'read also' line",
    "listed": "a headline under the heading of a list of other articles, below the text",
    "day-chrome": "many different articles of that day carry it above or below their text",
    "lift-title": "the headline; kept in the column title",
    "lift-date": "the dateline; read into the column published_on",
    "lift-section": "names of sections; kept in the column section_label",
    "lift-byline": "who wrote it; kept in the column byline",
    "lift-site": "a short name printed twice above the text: the site's; kept in the column site",
    "author-bio": "the last paragraph is about the author and not the subject",
    "before-title": "stands above the headline and is no running text",
    "before-body": "a short line of a page without running text",
    "line-model": "the trained line model is sure that it is no text",
}
"""Every structural rule and its reason; lexicon rules are named <language>/<id>."""

STANDFIRST_WORDS = 6
CHROME_FACTOR = 3
"""A block is suspect where at least a third of its lines are known to be furniture."""
TAG_WORDS = 4
"""Words of a tag, at most."""
BOX_LINES, BOX_WORDS = 4, 60
"""Lines of a box about the author at most, and words of one: a name, what they are, a portrait, an address."""
MANY_ABOVE = 4
"""Lines above a headline from which they are a head of the page, if most of them are known to be furniture."""
MOST_DATES = 3
"""Datelines that a page prints behind its lead, or below its text, at most: published, updated, printed."""
BROKEN_WORDS = 12
"""Words from which a line without a stop may be a broken sentence and not a line of verse or an item of a list."""
_QUOTES = (("“", "”"), ("«", "»"), ("「", "」"), ("『", "』"), ("(", ")"))
REFRAIN_WORDS = 8
"""A shorter line may return in a text on purpose: a refrain, a speaker's name, "Answer:"."""

LISTED_STOPS = 3
"""Of so many lines one may end with a stop in a list of headlines, and of so many words of the text there may be one in these:
the lead of the headline above it."""

LEAST_AMID, MOST_AMID, AMID_WORDS, CLOSED_WORDS = 2, 5, 6, 3
"""Headlines of a list amid the text, at least and at most, and words of each at least: a sub-head has fewer; in a box that ends
in a line of furniture it may have less."""

TABLE_ROWS, ROW_WORDS = 3, 6
"""So many short lines that end in a figure are a table, and not headlines of other articles."""

MOST_LEADS = 2
"""Where so few lines of the list end with a stop, and another such heading stands among them, they may have as many words as the
text: a page of one paragraph."""

_FIGURE = regex.compile(r"(?<=\s|\p{Sc})[\p{Nd}.,/]*\p{Nd}(?:\s?[%°)*\p{Sc}])?$")

SUFFIX = regex.compile(r"(?<!\s)\s+(?:[|•·»–—-]|::?)\s+")
"""What sets the site's name apart from the headline before it."""


def take(page: Page, line: Line, rule: str) -> None:
    """Cut a line in the name of one of RULES."""
    page.cut(line, rule, RULES[rule])


def lone_punctuation(page: Page) -> None:
    """A lone stop goes back to the sentence above that lacks one; other lone punctuation goes."""
    above: Line | None = None
    for line in page.lines:
        if line.key:
            above = line if not line.rule else None
        elif above and line.text in STOPS and not ends_sentence(above.text):
            line.join(above, above.text + line.text)
            page.repairs.add("joined-stop")
        else:
            take(page, line, "lone-punctuation")


def known_phrases(page: Page) -> None:
    """Lines that a lexicon knows; a "read also" line takes the headlines under it along."""
    leading, above = False, None
    for line in page.lines:
        rule = line.rule
        if rule and (rule.match == "whole" or not line.is_speech):
            page.cut(line, rule.name, rule.because)
            leading = rule.leads
        elif leading and line.is_open and not line.is_prose:
            take(page, line, "teaser")
            leading = line.dateline is not None
        elif line.is_open:
            if above and above.verdict == "teaser" and line.dateline and not line.is_prose:
                take(page, line, "teaser")
            leading = False
        above = line


def phrases_in_text(page: Page) -> list[Line]:
    """Sentences beside running text that were cut for words somewhere in them: what they say may as well be news.

    Rules for whole lines are not doubted, nor those that are certain: "Image caption, The dam in flood."
    """
    lines = page.lines
    doubted = {n for n, line in enumerate(lines) if _is_doubted(line)}

    def is_text(place: int) -> bool:
        return 0 <= place < len(lines) and lines[place].is_prose and (lines[place].is_open or place in doubted)

    return [lines[n] for n in sorted(doubted) if is_text(n - 1) or is_text(n + 1)]


def _is_doubted(line: Line) -> bool:
    rule = line.rule
    if not rule or rule.certain or rule.match in ("whole", "only", "credit") or line.verdict != rule.name:
        return False
    return line.is_prose and _stops(line)


def listed(page: Page, title: Line | None) -> None:
    """Headlines of other articles under the heading of a list of them, below the text.

    The page itself shows what they are: its paragraphs end with a stop, and what stands below the heading does not, but for
    the lead of one or the other. Where a second such heading follows, it may be that a page of few words has long leads.
    """
    lines = page.lines
    for place, line in enumerate(lines):
        if line.verdict and line.rule and line.rule.lists and not (title and line.number < title.number):
            above = [each for each in lines[:place] if each.is_open and each.is_prose]
            below = [each for each in lines[place + 1 :] if each.is_open]
            leads = [each for each in below if each.is_prose and _stops(each)]
            room = 1 if len(leads) <= MOST_LEADS and _has_heading(lines[place + 1 :]) else LISTED_STOPS
            if _is_text(above) and _are_headlines(below) and _words(above) >= room * _words(leads):
                for each in below:
                    take(page, each, "listed")
                return
            if above:
                _listed_amid_text(page, lines[place + 1 :])


def _listed_amid_text(page: Page, below: Sequence[Line]) -> None:
    """Headlines right below the heading of a list where a line that a lexicon knows closes the box; or the text goes on behind
    some that are longer than a sub-head."""
    own = list(takewhile(lambda line: line.is_open and not line.is_prose and line.length >= CLOSED_WORDS, below))
    behind = below[len(own) :]
    if not own or not behind or len(own) > MOST_AMID or any(map(_is_row, own)):
        return
    is_closed = behind[0].rule is not None and behind[0].number == own[-1].number + 1
    goes_on = behind[0].is_open and behind[0].is_prose
    if is_closed or (goes_on and len(own) >= LEAST_AMID and all(line.length >= AMID_WORDS for line in own)):
        for line in own:
            take(page, line, "listed")


def _is_text(prose: Sequence[Line]) -> bool:
    return bool(prose) and 3 * sum(map(_stops, prose)) >= 2 * len(prose)


def _are_headlines(lines: Sequence[Line]) -> bool:
    """Whether of some lines few end with a stop, no two together: these may be leads, each under its headline. Not a table."""
    if sum(map(_is_row, lines)) >= TABLE_ROWS:
        return False
    stops = [line.is_prose and _stops(line) for line in lines]
    return len(lines) >= LISTED_STOPS * sum(stops) and not any(map(and_, stops, stops[1:]))


def _is_row(line: Line) -> bool:
    """Whether the line may be a row of a table: "Delhi: Rs 94.72", "Dome tent, £240"."""
    return line.length <= ROW_WORDS and bool(_FIGURE.search(line.text))


def _has_heading(lines: Sequence[Line]) -> bool:
    return any(line.verdict and line.rule and (line.rule.lists or line.rule.leads) for line in lines)


def _words(lines: Sequence[Line]) -> int:
    return sum(line.length for line in lines)


def _stops(line: Line) -> bool:
    return ends_sentence(line.text, FULL_STOPS)


def boxes(page: Page) -> None:
    """What stands at the end of a page below a label of tags, or of a box about the author: a few words each, a portrait."""
    lines = page.lines
    for place, label in enumerate(lines):
        rule = label.rule if label.verdict else None
        if not rule or rule.name != label.verdict:
            continue
        below = lines[place + 1 :]
        if rule.tags and not any(line.is_open and line.is_prose for line in below):
            for line in takewhile(lambda line: line.length <= TAG_WORDS and not ends_sentence(line.text), below):
                take(page, line, "tag")
        if rule.author and not any(line.is_open and line.is_prose for line in below[BOX_LINES:]):
            for line in takewhile(lambda line: line.length <= BOX_WORDS, below[:BOX_LINES]):
                take(page, line, "author-bio")


def doubled(page: Page) -> None:
    """A line that repeats the line just above it, whatever its length."""
    above: Line | None = None
    for line in page.lines:
        if line.is_open:
            if above and line.key == above.key and has_letters(line.key):
                take(page, line, "repeat")
            above = line


def repeated(page: Page) -> None:
    """A paragraph that stood before; short lines may return on purpose and stay.

    Of a heading the place above running text stays: the other one is in a table of contents.
    """
    seen: dict[str, int] = {}
    for place, line in enumerate(page.lines):
        if not line.is_open or line.length < REFRAIN_WORDS:
            continue
        first = seen.setdefault(line.key, place)
        if first == place:
            continue
        if (
            not line.is_prose
            and is_prose_at(page, place + 1)
            and not (is_prose_at(page, first - 1) or is_prose_at(page, first + 1))
        ):
            take(page, page.lines[first], "repeat")
            seen[line.key] = place
        else:
            take(page, line, "repeat")


def is_prose_at(page: Page, place: int) -> bool:
    """Whether there is running text at this place of the page, cut or not."""
    return 0 <= place < len(page.lines) and page.lines[place].is_prose


def among_chrome(page: Page) -> set[int]:
    """Numbers of lines in a block (no blank line between) with lines the lexicons know, where the block has no running text."""
    found: set[int] = set()
    for block in page.blocks():
        known = sum(line.verdict is not None and line.verdict not in RULES for line in block)
        if len(block) <= CHROME_FACTOR * known and not any(line.is_open and line.is_prose for line in block):
            found.update(line.number for line in block)
    return found


def datelines(page: Page, headline: Line | None) -> list[str]:
    """Lift the datelines above and below the text; each is returned as printed.

    Behind a lead they are lifted too, unless more dates stand between the lines of the text: that is a chronology. So is a row of
    them below the text: of those none is lifted.
    """
    dated = [line for line in page.lines if line.is_open and line.dateline]
    if not dated:
        return []
    head, tail, opening = page.head(), page.tail(), page.opening(headline)
    around = {line.number for line in (*head, *tail)}
    behind = [line for line in dated if line.number not in around]
    if len(behind) > MOST_DATES or not {line.number for line in behind} <= {line.number for line in opening}:
        opening = head
    above, below = ([line for line in zone if line.dateline] for zone in (opening, tail))
    timetable = _timetable(page) | _rows_of_facts(page)
    found = [line for line in above if line.number not in timetable] + (below if len(below) <= MOST_DATES else [])
    for line in found:
        take(page, line, "lift-date")
    return [line.text for line in found]


def _rows_of_facts(page: Page) -> set[int]:
    """Numbers of datelines that are rows among other facts: "Exam: 6 October" beside "Fee: 85"."""
    lines = page.lines
    found = set[int]()
    for place, line in enumerate(lines):
        if line.is_open and (read := line.dateline) and read.rest and fold(read.rest) == fold(_label(line)):
            near = [lines[n] for n in (place - 1, place + 1) if 0 <= n < len(lines)]
            if any(one.is_open and not one.dateline and _label(one) and one.said.tell(runs.kind) == "label" for one in near):
                found.add(line.number)
    return found


def _label(line: Line) -> str:
    """What stands before the line's colon."""
    return line.text.partition(":")[0] if ":" in line.text else ""


def _timetable(page: Page) -> set[int]:
    """Numbers of datelines that stand in a row with more of them than a page prints, each saying more than its date."""
    found, row = set[int](), list[int]()
    for line in page.lines:
        read = line.dateline if line.is_open else None
        row = [*row, line.number] if read and read.rest else []
        if len(row) > MOST_DATES:
            found.update(row)
    return found


def lift_title(page: Page, found: Line) -> tuple[str | None, str | None]:
    """Lift the headline and cut its repeats; returns what stood behind it (a site) and before it (sections), if anything."""
    page.put_back(found)  # it may have been cut for a phrase in it
    take(page, found, "lift-title")
    behind = before = None
    for line in page.lines:
        if not line.is_open or not line.key:
            continue
        if line.key == found.key:
            take(page, line, "repeat-of-title")
        elif line.key.startswith(found.key + " ") and line.length <= found.length + 4 and SUFFIX.search(line.text):
            take(page, line, "repeat-of-title")
            behind = behind or SUFFIX.split(line.text)[-1]
        elif line.key.endswith(" " + found.key) and line.length <= found.length + 8 and line.number < found.number + 3:
            take(page, line, "repeat-of-title")
            before = before or line.text[: max(line.text.rfind(found.text), 0)].strip(" /|>»›:-–—") or None
    return behind, before


def day_chrome(page: Page, known: frozenset[int]) -> None:
    """Cut what many articles of the landing day carry around their text."""
    for line in chrome.around(page, known):
        take(page, line, "day-chrome")


def edges(page: Page, title: Line | None) -> frozenset[int]:
    """Numbers of lines that their place speaks against: above the headline or just below, among furniture.

    On a page without running text it speaks against all: its short lines are cut, since there is no article to tell from its
    furniture.
    """
    if not page.prose():
        poem = verse.lines(page, title)
        for line in page.lines:
            if line.length < PROSE_WITH_MARK and line not in poem:
                take(page, line, "before-body")
        if poem:
            return frozenset(line.number for line in page.lines if line not in poem)
        return frozenset(line.number for line in page.lines)
    found = {line.number for line in page.head() if title and (line.number < title.number or line.length < STANDFIRST_WORDS)}
    return frozenset(found | among_chrome(page))


def above_title(page: Page, title: Line | None) -> None:
    """Cut the short rest of what stands above the headline where most of it went: the parts of a menu, a score, a price."""
    above = [line for line in page.lines if title and line.number < title.number]
    rest = [line for line in above if line.is_open]
    if len(above) >= MANY_ABOVE and 3 * len(rest) <= len(above) and not any(line.is_prose for line in rest):
        for line in rest:
            take(page, line, "before-title")


def below_text(page: Page) -> frozenset[int]:
    """Numbers of open lines below the last running text, if some line there was cut already."""
    tail = page.tail()
    is_cut = bool(tail) and any(line.verdict and line.number > page.prose()[-1].number for line in page.lines)
    return frozenset(line.number for line in tail if is_cut)


def split_sentences(page: Page) -> None:
    """A sentence that was broken over lines, by a link or an advertisement, is one paragraph again."""
    above: Line | None = None
    for line in page.lines:
        if not line.is_open:
            continue
        if above and above.length >= BROKEN_WORDS and _goes_on(above.text, line.text):
            line.join(above, joined([above.text, line.text]))
            page.repairs.add("joined-sentence")
        else:
            above = line


def _goes_on(first: str, second: str) -> bool:
    """Whether the second line ends the first one's sentence: it goes on in small letters, or closes its quotation."""
    if not (first[-1].isalpha() or first[-1] in ",،、—–-"):
        return False
    return second[0].islower() or any(first.count(o) > first.count(c) and second.count(c) > second.count(o) for o, c in _QUOTES)


def follow(page: Page) -> None:
    """A stop that was joined to a line that then went, goes with it."""
    for line in page.lines:
        if line.joins and line.joins.verdict:
            line.verdict, line.because, line.joins = line.joins.verdict, line.joins.because, None
