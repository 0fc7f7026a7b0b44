"""The window: whatever order the desk's files have, each column speaks of the article at its place in the ranking."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from copydesk import dedup
from copydesk.model import RANK
from copydesk.pipeline import edition, window
from copydesk.pipeline.work import root_of
from copydesk.store import lake, parquet
from tests.laws import newsroom as news


@pytest.fixture
def articles(tmp_path: Path) -> window.Articles:
    """Two landing days of stories in two languages, with a copy and a longer version, some of the date before."""
    for n, story in enumerate(news.STORIES):
        news.land(tmp_path, news.DAYS[2], story, news.page(story, news.DATES[2], "World", longer=n == 1))
        news.land(tmp_path, news.DAYS[2], f"{story} again", news.page(story, news.DATES[2], "Sport"))
        news.land(tmp_path, news.DAYS[1], f"{story} before", news.page(story, news.DATES[1], "World"))
    news.land(tmp_path, news.DAYS[2], "visit", news.visit("gu", news.DATES[2], "Sport"))
    news.run(tmp_path, news.DAYS[1:3])
    settings = news.settings_of(tmp_path)
    [*_, last] = lake.dates(root_of(settings))
    return window.read(root_of(settings), edition.inputs(settings, last))


def test_each_column_is_of_the_article_at_its_place(articles: window.Articles) -> None:
    """Law: places go by rank, and features, bands, contents and languages at a place are those that the desk has of it."""
    desk = pa.concat_tables([parquet.read(articles.root, path) for path in articles.wanted.files]).sort_by(list(RANK))
    ids = articles.rows["id"].to_pylist()
    assert ids == desk["id"].to_pylist()
    assert len(ids) > len(set(desk["content_sha256"].to_pylist())) > 3, "there are copies"
    ends = np.cumsum(articles.sizes)
    bands = np.stack(list(articles.bands), axis=1)
    for place, row in enumerate(desk.to_pylist()):
        assert articles.features[ends[place] - articles.sizes[place] : ends[place]].tolist() == row["features"]
        assert (bands[place] == dedup.bands_of(np.frombuffer(row["minhash"], "<u4")[None])[0]).all()
    for numbers, name in ((articles.contents, "content_sha256"), (articles.languages, "language")):
        pairs = set(zip(numbers.tolist(), desk[name].to_pylist(), strict=True))
        assert len(pairs) == len(set(numbers.tolist())) == len(set(desk[name].to_pylist()))
    assert articles.own == sum(day < articles.wanted.published for day in desk["published_on"].to_pylist())


def test_rows_and_texts_come_with_their_places(articles: window.Articles) -> None:
    """Law: what is read again of the desk stands at the place of its article, and nothing else is read."""
    ids = articles.rows["id"].to_pylist()
    wanted = np.arange(len(ids)) % 3 > 0
    texts: dict[str, str] = {}
    for places, rows in articles.tables(["id", "text"], wanted):
        assert rows["id"].to_pylist() == [ids[place] for place in places]
        texts |= zip(rows["id"].to_pylist(), rows["text"].to_pylist(), strict=True)
    assert set(texts) == {id for id, is_wanted in zip(ids, wanted, strict=True) if is_wanted}
    assert {ids[place]: text for place, text in articles.texts(np.flatnonzero(wanted))} == texts
