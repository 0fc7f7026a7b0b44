"""The README's tables are those of the code."""

from __future__ import annotations

import os
from dataclasses import fields
from pathlib import Path

from copydesk import schema
from copydesk.settings import PREFIX, Settings

README = Path(__file__).resolve().parents[1] / "README.md"
TYPES = {"string": "text", "int32": "integer", "float": "number", "date32[day]": "date", "list<item: string>": "list of text"}


def columns() -> str:
    rows = ["| column | type | null | meaning |", "| --- | --- | --- | --- |"]
    for c in schema.COLUMNS:
        kind = TYPES[str(c.type)] + (" (folder)" if c.partition == c.name else "")
        rows.append(f"| `{c.name}` | {kind} | {'yes' if c.nullable else ''} | {c.meaning} |")
    return "\n".join(rows)


def settings() -> str:
    rows = ["| variable | default | meaning |", "| --- | --- | --- |"]
    rows += [f"| `{PREFIX}{f.name.upper()}` | `{f.default}` | {f.metadata['help']} |" for f in fields(Settings)]
    return "\n".join(rows)


def with_table(text: str, name: str, table: str) -> str:
    begin, end = f"<!-- {name}:begin -->\n", f"<!-- {name}:end -->"
    head, rest = text.split(begin)
    return head + begin + table + "\n" + end + rest.split(end)[1]


def test_tables_are_those_of_the_code() -> None:
    """Columns and settings in the README are generated: run this test with COPYDESK_WRITE_DOCS=1 to write them anew."""
    text = README.read_text("utf-8")
    wanted = with_table(with_table(text, "columns", columns()), "settings", settings())
    if os.environ.get("COPYDESK_WRITE_DOCS"):
        README.write_text(wanted, "utf-8")
    assert README.read_text("utf-8") == wanted, "run COPYDESK_WRITE_DOCS=1 pytest tests/test_readme.py and commit the README"


def test_commands_of_the_readme_exist() -> None:
    """Every make target and every copydesk command that the README names is there."""
    from typer.main import get_command

    from copydesk.cli import app

    text = README.read_text("utf-8")
    targets = {line.split(":")[0] for line in README.with_name("Makefile").read_text("utf-8").splitlines() if "## " in line}
    assert {word.split()[1] for word in text.replace("`", "\n").splitlines() if word.strip().startswith("make ")} <= targets
    commands = set(get_command(app).commands)  # type: ignore[attr-defined]
    named = {
        line.split("copydesk ")[1].split()[0] for line in text.splitlines() if line.strip().startswith(".venv/bin/copydesk ")
    }
    assert named <= commands
    assert len(named) >= 4
