"""ZIP archives, and WACZ, which are web archives in a ZIP.

By hand: the standard library holds all of a directory in memory, and gives nothing of an archive without one. Where the
directory is missing, as in a download that broke off, or breaks, files are read one after the other as they stand.
"""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator
from typing import BinaryIO

from copydesk.errors import UnreadableError
from copydesk.ingest.containers.member import Format, Member
from copydesk.ingest.containers.zipdirectory import Directory, directory, entries
from copydesk.ingest.containers.zipmember import Entry, Inflated, local, unfinished
from copydesk.ingest.streams import forward
from copydesk.settings import Settings

_WARC = re.compile(r"archive/[^/]+\.warc(?:\.gz|\.zst)?", re.IGNORECASE)

_DOCUMENTS = {
    "[Content_Types].xml": "an Office document",
    "mimetype": "an e-book or an OpenDocument file",
    "META-INF/MANIFEST.MF": "a program",
}
"""Files that tell what a ZIP is."""


def _read(stream: BinaryIO, settings: Settings) -> Iterator[Member]:
    """Members are the files, in the order of the directory. Of a WACZ only archive/ is read: the rest says the same in short."""
    found = directory(stream)
    if found is None:
        yield from _salvaged(stream, 0)
        raise EOFError("the archive has no directory at its end")
    web = _is_web_archive(stream, found)
    furthest = 0
    try:
        for entry in entries(stream, found):
            if entry.name.endswith("/") or (web and not _WARC.fullmatch(entry.name)):
                continue
            member, end = _member(stream, entry)
            yield member
            furthest = max(furthest, end)
    except ValueError as error:
        yield from _salvaged(stream, furthest)
        raise UnreadableError("broken-container", f"its directory is broken: {error}. Its files were looked for.") from error


def _is_web_archive(stream: BinaryIO, found: Directory) -> bool:
    """Whether there are a datapackage.json and a WARC where a WACZ has them.

    Raises UnreadableError with reason `binary` for what is one document or program, and a ZIP only inside.
    """
    marks: set[str] = set()
    try:
        for entry in entries(stream, found):
            if entry.name in _DOCUMENTS:
                raise UnreadableError("binary", f"this is {_DOCUMENTS[entry.name]}, not text; land its text.")
            marks |= {entry.name} if entry.name == "datapackage.json" else {"warc"} if _WARC.fullmatch(entry.name) else set()
    except ValueError:
        return False  # a broken directory: told when it is read for its members
    return len(marks) == 2


def _member(stream: BinaryIO, entry: Entry) -> tuple[Member, int]:
    """The file that an entry of the directory is about, and where it ends in the archive."""
    kind = stat.S_IFMT(entry.attributes >> 16)
    if kind not in (0, stat.S_IFREG):
        told = "a link or a device in the archive; only plain files are read."
        return Member(entry.name, fault=UnreadableError("not-a-file", told)), 0
    here = local(stream, entry.offset)
    if here is None:
        told = f"the directory says that it is at byte {entry.offset:,}, and it is not."
        return Member(entry.name, fault=UnreadableError("broken-member", told)), 0
    if fault := entry.refused():
        return Member(entry.name, fault=fault), here.data + entry.packed
    return Member(entry.name, forward(_open(stream, entry, here.data))), here.data + entry.packed


def _open(stream: BinaryIO, entry: Entry, at: int) -> BinaryIO:
    return Inflated(stream, at, entry)  # type: ignore[return-value]


def _salvaged(stream: BinaryIO, at: int) -> Iterator[Member]:
    """The files from byte `at` on, one after the other, for as long as there are any."""
    while (here := local(stream, at, search=True)) is not None:
        entry = here.entry
        if fault := entry.refused() or unfinished(entry):
            yield Member(entry.name, fault=fault)
            at = here.data + (0 if entry.later else entry.packed)
            continue
        if entry.name.endswith("/"):
            at = here.data
            continue
        data = Inflated(stream, here.data, entry)
        yield Member(entry.name, forward(data))  # type: ignore[arg-type]
        at = data.finish()


ZIP = Format("zip", lambda head: head.startswith((b"PK\x03\x04", b"PK\x05\x06")), _read, seeks=True, expands=True, named=True)
