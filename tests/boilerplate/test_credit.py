"""Credits go wherever they stand; rows of a table, headlines and questions of which a part looks like one stay."""

from __future__ import annotations

import pytest

from copydesk.boilerplate import credit, strip
from copydesk.boilerplate.page import Page
from tests.boilerplate.ferry import PROSE, cut

CREDITS = [
    "Photo: Ellen Marsh",
    "Foto: Hans Meier/AFP",
    "ഫോട്ടോ: ടി.കെ. അനൂപ്",
    "फोटो: अजय वर्मा",
    "写真：山田太郎",
    "HARBOUR NEWS/ELLEN MARSH",
    "(emr/dpa)",
    "Photograph: Harbourside",
    "Image: harbourline.org",
    "Foto: https://harbourline.org/press",
    "Photograph: Ellen Marsh/The Harbour Gazette",
    "Photograph: Ellen Marsh for The Harbour Gazette",
    "Photograph: Ellen Marsh/PA Wire",
    "Credit...Ellen Marsh for The Harbour Gazette",
    "Image: © Ellen Marsh",
    "(Ellen Marsh / Harbour Gazette)",
    "[Ellen Marsh/Harbour Gazette]",
    "Image: 123RF/ELLEN MARSH",
    "Photo - Ellen Marsh",
    "ဓာတ်ပုံ - ဧရာဝတီ",
    "Image: 500px",
]
NONE = [
    "Photo: a red square on white",
    "Photo - a red square on white",
    "Photo-Ellen Marsh's shop",
    "marsh@harbour.example",
    "फोटो: 20 से 50 केबी",
    "फोटो: 50 केबी",
    "फोटो: नदी पर बना नया पुल",
    "写真：新しい橋の上から見た港の朝",
    "HARBOUR NEWS",
    "Photo: soon",
    "Image: 1.5",
    "Image: 124RF/ELLEN MARSH",
    "(emr)",
    "ON/OFF",
    "The ferry (Harbour Line/Island Line) sails again",
    "The ferry sails again. (see page 4/5)",
    "Photograph: Ellen Marsh/the ferry at dawn",
    "Photo: the harbour for The Harbour Gazette",
    "Credit...where it is due",
    "(the ferry / the piano)",
    "(Monday / Tuesday)",
]


@pytest.mark.parametrize("line", CREDITS)
def test_a_credit_between_paragraphs_is_cut(line: str) -> None:
    """A word for a picture, a colon and a name, or an agency and a name, or initials and an agency are nothing but a credit."""
    page = Page([PROSE[0], line, *PROSE[1:]], "Zyyy")
    credit.signed(page)
    assert cut(page) == [line]


@pytest.mark.parametrize("line", NONE)
def test_what_is_only_like_a_credit_stays(line: str) -> None:
    """What stands behind the colon is no name, or no word for a picture before it, or the bracket does not end a sentence."""
    page = Page([PROSE[0], line, *PROSE[1:]], "Zyyy")
    credit.signed(page)
    assert cut(page) == []


@pytest.mark.parametrize("line", ["Foto: Hans Meier", "Фото: Решетилівська громада", "Photo: Harbour museum archive"])
def test_a_paragraph_with_a_colon_is_no_row_beside_a_credit(line: str) -> None:
    """Running text above a credit makes no table of it, though a colon stands in its beginning; an archive may be named by it."""
    told = "What is left to say: the ferry carries the piano home on Monday, and nobody has to pay for it."
    page = Page([*PROSE, told, line, *PROSE[:1]], "Zyyy")
    credit.signed(page)
    assert cut(page) == [line]


def test_a_caption_may_end_in_a_credit_behind_three_dots() -> None:
    """Papers that print "Credit..." before a name print it behind the caption too."""
    caption = "The mayor on her way to the meeting.Credit...Ellen Marsh for The Harbour Gazette"
    found = strip([PROSE[0], PROSE[1], caption, *PROSE[2:]], "Latn")
    assert [(each.text, each.rule) for each in found.cuts if each.text == caption] == [(caption, "en/credit-at-end")]


def test_a_row_of_a_table_is_no_credit() -> None:
    """Beside other labels with values the word for a picture is a label too: what to send with a form."""
    for rows in (["दस्तावेज: आधार कार्ड", "फोटो: पासपोर्ट साइज"], ["फोटो: पासपोर्ट साइज", "हस्ताक्षर: काली स्याही में"]):
        page = Page([PROSE[0], *rows, *PROSE[1:]], "Zyyy")
        credit.signed(page)
        assert cut(page) == []


def test_whom_a_credit_names_is_no_headline() -> None:
    """A writer's name below the headline that a credit names again is never the headline, in a script without case."""
    text = [
        "കായലിനു നടുവിലെ ദ്വീപിലേക്ക് വടക്കുനിന്നുള്ള അതിഥികൾ എത്തിത്തുടങ്ങി.",
        "മഞ്ഞിന്റെ പാട നീങ്ങുമ്പോൾ എരണ്ടകളുടെ കൂട്ടം വെള്ളത്തിൽ തെളിയും.",
        "കായലിലെ പ്ലാസ്റ്റിക് മാലിന്യം വലിയ ഭീഷണിയാണെന്ന് വള്ളക്കാർ പറയുന്നു.",
    ]
    head = ["ദേശാടനപ്പക്ഷികൾ: ഒരു പുലർകാല കാഴ്ച", "ടി.കെ. അനൂപ്", "22 Nov 2024, 06:30 AM IST", "പങ്കിടുക"]
    assert strip([*head, text[0], "ഫോട്ടോ: ടി.കെ. അനൂപ്", *text[1:]], "Mlym").title == head[0]


@pytest.mark.parametrize("line", ["এএইচ/এমএস", "বিনোদন বার্তা/এনএইচ", "/এসবি", "dpa/jk", "nn/aa"])
def test_a_desk_and_initials_sign_the_text_at_its_end(line: str) -> None:
    """Right below the last paragraph a desk or initials, a stroke and initials are who wrote and who edited."""
    page = Page([*PROSE, line, "Related headlines"], "Zyyy")
    credit.signed(page)
    assert cut(page) == [line]


@pytest.mark.parametrize(
    ("line", "is_cut"), [("ellen.marsh@harbourline.org", True), ("Write to ellen.marsh@harbourline.org", False)]
)
def test_the_writers_mail_address_alone_signs_the_text(line: str, *, is_cut: bool) -> None:
    """Right below the last paragraph a mail address alone is whom to write to; amid the text, or in a sentence, it is told."""
    page = Page([*PROSE, line, "Related headlines"], "Zyyy")
    credit.signed(page)
    assert cut(page) == [line] * is_cut
    page = Page([*PROSE[:2], line, *PROSE[2:]], "Zyyy")
    credit.signed(page)
    assert cut(page) == []


@pytest.mark.parametrize("line", ["AL/MR", "GR-bp", "BP/GR-bp", "ab/cd/ef", "sdp/lk"])
def test_initials_sign_the_text_where_nothing_stands_below(line: str) -> None:
    """Initials in capitals or by a hyphen sign the text where they are the last that is left, and no item of a list."""
    for below, wanted in (([], [line]), (PROSE[:1], [])):
        page = Page([*PROSE, line, *below], "Zyyy")
        credit.signed(page)
        assert cut(page) == wanted


@pytest.mark.parametrize(
    "lines", [["AC/DC", "Iron Maiden"], ["Iron Maiden", "AC/DC"], ["PS/2"], ["F-16"], ["AL/MR vs. GR/BP"], ["T-shirt"]]
)
def test_what_only_looks_like_initials_signs_nothing(lines: list[str]) -> None:
    """An item of a list below the text, and a name of a thing with a figure, is no signature."""
    page = Page([*PROSE, *lines], "Zyyy")
    credit.signed(page)
    assert cut(page) == []


@pytest.mark.parametrize(
    ("line", "below"),
    [("এএইচ/এমএস", PROSE[:1]), ("Yes/No", []), ("১/২", []), ("হ্যাঁ / না / জানি না", []), ("নারী/পুরুষ উভয়েই আবেদন করতে পারবেন", [])],
)
def test_a_stroke_elsewhere_signs_nothing(line: str, below: list[str]) -> None:
    """Amid the text, with capitals, with figures alone or in a row of choices a stroke stands between other things."""
    page = Page([*PROSE, line, *below], "Zyyy")
    credit.signed(page)
    assert cut(page) == []


def test_a_mail_address_below_a_byline_is_the_writers() -> None:
    """A line that is only an address goes where a byline stands right above; elsewhere it may be what the text tells."""
    mail = "marsh@harbour.example"
    page = Page(["Ferry keeps its timetable", "By Ellen Marsh", mail, *PROSE], "Latn")
    credit.signed(page)
    assert cut(page) == [mail]


def test_a_label_of_a_picture_before_a_dash_is_no_writer() -> None:
    """Whose the picture is does not say who wrote the text."""
    text = ["ရန်ကုန်မြို့တွင် တနင်္လာနေ့မှစ၍ လျှပ်စစ်မီး ပြတ်တောက်မှု ပိုများလာကြောင်း ဒေသခံများက ပြောသည်။", "ကုမ္ပဏီက ပြုပြင်နေသည်ဟု ဆိုသည်။"]
    found = strip(["ရန်ကုန်တွင် လျှပ်စစ်မီး ပြတ်တောက်မှု ပိုများလာ", "၄ နိုဝင်ဘာ ၂၀၂၄", "ဓာတ်ပုံ - ဧရာဝတီ", *text], "Mymr")
    assert found.byline is None
    assert found.text.split("\n\n") == text
