"""Reading landed files: any encoding that can be known, and a clear reason for what cannot be read."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk import ingest
from copydesk.errors import UnreadableError
from copydesk.model import Record
from copydesk.settings import Settings

DAY = date(2024, 10, 30)
HINDI = "बाढ़ के बाद स्कूल फिर खुले।\nबच्चे नावों से पहुँचे।\n"


def read(data: bytes, most: int = 100_000) -> Record:
    return ingest.read(data, Settings(record_bytes=most), source="a.txt", landed_on=DAY)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_with_or_without_mark(encoding: str) -> None:
    """Every Unicode encoding that names itself gives the same text."""
    assert read(HINDI.encode(encoding)).text == HINDI


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1252", "El año pasado, según el alcalde, “nadie” pescó en la ría. La niñez volvió a la señal.\n"),
        ("cp1251", "Вчера в городе открыли новый мост через реку, и жители вышли на праздник.\n"),
        ("cp1256", "قال الوزير إن المدارس ستفتح أبوابها يوم الأحد بعد توقف المطر في المدينة.\n"),
        ("shift_jis", "昨日、市内の小学校で新しい図書館が開かれ、児童が本を読みました。\n"),
        ("gb18030", "昨天，市里的小学开放了新的图书馆，孩子们在里面读书。\n"),
    ],
)
def test_legacy_encodings_are_detected(encoding: str, text: str) -> None:
    """A page in a common legacy encoding is read as it was meant."""
    assert read((text * 4).encode(encoding)).text == text * 4


@pytest.mark.parametrize("ends", ["\r\n", "\r", "\n", "\u2028"])
def test_line_ends_become_one_kind(ends: str) -> None:
    """Lines are numbered alike whatever system wrote them."""
    assert read(ends.join(["पहली", "दूसरी", "तीसरी"]).encode()).text.split("\n") == ["पहली", "दूसरी", "तीसरी"]


def test_mojibake_is_mended_and_said() -> None:
    """UTF-8 that was read as cp1252 is turned back, and the record says so."""
    broken = "The minister’s “plan” – a café on every corner".encode().decode("cp1252", "replace")
    assert "�" in broken
    record = read("He said it wasn’t over — not yet. The café stayed open.".encode().decode("cp1252").encode())
    assert record.text == "He said it wasn’t over — not yet. The café stayed open."
    assert record.repairs == ("mojibake",)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \n\t\r\n", "empty"),
        (b"\xef\xbb\xbf \n", "empty"),
        (b"\x89PNG\r\n\x1a\n....", "binary"),
        (b"{\\rtf1\\ansi The ferry runs again.\\par}", "binary"),
        (b'<?xml version="1.0"?>\n<!-- made --><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"/>', "no-main-text"),
        ("\ufeff<sm:sitemapindex xmlns:sm='http://www.sitemaps.org/schemas/sitemap/0.9'>".encode(), "no-main-text"),
        (b"%PDF-1.7 ...", "binary"),
        (b"some text\x00\x01\x02 and more", "binary"),
        (bytes(range(1, 9)) * 40, "binary"),
        ("अधूरा".encode("utf-16")[:-1], "undecodable"),
        (bytes([0xC3, 0x28, 0xA0, 0xA1, 0xE2, 0x28, 0xA1, 0xFF, 0xFE, 0x81, 0x9F]) * 9, "undecodable"),
        (b"x" * 100_001, "too-large"),
    ],
)
def test_what_cannot_be_read_says_why(data: bytes, reason: str) -> None:
    """Each kind of bad file is refused with its own reason and a sentence for people."""
    with pytest.raises(UnreadableError) as caught:
        read(data)
    assert caught.value.reason == reason
    assert caught.value.detail.endswith(".")


@given(st.binary(max_size=400))
def test_any_bytes_are_a_record_or_a_reason(data: bytes) -> None:
    """No bytes at all make ingest fail in another way than UnreadableError."""
    try:
        record = read(data)
    except UnreadableError:
        return
    assert record.text.strip()
    assert "\r" not in record.text


@given(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1).filter(
        lambda text: any(map(str.isalpha, text))
    )
)
def test_utf_8_is_read_as_it_is(text: str) -> None:
    """Text in UTF-8 comes back with every character, line ends and mojibake aside."""
    record = read(text.encode())
    if not record.repairs:
        assert record.text == text.removeprefix("\ufeff").replace("\u2028", "\n").replace("\u2029", "\n")
