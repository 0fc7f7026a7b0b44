"""`copydesk learn-topics`: a topic model out of the lake's own articles, used only where it is better than the lexicon.

The articles whose section the site itself stated are the truth. They are split by time: a model is fitted on the older days of a
language, its margin chosen on newer ones, and both it and the lexicon judged on the newest. The file holds what was judged.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

from copydesk import reader
from copydesk.errors import MissingError
from copydesk.learn import fitting
from copydesk.learn.card import Card, Verdict, write
from copydesk.learn.fitting import Example
from copydesk.store import lake, open_there
from copydesk.topics import learned
from copydesk.topics.learned import Table

__all__ = ["Card", "Example", "Verdict", "of_examples", "of_lake", "write"]

STATED = ("section-label", "metadata", "url-section")
"""Evidence of topic_source that is the site's own word."""

LEAST_TEST = 50
"""A language with fewer articles on its newest days is not judged, and so gets no model."""

_LEAST_OF_TOPIC = 8  # articles to fit on; a topic with fewer is not learned
_MOST_OF_TOPIC = 1_000  # articles of a language and topic, the newest: more teach little and take memory
_FIT, _CHOOSE = 0.6, 0.8  # shares of a language's articles, oldest first: fitted on, margin chosen on; the rest is the test

Tell = Callable[[str, int, int], None]


def of_lake(root: str, tell: Tell, least_test: int = LEAST_TEST) -> tuple[bytes | None, Card]:
    """A model file and its card; no file where the model is nowhere better than the lexicon.

    Raises MissingError for a root that is not there, and for a lake without an article whose section a site stated.
    """
    examples = _examples(root, tell)
    if not examples:
        raise MissingError(
            f"no article under {root}/lake has a section that its site states (topic_source {', '.join(STATED)}), so there is "
            "nothing to learn from. Land files that carry one: in the record's metadata, its address, or a printed line."
        )
    return of_examples(examples, tell, least_test)


def of_examples(examples: Mapping[str, Sequence[Example]], tell: Tell, least_test: int = LEAST_TEST) -> tuple[bytes | None, Card]:
    """As of_lake(), from articles by language, each language's oldest first."""
    verdicts, tables = [], {}
    for number, (language, own) in enumerate(sorted(examples.items()), 1):
        verdict, table = _of_language(language, own, least_test)
        verdicts.append(verdict)
        if table is not None:
            tables[language] = table
        tell("languages learned", number, len(examples))
    every = sorted(one.day for own in examples.values() for one in own)
    data = learned.encode(tables) if tables else None
    sha256 = learned.digest(data) if data else ""
    return data, Card(every[0].isoformat(), every[-1].isoformat(), len(every), tuple(verdicts), sha256)


def _examples(root: str, tell: Tell) -> dict[str, list[Example]]:
    """By language the newest articles with a stated section, at most so many of a topic, oldest first."""
    days = sorted(lake.dates(open_there(root)), reverse=True)
    counts: Counter[tuple[str, str]] = Counter()
    found: dict[str, list[Example]] = {}
    for number, day in enumerate(days, 1):
        columns = ["id", "title", "text", "language", "topic", "topic_source"]
        for row in sorted(reader.read(root, [day], columns=columns).to_pylist(), key=lambda row: str(row["id"])):
            key = (row["language"], row["topic"])
            # A city section says where and not what, so what it calls local is no truth about words.
            if row["topic_source"] in STATED and row["topic"] != "local" and counts[key] < _MOST_OF_TOPIC:
                counts[key] += 1
                told = (row["id"], row["topic"], row["title"], row["text"], row["language"])
                found.setdefault(row["language"], []).append(fitting.example(day, *told))
        tell("dates read", number, len(days))
    return {language: sorted(own, key=lambda one: (one.day, one.id)) for language, own in found.items()}


def _of_language(language: str, own: Sequence[Example], least_test: int) -> tuple[Verdict, Table | None]:
    """Fit, choose the margin, judge; the table only where it was better than the lexicon beyond chance."""
    fit, choose, test = _split(own)
    names = sorted(topic for topic, count in Counter(one.topic for one in fit).items() if count >= _LEAST_OF_TOPIC)
    if len(test) < least_test or len(names) < 2:
        articles = f"{len(test)} article{'s' * (len(test) != 1)}"
        need = f"{articles} on its newest days and {len(names)} topics to fit; it needs {least_test} and 2."
        return Verdict(language, used=False, why=need), None
    table = fitting.train([one for one in fit if one.topic in names], names)
    table = fitting.with_margin(table, choose)
    answers = [fitting.answer(table, one) for one in test]
    better = sum(said == one.topic != one.by_words for one, said in zip(test, answers, strict=True))
    worse = sum(one.by_words == one.topic != said for one, said in zip(test, answers, strict=True))
    used = better - worse > 2 * math.sqrt(better + worse)
    verdict = Verdict(
        language,
        used,
        f"{better} articles mended and {worse} spoilt against the lexicon" + ("." if used else ", no more than chance."),
        len(fit), len(choose), len(test), table.margin,
        sum(learned.likeliest(table, one.buckets, one.values)[2] >= table.margin for one in test),
        sum(said == one.topic for one, said in zip(test, answers, strict=True)),
        sum(one.by_words == one.topic for one in test),
        dict(_by_topic(test, answers)),
    )  # fmt: skip
    return verdict, table if used else None


def _split(own: Sequence[Example]) -> tuple[list[Example], list[Example], list[Example]]:
    """Articles to fit on, to choose the margin on, to test on: oldest first, and no day on both sides of an edge."""
    edges = [own[int(share * len(own))].day for share in (_FIT, _CHOOSE)]
    fit = [one for one in own if one.day < edges[0]]
    choose = [one for one in own if edges[0] <= one.day < edges[1]]
    return fit, choose or fit, [one for one in own if one.day >= edges[1]]


def _by_topic(test: Sequence[Example], answers: Sequence[str]) -> Iterator[tuple[str, tuple[int, int, int]]]:
    for topic in sorted({one.topic for one in test}):
        own = [(one, said) for one, said in zip(test, answers, strict=True) if one.topic == topic]
        yield topic, (len(own), sum(said == topic for _, said in own), sum(one.by_words == topic for one, _ in own))
