"""Pairs of articles with a known answer, written by small grammars: are the two one article, or not?

The same seed gives the same pairs on every machine. Each kind says by construction which answer is right: an editor's
change to one article makes a duplicate; a second article made from the same form or about the same event does not.
"""

from __future__ import annotations

import random
import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from copydesk.text import words

LANGUAGES = ("bn", "en", "gu", "hi", "ta", "ur", "zh")
LENGTHS = (80, 120, 180, 260, 380, 600)
"""Words of the base articles; in Chinese, where letters are counted, half as much again."""

Grammar = dict[str, list[str]]

_SLOT = re.compile(r"\{([a-z_]+|[0-9]+-[0-9]+)\}")
_NUMBER = re.compile(r"[0-9]+")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts, how the second was made, and whether they are one article."""

    kind: str
    language: str
    one: str
    other: str
    same: bool


@cache
def grammar(language: str) -> Grammar:
    """The phrases of a language; a single string is a list of one."""
    table = tomllib.loads((Path(__file__).parent / "grammars" / f"{language}.toml").read_text("utf-8"))
    return {name: [value] if isinstance(value, str) else value for name, value in table.items()}


class Writer:
    """Fills slots: `{name}` from the phrases, none twice before all were used; `{3-60}` with a number between."""

    def __init__(self, language: str, chooser: random.Random, phrases: Grammar | None = None) -> None:
        self.language, self.chooser = language, chooser
        self.phrases = phrases or grammar(language)
        self._piles: dict[str, list[str]] = {}

    def draw(self, name: str) -> str:
        """The next phrase of a pool, filled."""
        pile = self._piles.setdefault(name, [])
        if not pile:
            pile.extend(self.phrases[name])
            self.chooser.shuffle(pile)
        return self.fill(pile.pop())

    def fill(self, pattern: str) -> str:
        """The pattern with every slot filled."""
        return _SLOT.sub(lambda slot: self._value(slot[1]), pattern)

    def _value(self, name: str) -> str:
        if not name[0].isdigit():
            return self.draw(name)
        least, most = map(int, name.split("-"))
        return str(self.chooser.randint(least, most))

    def article(self, length: int, frames: str = "frames") -> str:
        """Paragraphs of two to four sentences, `length` words in all or one sentence more."""
        paragraphs: list[str] = []
        written = 0
        while written < length:
            sentences: list[str] = []
            for _ in range(self.chooser.randint(2, 4)):
                if written < length:
                    sentences.append(self.draw(frames))
                    written += len(words(sentences[-1]))
            paragraphs.append(self.join(sentences))
        return "\n\n".join(paragraphs)

    def join(self, parts: list[str]) -> str:
        """Parts of a text behind one another; Chinese puts no blank between."""
        return ("" if self.language == "zh" else " ").join(parts)

    def split(self, text: str) -> list[str]:
        """Words as an editor sees them; in Chinese pieces of two letters, numbers whole."""
        return re.findall(r"[0-9:.]+|[^0-9\n]{1,2}", text) if self.language == "zh" else text.split()

    def fresh(self) -> Writer:
        """A writer of the same language who knows nothing of this event."""
        return Writer(self.language, self.chooser)

    def on_the_event(self, breadth: int) -> Writer:
        """A writer with a few people, places and facts of one event, its numbers settled."""
        sizes = {"place": 2, "person": 3, "role": 2, "body": 2, "crowd": 2, "when": 3, "deed": breadth, "cause": breadth}
        sizes |= {"react": breadth, "quote": 2 * breadth, "fact": 2 * breadth}
        known = {name: [self.draw(name) for _ in range(min(size, len(self.phrases[name])))] for name, size in sizes.items()}
        return Writer(self.language, self.chooser, {**self.phrases, **known})


def base(language: str, chooser: random.Random) -> tuple[str, Writer]:
    """A base article, and the writer who knows its event."""
    length = chooser.choice(LENGTHS)
    writer = Writer(language, chooser).on_the_event(3 + length // 100)
    return writer.article(length * 3 // 2 if language == "zh" else length), writer


Kind = Callable[[str, Writer], tuple[str, str]]
"""How a pair is made from a base article and its writer."""


def exact(text: str, writer: Writer) -> tuple[str, str]:
    """The same text twice."""
    del writer
    return text, text


def rewritten(share: float) -> Kind:
    """Some share of the words replaced, left out or joined by another; numbers stay."""

    def made(text: str, writer: Writer) -> tuple[str, str]:
        return text, "\n\n".join(_rewritten(paragraph, writer, share) for paragraph in text.split("\n\n"))

    return made


@cache
def _vocabulary(language: str) -> tuple[str, ...]:
    phrases = grammar(language)
    text = [phrase for name in ("deed", "cause", "quote", "crowd", "react") for phrase in phrases[name]]
    splitter = Writer(language, random.Random(0))
    return tuple(sorted({word for phrase in text for word in splitter.split(phrase)}))


def _rewritten(paragraph: str, writer: Writer, share: float) -> str:
    tokens, chooser = writer.split(paragraph), writer.chooser
    free = [n for n, token in enumerate(tokens) if not _NUMBER.search(token)]
    for n in chooser.sample(free, round(share * len(free))):
        word, act = chooser.choice(_vocabulary(writer.language)), chooser.random()
        tokens[n] = word if act < 0.7 else "" if act < 0.85 else writer.join([tokens[n], word])
    return writer.join([token for token in tokens if token])


def paragraph_added(text: str, writer: Writer) -> tuple[str, str]:
    """One more paragraph, a sixth of the text, somewhere inside."""
    paragraphs = text.split("\n\n")
    added = writer.fresh().article(len(words(text)) // 6).replace("\n\n", " ")
    paragraphs.insert(writer.chooser.randrange(len(paragraphs) + 1), added)
    return text, "\n\n".join(paragraphs)


def both_added(text: str, writer: Writer) -> tuple[str, str]:
    """Each of two sites put a paragraph of its own, a tenth of the text, behind the agency's."""
    one, other = (writer.fresh().article(len(words(text)) // 10) for _ in "12")
    return f"{text}\n\n{one}", f"{text}\n\n{other}"


def cut_to(share: float) -> Kind:
    """Only the first part of the text, cut between words."""

    def made(text: str, writer: Writer) -> tuple[str, str]:
        tokens = writer.split(text)
        return text, writer.join(tokens[: round(share * len(tokens))])

    return made


def chrome(text: str, writer: Writer) -> tuple[str, str]:
    """Two sites' furniture left in: a name above, a caption and a read-also line between, update lines of both."""
    mast, also, caption, updated = (writer.fresh().fill(line) for line in writer.phrases["chrome"])
    own = writer.fill(writer.phrases["chrome"][3])
    paragraphs = text.split("\n\n")
    paragraphs.insert(len(paragraphs) // 2, also)
    paragraphs.insert(1, caption)
    return f"{text}\n\n{own}", "\n\n".join([mast, *paragraphs, updated])


def agency(text: str, writer: Writer) -> tuple[str, str]:
    """Agency copy under two headlines and two datelines of the same style."""
    one, other = (f"{writer.draw('headline')}\n\n{writer.fill(writer.phrases['dateline'][0])}{text}" for _ in "12")
    return one, other


def spelling(text: str, writer: Writer) -> tuple[str, str]:
    """Native digits, other marks and spaces, no nukta, another keyboard's letters, decomposed, a name spelt otherwise."""
    name = max(writer.phrases["person"], key=lambda name: (text.count(name), name))
    digits: dict[int, str | None] = {ord("0") + n: digit for n, digit in enumerate(writer.phrases["digits"][0])}
    marks: dict[int, str | None] = {ord("।"): " ।", ord("۔"): ".", ord(","): " ,", ord('"'): "'", ord("“"): "「", ord("”"): "」"}
    letters: dict[int, str | None] = {0x93C: None, 0x9BC: None, ord("ی"): "ي", ord("ک"): "ك"}
    changed = text.replace(name, name[:-1]).translate(digits | marks | letters)
    return text, unicodedata.normalize("NFD", changed).replace("\n\n", "\n")


def corrected(text: str, writer: Writer) -> tuple[str, str]:
    """One figure in eight corrected, one at least, as when a toll rises."""
    found = list(_NUMBER.finditer(text))
    wrong = {match.start() for match in writer.chooser.sample(found, -(-len(found) // 8))}
    return text, _NUMBER.sub(lambda match: str(int(match[0]) + 3) if match.start() in wrong else match[0], text)


def merged(share: float) -> Kind:
    """Another agency text put behind; it makes this share of the whole."""

    def made(text: str, writer: Writer) -> tuple[str, str]:
        size = len(words(text)) * share / (1 - share)
        return text, f"{text}\n\n{writer.fresh().article(round(size))}"

    return made


def form(name: str) -> Kind:
    """The same form filled twice, for another day and place."""

    def made(text: str, writer: Writer) -> tuple[str, str]:
        del text
        one, other = (writer.fresh().fill(writer.phrases[name][0].strip()) for _ in "12")
        return one, other

    return made


def notice(text: str, writer: Writer) -> tuple[str, str]:
    """A notice without a number, for two places: nothing but the name and the day differs."""
    del text
    forms = []
    for spot in writer.chooser.sample(writer.phrases["spot"], 2):
        there = Writer(writer.language, writer.chooser, {**writer.phrases, "spot": [spot]})
        forms.append(there.fill(writer.phrases["notice"][0].strip()))
    return forms[0], forms[1]


def same_place(text: str, writer: Writer) -> tuple[str, str]:
    """Tomorrow's weather of the same place: not even the name differs."""
    del text
    place, when = writer.draw("place"), writer.draw("when")
    here = Writer(writer.language, writer.chooser, {**grammar(writer.language), "place": [place], "when": [when]})
    one, other = (here.fill(writer.phrases["weather"][0].strip()) for _ in "12")
    return one, other


def standing_text(text: str, writer: Writer) -> tuple[str, str]:
    """Two days' weather, each above the same standing text of 150 words, which has numbers of its own."""
    del text
    below = writer.article(150)
    one, other = same_place(below, writer)
    return f"{one}\n\n{below}", f"{other}\n\n{below}"


def horoscope(text: str, writer: Writer) -> tuple[str, str]:
    """Two days of twelve signs; half of the signs are told the same again."""
    del text
    fresh, kept = writer.fresh(), writer.chooser.sample(range(12), 6)
    omens = [[fresh.draw("omen") for _ in range(12)] for _ in "12"]
    for n in kept:
        omens[1][n] = omens[0][n]
    line, signs = writer.phrases["horoscope"][0], grammar(writer.language)["sign"]
    one, other = (
        "\n\n".join(fresh.fill(line.replace("{sign}", signs[n]).replace("{omen}", day[n])) for n in range(12)) for day in omens
    )
    return one, other


def follow_up(text: str, writer: Writer) -> tuple[str, str]:
    """A new article that quotes a background paragraph, a quarter of the text."""
    background = writer.article(len(words(text)) // 4)
    news = writer.fresh().on_the_event(4).article(len(words(text)))
    return f"{text}\n\n{background}", f"{news}\n\n{background}"


def other_writer(text: str, writer: Writer) -> tuple[str, str]:
    """The same people, facts and quotes in another writer's sentences."""
    return text, writer.article(len(words(text)), "frames_b")


def unrelated(text: str, writer: Writer) -> tuple[str, str]:
    """Another article of the same language."""
    return text, base(writer.language, writer.chooser)[0]


KINDS: dict[str, tuple[Kind, bool]] = {
    "exact copy": (exact, True),
    "5% of words rewritten": (rewritten(0.05), True),
    "10% of words rewritten": (rewritten(0.10), True),
    "15% of words rewritten": (rewritten(0.15), True),
    "paragraph added (1/6)": (paragraph_added, True),
    "own paragraph on both sides (1/10 each)": (both_added, True),
    "sites' chrome left in": (chrome, True),
    "agency copy, other headline and dateline": (agency, True),
    "spelling, digits, marks": (spelling, True),
    "figures corrected (1/8)": (corrected, True),
    "cut to the first 4/5": (cut_to(0.8), True),
    "second text merged in (1/5)": (merged(0.2), True),
    "cut to the first half": (cut_to(0.5), False),
    "second text merged in (1/2)": (merged(0.5), False),
    "weather, other place and day": (form("weather"), False),
    "weather, same place, other day": (same_place, False),
    "weather above a long standing text": (standing_text, False),
    "market report": (form("market"), False),
    "horoscope, half of it repeated": (horoscope, False),
    "match report": (form("match"), False),
    "notice, only the place differs": (notice, False),
    "follow-up with the same background": (follow_up, False),
    "same event, other writer": (other_writer, False),
    "unrelated": (unrelated, False),
}
"""Each kind of pair, and whether its two texts are one article. A text of which half is another's, or half is gone, is an
article of its own: were it a duplicate, and the shorter text the first, half of the longer one would be lost."""


def pairs(seed: int, each: int, kinds: tuple[str, ...] = tuple(KINDS)) -> Iterator[Pair]:
    """`each` pairs of every kind in every language; every pair has base articles of its own."""
    for language in LANGUAGES:
        for kind in kinds:
            make, same = KINDS[kind]
            for n in range(each):
                chooser = random.Random(f"{seed} {language} {kind} {n}")
                yield Pair(kind, language, *make(*base(language, chooser)), same)
