"""Compose file, environment example and image: what they promise about passwords, addresses and health."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from local.env import filled
from local.healthy import healthy

REPOSITORY = Path(__file__).resolve().parents[1]
SERVICES = ["api-server", "dag-processor", "init", "postgres", "scheduler", "triggerer"]
TEXT = (REPOSITORY / "docker-compose.yaml").read_text("utf-8")
EXAMPLE = (REPOSITORY / ".env.example").read_text("utf-8")
IMAGE = (REPOSITORY / "Dockerfile").read_text("utf-8")


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    """The compose file, its anchors resolved."""
    found: dict[str, Any] = yaml.safe_load(TEXT)
    return found


def test_it_follows_the_compose_specification() -> None:
    """Law: any Compose reads it."""
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", "docker-compose.yaml"]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_it_has_every_component(compose: dict[str, Any]) -> None:
    """Law: a whole Airflow and its database, and nothing besides."""
    assert sorted(compose["services"]) == SERVICES


def test_it_holds_no_password_and_refuses_to_start_without_one(compose: dict[str, Any]) -> None:
    """Law: each secret comes from the environment, has no default, and its absence stops everything with a word on what to do."""
    secret = re.compile("PASSWORD$|SECRET|FERNET_KEY|SQL_ALCHEMY_CONN")
    found = {
        (service, name): str(value)
        for service, settings in compose["services"].items()
        for name, value in settings.get("environment", {}).items()
        if secret.search(name)
    }
    assert len(found) > 20
    for (service, name), value in found.items():
        assert re.search(r"\$\{[A-Z_]+:\?[^}]*make env[^}]*\}", value), f"{service}: {name}"
    assert re.findall(r"\$\{(?:\w*(?:PASSWORD|SECRET|KEY)\w*):?-", TEXT) == []


def test_every_published_port_is_for_this_machine_alone(compose: dict[str, Any]) -> None:
    """Law: nothing is reachable from another machine, and the database from nowhere but the containers."""
    ports = [(service, port) for service, settings in compose["services"].items() for port in settings.get("ports", [])]
    assert ports == [("api-server", "127.0.0.1:${AIRFLOW_PORT:-8080}:8080")]


def test_every_service_that_stays_up_has_a_health_check_and_the_rest_is_waited_for(compose: dict[str, Any]) -> None:
    """Law: `up --wait` knows when all is well; it fails on a service that ends, unless another one waits for its success."""
    awaited = {name: how["condition"] for s in compose["services"].values() for name, how in s.get("depends_on", {}).items()}
    for name, settings in compose["services"].items():
        if settings.get("restart") == "no":
            assert awaited[name] == "service_completed_successfully"
        else:
            assert settings["healthcheck"]["test"][0] == "CMD", name


def test_the_scheduler_waits_for_a_healthy_api_server(compose: dict[str, Any]) -> None:
    """Law: a scheduler that starts first fails its first task."""
    for name in ("scheduler", "dag-processor", "triggerer"):
        assert compose["services"][name]["depends_on"] == {"api-server": {"condition": "service_healthy"}}


def test_images_can_be_others() -> None:
    """Law: who has a registry of their own changes .env and no file."""
    images = re.findall(r"image: (.*)", TEXT)
    assert len(images) == 2
    assert all(re.fullmatch(r"\$\{[A-Z_]+:-[a-z:.0-9-]+\}", image) for image in images)
    assert re.search(r"^ARG BASE_IMAGE=python:3\.11-slim-bookworm\nFROM \$\{BASE_IMAGE\}$", IMAGE, re.MULTILINE)


def test_the_image_builds_anywhere_and_does_not_run_as_root() -> None:
    """Law: no builder extension is needed, the package is on PYTHONPATH, the examples are off, and no process is root's."""
    assert not re.search(r"^# *syntax|<<|--mount|--privileged", IMAGE, re.MULTILINE)
    assert re.findall(r"^USER (.*)", IMAGE, re.MULTILINE)[-1] == "50000:0"
    assert "PYTHONPATH=/opt/copydesk/include" in IMAGE
    assert "AIRFLOW__CORE__LOAD_EXAMPLES=False" in IMAGE


def test_the_example_names_every_variable(compose: dict[str, Any]) -> None:
    """Law: .env.example is the list of what can be set, and explains it."""
    used = set(re.findall(r"\$\{([A-Z_]+)", TEXT))
    named = set(re.findall(r"^#? ?([A-Z_]+)=", EXAMPLE, re.MULTILINE))
    assert used == named


def test_make_env_makes_a_new_secret_each_time() -> None:
    """Law: no two installations share a secret, and none is left to be made up."""
    first, second = filled(EXAMPLE), filled(EXAMPLE)
    secret = re.compile(r"^(AIRFLOW_ADMIN_PASSWORD|POSTGRES_PASSWORD|AIRFLOW_[A-Z_]*(?:KEY|SECRET))=(.*)$", re.MULTILINE)
    ones, twos = dict(secret.findall(first)), dict(secret.findall(second))
    assert len(ones) == 5
    assert all(len(value) >= 32 and twos[name] != value for name, value in ones.items())
    assert "=generate-me" not in first
    assert len({*ones.values()}) == 5


@pytest.mark.parametrize(
    ("answer", "is_healthy"),
    [
        ({"scheduler": {"status": "healthy"}}, True),
        ({"scheduler": {"status": "unhealthy"}}, False),
        ({"scheduler": {"status": None}}, False),
        ({}, False),
    ],
)
def test_a_component_is_healthy_only_if_the_api_server_says_so(answer: dict[str, dict[str, str]], is_healthy: bool) -> None:
    """Law: silence is not health."""
    assert healthy(answer, ["scheduler"]) is is_healthy
