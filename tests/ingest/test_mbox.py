"""Laws of mailboxes: each mail in one file is a record, and a text that begins with "From " is none."""

from __future__ import annotations

import io
import mailbox
import tracemalloc
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk import ingest
from copydesk.ingest.unpack import Unpacked, unpack
from copydesk.settings import Settings
from tests.gauntlet.case import article
from tests.ingest.packing import TEXT, gz, mail, mbox

MARKS = (
    "From desk@n.example Wed Oct 30 08:00:00 2024",
    "From - Wed Oct 30 08:00:00 2024",
    "From 1814000000000000000@xxx Wed Oct 30 08:00:00 +0000 2024",
    "From desk at n.example  Wed Oct 30 08:00:00 2024",
    "From MAILER-DAEMON Wed, 30 Oct 2024 8:00 +0530",
)


def rows(data: bytes) -> list[Unpacked]:
    return list(unpack(io.BytesIO(data), len(data), Settings()))


def text(row: Unpacked) -> str:
    return ingest.read(row.data, Settings(), source="a", landed_on=date(2024, 10, 30), hints=row.hints, charset=row.charset).text


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_each_mail_of_a_box_is_a_record(mark: str, end: str) -> None:
    """Law: whoever wrote the mailbox, each mail is one record, named by its number, with its own subject and day."""
    mails = [mail(f"{TEXT} Crossing {number}.", subject=f"Ferry {number}") for number in range(1, 4)]
    data = mbox(mails, mark).replace(b"\n", end.encode())
    for found in (rows(data), rows(gz(data))):
        assert [(row.record, row.hints.title) for row in found] == [("1", "Ferry 1"), ("2", "Ferry 2"), ("3", "Ferry 3")]
        assert [text(row).strip() for row in found] == [f"{TEXT} Crossing {number}." for number in range(1, 4)]
        assert {row.hints.published for row in found} == {"Wed, 30 Oct 2024 08:00:00 +0530"}


def test_a_box_of_the_standard_library_is_read(tmp_path: Path) -> None:
    """Law: what Python's own writer of mailboxes puts into one comes out of it, lines that begin with "From " too."""
    said = [
        f"{TEXT}\n\nFrom Monday the ferry runs, says {name}.\n>From the harbour, too.\n" for name in ("Marlow", "Ellen", "Noor")
    ]
    box = mailbox.mbox(tmp_path / "box")
    for body in said:
        box.add(mail(body, encoding="8bit"))
    box.close()
    found = rows((tmp_path / "box").read_bytes())
    assert [text(row).split() for row in found] == [body.replace("\n>From the", "\nFrom the").split() for body in said]


@pytest.mark.parametrize(
    "begin",
    [
        "From Monday the ferry runs again.\n\n",
        "From 08:00 on 30 October 2024 the ferry runs again.\n\n",
        "From our correspondent, 30 October 2024, 08:00\nThe ferry: it runs again.\n\n",
        "From desk@n.example Wed Oct 30 08:00:00 2024\nThe ferry runs again.\n\n",
        "From the harbour, 08:00, 2024\nSubject: bridges\n\n",
    ],
)
def test_a_text_that_begins_with_from_is_no_mailbox(begin: str) -> None:
    """Law: without the headers of a mail below it, a line that begins with "From " is a line of an article."""
    data = f"{begin}{article('letter')}".encode()
    assert ingest.container(data[: ingest.HEAD_BYTES]) is None
    assert text(rows(data)[0]).startswith(begin)


def test_a_sentence_amid_a_mail_is_no_next_one() -> None:
    """Law: a line that begins with "From " amid a mail, with a day and a clock even, stays where no header follows it."""
    body = f"{TEXT}\n\nFrom 08:00 on 30 October 2024 the ferry runs.\nAll are welcome, says the harbour.\n"
    [first, second] = rows(mbox([mail(body, encoding="8bit"), mail()]))
    assert text(first).split() == body.split()
    assert text(second).strip() == TEXT


def test_a_broken_mail_costs_itself() -> None:
    """Law: a mail that breaks off, one without a text and one without headers each have their row, and the others are read."""
    page = f"<p>{TEXT}</p>" * 4
    mails = [
        mail(),
        mail("A page.", page)[:-200],
        b"MIME-Version: 1.0\nFrom: a@n.example\nContent-Type: image/png\n\niVBORw==\n",
        b"Status: RO\n\n",
        mail("word " * 2_000_000),
        mail(),
    ]
    found = [(row.record, row.fault and row.fault.reason) for row in rows(mbox(mails))]
    assert found == [("1", None), ("2", "truncated"), ("3", "no-main-text"), ("4", "empty"), ("5", "too-large"), ("6", None)]


def test_a_box_of_pictures_is_not_in_memory() -> None:
    """Law: mails with attachments of 40 MB, and one line of 40 MB, are passed with less than 8 MB of memory."""
    picture = b"Content-Type: multipart/mixed; boundary=b\nMIME-Version: 1.0\n\n--b\nContent-Type: image/png\n\n%b\n--b--\n"
    data = mbox([picture % (b"iVBORw0K\n" * 4_500_000), mail(), picture % (b"i" * 40_000_000), mail()])
    stream = io.BytesIO(data)
    tracemalloc.start()
    found = [(row.record, row.fault and row.fault.reason) for row in unpack(stream, len(data), Settings())]
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found == [("1", "no-main-text"), ("2", None), ("3", "no-main-text"), ("4", None)]
    assert most < 8_000_000


@given(st.lists(st.binary(max_size=200), max_size=5))
def test_whatever_stands_in_its_mails_a_box_has_as_many_records(bodies: list[bytes]) -> None:
    """Law: any bytes below the headers of a mail are that mail's: no mail is lost in another one, and none comes of it."""
    head = b"MIME-Version: 1.0\nSubject: Ferry\nContent-Transfer-Encoding: 8bit\n\n"
    data = mbox([head + body for body in [b"first", *bodies]])
    assert [row.record for row in rows(data)] == [str(number) for number in range(1, len(bodies) + 2)]


def test_amid_a_line_a_quoted_from_is_text() -> None:
    """Only the beginning of a line may be quoted: a very long one is read in pieces, and none of the others begins it."""
    for before in ("", "a" * (1 << 16)):
        line = f"{before}>From the ferry to the pier."
        made = mbox([mail("The ferry runs.")]).rstrip(b"\n") + b"\n" + line.encode() + b"\n\n"
        (row,) = rows(made)
        assert row.data.decode().rstrip().endswith(line if before else line[1:])
