"""Fuzzing in the tests: what is kept is tried again, files are broken in the ways of their kind, and each target runs a while."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz import corpus, run
from tests.fuzz.targets import LONGEST, TARGETS
from tests.gauntlet.case import body, headline
from tests.ingest.test_unpack_laws import GOOD

RUNS, SECONDS = 500, 10
"""Inputs of a target in every run of the tests, always the same ones, and for how long at most; `make fuzz` looks for others."""
FEW = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.mark.parametrize("target", TARGETS)
def test_all_that_is_kept_holds_every_law(target: str) -> None:
    """No input of the corpus breaks a law, and no seed: what was mended stays mended."""
    for name, data in {**corpus.seeds(target), **corpus.kept(target)}.items():
        try:
            TARGETS[target](data)
        except Exception as error:
            error.add_note(f"target {target}, input {name}")
            raise


def test_the_corpus_is_small() -> None:
    """What is kept stays a matter of kilobytes, and no input is longer than the fuzzer makes them."""
    assert sum(path.stat().st_size for path in corpus.FOLDER.iterdir()) < 300_000
    assert max(len(data) for target in TARGETS for data in corpus.kept(target).values()) <= LONGEST


@pytest.mark.parametrize("kind", GOOD)
@given(st.data())
@FEW
def test_spoiled_containers_hold_every_law(kind: str, data: st.DataObject) -> None:
    """A container of each kind whose blocks are cut, doubled, turned round, exchanged or flipped gives rows, and they go on."""
    TARGETS["unpack"](_spoiled(GOOD[kind], data))


def _spoiled(good: bytes, data: st.DataObject) -> bytes:
    """The bytes after a few mutations that know blocks and numbers."""
    found = bytearray(good)
    for _ in range(data.draw(st.integers(1, 4))):
        at, size = data.draw(st.integers(0, len(found))), data.draw(st.integers(1, 64))
        block = bytes(found[at : at + size])
        other = GOOD[data.draw(st.sampled_from(sorted(GOOD)))]
        start = data.draw(st.integers(0, len(other)))
        put = {
            "cut": b"",
            "double": block * 2,
            "turn": block[::-1],
            "flip": bytes(byte ^ 1 << at % 8 for byte in block),
            "zeros": bytes(len(block)),
            "huge": b"\xff" * len(block),
            "splice": other[start : start + size],
            "number": str(data.draw(st.integers(-(2**63), 2**64))).encode(),
        }
        found[at : at + size] = put[data.draw(st.sampled_from(sorted(put)))]
    return bytes(found[:LONGEST])


_MONTHS = ["January", "Oct.", "Februar", "अक्टूबर", "असोज", "ઓક્ટોબર", "অক্টোবর", "أكتوبر", "رمضان", "அக்டோபர்", "octobre", "Sept"]
_LINES = st.one_of(
    st.text(max_size=60),
    st.sampled_from([headline("fuzz"), *body("fuzz").split("\n"), "Leave a Reply", "World", "By Asha Rao", ".", "।", "*****"]),
    st.builds(
        "{} {} {} {}".format,
        st.sampled_from(["Published:", "Updated", "प्रकाशित", "", "Last updated on"]),
        st.one_of(st.integers(-1, 40), st.sampled_from(["३०", "٣١", "３０", "30th", "०"])),
        st.one_of(st.sampled_from(_MONTHS), st.integers(0, 14).map(str)),
        st.integers(0, 10_000),
    ),
    st.builds(
        "{}/{}/{} {}".format, st.integers(0, 99), st.integers(0, 99), st.integers(0, 9999), st.sampled_from(["World", "", "IST"])
    ),
    st.builds("{} {} ago".format, st.integers(0, 10**12), st.sampled_from(["hours", "years", "घंटे", "minutes"])),
)
_HINT = st.one_of(
    st.text(max_size=40), st.sampled_from([headline("fuzz"), "Politics", "2024-02-30", "9999-12-31T25:00:00+99:00"])
)


@given(st.lists(_LINES, max_size=16), st.tuples(_HINT, _HINT, _HINT, _HINT))
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_lines_hold_every_law(lines: list[str], hints: tuple[str, ...]) -> None:
    """Headlines, datelines with impossible days, furniture and noise in any order, under any hints: each line has one place."""
    said = "|".join(hint.replace("|", " ").replace("\0", " ") for hint in hints)
    TARGETS["clean"](f"{said}\0{chr(10).join(lines)}".encode("utf-8", "replace"))


_MARKUP = st.recursive(
    st.one_of(
        st.text(max_size=30),
        st.just(f"{body('fuzz', 1)} "),
        st.sampled_from(["<!--", "-->", "<![CDATA[", "]]>", "&#0;", "&#xd800;", "<p", "</"]),
    ),
    lambda inner: st.builds(
        lambda tag, attribute, parts: f"<{tag} {attribute}>{''.join(parts)}</{tag}>",
        st.sampled_from(
            [
                "p",
                "div",
                "article",
                "h1",
                "script",
                "style",
                "table",
                "td",
                "svg",
                "math",
                "template",
                "title",
                "time",
                "a",
                "x:y",
                "noscript",
            ]
        ),
        st.sampled_from(
            [
                "",
                "class=a",
                "hidden",
                "datetime=2024-02-30",
                'itemprop="datePublished headline"',
                "onclick=x",
                'type="application/ld+json"',
            ]
        ),
        st.lists(inner, max_size=4),
    ),
    max_leaves=20,
)


@given(_MARKUP)
@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_markup_holds_every_law(markup: str) -> None:
    """Elements in one another in any order, closed or not, are a page or a reason, and what is read of them is cleaned."""
    TARGETS["webpage"](markup.encode("utf-8", "replace"))


@pytest.mark.parametrize("target", TARGETS)
def test_a_short_time_of_fuzzing_finds_nothing(target: str, tmp_path: Path) -> None:
    """Coverage leads to some hundred inputs that nobody thought of, and no law breaks."""
    pytest.importorskip("atheris", reason="atheris is not installed: no wheel for this machine")
    corpus.unpack(target, tmp_path / "corpus")
    limits = ("-seed=1", f"-runs={RUNS}", f"-max_total_time={SECONDS}", f"-max_len={LONGEST}", f"-artifact_prefix={tmp_path}/")
    done = run.fuzz(target, tmp_path / "corpus", "-timeout=60", *limits)
    assert done.returncode == 0, done.stdout.decode("utf-8", "replace")[-6_000:]
    assert b"Done " in done.stdout
