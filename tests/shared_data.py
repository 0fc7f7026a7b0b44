"""Where the public evaluation data is, or why a test that needs it is skipped."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


def shared(name: str) -> Path:
    """A file or folder of the evaluation data; skips the test where there is none.

    The data is looked for beside $COPYDESK_GOLD (its folder `gold`), then in the folder `shared` next to the checkout.
    """
    gold = os.environ.get("COPYDESK_GOLD")
    home = Path(gold).parent if gold else Path(__file__).resolve().parents[2] / "shared"
    if not (home / name).exists():
        pytest.skip(f"no {name} in {home}: set COPYDESK_GOLD to the folder `gold` of the evaluation data")
    return home / name
