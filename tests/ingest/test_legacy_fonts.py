"""Fonts that draw letters of India over Latin ones: what is turned into Unicode, what is refused, what is none of them."""

from __future__ import annotations

import unicodedata

import pytest

from copydesk.errors import UnreadableError
from copydesk.ingest.decode import decode
from copydesk.ingest.legacyfonts import Font, converted, fonts, recognised, rescuing
from tests.ingest.texts import LANGUAGES, news, samples, sentences
from tests.ingest.typists import in_font
from tests.romanised import HINDI

FONTS = {font.slug: font for font in fonts()}
RESCUED = [
    ("kruti-dev-010", "hi"),
    ("kruti-dev-010", "mr"),
    ("kruti-dev-010", "ne"),
    ("bamini", "ta"),
    ("tscii", "ta"),
    ("tab", "ta"),
]
PROOFS = [(font, *proof) for font in fonts() for proof in font.proofs]

REFUSED = {
    "chanakya": (
        "×éØ×´˜æè Ùð ·¤ãæ ç·¤ Öæ´» ·ð¤ ÂæÙè âð ¿æÚU »æ´ß ƒæðÚU »° ãñ´Ð "
        "©‹ãô´Ùð Øã Öè ·¤ãæ ãñ ç·¤ ×ÎÎ ·¤è ÁæØð»è ¥æñÚU S·ê¤Ü Õ´Î ÚUãð´»ðÐ"
    ),
    "shusha": (
        "maM~I nao kha ik gaaÐva mao pyaasa hO. maoM AaOr vah "
        "daonaaoM saaqa gayao. ]sako baad nahIM Aayao, jaOsaa ]nhaoMnao ikyaa qaa."
    ),
    "shree-lipi": (
        "_w»`_§Ìr åhUmbo {H$ Jmdm§Zm nmUr {_iob. Vo ~moboV Amho Am{U H$m_ MmbV Amho. VoWo H$mo {H$ H$m` H$ao go _mhrV ZmhrM."
    ),
    "dv-tt": (
        "¨ÉÖJªÉ¨ÉÆjÉÒ xÉä EòÉ½þ ÊEò {ÉÉxÉÒ EòÒ Eò¨ÉÒ ½èþ +Éè®ú =xÉEòÒ "
        "¨ÉnùnùEäò Ê±ÉB ¨Éå EòÉ¨É ½þÉä ®ú½þÉ ½èþ* ªÉ½þ xÉ½þÓ ½þÉäiÉÉ*"
    ),
}
"""Lines as a page in the font shows them, written for these tests by the commonest words of each."""


def in_lines(font: Font, language: str) -> list[tuple[str, str]]:
    """Sentences of a language that a font can write, in Unicode and as the font has them."""
    found = []
    for sentence in sentences(language):
        try:
            found.append((unicodedata.normalize("NFC", sentence), in_font(sentence, font)))
        except KeyError:  # a straight quotation mark is a letter of some fonts
            continue
    return found


@pytest.mark.parametrize(("font", "legacy", "unicode"), PROOFS, ids=[f"{font.slug}-{legacy[:12]}" for font, legacy, _ in PROOFS])
def test_each_table_proves_itself(font: Font, legacy: str, unicode: str) -> None:
    """The words that a table carries come out as it says."""
    assert rescuing.line(legacy, font) == unicode


@pytest.mark.parametrize(("slug", "language"), RESCUED)
@pytest.mark.parametrize("count", [2, 6, 100])
def test_a_page_in_a_known_font_is_unicode_again(slug: str, language: str, count: int) -> None:
    """Articles typed in a font whose table is known come back to the letter, short ones too, and the record says so."""
    lines = sorted(in_lines(FONTS[slug], language), key=lambda pair: -len(pair[0]))[:count]
    read = decode("\n".join(typed for _, typed in lines).encode())
    assert read.text == "\n".join(meant for meant, _ in lines)
    assert read.repairs == (f"legacy-font-{slug}",)


@pytest.mark.parametrize(("slug", "language"), RESCUED)
def test_bytes_of_a_known_font_are_unicode_again(slug: str, language: str) -> None:
    """The same page in the bytes of Windows-1252, as old servers hold it."""
    lines = in_lines(FONTS[slug], language)
    data = "\n".join(typed for _, typed in lines).replace("\u00ad", "").encode("cp1252")
    assert decode(data).text.split("\n")[0] == lines[0][0]


@pytest.mark.parametrize(("slug", "language"), RESCUED)
def test_english_around_a_legacy_body_stays(slug: str, language: str) -> None:
    """Menus, bylines and addresses in English on such a page are left as they are."""
    chrome = [
        "Home | About us | Contact",
        "Read more news in Hindi",
        "Copyright 2009 All rights reserved",
        "By our correspondent, New Delhi",
    ]
    lines = in_lines(FONTS[slug], language)
    page = [*chrome[:2], "", *(typed for _, typed in lines), "", *chrome[2:]]
    assert decode("\n".join(page).encode()).text.split("\n") == [*chrome[:2], "", *(meant for meant, _ in lines), "", *chrome[2:]]


def test_acronyms_in_a_legacy_line_stay() -> None:
    """Parties and offices that the page spells in Latin capitals are no Kruti Dev."""
    line = "eq[;ea=h us dgk fd BJP vkSj CBI us ;g dke ugha fd;k gSA\n" * 2
    assert decode(line.encode()).text == "मुख्यमंत्री ने कहा कि BJP और CBI ने यह काम नहीं किया है।\n" * 2


@pytest.mark.parametrize("slug", REFUSED)
def test_fonts_without_a_sure_table_are_refused_by_name(slug: str) -> None:
    """A page in a font whose table is not certain is a ledger row that names the font and what to do, in UTF-8 or in bytes."""
    text = (REFUSED[slug] + "\n") * 3
    for data in (text.encode(), text.encode("cp1252")):
        with pytest.raises(UnreadableError) as caught:
            decode(data)
        assert caught.value.reason == "legacy-font"
        assert caught.value.detail.startswith(f"reads like {FONTS[slug].name}")


def test_a_font_that_no_table_knows_is_refused() -> None:
    """Words that mix letters and signs as no language does are not published, though nobody can say which font it was."""
    words = [
        "yLku",
        "økwshkík{kt",
        "su{ku",
        "ÃkÂ~{{kt",
        "yk~[Þo",
        "MkkÚku",
        "hßqykík",
        "fhe",
        "Ëuþ{kt",
        "«ðkMk",
        "çkkË",
        "{¤e",
        "þfu",
    ]
    text = "\n".join(" ".join(words[at:] + words[:at]) for at in range(8))
    with pytest.raises(UnreadableError, match=r"legacy-font: .* mix letters and signs"):
        decode(text.encode())


def test_private_characters_are_refused() -> None:
    """Text in the private use area has no meaning without its font."""
    with pytest.raises(UnreadableError, match=r"legacy-font: .* private"):
        decode("".join(chr(0xF020 + at % 90) for at in range(300)).encode())


def test_a_kruti_dev_page_that_the_table_cannot_turn_is_refused() -> None:
    """Marks of a font around words that make no Devanagari are not half converted."""
    with pytest.raises(UnreadableError, match="legacy-font: reads like Kruti Dev 010"):
        decode(("vkSj gS fd;k x;k ugha sssk kkSS hhww qqwwss zzSSk " * 12).encode())


@pytest.mark.parametrize("text", [*samples(), *HINDI, "\n".join(HINDI)], ids=lambda text: text[:20])
def test_no_language_is_taken_for_a_font(text: str) -> None:
    """Samples, golden texts of every language and romanised Hindi are no legacy font, alone or line by line."""
    assert recognised(text) is None
    assert converted(text) == (text, ())
    assert not any(recognised(line) for line in text.split("\n"))


@pytest.mark.parametrize(
    "text",
    [
        "Type gS for है, esa for में and vkSj for और: that is how Kruti Dev 010 draws Hindi, a teacher explained.",
        "const fd = open(path); if (fd < 0) { return dk->ls; } for (;;) { us += ds[dh]; }\n" * 20,
        "iPhone, eBay, YouTube and McDonald's met LibreOffice, GitHub and OpenStreetMap at FOSDEM on Saturday.\n" * 10,
        "Prices: $40;50;60 | A+B=C | 10% #sale #deal @shop\n" * 20,
        "L'Au, l'Ag et le Cu ont monté; l'US dollar a reculé. Esa casa es de los dos.\n" * 10,
    ],
)
def test_texts_with_odd_words_are_no_font(text: str) -> None:
    """A page about a font, code, brand names with capitals inside, prices and chemistry stay what they are."""
    assert decode(text.encode()).text == text


def test_every_mark_of_a_rescued_font_is_a_word_of_its_language() -> None:
    """Marks of a font with a table turn into words that the script can write; weak ones are among them."""
    for font in fonts():
        assert font.weak <= font.marks
        assert len(font.marks - font.weak) >= 8
        for mark in font.marks if font.rescue else ():
            assert rescuing.is_word(rescuing.glyphs(mark, font).strip("।.,-"), font), (font.slug, mark)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_line_of_kruti_dev_marks_in_a_quote_changes_nothing(language: str) -> None:
    """An article of any language that quotes three words of Kruti Dev is no page in Kruti Dev."""
    text = news(language, 800) + "“gS esa vkSj”\n"
    assert decode(text.encode()).text == text
