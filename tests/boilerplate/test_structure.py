"""What the shape of a page says, rule by rule: what each cuts, and what it may not."""

from __future__ import annotations

import pytest

from copydesk.boilerplate import boxes, dates, strip, structure
from copydesk.boilerplate.page import Page
from copydesk.model import Hints
from tests.boilerplate.ferry import PROSE, cut


def test_a_timetable_above_the_text_stays() -> None:
    """Dates in a row that each say what happens then are no datelines; the page's own two are."""
    rounds = [f"{n} March 2024 | Round {n}" for n in range(3, 9)]
    page = Page(["The season in full", *rounds, *PROSE], "Latn")
    assert dates.datelines(page, page.lines[0]) == []
    page = Page(["The season in full", "Published: 3 March 2024", "Updated: 4 March 2024", *PROSE], "Latn")
    assert len(dates.datelines(page, page.lines[0])) == 2


def test_of_a_heading_the_one_above_the_text_stays() -> None:
    """The table of contents goes, the sub-head stays; of a repeated paragraph the first stays."""
    heading = "How the island came to have a piano of its own"
    page = Page(["In this story", heading, "The hall", *PROSE[:2], heading, *PROSE[2:], PROSE[0]], "Latn")
    structure.repeated(page)
    assert [line.number for line in page.lines if line.verdict] == [1, 10]


HEADS = ["How to apply", "Who may come", "What it costs"]


def contents(*head: str) -> list[str]:
    """What goes as a table of contents of a page with HEADS as its sub-heads."""
    page = Page(
        ["The ferry takes a crew", *head, *[line for n, one in enumerate(HEADS) for line in (one, *PROSE[n : n + 1])]], "Latn"
    )
    structure.known_phrases(page)
    structure.contents(page)
    return [line.text for line in page.lines if line.verdict == "contents"]


@pytest.mark.parametrize("head", [HEADS, HEADS[:2], HEADS[1:]])
def test_a_table_of_contents_goes_and_the_sub_heads_stay(head: list[str]) -> None:
    """Below the heading of such a table two lines or more that come again below, apart and in their order, go."""
    assert contents("Table of Contents", *head) == head
    assert contents("Table of Contents", *head, PROSE[4]) == head


@pytest.mark.parametrize(
    "head",
    [
        HEADS,
        ["Advertisement", *HEADS],
        ["Contents", HEADS[2], *HEADS[:2]],
        ["Contents", HEADS[0], PROSE[3], *HEADS[1:]],
        ["Contents", HEADS[0]],
    ],
)
def test_lines_that_come_again_otherwise_are_no_table_of_contents(head: list[str]) -> None:
    """Without such a heading, in another order or with text between, lines stay where they are, and one line alone does."""
    assert contents(*head) == []


def test_lines_that_come_again_together_are_no_table_of_contents() -> None:
    """A refrain, or the same answers below another question, come again one below the other."""
    page = Page(["Contents", *HEADS, PROSE[0], *HEADS, PROSE[1]], "Latn")
    structure.known_phrases(page)
    structure.contents(page)
    assert not any(line.verdict == "contents" for line in page.lines)


@pytest.mark.parametrize("heading", ["Top Stories", "ٹاپ اسٹوریز"])
@pytest.mark.parametrize("below", [["3 March 2024"], ["By Ann Lee", "3 March 2024"]])
def test_a_headline_below_a_menu_is_no_headline_of_another_article(heading: str, below: list[str]) -> None:
    """Above the text the heading of a list is a part of the menu where the page's date or writer stands below the next line."""
    page = ["Home", heading, "Ferry keeps its winter timetable", *below, *PROSE]
    assert strip(page, "Latn").title == "Ferry keeps its winter timetable"


TEXT = [
    "The last ferry of the day will go on leaving the harbour at nine in the evening, the board decided on Tuesday.",
    "More than four hundred islanders had signed a letter against an earlier end, among them both doctors and the baker.",
    "A boat that waits for the late train costs the town about nine hundred a week, the treasurer told the meeting.",
]
OTHERS = [
    "Old bridge reopens to small trains",
    "Why the herring came early",
    "A postcard that took twenty years",
    "Rain ends the fair",
]
LEAD = "The mill has stood still since spring."


def listed(above: list[str], below: list[str]) -> list[str]:
    page = Page(["Ferry keeps its winter timetable", *above, "Most Read", *below], "Latn")
    structure.known_phrases(page)
    boxes.listed(page, page.lines[0])
    return [line.text for line in page.lines if line.verdict == "listed"]


@pytest.mark.parametrize("below", [OTHERS, [*OTHERS[:3], LEAD], [*OTHERS, "Trending Now", *OTHERS]])
def test_headlines_below_the_heading_of_their_list_go(below: list[str]) -> None:
    """They go to the end of the page, with the lead of one or the other, and under a second heading as well."""
    assert listed(TEXT, below) == [line for line in below if line != "Trending Now"]


@pytest.mark.parametrize(
    ("above", "below"),
    [
        (TEXT, [*OTHERS, *OTHERS, *TEXT[:2]]),
        (TEXT[:1], [*OTHERS[:2], TEXT[1], *OTHERS[2:], *OTHERS, TEXT[2], *OTHERS]),
        (TEXT[:1], [*OTHERS[:2], TEXT[1], "Trending Now", *OTHERS[2:], *OTHERS, TEXT[2], *OTHERS]),
        (TEXT, [*OTHERS, LEAD, "Trending Now", *OTHERS, TEXT[0], *OTHERS, LEAD, *OTHERS]),
        (TEXT, [*OTHERS, *OTHERS, LEAD, "It will not turn before May, they say."]),
        (TEXT, [OTHERS[0], LEAD]),
        ([line.rstrip(".") for line in TEXT], OTHERS),
        ([], OTHERS),
    ],
    ids=[
        "text goes on",
        "text goes on between labels",
        "text goes on between labels and a second heading",
        "more of it than leads would be",
        "two sentences together",
        "as many leads as headlines",
        "text without stops",
        "no text above",
    ],
)
def test_where_text_may_follow_no_list_is_told(above: list[str], below: list[str]) -> None:
    """Below the heading stands running text, or the page does not show how its own ends: nothing goes."""
    assert listed(above, below) == []


@pytest.mark.parametrize(("heading", "expected"), [("Trending Now", 5), ("Also Read", 5), ("The harbour in May", 0)])
def test_of_a_short_page_two_headings_tell_a_list_with_a_long_lead(heading: str, expected: int) -> None:
    """A page of one paragraph says no more than the lead of another article: a second heading of such a list decides."""
    assert len(set(listed(TEXT[:1], [*OTHERS, heading, OTHERS[0], TEXT[1]])) & {*OTHERS, TEXT[1]}) == expected


def test_questions_with_their_answers_are_no_list_of_headlines() -> None:
    """Below the heading of a list two questions, each with a sentence that answers it, are text; one may be a headline's lead."""
    asked = ["When does the last ferry leave?", "It leaves at nine in the evening.", "Who pays for the late boat?", LEAD]
    assert listed(TEXT, [*OTHERS, *asked, *OTHERS]) == []
    assert listed(TEXT, [*OTHERS, *asked[:2], *OTHERS]) == [*OTHERS, *asked[:2], *OTHERS]


FOOT = ["Leave a Reply", "Harbour", "Yes", "Share", "Copy Link", "Print", "Home", "Privacy Policy"]


@pytest.mark.parametrize(
    ("foot", "goes"),
    [
        (FOOT, ["Harbour", "Yes"]),
        (["Harbour", *FOOT], ["Harbour", "Yes"]),
        ([FOOT[0], "Price: £240", "Dome tent 3", *FOOT[3:], *FOOT[3:]], []),
        ([*FOOT[:4], PROSE[5], *FOOT[4:]], []),
        ([*FOOT[:3], "It rains.", *FOOT[3:]], []),
        ([*FOOT[:3], "No", "Maybe", *FOOT[3:]], []),
        (FOOT[:5], []),
    ],
)
def test_the_rest_of_a_foot_of_the_page_goes(foot: list[str], goes: list[str]) -> None:
    """Below the text and the first furniture the few short lines that are left go; where there are more, or text, they stay."""
    page = Page([*PROSE, *foot], "Latn")
    structure.known_phrases(page)
    structure.below_furniture(page)
    assert [line.text for line in page.lines if line.verdict == "below-furniture"] == goes


def test_the_foot_of_a_page_has_six_lines_at_least() -> None:
    """Of six lines from the first furniture to the end a third may be left and goes; of five all that is left stays."""
    for foot, goes in ((FOOT[:6], ["Harbour", "Yes"]), ([*FOOT[:2], *FOOT[3:6]], [])):
        page = Page([*PROSE, *foot], "Latn")
        structure.known_phrases(page)
        structure.below_furniture(page)
        assert [line.text for line in page.lines if line.verdict == "below-furniture"] == goes


def test_a_table_below_a_teaser_is_no_list_of_headlines() -> None:
    """Short lines that end in figures are the text's own, though they stand below the heading of related articles."""
    table = [
        f"{city}: Rs {price}" for city, price in (("Delhi", 94.72), ("Mumbai", 104.21), ("Chennai", 100.75), ("Kolkata", 103.9))
    ]
    page = Page([*PROSE, "Related", "How petrol is priced in the states", "City-wise rates", *table, "Leave a Reply"], "Latn")
    structure.known_phrases(page)
    boxes.listed(page, None)
    assert not set(table) & set(cut(page))


def test_a_list_above_the_headline_is_not_the_end_of_the_page() -> None:
    """A ticker of sentences with its list stands above the headline; the text below has not begun."""
    page = Page([*TEXT, "Most Read", *OTHERS, "Ferry keeps its winter timetable", "The board decided it"], "Latn")
    structure.known_phrases(page)
    boxes.listed(page, page.lines[-2])
    assert [line.text for line in page.lines if line.verdict == "listed"] == []


@pytest.mark.parametrize(
    "sentence",
    [
        "Already a member of the customs union, the country is asking for access to public contracts.",
        "Investigators found that two in five sites show the words “we use cookies” before any page is read.",
        "When you buy through two customs offices you pay twice, exporters say.",
        "Auch interessant ist ein Blick auf die Zahlen von 2019, als der Hafen noch leer stand.",
    ],
)
def test_a_sentence_amid_text_may_say_what_furniture_says(sentence: str) -> None:
    """A lexicon's phrase in a sentence between paragraphs does not cut it where the model is sure that it is text."""
    assert sentence in [paragraph.text for paragraph in strip([*PROSE[:3], sentence, *PROSE[3:]], "Latn").paragraphs]


@pytest.mark.parametrize(
    "sentence",
    [
        "Sign up for our newsletter and get the best stories delivered to your inbox.",
        "By clicking subscribe you agree to our terms of use and our privacy policy.",
        "Follow us on Facebook and Twitter for more updates.",
        "Also read: Should the ferry wait for the late train? The harbour master tells...",
    ],
)
def test_furniture_amid_text_is_cut_though_it_is_a_sentence(sentence: str) -> None:
    """What speaks to the reader of the site's own matters goes, wherever it stands."""
    assert sentence not in [paragraph.text for paragraph in strip([*PROSE[:3], sentence, *PROSE[3:]], "Latn").paragraphs]


def test_what_is_certain_is_not_doubted() -> None:
    """Of sentences amid text that were cut for a phrase those are doubted whose rule is not certain."""
    doubted = "Already a subscriber to the fund, the village pays for its own doctor."
    page = Page([*PROSE[:2], "Image caption, The harbour at dawn was full of people.", PROSE[2], doubted, *PROSE[3:]], "Latn")
    for line in page.lines:
        if line.text not in PROSE:
            assert line.rule, line.text
            page.cut(line, line.rule.name, line.rule.because)
    assert [line.text for line in structure.phrases_in_text(page)] == [doubted]


def test_the_rest_of_a_head_of_the_page_goes() -> None:
    """Of four lines above the headline or more, short ones go where two thirds went; a sentence there, or more of them, stays."""
    head = ["Home", "Sport", "Weather", "Tarrow 176/6", "Piano saved from the sea"]
    for extra, expected in (([], ["Tarrow 176/6"]), (["Tern Bay 12/0"], []), ([PROSE[0]], [])):
        page = Page([*head[:3], *extra, *head[3:], *PROSE], "Latn")
        for line in page.lines[:3]:
            page.cut(line, "en/menu", "a word of the menu")
        structure.above_title(page, next(line for line in page.lines if line.text == head[-1]))
        assert [line.text for line in page.lines if line.verdict == "before-title"] == expected


def test_of_the_head_of_a_page_a_third_may_be_left() -> None:
    """Where exactly a third of what stands above the headline is left it goes; where one line more is, all stay."""
    headline = "Piano saved from the sea"
    above = ["Home", "Sport", "Weather", "Pictures", "Tarrow 176/6", "Tern Bay 12/0", "Sule 9/9"]
    for left, goes in ((2, 2), (3, 0)):
        page = Page([*above[: 4 + left], headline], "Latn")
        for line in page.lines[:4]:
            page.cut(line, "en/menu", "a word of the menu")
        structure.above_title(page, page.lines[-1])
        assert sum(line.verdict == "before-title" for line in page.lines) == goes


def test_headlines_of_a_list_amid_text_go() -> None:
    """Under "Related articles" amid the text long lines without a stop go; a sub-head below them, being short, stays."""
    headlines = ["Ferry company asks for a second ship this winter", "Old pier to be sold to a film maker"]
    found = strip(["Piano saved from the sea", *PROSE[:2], "RELATED ARTICLES", *headlines, "The second trip", *PROSE[2:]], "Latn")
    assert {cut.text for cut in found.cuts if cut.rule == "listed"} == set() and "The second trip" in found.text
    found = strip(["Piano saved from the sea", *PROSE[:2], "RELATED ARTICLES", *headlines, *PROSE[2:]], "Latn")
    assert [cut.text for cut in found.cuts if cut.rule == "listed"] == headlines


def test_a_list_amid_text_has_at_most_five_headlines() -> None:
    """Five long lines between the heading of a list and the text are headlines, six are something else."""
    headlines = [f"Ferry company asks for ship number {n} this winter" for n in range(6)]
    for count, expected in ((5, headlines[:5]), (6, [])):
        page = Page(["Piano saved from the sea", *PROSE[:2], "RELATED ARTICLES", *headlines[:count], *PROSE[2:]], "Latn")
        structure.known_phrases(page)
        boxes.listed(page, page.lines[0])
        assert [line.text for line in page.lines if line.verdict == "listed"] == expected


def test_a_box_that_is_closed_goes_whole() -> None:
    """Between "Most read" and a line of furniture right below, a short headline goes too; with a blank line between, it stays."""
    box = ["Most read", "Old pier sold", "Advertisement"]
    for lines, expected in ((box, ["Old pier sold"]), ([*box[:2], "", box[2]], [])):
        page = Page(["Piano saved from the sea", *PROSE[:2], *lines, *PROSE[2:]], "Latn")
        structure.known_phrases(page)
        boxes.listed(page, page.lines[0])
        assert [line.text for line in page.lines if line.verdict == "listed"] == expected


def test_a_date_among_facts_is_a_fact() -> None:
    """ "Exam: 6 October 2024" between a fee and a number of places is a row of the text and no dateline."""
    rows = ["Places: 120", "Exam: 6 October 2024", "Fee: 85 euros"]
    page = Page(["Harbour looks for pilots", PROSE[0], *rows, *PROSE[1:]], "Latn")
    assert dates.datelines(page, page.lines[0]) == []
    page = Page(["Harbour looks for pilots", "6 October 2024", *PROSE], "Latn")
    assert dates.datelines(page, page.lines[0]) == ["6 October 2024"]


@pytest.mark.parametrize(
    "note",
    [
        "Continua depois da publicidade", "Continuar a ler", "Weiterlesen nach der Anzeige", "Saken fortsetter her",
        "Článek pokračuje pod reklamou",
        "Artiklen fortsætter efter annoncen", "Juttu jatkuu mainoksen jälkeen", "Articolul continuă după reclamă",
    ],
)  # fmt: skip
def test_a_note_that_the_text_goes_on_takes_no_line_below(note: str) -> None:
    """Where a note says that the text goes on, the sub-head below it is the text's, and so are the last lines of the page."""
    page = Page([*PROSE[:3], note, "The crossing", *PROSE[3:], note, "Fares", "Hours"], "Latn")
    structure.known_phrases(page)
    boxes.listed(page, None)
    assert cut(page) == [note, note]


def test_a_date_below_a_teaser_goes_with_it() -> None:
    """What a "read also" line leads to may have its date below it."""
    page = Page([PROSE[0], "Read also", "Old pier to be sold", "3 March 2024", *PROSE[1:]], "Latn")
    structure.known_phrases(page)
    assert [line.text for line in page.lines if line.verdict == "teaser"] == ["Old pier to be sold", "3 March 2024"]


POEM = ["The tide goes out", "and leaves a chair", "for nobody", "", "A gull sits down", "then thinks of bread", "and leaves", ""]


def test_a_poem_is_a_text() -> None:
    """A page of short lines in stanzas below a headline keeps them; a menu, a list of headlines, and lines in one block go."""
    poem = [*POEM, "The chair stays on", "It has four legs", "and time"]
    found = strip(["Low water", "", *poem], "Latn")
    assert found.text.split("\n\n") == [line for line in poem if line]
    left = "\n\n".join([found.title or "", *(paragraph.text for paragraph in found.paragraphs)]).split("\n")
    again = strip(left, "Latn", Hints(title=found.title or ""))
    assert again.text == found.text
    for other in (
        ["Home", "", "Sport", "", "Tides"] * 4,
        [f"Ferry {n} leaves the harbour late again and again" for n in range(9)],
    ):
        assert strip(["Low water", "", *other], "Latn").text == ""
