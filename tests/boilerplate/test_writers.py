"""Who wrote an article: names that are lifted out of it, and words of the text that only look like names."""

from __future__ import annotations

import pytest

from copydesk import boilerplate
from copydesk.boilerplate import writers
from copydesk.boilerplate.page import Page
from tests.boilerplate.ferry import PROSE, cut

HEADLINE = "Ferry keeps its winter timetable"
PIER = "The new pier at Dunmore was paid for by the people who own the boats."


@pytest.mark.parametrize("pleas", [0, 1, 2])
def test_a_portrait_of_the_author_goes_though_a_plea_or_two_stand_below(pleas: int) -> None:
    """A last paragraph that begins with the author's name goes; one farther up is the text's."""
    bio = "Ann Lee has written about the islands for nine years."
    page = Page([*PROSE, bio, *["The paper lives on what its readers give to it."] * pleas], "Latn")
    writers.author_bio(page, "Ann Lee")
    assert cut(page) == [bio]


def test_each_of_several_writers_may_have_a_portrait() -> None:
    """Where two names are on the line of the writers, a paragraph at the end that begins with either goes."""
    bios = ["Ann Lee has written about the islands for nine years.", "Jo King covers the harbour and what is landed there."]
    page = Page([*PROSE, *bios], "Latn")
    writers.author_bio(page, "Ann Lee and Jo King")
    assert cut(page) == bios


def test_a_box_of_the_author_goes_by_the_name_above_it() -> None:
    """At the end the author's name and below it a paragraph that begins with its first word are a box; apart they stay."""
    bio = "Ann has written about the islands for nine years."
    page = Page([*PROSE, "Ann Lee", bio], "Latn")
    writers.author_bio(page, "Ann Lee")
    assert cut(page) == ["Ann Lee", bio]
    for lines in (
        [*PROSE, bio],
        [*PROSE, "Ann Lee", "Her boat is for sale, and she will not say why."],
        ["Ann Lee", bio, *PROSE],
    ):
        page = Page(lines, "Latn")
        writers.author_bio(page, "Ann Lee")
        assert cut(page) == []


@pytest.mark.parametrize("dated", ["By Ann Lee published 3 March 2024", "By Ann Lee, 3 March 2024"])
def test_where_the_dateline_names_the_author_no_line_below_does(dated: str) -> None:
    """The name in a dateline tells more than one beside it, and a heading in title case is no name."""
    found = boilerplate.strip([HEADLINE, dated, "Our Verdict", *PROSE], "Latn")
    assert found.byline == "Ann Lee"
    assert "Our Verdict" in [paragraph.text for paragraph in found.paragraphs]
    assert boilerplate.strip([HEADLINE, dated, "Tom Roe", *PROSE], "Latn").byline == "Ann Lee"
    assert boilerplate.strip([HEADLINE, "Published 3 March 2024", "Ann Lee", *PROSE], "Latn").byline == "Ann Lee"


@pytest.mark.parametrize(
    "line", ["Ann Lee North of Ireland correspondent", "Ann LeeTravel News Reporter", "Ann Lee Political editor"]
)
def test_a_writer_may_be_followed_by_what_she_is(line: str) -> None:
    """Right below the headline a name that the text has not, with a role behind it, is the writer's."""
    assert boilerplate.strip([HEADLINE, line, *PROSE], "Latn").byline == "Ann Lee"


def test_a_small_word_before_a_name_is_no_part_of_it() -> None:
    """Who is named behind "di" wrote it, though the text has that small word too; a name that comes twice is one writer."""
    text = ["Il traghetto di Dunmore torna a navigare lunedì, dopo nove mesi di attesa sulla riva.", *PROSE]
    assert boilerplate.strip(["Il traghetto torna", "di Anna Rossi", *text], "Latn").byline == "Anna Rossi"
    assert boilerplate.strip(["Il traghetto torna", "ANNA ROSSI", "Anna Rossi", *text], "Latn").byline == "Anna Rossi"


def test_what_stands_above_the_headline_names_nobody_where_a_desk_stands_below() -> None:
    """The paper's name at the head of the page may be a desk's too; the desk below the headline is the one that signs."""
    text = ["পরিষদ সোমবার নয় ঘণ্টা বিতর্কের পর সেতুটি আবার নির্মাণের সিদ্ধান্ত নিয়েছে।", "কাজ মার্চে শুরু হবে এবং এতে চার কোটি টাকা খরচ হবে।"] * 2
    found = boilerplate.strip(["প্রথম আলো", "নদীর ওপর আবার হবে সেতু", "নিজস্ব প্রতিবেদক", "০৪ নভেম্বর ২০২৪", *text], "Beng")
    assert found.byline == "নিজস্ব প্রতিবেদক"


def test_of_two_lines_with_a_day_the_one_that_names_a_person_signs() -> None:
    """A desk beside one day and a writer beside the other: the writer is the one."""
    dated = ["By Harbour News Desk | Updated: November 4, 2024 17:38", "By Ann Lee | Published: November 4, 2024"]
    assert boilerplate.strip([HEADLINE, *dated, *PROSE], "Latn").byline == "Ann Lee"
    text = [
        "परिषदेने सोमवारी नऊ तासांच्या चर्चेनंतर पूल पुन्हा बांधण्याचा निर्णय घेतला.",
        "काम मार्चमध्ये सुरू होईल आणि त्यासाठी चार कोटी रुपये खर्च येईल.",
    ] * 2
    dated = ["By किनारा न्यूज डेस्क | Updated: November 4, 2024 17:38", "By रवी कुमार | Published: November 4, 2024", "किनारा न्यूज डेस्क"]
    assert boilerplate.strip(["नदीवर पुन्हा होणार पूल", *dated, *text], "Deva").byline == "रवी कुमार"


def test_a_desk_and_its_place_tell_less_than_a_name() -> None:
    """Below the writer's name the desk and where it sits are not who wrote."""
    text = ["The boats of Yorkshire stay in the harbour.", *PROSE]
    assert boilerplate.strip([HEADLINE, "30 October 2024", "Ann Lee", "BBC News, Yorkshire", *text], "Latn").byline == "Ann Lee"
    assert boilerplate.strip([HEADLINE, "PTI | New Delhi", "30 October 2024", *text], "Latn").byline == "PTI"


@pytest.mark.parametrize("line", ["Island Board Hires First Female Editor", "Ann Lee Meets Her Old Critics"])
def test_a_second_headline_in_title_case_is_no_writer(line: str) -> None:
    """A line whose first words the text has, or whose last is no role, names nobody."""
    text = ["The island has a paper, and its board has a say in it.", *PROSE]
    assert boilerplate.strip([HEADLINE, line, *text], "Latn").byline is None


def test_a_text_that_speaks_of_its_author_stays() -> None:
    """Amid the text a paragraph may begin with the author's name, and the first one may as well."""
    own = "Ann Lee was on board when the ferry left."
    for lines in ([*PROSE[:2], own, *PROSE[2:]], [own]):
        page = Page(lines, "Latn")
        writers.author_bio(page, "Ann Lee")
        assert cut(page) == []


HINDI = [
    "फेरी अब हफ्ते में दो बार चलेगी",
    "भोर में फेरी चालीस यात्रियों और एक पियानो को लेकर बंदरगाह से रवाना हुई।",
    "तूफान में पुराना घाट बह जाने के बाद यह पहली यात्रा थी।",
    "द्वीप पर स्कूल उस दिन बंद रहा ताकि सब लोग घाट तक आ सकें।",
    "मेरठ से आए नाविक ने कहा कि आगे से यह यात्रा हर सप्ताह होगी।",
]
DAY = "30 अक्टूबर 2024"


@pytest.mark.parametrize(
    ("between", "name"),
    [
        (["अनिता वर्मा", DAY], "अनिता वर्मा"),
        ([DAY, "डॉ. अनिता वर्मा"], "डॉ. अनिता वर्मा"),
        (["अनिता वर्मा"], "अनिता वर्मा"),
        ([HINDI[0], DAY, "अनिता वर्मा, मेरठ"], "अनिता वर्मा"),
        ([DAY, "मेरठ / अनिता वर्मा"], "अनिता वर्मा"),
        ([DAY, "एस.के. वर्मा"], "एस.के. वर्मा"),
    ],
)
def test_a_name_in_a_script_without_case_stands_below_the_headline_or_beside_the_day(between: list[str], name: str) -> None:
    """Two or three words that neither text nor headline say are the writer there, with a place that the text says or none."""
    found = boilerplate.strip([HINDI[0], *between, "", *HINDI[1:]], "Deva")
    assert found.byline == name
    assert [paragraph.text for paragraph in found.paragraphs] == HINDI[1:]


@pytest.mark.parametrize(
    "between",
    [
        [DAY, "पुराना घाट"],  # what the text is about
        [DAY, "घाट"],
        [DAY, "अनिता वर्मा ने क्या कहा"],
        [DAY, "अनिता वर्मा, कानपुर"],  # the text has no such place
        [DAY, "अनिता वर्मा।"],
        [DAY, HINDI[1], "अनिता वर्मा"],  # a sub-head
    ],
)
def test_other_short_lines_in_a_script_without_case_are_no_names(between: list[str]) -> None:
    """Words of the text, a word alone, a sentence, a place out of the blue, and what stands amid the text name no writer."""
    page = Page([HINDI[0], *between, *HINDI[1:]], "Deva")
    page.lines[1].verdict = "lift-date"
    assert writers.bylines(page, page.lines[0]) is None


def test_where_words_are_not_set_apart_a_name_is_looked_for_within_them() -> None:
    """A Japanese name counts below the headline unless a sentence has a part of it."""
    text = ["新しい渡し船が港に着いた。", "島の学校はその日だけ休みになった。"]
    for names, found in (("松原 遥", "松原 遥"), ("学校 遥", None)):
        page = Page(["渡し船、週に二度の運航へ", names, *text], "Jpan")
        assert writers.bylines(page, page.lines[0]) == found


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Ann Lee", "Ann Lee"),
        ("Ann Lee, court reporter", "Ann Lee"),
        ("Ann Lee, Dunmore", "Ann Lee"),
        ("Dunmore - Ann Lee", "Ann Lee"),
        ("Na Ann Lee, Dunmore", "Ann Lee"),
    ],
)
def test_a_name_with_capitals_may_have_a_place_or_a_role_beside_it(line: str, name: str) -> None:
    """Beside a day it is the writer's, with a place that the text says or a role, though a portrait of theirs ends the page."""
    bio = "Ann Lee has written about the islands for nine years."
    page = Page([HEADLINE, line, "March 1, 2024", *PROSE, PIER, bio], "Latn")
    assert writers.bylines(page, page.lines[0]) == name
    assert cut(page) == [line]


@pytest.mark.parametrize(
    "line", ["Ann Lee, Abuja", "Grand Piano, Dunmore", "Ann Lee, a piano and forty passengers", "Ann Lee, Dunmore, Skerry"]
)
def test_other_names_with_a_comma_are_no_writers(line: str) -> None:
    """A place out of the blue, things that the text is about, and lists of more than two name no writer."""
    page = Page([HEADLINE, line, "March 1, 2024", *PROSE, PIER], "Latn")
    assert writers.bylines(page, page.lines[0]) is None


@pytest.mark.parametrize(
    ("dateline", "name"),
    [
        ("October 11, 2023 by Ann Lee", "Ann Lee"),
        ("109 Comments | Ann Lee | Last Updated: March 11, 2019", "Ann Lee"),
        ("Grand Piano | March 11, 2019", None),
        ("March 11, 2019 | Business News", None),
        ("March 11, 2019", None),
    ],
)
def test_a_writer_may_stand_on_the_line_of_the_day(dateline: str, name: str | None) -> None:
    """Beside a date a name counts behind a lead-in, or where neither text nor headline has its words and it is no section."""
    page = Page([HEADLINE, dateline, *PROSE, "At noon the Grand Piano was sold for more than it had cost."], "Latn")
    assert writers.beside_dates(page, page.lines[0], [dateline]) == name


def test_a_lead_in_counts_though_another_rule_has_cut_it() -> None:
    """A name twice below "By" is one writer, whoever took the lead-in."""
    page = Page([HEADLINE, PROSE[0], "By", "Ann Lee", "Ann Lee", "Cook", *PROSE[1:], "Ann Lee played the piano."], "Latn")
    page.lines[2].verdict = "en/last-updated-label"
    page.lines[2].is_open = False
    assert writers.bylines(page, page.lines[0]) == "Ann Lee"


@pytest.mark.parametrize(("above", "below", "found"), [(1, 2, "Ann Lee"), (4, 2, None), (3, 1, "Ann Lee"), (1, 0, None)])
def test_a_notice_above_the_headline_does_not_end_the_opening(above: int, below: int, found: str | None) -> None:
    """A sentence or three that no rule knows may stand above the headline of a long text; else it stands amid the text."""
    notices = [f"This is notice number {n} to all who came here by one of the links of our partners." for n in range(above)]
    text = [f"{line} Again and {n} times more." for n in range(below) for line in PROSE] or PROSE[:5]
    page = Page([*notices, HEADLINE, "Ann Lee", "March 1, 2024", *text], "Latn")
    headline = next(line for line in page.lines if line.text == HEADLINE)
    assert writers.bylines(page, headline) == found


@pytest.mark.parametrize(("place", "name"), [(-1, "Ann Lee"), (2, None)])
def test_the_end_of_a_long_text_may_speak_of_its_writer(place: int, name: str | None) -> None:
    """A name that only the last paragraphs of a long text say is the writer's; what its middle says is what the text is about."""
    text = [*PROSE, *[f"{line} Again." for line in PROSE]]
    text.insert(place, "You can read on for free now, by the courtesy of Ann Lee.")
    page = Page([HEADLINE, "Ann Lee", "March 1, 2024", *text], "Latn")
    assert writers.bylines(page, page.lines[0]) == name
