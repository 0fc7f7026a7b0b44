"""The lexicons hold what they promise: each rule passes its own tests, and the loader refuses what cannot be trusted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk import lexicon
from copydesk.boilerplate import phrases
from copydesk.errors import LexiconError
from copydesk.lexicon import Rule
from copydesk.schema import TOPICS
from copydesk.text import FULL_STOPS, STOPS, UNSPACED, char_script, ends_sentence, fold, shape

LEXICONS = lexicon.load()
RULES = [rule for one in LEXICONS.values() for rule in one.boilerplate]
PROMISED = ("gu", "hi", "mr", "bn", "pa", "ta", "te", "ur", "en")
FEWEST_RULES = 15
TELLING = sorted(set(TOPICS) - {"uncategorised"})


def cases(kind: str) -> list[object]:
    """One parameter for each line that a rule drops or keeps, named after it: en/leave-a-reply-drops-1."""
    return [
        pytest.param(rule, line, id=f"{rule.name}-{kind}-{number}")
        for rule in RULES
        for number, line in enumerate(getattr(rule, kind), 1)
    ]


def _covers(tokens: Sequence[str], pieces: Iterable[tuple[str, ...]]) -> bool:
    """Whether the tokens are a row of the pieces with nothing left over."""
    known, ends = set(pieces), {0}
    longest = max(map(len, known), default=0)
    for end in range(1, len(tokens) + 1):
        if any(start in ends and tuple(tokens[start:end]) in known for start in range(max(0, end - longest), end)):
            ends.add(end)
    return bool(tokens) and len(tokens) in ends


def _heads(rule: Rule) -> bool:
    return rule.leads or rule.lists or rule.tags or rule.author


def _stands(line: str, phrase: str, match: str) -> bool:
    if match == "starts":
        return line.startswith(phrase)
    return line.endswith(phrase) if match == "ends" else phrase in line


def _ends_in_credit(rule: Rule, line: str) -> bool:
    """A bracket, the stop of a sentence or a dash with a blank on both sides, a phrase of the rule, a colon, and a name.

    The name has up to 8 words and 60 characters.
    """
    colons = [place for place, letter in enumerate(line) if letter in ":：=՝፦៖"]
    if not colons:
        return False
    words, name = line[: colons[-1]].rstrip().casefold(), line[colons[-1] + 1 :].rstrip()
    before = set(STOPS) | set('([（［【)]}）］】」』》〉”"»›')
    leads = [lead for phrase in rule.phrases if words.endswith(lead := phrase.casefold())]
    rests = [(lead, words.removesuffix(lead)) for lead in leads]
    marked = [lead for lead, rest in rests if set(rest.rstrip()[-1:]) & before or rest.endswith((" - ", " – ", " — "))]
    lengths = [len(line.rstrip()) / 4 if char_script(lead[0]) in UNSPACED else len(line.split()) for lead in marked]
    return bool(lengths) and min(lengths) <= rule.words_at_most and 0 < len(name.split()) <= 8 and len(name) <= 60


def _begins_with_label(rule: Rule, line: str) -> bool:
    """A phrase of the rule, perhaps behind an opening bracket, a mark, and three words or more without a full stop behind."""
    text = line.strip()
    if text[:1] in "[【〔<*•►▶":
        text = text[1:]
    marks = [place for place, letter in enumerate(text) if letter in ":：՝፦៖|│›»>】〕]"]
    marks += [place for place in range(1, len(text) - 1) if text[place] in "-–—" and text[place + 1] == " "]
    marks += [place for place in range(1, len(text) - 1) if text[place] in "ःঃઃଃఃಃഃඃ" and text[place + 1] == " "]
    marks = [place for place in marks if place >= 2]
    if not marks or min(marks) > 41 or shape(text[: min(marks)]) not in _keys(rule):
        return False
    behind = shape(text[min(marks) + 1 :])
    words = [word for word in behind.split() if "0" not in word]
    if not words or (ends_sentence(line, FULL_STOPS) and not line.rstrip().endswith("..")):
        return False
    if (first := behind.split()[0]) != "0" and "0" in first:  # "4K", a value and no headline
        return False
    if char_script(behind[0]) in UNSPACED:
        return len(" ".join(words)) >= 12 and len(behind) <= 4 * rule.words_at_most
    return len(words) >= 3 and len(behind.split()) <= rule.words_at_most


def _begins_with_mark_behind(line: str, phrase: str) -> bool:
    """The phrase and a mark, or nothing but the phrase."""
    text = line.lstrip(" \t[(<*•►▶|›»>-–—【〔［（")
    marks = [n for n, sign in enumerate(text) if sign in ":：=՝፦៖|│›»>】〕])］）"]
    marks += [n for n in range(1, len(text) - 1) if text[n] in "-–—" and text[n - 1].isspace() and text[n + 1].isspace()]
    marks += [n for n in range(1, len(text) - 1) if text[n] in "ःঃઃଃఃಃഃඃ" and text[n + 1].isspace()]
    return shape(text[: min(marks, default=len(text))]) == phrase


@cache
def _keys(rule: Rule) -> list[str]:
    return [shape(phrase) for phrase in rule.phrases]


def takes(rule: Rule, line: str) -> bool:
    """What the documentation of lexicon.Rule says, written down a second time and as plainly as can be."""
    if rule.match == "credit":
        return _ends_in_credit(rule, line)
    if rule.match == "label":
        return _begins_with_label(rule, line)
    key, keys = shape(line), _keys(rule)
    if rule.match == "whole":
        counted = key.removesuffix(" 0") if regex.search(r"[(\[]\s?\p{Nd}{1,6}\s?[)\]]\s?$", line) else key
        return key in keys or counted in keys or (rule.leads and _begins_with_label(rule, line))
    if rule.match == "only":
        return _covers(key.split(), (tuple(phrase.split()) for phrase in keys))
    beside = [shape(phrase) for phrase in rule.beside]
    if beside and not any(
        phrase in key if char_script(phrase[0]) in UNSPACED else f" {phrase}" in f" {key}" for phrase in beside
    ):
        return False
    for printed, phrase in zip(rule.phrases, keys, strict=True):
        if rule.match == "starts" and printed.rstrip()[-1] in ":：=՝፦៖" and not _begins_with_mark_behind(line, phrase):
            continue
        if char_script(phrase[0]) in UNSPACED:
            if len(key) <= 4 * rule.words_at_most and _stands(key, phrase, rule.match):
                return True
        elif len(key.split()) <= rule.words_at_most and _stands(f" {key} ", f" {phrase} ", rule.match):
            return True
    return False


@pytest.mark.parametrize(("rule", "line"), cases("drops"))
def test_a_rule_takes_the_lines_it_drops(rule: Rule, line: str) -> None:
    """Each line that a rule says it drops is taken by that rule, and by all the rules together."""
    assert takes(rule, line), f"{rule.name} does not match {line!r}: mend its phrases, or the line"
    assert phrases.match(line) is not None


@pytest.mark.parametrize(("rule", "line"), cases("keeps"))
def test_no_rule_takes_the_lines_that_one_keeps(rule: Rule, line: str) -> None:
    """A line that any rule must keep is kept by every rule of every language."""
    found = phrases.match(line)
    assert found is None, (
        f"{found.name if found else ''} takes {line!r}, which {rule.name} keeps: make its phrase or words_at_most tighter"
    )


LINES = [line for rule in RULES for line in (*rule.drops, *rule.keeps)]


@settings(deadline=None)  # some ten thousand phrases are read one by one
@given(st.sampled_from(LINES), st.sampled_from(LINES), st.integers(0, 2))
def test_the_index_agrees_with_the_rules_read_one_by_one(line: str, other: str, mixture: int) -> None:
    """The index finds a rule for a line exactly if some rule, read by itself, takes the line; and it finds one that does."""
    asked = (line, f"{line} {other}", f"{other.upper()}: {line}!")[mixture]
    found = phrases.match(asked)
    alone = [rule for rule in RULES if takes(rule, asked)]
    if found is None:
        assert not alone
    elif found.match != "only":
        assert found in alone


@pytest.mark.parametrize(
    ("line", "is_tags"),
    [
        ("Štítky: most, řeka", True),
        ("Štítky | most | řeka", True),
        ("Štítky – most – řeka", True),
        ("Štítky", True),
        ("Štítky na lahvích: výrobci je chtějí zmenšit", False),
        ("Štítky na lahvích musí být čitelné", False),
        ("Propietario: Editorial del Valle", True),
        ("Propietario de un bar denuncia un robo", False),
        ("相关新闻：渡轮恢复通航", True),
        ("【相关新闻】渡轮恢复通航", True),
        ("相关新闻工作者表示欢迎", False),
        ("Պիտակներ՝ գետ, ձմեռ", True),
        ("Պիտակներ կպցրին շշերին", False),
        ("መፍትሕ ቃላት፦ ሩባ, ክረምቲ", True),
        ("መፍትሕ ቃላት ተሓቢኦም", False),
        ("ពាក្យគន្លឹះ៖ ត្រី, បឹង", True),
        ("ពាក្យគន្លឹះ ត្រី បឹង", False),
    ],
)
def test_a_beginning_that_ends_in_a_colon_wants_it(line: str, is_tags: bool) -> None:
    """A phrase of a line's start that has a colon takes only lines with a mark in its place, or nothing behind it."""
    assert (phrases.match(line) is not None) is is_tags


@pytest.mark.parametrize(
    ("line", "is_caption"),
    [
        ("The dam at dawn. Photo: Ellen Marsh", True),
        ("The dam at dawn (Photo: Ellen Marsh)", True),
        ("The dam at dawn | Photo: Ellen Marsh", True),
        ("The dam at dawn - Photo: Ellen Marsh", True),
        ("The dam at dawn — Photo: Ellen Marsh", True),
        ("The dam at dawn, a stop-photo: Ellen Marsh", False),
        ("The dam at dawn, a photo: Ellen Marsh", False),
        ("The dam at dawn. Photo Ellen Marsh", False),
        ("Ամբարտակը լուսաբացին։ Լուսանկարը՝ Աննա Մարտիրոսյանի", True),
        ("Բոլորը հիշում են նույն լուսանկարը՝ դատարկ փողոց", False),
        ("The dam at dawn. Photo:", False),
        ("The dam at dawn. Photo: " + "Marshmallow" * 6, False),
        ("The dam at dawn. Photo: a b c d e f g h i", False),
        ("Early light on the dam " * 8 + "ends. Photo: Ellen Marsh", False),
        ("洪水退后居民清理广场。图：新华社", True),
        ("洪水退后居民清理广场" * 16 + "。图：新华社", False),
    ],
)
def test_a_caption_ends_in_its_credit(line: str, is_caption: bool) -> None:
    """Behind a sentence or in brackets stand a word for a picture, a colon and a short name; longer lines are prose."""
    found = phrases.match(line)
    assert (found is not None and found.match == "credit") == is_caption


LABELS = """
[[boilerplate]]
id = "read-too"
match = "whole"
phrases = ["Also Read", "थप पढ्नुहोस्", "আরও পড়ুন"]
leads = true
because = "label of a headline of another article"
drops = ["Also Read"]
keeps = ["Also Reading wins the cup"]
"""


@pytest.mark.parametrize(
    ("line", "is_label"),
    [
        ("थप पढ्नुहोस्ः सुन तोलामा एक हजारले घट्यो", True),
        ("আরও পড়ুনঃ ঢাকায় আসছেন নতুন কোচ...", True),
        ("থাকছেঃ ঢাকায় আসছেন নতুন কোচ", False),
        ("Also Read: why the ferry waits for a train...", True),
        ("Also Read: the ferry waits for a train.", False),
    ],
)
def test_a_label_may_end_in_a_visarga_and_its_headline_in_dots(line: str, is_label: bool) -> None:
    """The sign that looks like a colon is written for one, and three dots are no full stop."""
    found = phrases.Index(lexicon.parse(HEAD + LABELS).boilerplate).match(line)
    assert (found is not None) == is_label


@pytest.mark.parametrize(
    ("line", "is_label"),
    [
        ("Also Read (3)", True), ("Also Read [12]", True), ("আরও পড়ুন (৪)", True), ("Also Read 3", False),
        ("Also Reading (3)", False), ("Also Read (part 3)", False), ("3 Also Read (3)", False),
    ],
)  # fmt: skip
def test_a_label_may_count_in_brackets(line: str, is_label: bool) -> None:
    """A whole line that a rule knows may have a number in brackets behind it: of pictures, of comments, of articles."""
    found = phrases.Index(lexicon.parse(HEAD + LABELS).boilerplate).match(line)
    assert (found is not None) == is_label


BESIDE = """
[[boilerplate]]
id = "join"
match = "ends"
phrases = ["join now"]
beside = ["whatsapp", "our channel"]
because = "plea to join"
drops = ["Get news on WhatsApp, join now"]
keeps = ["Why farmers join now"]
"""


@pytest.mark.parametrize(
    ("line", "is_plea"),
    [
        ("Get news on WhatsApp, join now!", True),
        ("See our channel and join now", True),
        ("Why farmers join now", False),
        ("Join now: WhatsApp group of farmers", False),
        ("Our channels, join now", True),
        ("Sour channels, join now", False),
    ],
)
def test_a_phrase_may_ask_for_another_beside_it(line: str, is_plea: bool) -> None:
    """A rule with phrases beside its own takes a line only where one of each stands in it, of these the beginning of words."""
    found = phrases.Index(lexicon.parse(HEAD + BESIDE).boilerplate).match(line)
    assert (found is not None) == is_plea


def test_the_promised_languages_have_enough_rules() -> None:
    """Each language that the project names has at least fifteen boilerplate rules, section labels, topics and a calendar."""
    for code in PROMISED:
        one = LEXICONS[code]
        assert len(one.boilerplate) >= FEWEST_RULES, code
        assert {section.topic for section in one.sections} >= {"world", "national", "local", "sport"}, code
        assert len(one.dates.months) == 12, code
        assert one.dates.weekdays and one.dates.published and one.dates.updated and one.bylines.desks, code


@pytest.mark.parametrize("code", ["en", "hi"])
@pytest.mark.parametrize("topic", TELLING)
def test_every_topic_can_be_found_in_english_and_hindi(code: str, topic: str) -> None:
    """Every topic but `uncategorised` has a section label and words of its own in English and in Hindi."""
    assert any(section.topic == topic for section in LEXICONS[code].sections)
    assert len(LEXICONS[code].topics[topic]) >= 30


def test_no_phrase_stands_twice() -> None:
    """A phrase stands in one rule of one language: its spelling and its reason are kept in one place."""
    promised = [rule for rule in RULES if rule.language in PROMISED]
    spelled = {"credit": str.casefold}  # what is matched with its marks is matched as spelled
    places = Counter((rule.match, spelled.get(rule.match, shape)(phrase)) for rule in promised for phrase in rule.phrases)
    assert [place for place, times in places.items() if times > 1] == []


def test_no_phrase_of_a_language_is_out_of_reach() -> None:
    """Law: of a language's phrases none is what an earlier one is, matched in the same way in lines as long."""
    twice, seen = [], dict[tuple[str, ...], Rule]()
    for rule in RULES:
        for phrase in rule.phrases:
            said = phrase.casefold() if rule.match == "credit" else shape(phrase)
            marked = str(rule.match == "starts" and phrase[-1] in ":：=՝፦៖")
            first = seen.setdefault((rule.language, rule.match, said, marked), rule)
            reaches = first.words_at_most >= rule.words_at_most and not first.beside
            if first is not rule and (rule.match in ("whole", "only", "label") or reaches):
                twice.append((rule.name, phrase, first.name))
    assert twice == []


@pytest.mark.parametrize("rule", [rule for rule in RULES if _heads(rule)], ids=lambda rule: rule.name)
def test_a_heading_is_a_heading_in_every_lexicon(rule: Rule) -> None:
    """What heads a list, tags or a box is not also listed by a rule that takes the heading alone, and leaves what is below."""
    found = {phrase: phrases.match(phrase) for phrase in rule.phrases if rule.match != "label"}
    assert [phrase for phrase, taken in found.items() if not (taken and _heads(taken))] == []


@pytest.mark.parametrize("code", sorted(LEXICONS))
def test_a_label_means_one_thing_in_its_language(code: str) -> None:
    """No lexicon gives one section label two meanings."""
    meanings: dict[str, set[tuple[str | None, str | None]]] = {}
    for section in LEXICONS[code].sections:
        meanings.setdefault(fold(section.label), set()).add((section.topic, section.scope))
    assert {label: found for label, found in meanings.items() if len(found) > 1} == {}


@pytest.mark.parametrize("code", sorted(LEXICONS))
def test_a_month_has_one_place_in_the_year(code: str) -> None:
    """No name is that of two months of one language."""
    names = Counter(name for names in LEXICONS[code].dates.months for name in {fold(name) for name in names})
    assert [name for name, times in names.items() if times > 1] == []


def test_a_place_section_says_how_far_it_reaches() -> None:
    """World, national and local labels carry a scope, and `uncategorised` is never a section's topic."""
    for one in LEXICONS.values():
        for section in one.sections:
            assert section.topic != "uncategorised", section
            if section.topic in ("world", "national"):
                assert section.scope == section.topic, section
            if section.topic == "local":
                assert section.scope in ("state", "city"), section


RULE = """
[[boilerplate]]
id = "leave-a-reply"
match = "whole"
phrase = "Leave a Reply"
because = "heading of the comment form"
drops = ["Leave a Reply"]
keeps = ["Ministers leave a reply to the court"]
"""
HEAD = 'code = "en"\nname = "English"\nscripts = ["Latn"]\n'
MONTHS = ", ".join(f'["m{n}"]' for n in range(1, 12))


def _broken() -> Iterator[object]:
    def case(name: str, source: str, says: str) -> object:
        return pytest.param(HEAD + source, says, id=name)

    yield case("no-drops", RULE.replace('drops = ["Leave a Reply"]', ""), "leave-a-reply: drops")
    yield case("no-keeps", RULE.replace('keeps = ["Ministers leave a reply to the court"]', "keeps = []"), "leave-a-reply: keeps")
    yield case("no-reason", RULE.replace('because = "heading of the comment form"', ""), "lacks 'because'")
    yield case("no-phrase", RULE.replace('phrase = "Leave a Reply"', ""), "leave-a-reply")
    yield case("phrase-and-phrases", RULE + 'phrases = ["Leave a Comment"]', "either a phrase or a list of phrases")
    yield case("phrase-of-punctuation", RULE.replace('"Leave a Reply"\nbecause', '"…"\nbecause'), "letters or digits")
    yield case("phrase-of-figures", RULE.replace('"Leave a Reply"\nbecause', '"16+"\nbecause'), "would match every number")
    yield case("unknown-match", RULE.replace('"whole"', '"somewhere"'), "match is 'somewhere'")
    yield case("beside-a-whole-line", RULE + 'beside = ["channel"]', "beside goes with a match of a part")
    yield case("beside-is-text", RULE.replace("whole", "ends") + 'beside = "channel"', "beside must be a list")
    yield case("unknown-key", RULE + 'why = "because"', r"unknown keys \['why'\]")
    yield case("unknown-key-at-top", 'sections = "x"\n', r"unknown keys \['sections'\]")
    yield case("doubled-id", RULE + RULE, r"stand twice: \['leave-a-reply'\]")
    yield case("unknown-topic-of-a-section", '[[section]]\ntopic = "gossip"\nlabels = ["Gossip"]', "topic 'gossip'")
    yield case("unknown-scope", '[[section]]\nscope = "moon"\nlabels = ["Moon"]', "scope 'moon'")
    yield case("section-without-labels", '[[section]]\ntopic = "sport"', "section labels")
    yield case("unknown-topic", '[[topic]]\nslug = "gossip"\nwords = ["gossip"]', "topic 'gossip'")
    yield case("doubled-topic", '[[topic]]\nslug = "sport"\nwords = ["ball"]\n' * 2, "topic 'sport'")
    yield case("eleven-months", f"[date]\nmonths = [{MONTHS}]", "months has 11 entries")
    yield case("unknown-order", '[date]\norder = "ydm"', "order is 'ydm'")
    yield case("unknown-key-in-byline", '[byline]\nmiddles = ["and"]', r"unknown keys \['middles'\]")
    yield case("not-toml", "code =", "is not TOML")


@pytest.mark.parametrize(("source", "says"), list(_broken()))
def test_the_loader_refuses(source: str, says: str) -> None:
    """A lexicon that breaks a rule of its own is refused as a whole, and the message names the entry."""
    with pytest.raises(LexiconError, match=says):
        lexicon.parse(source)


def test_the_loader_accepts_the_whole_example() -> None:
    """The example that the refusals are cut from is itself in order."""
    rule = lexicon.parse(HEAD + RULE).boilerplate[0]
    assert (rule.name, rule.phrases, rule.words_at_most, rule.leads) == ("en/leave-a-reply", ("Leave a Reply",), 30, False)
