"""Rules that a lexicon lacks: lines that many articles of a day carry and no phrase explains, as TOML ready to paste."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import regex

from copydesk import lexicon
from copydesk.boilerplate import phrases
from copydesk.explain import PLACE, tables_of
from copydesk.settings import Settings
from copydesk.text import fold, script, shape

MOST_WORDS = 40
_LETTER = regex.compile(r"\p{L}")
_LATIN = regex.compile(r"[a-z0-9]+")


@dataclass(slots=True)
class Candidate:
    """A line in its shape: how it is printed, the articles that carry it, and on which sites."""

    language: str
    printed: set[str] = field(default_factory=set)
    articles: set[str] = field(default_factory=set)
    sites: set[str] = field(default_factory=set)


def of_day(settings: Settings, day: date, least: int = 4) -> str:
    """TOML with one rule for each line that at least `least` different articles of a landing day lost for want of a phrase.

    Those are lines cut by place, look, or as the day's chrome. The commonest comes first. Raises MissingError for a day that
    was never run.
    """
    tables = tables_of(settings, day)
    articles = {row["id"]: row for row in tables["articles"]}
    found = _candidates(articles, tables["cuts"])
    often = [(key, one) for key, one in found.items() if len(one.articles) >= least]
    often.sort(key=lambda item: (item[1].language, -len(item[1].articles), item[0]))
    kept: dict[str, set[str]] = defaultdict(set)
    for row in articles.values():
        kept[row["language"]].update(row["text"].split("\n\n"))
    return _toml(day, often, kept)


def _candidates(articles: dict[str, dict[str, Any]], cuts: Iterable[dict[str, Any]]) -> dict[str, Candidate]:
    headlines = {shape(row["title"] or "") for row in articles.values()}  # teased elsewhere: furniture, but of one day
    found: dict[str, Candidate] = {}
    for cut in cuts:
        article, text = articles.get(cut["id"]), cut["text"].strip()
        key = shape(text)
        if article is None or cut["rule"] not in PLACE or not _LETTER.search(key) or key in headlines:
            continue
        if len(key.split()) > MOST_WORDS or phrases.match(text):
            continue
        own = article["language"] if script(text) in (article["script"], "Zyyy") else ""
        own = own if own in lexicon.load() else _other_language(text)
        one = found.setdefault(key, Candidate(own))
        one.printed.add(text)
        one.articles.add(article["content_sha256"])
        one.sites.add(article["source"].rpartition("/")[0].partition("/")[0] or article["site"] or "")
    return found


def _other_language(text: str) -> str:
    """For a line in another script than its article's, or of no known language: English, or the first lexicon in its script."""
    written = script(text)
    known = [code for code, one in lexicon.load().items() if written in one.scripts]
    return "en" if "en" in known or not known else known[0]


def _toml(day: date, often: list[tuple[str, Candidate]], kept: dict[str, set[str]]) -> str:
    head = (
        f"# {len(often)} candidate rules from landing day {day}. Read each, mend its reason, give it a line that it must keep,\n"
    )
    parts = [head + "# and paste it into the lexicon that is named above it.\n"]
    ids: set[str] = set()
    for key, one in often:
        printed = sorted(one.printed)
        sites = ", ".join(sorted(one.sites - {""})[:3])
        id = _id(key, ids)
        parts.append(
            f"\n# {one.language}.toml: {len(one.articles)} articles" + (f" of {sites}" if sites else "") + "\n"
            "[[boilerplate]]\n"
            f"id = {_quoted(id)}\n"
            'match = "whole"\n'
            f"phrase = {_quoted(printed[0])}\n"
            'because = "furniture around the text of many articles"\n'
            f"drops = [{', '.join(map(_quoted, printed[:3]))}]\n"
            f"keeps = [{_quoted(_near(key, kept[one.language]))}]\n"
        )
    return "".join(parts)


def _id(key: str, taken: set[str]) -> str:
    """A name for the rule: its first words where they are Latin, else a number; not one that was given before."""
    name = "-".join(_LATIN.findall(key)[:4]) or "line"
    while name in taken:
        stem, _, number = name.rpartition("-")
        name = f"{stem}-{int(number) + 1}" if number.isdigit() and stem else f"{name}-2"
    taken.add(name)
    return name


def _near(key: str, kept: set[str]) -> str:
    """The line of the day's articles that shares most words with the phrase and is not it: what the rule must keep."""
    words = set(key.split())
    near = [(len(words & set(fold(text).split())), text) for text in kept if shape(text) != key]
    best = max(near, key=lambda found: (found[0], -len(found[1]), found[1]), default=(0, ""))
    return best[1] or "A line that almost matches and must stay."


def _quoted(text: str) -> str:
    """A TOML basic string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c >= " " and c != "\x7f" else f"\\u{ord(c):04x}" for c in escaped) + '"'
