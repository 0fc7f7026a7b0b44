"""`copydesk explain`: every line of a file or of a day's articles is shown with what became of it."""

from __future__ import annotations

import re
from datetime import date
from html import escape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from typer.testing import CliRunner

from copydesk import explain, pipeline
from copydesk.cli import app
from copydesk.errors import MissingError
from copydesk.explain import page
from copydesk.settings import Settings

DAY = date(2024, 10, 29)
EVIL = '<script>alert("x")</script> & <b>bold</b> claims by the miller'
PAGE = f"""The old mill is saved

By Asha Rao | Published: October 28, 2024

The council voted on Monday to keep the old mill, after a long and lively debate in the packed town hall.

The building needs a new roof.The council will pay for it from the sale of the former bus depot.

{EVIL}, he said, and walked out of the hall before anybody could ask him what he had meant.

Leave a Reply
"""


class Texts(HTMLParser):
    """The text of a page, and every tag that it has."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.text, self.tags = "", set[str]()
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize(
    "text",
    [
        "長野県小海町の無人駅で、1匹の猫が「駅長」を務めて3年になる。町によると、1日の乗客は28人から57人に増えた。名前は「たま吉」。推定7歳の雄だ。",
        "ชาวบ้านในหมู่บ้านริมแม่น้ำช่วยกันซ่อมสะพานไม้เก่าที่ถูกน้ำพัดเสียหายเมื่อสัปดาห์ก่อนโดยใช้ไม้ไผ่ที่ตัดจากสวนของวัด",
        f"The council's page is https://council.example/{'minutes-of-the-old-mill-' * 6}end and nobody reads it.",
    ],
    ids=["ja", "th", "url"],
)
def test_a_narrow_terminal_shows_every_letter(text: str, tmp_path: Path) -> None:
    """Law: no line is shown cut short, however narrow the terminal is and whether or not its script has blanks."""
    (tmp_path / "page.txt").write_text(f"Mill\n\n{text}\n\n{text[::-1]}\n", "utf-8")
    for columns in ("60", "80"):
        shown = CliRunner().invoke(app, ["explain", str(tmp_path / "page.txt")], env={"COLUMNS": columns}).output
        cells = "".join(line.split("│")[2].strip() for line in shown.splitlines() if line.count("│") == 3)
        assert "".join(text.split()) in "".join(cells.split())


def test_one_line_is_one_line(tmp_path: Path) -> None:
    """What is counted below an article is said of one as of one."""
    (tmp_path / "page.txt").write_text("The council voted on Monday to keep the old mill, after a long and lively debate.\n")
    told = " ".join(CliRunner().invoke(app, ["explain", str(tmp_path / "page.txt")]).output.split())
    assert re.search(r"\b1 line kept, 0 lifted into columns, 0 cut, 1 paragraph\.", told), told


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A root with one landing day of three articles, which was run."""
    folder = tmp_path / "in"
    folder.mkdir()
    for n in range(3):
        (folder / f"mill{n}.txt").write_text(PAGE.replace("The council voted", f"The council of ward {n} voted"))
    settings = Settings(root=str(tmp_path / "root"))
    pipeline.land(settings, folder, DAY)
    pipeline.run_day(settings, DAY)
    return settings


def test_every_line_of_a_file_is_explained_once(tmp_path: Path) -> None:
    """Each line that is not blank is there once, in order, with its verdict; each cut has a rule and a reason."""
    (tmp_path / "mill.txt").write_text(PAGE)
    found = explain.of_file(tmp_path / "mill.txt", Settings(), DAY)
    assert [line.text for line in found.lines] == [line for line in PAGE.split("\n") if line]
    assert all(line.rule and line.because for line in found.lines if line.verdict in ("cut", "lifted"))
    assert [line.mended for line in found.lines if line.mended] == [
        "The building needs a new roof. The council will pay for it from the sale of the former bus depot."
    ]


def test_a_day_is_explained_as_it_was_run(settings: Settings) -> None:
    """What is shown of an article of a day is what its file gives by itself, where the day has no chrome of its own."""
    records = explain.of_day(settings, DAY, 10)
    assert [record.source for record in records] != []
    for record in records:
        alone = explain.of_file(Path(settings.root) / "landing" / DAY.isoformat() / record.source, settings, DAY)
        assert [(x.number, x.text, x.verdict, x.rule) for x in record.lines] == [
            (x.number, x.text, x.verdict, x.rule) for x in alone.lines
        ]


def test_a_sample_has_as_many_articles_as_asked_and_the_most_doubtful_first(settings: Settings) -> None:
    """A sample is cut to its size, and its articles come with the words that were cut by place and look falling."""
    assert len(explain.of_day(settings, DAY, 1)) == 1
    doubtful = [[line.text for line in one.lines if line.rule in explain.PLACE] for one in explain.of_day(settings, DAY, 3)]
    words = [sum(len(text.split()) for text in texts) for texts in doubtful]
    assert words == sorted(words, reverse=True)


def test_a_day_that_was_not_run_says_what_to_do(settings: Settings) -> None:
    """The error names the day and the command."""
    with pytest.raises(MissingError, match=r"2024-10-30.*copydesk run"):
        explain.of_day(settings, date(2024, 10, 30), 5)


def test_the_page_stands_alone_and_runs_nothing(settings: Settings) -> None:
    """The page asks for no address and holds no script; what articles say stays text."""
    written = page.render(explain.of_day(settings, DAY, 3), "landing day <2024>")
    read = Texts(written)
    assert not read.tags & {"script", "link", "img", "iframe", "b"}
    assert "http" not in written.replace("http-equiv", "")
    assert EVIL in read.text
    assert escape(EVIL) in written
    assert "landing day <2024>" in read.text


def test_each_line_stands_on_the_page_with_its_colour_and_reason(tmp_path: Path) -> None:
    """Each line has an item of its kind; the page has a switch for each kind and its count."""
    (tmp_path / "mill.txt").write_text(PAGE)
    found = explain.of_file(tmp_path / "mill.txt", Settings(), DAY)
    written = page.render([found], "mill.txt")
    kinds = re.findall(r'<li class="(\w+)">', written)
    assert len(kinds) == len(found.lines)
    assert set(kinds) <= page.KINDS.keys()
    assert kinds[-1] == "lexicon"
    assert [f"show-{kind}" in written for kind in page.KINDS] == [True] * len(page.KINDS)
    assert "heading of the WordPress comment form" in written or "en/leave-a-reply" in written


def test_the_command_writes_the_page_of_a_file_and_of_a_day(settings: Settings, tmp_path: Path) -> None:
    """--html writes one file and says so; a path that is no file is wrong usage and says how to explain a day."""
    run = CliRunner().invoke
    mill = Path(settings.root) / "landing" / DAY.isoformat() / "mill0.txt"
    for arguments in (["explain", str(mill)], ["explain", settings.root, "--day", DAY.isoformat(), "--sample", "2"]):
        told = run(app, [*arguments, "--html", str(tmp_path / "page.html")], env={"COLUMNS": "200"})
        assert told.exit_code == 0, told.output
        assert "explained in" in told.output
        assert (tmp_path / "page.html").read_text("utf-8").startswith("<!doctype html>")
    assert run(app, ["explain", settings.root], env={"COLUMNS": "200"}).exit_code == 2


def test_a_name_that_a_terminal_would_obey_is_written_out(tmp_path: Path) -> None:
    """Law: whatever a file is called, what is shown of it is printable, as the ledger names it, and can be written as UTF-8."""
    hostile = tmp_path / "mill\x1b[2J\u202e\udce9.txt"
    hostile.write_text(PAGE)
    assert explain.of_file(hostile, Settings(), DAY).source == r"mill\x1b[2J\u202e\xe9.txt"
    for wrong in ([], ["--record", "none"]):
        told = CliRunner().invoke(app, ["explain", str(hostile), *wrong])
        in_one_line = told.output.replace("\n", "")  # a terminal is as wide as it is
        assert (told.exit_code, r"mill\x1b[2J\u202e" in in_one_line) == (len(wrong) // 2, True), told.output
        assert [char for char in "\x1b\u202e\udce9" if char in told.output] == []
    told = CliRunner().invoke(app, ["explain", str(hostile), "--html", str(tmp_path / "page.html")])
    assert told.exit_code == 0, told.output
    assert r"mill\x1b[2J" in (tmp_path / "page.html").read_text("utf-8")
