"""What `make run` prints: a board while it works, and the result when it is done."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from rich.columns import Columns
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

TASKS = (
    "plan_batches",
    "ingest_files",
    "detect_language",
    "strip_boilerplate",
    "date_and_topic",
    "validate_schema",
    "file_day",
    "write_parquet",
    "report_day",
    "announce",
)
_LINES = 8  # of one article, before and after


class Board:
    """Tasks down, landing days across; each cell says where that task is."""

    def __init__(self, days: list[str]) -> None:
        self._days = days
        self._cells: dict[tuple[str, str], RenderableType] = {}
        self._starting = Spinner("dots", "starting Airflow…")

    def update(self, event: Mapping[str, Any]) -> None:
        """Takes in one event of once.py."""
        day, task = event["day"], event.get("task", "")
        if event["event"] == "begins":
            for other in TASKS[: TASKS.index(task)]:
                if isinstance(self._cells.get((day, other)), Spinner):
                    self._cells[day, other] = Text("done", "green")
            if not isinstance(self._cells.get((day, task)), Spinner):
                self._cells[day, task] = Spinner("dots", "working")
        elif event["event"] == "failed":
            self._cells[day, task] = Text("failed", "bold red")
        else:
            for name, states in event["tasks"].items():
                self._cells[day, name] = _cell(states)

    def line(self, event: Mapping[str, Any]) -> str:
        """The event as a line for a terminal that cannot redraw; empty for events not worth a line."""
        if event["event"] == "ends":
            return f"{event['day']}  {event['state']}: {_told(event)}"
        return ""

    def __rich__(self) -> RenderableType:
        if not self._cells:
            return self._starting
        table = Table("task", *self._days, box=None, padding=(0, 3, 0, 0), header_style="dim")
        for task in TASKS:
            table.add_row(task, *(self._cells.get((day, task), Text("·", "dim")) for day in self._days))
        return table


def _cell(states: Mapping[str, int]) -> Text:
    if failed := states.get("failed", 0) + states.get("upstream_failed", 0):
        return Text(f"failed ({failed})", "bold red")
    if done := states.get("success", 0):
        return Text("done" if done == 1 else f"done ({done})", "green")
    return Text("nothing to do", "dim")


def _told(event: Mapping[str, Any]) -> str:
    """What became of a landing day, in a few words."""
    report = event["report"] or {}
    changed = report.get("changed", [])
    records = report.get("records", 0)
    what = f"{records} records" if records else "an empty landing day"
    return f"{what}, {len(changed)} publication dates changed" if changed else f"{what}, nothing changed in the lake"


def summary(root: Path, days: list[str], ends: list[dict[str, Any]], seconds: float, *, own: bool) -> RenderableType:
    """All that is printed at the end: counts of the days that ran, where the lake is, one article, what to try next."""
    reports = [json.loads((root / end["report"]["path"]).read_text("utf-8")) for end in ends]
    counts = [
        _table(title, _added(reports, key))
        for title, key in (("Language", "languages"), ("Fate", "fates"), ("Partition", "partitions"))
    ]
    validated = sum(report["validated"] for report in reports)
    parts: list[RenderableType] = ["", *(f"[bold]{end['day']}[/]  {_told(end)}" for end in ends), ""]
    parts += [
        Columns(counts, padding=(0, 4)),
        "",
        f"[bold]{validated:,}[/] rows validated against the schema, {seconds:.0f} seconds.",
    ]
    if article := _example(root, days):
        parts += ["", *_before_and_after(root, article)]
    parts += [
        "",
        f"The lake: [bold]{root / 'lake'}[/]",
        f"The report: {root / ends[-1]['report']['page']}",
        "",
        "[bold]Try next[/]",
    ]
    return Group(*parts, *_next(root, article, own=own))


def _added(reports: list[dict[str, Any]], key: str) -> Counter[str]:
    total: Counter[str] = Counter()
    for report in reports:
        total.update(report[key])
    return total


def _table(title: str, counts: Counter[str]) -> Table:
    table = Table(title, "articles", title_justify="left", header_style="dim")
    table.columns[1].justify = "right"
    ordered = sorted(counts.items()) if title == "Partition" else sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    for name, count in ordered:
        table.add_row(name, f"{count:,}")
    return table


def _example(root: Path, days: list[str]) -> dict[str, Any] | None:
    """The published article of these landing days from which most lines were cut; None if none was published."""
    import pyarrow.dataset as ds

    if not (root / "lake").is_dir():
        return None
    lake = ds.dataset(root / "lake", format="parquet", partitioning=ds.partitioning(flavor="hive"))
    rows = lake.to_table(
        columns=["id", "title", "text", "landed_on", "source", "cut_lines", "date", "topic", "language"],
        filter=ds.field("landed_on").isin([date.fromisoformat(day) for day in days]),
    ).to_pylist()
    return max(rows, key=lambda row: (row["cut_lines"], row["id"]), default=None)


def _before_and_after(root: Path, article: Mapping[str, Any]) -> list[RenderableType]:
    landed = root / "landing" / article["landed_on"].isoformat() / article["source"]
    before = [line for line in landed.read_text("utf-8", errors="replace").splitlines() if line.strip()]
    after = [article["title"] or "", *filter(None, article["text"].split("\n"))]
    where = f"{article['language']}, {article['date']}, {article['topic']}, {article['cut_lines']} lines cut"
    return [
        f"[bold]One article before[/]  {landed}",
        _excerpt(before, "dim"),
        f"[bold]and after[/]  {where}",
        _excerpt(after, ""),
    ]


def _excerpt(lines: list[str], style: str) -> RenderableType:
    text = Text(
        "\n".join(lines[:_LINES]) + (f"\n… {len(lines) - _LINES} more" if len(lines) > _LINES else ""), style, overflow="ellipsis"
    )
    text.no_wrap = True
    return Padding(text, (0, 0, 0, 2))


def _next(root: Path, article: Mapping[str, Any] | None, *, own: bool) -> list[RenderableType]:
    tries = [("make run", "again: nothing changes, not a byte")] if not own else []
    if article:
        landed = root / "landing" / article["landed_on"].isoformat() / article["source"]
        tries.append((f'.venv/bin/copydesk explain "{landed}"', "each line of that file: kept or cut, and why"))
    tries += [
        (f'.venv/bin/copydesk audit "{root}"', "proves that nothing was lost"),
        ("make run INPUT=<folder> DAY=2024-10-31 ROOT=<where>", "your own files; they are copied, never changed"),
        ("make ui", "the whole Airflow in your browser"),
    ]
    lines = [Text.assemble("  ", (command, "cyan"), "\n      ", (why, "dim")) for command, why in tries]
    return list(lines)
