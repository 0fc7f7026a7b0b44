"""What spark-submit is given: `copydesk spark`, on the master and with the properties that spark-submit has (docs/spark.md)."""

from __future__ import annotations

import sys

from copydesk.cli import app

if __name__ == "__main__":
    app(["spark", *sys.argv[1:]])
