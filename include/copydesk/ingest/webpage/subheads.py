"""Sub-heads put back: trafilatura loses them on pages whose main part has no name that it knows."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_HEADS = frozenset({"h2", "h3", "h4"})
_ELSEWHERE = frozenset({"aside", "nav", "footer", "form"})
_LONGEST = 200


def restore(text: str, page: HtmlElement) -> str:
    """The text with each sub-head that stands between two of its paragraphs, right above the second, and leads nowhere."""
    lines = text.split("\n")
    places = {_plain(line): number for number, line in reversed(list(enumerate(lines)))}
    above: dict[int, str] = {}
    head, is_behind_text = "", False
    for element in page.iter("p", "li", "blockquote", *_HEADS):
        said = _plain("".join(element.itertext()))
        if element.tag in _HEADS:
            head = said if is_behind_text and said not in places and _is_subhead(element, said) else ""
        elif said in places:
            if head:
                above.setdefault(places[said], head)
            head, is_behind_text = "", True
        elif said:
            head = ""
    return "\n".join(part for number, line in enumerate(lines) for part in (above.get(number), line) if part)


def _is_subhead(element: HtmlElement, said: str) -> bool:
    inside = {str(one.tag) for one in element.iterancestors()} | {str(one.tag) for one in element.iter()}
    return bool(said) and len(said) <= _LONGEST and inside.isdisjoint(_ELSEWHERE | {"a"})


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", " ".join(text.split()))
