"""`make env`: writes .env for Docker Compose from .env.example, with secrets made on this machine. Plain Python, no packages."""

from __future__ import annotations

import base64
import os
import re
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


def added(present: str, example: str) -> str:
    """What an .env of an older version lacks: the example's blocks with a name that is new, filled; nothing where none is."""
    known = set(_names(present))
    blocks = [block for block in example.strip().split("\n\n") if set(_names(block)) - known]
    news = []
    for block in blocks:
        lines = block.splitlines()
        news.append("\n".join(line for line in lines if not (name := _names(line)) or name[0] not in known))
    return "\n" + filled("\n\n".join(news)) if news else ""


def _names(text: str) -> list[str]:
    """The variables that are set or offered (`# NAME=`) in a file of this kind."""
    return re.findall(r"^(?:# )?([A-Z_]+)=", text, re.MULTILINE)


def main() -> int:
    """Writes .env, readable by its owner alone. One that is there keeps its values and is given those that are new."""
    target = REPOSITORY / ".env"
    example = (REPOSITORY / ".env.example").read_text("utf-8")
    if not target.exists():
        with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(filled(example))
        sys.stdout.write(f"Wrote {target}. The password of the user `admin` is in it. Next: docker compose up --wait\n")
    elif news := added(target.read_text("utf-8"), example):
        with target.open("a", encoding="utf-8") as file:
            file.write(news)
        sys.stdout.write(f"{target} keeps its values. Added: {', '.join(_names(news))}.\n")
    else:
        sys.stdout.write(f"{target} is there already and stays as it is. Delete it to have a new one.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
