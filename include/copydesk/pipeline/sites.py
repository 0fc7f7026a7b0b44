"""What each site sent on a landing day, for the report: bounded, so that a year of reports stays small."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from urllib.parse import urlsplit

import pyarrow as pa

from copydesk.pipeline.work import Row

MOST_SITES = 500
"""Sites that a report names; what the rest sent is summed up as one."""

OTHER = "(other sites)"
UNKNOWN = "(no site)"
"""Whatever lies right in the landing folder and names no address."""

_FATES = {"accepted": "articles", "taken-down": "taken_down"}

Sites = dict[str, dict[str, int]]
"""Counts by site, zeros left out: records = articles + rejected + unreadable + taken_down; of the articles those undated (known
by their landing day alone), words, paragraphs, cut_lines and, of those, chrome_cuts (the day's chrome and the line model)."""

_CHROME = {"day-chrome", "line-model"}


def count(ledger: pa.Table | None, articles: pa.Table | None, cuts: pa.Table | None) -> Sites:
    """Counts by site from a day's tables: ledger (id, source, fate), articles and cuts (id, rule); the busiest sites first.

    A site goes by the folder that its scraper writes to, since records that were never read have one too; where there is none,
    by the host of an article's address, then by the name that it prints.
    """
    if ledger is None:
        return {}
    rows: dict[str, Row] = {row["id"]: row for row in articles.to_pylist()} if articles else {}
    chrome = _chrome_cuts(cuts)
    found: dict[str, Counter[str]] = {}
    for row in ledger.to_pylist():
        article = rows.get(row["id"], {})
        into = found.setdefault(_site(row["source"], article), Counter())
        into.update({"records": 1, _FATES.get(row["fate"], row["fate"]): 1})
        if article:
            into.update({name: article[name] for name in ("words", "paragraphs", "cut_lines")})
            into.update({"undated": article["date_source"] == "landing-day", "chrome_cuts": chrome.get(row["id"], 0)})
    return _bounded(found)


def _site(source: str, article: Mapping[str, str | None]) -> str:
    folder, slash, _ = source.partition("/")
    host = urlsplit(article.get("url") or "").hostname
    return (folder if slash else None) or host or article.get("site") or UNKNOWN


def _chrome_cuts(cuts: pa.Table | None) -> dict[str, int]:
    if cuts is None:
        return {}
    pairs = zip(cuts["id"].to_pylist(), cuts["rule"].to_pylist(), strict=True)
    return Counter(id for id, rule in pairs if rule in _CHROME)


def _bounded(found: Mapping[str, Counter[str]]) -> Sites:
    order = sorted(found, key=lambda site: (-found[site]["records"], site))
    rest: Counter[str] = Counter()
    for site in order[MOST_SITES:]:
        rest.update(found[site])
    named = {site: found[site] for site in order[:MOST_SITES]}
    if rest:
        named[OTHER] = rest + named.get(OTHER, Counter())
    return {site: {name: number for name, number in sorted(counts.items()) if number} for site, counts in named.items()}
