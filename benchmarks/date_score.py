"""How often the day of publication is found, and right, on the gold's meta.date; beside dateparser on the same short lines.

    python -m benchmarks.date_score                          everything, into benchmarks/RESULTS.md
    python -m benchmarks.date_score --source fundus --no-peers --errors /tmp/errors.txt

Each page is cleaned with the shipped weights and dated without its address or a file name that tells. It lands zero to two days
after its gold day, by a digest of its name. The gold's day is that of its publisher's metadata, often in UTC, so a page may print
the day before or after: exact days and days within one are counted apart.

A page shows its date if a short line that is no running text holds that day in a form of CLDR (babel) or in plain figures. This
is found without copydesk's own reader, so that no page is left out because copydesk cannot read it.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import sys
import time
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from importlib import import_module
from pathlib import Path

from rich.console import Console

from benchmarks import gold, peers, results
from benchmarks.figures import OURS, Figures
from benchmarks.gold import Page
from copydesk import boilerplate, dating, language
from copydesk.model import Guess, Hints

SHORT = 20
"""Words of the longest line that is looked at for a visible date; running text is never."""
PEER_WORDS, PEER_LINES = 12, 60
"""What dateparser is given: the first lines of a page with a figure and at most so many words."""
NUMERIC = ("{d}{s}{m}{s}{y}", "{d:02}{s}{m:02}{s}{y}", "{m}{s}{d}{s}{y}", "{m:02}{s}{d:02}{s}{y}", "{y}{s}{m:02}{s}{d:02}")
NAMED = ("d MMMM y", "MMMM d y", "d MMM y", "MMM d y", "y MMMM d", "y MMM d", "d MMM yy")
CLDR = ("full", "long", "medium", "short")
HEAD = ["", "pages", "show their day", "exact", "within a day", "dated from text", "exact", "within a day", "ms a page"]

Dater = Callable[[Page, date], Guess[date] | None]
"""From a page and its landing day to the day of publication, or None where nothing was found on the page."""


@dataclass(frozen=True, slots=True)
class Dated:
    """A page, its gold day, whether it shows that day, and what a dater said."""

    page: Page
    day: date
    is_visible: bool
    guess: Guess[date] | None

    @property
    def is_right(self) -> bool:
        """The very day."""
        return self.guess is not None and self.guess.value == self.day

    @property
    def is_near(self) -> bool:
        """The day, or the one before or after."""
        return self.guess is not None and abs((self.guess.value - self.day).days) <= 1

    @property
    def is_relative(self) -> bool:
        """Whether the page said only how long ago."""
        return self.guess is not None and self.guess.evidence == "dateline-relative"


def gold_day(page: Page) -> date | None:
    """The day that the publisher's metadata names, in their own zone; None where there is none or it lies before 1990."""
    try:
        day = date.fromisoformat(str(page.meta.get("date"))[:10])
    except ValueError:
        return None
    return day if day.year >= 1990 else None


def landing_day(page: Page, day: date) -> date:
    """The gold day or one of the two behind it, by a digest of the page's name."""
    return day + timedelta(days=int(hashlib.sha256(page.page_id.encode()).hexdigest(), 16) % 3)


def is_visible(page: Page, day: date) -> bool:
    """Whether a short line of the page that is no running text holds this day in some readable form."""
    wanted = re.compile(rf"(?<![0-9])(?:{'|'.join(map(re.escape, _forms(gold.language(page), day)))})(?![0-9]|th of)")
    short = (line.text for line in page.lines if line.label != "content" and len(line.text.split()) <= SHORT)
    return any(wanted.search(_plain(text)) for text in short)


@cache
def _forms(code: str, day: date) -> tuple[str, ...]:
    """The day as CLDR writes it in this language and in English, and in figures, each as _plain() sees it."""
    from babel import Locale, UnknownLocaleError
    from babel.dates import format_date

    found = {
        form.format(d=day.day, m=day.month, y=year, s=s) for form in NUMERIC for s in "./-" for year in (day.year, f"{day:%y}")
    }
    for name in dict.fromkeys((code, "en", "en_GB")):
        try:
            locale = Locale.parse(name)
        except (UnknownLocaleError, ValueError):
            continue
        found |= {format_date(day, form, locale=locale) for form in (*CLDR, *NAMED)}
    ordinal = f"{day.day}{'th' if day.day in (11, 12, 13) else {1: 'st', 2: 'nd', 3: 'rd'}.get(day.day % 10, 'th')}"
    for name, number in ((f"{day:{month}}", number) for month in ("%B", "%b") for number in (ordinal, f"{day:%d}")):
        found |= {f"{number} {name} {day.year}", f"{name} {number} {day.year}"}
    return tuple(sorted({_plain(form) for form in found} - {""}))


def _plain(text: str) -> str:
    """Small letters, ASCII figures, no commas, no stop behind a letter, single spaces."""
    figures = "".join(str(unicodedata.digit(char)) if char.isdecimal() else char for char in unicodedata.normalize("NFKC", text))
    return " ".join(re.sub(r"(?<=[^\W\d])\.|[,،\u200e\u200f]", " ", figures.casefold()).split())


def ours(page: Page, landed_on: date) -> Guess[date] | None:
    """The day as the desk finds it in the text alone."""
    text = page.text
    found = language.detect(text)
    lines = dating.printed(boilerplate.strip(text.split("\n"), found.script))
    guess = dating.find(lines, landed_on=landed_on, source="page.txt", hints=Hints(), language=found.guess.value)
    return guess if guess.evidence != "landing-day" else None


def dateparser() -> Dater:
    """The first short line that dateparser reads as a whole date, told the page's language. ModuleNotFoundError without it."""
    if str(peers.FOLDER) not in sys.path:
        sys.path.append(str(peers.FOLDER))
    parse = import_module("dateparser").parse

    def find(page: Page, landed_on: date) -> Guess[date] | None:
        base = datetime(landed_on.year, landed_on.month, landed_on.day)  # noqa: DTZ001 (a day, not a moment)
        known = {"RELATIVE_BASE": base, "REQUIRE_PARTS": ["day", "month", "year"], "PREFER_DATES_FROM": "past"}
        short = [x.text for x in page.lines if len(x.text.split()) <= PEER_WORDS and any(char.isdecimal() for char in x.text)]
        for text in short[:PEER_LINES]:
            read = parse(text, languages=_spoken(gold.language(page)), settings=known)
            if read and date(1990, 1, 1) <= read.date() <= landed_on + timedelta(days=1):
                return Guess(read.date(), 1.0, "dateparser")
        return None

    return find


def _spoken(code: str) -> list[str]:
    known = import_module("dateparser.languages.loader").LocaleDataLoader().get_locale_map().keys()
    return [name for name in dict.fromkeys((code, "en")) if name in known] or ["en"]


def run(pages: Sequence[Page], dater: Dater) -> list[Dated]:
    """Every page that has a gold day, dated."""
    days = [(page, day) for page in pages if (day := gold_day(page))]
    return [Dated(page, day, is_visible(page, day), dater(page, landing_day(page, day))) for page, day in days]


def share(count: int, of: int) -> str:
    """A share and what it is of."""
    return f"{count / of:.3f} ({count} of {of})" if of else "–"


@dataclass(frozen=True, slots=True)
class Shares:
    """Of pages that show their day: those found exactly and within one; of days given from absolute dates: those right."""

    pages: int
    visible: int
    exact: int
    near: int
    given: int
    right: int
    right_within_one: int
    relative: int

    @classmethod
    def of(cls, dated: Sequence[Dated]) -> Shares:
        """Counted."""
        visible = [one for one in dated if one.is_visible]
        given = [one for one in dated if one.guess and not one.is_relative]
        return cls(
            len(dated),
            len(visible),
            sum(one.is_right for one in visible),
            sum(one.is_near for one in visible),
            len(given),
            sum(one.is_right for one in given),
            sum(one.is_near for one in given),
            sum(one.is_relative for one in dated),
        )


def tables(told: Mapping[str, tuple[Sequence[Dated], float]]) -> Figures:
    """One row a dater and source: by dater all its pages and the seconds that they took."""
    rows = [
        [
            "",
            "pages",
            "show their day",
            "of these exact",
            "within a day",
            "dated from text",
            "of these exact",
            "within a day",
            "ms a page",
        ]
    ]
    for name, (dated, seconds) in told.items():
        for source in (*sorted({one.page.source for one in dated}), "all"):
            own = [one for one in dated if source in (one.page.source, "all")]
            found = Shares.of(own)
            took = f"{1000 * seconds / max(len(dated), 1):.0f}" if source == "all" else ""
            rows.append([f"{name}: {source}", str(found.pages), str(found.visible), *_cells(found), took])
    return Figures("The day of publication", rows)


def _cells(found: Shares) -> Iterator[str]:
    yield share(found.exact, found.visible)
    yield share(found.near, found.visible)
    yield f"{found.given}" + (f" + {found.relative} relative" if found.relative else "")
    yield share(found.right, found.given)
    yield share(found.right_within_one, found.given)


def by_evidence(dated: Sequence[Dated]) -> Figures:
    """How often each kind of evidence spoke, and was right."""
    kinds = sorted({one.guess.evidence for one in dated if one.guess})
    rows = [["evidence", "pages", "exact", "within a day"]]
    for kind in kinds:
        own = [one for one in dated if one.guess and one.guess.evidence == kind]
        rows.append(
            [kind, str(len(own)), share(sum(o.is_right for o in own), len(own)), share(sum(o.is_near for o in own), len(own))]
        )
    return Figures("By evidence", rows)


def disagreements(dated: Sequence[Dated]) -> Figures:
    """Absolute dates that are not the gold's day, by what the page shows: the day given, the gold's day, both or neither."""
    wrong = [one for one in dated if one.guess and not one.is_relative and not one.is_right]
    shown = [(is_visible(one.page, one.guess.value), one.is_visible, one.is_near) for one in wrong if one.guess]
    rows = [["the page shows", "answers that are not the gold's day", "within a day"]]
    for name, kind in _SHOWN.items():
        near = [is_near for given, gold_too, is_near in shown if (given, gold_too) == kind]
        rows.append([name, str(len(near)), str(sum(near))])
    return Figures("Where page and gold may disagree", rows)


_SHOWN = {
    "the day given, and not the gold's": (True, False),
    "both (day and month the other way round)": (True, True),
    "the gold's day, and not the one given": (False, True),
    "neither as a short line": (False, False),
}


def errors(dated: Sequence[Dated]) -> str:
    """Every page that was dated wrong, or shows a day that was not found."""
    told = [one for one in dated if (one.guess and not one.is_right) or (one.is_visible and not one.is_right)]
    return "".join(
        f"{one.page.source}/{one.page.page_id} {one.page.lang} gold {one.day} {'visible' if one.is_visible else 'not visible'} "
        f"said {one.guess and (one.guess.value.isoformat(), one.guess.evidence)} landed {landing_day(one.page, one.day)}\n"
        for one in told
    )


def section(found: Sequence[Figures]) -> str:
    """The section of RESULTS.md."""
    shown = "\n\n".join(table.markdown() for table in found)
    return f"""## Dates: the day of publication, beside dateparser

`python -m benchmarks.date_score`. Gold day: `meta.date` in its own zone (often UTC, so a page may rightly print its neighbour).
Pages land 0 to 2 days after it; no address and no file name helps; shipped weights. "Show their day": a short line that is no
running text holds that day in a form of CLDR or in figures, found without copydesk. "Dated from text" counts absolute dates;
what says only how long ago hangs on a landing day that is made up here. dateparser is given the first {PEER_LINES} lines of at
most {PEER_WORDS} words with a figure, the right language, and must read a whole date; its time has no cleaning in it, ours has.

{shown}
"""


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, and replace the section of RESULTS.md if everything was measured."""
    parser = argparse.ArgumentParser(description="Score the dates found on the gold's pages.")
    parser.add_argument("--source", action="append", default=[], help="only this source; may be given again")
    parser.add_argument("--no-peers", action="store_true", help="copydesk alone")
    parser.add_argument("--errors", type=Path, metavar="FILE", help="write every page that was dated wrong or not at all")
    chosen = parser.parse_args(arguments)
    try:
        daters: dict[str, Dater] = {OURS: ours} if chosen.no_peers else {OURS: ours, "dateparser": dateparser()}
        pages = [page for page in gold.read() if not chosen.source or page.source in chosen.source]
    except (FileNotFoundError, ModuleNotFoundError) as error:
        parser.error(str(error))
    told: dict[str, tuple[Sequence[Dated], float]] = {}
    for name, dater in daters.items():
        begun = time.process_time()
        told[name] = (run(pages, dater), time.process_time() - begun)
    found = [tables(told), by_evidence(told[OURS][0]), disagreements(told[OURS][0])]
    for table in found:
        Console(width=200).print(table.rich(), "")
    if chosen.errors:
        chosen.errors.write_text(errors(told[OURS][0]), "utf-8")
    if len(daters) > 1 and not chosen.source:
        results.put("date_score", section(found))


if __name__ == "__main__":
    main()
