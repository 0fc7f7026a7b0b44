"""The command line: the same stages as the DAG, without Airflow."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Column, Table
from rich.text import Text

from copydesk import landingday
from copydesk.errors import CopydeskError, UnreadableError
from copydesk.settings import Settings
from copydesk.version import VERSION

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
ForceOption = Annotated[
    bool, typer.Option("--force", help="Run the day even if no file of it has changed since, and look at its dates' files.")
]


def _landing_day(day: datetime | None) -> datetime | None:
    """A landing day as it was given, if it can be one: the same rule as the DAG's."""
    if day and (wrong := landingday.wrong_with(day.date(), datetime.now(UTC))):
        raise typer.BadParameter(f"{wrong} Give the day that you mean.")
    return day


def _reason(why: str) -> str:
    """A reason as it was given, if it says anything."""
    if not why.strip():
        raise typer.BadParameter("The reason is empty. Say why: the ledger keeps it.")
    return why


def _day_option(name: str, help: str) -> Any:
    """An option that takes a landing day and has no default."""
    return typer.Option(name, formats=["%Y-%m-%d"], help=help, metavar="YYYY-MM-DD", show_default=False, callback=_landing_day)


DayOption = Annotated[datetime, _day_option("--day", "The landing day, as 2024-10-31.")]
FromOption = Annotated[datetime, _day_option("--from", "First landing day.")]
ToOption = Annotated[datetime, _day_option("--to", "Last landing day.")]
_LINE_SECONDS = 10


@contextmanager
def _plainly() -> Iterator[None]:
    """Errors that copydesk raises on purpose are told in one sentence, without a traceback."""
    try:
        yield
    except CopydeskError as error:
        err.print(Text("error: ", style="bold red") + Text(_printable(error)))
        raise typer.Exit(1) from error


def _printable(what: object) -> str:
    """Words with names of files in them as a terminal may have them; line ends stay."""
    from copydesk.inbox import printable

    return "\n".join(map(printable, str(what).split("\n")))


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


@contextmanager
def _progress_in_lines() -> Iterator[Any]:
    """A callback for pipeline progress that writes a line at the end of each step, and every ten seconds of it, on stderr."""
    last: dict[str, float] = {}

    def tell(what: str, done: int, of: int) -> None:
        if done == of or time.monotonic() - last.setdefault(what, time.monotonic()) >= _LINE_SECONDS:
            last[what] = time.monotonic()
            err.print(f"{what}: {done:,} of {of:,}")

    yield tell


WorkersOption = Annotated[
    int, typer.Option("--workers", min=0, help="Processes that share the work; 0: one for each core.", show_default=False)
]


@app.command()
def clean(
    folder: Annotated[
        Path, typer.Argument(metavar="IN", help="Folder of files to land. They are copied, never moved or changed.")
    ],
    root: RootArgument,
    day: DayOption,
    workers: WorkersOption = 0,
) -> None:
    """Land a folder of files as one landing day and run that day, from files to Parquet."""
    from copydesk import pipeline

    with _plainly():
        settings = Settings.from_env(root=root)
        with _progress() as tell:
            pipeline.land(settings, folder, day.date(), tell)
            report = pipeline.run_day(settings, day.date(), tell, workers=workers or pipeline.cores())
        _show(report, settings.root)


@app.command()
def run(root: RootArgument, day: DayOption, force: ForceOption = False, workers: WorkersOption = 0) -> None:
    """Run one landing day that is under ROOT/landing already: desk, then lake. Running it again changes nothing."""
    from copydesk import pipeline

    with _plainly():
        settings = Settings.from_env(root=root)
        with _progress() as tell:
            report = pipeline.run_day(settings, day.date(), tell, force=force, workers=workers or pipeline.cores())
        _show(report, settings.root)


@app.command()
def spark(
    root: RootArgument,
    first: FromOption,
    last: ToOption,
    master: Annotated[
        str | None,
        typer.Option("--master", help="Where Spark is: local[4,4], spark://host:7077, yarn, k8s://…", show_default=False),
    ] = None,
    conf: Annotated[
        list[str] | None, typer.Option("--conf", metavar="NAME=VALUE", help="A property of Spark; may be given more than once.")
    ] = None,
    force: ForceOption = False,
    summary: Annotated[
        Path | None, typer.Option("--summary", metavar="FILE", help="Write there as JSON what became of days and dates.")
    ] = None,
) -> None:
    """Run all landing days of a range on Spark, the same bytes as day by day. ROOT is storage that all its workers share."""
    from copydesk import spark as engine

    options = dict(each.partition("=")[::2] for each in conf or ())
    if wrong := [name for name, value in options.items() if not value]:
        raise typer.BadParameter(f"--conf {wrong[0]} has no value: write --conf {wrong[0]}=VALUE.")
    with _plainly():
        settings = Settings.from_env(root=root)
        with _progress() if err.is_terminal else _progress_in_lines() as tell:
            done = engine.run(settings, first.date(), last.date(), tell, master=master or "", options=options, force=force)
    if summary:
        summary.write_text(json.dumps(asdict(done), indent=1) + "\n", "utf-8")
    _show_archive(done)
    raise typer.Exit(1 if done.refused else 0)


@app.command()
def sweep(
    root: RootArgument,
    day: DayOption,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be moved, and move nothing.")] = False,
) -> None:
    """Move the complete files of ROOT/inbox into a landing day; what is not complete stays and is told with the reason.

    Exit code 1 where a file was refused (a link, a device, something that cannot be moved); files that wait are no error.
    """
    from copydesk import inbox

    with _plainly():
        settings = Settings.from_env(root=root)
        swept = inbox.sweep(settings, day.date(), dry_run=dry_run)
    _show_swept(swept, "would be moved" if dry_run else "moved")
    raise typer.Exit(1 if swept.refused else 0)


@app.command()
def explain(
    what: Annotated[str, typer.Argument(metavar="FILE", help="A file as it was scraped; with --day, the ROOT of a lake.")],
    day: Annotated[
        datetime | None,
        _day_option("--day", "Explain articles of this landing day."),
    ] = None,
    record: Annotated[
        str | None, typer.Option("--record", help="A record of a container, as the ledger names it; without it, the first.")
    ] = None,
    html: Annotated[Path | None, typer.Option("--html", help="Write one page for a browser there, and open nothing.")] = None,
    sample: Annotated[int, typer.Option("--sample", min=1, help="How many articles of the day, the most doubtful first.")] = 25,
) -> None:
    """Show what the desk makes of a file, or made of a day, line by line: kept, joined, lifted or cut, by which rule and why."""
    from copydesk import explain as explaining
    from copydesk.explain import page, terminal

    if day is None and not Path(what).is_file():
        name = _printable(what)
        raise typer.BadParameter(f"{name} is no file. To explain a day of a lake: copydesk explain {name} --day YYYY-MM-DD")
    with _plainly():
        try:
            if day is None:
                records = [explaining.of_file(Path(what), Settings.from_env(), record=record)]
            else:
                records = explaining.of_day(Settings.from_env(root=what), day.date(), sample)
        except UnreadableError as error:
            err.print(Text("unreadable: ", style="bold red") + Text(_printable(error)))
            raise typer.Exit(1) from error
    if html is None:
        for explained in records:
            out.print(terminal.render(explained))
        return
    html.write_text(page.render(records, _printable(Path(what).name) if day is None else f"landing day {day.date()}"), "utf-8")
    out.print(Text(f"{len(records)} articles explained in {html}. Red lines were cut by place and look: read those first."))


@app.command()
def suggest(
    root: RootArgument,
    day: DayOption,
    least: Annotated[int, typer.Option("--least", min=2, help="Different articles that must carry a line.")] = 4,
) -> None:
    """Print rules that the lexicons lack, as TOML: lines that many articles of a day lost without a phrase that explains it."""
    from copydesk import suggest as suggesting

    with _plainly():
        sys.stdout.write(suggesting.of_day(Settings.from_env(root=root), day.date(), least))


@app.command("learn-topics")
def learn_topics(
    root: RootArgument,
    to: Annotated[Path, typer.Option("--to", metavar="FILE", help="The model; its card is written beside it.")] = Path(
        "topics.npz"
    ),
    least: Annotated[int, typer.Option("--least", min=10, help="Articles of a language to judge on, at least.")] = 50,
) -> None:
    """Learn topics from the lake's articles that carry a section, and keep what beats the lexicon. Nothing uses it unasked."""
    from copydesk import learn as learning

    with _plainly():
        with _progress() as tell:
            data, card = learning.of_lake(Settings.from_env(root=root).root, tell, least)
        out.print(Text(card.text()))
        if data is None:
            out.print("[yellow]No model was written:[/] in no language is there one that is better than the lexicon.")
            return
        files = ", ".join(str(file) for file in learning.write(data, card, to))
    told = f"Written: {files}. To use it, set COPYDESK_TOPIC_MODEL={to.resolve()}; every landing day is then made anew."
    out.print(Text(told), soft_wrap=True)  # so that the setting can be copied


@app.command()
def audit(
    root: RootArgument,
    as_json: Annotated[bool, typer.Option("--json", help="Findings as JSON on stdout.")] = False,
    since: Annotated[
        datetime | None,
        _day_option("--since", "Only landing days from this one on, and the dates they touch."),
    ] = None,
) -> None:
    """Prove from the files alone that nothing was lost: one fate a record, one place a line, every hash as promised."""
    from copydesk import audit as auditing

    with _plainly():
        settings = Settings.from_env(root=root)
        extent = auditing.extent_of(settings, since and since.date())
        with _progress() as tell:
            findings = auditing.check(settings, extent, tell)
    if as_json:
        json.dump(
            [{name: getattr(f, name) for name in ("rule", "where", "what", "cure")} for f in findings],
            sys.stdout,
            indent=1,
            ensure_ascii=False,
        )
        sys.stdout.write("\n")
    else:
        _show_findings(findings, len(extent.days), len(extent.dates))
    raise typer.Exit(1 if findings else 0)


@app.command()
def repair(root: RootArgument) -> None:
    """Audit, then make anew from landing whatever is found wrong, and audit again."""
    from copydesk import audit as auditing

    with _plainly(), _progress() as tell:
        days, dates = auditing.mend(Settings.from_env(root=root), tell)
    out.print(f"{len(days)} landing days and {len(dates)} dates were made anew." if days or dates else "Nothing to repair.")
    audit(root)


@app.command()
def takedown(
    root: RootArgument,
    article: Annotated[str, typer.Argument(metavar="ID", help="The article's id: 32 digits, as in the lake's column `id`.")],
    why: Annotated[
        str,
        typer.Option("--why", help="The reason, kept in the ledger beside the tombstone.", show_default=False, callback=_reason),
    ],
) -> None:
    """Remove an article from landing, desk and lake for good, and keep a tombstone in the ledger."""
    from copydesk import pipeline

    with _plainly():
        report = pipeline.takedown(Settings.from_env(root=root), article, why)
    out.print(f"Record {article} of landing day {report['day']} is taken down.")
    _show(report, root)


@app.command()
def export(
    root: RootArgument,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write: .parquet, .csv or .jsonl.")],
    first: Annotated[datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="First publication date.")] = None,
    last: Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="Last publication date.")] = None,
    topic: Annotated[list[str] | None, typer.Option("--topic", help="A topic; may be given more than once.")] = None,
    column: Annotated[list[str] | None, typer.Option("--column", help="A column; may be given more than once.")] = None,
) -> None:
    """Write published articles to one file, each date as it was at one moment."""
    from copydesk import reader

    with _plainly():
        count = reader.export(root, file, first and first.date(), last and last.date(), topic or None, column or None)
    out.print(f"{count:,} articles written to {file}.")


def _show_swept(swept: Any, moved: str) -> None:
    from copydesk.inbox import printable

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


def _many(count: int, what: str) -> str:
    return f"{count:,} {what}{'s' * (count != 1)}"


def _show_findings(findings: list[Any], days: int, dates: int) -> None:
    if not findings:
        out.print(
            f"[green]In order:[/] {_many(days, 'landing day')}, {_many(dates, 'date')} looked at; "
            "every record, line and file is accounted for."
        )
        return
    table = Table(Column("rule", no_wrap=True), "where", "what", "what to do", title=f"{len(findings)} findings", show_lines=True)
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
    elif report["records"]:
        out.print("Nothing changed: the lake already held all this.")
    else:
        out.print("Nothing changed in the lake.")
    out.print(Text(f"Lake: {root}/lake   Report: {root}/{report['page']}"))


def _show_archive(done: Any) -> None:
    out.print(_counts("fates", done.fates))
    out.print(
        f"{len(done.read):,} of {len(done.days):,} landing days were read, {len(done.changed):,} dates changed in the lake."
    )
    for subject, why in done.refused.items():
        err.print(Text("refused: ", style="bold red") + Text(_printable(f"{subject}: {why}")))


def _version(wanted: bool) -> None:
    if wanted:
        out.print(f"copydesk {VERSION}")
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
