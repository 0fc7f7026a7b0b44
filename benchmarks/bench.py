"""The whole night beside its peers, on the same files: what a record costs, and how right what is left of it is.

    python -m benchmarks.bench
    python -m benchmarks.bench --sizes 5000 80000 --rounds 5 --limit 7200
    python -m benchmarks.bench --only copydesk "the floor" --sizes 1000000 --rounds 1

Each program runs in a process of its own on one core, in turn, `--rounds` times over folders of `--sizes` files. A peer that by
its runs so far would take more than `--limit` seconds of CPU for a size is left out there. Sizes other than the usual ones have a
section of their own on benchmarks/RESULTS.md, and only the usual ones draw docs/night-cost.svg.
"""

from __future__ import annotations

import argparse
import logging
import os
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

from benchmarks import corpus, results
from benchmarks.night import measure, page, picture, truth
from benchmarks.night.lake import LOG
from benchmarks.night.measure import Spent
from benchmarks.night.page import Measured
from benchmarks.night.programs import OURS, PROGRAMS, Program
from benchmarks.night.truth import Quality

SIZES = (500, 2_000, 8_000)
ROUNDS = 5
LIMIT = 45.0
"""Seconds of CPU that a peer's run may take, where nothing else is asked for."""

_log = logging.getLogger(__name__)


def make(folder: Path, sizes: Sequence[int]) -> dict[int, Path]:
    """The landing days, by their number of records; the truth of each is beside it."""
    days = {size: folder / f"day-{size}" for size in sizes}
    for size, day in days.items():
        corpus.write(day, size)
    return days


def truth_of(day: Path) -> Path:
    """Where the truth of a landing day is."""
    return day.with_name(f"{day.name}.truth.jsonl")


def night(program: Program, day: Path, out: Path, core: int) -> Spent:
    """One run of a program into a new folder. Raises RuntimeError where it fails."""
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    program.prepare(day, out)
    environment = {**program.environment, "HOME": str(out), "HF_HOME": str(out / "hub")}
    return measure.run(program.command(day, out), out / LOG, environment, core)


def quality(program: Program, day: Path, out: Path) -> Quality | None:
    """How right what a program left is; None for one that makes no articles."""
    if program.reader is None:
        return None
    return truth.score(truth.read(truth_of(day)), day, program.reader(out))


def compare(
    programs: Sequence[Program], days: Mapping[int, Path], rounds: int, limit: float, folder: Path, core: int
) -> Measured:
    """Run all programs over all days, in turn; each day is scored in the first round.

    Before it each runs once over the smallest day, uncounted: that compiles its modules and brings them into memory.
    """
    spent: dict[str, dict[int, list[Spent]]] = {program.name: defaultdict(list) for program in programs}
    found: dict[str, dict[int, Quality]] = {program.name: {} for program in programs}
    left_out: dict[str, str] = {program.name: missing for program in programs if (missing := program.missing())}
    for program in programs:
        if program.name not in left_out:
            _try(program, min(days.items())[1], folder / "out", core, left_out)
    for turn in range(rounds):
        for size, day in sorted(days.items()):
            for program in programs:
                too_long = program.name != OURS and _expected(spent[program.name], size) > limit
                if program.name in left_out or too_long:
                    continue
                if not (cost := _try(program, day, out := folder / "out", core, left_out)):
                    continue
                spent[program.name][size].append(cost)
                _log.info(
                    "round %d, %d records, %s: %.1f s of CPU, %.0f MB", turn + 1, size, program.name, cost.cpu, cost.megabytes
                )
                if turn == 0 and (right := quality(program, day, out)):
                    found[program.name][size] = right
                shutil.rmtree(out)
    return Measured(programs, spent, found, left_out)


def _try(program: Program, day: Path, out: Path, core: int, left_out: dict[str, str]) -> Spent | None:
    """A night of a program; None, and the reason beside it, where it fails."""
    try:
        return night(program, day, out, core)
    except RuntimeError as error:
        left_out[program.name] = f"failed: {str(error)[-300:]}"
        _log.warning("%s: %s", program.name, error)
        return None


def _expected(spent: Mapping[int, Sequence[Spent]], size: int) -> float:
    """Seconds of CPU that a run will take: by its last run there, or by the line through the two largest below; 0 at first."""
    if spent.get(size):
        return spent[size][-1].cpu
    below = sorted((known, spent[known][-1].cpu) for known in spent if known < size and spent[known])[-2:]
    if len(below) < 2:
        return sum(cpu * size / known for known, cpu in below)
    (small, little), (large, much) = below
    return much + (much - little) * (size - large) / (large - small)


def main() -> None:
    """Measure, and replace the section of the page and the picture."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--limit", type=float, default=LIMIT, help="most seconds of CPU that a peer's run may take")
    parser.add_argument("--core", type=int, default=max(os.sched_getaffinity(0)), help="the core that all run on")
    parser.add_argument("--only", nargs="+", choices=[program.name for program in PROGRAMS], help="these programs alone")
    parser.add_argument("--folder", type=Path, help="where files and lakes go, instead of a folder that is removed")
    parser.add_argument("--page", type=Path, default=results.PAGE)
    parser.add_argument("--picture", type=Path, default=page.PICTURE)
    asked = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    with ExitStack() as stack:
        folder = asked.folder or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="night-")))
        programs = [program for program in PROGRAMS if not asked.only or program.name in {OURS, *asked.only}]
        days = make(folder, asked.sizes)
        bytes_of = {size: sum(path.stat().st_size for path in day.rglob("*.txt")) for size, day in days.items()}
        measured = compare(programs, days, asked.rounds, asked.limit, folder, asked.core)
    usual = tuple(asked.sizes) == SIZES and not asked.only
    sizes = " ".join(map(str, asked.sizes))
    name = "night" if usual else f"night_{sizes.replace(' ', '_')}"
    only = f" --only {' '.join(map(repr, asked.only))}" if asked.only else ""
    command = f"python -m benchmarks.bench --sizes {sizes} --rounds {asked.rounds}{only}"
    results.put(name, page.section(measured, bytes_of, asked.rounds, command, usual), asked.page)
    if usual:
        asked.picture.write_text(picture.draw(page.curves(measured), page.PICTURE_TITLE), "utf-8")


if __name__ == "__main__":
    main()
