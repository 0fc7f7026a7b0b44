"""The pages with text of articles: a day's sample, a search by id, before and after of one record."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape

from copydesk.explain import page as lines
from copydesk.overview.articles import Found, Sample
from copydesk.overview.frame import Place, form, page
from copydesk.report.markup import Cell, section, table


def listing(place: Place, day: date | None, samples: Sequence[Sample], *, site: str = "", told: str = "") -> str:
    """A form to find an article, and the articles of a day that are most worth a look."""
    body = [_forms(place, day, site)]
    if told:
        body.append(f'<section class="remarks"><p>{escape(told)}</p></section>')
    if day and not told:
        rows: list[tuple[Cell, ...]] = [
            (
                place.link(f"articles/{one.id}", one.title, day=day),
                one.site,
                one.language,
                one.topic,
                str(one.published_on),
                one.cut_lines,
                one.doubtful,
            )
            for one in samples
        ]
        heads = ("Article", "Site", "Language", "Topic", "Published", "Lines cut", "by place and look")
        lead = "Those with the most lines cut by place and look come first: there wrong cuts are likeliest."
        body.append(section(f"Articles of landing day {day}", lead, table(heads, rows)))
    return page(place, "Articles: before and after", "\n".join(body), here="articles")


def _forms(place: Place, day: date | None, site: str) -> str:
    own = day.isoformat() if day else ""
    of_day = form(place, "articles", [("day", "Landing day", "date", own), ("site", "Site", "text", site)], "List")
    by_id = form(place, "articles", [("id", "Id of a record", "text", ""), ("day", "Landing day, if known", "date", "")], "Find")
    return f"<section>{of_day}{by_id}</section>"


def article(place: Place, found: Found) -> str:
    """One record as it landed and what was made of it: every line with its verdict, its rule and the reason."""
    ways = f'<p class="ways">{place.link(f"days/{found.day}", f"Landing day {found.day}")} '
    ways += f"{place.link('articles', 'Its articles', day=found.day)}</p>"
    if found.explained is None:
        why = (
            "Its file is no longer as it was when the day was run: run the day again."
            if found.fate == "accepted"
            else f"{found.reason}: {found.detail}"
        )
        body = f'{ways}<section class="remarks"><p><b>{escape(found.fate)}</b></p><p dir="auto">{escape(why)}</p></section>'
        return page(place, f"Record {found.id}", body, here="articles", lead=found.source)
    switches = f'<nav class="switches" aria-label="Lines to show">{lines.switches([found.explained])}</nav>'
    body = f'{ways}{switches}<div class="lines">{lines.article(found.explained)}</div>'
    lead = "The record as it landed: lines struck through were cut. Untick all cuts to read what was published."
    return page(place, f"Record {found.id}", body, here="articles", lead=lead)
