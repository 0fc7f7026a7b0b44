"""JSON documents: an array of objects, an object that holds one, an object that is the article, or several of them on end.

Values are cut out of the text and parsed one by one: one that is broken costs itself, and no more than one is in memory.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from copydesk.errors import UnreadableError
from copydesk.ingest.containers import fields, widetext
from copydesk.ingest.containers.jsonvalue import loads, members
from copydesk.ingest.containers.member import OVERHEAD, Format, Member
from copydesk.ingest.streams import some
from copydesk.settings import Settings

_BEGIN = re.compile(rb'\A(?:\xef\xbb\xbf)?\s*(?:(?:\[\s*)?\{\s*(?:"(?:[^"\\\r\n]|\\.){0,200}"\s*:|\})|\[\s*\]\s*\Z)')

_SPACE = re.compile(rb"[\s,]*+(?:\xef\xbb\xbf)?\s*+")
_STRING = rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_NESTED = re.compile(_STRING + rb'|[{}\[\]"]', re.DOTALL)
_SCALAR = re.compile(_STRING + rb'|[^\s,:{}\[\]"]++', re.DOTALL)
_COLON = re.compile(rb"\s*+:")
_CHUNK = 1 << 16


def _read(stream: BinaryIO, settings: Settings) -> Iterator[Member]:
    """Members are numbered from 1 over all arrays; an object that is the whole of the file has no name of its own."""
    names = fields.mapping(settings.fields)
    text = _Text(widetext.narrowed(stream), settings.record_bytes * OVERHEAD)
    number = 0
    while mark := text.mark():
        if mark not in b"[{":
            raise UnreadableError("broken-container", "something that is no object stands behind an object or an array.")
        found = _array(text, names, number) if mark == b"[" else _object(text, names, number)
        for member in found:
            number += 1
            yield member


def _array(text: _Text, names: Mapping[str, tuple[str, ...]], number: int) -> Iterator[Member]:
    """The members of the array that begins here, numbered on. What is no object in it is one with a fault."""
    text.take(1)
    while (mark := text.mark()) != b"]":
        number += 1
        yield from _element(text.value(mark), names, number)
    text.take(1)


def _element(data: bytes, names: Mapping[str, tuple[str, ...]], number: int) -> Iterator[Member]:
    try:
        row = loads(data)
    except (ValueError, RecursionError) as error:
        yield Member(str(number), fault=UnreadableError("broken-json", f"element {number} is no JSON: {error}."))
        return
    if isinstance(row, dict):
        yield fields.member(str(number), row, fields.chosen(row, names))
    else:
        yield Member(str(number), fault=UnreadableError("broken-json", f"element {number} is no object."))


def _object(text: _Text, names: Mapping[str, tuple[str, ...]], number: int) -> Iterator[Member]:
    """The object that begins here: as a whole, or where it is too large or broken, the members of its arrays."""
    if (data := text.value(b"{", ahead=True)) and _is_sound(data):
        text.take(len(data))
        alone = not number and not text.mark()
        yield from members("" if alone else str(number + 1), data, names, "the object")
        return
    text.take(1)
    outer: dict[str, Any] = {}
    first = number
    while (mark := text.mark()) != b"}":
        key = text.key(mark)
        mark = text.mark()
        if mark != b"[":
            outer[key] = _loaded(text.value(mark), key)
            continue
        for member in _array(text, names, number):
            number += 1
            yield member
    text.take(1)
    if number == first:
        yield fields.member(str(number + 1), outer, fields.chosen(outer, names))


def _is_sound(data: bytes) -> bool:
    try:
        loads(data)
    except ValueError:
        return False
    except RecursionError:
        return True  # its members say so
    return True


def _loaded(data: bytes, key: str) -> Any:
    try:
        return loads(data)
    except (ValueError, RecursionError) as error:
        raise UnreadableError("broken-container", f"the value of {key[:80]!r} is no JSON: {error}.") from error


class _Text:
    """The bytes of a document as far as they were read, and where we are in them."""

    def __init__(self, stream: BinaryIO, most: int) -> None:
        self._stream, self._most = stream, most
        self._held, self._at = b"", 0

    def mark(self) -> bytes:
        """The next byte that is neither white space nor a comma; none at the end."""
        while True:
            self._at = _SPACE.match(self._held, self._at).end()  # type: ignore[union-attr] # it matches nothing, too
            if self._at < len(self._held) or not self._more():
                return self._held[self._at : self._at + 1]

    def take(self, count: int) -> bytes:
        """The next bytes, which are then behind."""
        self._at += count
        return self._held[self._at - count : self._at]

    def key(self, mark: bytes) -> str:
        """The name that begins here, and past its colon. Raises UnreadableError where there is none."""
        name = self.value(mark) if mark == b'"' else b""
        while not (colon := _COLON.match(self._held, self._at)) and self._more():
            continue
        if not name or not colon:
            raise UnreadableError("broken-container", "something stands where an object should name its next value.")
        self._at = colon.end()
        return str(_loaded(name, "a name"))

    def value(self, mark: bytes, *, ahead: bool = False) -> bytes:
        """The value that begins here; with `ahead` it is not behind yet, and none where it is too large.

        Raises EOFError where the text ends first, UnreadableError for what begins no value and for one that is too large.
        """
        depth, at = 0, self._at
        pattern = _NESTED if mark in b"[{" else _SCALAR
        while True:
            for token in pattern.finditer(self._held, at):
                if token[0] == b'"' or (pattern is _SCALAR and (token.start() != at or token.end() == len(self._held))):
                    break
                at = token.end()
                depth += (token[0] in b"{[") - (token[0] in b"}]")
                if not depth:
                    data = self._held[self._at : at]
                    self._at = self._at if ahead else at
                    return data
            if len(self._held) - self._at > self._most:
                if ahead:
                    return b""
                raise UnreadableError(
                    "too-large", f"a value of more than {self._most:,} bytes, {OVERHEAD} times COPYDESK_RECORD_BYTES."
                )
            kept = at - self._at
            more = self._more()
            at = self._at + kept
            if not more:
                if pattern is _SCALAR and mark and mark not in b':}]"':
                    rest, self._at = self._held[self._at :], len(self._held)
                    return rest
                if mark and mark in b":}]":
                    raise UnreadableError("broken-container", f"a {mark.decode()!r} stands where a value should.")
                raise EOFError("the document ends within a value")

    def _more(self) -> bool:
        data = some(self._stream, _CHUNK)
        self._held, self._at = self._held[self._at :] + data, 0
        return bool(data)


JSON = Format("json", lambda head: bool(_BEGIN.match(widetext.narrow(head))), _read)
