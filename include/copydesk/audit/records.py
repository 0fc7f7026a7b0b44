"""The records of a landing day, read again from landing: whether they are what the desk filed, byte for byte, line for line."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import pyarrow as pa

from copydesk.audit import files
from copydesk.audit.finding import Finding
from copydesk.boilerplate.repairs import joined, mend
from copydesk.ingest import Unpacked
from copydesk.pipeline import rereading, root_of
from copydesk.pipeline.rereading import landed_records
from copydesk.settings import Settings
from copydesk.store import DeskManifest, paths

_FILED = ["id", "fate", "reason", "sha256"]
"""What the ledger says of a record that its bytes are held to."""


@dataclass(slots=True)
class Places:
    """Where the desk put the lines of a record: by number those of each paragraph, the text they make, and what was cut."""

    kept: list[list[int]]
    text: str
    cuts: list[tuple[int, str]] = field(default_factory=list)


def check(
    settings: Settings, day: date, manifest: DeskManifest, ledger: pa.Table | None, cure: str
) -> tuple[dict[str, str], list[Finding]]:
    """Where each landed record is, by id; and what is wrong with its bytes, and with the lines of those that became articles.

    Each is read again from landing: its bytes must be those of the ledger, kept and cut lines its lines, each in one place.
    """
    filed = {row["id"]: row for row in ledger.select(_FILED).to_pylist()} if ledger is not None else {}
    places = _places(settings, manifest)
    landed: dict[str, str] = {}
    findings = []
    for (id, _, _), source, found in landed_records(settings, day):
        landed[id] = f"{paths.landing(day)}/{source}" + (f"!{found.record}" if found.record else "")
        if id not in filed or filed[id]["fate"] == "taken-down":
            continue
        if what := _changed(found, filed[id]):
            findings.append(Finding("record-changed", landed[id], what, cure))
        elif id in places:
            lines = rereading.read(found, settings, source=source, landed_on=day).text.split("\n")
            if what := misplaced(lines, places[id]):
                findings.append(Finding("lines-do-not-balance", landed[id], what, cure))
    return landed, findings


def _places(settings: Settings, manifest: DeskManifest) -> dict[str, Places]:
    """The places of the lines of a landing day's articles, by id."""
    root = root_of(settings)
    articles, cuts = files.table(root, manifest, "articles"), files.table(root, manifest, "cuts")
    rows = articles.select(["id", "lines", "text"]).to_pylist() if articles is not None else ()
    places = {row["id"]: Places(row["lines"], row["text"]) for row in rows}
    for cut in cuts.to_pylist() if cuts is not None else ():
        if cut["id"] in places:
            places[cut["id"]].cuts.append((cut["line"], cut["text"]))
    return places


def _changed(found: Unpacked, filed: Mapping[str, str | None]) -> str | None:
    """How a landed record differs from what its row in the ledger says of it, or None. What was never read has no hash."""
    if found.fault:
        is_known = filed["sha256"] is None and filed["reason"] == found.fault.reason
        return None if is_known else f"cannot be read as the desk read it: {found.fault}"
    if filed["sha256"] is None:
        return "could not be read by the desk and can be now"
    return None if hashlib.sha256(found.data).hexdigest() == filed["sha256"] else "not the bytes that the desk read"


def misplaced(lines: list[str], places: Places) -> str | None:
    """What is wrong with the places of a record's lines, or None."""
    numbers = Counter([number for paragraph in places.kept for number in paragraph] + [number for number, _ in places.cuts])
    if twice := [number for number, count in numbers.items() if count > 1]:
        return f"line {twice[0]} has two places"
    if lost := [number for number, line in enumerate(lines) if number not in numbers and mend(line)[0]]:
        return f"line {lost[0]} is neither kept nor cut"
    if changed := [number for number, text in places.cuts if lines[number] != text]:
        return f"line {changed[0]} was cut as another text"
    if places.text.split("\n\n") != [joined([mend(lines[number])[0] for number in paragraph]) for paragraph in places.kept]:
        return "the text is not what its lines say"
    return None
