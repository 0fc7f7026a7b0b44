"""What stands below the label of tags, or of a box about the author, and where such a box ends."""

from __future__ import annotations

import pytest

from copydesk.boilerplate import boxes, strip, structure
from copydesk.boilerplate.page import Page
from tests.boilerplate.ferry import PROSE, cut

ABOUT = ["Mira Okafor", "Mira Okafor writes about the islands and the people who cross to them.", "mira@ferrypost.example"]


def below(*lines: str) -> list[str]:
    """What goes of the lines below the text, but for what the lexicons know."""
    page = Page([*PROSE, *lines], "Latn")
    structure.known_phrases(page)
    known = {line.number for line in page.lines if line.verdict}
    boxes.below_labels(page)
    return [line.text for line in page.lines if line.verdict and line.number not in known]


def test_tags_below_their_label_go() -> None:
    """Names of a few words each go, up to the first line that is longer or says something."""
    assert below("Filed under", "Harbour", "Island schools", "A piano of its own on the island") == ["Harbour", "Island schools"]
    assert below("Filed under", "Harbour", "Come and see.", "Island schools") == ["Harbour"]


@pytest.mark.parametrize("line", ["#harbour", "#पुल #बाढ़", "#Köprü, #Sel"])
def test_hashtags_below_the_text_are_tags(line: str) -> None:
    """Below the last paragraph a line of hashtags alone is one of tags; amid the text, or with other words, it is told."""
    for lines, wanted in (
        ([*PROSE, line], [line]),
        ([*PROSE[:2], line, *PROSE[2:]], []),
        ([*PROSE, f"{line} said the banner"], []),
    ):
        page = Page(lines, "Zyyy")
        boxes.below_labels(page)
        assert [each.text for each in page.lines if each.verdict] == wanted


def test_above_running_text_a_label_of_tags_takes_nothing() -> None:
    """Where the text goes on below, short lines are its sub-heads."""
    assert below("Filed under", "Harbour", "Island schools", PROSE[0]) == []


@pytest.mark.parametrize(
    "line",
    [
        "Rubriky: škola, kultura, most",
        "Märksõnad: kool, sadam",
        "Temat: szkoła",
        "Themen: Schule | Hafen | Winter",
        "标签：渡轮，岛屿",
        "टैग: पुल, नदी, नाव",
        "Oznake : most; rijeka",
    ],
)
def test_tags_behind_their_label_and_its_colon_go(line: str) -> None:
    """At the end of the page a label of tags takes what stands behind its colon on the same line, in every language."""
    assert below(line) == [line]
    assert below("Tom Reyes", line, "Share") == [line]


@pytest.mark.parametrize(
    "lines",
    [
        ["Rubriky na lahvi"],  # no colon
        ["Temat: szkoła, której nie ma od lat, wraca do rozmów rady"],  # more than a tag
        ["Temat: szkoła."],
        ["Ministers: school, harbour"],  # no label of tags
        ["Temat: szkoła, port", PROSE[0]],  # amid the text
        ["Cena: 12 zł", "Kategoria: powieść", "Stron: 240"],  # facts
    ],
)
def test_what_stands_behind_another_colon_stays(lines: list[str]) -> None:
    """A sentence, a row of facts, a line amid the text and one without the colon are no tags."""
    assert below(*lines) == []


def test_on_a_page_without_text_no_line_is_of_tags() -> None:
    """Where no running text stands above, a label and what is behind its colon may be all that the page says."""
    page = Page(["Temat: szkoła, port"], "Latn")
    boxes.below_labels(page)
    assert page.lines[0].is_open


def test_a_box_about_the_author_goes_whole() -> None:
    """Name, portrait and address go, though the portrait is running text."""
    assert below("About the author", *ABOUT) == ABOUT


@pytest.mark.parametrize("goes_on", [PROSE[:2], PROSE])
def test_a_box_ends_where_it_would_be_the_text(goes_on: list[str]) -> None:
    """Where running text goes on behind as many lines as a box has, the heading was one of the text's own."""
    assert below("About the author", *ABOUT, "On the island", *goes_on) == []


def test_a_box_has_few_lines() -> None:
    """Behind as many lines as a box has, short ones stay as well."""
    assert below("About the author", *ABOUT, "Islands", "The old pier", "The parish hall") == [*ABOUT, "Islands"]


def test_a_long_paragraph_is_no_part_of_a_box() -> None:
    """What has more words than a portrait stays, and what stands below it."""
    assert below("About the author", ABOUT[0], " ".join(PROSE), ABOUT[2]) == [ABOUT[0]]


def led(*below: str) -> list[str]:
    """What is cut below the text and a "read also" line that heads no list."""
    return [cut.line for cut in strip(["The ferry is back", *PROSE, "Read also", *below], "Latn").cuts if cut.rule == "listed"]


def test_headlines_below_a_read_also_line_at_the_end_go_with_the_first() -> None:
    """Where no text follows, every headline below a "read also" line goes, until furniture or the page's end."""
    start = len(PROSE) + 2
    headlines = ["School on the island gets a new roof", "Old pier to be sold for a pound", "Storm takes a third of the beach"]
    assert led(*headlines) == [start + 1, start + 2]
    assert led(*headlines, "Leave a Reply") == [start + 1, start + 2]


@pytest.mark.parametrize(
    "below",
    [
        ["Fares and times", "Adults pay four pounds for both ways", "Children under six go free at all times"],
        ["1. Adults pay four pounds for both ways", "2. Children under six go free at all times"],
        ["Adults pay four pounds for both ways", "The ferry sails at nine and at four on every day but Sunday."],
        ["Both ways for grown people, £4", "Both ways for school children, £2", "Both ways for a bicycle, £1"],
        [f"Ferry number {n} leaves from the old pier" for n in range(11)],
    ],
    ids=["a part", "numbered", "a sentence", "a table", "too many"],
)
def test_what_goes_on_below_a_read_also_line_amid_the_text_stays(below: list[str]) -> None:
    """A part of the text with its sub-head, numbers, lines with text below, prices and a long list are no list of headlines."""
    assert led("School on the island gets a new roof", *below) == []


def test_below_a_text_that_introduces_something_no_more_than_the_first_goes() -> None:
    """Where the last sentence above ends with a colon, what stands below a "read also" line may be what it speaks of."""
    headlines = ["School on the island gets a new roof", "Old pier to be sold for a pound", "Storm takes a third of the beach"]
    text = ["The ferry is back", *PROSE, "This is what the islanders have asked the council for:", "Read also", *headlines]
    assert [cut.text for cut in strip(text, "Latn").cuts if cut.rule == "listed"] == []


TABLOID = ["ALL ABOARD", "The island's only piano sails again on Friday", "‘NOT MY FERRY’", "Captain says who left the ramp down"]


def kicked(*between: str) -> list[str]:
    """What goes of the lines amid the text as headlines under capitals."""
    page = Page([*PROSE[:3], *between, *PROSE[3:]], "Latn")
    boxes.kicked(page)
    return [line.text for line in page.lines if line.verdict]


def test_headlines_under_capitals_amid_the_text_are_of_other_articles() -> None:
    """Two or more, one after the other, go with the words above them, in any script that has capitals."""
    greek = [
        "ΟΛΟΙ ΜΕΣΑ",
        "Το πιάνο του νησιού ταξιδεύει ξανά την Παρασκευή",
        "ΧΩΡΙΣ ΠΛΟΙΟ",
        "Ποιος άφησε κάτω τη ράμπα του πλοίου χθες",
    ]
    assert kicked(*TABLOID) == TABLOID
    assert kicked("On the island", *greek) == greek


@pytest.mark.parametrize(
    "between",
    [
        TABLOID[:2],
        [
            "HOW TO GET THERE?",
            "By the morning ferry from the old pier",
            "HOW MUCH IS IT:",
            "Nothing for children with their parents",
        ],
        ["ALL ABOARD", PROSE[0], "NOT MY FERRY", PROSE[1]],
        ["ALL ABOARD", "The island", "NOT MY FERRY", "The ramp"],
        ["ALL ABOARD", "THE ISLAND PIANO SAILS AGAIN", "NOT MY FERRY", "THE CAPTAIN SAYS WHO LEFT"],
        ["WHERE", "At the old pier below the parish hall", "WHEN", "On the first Friday of the month"],
    ],
)
def test_sub_heads_in_capitals_stay(between: list[str]) -> None:
    """One alone, questions, labels of one word, sub-heads above paragraphs or above short lines, lists in capitals: all stay."""
    assert kicked(*between) == []


def test_capitals_below_the_text_are_left_to_others() -> None:
    """At the end of a page nothing shows that the text goes on: who did what may stand there, under capitals."""
    page = Page([*PROSE, *TABLOID], "Latn")
    boxes.kicked(page)
    assert not any(line.verdict for line in page.lines)


def stripped(*own: str) -> list[str]:
    """The paragraphs of a page whose text these lines end."""
    return [one.text for one in strip(["The ferry brings a piano home", *PROSE, *own], "Latn").paragraphs]


def test_a_label_with_its_headline_heads_no_list() -> None:
    """Where the heading of a list stands on one line with a headline, the sentence below goes on with the text."""
    last = "The island pays for the next crossing."
    assert (
        stripped("Povezano: Snow on the harbour road", last, "Share", "What do you say", "Marketing", "Of the readers")[6] == last
    )


def test_a_sub_head_below_a_label_with_its_headline_stays() -> None:
    """The headline of another article stands on the line of its label: below it a sub-head of a few words goes on."""
    kept = stripped("Povezano: Snow on the harbour road", "Who pays", *(f"{text} It is so." for text in PROSE))
    assert "Who pays" in kept


@pytest.mark.parametrize(
    ("skip", "heading", "end"),
    [
        ("Skip Most read and continue reading", "Most read", "End of Most read"),
        ("از پربیننده‌ترین ها رد شوید و به خواندن ادامه دهید", "پربیننده‌ترین‌ها", "پایان پربیننده‌ترین ها"),
        ("Pule Mais lidas e continue lendo", "Mais lidas", "Fim do Mais lidas"),
        ("Skip সর্বাধিক পঠিত and continue reading", "সর্বাধিক পঠিত", "End of সর্বাধিক পঠিত"),
        ("Lewati Paling banyak dibaca dan terus membaca", "Paling banyak dibaca", "Akhir dari Paling banyak dibaca"),
    ],
)
def test_a_box_ends_where_a_line_ends_it_by_name(skip: str, heading: str, end: str) -> None:
    """What stands between a heading and the line that says it again goes with both; the text behind it stays."""
    headlines = ["Who paid for the new piano on the island?", "Nine photographs of the storm"]
    after = ["It rained."]
    page = Page([*PROSE[:3], skip, heading, *headlines, end, *after], "Zyyy")
    structure.known_phrases(page)
    boxes.listed(page, None, boxes.framed(page))
    assert cut(page) == [skip, heading, *headlines, end]


@pytest.mark.parametrize("end", ["Most read was the story of the piano.", "Its most read book is the one about the long piano"])
def test_a_line_that_says_the_heading_in_passing_ends_no_box(end: str) -> None:
    """A sentence, or a line of many words, that has the heading in it is text."""
    page = Page([*PROSE[:3], "Most read", "The piano came by boat.", end, "It rained."], "Zyyy")
    structure.known_phrases(page)
    boxes.framed(page)
    assert cut(page) == ["Most read"]


def test_a_tag_has_four_words_at_most() -> None:
    """In a row below the label of tags each has four words at most, or the row is a sentence's own list."""
    for longest, goes in (("Ann Lee of Dunmore", True), ("Ann Lee of old Dunmore", False)):
        row = f"Harbour, Ferries, {longest}"
        page = Page([*PROSE[:2], "Related Topics", row, *PROSE[2:]], "Latn")
        structure.known_phrases(page)
        boxes.rows_of_tags(page)
        assert (row in cut(page)) is goes
