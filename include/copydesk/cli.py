"""The command line: the same stages as the DAG, without Airflow."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from copydesk import __version__
from copydesk.errors import CopydeskError, UnreadableError
from copydesk.settings import Settings
from copydesk.store import open_root

app = typer.Typer(
    name="copydesk",
    help="A day's scraped news in; clean, dated, sectioned, deduplicated Parquet out.\n\n"
    "Begin with `copydesk explain FILE` to see what the desk makes of one file, then `copydesk clean FOLDER ROOT --day DAY`.",
    epilog="Exit codes: 0 done and in order; 1 something went wrong or the audit found something; 2 wrong usage.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
)
out, err = Console(), Console(stderr=True)

RootArgument = Annotated[str, typer.Argument(metavar="ROOT", help="Root of landing, desk and lake: a folder or an s3:// URI.")]
DayOption = Annotated[
    datetime,
    typer.Option("--day", formats=["%Y-%m-%d"], help="The landing day, as 2024-10-31.", metavar="YYYY-MM-DD", show_default=False),
]


@contextmanager
def _plainly() -> Iterator[None]:
    """Errors that copydesk raises on purpose are told in one sentence, without a traceback."""
    try:
        yield
    except CopydeskError as error:
        err.print(Text("error: ", style="bold red") + Text(str(error)))
        raise typer.Exit(1) from error


@contextmanager
def _progress() -> Iterator[Any]:
    """A callback for pipeline progress that draws one bar a step, on stderr."""
    columns = (TextColumn("{task.description:<18}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=False) as bars:
        tasks: dict[str, Any] = {}

        def tell(what: str, done: int, of: int) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(what, total=max(of, 1))
            bars.update(tasks[what], completed=done if of else 1, total=max(of, 1))

        yield tell


@app.command()
def clean(
    folder: Annotated[
        Path, typer.Argument(metavar="IN", help="Folder of files to land. They are copied, never moved or changed.")
    ],
    root: RootArgument,
    day: DayOption,
) -> None:
    """Land a folder of files as one landing day and run that day, from files to Parquet."""
    from copydesk import pipeline

    with _plainly():
        settings = Settings.from_env(root=root)
        with _progress() as tell:
            pipeline.land(settings, folder, day.date(), tell)
            report = pipeline.run_day(settings, day.date(), tell)
        _show(report, settings.root)


@app.command()
def run(root: RootArgument, day: DayOption) -> None:
    """Run one landing day that is under ROOT/landing already: desk, then lake. Running it again changes nothing."""
    from copydesk import pipeline

    with _plainly():
        settings = Settings.from_env(root=root)
        with _progress() as tell:
            report = pipeline.run_day(settings, day.date(), tell)
        _show(report, settings.root)


@app.command()
def explain(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file as it was scraped.", exists=True, dir_okay=False)],
) -> None:
    """Show what the desk makes of one file, line by line: kept, joined or cut, by which rule and why."""
    from copydesk.explain import explained

    with _plainly():
        try:
            out.print(explained(file, Settings.from_env()))
        except UnreadableError as error:
            err.print(Text("unreadable: ", style="bold red") + Text(f"{error}"))
            raise typer.Exit(1) from error


@app.command()
def audit(
    root: RootArgument,
    as_json: Annotated[bool, typer.Option("--json", help="Findings as JSON on stdout.")] = False,
) -> None:
    """Prove from the files alone that nothing was lost: one fate a record, one place a line, every hash as promised."""
    from copydesk import audit as auditing

    with _plainly():
        settings = Settings.from_env(root=root)
        place = open_root(settings.root)
        days, dates = auditing.days(place), auditing.dates(place)
        findings: list[auditing.Finding] = []
        with _progress() as tell:
            for number, landing in enumerate(days, 1):
                findings += auditing.check_day(settings, landing)
                tell("landing days", number, len(days))
            for number, published in enumerate(dates, 1):
                findings += auditing.check_date(settings, published)
                tell("dates in the lake", number, len(dates))
    if as_json:
        json.dump(
            [{name: getattr(f, name) for name in ("rule", "where", "what", "cure")} for f in findings],
            sys.stdout,
            indent=1,
            ensure_ascii=False,
        )
        sys.stdout.write("\n")
    else:
        _show_findings(findings, len(days), len(dates))
    raise typer.Exit(1 if findings else 0)


def _show_findings(findings: list[Any], days: int, dates: int) -> None:
    if not findings:
        out.print(
            f"[green]In order:[/] {days} landing days, {dates} dates in the lake; every record, line and file is accounted for."
        )
        return
    table = Table("rule", "where", "what", "what to do", title=f"{len(findings)} findings", show_lines=True)
    for finding in sorted(findings):
        table.add_row(Text(finding.rule), Text(finding.where), Text(finding.what), Text(finding.cure))
    out.print(table)


def _counts(title: str, counts: Mapping[str, int]) -> Table:
    table = Table(title=title, title_justify="left", show_header=False)
    table.add_column()
    table.add_column(justify="right")
    for name, count in counts.items():
        table.add_row(Text(name), f"{count:,}")
    return table


def _show(report: Mapping[str, Any], root: str) -> None:
    if not report["records"]:
        out.print(f"[yellow]Landing day {report['day']} is empty:[/] no file under {root}/landing/{report['day']}.")
    else:
        for title, name in (("fates", "fates"), ("reasons", "reasons"), ("languages", "languages"), ("partitions", "partitions")):
            if report[name]:
                out.print(_counts(f"{title}, landing day {report['day']}", report[name]))
        out.print(f"{report['validated']:,} rows validated.")
    if report["changed"]:
        out.print(f"Changed in the lake: {', '.join(report['changed'])}.")
    else:
        out.print("Nothing changed: the lake already held all this.")
    out.print(Text(f"Lake: {root}/lake   Report: {root}/{report['page']}"))


def _version(wanted: bool) -> None:
    if wanted:
        out.print(f"copydesk {__version__}")
        raise typer.Exit


@app.callback()
def _main(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    pass


def main() -> None:
    """Entry point of the `copydesk` command."""
    app()
