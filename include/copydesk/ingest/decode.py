"""From bytes to text: byte order mark, then UTF-8, then detection; and from mojibake back to what was meant."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

import ftfy
from charset_normalizer import from_bytes
from ftfy.badness import is_bad

from copydesk.errors import UnreadableError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""Byte order marks, the longer of two that begin alike first."""

_FILE_TYPES = {
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"%PDF": "a PDF document",
    b"PK\x03\x04": "a ZIP archive",
    b"\x1f\x8b": "gzip data",
    b"\x7fELF": "a program",
    b"RIFF": "a media file",
}
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")
_MOST_CONTROLS = 0.02
_SAMPLE = 20_000
"""Bytes that the detection of a legacy encoding looks at."""

_COMMON = ("cp1252", "cp1251", "cp1256", "cp1250", "cp1254", "cp1253", "cp1255", "cp874", "cp1258")
"""Where detection cannot choose, the encoding that more pages were written in."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text with "\\n" line ends, the encoding it was in, and the repairs made on the way."""

    text: str
    encoding: str
    repairs: tuple[str, ...]


def decode(data: bytes) -> Decoded:
    """The text in the bytes.

    Raises UnreadableError with reason `empty`, `binary` or `undecodable`.
    """
    if not data:
        raise UnreadableError("empty", "the file has no bytes: a download that broke off, perhaps.")
    text, encoding = _text(data)
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    if not text.strip().strip("\u200b\u2060\ufeff"):
        raise UnreadableError("empty", "the file holds nothing but white space.")
    mended = _without_mojibake(text)
    _refuse_controls(mended)  # mojibake is full of them until it is mended
    return Decoded(mended, encoding, ("mojibake",) if mended != text else ())


def _text(data: bytes) -> tuple[str, str]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return data.decode(encoding), encoding
            except UnicodeDecodeError as error:
                raise UnreadableError(
                    "undecodable", f"begins like {encoding} but breaks at byte {error.start}: {error.reason}."
                ) from error
    for head, kind in _FILE_TYPES.items():
        if data.startswith(head):
            raise UnreadableError("binary", f"this is {kind}, not text.")
    if b"\0" in data:
        raise UnreadableError("binary", f"byte {data.index(0)} is NUL, which text never holds.")
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        return _legacy(data, error)


def _legacy(data: bytes, error: UnicodeDecodeError) -> tuple[str, str]:
    """Detection looks at the lines that are not ASCII, since those alone tell encodings apart."""
    telling = b"\n".join(line for line in data.splitlines() if not line.isascii())[:_SAMPLE]
    found = from_bytes(telling, threshold=0.15, enable_fallback=False)
    if not found:
        raise UnreadableError("undecodable", f"not UTF-8 (byte {error.start}), and no other encoding makes it readable.")
    best = min(found, key=lambda match: (match.chaos, -match.coherence, _rank(match.encoding), match.encoding)).encoding
    try:
        return data.decode(best), best
    except UnicodeDecodeError as again:
        raise UnreadableError("undecodable", f"looks like {best} but breaks at byte {again.start}.") from again


def _rank(encoding: str) -> int:
    return _COMMON.index(encoding) if encoding in _COMMON else len(_COMMON)


def _refuse_controls(text: str) -> None:
    controls = len(_CONTROLS.findall(text[:_SAMPLE]))
    if controls > 3 and controls > _MOST_CONTROLS * min(len(text), _SAMPLE):
        raise UnreadableError("binary", f"{controls} of the first {min(len(text), _SAMPLE):,} characters are control characters.")


def _without_mojibake(text: str) -> str:
    """UTF-8 that somebody read as a legacy encoding, turned back line by line where that certainly helps."""
    if not is_bad(text):
        return text
    return "\n".join(ftfy.fix_encoding(line) if is_bad(line) else line for line in text.split("\n"))
