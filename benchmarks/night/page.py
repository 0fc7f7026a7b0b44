"""The section of the page: what a record costs, and how right what is left of it is, in one table."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from benchmarks import results
from benchmarks.night.measure import Spent
from benchmarks.night.picture import Curve
from benchmarks.night.programs import FLOOR, OURS, REPO, Program
from benchmarks.night.truth import Quality

PICTURE = REPO / "docs" / "night-cost.svg"
PICTURE_TITLE = "CPU milliseconds a record, by the number of records"

TARGETS: Mapping[str, float] = {
    "by hand": 25, "by hand, honest": 5, "datatrove, lean": 35, "dolma": 15, "data-juicer": 15,
}  # fmt: skip
"""How many times copydesk's cost a peer is to cost at least."""

MOST_FLOORS = 10
"""How many times the floor copydesk is to cost at most."""

NONE = "–"

Row = list[str]


@dataclass(frozen=True, slots=True)
class Measured:
    """By program and size what each round cost and how right it was, and why a program is left out."""

    programs: Sequence[Program]
    spent: Mapping[str, Mapping[int, Sequence[Spent]]]
    quality: Mapping[str, Mapping[int, Quality]]
    left_out: Mapping[str, str]

    def ran(self) -> list[Program]:
        """The programs with a figure, in order."""
        return [program for program in self.programs if self.spent[program.name]]

    def sizes(self, name: str) -> list[int]:
        """Sizes that a program was run at, smallest first."""
        return sorted(size for size, rounds in self.spent[name].items() if rounds)

    def common(self) -> int:
        """The largest size that every program ran at."""
        return max(set.intersection(*(set(self.sizes(program.name)) for program in self.ran())))

    def per_record(self, name: str, size: int) -> list[float]:
        """Milliseconds of CPU a record, by round."""
        return [1e3 * one.cpu / size for one in self.spent[name][size]]

    def beyond_start(self, name: str) -> list[float]:
        """Milliseconds of CPU that a further record costs, by round: what a program needs to start with is not in them."""
        sizes = self.sizes(name)
        if len(sizes) < 2:
            return []
        rounds = zip(self.spent[name][sizes[0]], self.spent[name][sizes[-1]], strict=False)
        return [1e3 * (large.cpu - small.cpu) / (sizes[-1] - sizes[0]) for small, large in rounds]


def curves(measured: Measured) -> dict[str, Curve]:
    """What the picture shows: medians."""
    return {
        program.name: [
            (size, statistics.median(measured.per_record(program.name, size))) for size in measured.sizes(program.name)
        ]
        for program in measured.ran()
    }


def section(measured: Measured, bytes_of: Mapping[int, int], rounds: int, command: str, pictured: bool) -> str:
    """The whole section of the page."""
    common, largest, sizes = measured.common(), max(bytes_of), sorted(bytes_of)
    picture = f"\n![{PICTURE_TITLE}](../docs/{PICTURE.name})\n" if pictured else ""
    heading = "The night beside its peers" if pictured else f"Nights of {', '.join(f'{size:,}' for size in sizes)} records"
    return f"""## {heading}

`{command}`: {rounds} rounds in turn on one core, each program in a process of its own;
files of {bytes_of[largest] / largest / 1e3:.1f} kB from `benchmarks/corpus.py`, one record each. At {common:,} records:

{results.table(HEAD, [_row(measured, program, common) for program in measured.ran()])}

CPU and MB are medians, ratios are to copydesk in the same round with their least and greatest. "A further record" is the
difference between the smallest and the largest night that a program ran, by record: what it needs to start with is not in it.
MB is the largest process. Lines: F1 of body lines; the body of a story that was wholly lost counts as cut, a headline neither
way. Language, date, topic: share right of what was published. Near, exact: share of such repeats that were not published beside
what they repeat. Precision: share of what is missing as a duplicate whose story is there. Gone: stories of which nothing was
published. Garbage: broken files published. Silent: records that are neither published nor named in any file or log. {NONE}: not
done.

The pages are made: their phrases and section labels come from lexicons that copydesk reads, which speaks for copydesk, and their
sentences from small grammars, which speaks against what looks for repeated n-grams: the filters of datatrove and the
deduplication of dolma lose stories here that they would keep among real ones. How it cleans, dates and sorts pages of
real sites, beside other programs, is in the sections on the gold below.
{picture}
CPU milliseconds a record by the size of the night (a size that would take a program too long is left out):

{_table_by_size(measured, sizes, lambda rounds, size: f"{1e3 * statistics.median(one.cpu for one in rounds) / size:.2f}")}

Peak MB:

{_table_by_size(measured, sizes, lambda rounds, size: f"{max(one.megabytes for one in rounds):,.0f}")}

What was to be reached:

{results.table(["", "asked", "whole night", "a further record"], _targets(measured))}

What each is, and what it cannot do:

{_notes(measured)}"""


# The one table

HEAD = (
    "", "CPU ms a record", "times copydesk", "a further record", "times copydesk", "MB", "lines", "language", "date", "topic",
    "near", "exact", "precision", "gone", "garbage", "silent",
)  # fmt: skip


def _row(measured: Measured, program: Program, size: int) -> Row:
    name = program.name
    cost, further = measured.per_record(name, size), measured.beyond_start(name)
    cells = [
        f"{statistics.median(cost):.2f}",
        _ratio(cost, measured.per_record(OURS, size)),
        f"{statistics.median(further):.2f}" if further else NONE,
        _ratio(further, measured.beyond_start(OURS)),
        f"{statistics.median(one.megabytes for one in measured.spent[name][size]):,.0f}",
        *_right(measured.quality[name].get(size)),
    ]
    strong = "**" if name == OURS else ""
    return [f"{strong}{name}{strong}", *(f"{strong}{cell}{strong}" for cell in cells)]


def _ratio(cost: Sequence[float], ours: Sequence[float]) -> str:
    """Median of the ratios of the rounds, with the least and the greatest."""
    ratios = [one / other for one, other in zip(cost, ours, strict=False)]
    return f"{statistics.median(ratios):.2f} ({min(ratios):.2f}–{max(ratios):.2f})" if ratios else NONE


def _right(quality: Quality | None) -> Row:
    if quality is None:
        return [NONE] * 10
    shares = (quality.lines, quality.language, quality.date, quality.topic, quality.near, quality.exact, quality.precision)
    return [NONE if share is None else f"{share:.3f}" for share in shares] + [
        f"{count:,}" for count in (quality.gone, quality.garbage, quality.silent)
    ]


# By size, targets, notes


def _table_by_size(measured: Measured, sizes: Sequence[int], show: Callable[[Sequence[Spent], int], str]) -> str:
    """A figure of the rounds of every program at every size that it ran at."""
    rows = []
    for program in measured.ran():
        rounds = measured.spent[program.name]
        rows.append([program.name, *(show(rounds[size], size) if rounds.get(size) else NONE for size in sizes)])
    return results.table(["", *(f"{size:,}" for size in sizes)], rows)


def _targets(measured: Measured) -> list[Row]:
    """A row for each peer with a target, and for the floor: ratios at the largest night that both ran, and beyond the start."""
    rows = []
    names = [program.name for program in measured.ran()]
    for name, least in TARGETS.items():
        if name in names:
            rows.append([f"{name}, times copydesk", f"at least {least:g}", *_both(measured, name, OURS)])
    if FLOOR in names:
        rows.append([f"copydesk, times {FLOOR}", f"at most {MOST_FLOORS}", *_both(measured, OURS, FLOOR)])
    ours = measured.sizes(OURS)
    small = next((size for size in ours if size >= 5_000 and size < ours[-1]), None)
    if small:
        per, peak = (
            _by(measured, ours[-1], small, show) for show in (lambda one, size: one.cpu / size, lambda one, _: one.megabytes)
        )
        rows.append([f"copydesk, a record at {ours[-1]:,} by one at {small:,}", "at most 1.15", per, NONE])
        rows.append([f"copydesk, MB at {ours[-1]:,} by {small:,}", "at most 1.2", peak, NONE])
    return rows


def _both(measured: Measured, one: str, other: str) -> Row:
    size = max(set(measured.sizes(one)) & set(measured.sizes(other)))
    whole = _ratio(measured.per_record(one, size), measured.per_record(other, size))
    return [f"{whole} at {size:,}", _ratio(measured.beyond_start(one), measured.beyond_start(other))]


def _by(measured: Measured, large: int, small: int, show: Callable[[Spent, int], float]) -> str:
    rounds = measured.spent[OURS]
    return _ratio([show(one, large) for one in rounds[large]], [show(one, small) for one in rounds[small]])


def _notes(measured: Measured) -> str:
    lines = []
    for program in measured.programs:
        cannot = f" Does not do: {program.cannot}." if program.cannot else ""
        out = f" **Left out: {measured.left_out[program.name]}.**" if program.name in measured.left_out else ""
        lines.append(f"- {program.name}: {program.does}{cannot}{out}")
    return "\n".join(lines)
