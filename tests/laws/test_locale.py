"""The law of the locale: it decides about no byte of the lake."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from copydesk import pipeline
from copydesk.pipeline.work import source_of
from tests.gauntlet.case import article

DAY = "2024-10-30"
NAMES = ("emoji-📰.txt".encode(), "ખબર/café.txt".encode(), b"latin-caf\xe9.txt", b"plain.txt", rb"back\xf0.txt")
NIGHT = f"""
    from datetime import date
    from pathlib import Path
    import sys
    from copydesk import audit, explain, pipeline
    from copydesk.settings import Settings

    settings, day = Settings(root=sys.argv[1]), date.fromisoformat("{DAY}")
    pipeline.run_day(settings, day)
    assert not list(audit.check_day(settings, day)), list(audit.check_day(settings, day))
    assert len(explain.of_day(settings, day, 100)) == {len(NAMES)}
    print(sys.getfilesystemencoding())
"""


def night(root: Path, **env: str) -> tuple[str, dict[str, bytes]]:
    """The encoding of names in a process with this environment, and the files of the lake that it makes."""
    for number, name in enumerate(NAMES):
        path = root / "landing" / DAY / os.fsdecode(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(article(f"locale {number}"), "utf-8")
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "PYTHONUTF8"))}
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(NIGHT), root], env={**clean, **env}, capture_output=True, check=False
    )
    assert not done.returncode, done.stderr.decode("utf-8", "replace")
    lake = {str(path.relative_to(root)): path.read_bytes() for path in (root / "lake").rglob("*") if path.is_file()}
    return done.stdout.decode().split()[-1], lake


def test_the_same_files_are_the_same_lake_in_every_locale(tmp_path: Path) -> None:
    """Files whose names are not ASCII have the same ids and sources, and so the lake the same bytes, where the locale knows no
    UTF-8; the audit reads each again, and each is explained."""
    usual, lake = night(tmp_path / "usual", PYTHONUTF8="1")
    plain, other = night(tmp_path / "plain", PYTHONUTF8="0", LC_ALL="C", PYTHONCOERCECLOCALE="0")
    assert (usual, plain) == ("utf-8", "ascii")
    files = [path for path in lake if path.endswith(".parquet") and "/_fates/" not in path]
    sources = [
        source for path in files for source in pq.read_table(tmp_path / "usual" / path, partitioning=None)["source"].to_pylist()
    ]
    assert sorted(sources) == sorted(["emoji-📰.txt", "ખબર/café.txt", r"latin-caf\xe9.txt", "plain.txt", r"back\\xf0.txt"])
    assert lake == other


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_the_same_in_letters_of_another_locale(monkeypatch: pytest.MonkeyPatch, name: bytes) -> None:
    """Where the locale reads names as Latin-1, a file has the source and the id that it has where it reads them as UTF-8."""
    usual = name.decode("utf-8", "surrogateescape")
    day = date.fromisoformat(DAY)
    expected = source_of(usual), pipeline.record_id(day, usual, "")
    monkeypatch.setattr(os, "fsencode", lambda path: path.encode("latin-1"))
    latin = name.decode("latin-1")
    assert (source_of(latin), pipeline.record_id(day, latin, "")) == expected
