"""Bad JSON Lines, JSON and tables of text."""

from __future__ import annotations

import codecs
import json

from tests.ingest.bad.case import case, pretty
from tests.ingest.packing import ROWS, changed, gz, lines, many, table


def wide_hole():
    """Lines of two bytes a character, a gzip member that is broken within one of them, and lines again."""
    data = lines().decode()
    return (
        gz(data.splitlines()[0].encode("utf-16") + b"\n\0{") + changed(gz(b"broken"), 12, b"\xff\xff") + gz(data.encode("utf-16"))
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
