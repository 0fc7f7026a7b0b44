"""What else cleans pages: each peer takes a page of the gold and says which of its lines it keeps.

The libraries are the real ones. They live in .venv/peers, behind everything else on the path: `make score` installs them from
requirements-peers.txt, and `load` puts the folder there. A page is text, so no peer sees tags, links or menus; jusText and
trafilatura are given each line as one paragraph. Where a peer takes a language it is told the right one.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache
from html import escape, unescape
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from benchmarks.gold import Page, language
from copydesk.text import CLOSERS, STOPS, words

Peer = Callable[[Page], Collection[int]]
"""From a page to the numbers of the lines that are kept."""

FOLDER = Path(sys.prefix) / "peers"

SPAN_WORDS = 10
"""Words from which a line speaks for its span; of 3 to 20 the one with the best F1 over the sources."""

C4_WORDS = 5
"""The published rule; its code, and datatrove's, ask for 3."""

_C4_STOPS = (".", "!", '"', "?")
_C4_POLICIES = ("terms of use", "privacy policy", "cookie policy", "uses cookies", "use of cookies", "use cookies")

# jusText has no stop list for Japanese, Chinese, Thai, Hausa, Burmese; there it goes by length alone, as its manual says.
_STOP_LISTS = {
    "ar": "Arabic", "bn": "Bengali", "da": "Danish", "de": "German", "en": "English", "es": "Spanish", "fa": "Persian",
    "fr": "French", "gu": "Gujarati", "hi": "Hindi", "id": "Indonesian", "it": "Italian", "kn": "Kannada", "ko": "Korean",
    "lt": "Lithuanian", "lv": "Latvian", "ml": "Malayalam", "mr": "Marathi", "ne": "Nepali", "nl": "Dutch",
    "no": "Norwegian_Bokmal", "pl": "Polish", "pt": "Portuguese", "ru": "Russian", "sv": "Swedish", "sw": "Swahili",
    "ta": "Tamil", "te": "Telugu", "tr": "Turkish", "uk": "Ukrainian", "ur": "Urdu", "vi": "Vietnamese", "yo": "Yoruba",
}  # fmt: skip


def load() -> dict[str, Peer]:
    """Every peer by its name, in the order of the tables. Raises ModuleNotFoundError where .venv/peers is not installed."""
    if str(FOLDER) not in sys.path:
        sys.path.append(str(FOLDER))
    if missing := [name for name in ("datatrove", "justext", "trafilatura") if not find_spec(name)]:
        raise ModuleNotFoundError(f"no {', '.join(missing)} in {FOLDER}: run `make score`, or leave the peers out (--no-peers).")
    return {
        "keep all": keep_all,
        "jusText": justext,
        "C4 rule": c4,
        "C4 rule, all scripts' stops": c4_in_every_script,
        "datatrove C4QualityFilter": datatrove_lines,
        "datatrove Gopher+FineWeb": datatrove_pages,
        "densest span": densest_span,
        "trafilatura line filters": trafilatura_lines,
        "trafilatura extract": trafilatura_page,
    }


def keep_all(page: Page) -> Collection[int]:
    """Every line."""
    return range(len(page.lines))


def c4(page: Page) -> Collection[int]:
    """Lines of five words and more that end in an ASCII stop and speak of no JavaScript and no policy (Raffel et al. 2020)."""
    return _where(page, lambda text: _c4_keeps(text, len(text.split()), text.endswith(_C4_STOPS)))


def c4_in_every_script(page: Page) -> Collection[int]:
    """The same rule with the stops of all scripts, before closing quotes too, and with words of scripts without spaces."""
    return _where(page, lambda text: _c4_keeps(text, len(words(text)), text.rstrip(CLOSERS + " ").endswith(tuple(STOPS))))


def _c4_keeps(text: str, count: int, stopped: bool) -> bool:
    lower = text.lower()
    return stopped and count >= C4_WORDS and "javascript" not in lower and not any(policy in lower for policy in _C4_POLICIES)


def densest_span(page: Page) -> Collection[int]:
    """The run of lines with the greatest sum of words above SPAN_WORDS a line; the first of equals."""
    best = range(0)
    most = total = start = 0
    for number, line in enumerate(page.lines):
        if total <= 0:
            total, start = 0, number
        total += len(words(line.text)) - SPAN_WORDS
        if total > most:
            most, best = total, range(start, number + 1)
    return best


def justext(page: Page) -> Collection[int]:
    """jusText with its defaults and the stop list of the page's language, each line a paragraph, neighbours seen."""
    core: Any = _module("justext.core")
    paragraphs = []
    for line in page.lines:
        paragraph = core.Paragraph(core.PathInfo().append("body").append("p"))
        paragraph.append_text(line.text)
        paragraphs.append(paragraph)
    stop_words = _stop_words(language(page))
    by_length = {} if stop_words else {"stopwords_low": 0, "stopwords_high": 0}
    core.classify_paragraphs(paragraphs, stop_words, **by_length)
    core.revise_paragraph_classification(paragraphs)
    return [number for number, paragraph in enumerate(paragraphs) if not paragraph.is_boilerplate]


@cache
def _stop_words(code: str) -> frozenset[str]:
    found: frozenset[str] = _module("justext").get_stoplist(_STOP_LISTS[code]) if code in _STOP_LISTS else frozenset()
    return found


def datatrove_lines(page: Page) -> Collection[int]:
    """datatrove's C4QualityFilter over each line; its rules that throw out whole pages (sentences, brackets) are off."""
    rule, document = _c4_filter(), _module("datatrove.data").Document
    return _where(page, lambda text: rule.filter(doc := document(text=text, id="")) is True and bool(doc.text))


@cache
def _c4_filter() -> Any:
    filters: Any = _module("datatrove.pipeline.filters")
    return filters.C4QualityFilter(min_num_sentences=-1, filter_lorem_ipsum=False, filter_curly_bracket=False)


def datatrove_pages(page: Page) -> Collection[int]:
    """datatrove's Gopher and FineWeb filters, which cannot cut a line: all lines of a page that they let through, or none.

    They are told the language's stop words, and count words as copydesk does: their own tokenizers are not installed.
    """
    document = _module("datatrove.data").Document(text="\n".join(line.text for line in page.lines), id="")
    passed = all(rule.filter(document) is True for rule in _page_filters(language(page)))
    return keep_all(page) if passed else ()


@cache
def _page_filters(code: str) -> Sequence[Any]:
    filters: Any = _module("datatrove.pipeline.filters")
    for name in ("gopher_quality_filter", "gopher_repetition_filter", "fineweb_quality_filter"):
        module: Any = _module(f"datatrove.pipeline.filters.{name}")
        module.split_into_words = lambda text, language: words(text)
    quality = filters.GopherQualityFilter(stop_words=sorted(_stop_words(code)), min_stop_words=2 if code in _STOP_LISTS else None)
    return quality, filters.GopherRepetitionFilter(), filters.FineWebQualityFilter()


def trafilatura_lines(page: Page) -> Collection[int]:
    """trafilatura's filters of single nodes: names of networks alone on a line, and lines said three times on the page."""
    element: Any = _module("lxml.etree").Element
    cache_of: Any = _module("trafilatura.deduplication").LRUCache
    process: Any = _module("trafilatura.htmlprocessing").process_node
    options = _module("trafilatura.settings").Extractor(dedup=cache_of(maxsize=4096))
    kept = []
    for number, line in enumerate(page.lines):
        node = element("p")
        node.text = _without_controls(line.text)
        if process(node, options) is not None:
            kept.append(number)
    return kept


def trafilatura_page(page: Page) -> Collection[int]:
    """trafilatura.extract with its defaults, comments left out, each line a <p>; its lines found again in their order."""
    lines = [_without_controls(unescape(line.text)) for line in page.lines]
    html = "".join(f"<p>{escape(line)}</p>" for line in lines)
    text = _module("trafilatura").extract(f"<html><body>{html}</body></html>", include_comments=False) or ""
    kept, start, keys = [], 0, [_letters(line) for line in lines]
    for key in map(_letters, text.split("\n")):
        if key and (found := next((n for n in range(start, len(keys)) if keys[n] == key), None)) is not None:
            kept.append(found)
            start = found + 1
    return kept


def _letters(line: str) -> str:
    """The line without the spaces and marks that trafilatura may set anew."""
    return "".join(words(line)) or line.strip()


def _without_controls(text: str) -> str:
    """XML knows no control characters."""
    return "".join(char for char in text if char >= " " or char == "\t")


def _where(page: Page, keeps: Callable[[str], bool]) -> Collection[int]:
    return [number for number, line in enumerate(page.lines) if keeps(line.text.strip())]


@cache
def _module(name: str) -> Any:
    """A module of .venv/peers; imported when it is first used, so that the scorer runs without the peers."""
    from importlib import import_module

    return import_module(name)


CANNOT: Mapping[str, str] = {
    "jusText": "sees no links and no headings in text; goes by length alone in ja, zh, th, ha, my",
    "datatrove C4QualityFilter": "rules that throw out a whole page are off",
    "datatrove Gopher+FineWeb": "keep or drop whole pages; cut no line",
    "trafilatura line filters": "only bare names of networks, and lines said three times",
    "trafilatura extract": "made for HTML; sees one <p> a line",
}
"""What a peer cannot do with text, for the notes below the tables."""
