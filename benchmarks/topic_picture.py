"""A confusion as a picture: SVG that takes the reader's own colours, light or dark."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

CELL, LEFT, TOP = 54, 150, 120

STYLE = """
  text { font: 13px system-ui, sans-serif; fill: #1f2328 }
  .cell { fill: #0969da; stroke: #d0d7de }
  .dark { fill: #ffffff }
  .note { fill: #59636e }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc } .cell { fill: #4493f8; stroke: #3d444d } .dark { fill: #0d1117 } .note { fill: #9198a1 }
  }
"""


def draw(counts: Mapping[str, Mapping[str, int]], last: str = "uncategorised") -> str:
    """Rows are the truth, columns what was given, `last` at the right; a cell is as strong as its share of its row."""
    given = sorted({topic for own in counts.values() for topic in own}, key=lambda topic: (topic == last, topic))
    width, height = LEFT + CELL * len(given) + 60, TOP + CELL * len(counts) + 20
    parts = [_column(topic, number) for number, topic in enumerate(given)]
    for row, (label, own) in enumerate(sorted(counts.items())):
        total = max(sum(own.values()), 1)
        y = TOP + row * CELL
        parts.append(f'<text x="{LEFT - 10}" y="{y + CELL / 2 + 5:g}" text-anchor="end">{escape(label)}</text>')
        parts += [_cell(LEFT + n * CELL, y, own.get(topic, 0), total) for n, topic in enumerate(given)]
    title = "Rows: what the document is about. Columns: the topic given by words alone."
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" aria-label="{title}">\n'
        f"<title>{title}</title>\n<style>{STYLE}</style>\n" + "\n".join(parts) + "\n</svg>\n"
    )


def _column(topic: str, number: int) -> str:
    x = LEFT + number * CELL + CELL / 2
    return f'<text transform="translate({x:g} {TOP - 10}) rotate(-45)">{escape(topic)}</text>'


def _cell(x: int, y: int, count: int, total: int) -> str:
    share = count / total
    drawn = f'<rect class="cell" x="{x}" y="{y}" width="{CELL}" height="{CELL}" fill-opacity="{share:.2f}"/>'
    if count:
        kind = ' class="dark"' if share > 0.5 else ""
        drawn += f'<text{kind} x="{x + CELL / 2:g}" y="{y + CELL / 2 + 5:g}" text-anchor="middle">{count}</text>'
    return drawn
