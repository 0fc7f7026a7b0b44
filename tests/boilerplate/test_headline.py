"""Laws of the headline: which line it may be, and that its weights are about traits that exist."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from copydesk import boilerplate
from copydesk.boilerplate import headline
from copydesk.boilerplate.page import Page
from copydesk.model import Hints

BODY = [
    "The council voted nine to four on Monday to keep the library open for another year.",
    "",
    "Its roof has leaked since the spring, and the repair will cost as much as forty thousand books.",
]
HEADLINE = "Town council votes to keep the old library open"
WEIGHTS = tomllib.loads(Path(headline.__file__).with_suffix(".toml").read_text("utf-8"))["weights"]


def test_a_trail_that_ends_in_the_headline_is_not_the_headline() -> None:
    """A breadcrumb trail says the headline too, behind its sections; the line that says it alone is taken."""
    for trail in (f"Home / Region / {HEADLINE}", f"Home  Region  {HEADLINE}"):
        page = [trail, "", HEADLINE, "", "By Asha Rao", "October 30, 2024", "", *BODY]
        assert boilerplate.strip(page, "Latn").title == HEADLINE


@pytest.mark.parametrize(
    "above", [[], ["World"], ["Live updates from the region", "Menu", "Log in"], ["Five photos from the carnival"]]
)
def test_the_line_that_speaks_of_the_text_is_the_headline(above: list[str]) -> None:
    """Whatever short lines stand above it, the line whose words return in the text is taken."""
    assert boilerplate.strip([*above, "", HEADLINE, "", *BODY], "Latn").title == HEADLINE


def test_a_record_may_say_that_it_has_no_headline() -> None:
    """An empty title in the record keeps every line of the text in the text."""
    stripped = boilerplate.strip([HEADLINE, "", *BODY], "Latn", Hints(title=""))
    assert stripped.title is None
    assert len(stripped.paragraphs) == 3


def test_text_alone_has_no_headline() -> None:
    """A page of running text alone loses no line to the headline."""
    assert boilerplate.strip(BODY, "Latn").title is None


def test_other_weights_hold_inside_their_block_alone() -> None:
    """Cross-validation weighs by other numbers, and afterwards the shipped ones are back."""
    page = [HEADLINE, "", *BODY]
    with headline.weighing({"full stop": 1.0, "least": 0.5}):
        assert boilerplate.strip(page, "Latn").title == BODY[0]
    assert boilerplate.strip(page, "Latn").title == HEADLINE


def test_every_trait_has_a_weight() -> None:
    """A trait that is described and not weighed was renamed without fitting anew."""
    traits = {name for _, own in headline.described(Page([HEADLINE, "", *BODY], "Latn")) for name in own}
    assert traits <= WEIGHTS.keys()
    assert "least" in WEIGHTS


def test_a_name_of_sections_is_no_headline() -> None:
    """A section's name right above the headline loses to it, though the text says the section's word and not the headline's."""
    page = [
        "Город",
        "Старинному мосту вернули фонари",
        "",
        "30 октября 2024",
        "",
        *(line.replace("library", "Город") for line in BODY),
    ]
    assert boilerplate.strip(page, "Cyrl").title == "Старинному мосту вернули фонари"


def test_a_text_without_a_headline_keeps_its_first_paragraph_where_the_record_names_the_title() -> None:
    """A title from a table or a service is the title, and no paragraph is taken for one in its place."""
    found = boilerplate.strip(BODY, "Latn", Hints(title=HEADLINE))
    assert found.title == HEADLINE
    assert [p.text for p in found.paragraphs] == [BODY[0], BODY[2]]


def test_a_headline_in_other_words_than_the_record_has_is_lifted_all_the_same() -> None:
    """Sites shorten the headline for machines; the one on the page is not left in the text for it."""
    shown = "Town council votes by nine to four to keep the old library open"
    found = boilerplate.strip([shown, "", *BODY], "Latn", Hints(title=HEADLINE))
    assert found.title == shown
    assert shown not in [p.text for p in found.paragraphs]


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        (
            "The library stays open",
            [
                "The town council voted on Monday to keep the old library open for another year, after a long and lively debate.",
                "Readers who had filled the gallery clapped when the mayor read out the result, and one of them began to sing.",
                "The building needs a new roof, which the council will pay for from the sale of the former bus depot.",
            ],
        ),
        ("Library roof: nine to four for forty thousand books", ["Votes for: nine", *BODY[2:], *BODY[:1]]),
    ],
)
def test_neither_a_sentence_nor_a_row_of_facts_says_the_title_of_the_record(title: str, lines: list[str]) -> None:
    """A first sentence has half of a short title's words, a row of facts may have half of its own in it: both are text."""
    found = boilerplate.strip("\n\n".join(lines).split("\n"), "Latn", Hints(title=title))
    assert [paragraph.text for paragraph in found.paragraphs] == lines


def test_a_title_of_two_lines_is_one_line() -> None:
    """What a record names may have line ends; a title has none."""
    found = boilerplate.strip(["e", "", "e n e n d."], "Latn", Hints(title="e\n\ne n e n d."))
    assert found.title is None or "\n" not in found.title


def test_a_row_of_names_is_no_headline_unless_the_text_says_them() -> None:
    """In a script without spaces between words, names strung together are links; said by the text they may be the headline."""
    body = [
        "市立图书馆星期四重新开放，三十名志愿者用两个星期把藏书重新上架。",
        "馆长说，闭馆期间共修复了四千多册图书，读者可以照常借阅。",
    ]
    links = "健康频道 教育在线 房产中心 汽车之家 旅游指南"
    assert boilerplate.strip([links, "市立图书馆重新开放", "", *body], "Hani").title == "市立图书馆重新开放"
    said = "市立图书馆 星期四 重新开放 志愿者 藏书上架"
    assert boilerplate.strip([said, "", *body], "Hani").title == said


@pytest.mark.parametrize(
    ("said", "text"),
    [
        (
            "Read more books, scientists tell teenagers",
            "Teenagers who read books for an hour a day sleep better, scientists say.",
        ),
        ("Tags reveal secret life of river eels", "Scientists who fitted tags to eels say that they lead a secret life."),
        ("Kein Abo, kein Vertrag: Neues Leihrad startet", "In Kiel startet am Montag ein neues Leihrad ohne Abo und Vertrag."),
    ],
)
def test_a_headline_may_say_what_furniture_says(said: str, text: str) -> None:
    """A line that was cut for a phrase in it is the headline all the same where the text speaks of it, and the byline is not."""
    found = boilerplate.strip([said, "By Ann Lee", "3 May 2024", text, *BODY], "Latn")
    assert (found.title, found.byline, len(found.paragraphs)) == (said, "Ann Lee", 3)


@pytest.mark.parametrize("separator", [" | ", " - ", " – ", " · ", " :: ", " » "])
def test_the_site_behind_a_headline_is_no_part_of_it(separator: str) -> None:
    """Where the page prints its headline with the site's name and without, the title is without, and the site is read."""
    found = boilerplate.strip(
        [f"{HEADLINE}{separator}Tarrow Valley Courier", HEADLINE, "By Ann Lee", "3 May 2024", *BODY], "Latn"
    )
    assert (found.title, found.site, len(found.paragraphs)) == (HEADLINE, "Tarrow Valley Courier", 2)


def test_a_shortened_trail_is_not_the_headline() -> None:
    """A line that begins with a word of the menu is a trail, though it ends in the middle of the headline."""
    page = [f"Home » News » {HEADLINE.removesuffix(' library open')}", HEADLINE, "3 May 2024", *BODY]
    assert boilerplate.strip(page, "Latn").title == HEADLINE


def test_a_byline_is_no_headline_though_nothing_else_is_there() -> None:
    """A page whose headline is missing has none: who wrote it is not taken for one."""
    stripped = boilerplate.strip(["By Ann Lee", "3 May 2024", *BODY], "Latn")
    assert (stripped.title, stripped.byline, len(stripped.paragraphs)) == (None, "Ann Lee", 2)


def test_a_named_author_is_no_headline_in_a_script_without_case() -> None:
    """A line of a word for its author, a colon and a name is never the headline, where letters do not tell names."""
    text = ["चकली मऊ पडते, तेलात विरघळते, अशा तक्रारी दरवर्षी येतात.", "भाजणी नीट भाजली की चकली कधीच बिघडत नाही, असे त्या सांगतात."]
    stripped = boilerplate.strip(["लेखिका : सुनंदा कुलकर्णी", "25 ऑक्टोबर 2024", *text], "Deva")
    assert (stripped.title, stripped.byline) == (None, "सुनंदा कुलकर्णी")


def test_a_headline_may_stand_behind_a_label() -> None:
    """A label that is cut elsewhere, "In pictures: ...", costs the page's own headline nothing."""
    own = f"In pictures: {HEADLINE}"
    assert boilerplate.strip([own, "Town council: nine to four", "3 May 2024", *BODY], "Latn").title == own


@pytest.mark.parametrize(("bars", "is_menu"), [(1, False), (2, False), (3, True)])
def test_a_line_of_many_bars_is_a_menu(bars: int, is_menu: bool) -> None:
    """Two bars may stand in a headline, three do not, though the text says all of its words."""
    line = " | ".join(["town", "library", "council", "open"][: bars + 1])
    page = Page([line, "", *BODY], "Latn")
    assert (line not in [own.text for own, _ in headline.described(page)]) is is_menu


def test_a_part_of_a_menu_is_not_the_headline() -> None:
    """A few words between parts of a menu are none, though the text says them all, where a headline follows the menu."""
    text = [
        "Here is our pick of what is on in the valley.",
        "Bring a jar and a candle to the lantern walk.",
        "It is free for all.",
    ]
    menu = ["Home", "News", "Sport", "What's On", "Jobs", "Contact us"]
    page = [*menu, "Eight things to do in the Wye valley this weekend", "Staff reporter", "22nd November", "Share", *text]
    assert boilerplate.strip(page, "Latn").title == page[len(menu)]


@pytest.mark.parametrize(
    ("part", "below", "may_be"),
    [
        ("Town library", HEADLINE, False),
        ("Town library", "By Ann Lee", True),
        ("Town library keeps forty thousand books", HEADLINE, True),
    ],
    ids=["a headline follows", "none follows", "too long for a menu"],
)
def test_between_parts_of_a_menu_a_line_may_be_the_headline(part: str, below: str, may_be: bool) -> None:
    """Only a few words are a part of a menu, and only where a line that may be the headline stands right below the menu."""
    page = Page(["Home", part, "Contact us", below, *BODY], "Latn")
    assert (part in [line.text for line, _ in headline.described(page)]) is may_be


@pytest.mark.parametrize(
    "address", ["https://ferrypost.example/town/council-votes-to-keep-old-library-open", "www.ferrypost.example/a"]
)
def test_an_address_is_not_the_headline(address: str) -> None:
    """The address of a page has the words of its headline, and is none."""
    assert boilerplate.strip([address, "", HEADLINE, "", "30 October 2024", "", *BODY], "Latn").title == HEADLINE


@pytest.mark.parametrize(
    ("above", "below"),
    [
        (["Marathi News", "maharashtra", "pune", "The River Bridge To Be Rebuilt"], []),
        (
            [],
            [
                "परिषदेने सोमवारी नदीवर नवा पूल बांधण्याचा ठराव एकमताने मंजूर केला.",
                "हायलाइट्स:", "परिषदेने ठराव मंजूर केला", "मार्चमध्ये काम सुरू होणार",
            ],
        ),
    ],
    ids=["the slug of its address", "the points of its text"],
)  # fmt: skip
def test_words_for_the_headline_around_it_are_not_the_headline(above: list[str], below: list[str]) -> None:
    """The trail's last crumb says it in another script, and the points below the lead say parts of it: neither is it."""
    headline = "Pune News : नऊ तासांच्या चर्चेनंतर नदीवर पुन्हा पूल उभारणार"
    text = [
        "परिषदेच्या अध्यक्षांनी सांगितले की, आम्ही खूप वाट पाहिली. त्या पलीकडच्या काठावरून चालत बैठकीला आल्या होत्या.",
        "काम मार्चमध्ये सुरू होईल आणि त्यावर चार कोटी रुपये खर्च होतील, त्यातील मोठा वाटा राज्य सरकार देणार आहे.",
    ]
    page = [*above, headline, "Updated: 4 Nov 2024, 5:38 pm", *below, *text]
    assert boilerplate.strip(page, "Deva").title == headline


@pytest.mark.parametrize("label", ["PUBLISHED : 4 Nov 2024 at 05:38", "Updated: 4 November 2024"])
def test_a_labelled_date_is_not_the_headline(label: str) -> None:
    """A line that says when the page was printed, and no more, stands beside a headline and is none."""
    page = [label, "UPDATED: 4 Nov 2024 at 06:10", HEADLINE, "WRITER: Asha Rao", *BODY]
    assert boilerplate.strip(page, "Latn").title == HEADLINE


def test_a_deck_beside_the_day_is_not_the_headline() -> None:
    """Of two lines above the day the upper is the headline, where the lower is longer by far: it stays in the text."""
    deck = "The council said work on the bridge would begin in March and most of the money will come from the State"
    headline = "Valley to rebuild its bridge after nine-hour debate"
    text = [
        "The valley council voted on Monday to rebuild the bridge that the river carried away, after a debate of nine hours.",
        "“We have waited long enough,” said the chair of the council, who walked to the meeting from the far bank.",
        "Work will begin in March. Most of the money will come from the State, officials said.",
    ]
    lines = [
        "The View From India",
        headline,
        deck,
        "Updated - November 04, 2024 05:38 am IST - Lucknow",
        "The Gazette Bureau",
        *text,
    ]
    found = boilerplate.strip(lines, "Latn")
    assert found.title == headline
    assert deck in [paragraph.text for paragraph in found.paragraphs]


def test_a_headline_in_capitals_is_above_its_points() -> None:
    """Where only the headline has its words in capitals, a point below it that says more of the text is not the headline."""
    headline = "Valley Officials Signal Slower Pace of Bridge Repairs as Costs Linger"
    points = ["Minutes show broad support for a gradual approach", "Several members saw scope to pause if prices stay firm"]
    text = [
        "Valley officials indicated broad support for a gradual approach to mending the bridge, minutes of their meeting showed.",
        "“Members expected that it would likely be right to move gradually,” the minutes of the council said.",
        "Officials next meet on Dec. 17 and will hear from the builders then, the council said in a letter to the town.",
    ]
    page = ["Economy", headline, *points, "By Asha Rao", "November 26, 2024 at 2:00 PM EST", *text]
    assert boilerplate.strip(page, "Latn").title == headline


def test_a_row_of_topics_above_the_text_is_not_the_headline() -> None:
    """Topics below the words for them go, though the text says each of them; the headline above them is the headline."""
    text = [
        "The valley council is drawing up plans to abolish the bridge toll for farmers, the Gazette has learnt from two members.",
        "Asha Rao, who leads the council, has been asked to model the cost of the bridge toll over the coming ten years.",
        "A source said no decision had been taken. “All tolls are kept under review,” the source said on Monday.",
    ]
    headline = "Council to scrap toll for farms below ten acres"
    page = [
        "News",
        headline,
        "Tom Roe",
        "Related Topics",
        "Bridge toll, Valley council, Asha Rao",
        "4 November 2024 6:00am",
        *text,
    ]
    found = boilerplate.strip(page, "Latn")
    assert found.title == headline
    assert [paragraph.text for paragraph in found.paragraphs] == text


def test_a_deck_below_the_first_headline_is_not_the_headline() -> None:
    """Of two lines below the page's section that claim nearly as much the upper one is the headline."""
    headline, deck = (
        "La isla refuerza el puerto tras el temporal del lunes",
        "El consejo envía dos barcos y más brigadas a la costa",
    )
    text = [
        "El consejo de la isla ha decidido este lunes reforzar el muelle del puerto con dos barcos y más obreros.",
        "La alcaldesa, Ana Ruiz, ha asegurado que las obras empezarán en marzo y que el puerto no se cerrará.",
        "“Hemos esperado bastante”, ha dicho en la reunión, a la que llegó andando desde la otra orilla.",
    ]
    page = [
        "Internacional",
        headline,
        deck,
        "Pedro Soto",
        "Puerto Norte - 20 nov 2024 - 18:42 CET",
        "Compartir en Whatsapp",
        *text,
    ]
    assert boilerplate.strip(page, "Latn").title == headline
