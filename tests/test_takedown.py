"""Articles taken down, from landing to lake, and the orders that keep them down."""

from __future__ import annotations

import gzip
import json
import shutil
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from copydesk import explain, inbox, pipeline
from copydesk.cli import app
from copydesk.errors import LakeError, MissingError
from copydesk.settings import Settings
from copydesk.store import desk, open_root, parquet
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


def test_of_several_copies_only_the_one_that_is_published_now_came_up(tmp_path: Path) -> None:
    """Law: what repeated the article and repeats another one now did not come up."""
    land(tmp_path, DAYS[0], a=page("The library stays open", "10/28/2024"))
    land(tmp_path, DAYS[0], b=page("The library stays open, say councillors", "10/29/2024"))
    land(tmp_path, DAYS[0], c=page("The library stays open, says the mayor", "10/29/2024"))
    run(tmp_path, DAYS[0])
    (first,) = published(tmp_path).values()
    report = pipeline.takedown(Settings(root=str(tmp_path)), first, "by order of a court")
    assert report["came_up"] == [*published(tmp_path).values()]
    assert len(report["came_up"]) == 1


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


def _rows(root: Path, *rows: tuple[str, str, str], name: str = "wire") -> None:
    """Land one file of a landing day with an article a line: title, body and address, which may be none."""
    told = [
        {"text": f"{title}\n\n{body}", "published": "2024-10-28"} | ({"url": url} if url else {}) for title, body, url in rows
    ]
    land(root, DAYS[0], **{name: "".join(json.dumps(row) + "\n" for row in told)})


def _fates(root: Path) -> dict[str, str]:
    """The fate and the reason of each record of the first day, by its name in its file."""
    manifest = desk.read_manifest(open_root(str(root)), DAYS[0])
    assert manifest
    tables = [parquet.read(open_root(str(root)), entry.path) for entry in manifest.files if "/ledger-" in entry.path]
    return {row["record"]: f"{row['fate']}: {row['detail']}" for table in tables for row in table.to_pylist()}


HALL = BODY.replace("library", "market hall").replace("Readers", "Traders").replace("bus depot", "tram shed")
LIBRARY, POOL, MARKET = ("The library stays open", BODY), ("The pool is saved", OTHER), ("The market hall stays", HALL)


def test_an_order_follows_its_article_and_never_hits_a_neighbour(tmp_path: Path) -> None:
    """Law: wherever its container has it now, what was taken down stays out, and whatever stands at its old place stays in."""
    _rows(tmp_path, (*LIBRARY, ""), (*POOL, ""))
    run(tmp_path, DAYS[0])
    gone = published(tmp_path)["The library stays open"]
    pipeline.takedown(Settings(root=str(tmp_path)), gone, "by order of a court")
    for rows, left in (
        ([(*POOL, "")], {"The pool is saved"}),  # its line was removed
        ([(*MARKET, ""), (*LIBRARY, ""), (*POOL, "")], {"The pool is saved", "The market hall stays"}),  # one came before it
        ([(*POOL, ""), (*LIBRARY, ""), (*LIBRARY, "")], {"The pool is saved"}),  # it came back, twice
        ([(*LIBRARY, ""), (*POOL, "")], {"The pool is saved"}),
    ):
        _rows(tmp_path, *rows)
        run(tmp_path, DAYS[0])
        shown = published(tmp_path)
        assert set(shown) == left
        assert gone not in shown.values()
        assert audited(tmp_path) == set()
        fates = _fates(tmp_path)
        assert all(told == "taken-down: by order of a court" for told in fates.values() if not told.startswith("accepted"))
        assert sum(told.startswith("accepted") for told in fates.values()) == len(left)
        once = lake(tmp_path)
        pipeline.run_day(Settings(root=str(tmp_path)), DAYS[0], force=True)
        assert lake(tmp_path) == once


@pytest.mark.parametrize("left", ["", "{}", '{"text": ""}', '{"title": "The library stays open"}', '{"text": null}'])
def test_an_emptied_place_is_the_tombstone_of_its_record(tmp_path: Path, left: str) -> None:
    """Law: who empties the place of a record that was taken down, in whatever way, leaves its tombstone and no other row."""
    _rows(tmp_path, (*LIBRARY, ""), (*POOL, ""))
    run(tmp_path, DAYS[0])
    ids = published(tmp_path)
    pipeline.takedown(Settings(root=str(tmp_path)), ids["The library stays open"], "law")
    file = tmp_path / f"landing/{DAYS[0]}/wire.txt"
    file.write_text(left + "\n" + file.read_text().partition("\n")[2])
    run(tmp_path, DAYS[0])
    assert published(tmp_path) == {"The pool is saved": ids["The pool is saved"]}
    assert _fates(tmp_path) == {"1": "taken-down: law", "2": "accepted: None"}
    assert audited(tmp_path) == set()


def test_an_unreadable_record_that_was_taken_down_stays_out(tmp_path: Path) -> None:
    """Law: of a record that nobody could read its place is all that is known: what is mended there stays out."""
    _rows(tmp_path, (*LIBRARY, ""), (*POOL, ""))
    file = tmp_path / f"landing/{DAYS[0]}/wire.txt"
    whole = file.read_text()
    file.write_text(whole[:-3])
    run(tmp_path, DAYS[0])
    pipeline.takedown(Settings(root=str(tmp_path)), pipeline.record_id(DAYS[0], "wire.txt", "2"), "law")
    for text in (whole, whole[:-3]):
        file.write_text(text)
        run(tmp_path, DAYS[0])
        assert set(published(tmp_path)) == {"The library stays open"}
        assert audited(tmp_path) == set()


def test_a_corrected_text_at_the_address_that_was_taken_down_stays_out(tmp_path: Path) -> None:
    """Law: an order holds for its article's address, whatever it says there now; an address that others have names nobody."""
    own, other, shared = "https://n.example/library", "https://n.example/pool", "https://n.example/"
    for name, urls, left in (
        ("own", (own, other), {"The pool is saved"}),
        ("shared", (shared, shared), {"The pool is saved", "New"}),
    ):
        root = tmp_path / name
        _rows(root, (*LIBRARY, urls[0]), (*POOL, urls[1]))
        run(root, DAYS[0])
        pipeline.takedown(Settings(root=str(root)), published(root)["The library stays open"], "law")
        _rows(root, (*POOL, urls[1]), ("New", HALL, urls[0]))
        run(root, DAYS[0])
        assert set(published(root)) == left
        assert audited(root) == set()
        assert "library" not in next((root / "takedowns").rglob("*.json")).read_text()


def test_a_file_of_an_archive_is_known_by_its_name(tmp_path: Path) -> None:
    """Law: a member of an archive that was taken down stays out under its name with other bytes too, as a landed file does."""
    file = tmp_path / "landing" / DAYS[0].isoformat() / "pages.zip"
    file.parent.mkdir(parents=True)

    def pack(**pages: tuple[str, str]) -> None:
        with zipfile.ZipFile(file, "w") as archive:
            for name, (title, body) in pages.items():
                archive.writestr(f"{name}.txt", page(title, "10/28/2024", body))

    pack(library=LIBRARY, pool=POOL)
    run(tmp_path, DAYS[0])
    pipeline.takedown(Settings(root=str(tmp_path)), published(tmp_path)["The library stays open"], "law")
    pack(pool=POOL, library=("The market hall stays", HALL), other=("The library stays open", page(*LIBRARY[:1], "10/28/2024")))
    run(tmp_path, DAYS[0])
    assert "The market hall stays" not in published(tmp_path)
    assert "The pool is saved" in published(tmp_path)
    assert audited(tmp_path) == set()


def test_a_record_at_the_place_of_one_that_was_taken_down_is_explained(tmp_path: Path) -> None:
    """Law: an article that moved to the place of one that was taken down has an id of its own, and explain shows its lines."""
    _rows(tmp_path, (*LIBRARY, ""), (*POOL, ""))
    run(tmp_path, DAYS[0])
    pipeline.takedown(Settings(root=str(tmp_path)), published(tmp_path)["The library stays open"], "law")
    _rows(tmp_path, (*POOL, ""))
    run(tmp_path, DAYS[0])
    shown = explain.of_id(Settings(root=str(tmp_path)), DAYS[0], published(tmp_path)["The pool is saved"])
    assert shown and shown.source == "wire.txt!1##2"
    assert any("swimming pool" in line.text for line in shown.lines)
    pipeline.takedown(Settings(root=str(tmp_path)), published(tmp_path)["The pool is saved"], "law again")
    assert published(tmp_path) == {}
    _rows(tmp_path, (*MARKET, ""), (*POOL, ""), (*LIBRARY, ""))
    run(tmp_path, DAYS[0])
    assert set(published(tmp_path)) == {"The market hall stays"}
    assert audited(tmp_path) == set()


def test_an_article_that_was_taken_down_twice_keeps_both_reasons(tmp_path: Path) -> None:
    """Law: order and ledger keep every reason that was given, the first one first, each once, also where the order is damaged."""
    _rows(tmp_path, (*LIBRARY, ""), (*POOL, ""))
    run(tmp_path, DAYS[0])
    settings, id = Settings(root=str(tmp_path)), published(tmp_path)["The pool is saved"]
    for why in ("by order of a court", "the author asked for it", "by order of a court"):
        pipeline.takedown(settings, id, why)
    assert _fates(tmp_path)["2"] == "taken-down: by order of a court; then: the author asked for it"
    order = tmp_path / "takedowns" / DAYS[0].isoformat() / f"{id}.json"
    told = json.loads(order.read_text())
    assert (told["why"], told["then"]) == ("by order of a court", ["the author asked for it"])
    order.write_text("{")
    pipeline.takedown(settings, id, "a second court")
    assert _fates(tmp_path)["2"] == "taken-down: by order of a court; then: the author asked for it; then: a second court"
    assert audited(tmp_path) == set()


def test_what_is_wrong_with_a_container_is_no_article_to_take_down(tmp_path: Path) -> None:
    """Law: the row that says why a container breaks off cannot be taken down: its file holds the other records, and stays."""
    _rows(tmp_path, (*LIBRARY, ""), (*POOL, ""))
    file = tmp_path / "landing" / DAYS[0].isoformat() / "wire.txt"
    file.write_bytes(gzip.compress(file.read_bytes())[:-12])
    run(tmp_path, DAYS[0])
    before = file.read_bytes()
    with pytest.raises(LakeError, match="holds 1 other record"):
        pipeline.takedown(Settings(root=str(tmp_path)), pipeline.record_id(DAYS[0], "wire.txt", ""), "law")
    assert file.read_bytes() == before
    assert not (tmp_path / "takedowns").exists()


def test_a_landing_zone_of_which_all_was_taken_down_is_there(tmp_path: Path) -> None:
    """Law: a takedown of the only file that ever landed leaves its day's folder, or the zone would look unmounted."""
    settings = Settings(root=str(tmp_path))
    land(tmp_path, DAYS[0], a=page("The pool is saved", "10/28/2024", OTHER))
    run(tmp_path, DAYS[0])
    pipeline.takedown(settings, published(tmp_path)["The pool is saved"], "law")
    assert published(tmp_path) == {}
    box = tmp_path / "inbox/b.txt"
    box.parent.mkdir()
    box.write_text(page("Council keeps the old library open", "10/29/2024"))
    assert inbox.sweep(settings, DAYS[1], now=4e9).counts()["moved"] == 1
    run(tmp_path, *DAYS[:2])
    assert list(published(tmp_path)) == ["Council keeps the old library open"]
    assert audited(tmp_path) == set()


def test_a_takedown_takes_no_day_along_whose_files_are_gone(tmp_path: Path) -> None:
    """Law: where the files of the landing day are gone, a takedown is refused with what to do: a run would empty the day."""
    root = landed(tmp_path / "root")
    run(root, *DAYS)
    before = lake(root)
    (root / "landing" / DAYS[1].isoformat()).rename(tmp_path / "archived")
    with pytest.raises(MissingError, match="holds no file, and the desk has 1 other record of it"):
        pipeline.takedown(Settings(root=str(root)), pipeline.record_id(DAYS[1], "b.txt", ""), "law")
    assert lake(root) == before
    (tmp_path / "archived").rename(root / "landing" / DAYS[1].isoformat())
    pipeline.takedown(Settings(root=str(root)), pipeline.record_id(DAYS[1], "b.txt", ""), "law")
    assert audited(root) == set()


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
    land(tmp_path, DAYS[1], late=page("A new article that nobody ran", "10/28/2024"))
    assert audited(tmp_path) == {"order-damaged", "day-not-run"}
    shutil.rmtree(tmp_path / f"landing/{DAYS[1]}")
    pipeline.takedown(settings, id, "by order of a court")
    assert order.read_bytes() == before
    assert list(published(tmp_path)) == ["Council keeps the old library open"]
    assert audited(tmp_path) == set()
