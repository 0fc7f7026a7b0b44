"""What the process of test_spark.py does: `copydesk spark`, on Python workers that die once in some steps."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from copydesk import cli, pipeline, spark

DIES = ("detect_language", "write_parquet")
"""Steps in which the first Python worker to be done with a unit dies before it can say so."""


def dying(what: str, deaths: Path, call: Callable[..., Any], *arguments: Any) -> Any:
    """Do a unit of work, and die of it if nobody has yet."""
    result = call(*arguments)
    try:
        (deaths / what).touch(exist_ok=False)
    except FileExistsError:
        return result
    os._exit(9)


def main(deaths: Path) -> None:
    """Run the command line with an engine whose workers die; the rest of sys.argv are its arguments."""
    real = pipeline.run_days

    def run_days(settings: Any, days: Any, each: pipeline.Each, **more: Any) -> Any:
        def calls(what: str, call: Callable[..., Any], arguments: Sequence[tuple[Any, ...]]) -> Iterator[Any]:
            return each(what, partial(dying, what, deaths, call) if what in DIES else call, arguments)

        return real(settings, days, calls, **more)

    spark.pipeline.run_days = run_days
    cli.main()


if __name__ == "__main__":
    from tests.laws import on_spark  # the module that executors can import, not this script

    on_spark.main(Path(sys.argv.pop(1)))
