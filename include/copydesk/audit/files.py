"""Files that manifests vouch for, and the manifests themselves: whether they are there, whole, and what the desk's hold."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date

import pyarrow as pa

from copydesk.audit.finding import Finding, repair_of
from copydesk.errors import LakeError
from copydesk.pipeline.work import source_of
from copydesk.store import DeskManifest, FileEntry, Root, parquet, paths


def damaged(root: Root, day: date, error: LakeError) -> Finding:
    """That the manifest of a landing day cannot be read."""
    return Finding("manifest-damaged", paths.desk_manifest(day), str(error), repair_of(root))


def broken(root: Root, entries: tuple[FileEntry, ...], cure: str) -> Iterator[Finding]:
    """The files that are gone, or are not the bytes that their manifest names."""
    for entry in entries:
        try:
            data = root.read(entry.path)
        except LakeError as error:
            yield Finding("file-missing", entry.path, source_of(str(error)), cure)
            continue
        if hashlib.sha256(data).hexdigest() != entry.sha256:
            yield Finding("file-changed", entry.path, "its bytes are not those that the manifest vouches for", cure)


def table(root: Root, manifest: DeskManifest, kind: str) -> pa.Table | None:
    """What a landing day's files of a kind (articles, cuts, ledger) hold; None where it has none."""
    files = [entry.path for entry in manifest.files if entry.kind == kind]
    return pa.concat_tables([parquet.read(root, path) for path in files]) if files else None
