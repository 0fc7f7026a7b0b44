"""What a bad container is, and all of them: each module beside this one adds those of its kinds."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Case:
    """A bad container, what must come of it, and the settings that differ."""

    rows: str
    make: Callable[[], bytes]
    settings: dict[str, Any] = field(default_factory=dict)


PAID = " | ".join(map(str, range(1, 25))) + ' | "": expands-too-much'
"""Records of 4 MB, of a file that may become 100 MB."""


CASES: dict[str, Case] = {}
"""Rows are written `record: reason | record | …`, without a reason where the record is read; "" is the file itself."""


def case(name: str, rows: str, make: Callable[[], bytes], **settings: Any) -> None:
    assert name not in CASES
    CASES[name] = Case(rows, make, settings)


def pretty(rows):
    return json.dumps(rows, indent=1).encode()
