"""Manifests: small JSON files that commit a desk day or a publication date. What a manifest does not name is not there."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from copydesk.errors import LakeError, MissingError
from copydesk.store.root import Root


@dataclass(frozen=True, slots=True, order=True)
class FileEntry:
    """A file that a manifest vouches for: path below the root, rows, bytes, SHA-256 in hexadecimal."""

    path: str
    rows: int
    bytes: int
    sha256: str

    @property
    def kind(self) -> str:
        """What a file of a desk day holds: articles, cuts, ledger or validation."""
        return self.path.rpartition("/")[2].partition("-")[0]


@dataclass(frozen=True, slots=True)
class DeskManifest:
    """What the desk made of one landing day.

    `dates` gives for each publication date a digest of its accepted articles; `listing` is a digest of the landed files'
    names, sizes and times as they were when the run began; `made_by` is a digest of the code and settings that made the
    day: where both are as they were, the day need not be run again. `fates` counts records.
    """

    landed: str
    listing: str
    made_by: str
    records: int
    fates: Mapping[str, int]
    dates: Mapping[str, str]
    files: tuple[FileEntry, ...]
    versions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LakeManifest:
    """What was published for one date.

    `inputs` is the digest of all that the date depends on; `landings` names the desk digests behind it, per publication
    date of the window and landing day; `fates` counts published and duplicate articles.
    """

    date: str
    inputs: str
    landings: Mapping[str, Mapping[str, str]]
    fates: Mapping[str, int]
    files: tuple[FileEntry, ...]
    versions: Mapping[str, str] = field(default_factory=dict)


def to_json(manifest: DeskManifest | LakeManifest) -> bytes:
    """The manifest as JSON with sorted keys, so that equal manifests are equal bytes."""
    return (json.dumps(asdict(manifest), indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()


def read_desk(root: Root, path: str) -> DeskManifest | None:
    """The desk manifest at a path, or None if that day was never committed. Raises LakeError for one that is damaged."""
    table = _table(root, path)
    try:
        if table is None:
            return None
        for published in _mapping(table, "dates"):
            date.fromisoformat(published)
        return DeskManifest(**{**table, "files": _entries(table), "fates": _mapping(table, "fates")})
    except (TypeError, KeyError, ValueError) as error:
        raise _damaged(root, path, error) from error


def read_lake(root: Root, path: str) -> LakeManifest | None:
    """The lake manifest at a path, or None if that date was never published. Raises LakeError for one that is damaged."""
    table = _table(root, path)
    try:
        return None if table is None else LakeManifest(**{**table, "files": _entries(table)})
    except (TypeError, KeyError) as error:
        raise _damaged(root, path, error) from error


def digest(value: Any) -> str:
    """SHA-256 of a JSON value in its canonical form, in hexadecimal."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def _table(root: Root, path: str) -> dict[str, Any] | None:
    try:
        table = json.loads(root.read(path))
    except MissingError:
        return None
    except ValueError as error:
        raise _damaged(root, path, error) from error
    if not isinstance(table, dict):
        raise _damaged(root, path, "not an object")
    return table


def _entries(table: Mapping[str, Any]) -> tuple[FileEntry, ...]:
    return tuple(FileEntry(**entry) for entry in table["files"])


def _mapping(table: Mapping[str, Any], name: str) -> dict[str, Any]:
    if not isinstance(found := table[name], dict):
        raise TypeError(f"{name} is no object")
    return found


def _damaged(root: Root, path: str, why: object) -> LakeError:
    return LakeError(f"{root.uri}/{path} is damaged ({why}). Run the landing day again: its files are made anew from landing.")
