"""What copydesk is built from is named exactly, and what its threat model claims is tested."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

REPO = Path(__file__).parents[1]
LOCKS = sorted(path.name for path in REPO.glob("requirements*.txt"))
WORKFLOWS = sorted(path.name for path in (REPO / ".github/workflows").glob("*.yml"))


@pytest.mark.parametrize("name", LOCKS)
def test_every_package_of_a_lock_has_one_version_and_its_hash(name: str) -> None:
    """A package cannot be replaced by another of its name without the lock changing."""
    text = (REPO / name).read_text("utf-8")
    entries = re.findall(r"^(?!\s|#|-)(.+?)(?=^\S|\Z)", text, re.MULTILINE | re.DOTALL)
    assert entries
    for entry in entries:
        assert re.match(r"[\w.\[\]-]+==[\w.!+]+ ", entry), entry
        assert "--hash=sha256:" in entry, entry


@pytest.mark.parametrize("name", WORKFLOWS)
def test_workflows_use_actions_by_their_commit_and_may_only_read(name: str) -> None:
    """A tag can be moved, a commit cannot; and a workflow's token can change nothing."""
    flow = yaml.safe_load((REPO / ".github/workflows" / name).read_text("utf-8"))
    assert flow["permissions"] == {"contents": "read"}
    used = [step["uses"] for job in flow["jobs"].values() for step in job["steps"] if "uses" in step]
    assert used
    assert all(re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", action) for action in used)


def test_images_are_named_by_version() -> None:
    """No image of others is `latest`, or without a tag."""
    compose = (REPO / "docker-compose.yaml").read_text("utf-8")
    images = re.findall(r"image: \$\{\w+:-([^}]+)\}", compose)
    images += re.findall(r"BASE_IMAGE=(\S+)", (REPO / "Dockerfile").read_text("utf-8"))
    assert len(images) > 5
    for image in set(images) - {"copydesk:latest"}:
        assert re.search(r":v?\d", image), image


def test_each_defence_in_the_threat_model_names_a_test_that_is_there() -> None:
    """docs/security.md claims nothing whose test has gone."""
    told = re.findall(r"\btests/[\w./]+", (REPO / "docs/security.md").read_text("utf-8"))
    assert len(told) > 10
    assert [path for path in told if not (REPO / path).exists()] == []
