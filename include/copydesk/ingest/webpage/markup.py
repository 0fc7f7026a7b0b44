"""From bytes to a tree: the charset that the page declares, and a parse that no page can make slow or curious."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from copydesk.errors import UnreadableError
from copydesk.ingest import charsets
from copydesk.ingest.decode import Decoded, decode

if TYPE_CHECKING:
    from lxml.html import HtmlElement

MOST_DEPTH = 1_000
"""Elements in elements: real pages stay below 100, or below 500 where tags are never closed; time grows with the square."""

_DECLARED = re.compile(
    rb"""<meta\s[^<>]{0,500}?charset\s*=\s*["']?\s*([A-Za-z0-9._:-]{2,40})|<\?xml\s[^<>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]{2,40})""",
    re.IGNORECASE,
)
_PRESCAN = 8_192
"""Bytes in which a page must declare its charset: the standard says 1,024, sites are late."""

_PROLOG = re.compile(r"(?:(?<!\s)\s+)?<\?xml[^<>]{0,500}\?>")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def decoded(data: bytes, charset: str | None) -> Decoded:
    """The page's source by its mark, UTF-8, the charset of the header, its own, detection. Raises decode()'s errors."""
    labels = [label for label in (charset, _own_label(data)) if label]
    if len(labels) > 1 and labels[0].lower() != labels[1].lower() and not _is_utf8(data):
        labels = [label for label in labels if charsets.by_declaration(data, label)]
    return decode(data, labels[0] if labels else None, is_markup=True)


def _own_label(data: bytes) -> str | None:
    """What the page says of itself; that it be UTF-16 cannot be true where this could be read as ASCII."""
    found = _DECLARED.search(data[:_PRESCAN])
    label = (found[1] or found[2]).decode("ascii") if found else None
    return None if label and label.lower().startswith(("utf-16", "utf-32", "ucs-2")) else label


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def parse(source: str) -> HtmlElement:
    """The page as a tree: no network, no entities but HTML's own, no comments.

    Raises UnreadableError with reason `nested-too-deep`, or `no-main-text` where there is no element at all.
    """
    from lxml import etree, html

    parser = html.HTMLParser(
        encoding="utf-8",
        huge_tree=True,
        no_network=True,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
        default_doctype=False,
    )
    plain = _NOT_XML.sub("", _PROLOG.sub("", source, count=1))
    try:
        tree = html.document_fromstring(plain.encode("utf-8"), parser=parser, ensure_head_body=True)
    except (etree.ParserError, etree.XMLSyntaxError, AssertionError, ValueError) as error:
        raise UnreadableError("no-main-text", "the page has no element that can be read.") from error
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log) or depth(tree) > MOST_DEPTH:
        raise UnreadableError(
            "nested-too-deep", f"elements are nested deeper than {MOST_DEPTH:,}: broken by its template, or made to be slow."
        )
    return tree


def depth(tree: HtmlElement) -> int:
    """How deep the elements are nested at most."""
    from lxml import etree

    now = most = 0
    for event, _ in etree.iterwalk(tree, events=("start", "end")):
        now += 1 if event == "start" else -1
        most = max(most, now)
    return most
