"""What the shape of a page says about its lines, whatever the language: each step is one function over the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import dropwhile

import regex

from copydesk.boilerplate import chrome, phrases, verse
from copydesk.boilerplate.page import PROSE_WITH_MARK, Line, Page
from copydesk.boilerplate.repairs import joined
from copydesk.text import FULL_STOPS, STOPS, ends_sentence, has_letters

RULES = {
    "lone-punctuation": "a line of punctuation alone that belongs to no sentence above it",
    "repeat": "the same line stands just above, or the same paragraph earlier",
    "repeat-of-title": "the headline again",
    "contents": "a table of contents: lines that come again below, apart and in this order, as sub-heads",
    "slot": "the same few words again and again between paragraphs: a place for an advertisement",
    "widget": "a clock of a player, a count of pictures, markup, the name of a file: what a program prints, not a writer",
    "credit": "whose a picture or a report is, and nothing else",
    "counter": "a bare number among furniture, how often a page was read, or the shares of a vote that has none",
    "button": "a headline that ends, as others do, in a stroke and the same word: a link to another article",
    "network": "a few words that end in a network's name, beside furniture; the same words before several: to share or follow",
    "ticker": "above the text a price or an index and how it moved",
    "offer": "a price and the shop that asks it: a link to buy something",
    "tag": "a few words below a label of tags or a question to readers, or behind its colon, at the end of the page",
    "live-stamp": "a time of day and the same name or label again and again above paragraphs: the stamp of a live blog's entry",
    "photo-credit": "ends in who took the picture and for which agency: the caption of a picture",
    "caption": "a word for a picture and a bracket, ©, or a bracket that says who stands where: the caption of a picture",
    "teaser": "a headline of another article under a 'read also' line",
    "listed": "a headline under the heading of a list of other articles, or, with others, under a few words in capitals",
    "day-chrome": "many different articles of that day carry it above or below their text",
    "lift-title": "the headline; kept in the column title",
    "lift-date": "the dateline; read into the column published_on",
    "lift-section": "names of sections; kept in the column section_label",
    "lift-byline": "who wrote it; kept in the column byline",
    "lift-site": "a short name printed twice above the text: the site's; kept in the column site",
    "author-bio": "the last paragraph is about the author and not the subject",
    "before-title": "stands above the headline and is no running text",
    "below-furniture": "stands among furniture below the text, where hardly anything else is left",
    "before-body": "a short line of a page without running text",
    "line-model": "the trained line model is sure that it is no text",
}
"""Every structural rule and its reason; lexicon rules are named <language>/<id>."""

STANDFIRST_WORDS = 6
CHROME_FACTOR = 3
"""A block is suspect where at least a third of its lines are known to be furniture."""
MANY_ABOVE = 4
"""Lines above a headline from which they are a head of the page, if most of them are known to be furniture."""
MANY_BELOW, LEAST_WENT = 6, 3
"""Lines below the text and its first furniture from which they are the foot of the page, if one in so many is left at most."""
BROKEN_WORDS = 12
"""Words from which a line without a stop may be a broken sentence and not a line of verse or an item of a list."""
_QUOTES = (("“", "”"), ("«", "»"), ("「", "」"), ("『", "』"), ("(", ")"))
LED_WORDS = 4
"""Words of a headline below one on the line of its "read also", at least, where text follows: a sub-head has fewer."""
CONTENTS = 2
"""Lines of a table of contents at least."""

REFRAIN_WORDS = 8
"""A shorter line may return in a text on purpose: a refrain, a speaker's name, "Answer:"."""


_SIGNED_OFF = regex.compile(r"[.!?।۔。][\"”’»]*\s*(?:[–—-]\s*|\()[^.!?।۔。]{2,30}(?:\.com?)?\)?$")
"""A sentence, and behind it for whom it was written: "It opens in May. – Gazette.com", "It opens in May. (PTI)"."""

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
    leading, led, above = False, 0, None
    for place, line in enumerate(page.lines):
        rule = line.rule
        if rule and (rule.match == "whole" or not line.is_speech):
            page.cut(line, rule.name, rule.because)
            leading = rule.leads and not (rule.lists and _is_menu(page, place))
            led = LED_WORDS if leading and is_labelled(line) else 0
        elif leading and line.is_open and not line.is_prose and (line.length >= led or not is_prose_at(page, place + 1)):
            take(page, line, "teaser")
            leading = line.dateline is not None
        elif line.is_open:
            if above and above.verdict == "teaser" and line.dateline and not line.is_prose:
                take(page, line, "teaser")
            leading = False
        above = line


def is_labelled(line: Line) -> bool:
    """Whether the line is the label of a headline, and has that headline behind it."""
    return line.rule is not None and line.rule.match == "whole" and not phrases.index().stands_alone(line.said.shape)


def _is_menu(page: Page, place: int) -> bool:
    """Whether the heading of a list is a part of a menu: no text stands above it, and below the next line a date or a writer."""
    below = page.lines[place + 2 : place + 3]
    is_own = any(line.dateline is not None or line.byline is not None for line in below)
    return is_own and not any(line.is_prose for line in page.lines[:place])


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
    return line.is_prose and stops(line) and not line.text.endswith("..")


def stops(line: Line) -> bool:
    """Whether the line ends in a full stop."""
    return ends_sentence(line.text, FULL_STOPS)


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


def contents(page: Page) -> None:
    """A table of contents: below its heading lines, each of which comes again below them all, once, in their order and apart."""
    lines, places = page.lines, dict[str, list[int]]()
    for place, line in enumerate(lines):
        if line.is_open and not line.is_prose and has_letters(line.key):
            places.setdefault(line.key, []).append(place)
    first = 0
    while first < len(lines):
        own = _come_again(lines, first, places)
        heading = lines[first - 1].rule if first else None
        if len(own) >= CONTENTS and own[0] >= first + len(own) and heading and heading.id == "toc":
            for line in lines[first : first + len(own)]:
                take(page, line, "contents")
        first += max(len(own), 1)


def _come_again(lines: Sequence[Line], first: int, places: Mapping[str, Sequence[int]]) -> list[int]:
    """Where lines from a place on come again, once each, every one at least a line below the one before."""
    own = list[int]()
    for place in range(first, len(lines)):
        twice = places.get(lines[place].key, ())
        if not lines[place].is_open or len(twice) != 2 or twice[0] != place or (own and twice[1] <= own[-1] + 1):
            break
        own.append(twice[1])
    return own


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


def below_furniture(page: Page) -> None:
    """Cut the short rest of what stands below the text and the first furniture there, where most of it went: answers of a poll,
    names of cities, headlines of others. A full stop makes a text of any line; where a label has its value, all stay."""
    text = [line for line in page.lines if line.is_open and (line.is_prose or stops(line) or _SIGNED_OFF.search(line.text))]
    tail = [line for line in page.lines if text and line.number > text[-1].number]
    below = list(dropwhile(lambda line: not (line.rule and line.verdict == line.rule.name), tail))
    rest = [line for line in below if line.is_open]
    if len(below) >= MANY_BELOW and LEAST_WENT * len(rest) <= len(below) and not any(map(_is_fact, rest)):
        for line in rest:
            take(page, line, "below-furniture")


def _is_fact(line: Line) -> bool:
    """Whether the line may be a label with its value, or a row of a table."""
    return line.text[-1].isdecimal() or any(colon in line.text for colon in ":：")


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
