"""Section lines are told from headlines, and say which topic and scope they stand for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk import lexicon, sections

ENGLISH = lexicon.parse("""
code = "en"
name = "English"
scripts = ["Latn"]
[[section]]
labels = ["Home", "News", "Breaking News", "Latest"]
[[section]]
labels = ["World", "Asia", "Geopolitics", "India-Pakistan"]
topic = "world"
scope = "world"
[[section]]
labels = ["India", "National"]
topic = "national"
scope = "national"
[[section]]
labels = ["Gujarat"]
topic = "local"
scope = "state"
[[section]]
labels = ["Sport", "Sports", "Sports News", "News Desk Sport"]
topic = "sport"
[[section]]
labels = ["Film/TV"]
topic = "entertainment"
[[section]]
labels = ["Politics"]
topic = "politics"
[[section]]
labels = ["खेल"]
""")
HINDI = lexicon.parse("""
code = "hi"
name = "Hindi"
scripts = ["Deva"]
[[section]]
labels = ["होम"]
[[section]]
labels = ["देश"]
topic = "national"
scope = "national"
[[section]]
labels = ["राजनीति"]
topic = "politics"
[[section]]
labels = ["खेल", "खेल समाचार"]
topic = "sport"
""")
KNOWN = sections.index([ENGLISH, HINDI])


@pytest.mark.parametrize(
    ("line", "topic", "scope"),
    [
        ("World", "world", "world"),
        ("Breaking News Geopolitics India-Pakistan", "world", "world"),
        ("Home > देश > राजनीति", "politics", "national"),
        ("World / Asia", "world", "world"),
        ("होम | खेल", "sport", None),
        ("NEWS » SPORT", "sport", None),
        ("Sport > India", "sport", "national"),
        ("India / Gujarat", "local", "state"),
        ("Home › Film/TV", "entertainment", None),
        ("Film/TV", "entertainment", None),
        ("Latest News", None, None),
        ("खेल समाचार:", "sport", None),
        ("Home > Sport > Rugby", "sport", None),
        ("Home > Gujarat > वडोदरा", "local", "state"),
        ("Breaking News Sports News", "sport", None),
        ("News Desk Sport", "sport", None),
    ],
)
def test_a_section_line_says_its_topic(line: str, topic: str | None, scope: str | None) -> None:
    """A line made of section labels alone is read, and its subject beats its place."""
    said = sections.read(line, KNOWN)
    assert said is not None
    assert (said.topic, said.scope) == (topic, scope)


@pytest.mark.parametrize(
    "line",
    [
        "",
        " » ",
        "World leaders meet in Geneva",
        "Sport is good for the heart",
        "Rajkot",
        "Rajkot > Sport",
        "Home > Rajkot East > Sport",
        "Home > Rajkot > Surat",
        "Home Rajkot",
        "News" * 60,
        "World " * 9,
        "देश में चुनाव",
        "राजनीतिक",
    ],
)
def test_a_line_with_other_words_is_no_section_line(line: str) -> None:
    """Words that are no label keep a line from being a section line, but for one stranger in a breadcrumb trail."""
    assert sections.read(line, KNOWN) is None


def test_a_label_may_hold_a_separator() -> None:
    """A line that is one label is that label, though its parts would be a trail of other labels."""
    own = lexicon.parse("""
code = "ko"
scripts = ["Hang"]
[[section]]
labels = ["IT", "IT·과학"]
topic = "technology"
[[section]]
labels = ["과학"]
topic = "science"
""")
    known = sections.index([own])
    assert [found and found.topic for found in (sections.read(line, known) for line in ("IT·과학", "IT > 과학", "과학"))] == [
        "technology",
        "technology",
        "science",
    ]


def test_labels_are_given_in_order() -> None:
    """The labels come in the order of the line, each as its lexicon writes it, the stranger as printed."""
    said = sections.read("HOME » SPORTS NEWS » Hockey", KNOWN)
    assert said is not None
    assert said.labels == ("Home", "Sports News", "Hockey")


def test_a_label_with_a_topic_beats_one_without() -> None:
    """Where two lexicons share a label, the one that gives it a meaning is taken, whichever comes first."""
    for order in ([ENGLISH, HINDI], [HINDI, ENGLISH]):
        said = sections.read("खेल", sections.index(order))
        assert said is not None
        assert said.topic == "sport"


def test_gather_passes_over_other_names() -> None:
    """Among mixed names the section labels alone speak."""
    said = sections.gather(["hindi", "2024", "Sports,IPL;Rajkot", "story-of-a-match"], KNOWN)
    assert said is not None
    assert (said.labels, said.topic) == (("Sports",), "sport")
    assert sections.gather(["hindi", "2024"], KNOWN) is None


@given(
    st.lists(st.sampled_from(sorted(KNOWN.sections)), min_size=1, max_size=4), st.sampled_from([" > ", " | ", " / ", " » ", " "])
)
def test_any_row_of_labels_is_a_section_line(labels: list[str], separator: str) -> None:
    """However labels are put in a row, with any separator or none, the row is a section line."""
    assert sections.read(separator.join(labels), KNOWN) is not None


@given(st.text(max_size=80))
def test_no_text_breaks_the_reader(line: str) -> None:
    """Any text is answered, and only by labels that are known or stand in the line."""
    said = sections.read(line, KNOWN)
    if said is not None:
        known = {section.label for section in KNOWN.sections.values()}
        assert all(label in known or label in line for label in said.labels)


def test_the_seeds_are_world() -> None:
    """The two real section lines are read by the package's own lexicons."""
    for line in ("World", "Breaking News Geopolitics India-Pakistan"):
        said = sections.read(line)
        assert said is not None
        assert said.topic == "world", line


@pytest.mark.parametrize(
    ("line", "topic"),
    [
        ("Breaking News Geopolitics Indian Ocean", "world"),
        ("News Sport one two three", "sport"),
        ("News Sport one two three four", None),  # as many strangers are a sentence
        ("Sport one", None),  # one label begins many a headline
        ("one News Sport", None),
        ("", None),
    ],
)
def test_a_line_of_labels_and_tags_begins_with_two_labels(line: str, topic: str | None) -> None:
    """Law: a line that also has other words is a section line where it begins with two labels and few words follow."""
    said = sections.begins(line, KNOWN)
    assert (said and said.topic) == topic
