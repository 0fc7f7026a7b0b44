"""Texts as arrays of code points, and what is looked up of each code point once and kept."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.uint32]


def codes(text: str) -> Codes:
    """The text's code points."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.dtype("<u4")).astype(np.uint32, copy=False)


class Table:
    """A function of one character to a small number, as an array that is filled as characters turn up."""

    def __init__(self, look: Callable[[str], int]) -> None:
        self._look = look
        self._known = np.zeros(0x110000, np.int32)  # 0: not looked up yet; untouched pages of zeros take no memory

    def of(self, wanted: Codes) -> NDArray[np.int32]:
        """The function's value for each code point."""
        found = self._known[wanted]
        if len(found) and not found.all():
            for code in np.unique(wanted[found == 0]).tolist():
                self._known[code] = self._look(chr(code)) + 1
            found = self._known[wanted]
        return found - 1
