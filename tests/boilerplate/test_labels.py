"""Names around a text: which are lifted out of it, and which are its own sub-heads and paragraphs."""

from __future__ import annotations

from copydesk.boilerplate import labels
from copydesk.boilerplate.page import Page
from tests.boilerplate.ferry import PROSE, cut

HEADLINE = "Ferry keeps its winter timetable"
FACTS = ["Length: 34 metres", "Crew: six", "Passengers: ninety"]


def test_a_section_below_the_headline_is_lifted() -> None:
    """A line that is nothing but a section's name is the page's section, above the headline or below it."""
    for page in (Page(["Business", HEADLINE, *PROSE], "Latn"), Page([HEADLINE, "Business", *PROSE], "Latn")):
        headline = next(line for line in page.lines if line.text == HEADLINE)
        assert labels.section_labels(page, headline) == "Business"
        assert cut(page) == ["Business"]


def test_below_rows_of_facts_a_section_is_a_sub_head() -> None:
    """Text or facts between the headline and a section's name right above a paragraph say that it is a heading of the text."""
    page = Page([HEADLINE, *FACTS, "Business", *PROSE], "Latn")
    assert labels.section_labels(page, page.lines[0]) is None
    assert cut(page) == []
    page = Page([HEADLINE, *FACTS, "Business", "Harbour", *PROSE], "Latn")
    labels.section_labels(page, page.lines[0])
    assert cut(page) == ["Business"]


def test_amid_datelines_a_section_is_no_sub_head() -> None:
    """When and by whom is no text: the name of a section below it is taken."""
    page = Page([HEADLINE, "By Ann Lee", "3 March 2024", "Updated: 4 March 2024", "Business", *PROSE], "Latn")
    labels.section_labels(page, page.lines[0])
    assert cut(page) == ["Business"]
