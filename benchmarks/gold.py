"""The gold: public pages as lines that people or publishers labelled, and each page's text as the desk would get it.

    for page in gold.read():
        ...

looks in $COPYDESK_GOLD, else in ../shared/gold beside the checkout, for `lines/*.jsonl.gz`; tests/shared_data.py looks in the
same places. Evaluation data only: nothing of it may go into the project, but weights fitted on it may.
"""

from __future__ import annotations

import gzip
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from copydesk.language import detect
from copydesk.text import fold

MOST_BLANK = 3
"""Blank lines that a page shows between two lines at most; some pages of the gold say 19."""

LABELS = frozenset({"content", "boilerplate", "title", "byline", "date", "duplicate", "mixed"})

_SECOND_LEVEL = frozenset({"ac", "co", "com", "edu", "gob", "gov", "go", "ne", "net", "nom", "or", "org"})
"""What stands before a country's ending as if it were part of it: bbc.co.uk, people.com.cn, tokyo-np.co.jp."""

_DATED = re.compile(r"^(?:[a-z]{2,3}_)?(?P<name>.+?)_[0-9]{4}_[0-9]{2}_[0-9]{2}(?:_[0-9a-f]+)?$")
"""fundus names pages by country, publisher and date, fundus_history by a digest besides: se_Aftonbladet_2026_07_18_3f97c3."""

_COUNTED = re.compile(r"_?[0-9]+$")


@dataclass(frozen=True, slots=True)
class GoldLine:
    """One line of a page; `label` is one of LABELS, `gap` the number of blank lines before it.

    Lines of one `dup_group` say the same: of those, any one may be kept.
    """

    text: str
    label: str
    gap: int = 0
    dup_group: int | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A page; `publisher` is one key for all pages of a publisher, in whichever sources they are."""

    source: str
    page_id: str
    publisher: str
    lang: str
    lines: tuple[GoldLine, ...]
    url: str | None = None
    meta: Mapping[str, Any] = field(default_factory=dict)

    @property
    def desk_lines(self) -> list[tuple[str, int | None]]:
        """The lines as the desk gets them, each with the number of its gold line; blank lines have None.

        A gold line with a line end inside is several lines to the desk.
        """
        found: list[tuple[str, int | None]] = []
        for number, line in enumerate(self.lines):
            found += [("", None)] * (min(line.gap, MOST_BLANK) if number else 0)
            found += [(part, number) for part in re.split(r"\r\n?|\n", line.text)]
        return found

    @property
    def text(self) -> str:
        """The page's text as the desk gets it."""
        return "\n".join(text for text, _ in self.desk_lines)

    def gold_numbers(self, desk_numbers: Iterable[int]) -> frozenset[int]:
        """The gold lines to which these lines of the desk's text belong."""
        owners = [owner for _, owner in self.desk_lines]
        return frozenset(owner for number in desk_numbers if (owner := owners[number]) is not None)

    @property
    def title(self) -> str:
        """The publisher's title, or nothing."""
        return self.meta.get("title") or ""

    @property
    def authors(self) -> list[str]:
        """The publisher's authors; some sources give one name as a string."""
        named = self.meta.get("authors") or []
        return [named] if isinstance(named, str) else list(named)


def folder() -> Path:
    """Where the gold is looked for; it need not exist."""
    told = os.environ.get("COPYDESK_GOLD")
    return Path(told) if told else Path(__file__).resolve().parents[2] / "shared" / "gold"


def read(where: Path | None = None) -> list[Page]:
    """All pages, in order of source and page_id.

    In a source that groups none of its repeats (bbc_simorgh), lines of content that say the same on a page are made one group:
    there a page has "back to top" 102 times as content, and a sentence that was pasted twice is rightly kept once.
    Raises FileNotFoundError where there is no gold, ValueError for a label that is not known.
    """
    files = sorted(((where or folder()) / "lines").glob("*.jsonl.gz"))
    if not files:
        raise FileNotFoundError(f"no lines/*.jsonl.gz in {where or folder()}: set COPYDESK_GOLD to the gold's folder.")
    rows = [row for file in files for row in _rows(file)]
    publishers = _publishers(rows)
    grouped = {row["source"] for row in rows if any("dup_group" in line for line in row["lines"])}
    pages = [_page(row, publisher) for row, publisher in zip(rows, publishers, strict=True)]
    pages = [page if page.source in grouped else _with_groups(page) for page in pages]
    return sorted(pages, key=lambda page: (page.source, page.page_id))


@cache
def script(text: str) -> str:
    """The main script of a page's text as the desk finds it; asked of the same pages by all that is fitted and scored."""
    return detect(text).script


def language(page: Page) -> str:
    """The page's language without its region or script: pt of pt-BR, zh of zh-Hant."""
    return page.lang.split("-")[0]


def folds(pages: Sequence[Page], count: int) -> list[list[Page]]:
    """The pages in `count` parts of about as many pages; all pages of a publisher are in the same part.

    The largest publishers are dealt first, each to the part that is smallest so far; names break ties.
    """
    by_publisher: dict[str, list[Page]] = {}
    for page in pages:
        by_publisher.setdefault(page.publisher, []).append(page)
    parts: list[list[Page]] = [[] for _ in range(count)]
    for _, own in sorted(by_publisher.items(), key=lambda item: (-len(item[1]), item[0])):
        min(parts, key=len).extend(own)
    return parts


def _rows(file: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _page(row: dict[str, Any], publisher: str) -> Page:
    lines = tuple(GoldLine(x["text"], x["label"], x.get("gap") or 0, x.get("dup_group")) for x in row["lines"])
    if unknown := {line.label for line in lines} - LABELS:
        raise ValueError(f"{row['source']}/{row['page_id']} has labels that are not known: {sorted(unknown)}.")
    return Page(row["source"], row["page_id"], publisher, row["lang"], lines, row.get("url"), row.get("meta") or {})


def _with_groups(page: Page) -> Page:
    """The page, lines of content that are the same once folded in one group."""
    said: dict[str, int] = {}
    lines = tuple(
        replace(line, dup_group=said.setdefault(fold(line.text), number)) if line.label == "content" else line
        for number, line in enumerate(page.lines)
    )
    return replace(page, lines=lines)


def site(url: str) -> str:
    """The name that was registered, without its ending, so that bbc.com and www.bbc.co.uk are one: `bbc`.

    Two firms may share it under different endings. That costs some pages their place in the other half, and lets none in.
    """
    labels = (urlsplit(url).hostname or "").split(".")
    if len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL:
        labels.pop()
    return labels[-2] if len(labels) > 1 else labels[0]


def _marks(row: dict[str, Any]) -> set[str]:
    """All that tells who published a page; two pages with a mark in common have one publisher.

    The same page lies in two sources under other names, so a title of some length is a mark too.
    """
    title = fold((row.get("meta") or {}).get("title") or "")
    found = {f"title: {title}"} if len(title.split()) > 3 else set()
    if row["source"] == "bbc_simorgh":
        return found | {"bbc"}
    if row.get("url"):
        found.add(site(row["url"]))
    if dated := _DATED.match(row["page_id"]):
        return found | {dated["name"].casefold()}
    if row.get("url"):
        return found
    return found | {f"{row['source']} {_COUNTED.sub('', row['page_id']) or row['page_id']}"}


def _publishers(rows: Sequence[dict[str, Any]]) -> list[str]:
    """For each page the least of all marks that hang together with its own."""
    leader: dict[str, str] = {}

    def lead(mark: str) -> str:
        while leader.setdefault(mark, mark) != mark:
            mark = leader[mark]
        return mark

    marks = [sorted(_marks(row), key=lambda mark: (mark.startswith("title: "), mark)) for row in rows]
    for first, *others in marks:
        for other in others:
            one, two = sorted((lead(first), lead(other)), key=lambda mark: (mark.startswith("title: "), mark))
            leader[two] = one
    return [lead(own[0]) for own in marks]
