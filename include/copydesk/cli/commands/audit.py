"""`copydesk audit`: proof that nothing was lost, or what was."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from datetime import datetime
from typing import Annotated

import typer

from copydesk.cli import options, progress, showing
from copydesk.cli.console import plainly
from copydesk.settings import Settings


def audit(
    root: options.Root,
    as_json: Annotated[bool, typer.Option("--json", help="Findings as JSON on stdout.")] = False,
    since: Annotated[
        datetime | None,
        options.day_option("--since", "Only landing days from this one on, and the dates they touch."),
    ] = None,
) -> None:
    """Prove from the files alone that nothing was lost: one fate a record, one place a line, every hash as promised."""
    from copydesk import audit as auditing

    with plainly():
        settings = Settings.from_env(root=root)
        extent = auditing.extent_of(settings, since and since.date())
        with progress.bars() as tell:
            findings = auditing.check(settings, extent, tell)
    if as_json:
        ascii_only = sys.stdout.encoding.lower().replace("-", "") != "utf8"  # what is written out otherwise is no JSON
        json.dump([asdict(finding) for finding in findings], sys.stdout, indent=1, ensure_ascii=ascii_only)
        sys.stdout.write("\n")
    else:
        showing.findings(findings, extent)
    raise typer.Exit(1 if findings else 0)
