"""`copydesk run`: a landing day that has landed."""

from __future__ import annotations

from copydesk.cli import options, progress, showing
from copydesk.cli.console import plainly
from copydesk.settings import Settings


def run(root: options.Root, day: options.Day, force: options.Force = False, workers: options.Workers = 0) -> None:
    """Run one landing day that is under ROOT/landing already: desk, then lake. Running it again changes nothing."""
    from copydesk import pipeline
    from copydesk.store import open_there

    with plainly():
        settings = Settings.from_env(root=root)
        open_there(settings.root)  # a misspelt root would be made, and hold an empty day
        with progress.bars() as tell:
            report = pipeline.run_day(settings, day.date(), tell, force=force, workers=workers or pipeline.cores())
        showing.report(report, settings.root)
