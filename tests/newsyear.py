"""A made-up year of reports: quiet noise as newsrooms have it, and faults that a test may plant in it."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, timedelta
from typing import Any

import numpy as np

from copydesk.store import Root, paths

FIRST = date(2024, 1, 1)
LANGUAGES = ("hi", "en", "gu", "ta", "bn")
TOPICS = ("national", "world", "sport", "business", "uncategorised")


class Site:
    """One site's habits: records a day, weekend share, share held back and undated, lines cut and kept, words an article."""

    def __init__(self, number: int, rng: np.random.Generator) -> None:
        self.name = f"site-{number:03}"
        self.daily = float(np.exp(rng.normal(3.0, 1.2)))
        self.weekend = float(rng.uniform(0.3, 1.1))
        self.rejected, self.undated = float(rng.uniform(0, 0.06)), float(rng.uniform(0, 0.1))
        self.cut, self.kept, self.words = float(rng.uniform(3, 25)), float(rng.uniform(6, 20)), float(rng.uniform(150, 600))
        self.chrome = float(rng.uniform(0.05, 0.6))

    def day(self, day: date, busy: float, rng: np.random.Generator, *, redesigned: bool = False) -> dict[str, int]:
        """Counts of one day: more spread than Poisson's, since news comes in bursts."""
        mean = self.daily * busy * (self.weekend if day.weekday() >= 5 else 1.0)
        records = int(rng.poisson(mean * rng.gamma(8, 1 / 8)))
        rejected = int(rng.binomial(records, self.rejected))
        articles = records - rejected
        cut = rng.poisson(self.cut * articles * float(np.exp(rng.normal(0, 0.05))))
        chrome = self.chrome
        if redesigned:  # the new furniture is known to no lexicon: some of it stays in the text, the day's chrome gets the rest
            cut, chrome = int(cut * 2.5), min(0.95, self.chrome + 0.4)
        return {
            "records": records,
            "articles": articles,
            "rejected": rejected,
            "undated": int(rng.binomial(articles, self.undated)),
            "words": int(articles * self.words * np.exp(rng.normal(0, 0.4 / np.sqrt(max(articles, 1))))),
            "paragraphs": int(rng.poisson(self.kept * articles)),
            "cut_lines": int(cut),
            "chrome_cuts": int(rng.binomial(int(cut), chrome)),
        }


def year(
    days: int = 366, sites: int = 60, seed: int = 7, plant: dict[tuple[int, str], Any] | None = None, first: date = FIRST
) -> list[dict[str, Any]]:
    """Reports of `days` landing days in a row. `plant` maps (day number, what) to a fault.

    What: `volume` a factor; `rejected`, `undated` a share more; `silent`, `redesigned` names of sites.
    """
    rng = np.random.default_rng(seed)
    houses = [Site(number, rng) for number in range(sites)]
    return [_report(first + timedelta(days=number), number, houses, rng, plant or {}) for number in range(days)]


def shelve(root: Root, reports: list[dict[str, Any]], late: dict[str, str] | None = None) -> None:
    """Writes reports, and lake manifests of the same dates, under a root. `late` names a landing day that came late to a date."""
    for report in reports:
        day = report["day"]
        root.write(paths.report(date.fromisoformat(day), "report.json"), json.dumps(report).encode())
        landings = dict.fromkeys([day, *([late[day]] if late and day in late else [])], "digest")
        files = [
            {"path": f"lake/{path}/part-0.parquet", "rows": rows, "bytes": 9, "sha256": ""}
            for path, rows in report["partitions"].items()
        ]
        fates = {fate: report["fates"][fate] for fate in ("published", "duplicate")}
        manifest = {"date": day, "inputs": "digest", "landings": {day: landings}, "fates": fates, "files": files, "versions": {}}
        root.write(paths.lake_manifest(date.fromisoformat(day)), json.dumps(manifest).encode())


def _report(
    day: date, number: int, houses: list[Site], rng: np.random.Generator, faults: dict[tuple[int, str], Any]
) -> dict[str, Any]:
    busy = float(np.exp(rng.normal(0, 0.06))) * faults.get((number, "volume"), 1.0)
    redesigned, silent = faults.get((number, "redesigned"), ()), faults.get((number, "silent"), ())
    sites = {}
    for house in houses:
        own = house.day(day, busy, rng, redesigned=house.name in redesigned)
        if own["records"] and house.name not in silent:
            sites[house.name] = {name: count for name, count in own.items() if count}
    total: Counter[str] = Counter()
    for own in sites.values():
        total.update(own)
    for name, whole in (("rejected", "records"), ("undated", "articles")):
        if more := faults.get((number, name)):
            total[name] += int(more * total[whole])
            if name == "rejected":
                total["articles"] = total["records"] - total["rejected"]
    duplicates = total["articles"] // 20
    return {
        "day": day.isoformat(),
        "records": total["records"],
        "fates": {
            "published": total["articles"] - duplicates,
            "duplicate": duplicates,
            "rejected": total["rejected"],
            "unreadable": 0,
            "taken-down": 0,
        },
        "reasons": {"too-short": total["rejected"]},
        "languages": _split(total["articles"], LANGUAGES),
        "topics": _split(total["articles"], TOPICS),
        "date_sources": {"dateline": total["articles"] - total["undated"], "landing-day": total["undated"]},
        "cuts": {"day-chrome": total["chrome_cuts"], "en/share-buttons": total["cut_lines"] - total["chrome_cuts"]},
        "partitions": {f"date={day}/topic={topic}": n for topic, n in _split(total["articles"] - duplicates, TOPICS).items()},
        "validation": {"rows": total["articles"], "expectations": []},
        "repairs": {},
        "changed": [day.isoformat()],
        "sites": sites,
    }


def _split(whole: int, names: tuple[str, ...]) -> dict[str, int]:
    shares = {name: whole // (2 ** (place + 1)) for place, name in enumerate(names)}
    shares[names[0]] += whole - sum(shares.values())
    return shares
