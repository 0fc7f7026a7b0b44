"""Is it a page? By what stands in its first bytes; names and headers lie.

A text may begin with "<" or speak of tags. Markup is told by tags that stand beside one another, by attributes, and by what
only a page begins with.
"""

from __future__ import annotations

import codecs
import re

_HEAD = 1 << 16
"""Bytes that are looked at: some sites put so much of comments and styles first."""

_WIDE = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"<\0!\0", "utf-16-le"),
    (b"<\0h\0", "utf-16-le"),
    (b"\0<\0!", "utf-16-be"),
    (b"\0<\0h", "utf-16-be"),
)
"""How a page begins that is written two or four bytes a character."""

_DOCUMENT = re.compile(r"<!doctype\s+html(?![a-z0-9])|<(?:html|head|body)(?=[\s>])", re.IGNORECASE)
_OTHER_ROOT = re.compile(
    r"<!doctype\s|<[a-z][a-z0-9.-]*:[a-z]|<(?:rss|feed|urlset|sitemapindex|opml|svg|math)(?=[\s>])", re.IGNORECASE
)
_INSIDE = re.compile(
    r"(?:^|\n)[ \t]*<!doctype\s+html(?![a-z0-9])"
    r"|<html(?=[\s>])[^<>]{0,999}>\s*(?:<!--[^<>]{0,999}-->\s*)?<(?:head|body|meta|title)(?=[\s>])",
    re.IGNORECASE,
)
"""A document behind what a server printed before it, such as a warning."""

_TAG = (
    "a|address|amp-[a-z-]+|article|aside|b|blockquote|br|center|dd|div|dl|dt|em|figcaption|figure|font|footer|form|h[1-6]|header|hr|i|"
    "iframe|img|li|link|main|meta|nav|noscript|ol|p|picture|pre|script|section|span|strong|style|table|tbody|td|th|time|title|tr|ul|video"
)
_FIRST = re.compile(rf"<(?P<tag>{_TAG})(?=[\s>/])", re.IGNORECASE)
_LAST = re.compile(rf"</(?P<tag>{_TAG})>\s*\Z", re.IGNORECASE)
_BESIDE = re.compile(rf">\s*</?(?:{_TAG})(?=[\s>/])", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    rf"<(?:{_TAG})\s[^<>]{{0,300}}?(?<=\s)(?:class|id|href|src|style|itemprop|property|rel|type|content|name|width|align)\s*=",
    re.IGNORECASE,
)
_PARAGRAPH = re.compile(r"\n\s*<p(?=[\s>])", re.IGNORECASE)
_ENOUGH = 2

_SITEMAP = re.compile(r"<(?:\w{1,20}:)?(?:urlset|sitemapindex)(?=[\s>])")


def sitemap(head: bytes) -> bool:
    """Whether these first bytes are those of a sitemap, or of a list of sitemaps."""
    return b"<" in head and bool(_SITEMAP.match(_plain(_decoded(head[:_HEAD]))))


def sniff(head: bytes) -> bool:
    """Whether these first bytes are a page's: a document of HTML or XHTML, or a fragment of one.

    The more bytes, the surer; 4,096 are enough for most. Feeds and other XML are no pages.
    """
    if b"<" not in head:  # nothing below is found without one, in whatever charset
        return False
    text = _plain(_decoded(head[:_HEAD]))
    if _DOCUMENT.match(text):
        return True
    if _OTHER_ROOT.match(text):
        return False
    return bool(_INSIDE.search(text)) or _is_fragment(text)


def _decoded(head: bytes) -> str:
    for begins, encoding in _WIDE:
        if head.startswith(begins):
            return head.decode(encoding, "ignore")
    return head.removeprefix(codecs.BOM_UTF8).decode("latin-1")  # tags are ASCII in every other charset


def _plain(text: str) -> str:
    """The text behind white space, comments and processing instructions."""
    text = text.lstrip("\ufeff \t\r\n\f\v\0")
    while ends := next((end for begin, end in (("<!--", "-->"), ("<?", ">")) if text.startswith(begin)), None):
        _, found, text = text.partition(ends)
        if not found:
            return ""
        text = text.lstrip()
    return text


def _is_fragment(text: str) -> bool:
    first = _FIRST.match(text)
    if not first:
        return False
    signs = len(_BESIDE.findall(text)) + len(_ATTRIBUTE.findall(text))
    if signs >= _ENOUGH or len(_PARAGRAPH.findall(text)) >= _ENOUGH:
        return True
    last = _LAST.search(text)
    return bool(last and (signs or last["tag"].lower() == first["tag"].lower()))
