"""Makes the bucket of an s3:// root if it is not there; `init` in docker-compose.yaml calls it."""

from __future__ import annotations

import sys
from urllib.parse import urlsplit

from pyarrow import fs


def main(root: str) -> None:
    """Endpoint and credentials come from the AWS variables, as everywhere."""
    bucket = urlsplit(root).netloc
    # By its URI: pyarrow reads AWS_ENDPOINT_URL for no file system that is made otherwise.
    store, _ = fs.FileSystem.from_uri(f"s3://{bucket}?allow_bucket_creation=true")
    if store.get_file_info(bucket).type == fs.FileType.NotFound:
        store.create_dir(bucket)


if __name__ == "__main__":
    main(sys.argv[1])
