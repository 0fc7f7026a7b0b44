"""What a page's JSON-LD says of its article: read as leniently as sites write it, and only the article that the page is about."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Any

from copydesk.text import fold

_MOST_SCRIPTS, _MOST_CHARS, _MOST_NODES = 50, 2_000_000, 5_000

_ARTICLES = frozenset({"blogposting", "liveblogposting", "report", "socialmediaposting", "creativework"})
_PAGES = frozenset({"webpage", "itempage", "collectionpage"})
_OF_OTHERS = frozenset({
    "itemlistelement", "mentions", "haspart", "isrelatedto", "relatedlink", "citation", "liveblogupdate", "comment", "isbasedon",
    "review", "about", "subjectof", "potentialaction", "image", "video", "associatedmedia", "isaccessibleforfree", "speakable",
})  # fmt: skip
"""Keys under which other articles stand than the one that the page is about."""

_WRAPPING = re.compile(
    r"\A\s*(?:(?://|/\*)\s*)?<!(?:--|\[CDATA\[)\s*(?:\*/)?|(?:(?://|/\*)\s*)?(?:\]\]|--)>\s*(?:\*/)?\s*;?\s*\Z|;\s*\Z"
)
_TRAILING_COMMA = re.compile(r",(?=\s{0,200}[}\]])")
_RESCUED = re.compile(r'"(headline|datePublished|dateModified|articleSection)"\s{0,20}:\s{0,20}"((?:[^"\\\n]|\\.){1,600})"')

Node = Mapping[str, Any]


def nodes(scripts: list[str]) -> list[Node]:
    """Every object of the scripts, those of other articles left out, outer ones first, references by @id followed."""
    found: list[Node] = []
    for script in scripts[:_MOST_SCRIPTS]:
        queue: list[Any] = [_load(script[:_MOST_CHARS])]
        while queue and len(found) < _MOST_NODES:
            node = queue.pop(0)
            if isinstance(node, list):
                queue.extend(node[:_MOST_NODES])
            elif isinstance(node, dict):
                found.append(node)
                is_trail = "breadcrumblist" in types(node)
                queue.extend(
                    value
                    for key, value in node.items()
                    if isinstance(value, (dict, list)) and not is_trail and key.lower() not in _OF_OTHERS
                )
    return found


def _load(script: str) -> Any:
    """The script's JSON, with what sites get wrong mended; of what stays broken, the fields that can be seen."""
    text = _WRAPPING.sub("", script).strip()
    for candidate in (text, _TRAILING_COMMA.sub("", text), unescape(text)):
        try:
            return json.JSONDecoder(strict=False).raw_decode(candidate)[0]
        except (ValueError, RecursionError):
            continue
    rescued = dict(reversed([(match[1], _unquoted(match[2])) for match in _RESCUED.finditer(text)]))
    return {"@type": "NewsArticle", **rescued} if rescued else None


def _unquoted(value: str) -> str:
    try:
        return str(json.loads(f'"{value}"', strict=False))
    except ValueError:
        return value


def types(node: Node) -> frozenset[str]:
    """The node's types in small letters, without the vocabulary's address."""
    named = node.get("@type")
    return frozenset(str(one).rpartition("/")[2].lower() for one in (named if isinstance(named, list) else [named]) if one)


def article(found: list[Node], titles: list[str]) -> Node:
    """The article that the page is about: of several the one whose headline stands on the page; an empty one if there is none."""
    articles = [node for node in found if any(kind.endswith("article") or kind in _ARTICLES for kind in types(node))]
    articles = [node for node in articles if node.get("headline") or node.get("datePublished")]
    keys = [fold(title) for title in titles if title]

    def stands(node: Node) -> bool:
        key = fold(text(node.get("headline") or node.get("name")))[:60]
        return bool(key) and any(key in title for title in keys)

    return next(filter(stands, articles), articles[0] if articles else {})


def page(found: list[Node]) -> Node:
    """What is said of the page rather than of its article; empty if nothing is."""
    return next((node for node in found if types(node) & _PAGES), {})


def names(value: Any, found: list[Node], depth: int = 0) -> str:
    """The name or names of persons or organisations, however they were written down, with commas between."""
    if isinstance(value, list):
        return ", ".join(dict.fromkeys(filter(None, (names(one, found, depth + 1) for one in value[:20] if depth < 3))))
    if isinstance(value, dict):
        if not value.get("name") and (named := value.get("@id")):
            value = next((node for node in found if node.get("@id") == named and node.get("name")), {})
        return text(value.get("name"))
    return text(value)


def text(value: Any) -> str:
    """The value as text: the first of a list, a number as printed, the name or value of an object; "" for all else."""
    for _ in range(4):
        if isinstance(value, list):
            value = next(iter(value), None)
        elif isinstance(value, dict):
            value = next((value[key] for key in ("@value", "@id", "name", "url") if value.get(key)), None)
    return str(value) if isinstance(value, (str, int)) and not isinstance(value, bool) else ""


def labels(value: Any) -> str:
    """Sections, with commas between where there are several."""
    return ", ".join(filter(None, map(text, value[:8]))) if isinstance(value, list) else text(value)


def trail(found: list[Node]) -> Iterator[str]:
    """The names of the page's breadcrumbs, from the front page down."""
    crumbs = next((node for node in found if "breadcrumblist" in types(node)), {}).get("itemListElement")
    for crumb in crumbs[:20] if isinstance(crumbs, list) else []:
        if isinstance(crumb, dict):
            inner = crumb.get("item")
            yield text(crumb.get("name")) or (text(inner.get("name")) if isinstance(inner, dict) else "")
