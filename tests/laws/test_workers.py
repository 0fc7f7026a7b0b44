"""Several processes make the same lake as one."""

from __future__ import annotations

from pathlib import Path

from benchmarks import corpus
from copydesk import audit, pipeline
from copydesk.settings import Settings
from copydesk.store import open_root


def _lake(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in (root / "lake").rglob("*") if path.is_file()}


def test_the_lake_is_the_same_whether_one_process_made_it_or_two(tmp_path: Path) -> None:
    """Batches and dates shared by two processes give every byte that one process gives, and nothing is lost on the way."""
    lakes, steps = [], set[str]()
    for workers in (1, 2):
        root = tmp_path / str(workers)
        corpus.write(root / "landing" / corpus.DAY.isoformat(), 60)
        settings = Settings(root=str(root), batch_records=13)
        report = pipeline.run_day(settings, corpus.DAY, lambda what, done, of: steps.add(what), workers=workers)
        assert report["records"] == 60
        assert {"ingest_files", "write_parquet"} <= steps
        assert not list(audit.check_day(settings, corpus.DAY))
        assert not [found for day in audit.dates(open_root(str(root))) for found in audit.check_date(settings, day)]
        lakes.append(_lake(root))
    assert lakes[0] == lakes[1]
    assert len(lakes[0]) > 5
