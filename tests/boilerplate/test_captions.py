"""Captions go by the credit that they end in; texts that only look like it stay."""

from __future__ import annotations

import pytest

from copydesk.boilerplate import captions
from copydesk.boilerplate.page import Page
from tests.boilerplate.ferry import PROSE, cut


@pytest.mark.parametrize(
    "caption",
    [
        "The ferry leaves the harbour at dawn. (Ann Lee/Getty Images)",
        "The ferry leaves the harbour in March. (AP Photo/Ann Lee, File)",
        "The ferry at the new pier. REUTERS/Ann Lee",
        "Die Fähre am neuen Anleger. Foto: Anna van Aalst/dpa",
        "Die Fähre am neuen Anleger | Anna Lenz/picture alliance/dpa",
        "El transbordador en el muelle nuevo - Copyright Ana Ruiz/AFP",
        "The ferry at dawn (Harbour Office via AP)",
        "Паром у нового причала. © Анна Лис / РИА",
        "Ann Lee / Shutterstock",
    ],
)
def test_a_caption_goes_by_its_credit(caption: str) -> None:
    """A photographer and an agency, with a slash between, at the end of a line say that it is a caption."""
    page = Page([*PROSE[:3], caption, *PROSE[3:]], "Zyyy")
    captions.credited(page)
    assert cut(page) == [caption]


@pytest.mark.parametrize(
    "line",
    [
        "The boat was late again, the owners said on Tuesday. (afp/dpa)",
        "The boat was late again, the owners said on Tuesday. (Reuters/NAN)",
        "The boat was late again, the owners said on Tuesday. (AFP Berlin/dpa)",
        "The pier as it was seen by Ann Lee. (Ann Lee/AP Class of 2024)",
        "The boat was late again, the owners said on Tuesday. (dpa/Ann Lee)",
        "It may run on either fuel, diesel/hydrogen",
        "The island sold its pictures to agencies/AP",
        "He wrote to them via Reuters",
        "The ferry leaves at nine (Monday/Tuesday)",
        f"{' '.join(PROSE)} {' '.join(PROSE)} (Ann Lee/AP)",
    ],
)
def test_signed_texts_and_alternatives_stay(line: str) -> None:
    """Agencies alone sign a text, words in small letters are no name, and what is long is no caption."""
    page = Page([*PROSE[:3], line, *PROSE[3:]], "Latn")
    captions.credited(page)
    assert cut(page) == []


def test_the_last_paragraph_may_be_signed() -> None:
    """At the end of a text its writer and agency may stand behind the last sentence."""
    page = Page([*PROSE, "The next one leaves on Tuesday. (Ann Lee/dpa)"], "Latn")
    captions.credited(page)
    assert cut(page) == []
