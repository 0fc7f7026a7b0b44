"""Bad gzip, bzip2, xz and Zstandard."""

from __future__ import annotations

import struct
import zlib

from tests.ingest.bad.case import PAID, case
from tests.ingest.packing import ROWS, TEXT, changed, gz, lines, packed, tarred


def nest(n):
    data = lines()
    for _ in range(n):
        data = gz(data)
    return data


def xz_of_gigabytes():
    import lzma

    d = bytearray(lzma.compress(lines(), filters=[{"id": lzma.FILTER_LZMA2, "dict_size": 1 << 20}]))
    # block header: size, flags, filter id 0x21, props size 1, dict byte, pad, crc
    d[12 + 4] = 39
    size = (d[12] + 1) * 4
    d[12 + size - 4 : 12 + size] = struct.pack("<L", zlib.crc32(bytes(d[12 : 12 + size - 4])))
    return bytes(d)


for kind in ("gz", "bz2", "xz", "zst"):
    good = packed(lines(), kind)
    case(f"{kind}-of-nothing", '""', lambda kind=kind: packed(b"", kind))
    case(f"{kind}-of-text", '""', lambda kind=kind: packed(TEXT.encode(), kind))
    case(f"{kind}-twice", "1 | 2 | 3", lambda kind=kind: packed(lines(ROWS[:1]), kind) + packed(lines(ROWS[1:]), kind))
    case(f"{kind}-cut-in-head", '"": truncated', lambda good=good: good[:12])
    case(f"{kind}-bit-flipped", '"": broken-container', lambda good=good: changed(good, len(good) // 2, b"\xff\x00\xff"))
    case(f"{kind}-bomb-of-zeros", '"": too-large', lambda kind=kind: packed(bytes(150_000_000), kind))
    case(f"{kind}-bomb-of-pages", PAID, lambda kind=kind: packed((b'{"text": "' + b"a" * 4_000_000 + b'"}\n') * 27, kind))
for kind in ("gz", "bz2", "xz"):
    case(f"{kind}-cut-in-trailer", '1 | 2 | 3 | "": truncated', lambda kind=kind: packed(lines(), kind)[:-3])
case("zst-cut-in-trailer", '"": truncated', lambda: packed(lines(), "zst")[:-3])
BEHIND = b"some words behind the end"
case("gz-then-garbage", "1 | 2 | 3 | 4: broken-record", lambda: packed(lines(), "gz") + BEHIND)
case("bz2-then-garbage", "1 | 2 | 3", lambda: packed(lines(), "bz2") + BEHIND)
case("xz-then-garbage", '1 | 2 | 3 | "": broken-container', lambda: packed(lines(), "xz") + BEHIND)
case("zst-then-garbage", '"": broken-container', lambda: packed(lines(), "zst") + BEHIND)
case("gz-bad-crc", '"": broken-container', lambda: changed(gz(lines()), -8, b"\0\0\0\0"))
case("gz-bad-length", '"": broken-container', lambda: changed(gz(lines()), -4, b"\0\0\0\7"))
case("gz-of-text-then-garbage", '""', lambda: gz(TEXT.encode()) + BEHIND)
case("gz-of-text-twice-then-garbage", '""', lambda: gz(TEXT.encode()) * 2 + bytes(9) + b"x")
case("gz-of-text-then-half-a-mark", '"": truncated', lambda: gz(TEXT.encode()) + b"\x1f\x8b")
case("gz-of-text-garbage-amid", '"": broken-container', lambda: gz(TEXT.encode()) + BEHIND + gz(TEXT.encode()))
case(
    "gz-of-text-second-broken",
    '"": broken-container',
    lambda: gz(TEXT.encode()) + changed(gz(TEXT.encode()), 20, b"\xff\xff\xff"),
)
case("gz-of-text-cut", '"": truncated', lambda: gz(TEXT.encode())[:-20])
case("gz-of-a-page-then-garbage", '""', lambda: gz(b"<!DOCTYPE html><html><body><p>" + TEXT.encode() * 9_000) + BEHIND)
case("tar-gz-then-garbage", '1.txt | 2.txt | 3.txt | "": broken-container', lambda: gz(tarred()) + BEHIND)
case("gz-zeros-behind", "1 | 2 | 3", lambda: gz(lines()) + bytes(600))
case(
    "gz-bad-member-amid",
    "1 | 2: broken-record | 3",
    lambda: gz(lines(ROWS[:1])) + changed(gz(lines(ROWS[1:2])), -8, b"abcd") + gz(lines(ROWS[2:])),
)
case("gz-unknown-method", '""', lambda: b"\x1f\x8b\x07" + gz(lines())[3:])
case("gz-reserved-flags", '"": broken-container', lambda: changed(gz(lines()), 3, b"\xe0"))
case("gz-huge-name", "1 | 2 | 3", lambda: b"\x1f\x8b\x08\x08\0\0\0\0\0\xff" + b"a" * 100_000 + b"\0" + gz(lines())[10:])
case("gz-nested-three", "1 | 2 | 3", lambda: nest(3))
case("gz-nested-four", '"": nested-too-deep', lambda: nest(4))
case("gz-nested-twenty", '"": nested-too-deep', lambda: nest(20))
case("zst-window-of-gigabytes", '"": broken-container', lambda: b"\x28\xb5\x2f\xfd\x00\xa8" + b"\x01\0\0")
case("xz-dictionary-of-gigabytes", '"": broken-container', xz_of_gigabytes)
