"""The day of publication comes from the best evidence there is, names it, and is never in the future."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk import boilerplate, dating, lexicon
from copydesk.model import Guess, Hints
from tests.boilerplate.ferry import PROSE

LANDED = date(2024, 10, 31)


def find(
    *datelines: str,
    source: str = "a.txt",
    url: str | None = None,
    published: str | None = None,
    language: str = "en",
    landed: date = LANDED,
) -> Guess[date]:
    return dating.find(datelines, landed_on=landed, source=source, hints=Hints(url=url, published=published), language=language)


class Case(NamedTuple):
    """What is known of an article, and the day and evidence that must come of it."""

    evidence: str
    day: str
    lines: tuple[str, ...] = ()
    source: str = "a.txt"
    url: str | None = None
    published: str | None = None
    language: str = "und"


CASES = [
    Case("metadata", "2024-10-28", ("30 October 2024",), "2024-10-27.txt", published="2024-10-28T23:45:00+05:30"),
    Case("metadata", "2024-10-28", published="Mon, 28 Oct 2024 18:45:00 GMT"),
    Case("metadata", "2024-10-28", published="20241028"),
    Case("dateline-iso", "2024-10-30", ("2024-10-30 18:45",), published="2025-01-01"),  # metadata from the future says nothing
    Case("dateline-iso", "2024-10-30", ("2024-10-30T18:45:00Z",)),
    Case("dateline-month-name", "2024-10-30", ("Oct 30, 2024, 06:45 PM IST",)),
    Case("dateline-month-name", "2024-10-28", ("Updated: October 30, 2024", "Published: October 28, 2024")),
    Case("dateline-month-name", "2024-10-29", ("October 30, 2024", "Updated: October 29, 2024")),
    Case("dateline-month-name", "2024-10-28", ("October 28, 2024", "October 30, 2024")),  # of one kind, the first
    Case("dateline-month-name", "2024-10-28", ("Published: 5 November 2024", "October 28, 2024")),  # the first is in the future
    Case("dateline-month-name", "2024-10-12", ("12. listopada 2024.",), language="hr"),
    Case("dateline-month-name", "2023-11-12", ("12 listopada 2023",), language="pl"),
    Case("landing-day", "2024-10-31", ("12 listopada 2023",)),  # October or November: no day beats a wrong one
    Case("dateline-year-from-landing", "2024-07-12", ("12 lip, 10:15",), language="pl"),
    Case("url", "2024-07-12", url="https://vijesti.example/2024/srp/12/most", language="hr"),
    Case("url", "2023-08-12", url="https://zpravy.example/2023/srp/12/most", language="cs"),
    Case("dateline-year-from-landing", "2024-10-30", ("10:15 PM | 30 Oct",)),
    Case("dateline-year-from-landing", "2023-12-30", ("10:15 PM | 30 Dec",)),
    Case("dateline-day-above-12", "2024-10-30", ("10/30/2024 World",)),
    Case("dateline-day-above-12", "2024-10-30", ("30/10/2024 World",)),
    Case("dateline-day-above-12", "2024-10-30", ("૩૦/૧૦/૨૦૨૪",)),
    Case("dateline-same-either-way", "2024-10-10", ("10/10/2024",)),
    Case("dateline-agrees-with-path", "2024-09-10", ("10/09/2024",), "in/2024/09/10/x.txt"),
    Case("dateline-agrees-with-path", "2024-10-09", ("10/09/2024",), "x-20241009.txt"),
    Case("dateline-agrees-with-path", "2024-10-09", ("10/09/2024",), url="https://news.example/world/2024/10/09/slug/"),
    Case("dateline-not-in-future", "2024-10-11", ("10/11/2024",)),  # 10 November is still to come
    Case("dateline-same-order", "2024-09-10", ("Published: 09/10/2024", "Updated: 10/30/2024")),
    Case("dateline-language-order", "2024-09-10", ("10/09/2024",), language="en"),
    Case("dateline-ambiguous", "2024-09-10", ("10/09/2024",)),
    Case("url", "2024-10-27", source="2024-10-28.txt", url="https://news.example/2024/10/27/slug"),
    Case("url", "2024-10-29", ("Published: 5 November 2024",), url="https://news.example/2024-10-29-slug?d=2024-10-11"),
    Case("file-name", "2024-10-28", source="2024/10/27/2024-10-28-slug.txt"),
    Case("file-name", "2024-10-28", source="28-10-2024.txt"),
    Case("path", "2024-10-27", source="site/2024/10/27/slug.txt"),
    Case("landing-day", "2024-10-31"),
    Case("landing-day", "2024-10-31", ("He resigned on 3 May 2024.",), "2025-01-01.txt"),
]


@pytest.mark.parametrize("case", CASES, ids=[f"{case.evidence}-{n}" for n, case in enumerate(CASES)])
def test_each_kind_of_evidence_gives_its_day_and_its_name(case: Case) -> None:
    """For each kind of evidence the day is right and `evidence` says what decided it."""
    guess = find(*case.lines, source=case.source, url=case.url, published=case.published, language=case.language)
    assert (guess.evidence, guess.value.isoformat()) == (case.evidence, case.day)


def test_the_order_of_the_language_is_its_lexicons() -> None:
    """An ambiguous date is read as the article's language writes it, script suffix or not, with a confidence that shows it."""
    order = lexicon.load()["en"].dates.order
    for code in ("en", "en-Deva"):
        guess = find("04/05/2024", language=code)
        assert guess == Guess(date(2024, 5, 4) if order == "dmy" else date(2024, 4, 5), 0.7, "dateline-language-order")


def test_the_order_that_a_site_keeps_speaks_before_its_language() -> None:
    """A site whose other datelines prove an order is read in that order; datelines that disagree prove nothing."""
    assert dating.ways(["10/28/2024 World", "10/09/2024 Gujarat", "30 October 2024"]) == {"mdy"}
    assert dating.ways(["28/10/2024"]) == {"dmy"}
    assert dating.agreed(dating.ways(["28/10/2024", "10/28/2024"])) is dating.agreed(dating.ways(["10/09/2024"])) is None
    guess = dating.find(["10/09/2024 Gujarat"], landed_on=LANDED, source="a.txt", hints=Hints(), language="en", site_order="mdy")
    assert guess == Guess(date(2024, 10, 9), 0.9, "dateline-site-order")


def test_the_day_after_landing_is_still_possible() -> None:
    """A site one time zone ahead may already write tomorrow; the day after that is impossible."""
    assert find("1 November 2024").evidence == "dateline-month-name"
    assert find("2 November 2024").evidence == "landing-day"


_DAYS = st.dates(date(1991, 1, 1), date(2089, 12, 1))  # two digits of a year reach that far
_FORMS = st.sampled_from(
    (
        "%d/%m/%Y",
        "%m/%d/%Y",
        "%Y-%m-%d",
        "%d %B %Y",
        "%B %d, %Y",
        "%d-%m-%y",
        "Updated: %d.%m.%Y",
        "Published: %b %d, %Y",
        "%d %b",
    )
)


@settings(deadline=None)  # the first example loads the lexicons and the table of Nepal's calendar
@given(st.lists(st.tuples(_DAYS, _FORMS), max_size=3), _DAYS, _DAYS, _DAYS, st.sampled_from(("en", "und", "hi-Latn")))
def test_no_date_is_later_than_the_day_after_landing(
    printed: list[tuple[date, str]], landed: date, in_path: date, said: date, language: str
) -> None:
    """Whatever is printed, named or claimed, the answer is on or before the day after landing, and not before 1990."""
    lines = [day.strftime(form) for day, form in printed]
    guess = find(*lines, source=f"{in_path:%d-%m-%Y}.txt", published=said.isoformat(), language=language, landed=landed)
    assert date(1990, 1, 1) <= guess.value <= landed + timedelta(days=1)
    assert 0 < guess.confidence <= 1


@given(_DAYS, _FORMS, st.integers(0, 400))
def test_a_day_printed_plainly_is_found_or_said_to_be_a_matter_of_order(day: date, form: str, later: int) -> None:
    """One dateline, whatever its form: the very day comes back, unless the evidence admits that the order decided."""
    landed = day + timedelta(days=later)
    guess = find(day.strftime(form), landed=landed)
    unsure = {"dateline-language-order", "dateline-ambiguous", "dateline-not-in-future", "dateline-year-from-landing"}
    assert guess.value == day or guess.evidence in unsure


@given(_DAYS, st.permutations(["Published: {:%d %B %Y}", "Updated: {:%d/%m/%Y}", "{:%Y-%m-%d}"]))
def test_published_wins_wherever_it_stands(day: date, order: list[str]) -> None:
    """The published date is taken whatever stands before it."""
    days = {"P": day, "U": day + timedelta(days=1), "{": day - timedelta(days=3)}
    lines = [form.format(days[form[0]]) for form in order]
    assert find(*lines, landed=day + timedelta(days=2)).value == day


@pytest.mark.parametrize("credit", ["(AP Photo/Ann Lee)", "(Ann Lee/Getty Images)", "REUTERS/Ann Lee"])
def test_the_day_of_a_picture_dates_nothing(credit: str) -> None:
    """A caption that goes by its credit says when the picture was taken: no page is dated by it."""
    caption = f"The ferry at the new pier, Jan. 27, 2023. {credit}"
    page = boilerplate.strip(["Ferry to the islands runs again", caption, *PROSE], "Latn")
    assert [cut.text for cut in page.cuts if cut.rule == "photo-credit"] == [caption]
    assert dating.printed(page) == ()


@pytest.mark.parametrize(("landed", "evidence"), [(date(2024, 11, 12), "dateline-filed"), (date(2024, 11, 13), "landing-day")])
def test_a_day_that_copy_was_filed_on_is_believed_for_two_weeks(landed: date, evidence: str) -> None:
    """Law: an agency's day without its year is believed on the fourteenth day behind it, and not on the fifteenth."""
    found = find("NEW DELHI, Oct 29 (Reuters) - The ferry did not sail.", landed=landed)
    assert found.evidence == evidence


def test_an_update_may_be_of_the_day_of_publication() -> None:
    """Law: a page that was updated on the day that it was published names that day twice."""
    lines = ["Published: October 28, 2024", "Updated: October 28, 2024"]
    found, updated = dating.both(lines, landed_on=LANDED, source="a.txt", hints=Hints(), language="en")
    assert found.value == updated == date(2024, 10, 28)
