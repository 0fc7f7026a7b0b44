"""From one landed file to its records: what is a container is opened, whatever its name, and what is in it is looked at again."""

from __future__ import annotations

import errno
import logging
import mmap
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO

from copydesk.errors import LakeError, SettingsError, UnreadableError
from copydesk.ingest import streams
from copydesk.ingest.containers import FORMATS, HEAD_BYTES, Format, Member
from copydesk.ingest.naming import Names, inside, too_deep
from copydesk.model import NO_HINTS, Hints
from copydesk.settings import Settings

log = logging.getLogger("copydesk")

_FLOOR = 100_000_000
"""Bytes that any landed file may become: small files of text shrink a hundredfold and are no bombs."""

_ROOM = 1 << 30
"""Bytes of memory that no landed file needs more of: where they are there and were not enough, the file asked for too much."""

_WITHOUT_ROOM = {errno.EMFILE, errno.ENFILE, errno.ENOMEM}
"""Errors of a machine that has no file handle or no memory left."""


@dataclass(frozen=True, slots=True)
class Unpacked:
    """One record of a landed file, not decoded yet: its name in the file, which is empty where the file is the record."""

    record: str
    data: bytes = b""
    hints: Hints = NO_HINTS
    charset: str | None = None
    fault: UnreadableError | None = None


def container(head: bytes) -> Format | None:
    """The kind of container that a file with this beginning is; None for one that is a record by itself, or is unknown."""
    return next((form for form in FORMATS if form.sniff(head)), None)


def unpack(stream: BinaryIO, size: int, settings: Settings) -> Iterator[Unpacked]:
    """The records of a landed file of `size` bytes, in the order of the file, one in memory at a time.

    Whatever is wrong becomes a record with a fault: one bad member costs itself; where a container breaks off, what came before
    counts, and one more record, named as the container, says what happened. A container without a record gives one that says so.
    Raises the LakeError that the stream raises where its store does not answer, and what a machine without memory, file handles
    or temporary disk raises: these are no fate of a record.
    """
    budget = streams.Budget(size, settings.expansion, _FLOOR)
    walked = _walk(Member("", stream), "", settings, budget, settings.nesting)
    count = 0
    for count, found in enumerate(walked, 1):
        if count > settings.container_records:
            detail = f"more than {settings.container_records:,} records, the limit COPYDESK_CONTAINER_RECORDS; cut it up."
            yield Unpacked(
                "", fault=UnreadableError("too-many-records", f"{detail} Those before record {found.record!r} were read.")
            )
            return
        yield found
    if not count:
        yield Unpacked("", fault=UnreadableError("empty", "a container without a single record."))


def _walk(member: Member, name: str, settings: Settings, budget: streams.Budget, depth: int) -> Iterator[Unpacked]:
    """The records in one member. A stream is given by its container as long as nobody asks for the next member."""
    if member.fault or isinstance(member.data, bytes):
        yield _record(member, name, settings)
        return
    is_read = False
    try:
        head, stream = streams.peek(member.data, HEAD_BYTES)
        form = member.form or container(head)
        if form is None:
            data = streams.record(stream, settings.record_bytes + 1)
            yield _record(replace(member, data=data), name, settings)
            return
        if depth == 0:
            told = f"containers in containers, {settings.nesting} deep, is the limit COPYDESK_NESTING."
            yield Unpacked(name, fault=UnreadableError("nested-too-deep", told))
            return
        for found in _members(form, stream, name, settings, budget, depth - 1):
            is_read = is_read or found.fault is None
            yield found
    except UnreadableError as error:
        yield Unpacked(name, fault=error)
    except (LakeError, SettingsError, ImportError):
        raise  # no file is to blame for a store that does not answer, for a setting, or for a reader that cannot be loaded
    except Exception as error:
        if _is_machines(error):
            raise
        log.info("A container broke off: %s", error, exc_info=True)
        yield Unpacked(name, fault=_broken(error, is_read=is_read))


def _members(
    form: Format, stream: BinaryIO, name: str, settings: Settings, budget: streams.Budget, depth: int
) -> Iterator[Unpacked]:
    names = Names() if form.named else None
    source = streams.seekable(stream) if form.seeks else stream
    try:
        for member in form.read(source, settings):
            own = inside(name, member.name, names)
            if form.named and (fault := too_deep(member.name, settings.path_depth)):
                yield Unpacked(own, fault=fault)
                continue
            yield from _walk(_paid(member, budget) if form.expands else member, own, settings, budget, depth)
    finally:
        if source is not stream:
            source.close()


def _paid(member: Member, budget: streams.Budget) -> Member:
    """The member, its bytes paid for now, or as its stream is read."""
    if isinstance(member.data, bytes):
        budget.spend(len(member.data))
        return member
    return replace(member, data=streams.metered(member.data, budget))


def _record(member: Member, name: str, settings: Settings) -> Unpacked:
    data = member.data if isinstance(member.data, bytes) else b""
    if member.fault is None and len(data) > settings.record_bytes:
        return Unpacked(name, fault=too_large(len(data), settings.record_bytes, at_least=True))
    return Unpacked(name, data, member.hints, member.charset, member.fault)


def too_large(size: int, most_bytes: int, *, at_least: bool = False) -> UnreadableError:
    """The error for a record over the limit; made here so that a caller who knows the size need not read it."""
    told = "at least " if at_least else ""
    return UnreadableError("too-large", f"{told}{size:,} bytes; the limit COPYDESK_RECORD_BYTES is {most_bytes:,}.")


def _is_machines(error: Exception) -> bool:
    """Whether the machine is to blame for an error, and no file is."""
    if isinstance(error, MemoryError):
        return not _has_room()
    return isinstance(error, OSError) and error.errno in _WITHOUT_ROOM


def _has_room() -> bool:
    """Whether this process can still have as much memory as any landed file needs."""
    try:
        mmap.mmap(-1, _ROOM).close()
    except OSError:
        return False
    return True


_CUT_SHORT = (
    "unexpected end",
    "premature EOF",
    "truncated",
    "Truncated",
    "ncomplete",
    "bytes, but only read",
    "not found in footer",
    "Not an Arrow file",
    "smaller than the",
)
"""How libraries say that a file ends too early."""


def _broken(error: Exception, *, is_read: bool) -> UnreadableError:
    """What to call a container that cannot be read to its end; `is_read` says whether a record of it was read before."""
    before = " What came before was read." if is_read else ""
    if streams.is_disks(error):
        told = f"{error.strerror or error}.{before} What is from there on is read once the disk gives it."
        return UnreadableError("unreadable-file", told)
    told = " ".join(str(error).split()).rstrip(".") or type(error).__name__
    if isinstance(error, EOFError) or isinstance(error.__cause__, EOFError) or any(word in told for word in _CUT_SHORT):
        return UnreadableError("truncated", f"it breaks off: {told}.{before} Land it again as a whole.")
    return UnreadableError("broken-container", f"{type(error).__name__}: {told}.{before} Land it again.")
