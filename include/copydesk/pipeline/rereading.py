"""Landed records read again, as the desk read them: for who checks or shows what became of them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from datetime import date
from typing import BinaryIO

from copydesk import ingest
from copydesk.errors import FileError, MissingError, UnreadableError
from copydesk.ingest import Unpacked
from copydesk.model import Record
from copydesk.pipeline.tombstones import Order, Standing, Tombstones, place_of
from copydesk.pipeline.work import record_id, root_of, source_of
from copydesk.settings import Settings
from copydesk.store import desk, paths


def landed_records(
    settings: Settings, day: date, of: str | None = None, taken: Mapping[str, Order] | None = None
) -> Iterator[tuple[Standing, str, Unpacked]]:
    """Every record of a landing day, in the order of paths and in containers as they stand: id and name, source, what it is.

    Of one landed file alone, if its source is given. `taken` are the orders to take records down, where not those of the root.
    """
    root = root_of(settings)
    taken = desk.takedowns(root, day) if taken is None else taken
    for entry in desk.landed(root, day):
        source = source_of(entry.path)
        if of not in (None, source):
            continue
        tombstones = Tombstones(day, entry.path, taken)
        try:
            ingest.refuse(entry.path, plain=entry.plain, settings=settings)
        except UnreadableError as error:
            fault = Unpacked("", fault=error)
            yield tombstones.of(fault), source, fault
            continue
        try:
            file = root.open(f"{paths.landing(day)}/{entry.path}")
        except (MissingError, FileError) as error:
            fault = Unpacked("", fault=UnreadableError("unreadable-file", source_of(str(error))))
            yield tombstones.of(fault), source, fault
            continue
        with file:
            for found in ingest.unpack(file, entry.size, settings):
                yield tombstones.of(found), source, found


def reread(settings: Settings, day: date, id: str, source: str, record: str) -> Record | None:
    """One record of a landed file as ingest gave it, by what its row says; None where its container no longer holds it.

    Raises MissingError without the file, UnreadableError where it cannot be read.
    """
    root, path = root_of(settings), source
    if record_id(day, path, record) != id or not _is_read_so(path):  # a name that columns do not hold as it is
        found = (entry.path for entry in desk.landed(root, day) if record_id(day, entry.path, record) == id)
        path = next(found, source)
    with root.open(f"{paths.landing(day)}/{path}") as file:
        return first(file, settings, source=source, landed_on=day, record=place_of(record))


def _is_read_so(path: str) -> bool:
    """Whether a file's path in this process is what a column holds: where the locale is not one of UTF-8 it has other letters."""
    try:
        return os.fsencode(path) == path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return False


def first(stream: BinaryIO, settings: Settings, *, source: str, landed_on: date, record: str | None) -> Record | None:
    """The record of that name in a file, or for None the first that can be read; None where there is none.

    Raises UnreadableError for a record with a fault, and for a file whose records all have one.
    """
    fault: UnreadableError | None = None
    stream.seek(0, 2)
    size = stream.tell()
    stream.seek(0)
    for found in ingest.unpack(stream, size, settings):
        if record not in (None, found.record):
            continue
        try:
            if found.fault:
                raise found.fault
            return read(found, settings, source=source, landed_on=landed_on)
        except UnreadableError as error:
            fault = fault or error
            if record is not None:
                raise
    if fault:
        raise fault
    return None


def read(found: Unpacked, settings: Settings, *, source: str, landed_on: date) -> Record:
    """What ingest makes of an unpacked record. Raises UnreadableError."""
    return ingest.read(
        found.data,
        settings,
        source=source,
        landed_on=landed_on,
        record=found.record,
        hints=found.hints,
        charset=found.charset,
    )
