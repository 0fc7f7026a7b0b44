"""Datelines are recognised in every shape that sites print, and nothing else is."""

from __future__ import annotations

import timeit
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk import dateline, lexicon
from copydesk.dateline import Dateline, opening, parse
from copydesk.text import fold

DAY = date(2024, 10, 30)

# line, kind of each date, what remains
READ = {
    "10/30/2024 World": ("plain", "World"),
    "30/10/2024": ("plain", ""),
    "30.10.2024": ("plain", ""),
    "30-10-24": ("plain", ""),
    " 30 / 10 / 2024 ": ("plain", ""),
    "2024-10-30": ("plain", ""),
    "2024/10/30 18:45 JST": ("plain", ""),
    "2024-10-30T18:45:00+05:30": ("plain", ""),
    "2024-10-30T13:15:00.000Z": ("plain", ""),
    "30 October 2024": ("plain", ""),
    "30th October 2024": ("plain", ""),
    "30th of October, 2024": ("plain", ""),
    "October 30, 2024": ("plain", ""),
    "October 30th, 2024": ("plain", ""),
    "OCT. 30, 2024": ("plain", ""),
    "30-Oct-24": ("plain", ""),
    "30 Oct '24": ("plain", ""),
    "2024 October 30": ("plain", ""),
    "Oct 30, 2024, 06:45 PM IST": ("plain", ""),
    "Wed, 30 Oct 2024 18:45:00 +0530": ("plain", ""),
    "30.10.2024 18:45 Uhr": ("plain", ""),
    "Updated on 30/10/2024 at 10:15 PM": ("updated", ""),
    "Published on 30/10/2024 - 16:38": ("published", ""),
    "30 Oct 2024 (Updated)": ("updated", ""),
    "By Asha Rao | Published: October 30, 2024": ("published", "By Asha Rao"),
    "Newsroom Desk | Updated: October 30, 2024 10:15 am IST": ("updated", "Newsroom Desk"),
    "New Delhi, 30 October 2024": ("plain", "New Delhi"),
    "30 Oct 2024 • World • 10:15 p.m.": ("plain", "World"),
    "18:45 / 30.10.2024": ("plain", ""),
    "30.10.2024 / 18:45": ("plain", ""),
    "Published 2024-10-30 | Markets": ("published", "Markets"),
    "2024年10月30日": ("plain", ""),
    "2024年10月30日 18時45分": ("plain", ""),
    "2024년 10월 30일": ("plain", ""),
    "૩૦/૧૦/૨૦૨૪": ("plain", ""),
    "३०-१०-२०२४": ("plain", ""),
    "৩০.১০.২০২৪, ১৮:৪৫": ("plain", ""),
    "\u200f۳۰/۱۰/۲۰۲۴\u200f": ("plain", ""),
}


@pytest.mark.parametrize("line", READ)
def test_a_dateline_gives_its_day_its_kind_and_what_else_it_says(line: str) -> None:
    """Each shape of dateline is read with the day, kind and remainder that a person reads."""
    kind, rest = READ[line]
    read = parse(line)
    assert read is not None
    assert [DAY in reading.dates().values() for reading in read.dates] == [True]
    assert (read.dates[0].kind, read.rest) == (kind, rest)


NATIVE = {
    ("gu", "30 ઓક્ટોબર 2024"),
    ("gu", "૩૦ ઓક્ટોબર ૨૦૨૪"),
    ("hi", "30 अक्टूबर 2024"),
    ("mr", "३० ऑक्टोबर २०२४"),
    ("bn", "৩০ অক্টোবর ২০২৪, ১৮:৪৫"),
    ("pa", "30 ਅਕਤੂਬਰ 2024"),
    ("ta", "30 அக்டோபர் 2024, 06:30 AM"),
    ("te", "30 అక్టోబర్ 2024"),
    ("ur", "\u200f30 اکتوبر 2024"),
    ("ur", "۳۰ اکتوبر ۲۰۲۴"),
}


@pytest.mark.parametrize(("language", "line"), sorted(NATIVE))
def test_native_months_and_digits_are_read(language: str, line: str) -> None:
    """A dateline in a language's own month name and digits gives the day."""
    if language not in lexicon.load():
        pytest.skip(f"no lexicon for {language}")
    assert parse(line) == Dateline((dateline.Reading("name", 2024, (10, 30)),), "")


BESIDE = {
    "30-10-2024 - 10:15": "",
    "30/10/2024 - 10:15": "",
    "30-10-24 - 10:15": "",
    "30.10.2024 – 10.15 Uhr": "",
    "Thứ Tư, 30/10/2024 - 10:15": "",
    "30/10/2024 18h45": "",
    "30 octobre 2024 à 18h45": "",
    "30 octobre 2024 à 18 h 45": "",
    "30 de outubro de 2024 às 18h45min": "",
    "30 ottobre 2024 ore 10.30": "",
    "30 okt. 2024 kl. 18.45": "",
    "30 oktober 2024 18.45 uur": "",
    "30/10/2024 18.45 hs": "",
    "Rabu, 30 Oktober 2024 18.45 WIB": "",
    "30. Oktober 2024 · Lesezeit: 4 Min.": "",
    "Von Jana Holt · 30. Oktober 2024 · Lesezeit: 4 Min.": "Von Jana Holt",
    "30 octobre 2024 · Temps de lecture 4 min": "",
    "30 octobre 2024 Temps de lecture : 4 min": "",
    "30 de octubre de 2024 · 4 minutos de lectura": "",
    "October 30, 2024 5 min read": "",
    "5 min read · October 30, 2024": "",
    "October 30, 2024 | 5 min": "",
    "۳۰ اکتبر ۲۰۲۴ - ۹ آبان ۱۴۰۳": "",
    "۹ آبان ۱۴۰۳ - ۳۰ اکتبر ۲۰۲۴": "",
    "۱۴۰۳/۰۸/۰۹ - ۳۰ اکتبر ۲۰۲۴": "",
    "الأربعاء 30 أكتوبر 2024 - 27 ربيع الآخر 1446 هـ": "",
}


@pytest.mark.parametrize("line", BESIDE)
def test_clocks_reading_times_and_other_calendars_beside_a_date_leave_nothing(line: str) -> None:
    """A clock in any style, a reading time or the same day in another calendar is neither remainder nor a second date."""
    read = parse(line)
    assert read is not None
    assert [DAY in reading.dates().values() for reading in read.dates] == [True]
    assert read.rest == BESIDE[line]


SHAPES = [
    "30 أكتوبر/تشرين الأول 2024",
    "30 تشرين الأول / أكتوبر 2024",
    "30 أكتوبر (تشرين الأول) 2024",
    "30 تشرين الأول 2024",
    "30 tháng 10 năm 2024",
    "Ngày 30 tháng 10, 2024",
    "30 Tháng Mười, 2024",
    "30 ตุลาคม 2024",
    "30 ตุลาคม 2567",
    "๓๐ ตุลาคม ๒๕๖๗",
    "30 ตุลาคม พ.ศ. 2567",
    "30 ตุลาคม ค.ศ. 2024",
    "30 ต.ค. 2567",
    "30 ต.ค. 67",
    "30 ต.ค. 2567 10.15 น.",
    "30 ต.ค. 67 10:15 น.",
    "2024 წლის 30 ოქტომბერი",
    "30 ga watan Oktoba 2024",
    "30 ga watan Oktoba, 2024",
    "2024 ඔක්තෝබර් මස 30 වන",
    "2024-yil 30-oktabr",
    "2024-yil, 30-oktabr",
    "2024-yil 30-oktabr, 18:45",
    "2024 yil 30 oktyabr",
    "2024-yilning 30-oktabr kuni",
    "2024 йил 30 октябрь",
    "2024-йил 30-октябр",
    "2024 йилнинг 30 октябрь куни",
    "2024-cü il 30 oktyabr",
    "30 oktyabr 2024-cü il",
    "2024 թ. 30 հոկտեմբերի",
    "2024թ. հոկտեմբերի 30",
    "2024թ. հոկտեմբերի 30, 18:45",
    "2024 թվականի հոկտեմբերի 30-ին",
    "2024 թ. հոկտեմբերի 30-ին",
    "30 հոկտեմբերի, 2024թ.",
    "令和6年10月30日",
    "令和6年10月30日(水) 18時45分",
    "民國113年10月30日",
    "中華民國113年10月30日",
]


@pytest.mark.parametrize("line", SHAPES)
def test_months_of_several_words_and_years_of_other_eras_are_read(line: str) -> None:
    """Double and two-word months, dotted abbreviations, filler inside the date and era years all give the one day."""
    read = parse(line)
    assert read is not None
    assert ([reading.dates() for reading in read.dates], read.rest) == ([{"fixed": DAY}], "")


@pytest.mark.parametrize("line", ["2024ko urriaren 30a", "2024(e)ko urriaren 30(a)", "2024ko urriak 30", "2024ko urr. 30"])
def test_a_basque_year_carries_its_ending(line: str) -> None:
    """The ending that Basque writes onto the year, in brackets or not, is no bar between the year and its month."""
    read = parse(line)
    assert read is not None
    assert ([reading.dates() for reading in read.dates], read.rest) == ([{"fixed": DAY}], "")


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("30 أيلول/سبتمبر 2024", date(2024, 9, 30)),
        ("30 تشرين الثاني/نوفمبر 2024", date(2024, 11, 30)),
        ("30 كانون الأول 2024", date(2024, 12, 30)),
        ("30 كانون الثاني 2024", date(2024, 1, 30)),
        ("1 tháng 12 năm 2024", date(2024, 12, 1)),
        ("1 tháng mười hai, 2024", date(2024, 12, 1)),
        ("平成30年1月5日", date(2018, 1, 5)),
    ],
)
def test_the_longest_month_name_wins(line: str, day: date) -> None:
    """A name that begins like another, or stands beside its twin, is that month and no other."""
    read = parse(line)
    assert read is not None and [reading.dates() for reading in read.dates] == [{"fixed": day}]


@pytest.mark.parametrize(
    "line",
    [
        "30 October 2567",
        "30/10/2567",
        "30 اکتبر ۱۴۰۳",
        "113年10月30日",
        "6年10月30日",
        "令和6",
        "30 September/October 2024",
        "Score 3-2 - 10:15",
        "2024 October at 10",
        "Quake of 30 October 2024 lasted 5 minutes",
        "The hall burnt for 5 minutes on 30 October 2024 · and then for 20 more minutes.",
    ],
)
def test_other_eras_are_never_guessed(line: str) -> None:
    """No year moves without its era's word or a Thai month; two different months or prose with minutes are no dateline."""
    assert parse(line) is None


REFUSED = [
    "",
    "404",
    "12:30",
    "© 2024 The Harbour Ledger. All rights reserved.",
    "31/02/2024",
    "Score 3-2-1",
    "Helpline 98-76-54",
    "The 2024-25 season",
    "30/10/1889",
    "Diwali 2024",
    "He resigned on 30 October 2024.",
    "The hearing is set for October 30 at 9 a.m.",
    "Polling in three districts on 30 October 2024 was put off by rain",
    "Gold price today 30 October 2024",
    "३० अक्टूबर २०२४ को तीन ज़िलों में मतदान हुआ।",
    "लेखक सम्मेलन 30 अक्टूबर 2024 को पटना में होगा",
    "Reporter Milton of the Ledger 30 October 2024",
    "The 7 members met on 30/10/2024 " + "and then again " * 20,
]


@pytest.mark.parametrize("line", REFUSED)
def test_what_only_mentions_a_date_is_no_dateline(line: str) -> None:
    """Prose, headings, scores, telephone numbers and impossible days are not datelines."""
    assert parse(line) is None


@pytest.mark.parametrize(
    ("line", "is_dateline"),
    [
        ("Last date to apply: 10 December 2025", False),
        ("- आवेदन शुरू: 25 नवंबर 2025", False),
        ("अंतिम तिथि: 24 दिसंबर 2025", False),
        ("છેલ્લી તારીખ : 10 ડિસેમ્બર 2025", False),
        ("آخری تاریخ: 5 دسمبر 2025", False),
        ("Anmeldeschluss: 3. Mai 2025", False),
        ("截止日期：2025年12月10日", False),
        ("Last updated: 10 December 2025", True),
        ("अंतिम अपडेट: 10 नवंबर 2025", True),
        ("तारीख: 10 नवंबर 2025", True),
        ("Deadline | March 3, 2024", True),
    ],
)
def test_a_deadline_is_no_dateline(line: str, is_dateline: bool) -> None:
    """A date that says when something is to happen is the news; a lead-in, and a site of such a name, still date the page."""
    assert (parse(line) is not None) is is_dateline


@pytest.mark.parametrize(
    "line",
    [
        "Published On 30 Oct 202430 Oct 2024", "October 30, 20245:01 AM ET", "30.10.202417:30", "30 Oct. 202410:05 GMT",
        "Wed 30 Oct 2024Wednesday 30 October 2024",
    ],
)  # fmt: skip
def test_what_is_glued_behind_a_year_is_set_apart(line: str) -> None:
    """Law: a clock, or the day once more, right behind the year leaves the year what it is."""
    read = parse(line)
    assert read is not None
    assert DAY in read.dates[0].dates().values()
    assert read.dates[0].year == DAY.year


def test_a_day_that_is_glued_to_its_short_form_is_read() -> None:
    """What screen readers are told stands right behind what eyes see: the day once more, in full."""
    read = parse("Wed 30 OctWednesday 30 October")
    assert read is not None
    assert {(one.year, one.numbers) for one in read.dates} == {(None, (10, 30))}
    assert parse("Room 30 OctNow 5 rooms") is None


def test_published_and_updated_on_one_line_are_told_apart() -> None:
    """Each date takes the lead-in before it."""
    read = parse("Published: October 30, 2024 10:15 PM IST | Updated: October 31, 2024 01:15 AM IST")
    assert read is not None
    assert [(r.kind, *r.dates().values()) for r in read.dates] == [("published", DAY), ("updated", date(2024, 10, 31))]


def test_a_day_and_month_without_a_year_keep_the_year_open() -> None:
    """A name form without a year is read only where it stands alone or is marked as a dateline."""
    read = parse("10:15 PM | 30 Oct")
    assert read is not None and read.dates[0].year is None
    assert list(read.dates[0].dates(2023).values()) == [date(2023, 10, 30)]
    assert parse("Festival opens, 30 October") is None


_DIGITS = (
    "0123456789",
    "०१२३४५६७८९",
    "૦૧૨૩૪૫૬૭૮૯",
    "০১২৩৪৫৬৭৮৯",
    "੦੧੨੩੪੫੬੭੮੯",
    "௦௧௨௩௪௫௬௭௮௯",
    "౦౧౨౩౪౫౬౭౮౯",
    "۰۱۲۳۴۵۶۷۸۹",
    "٠١٢٣٤٥٦٧٨٩",
)
_NUMERIC = (
    "{d}/{m}/{y}",
    "{d:02}-{m:02}-{y}",
    "{d}.{m}.{y}",
    "{m}/{d}/{y}",
    "{y}-{m:02}-{d:02}",
    "{y}/{m:02}/{d:02}",
    "{d:02} / {m:02} / {y}",
)
_NAMED = ("{d} {name} {y}", "{name} {d}, {y}", "{d:02}-{name}-{y}", "{d} {name}, {y}", "{name} {d} {y}")
_AROUND = ("{}", "{} ", "{}, 10:15 PM", "\u00a0{} | 06:45 IST", "{} • 18:05:09")
_DAYS = st.dates(date(1990, 1, 1), date(2100, 12, 31))


def _native(text: str, digits: str) -> str:
    return text.translate(dict(zip(map(ord, _DIGITS[0]), digits, strict=True)))


@given(_DAYS, st.sampled_from(_NUMERIC), st.sampled_from(_DIGITS), st.sampled_from(_AROUND))
def test_any_numeric_date_in_any_digits_is_read_back(day: date, form: str, digits: str, around: str) -> None:
    """A numeric date in any supported order and any script's digits has the day among its readings."""
    line = around.format(_native(form.format(d=day.day, m=day.month, y=day.year), digits))
    read = parse(line)
    assert read is not None and day in read.dates[0].dates().values() and read.rest == ""


@given(_DAYS, st.sampled_from(_NAMED), st.sampled_from(_DIGITS), st.sampled_from(_AROUND), st.data())
def test_any_named_date_in_any_language_is_read_back_exactly(
    day: date, form: str, digits: str, around: str, data: st.DataObject
) -> None:
    """A date with a month name of any lexicon is read as that very day, unless the name is another month elsewhere.

    Where another language has it in a calendar of its own, it is that day on pages of the lexicon's language. A name that is a
    number and a word ("10 сар") wants its year first, and is not looked at here.
    """
    names = {}
    for language in lexicon.load().values():
        if language.dates.months:
            names[language.code] = [name for name in language.dates.months[day.month - 1] if not name[0].isdecimal()]
    code = data.draw(st.sampled_from(sorted(names)))
    name = data.draw(st.sampled_from(names[code]))
    others = {n for x in lexicon.load().values() for n, month in enumerate(x.dates.months, 1) if fold(name) in map(fold, month)}
    read = parse(around.format(_native(form.format(d=day.day, name=name, y=day.year), digits)))
    if _COUNTS_OTHERWISE.get(fold(name), set()) - names_of(name):
        assert read is not None and [own.dates() for each in read.dates if (own := each.of(code))] == [{"fixed": day}]
    elif others == {day.month}:
        assert read is not None and read.dates[0].dates() == {"fixed": day}


_COUNTS_OTHERWISE: dict[str, set[str]] = {}
"""Codes of the languages in which a folded name is a month of another calendar."""
for _one in lexicon.load().values():
    for _name in {_name for _months in _one.dates.calendars.values() for _names in _months for _name in _names}:
        _COUNTS_OTHERWISE.setdefault(fold(_name), set()).add(_one.code)


def names_of(name: str) -> set[str]:
    """Codes of the languages in which a name is a month of ours."""
    return {x.code for x in lexicon.load().values() if any(fold(name) in map(fold, month) for month in x.dates.months)}


@pytest.mark.parametrize(
    ("line", "language", "day"),
    [
        ("30 መስከረም 2024", "ti", date(2024, 9, 30)),
        ("30 መስከረም 2024", "en", None),
        ("መስከረም 20 ቀን 2017 ዓ.ም", "am", date(2024, 9, 30)),
        ("መስከረም 20, 2017", "am", date(2024, 9, 30)),
        ("መስከረም 20, 2017", "ti", date(2017, 9, 20)),
        ("መስከረም 20, 2017 ዓ.ም", "ti", date(2024, 9, 30)),
        ("ጥቅምቲ 20, 2017 ዓ.ም", "ti", date(2024, 10, 30)),
        ("ሓምለ 30, 2024", "ti", date(2024, 7, 30)),
    ],
)
def test_a_month_that_two_calendars_share_is_of_the_language_or_the_era(line: str, language: str, day: date | None) -> None:
    """Amharic counts its own calendar under names that Tigrinya has for our months; the mark of the era tells it in both."""
    read = parse(line)
    own = [each.of(language) for each in (read.dates if read else ())]
    assert [each.dates()["fixed"] for each in own if each] == ([day] if day else [])


@given(st.text(alphabet="0123456789/-.: ,|٣३ a年OctUpdated\u200f'", max_size=40))
def test_no_line_breaks_the_reader_or_yields_an_impossible_day(line: str) -> None:
    """Whatever the line, the answer is None or a dateline whose every reading is a real day."""
    read = parse(line)
    assert read is None or all(reading.dates(2024) or reading.dates(2000) for reading in read.dates)


PATHS = {
    "2024-10-28-slug.txt": date(2024, 10, 28),
    "2024/10/27/slug": date(2024, 10, 27),
    "20241028_x": date(2024, 10, 28),
    "20241028103000.html": date(2024, 10, 28),
    "28-10-2024": date(2024, 10, 28),
    "news/2024/oct/28/slug": date(2024, 10, 28),
    "2023/01/02/2024-10-28.txt": date(2024, 10, 28),
    "000_ff781dc7e00cee54.txt": None,
    "1234567890.txt": None,
    "2024/10/slug": None,
    "20241399": None,
    "18890101": None,
}


@pytest.mark.parametrize("path", PATHS)
def test_dates_in_paths_are_found_and_other_numbers_are_not(path: str) -> None:
    """A file's name speaks before its folders; ids, hashes and impossible days are not dates."""
    reading = dateline.in_path(path)
    assert (next(iter(reading.dates().values())) if reading else None) == PATHS[path]


def test_lines_without_a_digit_and_prose_cost_almost_nothing() -> None:
    """The gate keeps the reader off nearly every line of a page: a few microseconds at the very worst."""
    lines = ["A line of some ordinary words that says nothing at all about any day " * 2, "word " * 300 + "30 October 2024"]
    for line in lines:
        assert min(timeit.repeat(lambda line=line: parse(line), number=1000, repeat=5)) / 1000 < 10e-6  # type: ignore[misc]


@pytest.mark.parametrize(
    ("line", "is_dateline"),
    [
        ("8 de marzo de 2024 por Ana Ruiz", True),
        ("Marcha del 8 de marzo por los derechos", False),
        ("By Asha Rao | 8 March 2024", True),
        ("March 8, 2024 by Asha Rao", True),
        ("March 8, 2024 by admin", True),
    ],
)
def test_lead_in_without_a_name_is_no_byline(line: str, is_dateline: bool) -> None:
    """A small word that also leads bylines marks a dateline only where a name stands behind it."""
    assert (parse(line) is not None) is is_dateline


FILED = [
    ("नई दिल्ली, 30 अक्टूबर (भाषा): ", "जिला प्रशासन ने काम शुरू करा दिया है।"),
    ("लखनऊ, 30 अक्टूबर (हि.स.) ", "जिला प्रशासन ने काम शुरू करा दिया है।"),
    ("पटना, 30 अक्टूबर। ", "जिला प्रशासन ने काम शुरू करा दिया है।"),
    ("मुंबई : ३० ऑक्टो. - ", "जिल्हा प्रशासनाने काम सुरू केले आहे."),
    ("আগরতলা, ৩০ অক্টোবর।। ", "জেলা প্রশাসন কাজ শুরু করেছে।"),
    ("ଭୁବନେଶ୍ୱର,୩୦।୧୦(ବ୍ୟୁରୋ): ", "ଜିଲ୍ଲା ପ୍ରଶାସନ କାମ ଆରମ୍ଭ କରିଛି।"),
    ("சென்னை, அக்.30- ", "மாவட்ட நிர்வாகம் பணியைத் தொடங்கியுள்ளது."),
    ("హైదరాబాద్, అక్టోబరు 30 (ఆంధ్రజ్యోతి): ", "జిల్లా యంత్రాంగం పనులు ప్రారంభించింది."),
    ("نئی دہلی، 30 اکتوبر (یو این آئی) ", "ضلع انتظامیہ نے کام شروع کرا دیا ہے۔"),
    ("القاهرة في 30 أكتوبر / أ ش أ / ", "بدأت إدارة المنطقة أعمال الإصلاح."),
    ("WASHINGTON, Oct. 30 (Reuters) - ", "The crew has begun to repair it."),
    ("SPRINGFIELD, Ill., Oct. 30 (AP) — ", "The crew has begun to repair it."),
    ("MOSCOW Oct 30 (Reuters) - ", "The crew has begun to repair it."),
    ("Rio de Janeiro, 30 out (EFE).- ", "A prefeitura começou as obras."),
    ("(ANSA) - ROMA, 30 OTT - ", "Il comune ha cominciato i lavori."),
    ("МОСКВА, 30 октября. /ТАСС/. ", "Администрация начала ремонт моста."),
    ("Москва. 30 октября. INTERFAX.RU - ", "Администрация начала ремонт моста."),
    ("КИЇВ, 30 жовтня (Укрінформ). ", "Адміністрація розпочала ремонт мосту."),
    ("新华社合肥10月30日电 ", "县政府已经开始维修。"),
]


@pytest.mark.parametrize(("head", "text"), FILED)
def test_the_opening_of_agency_copy_says_the_day(head: str, text: str) -> None:
    """Place, day and agency before a text give the day that it was filed on, and by themselves the same."""
    found = opening(head + text)
    assert found is not None and found[1].dates(2024) == {"fixed": DAY} and found[1].kind == "filed"
    assert head.startswith(found[0]) and opening(found[0]) == found


@pytest.mark.parametrize(
    ("head", "numbers"),
    [("काठमाडौँ, १४ कात्तिक (रासस) : ", (7, 14)), ("१४ कात्तिक, काठमाडौं । ", (7, 14))],
)
def test_nepal_files_in_its_own_calendar(head: str, numbers: tuple[int, int]) -> None:
    """A month of Bikram Sambat without a year is read in that calendar."""
    found = opening(f"{head}जिल्ला प्रशासनले मर्मत सुरु गरेको छ।")
    assert found is not None and (found[1].form, found[1].year, found[1].numbers) == ("bikram-sambat", None, numbers)


@pytest.mark.parametrize(
    "text",
    [
        "On Sunday, 3 March, the ferry carried all of them across.",
        "On Sunday, 3 March (Easter) - the ferry carried all of them across.",
        "The war ended on 3 March (Easter) - and nobody knew.",
        "By midnight on Oct. 30, the ferry had carried all of them across.",
        "last Friday, 3 March - the ferry carried all of them across.",
        "Paris Fashion Week, 24 September - 2 October: what to see",
        "The deal, 30 October 2024 (Monday) - the fourth of its kind",
        "The date of the fair, 3 March: come all",
        "He died in Paris, 3 May 1951. She lived on.",
        "Round 3, 30 October: Milton v Harbour",
        "Am Montag, 30. Oktober, hat die Gemeinde begonnen.",
        "রবিবার, ৩০ অক্টোবর: জেলা প্রশাসন কাজ শুরু করেছে।",
        "县政府10月30日宣布开始维修。",
        "Kathmandu, 14 (RSS): The council has begun.",
        "Mayor wins again, 3 March (Reuters) - The crew has begun.",
        "storm over Cork, 3 March (Reuters) - The crew has begun.",
        "MILTON, Feb. 31 (Reuters) - The council has begun.",
        "",
    ],
)
def test_running_text_with_a_day_files_nothing(text: str) -> None:
    """Sentences, ranges of days and days that no calendar has open no agency's copy."""
    assert opening(text) is None


@pytest.mark.parametrize(
    ("line", "is_dateline"),
    [
        ("10月30日 18時05分", True),
        ("10月30日(水) 18:05", True),
        ("10月30日に開幕", False),
        ("10月30日(水)18時開演", False),
        ("10月30日~11月2日", False),
    ],
)
def test_a_day_of_east_asia_without_its_year_stands_alone(line: str, is_dateline: bool) -> None:
    """Month and day in figures with their signs are a dateline where nothing but a weekday and a clock stands beside them."""
    read = parse(line)
    assert (read is not None) is is_dateline
    assert read is None or [(reading.year, reading.dates(2024)) for reading in read.dates] == [(None, {"fixed": DAY})]


@pytest.mark.parametrize(
    ("line", "days"),
    [
        ("12 - 14 October 2024", 0),
        ("30 Oct - 2 Nov", 0),
        ("28 Oct 2024 – 2 Nov 2024", 0),
        ("12.10.2024 bis 20.10.2024", 0),
        ("From 12 October 2024 to 20 October 2024", 0),
        ("Du 12 au 20 octobre 2024", 0),
        ("Del 12 al 20 de octubre de 2024", 0),
        ("Vom 12. bis 14. Oktober 2024", 0),
        ("С 12 по 20 октября 2024", 0),
        ("2024年10月12日~20日", 0),
        ("30 Oct 2024 - 30 अक्टूबर 2024", 2),
        ("Published 28 October 2024 - Updated 30 October 2024", 2),
        ("30 October 2024 - 28 October 2024", 2),
        ("3 comments 30 October 2024", 1),
        ("14:05 - 30 October 2024", 1),
        ("Milton - 30 October 2024", 1),
        ("30 October 2024 - 5 min read", 1),
    ],
)
def test_from_day_to_day_is_no_dateline(line: str, days: int) -> None:
    """A range of days is when something is held; two days with lead-ins, or the later one first, are the page's own."""
    read = parse(line) or dateline.loosely(line)
    assert len(read.dates if read else ()) == days


@pytest.mark.parametrize(
    "line",
    [
        "Opdateret kl. 16.40", "Oppdatert kl. 16.40", "Uppdaterad kl. 16.40", "Actualizado a las 16.40", "Bijgewerkt om 16.40",
        "Posodobljeno: 14.20", "Aktualisiert um 16.40 Uhr", "Updated at 16:40",
    ],
)  # fmt: skip
def test_a_lead_in_and_an_hour_say_today(line: str) -> None:
    """What has a lead-in, of one word or two, and an hour with a colon or a point was updated on the day it was scraped."""
    read = parse(line)
    assert read is not None
    assert [(ago.days, ago.kind) for ago in read.ago] == [(0, "updated")]


@pytest.mark.parametrize("line", ["Posodobljeno: 14.11", "Updated 2.0", "Updated 4.5 times"])
def test_a_lead_in_and_what_is_no_hour_say_nothing_of_today(line: str) -> None:
    """A day and month, and a count of something, are no hour."""
    read = parse(line)
    assert read is None or not read.ago
