"""Laws of mail and of pages saved as one file: the text is whole, and no header is part of it."""

from __future__ import annotations

import base64
import io
import tracemalloc
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk import ingest
from copydesk.ingest.unpack import unpack
from copydesk.model import Record
from copydesk.settings import Settings
from tests.gauntlet.case import article, body
from tests.ingest.packing import TEXT, mail, saved

LONG = body("mail")
PAGE = f"<html><head><title>The ferry runs again</title></head><body><article><p>{LONG}</p></article></body></html>"
ENCODED = ("quoted-printable", "base64", "8bit")


def record(data: bytes) -> Record:
    """The one record of a mail."""
    [found] = unpack(io.BytesIO(data), len(data), Settings())
    assert found.fault is None and found.record == ""
    return ingest.read(
        found.data, Settings(), source="a.eml", landed_on=date(2024, 10, 30), hints=found.hints, charset=found.charset
    )


@pytest.mark.parametrize("encoding", ENCODED)
@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "koi8-r"])
def test_a_mail_is_its_text(encoding: str, charset: str) -> None:
    """Whatever its bytes were sent as, a mail is its text to the letter; its subject and day are hints."""
    text = (
        "Паром снова ходит на остров с понедельника, сообщила администрация гавани." if charset == "koi8-r" else f"Café: {TEXT}"
    )
    found = record(mail(text, subject="Fähre am Montag", charset=charset, encoding=encoding))
    assert found.text.strip() == text
    assert (found.hints.title, found.hints.published) == ("Fähre am Montag", "Wed, 30 Oct 2024 08:00:00 +0530")


@pytest.mark.parametrize("encoding", ENCODED)
def test_a_page_goes_before_its_plain_text(encoding: str) -> None:
    """Of a mail with a text and a page the page is read, a fragment of one too."""
    for page in (PAGE, f"<p>{LONG}</p>"):
        found = record(mail("Please use a reader for HTML.", page, encoding=encoding))
        assert found.text.split() == LONG.split()


@pytest.mark.parametrize("first", [False, True])
def test_a_saved_page_is_the_page(first: bool) -> None:
    """A page saved as one file is read as any page, at the address it was saved from; the day of saving is no date of it."""
    found = record(saved(PAGE, "https://n.example/ferry", first=first))
    assert found.text.split() == LONG.split()
    assert (found.hints.url, found.hints.title, found.hints.published) == (
        "https://n.example/ferry",
        "The ferry runs again",
        None,
    )


def test_pictures_of_a_saved_page_are_not_in_memory() -> None:
    """A page behind a picture of 40 MB is read with less than 4 MB of memory."""
    data = saved(PAGE, picture=bytes(40_000_000), first=True)
    tracemalloc.start()
    [found] = unpack(io.BytesIO(data), len(data), Settings())
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert b"ferry" in found.data and most < 4_000_000


def test_lines_that_flow_are_whole() -> None:
    """A plain text that says format=flowed has its lines as they were before they were wrapped; its signature stays apart."""
    wrapped = TEXT.replace(" ", " \r\n") + "\r\n\r\n-- \r\nThe harbour office\r\n"
    for flow, space in (("flowed", " "), ("flowed; delsp=yes", "")):
        data = f"MIME-Version: 1.0\r\nContent-Type: text/plain; format={flow}\r\n\r\n{wrapped}".encode()
        assert record(data).text.splitlines()[0] == TEXT.replace(" ", space)
        assert record(data).text.endswith("\n-- \nThe harbour office\n")


@pytest.mark.parametrize(
    "begin",
    [
        "From: our correspondent\nSubject: bridges\nDate: Monday\n\n",
        "Received: 3 October\nFrom: a reader\n\n",
        "MIME-Version: a history\nSubject: mail\n\n",
        "Content-Type: opinion\nFrom: the editor\n\n",
        "MIME-Version: 1.0\nis how it began.\n\n",
        "Title: The mill\nMIME-Version: 1.0\n\n",
    ],
)
def test_a_text_that_begins_like_a_letter_is_no_mail(begin: str) -> None:
    """Lines that a letter, a file of fields or an essay on mail begins with are text, and stay."""
    data = f"{begin}{article('letter')}".encode()
    assert ingest.container(data[: ingest.HEAD_BYTES]) is None
    assert record(data).text.startswith(begin)


def test_headers_longer_than_what_is_looked_at_make_a_mail() -> None:
    """A mail that came by many servers is one, although its headers are longer than the bytes that tell its kind."""
    came_by = "Received: from a.example\r\n\tby b.example; Wed, 30 Oct 2024 08:00:00 +0530\r\n" * 200
    data = f"Return-Path: <a@n.example>\r\n{came_by}".encode() + mail()
    assert record(data).text.strip() == TEXT


@given(st.binary(max_size=400), st.sampled_from(["quoted-printable", "base64", "x-uuencode", "7bit", "nonsense"]))
def test_any_body_is_one_row(data: bytes, encoding: str) -> None:
    """Whatever stands below the headers of a mail, it is one row, read or with its reason; base64 comes back to the byte."""
    head = f"MIME-Version: 1.0\nContent-Transfer-Encoding: {encoding}\n\n".encode()
    assert len(list(unpack(io.BytesIO(head + data), 500, Settings()))) == 1
    if encoding == "base64" and data.strip():
        [row] = unpack(io.BytesIO(head + base64.b64encode(data)), 900, Settings())
        assert row.data == data
