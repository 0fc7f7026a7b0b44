"""What is no plain file, and files that are not what they seem: each has a row that says so, none is followed or waited for."""

from __future__ import annotations

import os
import socket
import stat
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from tests.gauntlet.case import Case, article

SECRET = "The secret that lies outside the landing zone must never be read by anybody at all."


def _link(target: str, outside: str = "") -> Callable[[Path], None]:
    def make(path: Path) -> None:
        if outside:
            landing = next(folder for folder in path.parents if folder.name == "landing")
            secret = landing.parents[1] / "outside" / outside
            secret.parent.mkdir(exist_ok=True)
            secret.write_text(f"{SECRET}\n" * 5)
            path.symlink_to(secret if not target else secret.parent)
        else:
            path.symlink_to(target)

    return make


def _socket(path: Path) -> None:
    here = Path.cwd()
    os.chdir(path.parent)  # a socket's path has 108 bytes at most
    try:
        socket.socket(socket.AF_UNIX).bind(path.name)
    finally:
        os.chdir(here)


def _device(path: Path) -> None:
    os.mknod(path, stat.S_IFCHR | 0o666, os.makedev(1, 5))  # /dev/zero: who reads it never ends


def _sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(1 << 40)


def _sparse_container(path: Path) -> None:
    with path.open("wb") as file:
        file.write(b"PK\x03\x04")
        file.truncate(1 << 30)


def _hard_link(path: Path) -> None:
    first = path.with_name("hard-link-of-this.txt")
    os.link(first, path)


def _nested(path: Path) -> None:
    """A file so deep in folders that neither pathlib nor a recursion gets there."""
    nested(path, article("nested").encode())


def nested(path: Path, data: bytes) -> None:
    """Write a file step by step, wherever it is."""
    handle = os.open("/", os.O_RDONLY)
    for part in path.parts[1:-1]:
        with suppress(FileExistsError):
            os.mkdir(part, dir_fd=handle)
        inner = os.open(part, os.O_RDONLY | os.O_DIRECTORY, dir_fd=handle)
        os.close(handle)
        handle = inner
    file = os.open(path.name, os.O_WRONLY | os.O_CREAT, dir_fd=handle)
    os.write(file, data)
    os.close(file)
    os.close(handle)


_NOT_A_FILE = {
    "link-inside": _link("name.txt"),
    "link-outside": _link("", "secret.txt"),
    "link-to-folder": _link("folder", "secret.txt"),
    "link-dangling": _link("/nowhere/at/all"),
    "link-loop": _link("kind-link-loop"),
    "link-to-itself-as-folder": _link("."),
    "link-to-parent": _link("../../.."),
    "link-to-passwd": _link("/etc/passwd"),
    "link-to-zero": _link("/dev/zero"),
    "link-to-proc": _link("/proc/self/environ"),
    "link-to-the-lake": _link("../../lake"),
    "pipe": os.mkfifo,
    "socket": _socket,
}
if os.geteuid() == 0:
    _NOT_A_FILE["device"] = _device

CASES = {f"kind-{name}": Case(f"kind-{name}".encode(), make, "unreadable", "not-a-file") for name, make in _NOT_A_FILE.items()}
CASES |= {
    "kind-pipe-like-our-own": Case(b"odd/.copydesk-tmp-1-1", os.mkfifo, "unreadable", "not-a-file"),
    "kind-socket-like-our-own": Case(b"odd/.copydesk-tmp-1-2", _socket, "unreadable", "not-a-file"),
    "kind-link-like-our-own": Case(b"odd/.copydesk-tmp-1-3", _link("", "secret.txt"), "unreadable", "not-a-file"),
    "kind-folders-1100": Case(b"d/" * 1_100 + b"story.txt", _nested, "unreadable", "path-too-deep"),
    "kind-link-in-folder": Case(b"odd/link", _link("../../../../etc"), "unreadable", "not-a-file"),
    "kind-sparse-terabyte": Case(b"sparse.txt", _sparse, "unreadable", "too-large"),
    "kind-hard-link-first": Case(b"hard-link-of-this.txt", article("hard link").encode(), "accepted"),
    "kind-hard-link-second": Case(b"hard-link.txt", _hard_link, "accepted"),
}
