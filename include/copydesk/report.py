"""The page about one landing day: what came in, what became of it and why. One file that needs nothing but a browser."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from copydesk import lexicon
from copydesk.schema import TOPICS

FATES = {
    "published": "in the lake",
    "duplicate": "the same article as one in the lake",
    "rejected": "read, but not fit to print",
    "unreadable": "could not be read at all",
    "taken-down": "removed by order",
}
"""Every fate of a record, in the order of the page, and what it means."""

_STYLE = """
:root {
  color-scheme: light dark; --paper: #fbfaf7; --card: #fff; --ink: #1c1b19; --soft: #65615a; --line: #e3dfd6; --bar: #c9d8e6;
  --published: #2f6f9f; --duplicate: #8a94a0; --rejected: #c98a1b; --unreadable: #b3403a; --taken-down: #5b4a72;
  --good: #2c7a4b; --bad: #b3403a;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #16171a; --card: #1e2024; --ink: #e9e6df; --soft: #a19c92; --line: #34363c; --bar: #2d4356;
    --published: #6aa9d8; --duplicate: #7f8893; --rejected: #dba544; --unreadable: #df7a73; --taken-down: #a893c4;
    --good: #6cc08d; --bad: #df7a73;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, "Noto Sans", sans-serif; }
main { max-width: 62rem; margin: 0 auto; padding: 2rem 1.25rem 3rem; }
h1 { font-size: clamp(1.4rem, 6vw, 1.9rem); line-height: 1.2; margin: 0 0 .4rem; }
h2 { font-size: 1.1rem; margin: 0 0 .2rem; }
p { margin: .2rem 0 .8rem; }
.soft { color: var(--soft); font-size: .9rem; }
.good { color: var(--good); }
.bad { color: var(--bad); }
section { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: 1rem 1.2rem; margin-top: 1rem; }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr)); gap: 0 1rem; align-items: start; }
.pair > * { min-width: 0; }
.fates { display: block; width: 100%; height: 1.8rem; margin: .6rem 0; border-radius: .3rem; }
.legend { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 8.5rem), 1fr)); gap: .6rem 1rem; }
.legend { margin: 0 0 .8rem; padding: 0; list-style: none; }
.legend b { display: block; font-size: 1.5rem; line-height: 1.2; font-variant-numeric: tabular-nums; }
.key { display: inline-block; width: .75em; height: .75em; border-radius: .15em; margin-right: .4em; }
.scroll { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: .93rem; }
th { text-align: left; color: var(--soft); font-weight: 600; }
th, td { padding: .28rem .5rem .28rem 0; border-bottom: 1px solid var(--line); }
tbody tr:last-child td { border-bottom: 0; }
td { overflow-wrap: break-word; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; padding: 0 0 0 .5rem; }
.share { width: 30%; min-width: 4rem; padding-right: 0; }
.share svg { display: block; width: 100%; height: .7rem; }
rect { fill: var(--bar); }
summary { cursor: pointer; color: var(--soft); }
footer { margin-top: 1.2rem; }
@media (max-width: 32rem) { main { padding: 1.2rem .8rem; } section { padding: .8rem; } .share { display: none; } }
"""

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>copydesk: landing day {day}</title>
<style>{style}</style>
</head>
<body>
<main>
<header><p class="soft">copydesk</p>{head}</header>
{body}
<footer class="soft">{foot}</footer>
</main>
</body>
</html>
"""


def _count(number: int, noun: str, nouns: str = "") -> str:
    return f"{number:,} {noun if number == 1 else nouns or noun + 's'}"


def _section(title: str, lead: str, body: str) -> str:
    return f'<section><h2>{escape(title)}</h2><p class="soft">{escape(lead)}</p>{body}</section>'


def _breakable(name: str) -> str:
    """The name escaped, and free to break behind each underscore: on a phone a long name must not push the number away."""
    return escape(name).replace("_", "_<wbr>")


def _cell(kind: str, cell: str | int, text: str) -> str:
    return f'<{kind} class="number">{text}</{kind}>' if isinstance(cell, int) else f"<{kind}>{text}</{kind}>"


def _bar(part: int, whole: int) -> str:
    bar = f'<rect width="{100 * part / whole:.2f}" height="10"/>'
    return f'<td class="share"><svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">{bar}</svg></td>'


def _table(heads: Sequence[str], rows: Sequence[Sequence[str | int]], *, share_of: int = 0) -> str:
    """A table with numbers to the right; `share_of` draws the last number of each row as a bar against that number."""
    if not rows:
        return '<p class="soft">None.</p>'
    titles = [_cell("th", cell, escape(head)) for head, cell in zip(heads, rows[0], strict=True)]
    if share_of:
        titles.insert(-1, '<td class="share"></td>')
    body = ""
    for row in rows:
        cells = [_cell("td", cell, f"{cell:,}" if isinstance(cell, int) else _breakable(cell)) for cell in row]
        if share_of and isinstance(row[-1], int):
            cells.insert(-1, _bar(row[-1], share_of))
        body += f"<tr>{''.join(cells)}</tr>\n"
    return f'<div class="scroll"><table><thead><tr>{"".join(titles)}</tr></thead>\n<tbody>{body}</tbody></table></div>'


def _ranked(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def _counts(title: str, lead: str, head: str, counts: Mapping[str, int], noun: str = "Articles") -> str:
    return _section(title, lead, _table((head, noun), _ranked(counts), share_of=max(counts.values(), default=0)))


def _fate_bar(fates: Mapping[str, int]) -> str:
    """All fates as one bar, each as wide as its share; described in words for those who do not see it."""
    total, left, parts = sum(fates.values()) or 1, 0.0, ""
    for fate, records in fates.items():
        width = 1000 * records / total
        title = f"<title>{fate}: {records:,}</title>"
        parts += f'<rect x="{left:.2f}" width="{width:.2f}" height="20" style="fill:var(--{fate})">{title}</rect>'
        left += width
    told = ", ".join(f"{records:,} {fate}" for fate, records in fates.items())
    return f'<svg class="fates" viewBox="0 0 1000 20" preserveAspectRatio="none" role="img" aria-label="{told}">{parts}</svg>'


def _fates(records: int, fates: Mapping[str, int]) -> str:
    legend = "".join(
        f'<li><b>{fates[fate]:,}</b><span class="key" style="background:var(--{fate})"></span>{fate}'
        f'<br><span class="soft">{escape(meaning)}</span></li>\n'
        for fate, meaning in FATES.items()
    )
    told = sum(fates.values())
    sums = f"{_count(records, 'record')} in, {told:,} accounted for"
    balance = (
        f'<p class="good">✓ The books balance: {sums}.</p>'
        if told == records
        else f'<p class="bad">✗ The books do not balance: {sums}. Run copydesk audit.</p>'
    )
    body = f'{_fate_bar(fates)}<ul class="legend">{legend}</ul>{balance}'
    return _section("What became of the records", "Each record that was landed has exactly one fate.", body)


def _partitions(partitions: Mapping[str, int]) -> str:
    rows = []
    for path, count in sorted(partitions.items()):
        keys = dict(part.partition("=")[::2] for part in path.split("/"))
        rows.append((keys.get("date", path), keys.get("topic", ""), count))
    articles = _count(sum(partitions.values()), "article")
    lead = f"{_count(len(rows), 'partition')} of the lake, {articles}."
    return _section("Partitions", lead, _table(("Date", "Topic", "Articles"), rows, share_of=max(partitions.values(), default=0)))


def _validation(validation: Mapping[str, Any]) -> str:
    expectations = validation.get("expectations", [])
    rows = [(e["column"], e["expectation"], e["evaluated"], e["unexpected"]) for e in expectations]
    broken = [row for row in rows if row[3]]
    heads = ("Column", "Expectation", "Rows", "Failing")
    verdict = (
        f'<p class="bad">✗ {_count(len(broken), "expectation was", "expectations were")} not met.</p>{_table(heads, broken)}'
        if broken
        else '<p class="good">✓ Every row met every expectation.</p>'
    )
    every = f"<details><summary>All {_count(len(rows), 'expectation')}</summary>{_table(heads, rows)}</details>"
    lead = f"{_count(validation.get('rows', 0), 'row')} held to {_count(len(rows), 'expectation')} by Great Expectations."
    return _section("Validation", lead, verdict + every)


def _changed(dates: Sequence[str]) -> str:
    lead = "Publication dates whose articles are different from the last run of this landing day, and were published again."
    return _section("Changed dates", lead, f"<p>{escape(', '.join(sorted(dates)))}</p>" if dates else '<p class="soft">None.</p>')


def _pair(*sections: str) -> str:
    return f'<div class="pair">{"".join(sections)}</div>'


def _named_languages(counts: Mapping[str, int]) -> dict[str, int]:
    known = lexicon.load()
    return {f"{known[code].name} ({code})" if code in known else code: count for code, count in counts.items()}


def _named_topics(counts: Mapping[str, int]) -> dict[str, int]:
    return {TOPICS[slug].name if slug in TOPICS else slug: count for slug, count in counts.items()}


def render(report: Mapping[str, Any]) -> str:
    """The report of one landing day as an HTML page: no script, no outside address, every string escaped.

    Keys, each of which may be missing: `day`, `versions` {name: version}, `records`, `fates` and `reasons` {name: records},
    `languages` and `topics` {name: articles}, `partitions` {"date=…/topic=…": articles}, `validation` {"rows",
    "expectations": as in validate.Checked.statistics}, `cuts` {rule: lines}, `repairs` and `date_sources` {name:
    articles}, `changed_dates` [ISO dates].
    """
    fates = {fate: int(report.get("fates", {}).get(fate, 0)) for fate in FATES}
    counts = {name: report.get(name, {}) for name in ("reasons", "languages", "topics", "cuts", "repairs", "date_sources")}
    day, records = escape(str(report.get("day", ""))), int(report.get("records", 0))
    why = "Reasons of rejected and unreadable records."
    sections = (
        _fates(records, fates),
        _counts("Why records were held back", why, "Reason", counts["reasons"], "Records"),
        _pair(
            _counts("Languages", "Main language of each article.", "Language", _named_languages(counts["languages"])),
            _counts("Topics", "Section of the paper.", "Topic", _named_topics(counts["topics"])),
        ),
        _partitions(report.get("partitions", {})),
        _validation(report.get("validation", {})),
        _counts("Lines cut", "Lines taken out of the articles, by rule.", "Rule", counts["cuts"], "Lines"),
        _pair(
            _counts("Repairs", "What was mended and kept.", "Repair", counts["repairs"]),
            _counts("Where dates come from", "The rule that decided the day of publication.", "Rule", counts["date_sources"]),
        ),
        _changed(report.get("changed_dates", [])),
    )
    versions = escape(" · ".join(f"{name} {version}" for name, version in report.get("versions", {}).items()))
    head = f"<h1>Landing day {day}</h1><p>{_count(records, 'record')} came in, {fates['published']:,} went to the lake.</p>"
    return _PAGE.format(day=day, style=_STYLE, head=head, body="\n".join(sections), foot=versions)
