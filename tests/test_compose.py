"""Compose file, environment example and image: what they promise about passwords, addresses, rights, limits and health."""

from __future__ import annotations

import os
import re
import runpy
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from deploy.stack import Stack
from local.env import added, filled
from local.healthy import healthy

REPOSITORY = Path(__file__).resolve().parents[1]
TOOLS = Path(sys.executable).parent
AIRFLOW = ["api-server", "dag-processor", "init", "janitor", "scheduler", "triggerer", "worker"]
SERVICES = {"": [*AIRFLOW, "postgres", "redis"], "metrics": ["prometheus", "statsd"], "s3": ["store"]}
PORTS = {("api-server", "AIRFLOW_PORT", "8080"), ("prometheus", "PROMETHEUS_PORT", "9090"), ("store", "STORE_PORT", "8333")}
TEXT = (REPOSITORY / "docker-compose.yaml").read_text("utf-8")
EXAMPLE = (REPOSITORY / ".env.example").read_text("utf-8")
IMAGE = (REPOSITORY / "Dockerfile").read_text("utf-8")
LONGEST = max(
    timedelta(**{unit: int(count)})
    for file in (REPOSITORY / "dags").glob("*.py")
    for unit, count in re.findall(r'"execution_timeout": timedelta\((\w+)=(\d+)\)', file.read_text("utf-8"))
)
"""The longest that a task of any DAG may take."""
OFFERED = re.findall(r"^(?:# )?([A-Z_]+)=", EXAMPLE, re.MULTILINE)


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


def _config(env_file: Path) -> subprocess.CompletedProcess[str]:
    command = [str(TOOLS / "docker-compose"), "--env-file", str(env_file), "--profile", "*", "config", "--quiet"]
    env = {name: value for name, value in os.environ.items() if name not in OFFERED}
    return subprocess.run(command, cwd=REPOSITORY, env=env, capture_output=True, text=True, check=False)


def test_compose_itself_reads_it_with_what_make_env_writes_and_with_nothing_less(tmp_path: Path) -> None:
    """Law: what `make env` writes is enough; without it nothing starts, and the words say what to do."""
    (tmp_path / "whole").write_text(filled(EXAMPLE), "utf-8")
    done = _config(tmp_path / "whole")
    assert (done.returncode, done.stderr) == (0, "")
    (tmp_path / "empty").touch()
    done = _config(tmp_path / "empty")
    assert done.returncode != 0
    assert "Run `make env`" in done.stderr


@pytest.mark.parametrize("name", ["Dockerfile", "deploy/standins/Dockerfile"])
def test_the_linter_of_dockerfiles_finds_nothing(name: str) -> None:
    """Law: hadolint has no word to say; what is ignored carries its reason."""
    done = subprocess.run([TOOLS / "hadolint", name], cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_it_has_every_component(compose: dict[str, Any]) -> None:
    """Law: a whole Airflow with its database and queue, the rest by profile, and nothing besides."""
    found: dict[str, list[str]] = {}
    for name, settings in sorted(compose["services"].items()):
        found.setdefault(",".join(settings.get("profiles", [])), []).append(name)
    assert found == {profile: sorted(names) for profile, names in SERVICES.items()}


def test_it_holds_no_password_and_refuses_to_start_without_one(compose: dict[str, Any]) -> None:
    """Law: each secret comes from the environment, has no default, and its absence stops everything with a word on what to do."""
    secret = re.compile("PASSWORD$|SECRET|FERNET_KEY|SQL_ALCHEMY_CONN|RESULT_BACKEND|BROKER_URL|AUTH$")
    found = {
        (service, name): str(value)
        for service, settings in compose["services"].items()
        for name, value in settings.get("environment", {}).items()
        if secret.search(name) and value is not None  # without a value it is handed on from .env or not at all
    }
    assert len(found) > 36
    for (service, name), value in found.items():
        assert re.search(r"\$\{[A-Z_]+:\?[^}]*make env[^}]*\}", value), f"{service}: {name}"
    assert re.findall(r"\$\{(?:\w*(?:PASSWORD|SECRET|KEY)\w*):?-", TEXT) == []


def test_every_published_port_is_for_this_machine_alone(compose: dict[str, Any]) -> None:
    """Law: nothing is reachable from outside; database and queue are from the containers alone, and reach nobody."""
    ports = [(service, port) for service, settings in compose["services"].items() for port in settings.get("ports", [])]
    assert sorted(ports) == [(service, f"127.0.0.1:${{{name}:-{port}}}:{port}") for service, name, port in sorted(PORTS)]
    assert compose["networks"]["inner"]["internal"] is True
    for name in ("postgres", "redis", "statsd"):
        assert compose["services"][name]["networks"] == ["inner"]


def test_no_container_has_more_rights_than_its_work_needs(compose: dict[str, Any]) -> None:
    """Law: no root, no capability, no file system that can be written; those who need more are named here."""
    for name, settings in compose["services"].items():
        assert settings["read_only"] is True, name
        assert settings["cap_drop"] == ["ALL"], name
        assert settings["security_opt"] == ["no-new-privileges:true"], name
        assert "privileged" not in settings, name
        user = settings.get("user", "")
        assert (user in ("", "0:0")) == (name in ("init", "store")), f"{name}: {user}"
    more = {name: settings["cap_add"] for name, settings in compose["services"].items() if "cap_add" in settings}
    assert more == {"init": ["CHOWN", "SETGID", "SETUID"], "store": ["CHOWN", "DAC_OVERRIDE", "SETGID", "SETUID"]}


def test_only_workers_write_the_lake_and_only_the_api_server_reads_passwords(compose: dict[str, Any]) -> None:
    """Law: a container sees no folder that its work does not need."""
    lake, state = {}, set()
    for name, settings in compose["services"].items():
        for volume in settings.get("volumes", []):
            if ":/opt/copydesk/lakehouse" in volume:
                lake[name] = volume.endswith(":ro")
            if volume.startswith("state:"):
                state.add(name)
    assert lake == {"api-server": True, "init": False, "worker": False}
    assert state == {"api-server", "init"}


def test_no_container_can_eat_the_machine(compose: dict[str, Any]) -> None:
    """Law: processors, memory, processes and logs all have an end."""
    for name, settings in compose["services"].items():
        assert set(settings["deploy"]["resources"]["limits"]) == {"cpus", "memory", "pids"}, name
        assert set(settings["logging"]["options"]) == {"max-size", "max-file"}, name


def test_a_lost_worker_is_missed_before_anybody_is_called(compose: dict[str, Any]) -> None:
    """Law: tasks of a worker that is gone are tried again within about a minute, and no task outlives its place in the queue."""
    for name in AIRFLOW:
        if name == "janitor":
            continue
        environment = compose["services"][name]["environment"]
        assert int(environment["AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT"]) <= 60
        assert int(environment["AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT_DETECTION_INTERVAL"]) <= 10
        assert int(environment["AIRFLOW__CELERY_BROKER_TRANSPORT_OPTIONS__VISIBILITY_TIMEOUT"]) > LONGEST.total_seconds()
    assert "container_name" not in TEXT  # or the workers could not be many


def test_the_lock_of_the_containers_agrees_with_that_of_the_product() -> None:
    """Law: the image runs the very versions that the tests ran; Celery is one that the provider stands."""
    pins = [
        dict(
            re.findall(r"^([a-z0-9][a-z0-9.-]*(?:\[[a-z0-9,-]+\])?)==(\S+)", (REPOSITORY / name).read_text("utf-8"), re.MULTILINE)
        )
        for name in ("requirements.txt", "requirements-compose.txt")
    ]
    common = set(pins[0]) & set(pins[1])
    assert len(common) > 80
    assert {name for name in common if pins[0][name] != pins[1][name]} == set()
    assert tuple(map(int, pins[1]["celery"].split(".")))[:2] < (5, 7)
    assert {"apache-airflow-providers-celery", "redis", "statsd"} <= set(pins[1])


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
    for name in ("scheduler", "dag-processor", "triggerer", "worker"):
        assert compose["services"][name]["depends_on"]["api-server"] == {"condition": "service_healthy"}


def test_images_can_be_others() -> None:
    """Law: who has a registry of their own changes .env and no file."""
    images = re.findall(r"image: (.*)", TEXT)
    assert len(set(images)) == 6
    assert all(re.fullmatch(r"\$\{[A-Z_]+_IMAGE:-[a-z:/.0-9-]+\}", image) for image in images)
    for name, image in re.findall(r"\$\{([A-Z]+_IMAGE):-([^}]+)\}", TEXT):
        assert f"# {name}={image}\n" in EXAMPLE
    assert re.search(r"^ARG BASE_IMAGE=python:3\.11-slim-bookworm\nFROM \$\{BASE_IMAGE\}$", IMAGE, re.MULTILINE)


def test_the_image_builds_anywhere_and_does_not_run_as_root() -> None:
    """Law: no builder extension is needed, the package is on PYTHONPATH, the examples are off, and no process is root's."""
    assert not re.search(r"^# *syntax|<<|--mount|--privileged", IMAGE, re.MULTILINE)
    assert re.findall(r"^USER (.*)", IMAGE, re.MULTILINE)[-1] == "50000:0"
    assert "PYTHONPATH=/opt/copydesk/include" in IMAGE
    assert "AIRFLOW__CORE__LOAD_EXAMPLES=False" in IMAGE


def test_the_images_copydesk_can_share_its_work(tmp_path: Path) -> None:
    """Law: a process that the command starts reads the command's file again, and begins no second night."""
    (words,) = re.findall(r"printf ('.*') > /usr/local/bin/copydesk", IMAGE)
    file = tmp_path / "copydesk"
    file.write_text(subprocess.run(["sh", "-c", f"printf {words}"], capture_output=True, text=True, check=True).stdout, "utf-8")
    assert "main" in runpy.run_path(str(file), run_name="__mp_main__")  # as multiprocessing does


def test_the_example_names_every_variable() -> None:
    """Law: .env.example is the list of what can be set, and explains it."""
    used = {*re.findall(r"\$\{([A-Z_]+)", TEXT), *re.findall(r"^    (AWS_[A-Z_]+):$", TEXT, re.MULTILINE)}
    assert used | {"COMPOSE_PROFILES"} == set(OFFERED)


def test_make_env_makes_a_new_secret_each_time() -> None:
    """Law: no two installations share a secret, and none is left to be made up."""
    first, second = filled(EXAMPLE), filled(EXAMPLE)
    secret = re.compile(r"^([A-Z_]+_PASSWORD|STORE_SECRET|AIRFLOW_[A-Z_]*(?:KEY|SECRET))=(.*)$", re.MULTILINE)
    ones, twos = dict(secret.findall(first)), dict(secret.findall(second))
    assert len(ones) == 7
    assert all(len(value) >= 32 and twos[name] != value for name, value in ones.items())
    assert "=generate-me" not in first
    assert len({*ones.values()}) == 7


def test_the_page_on_deployment_tells_of_every_service_and_profile(compose: dict[str, Any]) -> None:
    """Law: what runs is explained, and nothing is explained that does not run."""
    page = (REPOSITORY / "docs" / "deployment.md").read_text("utf-8")
    table = page.split("## What runs")[1].split("##")[0]
    told = {name for row in re.findall(r"^\| (`.*?) \|", table, re.MULTILINE) for name in re.findall(r"`([a-z-]+)`", row)}
    assert told == set(compose["services"])
    assert all(f"**{profile}**" in page for profile in SERVICES if profile)


@given(st.sets(st.sampled_from(OFFERED)))
def test_an_older_env_keeps_its_values_and_is_given_what_is_new(gone: set[str]) -> None:
    """Law: after an upgrade `make env` adds the variables that the file lacks, with secrets, once, and changes none."""
    whole = filled(EXAMPLE)
    old = "".join(line for line in whole.splitlines(True) if not any(re.match(rf"(# )?{name}=", line) for name in gone))
    news = added(old, EXAMPLE)
    assert sorted(re.findall(r"^(?:# )?([A-Z_]+)=", news, re.MULTILINE)) == sorted(gone)
    assert "=generate-me" not in news
    assert added(old + news, EXAMPLE) == ""


def test_the_night_in_containers_is_skipped_where_no_engine_is() -> None:
    """Law: no engine is no failure, and it is said."""
    env = os.environ | {"DOCKER_HOST": "unix:///nonexistent/docker.sock"}
    command = [sys.executable, "-m", "deploy.night"]
    done = subprocess.run(command, cwd=REPOSITORY, env=env, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("skipped: no engine")


def test_the_night_in_containers_touches_no_other_installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Law: neither the shell's lake and secrets nor the default ports and folders reach it; the shell's images do."""
    for name in ("LAKEHOUSE", "COPYDESK_ROOT", "POSTGRES_PASSWORD", "COMPOSE_PROFILES", "COPYDESK_IMAGE"):
        monkeypatch.setenv(name, "the shell's")
    stack = Stack(tmp_path, ["s3", "metrics"])
    assert [name for name, value in stack.env.items() if value == "the shell's"] == ["COPYDESK_IMAGE"]
    values = dict(line.split("=", 1) for line in (tmp_path / "env").read_text("utf-8").splitlines() if re.match("[A-Z_]+=", line))
    assert values["LAKEHOUSE"] == str(tmp_path / "lakehouse")
    assert values["COPYDESK_ROOT"].startswith("s3://")
    assert len({values[name] for name in ("AIRFLOW_PORT", "PROMETHEUS_PORT", "STORE_PORT")} - {"8080", "9090", "8333"}) == 3


def test_each_alert_says_what_is_wrong_and_what_to_do() -> None:
    """Law: whoever is called at night reads what happened and where to look; each alert waits before it calls."""
    rules = yaml.safe_load((REPOSITORY / "deploy" / "alerts.yaml").read_text("utf-8"))["groups"][0]["rules"]
    assert len(rules) >= 5
    for rule in rules:
        assert set(rule) == {"alert", "expr", "for", "annotations"}
        assert set(rule["annotations"]) == {"summary", "do"}


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
