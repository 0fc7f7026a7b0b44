"""Explained records as one page that needs nothing but a browser: every line in its place, coloured by what became of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from html import escape

from copydesk.explain import PLACE, Explained, Line

KINDS = {
    "kept": "kept",
    "lifted": "lifted into a column",
    "lexicon": "cut by a phrase of a lexicon",
    "repeat": "cut as a repeat",
    "place": "cut by place and look",
}
"""What a line's colour says; `place` is where to look for wrong cuts first."""

_STYLE = """
:root { color-scheme: light dark; --paper: #fbfaf7; --card: #fff; --ink: #1c1b19; --soft: #65615a; --edge: #e3dfd6;
  --kept: #2c7a4b; --lifted: #7a5b00; --lexicon: #8a3b8f; --repeat: #5b6570; --place: #b3261e; --hover: #f1eee6; }
@media (prefers-color-scheme: dark) { :root { --paper: #16171a; --card: #1e2024; --ink: #e9e6df; --soft: #a19c92; --edge: #34363c;
  --kept: #6cc08d; --lifted: #e0b84a; --lexicon: #d795dc; --repeat: #a3adb8; --place: #ff8a80; --hover: #292b30; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, "Noto Sans", sans-serif; }
main { max-width: 76rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; }
h1 { font-size: 1.5rem; margin: 0; } h2 { font-size: 1.05rem; margin: 0; overflow-wrap: anywhere; }
.soft { color: var(--soft); font-size: .88rem; }
nav { position: sticky; top: 0; background: var(--paper); padding: .6rem 0; display: flex; flex-wrap: wrap; gap: .3rem 1.1rem;
  border-bottom: 1px solid var(--edge); z-index: 1; }
nav label { cursor: pointer; white-space: nowrap; }
article { background: var(--card); border: 1px solid var(--edge); border-radius: .5rem; padding: .9rem 1rem; margin-top: 1rem; }
dl { display: flex; flex-wrap: wrap; gap: .1rem 1.2rem; margin: .4rem 0 .7rem; font-size: .9rem; }
dl div { overflow-wrap: anywhere; } dt { display: inline; color: var(--soft); } dd { display: inline; margin: 0 0 0 .3rem; }
ol { list-style: none; margin: 0; padding: 0; }
li { display: grid; grid-template-columns: 2.6rem minmax(0, 1fr) minmax(9rem, 22rem); gap: .7rem; padding: .12rem .3rem;
  border-left: .25rem solid var(--mark); }
li:hover { background: var(--hover); }
li > span:first-child { color: var(--soft); text-align: right; font-variant-numeric: tabular-nums; font-size: .8rem; }
li p { margin: 0; overflow-wrap: anywhere; } .why { color: var(--mark); font-size: .82rem; }
.why small { color: var(--soft); font-size: 1em; }
s { text-decoration-thickness: 1px; color: var(--mark); } .mended { color: var(--soft); font-size: .9rem; }
.marked { color: var(--mark); }
.kept { --mark: var(--kept); } .lifted { --mark: var(--lifted); } .lexicon { --mark: var(--lexicon); }
.repeat { --mark: var(--repeat); } .place { --mark: var(--place); }
HIDING
@media (max-width: 44rem) { li { grid-template-columns: 2rem minmax(0, 1fr); } .why { grid-column: 2; } }
"""


def render(records: Sequence[Explained], heading: str) -> str:
    """The page, with a switch for each kind of verdict."""
    body = "".join(map(article, records)) or "<p>No article to show.</p>"
    style, own = _STYLE.replace("HIDING", hiding()), switches(records)
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, '
        f'initial-scale=1"><title>copydesk: {escape(heading)}</title><style>{style}</style></head>\n'
        f'<body><main><p class="soft">copydesk</p><h1>{escape(heading)}</h1><nav aria-label="Lines to show">{own}</nav>\n'
        f"{body}</main></body></html>\n"
    )


def hiding() -> str:
    """The style that obeys the switches; the page needs no script."""
    return "\n".join(f"body:has(#show-{kind}:not(:checked)) li.{kind} {{ display: none; }}" for kind in KINDS)


def switches(records: Sequence[Explained]) -> str:
    """A switch for each kind of line, with how many there are."""
    counts = Counter(_kind(line) for record in records for line in record.lines)
    return "".join(
        f'<label class="{kind}"><input type="checkbox" id="show-{kind}" checked> '
        f'<span class="marked">{escape(meaning)}</span> <span class="soft">{counts[kind]:,}</span></label>'
        for kind, meaning in KINDS.items()
    )


def _kind(line: Line) -> str:
    if line.verdict in ("kept", "joined"):
        return "kept"
    if line.verdict == "lifted":
        return "lifted"
    return "place" if line.rule in PLACE else "lexicon" if "/" in line.rule else "repeat"


def article(record: Explained) -> str:
    """One record: its facts, and its lines in order, each with its kind, its rule and the reason. No inline style."""
    facts = "".join(
        f'<div><dt>{escape(name)}</dt><dd dir="auto">{escape(value)}'
        + (f' <span class="soft">{escape(evidence)}</span>' if evidence else "")
        + "</dd></div>"
        for name, value, evidence in record.facts
    )
    lines = "\n".join(map(_line, record.lines))
    return f"<article><h2>{escape(record.source)}</h2><dl>{facts}</dl>\n<ol>{lines}</ol></article>\n"


def _line(line: Line) -> str:
    kind, text = _kind(line), escape(line.text)
    shown = f"<s>{text}</s>" if line.verdict == "cut" else text
    mended = f'<p class="mended" dir="auto">mended: {escape(line.mended)}</p>' if line.mended else ""
    why = f"{escape(line.rule)} <small>{escape(line.because)}</small>" if line.rule else ""
    why = why or (f"<small>paragraph {line.paragraph}{', joined' if line.verdict == 'joined' else ''}</small>")
    return (
        f'<li class="{kind}"><span>{line.number}</span><div><p dir="auto">{shown}</p>{mended}</div>'
        f'<span class="why">{why}</span></li>'
    )
