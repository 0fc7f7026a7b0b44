"""`copydesk clean`: a folder of files as one landing day."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from copydesk.cli import options, progress, showing
from copydesk.cli.console import plainly
from copydesk.settings import Settings


def clean(
    folder: Annotated[
        Path, typer.Argument(metavar="IN", help="Folder of files to land. They are copied, never moved or changed.")
    ],
    root: options.Root,
    day: options.Day,
    workers: options.Workers = 0,
) -> None:
    """Land a folder of files as one landing day and run that day, from files to Parquet.

    A file or folder in IN that may not be read is named, with exit code 1, before anything lands.
    """
    from copydesk import pipeline

    with plainly():
        settings = Settings.from_env(root=root)
        with progress.bars() as tell:
            pipeline.land(settings, folder, day.date(), tell)
            report = pipeline.run_day(settings, day.date(), tell, workers=workers or pipeline.cores())
        showing.report(report, settings.root)
