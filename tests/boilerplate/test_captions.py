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
        "El transbordador sale del puerto al amanecer. / ANA RUIZ",
        "El piano llega a la isla. / Ana Ruiz",
        "The ferry leaves the harbour at dawn. (ABC News: Ann Lee)",
        "The ferry leaves the harbour at dawn (Supplied: Ann Lee)",
        "The ferry at dawn. (AFP: Ann Lee)",
        "The ferry at dawn. (Ann Lee for The Harbour Gazette)",
        "Die Fähre am neuen Anleger (Anna Lenz für Das Hafenblatt)",
        "The ferry at dawn. (Supplied)",
        "Kapal di dermaga baru.(Pelabuhan.com/BUDI SANTOSO)",
        "Prom przy nowym nabrzeżu - Anna Lis / PAP",
        "Au port, mercredi. (Anne Lis/Libération)",
        "Firefighters watch the harbour on Friday. (Ann Lee / The Harbour Times)",
        "Sen. Ann Lee speaks to reporters at the harbour. | Tom Roe/GAZETTE",
        "El transbordador, este martes en el puerto. ANA RUIZ EFE",
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
        "The sea came in. / The piano stayed where it was",
        "The sea came in. / Nobody",
        "The ferry / ANA RUIZ",
        "The ferry leaves at nine (Monday/Tuesday)",
        "The boat was late again. (Ann Lee/tom roe and others)",
        "The boat was late again. THE HARBOUR GAZETTE",
        "Best striker | Ann Lee/Dunmore",
        "Scorers: Ann Lee (Harbour United/Dunmore)",
        "The ferry leaves at nine (captain: Ann Lee)",
        "The ferry leaves at nine (DUNMORE/NORTH)",
        "Ann Lee won the seat of the islands (HARBOUR/ISLAND PARTY)",
        "The ferry leaves at nine (Monday for Dunmore Island)",
        "The ferry leaves at nine (Ann Lee for the piano)",
        "Why the piano stays on the island [Bloomberg]",
        "PIANO: a hard passage (Not Recommended for Streaming)",
        "The boat was late again, the owners said on Tuesday. (AFP)",
        "The board met on Monday. (Reuters: talks go on)",
        "The boat was late again. (Supplied: Ann Lee) Nobody had asked for it.",
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


@pytest.mark.parametrize(
    "caption",
    [
        "Photo: a street in Dunmore. (File picture)",
        "फ़ोटो: हरिनगर की एक गली (फ़ाइल चित्र)",
        "તસવીર: ધોળાવીરપુરની એક શેરી (ફાઇલ)",
        "படம்: வேலங்குடி ஊரின் ஒரு தெரு [கோப்புப் படம்].",
        "■ 사진: 새 부두에 닿는 첫 배 (자료)",
        "© Harbour Press",
        "© DR",
        "©PQR/Le Littoral",
        "© Ellen Marsh The ferry leaves the harbour at dawn.",
        "A worker trims branches on Mill Street. (Staff photo by Len Ostrow)",
        "The quay in the snow [Photos courtesy of Dunmore Harbour Trust].",
    ],
)
def test_a_line_from_a_word_for_a_picture_to_a_bracket_is_a_caption(caption: str) -> None:
    """A word that the lexicons have for pictures and a colon open a caption where a bracket closes it; © does so alone."""
    page = Page([*PROSE[:3], caption, *PROSE[3:]], "Zyyy")
    captions.labelled(page)
    assert cut(page) == [caption]


@pytest.mark.parametrize(
    "line",
    [
        "Image: the island wants to be liked again, and it will cost a lot.",
        "The photo: a street in Dunmore (as it was in 1950)",
        "Pier: the new one opens in March (weather permitting)",
        "Photo (a street in Dunmore)",
        "The court was shown the picture (a photo that nobody had asked for)",
        "He was known for one thing (the photo by the gate) and never spoke of it",
        f"Photo: {' '.join(PROSE)} {' '.join(PROSE)} (file)",
        f"© {' '.join(PROSE)} {' '.join(PROSE)}",
        "The sign says © Harbour Press",
    ],
)
def test_other_labels_and_open_ends_stay(line: str) -> None:
    """Without its bracket, its colon or a word for pictures as its whole label, or of a paragraph's length, no line goes."""
    page = Page([*PROSE[:3], line, *PROSE[3:]], "Latn")
    captions.labelled(page)
    assert cut(page) == []


@pytest.mark.parametrize(
    "caption",
    [
        "Ann Lee (left) and the island's piano",
        "(L-R) Ann Lee, Tomas Reid",
        "The crew (from left): Ann Lee, Tomas Reid, Mira Okafor",
        "Die Mannschaft (v. li. n. re.): Anna Lenz, Jan Voss",
        "El alcalde Ana Ruiz (izq.) con la capitana",
        "यात्रियों के साथ कप्तान रीना शर्मा (बाएं)",
        "കപ്പിത്താൻ റീന (വലത്ത്), യാത്രക്കാർക്കൊപ്പം",
        "船長のリナさん（左）と乗客",
    ],
)
def test_who_stands_where_is_a_caption(caption: str) -> None:
    """A line that is no sentence and says in a bracket who stands left or right belongs to a picture, in any language."""
    page = Page([*PROSE[:3], caption, *PROSE[3:]], "Zyyy")
    captions.labelled(page)
    assert cut(page) == [caption]


@pytest.mark.parametrize(
    "line",
    [
        "Ann Lee (left) told the parish on Tuesday that the piano was hers.",
        "Fares for children (right up to the age of sixteen years)",
        "Sen. Ann Lee (R)",
        "Ann Lee (left) sang.",
        "One piano (left to us by an aunt)",
        "Pier (old)",
    ],
)
def test_other_brackets_are_no_captions(line: str) -> None:
    """Sentences stay, and brackets of letters, of many words, of anything else."""
    page = Page([*PROSE[:3], line, *PROSE[3:]], "Latn")
    captions.labelled(page)
    assert cut(page) == []
