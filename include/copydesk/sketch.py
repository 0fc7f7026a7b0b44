"""A line cut into numbers, words and signs, and drawn with one letter for each: what dateline finds dates and times in.

The words of all lexicons are known at once. Names of months of several words become one token; so does a year with its era,
which is a Gregorian year from then on.

>>> draw("Published: 30 October 2024, 06:45 PM IST").sketch, draw("令和6年10月30日").sketch
('P:NMY,N:Nsz', 'YyNmNd')
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from copydesk import eras
from copydesk.datewords import TOKEN, Ago, known_words
from copydesk.text import fold

EARLIEST, LATEST = 1990, 2100
"""Years outside this range are numbers, not years."""

_ALIKE = {"-": "-‐‑‒–—−", "|": "|¦‖•·●∙▪■◆»›>", ",": ",،、၊፣", "'": "'’׳", ".": ".॰", **{sign: sign for sign in "/:+()"}}
_SIGNS = {sign: letter for letter, signs in _ALIKE.items() for sign in signs}
_SMALL = {
    "s": "am pm a p m t hours 分 秒 분 초 phút น นาฬิกา",
    "h": "h hr hrs hs uhr uur giờ 時 时 시",
    "t": "min mins minute minutes minuten minuter minutter minuto minutos minuti minut минут мин хв dk dakika menit minit",
    "z": "z ist gmt utc bst cet cest eet eest est edt cst cdt mst mdt pst pdt et pt ct msk pkt npt sgt hkt jst kst wib aest",
    "l": "of de del di da d",
    "y": "年 년 წლის gada ж жылғы жылдың жылдын yil йил yilning йилнинг թ թվականի",
    "m": "月 월 මස",
    "d": "日 일",
}
_LETTERS = {word: letter for letter, words in _SMALL.items() for word in words.split()}

# In a sketch: Y year, N number of one or two digits, # other number, M month, o letters glued to a number (30th, 1er), l "of",
# s am/pm or the Lithuanian "m." of a year, h the hour's word, t minutes, z zone, y m d the signs of East Asia (y: words, too),
# W F P U the lexicons' weekday, filler, published, updated, V what is to happen on that day, E X an era and a month of another
# calendar, A words that say how long ago, w any other word.


@dataclass(slots=True)
class Line:
    """A line as tokens (start, end, folded text) and its sketch, one letter a token; an A's text is "3 hour", number and unit."""

    text: str
    tokens: list[tuple[int, int, str]]
    sketch: str

    def take(self, start: int, end: int, letter: str = "_") -> None:
        """Draws `letter` over the tokens from `start` to before `end`: they have been read."""
        self.sketch = self.sketch[:start] + letter * (end - start) + self.sketch[end:]


fold_cached = lru_cache(maxsize=4096)(fold)


def draw(line: str) -> Line:
    """Cut the line and draw it; words that fold to nothing (format signs alone) vanish."""
    tokens: list[tuple[int, int, str]] = []
    letters: list[str] = []
    for match in TOKEN.finditer(line):
        start, end, text = match.start(), match.end(), match[0]
        if match.lastgroup == "number":
            letter = "N" if end - start < 3 else "Y" if end - start == 4 and EARLIEST <= int(text) <= LATEST else "#"
        elif match.lastgroup == "sign":
            letter = _SIGNS.get(text, "!")
        elif text := fold_cached(text):
            is_glued = bool(letters) and letters[-1] in "N#Y" and tokens[-1][1] == start
            letter = _LETTERS.get(text) or ("o" if is_glued and len(text) < 4 else "w")
        else:
            continue
        tokens.append((start, end, text))
        letters.append(letter)
    _join_ago(tokens, letters)
    _join_names(tokens, letters)
    _reckon(tokens, letters)
    return Line(line, tokens, _phrases(tokens, letters))


def _join(tokens: list[tuple[int, int, str]], letters: list[str], first: int, last: int, text: str, letter: str) -> None:
    tokens[first : last + 1] = [(tokens[first][0], tokens[last][1], text)]
    letters[first : last + 1] = [letter]


def _join_names(tokens: list[tuple[int, int, str]], letters: list[str]) -> None:
    """Makes one token of each name of a month or an era, the longest first; only "." and "-" may stand inside ("ต.ค.")."""
    names = known_words().names
    n = 0
    while n < len(tokens):
        for name, letter in names.get(tokens[n][2], ()):
            places = [at for at in range(n, min(n + 2 * len(name), len(tokens))) if letters[at] not in ".-"][: len(name)]
            if tuple(fold_cached(tokens[at][2]) for at in places) == name:
                _join(tokens, letters, n, places[-1], " ".join(name), letter)
                break
        n += 1


def _join_ago(tokens: list[tuple[int, int, str]], letters: list[str]) -> None:
    """Makes one token of the words that say how long ago, the longest first."""
    known = known_words().ago
    n = 0
    while n < len(tokens):
        for ago in known.get(tokens[n][2], ()):
            if places := _places(ago, tokens, letters, n):
                count = ago.count if ago.number is None else int(tokens[places[ago.number]][2])
                _join(tokens, letters, places[0], places[-1], f"{count} {ago.unit}", "A")
                n = places[0]
                break
        n += 1


_INSIDE = ".'-"
"""What may stand inside words that say how long ago: "sa'aatii 2 dura"."""


def _places(ago: Ago, tokens: list[tuple[int, int, str]], letters: list[str], n: int) -> list[int]:
    """Where each of its tokens stands, the one that it is known by at `n`; only signs inside a word may stand between them."""
    before = (
        [at for at in range(n - 1, max(n - 1 - 2 * ago.key, -1), -1) if letters[at] not in _INSIDE][: ago.key][::-1]
        if ago.key
        else []
    )
    near = [at for at in range(n, min(n + 2 * len(ago.tokens), len(tokens))) if letters[at] not in _INSIDE]
    places = [*before, *near][: len(ago.tokens)] if len(before) == ago.key else []
    if len(places) < len(ago.tokens):
        return []
    pairs = zip(ago.tokens, places, range(len(places)), strict=True)
    is_said = all(letters[at] in "N#" if place == ago.number else tokens[at][2] == token for token, at, place in pairs)
    return places if is_said else []


_TWICE = re.compile(r"M\.?(?:[-/]M|\(M\))")
_ERA_YEAR = re.compile(r"E\.?[N#Y]")
_BUDDHIST = re.compile(r"(?:NM[.,]*|M\.?N,?)(?P<y>#)|NM\.?(?P<y1>N)(?![:hs]|\.N)")


def _reckon(tokens: list[tuple[int, int, str]], letters: list[str]) -> None:
    """Makes one month of a month said twice ("أكتوبر/تشرين الأول"), and a Gregorian year of a year of another era."""
    for match in reversed(list(_TWICE.finditer("".join(letters)))):
        places = [at for at in range(*match.span()) if letters[at] == "M"]
        if len({known_words().months[tokens[at][2]] for at in places}) == 1:
            _join(tokens, letters, match.start(), match.end() - 1, tokens[places[0]][2], "M")
    for match in reversed(list(_ERA_YEAR.finditer("".join(letters)))):
        year = eras.year(tokens[match.start()][2], int(tokens[match.end() - 1][2]))
        if EARLIEST <= year <= LATEST:
            _join(tokens, letters, match.start(), match.end() - 1, str(year), "Y")
    for match in _BUDDHIST.finditer("".join(letters)):
        at = match.end() - 1
        month = next(tokens[place][2] for place in range(match.start(), at) if letters[place] == "M")
        if (thai := eras.buddhist(month, int(tokens[at][2]))) and EARLIEST <= thai <= LATEST:
            _join(tokens, letters, at, at, str(thai), "Y")


_PARTED = frozenset("NY#|:")
"""What may not stand inside a phrase."""


def _phrases(tokens: list[tuple[int, int, str]], letters: list[str]) -> str:
    """The sketch with the lexicons' phrases drawn in, the longest first; months and clock words stay what they are."""
    phrases = known_words().phrases
    at = [n for n, letter in enumerate(letters) if letter.isalpha() and letter not in "NY"]
    longest = known_words().longest
    n = 0
    while n < len(at):
        for size in range(min(longest.get(tokens[at[n]][2], 0), len(at) - n), 0, -1):
            places = at[n : n + size]
            role = phrases.get(tuple(tokens[place][2] for place in places))
            if (
                role
                and any(letters[place] in "wlEX" for place in places)
                and not _PARTED.intersection(letters[places[0] : places[-1]])
            ):
                for place in range(places[0], places[-1] + 1):
                    letters[place] = letters[place] if letters[place] == "t" else role
                n += size - 1
                break
        n += 1
    return "".join(letters)
