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
