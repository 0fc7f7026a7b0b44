"""What is done to characters that show nothing, hide something or turn text around: one table of rules, in order.

A page without any of them is passed by one search. Letters, vowel signs, viramas, joiners, dandas and direction marks are no
business of these rules; soft hyphens, zero-width spaces and stray joiners are mended in the paragraph (boilerplate.repairs).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from copydesk.ingest import posing

_ORNAMENTS = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
"""Combining marks of no Indic, Arabic or Hebrew script."""

_NOTHINGS = "\u2061-\u2065\u206a-\u206f\ufdd0-\ufdef\ufff0-\ufffb\ufffe\uffff" + "".join(
    chr(plane << 16 | last) for plane in range(1, 17) for last in (0xFFFE, 0xFFFF)
)
_SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
_FLAG_OR_TAGS = re.compile("(\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f)|[\U000e0000-\U000e007f]+")
_SELECTS_NOTHING = re.compile(
    f"(?:(?<=[{_SELECTORS}\\sA-Za-z])|^)[{_SELECTORS}]+|(?<![\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af])[\U000e0100-\U000e01ef]+",
    re.MULTILINE,
)
_LINE_END = re.compile("\r\n|[\r\v\f\u2028\u2029]")
_STACK = re.compile(f"([{_ORNAMENTS}]{{2}})[{_ORNAMENTS}]{{3,}}")
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_OVERRIDES, _CLOSERS = "\u202d\u202e", "\u202c\u2069"
_CLOSED_BY = dict.fromkeys("\u202a\u202b", "\u202c") | dict.fromkeys("\u2066\u2067\u2068", "\u2069")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: the name of its repair, what it looks for (members of a class for `re`), words for people, and what it does."""

    name: str
    members: str
    characters: str
    done: str
    apply: Callable[[str], str]


def _without_turns(text: str) -> str:
    """Lines that override the direction of letters, or leave an embedding open, without any direction control."""
    return "\n".join(_BIDI.sub("", line) if _turns(line) else line for line in text.split("\n"))


def _turns(line: str) -> bool:
    waiting: list[str] = []
    for char in _BIDI.findall(line):
        if char in _OVERRIDES or (char in _CLOSERS and (not waiting or waiting.pop() != char)):
            return True
        if char in _CLOSED_BY:
            waiting.append(_CLOSED_BY[char])
    return bool(waiting)


def _without_hidden(text: str) -> str:
    text = re.sub(f"[{_NOTHINGS}]", "", _FLAG_OR_TAGS.sub(lambda match: match[1] or "", text))
    return _SELECTS_NOTHING.sub("", text)


_CONTROLS = "\x00-\x08\x0e-\x1f\x7f-\x9f"

RULES = (
    Rule(
        "",
        "\r\v\f\u2028\u2029",
        "U+000B, U+000C, U+000D, U+2028, U+2029",
        "end a line, as U+000A does",
        lambda text: _LINE_END.sub("\n", text),
    ),
    Rule(
        "lone-surrogates",
        "\ud800-\udfff",
        "halves of a pair, U+D800–U+DFFF",
        "become U+FFFD",
        lambda text: re.sub("[\ud800-\udfff]", "\ufffd", text),
    ),
    Rule(
        "control-characters",
        _CONTROLS,
        "other controls, NUL among them, but not the tab",
        "are removed; a text with more than two in a hundred is `binary`",
        lambda text: re.sub(f"[{_CONTROLS}]", "", text),
    ),
    Rule("invisible-characters", "\ufeff", "U+FEFF behind the start", "is removed", lambda text: text.replace("\ufeff", "")),
    Rule(
        "hidden-characters",
        f"{_NOTHINGS}{_SELECTORS}\U000e0000-\U000e007f",
        "tags (U+E0000–U+E007F), noncharacters, U+2061–U+2065, U+206A–U+206F, U+FFF0–U+FFFB, "
        "variation selectors that select nothing",
        "are removed; the tags of a flag stay, and one selector behind a sign",
        _without_hidden,
    ),
    Rule(
        "direction-overrides",
        "\u202a-\u202e\u2066-\u2069",
        "U+202D and U+202E; embeddings and isolates that are not closed on their line",
        "are removed, with the line's other embeddings and isolates; lines where all are closed stay",
        _without_turns,
    ),
    Rule(
        "stacked-marks",
        _ORNAMENTS,
        "five or more combining marks in a row, of no Indic, Arabic or Hebrew script",
        "are cut down to the first two",
        lambda text: _STACK.sub(r"\1", text),
    ),
)
"""Every rule, in the order in which it is applied. One without a name is no repair."""

SUSPECT = "".join(re.sub("[\U00010000-\U0010ffff]-?", "", rule.members) for rule in RULES) + "\U00010000-\U0010ffff"
"""Members of a class for `re`: every character that a rule may have to do with, and all beyond U+FFFF, which cost time apart."""

_SUSPECT = re.compile(f"[{SUSPECT}]")
_MEMBERS = {rule.characters: re.compile(f"[{rule.members}]") for rule in RULES}
_ASCII_SUSPECT = bytes(sorted({*range(0x20), 0x7F} - {0x09, 0x0A}))


def clean(text: str) -> tuple[str, tuple[str, ...]]:
    """The text by every rule, and the names of the repairs made; what is clean stays as it is."""
    made = []
    if is_suspect(text):
        for rule in RULES:
            mended = rule.apply(text) if _MEMBERS[rule.characters].search(text) else text
            if mended != text and rule.name:
                made.append(rule.name)
            text = mended
    if posing.has_posing(text):
        made.append(posing.FLAG)
    return text, tuple(made)


def is_suspect(text: str) -> bool:
    """Whether the text has a character that a rule may have to do with; one for which this is false has no controls either."""
    if text.isascii():
        return len(text.encode().translate(None, _ASCII_SUSPECT)) < len(text)
    return bool(_SUSPECT.search(text))
