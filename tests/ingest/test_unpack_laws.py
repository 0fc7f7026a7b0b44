"""Laws of containers: whatever the bytes, every record has a name and a fate, and little of a file is in memory."""

from __future__ import annotations

import errno
import io
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any, BinaryIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from copydesk.errors import LakeError, SettingsError, UnreadableError
from copydesk.ingest import streams
from copydesk.ingest.containers import Format, Member
from copydesk.ingest.unpack import Unpacked, unpack
from copydesk.settings import Settings
from tests.ingest.packing import (
    TEXT,
    THREE,
    arrow,
    feed,
    gz,
    item,
    lines,
    mail,
    mbox,
    packed,
    parquet,
    saved,
    table,
    tarred,
    warc,
    zipped,
)

GOOD = {
    "gz": gz(lines()),
    "gz-warc": gz(warc()) + gz(warc()),
    "bz2": packed(lines(), "bz2"),
    "xz": packed(lines(), "xz"),
    "zst": packed(lines(), "zst"),
    "zip": zipped(THREE),
    "zip-in-gz": gz(zipped([("in.zip", zipped(THREE)), ("a.csv", table())])),
    "tar": tarred(),
    "json-lines": lines(),
    "json": b"[" + b",\n".join(lines().splitlines()) + b"]",
    "json-object": b'{"articles":\n[' + b",\n".join(lines().splitlines()) + b"]}",
    "csv": table(),
    "parquet": parquet(),
    "arrow": arrow(),
    "arrow-stream": arrow(stream=True),
    "warc": warc() + warc(status="404 Gone") + warc(),
    "feed": feed([item(1), item(2)]),
    "json-lines-utf16": lines().decode().encode("utf-16"),
    "json-utf16": b"[".decode().encode("utf-16-be") + ",".join(lines().decode().splitlines()).encode("utf-16-be") + b"\0]",
    "csv-utf16": table().decode().encode("utf-16"),
    "mail": mail("The ferry runs.", f"<p>{TEXT}</p>\n<p>{TEXT} From Monday.</p>\n" * 4),
    "mbox": mbox([mail("The ferry runs.", f"<p>{TEXT}</p>\n" * 4)] * 3),
    "mhtml": saved(f"<html><body><p>{TEXT}</p></body></html>\n" * 6, first=True),
}
SMALL = Settings(record_bytes=20_000)
MANY = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


class Dripping(io.RawIOBase):
    """A stream that gives one byte at a time, as the slowest of networks."""

    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        given, self._at = self._data[self._at : self._at + 1], self._at + 1
        buffer[: len(given)] = given
        return len(given)


def rows(data: bytes) -> list[Unpacked]:
    return list(unpack(io.BytesIO(data), len(data), SMALL))


def shown(found: list[Unpacked]) -> list[tuple[object, ...]]:
    return [(row.record, row.data, row.hints, row.charset, row.fault and row.fault.reason) for row in found]


def lawful(data: bytes) -> None:
    found = rows(data)
    names = [row.record for row in found]
    assert found
    assert len(set(names)) == len(names)
    assert all(not name or (name.isprintable() and len(name.encode()) <= 2_048) for name in names)
    assert all(row.fault is None or (row.fault.detail.endswith(".") and not row.data) for row in found)
    assert shown(found) == shown(rows(data))


class Damaged(io.RawIOBase):
    """A file on a disk that gives no byte of it from some byte on."""

    def __init__(self, data: bytes, until: int) -> None:
        self._file, self._until = io.BytesIO(data), until

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        if self._file.tell() >= self._until:
            raise OSError(errno.EIO, "Input/output error")
        data = self._file.read(min(len(buffer), self._until - self._file.tell()))
        buffer[: len(data)] = data
        return len(data)


@pytest.mark.parametrize("name", GOOD)
def test_a_damaged_disk_breaks_no_container(name: str) -> None:
    """Law: where the disk gives no more of a file, its row says so, and not that the container is broken."""
    whole = {row.record: row.data for row in rows(GOOD[name])}
    for until in (len(GOOD[name]) * part // 8 for part in range(8)):
        found = list(unpack(io.BufferedReader(Damaged(GOOD[name], until), 64), len(GOOD[name]), SMALL))
        reasons = {row.fault.reason for row in found if row.fault}
        assert "unreadable-file" in reasons and not reasons & {"broken-container", "truncated", "broken-row", "broken-member"}
        assert all(whole.get(row.record) == row.data for row in found if not row.fault)


def test_no_file_is_to_blame_for_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Law: a setting that cannot be used stops the run; it never becomes a row that says a file is broken."""

    def refuse(stream: BinaryIO, settings: Settings) -> Iterator[Member]:
        raise SettingsError("no such field.")
        yield

    monkeypatch.setattr(sys.modules[unpack.__module__], "FORMATS", [Format("any", bool, refuse)])
    with pytest.raises(SettingsError, match="no such field"):
        rows(b"anything")


def test_no_file_is_to_blame_for_a_full_temporary_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Law: where a container in a container finds no room to be spooled, the run stops and says so; no row says it is broken."""
    monkeypatch.setattr(streams, "_SPOOLED_IN_MEMORY", 1)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    with pytest.raises(LakeError, match=r"gone cannot hold what waits there .*set TMPDIR"):
        rows(GOOD["zip-in-gz"])


def _raising(error: Exception) -> Format:
    def read(stream: BinaryIO, settings: Settings) -> Iterator[Member]:
        raise error
        yield

    return Format("any", bool, read)


@pytest.mark.parametrize("error", [OSError(errno.EMFILE, "Too many open files"), ImportError("failed to map segment")], ids=repr)
def test_no_file_is_to_blame_for_a_machine(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    """Law: a machine that has no file handle left, or cannot load what reads a container, stops the run."""
    monkeypatch.setattr(sys.modules[unpack.__module__], "FORMATS", [_raising(error)])
    with pytest.raises(type(error)):
        rows(b"anything")


SHORT_OF_MEMORY = """
import io, resource, sys
from copydesk.ingest import unpack
from copydesk.settings import Settings
unpack(io.BytesIO(b"anything"), 8, Settings())
module = sys.modules[unpack.__module__]
def greedy(stream, settings):
    yield bytearray(1 << 50)
module.FORMATS = [module.Format("any", bool, greedy)]
if sys.argv[1] == "short":
    used = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + (256 << 20),) * 2)
print([row.fault.reason for row in unpack(io.BytesIO(b"anything"), 8, Settings())])
"""


@pytest.mark.parametrize(("room", "told"), [("short", "MemoryError"), ("plenty", "['broken-container']")])
def test_want_of_memory_is_the_machines_or_the_files(room: str, told: str) -> None:
    """Law: a machine short of memory stops the run; a file that asks for more than any machine has is broken, and stops none."""
    command = [sys.executable, "-c", SHORT_OF_MEMORY, room]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ((ended.stdout or ended.stderr).strip().splitlines()[-1]) == told
    assert (ended.returncode == 0) == (room == "plenty")


class Silent(io.RawIOBase):
    """A file of a store that does not answer from the n-th request on."""

    def __init__(self, data: bytes, answers: int) -> None:
        self._data, self.left = io.BytesIO(data), answers

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._data.seek(offset, whence)

    def tell(self) -> int:
        return self._data.tell()

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        self.left -= 1
        if self.left < 0:
            raise LakeError("the store does not answer.")
        given = self._data.read(min(len(buffer), 64))
        buffer[: len(given)] = given
        return len(given)


@pytest.mark.parametrize("kind", GOOD)
def test_no_file_is_to_blame_for_its_store(kind: str) -> None:
    """Law: from whichever request on the store is silent, its LakeError stops the reading: no row hides it.

    Arrow does not look behind the mark that ends its stream, nor mail behind its page; where that is all that nobody answers, the
    rows are whole.
    """
    data = GOOD[kind]
    whole = Silent(data, 1 << 30)
    assert shown(list(unpack(io.BufferedReader(whole, 64), len(data), SMALL))) == shown(rows(data))
    asked = (1 << 30) - whole.left
    missed = []
    for answers in range(asked):
        try:
            found = list(unpack(io.BufferedReader(Silent(data, answers), 64), len(data), SMALL))
        except LakeError:
            continue
        assert shown(found) == shown(rows(data))
        missed.append(answers)
    assert missed == ([-(-len(data) // 64)] if kind in ("arrow-stream", "mail", "mhtml") else [])


@given(st.binary(max_size=600), st.sampled_from([b"", *(good[:40] for good in GOOD.values())]))
@MANY
def test_any_bytes_are_rows(data: bytes, head: bytes) -> None:
    """Any bytes at all give one row or more, each with a name of its own, and the same rows again."""
    lawful(head + data)


@pytest.mark.parametrize("kind", GOOD)
@given(st.data())
@MANY
def test_broken_containers_are_rows(kind: str, data: st.DataObject) -> None:
    """So does each kind of container, cut anywhere or with some of its bytes overwritten, taken out or doubled."""
    good = GOOD[kind]
    at = data.draw(st.integers(0, len(good)))
    size = data.draw(st.integers(0, 40))
    lawful(
        good[:at] + data.draw(st.sampled_from([b"", data.draw(st.binary(max_size=20)), good[at : at + 80]])) + good[at + size :]
    )
    lawful(good[:at])


@pytest.mark.parametrize("kind", GOOD)
def test_every_cut_is_told(kind: str) -> None:
    """A container that breaks off gives no other texts than the whole one does, and one row at least says that it broke off."""
    good = GOOD[kind]
    whole = {row.data for row in rows(good) if not row.fault}
    end = len(good.rstrip(b"\0") if kind == "tar" else good)  # zeros behind its end mark are nothing
    for at in range(end // 2, end - 30, 7):
        found = rows(good[:at])
        if found[0].record or found[0].fault or len(found) > 1:  # where it is still told to be a container
            assert {row.data for row in found if not row.fault} <= whole
            assert any(row.fault for row in found) or kind.removesuffix("-utf16") in (
                "json-lines",
                "csv",
                "warc",
                "gz-warc",
                "arrow-stream",
                "mbox",
            )


@pytest.mark.parametrize("kind", GOOD)
def test_a_slow_stream_gives_the_same(kind: str) -> None:
    """A stream that gives a byte at a time gives the records of one that gives all at once."""
    data = GOOD[kind]
    assert shown(list(unpack(Dripping(data), len(data), SMALL))) == shown(rows(data))  # type: ignore[arg-type]


MEASURED = """
    import bz2, gzip, io, json, lzma, sys, tarfile, zlib
    from pathlib import Path
    import pyarrow as pa
    from copydesk.ingest.unpack import unpack
    from copydesk.settings import Settings
    from tests.ingest.packing import item, warc

    LINES = [
        json.dumps({"text": f"The ferry {n} runs again. " * 40, "n": zlib.crc32(b"%d" % n)}).encode() + b"\\n" for n in range(997)
    ]
    HEAD = tarfile.TarInfo("a.txt")
    HEAD.size = 5_000
    TAR = HEAD.tobuf() + b"w " * 2_500 + bytes(120)
    PIECES = {
        "json-lines": LINES,
        "json-lines-utf16": [line.decode().encode("utf-16-le") for line in LINES],
        "json": [b"," + line for line in LINES],
        "csv": [b'"%d","%s"\\n' % (n, b"The ferry runs, it says. " * 40) for n in range(997)],
        "warc": [warc(b"<html>" + line) for line in LINES],
        "warc.gz": [gzip.compress(warc(b"<html>" + line), 1) for line in LINES],
        "tar": [TAR],
        "feed": [item(n, f"<description>{'The ferry runs. ' * 60}</description>").encode() for n in range(997)],
        "gz": LINES, "zst": LINES, "xz": LINES, "bz2": LINES,
    }
    BEGINS = {"json": b'[{"text": "a"}\\n', "csv": b"title,text\\n", "feed": b'<rss version="2.0"><channel>'}

    class Endless(io.RawIOBase):
        def __init__(self, kind, size):
            self.pieces, self.left, self.number = PIECES[kind], size, 0
            self.held = BEGINS.get(kind, b"")
            self.packer = {
                "gz": lambda: zlib.compressobj(1, wbits=31),
                "xz": lambda: lzma.LZMACompressor(preset=0),
                "bz2": lambda: bz2.BZ2Compressor(1),
            }.get(kind, lambda: None)()
            if kind == "zst":
                self.sink = io.BytesIO()
                self.file = pa.CompressedOutputStream(pa.PythonFile(self.sink, mode="w"), "zstd")
        def readable(self):
            return True
        def readinto(self, buffer):
            while not self.held and self.left > 0:
                piece = self.pieces[self.number % len(self.pieces)]
                self.number += 1
                self.left -= len(piece)
                if self.packer:
                    piece = self.packer.compress(piece) + (self.packer.flush() if self.left <= 0 else b"")
                elif hasattr(self, "sink"):
                    self.file.write(piece)
                    if self.left <= 0:
                        self.file.close()
                        piece = self.sink.getvalue() if not self.sink.closed else b""
                    else:
                        piece = self.sink.getvalue()
                        self.sink.seek(0), self.sink.truncate()
                self.held += piece
            given, self.held = self.held[:len(buffer)], self.held[len(buffer):]
            buffer[:len(given)] = given
            return len(given)

    def peak():  # of this program: ru_maxrss has that of the one that started it
        return int(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0])

    kind, size = sys.argv[1], int(sys.argv[2])
    for small in (True, False):
        count = total = 0
        for row in unpack(io.BufferedReader(Endless(kind, 1_000_000 if small else size)), 100_000_000, Settings()):
            count += 1
            total += len(row.data)
        if small:
            before = peak()
    print(count, total, (peak() - before) // 1024)
"""


@pytest.mark.parametrize(
    "kind", ["json-lines", "json-lines-utf16", "json", "csv", "warc", "warc.gz", "tar", "feed", "gz", "xz", "bz2", "zst"]
)
def test_little_of_a_file_is_in_memory(kind: str) -> None:
    """20 MB of records (10 MB where packing takes long) take less than 5 MB of memory more than one MB of them."""
    size = {"bz2": 10_000_000, "warc.gz": 5_000_000}.get(kind, 20_000_000)  # the latter as packed: a quarter
    run = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(MEASURED), kind, str(size)], capture_output=True, text=True, check=False
    )
    assert not run.returncode, run.stderr
    count, total, grown = map(int, run.stdout.split())
    assert count > 1_000
    assert total > size / 4
    assert grown < 5, f"{grown} MB"


@pytest.mark.parametrize(("most", "reasons"), [(3, [None] * 3), (2, [None, None, "too-many-records"])])
def test_a_container_of_as_many_records_as_the_limit_is_read(most: int, reasons: list[str | None]) -> None:
    """The limit is how many records may be: one more is too many, and it alone is not read."""
    data = b"".join(lines().splitlines(keepends=True)[:1] * 3)
    found = list(unpack(io.BytesIO(data), len(data), Settings(container_records=most)))
    assert [row.fault and row.fault.reason for row in found] == reasons


@pytest.mark.parametrize("wrapped", [bytes, gz, lambda data: zipped([("a.txt", data)])], ids=["plain", "gz", "zip"])
def test_a_record_as_large_as_the_limit_is_read(wrapped: Callable[[bytes], bytes]) -> None:
    """A record of as many bytes as the limit says is read; one of a byte more is too large."""
    for size, reason in ((2_000, None), (2_001, "too-large")):
        data = wrapped(b"a" * size)
        (row,) = unpack(io.BytesIO(data), len(data), Settings(record_bytes=2_000))
        assert (row.fault and row.fault.reason, len(row.data)) == (reason, 0 if reason else size)


@pytest.mark.parametrize(("nesting", "reason"), [(2, None), (1, "nested-too-deep")])
def test_containers_nest_as_deep_as_the_limit(nesting: int, reason: str | None) -> None:
    """A container in a container is two deep."""
    data = gz(zipped([("a.txt", b"The ferry runs.")]))
    (row,) = unpack(io.BytesIO(data), len(data), Settings(nesting=nesting))
    assert (row.fault and row.fault.reason) == reason


def test_a_file_may_become_so_many_times_as_large_and_no_byte_more() -> None:
    """The budget is the landed bytes times the setting, or the floor where that is more."""
    for budget, most in ((streams.Budget(10, 2.5, 0), 25), (streams.Budget(10, 2.5, 30), 30)):
        budget.spend(most)
        with pytest.raises(UnreadableError, match=f"the {most} that COPYDESK_EXPANSION allows"):
            budget.spend(1)


def test_a_copy_to_seek_in_is_closed_with_its_container(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was copied to seek in, a ZIP inside of gzip, keeps no file open once it was read or was too large."""
    made = list[IO[bytes]]()

    def kept(*told: Any, **named: Any) -> IO[bytes]:
        made.append(spool(*told, **named))
        return made[-1]

    spool = tempfile.SpooledTemporaryFile
    monkeypatch.setattr(tempfile, "SpooledTemporaryFile", kept)
    data = gz(zipped(THREE))
    assert {row.fault for row in rows(data)} == {None}
    monkeypatch.setattr(streams, "_SPOOLED", 10)
    assert [row.fault.reason for row in rows(data) if row.fault] == ["too-large"]
    assert [file.closed for file in made] == [True, True]


@pytest.mark.parametrize(("lost", "expected"), [(0, True), (1, False)])
def test_what_is_behind_a_record_is_passed_over_only_at_its_end(lost: int, expected: bool) -> None:
    """Bytes of nothing behind a whole record cost nothing; amid it nobody knows what they were, and it is broken."""
    parts: list[bytes | Exception] = [b"ab", streams.Behind("no part of anything"), b"cd"]
    given = iter(parts if lost else parts[:2])

    class Parted(streams.Raw):
        def more(self, most: int) -> bytes:
            part = next(given, b"")
            if isinstance(part, Exception):
                raise part
            return part

    stream = io.BufferedReader(Parted(), 2)
    if expected:
        assert streams.record(stream, 10) == b"ab"
    else:
        with pytest.raises(streams.Behind):
            streams.record(stream, 10)


def test_a_container_without_one_good_record_does_not_say_that_some_were_read() -> None:
    """Who lands a container again is told of what came before only where a record of it was read."""
    bad, good = b'{"text": 1}\n' * 3, lines()
    for head, told in ((bad, False), (good, True)):
        (*_, last) = rows(gz(head + good * 200)[: len(gz(head)) - 4] if told else gz(head)[:-9])
        assert last.fault is not None
        assert last.fault.reason == "truncated"
        assert ("What came before was read." in last.fault.detail) is told
