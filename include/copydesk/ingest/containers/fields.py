"""Which field of a table or of a JSON object is the text, the title, the address…: by the names that crawlers give them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from copydesk.calendars import since_1970
from copydesk.errors import UnreadableError
from copydesk.ingest.containers.member import Member
from copydesk.model import Hints
from copydesk.settings import named_fields

NAMES: Mapping[str, tuple[str, ...]] = {
    "text": (
        "text", "content", "body", "article_body", "articlebody", "article_text", "article", "maintext", "main_text", "full_text",
        "fulltext", "plain_text", "cleaned_text", "raw_text", "raw_content", "content_text", "story", "description",
        "summary",
    ),
    "html": ("html", "raw_html", "content_html", "page_html", "body_html", "markup"),
    "title": ("title", "headline", "heading", "article_title", "page_title", "name"),
    "url": (
        "url", "link", "source_url", "canonical_url", "article_url", "page_url", "permalink", "uri", "requested_url",
        "external_url",
    ),
    "published": (
        "date", "published", "published_at", "publish_date", "published_date", "date_published", "datepublished",
        "publication_date", "pub_date", "pubdate", "date_publish", "publishedat", "published_on", "timestamp", "created_at",
    ),
    "updated": ("updated", "updated_at", "modified", "date_modified", "datemodified", "last_modified", "updated_on"),
    "section": ("section", "category", "categories", "sections", "topic", "article_section", "articlesection", "channel"),
    "language": ("language", "lang", "language_code", "lang_code", "inlanguage"),
    "byline": ("byline", "author", "authors", "creator", "writer", "reporter"),
    "site": ("site", "site_name", "sitename", "publisher", "source_name", "source_domain", "domain", "source", "newspaper"),
}  # fmt: skip
"""What each field is called, the likeliest name first; case, spaces and hyphens do not count."""

_SHORT = ("description", "summary")
"""Fields of text that a page goes before."""

_DOCUMENT = re.compile(r"<(?:html|body|!doctype)\b", re.IGNORECASE)
_PAGE = '<!DOCTYPE html><html><head><meta charset="utf-8"></head><body>\n{}\n</body></html>'
"""Around a fragment of HTML, so that it is taken for what it is."""

_LONGEST = {
    "title": 500,
    "url": 2_000,
    "section": 200,
    "byline": 300,
    "site": 200,
    "published": 100,
    "updated": 100,
    "language": 35,
}
"""Characters of a hint; what is longer is no title, no address… and is left out."""


def plain(name: str) -> str:
    """A field's name as it is compared."""
    return name.strip().strip("\ufeff").lower().replace(" ", "_").replace("-", "_")


def mapping(setting: str) -> dict[str, tuple[str, ...]]:
    """The names of each field: those of COPYDESK_FIELDS (`text=corpo,title=titulo`) before our own."""
    names = dict(NAMES)
    for field, name in named_fields(setting):
        names[field] = (plain(name), *names[field])
    return names


def chosen(columns: Iterable[str], names: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """For each field the column that holds it: {field: column}, for those fields that have one."""
    there: dict[str, str] = {}
    for column in columns:
        there.setdefault(plain(column), column)
    return {field: there[own[0]] for field, known in names.items() if (own := [name for name in known if name in there])}


def member(name: str, row: Mapping[str, Any], columns: Mapping[str, str]) -> Member:
    """One row or object as a member: `columns` as chosen() gave them. Without a text it is a member with a fault."""
    short = plain(columns.get("text", "")) in _SHORT
    for field in ("html", "text") if short else ("text", "html"):
        value = row.get(columns[field]) if field in columns else None
        if value is not None and not isinstance(value, str | bytes):
            return Member(
                name, fault=UnreadableError("no-text-field", f"field {columns[field]!r} holds {_kind(value)}, not text.")
            )
        if value:
            if field == "html" and isinstance(value, str) and not _DOCUMENT.search(value[:5_000]):
                value = _PAGE.format(value)
            data = (
                value
                if isinstance(value, bytes)
                else value.encode("utf-8", "surrogateescape" if _escaped(value) else "surrogatepass")
            )
            return Member(name, data, _hints(row, columns))
    if "text" in columns or "html" in columns:
        return Member(name, fault=UnreadableError("empty", "its field of text is empty."))
    shown = ", ".join(repr(key)[:40] for key in list(row)[:12]) or "none"
    return Member(
        name,
        fault=UnreadableError(
            "no-text-field", f"no field is known to hold the text; its fields: {shown}. Name it: COPYDESK_FIELDS=text=<name>."
        ),
    )


def errors(encoding: str) -> str:
    """How bytes that do not fit an encoding are read: as surrogates that stand for them, where it can have those."""
    return "replace" if encoding.startswith(("utf-16", "utf-32")) else "surrogateescape"


def _escaped(value: str) -> bool:
    """Whether lone surrogates in it stand for bytes that were not UTF-8."""
    return not value.isascii() and any("\udc80" <= c <= "\udcff" for c in value)


def _kind(value: object) -> str:
    kinds = {dict: "an object", list: "a list", bool: "true or false", int: "a number", float: "a number"}
    return kinds.get(type(value), f"a {type(value).__name__}")


def _hints(row: Mapping[str, Any], columns: Mapping[str, str]) -> Hints:
    found = {field: _line(row.get(column)) for field, column in columns.items() if field not in ("text", "html")}
    found |= {field: _moment(found[field]) for field in ("published", "updated") if field in found}
    return Hints(**{field: value for field, value in found.items() if value and len(value) <= _LONGEST[field]})


def _moment(text: str) -> str:
    """Seconds or milliseconds since 1970 as a date and time in UTC; anything else as it is."""
    moment = since_1970(text.partition(".")[0])
    return moment.isoformat() if moment else text


def _line(value: object) -> str:
    """A value in one line of text: the first of a list, the name of an object."""
    if isinstance(value, list | tuple):
        return next(filter(None, map(_line, value)), "")
    if isinstance(value, dict):
        return _line(value.get("name") or value.get("title") or "")
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    isoformat = getattr(value, "isoformat", None)
    text = str(isoformat() if isoformat else value)
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
