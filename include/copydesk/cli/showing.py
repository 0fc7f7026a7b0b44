"""What commands gave, in tables and sentences on the console."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from rich.table import Column, Table
from rich.text import Text

from copydesk.cli.console import complain, out, printable

_MANY = 5
"""Findings that say the same of one place have a row each, up to this many."""

if TYPE_CHECKING:
    from copydesk.audit import Extent, Finding
    from copydesk.inbox import Swept
    from copydesk.pipeline import Archive


def report(told: Mapping[str, Any], root: str) -> None:
    """The report of a landing day: its fates, what changed in the lake, and where all that is."""
    if not told["records"]:
        nothing = Text(f"Landing day {told['day']} is empty:", style="yellow")
        out.print(nothing.append(f" no file under {root}/landing/{told['day']}.", style="default"))
    else:
        for name in ("fates", "reasons", "languages", "partitions"):
            if told[name]:
                out.print(_counts(f"{name}, landing day {told['day']}", told[name]))
        out.print(f"{told['validated']:,} rows validated.")
    if told["changed"]:
        out.print(f"Changed in the lake: {', '.join(told['changed'])}.")
    elif told["records"] and not (told["fates"]["published"] or told["fates"]["duplicate"]):
        out.print("Nothing of the day is in the lake: every record was held back.")
    elif told["records"]:
        out.print("Nothing changed: the lake already held all this.")
    else:
        out.print("Nothing changed in the lake.")
    out.print(Text(f"Lake: {root}/lake   Report: {root}/{told['page']}"))


def archive(done: Archive) -> None:
    """What became of many landing days, and on stderr of those that were refused."""
    out.print(_counts("fates", done.fates))
    out.print(
        f"{len(done.read):,} of {len(done.days):,} landing days were read, {len(done.changed):,} dates changed in the lake."
    )
    for subject, why in done.refused.items():
        complain("refused", f"{subject}: {why}")


def sweep(swept: Swept, moved: str) -> None:
    """What a sweep made of the inbox; `moved` is the word for files that went, or would."""
    told = {
        moved: {path: f"as {swept.renamed[path]}" if path in swept.renamed else "" for path in swept.moved},
        "landed before": {path: f"{target} holds the same bytes" for path, target in swept.known.items()},
        "waiting": swept.waiting,
        "refused": swept.refused,
    }
    shown = [(fate, path, why) for fate, paths in told.items() for path, why in sorted(paths.items()) if why]
    if shown:
        table = Table("fate", "file in the inbox", "why", title=f"sweep into landing day {swept.day}", title_justify="left")
        for row in shown:
            table.add_row(*(Text(printable(cell)) for cell in row))
        out.print(table)
    counts = ", ".join(f"{len(paths):,} {fate}" for fate, paths in told.items() if paths)
    out.print(f"Landing day {swept.day}: {counts or 'the inbox is empty'}.")


def findings(found: list[Finding], extent: Extent) -> None:
    """What an audit found, or that all it looked at is in order."""
    if not found:
        out.print(
            f"[green]In order:[/] {_many(extent.days, 'landing day')}, {_many(extent.dates, 'date')} looked at; "
            "every record, line and file is accounted for."
        )
        return
    rows = _folded(sorted(found))
    title = f"{len(found):,} findings" + (", of which --json lists each" if len(rows) < len(found) else "")
    table = Table(Column("rule", no_wrap=True), "where", "what", "what to do", title=title, show_lines=True)
    for row in rows:
        table.add_row(*map(Text, row))
    out.print(table)


def _folded(found: list[Finding]) -> list[tuple[str, str, str, str]]:
    """Findings as rows of a table: those of one container or folder that say the same are one row, where they are many."""
    alike: dict[tuple[str, str, str, str], list[Finding]] = {}
    for one in found:
        container, in_container, _ = one.where.partition("!")
        place = container if in_container else f"{one.where.rpartition('/')[0]}/"
        alike.setdefault((one.rule, place, one.what, one.cure), []).append(one)
    rows = []
    for (rule, place, what, cure), same in alike.items():
        shown = same[:1] if len(same) > _MANY else same
        rows += [(rule, one.where, what, cure) for one in shown]
        if len(same) > _MANY:
            rows[-1] = (rule, f"{same[0].where}\nand {len(same) - 1:,} more in {place}", what, cure)
    return rows


def _counts(title: str, counts: Mapping[str, int]) -> Table:
    table = Table(title=title, title_justify="left", show_header=False, min_width=len(title))  # else the title is broken up
    table.add_column()
    table.add_column(justify="right")
    for name, count in counts.items():
        table.add_row(Text(name), f"{count:,}")
    return table


def _many(things: list[Any], what: str) -> str:
    return f"{len(things):,} {what}{'s' * (len(things) != 1)}"
