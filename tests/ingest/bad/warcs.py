"""Bad WARC files, WET and WACZ."""

from __future__ import annotations

import zlib

import brotli

from tests.ingest.bad.case import case, pretty
from tests.ingest.packing import ROWS, TEXT, changed, feed, gz, item, packed, warc

# warc
case("warc-good", "1 | 2 | 3", lambda: warc() * 3)
case(
    "warc-kinds",
    "3 | 6 | 7",
    lambda: (
        warc(kind="warcinfo", content="application/warc-fields")
        + warc(kind="request")
        + warc()
        + warc(kind="metadata")
        + warc(kind="revisit")
        + warc(kind="resource")
        + warc(kind="conversion", content="text/plain", headers=["WARC-Identified-Content-Language: hin,eng"])
        + warc(kind="strange")
    ),
)
case("warc-only-info", '"": empty', lambda: warc(kind="warcinfo"))
case(
    "warc-statuses",
    "1: http-status | 2: http-status | 3 | 4: http-status",
    lambda: warc(status="404 Not Found") + warc(status="301 Moved") + warc() + warc(status="503 X"),
)
case(
    "warc-pictures",
    "1: not-text | 2: not-text | 3 | 4: not-text",
    lambda: (
        warc(content="image/png", body=b"\x89PNG")
        + warc(content="text/css", body=b"a{}")
        + warc()
        + warc(content="application/javascript", body=b"1")
    ),
)
case(
    "warc-robots",
    "1: not-text | 2",
    lambda: warc(content="text/plain", body=b"User-agent: *", url="https://n.example/robots.txt") + warc(),
)
case(
    "warc-dns",
    "1: not-text | 2",
    lambda: warc(kind="resource", content="text/dns", body=b"2024 n.example A 1.2.3.4", url="dns:n.example") + warc(),
)
case("warc-cut-in-block", '1 | 2 | "": truncated', lambda: (warc() * 3)[:-50])
case("warc-cut-in-header", '1 | 2 | "": truncated', lambda: (warc() * 2) + warc()[:90])
case("warc-cut-at-record", "1 | 2 | 3", lambda: (warc() * 3)[:-4])
case("warc-length-missing", "1 | 2: broken-record | 3", lambda: warc() + warc(length="missing") + warc())
case("warc-length-negative", "1 | 2: broken-record | 3", lambda: warc() + warc(length="-5") + warc())
case("warc-length-words", "1 | 2: broken-record | 3", lambda: warc() + warc(length="many") + warc())
case("warc-length-huge", "1 | 2: broken-record | 3", lambda: warc() + warc(length="99999999999999999999999") + warc())
case("warc-length-exabyte", "1 | 2: too-large | 3", lambda: warc() + warc(length="999999999999999999") + warc())
case("warc-length-too-short", "1 | 2: broken-record | 3", lambda: warc() + warc(length="20") + warc())
case("warc-length-too-long", "1 | 2: broken-record | 3", lambda: warc() + warc(length="400") + warc())
case("warc-length-zero", "1 | 2: empty | 3", lambda: warc() + warc(body=b"", kind="resource") + warc())
case("warc-record-too-large", "1 | 2: too-large | 3", lambda: warc() + warc(body=b"a" * 1_200_000) + warc(), record_bytes=10_000)
case("warc-page-too-large", "1 | 2: too-large | 3", lambda: warc() + warc(body=b"a" * 20_000) + warc(), record_bytes=10_000)
case("warc-header-bomb", "1 | 2: broken-record | 3", lambda: warc() + warc(headers=["X: " + "a" * 1_000_000]) + warc())
case("warc-garbage-amid", "1 | 2: broken-record | 3", lambda: warc() + b"not a record\nat all\n\n" + warc())
case("warc-garbage-behind", "1 | 2: broken-record", lambda: warc() + b"not a record")
case(
    "warc-http-garbled",
    "1: not-text | 2",
    lambda: warc(kind="resource", content="application/http; msgtype=response", body=b"\x00\x01 garbled") + warc(),
)
case("warc-http-no-body", "1: empty | 2", lambda: warc(body=b"") + warc())
case("warc-gz-each", "1 | 2 | 3", lambda: gz(warc()) + gz(warc()) + gz(warc()))
case("warc-gz-bad-amid", "1 | 2: broken-record | 3", lambda: gz(warc()) + changed(gz(warc()), 40, b"\xff\xff\xff") + gz(warc()))
case("warc-gz-bad-first", "1: broken-record | 2 | 3", lambda: changed(gz(warc()), -6, b"\xff\xff\xff") + gz(warc()) + gz(warc()))
case("warc-gz-cut", '1 | 2 | "": truncated', lambda: (gz(warc()) * 3)[:-20])
case(
    "warc-gz-encoded",
    "1 | 2 | 3 | 4",
    lambda: (
        warc(body=gz(TEXT.encode()), http=["Content-Encoding: gzip"])
        + warc(body=brotli.compress(TEXT.encode()), http=["Content-Encoding: br"])
        + warc(body=zlib.compress(TEXT.encode()), http=["Content-Encoding: deflate"])
        + warc(body=packed(TEXT.encode(), "zst"), http=["Content-Encoding: zstd"])
    ),
)
case(
    "warc-encoded-not",
    "1 | 2 | 3",
    lambda: (
        warc(http=["Content-Encoding: gzip"]) + warc(http=["Content-Encoding: br"]) + warc(http=["Content-Encoding: deflate"])
    ),
)
case(
    "warc-encoded-broken",
    "1: broken-record | 2",
    lambda: warc(body=changed(gz(TEXT.encode() * 9), 20, b"\xff\xff\xff"), http=["Content-Encoding: gzip"]) + warc(),
)
case(
    "warc-encoded-bomb",
    "1: too-large | 2: too-large | 3",
    lambda: (
        warc(body=gz(bytes(60_000_000)), http=["Content-Encoding: gzip"])
        + warc(body=brotli.compress(bytes(60_000_000), quality=5), http=["Content-Encoding: br"])
        + warc()
    ),
)
case(
    "warc-chunked",
    "1 | 2 | 3",
    lambda: (
        warc(body=b"5\r\nhello\r\n6;x=y\r\n world\r\n0\r\n\r\n", http=["Transfer-Encoding: chunked"])
        + warc(body=b"FFFFFFFF\r\nhello", http=["Transfer-Encoding: chunked"])
        + warc(http=["Transfer-Encoding: chunked"])
    ),
)
case(
    "warc-of-feed",
    "1!1 | 1!2 | 2!1 | 2!2 | 2!3",
    lambda: (
        warc(content="application/rss+xml", body=feed([item(1), item(2)])) + warc(content="application/json", body=pretty(ROWS))
    ),
)
case("warc-segmented", "1: broken-record", lambda: warc(headers=["WARC-Segment-Number: 1"]) + warc(kind="continuation"))
case("warc-mark-in-page", "1 | 2", lambda: warc(body=b"<html>\nWARC/1.0\r\nWARC-Type: response\r\n\r\n</html>") + warc())
