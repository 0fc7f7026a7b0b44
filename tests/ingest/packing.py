"""Good containers of every kind, to be broken by tests."""

from __future__ import annotations

import base64
import bz2
import gzip
import io
import json
import lzma
import quopri
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Sequence
from email.message import EmailMessage
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

TEXT = "The ferry to the island runs again from Monday, after the harbour was dredged."
ROWS = [
    {"title": f"Ferry {number}", "text": f"{TEXT} Crossing {number}.", "url": f"https://n.example/{number}"}
    for number in (1, 2, 3)
]


def lines(rows: Sequence[Any] = ROWS) -> bytes:
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def many(count: int = 4_000) -> bytes:
    """So many lines that do not pack well: each has its own numbers."""
    return lines([{"text": f"{TEXT} {zlib.crc32(str(number).encode())} {number * 7919}", "n": number} for number in range(count)])


def table(rows: Sequence[dict[str, str]] = ROWS, delimiter: str = ",", end: str = "\n") -> bytes:
    header = list(rows[0])
    text = [header, *([f'"{row[name]}"' if name == "text" else row[name] for name in header] for row in rows)]
    return "".join(delimiter.join(cells) + end for cells in text).encode()


def zipped(files: Sequence[tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED, *, later: bool = False) -> bytes:
    """`later`: as a stream, sizes behind the data."""

    class Stream(io.RawIOBase):
        def writable(self) -> bool:
            return True

        def write(self, data: Any) -> int:
            return out.write(data)

    out = io.BytesIO()
    target: Any = Stream() if later else out
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, data in files:
            archive.writestr(zipfile.ZipInfo(name), data, compress_type=method)
    return out.getvalue()


THREE = [(f"{number}.txt", f"{TEXT} {number}".encode()) for number in (1, 2, 3)]


def tarred(files: Sequence[tuple[str, bytes]] = THREE, format: int = tarfile.PAX_FORMAT) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=format) as archive:
        for name, data in files:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def special(kind: bytes, name: str = "odd") -> bytes:
    """An archive of a plain file, something that is none, and another plain file."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for entry in ("1.txt", name, "2.txt"):
            info = tarfile.TarInfo(entry)
            if entry == name:
                info.type, info.linkname = kind, "/etc/passwd"
                archive.addfile(info)
            else:
                info.size = len(TEXT)
                archive.addfile(info, io.BytesIO(TEXT.encode()))
    return out.getvalue()


def parquet(rows: Any = ROWS, **options: Any) -> bytes:
    out = io.BytesIO()
    pq.write_table(rows if isinstance(rows, pa.Table) else pa.Table.from_pylist(rows), out, **options)
    return out.getvalue()


def arrow(rows: Any = ROWS, *, stream: bool = False, chunk: int = 1) -> bytes:
    out = io.BytesIO()
    data = rows if isinstance(rows, pa.Table) else pa.Table.from_pylist(rows)
    with (pa.ipc.new_stream if stream else pa.ipc.new_file)(out, data.schema) as writer:
        writer.write_table(data, max_chunksize=chunk)
    return out.getvalue()


def warc(
    body: bytes = b"<html><body><p>" + TEXT.encode() + b"</p></body></html>",
    kind: str = "response",
    content: str = "text/html; charset=utf-8",
    status: str = "200 OK",
    http: Sequence[str] = (),
    url: str = "https://n.example/a",
    headers: Sequence[str] = (),
    length: str | None = None,
) -> bytes:
    """One record. `http` and `headers` are lines beside the usual ones; `length` is a Content-Length that lies."""
    block, own = body, content
    if kind == "response":
        block = "\r\n".join([f"HTTP/1.1 {status}", f"Content-Type: {content}", *http, "", ""]).encode() + body
        own = "application/http; msgtype=response"
    told = [
        "WARC/1.1",
        f"WARC-Type: {kind}",
        f"WARC-Target-URI: {url}",
        "WARC-Date: 2024-10-30T01:02:03Z",
        f"Content-Type: {own}",
        f"Content-Length: {len(block) if length is None else length}",
        *headers,
    ]
    told = [line for line in told if line != "Content-Length: missing"]
    return "\r\n".join([*told, "", ""]).encode() + block + b"\r\n\r\n"


def feed(
    items: Sequence[str], root: str = '<rss version="2.0"><channel><title>The Harbour Post</title>', end: str = "</channel></rss>"
) -> bytes:
    return ('<?xml version="1.0" encoding="UTF-8"?>\n' + root + "\n".join(items) + end).encode()


def item(number: int, inner: str = "") -> str:
    inner = inner or f"<description>{TEXT}</description>"
    return f"<item><title>Ferry {number}</title><link>https://n.example/{number}</link>{inner}</item>"


def mail(
    body: str = TEXT, page: str = "", *, subject: str = "Ferry", charset: str = "utf-8", encoding: str = "quoted-printable"
) -> bytes:
    """A mail with a text, or with a text and a page."""
    made = EmailMessage()
    made["From"], made["To"] = "The Harbour Post <desk@n.example>", "reader@n.example"
    made["Subject"], made["Date"], made["Message-ID"] = subject, "Wed, 30 Oct 2024 08:00:00 +0530", "<1@n.example>"
    made.set_content(body, charset=charset, cte=encoding)
    if page:
        made.add_alternative(page, subtype="html", charset=charset, cte=encoding)
        made.set_boundary("==harbour==")
    return made.as_bytes()


def mbox(mails: Sequence[bytes], mark: str = "From desk@n.example Wed Oct 30 08:00:00 2024") -> bytes:
    """Mails in one file, lines of theirs that begin with "From " quoted."""
    own = (
        b"\n".join(b">" + line if line.lstrip(b">").startswith(b"From ") else line for line in each.split(b"\n"))
        for each in mails
    )
    return b"".join(b"%b\n%b\n\n" % (mark.encode(), each.rstrip(b"\n")) for each in own)


def saved(page: str, url: str = "https://n.example/a", picture: bytes = b"\x89PNG", *, first: bool = False) -> bytes:
    """A page as browsers save it in one file, with a picture behind it, or `first`."""
    parts = [
        b"Content-Type: text/html\r\nContent-ID: <frame-1@mhtml.blink>\r\nContent-Transfer-Encoding: quoted-printable\r\n"
        b"Content-Location: %b\r\n\r\n%b" % (url.encode(), quopri.encodestring(page.encode()).replace(b"\n", b"\r\n")),
        b"Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\nContent-Location: cid:1\r\n\r\n"
        + base64.encodebytes(picture).replace(b"\n", b"\r\n"),
    ]
    head = (
        f"From: <Saved by Blink>\r\nSnapshot-Content-Location: {url}\r\nSubject: =?utf-8?Q?The=20ferry?=\r\n"
        "Date: Wed, 30 Oct 2024 08:00:00 -0000\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n"
        '\ttype="text/html";\r\n\tboundary="----MultipartBoundary--a1----"\r\n\r\n'
    )
    mark = b"\r\n------MultipartBoundary--a1----"
    return head.encode() + b"".join(mark + b"\r\n" + part for part in (parts[::-1] if first else parts)) + mark + b"--\r\n"


def changed(data: bytes, at: int, new: bytes) -> bytes:
    """The data with some bytes in another way; a negative place counts from the end."""
    at = at if at >= 0 else len(data) + at
    return data[:at] + new + data[at + len(new) :]


def gz(data: bytes) -> bytes:
    return gzip.compress(data, mtime=0)


def packed(data: bytes, kind: str) -> bytes:
    if kind == "zst":
        return bytes(pa.compress(data, "zstd", asbytes=True))
    return {"gz": gz, "bz2": bz2.compress, "xz": lzma.compress}[kind](data)


def directory_of(archive: bytes) -> int:
    """Where the directory of a ZIP begins."""
    return int(struct.unpack_from("<L", archive, archive.rfind(b"PK\x05\x06") + 16)[0])
