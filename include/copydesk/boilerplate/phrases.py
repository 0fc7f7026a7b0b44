"""Lines that the lexicons know: all languages at once, each distinct line once.

A line is folded by text.shape() and its words are looked up in an index from a phrase's first two words (first letter, where
words are not set apart), so the cost of a line grows with its words and not with the number of rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

import regex

from copydesk import lexicon
from copydesk.lexicon import Rule
from copydesk.text import CLOSERS, FULL_STOPS, STOPS, UNSPACED, char_script, ends_sentence, shape

Entry = tuple[int, str, Rule, bool]
"""The phrase's number, by which the first of several that match wins; the phrase as it is looked for; its rule; whether it is a
label, a beginning that ends in a colon and wants a mark in its place."""

CREDITED, CREDITED_WORDS = 60, 8
"""Characters, and words, of the name in a credit at most."""

_BEFORE_CREDIT = frozenset(STOPS + CLOSERS + "([（［【）］|") - frozenset("'’")
"""Ends of sentences, brackets, closing quotes and a bar: one of these stands before a credit at the end of a line."""

_DASHES = (" - ", " – ", " — ")
_COLONS = (":", "：", "=", "՝", "፦", "៖")
"""The last are the Armenian, the Ethiopic and the Khmer mark that stand where other scripts have a colon."""

LABELLED_WORDS = 3
"""Words without a figure behind a label, at least: "Read: 7,400 MB/s" is a row of a table, as is "Video: 4K with no crop"."""

_LABEL = regex.compile(r"[\[【〔<*•►▶]?\s?([^:：՝፦៖|│›»>】〕\]]{2,40}?)(?:\s?[:：՝፦៖|│›»>】〕\]]|\s?[-–—]\s|[ःঃઃଃఃಃഃඃ]\s)(.+)")
"""What stands before the first mark of a line, and what behind. A visarga looks like a colon, and is written for one."""

_BEFORE_LABEL = " \t[(<*•►▶|›»>-–—【〔［（"
_BEHIND_LABEL = regex.compile(r"[:：=՝፦៖|│›»>】〕\])］）]|\s[-–—]\s|[ःঃઃଃఃಃഃඃ]\s")
"""What may stand before and behind a label; it may stand alone."""

_COUNT = regex.compile(r"[(\[]\s?\p{Nd}{1,6}\s?[)\]]\s?$")

LETTERS_A_WORD = 4
"""Characters that `words_at_most` counts as a word, in scripts that put no space between words."""


class Index:
    """Every boilerplate rule of some lexicons, ready to be matched."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._whole: dict[str, Rule] = {}
        self._only: dict[tuple[str, ...], Rule] = {}
        self._by_words: dict[str, list[Entry]] = {}
        self._by_letter: dict[str, list[Entry]] = {}
        self._beside: dict[str, tuple[str, ...]] = {}
        self._credits: dict[str, Rule] = {}
        self._labels: dict[str, Rule] = {}
        self._count = 0
        for rule in rules:
            self._beside[rule.name] = tuple([_padded(shape(phrase)).removesuffix(" ") for phrase in rule.beside])
            for phrase in rule.phrases:
                if rule.match == "credit":
                    self._credits.setdefault(phrase.casefold(), rule)
                elif rule.match == "label":
                    self._labels.setdefault(shape(phrase), rule)
                else:
                    self._add(shape(phrase), rule, is_label=rule.match == "starts" and phrase.rstrip()[-1] in _COLONS)
                    if rule.match == "whole" and rule.leads:
                        self._labels.setdefault(shape(phrase), rule)
        self._credit_words = tuple(self._credits)
        self._first_of_labels = frozenset(label.split()[0] for label in self._labels)
        self._longest = max((rule.words_at_most for entries in self._by_words.values() for _, _, rule, _ in entries), default=0)
        self._longest_only = {words[0]: len(words) for words in sorted(self._only, key=len)}
        self._first_words = frozenset(beginning.split()[0] for beginning in self._by_words)
        self._first_letters = frozenset(self._by_letter)
        by_letter = (rule for entries in self._by_letter.values() for _, _, rule, _ in entries)
        self._most_letters = LETTERS_A_WORD * max((rule.words_at_most for rule in by_letter), default=0)

    def _add(self, key: str, rule: Rule, *, is_label: bool) -> None:
        if rule.match == "whole":
            self._whole.setdefault(key, rule)
        elif rule.match == "only":
            self._only.setdefault(tuple(key.split()), rule)
        elif char_script(key[0]) in UNSPACED:
            self._by_letter.setdefault(key[0], []).append((self._count, key, rule, is_label))
        else:
            self._by_words.setdefault(" ".join(key.split()[:2]), []).append((self._count, _padded(key), rule, is_label))
        self._count += 1

    def match(self, line: str) -> Rule | None:
        """The first rule that the line matches, whole lines before parts; None for prose and for what nobody listed."""
        return self.find(shape(line), line)

    def find(self, key: str, line: str) -> Rule | None:
        """The first rule that a line matches, by what shape() makes of it, and by its marks."""
        if not key:
            return None
        if found := self._whole.get(key) or self._counted(key, line):
            return found
        tokens = key.split()
        if found := self._made_only_of(tokens):
            return found
        if found := self._part_of_words(key, tokens, line) or self._part_of_letters(key, line):
            return found
        return self._labelled(line, tokens) or self._credited(line.rstrip())

    def _counted(self, key: str, line: str) -> Rule | None:
        """The rule of a whole line with a count in brackets behind it: "Photos (34)"."""
        return self._whole.get(key.removesuffix(" 0")) if key.endswith(" 0") and _COUNT.search(line) else None

    def _part_of_words(self, key: str, tokens: Sequence[str], line: str) -> Rule | None:
        """The first rule whose phrase begins at the earliest word."""
        if len(tokens) > self._longest or self._first_words.isdisjoint(tokens):
            return None
        padded = f" {key} "
        for place, token in enumerate(tokens):
            if token not in self._first_words:
                continue
            entries = self._by_words.get(token, ())
            if pairs := self._by_words.get(" ".join(tokens[place : place + 2])) if place + 1 < len(tokens) else None:
                entries = sorted([*entries, *pairs], key=lambda entry: entry[0])
            for _, wanted, rule, is_label in entries:
                if (
                    len(tokens) > rule.words_at_most
                    or not _stands(padded, wanted, rule.match)
                    or (is_label and not _is_led(line, wanted))
                ):
                    continue
                if self._has_beside(padded, rule):
                    return rule
        return None

    def _part_of_letters(self, key: str, line: str) -> Rule | None:
        """The first rule of scripts that put no space between words."""
        if len(key) > self._most_letters or key.isascii() or self._first_letters.isdisjoint(key):
            return None
        near = (entry for letter in self._first_letters.intersection(key) for entry in self._by_letter[letter])
        short = (entry for entry in near if len(key) <= LETTERS_A_WORD * entry[2].words_at_most)
        stands = (entry for entry in short if _stands(key, entry[1], entry[2].match))
        found = [(number, rule) for number, wanted, rule, is_label in stands if not is_label or _is_led(line, wanted)]
        found = [(number, rule) for number, rule in found if self._has_beside(f" {key} ", rule)]
        return min(found, key=lambda entry: entry[0])[1] if found else None

    def _has_beside(self, padded: str, rule: Rule) -> bool:
        """Whether a word of the line, or several, begin with what the rule asks for beside its phrase; True where it asks for
        nothing. Beginnings are enough: many languages end words in what others say by words of their own."""
        beside = self._beside[rule.name]
        return not beside or any(map(padded.__contains__, beside))

    def _labelled(self, line: str, tokens: Sequence[str]) -> Rule | None:
        """The rule of the label before the first mark of the line, where a headline follows."""
        if tokens[0] not in self._first_of_labels or not (parts := _LABEL.match(line.strip())):
            return None
        rule, behind = self._labels.get(shape(parts[1])), shape(parts[2])
        if not rule or (ends_sentence(line, FULL_STOPS) and not line.rstrip().endswith("..")):
            return None
        words = behind.split()
        said = " ".join([word for word in words if "0" not in word])
        is_headline = said and _length(said) >= LABELLED_WORDS and not ("0" in words[0] and words[0] != "0")
        return rule if is_headline and _length(behind) <= rule.words_at_most else None

    def _credited(self, line: str) -> Rule | None:
        """The rule of the credit that ends the line, which is the caption of a picture then."""
        colon = max(line.rfind(colon, -CREDITED - 1) for colon in (*_COLONS, "..."))
        if colon < 0 or not 0 < len(line[colon + 1 :].split()) <= CREDITED_WORDS:
            return None
        before = line[:colon].rstrip().casefold()
        if not before.endswith(self._credit_words):
            return None
        for word, rule in self._credits.items():
            if before.endswith(word) and _is_set_apart(before.removesuffix(word)):
                length = len(line) / LETTERS_A_WORD if char_script(word[0]) in UNSPACED else len(line.split())
                if length <= rule.words_at_most:
                    return rule
        return None

    def stands_alone(self, key: str) -> bool:
        """Whether the whole of a folded line is a phrase, with a count perhaps: no label with a headline behind it."""
        return key in self._whole or key.removesuffix(" 0") in self._whole

    def credits(self, words: str) -> bool:
        """Whether a rule says that these words stand before the name of whose a picture is."""
        return words.rstrip().casefold() in self._credits

    def _made_only_of(self, tokens: Sequence[str]) -> Rule | None:
        """The rule of the first phrase where phrases of `only` rules, longest first, use up every word."""
        first: Rule | None = None
        place = 0
        while place < len(tokens):
            for length in range(min(self._longest_only.get(tokens[place], 0), len(tokens) - place), 0, -1):
                if rule := self._only.get(tuple(tokens[place : place + length])):
                    first = first or rule
                    place += length
                    break
            else:
                return None
        return first


def _is_set_apart(before: str) -> bool:
    """Whether a credit may follow: a stop, a bracket, a bar or a quote closes what stands before it, or a dash between blanks."""
    return before.rstrip()[-1:] in _BEFORE_CREDIT or before.endswith(_DASHES)


def _length(key: str) -> float:
    """Words of a folded line, as `words_at_most` counts them."""
    return len(key) / LETTERS_A_WORD if char_script(key[0]) in UNSPACED else len(key.split())


def _padded(key: str) -> str:
    """A folded phrase as it is looked for: by whole words, where its script sets words apart."""
    return key if char_script(key[0]) in UNSPACED else f" {key} "


def _stands(line: str, wanted: str, match: str) -> bool:
    if match == "starts":
        return line.startswith(wanted)
    if match == "ends":
        return line.endswith(wanted)
    return wanted in line


def _is_led(line: str, label: str) -> bool:
    """Whether a line begins with a label and its mark, or is the label."""
    return shape(_BEHIND_LABEL.split(line.lstrip(_BEFORE_LABEL), maxsplit=1)[0]) == label.strip()


@cache
def index() -> Index:
    """The index over every lexicon of the package."""
    return Index(rule for one in lexicon.load().values() for rule in one.boilerplate)


def match(line: str) -> Rule | None:
    """The boilerplate rule that names this line, or None."""
    return index().match(line)
