"""Everything that a page says of itself, by who says it: claims are gathered here and judged in authority.py."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, TypeAlias

from copydesk.ingest.webpage import jsonld
from copydesk.ingest.webpage.values import SEPARATOR
from copydesk.text import fold

if TYPE_CHECKING:
    from lxml.html import HtmlElement

Claims: TypeAlias = dict[str, list[str]]
"""Values by the name of who says them, in the page's order."""

_JSONLD = ".//script[@type]"
_MOST_SAME = 20
"""Values that one sayer is heard with: some pages tag each of a hundred teasers."""

_TEASERS = frozenset({"aside", "footer", "nav"})
_LONGEST_TEXT = 2_000
_LEAST_TITLE = 3  # words: less may be a section's name
_HOME = 1  # crumbs: the first is the front page


def gather(tree: HtmlElement) -> Claims:
    """Claims by their names: `json-ld:headline`, `meta:og:title`, `itemprop:datepublished`, `element:h1`, `link:canonical`..."""
    claims: Claims = defaultdict(list)
    for element in tree.iter("meta", "link", "h1", "title", "time", "a", "html", "base"):
        _READERS[str(element.tag)](element, claims)
    for element in tree.iterfind(".//body//*[@itemprop]"):
        _itemprop(element, claims)
    _json_ld(tree, claims)
    if not any(claims.get(name) for name in ("json-ld:headline", "meta:og:title", "element:h1")):
        _shown_title(tree, claims)
    return claims


def _shown_title(tree: HtmlElement, claims: Claims) -> None:
    """The part of the title that the page shows too, of old pages whose headline is only larger or bolder."""
    parts = [part for title in claims.get("element:title", ()) for part in SEPARATOR.split(title)]
    named = {fold(part): part for part in parts if len(parts) > 1 and len(fold(part).split()) >= _LEAST_TITLE}
    shown = {fold(_text(element)) for element in tree.iter("h2", "h3", "b", "strong", "font", "span", "big")} if named else set()
    _say(claims, "element:title-part", max((part for key, part in named.items() if key in shown), key=len, default=None))


def _say(claims: Claims, name: str, value: str | None) -> None:
    if value and value.strip() and len(claims[name]) < _MOST_SAME:
        claims[name].append(value)


def _meta(element: HtmlElement, claims: Claims) -> None:
    for attribute in ("property", "name", "itemprop", "http-equiv"):
        if name := element.get(attribute):
            for one in name.lower().split():  # RDFa allows several
                _say(claims, f"itemprop:{one}" if attribute == "itemprop" else f"meta:{one}", element.get("content"))


def _link(element: HtmlElement, claims: Claims) -> None:
    for rel in (element.get("rel") or "").lower().split():
        _say(claims, f"link:{rel}", element.get("href"))


def _anchor(element: HtmlElement, claims: Claims) -> None:
    rels = (element.get("rel") or "").lower().split()
    if ("author" in rels or "category" in rels) and not _is_aside(element):
        _say(claims, "rel:author" if "author" in rels else "rel:category", _text(element))


def _text_of(element: HtmlElement, claims: Claims) -> None:
    _say(claims, f"element:{element.tag}", _text(element))


def _time(element: HtmlElement, claims: Claims) -> None:
    """Of the article, by what its class says; a teaser's time is another article's."""
    value = element.get("datetime")
    if not value or _is_aside(element):
        return
    named = f"{element.get('class', '')} {element.get('itemprop', '')}".lower()
    if "updated" in named or "modified" in named:
        kind = "updated" if "published" not in named else "plain"
    else:
        kind = "published" if element.get("pubdate") is not None or "publish" in named or "entry-date" in named else "plain"
    _say(claims, f"time:{kind}", value)


def _language(element: HtmlElement, claims: Claims) -> None:
    _say(
        claims,
        "html:lang",
        element.get("lang") or element.get("{http://www.w3.org/XML/1998/namespace}lang") or element.get("xml:lang"),
    )


def _base(element: HtmlElement, claims: Claims) -> None:
    _say(claims, "base:href", element.get("href"))


_READERS = {
    "meta": _meta,
    "link": _link,
    "h1": _text_of,
    "title": _text_of,
    "time": _time,
    "a": _anchor,
    "html": _language,
    "base": _base,
}


def _itemprop(element: HtmlElement, claims: Claims) -> None:
    """Microdata and RDFa in the body; the name of an author or publisher may stand in an element below."""
    if element.tag == "meta" or _is_aside(element):
        return
    names = (element.get("itemprop") or "").lower().split()
    value = element.get("content") or element.get("datetime")
    if value is None:
        inner = next(iter(element.iterfind(".//*[@itemprop='name']")), None) if set(names) & {"author", "publisher"} else None
        value = (inner.get("content") or _text(inner)) if inner is not None else _text(element)
    for name in names:
        _say(claims, f"itemprop:{name}", value)


def _is_aside(element: HtmlElement) -> bool:
    """Whether it stands in an aside, a footer, a menu, or an article within an article."""
    above = [str(ancestor.tag) for ancestor in element.iterancestors()]
    return not _TEASERS.isdisjoint(above) or above.count("article") > 1


def _text(element: HtmlElement) -> str:
    return " ".join("".join(element.itertext()).split())[:_LONGEST_TEXT]


def _json_ld(tree: HtmlElement, claims: Claims) -> None:
    scripts = [element.text or "" for element in tree.iterfind(_JSONLD) if "ld+json" in (element.get("type") or "").lower()]
    found = jsonld.nodes(scripts)
    titles = [value for name in ("meta:og:title", "element:h1", "element:title") for value in claims.get(name, ())]
    article, page = jsonld.article(found, titles), jsonld.page(found)
    for key in ("headline", "datePublished", "dateModified", "inLanguage", "mainEntityOfPage", "url"):
        _say(claims, f"json-ld:{key.lower()}", jsonld.text(article.get(key)))
        _say(claims, f"json-ld-page:{key.lower()}", jsonld.text(page.get(key)))
    _say(claims, "json-ld:headline", jsonld.text(article.get("name")))
    _say(claims, "json-ld:articlesection", jsonld.labels(article.get("articleSection")))
    _say(claims, "json-ld:author", jsonld.names(article.get("author") or article.get("creator"), found))
    _say(claims, "json-ld:articlebody", jsonld.text(article.get("articleBody")))
    _say(claims, "json-ld:publisher", jsonld.names(article.get("publisher"), found))
    _say(
        claims,
        "json-ld:website",
        next((jsonld.text(node.get("name")) for node in found if "website" in jsonld.types(node)), None),
    )
    own = {fold(title) for title in (*titles, jsonld.text(article.get("headline")))}
    crumbs = [crumb for crumb in list(jsonld.trail(found))[_HOME:] if crumb and fold(crumb) not in own]
    _say(claims, "json-ld:breadcrumb", " > ".join(crumbs))
