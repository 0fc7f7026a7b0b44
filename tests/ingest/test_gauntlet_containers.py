"""The gauntlet: bad containers of every kind, and exactly the rows that must come of each."""

from __future__ import annotations

import codecs
import io
import json
import struct
import tarfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import brotli
import pyarrow as pa
import pytest

from copydesk.ingest.unpack import unpack
from copydesk.settings import Settings
from tests.ingest.packing import (
    ROWS,
    TEXT,
    THREE,
    arrow,
    changed,
    directory_of,
    feed,
    gz,
    item,
    lines,
    mail,
    many,
    packed,
    parquet,
    saved,
    special,
    table,
    tarred,
    warc,
    zipped,
)


@dataclass(frozen=True)
class Case:
    """A bad container, what must come of it, and the settings that differ."""

    rows: str
    make: Callable[[], bytes]
    settings: dict[str, Any] = field(default_factory=dict)


PAID = " | ".join(map(str, range(1, 25))) + ' | "": expands-too-much'
"""Records of 4 MB, of a file that may become 100 MB."""

CASES: dict[str, Case] = {}
"""Rows are written `record: reason | record | …`, without a reason where the record is read; "" is the file itself."""


def case(name: str, rows: str, make: Callable[[], bytes], **settings: Any) -> None:
    assert name not in CASES
    CASES[name] = Case(rows, make, settings)


def nest(n):
    data = lines()
    for _ in range(n):
        data = gz(data)
    return data


def wide_hole():
    """Lines of two bytes a character, a gzip member that is broken within one of them, and lines again."""
    data = lines().decode()
    return (
        gz(data.splitlines()[0].encode("utf-16") + b"\n\0{") + changed(gz(b"broken"), 12, b"\xff\xff") + gz(data.encode("utf-16"))
    )


def nested_mail(depth):
    """Parts in parts in parts."""
    marks = [b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(depth)]
    return b"MIME-Version: 1.0\n" + b"".join(marks) + b"\n" + TEXT.encode()


def xz_of_gigabytes():
    import lzma

    d = bytearray(lzma.compress(lines(), filters=[{"id": lzma.FILTER_LZMA2, "dict_size": 1 << 20}]))
    # block header: size, flags, filter id 0x21, props size 1, dict byte, pad, crc
    d[12 + 4] = 39
    size = (d[12] + 1) * 4
    d[12 + size - 4 : 12 + size] = struct.pack("<L", zlib.crc32(bytes(d[12 : 12 + size - 4])))
    return bytes(d)


def overlapping():
    z = bytearray(zipped([(f"{i}.txt", b"a" * 4_000_000) for i in range(28)]))
    d = directory_of(bytes(z))
    at = d
    while z[at : at + 4] == b"PK\1\2":
        z[at + 42 : at + 46] = struct.pack("<L", 0)
        at += 46 + struct.unpack_from("<H", z, at + 28)[0]
    return bytes(z)


def commented():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as z:
        z.writestr("1.txt", TEXT)
        z.comment = b"PK\x05\x06 in a comment, and some more words"
    return out.getvalue()


def linked():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as z:
        i = zipfile.ZipInfo("l")
        i.external_attr = 0o120777 << 16
        z.writestr(i, "/etc/passwd")
        z.writestr("1.txt", TEXT)
    return out.getvalue()


def header(name, size, kind=b"0", magic=b"ustar\x0000"):
    i = tarfile.TarInfo(name)
    i.type = kind
    i.size = size
    return i.tobuf(tarfile.GNU_FORMAT)


def neg():
    h = bytearray(header("a", 0))
    h[124:136] = b"\xff" * 11 + b"\xf0"
    h[148:156] = b"        "
    c = sum(h)
    h[148:156] = b"%06o\0 " % c
    return bytes(h) + tarred()


def pretty(rows):
    return json.dumps(rows, indent=1).encode()


def corrupt():
    d = parquet(
        pa.table({"text": [f"{TEXT} {n}" for n in range(9)]}), row_group_size=3, compression="snappy", use_dictionary=False
    )
    at = d.find(TEXT[:8].encode())
    at = d.find(TEXT[:8].encode(), at + 200)
    return changed(d, at - 30, b"\xff" * 30)


W = warc


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


# zip
case("zip-empty", '"": empty', lambda: zipped([]))
case("zip-of-folders", '"": empty', lambda: zipped([("a/", b""), ("b/", b"")]))
case("zip-good", "1.txt | 2.txt | 3.txt", lambda: zipped(THREE))
case("zip-cut-no-directory", '1.txt | 2.txt | 3.txt | "": truncated', lambda: zipped(THREE)[: directory_of(zipped(THREE))])
case("zip-cut-in-directory", '1.txt | 2.txt | 3.txt | "": truncated', lambda: zipped(THREE)[: directory_of(zipped(THREE)) + 60])
case("zip-cut-in-end", '1.txt | 2.txt | 3.txt | "": truncated', lambda: zipped(THREE)[:-4])
case("zip-cut-in-second", '1.txt | 2.txt: truncated | "": truncated', lambda: zipped(THREE)[:150])
case("zip-cut-in-header", '"": truncated', lambda: zipped(THREE)[:20])
case("zip-cut-stored", '1.txt | 2.txt | "": truncated', lambda: zipped(THREE, zipfile.ZIP_STORED)[:250])
case("zip-streamed", "1.txt | 2.txt | 3.txt", lambda: zipped(THREE, later=True))
case(
    "zip-streamed-cut",
    '1.txt | 2.txt | 3.txt | "": truncated',
    lambda: zipped(THREE, later=True)[: directory_of(zipped(THREE, later=True))],
)
case("zip-streamed-cut-in-second", '1.txt | 2.txt: truncated | "": truncated', lambda: zipped(THREE, later=True)[:180])
case(
    "zip-streamed-stored-cut",
    '1.txt: broken-member | 2.txt: broken-member | 3.txt: broken-member | "": truncated',
    lambda: zipped(THREE, zipfile.ZIP_STORED, later=True)[:-30],
)
case("zip-bzip2", "1.txt | 2.txt | 3.txt", lambda: zipped(THREE, zipfile.ZIP_BZIP2))
case("zip-lzma", "1.txt: broken-member", lambda: zipped(THREE[:1], zipfile.ZIP_LZMA))
case("zip-bad-crc", "1.txt: broken-member | 2.txt | 3.txt", lambda: changed(zipped(THREE, zipfile.ZIP_STORED), 40, b"X"))
case("zip-bad-deflate", "1.txt: broken-member | 2.txt | 3.txt", lambda: changed(zipped(THREE), 40, b"\xff\xff\xff\xff"))
case(
    "zip-bad-local-mark",
    "1.txt | 2.txt: broken-member | 3.txt",
    lambda: changed(zipped(THREE), zipped(THREE).find(b"PK\x03\x04", 10), b"QQ"),
)
case(
    "zip-directory-lies-offset",
    "1.txt: broken-member | 2.txt | 3.txt",
    lambda: changed(zipped(THREE), directory_of(zipped(THREE)) + 42, b"\xff\xff\xff\x0f"),
)
case(
    "zip-directory-lies-size",
    "1.txt: broken-member | 2.txt | 3.txt",
    lambda: changed(zipped(THREE), directory_of(zipped(THREE)) + 24, b"\x05\0\0\0"),
)
case("zip-directory-lies-count", '1.txt | 2.txt | 3.txt | "": broken-container', lambda: changed(zipped(THREE), -12, b"\x02\0"))
case(
    "zip-directory-broken-amid",
    '1.txt | 2.txt | 3.txt | "": broken-container',
    lambda: changed(zipped(THREE), directory_of(zipped(THREE)) + 51, b"QQ"),
)
case(
    "zip-all-at-one-offset",
    " | ".join(f"{n}.txt" + (": expands-too-much" if n >= 25 else "") for n in range(28)),
    overlapping,
)


case("zip-bytes-before", "1.txt | 2.txt | 3.txt", lambda: b"PK\x03\x04" + b"junk" * 10 + zipped(THREE))
case("zip-comment-with-mark", "1.txt", commented)


case(
    "zip-encrypted",
    "1.txt: encrypted | 2.txt | 3.txt",
    lambda: changed(changed(zipped(THREE), 6, b"\x01"), directory_of(zipped(THREE)) + 8, b"\x01"),
)
case("zip-link", "l: not-a-file | 1.txt", linked)


case("zip-doubled-names", "a.txt | a.txt#2 | a.txt#3", lambda: zipped([("a.txt", TEXT.encode())] * 3))
case(
    "zip-odd-names",
    "../../etc/passwd | /root/x | C:\\x | a%0Ab | a%E2%80%AEb.txt | CON | a%21b%232%25 | a.longer.name.txt | é/x.txt",
    lambda: zipped(
        [
            (n, TEXT.encode())
            for n in (
                "../../etc/passwd",
                "/root/x",
                "C:\\x",
                "a\nb",
                "a\u202eb.txt",
                "CON",
                "a!b#2%",
                "a.longer.name.txt",
                "é/x.txt",
            )
        ]
    ),
)
case("zip-no-name", "(no name)", lambda: zipped([("", TEXT.encode())]))


case("zip-name-nul", "a%00aa.txt", lambda: zipped([("aaaa.txt", TEXT.encode())]).replace(b"aaaa.txt", b"a\0aa.txt"))
case(
    "zip-name-gbk", "╨┬╬┼.txt", lambda: zipped([("aaaa.txt", TEXT.encode())]).replace(b"aaaa.txt", "新闻".encode("gbk") + b".txt")
)
case(
    "zip-name-utf8-unsaid",
    "新闻.txt",
    lambda: zipped([("aaaaaa.txt", TEXT.encode())]).replace(b"aaaaaa.txt", "新闻".encode() + b".txt"),
)
case(
    "zip-deep-path",
    "a/a/a/a/x.txt: path-too-deep | 1.txt | 2.txt | 3.txt",
    lambda: zipped([("a/" * 4 + "x.txt", TEXT.encode()), *THREE]),
    path_depth=3,
)
case(
    "zip-in-zip",
    "in.zip!1.txt | in.zip!2.txt | in.zip!3.txt | 4.txt",
    lambda: zipped([("in.zip", zipped(THREE)), ("4.txt", TEXT.encode())]),
)
case(
    "zip-bad-zip-in-zip",
    "in.zip!1.txt | in.zip!2.txt: truncated | in.zip: truncated | 4.txt",
    lambda: zipped([("in.zip", zipped(THREE)[:150]), ("4.txt", TEXT.encode())]),
)
case("zip-bomb", "a: too-large | b.txt", lambda: zipped([("a", bytes(120_000_000)), ("b.txt", TEXT.encode())]))
case(
    "zip-bomb-nested",
    " | ".join(f"in.zip!{n}.gz: too-large" for n in range(6)),
    lambda: zipped([("in.zip", zipped([(f"{i}.gz", gz(bytes(30_000_000))) for i in range(6)]))]),
)
case("zip-docx", '"": binary', lambda: zipped([("[Content_Types].xml", b"<x/>"), ("word/document.xml", b"<x/>")]))
case(
    "zip-wacz",
    "archive/a.warc.gz!1 | archive/a.warc.gz!2",
    lambda: zipped(
        [
            ("datapackage.json", b"{}"),
            ("archive/a.warc.gz", gz(warc()) + gz(warc())),
            ("pages/pages.jsonl", lines()),
            ("indexes/index.cdx", b"x"),
        ]
    ),
)
case("zip-empty-member", "a.txt | 1.txt | 2.txt | 3.txt", lambda: zipped([("a.txt", b""), *THREE]))
case(
    "zip-member-too-large",
    "a.txt: too-large | 1.txt | 2.txt | 3.txt",
    lambda: zipped([("a.txt", b"a" * 2000), *THREE]),
    record_bytes=1000,
)
# tar
case("tar-empty", '""', lambda: changed(tarred([]), 0, b""))
case("tar-good", "1.txt | 2.txt | 3.txt", tarred)
case(
    "tar-gnu-long-name",
    "nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn.txt",
    lambda: tarred([("n" * 110 + ".txt", TEXT.encode())], tarfile.GNU_FORMAT),
)
case("tar-cut-at-member", '1.txt | "": truncated', lambda: tarred()[:1024])
case("tar-cut-in-member", '1.txt | 2.txt: truncated | "": truncated', lambda: tarred()[: 1024 + 540])
case("tar-cut-in-header", '1.txt | "": truncated', lambda: tarred()[: 1024 + 300])
case("tar-cut-before-end", '1.txt | 2.txt | 3.txt | "": truncated', lambda: tarred()[:3072])
case("tar-bad-header-amid", '1.txt | 3.txt | "": broken-container', lambda: changed(tarred(), 1024, b"XXXX"))
case("tar-concatenated", "1.txt | 2.txt | 3.txt", lambda: tarred(THREE[:1]) + tarred(THREE[1:]))
case("tar-symlink", "1.txt | odd: not-a-file | 2.txt", lambda: special(tarfile.SYMTYPE))
case("tar-hard-link", "1.txt | odd: not-a-file | 2.txt", lambda: special(tarfile.LNKTYPE))
case("tar-device", "1.txt | odd: not-a-file | 2.txt", lambda: special(tarfile.CHRTYPE))
case("tar-fifo", "1.txt | odd: not-a-file | 2.txt", lambda: special(tarfile.FIFOTYPE))
case("tar-unknown-type", "1.txt | odd: not-a-file | 2.txt", lambda: special(b"Z"))


case("tar-size-of-exabytes", 'a: truncated | "": truncated', lambda: header("a", 1 << 60) + TEXT.encode())
case("tar-negative-size", '1.txt | 2.txt | 3.txt | "": broken-container', neg)


case(
    "tar-pax-of-gigabytes",
    '1.txt | 2.txt | 3.txt | "": broken-container',
    lambda: header("a", 1 << 30, tarfile.XHDTYPE) + tarred(),
)
case("tar-pax-chain", '"": broken-container', lambda: (header("a", 0, tarfile.XHDTYPE)) * 3000 + tarred())
case("tar-sparse", "s: not-a-file | 1.txt | 2.txt | 3.txt", lambda: header("s", 0, tarfile.GNUTYPE_SPARSE) + tarred())
case(
    "tar-odd-names",
    "../../x | /abs | a%0Ab | ../../x#2",
    lambda: tarred([("../../x", TEXT.encode()), ("/abs", TEXT.encode()), ("a\nb", TEXT.encode()), ("../../x", TEXT.encode())]),
)
case("tar-member-of-zeros", "z | 1.txt | 2.txt | 3.txt", lambda: tarred([("z", bytes(1024)), *THREE]))
case(
    "tar-gz-cut",
    '0.txt!1 | 0.txt!2 | 0.txt!3 | "": truncated',
    lambda: gz(tarred([(f"{n}.txt", many(3)) for n in range(3)]))[:-40],
)
case(
    "tar-bad-gz-within",
    "a.gz!1 | a.gz!2 | a.gz!3 | a.gz: truncated | 1.txt | 2.txt | 3.txt",
    lambda: tarred([("a.gz", gz(lines())[:-9]), *THREE]),
)
# json lines
case("jsonl-bad-line-amid", "1 | 2: broken-json | 3 | 4", lambda: lines(ROWS[:1]) + b'{"text": "cut\n' + lines(ROWS[1:]))
case("jsonl-bad-line-first", "1: broken-json | 2 | 3 | 4", lambda: b'{"text": "cut\n' + lines())
case("jsonl-bad-lines-first", "1: broken-json | 2: broken-json | 3 | 4 | 5", lambda: b'{"te\n{"text": \n' + lines())
case(
    "jsonl-bad-line-before-long-ones",
    "1: broken-json | 2 | 3",
    lambda: b'{"text": \n' + (b'{"text": "%s"}\n' % (b"a b " * 9_000)) * 2,
)
case("jsonl-begins-amid-a-row", "1: broken-json | 2 | 3", lambda: lines()[20:])
case("jsonl-begins-amid-a-long-row", "1: broken-json | 2", lambda: b'a b", "n": 1}\n{"text": "%s"}\n' % (b"a b " * 9_000))
case("json-rows-on-lines-of-their-own", "1 | 2 | 3", lambda: b'{"items": [\n' + lines().replace(b"\n", b",\n")[:-2] + b"\n]}\n")
case("json-rows-from-the-first-line-on", "1 | 2 | 3", lambda: b'{"items": [' + lines().replace(b"\n", b",\n")[:-2] + b"]}\n")
case("json-object-behind-its-key", '"": no-text-field', lambda: b'{"article":\n' + lines(ROWS[:1]) + b"}\n")
case("json-row-behind-its-key", "1", lambda: b'{"items":\n[\n' + lines(ROWS[:1]) + b"]}\n")
case("jsonl-cut", "1 | 2 | 3: broken-json", lambda: lines()[:-20])
case("jsonl-blank-lines", "3 | 6 | 7", lambda: b"\n\n" + lines(ROWS[:1]) + b"\r\n \n" + lines(ROWS[1:]))
case("jsonl-bom", "1 | 2 | 3", lambda: codecs.BOM_UTF8 + lines())
case("jsonl-utf16", "1 | 2 | 3", lambda: lines().decode().encode("utf-16"))
case("jsonl-utf16-windows", "1 | 2 | 3", lambda: lines().replace(b"\n", b"\r\n").decode().encode("utf-16"))
case("jsonl-utf16-unmarked", "1 | 2 | 3", lambda: lines().decode().encode("utf-16-le"))
case("jsonl-utf16-odd", "1 | 2 | 3", lambda: lines().decode().encode("utf-16")[:-1])
case("jsonl-utf16-cut", "1 | 2 | 3: broken-json", lambda: lines().decode().encode("utf-16-be")[:-40])
case("jsonl-utf16-half-a-pair", "1", lambda: '{"text": "a \ud800 b"}\n'.encode("utf-16", "surrogatepass"))
case("jsonl-utf16-behind-a-hole", "1 | 2: broken-record | 3 | 4 | 5", wide_hole)
case("jsonl-utf32-unmarked", "1 | 2 | 3", lambda: lines().decode().encode("utf-32-le"))
case("jsonl-nan", "1", lambda: b'{"text": "a b c", "score": NaN}\n')
case("jsonl-huge-number", "1 | 2 | 3 | 4", lambda: b'{"text": "a b c", "n": ' + b"9" * 5000 + b"}\n" + lines())
case("jsonl-huge-exponent", "1 | 2 | 3 | 4", lambda: b'{"text": "a b c", "n": 1e99999}\n' + lines())
case("jsonl-doubled-key", "1", lambda: b'{"text": "first", "text": "second"}\n')
case("jsonl-lone-surrogate", "1 | 2 | 3 | 4", lambda: b'{"text": "a \\ud800 b"}\n' + lines())
case("jsonl-invalid-utf8", "1 | 2 | 3 | 4", lambda: b'{"text": "a \xff b"}\n' + lines())
case("jsonl-nul", "1 | 3 | 4 | 5", lambda: b'{"text": "a\\u0000b"}\n\0\0\0\n' + lines())
case(
    "jsonl-deep",
    "1 | 2 | 3 | 4: broken-json | 5 | 6 | 7",
    lambda: lines() + b'{"text": ' + b"[" * 100_000 + b"]" * 100_000 + b"}\n" + lines(),
)
case(
    "jsonl-not-objects",
    "1 | 2 | 3 | 4: broken-json | 5: broken-json | 6: broken-json | 7: broken-json",
    lambda: lines() + b'[1]\n"x"\n3\nnull\n',
)
case("jsonl-no-text", "1: no-text-field | 2 | 3 | 4", lambda: b'{"a": 1, "b": 2}\n' + lines())
case(
    "jsonl-text-is-number",
    "1: no-text-field | 2: empty | 3: no-text-field | 4: empty",
    lambda: b'{"text": 12}\n{"text": null}\n{"text": ["a"]}\n{"text": ""}\n',
)
case(
    "jsonl-line-too-long",
    "1 | 2 | 3 | 4: too-large | 5 | 6 | 7",
    lambda: lines() + b'{"text": "' + b"a" * 9000 + b'"}\n' + lines(),
    record_bytes=1000,
)
case(
    "jsonl-record-too-large",
    "1 | 2 | 3 | 4: too-large | 5 | 6 | 7",
    lambda: lines() + b'{"text": "' + b"a" * 2000 + b'"}\n' + lines(),
    record_bytes=1000,
)
case("jsonl-two-on-a-line", "1 | 2 | 3 | 4: broken-json", lambda: lines() + b'{"text":"a"}{"text":"b"}\n')
case("jsonl-too-many", '1 | 2 | 3 | "": too-many-records', lambda: many(5), container_records=3)
case(
    "jsonl-date-absurd",
    "1 | 2 | 3",
    lambda: (
        b'{"text": "a b", "date": 9999999999999, "url": 5, "title": {"x": 1}}\n'
        + b'{"text": "a b", "timestamp": 99999999999999999}\n{"text": "a", "date": "\xd9\xa1\xd9\xa2"}\n'
    ),
)


# json


case("json-good", "1 | 2 | 3", lambda: pretty(ROWS))
case("json-empty-array", '"": empty', lambda: b"[]")
case("json-empty-object", '"": no-text-field', lambda: b"{ }\n")
case("json-cut", '1 | 2 | "": truncated', lambda: pretty(ROWS)[:-60])
case(
    "json-bad-element", "1 | 2: broken-json | 3 | 4", lambda: pretty(ROWS[:1])[:-2] + b', {"text": oops}, ' + pretty(ROWS[1:])[1:]
)
case("json-nan", "1 | 2 | 3 | 4", lambda: b'[{"text": "a b", "score": NaN},\n' + pretty(ROWS)[1:])
case("json-huge-number", "1 | 2 | 3 | 4", lambda: b'[{"text": "a b", "n": 123456789012345678901234567890},\n' + pretty(ROWS)[1:])
case("json-huge-exponent", "1 | 2 | 3 | 4", lambda: b'[{"text": "a b", "n": 1e99999},\n' + pretty(ROWS)[1:])
case(
    "json-deep",
    "1: broken-json | 2 | 3 | 4",
    lambda: b'[\n{"text": ' + b"[" * 100_000 + b"]" * 100_000 + b"},\n" + pretty(ROWS)[1:],
)
case(
    "json-not-objects",
    "1 | 2: broken-json | 3: broken-json | 4: broken-json | 5: broken-json | 6",
    lambda: b'[{"text": "a b"},\n 1, "x", null, [], {"text": "c d"}]',
)
case("json-trailing", '1 | 2 | 3 | "": broken-container', lambda: pretty(ROWS) + b"\nand more")
case("json-invalid-utf8", "1 | 2 | 3", lambda: pretty(ROWS).replace(b"Crossing 2", b"Crossing \xff", 1))
case("json-lone-surrogate", "1 | 2 | 3", lambda: pretty(ROWS).replace(b"Crossing 2", b"Crossing \\ud800", 1))
case(
    "json-element-too-large",
    "1: too-large | 2 | 3 | 4",
    lambda: b'[{"text":\n"' + b"a" * 9000 + b'"},' + pretty(ROWS)[1:],
    record_bytes=1000,
)
case("json-single-without-text", '"": no-text-field', lambda: pretty({"a": 1}))
case("json-utf16", "1 | 2 | 3", lambda: json.dumps(ROWS, indent=1).encode("utf-16"))
case("json-utf16-unmarked", "1 | 2 | 3", lambda: json.dumps(ROWS, indent=1).encode("utf-16-be"))
case("json-utf16-cut", '1 | 2 | "": truncated', lambda: json.dumps(ROWS, indent=1).encode("utf-16")[:-101])
case(
    "json-utf16-bad-element",
    "1: broken-json | 2 | 3 | 4",
    lambda: ('[{"text": oops}, ' + json.dumps(ROWS)[1:]).encode("utf-16-le"),
)
case(
    "json-utf16-element-too-large",
    "1: too-large | 2",
    lambda: json.dumps([{"text": "a" * 9000}, {"text": "b"}]).encode("utf-16"),
    record_bytes=1000,
)
case("json-utf32", "1 | 2 | 3", lambda: json.dumps(ROWS, indent=1).encode("utf-32"))
case(
    "json-feed",
    "1 | 2 | 3",
    lambda: pretty(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": "T",
            "items": [
                {"id": "1", "url": "u", "content_html": "<p>a b</p>"},
                {"id": "2", "content_text": "a b"},
                {"id": "3", "summary": "x y"},
            ],
        }
    ),
)
# csv
case("csv-good", "1 | 2 | 3", table)
case("csv-tsv", "1 | 2 | 3", lambda: table(delimiter="\t"))
case("csv-semicolon", "1 | 2 | 3", lambda: table(delimiter=";"))
case("csv-pipe", "1 | 2 | 3", lambda: table(delimiter="|"))
case("csv-cr", "1 | 2 | 3", lambda: table(end="\r"))
case("csv-crlf", "1 | 2 | 3", lambda: table(end="\r\n"))
case("csv-header-only", '"": empty', lambda: table()[:15])
case("csv-header-unended", '""', lambda: table()[:14])
case("csv-ragged", "1: broken-row | 2 | 3: broken-row | 4", lambda: b'title,text,url\na,b\na,"b c",d\na,b,c,d\na,"b c",d\n')
case(
    "csv-unclosed-quote",
    "1 | 2: broken-row | 3 | 4",
    lambda: b'title,text,url\n1,"one x",u\n2,"never closed,u\n3,"three",u\n4,"four",u\n',
)
case(
    "csv-unclosed-quote-at-end",
    "1 | 2: broken-row | 3 | 4",
    lambda: b'title,text,url\n1,"one",u\n2,"never closed,u\n3,three,u\n4,four,u\n',
)
case("csv-stray-quotes", "1 | 2", lambda: b'title,text,url\n1,"he said "no" to me",u\n2,b"c,u\n')
case("csv-multi-line", "1 | 2", lambda: b'title,text,url\n1,"one\ntwo, three\nfour",u\n2,x,u\n')
case("csv-ragged-multi-line", "1: broken-row | 2 | 3", lambda: b'title,text,url\n1,"one\ntwo, three\nfour",u,v\n2,x,u\n')
case("csv-blank-lines", "1 | 2", lambda: b"title,text\n\n1,a\n\n\n2,b\n")
case("csv-nul", "1 | 2", lambda: b"title,text\n1,a\0b\n2,c\n")
case("csv-invalid-utf8", "1 | 2", lambda: b"title,text\n1,a\xffb\n2,c\n")
case("csv-utf16", "1 | 2 | 3", lambda: table().decode().encode("utf-16"))
case("csv-utf16-unmarked", "1 | 2 | 3", lambda: table().decode().encode("utf-16-be"))
case("csv-utf32", "1 | 2 | 3", lambda: table().decode().encode("utf-32"))
case("csv-mark-and-quotes", "1", lambda: codecs.BOM_UTF8 + b'"text","title"\n"a b","c"\n')
case("csv-separator-told", "1 | 2 | 3", lambda: b"sep=;\r\n" + table(delimiter=";", end="\r\n"))
case("csv-separator-told-rarely", "1 | 2 | 3", lambda: b"sep=^\n" + table(delimiter="^"))
case("csv-separator-told-tab", "1 | 2 | 3", lambda: b'"sep=\t"\n' + table(delimiter="\t"))
case("csv-separator-told-wrongly", "1 | 2 | 3", lambda: b"SEP=;\n" + table())
case("csv-separator-told-utf16", "1 | 2 | 3", lambda: ("sep=;\r\n" + table(delimiter=";").decode()).encode("utf-16"))
case("csv-separator-without-a-table", '""', lambda: b"sep=;\na b c\n")
case("csv-utf16-odd", "1 | 2 | 3", lambda: table().decode().encode("utf-16")[:-1])
case(
    "csv-ten-thousand-columns",
    '""',
    ("title,text," + ",".join(f"c{n}" for n in range(10_000)) + "\n" + "a,b," + "," * 9_999 + "\n").encode,
)
case(
    "csv-thousand-columns",
    "1",
    ("title,text," + ",".join(f"c{n}" for n in range(1_000)) + "\n" + "a,b," + "," * 999 + "\n").encode,
)
case("csv-doubled-columns", '""', lambda: b"title,text,text\n1,2,3\n")
case("csv-line-too-long", "1 | 2: broken-row | 3", lambda: b"title,text\n1,a\n2," + b"a" * 9000 + b"\n3,c\n", record_bytes=1000)
case("csv-empty-text", "1: empty | 2: empty | 3", lambda: b'title,text\n1,\n2,""\n3,c\n')
# columnar
case("parquet-good", "1 | 2 | 3", parquet)
case("parquet-cut", '"": truncated', lambda: parquet()[:-10])
case("parquet-magic-alone", '"": truncated', lambda: b"PAR1")
case("parquet-no-footer", '"": broken-container', lambda: b"PAR1" + bytes(100) + b"PAR1")
case("parquet-footer-lies", '"": truncated', lambda: changed(parquet(), -8, b"\xff\xff\xff\x7f"))
case("parquet-footer-garbled", '"": broken-container', lambda: changed(parquet(), -60, b"\xff" * 40))
case("parquet-empty", '"": empty', lambda: parquet(pa.table({"text": pa.array([], pa.string())})))
case("parquet-no-text", "1: no-text-field | 2: no-text-field", lambda: parquet(pa.table({"a": [1, 2]})))
case("parquet-text-is-number", "1: no-text-field | 2: no-text-field", lambda: parquet(pa.table({"text": [1, 2]})))
case("parquet-text-is-nested", "1: no-text-field", lambda: parquet(pa.table({"text": [{"a": "b"}]})))
case("parquet-text-is-list", "1: no-text-field", lambda: parquet(pa.table({"text": [["b"]]})))
case("parquet-nulls", "1 | 2: empty | 3: empty", lambda: parquet(pa.table({"text": ["a b", None, ""]})))
case("parquet-bytes", "1 | 2", lambda: parquet(pa.table({"text": [b"a b", b"\xff\xfe"]})))
case(
    "parquet-doubled-columns",
    '"": broken-container',
    lambda: parquet(pa.Table.from_arrays([pa.array(["a"]), pa.array(["b"])], ["text", "text"])),
)
case("parquet-corrupt-page", "1-3: broken-row | 4-6: broken-row | 7 | 8 | 9", corrupt)


case(
    "parquet-dictionary-bomb",
    " | ".join(map(str, range(1, 26))) + ' | "": expands-too-much',
    lambda: parquet(pa.table({"text": pa.array(["a" * 4_000_000] * 26)}), compression="zstd"),
)
case("arrow-good", "1 | 2 | 3", arrow)
case("arrow-cut", '"": truncated', lambda: arrow()[:-20])
case("arrow-cut-early", '"": truncated', lambda: arrow()[:300])
case("arrow-stream-good", "1 | 2 | 3", lambda: arrow(stream=True))
case("arrow-stream-cut", '1 | 2 | "": truncated', lambda: arrow(stream=True)[:-300])
case("arrow-stream-cut-at-batch", "1 | 2 | 3", lambda: arrow(stream=True)[:-8])
case("arrow-stream-huge-length", '"": truncated', lambda: b"\xff\xff\xff\xff\xff\xff\xff\x7f\x10\0\0\0" + arrow(stream=True)[12:])
case(
    "arrow-doubled",
    '"": broken-container',
    lambda: arrow(pa.Table.from_arrays([pa.array(["a"]), pa.array(["b"])], ["text", "text"])),
)
# warc
case("warc-good", "1 | 2 | 3", lambda: W() * 3)
case(
    "warc-kinds",
    "3 | 6 | 7",
    lambda: (
        W(kind="warcinfo", content="application/warc-fields")
        + W(kind="request")
        + W()
        + W(kind="metadata")
        + W(kind="revisit")
        + W(kind="resource")
        + W(kind="conversion", content="text/plain", headers=["WARC-Identified-Content-Language: hin,eng"])
        + W(kind="strange")
    ),
)
case("warc-only-info", '"": empty', lambda: W(kind="warcinfo"))
case(
    "warc-statuses",
    "1: http-status | 2: http-status | 3 | 4: http-status",
    lambda: W(status="404 Not Found") + W(status="301 Moved") + W() + W(status="503 X"),
)
case(
    "warc-pictures",
    "1: not-text | 2: not-text | 3 | 4: not-text",
    lambda: (
        W(content="image/png", body=b"\x89PNG")
        + W(content="text/css", body=b"a{}")
        + W()
        + W(content="application/javascript", body=b"1")
    ),
)
case(
    "warc-robots",
    "1: not-text | 2",
    lambda: W(content="text/plain", body=b"User-agent: *", url="https://n.example/robots.txt") + W(),
)
case(
    "warc-dns",
    "1: not-text | 2",
    lambda: W(kind="resource", content="text/dns", body=b"2024 n.example A 1.2.3.4", url="dns:n.example") + W(),
)
case("warc-cut-in-block", '1 | 2 | "": truncated', lambda: (W() * 3)[:-50])
case("warc-cut-in-header", '1 | 2 | "": truncated', lambda: (W() * 2) + W()[:90])
case("warc-cut-at-record", "1 | 2 | 3", lambda: (W() * 3)[:-4])
case("warc-length-missing", "1 | 2: broken-record | 3", lambda: W() + W(length="missing") + W())
case("warc-length-negative", "1 | 2: broken-record | 3", lambda: W() + W(length="-5") + W())
case("warc-length-words", "1 | 2: broken-record | 3", lambda: W() + W(length="many") + W())
case("warc-length-huge", "1 | 2: broken-record | 3", lambda: W() + W(length="99999999999999999999999") + W())
case("warc-length-exabyte", "1 | 2: too-large | 3", lambda: W() + W(length="999999999999999999") + W())
case("warc-length-too-short", "1 | 2: broken-record | 3", lambda: W() + W(length="20") + W())
case("warc-length-too-long", "1 | 2: broken-record | 3", lambda: W() + W(length="400") + W())
case("warc-length-zero", "1 | 2: empty | 3", lambda: W() + W(body=b"", kind="resource") + W())
case("warc-record-too-large", "1 | 2: too-large | 3", lambda: W() + W(body=b"a" * 1_200_000) + W(), record_bytes=10_000)
case("warc-page-too-large", "1 | 2: too-large | 3", lambda: W() + W(body=b"a" * 20_000) + W(), record_bytes=10_000)
case("warc-header-bomb", "1 | 2: broken-record | 3", lambda: W() + W(headers=["X: " + "a" * 1_000_000]) + W())
case("warc-garbage-amid", "1 | 2: broken-record | 3", lambda: W() + b"not a record\nat all\n\n" + W())
case("warc-garbage-behind", "1 | 2: broken-record", lambda: W() + b"not a record")
case(
    "warc-http-garbled",
    "1: not-text | 2",
    lambda: W(kind="resource", content="application/http; msgtype=response", body=b"\x00\x01 garbled") + W(),
)
case("warc-http-no-body", "1: empty | 2", lambda: W(body=b"") + W())
case("warc-gz-each", "1 | 2 | 3", lambda: gz(W()) + gz(W()) + gz(W()))
case("warc-gz-bad-amid", "1 | 2: broken-record | 3", lambda: gz(W()) + changed(gz(W()), 40, b"\xff\xff\xff") + gz(W()))
case("warc-gz-bad-first", "1: broken-record | 2 | 3", lambda: changed(gz(W()), -6, b"\xff\xff\xff") + gz(W()) + gz(W()))
case("warc-gz-cut", '1 | 2 | "": truncated', lambda: (gz(W()) * 3)[:-20])
case(
    "warc-gz-encoded",
    "1 | 2 | 3 | 4",
    lambda: (
        W(body=gz(TEXT.encode()), http=["Content-Encoding: gzip"])
        + W(body=brotli.compress(TEXT.encode()), http=["Content-Encoding: br"])
        + W(body=zlib.compress(TEXT.encode()), http=["Content-Encoding: deflate"])
        + W(body=packed(TEXT.encode(), "zst"), http=["Content-Encoding: zstd"])
    ),
)
case(
    "warc-encoded-not",
    "1 | 2 | 3",
    lambda: W(http=["Content-Encoding: gzip"]) + W(http=["Content-Encoding: br"]) + W(http=["Content-Encoding: deflate"]),
)
case(
    "warc-encoded-broken",
    "1: broken-record | 2",
    lambda: W(body=changed(gz(TEXT.encode() * 9), 20, b"\xff\xff\xff"), http=["Content-Encoding: gzip"]) + W(),
)
case(
    "warc-encoded-bomb",
    "1: too-large | 2: too-large | 3",
    lambda: (
        W(body=gz(bytes(60_000_000)), http=["Content-Encoding: gzip"])
        + W(body=brotli.compress(bytes(60_000_000), quality=5), http=["Content-Encoding: br"])
        + W()
    ),
)
case(
    "warc-chunked",
    "1 | 2 | 3",
    lambda: (
        W(body=b"5\r\nhello\r\n6;x=y\r\n world\r\n0\r\n\r\n", http=["Transfer-Encoding: chunked"])
        + W(body=b"FFFFFFFF\r\nhello", http=["Transfer-Encoding: chunked"])
        + W(http=["Transfer-Encoding: chunked"])
    ),
)
case(
    "warc-of-feed",
    "1!1 | 1!2 | 2!1 | 2!2 | 2!3",
    lambda: W(content="application/rss+xml", body=feed([item(1), item(2)])) + W(content="application/json", body=pretty(ROWS)),
)
case("warc-segmented", "1: broken-record", lambda: W(headers=["WARC-Segment-Number: 1"]) + W(kind="continuation"))
case("warc-mark-in-page", "1 | 2", lambda: W(body=b"<html>\nWARC/1.0\r\nWARC-Type: response\r\n\r\n</html>") + W())
# feeds
case("feed-good", "1 | 2", lambda: feed([item(1), item(2)]))
case("feed-empty", '"": empty', lambda: feed([]))
case("feed-cut-in-item", '1 | "": truncated', lambda: feed([item(1), item(2)])[:-60])
case("feed-cut-after-item", '1 | 2 | "": truncated', lambda: feed([item(1), item(2)], end=""))
case(
    "feed-broken-item",
    "1 | 2 | 3",
    lambda: feed([item(1), item(2, "<description><b>bold <i>x</b> & more < 3</description>"), item(3)]),
)
case("feed-unclosed-item", "1 | 2 | 3", lambda: feed([item(1), item(2)[:-7], item(3)]))
case(
    "feed-unclosed-cdata",
    "1 | 2: empty | 3",
    lambda: feed([item(1), item(2, "<description><![CDATA[ never closed </description>"), item(3)]),
)
case(
    "feed-cdata-with-item",
    "1 | 2",
    lambda: feed([item(1, "<description><![CDATA[ </item><item> in text ]]></description>"), item(2)]),
)
case("feed-no-text", "1: empty | 2", lambda: feed([item(1, "<guid>1</guid>"), item(2)]))
case(
    "feed-xxe",
    "1",
    lambda: feed(
        [item(1, "<description>&x; word</description>")],
        root='<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel>',
    ),
)
case(
    "feed-billion-laughs",
    "1",
    lambda: feed(
        [item(1, "<description>&c; word</description>")],
        root='<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;">]><rss><channel>',
    ),
)
case(
    "feed-external-dtd",
    "1",
    lambda: feed(
        [item(1)], root='<!DOCTYPE rss PUBLIC "-//N//DTD RSS 0.91//EN" "http://n.example/rss.dtd"><rss version="0.91"><channel>'
    ),
)
case(
    "feed-cp1251-unsaid",
    "1",
    lambda: (
        '<?xml version="1.0"?><rss><channel><item><title>Мост</title><description>'
        + "Вчера в городе открыли новый мост через реку, и жители вышли на праздник. " * 3
        + "</description></item></channel></rss>"
    ).encode("cp1251"),
)
case("feed-unknown-encoding", "1", lambda: feed([item(1)]).replace(b"UTF-8", b"x-none"))
case("feed-utf16", "1", lambda: feed([item(1)]).decode().replace("UTF-8", "UTF-16").encode("utf-16"))
case(
    "feed-utf16-cut",
    '1 | "": truncated',
    lambda: feed([item(1), item(2)]).decode().replace("UTF-8", "UTF-16").encode("utf-16")[:-101],
)
case("feed-nul", "1 | 2", lambda: feed([item(1, "<description>a \0\x08 b c</description>"), item(2)]))
case(
    "feed-item-too-large",
    "1 | 2: too-large | 3",
    lambda: feed([item(1), item(2, "<description>" + "a" * 9000 + "</description>"), item(3)]),
    record_bytes=1000,
)
case(
    "feed-deep",
    "1 | 2: broken-item | 3",
    lambda: feed([item(1), item(2, "<description>" + "<b>" * 100_000 + "</description>"), item(3)]),
)
case(
    "feed-atom",
    "1",
    lambda: feed(
        [
            '<entry><title>A</title><link href="https://n.example/1"/>'
            '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>a b</p></div></content></entry>'
        ],
        root='<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title>',
        end="</feed>",
    ),
)
case(
    "feed-rdf",
    "1 | 2",
    lambda: feed(
        [item(1), item(2)],
        root='<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
        '<channel rdf:about="x"><title>T</title></channel>',
        end="</rdf:RDF>",
    ),
)
case(
    "feed-undeclared-prefix",
    "1",
    lambda: feed([item(1, "<media:title>pic</media:title><content:encoded><![CDATA[<p>a b c</p>]]></content:encoded>")]),
)
case(
    "xml-sitemap",
    '""',
    lambda: (
        b'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>https://n.example/</loc></url></urlset>'
    ),
)

# mail
case("mail-plain", '""', mail)
case("mail-base64", '""', lambda: mail(encoding="base64"))
case("mail-both", '""', lambda: mail(page=f"<p>{TEXT}</p>"))
case("mail-saved", '""', lambda: saved(f"<html><body><p>{TEXT}</p></body></html>"))
case(
    "mail-without-text",
    '"": no-main-text',
    lambda: b"MIME-Version: 1.0\nContent-Type: image/png\nFrom: a@n.example\n\niVBORw==\n",
)
case(
    "mail-attachment-alone",
    '"": no-main-text',
    lambda: b"MIME-Version: 1.0\nContent-Type: text/plain\nContent-Disposition: attachment\n\nThe accounts.\n",
)
case("mail-empty", '"": empty', lambda: b"MIME-Version: 1.0\nContent-Type: text/plain\n\n \n")
case("mail-headers-alone", '"": empty', lambda: b"MIME-Version: 1.0\nContent-Type: text/plain\n")
case("mail-cut", '"": truncated', lambda: mail(page=f"<p>{TEXT}</p>" * 4)[:-60])
case("mail-cut-behind-its-page", '""', lambda: saved(f"<html><body><p>{TEXT}</p></body></html>")[:-60])
case(
    "mail-without-its-parts",
    '"": truncated',
    lambda: b"MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=a\n\n" + TEXT.encode(),
)
case(
    "mail-without-a-boundary",
    '"": no-main-text',
    lambda: b"MIME-Version: 1.0\nContent-Type: multipart/mixed\n\n--\n\nA ferry.\n--\n",
)
case("mail-part-too-large", '"": too-large', lambda: mail("word " * 2_000), record_bytes=1_000)
case("mail-record-too-large", '"": too-large', lambda: mail("word " * 300), record_bytes=1_000)
case(
    "mail-headers-endless",
    '"": broken-container',
    lambda: b"MIME-Version: 1.0\nFrom: a@n.example\n" + b"X-Trace: on and on\n" * 4_000 + b"\nText.\n",
)
case(
    "mail-parts-endless",
    '"": too-large',
    lambda: b"MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=a\n\n" + b"--a\nContent-Type: image/png\n\n" * 10_001,
)
case("mail-parts-in-parts", '"": truncated', lambda: nested_mail(500))
case("mail-broken-words", '""', lambda: mail().replace(b"Subject: Ferry", b"Subject: =?utf-8?B?a?= =?nonsense?Q?=FF?="))
case("mail-broken-base64", '""', lambda: b"MIME-Version: 1.0\nContent-Transfer-Encoding: base64\n\n" + TEXT.encode() + b"\n")
case("mail-in-zip", "1.eml | 2.mht", lambda: zipped([("1.eml", mail()), ("2.mht", saved(f"<html><p>{TEXT}</p></html>"))]))


@pytest.mark.parametrize("name", CASES)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_bad_container_gives_just_these_rows(name: str) -> None:
    """Of each bad container what can be read is read, and each part that cannot has its row and its reason."""
    told = CASES[name]
    data = told.make()
    found = [
        (row.record or '""') + (f": {row.fault.reason}" if row.fault else "")
        for row in unpack(io.BytesIO(data), len(data), Settings(**told.settings))
    ]
    assert " | ".join(found) == told.rows


@pytest.mark.parametrize("name", CASES)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_what_came_before_is_said_to_be_read_where_it_was(name: str) -> None:
    """Law: a container that breaks off says that what came before was read if, and only if, a record of it was."""
    told = CASES[name]
    data = told.make()
    found = list(unpack(io.BytesIO(data), len(data), Settings(**told.settings)))
    for number, row in enumerate(found):
        if row.fault and row.fault.reason in ("truncated", "broken-container"):
            own = [each for each in found[:number] if not row.record or each.record.startswith(f"{row.record}!")]
            was_read = any(each.fault is None for each in own)
            is_said = "What came before was read" in row.fault.detail
            assert is_said == was_read if row.fault.detail.startswith("it breaks off") else is_said <= was_read


def test_what_stands_before_garbage_is_read_as_it_is() -> None:
    """Law: what a whole gzip member held is the record, whatever follows it; bytes of no member are no part of it."""
    [row] = unpack(io.BytesIO(data := gz(TEXT.encode()) + BEHIND), len(data), Settings())
    assert row.data == TEXT.encode()


def test_the_gauntlet_is_long_enough() -> None:
    """Every kind of container is broken in several ways."""
    kinds = Counter(name.split("-")[0] for name in CASES)
    assert (
        min(
            kinds[kind]
            for kind in ("gz", "bz2", "xz", "zst", "zip", "tar", "jsonl", "json", "csv", "parquet", "warc", "feed", "mail")
        )
        >= 8
    )
