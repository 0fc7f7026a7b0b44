"""Captions by what opens and ends them, whatever the language: who took the picture and for whom, a label and a bracket."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from copydesk.boilerplate import byline, phrases
from copydesk.boilerplate.line import Text
from copydesk.boilerplate.linewords import credits, sides
from copydesk.boilerplate.page import Page
from copydesk.boilerplate.structure import take
from copydesk.text import FULL_STOPS, ends_sentence, fold

CAPTION_WORDS = 80
"""Words of a caption, its credit among them, at most."""

CREDIT = 100
"""Characters at the end of a line in which its credit is looked for."""

NAME_WORDS = 2, 4
"""Words of a photographer's name, at least and at most."""

_CREDIT = regex.compile(
    r"^.*(?:^|[(\[|–—©:]|(?<=[\p{Ll}\p{M}\p{Lo}\p{N})]{2})[.!?।](?=\s)|\s-\s)\s*"
    r"(?P<before>[^\s()\[\]|/–—©:][^()\[\]|/–—©:]{1,50}?)(?:\s?/\s?|\svia\s)"
    r"(?:[^()\[\]|/]{2,24}/)?(?P<behind>[^\s()\[\]|/][^()\[\]|/]{1,40}?)(?:,\s(?:File|Pool|Archiv))?[)\]]?\.?$"
)
"""A mark, and what stands before and behind the slash that ends the line."""

_SLASHED = regex.compile(r"(?<=[\p{Ll}\p{M}\p{N})]{2}[.!?»”\"])\s/\s(?P<name>\p{Lu}[^\s/]*(?:\s[^\s/]+){1,3})$")
"""Behind a sentence, spaces about a slash and a photographer alone, as the Spanish press has it: "El gol. / ANA RUIZ"."""

_PICTURE = regex.compile(r"REUTERS|.{0,30}\b(?:photo|foto|image)s?$", regex.IGNORECASE)
"""An agency that its photographers stand behind: "AP Photo/Ann Lee"; "(dpa/Ann Lee)" signs a text."""

_GIVEN = regex.compile(r"[(\[](?P<before>[^:()\[\]]{2,24}):\s(?P<behind>[^()\[\]]{4,40})[)\]]\.?$")
"""Who gave the picture and who took it, in a bracket that ends the line: "(ABC News: Ann Lee)"."""

_GIVERS = frozenset(
    "aap abc agerpres anadolu anp antara bbc bernama cbc dha hina iha lusa mti pap supplied tanjug ukrinform".split()  # noqa: SIM905 -- read as a list
)
"""Who gives pictures beside the agencies that linewords.toml lists."""

_CAPITALS = regex.compile(r"[(\[](?P<paper>\p{Lu}[\p{L}\p{N}. ]{1,30})/\p{Lu}{2,20}(?: \p{Lu}{2,20}){1,3}[)\]]\.?$")
"""A paper and its photographer in capitals, in a bracket that ends the line: "(Harbour News/ANN LEE)". Parties look so too."""

_TAKEN_FOR = regex.compile(
    r"(?<=[\p{L}\p{M}\p{N})]{2}[.!?»”\"])\s[(\[](?P<before>[^/()\[\]]{4,40})\s?/\s?(?P<behind>[^/()\[\]]{3,40})[)\]]\.?$"
)
"""Who took the picture and for which paper, in a bracket behind a sentence: "At the harbour on Friday. (Ann Lee/Gazette)"."""

_BARRED = regex.compile(r"\s\|\s(?P<before>[^/|()]{4,40})/(?P<behind>\p{Lu}{2}[\p{Lu} .]{1,20})$")
"""The same behind a bar, the paper in capitals: "Ann Lee speaks on Friday. | Tom Roe/GAZETTE"."""

_BEHIND_STOP = regex.compile(
    r"(?<=[\p{L}\p{M}\p{N})]{2}[.!?»”\"])\s(?P<before>\p{Lu}{2,20}(?:\s\p{Lu}{2,20}){1,3})\s(?P<behind>\p{Lu}{2,12})$"
)
"""A photographer and an agency in capitals behind a sentence: "El puerto, este martes. ANA RUIZ EFE"."""

_ENDING = regex.compile(r"[(\[](?P<said>[^()\[\]]{4,60})[)\]]\.?$")
_FOR_WHOM = regex.compile(r"\s(?:for|für|pour|para|voor|för)\s")
ORGANISATION = regex.compile(
    r"(?:the\s)?[\p{Lu}\p{Nd}][\p{L}\p{M}\p{Nd}&.'’-]*(?:\s[\p{Lu}\p{Nd}&][\p{L}\p{M}\p{Nd}&.'’-]*){0,4}"
)
"""Whom a picture was taken for: a few words with capitals."""

_BESIDE = frozenset({"agency", "alliance", "news", "picture", "pool", "press", "sports", "stock", "wire"})
"""What agencies have in their names beside what linewords.toml lists."""

_LABELLED = regex.compile(r"^[\W_]{0,3}(?P<label>[^:：()]{2,30})[:：].{3,400}[(（\[【].{2,40}[)）\]】]\.?$")
"""A label before a colon, the picture in words, and a bracket to the end of the line."""

_BRACKET = regex.compile(r"[(\[（](?P<side>[^()\[\]（）]{1,24})[)\]）]")
SIDE_WORDS = 4
"""Words of a bracket that says who stands where, at most."""

_BRACKETED = regex.compile(
    r"[(\[](?:\p{L}[\p{L}.’'-]{0,20}\s){0,3}(?:photo|image|picture|graphic|illustration)s?\s(?:by|courtesy(?:\sof)?)"
    r"\s[^()\[\]]{2,50}[)\]]\.?$",
    regex.IGNORECASE,
)
"""What a caption ends with: "(Staff photo by Ann Lee)"."""

_OPENING = " ([|–—-/"


def credited(page: Page) -> None:
    """Captions by their credits: "The ferry at dawn. (Ann Lee/Getty Images)"; the last sentence of a text may be signed so."""
    prose = [line.number for line in page.prose()]
    for line in page.lines:
        if line.is_open and line.length <= CAPTION_WORDS and (place := line.said.tell(_credited_at)) >= 0:
            is_signed = ends_sentence(line.text[:place].rstrip(_OPENING)) and not any(number > line.number for number in prose)
            if not is_signed:
                take(page, line, "photo-credit")


def labelled(page: Page) -> None:
    """Captions from a word for a picture and a colon to a closing bracket, and from ©: "Photo: a street in Dunmore. (File)";
    and lines that are no sentence, in which a bracket says who stands where: "Ann Lee (left) and the piano"."""
    for line in page.lines:
        if line.is_open and line.length <= CAPTION_WORDS and line.said.tell(_is_caption):
            take(page, line, "caption")


def _is_caption(text: Text) -> bool:
    return _is_labelled(text) or _is_bracketed(text) or _says_side(text)


def _says_side(text: Text) -> bool:
    if text.is_prose or ends_sentence(text.text, FULL_STOPS):
        return False
    return any(_is_side(fold(found["side"]).split()) for found in _BRACKET.finditer(text.text))


def _is_side(words: Sequence[str]) -> bool:
    words_for_it, orders = sides()
    at_ends = len(words) <= SIDE_WORDS and not words_for_it.isdisjoint([*words[:1], *words[-1:]])
    return at_ends or " ".join(words) in orders


def _is_labelled(text: Text) -> bool:
    if text.text[0] == "©":
        return True
    found = _LABELLED.match(text.text)
    return found is not None and phrases.index().credits(found["label"])


def _is_bracketed(text: Text) -> bool:
    return text.text.rstrip(".")[-1:] in (")", "]") and bool(_BRACKETED.search(text.text, max(0, len(text.text) - CREDIT)))


def _credited_at(text: Text) -> int:
    """Where the text names its photographer to its end, with an agency or behind a sentence; -1 if nowhere."""
    start = max(0, len(text.text) - CREDIT)
    if text.text.rstrip(".")[-1:] in (")", "]") and (place := _given_at(text.text, start)) >= 0:
        return place
    stop = _BEHIND_STOP.search(text.text, start)
    if stop and _are_agency([stop["behind"]]) and _are_name(stop["before"].split()):
        return stop.start("before")
    if "/" not in text.text and " via " not in text.text:
        return -1
    taken = _TAKEN_FOR.search(text.text, start) or _BARRED.search(text.text, start)
    if taken and byline.is_name(taken["before"]) and ORGANISATION.fullmatch(taken["behind"]):
        return taken.start("before")
    slashed = _SLASHED.search(text.text, start)
    if slashed and _are_name(slashed["name"].split()):
        return slashed.start("name")
    found = _CREDIT.match(text.text[start:])
    if not found:
        return -1
    before, behind = found["before"].split(), found["behind"].split()
    is_led = _are_agency(before) and bool(_PICTURE.fullmatch(found["before"])) and _are_name(behind)
    return start + found.start("before") if is_led or (_are_agency(behind) and _are_name(before)) else -1


def _given_at(text: str, start: int) -> int:
    """Where a last bracket begins that says who took the picture and for whom, or that it was supplied; -1 where none does."""
    if (given := _GIVEN.search(text, start)) and _are_agency(given["before"].split()) and _are_name(given["behind"].split()):
        return given.start()
    signed = _CAPITALS.search(text, start)
    if signed and (text[: signed.start()].rstrip().endswith(".") or "." in signed["paper"]):
        return signed.start()
    found = _ENDING.search(text, start)
    if not found:
        return -1
    first, *others = _FOR_WHOM.split(found["said"])
    is_for = bool(others) and byline.is_name(first) and all(" " in other and ORGANISATION.fullmatch(other) for other in others)
    return found.start() if is_for or fold(found["said"]) in _GIVERS else -1


def _are_agency(words: Sequence[str]) -> bool:
    """Whether an agency is among the words, and nothing else but words for pictures."""
    own = {fold(word) for word in words} - {""}
    agencies, pictures = credits()
    return not own.isdisjoint(agencies | _GIVERS) and own <= agencies | pictures | _BESIDE | _GIVERS


def _are_name(words: Sequence[str]) -> bool:
    """Whether the words may be a photographer's name: a capital at both ends, and no agency among them."""
    is_short = NAME_WORDS[0] <= len(words) <= NAME_WORDS[1]
    return is_short and words[0][0].isupper() and words[-1][0].isupper() and credits()[0].isdisjoint(map(fold, words))
