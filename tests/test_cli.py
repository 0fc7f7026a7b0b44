"""The command line: what a person types, what they see, and the exit code a script sees."""

from __future__ import annotations

import errno
import io
import json
import os
import pkgutil
import re
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from typer.main import get_command
from typer.testing import CliRunner

from copydesk import cli, pipeline, read
from copydesk.cli import app, commands, console
from copydesk.overview.desk import Desk
from copydesk.settings import Settings
from copydesk.version import VERSION

PAGE = """The old mill is saved

By Asha Rao | Published: October 28, 2024

The council voted on Monday to keep the old mill, after a long and lively debate in the packed town hall.

Advertisement

The building needs a new roof.The council will pay for it from the sale of the former bus depot.

Leave a Reply
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "mill.txt").write_text(PAGE)
    (folder / "nothing.txt").write_bytes(b"")
    return folder


def call(*arguments: object, code: int = 0) -> str:
    result = CliRunner().invoke(app, [str(a) for a in arguments], env={"COLUMNS": "200"})
    assert result.exit_code == code, result.output
    return result.output


def sentence(shown: str) -> str:
    """What was said, without the frame around it and the ends of its lines."""
    return " ".join(shown.replace("│", " ").split())


def test_clean_lands_and_runs_a_folder(folder: Path, tmp_path: Path) -> None:
    """`clean` says what became of each file and where the lake is; again, it says that nothing changed."""
    first = call("clean", folder, tmp_path / "root", "--day", "2024-10-29")
    assert "published" in first
    assert "empty" in first
    assert "date=2024-10-28/topic=" in first
    assert "Changed in the lake: 2024-10-28." in first
    assert "Nothing changed" in call("clean", folder, tmp_path / "root", "--day", "2024-10-29")


def test_counts_have_their_title_in_one_line(folder: Path, tmp_path: Path) -> None:
    """Law: each table of counts says in one line what it counts and of which landing day, however narrow its columns are."""
    shown = call("clean", folder, tmp_path / "root", "--day", "2024-10-29").splitlines()
    for name in ("fates", "reasons", "languages", "partitions"):
        assert f"{name}, landing day 2024-10-29" in map(str.strip, shown)


def test_run_of_an_empty_day_says_so(tmp_path: Path) -> None:
    """A landing day without files is no error, and is told plainly."""
    assert "Landing day 2024-10-29 is empty" in call("run", tmp_path, "--day", "2024-10-29")


def test_a_day_of_which_nothing_is_published_says_so(tmp_path: Path) -> None:
    """Where every record was held back, the lake is not said to hold what landed."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "stub.txt").write_text("Too short to print\n")
    for _ in range(2):
        told = call("clean", tmp_path / "in", tmp_path / "root", "--day", "2024-10-29")
        assert "Nothing of the day is in the lake: every record was held back." in told
        assert "already held" not in told


def test_explain_shows_every_line_with_its_reason(folder: Path) -> None:
    """Each line of the file is shown with its verdict, and a cut names its rule and why."""
    shown = call("explain", folder / "mill.txt")
    for line in PAGE.splitlines():
        assert line[:30] in shown
    assert "lift-title" in shown
    assert "Asha Rao" in shown
    assert "en/leave-a-reply" in shown
    assert "space-after-stop" in shown
    assert "2024-10-28" in shown


def test_explain_of_an_unreadable_file_says_why(folder: Path) -> None:
    """A file that is no text gives its reason and exit code 1."""
    assert "empty" in call("explain", folder / "nothing.txt", code=1)


def test_audit_proves_and_finds(folder: Path, tmp_path: Path) -> None:
    """A sound root gives exit code 0; a file nobody ran is named with what to do, and gives 1; --json is JSON."""
    call("clean", folder, tmp_path / "root", "--day", "2024-10-29")
    assert "In order" in call("audit", tmp_path / "root")
    (tmp_path / "root/landing/2024-10-29/late.txt").write_text(PAGE)
    assert "record-without-fate" in call("audit", tmp_path / "root", code=1)
    result = CliRunner().invoke(app, ["audit", str(tmp_path / "root"), "--json"])
    [finding] = json.loads(result.stdout)
    assert finding["cure"].startswith("copydesk run ")


def test_dates_says_what_may_be_read_for_good(folder: Path, tmp_path: Path) -> None:
    """Law: `dates` says of each publication date what the desk's page says, as a table and as JSON, and what each waits for."""
    root = tmp_path / "root"
    for day in ("2024-10-26", "2024-10-27", "2024-10-28", "2024-10-29", "2024-10-31"):
        call("clean", folder, root, "--day", day)

    def told(*more: str) -> dict[str, dict[str, Any]]:
        return {one["date"]: one for one in json.loads(call("dates", root, "--json", *more))}

    shown = told()
    assert list(shown) == [f"2024-10-{day}" for day in (26, 27, 28, 29, 30, 31)]
    assert [one["state"] for one in shown.values()] == ["complete", *["missing"] * 4, "open"]
    assert shown["2024-10-31"]["waits_for"] == ["2024-11-01", "2024-11-02", "2024-11-03"]
    assert sum(one["published"] + one["duplicates"] for one in shown.values()) == 5
    desk = Desk(Settings(root=str(root)))
    every = desk.dates(date(2024, 10, 1), date(2024, 11, 5))
    asked = told("--from", "2024-10-01", "--to", "2024-11-05")
    assert {day: one["state"] for day, one in asked.items()} == {one.day.isoformat(): one.state for one in every}
    table = call("dates", root)
    assert "2024-10-27" in table and "Not run, although a later day was: landing day 2024-10-30. Backfill it." in table
    assert "holds no landing zone" in sentence(call("dates", tmp_path / "none", code=1))
    assert "lies behind" in sentence(call("dates", root, "--from", "2024-10-02", "--to", "2024-10-01", code=2))


def test_audit_since_a_day_finds_what_the_whole_audit_finds_of_these_days(folder: Path, tmp_path: Path) -> None:
    """Law: --since finds, of landing days from then on and of every date that they touch, what the whole audit finds."""
    root = tmp_path / "root"
    for day in ("2024-10-21", "2024-10-29"):
        call("clean", folder, root, "--day", day)
    assert "In order" in call("audit", root, "--since", "2024-10-29")
    touched = sorted(path.name for path in (root / "desk/_landed/2024-10-29").iterdir())
    for day in ("2024-10-21", "2024-10-29"):
        (root / "landing" / day / "late.txt").write_text("New\n\nA line that nobody has read yet.\n")
    (root / f"lake/_manifests/date={touched[0]}.json").write_text("{")
    whole, since = (
        json.loads(CliRunner().invoke(app, ["audit", str(root), "--json", *more]).stdout)
        for more in ([], ["--since", "2024-10-29"])
    )
    old = [finding for finding in whole if finding["where"].startswith("landing/2024-10-21/")]
    assert len(old) == 1
    assert since == [finding for finding in whole if finding not in old]
    assert {"record-without-fate", "manifest-damaged"} == {finding["rule"] for finding in since}


def test_findings_that_say_the_same_are_shown_once(folder: Path, tmp_path: Path) -> None:
    """Law: what one container or folder has many of is one row with its number; --json lists each."""
    root = tmp_path / "root"
    rows = [json.dumps({"text": PAGE.replace("mill", f"mill {n}")}) for n in range(9)]
    (folder / "news.jsonl").write_text("\n".join(rows) + "\n")
    call("clean", folder, root, "--day", "2024-10-29")
    (root / "landing/2024-10-29/news.jsonl").write_text("\n".join(row.replace("old", "new") for row in rows) + "\n")
    (root / "landing/2024-10-29/mill.txt").write_text(PAGE.replace("old", "new"))
    listed = json.loads(CliRunner().invoke(app, ["audit", str(root), "--json"]).stdout)
    assert len(listed) == 10
    shown = call("audit", root, code=1)
    assert "10 findings, of which --json lists each" in shown
    assert "and 8 more in" in shown
    assert shown.count("record-changed") == 2
    assert sum("mill.txt" in one["where"] for one in listed) == 1


def test_what_is_piped_is_whole(folder: Path, tmp_path: Path) -> None:
    """Law: in a pipe each sentence is one line and each finding one row, with its path and its cure as they can be copied."""
    root = tmp_path / "a-root-with-quite-a-long-name"
    call("clean", folder, root, "--day", "2024-10-29")
    name = "quite-a-long-name-" * 4 + ".txt"
    (root / "landing/2024-10-29" / name).write_text(PAGE)
    narrow = CliRunner().invoke(app, ["audit", str(root)], env={"COLUMNS": "40"}).output
    assert re.search(r"(?m)^1 finding *$", narrow)
    assert f"landing/2024-10-29/{name}" in narrow
    assert f"copydesk run {root} --day 2024-10-29" in narrow
    narrow = CliRunner().invoke(app, ["repair", str(root)], env={"COLUMNS": "40"}).output
    assert "1 landing day and 0 dates were made anew.\n" in narrow
    assert "In order: 1 landing day, 1 date looked at; every record, line and file is accounted for.\n" in narrow
    (tmp_path / "[red]no-root").mkdir()
    for command, said in (
        (["takedown", root, "0" * 32, "--why", "law"], f"error: no ledger under {root}/desk holds record"),
        (["run", root, "--day", "2024-10-29"], f"Lake: {root}/lake   Report: {root}/reports/landed=2024-10-29/report.html\n"),
        (["run", root, "--day", "2024-10-29"], "\n2 rows validated.\n"),
        (
            ["learn-topics", tmp_path / "[red]no-root"],
            f"error: {tmp_path}/[red]no-root holds no landing zone, no desk and no lake",
        ),
    ):
        assert said in CliRunner().invoke(app, [*map(str, command)], env={"COLUMNS": "40"}).output


def test_a_narrow_terminal_cuts_no_path(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Law: a table in a narrow terminal folds what it has no room for; what is said of one thing is said as of one."""
    root = tmp_path / "root"
    call("clean", folder, root, "--day", "2024-10-29")
    name = "quite-a-long-name-" * 4 + ".txt"
    for place in (root / "landing/2024-10-29" / name, root / "inbox" / f"{name}.part"):
        place.parent.mkdir(exist_ok=True)
        place.write_text(PAGE)
    for command in (["audit", root], ["sweep", root, "--day", "2024-10-29", "--dry-run"], ["run", root, "--day", "2024-10-29"]):
        told = io.StringIO()
        monkeypatch.setattr(console, "out", Console(file=told, force_terminal=True, no_color=True, width=60))
        CliRunner().invoke(app, [*map(str, command)])
        shown = re.sub(r"\x1b\[[0-9;]*m", "", told.getvalue())
        assert "…" not in shown
        assert max(map(len, shown.splitlines())) <= 60
        assert shown.strip()
        if command[0] == "audit":
            where = "".join(line.split("│")[2].strip() for line in shown.splitlines() if line.count("│") == 5)
            assert where == f"landing/2024-10-29/{name}"


@pytest.mark.parametrize("wanted", [[], ["--json"]])
def test_audit_writes_out_names_that_a_terminal_would_obey(folder: Path, tmp_path: Path, wanted: list[str]) -> None:
    """Law: findings are printable and can be written as UTF-8, whatever the files are called."""
    call("clean", folder, tmp_path / "root", "--day", "2024-10-29")
    name = "stray\x1b[2J\u202e\udce9.txt"
    (tmp_path / "root/lake/date=2024-10-28" / name).write_text("x")
    (tmp_path / "root/landing/2024-10-29" / name).write_text("x")
    shown = call("audit", tmp_path / "root", *wanted, code=1)
    assert [char for char in "\x1b\u202e\udce9" if char in shown] == []
    if wanted:
        places = [finding["where"] for finding in json.loads(shown[shown.index("[\n") :])]
        stray = r"stray\x1b[2J\u202e\xe9.txt"
        assert places == [f"landing/2024-10-29/{stray}", f"lake/date=2024-10-28/{stray}"]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["clean", "nowhere", "root", "--day", "2024-10-29"], 1, "nowhere is not a folder"),
        (["run", "root"], 2, "--day"),
        (["run", "nowhere", "--day", "2024-10-29"], 1, "nowhere is no folder"),
        (["sweep", "nowhere", "--day", "2024-10-29"], 1, "nowhere is no folder"),
        (["sweep", "nowhere", "--day", "2024-10-29", "--dry-run"], 1, "nowhere is no folder"),
        (["run", "root", "--day", "29 October"], 2, "29 October"),
        (["suggest", "nowhere", "--day", "2024-10-29"], 1, "nowhere is no folder"),
        (["explain", "nowhere", "--day", "2024-10-29"], 1, "nowhere is no folder"),
        (["takedown", "nowhere", "0" * 32, "--why", "law"], 1, "nowhere is no folder"),
        (["learn-topics", "nowhere"], 1, "nowhere holds no landing zone, no desk and no lake"),
        (["learn-topics", "root", "--to", "nowhere/topics.npz"], 2, "nowhere/topics.npz cannot be written"),
        (["explain", "root", "--day", "2024-10-29", "--record", "7"], 2, "--record is for a FILE"),
        (["explain", "nowhere.txt"], 2, "nowhere.txt"),
    ],
)
def test_mistakes_are_told_in_a_sentence(arguments: list[str], code: int, said: str, tmp_path: Path) -> None:
    """Wrong usage exits with 2, failed work with 1, and neither shows a traceback."""
    shown = call(*arguments, code=code)
    assert said in shown
    assert "Traceback" not in shown
    assert not Path("nowhere").exists()


def test_paths_are_told_as_they_are(folder: Path, tmp_path: Path) -> None:
    """Law: a path in what a command says is the one that was given, also where it reads like markup of the terminal."""
    root, file = tmp_path / "[red]root", tmp_path / "[bold]news.csv"
    root.mkdir()
    shown = call("run", root, "--day", "2024-10-28") + call("clean", folder, root, "--day", "2024-10-29")
    assert f"no file under {root}/landing/2024-10-28." in "".join(shown.splitlines()).replace("  ", " ")
    assert f"written to {file}." in " ".join(call("export", root, file).split())
    told = call("explain", folder / "mill.txt", "--html", tmp_path / "[bold]mill.html")
    assert str(tmp_path / "[bold]mill.html") in "".join(told.split())


def test_setting_out_of_range_is_named(tmp_path: Path) -> None:
    """A bad setting names its variable and what would do."""
    result = CliRunner().invoke(app, ["run", str(tmp_path), "--day", "2024-10-29"], env={"COPYDESK_SIMILARITY": "7"})
    assert result.exit_code == 1
    assert "COPYDESK_SIMILARITY=7.0 is out of range" in " ".join(result.output.split())


TAKING_A_DAY = [
    ["clean", "{in}", "{root}", "--day", "{day}"],
    ["run", "{root}", "--day", "{day}"],
    ["sweep", "{root}", "--day", "{day}"],
    ["explain", "{root}", "--day", "{day}"],
    ["suggest", "{root}", "--day", "{day}"],
    ["audit", "{root}", "--since", "{day}"],
    ["spark", "{root}", "--from", "{day}", "--to", "2024-10-29"],
    ["spark", "{root}", "--from", "2024-10-29", "--to", "{day}"],
]


@pytest.mark.parametrize("command", TAKING_A_DAY, ids=lambda command: f"{command[0]}{command[-2]}")
@pytest.mark.parametrize(
    ("day", "said"),
    [("2042-10-31", "has not come yet"), ("9999-12-31", "has not come yet"), ("1989-12-31", "lies before 1990-01-01"),
     ("0001-01-01", "lies before 1990-01-01")],
)  # fmt: skip
def test_a_day_that_can_be_no_landing_day_is_refused(
    command: list[str], day: str, said: str, folder: Path, tmp_path: Path
) -> None:
    """Law: each command that takes a landing day refuses the days that the DAG refuses, as wrong usage, and touches nothing."""
    box = tmp_path / "root/inbox/a.txt"
    box.parent.mkdir(parents=True)
    box.write_text(PAGE)
    os.utime(box, (1, 1))
    given = {"{in}": folder, "{root}": tmp_path / "root", "{day}": day}
    shown = call(*(given.get(each, each) for each in command), code=2)
    assert said in " ".join(shown.replace("│", " ").split())
    assert [path for path in (tmp_path / "root").rglob("*") if path.is_file()] == [box]


@pytest.mark.parametrize(("given", "root"), [("in", "in/deep/root"), ("in", "in"), ("root/landing/2024-10-28", "root")])
def test_clean_does_not_feed_on_what_it_makes(given: str, root: str, tmp_path: Path) -> None:
    """Law: a folder that holds the root, or lies in it, is refused by `clean` with what to do, and nothing is landed."""
    for folder in (given, root):
        (tmp_path / folder).mkdir(parents=True, exist_ok=True)
    (tmp_path / given / "mill.txt").write_text(PAGE)
    (tmp_path / "link").symlink_to(tmp_path / given)
    for folder in (given, "link"):
        shown = " ".join(call("clean", tmp_path / folder, tmp_path / root, "--day", "2024-10-29", code=1).split())
        assert "Name a folder apart from it." in shown
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


def refuse(monkeypatch: pytest.MonkeyPatch, where: object, verb: str, name: str) -> None:
    """Have the system refuse what is of a name, as it does to who may not read it; the tests may run as a user who may."""
    real = getattr(where, verb)

    def refusing(path: Any, *arguments: Any, **named: Any) -> Any:
        if os.path.basename(os.fspath(path)) == name:  # noqa: PTH119 - any kind of path
            raise PermissionError(errno.EACCES, "Permission denied", os.fspath(path))
        return real(path, *arguments, **named)

    monkeypatch.setattr(where, verb, refusing)


@pytest.mark.parametrize(("where", "verb", "name"), [(os, "scandir", "closed"), (Path, "open", "closed.txt")])
def test_clean_lands_all_of_a_folder_or_nothing(
    where: object, verb: str, name: str, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Law: a folder or file that `clean` may not read is named with what to do, and nothing of the rest is landed."""
    (folder / "closed").mkdir()
    for path in (folder / "closed" / "lido.txt", folder / "closed.txt"):
        path.write_text(PAGE)
    refuse(monkeypatch, where, verb, name)
    shown = " ".join(call("clean", folder, tmp_path / "root", "--day", "2024-10-29", code=1).split())
    assert str(folder / name) in shown.replace(" ", "")
    assert "Permission denied. Let user" in shown
    assert not (tmp_path / "root" / "landing").exists()


@pytest.mark.parametrize("why", ["", "  "])
def test_a_takedown_without_a_reason_is_refused(why: str, folder: Path, tmp_path: Path) -> None:
    """Law: nothing is taken down for no reason: the ledger would keep none."""
    root = tmp_path / "root"
    call("clean", folder, root, "--day", "2024-10-29")
    [id] = read(str(root))["id"].to_pylist()
    assert "The reason is empty" in call("takedown", root, id, "--why", why, code=2)
    assert read(str(root)).num_rows == 1


def test_an_export_that_ends_before_it_begins_is_refused(folder: Path, tmp_path: Path) -> None:
    """Law: a range of dates that is backwards is told with both dates, and no file is written."""
    call("clean", folder, tmp_path / "root", "--day", "2024-10-29")
    range_ = ["--from", "2024-10-29", "--to", "2024-10-28"]
    shown = sentence(call("export", tmp_path / "root", tmp_path / "news.csv", *range_, code=2))
    assert "2024-10-29 lies behind the last, 2024-10-28" in shown
    assert not (tmp_path / "news.csv").exists()
    range_[1] = "2024-10-28"
    assert "1 article written" in call("export", tmp_path / "root", tmp_path / "news.csv", *range_)


@pytest.mark.parametrize(
    ("file", "more", "said"),
    [
        ("news.xlsx", [], "news.xlsx ends in .xlsx; it must end in one of ['.csv', '.jsonl', '.parquet']"),
        ("news", [], "news ends in nothing"),
        ("nowhere/news.csv", [], "nowhere/news.csv cannot be written: name a file in a folder that is there"),
        ("news.csv", ["--topic", "sports"], "['sports'] are no topics; topics are ['business'"),
        ("news.csv", ["--column", "headline"], "the lake has no column ['headline']"),
        ("news.csv", ["--column", "id", "--column", "id"], "the columns name ['id'] more than once"),
    ],
    ids=["ending", "no-ending", "no-folder", "topic", "column", "column-twice"],
)
def test_an_export_that_was_asked_for_wrongly_is_wrong_usage(file: str, more: list[str], said: str, tmp_path: Path) -> None:
    """Law: what `export` is asked for and cannot be is told as wrong usage, with exit code 2, before the root is looked at."""
    assert said in sentence(call("export", tmp_path / "root", tmp_path / file, *more, code=2))
    assert "root holds no landing zone" in sentence(call("export", tmp_path / "root", tmp_path / "news.csv", code=1))
    assert not [*tmp_path.iterdir()]


def test_names_of_fields_that_mean_nothing_empty_no_lake(tmp_path: Path) -> None:
    """Law: a COPYDESK_FIELDS that cannot be read stops `run` before it begins: the lake keeps the articles of its tables."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in/news.jsonl").write_text(json.dumps({"text": PAGE}) + "\n")
    call("clean", tmp_path / "in", tmp_path / "root", "--day", "2024-10-29")
    lake = sorted((tmp_path / "root/lake").rglob("*.parquet"))
    environ = {"COPYDESK_FIELDS": "text:corpo", "COLUMNS": "300"}
    result = CliRunner().invoke(app, ["run", str(tmp_path / "root"), "--day", "2024-10-29"], env=environ)
    assert result.exit_code == 1, result.output
    assert "COPYDESK_FIELDS has 'text:corpo'" in result.output
    assert sorted((tmp_path / "root/lake").rglob("*.parquet")) == lake


def test_a_page_that_cannot_be_written_is_told(folder: Path, tmp_path: Path) -> None:
    """Law: `explain --html` into a folder that is not there is told as wrong usage, before anything is explained."""
    for what in (folder / "mill.txt", folder / "nothing.txt"):
        shown = sentence(call("explain", what, "--html", tmp_path / "nowhere" / "a.html", code=2))
        assert "a.html cannot be written: name a file in a folder that is there" in shown


def test_a_terminal_that_lacks_letters_is_told_them(folder: Path, tmp_path: Path) -> None:
    """Law: where the terminal's charset lacks a letter it is written out, and no command ends for it; JSON stays JSON."""
    call("clean", folder, tmp_path / "root", "--day", "2024-10-29")
    (folder / "hindi.txt").write_text(PAGE.replace("old mill", "पुरानी मिल café"), "utf-8")
    (tmp_path / "root/landing/2024-10-29/पुरानी café.txt").write_text(PAGE, "utf-8")
    environ = os.environ | {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "COLUMNS": "200"}
    environ["PYTHONPATH"] = str(Path(commands.__path__[0]).parents[2])

    def said(code: int, *arguments: object) -> str:
        program = [sys.executable, "-c", "from copydesk.cli import main; main()", *map(str, arguments)]
        done = subprocess.run(program, env=environ, capture_output=True, check=False)
        assert done.returncode == code, done.stderr.decode()
        return done.stdout.decode("ascii")

    assert r"\u092a\u0941" in said(0, "explain", folder / "hindi.txt")
    assert "record-without-fate" in said(1, "audit", tmp_path / "root")
    [finding] = json.loads(said(1, "audit", tmp_path / "root", "--json"))
    assert finding["where"].startswith("landing/2024-10-29/")
    said(0, "suggest", tmp_path / "root", "--day", "2024-10-29")
    said(0, "sweep", tmp_path / "root", "--day", "2024-10-29", "--dry-run")


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (MemoryError(), "no memory left"),
        (ImportError("libarrow.so.2300: failed to map segment from shared object"), "no memory left"),
        (ImportError("libgomp.so.1: cannot allocate memory in static TLS block"), "no memory left"),
        (RuntimeError("can't start new thread"), "no memory left"),
        (OSError(errno.EMFILE, "Too many open files", "ro.toml"), "ro.toml: Too many open files."),
    ],
    ids=["memory", "library", "static", "thread", "files"],
)
def test_a_machine_without_room_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: Exception, told: str
) -> None:
    """Where memory or file handles run out, a command says what ran out in a sentence, with exit code 1 and no traceback."""

    def short(*arguments: object, **more: object) -> None:
        raise error

    monkeypatch.setattr(pipeline, "run_day", short)
    monkeypatch.setattr(sys, "argv", ["copydesk", "run", str(tmp_path), "--day", "2024-10-29"])
    with pytest.raises(SystemExit, match="1"):
        cli.main()
    assert told in " ".join(capsys.readouterr().err.split())


def test_memory_that_runs_out_while_libraries_load_is_told(tmp_path: Path) -> None:
    """Where not one library more can be loaded, that is said in a sentence all the same: saying it loads nothing."""
    code = """
import sys
from copydesk import cli
class Full:
    def find_spec(self, *of):
        raise MemoryError
sys.meta_path.insert(0, Full())
cli.main()
"""
    environ = os.environ | {"PYTHONPATH": str(Path(commands.__path__[0]).parents[2])}
    program = [sys.executable, "-c", code, "audit", str(tmp_path)]
    done = subprocess.run(program, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "no memory left" in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr


def test_a_fault_of_ours_keeps_its_traceback(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Law: only what a machine lacks is told in a sentence: a library that is not there, or a wrong state, is raised as it is."""
    for error in (ImportError("No module named 'pyarrow'"), RuntimeError("a set changed its size")):

        def broken(*arguments: object, error: Exception = error, **more: object) -> None:
            raise error

        monkeypatch.setattr(pipeline, "run_day", broken)
        monkeypatch.setattr(sys, "argv", ["copydesk", "run", str(tmp_path), "--day", "2024-10-29"])
        with pytest.raises(type(error), match=str(error)):
            cli.main()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_an_output_that_is_full_is_told() -> None:
    """Where what a command prints finds no room, it says so in a sentence, with exit code 1 and no traceback."""
    environ = os.environ | {"PYTHONPATH": str(Path(commands.__path__[0]).parents[2])}
    program = [sys.executable, "-c", "from copydesk.cli import main; main()", "--version"]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(program, env=environ, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 1
    assert "No space left on device" in done.stderr
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr


def test_help_teaches() -> None:
    """Law: the help lists each command with a sentence, and each command's own writes every day in one form."""
    shown = call("--help")
    known = get_command(app).commands  # type: ignore[attr-defined]
    assert len(known) > 9
    for name, command in known.items():
        first = " ".join(command.help.split()).partition(" ")[0]
        assert re.search(rf"│ {name} +{first} ", shown), name
        assert "%Y" not in call(name, "--help"), name
    assert "Exit codes" in shown
    assert VERSION in call("--version")


def test_a_command_is_the_module_of_its_name() -> None:
    """Each command stands in a module of its own, named as it is typed."""
    modules = {module.name.replace("_", "-") for module in pkgutil.iter_modules(commands.__path__)}
    assert modules == set(get_command(app).commands)  # type: ignore[attr-defined]


def test_help_waits_for_no_library_of_tables() -> None:
    """Help imports only what it shows: pyarrow and pandas would take longer than all the rest."""
    code = "import sys; from copydesk.cli import app; print({'numpy', 'pandas', 'pyarrow'} & {*sys.modules})"
    environ = os.environ | {"PYTHONPATH": str(Path(commands.__path__[0]).parents[2])}
    done = subprocess.run([sys.executable, "-c", code], env=environ, capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


def test_the_package_is_the_command_line() -> None:
    """`python -m copydesk` is `copydesk`, for those whose path has no such script."""
    done = subprocess.run([sys.executable, "-m", "copydesk", "--help"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "copydesk" in done.stdout
    assert "explain" in done.stdout
