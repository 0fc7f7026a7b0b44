"""Lines that say who wrote an article, by the lead-ins, endings and desks of the lexicons."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import regex

from copydesk import lexicon
from copydesk.boilerplate.repairs import SITE
from copydesk.text import fold

MOST_WORDS, MOST_NAMED = 9, 20
"""A longer line is a sentence; where nothing but names follows its lead-in, one of so many words is not."""

PLACE_WORDS = 2
"""Words of the place that a desk names behind a comma."""

WORDS_BEFORE_DESK = 4
"""Words that may stand before a desk: "Harbour Ledger News Desk"."""

_WORD = regex.compile(r"[\p{L}\p{M}\p{N}\p{Cf}]+(?:[.'’-][\p{L}\p{M}\p{N}]+)*\.?")

NAME_WORDS = (2, 4)
"""Words of a name, at least and at most."""

LABELLED_WORDS = 3
"""Words of a name behind a label, in a script that does not tell names by their letters."""

NAME_LETTERS = 14
"""Letters and signs of a part of such a name."""

_INITIAL = regex.compile(r"\.(?=\S)")
_GLUED_DAY = regex.compile(
    r"(?<=\p{Ll}{2})(?=(?:Published|Updated|Posted|Modified|Last [Uu]pdated|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)"
    r"(?:[a-z]{0,6}\.? \d|:| on\b|$))"
)
"""Where the label of a date, or its month, is glued to a name."""

_INNER_LEAD = regex.compile(r"\s(?:Edited|Written|Reported|Curated)\s[Bb]y\s?:\s")
"""Who edited behind who wrote, or behind the desk, on one line."""

_BEHIND_SITE = regex.compile(r"[^|]{2,40} \| (?:Edited|Written|Reported|Curated|Authored) [Bb]y\s?:?\s(?P<name>[^|:]+)")
"""Who edited behind the site's name and a bar: "Harbour News | Edited By: Asha Rao"."""

_GLUED_NAMES = regex.compile(r"(?<=\p{Ll}{2})(?<!\b(?:Mac|Fitz|Van|Von|Des|Del|San))(?=\p{Lu}\p{Ll}+ \p{Lu})")
"""Where the next writer's name is glued to one: "Ann LeeTom Roe"."""

_BESIDE_PLACE = regex.compile(r"[,،、|/]|\s[-–—]\s")
_COLONS = (":", "：", "៖")
_BEHIND_LABEL = regex.compile(r"[:：՝፦៖]|\s[-–—]\s|[,،]\s")
_BEFORE_PLACE = regex.compile(r"[,،、]|\s\|\s")
_GLUED = regex.compile(r"By(\p{Lu}.*)")
_WITH_ROLE = regex.compile(
    r"(?P<name>\p{Lu}[^\s,]*\p{Ll} \p{Lu}[^\s,]*?\p{Ll})(?: |(?=\p{Lu}))(?P<role>\p{Lu}[\p{L}&]*(?: [\p{L}&]+){0,5})"
)
"""Two words of a name and what its bearer is, behind it or glued to it."""

_NAME = regex.compile(r"[\p{L}\p{M}'’.\- ]+")
_SIDES = regex.compile(r"(?:(?<!\s)\s+)?[,|]\s*")
_HANDLE = regex.compile(r"(?<!\s)\s+(?:[/|]\s*)?@\w+$")
_FOR_WHOM = regex.compile(r"\s(?:for|For|FOR)\s(?:The |THE )?\p{Lu}[\w.]*(?: \p{Lu}[\w.]*){0,3}$")
"""For whom the writer writes: "Asha Rao for The Gazette"."""

_ROLE_BEHIND_DASH = regex.compile(r"(?<!\s)\s+[-–—]\s+(?:\p{L}+ ){0,3}(?P<role>\p{L}+)$")
"""What a writer is called elsewhere, and what they are, behind the name: "Asha Rao - Reporter / @asharao"."""

_BETWEEN_NAMES = regex.compile(r"(?:(?<!\s)\s+)?[,;|/&·•]\s*|\s(?:and|und|et|y|e|en|och|og|oraz|ve|dan|và|da|и|та|і)\s")
_PARTICLES = frozenset(
    "Af Av Daga Na af al av bin da daga de del den der di dos du el la le na ten van von y zu كتب كتبت".split()  # noqa: SIM905 -- read as a list
)
_HEADINGS = frozenset("all best how key more my news our quick the these this top what when where who why your".split())  # noqa: SIM905
"""Words that begin headings in title case, and no name: "Our Verdict", "Key Points"."""

_ROLES = frozenset(
    "analyst author blogger chief columnist contributor correspondent critic desk editor expert founder journalist news "  # noqa: SIM905 -- read as a list
    "photographer presenter producer reporter reviewer specialist staff strategist writer "
    "autor autorin chefredakteur korrespondent korrespondentin redakteur redakteurin reporterin "
    "journaliste journalista periodista redactor redactora giornalista redattore verslaggever redacteur".split()
)
"""What a writer is, behind the name."""


_ALONE = frozenset({"agency", "agencies"})
"""Desks without a name before them: a line that ends so may be about agencies of any kind."""


@dataclass(frozen=True, slots=True)
class _Words:
    """Lead-ins by their first word and endings by their last, the longest first; lead-ins that need their colon; desks."""

    starts: dict[str, list[str]]
    labels: frozenset[str]
    ends: dict[str, list[str]]
    desks: frozenset[str]


@cache
def _words() -> _Words:
    all_of = [one.bylines for one in lexicon.load().values()]
    starts = {fold(word) for words in all_of for word in words.starts if word[-1] not in _COLONS}
    labels = frozenset(fold(word) for words in all_of for word in words.starts if word[-1] in _COLONS)
    ends = {fold(word) for words in all_of for word in words.ends}
    desks = frozenset(fold(word) for words in all_of for word in words.desks)
    return _Words(_by_word(starts, 0), labels, _by_word(ends, -1), desks)


def _by_word(phrases: set[str], place: int) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for phrase in sorted(phrases, key=lambda p: (-len(p), p)):
        found.setdefault(phrase.split()[place], []).append(phrase)
    return found


def _without(text: str, words: int, *, at_end: bool) -> str:
    """The text without its first (or last) so many folded words, and without the punctuation that is left hanging."""
    spans = [m.span() for m in _WORD.finditer(text)]
    rest = text[: spans[-words][0]] if at_end else text[spans[words - 1][1] :]
    return rest.strip(" :|,-–—•·/：／｜，、;；՝፦៖")


def _is_desk(text: str, key: str, desks: frozenset[str]) -> bool:
    """Whether a text, folded to `key`, is a desk, or a few words (the paper's name) before one that does not begin small."""
    if key in desks:
        return True
    tokens, words = key.split(), text.split()
    for start in range(1, min(len(tokens), WORDS_BEFORE_DESK + 1)):
        desk = " ".join(tokens[start:])
        is_small = len(words) == len(tokens) and words[start].islower()
        if desk in desks and desk not in _ALONE and not is_small:
            return True
    return False


def _desk_and_place(line: str, known: _Words) -> str | None:
    """The desk of a line that says where it sits: "जागरण संवाददाता, मेरठ।", "নিজস্ব সংবাদদাতা, কলকাতা"."""
    desk, *place = _BEFORE_PLACE.split(line)
    if len(place) != 1 or not 0 < len(place[0].split()) <= PLACE_WORDS:
        return None
    key = fold(desk)
    leads = known.starts.get(key.split()[0], []) if key else []
    is_desk = _is_desk(desk, key, known.desks) and not any(key.startswith(f"{lead} ") for lead in leads)
    return desk.strip() if is_desk else None


def is_person(text: str) -> bool:
    """Whether a text looks like names of people, or may be one in a script without case, and is no desk."""
    return (is_name(text) or may_be_name(text)) and not is_desk(text)


def is_desk(text: str) -> bool:
    """Whether a text is a desk's name, and no person's: "Harbour News Desk"."""
    return _is_desk(text, fold(text), _words().desks)


def desk(line: str) -> str | None:
    """The desk of a line that names one and where it sits, without a lead-in: "BBC News, Yorkshire"; None for any other line."""
    return _desk_and_place(line, _words())


def _may_name(rest: str) -> bool:
    """Whether what follows a lead-in may be a name: "By the numbers: a hard year" and "Por qué sube el pan" are headlines."""
    return not (rest[:1].islower() and len(rest.split()) > 2)


def is_name(text: str) -> bool:
    """Whether a line looks like names of people, each of two to four capitalised words; never in scripts without case."""
    return _has_case(text) and all(map(_is_one_name, _BETWEEN_NAMES.split(text.strip())))


def may_be_name(text: str) -> bool:
    """Whether a line may be one name in a script without case: two or three words of letters, initials among them."""
    parts = _INITIAL.sub(" ", text).split()
    fits = NAME_WORDS[0] <= len(parts) <= LABELLED_WORDS and max(map(len, parts)) <= NAME_LETTERS
    return fits and not _has_case(text) and bool(_NAME.fullmatch(text)) and not SITE.search(text)


def names_and_places(text: str) -> list[tuple[str, str]]:
    """What a line may be read as: a name with the place beside it or with what its writer is; alone in scripts without case.

    >>> names_and_places("अनिता वर्मा, मेरठ"), names_and_places("अनिता वर्मा"), names_and_places("Asha Rao, court reporter")
    ([('अनिता वर्मा', 'मेरठ')], [('अनिता वर्मा', '')], [('Asha Rao', '')])
    >>> names_and_places("كتبت منى السيد")
    [('منى السيد', '')]
    >>> names_and_places("Asha Rao North of India correspondent"), names_and_places("Asha RaoTravel Reporter")
    ([('Asha Rao', '')], [('Asha Rao', '')])
    """
    if may_be_name(text):
        return [(without_particle(text), "")]
    if found := _WITH_ROLE.fullmatch(text):
        is_role = found["role"].split()[-1].casefold() in _ROLES
        return [(found["name"], "")] if is_role and is_name(found["name"]) else []
    sides = [side.strip() for side in _BESIDE_PLACE.split(text)]
    if len(sides) != 2 or not all(sides):
        return []
    if is_name(sides[0]) and sides[1].split()[-1].casefold() in _ROLES:
        return [(sides[0], "")]
    ways = (sides[0], sides[1]), (sides[1], sides[0])
    return [
        (without_particle(name), place) for name, place in ways if (may_be_name(name) or is_name(name)) and _may_be_place(place)
    ]


def _may_be_place(text: str) -> bool:
    """Whether a few words may name a place or a site; a site may begin small: "detikNews"."""
    parts = text.split()
    return len(parts) <= PLACE_WORDS and not any(part.islower() for part in parts)


def without_particle(name: str) -> str:
    """A name without the small word that leads it in.

    >>> without_particle("di Luca Monaco"), without_particle("Av Karin Holm"), without_particle("Av Oslo")
    ('Luca Monaco', 'Karin Holm', 'Av Oslo')
    """
    first, _, rest = name.partition(" ")
    return rest if first in _PARTICLES and (is_name(rest) or may_be_name(rest)) else name


def _has_case(text: str) -> bool:
    return text.lower() != text.upper()


def _is_one_name(name: str) -> bool:
    parts = name.split()
    capital = [part[:1].isupper() for part in parts]
    small = [part for part in parts if not part[:1].isupper()]
    if parts and (parts[-1].casefold() in _ROLES or parts[0].casefold() in _HEADINGS):
        return False
    fits = NAME_WORDS[0] <= len(parts) <= NAME_WORDS[1] and sum(capital) >= NAME_WORDS[0]
    return fits and bool(_NAME.fullmatch(name)) and _PARTICLES.issuperset(small)


def names(told: str) -> str:
    """What a byline tells, without what its writers are and for whom they write, where names can be told from that.

    >>> names("Eric BrandPublished: May 3"), names("Jo KingMar 5, 2025 | 6 comments")
    ('Eric Brand', 'Jo King')
    >>> names("Eric Brand - Reporter / @ericbrand"), names("Jo King @joking"), names("JO KING FOR THE GAZETTE")
    ('Eric Brand', 'Jo King', 'JO KING')
    >>> names("Eric Brand, CNN"), names("Jo King, News Reporter"), names("Ada Moon Political Correspondent"), names("dpa")
    ('Eric Brand', 'Jo King', 'Ada Moon', 'dpa')
    >>> names("Harbour News Edited By: Eric Brand"), names("Jo King Edited by: Eric Brand")
    ('Eric Brand', 'Jo King, Eric Brand')
    >>> names("Eric BrandJo King"), names("Ada MacMoon Brand"), names("Ada McMoon")
    ('Eric Brand, Jo King', 'Ada MacMoon Brand', 'Ada McMoon')
    """
    if not _has_case(told):
        return told
    told = _HANDLE.sub("", _INNER_LEAD.sub(", ", _GLUED_DAY.split(told, maxsplit=1)[0]))
    if (behind := _ROLE_BEHIND_DASH.search(told)) and behind["role"].casefold() in _ROLES:
        told = told[: behind.start()]
    if (whom := _FOR_WHOM.search(told)) and is_name(told[: whom.start()]):
        told = told[: whom.start()]
    if all(map(is_name, glued := _GLUED_NAMES.split(told))):
        told = ", ".join(glued)
    parts = [_without_role(part) for part in _SIDES.split(told)]
    return ", ".join(part for part in parts if is_name(part)) or told


def people(told: str) -> list[str]:
    """Each of several writers on one line by a name of two words or more, none where it is no row of names.

    >>> people("Ann Lee and Jo King"), people("Ann Lee"), people("dpa")
    (['Ann Lee', 'Jo King'], [], [])
    """
    parts = [part.strip() for part in _BETWEEN_NAMES.split(told)]
    return parts if len(parts) > 1 and is_name(told) and all(" " in part for part in parts) else []


def _without_role(part: str) -> str:
    """The first two words of a name that goes on in a role: "Ada Moon Political Correspondent"."""
    words = part.split()
    return " ".join(words[:2]) if len(words) > 2 and words[-1].casefold() in _ROLES else part


def labelled(line: str) -> str | None:
    """The name behind a lead-in that is none without its mark: "Author: Asha Rao", but not "Author visits her old school".

    Behind a comma ("Author, Asha Rao") it has two words or more: "Author, philanthropist" is what somebody is.
    """
    label, *rest = _BEHIND_LABEL.split(line.strip(), maxsplit=1)
    if not rest or fold(label) not in _words().labels:
        return None
    name = rest[0].partition(" | ")[0].strip()
    is_named = is_name(name) or (not _has_case(name) and bool(_NAME.fullmatch(name)) and len(name.split()) <= LABELLED_WORDS)
    behind_comma = line.strip()[len(label)] in ",،"
    return name if is_named and not (behind_comma and " " not in name) else None


def _long(line: str, words: list[str], known: _Words) -> str | None:
    """The names behind a lead-in, of a line that would be a sentence if it were not all names."""
    for lead in known.starts.get(words[0], []):
        if fold(line).startswith(lead + " ") and is_name(told := _without(line, len(lead.split()), at_end=False)):
            return told
    return None


def read(line: str, key: str | None = None) -> str | None:
    """The name in a byline without its lead-in; "" where a lead-in stands alone; None where the line is no byline.

    `key` is the line as fold() makes it, where the caller has it.
    """
    key = fold(line) if key is None else key
    words = key.split()
    known = _words()
    if not 0 < len(words) <= MOST_WORDS:
        return _long(line, words, known) if words and len(words) <= MOST_NAMED else None
    if named := labelled(line):
        return named
    if desk := _desk_and_place(line, known):
        return desk
    if line.rstrip().endswith(("।", "?", "!", "۔")):
        return None
    if (glued := _GLUED.match(line)) and is_name(glued[1]):
        return glued[1]
    if (behind := _BEHIND_SITE.fullmatch(line)) and (is_name(behind["name"]) or may_be_name(behind["name"])):
        return behind["name"].strip()
    leads = known.starts.get(words[0], [])
    if key in leads:
        return ""
    for lead in leads:
        if key.startswith(lead + " ") and _may_name(name := _without(line, len(lead.split()), at_end=False)):
            return name
    if _is_desk(line, key, known.desks):
        return line.strip()
    for ending in known.ends.get(words[-1], []):
        if key.endswith(" " + ending):
            if (found := _WITH_ROLE.fullmatch(line)) and is_name(found["name"]):
                return found["name"]
            return _without(line, len(ending.split()), at_end=True)
    return None
