"""Bad feeds."""

from __future__ import annotations

from tests.ingest.bad.case import case
from tests.ingest.packing import feed, item

# feeds
case("feed-good", "1 | 2", lambda: feed([item(1), item(2)]))
case("feed-empty", '"": empty', lambda: feed([]))
case("feed-cut-in-item", '1 | "": truncated', lambda: feed([item(1), item(2)])[:-60])
case("feed-cut-after-item", '1 | 2 | "": truncated', lambda: feed([item(1), item(2)], end=""))
case(
    "feed-broken-item",
    "1 | 2 | 3",
    lambda: feed([item(1), item(2, "<description><b>bold <i>x</b> & more < 3</description>"), item(3)]),
)
case("feed-unclosed-item", "1 | 2 | 3", lambda: feed([item(1), item(2)[:-7], item(3)]))
case(
    "feed-unclosed-cdata",
    "1 | 2: empty | 3",
    lambda: feed([item(1), item(2, "<description><![CDATA[ never closed </description>"), item(3)]),
)
case(
    "feed-cdata-with-item",
    "1 | 2",
    lambda: feed([item(1, "<description><![CDATA[ </item><item> in text ]]></description>"), item(2)]),
)
case("feed-no-text", "1: empty | 2", lambda: feed([item(1, "<guid>1</guid>"), item(2)]))
case(
    "feed-xxe",
    "1",
    lambda: feed(
        [item(1, "<description>&x; word</description>")],
        root='<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel>',
    ),
)
case(
    "feed-billion-laughs",
    "1",
    lambda: feed(
        [item(1, "<description>&c; word</description>")],
        root='<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;">]><rss><channel>',
    ),
)
case(
    "feed-external-dtd",
    "1",
    lambda: feed(
        [item(1)], root='<!DOCTYPE rss PUBLIC "-//N//DTD RSS 0.91//EN" "http://n.example/rss.dtd"><rss version="0.91"><channel>'
    ),
)
case(
    "feed-cp1251-unsaid",
    "1",
    lambda: (
        '<?xml version="1.0"?><rss><channel><item><title>Мост</title><description>'
        + "Вчера в городе открыли новый мост через реку, и жители вышли на праздник. " * 3
        + "</description></item></channel></rss>"
    ).encode("cp1251"),
)
case("feed-unknown-encoding", "1", lambda: feed([item(1)]).replace(b"UTF-8", b"x-none"))
case("feed-utf16", "1", lambda: feed([item(1)]).decode().replace("UTF-8", "UTF-16").encode("utf-16"))
case(
    "feed-utf16-cut",
    '1 | "": truncated',
    lambda: feed([item(1), item(2)]).decode().replace("UTF-8", "UTF-16").encode("utf-16")[:-101],
)
case("feed-nul", "1 | 2", lambda: feed([item(1, "<description>a \0\x08 b c</description>"), item(2)]))
case(
    "feed-item-too-large",
    "1 | 2: too-large | 3",
    lambda: feed([item(1), item(2, "<description>" + "a" * 9000 + "</description>"), item(3)]),
    record_bytes=1000,
)
case(
    "feed-deep",
    "1 | 2: broken-item | 3",
    lambda: feed([item(1), item(2, "<description>" + "<b>" * 100_000 + "</description>"), item(3)]),
)
case(
    "feed-atom",
    "1",
    lambda: feed(
        [
            '<entry><title>A</title><link href="https://n.example/1"/>'
            '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>a b</p></div></content></entry>'
        ],
        root='<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title>',
        end="</feed>",
    ),
)
case(
    "feed-rdf",
    "1 | 2",
    lambda: feed(
        [item(1), item(2)],
        root='<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
        '<channel rdf:about="x"><title>T</title></channel>',
        end="</rdf:RDF>",
    ),
)
case(
    "feed-undeclared-prefix",
    "1",
    lambda: feed([item(1, "<media:title>pic</media:title><content:encoded><![CDATA[<p>a b c</p>]]></content:encoded>")]),
)
case(
    "xml-sitemap",
    '""',
    lambda: (
        b'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>https://n.example/</loc></url></urlset>'
    ),
)
