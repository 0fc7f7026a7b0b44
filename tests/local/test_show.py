"""What `make run` and `make ui` print: for any root, any names of files and any containers."""

from __future__ import annotations

import gzip
import io
import json
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from rich.console import Console

from copydesk import pipeline
from copydesk.settings import Settings
from local import ui
from local.show import summary
from tests.threedays import OTHER, page

DAY = date(2024, 10, 29)
TEXT = page("The pool is saved", "10/28/2024", OTHER)


def told(root: Path, name: str, data: bytes) -> str:
    """What is printed of a landing day with one file of that name."""
    path = root / "landing" / DAY.isoformat() / name
    path.parent.mkdir(parents=True)
    path.write_bytes(data)
    report = pipeline.run_day(Settings(root=str(root)), DAY)
    console = Console(file=io.StringIO(), width=400)
    summary(console, root, [{"report": report}], 1.0)
    return console.file.getvalue()  # type: ignore[attr-defined]


def test_an_article_is_shown_before_and_after(tmp_path: Path) -> None:
    """Law: of an article that has a file to itself the file is shown, and what was cut of it is gone behind."""
    shown = told(tmp_path, "a.txt", TEXT.encode())
    before, _, after = shown.partition("and after")
    assert "One article before" in before
    assert "Leave a Reply" in before
    assert "Leave a Reply" not in after
    assert f"The lake    {tmp_path}/lake" in after


@pytest.mark.parametrize(
    ("name", "data"),
    [("rows.jsonl.gz", gzip.compress(json.dumps({"text": TEXT}).encode() + b"\n")), ("new\nline.txt", TEXT.encode())],
    ids=["container", "name"],
)
def test_an_article_whose_file_cannot_be_shown_ends_no_run(name: str, data: bytes, tmp_path: Path) -> None:
    """Law: an article in a container, or in a file whose name columns write out, is counted and not shown; the rest is told."""
    shown = told(tmp_path, name, data)
    assert "1 records; changed 1 date of the lake" in shown
    assert "One article before" not in shown
    assert "copydesk explain" not in shown
    assert "Try next" in shown


def test_paths_are_printed_as_they_are(tmp_path: Path) -> None:
    """Law: a path that reads like markup of the terminal is printed as it is, when a run is done and when Airflow is up."""
    root = tmp_path / "[red]root"
    shown = told(root, "[bold]a.txt", TEXT.encode())
    for path in ("lake", "reports/landed=2024-10-29/report.html", "landing/2024-10-29/[bold]a.txt"):
        assert f"  {root}/{path}" in shown
    console = Console(file=io.StringIO(), width=400)
    airflow: Any = SimpleNamespace(url="http://127.0.0.1:8080", home=SimpleNamespace(password=lambda: "secret"))
    console.print(ui.welcome(airflow, root, []))
    assert f"The articles appear in {root}/lake." in console.file.getvalue()  # type: ignore[attr-defined]
