"""Laws of what a page says of itself: whom to believe, in which shape, and which day that gives."""

from __future__ import annotations

from dataclasses import fields
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk import dating
from copydesk.ingest import webpage
from copydesk.ingest.webpage import authority, evidence, jsonld
from copydesk.model import Hints


def test_markup_in_a_title_is_inert() -> None:
    """A title that speaks of tags keeps them as text; tags that only dress it go."""
    said = "Why &amp;lt;script&amp;gt;alert(1)&amp;lt;/script&amp;gt; &lt;b&gt;broke&lt;/b&gt; it"
    source = f'<html><head><meta property="og:title" content="{said}"></head><body><p>The mill is open again.</p></body></html>'
    page = webpage.read(source.encode(), charset=None, url=None)
    assert page.hints.title == "Why <script>alert(1)</script> broke it"


def test_every_hint_has_its_authorities() -> None:
    """Nobody is named twice for one hint, and each voice says why it stands where it does."""
    orders = [getattr(authority, field.name.upper()) for field in fields(Hints)]
    assert all(len({voice.name for voice in order}) == len(order) > 1 for order in orders)
    assert all(voice.because for order in orders for voice in order)


@given(st.permutations(["json-ld:datepublished", "meta:article:published_time", "time:plain"]))
def test_authority_decides_and_not_the_place(names: list[str]) -> None:
    """Whatever order a page says things in, the same voice is believed."""
    days = {"json-ld:datepublished": "2024-10-30", "meta:article:published_time": "2024-10-29", "time:plain": "2024-10-28"}
    assert evidence.judge({name: [days[name]] for name in names}, None).published == "2024-10-30"


@pytest.mark.parametrize(
    ("first", "second", "believed"),
    [
        ("2024-10-30T23:30:00Z", "2024-10-31T05:00:00+05:30", "2024-10-31T05:00:00+05:30"),
        ("1730331000000", "2024-10-31T05:00:00+05:30", "2024-10-31T05:00:00+05:30"),
        ("2024-10-30T23:30:00Z", "2024-10-31T07:00:00+05:30", "2024-10-30T23:30:00Z"),
        ("2024-10-30T23:30:00-03:00", "2024-10-31T08:00:00+05:30", "2024-10-30T23:30:00-03:00"),
        ("0001-01-01T00:00:00", "2024-10-31", "2024-10-31"),
        ("soon", "2024-10-31", "2024-10-31"),
    ],
)
def test_the_sites_own_clock_is_believed(first: str, second: str, believed: str) -> None:
    """Of one moment printed twice the site's clock is taken, of two moments the first; what is no date is passed over."""
    assert evidence.judge({"json-ld:datepublished": [first], "meta:article:published_time": [second]}, None).published == believed


@pytest.mark.parametrize(
    ("published", "day"),
    [
        ("2024-10-30T23:30:00Z", date(2024, 10, 30)),
        ("2024-10-30T23:30:00.000+05:30", date(2024, 10, 30)),
        ("2024-10-30T23:30:00+0530", date(2024, 10, 30)),
        ("2024-10-30 23:30:00", date(2024, 10, 30)),
        ("20241030T233000Z", date(2024, 10, 30)),
        ("20241030", date(2024, 10, 30)),
        ("2024/10/30", date(2024, 10, 30)),
        ("Wed, 30 Oct 2024 23:30:00 GMT", date(2024, 10, 30)),
        ("Wed Oct 30 23:30:00 IST 2024", date(2024, 10, 30)),
        ("October 30, 2024, 11:30 pm IST", date(2024, 10, 30)),
        ("30.10.2024 23:30", date(2024, 10, 30)),
        ("1730331000", date(2024, 10, 30)),
        ("1730331000123", date(2024, 10, 30)),
    ],
)
def test_every_usual_shape_of_a_date_is_dated(published: str, day: date) -> None:
    """The day is the one that is printed, whatever zone stands behind it; of bare seconds, that of UTC."""
    guess = dating.find([], landed_on=date(2024, 11, 3), source="a.html", hints=Hints(published=published), language="en")
    assert (guess.value, guess.evidence) == (day, "metadata")


@pytest.mark.parametrize(
    ("script", "headline"),
    [
        ('{"@type":"NewsArticle","headline":"A",}', "A"),
        ('//<![CDATA[\n{"@type":"NewsArticle","headline":"A"}\n//]]>', "A"),
        ('<!-- {"@type":"NewsArticle","headline":"A"} -->', "A"),
        ('{"@type":"NewsArticle","headline":"A"};', "A"),
        ('{"@type":"NewsArticle","headline":"A\nB"}', "A\nB"),
        ("{&quot;@type&quot;:&quot;Article&quot;,&quot;headline&quot;:&quot;A&quot;}", "A"),
        ('{"@type":"NewsArticle" "headline":"A \\"b\\"", oops', 'A "b"'),
        ('{"@graph":[{"@type":["Thing","http://schema.org/BlogPosting"],"headline":"A"}]}', "A"),
        (
            '[{"@type":"ItemList","itemListElement":[{"@type":"NewsArticle","headline":"B"}]},{"@type":"Report","headline":"A"}]',
            "A",
        ),
        ('[{"@type":"NewsArticle","headline":"B"},{"@type":"NewsArticle","headline":"A"}]', "A"),
        ("[" * 9_000, None),
        ("null", None),
        ("", None),
    ],
)
def test_json_ld_is_read_as_it_is_written(script: str, headline: str | None) -> None:
    """What sites get wrong in JSON-LD costs nothing that can be saved, and the article is the one that the page shows."""
    assert jsonld.article(jsonld.nodes([script]), ["The A"]).get("headline") == headline
