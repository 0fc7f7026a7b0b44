"""Lines that only say whose a picture or a report is: "Photo: Ellen Marsh", "HARBOUR NEWS/ELLEN MARSH", "(emr/dpa)"."""

from __future__ import annotations

import regex

from copydesk.boilerplate import byline, phrases
from copydesk.boilerplate.captions import ORGANISATION
from copydesk.boilerplate.line import Line, Text
from copydesk.boilerplate.linewords import credits
from copydesk.boilerplate.page import Page
from copydesk.boilerplate.structure import take
from copydesk.text import FULL_STOPS, UNSPACED, ends_sentence, fold, has_letters

NAME_WORDS, NAME_LETTERS = 3, 8
"""Words of a name in a script without case, or of a town hall or an archive, at most; letters, where words are not set apart."""

_LABEL = regex.compile(r"(?P<label>[^:：៖…]{1,40}?)(?:[:：៖]|\.{3}|…|\s[-–—](?=\s))")
"""A word for a picture and its mark, a dash between spaces too; three dots in papers that print "Credit...Ellen Marsh"."""

_FOR_WHOM = regex.compile(r"\s?/\s?|\s(?:for|via|für|pour|para|voor|för|per)\s")
_BRACKETED = regex.compile(r"\((?P<said>[^()]{5,60})\)|\[(?P<said>[^\[\]]{5,60})\]")

_ROW = regex.compile(r"[^:：]{1,40}[:：]\s*\S")
_AGENCY = regex.compile(r"\p{Lu}{2,8}")
_ONE_WORD = regex.compile(r"\p{Lu}[\p{L}\p{M}'’-]{2,20}|(?:https?://)?[\p{L}\d-]{1,40}(?:\.[\p{L}-]{2,20}){1,3}(?:/[^\s]{0,80})?")
"""A name of one word, or the address of a site."""

_INITIALS = regex.compile(r"[(\[]\p{Ll}{2,4}(?:\s?[/*-]\s?\p{L}{2,6})+[)\]]")
_CAPITALS = regex.compile(r"[\p{Lu}.&' -]{2,30}\s?/\s?(?P<name>\p{Lu}[\p{Lu}.'’-]*(?: \p{Lu}[\p{Lu}.'’-]*){1,3})")
_STROKE = regex.compile(r"(?:[\p{Lo}\p{M}]{1,12}(?: [\p{Lo}\p{M}]{1,12}){0,2})?/[\p{Lo}\p{M}]{1,8}|\p{Ll}{2,4}/\p{Ll}{2,4}")
"""A desk or initials, a stroke, initials."""
_ADDRESS = regex.compile(r"[(<\[]?[\w.+-]{1,40}@[\w-]{1,40}(?:\.[\w-]{2,20}){1,3}[)>\]]?")
_CODES = regex.compile(
    r"\p{Lu}{2,4}(?:/\p{Lu}{2,4}){1,2}|\p{Ll}{2,4}(?:/\p{Ll}{2,4}){2}|(?:\p{Lu}{2,3}/)?\p{Lu}{2,3}-\p{Ll}{2,3}"
)
"""The same in capitals, of three, or by a hyphen: "AL/MR", "GR-bp"; many a band's name looks so too."""


def signed(page: Page) -> None:
    """Cut the credits, and a mail address below a byline. A credit that stands beside other lines of a label and a value is a
    row of their table."""
    lines = page.lines
    _signed_at_end(page)
    for place, line in enumerate(lines):
        if not line.is_open:
            continue
        is_row = line.said.tell(name) and any(map(_is_row, lines[max(0, place - 1) : place] + lines[place + 1 : place + 2]))
        is_mail = place > 0 and lines[place - 1].byline is not None and bool(_ADDRESS.fullmatch(line.text))
        if (line.said.tell(name) and not is_row) or line.said.tell(_is_signature) or is_mail:
            take(page, line, "credit")


def _signed_at_end(page: Page) -> None:
    """Cut initials, or the writer's mail address, right below the last running text. Some are such only if nothing follows."""
    text = [line for line in page.lines if line.is_open and (line.is_prose or ends_sentence(line.text, FULL_STOPS))]
    tail = [line for line in page.lines if text and line.number > text[-1].number and line.is_open]
    if not tail:
        return
    is_sure = _STROKE.fullmatch(tail[0].text) or _ADDRESS.fullmatch(tail[0].text)
    if is_sure or (len(tail) == 1 and _CODES.fullmatch(tail[0].text)):
        take(page, tail[0], "credit")


def name(text: Text) -> str | None:
    """Whom a line names behind a word for a picture and a colon; None where it is no such line."""
    lead = _LABEL.match(text.text)
    if not lead or not phrases.index().credits(lead["label"].strip(" ([（【▲■•*-–—")):
        return None
    said = text.text[lead.end() :].strip(" )]）】.©")
    return said if _is_named(said, text) else None


def _is_named(said: str, text: Text) -> bool:
    parts = [part.strip() for part in said.split("/")]
    if not has_letters(said) or any(letter.isdecimal() for part in parts if not _is_agency(part) for letter in part):
        return False
    if said.upper() == said.lower():
        if not text.scripts & UNSPACED:
            return len(said.split()) <= NAME_WORDS
        return len(said) <= NAME_LETTERS
    if _ONE_WORD.fullmatch(said):
        return True
    words = said.split()
    is_archive = said[0].isupper() and words[-1].islower() and len(words) <= NAME_WORDS and not ends_sentence(said)
    return is_archive or all(byline.is_name(part) or _is_agency(part) for part in parts) or _is_taken_for(said)


def _is_agency(said: str) -> bool:
    return bool(_AGENCY.fullmatch(said)) or fold(said) in credits()[0]


def _is_taken_for(said: str) -> bool:
    """Whether a name comes first, and then whom the picture was taken for: "Ellen Marsh/The Harbour Gazette"."""
    first, *others = _FOR_WHOM.split(said)
    return bool(others) and byline.is_name(first) and all(map(ORGANISATION.fullmatch, others))


def _is_row(line: Line) -> bool:
    is_row = line.is_open and not line.is_prose and bool(_ROW.match(line.text))
    return is_row and line.said.tell(name) is None


def _is_signature(text: Text) -> bool:
    """Whether the line is initials in brackets, a name and whom it worked for in them, or an agency and a name in capitals."""
    if (bracketed := _BRACKETED.fullmatch(text.text)) and _is_taken_for(bracketed["said"]):
        return True
    return bool(_INITIALS.fullmatch(text.text) or _CAPITALS.fullmatch(text.text))
