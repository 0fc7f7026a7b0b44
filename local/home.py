"""The folder where the local Airflow keeps what is its own, and the environment that its processes run in.

Nothing is written to a configuration file: all settings are environment variables, so that this page shows them all.
"""

from __future__ import annotations

import base64
import fcntl
import json
import os
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent


class LocalError(Exception):
    """Something that the person at the terminal can put right; the text says what and how."""


def folder_of(root: str) -> Path:
    """The folder that ROOT names; `lakehouse` here where it names none. Raises LocalError for a URI."""
    if "://" in root:
        raise LocalError(
            f"ROOT={root} is a URI, and `make run` and `make ui` work in a folder of this machine. Name a folder; for a bucket "
            "use the command copydesk, or Compose (docs/deployment.md)."
        )
    return Path(root or REPOSITORY / "lakehouse").expanduser().resolve()


class Home:
    """One local installation of Airflow: its database, its logs and its secrets."""

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()
        self.logs = self.path / "logs"
        self.passwords = self.path / "passwords.json"
        self.logs.mkdir(parents=True, exist_ok=True)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Holds the installation for this process; raises LocalError if another one has it."""
        with (self.path / "lock").open("a+", encoding="utf-8") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                file.seek(0)
                raise LocalError(
                    f"{self.path} is in use by process {file.read() or 'unknown'}. Wait for it, or stop it with Ctrl-C."
                ) from None
            file.truncate(0)
            file.write(str(os.getpid()))
            file.flush()
            yield

    def password(self) -> str:
        """The password of the user `admin`, made up on the first call; the API server reads it from the same file."""
        return _remembered(self.passwords, lambda: {"admin": secrets.token_urlsafe(12)})["admin"]

    def environment(self, root: Path, database: str, *, base: Mapping[str, str] | None = None) -> dict[str, str]:
        """Every environment variable for an Airflow process on this machine.

        `root` is the root of the lake, `database` an SQLAlchemy URL. Airflow variables of the caller's shell are left
        out: they belong to another installation.
        """
        keys = _remembered(self.path / "secrets.json", _new_secrets)
        inherited = {k: v for k, v in (os.environ if base is None else base).items() if not k.startswith("AIRFLOW")}
        places = [p for p in inherited.get("PYTHONPATH", "").split(os.pathsep) if p]
        return {
            **inherited,
            "COPYDESK_ROOT": str(root.resolve()),
            "PYTHONPATH": os.pathsep.join([*places, str(REPOSITORY / "include")]),
            "AIRFLOW_HOME": str(self.path),
            "AIRFLOW__CORE__DAGS_FOLDER": str(REPOSITORY / "dags"),
            "AIRFLOW__CORE__PLUGINS_FOLDER": str(REPOSITORY / "plugins"),
            "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
            "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
            "AIRFLOW__CORE__PARALLELISM": "4",
            "AIRFLOW__CORE__FERNET_KEY": keys["fernet_key"],
            "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": "admin:admin",
            "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(self.passwords),
            "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": database,
            "AIRFLOW__API__SECRET_KEY": keys["api_secret_key"],
            "AIRFLOW__API_AUTH__JWT_SECRET": keys["jwt_secret"],
            "AIRFLOW__WORKERS__EXECUTION_API_TIMEOUT": "30",  # the API server may be busy while everything starts
            "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": "60",  # a lost worker is missed after a minute, not five
            "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT_DETECTION_INTERVAL": "5",
            "AIRFLOW__DAG_PROCESSOR__REFRESH_INTERVAL": "30",  # new DAG files appear after this many seconds, not 300
            "AIRFLOW__LOGGING__BASE_LOG_FOLDER": str(self.logs),
            "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
            "GX_ANALYTICS_ENABLED": "false",
        }


def _new_secrets() -> dict[str, str]:
    return {
        "fernet_key": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        "jwt_secret": secrets.token_urlsafe(64),
        "api_secret_key": secrets.token_urlsafe(32),
    }


def _remembered(path: Path, make: Callable[[], dict[str, str]]) -> dict[str, str]:
    """The JSON object in a file that only its owner can read; made and written on the first call."""
    if not path.exists():
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            json.dump(make(), file)
    found: dict[str, str] = json.loads(path.read_text("utf-8"))
    return found
