"""Bytes to text: Unicode with and without marks and with faults, legacy charsets, ISCII, and what a page declares."""

from __future__ import annotations

import codecs
import importlib
import unicodedata

import pytest
from ftfy.badness import MOJIBAKE_CATEGORIES, is_bad
from hypothesis import given
from hypothesis import strategies as st

from copydesk.errors import UnreadableError
from copydesk.ingest import charsets, iscii, mojibake
from copydesk.ingest.decode import decode
from tests.ingest.texts import LANGUAGES, news, samples, sentences
from tests.ingest.typists import in_iscii, plain

_DECODING = importlib.import_module("copydesk.ingest.decode")  # the package has a function of this name

SIZES = (200, 700, 2000)

CHARSETS = {
    "cp1252": ["de", "en", "es", "fr", "id", "it", "nl", "no", "pt", "sv"],
    "iso8859-15": ["de", "es", "fr", "it", "nl", "no", "pt", "sv"],
    "mac-roman": ["de", "es", "fr", "pt"],
    "cp1250": ["cs", "hr", "hu", "pl", "ro"],
    "iso8859-2": ["cs", "hr", "hu", "pl"],
    "cp1251": ["bg", "ru", "uk"],
    "koi8-r": ["bg", "ru"],
    "koi8-u": ["uk"],
    "iso8859-5": ["bg", "ru"],
    "cp866": ["ru"],
    "mac-cyrillic": ["ru"],
    "cp1253": ["el"],
    "iso8859-7": ["el"],
    "cp1254": ["tr"],
    "iso8859-9": ["tr"],
    "cp1255": ["he"],
    "iso8859-8": ["he"],
    "cp1256": ["ar", "fa", "ur"],
    "iso8859-6": ["ar"],
    "cp1257": ["et", "lt", "lv"],
    "iso8859-13": ["et", "lt", "lv"],
    "cp1258": ["vi"],
    "cp874": ["th"],
    "tis-620": ["th"],
    "gb18030": ["zh"],
    "hz": ["zh"],
    "big5": ["zh"],
    "shift_jis": ["ja"],
    "euc_jp": ["ja"],
    "iso2022_jp": ["ja"],
    "euc_kr": ["ko"],
    "cp949": ["ko"],
    "iso2022_kr": ["ko"],
}
ISCII = {
    "hi": 0x42,
    "mr": 0x42,
    "ne": 0x42,
    "bn": 0x43,
    "ta": 0x44,
    "te": 0x45,
    "as": 0x46,
    "or": 0x47,
    "kn": 0x48,
    "ml": 0x49,
    "gu": 0x4A,
    "pa": 0x4B,
}


def writable(text: str, charset: str) -> str:
    """What of a text the charset can write: Vietnamese with its tones apart, all else without the characters that it lacks."""
    if charset == "cp1258":
        tones = "\u0300\u0301\u0303\u0309\u0323"
        apart = unicodedata.normalize("NFD", text)
        text = "".join(unicodedata.normalize("NFC", char) for char in _syllables(apart, tones))
    return text.encode(charset, "ignore").decode(charset)


def _syllables(apart: str, tones: str) -> list[str]:
    found: list[str] = []
    for char in apart:
        if found and unicodedata.combining(char) and char not in tones:
            at = next(back for back in range(len(found) - 1, -1, -1) if found[back][0] not in tones)
            found[at] += char
        else:
            found.append(char)
    return found


@pytest.mark.parametrize(("charset", "language"), [(name, one) for name, several in CHARSETS.items() for one in several])
@pytest.mark.parametrize("size", SIZES)
def test_legacy_charsets_are_read_as_they_were_written(charset: str, language: str, size: int) -> None:
    """A news text of 200, 700 or 2,000 characters in a legacy charset comes back to the letter, with nothing declared."""
    text = writable(news(language, size), charset)
    data = text.encode(charset)
    if data.isascii() and charset not in ("hz", "iso2022_jp", "iso2022_kr"):
        pytest.skip("nothing in it that a charset writes its own way")
    assert decode(data).text == text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_wide_unicode_needs_no_mark(encoding: str, language: str) -> None:
    """UTF-16 and UTF-32 of every language are known without a byte order mark."""
    text = news(language, 300)
    assert decode(text.encode(encoding)).text == text
    assert decode(text.encode(encoding)).encoding == encoding


def test_ascii_in_pairs_is_not_chinese() -> None:
    """A text of an even number of bytes with a NUL in it is no UTF-16, though each pair of its letters is an ideograph."""
    text = "this app can break on a page that a broken download left with a single bad byte somewhere in its body..."
    assert len(text) % 2 == 0
    read = decode((text[:-1] + "\0").encode())
    assert (read.text, read.repairs) == (text[:-1], ("control-characters",))


NEARLY_ASCII = frozenset(
    {"af", "ca", "cy", "en", "eu", "gu-Latn", "ha", "hi-Latn", "id", "it", "ms", "nl", "om", "pcm", "rw", "so", "sw", "tl", "zu"}
)
"""Languages of which a text has too few letters beyond ASCII to speak for UTF-8: with a bad byte it is refused."""


@pytest.mark.parametrize("language", sorted(set(LANGUAGES) - NEARLY_ASCII))
def test_a_few_faults_leave_utf_8_what_it_is(language: str) -> None:
    """A bad byte in a thousand characters becomes U+FFFD and is said; the text is not taken for a legacy charset."""
    text = news(language, 1500)
    data = text.encode()
    at = len(text[: len(text) // 2].encode())
    read = decode(data[:at] + b"\xff" + data[at:])
    assert read.text == text[: len(text) // 2] + "\ufffd" + text[len(text) // 2 :]
    assert (read.encoding, read.repairs) == ("utf-8", ("utf-8-errors",))


@pytest.mark.parametrize("cut", [1, 2])
def test_a_character_that_the_end_cuts_off_goes(cut: int) -> None:
    """A download that broke off amid a letter keeps all letters before it."""
    read = decode("बाढ़ के बाद स्कूल फिर खुले".encode()[:-cut])
    assert (read.text, read.repairs) == ("बाढ़ के बाद स्कूल फिर खुल", ("utf-8-errors",))


def test_pairs_encoded_half_by_half_are_joined() -> None:
    """Databases that write an emoji as two halves of three bytes each meant the emoji."""
    halves = "बच्चे खुश हैं, स्कूल फिर खुल गए हैं \ud83d\ude00".encode("utf-8", "surrogatepass")
    assert decode(halves).text.endswith("हैं 😀")


def test_many_faults_are_no_utf_8() -> None:
    """Where every second letter is broken, the file is refused rather than filled with U+FFFD."""
    with pytest.raises(UnreadableError, match="undecodable"):
        decode(b"\xe0\xa4 \xff\xfe\x81 \xe0\xa5 \x9d\xff " * 20)


@pytest.mark.parametrize(
    ("declared", "charset", "language"),
    [
        ("ISO-8859-1", "cp1252", "fr"),
        ("windows-1251", "cp1251", "ru"),
        ("gb2312", "gb18030", "zh"),
        ("Shift_JIS", "cp932", "ja"),
        ("EUC-KR", "cp949", "ko"),
        ("TIS-620", "cp874", "th"),
        ("'iso-8859-9'", "cp1254", "tr"),
        ("x-sjis", "cp932", "ja"),
    ],
)
def test_a_declared_charset_is_believed(declared: str, charset: str, language: str) -> None:
    """A label means what browsers take it for, and even one line is read by it."""
    text = writable(max(sentences(language), key=len)[:60], charset)
    read = decode(text.encode(charset), declared)
    assert read.text == text
    assert read.encoding == charset or text.isascii()


@pytest.mark.parametrize(
    "declared", ["utf-16", "base64", "rot13", "no-such", "", "\0", "idna", "utf-7", "iso-8859-1", "koi8-r", "big5"]
)
def test_a_wrong_declaration_does_not_harm_utf_8(declared: str) -> None:
    """UTF-8 is UTF-8 whatever the page says, and no label makes the reader fail."""
    text = news("hi", 400)
    assert decode(text.encode(), declared).text == text


def test_a_declaration_that_makes_no_text_is_passed_over() -> None:
    """Cyrillic bytes that call themselves Turkish, as templates do, are read as what they are."""
    text = news("ru", 500)
    assert decode(text.encode("koi8-r"), "shift_jis").text == text


def test_iscii_letters_stand_where_the_standard_has_them() -> None:
    """Codes of IS 13194:1991, by hand: letters, a conjunct, both dandas, digits, a nukta, and ATR to Gujarati and back."""
    hindi = bytes.fromhex("D8DBC6E8C4DC 20 CCE1A2 20 F1F2 20 BFE9 20 EA 20 EAEA 20 EF4A B9E1 EF42 20 D8E2".replace(" ", ""))
    assert iscii.translate(hindi, 0x42) == "हिन्दी में ०१ ड़ । ॥ છે है"


@pytest.mark.parametrize("language", ISCII)
@pytest.mark.parametrize("size", SIZES)
def test_iscii_with_its_script_named_is_read(language: str, size: int) -> None:
    """ISCII that names its script comes back to the letter, in every script of the standard."""
    text = plain(news(language, size))
    read = decode(bytes([0xEF, ISCII[language]]) + in_iscii(text, ISCII[language]))
    assert read.text == unicodedata.normalize("NFC", text)
    assert read.encoding.startswith("iscii-")


@pytest.mark.parametrize("language", ISCII)
@pytest.mark.parametrize("size", SIZES)
def test_iscii_without_its_script_is_right_or_refused(language: str, size: int) -> None:
    """ISCII that does not name its script is read by its words, and never in a wrong script."""
    text = plain(news(language, size))
    try:
        read = decode(in_iscii(text, ISCII[language]))
    except UnreadableError as error:
        assert error.reason == "undecodable"
        assert size < 2000 or language not in ("hi", "gu", "bn", "ne")
    else:
        assert read.text == unicodedata.normalize("NFC", text)


@given(st.binary(max_size=600), st.sampled_from([None, "utf-8", "iso-8859-1", "big5", "utf-16", "koi8-r", "nonsense"]))
def test_any_bytes_are_text_or_a_reason(data: bytes, declared: str | None) -> None:
    """No bytes and no declaration make decoding fail in another way than UnreadableError; twice read is read alike."""
    try:
        read = decode(data, declared)
    except UnreadableError as error:
        assert error.detail.endswith(".")
        return
    assert not set(read.text) & set("\r\v\f\x85\u2028\u2029\0\ufeff")
    assert read == decode(data, declared)
    read.text.encode("utf-8")


@given(
    st.text(min_size=1),
    st.sampled_from(["utf-8", "utf-16", "utf-16-le", "utf-32-be", "cp1252", "koi8-r", "gb18030", "shift_jis"]),
)
def test_any_text_in_any_encoding_is_text_or_a_reason(text: str, encoding: str) -> None:
    """The same for bytes that were a text once."""
    try:
        decode(text.encode(encoding, "ignore")).text.encode("utf-8")
    except UnreadableError as error:
        assert error.reason in ("empty", "binary", "undecodable", "legacy-font")


_BAD = "".join(
    "".join(map(chr, range(ord(kind[at - 1]), ord(kind[at + 1]) + 1))) if kind[at] == "-" and 0 < at < len(kind) - 1 else kind[at]
    for kind in MOJIBAKE_CATEGORIES.values()
    for at in range(len(kind))
)


@given(st.text(st.sampled_from(_BAD + "azAZ ŒœÃÂØÙ√‚Äâóà€вЂβŸŠž°µ½.\n"), min_size=1, max_size=6))
def test_the_quick_look_for_mojibake_misses_none(text: str) -> None:
    """Whatever ftfy calls bad, the searches that stand before ftfy let through."""
    if is_bad(text):
        assert mojibake.may_be_bad(text)
        assert _DECODING._SUSPECT.search(text)


@pytest.mark.parametrize("text", samples(), ids=lambda text: text[:20])
def test_utf_8_of_every_language_stays_as_it_is(text: str) -> None:
    """Samples and golden texts in UTF-8 come back to the letter."""
    read = decode(text.encode())
    assert (read.text, read.repairs) == (text, ())


@pytest.mark.parametrize(
    "label", ["UTF-8", " utf8 ", "windows-1252", "x-mac-cyrillic", "ks_c_5601-1987", "ISO-8859-8-I", "KOI8-U"]
)
def test_labels_of_the_web_are_known(label: str) -> None:
    """Names that pages give their charsets lead to a codec of Python."""
    assert codecs.lookup(charsets.codec(label) or "")
