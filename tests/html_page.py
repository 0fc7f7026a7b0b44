"""An HTML page taken apart, for tests of what we render."""

from __future__ import annotations

from html.parser import HTMLParser

VOID = {"meta", "link", "br", "wbr", "rect", "input", "path", "polygon", "polyline"}


class Page(HTMLParser):
    """A page's tags, attributes, links, headings, table rows and text; fails on a tag that closes what is not open."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.source, self.text, self.tags = source, "", list[str]()
        self.attributes: list[tuple[str, str, str]] = []
        self.rows: list[list[str]] = []
        self._open: list[str] = []
        self.feed(source)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in VOID:
            self._open.append(tag)
        if tag == "tr":
            self.rows.append([])
        if tag == "td" and ("class", "share") not in attrs:
            self.rows[-1].append("")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" in self._open:
            return
        self.text += data
        if "td" in self._open and self.rows and self.rows[-1] and "title" not in self._open:
            self.rows[-1][-1] += data

    @property
    def links(self) -> list[str]:
        """Where the page leads to."""
        return [value for tag, name, value in self.attributes if tag == "a" and name == "href"]
