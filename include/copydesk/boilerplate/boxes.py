"""What stands below a heading that a lexicon knows: headlines of other articles, tags, a box about the author."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import chain, dropwhile, pairwise, takewhile
from operator import and_

import regex

from copydesk.boilerplate.line import Text, read
from copydesk.boilerplate.page import Line, Page
from copydesk.boilerplate.runs import kind
from copydesk.boilerplate.structure import is_labelled, stops, take
from copydesk.text import ends_sentence

LISTED_STOPS = 3
"""Of so many lines one may end with a stop in a list of headlines, and of so many words of the text there may be one in these:
the lead of the headline above it."""

LEAST_AMID, MOST_AMID, AMID_WORDS, CLOSED_WORDS = 2, 5, 6, 3
"""Headlines of a list amid the text, at least and at most, and words of each at least: a sub-head has fewer; in a box that ends
in a line of furniture it may have less."""

MOST_LED, LED_WORDS = 10, 4
"""More headlines below a "read also" line than the first, at most, and words of each at least: a sub-head has fewer."""

TABLE_ROWS, ROW_WORDS = 3, 6
"""So many short lines that end in a figure are a table, and not headlines of other articles."""

ANSWERS = 2
"""Sentences below a question from which these are no headlines with their leads."""

MOST_LEADS = 2
"""Where so few lines of the list end with a stop, and another such heading stands among them, they may have as many words as the
text: a page of one paragraph."""

MOST_FRAMED, HEADING_LETTERS = 8, 5
"""Lines between the heading of a list and its end at most; letters of such a heading at least."""

END_WORDS, SKIP_WORDS = 6, 14
"""Words of the line that ends a list, and of the one that offers to skip it, at most."""

TAG_WORDS, TAG_LETTERS = 4, 40
"""Words of a tag, and letters, at most."""

BOX_LINES, BOX_WORDS = 4, 60
"""Lines of a box about the author at most, and words of one: a name, what they are, a portrait, an address."""

LEAST_TAGS = 3
"""Tags of a row below their label, at least."""

KICKERS, KICKER_WORDS = 2, range(2, 6)
"""Headlines of other articles, each under a few words in capitals, at least; and how many such words."""

_ASKS = ("?", "؟", "？")
_BEHIND_LABEL = regex.compile(r"(?P<label>[^:：៖]{2,40})[:：៖]\s*(?P<tags>\S.*)")
_BETWEEN_TAGS = regex.compile("[,،、，;|#•·/]")
_HASHTAGS = regex.compile(r"(?:[#＃][\p{L}\p{M}\p{N}_]{1,40}[\s,،、]{0,3})+")
_FIGURE = regex.compile(r"(?<=\s|\p{Sc})[\p{Nd}.,/]*\p{Nd}(?:\s?[%°)*\p{Sc}])?$")


def listed(page: Page, title: Line | None, ended: Collection[int] = ()) -> None:
    """Headlines of other articles under the heading of a list of them, below the text; but of lists that have ended none.

    The page itself shows what they are: its paragraphs end with a stop, and what stands below the heading does not, but for
    the lead of one or the other. Where a second such heading follows, it may be that a page of few words has long leads.
    """
    lines = page.lines
    for place, line in enumerate(lines):
        if line.number in ended:
            continue
        if line.verdict and line.rule and line.rule.lists and not (title and line.number < title.number):
            above = [each for each in lines[:place] if each.is_open and each.is_prose]
            below = [each for each in lines[place + 1 :] if each.is_open]
            leads = [each for each in below if each.is_prose and stops(each)]
            room = 1 if len(leads) <= MOST_LEADS and _has_heading(lines[place + 1 :]) else LISTED_STOPS
            goes_on = is_labelled(line) and bool(below) and below[0].is_prose and stops(below[0])
            if not goes_on and _is_text(above) and _are_headlines(below) and _words(above) >= room * _words(leads):
                for each in below:
                    take(page, each, "listed")
                return
            if above:
                _listed_amid_text(page, lines[place + 1 :])
        elif line.verdict and line.rule and line.rule.leads:
            _led(page, lines[:place], lines[place + 1 :])


def framed(page: Page) -> set[int]:
    """Headlines between the heading of a list and a line that ends it by name, and the line that offers to skip it; the
    numbers of such headings.

    "Skip Most read and continue reading", "Most read", headlines, "End of Most read": each language says its heading again.
    """
    lines, found = page.lines, set[int]()
    for place, line in enumerate(lines):
        if not (line.verdict and line.rule and line.rule.lists):
            continue
        heading = line.key.replace(" ", "")
        ahead = lines[place + 1 : place + 2 + MOST_FRAMED]
        end = next((n for n, one in enumerate(ahead) if _frames(one, heading, END_WORDS)), None)
        if end is None or len(heading) < HEADING_LETTERS:
            continue
        above = lines[place - 1 : place] if place else []
        for one in [*[one for one in above if _frames(one, heading, SKIP_WORDS)], *ahead[: end + 1]]:
            take(page, one, "listed")
        found.add(line.number)
    return found


def _frames(line: Line, heading: str, most: int) -> bool:
    """Whether the line has the heading in it, without its spaces, and one to so many words more."""
    key = line.key.replace(" ", "")
    return len(key) > len(heading) and line.length <= most and not stops(line) and heading in key


def _led(page: Page, above: Sequence[Line], below: Sequence[Line]) -> None:
    """More headlines below the one that a "read also" line took along, where no text follows and furniture closes them."""
    rest = list(dropwhile(lambda line: line.verdict == "teaser", below))
    own = list(takewhile(_may_be_led, rest))
    behind = rest[len(own) :]
    is_last = not any(line.is_open and line.is_prose for line in rest)
    text = [line for line in above if line.is_open]
    is_closed = not (behind and behind[0].is_open) and len(own) <= MOST_LED
    introduces = bool(text) and text[-1].text.endswith((":", "：", "៖"))
    if is_last and is_closed and not introduces and _is_text([line for line in text if line.is_prose]):
        for line in own:
            take(page, line, "listed")


def _may_be_led(line: Line) -> bool:
    return line.is_open and not line.is_prose and line.length >= LED_WORDS and line.said.tell(kind) is None and not _is_row(line)


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


def kicked(page: Page) -> None:
    """Headlines of other articles amid the text, each under a few words in capitals: "ALL ABOARD", and what that is about."""
    prose = [line.number for line in page.prose()]
    own = [line for line in page.lines if line.is_open and prose and line.number < prose[-1]]
    if sum(line.text.isupper() for line in own) < KICKERS:
        return
    place = 0
    while place < len(own):
        pairs = list(takewhile(_is_kicked, zip(own[place::2], own[place + 1 :: 2], strict=False)))
        if len(pairs) >= KICKERS:
            for line in chain.from_iterable(pairs):
                take(page, line, "listed")
        place += 2 * len(pairs) or 1


def _is_kicked(pair: tuple[Line, Line]) -> bool:
    kicker, headline = pair
    is_headline = headline.length >= AMID_WORDS and not headline.is_prose and not _in_capitals(headline)
    is_short = len(kicker.text.split()) in KICKER_WORDS and not kicker.text.endswith((":", *_ASKS))
    return is_headline and is_short and _in_capitals(kicker)


def _in_capitals(line: Line) -> bool:
    letters = [letter for letter in line.text if letter.isalpha()]
    return bool(letters) and all(map(str.isupper, letters))


def _is_text(prose: Sequence[Line]) -> bool:
    return bool(prose) and 3 * sum(map(stops, prose)) >= 2 * len(prose)


def _are_headlines(lines: Sequence[Line]) -> bool:
    """Whether of some lines few end with a stop, no two together: these may be leads, each under its headline. Not a table,
    and not questions with their answers."""
    answers = [asked.text.endswith(_ASKS) and said.is_prose and stops(said) for asked, said in pairwise(lines)]
    if sum(map(_is_row, lines)) >= TABLE_ROWS or sum(answers) >= ANSWERS:
        return False
    stopped = [line.is_prose and stops(line) for line in lines]
    return len(lines) >= LISTED_STOPS * sum(stopped) and not any(map(and_, stopped, stopped[1:]))


def rows_of_tags(page: Page) -> None:
    """Tags in one row right below their label, wherever it stands: "Related topics", then "Harbour, Ferries, Ann Lee"."""
    for label, line in pairwise(page.lines):
        if label.rule and label.rule.tags and label.verdict == label.rule.name and line.is_open and not ends_sentence(line.text):
            tags = _BETWEEN_TAGS.split(line.text)
            if len(tags) >= LEAST_TAGS and _are_short(tags):
                take(page, line, "tag")


def _is_row(line: Line) -> bool:
    """Whether the line may be a row of a table: "Delhi: Rs 94.72", "Dome tent, £240"."""
    return line.length <= ROW_WORDS and bool(_FIGURE.search(line.text))


def _has_heading(lines: Sequence[Line]) -> bool:
    return any(line.verdict and line.rule and (line.rule.lists or line.rule.leads) for line in lines)


def _words(lines: Sequence[Line]) -> int:
    return sum(line.length for line in lines)


def _tagged(page: Page) -> None:
    """Hashtags below the text, and tags on the line of their label, behind its colon. Beside facts such a line is one of them."""
    found = list[Line]()
    for line in page.tail():
        if _HASHTAGS.fullmatch(line.text):
            take(page, line, "tag")
    for line in reversed(page.lines):
        if line.is_open and line.said.tell(_are_tags):
            beside = [one for one in page.around(line, 1) if one.is_open and not one.said.tell(_are_tags)]
            found += [] if any(one.said.tell(kind) == "label" for one in beside) else [line]
        elif line.is_open and line.is_prose:
            break
    else:
        return
    for line in found:
        take(page, line, "tag")


def _are_tags(text: Text) -> bool:
    found = _BEHIND_LABEL.fullmatch(text.text)
    if not found or ends_sentence(text.text):
        return False
    rule = read(found["label"].strip()).rule
    return bool(rule and rule.match == "whole" and rule.tags) and _are_short(_BETWEEN_TAGS.split(found["tags"]))


def _are_short(tags: Sequence[str]) -> bool:
    return all(0 < len(tag.split()) <= TAG_WORDS and len(tag.strip()) <= TAG_LETTERS for tag in tags)


def below_labels(page: Page) -> None:
    """What stands at the end of a page below a label of tags, or of a box about the author: a few words each, a portrait."""
    lines = page.lines
    _tagged(page)
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
