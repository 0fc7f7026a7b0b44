"""The gauntlet: bad containers of every kind, and exactly the rows that must come of each."""

from __future__ import annotations

import io
from collections import Counter

import pytest

from copydesk.ingest.unpack import unpack
from copydesk.settings import Settings
from tests.ingest.bad import archives, columnar, compressed, feeds, lined, mails, warcs
from tests.ingest.bad.case import CASES
from tests.ingest.bad.compressed import BEHIND
from tests.ingest.packing import TEXT, gz

KINDS = (archives, columnar, compressed, feeds, lined, mails, warcs)
"""Modules that put their cases into CASES."""


@pytest.mark.parametrize("name", CASES)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_bad_container_gives_just_these_rows(name: str) -> None:
    """Of each bad container what can be read is read, and each part that cannot has its row and its reason."""
    told = CASES[name]
    data = told.make()
    found = [
        (row.record or '""') + (f": {row.fault.reason}" if row.fault else "")
        for row in unpack(io.BytesIO(data), len(data), Settings(**told.settings))
    ]
    assert " | ".join(found) == told.rows


@pytest.mark.parametrize("name", CASES)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_what_came_before_is_said_to_be_read_where_it_was(name: str) -> None:
    """Law: a container that breaks off says that what came before was read if, and only if, a record of it was."""
    told = CASES[name]
    data = told.make()
    found = list(unpack(io.BytesIO(data), len(data), Settings(**told.settings)))
    for number, row in enumerate(found):
        if row.fault and row.fault.reason in ("truncated", "broken-container"):
            own = [each for each in found[:number] if not row.record or each.record.startswith(f"{row.record}!")]
            was_read = any(each.fault is None for each in own)
            is_said = "What came before was read" in row.fault.detail
            assert is_said == was_read if row.fault.detail.startswith("it breaks off") else is_said <= was_read


def test_what_stands_before_garbage_is_read_as_it_is() -> None:
    """Law: what a whole gzip member held is the record, whatever follows it; bytes of no member are no part of it."""
    [row] = unpack(io.BytesIO(data := gz(TEXT.encode()) + BEHIND), len(data), Settings())
    assert row.data == TEXT.encode()


def test_the_gauntlet_is_long_enough() -> None:
    """Every kind of container is broken in several ways."""
    kinds = Counter(name.split("-")[0] for name in CASES)
    assert (
        min(
            kinds[kind]
            for kind in (
                "gz",
                "bz2",
                "xz",
                "zst",
                "zip",
                "tar",
                "jsonl",
                "json",
                "csv",
                "parquet",
                "warc",
                "feed",
                "mail",
                "mbox",
            )
        )
        >= 8
    )
