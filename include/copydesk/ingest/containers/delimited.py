"""CSV and its kin: a header that names the columns, then one record a row."""

from __future__ import annotations

import csv
import io
import re
from collections import deque
from collections.abc import Iterator
from typing import BinaryIO

from copydesk.errors import UnreadableError
from copydesk.ingest.containers import fields, widetext
from copydesk.ingest.containers.member import HEAD_BYTES, OVERHEAD, Format, Member
from copydesk.ingest.streams import forward, peek
from copydesk.settings import Settings

_DELIMITERS = "\t,;|"
_CELL = re.compile(r"[\w .:/-]{1,40}")
_LINE_END = re.compile(r"\r\n?|\n")
_TOLD = re.compile(r'"?sep=([^\w\s"]|\t)"?(?:\r\n?|\n)', re.IGNORECASE)
"""A line that a spreadsheet writes above the header: what parts the columns."""

_BODIES = {*fields.NAMES["text"], *fields.NAMES["html"]}
_KNOWN = {name for names in fields.NAMES.values() for name in names}

_TRIES = 8
"""Behind a broken row, so many times what a row may take is read again, at most, to find where rows are whole."""


def _sniff(head: bytes) -> bool:
    return _delimiter(head) is not None


def _delimiter(head: bytes) -> str | None:
    """What parts the columns, where the first line is surely a header: short cells, two of them known, one the text's."""
    text = _text(head)
    told = _TOLD.match(text)
    start = told.end() if told else 0
    if not (end := _LINE_END.search(text, start)):
        return None
    for delimiter in (*told[1], *_DELIMITERS) if told else _DELIMITERS:
        cells = [plain for cell in text[start : end.start()].split(delimiter) if (plain := fields.plain(cell.strip().strip('"')))]
        if len(cells) < 2 or len(set(cells)) < len(cells) or not all(map(_CELL.fullmatch, cells)):
            continue
        if _BODIES.intersection(cells) and len(_KNOWN.intersection(cells)) >= 2:
            return delimiter
    return None


def _text(head: bytes) -> str:
    return widetext.narrow(head).decode("utf-8", "replace").removeprefix("\ufeff")


def _read(stream: BinaryIO, settings: Settings) -> Iterator[Member]:
    """Members are the rows, numbered from 1 below the header. Bytes that are not UTF-8 are left for each record to decode."""
    most = settings.record_bytes * OVERHEAD
    csv.field_size_limit(max(csv.field_size_limit(), most))  # for all of the process, so it is only ever raised
    head, stream = peek(stream, HEAD_BYTES)
    lines = _Lines(io.TextIOWrapper(forward(widetext.narrowed(stream)), "utf-8-sig", "surrogateescape", newline=""), most)
    if _TOLD.match(_text(head)):
        next(lines)
    rows = _rows(lines, _delimiter(head) or ",")
    header = next(rows)
    if isinstance(header, str):
        raise UnreadableError("broken-container", f"its header is broken: {header}.")
    columns = fields.chosen(header, fields.mapping(settings.fields))
    lines.width = len(header)
    for number, row in enumerate(rows, 1):
        if isinstance(row, str):
            told = f"row {number}: {row}. A quote or a delimiter is wrong there. The rows around it were read."
            yield Member(str(number), fault=UnreadableError("broken-row", told))
        else:
            yield fields.member(str(number), dict(zip(header, row, strict=True)), columns)


class _Lines:
    """The lines of a table; those of the row that is being read are kept, to be given again where it turns out to be broken."""

    def __init__(self, text: io.TextIOWrapper, most: int) -> None:
        self._text, self._most = text, most
        self._tries = _TRIES * most
        self.again: deque[str] = deque()
        self.row: list[str] = []
        self.chars = 0
        self.width = 0
        """Cells that a row must have; 0 while it is not known."""

    def begin(self) -> None:
        self._tries += self.chars
        self.row, self.chars = [], 0

    @property
    def too_long(self) -> bool:
        return self.chars > self._most

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self.again.popleft() if self.again else self._text.readline(self._most + 1)
        if not line:
            raise StopIteration
        self.row.append(line)
        self.chars += len(line)
        if self.too_long:
            raise csv.Error(f"more than {self._most:,} characters, {OVERHEAD} times COPYDESK_RECORD_BYTES")
        return line

    def drop(self) -> None:
        """Give all lines of this row but its first once more; after too many of them, none. A line that is too long is gone."""
        self._tries -= self.chars
        self.chars = 0
        last = self.row[-1]
        while len(last) > self._most and not last.endswith(("\n", "\r")):
            last = self._text.readline(self._most + 1)
        if self._tries > 0:
            self.again.extendleft(line for line in reversed(self.row[1:]) if len(line) <= self._most)


def _rows(lines: _Lines, delimiter: str) -> Iterator[list[str] | str]:
    """The rows that are whole, and what is wrong with one that is not: a quote that is never closed costs its own row.

    Lines that were in a broken row and are in no whole one by themselves belong to it still.
    """
    told = ""
    while True:
        same = bool(lines.again)
        lines.begin()
        row = _row(lines, delimiter)
        if row == []:
            continue
        if told and (not isinstance(row, str) or not same):
            yield told
            told = ""
        if row is None:
            return
        if isinstance(row, str):
            told = told or row
            lines.drop()
        else:
            yield row


def _row(lines: _Lines, delimiter: str) -> list[str] | str | None:
    """The next row, empty for an empty line; what is wrong with it; None at the end.

    Strictly, so that a quote which is never closed is noticed where the next one opens; a row of one line may have quotes in its
    text that are not doubled.
    """
    try:
        row = next(csv.reader(lines, delimiter=delimiter, strict=True), None)
    except csv.Error as error:
        if len(lines.row) != 1 or lines.too_long:
            return str(error)
        row = next(csv.reader(lines.row, delimiter=delimiter), [])
        if len(row) != lines.width:
            return str(error)
    if row and lines.width and len(row) != lines.width:
        return f"{len(row)} cells where the header has {lines.width}"
    return row


DELIMITED = Format("delimited", _sniff, _read)
