"""What each site sent on a landing day, for the report: bounded, so that a year of reports stays small."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from urllib.parse import urlsplit

import pyarrow as pa
import pyarrow.compute as pc

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

_CHROME = pa.array(["day-chrome", "line-model"])


def count(ledger: pa.Table, articles: pa.Table, cuts: pa.Table) -> dict[str, Counter[str]]:
    """Counts by site from a batch's tables: ledger (id, source, fate), articles and cuts (id, rule).

    A site goes by the folder that its scraper writes to, since records that were never read have one too; where there is none,
    by the host of an article's address, then by the name that it prints.
    """
    rows: dict[str, Row] = {row["id"]: row for row in articles.to_pylist()}
    chrome = Counter(cuts.filter(pc.is_in(cuts["rule"], _CHROME))["id"].to_pylist())
    found: dict[str, Counter[str]] = {}
    for row in ledger.to_pylist():
        article = rows.get(row["id"], {})
        into = found.setdefault(_site(row["source"], article), Counter())
        into.update({"records": 1, _FATES.get(row["fate"], row["fate"]): 1})
        if article:
            into.update({name: article[name] for name in ("words", "paragraphs", "cut_lines")})
            into.update({"undated": article["date_source"] == "landing-day", "chrome_cuts": chrome.get(row["id"], 0)})
    return found


def _site(source: str, article: Mapping[str, str | None]) -> str:
    folder, slash, _ = source.partition("/")
    host = urlsplit(article.get("url") or "").hostname
    return (folder if slash else None) or host or article.get("site") or UNKNOWN


def bounded(found: Mapping[str, Counter[str]]) -> Sites:
    """The counts of the busiest sites, these first; the others are one."""
    order = sorted(found, key=lambda site: (-found[site]["records"], site))
    rest: Counter[str] = Counter()
    for site in order[MOST_SITES:]:
        rest.update(found[site])
    named = {site: found[site] for site in order[:MOST_SITES]}
    if rest:
        named[OTHER] = rest + named.get(OTHER, Counter())
    return {site: {name: number for name, number in sorted(counts.items()) if number} for site, counts in named.items()}
