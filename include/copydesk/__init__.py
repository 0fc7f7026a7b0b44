"""copydesk: a day's scraped news in, clean, dated, sectioned, deduplicated Parquet out."""

__version__ = "0.1.0"
