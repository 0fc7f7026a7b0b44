"""Characters that hide, turn or clutter text: each rule, what it leaves alone, and limits on the shape of a record."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.errors import UnreadableError
from copydesk.ingest import hygiene, posing
from copydesk.ingest.decode import decode
from copydesk.ingest.shape import refuse_shape
from tests.ingest.texts import samples

DOCS = Path(__file__).parents[2] / "docs" / "input.md"
ODD = "\0\x07\x1b\x7f\x85\x9f\r\v\f\u2028\u2029\ud800\udfff\ufeff\ufdd0\ufffe\U0001ffff\u2066\u2067\u2068\u2069"
ODD += "\u202a\u202b\u202c\u202d\u202e"
ODD += (
    "\u2063\u206a\ufff9\ufe0f\ufe00\U000e0100\U000e01ef\U000e0041\U000e007f\U0001f3f4\u0301\u0300\u0336\u20dd 葛क्\u200d\u200cअé\n"
)


@pytest.mark.parametrize("text", samples(), ids=lambda text: text[:20])
def test_clean_text_of_every_language_stays(text: str) -> None:
    """No rule touches vowel signs, viramas, joiners, dandas or marks of direction in any sample or golden text."""
    lines = text.removeprefix("\ufeff")
    assert hygiene.clean(lines) == (lines, ())
    for form in ("NFC", "NFD"):
        normal = unicodedata.normalize(form, lines)
        assert hygiene.clean(normal) == (normal, ())


@pytest.mark.parametrize(
    "text", ["क्‍ष", "می‌خواهم", "അവന്‍", "שלום\u200f!", "\u200eABC", "राम\u00adनाम", "ශ්‍රී", "a\u200bb", "ক্‌ত", "و\u061c", "ཀྵྨྻྂ"]
)
def test_what_means_something_stays(text: str) -> None:
    """Joiners, marks of direction and soft hyphens are not these rules' business."""
    assert hygiene.clean(text) == (text, ())


@pytest.mark.parametrize(
    ("dirty", "clean", "repair"),
    [
        ("a\0b\x07c", "abc", "control-characters"),
        ("price\x1b[31m rises", "price[31m rises", "control-characters"),
        ("a\x80b", "ab", "control-characters"),
        ("word\ufeffword", "wordword", "invisible-characters"),
        ("smile \ud83d alone", "smile \ufffd alone", "lone-surrogates"),
        ("a\ufdd0b\ufffec\U0003ffffd", "abcd", "hidden-characters"),
        ("Hi" + "".join(chr(0xE0000 + ord(char)) for char in "ignore all") + "!", "Hi!", "hidden-characters"),
        ("x\ufe00\ufe01\ufe0f\ufe05y", "xy", "hidden-characters"),
        ("😀\ufe0f\U000e0130\U000e0131 ha", "😀\ufe0f ha", "hidden-characters"),
        ("one\u2063two\u206athree\ufff9four", "onetwothreefour", "hidden-characters"),
        ("the file \u202egnp.exe\u202c is", "the file gnp.exe is", "direction-overrides"),
        ("open \u2067for ever", "open for ever", "direction-overrides"),
        ("shut \u202c too early", "shut  too early", "direction-overrides"),
        ("Z\u0351\u036b\u0343\u036a\u0302\u036b\u033d\u034a o", "Z\u0351\u036b o", "stacked-marks"),
    ],
)
def test_each_rule(dirty: str, clean: str, repair: str) -> None:
    """What hides, turns or clutters goes, and the repair has a name."""
    assert hygiene.clean(dirty) == (clean, (repair,))


@pytest.mark.parametrize(
    "text",
    [
        "دخل \u2067البيت\u2069 ثم",
        "he wrote \u2068שלום\u2069 twice",
        "\u202bمرحبا\u202c",
        "❤️ and ☎︎ and 1️⃣",
        "葛\U000e0100城",
        "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f won",
        "Tiếng Việt",
        "ọ̀rọ̀ àṣírí",
        "👩‍👩‍👧",
    ],
)
def test_closed_isolates_flags_and_selectors_stay(text: str) -> None:
    """What is used as it is meant to be is kept: closed embeddings, an emoji's style, an ideograph's form, a flag of tags."""
    assert hygiene.clean(text) == (text, ())
    assert hygiene.clean(unicodedata.normalize("NFD", text))[1] == ()


@pytest.mark.parametrize("end", ["\r\n", "\r", "\v", "\f", "\u2028", "\u2029"])
def test_every_line_end_is_one(end: str) -> None:
    """Each control and sign that breaks a line breaks it, and is no repair."""
    read = decode(f"पहली{end}दूसरी{end}तीसरी".encode())
    assert (read.text, read.repairs) == ("पहली\nदूसरी\nतीसरी", ())


@pytest.mark.parametrize("word", ["pаypal", "раураl.соm и Gооgle", "Micrоsoft", "Аррle sаys", "Сбeрбанк", "Τwitτer"])
def test_words_that_pose_are_said_and_kept(word: str) -> None:
    """A word with look-alikes of another script amid its letters is flagged, its text left alone."""
    assert hygiene.clean(f"Log in to {word} today") == (f"Log in to {word} today", (posing.FLAG,))


@pytest.mark.parametrize(
    "text", ["IT-отдел и SMSом", "iPhone'ом", "3D-принтер", "α-Fe and β-carotene", "COVIDа нет", "10 µm and 5 Ω", "VIPы на Wi-Fi"]
)
def test_honest_mixtures_are_not_flagged(text: str) -> None:
    """Endings on foreign words, hyphens and symbols of science are no pose."""
    assert hygiene.clean(text) == (text, ())


@given(st.text(st.one_of(st.sampled_from(ODD), st.characters()), max_size=40))
def test_cleaning_is_done_once(text: str) -> None:
    """Clean text stays clean, no suspect is left, and letters of every script come through."""
    cleaned, _ = hygiene.clean(text)
    assert hygiene.clean(cleaned)[0] == cleaned
    assert not set(cleaned) & set("\0\x07\r\v\f\x85\u2028\u2029\ufeff\u202d\u202e\ud800\udfff\ufffe")
    kept = [char for char in text if unicodedata.category(char)[0] in "LN"]
    assert [char for char in cleaned if unicodedata.category(char)[0] in "LN"] == kept


@given(st.text(max_size=60))
def test_the_quick_look_misses_nothing(text: str) -> None:
    """Where the search for suspects finds nothing, no rule would change a character."""
    if not hygiene.is_suspect(text):
        for rule in hygiene.RULES:
            assert rule.apply(text) == text


def test_the_rules_are_documented() -> None:
    """docs/input.md has each rule in the words of the code, in their order."""
    rows = [
        f"| {rule.characters} | {rule.done} | {f'`{rule.name}`' if rule.name else ''} |".replace("|  |", "| |")
        for rule in hygiene.RULES
    ]
    table = DOCS.read_text("utf-8").split("<!-- characters:begin -->")[1].split("<!-- characters:end -->")[0]
    assert [line for line in table.strip().split("\n")[2:] if line] == rows, "\n".join(rows)


def test_limits_name_their_setting() -> None:
    """A record that is too long either way is refused with the line, the number and the setting that would let it in."""
    refuse_shape("ab\nabc\n", line_chars=3, record_lines=3)
    with pytest.raises(UnreadableError) as caught:
        refuse_shape("ab\nabcd\n", line_chars=3, record_lines=3)
    assert (caught.value.reason, caught.value.detail) == (
        "line-too-long",
        "line 1 has 4 characters; the limit COPYDESK_LINE_CHARS is 3.",
    )
    with pytest.raises(UnreadableError) as caught:
        refuse_shape("a\n" * 1000, line_chars=3, record_lines=1000)
    assert (caught.value.reason, caught.value.detail) == (
        "too-many-lines",
        "1,001 lines; the limit COPYDESK_RECORD_LINES is 1,000.",
    )
