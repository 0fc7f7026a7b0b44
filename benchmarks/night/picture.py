"""Cost by size as a picture: SVG that takes the reader's own colours, light or dark."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape

WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 760, 460, 70, 40, 150, 50
GAP = 16
"""Least distance between two names at the ends of their curves."""

COLOURS = ("#0969da", "#59636e", "#cf222e", "#bf8700", "#8250df", "#6639ba", "#1a7f37", "#bc4c00", "#0e8a8a")

STYLE = """
  text { font: 13px system-ui, sans-serif; fill: #1f2328 }
  .grid { stroke: #d0d7de } .curve { fill: none; stroke-width: 2 } .first { stroke-width: 4 }
  @media (prefers-color-scheme: dark) { text { fill: #f0f6fc } .grid { stroke: #3d444d } }
"""

Curve = Sequence[tuple[int, float]]
"""Sizes, and the cost of a record there."""


def draw(curves: Mapping[str, Curve], title: str) -> str:
    """Curves on two logarithmic scales, each with its name at its end; the first one is drawn thick."""
    sizes = [size for curve in curves.values() for size, _ in curve]
    costs = [cost for curve in curves.values() for _, cost in curve]
    across = _scale(min(sizes), max(sizes), LEFT, WIDTH - RIGHT)
    up = _scale(10 ** math.floor(math.log10(min(costs))), 10 ** math.ceil(math.log10(max(costs))), HEIGHT - BOTTOM, TOP)
    parts = [
        *(_size_line(size, across(size)) for size in sorted(set(sizes))),
        *(_cost_line(cost, up(cost)) for cost in _tens(costs)),
    ]
    ends = _apart({name: up(curve[-1][1]) for name, curve in curves.items()})
    for number, (name, curve) in enumerate(curves.items()):
        points = " ".join(f"{across(size):.1f},{up(cost):.1f}" for size, cost in curve)
        colour, kind = COLOURS[number % len(COLOURS)], "" if number else " first"
        parts.append(f'<polyline class="curve{kind}" stroke="{colour}" points="{points}"/>')
        parts += [f'<circle cx="{across(size):.1f}" cy="{up(cost):.1f}" r="3" fill="{colour}"/>' for size, cost in curve]
        parts.append(
            f'<text x="{across(curve[-1][0]) + 10:.1f}" y="{ends[name] + 4:.1f}" style="fill: {colour}">{escape(name)}</text>'
        )
    parts.append(
        f'<text x="{LEFT}" y="{HEIGHT - 10}">records in the night</text><text x="{LEFT - 60}" y="20">{escape(title)}</text>'
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(title)}">\n'
        f"<title>{escape(title)}</title>\n<style>{STYLE}</style>\n" + "\n".join(parts) + "\n</svg>\n"
    )


class _scale:
    """From a number to its place between two ends, by its logarithm."""

    def __init__(self, least: float, most: float, start: float, end: float) -> None:
        self.least, self.span, self.start, self.end = math.log10(least), math.log10(most / least) or 1.0, start, end

    def __call__(self, number: float) -> float:
        return self.start + (math.log10(number) - self.least) / self.span * (self.end - self.start)


def _tens(costs: Sequence[float]) -> list[float]:
    return [10.0**power for power in range(math.floor(math.log10(min(costs))), math.ceil(math.log10(max(costs))) + 1)]


def _size_line(size: int, x: float) -> str:
    line = f'<line class="grid" x1="{x:.1f}" y1="{TOP}" x2="{x:.1f}" y2="{HEIGHT - BOTTOM}"/>'
    return f'{line}<text x="{x:.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{size:,}</text>'


def _cost_line(cost: float, y: float) -> str:
    line = f'<line class="grid" x1="{LEFT}" y1="{y:.1f}" x2="{WIDTH - RIGHT}" y2="{y:.1f}"/>'
    return f'{line}<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{cost:g}</text>'


def _apart(ends: Mapping[str, float]) -> dict[str, float]:
    """The same heights, moved down where two names would touch."""
    placed: dict[str, float] = {}
    last = -math.inf
    for name, y in sorted(ends.items(), key=lambda item: item[1]):
        last = placed[name] = max(y, last + GAP)
    return placed
