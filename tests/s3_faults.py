"""A bucket that does not always answer: a proxy before the S3 server of the tests, which fails the requests that a test names."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote

from tests.s3_server import Server

_SLOW_DOWN = b"<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>"
_DENIED = b"<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>"
_ANSWERS = {"slow down": (503, _SLOW_DOWN), "denied": (403, _DENIED)}


class Proxy(ThreadingHTTPServer):
    """Passes requests on to a server, but for those that `fails` says: these get an error, or no answer at all."""

    daemon_threads = True

    def __init__(self, server: Server) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.behind = server.address
        self.address = f"127.0.0.1:{self.server_port}"
        self.fails: Callable[[str, str, int], str] = lambda verb, path, begin: ""
        """By verb, path and first byte that is asked for: what goes wrong, "cut" or one of _ANSWERS; nothing if empty."""
        self.failed = 0

    def uri(self, bucket: str, prefix: str = "desk") -> str:
        """The URI of a root that is reached through here."""
        return f"s3://{bucket}/{prefix}?scheme=http&endpoint_override={self.address}"

    @contextmanager
    def failing(self, what: str, verb: str, part: str, begin: int = 0) -> Iterator[None]:
        """Fail requests of a verb for paths with a part in them, from a byte on."""
        before = self.failed
        self.fails = lambda given, path, first: what if given == verb and part in path and first >= begin else ""
        try:
            yield
        finally:
            self.fails = lambda verb, path, begin: ""
        assert self.failed > before, "nothing was asked that should have failed"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Who is cut off may say so; the tests look at what comes of it."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else each answer waits 40 ms for the acknowledgement of its head
    server: Proxy

    def _pass(self) -> None:
        body = self._body()
        begin = int(self.headers.get("Range", "bytes=0-").removeprefix("bytes=").partition("-")[0])
        if what := self.server.fails(self.command, unquote(self.path), begin):
            self.server.failed += 1
            if what == "cut":
                self.close_connection = True
            else:
                self._answer(*_ANSWERS[what], {})
            return
        behind = HTTPConnection(self.server.behind, timeout=30)
        own = {name: value for name, value in self.headers.items() if name.lower() != "transfer-encoding"}
        behind.request(self.command, self.path, body, {**own, "Content-Length": str(len(body))})
        answer = behind.getresponse()
        data = answer.read()
        left_out = ("connection", "transfer-encoding", "content-length", "server", "date")
        told = {name: value for name, value in answer.getheaders() if name.lower() not in left_out}
        size = answer.getheader("Content-Length", "0") if self.command == "HEAD" else str(len(data))
        self._answer(answer.status, data, told, size)
        behind.close()

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding") != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        parts = []
        while size := int(self.rfile.readline(), 16):
            parts.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(parts)

    def _answer(self, status: int, data: bytes, told: dict[str, str], size: str = "") -> None:
        self.send_response(status)
        for name, value in {**told, "Content-Length": size or str(len(data))}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = _pass

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: a test's output is its own."""


@contextmanager
def proxied(server: Server) -> Iterator[Proxy]:
    """A proxy at work."""
    with Proxy(server) as proxy:
        thread = threading.Thread(target=proxy.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield proxy
        finally:
            proxy.shutdown()
            thread.join()
