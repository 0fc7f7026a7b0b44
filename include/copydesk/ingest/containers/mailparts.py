"""The parts of a mail, cut out of a stream: those that may be an article are kept, all others passed over line by line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from email.message import Message
from typing import BinaryIO

from copydesk.errors import UnreadableError
from copydesk.ingest.containers.http import Headers, headers

_KINDS = ("text/html", "application/xhtml+xml", "text/plain")
_MIME = ("content-type", "content-transfer-encoding", "content-disposition")
_LINE_BYTES = 1 << 16
_HEADER_BYTES = 1 << 16
_VALUE_CHARS = 1_000
"""Characters of a MIME header that are read: the standard library takes the square of their number to find parameters."""

_BOUNDARY_CHARS = 200
_DEEPEST = 8
"""Parts in parts; real mail has three."""

_MOST = 10_000
"""Parts of a mail."""

Line = tuple[bytes, bool]
"""A line, or a piece of a very long one, and whether it begins one."""

Mark = tuple[int, bool]
"""A line between parts: how many parts around its own there are, and whether it is the last of its kind."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of text: the headers of the mail, its own (the same where it is the only part), its bytes as they were packed."""

    mail: Headers
    own: Headers
    mime: Message
    packed: bytes

    def unpacked(self) -> bytes:
        """Its bytes without quoted-printable, base64 and their like."""
        self.mime.set_payload(self.packed.decode("ascii", "surrogateescape"))
        data = self.mime.get_payload(decode=True)
        return data if isinstance(data, bytes) else b""


def parts(stream: BinaryIO, most: int) -> Iterator[Part]:
    """The parts of text that are no attachments, in the order of the mail.

    Raises EOFError where the mail ends within its parts, UnreadableError for one of more than `most` bytes, or too many parts.
    """
    lines = _lines(stream)
    mail = own = _headers(lines)
    around: list[bytes] = []
    for _ in range(_MOST):
        mime = _mime(own)
        boundary = _boundary(mime) if len(around) < _DEEPEST else b""
        around += [boundary] if boundary else []
        is_text = not boundary and mime.get_content_type() in _KINDS and mime.get_content_disposition() != "attachment"
        packed, mark = _body(lines, around, most, keep=is_text)
        if mark is None and around:
            raise EOFError("the mail ends within its parts")
        if is_text:
            yield Part(mail, own, mime, packed)
        while mark and mark[1]:
            del around[mark[0] :]
            mark = _body(lines, around, most, keep=False)[1] if around else None
        if mark is None:
            if around:
                raise EOFError("the mail ends within its parts")
            return
        del around[mark[0] + 1 :]
        own = _headers(lines)
    raise UnreadableError("too-large", f"a mail of more than {_MOST:,} parts.")


def _lines(stream: BinaryIO) -> Iterator[Line]:
    begins = True
    while line := stream.readline(_LINE_BYTES):
        yield line, begins
        begins = line.endswith(b"\n")


def _headers(lines: Iterator[Line]) -> Headers:
    """The headers that stand here, up to the empty line."""
    held: list[bytes] = []
    size = 0
    for line, _ in lines:
        if line in (b"\n", b"\r\n"):
            break
        held.append(line)
        size += len(line)
        if size > _HEADER_BYTES:
            raise UnreadableError("broken-container", f"its headers do not end within {_HEADER_BYTES:,} bytes.")
    return headers(b"".join(held).removeprefix(b"\xef\xbb\xbf"))


def _mime(own: Headers) -> Message:
    message = Message()
    for name in _MIME:
        if name in own:
            message[name] = own[name][:_VALUE_CHARS]
    return message


def _boundary(mime: Message) -> bytes:
    """What stands between the parts of this part, if it has any."""
    if mime.get_content_maintype() != "multipart":
        return b""
    boundary = (mime.get_boundary() or "").encode("utf-8", "replace")
    return boundary if len(boundary) <= _BOUNDARY_CHARS else b""


def _body(lines: Iterator[Line], around: Sequence[bytes], most: int, *, keep: bool) -> tuple[bytes, Mark | None]:
    """What stands before the next mark, if it is to be kept, and the mark; none at the end."""
    marks: Mapping[bytes, Mark] = {
        b"--" + boundary + end: (level, bool(end)) for level, boundary in enumerate(around) for end in (b"", b"--")
    }
    held: list[bytes] = []
    size = 0
    for line, begins in lines:
        if begins and line[:2] == b"--" and (mark := marks.get(line.rstrip())):
            return b"".join(held).removesuffix(b"\n").removesuffix(b"\r"), mark  # this line end is the mark's
        if keep:
            held.append(line)
            size += len(line)
            if size > most:
                raise UnreadableError("too-large", f"a part of more than {most:,} bytes.")
    return b"".join(held), None
