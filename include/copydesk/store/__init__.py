"""Everything on disk: the root and its verbs, where things are, the desk's files and the lake's."""

from copydesk.store import desk, lake, moves, parquet, paths, publishing
from copydesk.store.manifest import DeskManifest, FileEntry, LakeManifest, digest, read_lake
from copydesk.store.root import Entry, Root, open_root

__all__ = [
    "DeskManifest",
    "Entry",
    "FileEntry",
    "LakeManifest",
    "Root",
    "desk",
    "digest",
    "lake",
    "moves",
    "open_root",
    "parquet",
    "paths",
    "publishing",
    "read_lake",
]
