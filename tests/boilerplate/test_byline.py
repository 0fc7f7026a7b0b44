"""Bylines: names with their lead-ins and desks, and no headlines."""

from __future__ import annotations

import pytest

from copydesk import boilerplate
from copydesk.boilerplate import byline


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("By Asha Rao", "Asha Rao"),
        ("Written by: Asha Rao", "Asha Rao"),
        ("Harbour Ledger News Desk", "Harbour Ledger News Desk"),
        ("न्यूज़ डेस्क", "न्यूज़ डेस्क"),
        ("जागरण संवाददाता, मेरठ।", "जागरण संवाददाता"),
        ("নিজস্ব সংবাদদাতা, কলকাতা", "নিজস্ব সংবাদদাতা"),
        ("സ്വന്തം ലേഖകൻ, കൊച്ചി", "സ്വന്തം ലേഖകൻ"),
        ("By Our Correspondent, Abuja", "Our Correspondent, Abuja"),
        ("ByAsha Rao", "Asha Rao"),
        ("撰文：黃梓軒", "黃梓軒"),
        ("लेखक: रमेश शुक्ला", "रमेश शुक्ला"),
        ("লেখক : রফিকুল ইসলাম", "রফিকুল ইসলাম"),
        ("كتب: أحمد منصور", "أحمد منصور"),
        ("Author: Asha Rao", "Asha Rao"),
        ("Autorin: Anna van Aalst", "Anna van Aalst"),
        ("रिपोर्ट: आशा राव", "आशा राव"),
        ("كتب - أحمد منصور", "أحمد منصور"),
        ("ବିଶେଷ ପ୍ରତିନିଧି", "ବିଶେଷ ପ୍ରତିନିଧି"),
        ("Agencies", "Agencies"),
        (
            "Von Asha Rao, Jan de Wit, Li Na Sommer und Mara Quill Lindenau",
            "Asha Rao, Jan de Wit, Li Na Sommer und Mara Quill Lindenau",
        ),
    ],
)
def test_byline_is_read(line: str, name: str) -> None:
    """A lead-in is left out of the name; a desk signs in place of a person."""
    assert byline.read(line) == name


@pytest.mark.parametrize(
    "line",
    [
        "By the numbers: a hard year for the mill",
        "Por qué sube el precio del pan en la capital",
        "The council voted by nine to four on Monday to keep it",
        "द्वार पर खड़े लोगों ने क्या कहा?",
        "Byron Bay floods again",
        "पुलिस, मेरठ",
        "लेखक बनने की राह आसान नहीं",
        "लेखक: समाज का आईना या केवल एक कहानीकार भर",
        "लेखक - समाज का आईना या केवल एक कहानीकार भर",
        "रिपोर्ट: 3 किताबें जो पढ़नी चाहिए",
        "लेखक: 3 किताबें जो पढ़नी चाहिए",
        "Author visits her old school",
        "Author: a life in three parts",
        "Grow an Agency",
        "Alerter la rédaction",
        "Skicka in insändare",
        "Tulis kepada redaksi",
        "By the river, the old mill, its wheel and a new school are to stand",
        "",
    ],
)
def test_headline_is_no_byline(line: str) -> None:
    """A headline or sentence that begins with a lead-in stays what it is."""
    assert byline.read(line) is None


@pytest.mark.parametrize(
    ("told", "names"),
    [
        ("Eric Brand, CNN", "Eric Brand"),
        ("Jo King, News Reporter", "Jo King"),
        ("Ada Moon Political Correspondent", "Ada Moon"),
        ("Mara Quill | Harbour News", "Mara Quill"),
        ("Ada Moon Founder and Reviewer", "Ada Moon"),
        ("dpa", "dpa"),
        ("आशा राव", "आशा राव"),
    ],
)
def test_roles_and_papers_are_no_names(told: str, names: str) -> None:
    """What a writer is, and for whom, go; what may be a name stays, and scripts without case are left alone."""
    assert byline.names(told) == names


def test_names_below_the_headline_are_a_byline_unless_the_text_says_them() -> None:
    """A bare name that the text does not say is who wrote it; a sub-head in words of the text stays."""
    prose = ["The ferry left the harbour at dawn with forty passengers.", "It was the first crossing since the storm in March."]
    page = ["Ferry to the islands runs again", "Mara Quill", *prose]
    assert boilerplate.strip(page, "Latn").byline == "Mara Quill"
    kept = boilerplate.strip(["Ferry to the islands runs again", "First Crossing", *prose], "Latn")
    assert kept.byline is None
    assert "First Crossing" not in [cut.text for cut in kept.cuts if cut.rule == "lift-byline"]


PROSE = ["The ferry left the harbour at dawn with forty passengers.", "It was the first crossing since the storm in March."]
HEADLINE = "Ferry to the islands runs again"


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        (["Mara Quill", "By Asha Rao", "3 May 2024", *PROSE], "Asha Rao"),
        (["Mara Quill", "Reuters", "3 May 2024", *PROSE], "Mara Quill"),
        (["Reuters", "3 May 2024", *PROSE], "Reuters"),
        (["Mara Quill", "3 May 2024", *PROSE, "By Asha Rao"], "Mara Quill"),
        (["3 May 2024", *PROSE, "By Asha Rao"], "Asha Rao"),
        (["di Mara Quill", "3 May 2024", *PROSE], "Mara Quill"),
        (["Open Daily", "3 May 2024", *PROSE, "open 24 hours", "daily"], None),
        (["Boats, piers and pianos", "Mara Quill", *PROSE, "On deck Mara Quill played her piano for the passengers."], None),
        (["Boats, piers and pianos", "Mara Quill", *PROSE, "Mara Quill writes for this paper.", "Mara Quill"], "Mara Quill"),
        (["Mara Quill", *PROSE, "Mara Quill writes for this paper.", "Mara Quill"], "Mara Quill"),
    ],
    ids=[
        "a lead-in before a bare name", "a bare name before a desk", "a desk alone", "a bare name before one below the text",
        "one below the text alone", "the small word before a name", "words of the page",
        "a name that the text says", "a name with a portrait", "a name that returns as a line",
    ],
)  # fmt: skip
def test_of_several_names_the_surest_is_the_byline(lines: list[str], name: str | None) -> None:
    """A lead-in above the text tells most, then a name alone, a desk, a lead-in below; words that the page writes small none."""
    assert boilerplate.strip([HEADLINE, *lines], "Latn").byline == name


@pytest.mark.parametrize("line", ["30 October 2024 — By Paolo Ricci, Staff Writer", "लेखक: Paolo Ricci | 30 अक्टूबर 2024"])
def test_a_name_in_a_dateline_goes_without_its_lead_in(line: str) -> None:
    """Beside a date, a lead-in and a role are no part of the name."""
    text = "The crew reached the old bridge before noon and found two of its five beams cracked right through the middle."
    lines = ["Old bridge closes to lorries after crew finds cracks", line, text, text.replace("old", "new")]
    assert boilerplate.strip(lines, "Latn").byline == "Paolo Ricci"


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Author, Mara Quill", "Mara Quill"),
        ("লেখক, রাকিব হাসান", "রাকিব হাসান"),
        ("مصنف, احمد علی", "احمد علی"),
        ("Author, philanthropist", None),
        ("Harbour News | Edited By: Mara Quill", "Mara Quill"),
        ("HARBOUR NEWS | Written by: Mara Quill", "Mara Quill"),
        ("News Summary", None),
        ("Harbour News | Edited by: the same people who made the old one", None),
    ],
)
def test_a_name_behind_a_comma_or_the_site(line: str, name: str | None) -> None:
    """A label sets a name of two words off by a comma as well, and the site's name may stand before who edited."""
    assert byline.read(line) == name


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("By MARA QUILL FOR HARBOURNEWS", "MARA QUILL"),
        ("By Mara Quill - Reporter / @maraquill", "Mara Quill"),
        ("Por Mara Quill, h1 Minas — Belo Horizonte", "Mara Quill"),
    ],
)
def test_a_byline_is_the_name_without_its_handle_and_whom_it_is_for(line: str, name: str) -> None:
    """What a writer is, is called elsewhere, and writes for stands behind the name and is no part of it."""
    assert boilerplate.strip([HEADLINE, line, "3 May 2024", *PROSE], "Latn").byline == name
