"""`make env`: writes .env for Docker Compose from .env.example, with secrets made on this machine. Plain Python, no packages."""

from __future__ import annotations

import base64
import os
import secrets
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
_MAKERS = {
    "AIRFLOW_FERNET_KEY": lambda: base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
    "AIRFLOW_UID": lambda: str(os.getuid() or 50000),
}


def filled(example: str) -> str:
    """The example with a new secret for every value that says generate-me."""
    lines = []
    for line in example.splitlines():
        name, equals, value = line.partition("=")
        if equals and value == "generate-me":
            line = f"{name}={_MAKERS.get(name, lambda: secrets.token_urlsafe(32))()}"  # noqa: PLW2901 - the line is what we mend
        lines.append(line)
    return "\n".join(lines) + "\n"


def main() -> int:
    """Writes .env, readable by its owner alone; one that is there is left as it is."""
    target = REPOSITORY / ".env"
    if target.exists():
        sys.stdout.write(f"{target} is there already and stays as it is. Delete it to have a new one.\n")
        return 0
    text = filled((REPOSITORY / ".env.example").read_text("utf-8"))
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    sys.stdout.write(f"Wrote {target}. The password of the user `admin` is in it. Next: docker compose up --wait\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
