"""Laws of the day's chrome: what many articles carry around their text goes, what is an article's own stays."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk import boilerplate
from copydesk.boilerplate import chrome, daychrome

SIGN_OFF = "Zerhun delwa qamishlo temenna"  # in no language that has a lexicon
PLEA = "Ke nemi daro ber tevna sarrin, ke lumo daro ber tevna."
PLACES = ["Ashford", "Barrow", "Castleton", "Dunmore", "Elmwick", "Farley", "Greendale", "Hollin", "Inverly", "Kirkby"]


def article(
    n: int, *, above: list[str] | None = None, inside: list[str] | None = None, below: list[str] | None = None
) -> list[str]:
    """A page about one place of its own, with lines above, inside and below its text."""
    place = PLACES[n % len(PLACES)] + (f" {n}" if n >= len(PLACES) else "")
    return [
        f"{place} council opens its {n + 2}th footbridge",
        *(above or []),
        f"The council of {place} opened a footbridge over the river on Monday, and {n + 20} people crossed it before noon.",
        *(inside or []),
        f"It took {place} {n + 3} years and two floods to build the bridge, the mayor of {place} said at the opening.",
        *(below or []),
    ]  # fmt: skip


def learnt(pages: list[list[str]], site: str = "daily") -> frozenset[int]:
    return daychrome.learn(daychrome.gathered((site, chrome.outline(page, "Latn")) for page in pages)).of(site)


def kept(page: list[str], known: frozenset[int]) -> list[str]:
    return [p.text for p in boilerplate.strip(page, "Latn", known=known).paragraphs]


@pytest.mark.parametrize("where", ["above", "below"])
def test_a_line_around_many_articles_of_a_site_is_cut_by_name(where: str) -> None:
    """A line that enough articles of a site carry above or below their text goes, in a language nobody wrote rules for."""
    pages = [article(n, **{where: [SIGN_OFF]}) for n in range(daychrome.OF_SITE)]
    known = learnt(pages)
    for page in pages:
        cuts = {cut.text: cut.rule for cut in boilerplate.strip(page, "Latn", known=known).cuts}
        assert cuts[SIGN_OFF] == "day-chrome"


def test_one_article_fewer_is_not_enough() -> None:
    """Below the number of articles nothing is learnt."""
    assert learnt([article(n, below=[SIGN_OFF]) for n in range(daychrome.OF_SITE - 1)]) == frozenset()


def test_copies_of_one_article_count_once() -> None:
    """An agency's article that lands many times teaches nothing: articles are counted, not files."""
    copies = [article(0, above=[f"{n} readers"], below=[SIGN_OFF]) for n in range(3 * daychrome.OF_DAY)]
    assert learnt(copies) == frozenset()


def test_a_refrain_counts_once_and_stays() -> None:
    """A line that one article repeats is its own."""
    song = article(
        1, inside=[SIGN_OFF, "The choir sang it again for the men who had built the piers.", SIGN_OFF], below=[SIGN_OFF]
    )
    known = learnt([song, *(article(n) for n in range(2, 12))])
    assert kept(song, known).count(SIGN_OFF) >= 2


def test_sub_heads_that_return_in_many_articles_stay() -> None:
    """A line inside the text is not chrome, however many articles have it."""
    pages = [article(n, inside=["What happens next?"]) for n in range(20)]
    known = learnt(pages)
    assert all("What happens next?" in kept(page, known) for page in pages)


@pytest.mark.parametrize("dateline", ["NEW DELHI (Reuters) –", "Dunmore:", "ખેડા (એજન્સી):"])
def test_where_an_agency_filed_stays(dateline: str) -> None:
    """A place with its agency, right above the text, belongs to the text, though many articles have it."""
    pages = [article(n, above=[dateline]) for n in range(20)]
    known = learnt(pages)
    assert not any(cut.rule == "day-chrome" for page in pages for cut in boilerplate.strip(page, "Latn", known=known).cuts)


def test_background_that_follow_ups_share_stays() -> None:
    """A paragraph below a few articles of a large site is background; below a good share of them it is a plea."""
    plain = [article(n) for n in range(40)]
    few = [*plain[8:], *(article(n, below=[PLEA]) for n in range(8))]
    many = [*plain[20:], *(article(n, below=[PLEA]) for n in range(20))]
    assert learnt(few) == frozenset()
    assert PLEA not in kept(many[-1], learnt(many))


def test_one_site_does_not_speak_for_another() -> None:
    """A line is chrome on the site that prints it, and elsewhere only when the whole day prints it."""
    pages = [("daily", article(n, below=[SIGN_OFF])) for n in range(6)] + [("other", article(n)) for n in range(6, 9)]
    found = daychrome.learn(daychrome.gathered((site, chrome.outline(page, "Latn")) for site, page in pages))
    assert found.of("daily")
    assert found.of("other") == frozenset()
    spread = [(f"site{n}", article(n, below=[SIGN_OFF])) for n in range(daychrome.OF_DAY)]
    assert daychrome.learn(daychrome.gathered((site, chrome.outline(page, "Latn")) for site, page in spread)).of("a new site")


def test_the_headline_that_others_tease_stays_the_headline() -> None:
    """An article that all other pages list among the most read keeps its own headline."""
    teased = article(0)
    pages = [teased, *(article(n, below=[teased[0]]) for n in range(1, 9))]
    known = learnt(pages)
    assert boilerplate.strip(teased, "Latn", known=known).title == teased[0]
    assert teased[0] not in kept(pages[3], known)


LINES = st.sampled_from([SIGN_OFF, PLEA, "Share", "What happens next?", "ખેડા (એજન્સી):", ""])
PAGES = st.lists(
    st.tuples(st.sampled_from(["a", "b", "."]), st.integers(0, 15), st.lists(LINES, max_size=3), st.lists(LINES, max_size=3)),
    min_size=1,
    max_size=24,
)


@settings(max_examples=60, deadline=None)
@given(PAGES, st.randoms(use_true_random=False))
def test_order_and_repetition_of_the_records_change_nothing(
    drawn: list[tuple[str, int, list[str], list[str]]], random: object
) -> None:
    """The chrome is a function of the set of records."""
    outlines = [(site, chrome.outline(article(n, above=above, below=below), "Latn")) for site, n, above, below in drawn]
    other = [*outlines, *outlines[::2]]
    random.shuffle(other)  # type: ignore[attr-defined] # hypothesis gives a Random
    assert daychrome.learn(daychrome.gathered(outlines)) == daychrome.learn(daychrome.gathered(other))


@settings(max_examples=60, deadline=None)
@given(PAGES, st.integers(1, 5), st.integers(1, 40))
def test_the_chrome_is_the_same_however_much_is_looked_at_in_one_step(
    drawn: list[tuple[str, int, list[str], list[str]]], articles: int, lines: int
) -> None:
    """A day that is learnt from a few articles, and a few numbers, at a time has the chrome of one that is learnt at once."""
    day = daychrome.gathered((site, chrome.outline(article(n, above=up, below=down), "Latn")) for site, n, up, down in drawn)
    learnt_at_once = daychrome.learn(day)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(daychrome, "ARTICLES_AT_ONCE", articles)
        patch.setattr(daychrome, "LINES_AT_ONCE", lines)
        assert daychrome.learn(day) == learnt_at_once


@settings(max_examples=60, deadline=None)
@given(PAGES)
def test_a_line_of_one_article_alone_is_never_chrome(drawn: list[tuple[str, int, list[str], list[str]]]) -> None:
    """Only lines that several articles have are ever learnt."""
    pages = [(site, article(n, above=above, below=below)) for site, n, above, below in drawn]
    found = daychrome.learn(daychrome.gathered((site, chrome.outline(page, "Latn")) for site, page in pages))
    for site, page in pages:
        cut = [c.text for c in boilerplate.strip(page, "Latn", known=found.of(site)).cuts if c.rule == "day-chrome"]
        for line in cut:
            assert len({other[0] for _, other in pages if line in other}) >= daychrome.OF_SITE


def by_hand(outlines: list[tuple[str, chrome.Outline]]) -> dict[str, frozenset[int]]:
    """The chrome of a day by the rule as it is told, one article after another."""
    by_site: dict[str, dict[int, chrome.Outline]] = {}
    for site, one in outlines:
        known = by_site.setdefault(site, {}).get(one.article)
        if one.lines and (known is None or (len(one.lines), one.lines, one.prose) > (len(known.lines), known.lines, known.prose)):
            by_site[site][one.article] = one
    everything = {article: one for site in sorted(by_site) for article, one in by_site[site].items()}
    found = {
        site: common(list(own.values()), daychrome.OF_SITE, daychrome.PROSE_OF_SITE) for site, own in by_site.items() if site
    }
    day = common(list(everything.values()), daychrome.OF_DAY, daychrome.OF_DAY)
    return {site: lines for site, lines in found.items() if lines} | {"": day}


def common(articles: list[chrome.Outline], least: int, least_prose: int) -> frozenset[int]:
    """Lines that enough articles carry outside their text."""
    total = Counter(number for one in articles for number in set(one.lines))
    often = {number for number, count in total.items() if count >= least}
    outside: Counter[int] = Counter()
    for one in articles:
        lines = list(zip(one.lines, one.prose, strict=True))
        own = [n for n, (number, prose) in enumerate(lines) if prose and number not in often]
        outside.update({number for n, (number, _) in enumerate(lines) if not own or not own[0] <= n <= own[-1]} & often)
    running = {number for one in articles for number, prose in zip(one.lines, one.prose, strict=True) if prose}
    enough = max(least_prose, daychrome.PROSE_SHARE * len(articles))
    return frozenset(
        number
        for number, count in outside.items()
        if count >= (enough if number in running else least) and count >= daychrome.OUTSIDE * total[number]
    )


OUTLINES = st.lists(
    st.tuples(
        st.sampled_from(["", "a", "b"]),
        st.lists(st.tuples(st.integers(0, 6), st.booleans()), max_size=6),
        st.integers(0, 25),
    ),
    max_size=60,
)


@settings(max_examples=300, deadline=None)
@given(OUTLINES)
def test_the_chrome_in_columns_is_that_of_the_rule(drawn: list[tuple[str, list[tuple[int, bool]], int]]) -> None:
    """Learning from columns finds what the rule finds when it is followed one article after another."""
    outlines = [
        (site, chrome.Outline(tuple(number for number, _ in lines), tuple(prose for _, prose in lines), article))
        for site, lines, article in drawn
    ]
    assert daychrome.learn(daychrome.gathered(outlines)).known == by_hand(outlines)
