"""What is about to be published is held to the contract first: a fault withholds it and leaves the lake as it was."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from copydesk import pipeline
from copydesk.errors import ContractError
from copydesk.pipeline import edition
from copydesk.settings import Settings
from copydesk.store import FileDraft, lake
from copydesk.validate import engine
from tests.laws import newsroom as news

DAY = news.DAYS[2]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A lake of one landing day with two dates, and a change in its landing zone that no run has seen yet."""
    news.land(tmp_path, DAY, "library", news.page("library", news.DATES[1], "World"))
    news.land(tmp_path, DAY, "orchard", news.page("orchard", news.DATES[2], "Sport"))
    news.run(tmp_path, [DAY])
    assert len(news.published(news.files(tmp_path))) == 2
    news.land(tmp_path, DAY, "pool", news.page("pool", news.DATES[1], "World"))
    return tmp_path


def _column(name: str, values: Callable[[pa.ChunkedArray], Any]) -> Callable[[pa.Table], pa.Table]:
    def corrupt(rows: pa.Table) -> pa.Table:
        at = rows.column_names.index(name)
        return rows.set_column(at, rows.schema.field(name), pa.chunked_array([values(rows[name])], rows.schema.field(name).type))

    return corrupt


FAULTS: dict[str, Callable[[pa.Table], pa.Table]] = {
    "chars, chars_of_text": _column("text", lambda own: [text[:20] for text in own.to_pylist()]),
    "topic_and_code": _column("iptc_code", lambda own: ["medtop:15000000"] * len(own)),
    "published_on, date": _column("published_on", lambda own: [day - timedelta(days=1) for day in own.to_pylist()]),
    "id, id_before": lambda rows: pa.concat_tables([rows.slice(1), rows.slice(0, 1)]),
    "date, id": lambda rows: pa.concat_tables([rows, rows]).sort_by("id"),
    "language: expect_column_values_to_not_be_null": _column("language", lambda own: [None] * len(own)),
}


@pytest.mark.parametrize("about", FAULTS, ids=lambda about: about.split(":")[0])
def test_a_fault_of_the_edition_withholds_it(root: Path, monkeypatch: pytest.MonkeyPatch, about: str) -> None:
    """Whatever is wrong with the files to be: the run fails, naming expectation and rows, no byte of the lake has changed, and
    the run after the cure gives the lake of a first build.
    """
    before, real = news.files(root), FileDraft.tables
    with monkeypatch.context() as patch:
        patch.setattr(FileDraft, "tables", lambda draft: map(FAULTS[about], real(draft)))
        with pytest.raises(ContractError) as refusal:
            news.run(root, [DAY])
    assert about in str(refusal.value)
    assert ".txt of 2024-10-31 in lake/date=2024-10-28/topic=world/part-0.parquet" in str(refusal.value)
    assert news.files(root) == before
    news.run(root, [DAY])
    assert news.files(root) == news.from_scratch(root, root / "fresh")
    assert news.audited(root) == []


def test_one_bad_date_withholds_all_dates_of_its_call(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No date of a call is written before every date of its group has been looked at."""
    news.land(root, DAY, "orchard", news.page("orchard", news.DATES[2], "World"))
    before, real = news.files(root), FileDraft.tables

    def last_one_bad(draft: FileDraft) -> Iterator[pa.Table]:
        return map(FAULTS["chars, chars_of_text"], real(draft)) if "-29/" in draft.path else real(draft)

    monkeypatch.setattr(FileDraft, "tables", last_one_bad)
    with pytest.raises(ContractError, match="What was to be published of 2024-10-28, 2024-10-29 breaks the contract"):
        news.run(root, [DAY])
    assert news.files(root) == before


def test_a_date_whose_inputs_moved_is_held_to_the_contract_again(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where another run files its day between the check and the writing, what is then published was looked at too."""
    looked: list[int] = []
    real = engine.run
    monkeypatch.setattr(engine, "run", lambda suite, table, index: looked.append(len(table)) or real(suite, table, index))
    settings = news.settings_of(root)
    real_checked = edition.checked

    def overtaken(made: edition.Editions) -> edition.Editions:
        found = real_checked(made)
        monkeypatch.setattr(edition, "checked", real_checked)
        news.land(root, news.DAYS[1], "again", news.page("orchard", news.DATES[1], "World"))
        works = pipeline.plan(settings, news.DAYS[1])
        for stage in pipeline.STAGES:
            works = [
                stage(settings, work, works) if stage in pipeline.day.LOOK_AROUND else stage(settings, work) for work in works
            ]
        pipeline.file_day(settings, news.DAYS[1], works)
        return found

    monkeypatch.setattr(edition, "checked", overtaken)
    news.run(root, [DAY])
    assert len(looked) >= 4  # two batches of the desk, the group, and the date that had moved
    news.run(root, [news.DAYS[1]])
    assert news.files(root) == news.from_scratch(root, root / "fresh")


@pytest.mark.parametrize("rows", [1, 2, 1_000])
def test_groups_do_not_matter(root: Path, monkeypatch: pytest.MonkeyPatch, rows: int) -> None:
    """However many dates are held to the contract together, the lake is the same, and each date is told when it is done."""
    monkeypatch.setattr(edition, "TOGETHER", rows)
    told: list[int] = []
    settings = news.settings_of(root)
    works = pipeline.plan(settings, DAY)
    for stage in pipeline.STAGES:
        works = [stage(settings, work, works) if stage in pipeline.day.LOOK_AROUND else stage(settings, work) for work in works]
    dates = pipeline.file_day(settings, DAY, works)
    pipeline.write_parquet(settings, dates, told.append)
    assert told == list(range(1, len(dates) + 1))
    assert news.files(root) == news.from_scratch(root, root / "fresh")


def test_a_date_is_gone_before_the_next_is_read(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that publishes one date after another holds what one of them is made of, never two."""
    monkeypatch.setattr(edition, "TOGETHER", 1)
    make, held, tables = edition.make, list[int](), list[int]()

    def watched(settings: Settings, wanted: lake.Inputs) -> edition.Edition:
        tables.append(pa.total_allocated_bytes())
        held.append(sum(isinstance(found, edition.Edition) for found in gc.get_objects()))
        return make(settings, wanted)

    monkeypatch.setattr(edition, "make", watched)
    news.run(root, [DAY])
    assert held == [0] * len(held) and len(held) > 1
    assert max(tables) == tables[0], tables
