"""The contract with readers: what is generated is current, and the machine-readable one follows its standard."""

from __future__ import annotations

import json
import os
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pyarrow as pa
import pytest
import yaml
from typer.main import get_command

from copydesk import contract, schema
from copydesk.cli import app

DOCS = Path(__file__).resolve().parents[1] / "docs"
PAGE, STANDARD = DOCS / "contract.md", DOCS / "contract.odcs.yaml"
HEAD = "# Made from include/copydesk/schema.py: COPYDESK_WRITE_DOCS=1 pytest tests/test_contract.py\n"
CURE = "run COPYDESK_WRITE_DOCS=1 pytest tests/test_contract.py and commit docs/"
GENERATED = {
    "columns": contract.columns_table,
    "topics": contract.topics_table,
    "fates": contract.fates_table,
    "version": contract.version_line,
    "notice": contract.notice_line,
}


def page() -> str:
    text = PAGE.read_text("utf-8")
    for name, made in GENERATED.items():
        begin, end = f"<!-- {name}:begin -->\n", f"<!-- {name}:end -->"
        head, rest = text.split(begin)
        text = f"{head}{begin}{made()}\n{end}{rest.split(end)[1]}"
    return text


def standard() -> str:
    return HEAD + yaml.safe_dump(contract.odcs(), sort_keys=False, allow_unicode=True, width=130)


@pytest.mark.parametrize(("path", "made"), [(PAGE, page), (STANDARD, standard)], ids=["page", "standard"])
def test_documents_are_those_of_the_code(path: Path, made: Any) -> None:
    """What is generated in docs/contract.md, and the whole of docs/contract.odcs.yaml, is what the code says now."""
    wanted = made()
    if os.environ.get("COPYDESK_WRITE_DOCS"):
        path.write_text(wanted, "utf-8")
    assert path.read_text("utf-8") == wanted, CURE


def _faults(document: object) -> list[str]:
    rules = json.loads(files("open_data_contract_standard").joinpath("schema.json").read_text("utf-8"))
    checker = jsonschema.validators.validator_for(rules)(rules)
    return [f"{fault.json_path}: {fault.message}" for fault in checker.iter_errors(document)]


def test_the_document_follows_the_standard() -> None:
    """docs/contract.odcs.yaml is valid by the JSON schema of the Open Data Contract Standard."""
    assert _faults(yaml.safe_load(STANDARD.read_text("utf-8"))) == []


@pytest.mark.parametrize("fault", ["nonsense", "missing", "type"])
def test_a_document_that_breaks_the_standard_is_found(fault: str) -> None:
    """The validation sees an unknown key, a missing one and a type that the standard has not."""
    document = contract.odcs()
    if fault == "nonsense":
        document["schema"][0]["properties"][1]["nonsense"] = 1
    elif fault == "missing":
        del document["version"]
    else:
        document["schema"][0]["properties"][1]["logicalType"] = "text"
    assert _faults(document)


def test_the_document_has_every_column() -> None:
    """Every column is in the document under its name, in order, required exactly where null is not allowed."""
    articles, fates = contract.odcs()["schema"]
    assert [(p["name"], p["required"]) for p in articles["properties"][1:]] == [(c.name, not c.nullable) for c in schema.COLUMNS]
    assert [(p["name"], p["required"]) for p in fates["properties"]] == [(f.name, not f.nullable) for f in schema.FATES]
    keys = {p["name"]: p["partitionKeyPosition"] for p in articles["properties"] if p.get("partitioned")}
    assert keys == {"date": 1, "topic": 2}


@pytest.mark.parametrize("column", [c for c in schema.COLUMNS if c.checks], ids=lambda c: c.name)
def test_the_document_has_every_check(column: schema.Column) -> None:
    """Each argument of each check stands in the document, so that a reader's tools check what ours do."""
    found = next(p for p in contract.odcs()["schema"][0]["properties"] if p["name"] == column.name)
    for check in column.checks:
        if check.name == "values_to_be_unique":
            assert found["unique"] is True
        for value in dict(check.arguments).values():
            listed = [rule["arguments"]["validValues"] for rule in found.get("quality", [])]
            assert value is None or value in found.get("logicalTypeOptions", {}).values() or value in listed


def test_a_check_or_type_without_words_is_refused() -> None:
    """A new kind of check or column must be given its words before the contract can be written."""
    with pytest.raises(ValueError, match="values_to_be_even"):
        contract.in_words(schema.Column("x", pa.string(), "", checks=(schema.Check("values_to_be_even"),)))
    with pytest.raises(ValueError, match="duration"):
        contract.type_word(pa.duration("s"))


def test_meanings_of_the_fates_are_those_of_the_schema() -> None:
    """Each column of the fates has a meaning, and no meaning is left over."""
    assert list(contract.FATE_COLUMNS) == schema.FATES.names


def test_commands_of_the_page_exist() -> None:
    """Each copydesk command on the page is there, and so is each of its options."""
    commands = get_command(app).commands  # type: ignore[attr-defined]
    lines = [line.split() for line in PAGE.read_text("utf-8").splitlines() if line.startswith("    copydesk ")]
    assert lines
    for _, name, *words in lines:
        options = {option for parameter in commands[name].params for option in parameter.opts}
        assert {word for word in words if word.startswith("--")} <= options
