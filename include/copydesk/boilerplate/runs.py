"""Runs of lines of one kind, which a text may end in: the items of a list, the rows of a table, questions and short answers.

To the line model the last of them look like furniture, for what stands below them is. The lines above them know better.
"""

from __future__ import annotations

import regex

from copydesk.boilerplate.line import PROSE_WITH_STOP, Line, Text
from copydesk.boilerplate.page import Page
from copydesk.text import FULL_STOPS, ends_sentence

_WORD = r"[\p{L}\p{M}\p{Cf}]"
_VALUE = r"(?:.*\p{Nd}|\s*(?:\S+\s*){1,3}$)"
_KINDS = {
    "number": regex.compile(r"(\p{Nd}{1,3})[.):：]\s*\S"),
    "label": regex.compile(rf"(?=[^:：]{{0,40}}\p{{L}})[\p{{L}}\p{{M}}\p{{N}}\p{{Cf}} .()/&’'-]{{1,40}}\s?[:：]{_VALUE}"),
    "figure": regex.compile(rf"{_WORD}[\p{{L}}\p{{M}}\p{{Cf}} .'’-]{{1,39}},?\s(?:[-–—=]\s)?\p{{Nd}}[\p{{Nd}}.,/*%()–-]*$"),
}
_BULLET = regex.compile(r"[-•*–—?¿▪●■►»›✓✔·]\s*(?=\S)")
_QUESTION_MARKS = ("?", "؟", "？", "՞")
_SAID = regex.compile(r"(?:(?<=\p{L}[\p{L}\p{M}\p{Cf}])\.|[。।॥۔።။])[”\"’»']*$")
"""A full stop behind a word: "p.m." and "to be continued..." end in none."""

ITEM_WORDS = 14
"""Words of an item, at most."""

HEAD_WORDS = 8
"""Words of a sub-head, at most."""

QUESTIONS = 2
"""Questions above from which a page is an interview."""


def kind(text: Text) -> str | None:
    """What kind of item a line is, None for none: numbered, with which bullet, a label and what it is, a name and a figure."""
    if text.length > ITEM_WORDS:
        return None
    if bullet := _BULLET.match(text.text):
        return bullet[0].strip()
    return next((name for name, pattern in _KINDS.items() if pattern.match(text.text)), None)


def go_on(page: Page, rule: str) -> None:
    """Put back what a rule took of a run: the next number, an item below two like it, a short answer, an interview's question."""
    above: list[Line] = []
    questions = 0
    for line in page.lines:
        if line.verdict == rule and above and above[-1].is_open and _is_of_run(line, above, questions):
            page.put_back(line)
        questions += line.is_open and line.text.endswith(_QUESTION_MARKS)
        above = [*above[-1:], line]


def _is_of_run(line: Line, above: list[Line], questions: int) -> bool:
    if line.text.endswith(_QUESTION_MARKS):
        return questions >= QUESTIONS
    if line.length < PROSE_WITH_STOP and _SAID.search(line.text):
        return True
    if (number := _number(line)) and _number(above[-1]) == number - 1:
        return True
    if _is_below_head(line, above):
        return True
    kinds = [one.said.tell(kind) for one in above if one.is_open]
    return len(kinds) > 1 and None not in kinds and line.said.tell(kind) in kinds


def _is_below_head(line: Line, above: list[Line]) -> bool:
    """Whether a sentence stands below a sub-head that stands below text or an item: the end of the last part."""
    if len(above) < 2 or not all(one.is_open for one in above) or not (line.is_prose and ends_sentence(line.text, FULL_STOPS)):
        return False
    before, head = above
    is_head = not head.is_prose and head.length <= HEAD_WORDS and head.text[-1].isalpha() and head.in_main_script
    return is_head and (before.is_prose or before.said.tell(kind) is not None)


def _number(line: Line) -> int | None:
    found = _KINDS["number"].match(line.text)
    return int(found[1]) if found else None
