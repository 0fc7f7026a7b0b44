"""Files that hold more than one record, or wrap one: a reader for each kind, registered here.

A new kind is one module with a Format, and its name in FORMATS.
"""

from copydesk.ingest.containers.columnar import ARROW_FILE, ARROW_STREAM, PARQUET
from copydesk.ingest.containers.compressed import BZIP2, GZIP, XZ, ZSTANDARD
from copydesk.ingest.containers.delimited import DELIMITED
from copydesk.ingest.containers.feed import FEED
from copydesk.ingest.containers.jsondocument import JSON
from copydesk.ingest.containers.jsonlines import JSON_LINES
from copydesk.ingest.containers.mail import MAIL
from copydesk.ingest.containers.mbox import MBOX
from copydesk.ingest.containers.member import HEAD_BYTES, Format, Member
from copydesk.ingest.containers.tarred import TAR
from copydesk.ingest.containers.warc import WARC
from copydesk.ingest.containers.zipped import ZIP

FORMATS: tuple[Format, ...] = (
    GZIP,
    BZIP2,
    XZ,
    ZSTANDARD,
    ZIP,
    TAR,
    WARC,
    MAIL,
    MBOX,
    PARQUET,
    ARROW_FILE,
    ARROW_STREAM,
    FEED,
    JSON_LINES,
    JSON,
    DELIMITED,
)
"""Every kind of container, in the order in which a file is held against them: magic bytes first, looks last."""

__all__ = ["FORMATS", "HEAD_BYTES", "Format", "Member"]
