"""What programs print between the lines of a text, whatever the language: slots, stamps, players, counters, tickers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from itertools import pairwise

import regex

from copydesk.boilerplate import phrases
from copydesk.boilerplate.line import Text
from copydesk.boilerplate.page import Line, Page
from copydesk.boilerplate.structure import is_prose_at, take
from copydesk.text import fold, has_letters

SLOTS, SLOT_WORDS, SLOT_APART = 4, 5, 5
"""Times that a label of so many words at most stands beside running text, and lines from one to the next: a slot. Sub-heads that
return in every part of a text stand farther apart, and more than one of them returns."""

STAMPS, STAMP_WORDS = 3, 8
"""Times that the same words, with different times of day before them, stand above running text, and a stamp's longest length."""

_HALF = regex.compile(r"^[ap] ?m ")
"""The half of the day, where it stands apart from its hour: "11:05 AM, 03-Mar"."""

_CLOCK = r"\d{1,3}:\d\d(?::\d\d)?"
_CLOCKS = regex.compile(rf"{_CLOCK}(?P<both>\s?/\s?{_CLOCK})?")
_SPEEDS = regex.compile(r"\d(?:\.\d+)?[x×](?:\s\d(?:\.\d+)?[x×])*")
_MARKUP = regex.compile(
    r"(?:</?(?:iframe|script|style|div|span|img|figure|br|p|a|video|audio|source|blockquote|li|ul)\b[^<>]*>?\s*)+"
)
_FILE = regex.compile(
    r"^[^\s/]{1,150}\.(?:pdf|docx?|xlsx?|jpe?g|png|webp|mp[34])(?:\s[(\[][\d.,]{1,7}\s?[KkMm]?B[)\]])?$", regex.IGNORECASE
)
_KIND_OF_FILE = regex.compile(
    r"(?:PDF|DOCX?|XLSX?|PPTX?|ZIP)(?:[\s,;:|–-]{1,4}\d[\d.,]{0,7}\s?(?:[KkMmКкМм]?[BbОоOoБб]|kio|Mio))?"
)
"""What a link to a file says of it in a bracket: its kind, and its size perhaps."""

FILE_WORDS = 14
"""Words of a link to a file, its kind and size among them, at most."""

_IDENTIFIER = regex.compile(
    r"[a-z]+(?:_[a-z0-9]+)*_(?:image|img|photo|logo|icon|banner|ads?|slot|widget|video|player|share)(?:_[a-z0-9]+)*"
)
"""What a part of the page is called in its program: "harbour_image", "top_ad_slot_2"."""

WIDGET_WORDS = 6
"""Words of what a player shows, at most."""

_COUNT = regex.compile(r"(\d{1,3})\s?(?:/|of)\s?(\d{1,3})")
COUNTS = 3
"""Lines that count on, "1 / 9" to "3 / 9", from which they are a gallery's."""

_LENGTH = regex.compile(r"^.{0,400}\|\s?\d{1,2}:\d\d\s?min\.?$")
"""The caption of a film, with its length."""

_PRICE = r"(?:(?:\p{Sc}|Rs\.?)\s?\d[\d.,]{0,12}|\d[\d.,]{0,12}\s?(?:\p{Sc}|Euro|EUR))"
_AT = r"(?:at|from|on|bei|chez|en|su|bij|hos|na)"
_SHOP = r"\p{Lu}[\p{L}\p{N}'’&.-]{0,20}(?:\s[\p{Lu}&][\p{L}\p{N}'’&.-]{0,20}){0,2}(?:\s\([^()]{2,30}\))?"
_OFFERS = regex.compile(rf"(?:{_PRICE}\s(?:{_PRICE}\s)?{_AT}\s{_SHOP}\s?)+|{_PRICE}\s{_AT}\s[a-z\d-]{{2,30}}\.[a-z]{{2,5}}")
"""Prices, each with its shop: "$549 at REI (Long)", "$59 at Target $62 at Walmart", "$63 at harbourshop.com"."""

_CLOCKED = regex.compile(
    rf"[^\p{{L}}\p{{N}}]{{0,4}}(?P<label>\p{{L}}[\p{{L}}\p{{M}}]{{2,12}})[\s:·|-]{{0,4}}(?:{_CLOCK}){{1,2}}(?:\s[\d./-]{{8,10}})?"
)
"""A word, how long it lasts, shown twice perhaps, and its day: "Video02:53 18.04.2024"."""

_COUNTED = regex.compile(r"(?P<label>\p{L}[\p{L}\p{M} ]{2,20}):\s?(?P<count>\d*)\s?(?:[,|·]\s?|$)")
"""A label and its number, if it has one, in a row of them: "Comments: 49, Likes: 24"."""

_BUTTON = regex.compile(r"[^|»›]{12,300}\s[|»›]\s?(?P<word>[\p{Ll}\p{Lo}\p{M}]{3,14})")
"""What a headline ends in that links elsewhere: "... | more"."""

BUTTONS = 2
"""Headlines that end in the same button, at least."""

SHARED = 3
"""Networks of a row of buttons, at least."""

_SIZES = regex.compile(
    r"(?:(?P<label>[^\s:：][^:：]{1,30}?)\s?[:：]?\s)?(?P<letter>[\p{Lo}\p{Lu}])\s?[-+−]?(?:\s(?P=letter)\s?[-+−]?)+"
)
"""The same letter again and again, for smaller and larger letters: "அ அ அ", "A- A A+", "Text size: A- A+"."""

_NUMBER = regex.compile(r"\p{Nd}{1,3}(?:[.,]?\p{Nd}{1,3})?\s?[KkMm]?")
_SHARE = regex.compile(r"(\p{Nd}{1,3})\s?%")
PLEA_WORDS = 6
"""Words of a button or a plea that ends in a network's name, at most."""

_MARK = regex.compile(r"[.,;:!?।॥؟،。，]")

COUNTED_WORDS = 12
"""Words of a row of counters, at most."""

NO_VOTES = 3
"""Shares of a vote, each on a line of its own, from which they are a widget's, where most are 0 %: nobody has voted."""

_TICKER = regex.compile(r"[\p{L}&. ]{2,24}\s\p{Sc}?[\d.,]+\s\(?[-+−▲▼]\s?[\d.,]+.{0,12}")

_STAMP = regex.compile(r"^.{0,20}?(?<!\d)\d{1,2}[:.]\d\d(?![\d.:])(?:\s?[ap]\.?m\b\.?)?[\s|,–—-]*(\p{L}.*\s.*)", regex.IGNORECASE)
"""A time of day, perhaps behind "21 minutes ago", and two words or more: "18:30 Uhr" may be the heading of an hour."""


def slots(page: Page) -> None:
    """A label that stands between the paragraphs of a whole page, and is the only one that does."""
    lines, places = page.lines, dict[str, list[int]]()
    for place, line in enumerate(lines):
        if line.length <= SLOT_WORDS and line.is_open and line.text[-1].isalpha() and has_letters(line.key):
            places.setdefault(line.key, []).append(place)
    often = [own for own in places.values() if len(own) >= SLOTS]
    if len(often) != 1 or often[0][-1] - often[0][0] > SLOT_APART * (len(often[0]) - 1):
        return
    beside = [near for place in often[0] for near in lines[max(0, place - 1) : place + 2] if near.is_open and near.is_prose]
    if len(beside) >= len(often[0]):
        for place in often[0]:
            take(page, lines[place], "slot")


def live_stamps(page: Page) -> None:
    """The stamps of a live blog's entries, each a headline perhaps and running text: when, and who wrote it or what it is."""
    stamps = dict[str, list[int]]()
    for place, line in enumerate(page.lines):
        if line.is_open and line.length <= STAMP_WORDS and (found := _STAMP.match(line.text)):
            stamps.setdefault(_HALF.sub("", fold(found[1])), []).append(place)
    for own in stamps.values():
        entries = [place for place in own if is_prose_at(page, place + 1) or is_prose_at(page, place + 2)]
        if len(own) >= STAMPS and 3 * len(entries) >= 2 * len(own):
            for place in own:
                take(page, page.lines[place], "live-stamp")


def players(page: Page) -> None:
    """Clocks, lengths and speeds of players, markup without text, names of files; the counts of pictures, where they count on.

    A clock that shows nothing but zeros and is the page's only one is a player's that waits.
    """
    short = [line for line in page.lines if line.is_open and line.length <= WIDGET_WORDS]
    counted = [(line, int(found[1]), found[2]) for line in short if (found := _COUNT.fullmatch(line.text))]
    steps = sum(following == number + 1 and whole == of for (_, number, of), (_, following, whole) in pairwise(counted))
    clocks = [(line, found) for line in short if (found := _CLOCKS.fullmatch(line.text))]
    own = [line for line, _, _ in counted if steps + 1 >= COUNTS] + [line for line, found in clocks if found["both"]]
    own += _played_and_whole(page, {line.number for line, _ in clocks})
    own += [line for line, _ in clocks if len(clocks) == 1 and not line.key.strip("0 ")]
    own += [line for line in short if _SPEEDS.fullmatch(line.text) or _FILE.fullmatch(line.text) or _is_sizes(line.text)]
    own += [line for line in short if _IDENTIFIER.fullmatch(line.text)]
    own += [line for line in short if (found := _CLOCKED.fullmatch(line.text)) and phrases.match(found["label"])]
    own += [line for line in page.lines if line.text.endswith(("min", "min.")) and _LENGTH.match(line.text)]
    own += [line for line in page.lines if line.text[0] == "<" and _MARKUP.fullmatch(line.text)]
    for line in own:
        take(page, line, "widget")


def _is_sizes(text: str) -> bool:
    """Whether a text is a row of letters that changes their size, alone or behind a phrase of the lexicons."""
    found = _SIZES.fullmatch(text)
    return found is not None and (not found["label"] or phrases.match(found["label"]) is not None)


def _played_and_whole(page: Page, clocks: Collection[int]) -> list[Line]:
    """Two clocks with nothing between, of which the first is zero: how much was played, and how long it is."""
    both = [two for two in pairwise(page.lines) if two[0].number in clocks and two[1].number in clocks]
    return [line for two in both if not two[0].key.strip("0 ") for line in two]


def files(page: Page) -> None:
    """Links to files, by the bracket that ends them: "Download the notice (PDF, 1.2 MB)"."""
    for line in page.lines:
        if line.text[-1] in ")]" and line.is_open and line.length <= FILE_WORDS and _is_link_to_file(line.text):
            take(page, line, "widget")


def _is_link_to_file(text: str) -> bool:
    bracket = max(text.rfind("("), text.rfind("["))
    return bracket > 0 and bool(_KIND_OF_FILE.fullmatch(text[bracket + 1 : -1])) and has_letters(text[:bracket])


def offers(page: Page) -> None:
    """Links to shops: a price, and whose it is."""
    for line in page.lines:
        if line.is_open and _OFFERS.fullmatch(line.text):
            take(page, line, "offer")


def counters(page: Page, title: Line | None) -> None:
    """Bare numbers with furniture above and below, which is no headline; how often a page was read; votes without a voter."""
    lines = page.lines
    row = list[Line]()
    for place, line in enumerate(lines):
        if line.is_open and _NUMBER.fullmatch(line.text):
            row.append(line)
            continue
        above = lines[place - len(row) - 1] if row and place > len(row) else line
        if row and above is not line and not above.is_open and not line.is_open and title not in (above, line):
            for number in row:
                take(page, number, "counter")
        row = []
    for line in lines:
        if line.is_open and ":" in line.text and line.length <= COUNTED_WORDS and line.said.tell(_counts_readers):
            take(page, line, "counter")
    shares = [(line, found) for line in lines if line.is_open and (found := _SHARE.fullmatch(line.text))]
    if len(shares) >= NO_VOTES and 2 * sum(not int(found[1]) for _, found in shares) >= len(shares):
        for line, _ in shares:
            take(page, line, "counter")


def _counts_readers(text: Text) -> bool:
    """Whether the text is labels with their numbers and nothing else, and the lexicons know one of them as furniture."""
    found = list(_COUNTED.finditer(text.text))
    is_row = len(found) > 1 and sum(map(len, (one[0] for one in found))) == len(text.text)
    return is_row and any(one["count"] for one in found) and any(phrases.match(one["label"]) for one in found)


def buttons(page: Page) -> None:
    """Headlines of other articles that end in a stroke and a button's word, the same for several: "Pier open again | more"."""
    words = dict[str, list[Line]]()
    for line in page.lines:
        if line.is_open and (word := line.said.tell(_button)):
            words.setdefault(word, []).append(line)
    for own in words.values():
        if len(own) >= BUTTONS:
            for line in own:
                take(page, line, "button")


def _button(text: Text) -> str | None:
    """The word behind the text's last stroke."""
    found = _BUTTON.fullmatch(text.text)
    return found["word"] if found else None


def networks(page: Page, title: Line | None) -> None:
    """What asks to share or to follow: a few words that end in a network's name, outside the text, beside furniture, as in
    "Ακολουθήστε μας στο Google News"; and anywhere a row of buttons, which says the same before several networks."""
    for line in page.lines:
        if line.is_open and len(line.said.words) >= 2 * SHARED and line.said.tell(_is_share_bar):
            take(page, line, "network")
    lines, prose = page.lines, [line.number for line in page.lines if line.is_open and line.is_prose]
    for place, line in enumerate(lines):
        is_outside = prose and title and (title.number < line.number < prose[0] or line.number > prose[-1])
        if is_outside and line.is_open and line.length <= PLEA_WORDS and line.said.tell(_ends_in_network):
            near = [lines[n] for n in (place - 1, place + 1) if n < len(lines)]
            if len(near) < 2 or any(one is not title and not one.is_open for one in near):
                take(page, line, "network")


def _ends_in_network(text: Text) -> bool:
    """Whether the last word, or two, of several are the name of a network, as the lexicons have them for buttons."""
    words = text.shape.split()
    names = [" ".join(words[-n:]) for n in (1, 2) if n < len(words)]
    return text.text[-1].isalpha() and any(map(_is_network, names))


def _is_share_bar(text: Text) -> bool:
    """Whether a text without a mark names several networks and says two words again before or behind them."""
    if _MARK.search(text.text):
        return False
    named = {word for word in text.shape.split() if _is_network(word)}
    pairs = Counter(pairwise(word for word in text.shape.split() if word not in named))
    return len(named) >= SHARED and max(pairs.values(), default=0) >= SHARED


def _is_network(word: str) -> bool:
    rule = phrases.index().find(word, word)
    return rule is not None and rule.id == "network-name"


def tickers(page: Page) -> None:
    """Prices and indices above the first running text: "KSE 46,245.41 +1.08%"."""
    for line in page.lines:
        if line.is_prose:
            return
        if line.is_open and _TICKER.fullmatch(line.text):
            take(page, line, "ticker")
