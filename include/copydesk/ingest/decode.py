"""From bytes to text: byte order mark, UTF-8, the declared charset, detection; then legacy fonts, mojibake, hidden characters.

A pure function of the bytes and the declared charset: the audit reads a landed file again and finds the same lines.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from copydesk.errors import UnreadableError
from copydesk.ingest import charsets, hygiene, iscii, legacyfonts, mojibake, posing, wide

__all__ = ["Decoded", "decode"]

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
    b"{\\rtf": "an RTF document",
}
_HEADS = (*(mark for mark, _ in _MARKS), *_FILE_TYPES)
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")
_MOST_CONTROLS = 0.02
_SAMPLE = 20_000
"""Characters of which so many may be controls."""

_ESCAPES = (
    (re.compile(rb"\x1b\$\)C"), "iso2022_kr"),
    (re.compile(rb"\x1b\$"), "iso2022_jp_2"),
    (re.compile(rb"~\{(?:[\x21-\x77][\x21-\x7e])+~\}"), "hz"),
)
_SUSPECT = re.compile(f"[{mojibake.SUSPECT}{hygiene.SUSPECT}{posing.LOOKING_ALIKE}]")
"""A page without any of these needs no mending, and most pages outside Europe have none: one search instead of five."""

_CHARS_PER_FAULT, _SEQUENCES_PER_FAULT = 1_000, 20
"""UTF-8 stays UTF-8 where a fault comes with so many characters, and with so many letters that only UTF-8 writes so."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text with "\\n" line ends, the encoding it was in, and the repairs made on the way."""

    text: str
    encoding: str
    repairs: tuple[str, ...]


def decode(data: bytes, declared: str | None = None, *, is_markup: bool = False) -> Decoded:
    """The text in the bytes.

    `declared` is the charset that a header or the page itself names; it is asked where the bytes are not UTF-8. In markup tags
    look like a legacy font: none is looked for, and whoever takes the text out asks without_legacy_font(). Raises
    UnreadableError with reason `empty`, `binary`, `undecodable` or `legacy-font`.
    """
    if not data:
        raise UnreadableError("empty", "the file has no bytes: a download that broke off, perhaps.")
    text, encoding, repairs = _text(data, declared)
    if "\r" in text:
        text = text.replace("\r\n", "\n")  # on so many pages that these should not be searched for all else
    is_plain = not (hygiene.is_suspect(text) if text.isascii() else _SUSPECT.search(text))
    font: tuple[str, ...] = ()
    if not is_markup:
        text, font = legacyfonts.converted(text, is_plain=is_plain)  # before mojibake, which such a font looks like
    repairs += font
    if not is_plain:
        text, made = _mended(text)
        repairs += made
    if not font and not is_markup:
        legacyfonts.refuse_unknown(text)
    if not text.strip().strip("\u200b\u2060"):
        raise UnreadableError("empty", "the file holds nothing but white space.")
    return Decoded(text, encoding, tuple(sorted(set(repairs))))


def without_legacy_font(text: str) -> tuple[str, tuple[str, ...]]:
    """Text taken out of markup in Unicode, and the name of the repair if one was made. Raises UnreadableError `legacy-font`."""
    text, font = legacyfonts.converted(text)
    if not font:
        legacyfonts.refuse_unknown(text)
    return text, font


def _mended(text: str) -> tuple[str, tuple[str, ...]]:
    """The text without mojibake and without characters that hide, and the names of these repairs."""
    mended = mojibake.mended(text)
    if hygiene.is_suspect(mended):
        _refuse_controls(mended)  # mojibake is full of them until it is mended
    cleaned, made = hygiene.clean(mended)
    return cleaned, made if mended == text else ("mojibake", *made)


def _text(data: bytes, declared: str | None) -> tuple[str, str, tuple[str, ...]]:
    """The text as it was written, its encoding and the repair that reading took."""
    if data.startswith(_HEADS):
        for mark, encoding in _MARKS:
            if data.startswith(mark):
                return _marked(data, encoding)
        kind = next(kind for head, kind in _FILE_TYPES.items() if data.startswith(head))
        raise UnreadableError("binary", f"this is {kind}, not text.")
    if b"\0" in data and (found := wide.decode(data)):
        return *found, ()
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _not_utf8(data, declared, error)
    return _escaped(data, text) if "\x1b$" in text or "~{" in text else (text, "utf-8", ())


def _marked(data: bytes, encoding: str) -> tuple[str, str, tuple[str, ...]]:
    try:
        return data.decode(encoding), encoding, ()
    except UnicodeDecodeError as error:
        if encoding == "utf-8-sig" and (text := _lenient(data.removeprefix(codecs.BOM_UTF8))) is not None:
            return text, encoding, ("utf-8-errors",)
        raise UnreadableError(
            "undecodable", f"begins like {encoding} but breaks at byte {error.start}: {error.reason}."
        ) from error


def _escaped(data: bytes, text: str) -> tuple[str, str, tuple[str, ...]]:
    """Text with escapes that switch to Japanese, Korean or Chinese, as old mail is sent: seven bits, so valid UTF-8 as well."""
    for escape, codec in _ESCAPES:
        if escape.search(data):
            try:
                return data.decode(codec), codec, ()
            except UnicodeDecodeError:
                continue
    return text, "utf-8", ()


def _not_utf8(data: bytes, declared: str | None, error: UnicodeDecodeError) -> tuple[str, str, tuple[str, ...]]:
    if (text := _lenient(data)) is not None:
        return text, "utf-8", ("utf-8-errors",)
    if b"\0" in data:
        raise UnreadableError("binary", f"byte {data.index(0)} is NUL, which text never holds.") from error
    if declared and (found := charsets.by_declaration(data, declared)):
        return *found, ()
    if found := wide.decode(data) or iscii.decode(data):
        return *found, ()
    if text := legacyfonts.in_bytes(data):
        return text, "cp1252", ()
    found, tried = charsets.by_detection(data)
    if found:
        return *found, ()
    likely = f"; likeliest were {', '.join(tried)}" if tried else ""
    raise UnreadableError(
        "undecodable", f"not UTF-8 (byte {error.start}), and no other charset makes it readable{likely}. Send it as UTF-8."
    ) from error


def _lenient(data: bytes) -> str | None:
    """UTF-8 with a few faults, each as U+FFFD, a character that the end cuts off aside; none where the faults are too many.

    Halves of a pair that were encoded one by one, as some databases do, are joined.
    """
    try:
        text = data.decode("utf-8", "surrogatepass").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        faults = text.count("\ufffd")
        if faults <= 1 + len(text) // _CHARS_PER_FAULT:
            return text  # nothing but Unicode writes halves of pairs
    except UnicodeDecodeError as error:
        cut_off = error.end == len(data) and error.reason == "unexpected end of data"
        text = data[: error.start].decode("utf-8") if cut_off else data.decode("utf-8", "replace")
        faults = 0 if cut_off else text.count("\ufffd")
    letters = sum(map(str.isalpha, text)) - sum(map(str.isalpha, text.encode("ascii", "ignore").decode()))
    enough = faults <= 1 + len(text) // _CHARS_PER_FAULT and letters >= _SEQUENCES_PER_FAULT * faults
    return text if enough and letters else None


def _refuse_controls(text: str) -> None:
    sample = text[:_SAMPLE]
    controls = len(_CONTROLS.findall(sample))
    if controls > _MOST_CONTROLS * len(sample) and (controls > 3 or "\0" in sample):
        raise UnreadableError("binary", f"{controls} of the first {len(sample):,} characters are control characters.")
