"""Bad ZIP and TAR archives."""

from __future__ import annotations

import io
import struct
import tarfile
import zipfile

from tests.ingest.bad.case import case
from tests.ingest.packing import TEXT, THREE, changed, directory_of, gz, lines, many, special, tarred, warc, zipped


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
case("zip-all-at-one-offset", " | ".join(f"{n}.txt" + (": expands-too-much" if n >= 25 else "") for n in range(28)), overlapping)
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
