"""What stands at the end of a text and below nothing but furniture: lists, tables, questions and short answers stay."""

from __future__ import annotations

import pytest

from copydesk.boilerplate import runs
from copydesk.boilerplate.page import Page

RULE = "line-model"
PROSE = "The ferry left the harbour at dawn with forty passengers and a piano."


def left(lines: list[str], taken: list[str]) -> list[str]:
    """What is open of a page of prose and these lines, of which the model took some."""
    page = Page([PROSE, *lines], "Zyyy")
    for line in page.lines:
        if line.text in taken:
            page.cut(line, RULE, "it looked so")
    runs.go_on(page, RULE)
    return [line.text for line in page.lines[1:] if line.is_open]


@pytest.mark.parametrize(
    "lines",
    [
        ["1. राहुल निषाद (22), पिपराइच", "2. अमन यादव (19), चौरीचौरा", "3. सोनू (24), झंगहा"],
        ["सोना: 71,200", "चांदी: 84,000", "तांबा: 790", "पीतल: 512"],
        ["भाजप १४", "राष्ट्रवादी ९", "काँग्रेस ५", "अपक्ष २"],
        ["بابر اعظم 102*", "فخر زمان 78", "حارث رؤف 3/41", "شاہین 2/30"],
        ["- Wear a vest", "- Keep off the pier", "- Call the lifeboat", "- Stay warm"],
        ["? ਉਸਤਾਦ ਕੌਣ", "- ਮੇਰੀ ਨਾਨੀ", "? ਅਗਲਾ ਗੀਤ", "- ਵਿਸਾਖੀ 'ਤੇ"],
        ["पालखेड १२", "गंगापूर — ७७", "दारणा — ८१", "मुकणे — ४३"],
        ["0-62mph: 9.1 seconds", "Range: 300 miles", "Charging: 29 minutes at 100kW", "Boot: 440 litres"],
        ["What to bring", "Warm clothes, a cup and a spoon of your own."],
        ["Нет.", "Чайник.", "Свистит."],
        ["1933年生まれ。", "弟子入りした。"],
    ],
)
def test_the_end_of_a_run_stays_with_its_beginning(lines: list[str]) -> None:
    """Items below two of their kind, the next number, and short sentences below text are put back."""
    assert left(lines, lines[2:] if len(lines) > 3 else lines[1:]) == lines


@pytest.mark.parametrize(
    "lines",
    [
        ["Most read", "A new pier for Tarrow", "Ten ways to cook kelp"],
        ["Contact: desk@example.org", "Leave a reply"],
        ["Read more...", "5:30 p.m."],
        ["Was this helpful?"],
        ["Got a story:", "Write to the desk and we will call you back."],
        ["7. Storm", "3. Ferry", "9. Piano"],
    ],
)
def test_what_is_no_run_stays_cut(lines: list[str]) -> None:
    """Headlines, a label alone, numbers out of order, a lone question, and dots that end no sentence are not put back."""
    assert left(lines, lines) == []


def test_questions_of_an_interview_stay() -> None:
    """A question goes on an interview where two stand above it, and none where it is the first."""
    lines = ["What did you take?", "A kettle.", "Does it work?", "It whistles.", "Anything else?"]
    assert left(lines, lines[4:]) == lines
    assert left(lines[2:], lines[4:]) == lines[2:4]


def test_other_rules_are_not_undone() -> None:
    """Only cuts of the named rule are put back."""
    page = Page([PROSE, "1. Ferry", "2. Piano"], "Latn")
    page.cut(page.lines[2], "en/related", "a lexicon is sure of it")
    runs.go_on(page, RULE)
    assert not page.lines[2].is_open
