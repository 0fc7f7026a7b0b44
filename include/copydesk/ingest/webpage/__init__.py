"""A page of the web as a record: its main text as lines, and what it says of itself as hints.

    bytes -> source (markup.decoded) -> tree (markup.parse) -> claims -> hints (evidence.judge)
                                                            -> main text (maintext.read)

The line cleaner runs on the text afterwards as on any other. The same bytes give the same page, whatever was read before.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from copydesk.errors import UnreadableError
from copydesk.ingest.decode import without_legacy_font
from copydesk.ingest.webpage import claims, evidence, maintext, markup
from copydesk.ingest.webpage.sniffing import sitemap, sniff
from copydesk.model import Hints

__all__ = ["Page", "read", "sitemap", "sniff"]


@dataclass(frozen=True, slots=True)
class Page:
    """What a page holds: its text with "\\n" between paragraphs, its hints, its encoding, repairs, and who found the text."""

    text: str
    hints: Hints
    encoding: str
    repairs: tuple[str, ...]
    extractor: str


def read(data: bytes, *, charset: str | None, url: str | None) -> Page:
    """The page in the bytes.

    `charset` is that of the HTTP header and `url` the address that was fetched, where they are known. Raises UnreadableError with
    reason `no-main-text`, `nested-too-deep`, or one of decode()'s.
    """
    source = markup.decoded(data, charset)
    tree = markup.parse(source.text)
    said = claims.gather(tree)
    hints = evidence.judge(said, url)
    text, extractor = maintext.read(tree, spoken=next(iter(said.get("json-ld:articlebody", ())), ""))
    text, font = without_legacy_font(text)
    if font:
        hints = _in_unicode(hints)
    return Page(text, hints, source.encoding, tuple(sorted({*source.repairs, *font})), extractor)


def _in_unicode(hints: Hints) -> Hints:
    """The hints of a page whose font drew other letters: a headline that cannot be turned into Unicode with sureness is none."""
    try:
        return replace(hints, title=without_legacy_font(hints.title)[0]) if hints.title else hints
    except UnreadableError:
        return replace(hints, title=None)
