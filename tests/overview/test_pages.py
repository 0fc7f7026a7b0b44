"""The desk's pages: every number is the reports', nothing from the data is obeyed, everybody can read them."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape
from pathlib import Path

import pytest

from copydesk import pipeline
from copydesk.errors import MissingError
from copydesk.overview import articles, datepages, frame, pages, runs, shelf, textpages
from copydesk.overview.answers import Answers
from copydesk.overview.desk import Desk
from copydesk.overview.frame import Place
from copydesk.settings import Settings
from copydesk.store import open_root
from tests import newsyear
from tests.html_page import Page

PLACE = Place("/air/copydesk")
SAMPLES = Path(pipeline.__file__).parents[1] / "samples" / "landing"
EVIL = "<script>window.pwned = 1</script>\"'><img src=x onerror=alert(1)>&amp;"
LAST = newsyear.FIRST + timedelta(days=59)


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """Sixty days with faults, one day left out, a site with a hostile name and a damaged report."""
    root = tmp_path_factory.mktemp("desk")
    plant = {(50, "volume"): 0.3, (55, "rejected"): 0.2, **{(n, "silent"): ("site-013",) for n in range(52, 60)}}
    reports = newsyear.year(60, sites=20, plant=plant)
    for report in reports[-5:]:
        report["sites"][EVIL] = report["sites"].pop(next(iter(report["sites"])))
        report["remarks"] = [EVIL]
    place = open_root(str(root))
    newsyear.shelve(place, [report for number, report in enumerate(reports) if number != 40], {"2024-02-01": "2024-02-20"})
    place.write("reports/landed=2024-02-05/report.json", b"{")
    return Desk(Settings(root=str(root)))


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A sample day that was really run, and an article with a hostile headline and text in it."""
    settings = Settings(root=str(tmp_path_factory.mktemp("real")))
    pipeline.land(settings, SAMPLES / "2024-10-30", date(2024, 10, 30))
    evil = f"{EVIL} in the old town\n\nBy Asha Rao | Published: October 30, 2024\n\n" + "\n\n".join(
        f"The council of ward {n} voted to keep the mill, and {EVIL} was painted on its wall overnight." for n in range(4)
    )
    open_root(settings.root).write("landing/2024-10-30/evilpost/mill.txt", evil.encode())
    pipeline.run_day(settings, date(2024, 10, 30))
    return Desk(settings)


def front(desk: Desk) -> Page:
    """The first page."""
    return Page(pages.front(PLACE, desk.watched(), desk.dates(LAST - timedelta(days=40), LAST + timedelta(days=2)), LAST))


def span(desk: Desk, first: date, last: date) -> Page:
    """A range."""
    books, damaged = desk.span(first, last)
    return Page(pages.span(PLACE, first, last, books, shelf.together(books), damaged))


def all_pages(year: Desk, real: Desk) -> dict[str, Page]:
    """Every kind of page."""
    day = date(2024, 10, 30)
    run = runs.Run(EVIL, LAST, "success", "manual", 12.5, (runs.Tried(EVIL, "success", 2, 1.5),))
    found = articles.sample(real.settings, day, 50)
    evil = next(one for one in found if one.site == "evilpost")
    one = real.dates(day, day)[0]
    report = shelf.read_report(year.root, LAST)
    return {
        "front": front(year),
        "day": Page(pages.day(PLACE, report, year.days(), run)),
        "run": Page(pages.run_page(PLACE, run, report)),
        "run without report": Page(pages.run_page(PLACE, run, None)),
        "span": span(year, newsyear.FIRST, LAST),
        "empty span": span(year, date(2030, 1, 1), date(2030, 1, 5)),
        "calendar": Page(datepages.calendar(PLACE, 2024, year.dates(newsyear.FIRST, LAST), [2023, 2024], 3)),
        "date": Page(datepages.one_date(PLACE, one, real.catalogue.topics(day), real.days())),
        "articles": Page(textpages.listing(PLACE, day, found)),
        "no articles": Page(textpages.listing(PLACE, None, [], site=EVIL, told=EVIL)),
        "article": Page(textpages.article(PLACE, articles.find(real.settings, evil.id, day))),
        "message": Page(frame.message(PLACE, EVIL, EVIL)),
    }


def test_no_page_obeys_what_is_in_the_data(year: Desk, real: Desk) -> None:
    """Hostile names of sites, runs, headlines and texts are text: no tag or attribute of theirs, no inline script or style."""
    seen = 0
    for name, page in all_pages(year, real).items():
        assert page.tags.count("script") == 1, name
        assert not {"img", "style", "iframe"} & set(page.tags), name
        for tag, attribute, value in page.attributes:
            assert attribute != "style", (name, tag)
            assert not attribute.startswith("on"), (name, tag)
            assert attribute not in ("href", "src", "action") or value.startswith(("/air/copydesk/", "#")), (name, value)
        seen += EVIL in page.text
    assert seen >= 7


def test_no_page_asks_an_outside_address(year: Desk, real: Desk) -> None:
    """Script, style and links are the desk's own; the style sheet loads nothing."""
    for name, page in all_pages(year, real).items():
        assert not re.search(r"https?://|url\(|@import", re.sub(re.escape(unescape(EVIL)), "", page.source)), name
    assert not re.search(r"https?:|url\(|@import", frame.style() + frame.script())


def test_the_numbers_of_a_range_are_those_of_its_days(year: Desk) -> None:
    """The books of a range balance, and its tables tell each sum."""
    first, last = date(2024, 1, 10), date(2024, 1, 30)
    books, _ = year.span(first, last)
    page, whole = span(year, first, last), shelf.together(books)
    assert f"✓ The books balance: {whole.records:,} records in, {whole.records:,} accounted for" in page.text
    for reason, count in whole.tallies["reasons"].items():
        assert [reason, f"{count:,}"] in page.rows
    for rule, count in whole.tallies["cuts"].items():
        assert [rule, f"{count:,}"] in page.rows
    days = [row for row in page.rows if row and re.fullmatch(r"2024-01-\d\d", row[0]) and len(row) == 6]
    assert len(days) == len(books) == 21
    assert sum(int(row[2].replace(",", "")) for row in days) == whole.records
    for row in days:
        records, *fates = (int(cell.replace(",", "")) for cell in row[2:])
        assert records == sum(fates)


def test_columns_and_bars_are_drawn_to_scale(year: Desk) -> None:
    """The heights of a day's column are the shares of the busiest day."""
    page, books = front(year), year.watched().books
    top = max(book.records for book in books)
    drawn = re.findall(r'<rect class="is-published"[^>]* height="([\d.]+)"/>', page.source)
    assert [float(height) for height in drawn] == [pytest.approx(200 * b.fate("published") / top, abs=0.01) for b in books]


def test_the_first_page_tells_what_is_wrong(year: Desk) -> None:
    """Planted faults, the day left out, the damaged report and the remark all stand on the first page."""
    page = front(year)
    assert any(row[:2] == ["2024-02-20", "Records"] for row in page.rows)
    assert any(row[:2] == ["2024-02-25", "Share rejected or unreadable"] for row in page.rows)
    assert any(row[1:2] == ["A site is silent"] and row[2].startswith("site-013: nothing for") for row in page.rows)
    assert "reports/landed=2024-02-05/report.json is damaged" in page.text
    assert "landing day 2024-02-10. Backfill it." in page.text
    assert EVIL in page.text


def test_the_calendar_tells_each_date_once(year: Desk) -> None:
    """Each date is one link with its state in words; what waits is listed with the day that it waits for."""
    page = Page(datepages.calendar(PLACE, 2024, year.dates(newsyear.FIRST, LAST), [2024], 3))
    cells = re.findall(r'<a href="/air/copydesk/dates/([\d-]+)" class="state-([\w-]+)"', page.source)
    assert [day for day, _ in cells] == [str(newsyear.FIRST + timedelta(days=n)) for n in range(60)]
    states = dict(cells)
    assert states["2024-02-01"] == "late"
    assert {day for day, state in cells if state == "missing"} == {f"2024-02-{n:02}" for n in range(7, 11)}
    assert states["2024-02-29"] == "open"
    assert sum(f"{day}: {state}" in unescape(page.source) for day, state in cells) == 60


def test_an_empty_desk_says_what_to_do(tmp_path: Path) -> None:
    """Without any landing day every page is there and says so."""
    desk = Desk(Settings(root=str(tmp_path)))
    assert "No landing day has been run yet" in Page(pages.front(PLACE, desk.watched(), [], LAST)).text
    assert "No landing day has been run yet" in Page(datepages.calendar(PLACE, 2024, [], [], 3)).text
    assert "No landing day from" in span(desk, LAST, LAST).text


def test_an_article_is_found_by_its_id_alone(real: Desk) -> None:
    """Every article of the lake is found without its landing day; a record that was held back is found with it."""
    day = date(2024, 10, 30)
    for one in articles.sample(real.settings, day, 5):
        found = articles.find(real.settings, one.id)
        assert (found.day, found.fate) == (day, "accepted")
        assert found.explained is not None
    table = pipeline.root_of(real.settings)
    path = next(entry.path for entry in table.files("desk") if "/ledger-" in entry.path)
    from copydesk.store import parquet

    held = next(row for row in parquet.read(table, path).to_pylist() if row["fate"] == "unreadable")
    with pytest.raises(MissingError, match="Name its landing day"):
        articles.find(real.settings, held["id"])
    found = articles.find(real.settings, held["id"], day)
    assert found.explained is None
    assert held["reason"] in Page(textpages.article(PLACE, found)).text


@pytest.mark.parametrize("id", ["", "x", "../../etc", "0" * 31, "G" * 32, "0" * 33])
def test_what_is_no_id_is_refused(real: Desk, id: str) -> None:
    """An id is 32 hexadecimal digits; the error says so."""
    with pytest.raises(MissingError, match="32 hexadecimal digits"):
        articles.find(real.settings, id)


def test_before_and_after_shows_every_line_once(real: Desk) -> None:
    """Each line of the record is there with its verdict; the lines that are kept are the article."""
    [one] = [one for one in articles.sample(real.settings, date(2024, 10, 30), 50) if one.site == "evilpost"]
    found = articles.find(real.settings, one.id)
    page = Page(textpages.article(PLACE, found))
    assert found.explained
    assert page.source.count('<li class="') == len(found.explained.lines)
    assert page.text.count("painted on its wall") == 4


def test_a_sample_can_be_of_one_site(real: Desk) -> None:
    """A site goes by its folder, as in the reports."""
    day = date(2024, 10, 30)
    assert {one.site for one in articles.sample(real.settings, day, 99, "jandoot")} == {"jandoot"}
    assert len(articles.sample(real.settings, day, 99)) == shelf.to_book(shelf.read_report(real.root, day)).articles


def luminance(colour: str) -> float:
    """Relative luminance by WCAG 2."""
    digits = colour.lstrip("#")
    digits = "".join(c * 2 for c in digits) if len(digits) == 3 else digits
    parts = [int(digits[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    """Contrast of two colours by WCAG 2."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


TEXT = ("ink", "soft", "link", "good", "bad", "kept", "lifted", "lexicon", "repeat", "place")
SHAPES = ("published", "duplicate", "rejected", "unreadable", "taken-down", "trace", "focus", "edge", "corner", "bad")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_contrast_is_enough_in_light_and_dark(theme: str) -> None:
    """Text has 4.5 to 1 on each ground that it stands on, shapes that carry meaning 3 to 1 (WCAG 2 AA)."""
    [block] = re.findall(rf':root\[data-theme="{theme}"\] \{{(.*?)\}}', frame.style(), re.DOTALL)
    colours: dict[str, str] = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", block))
    for ground in ("paper", "card", "hover"):
        for name in TEXT:
            assert contrast(colours[name], colours[ground]) >= 4.5, (name, ground)
    for ground in ("paper", "card"):
        for name in SHAPES:
            assert contrast(colours[name], colours[ground]) >= 3, (name, ground)
    assert contrast(colours["ink"], colours["hint"]) >= 4.5
    assert contrast(colours["card"], colours["link"]) >= 4.5  # a button's text
    for state in ("complete", "late", "empty", "open", "before"):
        assert contrast(colours["on-plain"], colours[state]) >= 4.5, state
    for state in ("missing", "unfinished"):
        assert contrast(colours["on-strong"], colours[state]) >= 4.5, state


def test_whoever_chose_a_theme_gets_all_its_colours() -> None:
    """The theme chosen in Airflow sets every colour that the system's choice would set."""
    names = {
        theme: set(re.findall(r"--([\w-]+):", block))
        for theme, block in re.findall(r':root\[data-theme="(\w+)"\] \{(.*?)\}', frame.style(), re.DOTALL)
    }
    assert names["light"] == names["dark"] >= {*TEXT, *SHAPES}


def test_pages_can_be_used_without_a_mouse(year: Desk, real: Desk) -> None:
    """Each page has one main heading, a way past the menu, names for its forms and plots, and no positive tab order."""
    for name, page in all_pages(year, real).items():
        assert page.tags.count("h1") == 1, name
        assert page.links[0] == "#content", name
        assert ("main", "id", "content") in page.attributes, name
        assert all(int(value) <= 0 for _, attribute, value in page.attributes if attribute == "tabindex"), name
        assert page.source.count("<input") == page.source.count("<label"), name
        plots = re.findall(r"<svg[^>]*>", page.source)
        assert all("aria-label=" in plot or 'aria-hidden="true"' in plot for plot in plots), name
    assert "prefers-reduced-motion" in frame.style()
    assert ":focus-visible" in frame.style()


def test_slow_tasks_come_first_and_their_seconds_add_up() -> None:
    """Instances of a task are one row: their seconds in all, the longest, retries and states."""
    tried = [runs.Tried("strip", "success", 1, 3.0), runs.Tried("strip", "failed", 3, 5.0), runs.Tried("plan", "success", 1, 9.0)]
    tried.append(runs.Tried("wait", "running", 1, None))
    slow = runs.by_task(tried)
    assert [(one.task, one.seconds, one.longest) for one in slow] == [("plan", 9.0, 9.0), ("strip", 8.0, 5.0), ("wait", 0.0, 0.0)]
    assert (slow[1].retries, slow[1].states) == (2, {"success": 1, "failed": 1})


def test_answers_keep_their_bounds(year: Desk, tmp_path: Path) -> None:
    """A range is never longer than a year and a month, a calendar is of a year that there is, and a list of the latest day."""
    asked = Answers(year)
    assert "400" not in Page(asked.span(PLACE, None, None, LAST)).text.split("were run")[0]
    assert "of 30 were run" in Page(asked.span(PLACE, None, None, LAST)).text
    assert "of 401 were run" in Page(asked.span(PLACE, date(1990, 1, 1), LAST, LAST)).text
    assert "of 1 were run" in Page(asked.span(PLACE, date(2024, 2, 3), date(2024, 2, 1), LAST)).text
    for wanted in (0, -5, 99_999):
        assert "Publication dates of 2024" in Page(asked.calendar(PLACE, wanted, LAST)).text
    assert "Publication dates of 2019" in Page(asked.calendar(PLACE, 2019, LAST)).text
    assert asked.front(PLACE, LAST + timedelta(days=900)).count('class="state-') < 120
    empty = Answers(Desk(Settings(root=str(tmp_path))))
    for page in (empty.front(PLACE, LAST), empty.calendar(PLACE, 0, LAST), empty.listing(PLACE, None)[0]):
        assert "No landing day has been run yet" in Page(page).text
    with pytest.raises(MissingError, match="has no report"):
        empty.day(PLACE, LAST)


def test_a_list_of_a_day_that_was_never_run_says_so(real: Desk) -> None:
    """A day that was not run is no error page without a way on: the form stays, and the sentence says what to do."""
    page, known = Answers(real).listing(PLACE, date(1999, 1, 1))
    assert not known
    assert "has not been run yet: trigger clean_news" in Page(page).text
    page, known = Answers(real).listing(PLACE, date(2024, 10, 30), EVIL)
    assert known
    assert f"No article of the site {EVIL}" in Page(page).text


@pytest.mark.parametrize("day", [date.max, date.max - timedelta(days=1), date.min, date(1, 1, 2)])
def test_the_ends_of_time_have_pages(year: Desk, day: date) -> None:
    """Law: an address may name any day there is; where its neighbours would lie beyond, the page shows those that are."""
    answers = Answers(year)
    assert str(day) in answers.one_date(PLACE, day)
    for first, last in ((None, day), (day, None), (day, day)):
        assert "<main" in answers.span(PLACE, first, last, LAST)
