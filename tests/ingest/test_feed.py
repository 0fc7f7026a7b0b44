"""Feeds: the fields of an item in every dialect, and nothing that a DTD could do."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from copydesk import ingest
from copydesk.ingest.unpack import Unpacked, unpack
from copydesk.settings import Settings
from tests.ingest.packing import TEXT, feed

ATOM = '<feed xmlns="http://www.w3.org/2005/Atom"><title>The Harbour Post</title>'
RDF = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>The Harbour Post</title></channel>'
)
RSS = '<rss version="2.0"><channel><title>The Harbour Post</title><language>en-gb</language>'


def rows(data: bytes) -> list[Unpacked]:
    return list(unpack(io.BytesIO(data), len(data), Settings()))


DIALECTS = {
    "rss": feed(
        [
            "<item><title>Ferry &amp; &nbsp;bus</title><link>https://n.example/1</link>"
            "<pubDate>Wed, 30 Oct 2024 10:00:00 GMT</pubDate>"
            "<category>Local</category><author>desk@n.example (Ann Lee)</author>"
            "<media:content url='x'><media:title>a picture</media:title></media:content>"
            f"<description>short</description><content:encoded><![CDATA[<p>{TEXT}</p>]]></content:encoded></item>"
        ],
        RSS,
    ),
    "rdf": feed(
        [
            '<item rdf:about="https://n.example/1"><title>Ferry &amp; bus</title><link>https://n.example/1</link>'
            "<dc:date>2024-10-30T10:00:00Z</dc:date><dc:subject>Local</dc:subject><dc:creator>Ann Lee</dc:creator>"
            f"<description>&lt;p&gt;{TEXT}&lt;/p&gt;</description></item>"
        ],
        RDF,
        "</rdf:RDF>",
    ),
    "atom": feed(
        [
            '<entry><title type="html">Ferry &amp;amp; bus</title><link rel="self" href="https://n.example/feed"/>'
            '<link href="https://n.example/1"/><published>2024-10-30T10:00:00Z</published><updated>2024-10-31T10:00:00Z</updated>'
            '<category term="Local"/><author><name>Ann Lee</name><email>a@n.example</email></author><summary>short</summary>'
            f'<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>{TEXT}</p></div></content></entry>'
        ],
        ATOM,
        "</feed>",
    ),
}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_dialect_says_the_same(dialect: str) -> None:
    """Title, address, date, section, author, site and text are found whatever the feed calls them."""
    (row,) = rows(DIALECTS[dialect])
    assert row.fault is None
    assert (row.record, row.charset) == ("1", "utf-8")
    assert f"<p>{TEXT}</p>" in row.data.decode() or f"{TEXT}</p>" in row.data.decode()
    assert ingest.webpage.sniff(row.data)
    hints = row.hints
    assert (hints.title, hints.url, hints.section) == ("Ferry & bus", "https://n.example/1", "Local")
    assert (hints.byline, hints.site) == ("Ann Lee", "The Harbour Post")
    assert hints.published
    assert hints.published.startswith(("2024-10-30", "Wed, 30 Oct 2024"))
    assert "picture" not in str(hints)


@pytest.mark.parametrize("encoding", ["windows-1251", "koi8-r", "utf-16", "utf-8"])
def test_the_declared_encoding_counts(encoding: str) -> None:
    """A feed in the encoding that its first line names gives its letters."""
    text = "Вчера в городе открыли новый мост через реку."
    data = f'<?xml version="1.0" encoding="{encoding}"?><rss><channel><item><title>Мост</title><description>{text}</description>'
    (row,) = rows(f"{data}</item></channel></rss>".encode(encoding))
    assert (row.data.decode(), row.hints.title) == (text, "Мост")


def test_entities_of_a_dtd_are_inert(tmp_path: Path) -> None:
    """No entity is expanded and no file or address is opened, whatever a DTD says."""
    secret = tmp_path / "secret"
    secret.write_text("THE SECRET")
    for said in (
        f'<!ENTITY x SYSTEM "{secret.as_uri()}">',
        '<!ENTITY x "THE SECRET">',
        f'<!ENTITY % x SYSTEM "{secret.as_uri()}"> %x;',
    ):
        root = f"<!DOCTYPE rss [{said}]><rss><channel><title>&x;</title>"
        (row,) = rows(feed([f"<item><title>&x;</title><description>&x; {TEXT}</description></item>"], root))
        assert b"SECRET" not in row.data
        assert "SECRET" not in str(row.hints)
        assert TEXT in row.data.decode()


def test_text_without_markup_is_no_page() -> None:
    """A description in plain words is text, with a bare ampersand and all."""
    (row,) = rows(feed([f"<item><description>{TEXT} Fish & chips.</description></item>"]))
    assert row.data.decode() == f"{TEXT} Fish & chips."


def test_an_rdf_file_without_a_feed_is_none() -> None:
    """RDF of another kind, and a sitemap, are no containers."""
    for data in (
        b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><item/></rdf:RDF>',
        b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url/></urlset>',
    ):
        assert ingest.container(data) is None
