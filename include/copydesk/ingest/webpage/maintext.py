"""The main text of a page as lines: by trafilatura, and by resiliparse where that finds nothing or next to nothing.

Both are pure functions here: nothing is remembered from page to page, so that their order cannot matter.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from html import unescape
from typing import TYPE_CHECKING

from copydesk.errors import UnreadableError
from copydesk.ingest.webpage import subheads
from copydesk.text import has_letters, words

if TYPE_CHECKING:
    from lxml.html import HtmlElement

MOST_ELEMENTS = 30_000
"""Beyond it trafilatura is not asked: it takes 30 microseconds an element, and more on bad ones. News pages have 500 to 5,000."""

_FEW_WORDS = 60
"""Below it the second reader is asked too."""
_GAIN = 2
"""So many times the words, at least, has the better of the two where both found some."""
_LONGEST = 4
"""... and no more of the page than so many times the first: a whole page is not its main text."""

_NOT_SHOWN = "//script | //style | //noscript | //template | //svg | //iframe | //head/link"
_CONSENT = (
    "onetrust", "didomi", "cookiebot", "usercentrics", "quantcast", "qc-cmp", "sp_message", "fc-consent", "cmp-", "cmplz", "gdpr",
    "cookie-consent", "cookieconsent", "cookie-notice", "cookie-banner", "consent-wall", "consent-banner", "borlabs", "iubenda",
)  # fmt: skip
"""Names that platforms of consent give their elements; each stands in an id or a class."""

_CARRIED = "\u200c\u200d\u200e\u200f\u061c\u2066\u2067\u2068\u2069\u202a\u202b\u202c\u202d\u202e"
"""Joiners and marks of direction: parts of words in a hundred languages, which trafilatura throws away as not printable."""
_LINEAR_A = range(0x10600, 0x10737)
"""Letters that stand in for them on the way through: no news has been written in Linear A for 3,400 years."""

_ROW = re.compile(r"^\|(.*)\|$")
_CELLS = re.compile(r"(?:(?<!\s)\s+)?\|\s*")
_BREAK = re.compile(r"<br[\s/]{0,3}>|</(?:p|div|li|h[1-6]|blockquote)>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,2000}>")

_LAYOUT = "//table[.//p or .//div or .//h1 or .//h2 or .//h3 or .//ul or .//table or count(.//br) > 3 * count(.//tr)]"
"""Tables that hold columns of a page rather than figures: to trafilatura each row of a table is one line."""


def read(tree: HtmlElement, spoken: str = "") -> tuple[str, str]:
    """The main text, one line a paragraph, and the name of the reader that found it.

    `spoken` is the article as the page's JSON-LD has it: for pages that show next to nothing until a script has run. Raises
    UnreadableError with reason `no-main-text`, and says what was seen in its place.
    """
    consent, page = _shown(tree)
    found = (subheads.restore(_lines(_by_trafilatura(page)), page) if _elements(page) <= MOST_ELEMENTS else "", "trafilatura")
    if len(words(found[0])) < _FEW_WORDS:
        found = _better(found, (_lines(_by_resiliparse(page)), "resiliparse"), _LONGEST)
        found = _better(found, (_lines(_without_markup(spoken)), "json-ld"), None)
    if not has_letters(found[0]):
        raise UnreadableError("no-main-text", _what_was_seen(tree, consent))
    return found


def _better(first: tuple[str, str], second: tuple[str, str], longest: int | None) -> tuple[str, str]:
    """The second where it has clearly more words, though not so many that it must be the whole page."""
    have, more = len(words(first[0])), len(words(second[0]))
    if not have:
        return second if more else first
    fits = longest is None or more <= longest * max(have, _FEW_WORDS)
    return second if fits and more >= _GAIN * have else first


def _without_markup(spoken: str) -> str:
    """Plain text of what JSON-LD carries, which may be markup, at times with its entities written twice."""
    plain = unescape(_TAG.sub("", _BREAK.sub("\n", unescape(spoken)) if "<" in spoken or "&lt;" in spoken else spoken))
    return "".join(char if char == "\n" or char >= " " else " " for char in plain)


def _shown(tree: HtmlElement) -> tuple[bool, HtmlElement]:
    """A copy of the tree without what no reader sees and without dialogues of consent; and whether there was such a dialogue."""
    page = deepcopy(tree)
    for element in list(page.xpath(_NOT_SHOWN)):
        _drop(element)
    dialogues = list(_dialogues(page))
    for element in dialogues:
        _drop(element)
    for table in page.xpath(_LAYOUT):
        _unfold(table)
    return bool(dialogues), page


def _unfold(table: HtmlElement) -> None:
    """The table as boxes, its cells too, but for the tables in it."""
    rows = [table, *table.xpath("./*[self::tbody or self::thead or self::tfoot]")]
    cells = [part for row in rows for part in row.xpath("./tr | ./tr/td | ./tr/th")]
    for part in (*rows, *cells):
        part.tag = "div"


def _drop(element: HtmlElement) -> None:
    if element.getparent() is not None:
        element.drop_tree()


def _dialogues(page: HtmlElement) -> Iterator[HtmlElement]:
    """Elements named for consent; the body itself may be, of a page that is open behind its dialogue."""
    for element in page.iterfind(".//body//*"):
        name = f"{element.get('id', '')} {element.get('class', '')}".lower()
        if name != " " and element.tag not in ("main", "article", "p") and any(mark in name for mark in _CONSENT):
            yield element


def _elements(tree: HtmlElement) -> int:
    return sum(1 for _ in tree.iter())


@cache
def _quiet() -> None:
    """What trafilatura warns of, resiliparse answers or the ledger says."""
    for name in ("trafilatura", "justext", "readability"):
        logging.getLogger(name).setLevel(logging.CRITICAL)


def _by_trafilatura(page: HtmlElement) -> str:
    """The page's text by rules for news pages; empty where it finds none. Joiners survive."""
    import trafilatura
    from lxml.html import fromstring, tostring

    _quiet()
    source = tostring(page, encoding="unicode")
    stand_ins = _stand_ins(source)
    tree = fromstring(source.translate(stand_ins)) if stand_ins else page
    try:
        text = trafilatura.extract(tree, include_comments=False, include_tables=True, deduplicate=False, with_metadata=False)
    except (MemoryError, ImportError):
        raise  # the other reader's text may be another one: what is published must not hang on the machine's memory
    except Exception:  # noqa: BLE001 - a stranger's code on a stranger's page: whatever it stumbles over, the other reader is asked
        return ""
    return (text or "").translate({ord(new): chr(old) for old, new in stand_ins.items()})


def _stand_ins(source: str) -> dict[int, str]:
    """For each character that must be carried, a letter that is not on the page."""
    carried = sorted(set(_CARRIED) & set(source))
    if not carried:
        return {}
    free = (chr(code) for code in _LINEAR_A if chr(code) not in source)
    return {ord(char): letter for char, letter in zip(carried, free, strict=False)}


def _by_resiliparse(page: HtmlElement) -> str:
    """The page's text by its blocks; from the tree, whose depth is known: on a deep source resiliparse takes minutes."""
    from lxml.html import tostring
    from resiliparse.extract.html2text import extract_plain_text

    return extract_plain_text(
        tostring(page, encoding="unicode"),
        main_content=True,
        alt_texts=False,
        comments=False,
        list_bullets=False,
        post_meta=False,
    )


def _lines(text: str) -> str:
    """Lines without blank ones and without the borders of table cells; "|" elsewhere may be somebody's danda."""
    lines = (_CELLS.sub(" ", row[1]).strip() if (row := _ROW.match(line.strip())) else line.strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line.strip("-|: "))


def _what_was_seen(tree: HtmlElement, consent: bool) -> str:
    if consent:
        return "only a dialogue that asks for consent: fetch the page as one who has answered it."
    scripts = len(tree.xpath("//script[not(@type='application/ld+json')]"))
    if scripts:
        return f"only {scripts} scripts that would build the page: fetch it with a browser."
    if tree.xpath("//frame | //iframe"):
        return "only frames: fetch the page inside the frame."
    if tree.xpath("//meta[translate(@http-equiv, 'REFSH', 'refsh') = 'refresh']"):
        return "only a redirect to another address: fetch that."
    return "the page has no text."
