"""The page about one landing day: what came in, what became of it and why. One file that needs nothing but a browser."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from html import escape
from importlib.resources import files
from typing import Any

from copydesk import lexicon
from copydesk.report.markup import FATES, Cell, Seconds, count, counted, fate_bar, pair, section, table
from copydesk.schema import TOPICS

__all__ = ["FATES", "look", "named_languages", "named_topics", "render", "sections"]

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

_MOST_SITES = 15


@cache
def look() -> str:
    """The style sheet of the report, which the desk's page builds on."""
    return files(__name__).joinpath("look.css").read_text("utf-8")


def _fates(records: int, fates: Mapping[str, int]) -> str:
    legend = "".join(
        f'<li><b>{fates[fate]:,}</b><span class="key is-{fate}"></span>{fate}<br>'
        f'<span class="soft">{escape(meaning)}</span></li>\n'
        for fate, meaning in FATES.items()
    )
    told = sum(fates.values())
    sums = f"{count(records, 'record')} in, {told:,} accounted for"
    balance = (
        f'<p class="good">✓ The books balance: {sums}.</p>'
        if told == records
        else f'<p class="bad">✗ The books do not balance: {sums}. Run copydesk audit.</p>'
    )
    body = f'{fate_bar(fates)}<ul class="legend">{legend}</ul>{balance}'
    return section("What became of the records", "Each record that was landed has exactly one fate.", body)


def _sites(sites: Mapping[str, Mapping[str, int]]) -> str:
    rows: list[tuple[Cell, ...]] = []
    for site, own in sorted(sites.items(), key=lambda item: (-item[1].get("records", 0), item[0])):
        articles = own.get("articles", 0)
        per_article = [round(own.get(name, 0) / articles) if articles else 0 for name in ("words", "cut_lines")]
        held = own.get("records", 0) - articles
        rows.append((site, own.get("records", 0), held, own.get("undated", 0), *per_article))
    heads = ("Site", "Records", "Held back", "Undated", "Words an article", "Cut lines an article")
    lead = "By the folder that its scraper writes to, else by the host of its address. Undated: known by its landing day alone."
    return section("Sites", lead, table(heads, rows, most=_MOST_SITES))


def _partitions(partitions: Mapping[str, int]) -> str:
    rows = []
    for path, articles in sorted(partitions.items()):
        keys = dict(part.partition("=")[::2] for part in path.split("/"))
        rows.append((keys.get("date", path), keys.get("topic", ""), articles))
    lead = f"{count(len(rows), 'partition')} of the lake, {count(sum(partitions.values()), 'article')}."
    whole = max(partitions.values(), default=0)
    return section("Partitions", lead, table(("Date", "Topic", "Articles"), rows, share_of=whole, most=40))


def _validation(validation: Mapping[str, Any]) -> str:
    rows = [(e["column"], e["expectation"], e["evaluated"], e["unexpected"]) for e in validation.get("expectations", [])]
    broken = [row for row in rows if row[3]]
    heads = ("Column", "Expectation", "Rows", "Failing")
    verdict = (
        f'<p class="bad">✗ {count(len(broken), "expectation was", "expectations were")} not met.</p>{table(heads, broken)}'
        if broken
        else '<p class="good">✓ Every row met every expectation.</p>'
    )
    every = f"<details><summary>All {count(len(rows), 'expectation')}</summary>{table(heads, rows)}</details>"
    lead = f"{count(validation.get('rows', 0), 'row')} held to {count(len(rows), 'expectation')} by Great Expectations."
    return section("Validation", lead, verdict + every)


_VERDICTS = {True: "✓ as usual", False: "✗ unlike", None: "not judged"}


def _drift(drift: Mapping[str, Any]) -> str:
    """What moved away from the last days, and what did not; see validate.drift.check."""
    found = drift.get("expectations", ())
    moved = [one for one in found if one["met"] is False]
    judged = [one for one in found if one["met"] is not None]
    rows = [(one["title"], _VERDICTS[one["met"]], one["severity"] if one in moved else "", one["said"]) for one in found]
    heads = ("What", "Verdict", "Severity", "Why")
    if drift.get("failed"):
        verdict = f'<p class="bad">✗ Nothing was judged: {escape(drift["failed"])}</p>'
    elif moved:
        verdict = f'<p class="bad">✗ {count(len(moved), "number is", "numbers are")} out of the ordinary.</p>'
        verdict += table(heads, [row for row, one in zip(rows, found, strict=True) if one in moved])
    elif judged:
        verdict = f'<p class="good">✓ {count(len(judged), "number is", "numbers are")} as on the days before.</p>'
    else:
        verdict = '<p class="soft">Nothing was judged: there are too few days before it, or too little came in.</p>'
    every = f"<details><summary>All {count(len(rows), 'expectation')}</summary>{table(heads, rows)}</details>" if rows else ""
    lead = (
        f"This day held by Great Expectations against {count(int(drift.get('days', 0)), 'landing day')} before it. It only warns."
    )
    return section("Drift", lead, verdict + every)


def _remarks(remarks: Sequence[str]) -> str:
    items = "".join(f"<li>{escape(remark)}</li>" for remark in remarks)
    return f'<section class="remarks"><h2>Remarks of this run</h2><ul>{items}</ul></section>'


def _changed(dates: Sequence[str]) -> str:
    lead = "Publication dates that this run published anew: their articles had changed."
    return section("Changed dates", lead, f"<p>{escape(', '.join(sorted(dates)))}</p>" if dates else '<p class="soft">None.</p>')


def _seconds(seconds: Mapping[str, float]) -> str:
    rows = [(stage, Seconds(spent)) for stage, spent in sorted(seconds.items(), key=lambda item: (-item[1], item[0]))]
    return section("Time", "Wall seconds of each stage of the run, the longest first.", table(("Stage", "Seconds"), rows))


def named_languages(counts: Mapping[str, int]) -> dict[str, int]:
    """Counts by the languages' names, code behind."""
    known = lexicon.load()
    return {f"{known[code].name} ({code})" if code in known else code: number for code, number in counts.items()}


def named_topics(counts: Mapping[str, int]) -> dict[str, int]:
    """Counts by the topics' names."""
    return {TOPICS[slug].name if slug in TOPICS else slug: number for slug, number in counts.items()}


def sections(report: Mapping[str, Any]) -> list[str]:
    """The sections of a report, remarks first; the keys are those of `render`. No inline style: a strict policy suits them."""
    fates = {fate: int(report.get("fates", {}).get(fate, 0)) for fate in FATES}
    counts = {name: report.get(name, {}) for name in ("reasons", "languages", "topics", "cuts", "repairs", "date_sources")}
    changed = report.get("changed", [])
    return [
        *([_remarks(report["remarks"])] if report.get("remarks") else []),
        _fates(int(report.get("records", 0)), fates),
        counted(
            "Why records were held back", "Reasons of rejected and unreadable records.", "Reason", counts["reasons"], "Records"
        ),
        pair(
            counted("Languages", "Main language of each article.", "Language", named_languages(counts["languages"])),
            counted("Topics", "Section of the paper.", "Topic", named_topics(counts["topics"])),
        ),
        *([_sites(report["sites"])] if report.get("sites") else []),
        _partitions(report.get("partitions", {})),
        _validation(report.get("validation", {})),
        *([_drift(report["drift"])] if "drift" in report else []),
        counted("Lines cut", "Lines taken out of the articles, by rule.", "Rule", counts["cuts"], "Lines"),
        pair(
            counted("Repairs", "What was mended and kept.", "Repair", counts["repairs"]),
            counted("Where dates come from", "The rule that decided the day of publication.", "Rule", counts["date_sources"]),
        ),
        _changed(changed),
        *([_seconds(report["seconds"])] if report.get("seconds") else []),
    ]


def render(report: Mapping[str, Any]) -> str:
    """The report of one landing day as an HTML page: no script, no outside address, every string escaped.

    Keys, each of which may be missing: `day`, `versions` {name: version}, `records`, `fates` and `reasons` {name: records},
    `languages` and `topics` {name: articles}, `partitions` {"date=…/topic=…": articles}, `validation` {"rows",
    "expectations": as in validate.Checked.statistics}, `cuts` {rule: lines}, `repairs` and `date_sources` {name:
    articles}, `changed` [ISO dates], `sites` {site: counts as in pipeline.sites}, `remarks` [sentences for the top of the
    page], `drift` as in validate.drift.check, `seconds` {stage: wall seconds}.
    """
    day, records = escape(str(report.get("day", ""))), int(report.get("records", 0))
    published = int(report.get("fates", {}).get("published", 0))
    versions = escape(" · ".join(f"{name} {version}" for name, version in report.get("versions", {}).items()))
    head = f"<h1>Landing day {day}</h1><p>{count(records, 'record')} came in, {published:,} went to the lake.</p>"
    return _PAGE.format(day=day, style=look(), head=head, body="\n".join(sections(report)), foot=versions)
