"""The command line: the same stages as the DAG, without Airflow.

Each command is the module of its name in `commands`; `options` are those that several share, `console` is where words go and how
mistakes are told, `progress` draws how far a run is, `showing` what it gave.
"""

from __future__ import annotations

from typing import Annotated

import typer

from copydesk.cli.commands.audit import audit
from copydesk.cli.commands.clean import clean
from copydesk.cli.commands.dates import dates
from copydesk.cli.commands.explain import explain
from copydesk.cli.commands.export import export
from copydesk.cli.commands.learn_topics import learn_topics
from copydesk.cli.commands.repair import repair
from copydesk.cli.commands.run import run
from copydesk.cli.commands.spark import spark
from copydesk.cli.commands.suggest import suggest
from copydesk.cli.commands.sweep import sweep
from copydesk.cli.commands.takedown import takedown
from copydesk.cli.console import out, spell_out, unfit
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
for _command in (
    clean,
    run,
    spark,
    sweep,
    explain,
    suggest,
    learn_topics,
    audit,
    repair,
    takedown,
    dates,
    export,
):  # as help lists them
    app.command()(_command)


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
    spell_out()
    with unfit():
        app()
