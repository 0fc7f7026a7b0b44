"""What the desk's page in Airflow answers to an address that is wrong."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient


@pytest.fixture
def client() -> TestClient:
    """An app with the errors of the desk's, and routes that ask for what the desk's ask for."""
    from plugins import copydesk_plugin as plugin

    app = FastAPI()
    plugin._add_errors(app)

    @app.get("/run")
    def run(run: str, day: str = "") -> Any:
        from datetime import date

        return {"run": run, "day": date.fromisoformat(day)}

    return TestClient(app)


@pytest.mark.parametrize(
    ("address", "words"),
    [("/run", "does not say which run it means"), ("/run?run=one&day=tomorrow", "is no date. Write days as 2024-10-31")],
)
def test_what_is_wrong_with_an_address_is_told(client: TestClient, address: str, words: str) -> None:
    """Law: what an address lacks is named; only what should be a date is called no date."""
    answer = client.get(address)
    assert answer.status_code == 400
    assert words in answer.text
    assert ("no date" in answer.text) == ("day=" in address)
