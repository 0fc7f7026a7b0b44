"""docker-compose.yaml as a project of its own: its secrets, ports and folders touch no installation beside it.

Images come from the variables that .env.example lists. Whatever is asked is asked inside the containers, so that the engine
may have a network of its own.
"""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from local.env import filled

REPOSITORY = Path(__file__).resolve().parent.parent
EXAMPLE = (REPOSITORY / ".env.example").read_text("utf-8")
_API = """
import json, sys, time, urllib.request
def call(method, path, body=None, token=""):
    headers = {"Content-Type": "application/json", "Authorization": "Bearer " + token}
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request("http://127.0.0.1:8080" + path, data, headers, method=method)
    return json.load(urllib.request.urlopen(request, timeout=120))
password = json.load(open("/opt/airflow/state/passwords.json"))["admin"]
token = call("POST", "/auth/token", {"username": "admin", "password": password})["access_token"]
"""
_ASK = _API + "print(json.dumps(call(*json.loads(sys.argv[1]), token=token)))"
_WAIT = (
    _API
    + """
path, states, seconds = json.loads(sys.argv[1])
end = time.monotonic() + seconds
while time.monotonic() < end:
    answer = call("GET", path, token=token)
    found = [one for one in answer.get("task_instances", [answer]) if one["state"] in states]
    if found:
        break
    time.sleep(0.5)
print(json.dumps(found[0] if found else None))
"""
)


class NightError(Exception):
    """Something did not come out as it must; the text says what."""


class Stack:
    """One project of containers, apart from all others."""

    def __init__(self, folder: Path, profiles: list[str]) -> None:
        names = re.findall(r"^(?:# )?([A-Z_]+)=", EXAMPLE, re.MULTILINE)
        # What the shell says goes before the file: a lake named there must not be written by this night.
        own = {name for name in names if not name.endswith("_IMAGE")}
        self.env = {name: value for name, value in os.environ.items() if name not in own}
        values = {
            "LAKEHOUSE": folder / "lakehouse",
            "COPYDESK_SETTINGS": folder / "settings.env",
            "COMPOSE_PROFILES": ",".join(profiles),
            "AIRFLOW_METRICS": "metrics" in profiles,
            **{name: _free_port() for name in ("AIRFLOW_PORT", "PROMETHEUS_PORT", "STORE_PORT")},
        }
        text = filled(EXAMPLE)
        if "s3" in profiles:
            text = re.sub(r"^# ((?:COPYDESK_ROOT|AWS_[A-Z_]+)=)", r"\1", text, flags=re.MULTILINE)
        for name, value in values.items():
            text = re.sub(rf"^{name}=.*", f"{name}={value}", text, flags=re.MULTILINE)
        (folder / "env").write_text(text, "utf-8")
        (folder / "settings.env").write_text("COPYDESK_BATCH_RECORDS=6\n", "utf-8")  # so that there is work for both workers
        self._compose = [
            "docker",
            "compose",
            "--project-name",
            f"copydesk-night-{os.getpid()}",
            "--env-file",
            str(folder / "env"),
        ]

    def docker(self, *words: str, stdin: str = "") -> str:
        """What `docker` prints; raises NightError with its complaint where it fails."""
        return self._run(["docker", *words], stdin)

    def compose(self, *words: str, stdin: str = "") -> str:
        """What `docker compose` prints, for this project."""
        return self._run([*self._compose, *words], stdin)

    def python(self, service: str, program: str, *words: str) -> Any:
        """The JSON that a program prints in a container of the service."""
        return json.loads(self.compose("exec", "-T", service, "python", "-", *words, stdin=program).splitlines()[-1])

    def ask(self, method: str, path: str, body: object = None) -> Any:
        """What Airflow's API answers to the user `admin`."""
        return self.python("api-server", _ASK, json.dumps([method, path, body]))

    def wait(self, path: str, *states: str, seconds: float = 1800) -> dict[str, Any]:
        """The run or the first of the task instances at a path of the API, as soon as it is in one of these states.

        One process inside a container looks twice a second: to ask from outside takes longer than a small task, which would
        be missed. Raises NightError when the time is over.
        """
        found: dict[str, Any] | None = self.python("api-server", _WAIT, json.dumps([path, states, seconds]))
        if not found:
            raise NightError(f"Waited {seconds:.0f} s in vain for {path} to be {' or '.join(states)}.")
        return found

    def tasks(self, **wanted: str) -> list[dict[str, Any]]:
        """The task instances of clean_news in any run; Airflow gives a hundred at a time."""
        found: list[dict[str, Any]] = []
        while True:
            query = "&".join(f"{name}={value}" for name, value in {"limit": 100, "offset": len(found), **wanted}.items())
            answer = self.ask("GET", f"/api/v2/dags/clean_news/dagRuns/~/taskInstances?{query}")
            found += answer["task_instances"]
            if len(found) >= answer["total_entries"]:
                return found

    def _run(self, command: list[str], stdin: str) -> str:
        done = subprocess.run(command, input=stdin, cwd=REPOSITORY, env=self.env, capture_output=True, text=True, check=False)
        if done.returncode:
            raise NightError(f"{' '.join(command[:8])} … ended with {done.returncode}:\n{(done.stderr or done.stdout)[-3000:]}")
        return done.stdout


def engine_is_there() -> bool:
    """Whether docker and its compose plugin answer."""
    try:
        words = (["info"], ["compose", "version"])
        return all(subprocess.run(["docker", *w], capture_output=True, timeout=60, check=False).returncode == 0 for w in words)
    except (OSError, subprocess.TimeoutExpired):
        return False


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def until(look: Callable[[], Any], seconds: float, what: str) -> Any:
    """The first answer that is something; what fails meanwhile is asked again. Raises NightError when the time is over."""
    end, last = time.monotonic() + seconds, ""
    while time.monotonic() < end:
        try:
            if found := look():
                return found
        except NightError as error:  # a busy machine may take its time
            last = f" {error}"
        time.sleep(0.5)
    raise NightError(f"Waited {seconds:.0f} s in vain: {what}.{last}")
