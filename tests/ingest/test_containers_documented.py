"""docs/input.md names every container and every reason, and no other."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from copydesk import ingest
from copydesk.ingest.containers import FORMATS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "input.md"


def first_cells(table: str) -> list[str]:
    """The first cells of one of the page's tables."""
    own = PAGE.read_text("utf-8").partition(f"<!-- {table}:begin -->")[2].partition(f"<!-- {table}:end -->")[0]
    return [line.split("|")[1].strip() for line in own.strip().splitlines()[2:]]


def reasons() -> Iterator[str]:
    """The reasons that the code of ingest, and who hands files to it, gives for what cannot be read."""
    rereading = Path(ingest.__file__).parents[1] / "pipeline" / "rereading.py"
    for path in [*Path(ingest.__file__).parent.rglob("*.py"), rereading]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "UnreadableError":
                assert isinstance(node.args[0], ast.Constant), f"{path}:{node.lineno} gives a reason that is not written out"
                yield str(node.args[0].value)


def test_every_reason_is_explained() -> None:
    """Each reason for which a record is unreadable is in the table, and each in the table is given somewhere."""
    named = [cell.strip("`") for cell in first_cells("reasons")]
    assert named == sorted(set(reasons()))


def test_every_container_is_described() -> None:
    """Each kind of container is in the table, and each in the table is one."""
    named = {name for cell in first_cells("containers") for name in re.split(r",\s*", cell)}
    assert named == {form.name for form in FORMATS}
