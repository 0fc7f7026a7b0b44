"""The desk's tables of a batch, put together from those of the stages."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from copydesk.errors import LakeError
from copydesk.pipeline import filing, planning, stages
from copydesk.settings import Settings

DAY = date(2024, 10, 30)
PARAGRAPH = "The council met on {} and kept the old library in Ashford open for another year, its mayor said on Monday evening."


def test_tables_of_other_records_are_not_put_together(tmp_path: Path) -> None:
    """Where a stage's table is not of the records of the one before, nothing is filed and the error says which table it is."""
    folder = tmp_path / "landing" / DAY.isoformat()
    folder.mkdir(parents=True)
    for name in ("a", "b"):
        (folder / f"{name}.txt").write_text("\n".join([f"Library {name}", PARAGRAPH.format(name), PARAGRAPH.format("Friday")]))
    settings = Settings(root=str(tmp_path), batch_records=1)
    works = []
    for planned in planning.plan(settings, DAY):
        work = stages.detect_language(settings, stages.ingest_files(settings, planned))
        works.append(stages.date_and_topic(settings, stages.strip_boilerplate(settings, work)))
    one, other = works
    assert filing.gathered(settings, one).num_rows == 1
    mixed = {**one, "files": {**one["files"], "facts": other["files"]["facts"]}}
    with pytest.raises(LakeError, match="facts-"):
        filing.gathered(settings, mixed)  # type: ignore[arg-type]
