"""What `make run` prints: a board while it works, and the result when it is done."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.dataset as ds
from rich.console import Console, Group, RenderableType
from rich.markup import escape
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

TASKS = (
    "wait_for_files",
    "sweep_inbox",
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
_LINES = 10  # of one article, before and after


class Board:
    """Tasks down, landing days across; each cell says where that task is."""

    def __init__(self, days: list[str]) -> None:
        self._days = days
        self._cells: dict[tuple[str, str], RenderableType] = {}

    def update(self, event: Mapping[str, Any]) -> bool:
        """Takes in one event of once.py; whether it is the first of a task of the board on that day."""
        day, task = event["day"], event.get("task", "")
        if task and task not in TASKS:
            return False  # beside the line: the look for late days, which only a scheduled night does
        is_first = event["event"] == "begins" and (day, task) not in self._cells
        if event["event"] == "begins":
            for other in TASKS[: TASKS.index(task)]:
                if isinstance(self._cells.get((day, other)), Spinner):
                    self._cells[day, other] = Text("done", "green")
            self._cells.setdefault((day, task), Spinner("dots", "working"))
        elif event["event"] == "failed":
            self._cells[day, task] = Text("failed", "bold red")
        else:
            for name, states in event["tasks"].items():
                self._cells[day, name] = _cell(states)
        return is_first

    def __rich__(self) -> RenderableType:
        if not self._cells:
            return Spinner("dots", "Airflow is starting…")
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


def summary(console: Console, root: Path, ends: list[dict[str, Any]], seconds: float) -> None:
    """Prints what became of the days: counts, where the lake is, one article before and after, what to try next."""
    reports = [json.loads((root / end["report"]["path"]).read_text("utf-8")) for end in ends]
    rows = _published(root, [report["day"] for report in reports])
    console.print()
    for report in reports:
        console.print(f"[bold]{report['day']}[/]  {_told(report)}")
    languages, partitions = Counter(row["language"] for row in rows), Counter(_partition(row) for row in rows)
    left = Group(_table("language", _ranked(languages)), "", _table("fate", _fates(reports, len(rows))))
    grid = Table.grid(padding=(0, 6))
    grid.add_row(left, _table("partition", sorted(partitions.items())))
    console.print("", grid, "")
    validated = sum(report["validated"] for report in reports)
    console.print(f"{validated:,} rows validated against the schema. {seconds:.0f} seconds in all.")
    whole = [row for row in rows if not row["record"] and _source(root, row).is_file()]
    article = max(whole, key=lambda row: (row["language"] == "en", row["cut_lines"], row["id"]), default=None)
    if article:
        _before_and_after(console, root, article)
    console.print(f"\nThe lake    [bold]{escape(_short(root / 'lake'))}[/]", soft_wrap=True)
    console.print(f"The report  {escape(_short(root / reports[-1]['page']))}", soft_wrap=True)
    _try_next(console, root, article)


def _told(report: Mapping[str, Any]) -> str:
    """What became of a landing day, in a few words."""
    what = f"{report['records']:,} records" if report["records"] else "an empty landing day"
    if changed := len(report["changed"]):
        return f"{what}; changed {changed} {'date' if changed == 1 else 'dates'} of the lake"
    return f"{what}; nothing changed"


def _published(root: Path, days: list[str]) -> list[dict[str, Any]]:
    """The articles of these landing days that are in the lake, without their text."""
    if not (root / "lake").is_dir():
        return []
    columns = ["id", "title", "language", "landed_on", "source", "record", "cut_lines", "date", "topic"]
    found: list[dict[str, Any]] = _lake(root).to_table(columns, _landed(days)).to_pylist()
    return found


def _lake(root: Path) -> ds.Dataset:
    return ds.dataset(root / "lake", format="parquet", partitioning=ds.partitioning(flavor="hive"))


def _landed(days: list[str]) -> pc.Expression:
    return pc.field("landed_on").isin([date.fromisoformat(day) for day in days])


def _partition(row: Mapping[str, Any]) -> str:
    return f"date={row['date']}/topic={row['topic']}"


def _fates(reports: list[dict[str, Any]], published: int) -> list[tuple[str, int]]:
    """Fates over all days. An earlier day's report is older than the lake, where a later day may have taken over an article."""
    total: Counter[str] = Counter()
    for report in reports:
        total.update(report["fates"])
    total["duplicate"] += total["published"] - published
    total["published"] = published
    return _ranked(total)


def _ranked(counts: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def _table(title: str, counts: list[tuple[str, int]]) -> Table:
    table = Table(title, "articles", box=None, header_style="dim", padding=(0, 2, 0, 0))
    table.columns[1].justify = "right"
    for name, count in counts:
        table.add_row(name, f"{count:,}")
    return table


def _before_and_after(console: Console, root: Path, article: Mapping[str, Any]) -> None:
    landed = _source(root, article)
    (text,) = _lake(root).to_table(["text"], pc.field("id") == article["id"])["text"].to_pylist()
    after = [article["title"] or "", *filter(None, text.split("\n"))]
    before = [seen for seen in landed.read_text("utf-8", errors="replace").splitlines() if seen.strip()]
    console.print(f"\n[bold]One article before[/]  {escape(_short(landed))}", soft_wrap=True)
    _excerpt(console, before, kept="\n".join(after))
    console.print(f"[bold]and after[/]  {_partition(article)}, {article['cut_lines']} lines cut")
    _excerpt(console, after, kept="\n".join(after))


def _excerpt(console: Console, lines: list[str], kept: str) -> None:
    for shown in lines[:_LINES]:
        style = "" if shown.strip() in kept else "red strike"
        console.print(Text("  ").append(shown.strip(), style), no_wrap=True, overflow="ellipsis")
    if len(lines) > _LINES:
        console.print(f"  … {len(lines) - _LINES} more lines", style="dim")


def _source(root: Path, article: Mapping[str, Any]) -> Path:
    return root.joinpath("landing", str(article["landed_on"]), str(article["source"]))


def _short(path: Path) -> str:
    """The path as one would type it here."""
    return os.path.relpath(path) if path.is_relative_to(Path.cwd()) else str(path)


def _try_next(console: Console, root: Path, article: Mapping[str, Any] | None) -> None:
    tries = [("make run", "the same again: nothing changes, not a byte")]
    if article:
        tries.append(
            (f'.venv/bin/copydesk explain "{_short(_source(root, article))}"', "each line of that file: kept or cut, and why")
        )
    tries += [
        (f'.venv/bin/copydesk audit "{_short(root)}"', "proves that nothing was lost"),
        ("make run INPUT=<folder> DAY=2024-10-31 ROOT=<where>", "files of your own; they are copied, never changed"),
        ("make ui", "the whole Airflow in your browser"),
    ]
    console.print("\n[bold]Try next[/]")
    for command, why in tries:
        console.print(Text.assemble("  ", (command, "cyan")), soft_wrap=True)
        console.print(Text(f"      {why}", "dim"))
