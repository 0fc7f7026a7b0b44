"""Laws of reading a page: what is a page, which charset it is in, and that nothing in it can do harm."""

from __future__ import annotations

import re
import time
from dataclasses import asdict

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from copydesk.errors import UnreadableError
from copydesk.ingest import webpage
from copydesk.ingest.legacyfonts import fonts
from copydesk.ingest.webpage import markup, subheads, values
from tests.ingest import typists

HINDI = (
    "गाँव के स्कूल में बच्चों ने सोमवार को नया बगीचा लगाया और उसमें सौ पौधे रोपे।",
    "प्रधान ने कहा कि यह काम सब लोगों के साथ से हुआ है और आगे भी होता रहेगा।",
    "शाम को मेला लगा जिसमें आसपास के गाँवों से भी लोग आए और देर रात तक रुके।",
)

PARAGRAPHS = "".join(
    f"<p>On day {number} the ferry carried nineteen people, two goats and a piano across the river, and came back empty.</p>"
    for number in range(8)
)


def read(head: str = "", body: str = PARAGRAPHS, *, url: str | None = None) -> webpage.Page:
    source = f"<html><head>{head}</head><body><article>{body}</article></body></html>"
    return webpage.read(source.encode(), charset=None, url=url)


@pytest.mark.parametrize(
    "head",
    [
        "<!DOCTYPE html><html>",
        "\ufeff\n  <!-- made by hand --><!doctype HTML>\n<title>x</title>",
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0">',
        '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml">',
        "<HTML dir=rtl><HEAD>",
        "<div class=article><p>The bridge is open.",
        "<p>The bridge is open.</p>",
        "<p>The bridge\n<p>is open\n<p>again.",
        "<h1>Bridge</h1><p>The bridge is open.</p>",
        "<br />\n<b>Warning</b>: mysql_connect() in /var/www/a.php\n<!DOCTYPE html>\n<html>",
        "Notice: undefined index\n<html><head><title>x</title>",
    ],
)
def test_a_page_is_known_by_its_content(head: str) -> None:
    """Documents and fragments are pages, whatever stands before them, in one, two or four bytes a character."""
    assert webpage.sniff(head.encode())
    assert webpage.sniff(head.removeprefix("\ufeff").encode("utf-16"))


@pytest.mark.parametrize(
    "head",
    [
        "",
        "<",
        "<3 is how the mayor signs her letters, and nobody minds.",
        "<b>, </b> and <i>: four tags that every editor of the web desk must know by heart.",
        "<p> and </p> mark a paragraph, <div> and </div> a block, said the teacher.",
        "<Reporter's note> The bridge is open.",
        "The page began with <!DOCTYPE html> and <html> and <head>, the court was told.",
        '<?xml version="1.0"?><rss version="2.0"><channel><item><description>&lt;p&gt;</description></item></channel></rss>',
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><content><![CDATA[<p>x</p><p>y</p>]]></content></entry></feed>',
        '<?xml version="1.0"?><nitf><body><p>x</p><p>y</p></body></nitf>',
        "<!DOCTYPE nitf SYSTEM 'nitf.dtd'><nitf><p>a</p><p>b</p></nitf>",
        '{"html": "<div class=a><p>x</p></div>"}',
        "title,text\nA,<p>x</p>\n",
    ],
)
def test_what_only_mentions_markup_is_no_page(head: str) -> None:
    """Text about tags, feeds, other XML, and tables or JSON with markup in them are no pages."""
    assert not webpage.sniff(head.encode())


LATIN = "Begoña dirá que el café cuesta 2 € — “más que ayer” — en la ría."


@pytest.mark.parametrize(
    ("encoding", "meta", "header"),
    [
        ("cp1252", "iso-8859-1", None),
        ("cp1252", None, "ISO-8859-1"),
        ("cp1252", "utf-8", "windows-1252"),
        ("cp1252", "windows-1252", "utf-8"),
        ("utf-8", "iso-8859-1", None),
        ("utf-8", None, "windows-1251"),
        ("utf-8", "utf-16", "no-such-charset"),
        ("utf-16", None, "iso-8859-1"),
        ("utf-8-sig", "windows-1252", "windows-1252"),
    ],
)
def test_no_declaration_makes_mojibake(encoding: str, meta: str | None, header: str | None) -> None:
    """A mark is believed first, then UTF-8 that decodes, then the declaration that can be true."""
    declared = f'<meta charset="{meta}">' if meta else ""
    source = f"<html><head>{declared}<title>x</title></head><body><article>{f'<p>{LATIN}</p>' * 5}</article></body></html>"
    page = webpage.read(source.encode(encoding), charset=header, url=None)
    assert LATIN in page.text


def test_a_page_of_little_text_and_much_script_is_no_legacy_font() -> None:
    """Minified code and tags are no words of a page, whatever they look like."""
    code = "<script>\n" + "a=b;c=d+e;fooBar=x|y " * 400 + "\n</script>\n"
    assert "nineteen people" in read(code).text


def test_joiners_and_marks_of_direction_survive() -> None:
    """Characters that only shape their neighbours are parts of words; letters that stand in for them never come out."""
    line = "র‍্যাব ও ক্ষ‌মা, می‌خواهم بروم, क्‍षमा, \u200fعربي\u200e, and \U00010600 of Linear A stays as it is in this long enough line."
    lines = read(body=f"<p>{line}</p>" * 1 + PARAGRAPHS).text.split("\n")
    assert lines[0] == line


@pytest.mark.parametrize(
    "data",
    [
        b"<div>" * 100_000 + b"<p>deep</p>",
        b"<b><i><font>" * 60_000 + b"x",
        b"<table><tr><td>" * 50_000 + b"x",
        b"<a href=x><b id=1><p>x" * 40_000,
        b"<html><body><script>" + b"<!--" * 200_000,
        b"<" * 1_000_000,
        b"<p " + b"a=b " * 250_000 + b">x</p>",
        b"<html><body>" + b"<div><span>a</span><a href=/>b</a> text, more</div>" * 60_000,
        b"<html><body><article>" + b"<p>One short line of text, with a comma.</p>" * 80_000,
        b"<title>" + b" | a" * 200_000,
        b"<script type='application/ld+json'>" + b"[" * 500_000 + b"</script><p>text of a page</p>",
        b"<script type='application/ld+json'>" + b'{"headline" ' * 100_000 + b"</script><p>text of a page</p>",
        b"<!DOCTYPE html [<!ENTITY a 'ha'><!ENTITY b '" + b"&a;" * 999 + b"'><!ENTITY c '" + b"&b;" * 999 + b"'>]><p>&c;</p>",
        b"<meta " * 100_000,
        b"<br>" * 500_000,
    ],
    ids=lambda data: data[:24].decode(),
)
def test_no_page_takes_long(data: bytes) -> None:
    """A page made to be deep, wide or unclosed is read or refused in time that grows with its size alone."""
    began = time.process_time()
    try:
        page = webpage.read(data, charset=None, url=None)
        assert len(page.text) <= len(data)
    except UnreadableError as error:
        assert error.reason in ("nested-too-deep", "no-main-text", "empty", "legacy-font")
    assert time.process_time() - began < 20


def test_too_deep_is_refused_with_its_limit() -> None:
    """What no reader can take is refused by a reason of its own, and what is just below the limit is read."""
    with pytest.raises(UnreadableError, match="nested-too-deep") as raised:
        read(body="<div>" * 100_000)
    assert "1,000" in raised.value.detail
    assert "nineteen people" in read(body="<div>" * 900 + PARAGRAPHS + "</div>" * 900).text


def test_entities_of_the_page_are_not_expanded() -> None:
    """An entity that the page declares, of its own or of a file, gives nothing."""
    source = f'<!DOCTYPE html [<!ENTITY pw SYSTEM "file:///etc/passwd">]><html><body><p>&pw;</p>{PARAGRAPHS}</body></html>'
    assert "root:" not in webpage.read(source.encode(), charset=None, url=None).text


PIECES = [
    *(
        "<p>",
        "</p>",
        "<div>",
        "</div>",
        "<table>",
        "<td>",
        "</script>",
        "<article>",
        "<h1>",
        "</h1>",
        "<title>",
        "</title>",
        "<noscript>",
    ),
    *(
        "<script>",
        '<script type="application/ld+json">',
        '{"@type":"NewsArticle","headline":',
        '"a\\u0007b"',
        '"datePublished":[]',
    ),
    *('"author":{"@id":1}', "}", "[", "]", ",", ":", "null", "<!--", "-->", "<![CDATA[", "]]>", "&#xD800;", "&amp;lt;", "word "),
    *(
        "<time datetime=2024-10-30>",
        "<a rel=author>",
        '<meta property=og:title content="&lt;script&gt;\x01a">',
        "<body class=gdpr>",
    ),
    *("<link rel=canonical href=http://[>", "<base href=//]>", "<html lang=&#0;>", '<span itemprop="author datePublished">'),
]
MARKUP = st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=40).map("".join)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=200)
@given(
    MARKUP.map(lambda source: source.encode("utf-8", "surrogatepass")) | st.binary(max_size=400),
    st.none() | st.sampled_from(["utf-8", "koi8-r", "utf-16", "x\0"]) | st.text(max_size=5),
    st.none() | st.sampled_from(["http://a.example/b", "http://[", "//"]) | st.text(max_size=9),
)
def test_any_bytes_are_a_page_or_a_reason(data: bytes, charset: str | None, url: str | None) -> None:
    """Whatever the bytes, read() gives a page with bounded hints of one plain line, the same each time, or UnreadableError."""
    webpage.sniff(data)
    try:
        page = webpage.read(data, charset=charset, url=url)
    except UnreadableError:
        return
    for name, value in asdict(page.hints).items():
        assert value is None or (
            0 < len(value) <= values.MOST[name] and not re.search("[\x00-\x1f\x7f-\x9f\u2028\u2029]", value)
        ), name
    assert page == webpage.read(data, charset=charset, url=url)


@settings(deadline=None, max_examples=50)
@given(
    st.text(
        st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Z", "Cn", "Co"), exclude_characters="<&"),
        min_size=1,
        max_size=20,
    )
)
def test_what_a_script_says_is_never_text(code: str) -> None:
    """The contents of scripts, styles and templates do not reach the text."""
    inside = f"secret{code}secret"
    page = read(body=f"<script>{inside}</script>{PARAGRAPHS}<style>{inside}</style><template><p>{inside}</p></template>")
    assert "secret" not in page.text


def test_subheads_stand_above_their_paragraphs() -> None:
    """A sub-head between paragraphs is kept where it stood; one above other stories, or a link to one, is not put back."""
    tree = markup.parse(
        "<p>One.</p><h2>Half way</h2><p>Two.</p><h3>Read also</h3><p>Elsewhere.</p><h3><a>Link</a></h3><p>Three.</p>"
    )
    assert subheads.restore("One.\nTwo.\nThree.", tree) == "One.\nHalf way\nTwo.\nThree."


def test_a_page_in_a_legacy_font_is_read_by_its_text_and_not_by_its_tags() -> None:
    """Letters that a font drew are turned into Unicode; tags, scripts and an English footer stay what they are."""
    font = next(font for font in fonts() if font.slug == "kruti-dev-010")
    body = "".join(f"<p>{typists.in_font(line, font)}</p>" for line in HINDI)
    page = f"<html><head><title>Dainik</title></head><body><article>{body}</article><footer>Contact us</footer></body></html>"
    read = webpage.read(page.encode(), charset=None, url=None)
    assert "legacy-font-kruti-dev-010" in read.repairs
    assert "<" not in read.text
    assert sum("\u0900" <= c <= "\u097f" for c in read.text) > 0.6 * len(read.text.replace(" ", ""))
