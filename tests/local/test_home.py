"""The local Airflow's home, its processes, and its choice of a port: the parts that need no Airflow to be tested."""

from __future__ import annotations

import os
import socket
import stat
import subprocess
import sys
import time
from contextlib import nullcontext
from pathlib import Path

import psutil
import pytest

from local import ui
from local.home import Home, LocalError
from local.landing import land_folder, land_samples
from local.processes import DiedError, Process, stop_all
from local.ui import free_port, port_of
from tests.local.conftest import REPOSITORY, wait_for


def test_secrets_are_made_once_and_only_the_owner_can_read_them(tmp_path: Path) -> None:
    """Law: each installation has secrets of its own, the same at every start, in files of mode 600."""
    one, same, other = Home(tmp_path / "a"), Home(tmp_path / "a"), Home(tmp_path / "b")
    names = ("AIRFLOW__CORE__FERNET_KEY", "AIRFLOW__API__SECRET_KEY", "AIRFLOW__API_AUTH__JWT_SECRET")
    values = [[home.environment(tmp_path, "sqlite://")[name] for name in names] for home in (one, same, other)]
    assert values[0] == values[1]
    assert not set(values[0]) & set(values[2])
    assert one.password() == same.password() != other.password()
    for file in ("secrets.json", "passwords.json"):
        assert stat.S_IMODE((one.path / file).stat().st_mode) == 0o600


def test_airflow_variables_of_the_shell_stay_outside(tmp_path: Path) -> None:
    """Law: another installation's settings never reach this one; ours point to this repository and this root."""
    shell = {"AIRFLOW_HOME": "/elsewhere", "AIRFLOW__CORE__LOAD_EXAMPLES": "True", "PATH": "/bin", "COPYDESK_WINDOW_DAYS": "5"}
    env = Home(tmp_path / "home").environment(tmp_path / "root", "sqlite://", base=shell)
    assert env["AIRFLOW_HOME"] == str(tmp_path / "home")
    assert (env["AIRFLOW__CORE__LOAD_EXAMPLES"], env["PATH"], env["COPYDESK_WINDOW_DAYS"]) == ("False", "/bin", "5")
    assert env["COPYDESK_ROOT"] == str(tmp_path / "root")
    assert env["AIRFLOW__USAGE_DATA_COLLECTION__ENABLED"] == "False"


def test_two_cannot_use_one_home(tmp_path: Path) -> None:
    """Law: two schedulers on one database would run each task twice, so the second one is refused and told who has it."""
    first, second = Home(tmp_path), Home(tmp_path)
    with first.locked(), pytest.raises(LocalError, match=str(os.getpid())), second.locked():
        pass
    with second.locked():
        pass


def test_a_process_that_ends_by_itself_is_named() -> None:
    """Law: the words say which component ended and how."""
    log = Path(os.devnull)
    process = Process("scheduler", [sys.executable, "-c", "raise SystemExit(3)"], log, env=None)
    with pytest.raises(DiedError, match="scheduler ended with exit code 3"):
        wait_for(process.check, lambda: "it still runs", 20)


def test_stopping_a_process_leaves_none_of_its_descendants(tmp_path: Path) -> None:
    """Law: also children that ignore the polite signal, and those whose parent is gone, end."""
    stubborn = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"
    program = f"import subprocess, sys; print(subprocess.Popen([sys.executable, '-c', {stubborn!r}]).pid, flush=True)"
    orphans = tmp_path / "orphans.log"
    parent = Process("parent", [sys.executable, "-c", program], orphans, env=None)
    wait_for(lambda: orphans.read_text().strip(), lambda: "no child was started", 20)
    child = psutil.Process(int(orphans.read_text()))
    database = Process("database", [sys.executable, "-c", "import time; time.sleep(600)"], tmp_path / "database.log", env=None)
    time.sleep(0.3)
    stop_all([database, parent])
    assert not child.is_running() or child.status() == psutil.STATUS_ZOMBIE
    assert not psutil.pid_exists(database.pid)


def test_a_taken_port_is_passed_over_unless_it_was_asked_for() -> None:
    """Law: `make ui` finds a free port by itself; a port that somebody asked for is taken or refused, never changed."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(LocalError, match="taken"):
            free_port(taken.getsockname()[1])
    assert 8080 <= free_port(None) < 8180


def test_landing_a_folder_copies_it_and_changes_nothing_in_it(tmp_path: Path) -> None:
    """Law: INPUT is read, never moved or written."""
    source = tmp_path / "my files"
    (source / "site").mkdir(parents=True)
    (source / "site" / "one.txt").write_text("One.\n")
    assert [day.isoformat() for day in land_folder(tmp_path / "root", str(source), "2024-10-31")] == ["2024-10-31"]
    assert (tmp_path / "root" / "landing" / "2024-10-31" / "site" / "one.txt").read_text() == "One.\n"
    assert [path.name for path in source.rglob("*.txt")] == ["one.txt"]


@pytest.mark.parametrize(
    ("folder", "day", "words"),
    [("", "", "Say which"), (".", "31.10.2024", "2024-10-31"), ("nowhere", "2024-10-31", "not a folder")],
)
def test_a_folder_or_day_that_cannot_be_used_is_refused_with_a_cure(tmp_path: Path, folder: str, day: str, words: str) -> None:
    """Law: the error says what to type."""
    with pytest.raises(LocalError, match=words):
        land_folder(tmp_path, folder, day)


def test_a_day_that_has_not_come_lands_nothing(tmp_path: Path) -> None:
    """Law: a landing day that no run would take is refused before a file of it lands."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "one.txt").write_text("One.\n")
    with pytest.raises(LocalError, match=r"has not come yet.* Give DAY"):
        land_folder(tmp_path / "root", str(tmp_path / "in"), "2099-01-01")
    assert not (tmp_path / "root").exists()


@pytest.mark.parametrize("port", ["abc", "70000", "-1", "0", "８０", "80.5"])
def test_a_port_that_can_be_none_is_told(port: str) -> None:
    """Law: PORT is a number that a port can have, or is told as it was given, with what to type."""
    assert (port_of(""), port_of("8090")) == (None, 8090)
    with pytest.raises(LocalError, match=rf"PORT={port} is no port.*make ui PORT="):
        port_of(port)


@pytest.mark.parametrize("program", ["local.run", "local.ui"])
@pytest.mark.parametrize("root", ["s3://bucket/news", "file:///news"])
def test_a_root_that_is_no_folder_is_told(tmp_path: Path, program: str, root: str) -> None:
    """Law: a URI is refused with words, and makes no folder of its name."""
    home = ["--home", str(tmp_path / "home")]
    done = subprocess.run(
        [sys.executable, "-m", program, "--root", root, *home],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(REPOSITORY), str(REPOSITORY / "include")]), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert f"ROOT={root} is a URI" in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_the_samples_land_in_no_root_of_ones_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Law: `make ui` lands the samples, which are made up, only where nobody named a ROOT."""
    landing: list[bool] = []
    monkeypatch.setattr(ui, "serve", lambda home, root, port, *, samples: landing.append(samples) or 0)
    monkeypatch.setattr(ui, "interruptible", nullcontext)
    for root in ("", str(tmp_path / "news")):
        monkeypatch.setattr(sys, "argv", ["ui", "--root", root, "--home", str(tmp_path / "home")])
        assert ui.main() == 0
    assert landing == [True, False]


def test_the_samples_land_as_three_days(tmp_path: Path) -> None:
    """Law: a newcomer's first run has three landing days to show."""
    assert [day.isoformat() for day in land_samples(tmp_path)] == ["2024-10-29", "2024-10-30", "2024-10-31"]


def test_bare_make_explains_every_target() -> None:
    """Law: each target that a person may call is listed with a sentence."""
    listed = subprocess.run(["make"], cwd=REPOSITORY, capture_output=True, text=True, check=True).stdout
    targets = ["help", "setup", "run", "ui", "test", "check", "bench", "score", "train", "format", "lock", "env", "clean"]
    targets += ["compose-night", "fuzz", "audit-locks"]
    assert all(f"make {target} " in listed for target in targets)
    phony = (REPOSITORY / "Makefile").read_text().split(".PHONY:")[1].splitlines()[0].split()
    assert sorted(phony) == sorted([*targets, "setup-dev"])
