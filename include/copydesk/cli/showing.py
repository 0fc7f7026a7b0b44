"""What commands gave, in tables and sentences on the console."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.table import Column, Table
from rich.text import Text

from copydesk.cli.console import complain, many, printable, say, show

_MANY = 5
"""Findings that say the same of one place have a row each, up to this many."""

if TYPE_CHECKING:
    from copydesk.audit import Extent, Finding
    from copydesk.inbox import Swept
    from copydesk.overview.completeness import Dated
    from copydesk.pipeline import Archive


def report(told: Mapping[str, Any], root: str) -> None:
    """The report of a landing day: its fates, what changed in the lake, and where all that is."""
    if not told["records"]:
        nothing = Text(f"Landing day {told['day']} is empty:", style="yellow")
        say(nothing.append(f" no file under {root}/landing/{told['day']}.", style="default"))
    else:
        for name in ("fates", "reasons", "languages", "partitions"):
            if told[name]:
                show(_counts(f"{name}, landing day {told['day']}", told[name]))
        say(f"{many(told['validated'], 'row')} validated.")
    if told["changed"]:
        say(f"Changed in the lake: {', '.join(told['changed'])}.")
    elif told["records"] and not (told["fates"]["published"] or told["fates"]["duplicate"]):
        say("Nothing of the day is in the lake: every record was held back.")
    elif told["records"]:
        say("Nothing changed: the lake already held all this.")
    else:
        say("Nothing changed in the lake.")
    say(Text(f"Lake: {root}/lake   Report: {root}/{told['page']}"))


def left(told: Mapping[str, Any], root: str) -> None:
    """On stderr what a takedown leaves: a copy in a container, and articles that repeated the one that went."""
    if told["kept_in"]:
        why = "without moving the others, which are named by their place in the file, and run the day"
        file = f"{root}/{told['kept_in']}"
        complain("left", f"{file} holds other records too, and still this one: empty record {told['record']} there, {why}.")
    if ids := told["came_up"]:
        are = "is" if len(ids) == 1 else "are"
        cures = "; ".join(f"copydesk takedown {root} {id} --why '…'" for id in ids)
        complain("left", f"{many(len(ids), 'article')} that repeated it {are} in the lake now. If it is meant too: {cures}")


def archive(done: Archive) -> None:
    """What became of many landing days, and on stderr of those that were refused."""
    show(_counts("fates", done.fates))
    read = f"{len(done.read):,} of {many(len(done.days), 'landing day')} read"
    say(f"{read}, {many(len(done.changed), 'date')} changed in the lake.")
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
        table = Table(
            "fate", *_folding("file in the inbox", "why"), title=f"sweep into landing day {swept.day}", title_justify="left"
        )
        for row in shown:
            table.add_row(*(Text(printable(cell)) for cell in row))
        show(table)
    counts = ", ".join(f"{len(paths):,} {fate}" for fate, paths in told.items() if paths)
    say(f"Landing day {swept.day}: {counts or 'the inbox is empty'}.")


def dates(found: Sequence[Dated]) -> None:
    """The states of publication dates."""
    if not found:
        say("No landing day has been run: of no date anything can be said.")
        return
    table = Table(
        Column("date", no_wrap=True), Column("state", no_wrap=True), Column("published", justify="right"), *_folding("why")
    )
    for one in found:
        table.add_row(one.day.isoformat(), one.state, f"{one.held.published if one.held else 0:,}", Text(one.why))
    show(table)


def findings(found: list[Finding], extent: Extent) -> None:
    """What an audit found, or that all it looked at is in order."""
    if not found:
        say(
            f"[green]In order:[/] {many(len(extent.days), 'landing day')}, {many(len(extent.dates), 'date')} looked at; "
            "every record, line and file is accounted for."
        )
        return
    rows = _folded(sorted(found))
    title = many(len(found), "finding") + (", of which --json lists each" if len(rows) < len(found) else "")
    table = Table(
        Column("rule", no_wrap=True), *_folding("where", "what", "what to do"), title=title, title_justify="left", show_lines=True
    )
    for row in rows:
        table.add_row(*map(Text, row))
    show(table)


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
    table.add_column(overflow="fold")
    table.add_column(justify="right", no_wrap=True)
    for name, count in counts.items():
        table.add_row(Text(name), f"{count:,}")
    return table


def _folding(*heads: str) -> list[Column]:
    """Columns in which a path that has no room goes on in the next line, and is not cut."""
    return [Column(head, overflow="fold") for head in heads]
