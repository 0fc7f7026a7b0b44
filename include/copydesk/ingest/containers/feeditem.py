"""One item of a feed as a row: the names that RSS 0.9 to 2.0, its modules and Atom have for a title, a date, a text."""

from __future__ import annotations

import html
import re

from lxml import etree

from copydesk.errors import UnreadableError
from copydesk.ingest.decode import decode

_SPACES = {
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dc",
}
"""Modules that say something of the item itself; others, as of pictures, have a `title` and a `description` of their own."""

_OWN = re.compile(
    r"\Z|http://(?:purl\.org/rss/|my\.netscape\.com/|channel\.netscape\.com/|www\.w3\.org/2005/Atom|purl\.org/atom/)"
)
_NAMES = {
    "title": ("title", "dc:title"),
    "published": ("pubDate", "published", "issued", "dc:date", "dc:issued", "dc:created", "created"),
    "updated": ("updated", "modified", "dc:modified"),
    "section": ("category", "dc:subject"),
    "byline": ("dc:creator", "author"),
    "language": ("language", "dc:language"),
}
_BODIES = ("content:encoded", "content", "description", "summary")
_PREFIXES = {"content": "http://purl.org/rss/1.0/modules/content/", "dc": "http://purl.org/dc/elements/1.1/"}
_PREFIX = re.compile(r"</?([A-Za-z_][\w.-]*):")
_NAMED = re.compile(r"<!\[CDATA\[(?s:.*?)\]\]>|&(?!(?:amp|lt|gt|quot|apos);|#\d+;|#x[0-9A-Fa-f]+;)([A-Za-z]\w{0,31};)?")
_CONTROLS = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_MARKUP = re.compile(r"<[a-zA-Z!/][^<>]*>|&[a-zA-Z]{2,8};|&#\d")
_TAG = re.compile(r"<[^<>]*>")
_MAIL = re.compile(r"\A[^\s@]+@\S+\s+\((.+)\)")
_PARSER = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False, "recover": True}


def row_of(item: str, opening: str) -> dict[str, str]:
    """The fields of an item, by our names; `opening` is a root's tag with the namespaces of the feed.

    Raises ValueError where there is nothing to parse.
    """
    found = _children(_parsed(item, opening)[0])
    row = {field: value for field, names in _NAMES.items() if (value := _first(found, names))}
    if url := _link(found):
        row["url"] = url
    if "byline" in row and (mail := _MAIL.fullmatch(row["byline"])):
        row["byline"] = mail[1]
    bodies = [_body(child) for name in _BODIES for child in found.get(name, ())]
    body, marked = max(bodies, key=lambda own: len(own[0]), default=("", False))
    return row | ({"html": body} if marked else {"text": body})


def value_of(preamble: str, at: int, opening: str) -> dict[str, str]:
    """What the channel says of all its items: site and language, where it says it before the first of them."""
    try:
        node = _parsed(preamble[at:], opening)
    except ValueError:
        return {}
    found = _children(next((child for child in node if str(child.tag).endswith("channel")), node))
    names = {"site": ("title", "dc:title"), "language": ("language", "dc:language")}
    return {field: value for field, own in names.items() if (value := _first(found, own))}


def _parsed(text: str, opening: str) -> etree._Element:
    if not text.isascii() and any("\udc80" <= c <= "\udcff" for c in text):
        text = _decoded(text)
    declared = "".join(
        f' xmlns:{prefix}="{_PREFIXES.get(prefix, "urn:" + prefix)}"'
        for prefix in sorted({*_PREFIX.findall(text)} - {"xml", "xmlns"})
        if f"xmlns:{prefix}=" not in opening
    )
    source = opening[:-1].rstrip("/") + declared + ">" + _NAMED.sub(_resolved, _CONTROLS.sub(" ", text)) + "</root>"
    parser = etree.XMLParser(encoding="utf-8", **_PARSER)
    root = etree.fromstring(source.encode("utf-8", "replace"), parser)
    if any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log):
        raise ValueError("its elements are nested too deep, or one is too large")
    if root is None or not len(root):
        raise ValueError("it holds no element")
    return root


def _decoded(text: str) -> str:
    """The text where some bytes did not fit the encoding that the feed names."""
    try:
        return decode(text.encode("utf-8", "surrogateescape")).text
    except (UnreadableError, UnicodeEncodeError) as error:
        raise ValueError(f"it is in no encoding that can be told ({error})") from error


def _resolved(match: re.Match[str]) -> str:
    """A name of HTML's as its character; any other ampersand as itself. No entity is left for a parser to look up."""
    if match[0].startswith("<!"):
        return match[0]
    character = html.unescape(match[0]) if match[1] else match[0]
    return character if character != match[0] and character not in "<>&" else "&amp;" + match[0][1:]


def _children(node: etree._Element) -> dict[str, list[etree._Element]]:
    """The children that say something of the item, by name."""
    found: dict[str, list[etree._Element]] = {}
    for child in node:
        if not isinstance(child.tag, str):
            continue
        name = etree.QName(child)
        space = name.namespace or ""
        prefix = _SPACES.get(space)
        if prefix or _OWN.match(space):
            found.setdefault(f"{prefix}:{name.localname}" if prefix else name.localname, []).append(child)
    return found


def _first(found: dict[str, list[etree._Element]], names: tuple[str, ...]) -> str:
    """The first of the names that has a value, in plain text."""
    return next((value for name in names for child in found.get(name, ()) if (value := _plain(child))), "")


def _plain(node: etree._Element) -> str:
    """The text of an element: Atom puts that of a category in `term`, that of an author in `name`."""
    name = next((child for child in node if isinstance(child.tag, str) and etree.QName(child).localname == "name"), None)
    text = "".join((node if name is None else name).itertext()) or node.get("label") or node.get("term") or ""
    text = html.unescape(_TAG.sub("", text)) if _MARKUP.search(text) else text
    return " ".join(text.split())


def _link(found: dict[str, list[etree._Element]]) -> str:
    """The address of the item's page: RSS has it as text, Atom as `href`; a guid is one unless it says otherwise."""
    for link in found.get("link", ()):
        address = (link.get("href") or link.text or "").strip()
        if address and link.get("rel", "alternate") == "alternate":
            return address
    for guid in found.get("guid", ()):
        address = (guid.text or "").strip()
        if guid.get("isPermaLink", "true") == "true" and address.startswith(("http://", "https://")):
            return address
    return ""


def _body(node: etree._Element) -> tuple[str, bool]:
    """What an element of text holds, and whether that is HTML."""
    if len(node):
        inner = "".join([html.escape(node.text or ""), *(etree.tostring(child, encoding="unicode") for child in node)])
        return inner.strip(), True
    text = (node.text or "").strip()
    return text, bool(_MARKUP.search(text)) and node.get("type", "html") != "text"
