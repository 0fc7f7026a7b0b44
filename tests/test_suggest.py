"""`copydesk suggest`: lines that many articles lost without a phrase come out as rules that the lexicons accept."""

from __future__ import annotations

from datetime import date

import pytest

from copydesk import lexicon, pipeline, suggest
from copydesk.boilerplate.phrases import Index
from copydesk.settings import Settings

DAY = date(2024, 10, 29)
PLACES = ["Ashford", "Barrow", "Castleton", "Dunmore", "Elmwick", "Farley"]
NEW = 'Zerhun "delwa" qamishlo temenna'  # furniture that no lexicon knows
KNOWN = "Leave a Reply"


def page(place: str, number: int) -> str:
    """An article of its own, between a line that is furniture nobody knows and one that a lexicon knows."""
    return (
        f"{place} opens its {number}th footbridge over the river\n\nOctober 28, 2024\n\n"
        f"The council of {place} opened a footbridge on Monday, and {number + 20} people crossed it before noon.\n\n"
        f"It took {place} {number + 3} years and two floods to build it, the mayor of {place} said at the opening.\n\n"
        f"{NEW}\n\n{KNOWN}\n"
    )


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A landing day of six articles of one site, which was run."""
    folder = tmp_path_factory.mktemp("day")
    (folder / "in" / "daily").mkdir(parents=True)
    for number, place in enumerate(PLACES):
        (folder / "in" / "daily" / f"{place}.txt").write_text(page(place, number))
    settings = Settings(root=str(folder / "root"))
    pipeline.land(settings, folder / "in", DAY)
    pipeline.run_day(settings, DAY)
    return settings


def rules(text: str) -> tuple[lexicon.Rule, ...]:
    return lexicon.parse('code = "en"\nname = "English"\nscripts = ["Latn"]\n' + text, "en.toml").boilerplate


def test_a_line_without_a_phrase_becomes_a_rule_that_the_loader_accepts(settings: Settings) -> None:
    """What is printed can be pasted: it parses, names the line, drops it and keeps a line of the day's articles."""
    (rule,) = rules(suggest.of_day(settings, DAY))
    assert rule.phrases == (NEW,)
    index = Index([rule])
    assert all(index.match(line) for line in rule.drops)
    assert not any(index.match(line) for line in rule.keeps)


def test_what_a_lexicon_knows_is_not_suggested(settings: Settings) -> None:
    """A line that a phrase explains already is left out."""
    assert KNOWN not in suggest.of_day(settings, DAY, 2)


@pytest.mark.parametrize("line", ["245", "२४५", "＋2", "12 / 30", "۱۲۳ · ۴"])
def test_a_number_is_no_phrase(line: str) -> None:
    """Law: no rule is suggested for a line without a letter: all numbers are one phrase, and results and prices are lines too."""
    row = {"title": "", "language": "en", "script": "Latn", "source": "a/b", "site": ""}
    rows = {str(n): row | {"id": str(n), "content_sha256": str(n)} for n in range(9)}
    cuts = [{"id": id, "rule": rule, "text": text} for id in rows for rule in suggest.PLACE for text in (line, NEW)]
    assert [one.printed for one in suggest._candidates(rows, cuts).values()] == [{NEW}]


def test_the_headline_of_another_article_of_the_day_is_not_suggested() -> None:
    """A teaser is furniture of its day alone: a rule for it would cut the article that it stands above."""
    row = {"language": "en", "script": "Latn", "site": "daily", "text": ""}
    articles = {id: row | {"id": id, "title": f"{place} opens its bridge", "content_sha256": id, "source": f"daily/{id}.txt"}
                for id, place in zip("abc", PLACES, strict=False)}  # fmt: skip
    teased = [{"id": id, "rule": "day-chrome", "text": line} for id in "bc" for line in (articles["a"]["title"], NEW)]
    assert [one.printed for one in suggest._candidates(articles, teased).values()] == [{NEW}]


def test_a_line_must_be_carried_by_enough_articles(settings: Settings) -> None:
    """Above the number of articles that carry the line nothing is suggested."""
    assert rules(suggest.of_day(settings, DAY, len(PLACES))) != ()
    assert rules(suggest.of_day(settings, DAY, len(PLACES) + 1)) == ()


def test_the_day_suggests_the_same_however_often_it_is_asked(settings: Settings) -> None:
    """The same day gives the same text."""
    assert suggest.of_day(settings, DAY) == suggest.of_day(settings, DAY)


@pytest.mark.parametrize("text", ['a "quoted" word', "back\\slash", "tab\tand\x0bvertical", "ગુજરાતી", "del\x7f"])
def test_any_line_can_be_quoted(text: str) -> None:
    """A TOML string reads back as the line that was quoted."""
    import tomllib

    assert tomllib.loads(f"line = {suggest._quoted(text)}")["line"] == text
