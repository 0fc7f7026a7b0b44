"""Which language an article is in: a vote of its lines for a script, then the cheapest rule that is sure.

A script that one language uses answers at once; letters that one language uses come next, then words that one language
uses, and n-gram profiles last, checked against how well the winner's profile fits. `und` beats a wrong name.

>>> detect("રશિયા અને પાકિસ્તાન વચ્ચે વધી રહી છે નિકટતા").guess.value
'gu'
>>> detect("aap ko yah khabar kaisi lagi, hamen zaroor bataiye").guess.value
'hi-Latn'
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from unicodedata import normalize

from copydesk.language import confidence, second
from copydesk.language.confidence import Evidence
from copydesk.language.engines import ENGINES, Engine, engine, version
from copydesk.language.rules import UNKNOWN, by_letters, by_words, count_words, known, looks_romanised, twin
from copydesk.language.vote import Ballot, letters_of, vote
from copydesk.model import Guess
from copydesk.text import words

__all__ = ["ENGINES", "UNKNOWN", "Detected", "detect", "engine", "evidence", "version"]

KINDS = frozenset({"script", "letters", "marker-words"})
"""Kinds of evidence that no engine gives."""

FEWEST_LETTERS = 20
"""In a script that languages share, fewer letters than this name no language."""

SAMPLE, PROFILED = 1000, 600
"""Characters of the winning lines, longest lines first, that the rules read, and of these what an engine reads."""

LEAST = 0.5
"""An engine's answer that is less probable than this is `und`."""


@dataclass(frozen=True, slots=True)
class Detected:
    """The language as a guess (ISO 639, with a script where the writing is not the usual one) and its script (ISO 15924).

    `second` is the other language of a page that truly has two, such as an article and its translation.
    """

    guess: Guess[str]
    script: str
    second: str | None = None


def detect(text: str, engine_name: str = "profiles", declared: str | None = None) -> Detected:
    """The main language of a text and its script; `und` where nothing is sure, script `Zyyy` where there is no letter.

    Evidence is one of script, letters, marker-words, the engine's name, or, with `und`, no-letters, too-short, unclear. What the
    record itself has `declared`, an ISO code or a tag such as hi-IN, is believed only where nothing is sure: many sites declare
    that of their template. The confidence is the share of such answers that are right. Raises SettingsError for an engine that
    cannot be used.
    """
    ballot, judge = vote(text), engine(engine_name)
    found, other = _both(ballot, judge)
    guess = _guess(found, engine_name)
    if guess.value == UNKNOWN and ballot.script != "Zyyy" and (code := _code(declared)):
        guess = Guess(code, _DECLARED, "declared")
    beside = _guess(other, engine_name).value if other and guess.value != UNKNOWN else UNKNOWN
    return Detected(guess, ballot.script, beside if beside not in (UNKNOWN, guess.value) else None)


_TAG = re.compile(r"([a-z]{2,3})(?:[-_][a-z0-9]+)*", re.IGNORECASE)
_DECLARED = 0.5
"""Not measured: no text that is labelled both by people and by its site was to be had."""


def _code(declared: str | None) -> str | None:
    """The language of a tag such as hi-IN; none of what is no tag, or says that it knows none."""
    found = _TAG.fullmatch(declared.strip()) if declared else None
    return found[1].lower() if found and found[1].lower() not in ("und", "mul", "zxx", "mis") else None


def _both(ballot: Ballot, judge: Engine) -> tuple[Evidence | str, Evidence | str | None]:
    """What the main language rests on, and the second if there is one."""
    script = ballot.script
    if other := second.by_script(ballot):
        return _find(script, ballot.of(script), judge), _find(*other, judge)
    if two := second.by_words_of(ballot) if script not in known().alone else []:
        main, beside = (_find(script, sorted(lines, key=len, reverse=True), judge) for lines in two)
        return main, beside
    return _find(script, ballot.of(script), judge), None


def evidence(text: str) -> Evidence | None:
    """What the main language of a text rests on by `profiles`, before it is asked whether that is enough; None for nothing."""
    found, _ = _both(vote(text), engine("profiles"))
    return found if isinstance(found, Evidence) else None


def _guess(found: Evidence | str, engine_name: str) -> Guess[str]:
    if isinstance(found, str):
        return Guess(UNKNOWN, 0.0, found)
    if found.chance < LEAST:
        return Guess(UNKNOWN, 0.0, "unclear")
    return Guess(found.language, round(found.chance, 3), found.kind if found.kind in KINDS else engine_name)


def _find(script: str, lines: list[str], judge: Engine) -> Evidence | str:
    """The language of lines that are mostly in a script, or the reason why there is none."""
    if alone := known().alone.get(script):
        return confidence.by_script(alone)
    sample = normalize("NFC", "\n".join(lines)[:SAMPLE])
    letters = letters_of(sample, script)
    if letters < FEWEST_LETTERS:
        return "too-short" if letters else "no-letters"
    if proved := by_letters(script, sample, letters):
        return confidence.by_letters(*proved)
    said = words(sample)
    counts = count_words(script, said)
    if told := by_words(len(said), counts):
        return confidence.by_words(*told, len(said))
    answer = judge.answer(sample[:PROFILED], script)
    if answer is None:
        return "unclear"
    heard = answer.language
    answer = replace(answer, language=twin(heard, said))
    _, own = counts.pop(answer.language, (0, 0))
    if not own and script == "Latn" and looks_romanised(heard, said):
        return "unclear"
    return confidence.heard(answer, own, max((different for _, different in counts.values()), default=0), len(said))
