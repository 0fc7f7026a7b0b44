"""Bytes that are no article, hide in one, or try to be obeyed by who reads or shows it."""

from __future__ import annotations

import json
import sqlite3
import struct
import zlib
from collections.abc import Mapping

from tests.gauntlet.case import Case, article, body, headline, sentence
from tests.ingest.packing import mail, saved, zipped
from tests.ingest.test_legacy_fonts import REFUSED

CASES: dict[str, Case] = {}

SCRIPT = "<script>window.pwned=1</script>"
ONERROR = '"><img src=x onerror=window.pwned=1>'


def bad(name: str, data: bytes | str, reason: str, fate: str = "unreadable", record: str = "") -> None:
    """A file that gives no article."""
    assert name not in CASES
    CASES[name] = Case(name.encode(), data if isinstance(data, bytes) else data.encode(), fate, reason, record)


def good(name: str, data: bytes | str, **like: object) -> None:
    """A file that gives an article all the same."""
    assert name not in CASES
    CASES[name] = Case(name.encode(), data if isinstance(data, bytes) else data.encode(), "accepted", **like)  # type: ignore[arg-type]


def line(name: str, told: Mapping[str, object], **like: object) -> None:
    """The same from one line of JSON: an article as `told`. Its record goes by the number of its line."""
    whole = {
        "title": headline(name),
        "text": f"{told.get('title', headline(name))}\n\n{body(name)}",
        "date": "2024-10-29",
        **told,
    }
    good(name, json.dumps(whole), record="1", **like)


def _page(name: str, head: str = "", text: str = "") -> str:
    """A page of the web around an article."""
    inner = "".join(f"<p>{paragraph}</p>" for paragraph in (text or body(name)).split("\n\n"))
    return f"<!DOCTYPE html><html lang=en><head><meta charset=utf-8>{head}</head><body><article>{inner}</article></body></html>"


def _sqlite() -> bytes:
    with sqlite3.connect(":memory:") as database:
        database.execute("create table article (text)")
        database.execute("insert into article values (?)", (body("sqlite"),))
        return database.serialize()


def _png() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))

    header = chunk(b"IHDR", struct.pack(">LLBBBBB", 1, 1, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")


_NOISE = bytes(zlib.crc32(bytes([n % 251, n >> 8])) & 0xFF for n in range(4_096))
_OLE, _ZERO = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\0" * 600

# Nothing there.
bad("empty", b"", "empty")
bad("empty-spaces", b" \t \n\r\n ", "empty")
bad("empty-unicode-spaces", "\u00a0\u2003\u3000\u200b\u2060\u2028\n", "empty")
bad("empty-mark", b"\xef\xbb\xbf", "empty")
bad("empty-mark-utf16", b"\xff\xfe", "empty")
bad("empty-mark-utf32", b"\xff\xfe\0\0", "empty")
bad("empty-mark-twice", b"\xef\xbb\xbf\xef\xbb\xbf", "empty")
bad("empty-joiners", "\ufeff\ufeff\ufeff\n", "empty")
bad("one-letter", b"a", "no-body", "rejected")
bad("one-newline", b"\n", "empty")
bad("one-nul", b"\0", "binary")
bad("one-high-byte", b"\xff", "no-body", "rejected")
bad("nuls", b"\0" * 5_000, "binary")

# Things that are no text, whatever their name says.
_BINARY = {
    "png": _png(),
    "jpeg": b"\xff\xd8\xff\xe0\0\x10JFIF\0" + _NOISE,
    "gif": b"GIF89a\x01\0\x01\0\x80\0\0\xff\xff\xff\0\0\0;",
    "pdf": b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n" + _NOISE,
    "pdf-text": b"%PDF-1.4\n" + body("pdf").encode(),
    "elf": b"\x7fELF\x02\x01\x01" + _ZERO,
    "windows-program": b"MZ\x90\0\x03\0\0\0\x04" + _ZERO + b"This program cannot be run in DOS mode.",
    "java-class": b"\xca\xfe\xba\xbe\0\0\0\x41" + _NOISE,
    "sqlite": _sqlite(),
    "word-97": _OLE + _ZERO + _NOISE,
    "wav": b"RIFF\x24\0\0\0WAVEfmt " + _ZERO,
    "mp4": b"\0\0\0\x20ftypisom\0\0\x02\0isomiso2avc1mp41" + _NOISE,
    "mp3": b"ID3\x04\0\0\0\0\0\x21" + b"\xff\xfb\x90\x64" + _NOISE,
    "ogg": b"OggS\0\x02" + _ZERO + _NOISE,
    "font": b"wOF2\0\x01\0\0" + _NOISE,
    "7z": b"7z\xbc\xaf\x27\x1c\0\x04" + _NOISE,
    "rar": b"Rar!\x1a\x07\x01\0" + _NOISE,
    "wasm": b"\0asm\x01\0\0\0" + _NOISE,
    "python-bytecode": b"\xa7\x0d\x0d\x0a\0\0\0\0" + _NOISE,
    "pickle": b"\x80\x04\x95\x1f\0\0\0\0\0\0\0\x8c\x05posix\x8c\x06system\x93\x94\x8c\x02id\x85R." + b"\0" * 40,
    "noise": _NOISE,
    "docx": zipped([("[Content_Types].xml", b"<Types/>"), ("word/document.xml", body("docx").encode())]),
}
for _name, _data in _BINARY.items():
    bad(f"binary-{_name}", _data, "binary")

bad(
    "rtf",
    b"{\\rtf1\\ansi\\deff0 {\\fonttbl {\\f0 Times;}}\\f0 " + body("rtf").replace("\n\n", "\\par\n").encode() + b"}",
    "binary",
)

# Lists of addresses.
_MAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_LOCATIONS = "".join(f"<loc>https://news.example/{n}/{headline(f'map {n}')}</loc>" for n in range(40))
bad("sitemap", f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{_MAP}"><url>{_LOCATIONS}</url></urlset>', "no-main-text")
bad("sitemap-index", f'\ufeff<sitemapindex xmlns="{_MAP}"><sitemap>{_LOCATIONS}</sitemap></sitemapindex>', "no-main-text")

# Tables and objects as shells and spreadsheets of Windows write them.
for _name in ("utf-16", "utf-16-le", "utf-16-be", "utf-32"):
    _rows = [{"title": headline(f"{kind} {_name}"), "text": body(f"{kind} {_name}")} for kind in ("list", "line")]
    good(f"json-{_name}", json.dumps(_rows[:1], indent=1).encode(_name), record="1", title=_rows[0]["title"], lacks=('"',))
    good(f"jsonl-{_name}", f"{json.dumps(_rows[1])}\r\n".encode(_name), record="1", title=_rows[1]["title"], lacks=('"',))
good(
    "csv-separator-told",
    f'sep=;\r\ntitle;text\r\n{headline("separator")};"{body("separator")}"\r\n',
    record="1",
    title=headline("separator"),
    lacks=("sep=", ";"),
)

# Mail, and pages saved as one file.
_SOFT = ("=\n", "= ", "=E2", "MIME", "Content-", "boundary")
good(
    "mail-plain",
    mail(f"{body('letter')} “Café”.", subject=headline("letter")),
    title=headline("letter"),
    lacks=_SOFT,
    holds=("“Café”",),
)
good("mail-base64", mail(body("base64"), subject=headline("base64"), encoding="base64"), title=headline("base64"), lacks=_SOFT)
good("mail-page", mail("A page.", _page("mail page"), subject=headline("mail page")), holds=(body("mail page", 1),), lacks=_SOFT)
good(
    "mail-saved-page",
    saved(_page("saved", f"<title>{headline('saved')}</title>"), "https://news.example/sport/saved"),
    title=headline("saved"),
    url="https://news.example/sport/saved",
    holds=(body("saved", 1),),
    lacks=_SOFT,
)
good("mail-saved-script", saved(_page("saved script"), "javascript:window.pwned=1"), lacks=("javascript",))
bad("mail-picture", b"From: a@n.example\nMIME-Version: 1.0\nContent-Type: image/png\n\niVBORw==\n", "no-main-text")
bad("mail-cut", saved(_page("saved cut"))[:800], "truncated")

# Encodings that break.
_HINDI = "नदी पर बना नया पुल सोमवार को खोल दिया गया और पहले ही दिन सैकड़ों लोग इससे होकर शहर पहुँचे। " * 4
bad("utf16-odd-byte", b"\xff\xfe" + article("odd").encode("utf-16-le") + b"a", "undecodable")
bad("utf16-lone-surrogate", b"\xff\xfe" + article("half").encode("utf-16-le") + b"\x00\xd8a\0", "undecodable")
bad("utf32-out-of-range", b"\xff\xfe\0\0" + article("far").encode("utf-32-le") + b"\0\0\x11\0", "undecodable")
good("utf8-cut-through", f"{article('cut')}{_HINDI}".encode()[:-3], lacks=("\ufffd",), repairs=("utf-8-errors",))
good(
    "utf8-one-fault", f"{article('fault')}\n{_HINDI}".encode().replace("पुल".encode(), b"\xe0\xa4 ", 1), repairs=("utf-8-errors",)
)
good("utf8-nul-within", article("nul").replace(" ", " \0", 2), lacks=("\0",), repairs=("control-characters",))
good(
    "mojibake",
    (article("mojibake") + "\n\nहिन्दी की नई किताब “कल का शहर” आज बाज़ार में आई।").encode().decode("latin-1"),
    lacks=("à¤",),
)
good("cesu-8", f"{article('cesu')}\n\n{_HINDI}".encode() + b"\xed\xa0\xbd\xed\xb8\x80 \n", lacks=("\ud83d", "\ufffd"))
bad("cesu-8-halves", b"\xed\xa0\xbd" * 200, "undecodable")
bad(
    "mixed-encodings",
    _HINDI.encode() + "Überschwemmung in der Nähe der Brücke über die Fulda".encode("cp1252") * 40 + _HINDI.encode("utf-16-le"),
    "binary",
)

# Characters that hide, turn round or pile up.
good("mark-inside", article("marks").replace(" the ", " \ufeffthe "), lacks=("\ufeff",), repairs=("invisible-characters",))
good(
    "controls", article("controls").replace(" the ", " \x01the\x02 ", 2), lacks=("\x01", "\x02"), repairs=("control-characters",)
)
bad("controls-many", article("many").replace("e", "e\x01\x02"), "binary")
good(
    "terminal-escapes",
    article("esc").replace(" the ", " \x1b[8mthe\x1b[0m ", 2),
    lacks=("\x1b",),
    repairs=("control-characters",),
)
good(
    "tags",
    article("tags").replace(".", ".\U000e0049\U000e0067\U000e006e", 1),
    lacks=("\U000e0049",),
    repairs=("hidden-characters",),
)
good(
    "override", article("rlo").replace(" the ", " \u202ethe\u202c "), lacks=("\u202e", "\u202c"), repairs=("direction-overrides",)
)
good("isolate-unclosed", article("iso").replace(" the ", " \u2067the ", 1), lacks=("\u2067",), repairs=("direction-overrides",))
good(
    "override-in-title",
    article("rlo title", "The council \u202edrawkcab\u202c votes on the mill again"),
    title="The council drawkcab votes on the mill again",
)
good(
    "zalgo",
    article("zalgo").replace("the", "t" + "\u0335\u0336\u0337\u0338\u0339" * 30 + "he", 3),
    lacks=("\u0337",),
    repairs=("stacked-marks",),
)
good(
    "homoglyphs",
    article("poser").replace(" the ", " thе ").replace("carpenter", "cаrpenter"),
    holds=("thе",),
    repairs=("mixed-script-words",),
)
good("noncharacters", article("non").replace(" the ", " the\ufdd0\uffff ", 1), lacks=("\ufdd0", "\uffff"))
good("object-replacement", article("obj").replace(" the ", " the\ufffc ", 1), repairs=())
good("line-separators", article("ls").replace("\n\n", "\u2028\u2029"), lacks=("\u2028", "\u2029"))
good("line-ends-of-old", article("cr").replace("\n", "\r"), title=headline("cr"), lacks=("\r",))
good("selectors", article("vs").replace("the", "t\ufe0f\U000e0100he", 2), lacks=("\U000e0100",), repairs=("hidden-characters",))
good(
    "interlinear",
    article("ia").replace(" the ", " \ufff9the\ufffathe\ufffb ", 1),
    lacks=("\ufff9",),
    repairs=("hidden-characters",),
)

# Shapes that are no article.
bad("line-of-3-mb", "word " * 600_000, "line-too-long")
bad("line-of-3-mb-no-space", "x" * 3_000_000, "line-too-long")
bad("lines-200000", "a line\n" * 200_000, "too-many-lines")
bad("newlines-only-many", "\n" * 200_000, "empty")
bad("too-large", ("word " * 20 + "\n") * 60_000, "too-large")
bad("punctuation-only", "... --- *** !!! ??? ,,, ;;; ### " * 40, "no-body", "rejected")
bad("emoji-only", "🔥🎉👍🏽 👩‍👩‍👧 " * 60, "no-body", "rejected")
bad("digits-only", "1234567890 " * 200, "no-body", "rejected")
bad("urls-only", "\n".join(f"https://news.example/{n}/story-{n}.html" for n in range(60)), "no-body", "rejected")
bad(
    "chrome-only",
    "Leave a Reply\n\nShare\n\nFacebook\n\nTwitter\n\nAdvertisement\n\nSubscribe\n\nHome\n\nComments\n",
    "no-body",
    "rejected",
)
bad("short", "The mill burned down on Monday.", "too-short", "rejected")
bad("title-only", headline("title only"), "no-body", "rejected")
bad("same-line-again", f"{sentence('again')}\n" * 500, "no-body", "rejected")

# Fonts over Latin letters whose tables nobody knows.
for _name, _line in REFUSED.items():
    bad(f"legacy-{_name}", f"{_line}\n" * 6, "legacy-font")

# Pages without an article.
bad(
    "page-shell",
    "<!DOCTYPE html><html><head><title>News</title></head><body><div id=root></div><script src=app.js></script></body></html>",
    "no-main-text",
)
bad(
    "page-scripts-only",
    "<html><body>" + "<script>var text = 'The council voted.';</script>" * 50 + "</body></html>",
    "no-main-text",
)
bad("page-empty", "<html></html>", "no-main-text")
bad("page-deep", "<html><body>" + "<div>" * 10_000 + body("deep") + "</body></html>", "nested-too-deep")
bad("page-frames", "<html><frameset><frame src='//evil.example/'></frameset></html>", "no-main-text")
bad("page-truncated-tag", "<!DOCTYPE html><html><body><p", "no-main-text")
bad("page-comment-never-closed", "<html><body><!-- " + body("comment"), "no-main-text")
good("page-with-nul-tags", _page("nul tags").replace("<p>", "<p\0>", 1))
good("page-attributes-many", _page("attributes").replace("<p>", "<p " + " ".join(f"a{n}=1" for n in range(20_000)) + ">", 1))

# What a page or a record says, to be obeyed by somebody.
good("script-title-text", article("st", f"{SCRIPT} in the old town of Elm Cross"), title=f"{SCRIPT} in the old town of Elm Cross")
good("onerror-title-text", article("ot", f"{ONERROR} beside the mill at Elm Cross"))
good(
    "script-body-text",
    article("sb").replace(
        "\n\nOctober", f"\n\nThe vandals had painted {SCRIPT} on the wall of the almshouse that night.\n\nOctober"
    ),
    holds=(SCRIPT,),
)
good("script-title-page", _page("sp", f"<title>{SCRIPT.replace('<', '&lt;')} at the mill of Elm Cross</title>"))
good("script-page", _page("script page", "<script>window.pwned=1</script>"), lacks=("pwned",))
good("handler-page", _page("handler page").replace("<p>", "<p onclick=window.pwned=1>", 1), lacks=("pwned",))
line("address-of-script", {"url": "javascript:window.pwned=1"}, lacks=("javascript",))
line("address-broken", {"url": "https://[::1/news"}, lacks=("::1",))
line("address-port", {"url": "https://news.example:99999999/news"}, url="https://news.example:99999999/news")
line("address-of-data", {"url": "data:text/html,<script>window.pwned=1</script>"}, lacks=("data:",))
line("address-with-password", {"url": "https://user:secret@news.example/a"})
line("address-newline", {"url": "https://news.example/a\r\nSet-Cookie: a=b"})
good(
    "address-canonical-broken",
    _page("canonical", '<link rel=canonical href="http://[broken"><meta property=og:url content="//[x">'),
)
good("base-broken", _page("base", '<base href="http://[oops"><link rel=canonical href="/a">'))
good(
    "formula",
    article("formula").replace(
        "\n\nOctober", '\n\n=HYPERLINK("https://evil.example","see") was what the clerk wrote on the board that day.\n\nOctober'
    ),
    holds=("=HYPERLINK(",),
)
line("formula-title", {"title": "=cmd|' /C calc'!A0 and what became of it"}, title="=cmd|' /C calc'!A0 and what became of it")
line("surrogate-in-json", {"title": "half \ud800 a pair", "byline": "\udfff", "site": "\ud800", "section": "\udc80"})
line(
    "surrogate-text-json",
    {"text": body("surrogate text") + "\n\n\ud83d and \udc00 and the rest of the sentence."},
    lacks=("\ud83d", "\udc00"),
)
line("nul-in-json", {"title": "a\0title of words", "text": body("nul json").replace(" the ", " \0the ", 1)}, lacks=("\0",))
line("title-endless", {"title": "words " * 20_000, "text": article("endless")}, title=headline("endless"))
line("title-is-object", {"title": {"name": {"name": ["deep", {"x": 1}]}}})
line("hints-are-numbers", {"title": 7, "url": 1e308, "section": True, "author": [[], {}], "language": -1})
bad("json-without-text", json.dumps({"title": "no text", "id": 7}), "no-text-field", record="1")
bad("json-text-is-null", json.dumps({"title": "no text", "text": None}), "empty", record="1")
bad("json-text-is-list", json.dumps({"title": "a list", "text": ["a", "b"]}), "no-text-field", record="1")
bad("json-deep", '{"text": ' + "[" * 100_000, "broken-json", record="1")
bad("json-empty-object", "{}", "no-text-field")
bad("json-empty-list", "[]", "empty")
bad("csv-header-only", "title,text,url\n", "empty")
bad("csv-unclosed", 'title,text\na,"never closed\n', "no-body", "rejected", record="1")

line("headline-below-the-text", {"text": f"{body('below')}\n\n{headline('headline-below-the-text')}"})

# Dates and sections that would lead elsewhere.
_NEVER, _SAID = "2024-10-30", "2024-10-29"
for _name, (_said, _day) in {
    "year-1": ("0001-01-01", _NEVER),
    "year-9999": ("9999-12-31", _NEVER),
    "year-10000": ("10000-01-01", _NEVER),
    "february-30": ("2024-02-30", _NEVER),
    "month-13": ("2024-13-01", _NEVER),
    "future": ("2031-05-05", _NEVER),
    "before-the-web": ("1969-12-31", _NEVER),
    "path": ("../../2024-10-29", _SAID),
    "epoch-huge": ("99999999999999999999", _NEVER),
    "epoch-negative": ("-1", _NEVER),
    "infinite": ("1e999", _NEVER),
    "zone-odd": ("2024-10-29T24:61:61+99:99", _SAID),
    "digits-mixed": ("２０２४-१०-٢٩", _SAID),
}.items():
    line(f"date-{_name}", {"date": _said}, published=_day)
    good(f"dateline-{_name}", article(f"dateline {_name}").replace("October 29, 2024", f"Published: {_said}"), published=_day)
for _name, (_said, _topic) in {
    "parent": ("../../escape", None),
    "absolute": ("/etc/cron.d", None),
    "assignment": ("topic=..", None),
    "slash": ("politics/../../x", "politics"),
    "nul": ("sport\0", "sport"),
    "newline": ("sport\n/../..", "sport"),
    "null-partition": ("__HIVE_DEFAULT_PARTITION__", None),
    "dot": (".", None),
    "dots": ("..", None),
    "percent": ("%2e%2e%2f", None),
    "script": (SCRIPT, None),
    "endless": ("s" * 5_000, None),
}.items():
    line(f"section-{_name}", {"section": _said}, topic=_topic)
    line(f"address-section-{_name}", {"url": f"https://news.example/{_said}/story"}, topic=_topic)
