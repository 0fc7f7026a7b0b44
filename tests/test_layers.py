"""The house's order: who may import whom, and which errors there are."""

import ast
import inspect
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from copydesk import errors

ROOT = Path(__file__).parents[1]
CLASSES = [each for _, each in inspect.getmembers(errors, inspect.isclass)]


def test_imports_run_down_only() -> None:
    """The import contracts of pyproject.toml hold."""
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache", "--no-logo"]
    environ = os.environ | {"PYTHONPATH": str(ROOT / "include"), "NO_COLOR": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"Contracts: [2-9]\d* kept, 0 broken", done.stdout)


def test_tests_that_start_airflow_are_where_make_looks_for_them() -> None:
    """`make test` looks for tests marked airflow in some folders only, since looking takes long; there is none elsewhere."""
    told = re.search(r"-m airflow ([^#\n]+)", (ROOT / "Makefile").read_text("utf-8"))
    assert told
    folders = {ROOT / folder for folder in told[1].split()}
    marked = [path for path in ROOT.joinpath("tests").rglob("*.py") if re.search(r"\bmark\.airflow\b", path.read_text("utf-8"))]
    assert len(marked) > 5
    assert [path for path in marked if path.parent not in folders] == []


def _drawn() -> list[tuple[int, str]]:
    """The errors of the drawing from top to bottom, each with the column that it begins in."""
    return [(found.start(), found[0]) for line in (errors.__doc__ or "").splitlines() if (found := re.search(r"\w+Error", line))]


@pytest.mark.parametrize("each", CLASSES, ids=lambda c: c.__name__)
def test_every_error_is_in_the_tree(each: type) -> None:
    """The drawing in the docstring shows each error below its parent, and each is a CopydeskError with a docstring."""
    assert issubclass(each, errors.CopydeskError)
    assert each.__doc__
    names = [name for _, name in _drawn()]
    at = names.index(each.__name__)
    parents = [name for depth, name in _drawn()[:at] if depth < _drawn()[at][0]]
    assert (parents or ["Exception"])[-1] == each.__bases__[0].__name__


def test_the_tree_draws_no_error_that_is_not_there() -> None:
    """Each name in the drawing is a class of the module, drawn once."""
    assert sorted(name for _, name in _drawn()) == sorted(each.__name__ for each in CLASSES)


def test_an_unreadable_record_carries_its_reason() -> None:
    """The reason is kept apart from the words for people, because the ledger counts reasons."""
    error = errors.UnreadableError("too-large", "9,000,000 bytes")
    assert (error.reason, error.detail, str(error)) == ("too-large", "9,000,000 bytes", "too-large: 9,000,000 bytes")


def _modules() -> list[Path]:
    return sorted((ROOT / "include" / "copydesk").rglob("*.py"))


@pytest.mark.parametrize("path", _modules(), ids=lambda p: str(p.relative_to(ROOT / "include")))
def test_every_public_name_is_explained(path: Path) -> None:
    """Each module, public function and public class of the package has a docstring."""
    tree = ast.parse(path.read_text("utf-8"))
    if tree.body:
        assert ast.get_docstring(tree), f"{path.name} has no docstring"
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_") and _is_public(tree, node):
            assert ast.get_docstring(node), f"{path.name}:{node.lineno}: {node.name} has no docstring"


def _is_public(tree: ast.Module, node: ast.stmt) -> bool:
    """Whether the node stands in the module or in a public class of it: functions inside functions are nobody's business."""
    bodies = [tree.body, *(each.body for each in tree.body if isinstance(each, ast.ClassDef) and not each.name.startswith("_"))]
    return any(node in body for body in bodies)
