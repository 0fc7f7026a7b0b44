"""Golden pages: for each line of each page under golden/<language>/, what the desk must do with it.

A case says what kind of evidence it is: `wild` (the shape of a real page), `synthetic` (one trait alone), `negative`
(nothing but the title may go, though the page tempts) or `known-failure` (what the desk gets wrong today; the case
fails when the desk learns it, and then takes another kind). `because` says what the case is about.

The verdicts of a line:
    body                                    a paragraph of the text begins with it
    join                                    belongs to the paragraph above it
    title, date, section, site, byline      moved into a column
    cut                                     dropped: furniture, or a repeat of a line that is kept
    blank                                   an empty line
`byline|date` allows either.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from copydesk import boilerplate, lexicon
from copydesk.model import Hints, Stripped

GOLDEN = Path(__file__).parent / "golden"
CASES = {file.relative_to(GOLDEN).with_suffix("").as_posix(): file for file in sorted(GOLDEN.glob("*/*.toml"))}
KINDS = {"wild", "synthetic", "negative", "known-failure"}
VERDICTS = {"body", "join", "title", "date", "section", "site", "byline", "cut", "blank", "byline|date"}
SCRIPTS = {code: found.scripts[0] for code, found in lexicon.load().items()}
"""Every language that has a lexicon must have cases; its first script is the page's."""


def _load(case: str) -> dict[str, Any]:
    return tomllib.loads(CASES[case].read_text("utf-8"))


def _verdicts(stripped: Stripped, lines: list[str]) -> tuple[list[str], list[str]]:
    """What became of each line, and the rule that took it."""
    got, rules = ["blank" if not line.strip() else "lost" for line in lines], [""] * len(lines)
    for paragraph in stripped.paragraphs:
        for place, number in enumerate(paragraph.lines):
            got[number] = "join" if place else "body"
    for cut in stripped.cuts:
        got[cut.line] = cut.rule.removeprefix("lift-") if cut.rule.startswith("lift-") else "cut"
        rules[cut.line] = cut.rule
    return got, rules


@pytest.mark.parametrize("case", CASES)
def test_each_line_gets_its_verdict(case: str, request: pytest.FixtureRequest) -> None:
    """Every line of a golden page is kept, joined, lifted or cut as the page says."""
    golden = _load(case)
    if golden["kind"] == "known-failure":
        request.applymarker(pytest.mark.xfail(reason=golden["because"], strict=True, raises=pytest.fail.Exception))
    lines = [text for _, text in golden["lines"]]
    expected = [verdict for verdict, _ in golden["lines"]]
    stripped = boilerplate.strip(lines, SCRIPTS[golden["language"]], Hints())
    got, rules = _verdicts(stripped, lines)
    wrong = [g not in e.split("|") for e, g in zip(expected, got, strict=True)]
    if any(wrong):
        rows = zip(wrong, expected, got, rules, lines, strict=True)
        table = "\n".join(f"{'>' if w else ' '} {e:12}{g:9}{r:26} {line}" for w, e, g, r, line in rows)
        pytest.fail(
            f"{case} ({golden['kind']}): {golden['because']}\n\n  {'expected':12}{'got':9}{'rule':26} line\n{table}\n\n"
            f"Where the rule is named, mend it: <language>/<id> stands in lexicons/, other names in boilerplate/. Where the\n"
            f"expectation is wrong, mend tests/golden/{case}.toml and say why in the commit.",
            pytrace=False,
        )


@pytest.mark.parametrize("case", CASES)
def test_each_case_is_well_formed(case: str) -> None:
    """A case has a known kind and a reason, stands in its language's folder, has a title and a text, and blanks are blank."""
    golden = _load(case)
    verdicts = [verdict for verdict, _ in golden["lines"]]
    assert set(golden) == {"kind", "because", "language", "lines"}
    assert golden["kind"] in KINDS
    assert golden["because"].strip()
    assert golden["language"] == CASES[case].parent.name
    assert set(verdicts) <= VERDICTS
    assert verdicts.count("title") == 1
    assert "body" in verdicts
    assert all((verdict == "blank") == (not text.strip()) for verdict, text in golden["lines"])
    if golden["kind"] == "negative":
        assert set(verdicts) <= {"title", "body", "blank"}


def test_each_language_has_cases_of_each_kind() -> None:
    """Every language has four cases or more, among them a wild, a synthetic and a negative one."""
    kinds: dict[str, list[str]] = {language: [] for language in SCRIPTS}
    for case in CASES:
        kinds[case.split("/")[0]].append(_load(case)["kind"])
    needed = {"wild", "synthetic", "negative"}
    lacking = {language: found for language, found in kinds.items() if len(found) < 4 or needed - set(found)}
    assert lacking == {}
