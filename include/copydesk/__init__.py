"""copydesk: a day's scraped news in, clean, dated, sectioned, deduplicated Parquet out.

from copydesk import read

articles = read("lakehouse", dates=["2024-10-30"], topics=["sport"], columns=["id", "title"])
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from copydesk.version import VERSION as __version__

if TYPE_CHECKING:
    from copydesk.reader import read

__all__ = ["__version__", "read"]


def __getattr__(name: str) -> Any:
    """Load the reader when it is asked for: Airflow imports this package in places where pyarrow would cost too much."""
    if name == "read":
        from copydesk.reader import read

        return read
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
