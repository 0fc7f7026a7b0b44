"""How a word of a text is led back to a topic word: endings, prefixed articles, particles, compounds."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from copydesk.lexicon import Lexicon
from copydesk.text import char_script, fold

_SHORTEST_STEM, _LONGEST_ENDING = 4, 7  # in code points
_ALPHABETS = frozenset({"Latn", "Cyrl", "Grek"})
_SHORT_ENDING, _LONG_STEM = 3, 7  # in alphabets: a short word takes short endings only, or "port" would be "portrait"
_ENGLISH_ENDINGS = frozenset({"s", "es", "d", "ed", "er", "ers", "ing"})  # any ending would find "easter" in "eastern"
_AM = ("ம்", "ం", "ം")  # nouns in -am lose the m in every other case, in Tamil, Telugu and Malayalam
_VOWELS = frozenset("aeiouyąęăâêôơưáéíóúàèìòùãõаеёиоуыэюяіїєьйაეიოუةهےی")  # what other endings take the place of
_PREFIXES: Mapping[str, tuple[str, ...]] = {
    "Arab": ("وال", "بال", "كال", "فال", "ولل", "ال", "لل", "و", "ب", "ل"),
    "Hebr": ("וה", "שה", "מה", "בה", "וב", "ול", "ה", "ו", "ב", "ל", "מ", "ש", "כ"),
    "Ethi": ("የ", "በ", "ለ", "ከ", "እንደ", "ስለ"),
}
"""Articles and prepositions that are written onto a word, the longest first."""
_COMPOUNDING = frozenset({"af", "da", "de", "et", "fi", "hu", "nl", "no", "sv"})
"""Languages that write compounds in one word: what such a word is, its last part says, as in "Landesregierung"."""
_SHORTEST_FRONT, _SHORTEST_PART = 4, 7  # shorter ones are found by chance: "Mitglieder" are no "Lieder", "zustimmen" no "Stimmen"
_SHORTEST_ENGLISH = 6
"""Letters of an English word in another language of Latin script: German "war" is "was", Swedish "dog" is "died".

Romanised languages ("hi-Latn") borrow English words as they are, short ones too.
"""
_PARTICLES = frozenset({
    "은", "는", "이", "가", "을", "를", "의", "에", "에서", "에게", "로", "으로", "와", "과", "도",
    "만", "까지", "부터", "들", "들이", "들은", "들을", "들의", "인", "이다", "했다", "한", "하는", "하고", "된", "되는",
})  # fmt: skip
"""What Korean puts behind a noun; words of two syllables are too short for any ending to be let through."""

Entry = tuple[tuple[str, ...], tuple[str, ...]]
"""A phrase behind its first word (empty for a single word) and the topics it speaks for."""


def _stem(word: str) -> str:
    """What stays of a dictionary word when endings are put to it: a virama or vowel at the end goes, and so does the m of -am."""
    if word.endswith(_AM):
        return word.removesuffix("்")[:-1]
    last = word[-1]
    if unicodedata.combining(last) == 9:
        return word[:-1]
    if last in _VOWELS or unicodedata.category(last)[0] == "M":
        return word[:-1] if len(word) > _SHORTEST_STEM else word
    return word


def _may_end(word: str, end: int, *, english: bool) -> bool:
    """Whether the rest of a word behind a stem is an ending."""
    script = char_script(word[0])
    if english:
        return script != "Latn" or word[end:] in _ENGLISH_ENDINGS
    if script in _ALPHABETS:
        return len(word) - end <= _SHORT_ENDING or end >= _LONG_STEM
    return script != "Hang" or word[end:] in _PARTICLES


def _shortest(word: str) -> int:
    return 2 if char_script(word[0]) == "Hang" else _SHORTEST_STEM


class Phrases:
    """The phrases of a language by their first word, and how a word of the text is led back to it."""

    def __init__(self, own: Lexicon | None, english: Lexicon | None) -> None:
        self.whole: dict[str, dict[tuple[str, ...], set[str]]] = {}
        self.stems: dict[str, set[str]] = {}
        self.english = own is english
        self.compounding = own is not None and own.code in _COMPOUNDING
        is_neighbour = own is not None and "Latn" in own.scripts and "-" not in own.code
        for each in [own] if own is english else [own, english]:
            for topic, phrases in each.topics.items() if each else ():
                for phrase in phrases:
                    first, *rest = fold(phrase).split()
                    if is_neighbour and each is not own and not rest and len(first) < _SHORTEST_ENGLISH:
                        continue
                    self.whole.setdefault(first, {}).setdefault(tuple(rest), set()).add(topic)
                    if each is own and not rest:
                        self._add_stem(first, topic)

    def _add_stem(self, word: str, topic: str) -> None:
        stem = word if self.english else _stem(word)
        if len(stem) >= _shortest(word):
            self.stems.setdefault(stem, set()).add(topic)

    def entries(self, word: str) -> tuple[Entry, ...]:
        """The phrases that may begin with a folded word, the longest first."""
        found = {rest: tuple(sorted(topics)) for rest, topics in self.whole.get(word, {}).items()}
        if () not in found and (topics := self._by_stem(word) or self._behind_prefix(word) or self._last_part(word)):
            found[()] = tuple(sorted(topics))
        return tuple(sorted(found.items(), reverse=True))

    def _by_stem(self, word: str) -> set[str] | None:
        least = _shortest(word)
        for end in range(len(word), max(least, len(word) - _LONGEST_ENDING) - 1, -1):
            if (topics := self.stems.get(word[:end])) and _may_end(word, end, english=self.english):
                return topics
        return None

    def _behind_prefix(self, word: str) -> set[str] | None:
        for prefix in _PREFIXES.get(char_script(word[0]), ()):
            rest = word.removeprefix(prefix)
            if rest != word and len(rest) >= 3 and (topics := self.whole.get(rest, {}).get(()) or self._by_stem(rest)):
                return topics
        return None

    def _last_part(self, word: str) -> set[str] | None:
        """The topics of the longest topic word that a compound ends with."""
        if not self.compounding:
            return None
        parts = (word[start:] for start in range(_SHORTEST_FRONT, len(word) - _SHORTEST_PART + 1))
        return next((topics for part in parts if (topics := self.whole.get(part, {}).get(()) or self._by_stem(part))), None)
