"""What programs print between the lines of a text is cut, and what only looks like it stays."""

from __future__ import annotations

import pytest

from copydesk.boilerplate import widgets
from copydesk.boilerplate.page import Page
from tests.boilerplate.ferry import PROSE, cut


def between(*labels: str) -> Page:
    """The paragraphs, each with the labels below it."""
    return Page([text for paragraph in PROSE for text in (paragraph, *labels)], "Latn")


def test_the_same_label_between_all_paragraphs_is_a_slot() -> None:
    """A few words that stand again and again between the paragraphs go, in a language that nobody wrote rules for."""
    page = between("Spazio vuoto qui")
    widgets.slots(page)
    assert cut(page) == ["Spazio vuoto qui"] * len(PROSE)


@pytest.mark.parametrize("labels", [("Pros", "Cons"), ("The verdict:",), ("What then?",), ("1902",)])
def test_labels_that_belong_to_the_text_are_no_slots(labels: tuple[str, ...]) -> None:
    """Sub-heads that return come in pairs, introduce something, ask, or count: they stay."""
    page = between(*labels)
    widgets.slots(page)
    assert cut(page) == []


def test_a_heading_of_every_part_is_no_slot() -> None:
    """A sub-head that returns after several paragraphs stays, and so does a label that stands three times only."""
    parts = Page([text for n in range(4) for text in ("Fast facts", *(f"{text} Part {n}." for text in PROSE))], "Latn")
    thrice = Page([text for paragraph in PROSE[:3] for text in (paragraph, "Spazio vuoto qui")], "Latn")
    for page in (parts, thrice):
        widgets.slots(page)
        assert cut(page) == []


@pytest.mark.parametrize(
    "stamp", ["{}:1{}Mira Okafor", "2 hours ago{}:0{} Mira Okafor", "{}.4{} pm | KEY EVENT", "{}:2{} रीना शर्मा"]
)
def test_stamps_of_a_live_blog_are_cut(stamp: str) -> None:
    """A time of day and the same words above each entry go, whether the entry has a headline or not."""
    entries = [[stamp.format(9 + n, n), *(["The piano is ashore"] if n % 2 else []), text] for n, text in enumerate(PROSE)]
    page = Page([line for entry in entries for line in entry], "Zyyy")
    widgets.live_stamps(page)
    assert cut(page) == [entry[0] for entry in entries]


@pytest.mark.parametrize("halves", ["AM PM", "am pm", "p m a m"])
def test_stamps_of_a_morning_and_an_afternoon_are_the_same(halves: str) -> None:
    """Entries from before noon and after are stamps of one blog, wherever the half of the day stands."""
    morning, evening = halves[: len(halves) // 2], halves[len(halves) // 2 + 1 :]
    entries = [(f"{n + 8}:05 {evening if n % 2 else morning}, 03 March", text) for n, text in enumerate(PROSE[:4])]
    page = Page([line for entry in entries for line in entry], "Latn")
    widgets.live_stamps(page)
    assert cut(page) == [stamp for stamp, _ in entries]


@pytest.mark.parametrize(("entries", "are_stamps"), [(4, True), (3, False)])
def test_two_stamps_in_three_have_their_entry(entries: int, are_stamps: bool) -> None:
    """Of six stamps that say the same four stand above running text, or they are a list."""
    texts = [*PROSE[:entries], *["Harbour"] * (6 - entries)]
    lines = [line for n, text in enumerate(texts) for line in (f"9:1{n} Mira Okafor", text, "Ferry", "Pier")]
    page = Page(lines, "Latn")
    widgets.live_stamps(page)
    assert cut(page) == ([line for line in lines if "Mira" in line] if are_stamps else [])


@pytest.mark.parametrize("stamp", ["1{}:30 Uhr", "1{}.00", "2{}:15 The ferry leaves pier {}"])
def test_hours_of_a_day_are_no_stamps(stamp: str) -> None:
    """The hours that a report goes through stay: their words are none, one, or others each time."""
    page = Page([line for n, text in enumerate(PROSE) for line in (stamp.format(n, n), text)], "Latn")
    widgets.live_stamps(page)
    assert cut(page) == []


def test_a_programme_of_films_stays() -> None:
    """What is shown at which hour is a list, whatever is shown three times."""
    page = Page([*PROSE, *(f"{hour}:15 Evening news" for hour in range(17, 23)), PROSE[0]], "Latn")
    widgets.live_stamps(page)
    assert cut(page) == []


@pytest.mark.parametrize(
    "own",
    [
        ["0:00 / 2:48"], ["1x"],
        ["The old pier before the storm. 18.04.2024 | 0:21 min"], ["0.5x 1x 1.5x"], ["<iframe src='x' width=9></iframe>"],
        ["<div class=player", "</div>"], ["Ferry_v_Harbour.pdf"], ["Fares_of_March.docx (48 kB)"],
        ["fares.pdf [1,2 MB]"], ["00:00"], ["0:00"], ["1 / 5", "2 / 5", "3 / 5"], ["1 of 3", "2 of 3", "3 of 3"],
        ["harbour_image"], ["top_ad_slot_2"],
        ["Video02:53 18.04.2024"], ["VIDEO3:4503:45"], ["▶ Podcast 12:30"], ["वीडियो 2:10"], ["Видео: 1:02:11"],
    ],
)  # fmt: skip
def test_what_a_player_or_a_gallery_prints_goes(own: list[str]) -> None:
    """Clocks, speeds, markup without text, names of files and counts of pictures are cut, wherever they stand."""
    page = Page([line for n, text in enumerate(PROSE) for line in (text, *own[n : n + 1])], "Latn")
    widgets.players(page)
    assert cut(page) == own


@pytest.mark.parametrize(
    "own",
    [
        ["18:30", "19:15"], ["2-1", "3-1", "4-1"], ["3/5"], ["1/2", "1/3", "1/4"], ["<p>The piano was saved.</p>"], ["<기자>"],
        ["Ferry.pdf is what the office called it"], ["2x the price"],
        ["Ferry.pdf (the old one)"], ["23:00", "00:00"], ["00:15"],
        ["ann_lee"], ["snake_case_is a name for this"], ["Video 18:30 Uhr im Hafenkino"], ["Podcast 2024"], ["Pier 3:15"],
    ],
)  # fmt: skip
def test_what_only_looks_like_a_player_stays(own: list[str]) -> None:
    """Hours, scores, a rating, fractions, marked-up text, a speaker in angle brackets and sentences are not cut."""
    page = Page([line for n, text in enumerate(PROSE) for line in (text, *own[n : n + 1])], "Latn")
    widgets.players(page)
    assert cut(page) == []


@pytest.mark.parametrize("blank", [[], [""]])
def test_what_was_played_of_how_much_goes(blank: list[str]) -> None:
    """Two clocks with nothing between them go, where the first is zero."""
    page = Page([*PROSE[:2], *blank, "00:00", *blank, "03:12", *blank, *PROSE[2:]], "Latn")
    widgets.players(page)
    assert cut(page) == ["00:00", "03:12"]


@pytest.mark.parametrize("blank", [[], [""]])
def test_a_chronology_from_midnight_is_no_player(blank: list[str]) -> None:
    """Hours with a paragraph between stay, though the first is zero; and so do two hours together, where it is not."""
    page = Page(["00:00", *blank, PROSE[0], *blank, "03:12", *blank, *PROSE[1:], "18:30", *blank, "19:15"], "Latn")
    widgets.players(page)
    assert cut(page) == []


@pytest.mark.parametrize(
    "offer",
    [
        "$549 at REI", "$59 at Target $62 at Best Buy", "24,99 € bei Otto", "₹499 on Flipkart", "£80 £65 at John Lewis",
        "$549 at REI (Men's Regular)", "$63 at harbourshop.com", "$200 at Moor & Sons (Long) $210 at Amazon",
    ],
)  # fmt: skip
def test_a_price_at_a_shop_is_an_offer(offer: str) -> None:
    """Prices that say whose they are link to shops, whichever these are."""
    page = Page([*PROSE[:3], offer, *PROSE[3:]], "Latn")
    widgets.offers(page)
    assert cut(page) == [offer]


@pytest.mark.parametrize(
    "line",
    [
        "$5 million from donors",
        "Gunman kills 22 at Walmart",
        "5 dead at Target",
        "$549",
        "£3 at the door",
        "$20 at Riverside Hall Box Office",
        "$20 at the door (children free)",
        "£5 at noon.",
    ],
)
def test_what_is_no_price_at_a_shop_stays(line: str) -> None:
    """Sums, prices alone and prices at the door are the text's."""
    page = Page([*PROSE[:3], line, *PROSE[3:]], "Latn")
    widgets.offers(page)
    assert cut(page) == []


@pytest.mark.parametrize("ticker", ["KSE 46,245.41 +1.08%", "IHSG 7.214,32 (-0,41%)", "Gold ₹71,200 ▲ 320 (0.45%)"])
def test_tickers_stand_above_the_text(ticker: str) -> None:
    """A price and how it moved goes above the text and stays in it."""
    page = Page([ticker, *PROSE, ticker], "Latn")
    widgets.tickers(page)
    assert [line.verdict for line in page.lines if line.text == ticker] == ["ticker", None]


@pytest.mark.parametrize("line", ["Harbour 3 Pier 1", "Nifty ends at 24,100, up 1%", "Gold 71,200"])
def test_what_does_not_say_how_a_price_moved_is_no_ticker(line: str) -> None:
    """Scores, headlines with figures and prices alone stay."""
    page = Page([line, *PROSE], "Latn")
    widgets.tickers(page)
    assert cut(page) == []


@pytest.mark.parametrize("line", ["A A A", "அ அ அ", "가 가", "A- A A+"])
def test_a_letter_again_and_again_is_a_button_for_its_size(line: str) -> None:
    """The same letter alone, several times, is what changes the size of the letters, in every script."""
    page = between(line)
    widgets.players(page)
    assert set(cut(page)) == {line}


@pytest.mark.parametrize("line", ["ফন্ট সাইজ অ- অ+", "फॉन्ट साइज अ- अ अ+", "Text size: A- A+"])
def test_a_label_before_the_sizes_goes_with_them(line: str) -> None:
    """A phrase of the lexicons and the row of letters behind it are one button."""
    page = between(line)
    widgets.players(page)
    assert set(cut(page)) == {line}


@pytest.mark.parametrize("line", ["A B C", "हा हा हा", "O", "Go go", "The ferry sails A A", "Text size of the notice: A"])
def test_other_letters_are_no_button(line: str) -> None:
    """Different letters, syllables, words and one letter alone stay."""
    page = between(line)
    widgets.players(page)
    assert cut(page) == []


def counted(lines: list[str], known: set[str], title: str | None = None) -> list[str]:
    """What of these lines counters() takes, where some were taken before."""
    page = Page(lines, "Latn")
    for line in page.lines:
        if line.text in known:
            page.cut(line, "en/share", "a share button")
    widgets.counters(page, next((line for line in page.lines if line.text == title), None))
    return [text for text in cut(page) if text not in known]


@pytest.mark.parametrize("number", ["214", "1,842", "1.2K", "२१४"])
def test_a_number_among_furniture_is_a_counter(number: str) -> None:
    """A bare number with furniture above and below it counts shares or comments."""
    assert counted(["Share", number, "SHARES", *PROSE], {"Share", "SHARES"}) == [number]


def test_a_number_beside_text_or_the_headline_is_no_counter() -> None:
    """A number with text on one side, a number of many digits, and one right below the headline stay."""
    assert counted([PROSE[0], "214", "SHARES", *PROSE[1:]], {"SHARES"}) == []
    assert counted(["Share", "214", "Crossings", *PROSE], {"Share"}) == []
    assert counted(["Share", "20242025", "SHARES", *PROSE], {"Share", "SHARES"}) == []
    assert counted(["Crossings", "214", "SHARES", *PROSE], {"Crossings", "SHARES"}, "Crossings") == []


def test_shares_of_a_vote_in_which_nobody_voted_are_a_counter() -> None:
    """Three shares or more, most of them 0 %, are a widget's; the shares of a vote that was held stay."""
    labels = ["Happy", "0%", "Sad", "0%", "Angry", "{}%"]
    assert counted([*PROSE, *(text.format(100) for text in labels)], set()) == ["0%", "0%", "100%"]
    assert counted([*PROSE, "Ferry", "52%", "Bridge", "48%", "None", "0%"], set()) == []
    assert counted([*PROSE, "Ferry", "0%", "Bridge", "0%"], set()) == []


@pytest.mark.parametrize("plea", ["Ακολουθήστε μας στο Google News", "Distribuie pe Facebook", "Sek oss på Telegram"])
def test_a_plea_that_ends_in_a_network_is_known_in_every_language(plea: str) -> None:
    """Beside furniture a few words that end in a network's name are a button, above the text or below it, and not amid it."""
    above = Page(["The ferry is back", "Share", plea, *PROSE], "Zyyy")
    below = Page(["The ferry is back", *PROSE, plea, "Share"], "Zyyy")
    amid = Page(["The ferry is back", PROSE[0], "Share", plea, *PROSE[1:]], "Zyyy")
    for page in (above, below, amid):
        page.cut(next(line for line in page.lines if line.text == "Share"), "en/share", "a share button")
        widgets.networks(page, page.lines[0])
    assert [plea in cut(page) for page in (above, below, amid)] == [True, True, False]


@pytest.mark.parametrize("line", ["They met on Facebook.", "What the harbour master wrote to all of us on Facebook"])
def test_a_sentence_or_a_headline_that_ends_in_a_network_stays(line: str) -> None:
    """A sentence, and more words than a button has, stay beside furniture too."""
    page = Page(["The ferry is back", *PROSE, line, "Share"], "Latn")
    page.cut(page.lines[-1], "en/share", "a share button")
    widgets.networks(page, page.lines[0])
    assert line not in cut(page)


@pytest.mark.parametrize(
    "line",
    [
        "Share this item on Facebook Share this item via WhatsApp Share this item on Telegram Send this item to a friend",
        "Share on Facebook Share on WhatsApp Share on Telegram",
        "भेजें Facebook भेजें WhatsApp भेजें Telegram भेजें Pinterest",
        "इस खबर को Facebook पर भेजें इस खबर को WhatsApp पर भेजें इस खबर को Telegram पर भेजें",
    ],
)
def test_the_same_words_before_each_network_are_a_share_bar(line: str) -> None:
    """A line without a mark that says the same before three networks is a row of buttons, in any language, wherever it stands."""
    page = Page([*PROSE[:2], line, *PROSE[2:]], "Zyyy")
    widgets.networks(page, None)
    assert cut(page) == [line]


@pytest.mark.parametrize(
    "line",
    [
        "The ferry is on Facebook the island is on WhatsApp and the harbour asks both for an answer",
        "He left Facebook, he left WhatsApp, he left Telegram.",
        "Facebook WhatsApp and Telegram were down for the whole of the night",
    ],
)
def test_what_happened_to_networks_stays(line: str) -> None:
    """A sentence about several networks is no row of buttons."""
    page = Page([*PROSE[:2], line, *PROSE[2:]], "Zyyy")
    widgets.networks(page, None)
    assert cut(page) == []


def test_a_plea_for_a_network_among_open_lines_stays() -> None:
    """Where neither line beside it is furniture, a line that ends in a network's name may be the text's."""
    plea = "Find us on Facebook"
    page = Page(["The ferry is back", *PROSE, "Harbour and pier", plea, "Islands and lakes"], "Latn")
    widgets.networks(page, page.lines[0])
    assert cut(page) == []


@pytest.mark.parametrize(
    "line", ["Comments: 49, Likes: 24", "Kommentare: , Empfehlungen: 4", "Просмотров: 120 | Комментариев: 3"]
)
def test_how_often_a_page_was_read_is_a_counter(line: str) -> None:
    """Labels with a number each, of which one is of a page's comments, views or likes, are a counter's, beside text too."""
    page = Page([*PROSE[:3], line, *PROSE[3:]], "Zyyy")
    widgets.counters(page, None)
    assert cut(page) == [line]


@pytest.mark.parametrize("line", ["Dead: 12, injured: 40", "Gold: 3, Silver: 7", "Comments:", "Views: many, likes: few"])
def test_other_labels_with_numbers_stay(line: str) -> None:
    """What was counted of the subject stays, and labels without any number."""
    page = Page([*PROSE[:3], line, *PROSE[3:]], "Latn")
    widgets.counters(page, None)
    assert cut(page) == []


def test_headlines_that_end_in_the_same_button_are_teasers() -> None:
    """Two headlines or more that end in a stroke and the same small word link elsewhere; one alone, or a list, stays."""
    teasers = ["Hafen: Neue Fähre läuft später aus | mehr", "Pier nach dem Sturm wieder offen | mehr"]
    page = Page([PROSE[0], teasers[0], *PROSE[1:3], teasers[1], *PROSE[3:]], "Latn")
    widgets.buttons(page)
    assert cut(page) == teasers
    for stay in (teasers[:1], ["Morning ferry | fast", "Evening ferry | slow"], ["a | mehr", "b | mehr"]):
        page = Page([line for n, text in enumerate(PROSE) for line in (text, *stay[n : n + 1])], "Latn")
        widgets.buttons(page)
        assert cut(page) == []


@pytest.mark.parametrize("numbers", [("0", "143"), ("2415", "12"), ("3", "0", "17")])
def test_a_row_of_numbers_among_furniture_is_counters(numbers: tuple[str, ...]) -> None:
    """Shares, comments and views may be counted one below the other."""
    page = Page(["Share", *numbers, "Print", *PROSE], "Latn")
    for line in page.lines:
        if line.text in ("Share", "Print"):
            page.cut(line, "en/share-word", "button")
    widgets.counters(page, None)
    assert [line.text for line in page.lines if line.verdict == "counter"] == list(numbers)


@pytest.mark.parametrize(
    "line",
    [
        "Télécharger le communiqué de presse (PDF - 214,6 ko)", "බාගත කරන්න (PDF)", "Notice of the sale [PDF, 1.2 MB]",
        "Приложение № 2 (DOCX, 34 КБ)", "लॉटरी का परिणाम (PDF)",
    ],
)  # fmt: skip
def test_a_link_to_a_file_goes_by_its_bracket(line: str) -> None:
    """A few words that end in a bracket with the kind of a file, and its size perhaps, are a link to it."""
    page = Page([*PROSE[:2], line, *PROSE[2:]], "Zyyy")
    widgets.files(page)
    assert cut(page) == [line]


@pytest.mark.parametrize(
    "line",
    [
        "The island council published its accounts for last year on Tuesday, in a form that can be printed (PDF)",
        "How the council hides its minutes in a file (pdf or not)", "The ferry is late (MP4 of the quay)", "PDF",
    ],
)  # fmt: skip
def test_a_sentence_about_a_file_stays(line: str) -> None:
    """Running text, and a bracket that says more than the kind of a file and its size, are no link to one."""
    page = Page([*PROSE[:2], line, *PROSE[2:]], "Zyyy")
    widgets.files(page)
    assert cut(page) == []
