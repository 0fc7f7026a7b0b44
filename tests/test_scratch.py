"""Scratch: what waits outside memory comes back as it was, or an error says what to do."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk import scratch
from copydesk.errors import LakeError


@given(st.lists(st.binary(max_size=40)), st.integers(1, 100), st.randoms())
def test_what_is_put_comes_back(held: list[bytes], memory: int, chooser: object) -> None:
    """Law: each piece is what was put there, in whatever order they are asked for, in memory or on a disk."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scratch, "IN_MEMORY", memory)
        waiting = scratch.Scratch()
        pieces = [(waiting.put(data), data) for data in held]
        chooser.shuffle(pieces)  # type: ignore[attr-defined]
        assert [waiting.get(piece) for piece, _ in pieces] == [data for _, data in pieces]


def test_a_full_disk_is_told_with_what_to_do(tmp_path: Path) -> None:
    """Where the temporary folder has no room, the error names it and says how another one is chosen."""
    code = "from copydesk import scratch; scratch.IN_MEMORY = 1; scratch.Scratch().put(bytes(2_000_000))"

    def little_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))

    run = subprocess.run(
        [sys.executable, "-c", code],
        env={"TMPDIR": str(tmp_path), "PYTHONPATH": str(Path(scratch.__file__).parents[1])},
        preexec_fn=little_room,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 1
    assert f"LakeError: {tmp_path} cannot hold what waits there while dates are published: File too large." in run.stderr
    assert "set TMPDIR to a folder that has some" in run.stderr
    assert not list(tmp_path.iterdir())


def test_a_file_that_cannot_be_written_leaves_nothing_beside_it(tmp_path: Path) -> None:
    """Law: where a file cannot be written whole, what stood there stands there, and nothing half-written is beside it."""
    file = tmp_path / "desk.csv"
    file.write_text("whole")

    def breaks_off(part: Path) -> None:
        part.write_text("ha")
        raise OSError(28, "No space left on device")

    with pytest.raises(LakeError, match=r"desk\.csv cannot be written: No space left on device\."):
        scratch.write_whole(file, breaks_off)
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"desk.csv": "whole"}


def test_what_is_put_after_a_look_back_overwrites_nothing() -> None:
    """Law: who reads a piece and then puts another finds all of them as they were."""
    waiting = scratch.Scratch()
    pieces = [(waiting.put(data), data) for data in (b"first", b"second")]
    assert waiting.get(pieces[0][0]) == b"first"
    pieces.append((waiting.put(b"third"), b"third"))
    assert [waiting.get(piece) for piece, _ in pieces] == [data for _, data in pieces]
