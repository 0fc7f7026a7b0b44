"""Everything on disk: the root and its verbs, where things are, the desk's files and the lake's."""

from copydesk.store import desk, lake, moves, parquet, paths, publishing
from copydesk.store.draft import FileDraft, Spool, drafts
from copydesk.store.known import open_known, open_there, see_zone, zone_is_there
from copydesk.store.manifest import DeskManifest, FileEntry, LakeManifest, digest, read_lake
from copydesk.store.root import Entry, Root, open_root

__all__ = [
    "DeskManifest",
    "Entry",
    "FileDraft",
    "FileEntry",
    "LakeManifest",
    "Root",
    "Spool",
    "desk",
    "digest",
    "drafts",
    "lake",
    "moves",
    "open_known",
    "open_root",
    "open_there",
    "parquet",
    "paths",
    "publishing",
    "read_lake",
    "see_zone",
    "zone_is_there",
]
