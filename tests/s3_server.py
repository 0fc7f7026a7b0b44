"""A real S3-protocol server for tests: moto_server on a free port of this machine, in a process of its own."""

from __future__ import annotations

import itertools
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest

_numbers = itertools.count(1)

ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "desk",
    "AWS_SECRET_ACCESS_KEY": "no secret",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
    "NO_PROXY": "127.0.0.1",
    "no_proxy": "127.0.0.1",
}
"""Keeps every client from looking for credentials, regions and proxies outside the test."""


class Server:
    """A running server: its address, new buckets, and what is in a bucket as no file system sees it."""

    def __init__(self, address: str) -> None:
        import boto3

        self.address = address
        self.client: Any = boto3.client("s3", endpoint_url=f"http://{address}")

    @property
    def environment(self) -> dict[str, str]:
        """The variables that lead any client here, so that URIs need no endpoint."""
        return {**ENVIRONMENT, "AWS_ENDPOINT_URL": f"http://{self.address}"}

    def bucket(self) -> str:
        """A new bucket; no two in a process have the same name, since roots are kept by their URI."""
        name = f"bucket-{os.getpid()}-{next(_numbers)}"
        self.client.create_bucket(Bucket=name)
        return name

    def keys(self, bucket: str, prefix: str = "") -> list[str]:
        """Every key, the empty ones that stand for folders too."""
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
        return [found["Key"] for page in pages for found in page.get("Contents", [])]

    def objects(self, bucket: str, prefix: str = "") -> dict[str, bytes]:
        """Every object with its bytes, but for the marks of folders: empty, and named with a "/" at the end."""
        found = {key: self.client.get_object(Bucket=bucket, Key=key)["Body"].read() for key in self.keys(bucket, prefix)}
        return {key: data for key, data in found.items() if data or not key.endswith("/")}

    def refuse_strangers(self, *, refuse: bool) -> None:
        """Let only known access keys in, or everybody again."""
        count, plain = b"0" if refuse else b"1000000000", {"Content-Type": "text/plain"}
        urlopen(Request(f"http://{self.address}/moto-api/reset-auth", data=count, headers=plain), timeout=10).close()


@contextmanager
def serving(log: Path) -> Iterator[Server]:
    """Start a server, set the environment of this process so that clients find it, and stop it at the end."""
    with pytest.MonkeyPatch.context() as patch, log.open("w+") as lines:
        for name in [name for name in os.environ if name.startswith("AWS_") or name.lower().endswith("_proxy")]:
            patch.delenv(name)
        _set(patch, ENVIRONMENT)
        process = subprocess.Popen(
            [str(Path(sys.executable).with_name("moto_server")), "-H", "127.0.0.1", "-p", "0"], stdout=lines, stderr=lines
        )
        try:
            server = Server(_address(process, log))
            _set(patch, server.environment)
            yield server
        finally:
            process.kill()
            process.wait()


def _set(patch: pytest.MonkeyPatch, variables: Mapping[str, str]) -> None:
    for name, value in variables.items():
        patch.setenv(name, value)


def _address(process: subprocess.Popen[bytes], log: Path) -> str:
    """Where the server listens, as it says itself once it does."""
    while process.poll() is None:
        if found := re.search(r"Running on http://(127\.0\.0\.1:\d+)", log.read_text()):
            return found[1]
    raise RuntimeError(f"moto_server did not start: {log.read_text()}")
