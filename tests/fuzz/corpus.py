"""The kept corpus: for each target one archive of inputs that reach much of its code, and those that once broke a law."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterable
from pathlib import Path

from tests.gauntlet import contents
from tests.ingest.test_unpack_laws import GOOD

FOLDER = Path(__file__).with_name("corpus")
MOST = 100
"""Inputs that are kept of a target."""
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""Time of each file in an archive, so that the same inputs are the same bytes."""


def seeds(target: str) -> dict[str, bytes]:
    """Inputs by name that the project has anyway: good containers, and what the gauntlet is made of."""
    small = {name: case.make for name, case in contents.CASES.items() if isinstance(case.make, bytes) and len(case.make) < 4_000}
    if target == "unpack":
        return {f"good-{kind}": data for kind, data in GOOD.items()} | small
    if target == "decode":
        return {name: b"\0" + data for name, data in small.items()}
    if target == "webpage":
        return {name: data for name, data in small.items() if b"<" in data}
    return small


def kept(target: str) -> dict[str, bytes]:
    """The inputs that fuzzing has found, by name."""
    path = FOLDER / f"{target}.zip"
    if not path.exists():
        return {}
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def unpack(target: str, folder: Path) -> None:
    """Write seeds and kept inputs into a folder, one file each, as libFuzzer wants them."""
    folder.mkdir(parents=True, exist_ok=True)
    for data in [*seeds(target).values(), *kept(target).values()]:
        (folder / _name(data)).write_bytes(data)


def keep(target: str, folder: Path) -> None:
    """Make the shortest of a folder's files the kept corpus, seeds left out; what is named in it (`broke-…`) stays."""
    known = {*map(_name, seeds(target).values())}
    named = {name: data for name, data in kept(target).items() if name.startswith("broke-")}
    found = {_name(data): data for path in folder.iterdir() if (data := path.read_bytes())}
    new = sorted((item for item in found.items() if item[0] not in known), key=lambda item: (len(item[1]), item[0]))
    write(target, {**dict(new[:MOST]), **named}.items())


def write(target: str, inputs: Iterable[tuple[str, bytes]]) -> None:
    """Write the archive of a target."""
    FOLDER.mkdir(exist_ok=True)
    with zipfile.ZipFile(FOLDER / f"{target}.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, data in sorted(inputs):
            archive.writestr(zipfile.ZipInfo(name, _FIRST_DAY), data, zipfile.ZIP_DEFLATED)


def _name(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]
