"""A process that kills itself at the n-th file operation below a root, or keeps what each finds; a script for test_crash.py.

It imports everything once and then forks: for each line of JSON that it reads, a child does what the line says and is
killed, or is not; the answer is a line of JSON. Operations are seen by an audit hook, so none can be overlooked, whatever
library makes it.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
import tempfile
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from copydesk import inbox, pipeline
from tests.laws import newsroom as news

CHANGES = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate", "os.link", "os.symlink", "fcntl.flock"}
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def _is_change(root: str, event: str, args: tuple[Any, ...]) -> bool:
    """Whether an audit event is about to change something below the root. A lock counts: nothing is written before it."""
    if event == "fcntl.flock":
        return True
    if event == "open":
        return str(args[0]).startswith(root) and bool(args[2] & _WRITES)
    return event in CHANGES and _is_below(root, os.fsdecode(args[0]))


def _is_below(root: str, path: str) -> bool:
    """Whether a path is below the root; a relative one is so to an open folder, as only the sweep of the inbox has them."""
    return path.startswith(root) or not path.startswith("/")


def kill_at(root: Path, number: int) -> None:
    """From now on, die by SIGKILL right before the n-th operation that changes something below the root."""
    left = [number]

    def hook(event: str, args: tuple[Any, ...]) -> None:
        if _is_change(str(root), event, args):
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)


def keep_moments(root: Path, folder: Path) -> None:
    """From now on, copy the root right before each operation that changes something below it: what a death there would leave."""
    numbers = count(1)

    def hook(event: str, args: tuple[Any, ...]) -> None:
        if _is_change(str(root), event, args):
            shutil.copytree(root, folder / str(next(numbers)))

    sys.addaudithook(hook)


def do(root: Path, order: dict[str, Any]) -> Any:
    """Run days or take an article down, in a child; with `audit`, what the audit says then."""
    if order.get("kill_at"):
        kill_at(root, order["kill_at"])
    if moments := order.get("moments"):
        keep_moments(root, Path(moments))
    if user := order.get("user"):
        os.setgid(user)
        os.setuid(user)
    if order["do"] == "run":
        news.run(root, [date.fromisoformat(day) for day in order["days"]])
    elif order["do"] == "sweep":
        inbox.sweep(news.settings_of(root, **order["settings"]), date.fromisoformat(order["day"]), now=order["now"])
    else:
        pipeline.takedown(news.settings_of(root), order["id"], "by order of a court")
    return news.audited(root) if order.get("audit") else None


def main() -> None:
    """Serve orders until there are no more."""
    news.light(pytest.MonkeyPatch())
    news.edition(pytest.MonkeyPatch(), 0)
    with tempfile.TemporaryDirectory() as warm:  # lexicons and profiles are read once, not in each child
        news.land(Path(warm), news.DAYS[0], "a", news.POOL[0])
        news.run(Path(warm), news.DAYS[:1])
        news.audited(Path(warm))
    for line in sys.stdin:
        order = json.loads(line)
        reading, writing = os.pipe()
        if (child := os.fork()) == 0:
            try:
                answer = json.dumps({"said": do(Path(order["root"]), order)})
            except BaseException as error:  # noqa: BLE001 - the test looks at it
                answer = json.dumps({"error": f"{type(error).__name__}: {error}"})
            os.write(writing, answer.encode())
            os._exit(0)
        os.close(writing)
        with os.fdopen(reading, "rb") as pipe:
            said = pipe.read()
        _, status = os.waitpid(child, 0)
        killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        answer = json.dumps({"killed": True}) if killed else said.decode()
        sys.stdout.write(answer + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
