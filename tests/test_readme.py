"""The README's tables are those of the code."""

from __future__ import annotations

import io
import os
import re
from dataclasses import fields
from importlib.resources import files
from pathlib import Path

import pytest
from rich.console import Console

from copydesk import explain, lexicon, schema
from copydesk.explain import terminal
from copydesk.settings import PREFIX, Settings

README = Path(__file__).resolve().parents[1] / "README.md"
PICTURE = README.with_name("docs") / "explain.svg"
SHOWN = "samples/landing/2024-10-29/harbourledger/notebook-bicycle-thefts.txt"
SVG = """<svg viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{ font: {char_height}px ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace }}
.{unique_id}-title {{ font: bold 18px sans-serif }}
{styles}
</style>
<defs>{lines}
<clipPath id="{unique_id}-clip-terminal"><rect width="{terminal_width}" height="{terminal_height}"/></clipPath></defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">{matrix}</g>
</g>
</svg>
"""
"""As rich draws a terminal, but for letters: of this machine, not fetched from elsewhere."""
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


def picture() -> str:
    """What `copydesk explain` prints for a sample, drawn as a terminal of 120 columns."""
    sample = Path(str(files("copydesk").joinpath(SHOWN)))
    screen = Console(
        record=True, width=120, file=io.StringIO(), force_terminal=True, color_system="truecolor", legacy_windows=False
    )
    screen.print(terminal.render(explain.of_file(sample, Settings())))
    return screen.export_svg(title=f"copydesk explain {sample.name}", code_format=SVG, unique_id="explain")


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


def test_the_picture_is_what_the_command_prints() -> None:
    """docs/explain.svg is drawn from the sample as the desk reads it now: COPYDESK_WRITE_DOCS=1 draws it anew."""
    if os.environ.get("COPYDESK_WRITE_DOCS"):
        PICTURE.write_text(picture(), "utf-8")
    assert PICTURE.read_text("utf-8") == picture(), (
        "run COPYDESK_WRITE_DOCS=1 pytest tests/test_readme.py and commit docs/explain.svg"
    )
    assert "docs/explain.svg" in README.read_text("utf-8")
    assert "//" not in PICTURE.read_text("utf-8").replace("http://www.w3.org/2000/svg", ""), "it fetches nothing"


PAGES = [README, *README.parent.glob("[CS]*.md"), *README.with_name("docs").glob("**/*.md")]


def _anchors(page: Path) -> set[str]:
    """What the headings of a page are called in links."""
    heads = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(README.parent).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    """Every link of a page that is not to the web leads to a file of the repository, and to a heading of it if it names one."""
    for link in re.findall(r"\]\((?!https?:)([^)]+)\)", page.read_text("utf-8")):
        path, _, anchor = link.partition("#")
        target = page.parent / path if path else page
        assert target.exists(), link
        assert not anchor or anchor in _anchors(target), link


def test_the_runbook_lists_its_entries() -> None:
    """The runbook's index names every entry below it, each once, but the rehearsal, which is no entry."""
    page = README.with_name("docs") / "operations.md"
    listed = re.findall(r"\[([^\]]+)\]\(#", page.read_text("utf-8").split("\n## ")[0])
    entries = re.findall(r"^## (.+)$", page.read_text("utf-8"), re.MULTILINE)
    assert sorted([*listed, "Rehearsing all this"]) == sorted(entries)


def test_the_readme_counts_the_lexicons() -> None:
    """The README says how many languages have a lexicon; one written in two scripts is one language."""
    languages = {code.partition("-")[0] for code in lexicon.load()}
    assert f"{len(languages)} languages have a lexicon" in README.read_text("utf-8")


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
