"""Laws of strip(): every line has one place, and stripping twice is stripping once."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk import boilerplate
from copydesk.boilerplate.repairs import joined, mend
from copydesk.boilerplate.structure import RULES
from copydesk.model import Hints, Stripped

HEADLINES = [
    "नदी पर नया पुल बना, गाँव में जश्न का माहौल",
    "Town council votes to keep the old library open",
    "શાળાની નવી લાઇબ્રેરી ખુલ્લી મુકાઈ, બાળકો ખુશ",
]
PROSE = [
    "नदी पर बना नया पुल सोमवार को खोल दिया गया और पहले ही दिन सैकड़ों लोग इससे गुज़रे।",
    "The council voted nine to four on Monday to keep the library open for another year.",
    "શાળાની નવી લાઇબ્રેરી સોમવારે ખુલ્લી મુકાઈ અને પહેલા જ દિવસે બાળકોએ સો પુસ્તકો વાંચ્યા છે.",
    "“हम बीस साल से इसका इंतज़ार कर रहे थे,” सरपंच ने कहा।",
    "He paused.",
]
SUBHEADS = ["पुल की कहानी", "What happens next?", "બાળકો શું કહે છે"]
CHROME = [
    "Leave a Reply",
    "Join WhatsApp",
    "Comments",
    "10/30/2024 World",
    "Advertisement",
    "GaamPatrika",
    "By Asha Rao",
    "Share",
    "World",
]
ODD = ["", "", " \u00a0", ".", "।", "\u200b", "***", "12", "“", "…"]
LINES = st.lists(st.sampled_from([*HEADLINES, *PROSE, *PROSE, *SUBHEADS, *CHROME, *ODD]), max_size=24)
SCRIPTS = st.sampled_from(["Deva", "Latn", "Gujr", "Zyyy"])


def rendered(stripped: Stripped) -> list[str]:
    parts = [stripped.title] if stripped.title else []
    return "\n\n".join([*parts, *(p.text for p in stripped.paragraphs)]).split("\n")


@settings(max_examples=300, deadline=None)
@given(LINES, SCRIPTS)
def test_every_line_has_exactly_one_place(lines: list[str], script: str) -> None:
    """Each line that is not blank is in one paragraph or in one cut, with its text as landed; blank lines are in none."""
    stripped = boilerplate.strip(lines, script)
    kept = [number for paragraph in stripped.paragraphs for number in paragraph.lines]
    cut = [c.line for c in stripped.cuts]
    assert sorted(kept + cut) == [number for number, line in enumerate(lines) if mend(line)[0]]
    assert all(lines[c.line] == c.text and c.rule and c.because for c in stripped.cuts)


@settings(max_examples=300, deadline=None)
@given(LINES, SCRIPTS)
def test_paragraphs_say_what_their_lines_say(lines: list[str], script: str) -> None:
    """A paragraph is its lines, mended and joined, and nothing else; paragraphs stay in order."""
    stripped = boilerplate.strip(lines, script)
    for paragraph in stripped.paragraphs:
        assert paragraph.text == joined([mend(lines[number])[0] for number in paragraph.lines])
    firsts = [paragraph.lines[0] for paragraph in stripped.paragraphs]
    assert firsts == sorted(firsts)


@settings(max_examples=400, deadline=None)
@given(LINES, SCRIPTS)
def test_stripping_twice_is_stripping_once(lines: list[str], script: str) -> None:
    """An article that was stripped comes through unchanged: the same headline, the same paragraphs.

    The record names its headline by then, or says that it has none: one that was known only by its double, or by what stood
    around it, cannot be told once that is cut.
    """
    once = boilerplate.strip(lines, script)
    if not once.paragraphs:
        return
    hints = Hints(title=once.title or "")
    twice = boilerplate.strip(rendered(once), script, hints)
    assert (twice.title, [p.text for p in twice.paragraphs]) == (once.title, [p.text for p in once.paragraphs])


@given(LINES, SCRIPTS)
def test_rules_are_named_and_reasoned(lines: list[str], script: str) -> None:
    """Every rule that cuts is a structural rule from the table or a lexicon's <language>/<id>."""
    for cut in boilerplate.strip(lines, script).cuts:
        assert cut.rule in RULES or "/" in cut.rule


def test_headline_named_by_the_record_wins() -> None:
    """Where the record says its headline, that line is lifted, not the longer one above it."""
    lines = ["सबसे बड़ी ख़बरें आज की ताज़ा सुर्खियाँ यहाँ", "", "पुल खुला", "", PROSE[0]]
    assert boilerplate.strip(lines, "Deva", Hints(title="पुल खुला")).title == "पुल खुला"


@pytest.mark.parametrize(("line", "name"), [("By Asha Rao", "Asha Rao"), ("Written by: Asha Rao", "Asha Rao")])
def test_byline_is_lifted_without_its_lead_in(line: str, name: str | None) -> None:
    """The column byline holds the name alone."""
    stripped = boilerplate.strip([HEADLINES[1], "", line, "", PROSE[1], "", PROSE[1].replace("nine", "ten")], "Latn")
    assert stripped.byline == name
    assert "lift-byline" in {cut.rule for cut in stripped.cuts}


LONG = "The council of the small town by the river voted on Monday to keep the old"


@pytest.mark.parametrize(
    ("first", "second", "whole"),
    [
        (LONG, "library open for another year.", f"{LONG} library open for another year."),
        (f"{LONG},", "which has stood there since the flood, open.", f"{LONG}, which has stood there since the flood, open."),
        (f"“{LONG} library", "Open it stays,” the mayor said.", f"“{LONG} library Open it stays,” the mayor said."),
    ],
)
def test_a_sentence_broken_over_lines_is_joined(first: str, second: str, whole: str) -> None:
    """A line that breaks off in mid-sentence, and the one that goes on, are one paragraph, though furniture stood between."""
    page = [HEADLINES[1], "", PROSE[1], "", first, "", "Advertisement", "", second, "", PROSE[1].replace("nine", "ten")]
    stripped = boilerplate.strip(page, "Latn")
    assert whole in [paragraph.text for paragraph in stripped.paragraphs]
    assert "joined-sentence" in stripped.repairs


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("the river keeps its stones", "and gives them back in spring"),  # verse
        ("two cups of flour", "one spoon of salt"),  # a list
        (f"{LONG} library:", "open on Mondays"),
        (f"{LONG} library", "What happens next"),  # a sub-head
    ],
)
def test_lines_that_stand_by_themselves_are_not_joined(first: str, second: str) -> None:
    """Verse, lists, what follows a colon, and sub-heads keep their lines."""
    page = [HEADLINES[1], "", PROSE[1], "", first, "", second, "", PROSE[1].replace("nine", "ten")]
    texts = [paragraph.text for paragraph in boilerplate.strip(page, "Latn").paragraphs]
    assert f"{first} {second}" not in texts


def test_spaces_at_the_ends_of_a_line_are_no_repair() -> None:
    """What every editor strips is not told as mended; spaces within a line are."""
    text = "The ferry left the harbour at dawn with forty passengers and a piano."
    assert boilerplate.strip([f"  {text}  "], "Latn").repairs == ()
    assert boilerplate.strip([f"  {text.replace(' at', '   at')}  "], "Latn").repairs == ("spaces",)
