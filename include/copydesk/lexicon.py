"""The lexicons: one TOML file a language, read once, refused as a whole if one entry breaks the rules.

A file holds boilerplate phrases that carry their own tests, names of sections, words of topics, words of datelines and
lead-ins of bylines. CONTRIBUTING.md, "Add a language", shows a whole one.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

import tomli

from copydesk import calendars
from copydesk.errors import LexiconError
from copydesk.schema import SCOPES, TOPICS
from copydesk.text import fold, has_letters

MATCHES = ("whole", "starts", "ends", "contains", "only", "credit", "label")
_TOP = {"code", "name", "scripts", "boilerplate", "section", "topic", "date", "byline"}
_FLAGS = ("leads", "lists", "tags", "author", "certain")
_RULE = {"id", "match", "phrase", "phrases", "beside", "because", "drops", "keeps", "words_at_most", *_FLAGS}
_PARTS = ("starts", "ends", "contains")
"""Matches of a part of a line, beside which another part may be asked for."""
_DATE = {"order", "months", "weekdays", "published", "updated", "filler", "events", "ago", "calendars"}
_AGO = re.compile(r"(?:(?P<count>[0-9]{1,2}) )?(?P<unit>minute|hour|day|week)")
_BYLINE = {"starts", "ends", "desks"}


@dataclass(frozen=True, slots=True)
class Rule:
    """One boilerplate rule: a line that matches one of its phrases, as text.shape() sees both, is furniture.

    `match` says how: the line is the phrase (whole), starts or ends with it, contains it, or consists of nothing but phrases of
    `only` rules (a row of share buttons, a menu), or it ends in a credit: a bracket or the end of a sentence, the phrase as
    spelled, a colon, a name; or the phrase is its label: a colon, a bar or another such mark parts it from some words that end in
    no full stop (two are none: "..."), as a headline does. A phrase that a line starts with wants the colon in which it ends.

    Where `beside` holds beginnings of words, one of these must stand in the line too: what is joined, beside "join".
    `words_at_most` keeps the rule away from prose: a longer line is never matched. `leads` says that the line introduces a
    headline of another article, which then goes too, be it on the next line or, behind a whole phrase and a mark, on the same;
    `lists` that it is the heading of a list of them, which may go on to the page's end; `tags` and `author` that below it, at
    the end of the page, stand tags or a box about the author, which go too. `certain` says that no news says its phrases, so
    that the line goes amid running text too, whatever the line model says. `drops` and `keeps` are the tests of the rule.
    """

    id: str
    language: str
    match: str
    phrases: tuple[str, ...]
    because: str
    drops: tuple[str, ...]
    keeps: tuple[str, ...]
    beside: tuple[str, ...] = ()
    words_at_most: int = 30
    leads: bool = False
    lists: bool = False
    tags: bool = False
    author: bool = False
    certain: bool = False

    @property
    def name(self) -> str:
        """What a cut by this rule is called: language and id."""
        return f"{self.language}/{self.id}"


@dataclass(frozen=True, slots=True)
class Section:
    """What the name of a section means: a topic, a scope, or neither (a label such as "Top News" that says nothing)."""

    label: str
    language: str
    topic: str | None
    scope: str | None


@dataclass(frozen=True, slots=True)
class AgoPhrase:
    """How a language says that something was `count` units (minute, hour, day, week) ago; None where "{n}" stands for it."""

    text: str
    unit: str
    count: int | None


@dataclass(frozen=True, slots=True)
class DateWords:
    """Words that datelines are made of; `months` holds 12 tuples of names and abbreviations, January first.

    `order` is the language's habit for all-numeric dates: "dmy", "mdy" or "ymd". `events` are words of dates that are no page's
    own: "last date to apply". `ago` are its relative dates, `calendars` the
    months of calendars other than ours, each calendar by its name in calendars.NAMES.
    """

    order: str
    months: tuple[tuple[str, ...], ...]
    weekdays: tuple[str, ...]
    published: tuple[str, ...]
    updated: tuple[str, ...]
    filler: tuple[str, ...]
    events: tuple[str, ...]
    ago: tuple[AgoPhrase, ...] = ()
    calendars: Mapping[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BylineWords:
    """What marks a line as a byline: lead-ins, words at its end, and desks that sign in place of a person."""

    starts: tuple[str, ...]
    ends: tuple[str, ...]
    desks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All that is known of one language."""

    code: str
    name: str
    scripts: tuple[str, ...]
    boilerplate: tuple[Rule, ...]
    sections: tuple[Section, ...]
    topics: Mapping[str, tuple[str, ...]]
    dates: DateWords
    bylines: BylineWords


def _strings(where: str, value: Any, *, empty: bool = True) -> tuple[str, ...]:
    is_list = isinstance(value, list) and all(isinstance(text, str) and (has_letters(text) or fold(text)) for text in value)
    if not is_list or not (value or empty):
        raise LexiconError(
            f"{where} must be a list of {'' if empty else 'one or more '}strings with letters or digits, not {value!r}."
        )
    return tuple(value)


def _known(where: str, table: Mapping[str, Any], names: Iterable[str]) -> None:
    if unknown := sorted(set(table) - set(names)):
        raise LexiconError(f"{where} has unknown keys {unknown}; known are {sorted(names)}.")


def _rule(where: str, code: str, table: Mapping[str, Any]) -> Rule:
    where = f"{where}, rule {table.get('id', '(without id)')}"
    _known(where, table, _RULE)
    for key in ("id", "match", "because"):
        if not isinstance(table.get(key), str) or not table[key].strip():
            raise LexiconError(f"{where} lacks {key!r}.")
    if table["match"] not in MATCHES:
        raise LexiconError(f"{where}: match is {table['match']!r}; it must be one of {MATCHES}.")
    if ("phrase" in table) == ("phrases" in table):
        raise LexiconError(f"{where} needs either a phrase or a list of phrases.")
    phrases = _strings(f"{where}: phrases", table.get("phrases", [table.get("phrase")]), empty=False)
    if figures := [phrase for phrase in phrases if not has_letters(phrase)]:
        raise LexiconError(f"{where}: {figures} would match every number, since each matches any other; a phrase needs a letter.")
    beside = _strings(f"{where}: beside", table.get("beside", []))
    if beside and table["match"] not in _PARTS:
        raise LexiconError(
            f"{where}: beside goes with a match of a part of the line, one of {_PARTS}, not with {table['match']!r}."
        )
    drops = _strings(f"{where}: drops (each rule carries a line it drops)", table.get("drops", []), empty=False)
    keeps = _strings(f"{where}: keeps (each rule carries a line it keeps)", table.get("keeps", []), empty=False)
    named = {key: table[key] for key in ("words_at_most", *_FLAGS) if key in table}
    return Rule(table["id"], code, table["match"], phrases, table["because"], drops, keeps, beside, **named)


def _sections(where: str, code: str, tables: list[Mapping[str, Any]]) -> tuple[Section, ...]:
    found = []
    for table in tables:
        _known(f"{where}, section", table, ("labels", "topic", "scope"))
        topic, scope = table.get("topic"), table.get("scope")
        if topic is not None and topic not in TOPICS:
            raise LexiconError(f"{where}, section: topic {topic!r} is not one of {sorted(TOPICS)}.")
        if scope is not None and scope not in SCOPES:
            raise LexiconError(f"{where}, section: scope {scope!r} is not one of {SCOPES}.")
        found += [
            Section(label, code, topic, scope) for label in _strings(f"{where}, section labels", table.get("labels"), empty=False)
        ]
    return tuple(found)


def _topics(where: str, tables: list[Mapping[str, Any]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for table in tables:
        _known(f"{where}, topic", table, ("slug", "words"))
        if (slug := table.get("slug")) not in TOPICS or slug in found:
            raise LexiconError(f"{where}: topic {slug!r} is unknown or stands twice.")
        found[slug] = _strings(f"{where}, words of topic {slug}", table.get("words"), empty=False)
    return found


def _dates(where: str, table: Mapping[str, Any]) -> DateWords:
    _known(f"{where}, [date]", table, _DATE)
    months = table.get("months", [])
    if len(months) not in (0, 12):
        raise LexiconError(f"{where}, [date]: months has {len(months)} entries; it needs 12, January first.")
    if (order := table.get("order", "dmy")) not in ("dmy", "mdy", "ymd"):
        raise LexiconError(f"{where}, [date]: order is {order!r}; it must be dmy, mdy or ymd.")
    named = {
        key: _strings(f"{where}, [date] {key}", table.get(key, []))
        for key in ("weekdays", "published", "updated", "filler", "events")
    }
    named_months = tuple(_strings(f"{where}, months", month, empty=False) for month in months)
    return DateWords(order, named_months, **named, ago=_ago(where, table), calendars=_calendars(where, table))


def _ago(where: str, table: Mapping[str, Any]) -> tuple[AgoPhrase, ...]:
    """Relative dates: `hour = ["{n} hours ago"]`, and `"1 hour" = ["an hour ago"]` where the words say the number."""
    found = []
    for key, value in table.get("ago", {}).items():
        if not (read := _AGO.fullmatch(key)):
            raise LexiconError(f"{where}, [date.ago]: {key!r} must be minute, hour, day or week, or such a unit with a number.")
        count = int(read["count"]) if read["count"] else None
        for text in _strings(f"{where}, [date.ago] {key}", value, empty=False):
            if text.count("{n}") != (count is None):
                raise LexiconError(f"{where}, [date.ago] {key}: {text!r} needs one {{n}} if its key has no number, else none.")
            found.append(AgoPhrase(text, read["unit"], count))
    return tuple(found)


def _calendars(where: str, table: Mapping[str, Any]) -> dict[str, tuple[tuple[str, ...], ...]]:
    found = {}
    _known(f"{where}, [date.calendars]", table.get("calendars", {}), calendars.NAMES)
    for name, months in table.get("calendars", {}).items():
        if len(months) not in (12, 13):
            raise LexiconError(f"{where}, [date.calendars] {name} has {len(months)} months; it needs 12 or 13.")
        found[name] = tuple(_strings(f"{where}, months of {name}", month, empty=False) for month in months)
    return found


def parse(source: str, name: str = "lexicon") -> Lexicon:
    """One lexicon from TOML text; `name` is used in messages. Raises LexiconError naming the entry that is wrong."""
    try:
        table = tomli.loads(source)
    except tomli.TOMLDecodeError as error:
        raise LexiconError(f"{name} is not TOML: {error}") from error
    _known(name, table, _TOP)
    code = table.get("code", "")
    rules = tuple(_rule(name, code, rule) for rule in table.get("boilerplate", []))
    ids = [rule.id for rule in rules]
    if doubled := sorted({id for id in ids if ids.count(id) > 1}):
        raise LexiconError(f"{name}: rule ids stand twice: {doubled}.")
    byline = table.get("byline", {})
    _known(f"{name}, [byline]", byline, _BYLINE)
    return Lexicon(
        code=code,
        name=table.get("name", code),
        scripts=_strings(f"{name}, scripts", table.get("scripts"), empty=False),
        boilerplate=rules,
        sections=_sections(name, code, table.get("section", [])),
        topics=_topics(name, table.get("topic", [])),
        dates=_dates(name, table.get("date", {})),
        bylines=BylineWords(**{key: _strings(f"{name}, [byline] {key}", byline.get(key, [])) for key in sorted(_BYLINE)}),
    )


@cache
def load() -> dict[str, Lexicon]:
    """Every lexicon of the package by language code. Raises LexiconError if any file is wrong."""
    found = {}
    for file in sorted(files("copydesk").joinpath("lexicons").iterdir(), key=lambda f: f.name):
        if file.name.endswith(".toml"):
            lexicon = parse(file.read_text("utf-8"), file.name)
            if file.name != f"{lexicon.code}.toml":
                raise LexiconError(f"{file.name} says code = {lexicon.code!r}; file and code must agree.")
            found[lexicon.code] = lexicon
    return found


@cache
def version() -> str:
    """Twelve hexadecimal digits that change with any lexicon file; recorded in manifests and file metadata."""
    digest = hashlib.sha256()
    for file in sorted(files("copydesk").joinpath("lexicons").iterdir(), key=lambda f: f.name):
        digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:12]
