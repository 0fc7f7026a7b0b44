"""WARC, WET and WACZ: each page with what its crawler wrote beside it."""

from __future__ import annotations

import io
import zlib

import brotli
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk.ingest.containers import http
from copydesk.ingest.unpack import Unpacked, unpack
from copydesk.settings import Settings
from tests.ingest.packing import TEXT, gz, lines, packed, warc, zipped

PAGE = f"<html><body><p>{TEXT}</p></body></html>".encode()


def rows(data: bytes) -> list[Unpacked]:
    return list(unpack(io.BytesIO(data), len(data), Settings()))


def reasons(data: bytes) -> list[tuple[str, str]]:
    return [(row.record, row.fault.reason if row.fault else "") for row in rows(data)]


def test_a_page_comes_with_its_address_and_charset() -> None:
    """A response gives the body's bytes, the address and the charset of HTTP, and no date: a crawl is no publication."""
    (row,) = rows(warc(PAGE, content="text/html; charset=windows-1251", url="<https://n.example/ferry>"))
    assert (row.record, row.data, row.charset) == ("1", PAGE, "windows-1251")
    assert row.hints.url == "https://n.example/ferry"
    assert row.hints.published is None


@pytest.mark.parametrize(("said", "kept"), [("hin", "hin"), ("hin,eng", None), ("", None)])
def test_text_of_a_wet_file_comes_with_its_one_language(said: str, kept: str | None) -> None:
    """A conversion record is plain text; its language counts where there is only one."""
    (row,) = rows(warc(TEXT.encode(), "conversion", "text/plain", headers=[f"WARC-Identified-Content-Language: {said}"]))
    assert row.data == TEXT.encode()
    assert row.hints.language == kept


@pytest.mark.parametrize(
    ("body", "header"),
    [
        (gz(PAGE), "Content-Encoding: gzip"),
        (zlib.compress(PAGE), "Content-Encoding: deflate"),
        (zlib.compress(PAGE)[2:-4], "Content-Encoding: deflate"),
        (brotli.compress(PAGE), "Content-Encoding: br"),
        (packed(PAGE, "zst"), "Content-Encoding: zstd"),
        (gz(brotli.compress(PAGE)), "Content-Encoding: br, gzip"),
        (PAGE, "Content-Encoding: gzip"),
        (PAGE, "Content-Encoding: br"),
        (b"%x\r\n%b\r\n0\r\n\r\n" % (len(PAGE), PAGE), "Transfer-Encoding: chunked"),
        (b"4;a=b\r\n" + PAGE[:4] + b"\r\n%X\r\n" % (len(PAGE) - 4) + PAGE[4:] + b"\r\n0\r\n", "Transfer-Encoding: chunked"),
        (PAGE, "Transfer-Encoding: chunked"),
        (PAGE, "X-Crawler-Content-Encoding: gzip"),
    ],
)
def test_what_http_packed_is_unpacked(body: bytes, header: str) -> None:
    """However a body was sent, the page in it is read; one that the crawler unpacked before is left alone."""
    assert [row.data for row in rows(warc(body, http=[header]))] == [PAGE]


def test_records_are_numbered_among_all() -> None:
    """The number of a record counts those of other kinds, so it is the same whatever kinds we read."""
    data = warc(kind="warcinfo") + warc(kind="request") + warc() + warc(kind="metadata") + warc()
    assert reasons(data) == [("3", ""), ("5", "")]
    assert reasons(gz(data)) == reasons(data)


@given(st.binary(max_size=300), st.integers(0, 3), st.booleans())
@settings(max_examples=150, deadline=None)
def test_noise_between_records_costs_no_record(noise: bytes, place: int, each: bool) -> None:
    """Whatever stands between records, the sound ones are read, in plain files and in files with a gzip member a record."""
    if b"WARC/" in noise or b"\x1f\x8b" in noise:
        return
    pieces = [warc(PAGE + b"%d" % number) for number in range(3)]
    packs = [gz(piece) for piece in pieces] if each else pieces
    packs.insert(max(place, 1), noise)
    found = [row.data for row in rows(b"".join(packs)) if not row.fault]
    assert found == [PAGE + b"%d" % number for number in range(3)]


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_a_broken_member_costs_itself(data: st.DataObject) -> None:
    """Bytes overwritten in one gzip member of a .warc.gz cost at most that record and the one behind it."""
    members = [gz(warc(f"<html>{TEXT} {number}".encode())) for number in range(5)]
    at = data.draw(st.integers(10, len(members[2]) - 1))
    noise = data.draw(st.binary(min_size=1, max_size=12).filter(lambda own: b"\x1f\x8b" not in own))
    members[2] = members[2][:at] + noise + members[2][at + len(noise) :]
    found = {row.data[-1:] for row in rows(b"".join(members)) if not row.fault}
    assert {b"0", b"1", b"4"} <= found


def test_a_length_that_lies_is_no_reason_to_hold_the_file() -> None:
    """A record of a stated terabyte is passed over without being read into memory, up to the next that can be found."""
    assert reasons(warc() + warc(length=str(1 << 40)) + warc()) == [("1", ""), ("2", "too-large"), ("3", "")]


def test_a_wacz_is_its_archives() -> None:
    """Of a WACZ the WARC files are read; its list of pages, which has texts of the same articles, is not."""
    data = zipped(
        [
            ("pages/pages.jsonl", lines()),
            ("archive/data.warc.gz", gz(warc()) + gz(warc(status="404 Not Found"))),
            ("archive/more.warc", warc()),
            ("indexes/index.cdx.gz", gz(b"example")),
            ("datapackage.json", b'{"profile": "data-package"}'),
        ]
    )
    assert reasons(data) == [
        ("archive/data.warc.gz!1", ""),
        ("archive/data.warc.gz!2", "http-status"),
        ("archive/more.warc!1", ""),
    ]


def test_of_a_header_that_stands_twice_the_first_counts() -> None:
    """A server behind another one may say the same header again; the first is the one that was meant for the page."""
    assert http.headers(b"Content-Type: text/html\r\ncontent-type: image/png\r\nno header\r\n") == {"content-type": "text/html"}
