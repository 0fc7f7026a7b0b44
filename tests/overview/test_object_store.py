"""The desk's page over an object store: the same pages as over a folder, and few requests."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from copydesk.overview import datepages, pages, shelf
from copydesk.overview.desk import Desk
from copydesk.overview.frame import Place
from copydesk.settings import Settings
from copydesk.store import open_root
from tests import newsyear
from tests.s3_server import Server, serving

DAYS = 40
LAST = newsyear.FIRST + timedelta(days=DAYS - 1)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of the S3 protocol."""
    with serving(tmp_path_factory.mktemp("s3") / "log") as server:
        yield server


def written(desk: Desk) -> list[str]:
    """Some pages of a desk, without the times at which files were written."""
    place, books = Place("/copydesk"), desk.span(newsyear.FIRST, LAST)[0]
    dated = desk.dates(newsyear.FIRST, LAST)
    return [
        pages.front(place, desk.watched(), dated, LAST),
        pages.span(place, newsyear.FIRST, LAST, books, shelf.together(books), []),
        pages.day(place, shelf.read_report(desk.root, LAST), desk.days()),
        datepages.calendar(place, 2024, dated, [2024], 3).partition("<h2>Changed lately")[0],
    ]


def test_an_object_store_gives_the_pages_of_a_folder(server: Server, tmp_path: Path) -> None:
    """Wherever the root is, its pages are the same, byte for byte."""
    settings = [Settings(root=str(tmp_path)), Settings(root=f"s3://{server.bucket()}/news")]
    for own in settings:
        newsyear.shelve(open_root(own.root), newsyear.year(DAYS, sites=8))
    here, there = (written(Desk(own)) for own in settings)
    assert here == there
