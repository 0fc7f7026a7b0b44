"""Whether a page truly has two languages: running text in both, not furniture in one round an article in the other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

import numpy as np

from copydesk.language import profiles
from copydesk.language.rules import by_words, count_words, known
from copydesk.language.vote import Ballot, number
from copydesk.text import SCRIPTS, UNSPACED, ends_sentence, words

LEAST_SIGNS, LEAST_SHARE = 300, 0.35
"""Characters of running text that the second language has at least, and their share of the first language's."""

_PROSE, _PROSE_UNSPACED = 60, 20
"""Characters of a line from which it is running text, if it ends as a sentence does."""

_PROBES, _PROBED = 6, 160
"""Lines spread over the page that are looked at for a second language in the same script, and characters of each."""

_MARGIN = 20.0
"""Nats by which profiles must prefer a line's language."""


def _long(ballot: Ballot, script: str) -> list[str]:
    """The lines that are mostly in a script and long enough for running text, as they stand on the page."""
    least = _PROSE_UNSPACED if script in UNSPACED else _PROSE
    return [ballot.lines[n] for n in np.flatnonzero((ballot.scripts == number(script)) & (ballot.sizes >= least)).tolist()]


def _prose(lines: Iterable[str]) -> list[str]:
    return [line for line in lines if ends_sentence(line)]


def _signs(lines: Iterable[str]) -> int:
    return sum(map(len, lines))


def by_script(ballot: Ballot) -> tuple[str, list[str]] | None:
    """Another script than the page's that has enough running text for a second language, and that text."""
    sizes = np.bincount(ballot.scripts, ballot.sizes, len(SCRIPTS))
    sizes[number(ballot.script)] = 0
    other = SCRIPTS[int(sizes.argmax())]
    if sizes.max() < LEAST_SIGNS:
        return None
    lines = _prose(_long(ballot, other))
    needed = max(LEAST_SIGNS, LEAST_SHARE * _signs(_prose(_long(ballot, ballot.script))))
    return (other, lines) if _signs(lines) >= needed else None


def by_words_of(ballot: Ballot) -> list[list[str]]:
    """The running text of each of two languages that share the page's script, more first; empty unless there are two.

    Some lines spread over the page are asked first, since nearly every page has one language.
    """
    script, long = ballot.script, _long(ballot, ballot.script)
    if len(long) < 4 or script not in known().usual or not _differ(script, _spread(long)):
        return []
    lines = _prose(long)
    found: dict[str, list[str]] = {}
    for line, language in zip(lines, _tell(script, lines), strict=True):
        if language or (language := _profiled(script, line)):
            found.setdefault(language, []).append(line)
    two = [own for _, own in sorted(found.items(), key=lambda pair: (-_signs(pair[1]), pair[0]))][:2]
    if len(two) < 2 or len(two[1]) < 2:
        return []
    first, second = map(_signs, two)
    return two if second >= max(LEAST_SIGNS, LEAST_SHARE * first) else []


def _spread(lines: Sequence[str]) -> list[str]:
    return [lines[n] for n in _places(len(lines))]


@lru_cache(maxsize=1024)
def _places(count: int) -> list[int]:
    """Places spread over so many lines, `_PROBES` at most."""
    return sorted({round(n) for n in np.linspace(0, count - 1, _PROBES).tolist()})


def _differ(script: str, lines: Sequence[str]) -> bool:
    """Whether some lines look like one language and some like another: by words, or where words say nothing by profiles."""
    told = _tell(script, lines)
    named = {language for language in told if language}
    silent = [line for line, language in zip(lines, told, strict=True) if not language]
    return len(named) > 1 or (
        len(named) == 1 and 2 * len(silent) >= len(lines) and _profiled(script, "\n".join(silent)) not in {"", *named}
    )


def _profiled(script: str, text: str) -> str:
    """The language that the profiles are sure of, or nothing."""
    verdict = profiles.of(tuple(known().usual[script])).read(text[: 2 * _PROBED])
    return verdict.likeliest if verdict and verdict.margins[verdict.likeliest] > _MARGIN else ""


def _tell(script: str, lines: Sequence[str]) -> list[str]:
    """For each line the language that its marker words prove, or nothing."""
    said = [words(line[:_PROBED]) for line in lines]
    told = [by_words(len(own), count_words(script, own)) for own in said]
    return [answer[0] if answer else "" for answer in told]
