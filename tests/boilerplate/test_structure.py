"""What the shape of a page says, rule by rule: what each cuts, and what it may not."""

from __future__ import annotations

import pytest

from copydesk.boilerplate import strip, structure
from copydesk.boilerplate.page import Page

PROSE = [
    "The ferry left the harbour at dawn with forty passengers and a piano.",
    "It was the first crossing since the storm took the old pier away.",
    "On the island the school had closed for the day so that all could come.",
    "Nobody had seen so many people on the quay since the lighthouse was lit.",
    "The captain said that she would make the journey twice a week from now on.",
    "In the evening the piano was played for the first time in the parish hall.",
]


def cut(page: Page) -> list[str]:
    return [line.text for line in page.lines if line.verdict]


def between(*labels: str) -> Page:
    """The paragraphs, each with the labels below it."""
    return Page([text for paragraph in PROSE for text in (paragraph, *labels)], "Latn")


def test_the_same_label_between_all_paragraphs_is_a_slot() -> None:
    """A few words that stand again and again between the paragraphs go, in a language that nobody wrote rules for."""
    page = between("Spazio vuoto qui")
    structure.slots(page)
    assert cut(page) == ["Spazio vuoto qui"] * len(PROSE)


@pytest.mark.parametrize("labels", [("Pros", "Cons"), ("The verdict:",), ("What then?",), ("1902",)])
def test_labels_that_belong_to_the_text_are_no_slots(labels: tuple[str, ...]) -> None:
    """Sub-heads that return come in pairs, introduce something, ask, or count: they stay."""
    page = between(*labels)
    structure.slots(page)
    assert cut(page) == []


def test_a_heading_of_every_part_is_no_slot() -> None:
    """A sub-head that returns after several paragraphs stays, and so does a label that stands three times only."""
    parts = Page([text for n in range(4) for text in ("Fast facts", *(f"{text} Part {n}." for text in PROSE))], "Latn")
    thrice = Page([text for paragraph in PROSE[:3] for text in (paragraph, "Spazio vuoto qui")], "Latn")
    for page in (parts, thrice):
        structure.slots(page)
        assert cut(page) == []


@pytest.mark.parametrize(
    "stamp", ["{}:1{}Mira Okafor", "2 hours ago{}:0{} Mira Okafor", "{}.4{} pm | KEY EVENT", "{}:2{} रीना शर्मा"]
)
def test_stamps_of_a_live_blog_are_cut(stamp: str) -> None:
    """A time of day and the same words above each entry go, whether the entry has a headline or not."""
    entries = [[stamp.format(9 + n, n), *(["The piano is ashore"] if n % 2 else []), text] for n, text in enumerate(PROSE)]
    page = Page([line for entry in entries for line in entry], "Zyyy")
    structure.live_stamps(page)
    assert cut(page) == [entry[0] for entry in entries]


@pytest.mark.parametrize("stamp", ["1{}:30 Uhr", "1{}.00", "2{}:15 The ferry leaves pier {}"])
def test_hours_of_a_day_are_no_stamps(stamp: str) -> None:
    """The hours that a report goes through stay: their words are none, one, or others each time."""
    page = Page([line for n, text in enumerate(PROSE) for line in (stamp.format(n, n), text)], "Latn")
    structure.live_stamps(page)
    assert cut(page) == []


def test_a_programme_of_films_stays() -> None:
    """What is shown at which hour is a list, whatever is shown three times."""
    page = Page([*PROSE, *(f"{hour}:15 Evening news" for hour in range(17, 23)), PROSE[0]], "Latn")
    structure.live_stamps(page)
    assert cut(page) == []


def test_a_timetable_above_the_text_stays() -> None:
    """Dates in a row that each say what happens then are no datelines; the page's own two are."""
    rounds = [f"{n} March 2024 | Round {n}" for n in range(3, 9)]
    page = Page(["The season in full", *rounds, *PROSE], "Latn")
    assert structure.datelines(page, page.lines[0]) == []
    page = Page(["The season in full", "Published: 3 March 2024", "Updated: 4 March 2024", *PROSE], "Latn")
    assert len(structure.datelines(page, page.lines[0])) == 2


def test_of_a_heading_the_one_above_the_text_stays() -> None:
    """The table of contents goes, the sub-head stays; of a repeated paragraph the first stays."""
    heading = "How the island came to have a piano of its own"
    page = Page(["In this story", heading, "The hall", *PROSE[:2], heading, *PROSE[2:], PROSE[0]], "Latn")
    structure.repeated(page)
    assert [line.number for line in page.lines if line.verdict] == [1, 10]


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
    structure.listed(page, page.lines[0])
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


def test_a_table_below_a_teaser_is_no_list_of_headlines() -> None:
    """Short lines that end in figures are the text's own, though they stand below the heading of related articles."""
    table = [
        f"{city}: Rs {price}" for city, price in (("Delhi", 94.72), ("Mumbai", 104.21), ("Chennai", 100.75), ("Kolkata", 103.9))
    ]
    page = Page([*PROSE, "Related", "How petrol is priced in the states", "City-wise rates", *table, "Leave a Reply"], "Latn")
    structure.known_phrases(page)
    structure.listed(page, None)
    assert not set(table) & set(cut(page))


def test_a_list_above_the_headline_is_not_the_end_of_the_page() -> None:
    """A ticker of sentences with its list stands above the headline; the text below has not begun."""
    page = Page([*TEXT, "Most Read", *OTHERS, "Ferry keeps its winter timetable", "The board decided it"], "Latn")
    structure.known_phrases(page)
    structure.listed(page, page.lines[-2])
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
