"""benchmarks/RESULTS.md: one section a program, each replaced as a whole when its program runs again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

PAGE = Path(__file__).parent / "RESULTS.md"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table; all columns but the first are right-aligned."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def put(name: str, section: str, page: Path = PAGE) -> None:
    """Replace the section of a program on the page, or add it at the end."""
    text = page.read_text("utf-8") if page.exists() else "# Measured\n"
    block = f"<!-- {name} -->\n{section.strip()}\n<!-- /{name} -->"
    marked = re.compile(rf"<!-- {name} -->.*<!-- /{name} -->", re.DOTALL)
    text = marked.sub(lambda _: block, text) if marked.search(text) else f"{text.rstrip()}\n\n{block}\n"
    page.write_text(text, "utf-8")
