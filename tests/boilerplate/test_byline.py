"""Bylines: names with their lead-ins and desks, and no headlines."""

from __future__ import annotations

import pytest

from copydesk.boilerplate import byline


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("By Asha Rao", "Asha Rao"),
        ("Written by: Asha Rao", "Asha Rao"),
        ("Harbour Ledger News Desk", "Harbour Ledger News Desk"),
        ("न्यूज़ डेस्क", "न्यूज़ डेस्क"),
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
        "",
    ],
)
def test_headline_is_no_byline(line: str) -> None:
    """A headline or sentence that begins with a lead-in stays what it is."""
    assert byline.read(line) is None
