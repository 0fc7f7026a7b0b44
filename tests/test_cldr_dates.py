"""Datelines of every lexicon's language, written by CLDR (babel) and from the lexicon's own names, are read as the right day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from babel import Locale
from babel.dates import format_date, format_timedelta
from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk import dateline, lexicon
from copydesk.datewords import known_words

LEXICONS = lexicon.load()
NO_LOCALE = {"hi-Latn": "hi_Latn", "gu-Latn": None}
"""Lexicons whose code is no locale of CLDR: what stands in, or None."""
LOCALES = {code: name for code in LEXICONS if (name := NO_LOCALE.get(code, code))}
DAYS = [date(2024, month, day) for month, day in ((1, 5), (2, 29), (3, 31), (5, 1), (6, 15), (8, 20), (9, 9), (10, 30), (12, 25))]
EXCEPTIONS = {
    ("gd", "full"): "a hyphen between article and month is not read yet: dhen t-Sultain",
    ("gd", "long"): "a hyphen between article and month is not read yet: dhen t-Sultain",
    ("mai", "ago"): "CLDR writes 3 दिन मे, in three days, for three days ago",
    ("yo", "medium"): "CLDR writes 5 01 2024: three numbers with nothing between them may be anything",
}
"""Formats that are not read, each with its reason; the test fails once they are."""

DIGITS = {
    "as": "০১২৩৪৫৬৭৮৯", "bn": "০১২৩৪৫৬৭৮৯", "hi": "०१२३४५६७८९", "mr": "०१२३४५६७८९", "ne": "०१२३४५६७८९", "gu": "૦૧૨૩૪૫૬૭૮૯",
    "pa": "੦੧੨੩੪੫੬੭੮੯", "or": "୦୧୨୩୪୫୬୭୮୯", "ta": "௦௧௨௩௪௫௬௭௮௯", "te": "౦౧౨౩౪౫౬౭౮౯", "kn": "೦೧೨೩೪೫೬೭೮೯",
    "ml": "൦൧൨൩൪൫൬൭൮൯", "my": "၀၁၂၃၄၅၆၇၈၉", "th": "๐๑๒๓๔๕๖๗๘๙", "ar": "٠١٢٣٤٥٦٧٨٩", "fa": "۰۱۲۳۴۵۶۷۸۹",
    "ps": "۰۱۲۳۴۵۶۷۸۹", "ur": "۰۱۲۳۴۵۶۷۸۹", "sd": "٠١٢٣٤٥٦٧٨٩", "ckb": "٠١٢٣٤٥٦٧٨٩",
}  # fmt: skip


def native(text: str, code: str) -> str:
    """The text with the language's own digits, where it has some."""
    return text.translate(dict(zip(map(ord, "0123456789"), DIGITS.get(code, "0123456789"), strict=True)))


def days(line: str, code: str) -> set[date]:
    """What a line of a language can mean."""
    read = dateline.parse(line)
    own = [reading.of(code) for reading in read.dates] if read else []
    return {day for reading in own if reading for day in reading.dates().values()}


@pytest.mark.parametrize("form", ["full", "long", "medium"])
@pytest.mark.parametrize("code", sorted(LOCALES))
def test_what_cldr_writes_is_read(code: str, form: str, request: pytest.FixtureRequest) -> None:
    """CLDR's full, long and medium date of every lexicon's language is read as its day, in ASCII and in native digits."""
    if reason := EXCEPTIONS.get((code, form)):
        request.applymarker(pytest.mark.xfail(reason=reason, strict=True))
    locale = Locale.parse(LOCALES[code])
    written = {format_date(day, form, locale=locale): day for day in DAYS}
    lines = {native(line, own): day for line, day in written.items() for own in ("en", code)}
    assert {line: days(line, code) for line, day in lines.items() if day not in days(line, code)} == {}


@pytest.mark.parametrize("code", sorted(LEXICONS))
def test_what_the_lexicon_knows_is_read(code: str) -> None:
    """Every name and abbreviation of every month, with any weekday before it and in native digits, is read as its day."""
    words = LEXICONS[code].dates
    missed = []
    for number, names in enumerate(words.months, 1):
        for name in names:
            day = date(2024, number, 30 if number != 2 else 28)
            lines = [f"{day.day} {name} 2024", f"{name} {day.day}, 2024", native(f"{day.day} {name} {day.year}", code)]
            lines += [f"{weekday}, {lines[0]}" for weekday in words.weekdays[:7]]
            missed += [line for line in lines if days(line, code) != {day}]
    assert missed == []


def test_a_name_of_two_months_is_in_each_language_its_own() -> None:
    """Names that are another month in another language mean nothing on pages of a language that knows them not."""
    disputed = known_words().disputed
    assert {"listopada", "listopad", "lis", "lip", "srp"} <= disputed.keys()
    for name, months in disputed.items():
        lines = {code: days(f"30 {name} 2024", code) for code, _ in months}
        assert lines == {code: {date(2024, month, 30)} for code, month in months}
        assert days(f"30 {name} 2024", "und") == set()


@pytest.mark.parametrize("code", sorted(set(LOCALES) - {"bho", "ckb", "hi-Latn", "ig", "rw", "yo"}))
def test_how_long_ago_by_cldr_is_read(code: str, request: pytest.FixtureRequest) -> None:
    """CLDR's "3 hours ago" of every language (it has none for those left out) is read with its number and unit."""
    if reason := EXCEPTIONS.get((code, "ago")):
        request.applymarker(pytest.mark.xfail(reason=reason, strict=True))
    missed = {}
    for unit in ("minute", "hour", "day", "week"):
        for count in (1, 2, 3, 5, 21):
            back = timedelta(**{f"{unit}s": count})
            line = format_timedelta(-back, granularity=unit, threshold=1000, add_direction=True, locale=LOCALES[code])
            read = dateline.parse(line)
            if not read or [(ago.count, ago.unit) for ago in read.ago] != [(count, unit)]:
                missed[line] = read
    assert missed == {}


PHRASES = [(code, phrase) for code, one in sorted(LEXICONS.items()) for phrase in one.dates.ago]


def test_every_phrase_of_every_lexicon_is_read() -> None:
    """Each way to say how long ago, beside a clock time, is read as one."""
    lines = [(code, native(phrase.text.replace("{n}", "2"), code) + ", 10:15") for code, phrase in PHRASES]
    assert [line for line in lines if not (read := dateline.parse(line[1])) or len(read.ago) != 1] == []


@settings(deadline=None)  # the first example loads the lexicons
@given(st.sampled_from(PHRASES), st.integers(2, 23), st.dates(date(1992, 1, 1), date(2099, 1, 1)), st.integers(0, 400))
def test_a_relative_date_moves_with_the_landing_day(
    chosen: tuple[str, lexicon.AgoPhrase], count: int, landed: date, later: int
) -> None:
    """Whatever the language, a line that says how long ago lies n days later if it landed n days later, and not in the future."""
    code, phrase = chosen
    read = dateline.parse(native(phrase.text.replace("{n}", str(count)), code) + ", 10:15")
    assert read is not None and len(read.ago) == 1, phrase
    ago = read.ago[0]
    assert ago.count == (phrase.count if phrase.count is not None else count)
    assert ago.day(landed + timedelta(days=later)) == ago.day(landed) + timedelta(days=later)
    assert ago.day(landed) <= landed
