"""What the pages of a landing day tell of their sites together: what each prints around its articles, how it writes dates.

Every batch writes what its own pages say; the stages that look around read that of all batches.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from urllib.parse import urlsplit

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from copydesk import dating
from copydesk.boilerplate import chrome, daychrome
from copydesk.errors import MissingError
from copydesk.pipeline.work import Work, load, root_of, with_file
from copydesk.settings import Settings
from copydesk.store import Root, desk, digest, parquet, paths


def together(work: Work, day: Sequence[Work]) -> list[Work]:
    """The works of the day that were planned with this one; this one alone where none are given."""
    return [other for other in day if other["listing"] == work["listing"]] or [work]


def chrome_site(source: str, url: str | None) -> str:
    """Whose furniture a record carries: its address's host, else the folder that its scraper writes to."""
    return (urlsplit(url).hostname if url else None) or source.rpartition("/")[0].partition("/")[0] or "."


def chrome_of(settings: Settings, works: Sequence[Work]) -> chrome.Chrome:
    """What the sites of the landing day print around their articles: learned by the first stage that asks, read by the others."""
    root, day = root_of(settings), date.fromisoformat(works[0]["day"])
    outlines = sorted(work["files"]["outline"] for work in works)
    path = f"{paths.work(day)}/chrome-{digest([works[0]['made_by'], outlines])[:12]}.json"
    with suppress(MissingError):
        return chrome.Chrome({site: frozenset(lines) for site, lines in json.loads(root.read(path)).items()})
    learned_now = daychrome.learn(_outlines(root, outlines))
    known = {site: sorted(lines) for site, lines in learned_now.known.items()}
    root.write(path, json.dumps(known, sort_keys=True).encode())
    return learned_now


def learn_chrome(settings: Settings, works: Sequence[Work]) -> None:
    """Learn what the sites of a landing day print around their articles, for all batches of the day to read."""
    chrome_of(settings, works)


def _outlines(root: Root, files: Sequence[str]) -> daychrome.Outlines:
    """The outlines of the day's records in columns; those of rejected records are left out."""
    is_article = pc.field("article").is_valid()
    tables = [parquet.read(root, path, ["site", "numbers", "prose", "article"], is_article) for path in files]
    lengths = [pc.list_value_length(table["numbers"]).to_numpy() for table in tables]
    return daychrome.Outlines(
        pa.chunked_array([chunk for table in tables for chunk in table["site"].chunks], pa.string()).to_pylist(),
        np.concatenate([table["article"].to_numpy() for table in tables]),
        np.append(0, np.cumsum(np.concatenate(lengths), dtype=np.int64)),
        np.concatenate([pc.list_flatten(table["numbers"]).to_numpy() for table in tables]),
        np.concatenate([pc.list_flatten(table["prose"]).to_numpy() for table in tables]),
    )


def known_as(source: str, site: str | None) -> list[tuple[str, str]]:
    """By what a record's site is known: the name it prints, and the folder that its scraper writes to."""
    folder, slash, _ = source.partition("/")
    return ([("site", site)] if site else []) + ([("folder", folder)] if slash else [])


def prove(settings: Settings, work: Work) -> Work:
    """The work with what the datelines of its records prove of the order of day and month, by site. Writes `orders`."""
    lines: dict[tuple[str, str], list[str]] = {}
    sources = {row["id"]: row["source"] for row in load(settings, work, "records", ["id", "source"])}
    for row in load(settings, work, "body", ["id", "site", "datelines"]):
        for key in known_as(sources[row["id"]], row["site"]):
            lines.setdefault(key, []).extend(row["datelines"] or ())
    found = [[*key, sorted(proved)] for key, own in sorted(lines.items()) if (proved := dating.ways(own))]
    day = date.fromisoformat(work["day"])
    return with_file(work, "orders", desk.put_json(root_of(settings), paths.work(day), f"orders-{work['batch']}", found), {})


def orders(settings: Settings, works: Sequence[Work]) -> dict[tuple[str, str], str | None]:
    """The order of day and month that each site's datelines of the day prove."""
    proved: dict[tuple[str, str], set[str]] = {}
    for work in works:
        for kind, site, ways in json.loads(root_of(settings).read(work["files"]["orders"])):
            proved.setdefault((kind, site), set()).update(ways)
    return {key: dating.agreed(ways) for key, ways in proved.items()}
