"""No line keeps a regular expression busy: time grows with the length of a line, and not with its square."""

from __future__ import annotations

import importlib
import pkgutil
import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
import regex

import copydesk
from copydesk.settings import Settings

SHORT, LONG = 3_000, 12_000
SLOW = 0.004
"""Seconds for a short line: what takes less has no growth that could be measured, and none that matters."""
MOST_GROWTH = 9
"""Times, for a line four times as long: in proportion it would be 4, with the square 16."""

AT_ONE_PLACE = {"copydesk.ingest.containers.http._SIZE", "copydesk.ingest.containers.jsondocument._COLON"}
"""Patterns that are only asked whether they match where a reader has come to; others that are not searched for begin with \\A."""

PIECES = (
    *"a0 .,-:/|>()[]<&#@'\"_=\t",
    "ab ", "a.", "a,", "a-", "1 ", "1/", "1:", "12.", "1,", "- ", ": ", "| ", "> ", "() ", "A. ", "Ab ", "क", "का ", "क्", "०",
    "०/", "।", "ا", "ا ", "١", "中", "年", "1年", "あ", "ა", "é", "\u200d", "\u00a0", "http://a", "www.", "<a ", "</", "&amp;",
    "10:1", "2024-1", "Jan 1", "by a ", "photo ", "am ", "/a/", "।।", "..", "--", "  ", " -",
)  # fmt: skip


def _patterns() -> Iterator[tuple[str, Any]]:
    """Every compiled pattern that a module of copydesk holds, in whatever table, with where it is."""
    seen: set[int] = set()
    for info in pkgutil.walk_packages(copydesk.__path__, "copydesk."):
        module = importlib.import_module(info.name)
        for name, value in vars(module).items():
            for pattern in _in(value):
                if id(pattern) not in seen:
                    seen.add(id(pattern))
                    yield f"{info.name}.{name}", pattern


def _in(value: object) -> Iterator[Any]:
    if isinstance(value, re.Pattern | regex.Pattern):
        yield value
    elif isinstance(value, dict):
        for own in value.values():
            yield from _in(own)
    elif isinstance(value, list | tuple | set | frozenset) and len(value) < 10_000:
        for own in value:
            yield from _in(own)


PATTERNS = list(_patterns())


def _seconds(pattern: Any, line: str | bytes, *, search: bool) -> float:
    """The least of three goes at each way to ask, all together."""
    best = 9.0
    for _ in range(3):
        start = time.process_time()
        pattern.match(line)
        pattern.fullmatch(line)
        if search:
            pattern.search(line)
        best = min(best, time.process_time() - start)
        if best < SLOW:
            break
    return best


def _line(pattern: Any, piece: str, length: int) -> str | bytes:
    """A long run of a piece that ends in what fits nothing."""
    text = (piece * (length // len(piece) + 1))[:length] + "\x00!"
    return text.encode() if isinstance(pattern.pattern, bytes) else text


def test_there_are_patterns_to_be_tried() -> None:
    """The walk finds the patterns of the modules."""
    assert len(PATTERNS) > 60


@pytest.mark.timeout(60)  # for what takes not the square but an age
@pytest.mark.parametrize(("where", "pattern"), PATTERNS, ids=[f"{where}-{n}" for n, (where, _) in enumerate(PATTERNS)])
def test_no_pattern_takes_more_than_its_share_for_a_long_line(where: str, pattern: Any) -> None:
    """For each run of a short piece, a line four times as long takes at most a little more than four times as long."""
    search = where not in AT_ONE_PLACE
    for piece in PIECES:
        short = _seconds(pattern, _line(pattern, piece, SHORT), search=search)
        if short < SLOW:
            continue
        long = _seconds(pattern, _line(pattern, piece, LONG), search=search)
        assert long < MOST_GROWTH * short, f"{where} on {piece!r}: {short:.4f} s, then {long:.4f} s"


def test_the_limits_hold_lines_to_what_was_tried() -> None:
    """A line may be longer than those here by a factor that keeps the whole within seconds."""
    assert Settings().line_chars <= 10 * LONG
