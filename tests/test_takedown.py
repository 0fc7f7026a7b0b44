"""Articles taken down, from landing to lake, and the orders that keep them down."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from copydesk import pipeline
from copydesk.cli import app
from copydesk.errors import LakeError, MissingError
from copydesk.settings import Settings
from copydesk.store import parquet
from tests.threedays import BODY, DAYS, OTHER, audited, lake, land, landed, page, published, run


def _two_articles(root: Path) -> None:
    """A root with one landing day, run: a library, and a pool."""
    land(
        root,
        DAYS[0],
        a=page("Council keeps the old library open", "10/28/2024"),
        c=page("The pool is saved", "10/28/2024", OTHER),
    )
    run(root, DAYS[0])


def test_takedown_removes_an_article_from_landing_to_lake(tmp_path: Path) -> None:
    """After a takedown no file under the root holds the article's text; the ledger keeps a tombstone, and counts balance."""
    _two_articles(tmp_path)
    report = pipeline.takedown(Settings(root=str(tmp_path)), published(tmp_path)["The pool is saved"], "by order of a court")
    assert report["fates"] == {"published": 1, "duplicate": 0, "rejected": 0, "unreadable": 0, "taken-down": 1}
    assert list(published(tmp_path)) == ["Council keeps the old library open"]
    assert not [p for p in tmp_path.rglob("*") if p.is_file() and "swimming pool" in readable(p)]
    assert audited(tmp_path) == set()


def _container(root: Path, *titles: str) -> None:
    """Land one file of a landing day with an article a line."""
    rows = [{"text": f"{title}\n\n{body}", "published": "2024-10-28"} for title, body in zip(titles, (BODY, OTHER), strict=True)]
    land(root, DAYS[0], wire="\n".join(json.dumps(row) for row in rows) + "\n")


def test_a_takedown_says_what_it_leaves(tmp_path: Path) -> None:
    """Law: a takedown names the file that keeps a copy of the record, and each article that repeated it and is published now."""
    _container(tmp_path, "The library stays open", "The pool is saved")
    land(tmp_path, DAYS[0], late=page("The library stays open, say councillors", "10/29/2024"))
    run(tmp_path, DAYS[0])
    id = published(tmp_path)["The library stays open"]
    assert "The library stays open, say councillors" not in published(tmp_path)
    report = pipeline.takedown(Settings(root=str(tmp_path)), id, "by order of a court")
    again = published(tmp_path)["The library stays open, say councillors"]
    assert report["kept_in"] == "landing/2024-10-29/wire.txt"
    assert report["came_up"] == [again]
    report = pipeline.takedown(Settings(root=str(tmp_path)), again, "by order of a court")
    assert (report["kept_in"], report["came_up"]) == ("", [])
    assert [*published(tmp_path)] == ["The pool is saved"]


def test_the_command_says_what_a_takedown_leaves_and_what_to_do(tmp_path: Path) -> None:
    """Law: who removes an article is told of each copy that is left, and that doing as told leaves the other records alone."""
    _container(tmp_path, "The library stays open", "The pool is saved")
    land(tmp_path, DAYS[0], late=page("The library stays open, say councillors", "10/29/2024"))
    run(tmp_path, DAYS[0])
    ids = published(tmp_path)
    said = CliRunner().invoke(app, ["takedown", str(tmp_path), ids["The library stays open"], "--why", "law"])
    assert said.exit_code == 0
    again = published(tmp_path)["The library stays open, say councillors"]
    assert (
        f"{tmp_path}/landing/2024-10-29/wire.txt holds other records too, and still this one: empty record 1 there" in said.stderr
    )
    assert (
        f"1 article that repeated it is in the lake now. If it is meant too: copydesk takedown {tmp_path} {again}" in said.stderr
    )
    file = tmp_path / "landing/2024-10-29/wire.txt"
    file.write_text("\n" + file.read_text().partition("\n")[2])
    run(tmp_path, DAYS[0])
    assert published(tmp_path)["The pool is saved"] == ids["The pool is saved"]
    assert "The library stays open" not in published(tmp_path)
    assert audited(tmp_path) == set()


def readable(path: Path) -> str:
    return str(parquet.decode(path.read_bytes()).to_pydict()) if path.suffix == ".parquet" else path.read_text("utf-8", "replace")


def test_taken_down_file_stays_down_when_it_lands_again(tmp_path: Path) -> None:
    """The same file landing again is removed and not published; the lake is that of a landing zone without it."""
    root = landed(tmp_path / "root")
    run(root, *DAYS)
    pipeline.takedown(Settings(root=str(root)), published(root)["Council keeps the old library open"], "the author asked for it")
    before = lake(root)
    land(root, DAYS[0], a=page("Council keeps the old library open", "10/28/2024"))
    assert "taken-down-file-is-back" in audited(root)
    run(root, DAYS[0])
    assert lake(root) == before
    assert not (root / "landing/2024-10-29/a.txt").exists()
    with pytest.raises(MissingError, match="no ledger"):
        pipeline.takedown(Settings(root=str(root)), "0" * 32, "")


@pytest.mark.parametrize("name", [".DS_Store", "notes.json", f"{'a' * 32}.json.bak", f"{'A' * 32}.json", f"{'a' * 31}.json"])
def test_a_stray_among_the_orders_stops_nothing(tmp_path: Path, name: str) -> None:
    """What a file manager or an editor leaves beside the orders to take records down is no order: run and audit pass it over."""
    land(tmp_path, DAYS[0], a=page("Council keeps the old library open", "10/28/2024"))
    run(tmp_path, DAYS[0])
    stray = tmp_path / "takedowns" / DAYS[0].isoformat() / name
    stray.parent.mkdir(parents=True)
    stray.write_bytes(b"\x00\x00\x00\x01Bud1")
    assert pipeline.plan(Settings(root=str(tmp_path)), DAYS[0]) == []
    assert pipeline.run_day(Settings(root=str(tmp_path)), DAYS[0], force=True)["fates"]["published"] == 1
    assert audited(tmp_path) == set()


@pytest.mark.parametrize("data", [b"", b'{"id": ', b"[]", b"{}", b"\xff\xfe"])
def test_a_damaged_order_stops_its_day_until_it_is_written_anew(tmp_path: Path, data: bytes) -> None:
    """A damaged order is named with its cure, the look-back has its day run, and the cure leaves everything in order."""
    _two_articles(tmp_path)
    settings, id = Settings(root=str(tmp_path)), published(tmp_path)["The pool is saved"]
    pipeline.takedown(settings, id, "by order of a court")
    order = tmp_path / "takedowns" / DAYS[0].isoformat() / f"{id}.json"
    before = order.read_bytes()
    order.write_bytes(data)
    with pytest.raises(LakeError, match=rf"{order} is damaged \(.*copydesk takedown {tmp_path} {id} --why"):
        run(tmp_path, DAYS[0])
    assert pipeline.late_days(settings, DAYS[1]) == [DAYS[0]]
    pipeline.takedown(settings, id, "by order of a court")
    assert order.read_bytes() == before
    assert list(published(tmp_path)) == ["Council keeps the old library open"]
    assert audited(tmp_path) == set()
