"""Stands in for Prometheus' StatsD exporter, less its mapping: dots become underscores. Hears port 9125, shows on 9102."""

from __future__ import annotations

import re
import socket
import threading
from collections import defaultdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

VALUES: defaultdict[str, float] = defaultdict(float)


class Page(BaseHTTPRequestHandler):
    """All values, one a line."""

    def do_GET(self) -> None:
        """Any path will do."""
        self.send_response(200)
        self.send_header("Content-Type", "text/plain; version=0.0.4")
        self.end_headers()
        self.wfile.write("".join(f"{name} {value}\n" for name, value in sorted(VALUES.items())).encode())

    def log_message(self, *_: object) -> None:
        """Nothing: it is asked every few seconds."""


def note(line: str) -> None:
    """Adds a line such as airflow.ti.start:1|c to the values."""
    if not (found := re.match(r"([^:|]+):([+-]?[\d.]+)\|(c|g|ms)", line)):
        return
    name, value, kind = re.sub(r"[^A-Za-z0-9_]", "_", found[1]), found[2], found[3]
    if kind == "ms":
        VALUES[f"{name}_sum"] += float(value) / 1000
        VALUES[f"{name}_count"] += 1
    elif kind == "c" or value[0] in "+-":
        VALUES[name] += float(value)
    else:
        VALUES[name] = float(value)


def main() -> None:
    """Listens until it is killed."""
    threading.Thread(target=ThreadingHTTPServer(("0.0.0.0", 9102), Page).serve_forever, daemon=True).start()
    listener = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    listener.bind(("0.0.0.0", 9125))
    while True:
        for line in listener.recv(65536).decode(errors="replace").splitlines():
            note(line)


if __name__ == "__main__":
    main()
