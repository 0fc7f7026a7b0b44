"""Drafts: the files of a date, slice by slice, are what they would be if all rows were held at once."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk import schema, scratch
from copydesk.store import Spool, drafts, parquet
from copydesk.store.draft import _COLUMNS, merged

DAY = date(2024, 10, 30)


def rows(ids: list[str], topic: str = "world") -> pa.Table:
    columns = {"id": ids, "topic": [topic] * len(ids), "text": [f"पाठ {id}" for id in ids], "repairs": [[id] for id in ids]}
    table = pa.table({"id": pa.array(columns["id"], pa.string()), "topic": pa.array(columns["topic"], pa.string())})
    for field in _COLUMNS:
        if field.name != "id":
            values = columns.get(field.name, [None] * len(ids))
            table = table.append_column(field, pa.array(values, field.type))
    return table


IDS = st.sets(st.integers(0, 999), min_size=1, max_size=40).map(lambda found: [f"{n:03}" for n in found])


@settings(deadline=None, max_examples=60)
@given(IDS, st.integers(1, 7), st.integers(1, 9), st.sampled_from([1, 1 << 20]), st.randoms())
def test_a_file_is_the_same_however_its_rows_come(ids: list[str], group: int, at_once: int, memory: int, chooser: object) -> None:
    """Law: rows in any order and in tables of any size give the bytes of one sorted table, in memory or on disk."""
    chooser.shuffle(ids)  # type: ignore[attr-defined]
    whole = rows(ids)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parquet, "ROWS_PER_GROUP", group)
        patch.setattr(scratch, "IN_MEMORY", memory)
        patch.setattr("copydesk.store.draft._DEALT", at_once)
        [draft] = drafts(DAY, whole, [whole.slice(n, at_once) for n in range(0, len(ids), at_once)], Spool()).values()
        slices = list(draft.tables())
        data = parquet.encode_slices(slices, _COLUMNS, len(ids), {"made": "here"})
        assert data == parquet.encode(whole.select(_COLUMNS.names).sort_by("id").cast(_COLUMNS), {"made": "here"})
    assert [len(each) for each in slices[:-1]] == [group] * (len(slices) - 1)


def test_each_topic_has_its_file() -> None:
    """The rows of a date stand in the folders of their topics, each once."""
    both = pa.concat_tables([rows(["b", "a"], "world"), rows(["c"], "sport")])
    found = drafts(DAY, both, [both], Spool())
    told = {path: [id for table in draft.tables() for id in table["id"].to_pylist()] for path, draft in found.items()}
    assert told == {
        "lake/date=2024-10-30/topic=sport/part-0.parquet": ["c"],
        "lake/date=2024-10-30/topic=world/part-0.parquet": ["a", "b"],
    }


def test_a_draft_with_more_rows_is_the_draft_of_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a file is to hold for a while, its own rows and those that leave it, is sorted and sliced as any other."""
    monkeypatch.setattr(parquet, "ROWS_PER_GROUP", 2)
    [draft] = drafts(DAY, rows(["a", "d", "e"]), [rows(["e", "d", "a"])], Spool()).values()
    more = merged(draft, rows(["c", "b"]).select(_COLUMNS.names).cast(_COLUMNS))
    assert [table["id"].to_pylist() for table in more.tables()] == [["a", "b"], ["c", "d"], ["e"]]
    assert more.ids.to_pylist() == ["a", "b", "c", "d", "e"]
    assert schema.arrow(in_lake=True).names == next(more.tables()).column_names
