"""The words that datelines are made of, of all lexicons at once, since an Indian page may well date itself in English.

>>> known_words().months["अक्टूबर"], known_words().others["कार्तिक"]
(10, {'bikram-sambat': 7, 'saka': 8})
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import regex

from copydesk import calendars, eras, lexicon
from copydesk.text import fold

TOKEN = regex.compile(
    r"(?P<number>\p{Nd}+)|(?P<word>(?<=\p{Nd}\s?)[年月日년월일時时分秒시분초]|[\p{L}\p{M}\p{Cf}]+)|(?P<sign>[^\s\p{L}\p{M}\p{Cf}\p{Nd}])"
)
"""A number, a word or a sign; the signs of the East Asian clock and calendar are words behind a number."""

_ROLES = {"filler": "F", "weekday": "W", "updated": "U", "published": "P", "events": "V"}


@dataclass(frozen=True, slots=True)
class Ago:
    """Words that say how long ago, as tokens.

    A number stands at the place `number`; where they have none, they say `count` of `unit` themselves.
    """

    tokens: tuple[str, ...]
    number: int | None
    unit: str
    count: int | None

    @property
    def key(self) -> int:
        """The place of the token that it is known by: the one behind its number is the rarest."""
        return 0 if self.number is None else (self.number + 1) % len(self.tokens)


@dataclass(frozen=True, slots=True)
class Shared:
    """A name that is a month of ours in some languages, with its number by their codes, and of another calendar in `others`."""

    ours: tuple[tuple[str, int], ...]
    others: frozenset[str]


@dataclass(frozen=True, slots=True)
class Words:
    """The words of all lexicons, folded.

    `months` and `others` (by calendar) are numbers of months by name, `disputed` those of names that are another month in another
    language, by its code; `shared` are names that stand in both. `names` are words of months and eras with their letters, by the
    first word, longest first. `phrases` are
    tuples of words with their role, `longest` how many words a phrase has at most by its first. `ago` are relative dates by the
    word behind their number, or their first, longest first; `alone` the first words, in small letters, of those without a number.
    `bylines` are leads of bylines without a colon, `sections` labels of sections. `telling` are words of which a line has one, if
    it has a date that is not three numbers: first words of names and lead-ins, and those of `ago`. `bare` are lead-ins that are
    the word for date alone, which days of events have too ("Last date").
    """

    months: Mapping[str, int]
    disputed: Mapping[str, tuple[tuple[str, int], ...]]
    names: Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]
    others: Mapping[str, Mapping[str, int]]
    shared: Mapping[str, Shared]
    phrases: Mapping[tuple[str, ...], str]
    ago: Mapping[str, tuple[Ago, ...]]
    alone: frozenset[str]
    bylines: tuple[str, ...]
    sections: frozenset[str]
    longest: Mapping[str, int]
    telling: frozenset[str]
    bare: frozenset[str]


@cache
def known_words() -> Words:
    """The words of all lexicons; of another calendar a name that is two months is left out: no date beats a wrong one."""
    languages = lexicon.load().values()
    phrases: dict[tuple[str, ...], str] = {}
    for role, letter in _ROLES.items():
        for language in languages:
            listed: tuple[str, ...] = getattr(language.dates, "weekdays" if role == "weekday" else role)
            phrases.update((tuple(fold(phrase).split()), letter) for phrase in listed)
    numbers = _numbers((language.code, language.dates.months) for language in languages)
    months = {name: next(iter(by_language.values())) for name, by_language in numbers.items()}
    others = _other_months(languages)
    names = {
        **{tuple(name.split()): "M" for name in months},
        **dict.fromkeys(eras.NAMES, "E"),
        **{tuple(name.split()): "X" for name in others},
    }
    agos = [_ago(phrase) for language in languages for phrase in language.dates.ago]
    starts = [start for language in languages for start in language.bylines.starts]
    leads = {words for words, role in phrases.items() if role in "PU"}
    return Words(
        months=months,
        disputed={name: tuple(found.items()) for name, found in numbers.items() if len(set(found.values())) > 1},
        names=_by_first(names),
        others=others,
        shared={name: Shared(tuple(numbers[name].items()), _owners(languages, name)) for name in others if name in months},
        phrases=phrases,
        ago=_by_word(agos),
        alone=_alone(languages),
        bylines=tuple(sorted({f" {fold(start)} " for start in starts if start[-1] not in ":："})),
        sections=frozenset(fold(section.label) for language in languages for section in language.sections),
        longest={phrase[0]: len(phrase) for phrase in sorted(phrases, key=len) if phrase},
        telling=frozenset({_first_word(words) for words in (*names, *leads) if words} | {ago.tokens[ago.key] for ago in agos}),
        bare=frozenset(word for language in languages for word in _bare(language.dates)),
    )


def _first_word(words: Sequence[str]) -> str:
    """The first that is no number: "10-р сарын" is October."""
    return next((word for word in words if not word.isdecimal()), words[0])


def _bare(dates: lexicon.DateWords) -> frozenset[str]:
    """Single words that lead in a date and stand in phrases for days of events as well."""
    return frozenset(map(fold, dates.published)) & frozenset(word for event in dates.events for word in fold(event).split())


def _numbers(listed: Iterable[tuple[str, Sequence[Sequence[str]]]]) -> dict[str, dict[str, int]]:
    """Folded names of months with their place in the year, by language; the first where one language has two."""
    numbers: dict[str, dict[str, int]] = {}
    for language, months in listed:
        for number, names in enumerate(months, 1):
            for name in names:
                numbers.setdefault(fold(name), {}).setdefault(language, number)
    return numbers


def _other_months(languages: Iterable[lexicon.Lexicon]) -> dict[str, dict[str, int]]:
    """The months of calendars other than ours: folded name, calendar, number."""
    found: dict[str, dict[str, int]] = {}
    for calendar in calendars.NAMES:
        listed = ((one.code, one.dates.calendars[calendar]) for one in languages if calendar in one.dates.calendars)
        for name, by_language in _numbers(listed).items():
            if len(numbers := set(by_language.values())) == 1:
                found.setdefault(name, {})[calendar] = numbers.pop()
    return found


def _owners(languages: Iterable[lexicon.Lexicon], name: str) -> frozenset[str]:
    """Codes of the languages in which a name is a month of another calendar."""
    tables = ((one.code, months) for one in languages for months in one.dates.calendars.values())
    return frozenset(code for code, months in tables if any(fold(each) == name for names in months for each in names))


def _ago(phrase: lexicon.AgoPhrase) -> Ago:
    cut = [(match.lastgroup, match[0]) for match in TOKEN.finditer(phrase.text.replace("{n}", "0")) if match.lastgroup != "sign"]
    tokens = tuple(fold(text) for _, text in cut)
    return Ago(tokens, tokens.index("0") if phrase.count is None else None, phrase.unit, phrase.count)


def _alone(languages: Iterable[lexicon.Lexicon]) -> frozenset[str]:
    """The first words of relative dates without a number, in small letters, as printed and folded."""
    texts = [phrase.text for language in languages for phrase in language.dates.ago if phrase.count is not None]
    return frozenset(word.split()[0] for text in texts for word in (text.casefold(), fold(text)))


def _by_word(agos: Iterable[Ago]) -> dict[str, tuple[Ago, ...]]:
    found: dict[str, list[Ago]] = {}
    for ago in sorted(agos, key=lambda ago: len(ago.tokens), reverse=True):
        found.setdefault(ago.tokens[ago.key], []).append(ago)
    return {word: tuple(listed) for word, listed in found.items()}


def _by_first(names: Mapping[tuple[str, ...], str]) -> dict[str, tuple[tuple[tuple[str, ...], str], ...]]:
    found: dict[str, tuple[tuple[tuple[str, ...], str], ...]] = {}
    for words in sorted(names, key=len, reverse=True):
        found[words[0]] = (*found.get(words[0], ()), (words, names[words]))
    return found
