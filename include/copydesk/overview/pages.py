"""The pages about landing days: the desk itself, one day, one run, a range of days. Pure functions from data to HTML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from html import escape
from typing import Any

from copydesk import report
from copydesk.overview import plots, runs
from copydesk.overview.completeness import STATES, Dated
from copydesk.overview.desk import DAYS, Watched
from copydesk.overview.frame import Place, form, legend, message, page
from copydesk.overview.shelf import SITE_COUNTS, Book
from copydesk.overview.trend import MEASURES
from copydesk.report.markup import FATES, Cell, Html, Seconds, count, fate_bar, section, table

NOTHING_YET = (
    "No landing day has been run yet: put files into landing/<day>/ below the root, then trigger clean_news for that day."
)
_MOST_ODD = 12


def front(place: Place, watched: Watched, dated: Sequence[Dated], today: date) -> str:
    """The desk: the latest day, what is out of the ordinary, trends, the last days, the last publication dates."""
    if not watched.books:
        return message(place, "The desk", *(watched.damaged or [NOTHING_YET]))
    body = [
        _damage(watched.damaged),
        _latest(place, watched.books[-1], dated, today),
        _odd(place, watched),
        _days_section(place, watched.books),
        _trends(watched),
        _dates(place, dated),
    ]
    return page(place, "The desk", "\n".join(body), here="")


def _damage(damaged: Sequence[str]) -> str:
    if not damaged:
        return ""
    items = "".join(f"<li>{escape(one)}</li>" for one in damaged)
    return f'<section class="remarks"><h2>Reports that cannot be read</h2><ul>{items}</ul></section>'


def _latest(place: Place, book: Book, dated: Sequence[Dated], today: date) -> str:
    done = [one for one in dated if one.state in ("complete", "late", "empty")]
    missing = [one for one in dated if one.state in ("missing", "unfinished")]
    held = book.fate("rejected") + book.fate("unreadable")
    facts = [
        f"{count(book.records, 'record')} came in on landing day {place.link(f'days/{book.day}', str(book.day))}: "
        f"{book.fate('published'):,} published, {held:,} held back.",
        f"Publication dates are complete up to {place.link(f'dates/{done[-1].day}', str(done[-1].day))}."
        if done
        else "No publication date is complete yet: each needs the landing days after it.",
    ]
    if (behind := (today - book.day).days - 1) > 0:
        facts.append(f"{count(behind, 'landing day')} after it, up to yesterday, were not run yet.")
    if missing:
        first = place.link(f"dates/{missing[0].day}", str(missing[0].day))
        facts.append(
            f"Of the {len(dated)} publication dates below {len(missing):,} will not be complete by waiting; "
            f"the first is {first}. {escape(missing[0].why)}"
        )
    facts += [escape(remark) for remark in book.remarks]
    bar = fate_bar({fate: book.fate(fate) for fate in FATES}) if book.records else ""
    told = "".join(f"<p>{fact}</p>" for fact in facts)
    return section("The latest landing day", "What became of its records.", bar + told)


def _odd(place: Place, watched: Watched) -> str:
    odd: list[tuple[Cell, ...]] = []
    for one in watched.odd:
        look = place.link("articles", "its articles", day=one.day, site=one.site) if one.what.endswith("changed") else ""
        odd.append((place.link(f"days/{one.day}", str(one.day)), one.what, Html(f"{escape(one.said)} {look}".strip())))
    body = table(("Day", "What", "Why it is marked"), odd, most=_MOST_ODD) if odd else '<p class="good">✓ Nothing.</p>'
    lead = f"Over the last {DAYS} landing days, each held against its own weeks before. No alarm by itself: have a look."
    return section("Out of the ordinary", lead, body)


def _days_section(place: Place, books: Sequence[Book]) -> str:
    rows: list[tuple[Cell, ...]] = [
        (
            place.link(f"days/{book.day}", str(book.day)),
            Html(fate_bar({fate: book.fate(fate) for fate in FATES})),
            book.records,
            book.fate("published"),
            book.fate("duplicate"),
            book.fate("rejected") + book.fate("unreadable") + book.fate("taken-down"),
        )
        for book in reversed(books)
    ]
    heads = ("Day", "Fates", "Records", "Published", "Duplicate", "Held back")
    plot = plots.fates_by_day(books, place.day) + _ends(books[0].day, books[-1].day)
    keys = "".join(f'<li><span class="key is-{fate}"></span>{fate}</li>' for fate in FATES)
    whole = f'{plot}<ul class="keys">{keys}</ul>{table(heads, rows, most=10)}'
    return section("The last days", "Every record has one fate; a column leads to its day.", whole, kind="days")


def _ends(first: date, last: date) -> str:
    return f'<p class="ends soft"><span>{first}</span><span>{last}</span></p>'


def _trends(watched: Watched) -> str:
    cards = []
    for measure in MEASURES:
        points = watched.trends[measure.name]
        known = [point for point in points if point.value is not None]
        if not known:
            continue
        now = known[-1]
        usual = (
            f"usually {measure.span(now.low, now.high)}"
            if now.low is not None and now.high is not None
            else "too few days before it to say what is usual"
        )
        body = plots.line(points, measure.told, measure.title) + _ends(points[0].day, points[-1].day)
        cards.append(section(measure.title, f"{now.day}: {measure.told(now.value or 0.0)}, {usual}.", body))
    return f'<div class="trio">{"".join(cards)}</div>'


def _dates(place: Place, dated: Sequence[Dated]) -> str:
    months = "".join(plots.month(own, place.date) for own in by_month(dated[-62:]))
    more = f"<p>{place.link('dates', 'The whole year')}</p>"
    return section(
        "Publication dates",
        "What readers may take for good.",
        f'<div class="months">{months}</div>{legend(_states(dated[-62:]), "state")}{more}',
    )


def _states(dated: Sequence[Dated]) -> dict[str, str]:
    """The legend's states: those that are there."""
    there = {one.state for one in dated}
    return {state: meaning for state, meaning in STATES.items() if state in there}


def by_month(dated: Sequence[Dated]) -> list[list[Dated]]:
    """Dates in groups of their months, in order."""
    months: dict[tuple[int, int], list[Dated]] = {}
    for one in dated:
        months.setdefault((one.day.year, one.day.month), []).append(one)
    return list(months.values())


def day(place: Place, found: Mapping[str, Any], days: Sequence[date], run: runs.Run | None = None) -> str:
    """One landing day: its whole report, what was slow, and the way to its articles and its neighbours."""
    own = date.fromisoformat(str(found["day"]))
    body = [_ways(place, own, days), *report.sections(found)]
    if run:
        body.insert(2, slow(run))
    lead = f"{count(int(found.get('records', 0)), 'record')} came in. The numbers are those of the day's last run."
    return page(place, f"Landing day {own}", "\n".join(body), lead=lead)


def _ways(place: Place, own: date, days: Sequence[date]) -> str:
    before, after = [one for one in days if one < own][-1:], [one for one in days if one > own][:1]
    links = [
        *(place.link(f"days/{one}", f"← {one}") for one in before),
        *(place.link(f"days/{one}", f"{one} →") for one in after),
        place.link("articles", "Articles: before and after", day=own),
        place.link(f"days/{own}/report", "The report as one file"),
        place.link(f"dates/{own}", f"Publication date {own}"),
    ]
    return f'<p class="ways">{" ".join(links)}</p>'


def slow(run: runs.Run) -> str:
    """Where the time of a run went, by task."""
    rows: list[tuple[Cell, ...]] = []
    for one in runs.by_task(run.tasks):
        states = ", ".join(f"{number} {state}" for state, number in sorted(one.states.items()))
        rows.append((one.task, states, one.retries, Seconds(one.longest), round(one.seconds)))
    whole = max((int(row[-1]) for row in rows), default=0)
    heads = ("Task", "Instances", "Retries", "Longest", "Seconds in all")
    took = f" It took {run.seconds:,.0f} seconds." if run.seconds is not None else ""
    lead = f"Run {run.run_id} ({run.kind}): {run.state}.{took} Seconds are of all instances of a task, each with its last try."
    return section("What was slow", lead, table(heads, rows, share_of=whole))


def run_page(place: Place, run: runs.Run, found: Mapping[str, Any] | None) -> str:
    """One run: its tasks, and the report of the landing day that it means, if there is one yet."""
    link = place.link(f"days/{run.day}", f"Landing day {run.day}")
    files = f"{place.link(f'days/{run.day}/report', 'The report as one file')} {place.link('articles', 'Articles', day=run.day)}"
    if found is None:
        told = "This landing day has no report yet: it is written by the run's task report_day."
        body = f'<section class="remarks"><p>{told}</p></section>{slow(run)}'
    else:
        body = f'<p class="ways">{link} {files}</p>{slow(run)}' + "\n".join(report.sections(found))
    return page(place, f"Landing day {run.day}", body, lead=f"What the run {run.run_id} is about. State: {run.state}.")


def span(place: Place, first: date, last: date, books: Sequence[Book], whole: Book, damaged: Sequence[str]) -> str:
    """A range of landing days as one, and each of them."""
    fields = [("first", "From", "date", first.isoformat()), ("last", "to", "date", last.isoformat())]
    asked = form(place, "span", fields, "Show")
    title = f"{first} to {last}"
    if not books:
        told = f"No landing day from {first} to {last} has a report."
        return page(place, title, f'{asked}{_damage(damaged)}<section class="remarks"><p>{told}</p></section>', here="span")
    body = [asked, _damage(damaged), _days_section(place, books), *report.sections(_as_report(whole))]
    lead = f"{count(len(books), 'landing day')} of {(last - first).days + 1} were run: {count(whole.records, 'record')}."
    return page(place, title, "\n".join(body), here="span", lead=lead)


def _as_report(whole: Book) -> dict[str, Any]:
    """The sum of several days in the shape of a report."""
    expectations = [{"column": "(all)", "expectation": "all, added up", "evaluated": whole.rows, "unexpected": whole.unexpected}]
    by_date: dict[str, int] = {}
    for path, rows in whole.partitions.items():
        dated = f"{path.partition('/')[0]}/topic=all topics"  # a year of dates and topics would be thousands of rows
        by_date[dated] = by_date.get(dated, 0) + rows
    sites = {site: dict(zip(SITE_COUNTS, counts, strict=True)) for site, counts in whole.sites.items()}
    return {
        "records": whole.records,
        **{name: dict(counts) for name, counts in whole.tallies.items()},
        "partitions": by_date,
        "validation": {"rows": whole.rows, "expectations": expectations},
        "sites": sites,
        "changed": list(whole.changed),
        "remarks": list(whole.remarks),
    }
