"""The pages about publication dates: the calendar of a year, and one date."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from html import escape

from copydesk.overview import plots
from copydesk.overview.completeness import STATES, Dated
from copydesk.overview.frame import Place, legend, page
from copydesk.overview.pages import NOTHING_YET, by_month
from copydesk.report import named_topics
from copydesk.report.markup import Cell, count, counted, section, table

_LATELY = 20


def calendar(place: Place, year: int, dated: Sequence[Dated], years: Sequence[int], reach: int) -> str:
    """A year of publication dates at a glance, what is wrong in it, and what changed lately."""
    if not dated:
        return page(place, "Publication dates", f'<section class="remarks"><p>{escape(NOTHING_YET)}</p></section>', here="dates")
    counts = Counter(one.state for one in dated)
    others = " ".join(place.link("dates", str(one), year=one) for one in years if one != year)
    months = "".join(plots.month(own, place.date) for own in by_month(dated))
    lead = (
        f"A date is complete when the landing days from it to {count(reach, 'day')} later were run. "
        + ", ".join(f"{counts[state]:,} {state}" for state in STATES if counts[state])
        + "."
    )
    body = [
        f'<p class="ways">{others}</p>' if others else "",
        f'<section><div class="months">{months}</div>{legend(STATES, "state")}</section>',
        _wrong(place, dated),
        _lately(place, dated),
    ]
    return page(place, f"Publication dates of {year}", "\n".join(body), here="dates", lead=lead)


def _wrong(place: Place, dated: Sequence[Dated]) -> str:
    rows: list[tuple[Cell, ...]] = [
        (place.link(f"dates/{one.day}", str(one.day)), one.state, one.why)
        for one in dated
        if one.state in ("missing", "unfinished", "open")
    ]
    body = table(("Date", "State", "Why"), rows, most=10) if rows else '<p class="good">✓ None.</p>'
    return section("Not complete", "Dates that wait for a landing day.", body)


def _lately(place: Place, dated: Sequence[Dated]) -> str:
    held = sorted(((one, one.held) for one in dated if one.held), key=lambda pair: (-pair[1].written, pair[0].day))
    rows: list[tuple[Cell, ...]] = [
        (place.link(f"dates/{one.day}", str(one.day)), one.state, _when(own.written), own.published)
        for one, own in held[:_LATELY]
    ]
    lead = "Publication dates that were written last, in UTC. A reader of a date that changed since should read it again."
    return section("Changed lately", lead, table(("Date", "State", "Written", "Articles"), rows, most=10))


def _when(written: float) -> str:
    return f"{datetime.fromtimestamp(written, UTC):%Y-%m-%d %H:%M}"


def one_date(place: Place, one: Dated, topics: Mapping[str, int], run: Sequence[date]) -> str:
    """One publication date: its state and why, the landing days behind it, its topics."""
    kind = "good" if one.state in ("complete", "late", "empty") else "bad" if one.state in ("missing", "unfinished") else "soft"
    body = [
        f'<section><p class="{kind}"><b>{one.state}</b>: {one.why}</p>{legend({one.state: STATES[one.state]}, "state")}</section>'
    ]
    if one.held:
        rows: list[tuple[Cell, ...]] = [
            (place.link(f"days/{day}", str(day)) if day in set(run) else str(day), f"{(day - one.day).days} days after")
            for day in one.held.landings
        ]
        facts = f"{count(one.held.published, 'article')}, {count(one.held.duplicates, 'duplicate')}, "
        facts += f"written {_when(one.held.written)} UTC."
        body.append(section("Landing days behind it", facts, table(("Landing day", "Came"), rows, most=15)))
        body.append(counted("Topics", "Articles in each partition.", "Topic", named_topics(topics)))
    return page(place, f"Publication date {one.day}", "\n".join(body), here="dates")
